/** Which cleaner takes a file: told by its first bytes, never by its name.
 *
 *  A new format is one module with one function and one row here. @module */
import { cleanBmff, IMAGE_BRANDS } from './bmff.js';
import { latin } from './bytes.js';
import { cleanJpeg } from './jpeg.js';
import { cleanPng } from './png.js';
import { cleanWebp } from './webp.js';

/** @typedef {import('./cleaned.js').Cleaned} Cleaned
 *  @typedef {import('./source.js').Source} Source */

/** One family of formats: how it begins (the first HEAD bytes, a character a byte), and who cleans it.
 *  @typedef {object} Family
 *  @property {string} name
 *  @property {(head: string) => boolean} isOurs
 *  @property {(source: Source) => Promise<Cleaned>} clean */

export const HEAD = 32; // bytes that tell a family

/** @param {string} head */
function isFilm(head) {
  const kind = head.slice(4, 8);
  return kind === 'ftyp' ? !IMAGE_BRANDS.has(head.slice(8, 12)) : ['moov', 'mdat', 'wide'].includes(kind);
}

/** @type {readonly Family[]} */
export const FAMILIES = [
  { name: 'jpeg', isOurs: (head) => head.startsWith('\xff\xd8\xff'), clean: cleanJpeg },
  { name: 'png', isOurs: (head) => head.startsWith('\x89PNG\r\n\x1a\n'), clean: cleanPng },
  { name: 'webp', isOurs: (head) => head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP', clean: cleanWebp },
  { name: 'bmff', isOurs: isFilm, clean: cleanBmff },
];

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
