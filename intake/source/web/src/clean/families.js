/** Which cleaner takes a file: told by its first bytes, never by its name.
 *
 *  A new format is one module with one function and one row in its group's table. @module */
import { latin } from './bytes.js';
import { DOCUMENTS } from './document/index.js';
import { FILMS } from './film/index.js';
import { PICTURES } from './picture/index.js';
import { SOUNDS } from './sound/index.js';

/** @typedef {import('./cleaned.js').Cleaned} Cleaned
 *  @typedef {import('./source.js').Source} Source */

export const HEAD = 512; // bytes that tell a family
export const FAMILIES = [...PICTURES, ...FILMS, ...SOUNDS, ...DOCUMENTS];

/** Find what a file tells about its maker, and plan the file without it.
 *  @param {Source} source the file; nothing of it is changed
 *  @returns {Promise<Cleaned | null>} null: the format is none that we know, which is no error
 *  @throws {import('./errors.js').CleanError} code 'broken-file': it is damaged; 'file-too-complex': it is built in a
 *    way that we cannot vouch for */
export async function clean(source) {
  const head = latin(await source.read(0, Math.min(HEAD, source.size)), 0, HEAD);
  for (const family of FAMILIES) if (family.isOurs(head)) return family.clean(source);
  return null;
}
