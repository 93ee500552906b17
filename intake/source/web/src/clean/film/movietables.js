/** Tables of a film: as long as they say they are, and zeros behind.
 *
 *  Source: ISO/IEC 14496-12, sections 8.6 to 8.9 and 8.16. @module */
import { zero } from './boxes.js';
import { latin, number } from '../bytes.js';
import { BrokenFileError } from '../errors.js';

/** @typedef {(data: Uint8Array, body: number) => number | null} Measure */

const GROUPINGS = ['roll', 'prol', 'rap ', 'sync'];

/** Zero what lies in a table's box behind its last entry.
 *  @param {Uint8Array} data @param {import('./boxes.js').Box} box
 *  @returns {boolean} false for a table that we don't know well enough to keep
 *  @throws {BrokenFileError} the table is longer than its box */
export function cutTable(data, box) {
  const used = TABLES.get(box.kind)?.(data, box.body) ?? null;
  if (used === null) return false;
  if (box.body + used > box.end) throw new BrokenFileError();
  zero(data, box.body + used, box.end);
  return true;
}

/** A table with its number of entries at 4 and the entries from 8 on; `wideEntry` in version 1.
 *  @param {number} entry @param {number} [wideEntry] @returns {Measure} */
const counted = (entry, wideEntry = 0) => (data, body) => {
  const wide = wideEntry && number(data, body, 1) === 1;
  return 8 + number(data, body + 4, 4) * (wide ? wideEntry : entry);
};

/** @param {number} size @param {number} [wideSize] @returns {Measure} */
const fixed = (size, wideSize = 0) => (data, body) => (wideSize && number(data, body, 1) === 1 ? wideSize : size);

/** @type {Measure} */
const sampleSizes = (data, body) => (number(data, body + 4, 4) ? 12 : 12 + 4 * number(data, body + 8, 4));

/** @type {Measure} */
const smallSampleSizes = (data, body) => 12 + Math.ceil((number(data, body + 8, 4) * number(data, body + 7, 1)) / 8);

/** @type {Measure} */
function groupDescriptions(data, body) {
  const size = number(data, body + 8, 4);
  const known = number(data, body, 1) === 1 && GROUPINGS.includes(latin(data, body + 4, body + 8));
  return known && (size === 1 || size === 2) ? 16 + size * number(data, body + 12, 4) : null;
}

/** @type {Measure} */
function groupMembers(data, body) {
  const known = number(data, body, 1) === 0 && GROUPINGS.includes(latin(data, body + 4, body + 8));
  return known ? 12 + 8 * number(data, body + 8, 4) : null;
}

/** @type {Measure} */
function segmentIndex(data, body) {
  const at = body + (number(data, body, 1) ? 28 : 20);
  return at + 4 - body + 12 * number(data, at + 2, 2);
}

/** @type {Measure} */
function trackFragmentIndex(data, body) {
  const lengths = number(data, body + 8, 4);
  const numbers = [4, 2, 0].reduce((sum, shift) => sum + ((lengths >> shift) & 3) + 1, 0);
  return 16 + number(data, body + 12, 4) * ((number(data, body, 1) === 1 ? 16 : 8) + numbers);
}

/** How many bytes of a table's content are in use, by the box. @type {Map<string, Measure>} */
export const TABLES = new Map([
  ['stts', counted(8)],
  ['ctts', counted(8)],
  ['stsc', counted(12)],
  ['stco', counted(4)],
  ['co64', counted(8)],
  ['stss', counted(4)],
  ['stps', counted(4)],
  ['elst', counted(12, 20)],
  ['stsz', sampleSizes],
  ['stz2', smallSampleSizes],
  ['cslg', fixed(24, 44)],
  ['vmhd', fixed(12)],
  ['smhd', fixed(8)],
  ['mehd', fixed(8, 12)],
  ['trex', fixed(24)],
  ['sgpd', groupDescriptions],
  ['sbgp', groupMembers],
  ['sidx', segmentIndex],
  ['tfra', trackFragmentIndex],
  ['mfro', fixed(8)],
  ['mfhd', fixed(8)],
  ['tfdt', fixed(8, 12)],
]);
