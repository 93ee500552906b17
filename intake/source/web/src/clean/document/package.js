/** What begins like a ZIP archive: told apart by what is inside. @module */
import { Findings } from '../finding.js';
import { cleanArchive } from './archive.js';
import { cleanOffice, TYPES } from './office.js';
import { cleanOpendocument, MIMETYPE } from './opendocument.js';
import { Budget, readMembers, STORED } from './zipread.js';

/** @param {string} head @returns {boolean} whether a file begins like a ZIP archive, be it an empty one */
export const isPackage = (head) => head.startsWith('PK\x03\x04') || head.startsWith('PK\x05\x06');

/** Plan an Office file, an OpenDocument file or an archive.
 *  @param {import('../source.js').Source} source @param {number} [depth] how many archives this one lies in
 *  @param {Budget} [budget] what may still be unpacked, if this lies in another
 *  @returns {Promise<import('../cleaned.js').Cleaned>} @throws {import('../errors.js').CleanError} */
export async function cleanPackage(source, depth = 0, budget = new Budget()) {
  const findings = new Findings();
  const members = await readMembers(source, findings);
  if (members.some(({ name }) => name === TYPES)) return cleanOffice(source, members, findings, budget);
  if (members[0]?.name === MIMETYPE && members[0].method === STORED) {
    return cleanOpendocument(source, members, findings, budget);
  }
  return cleanArchive(source, members, findings, depth, budget);
}
