/** Films, and sound in a film's container: MP4, MOV, 3GP, M4A, Matroska, WebM. @module */
import { cleanBmff, IMAGE_BRANDS } from './bmff.js';
import { cleanMatroska } from './matroska.js';

/** @param {string} head */
function isFilm(head) {
  const kind = head.slice(4, 8);
  return kind === 'ftyp' ? !IMAGE_BRANDS.has(head.slice(8, 12)) : ['moov', 'mdat', 'wide'].includes(kind);
}

/** @type {readonly import('../family.js').Family[]} */
export const FILMS = [
  { name: 'bmff', isOurs: isFilm, clean: cleanBmff },
  { name: 'matroska', isOurs: (head) => head.startsWith('\x1aE\xdf\xa3'), clean: cleanMatroska },
];
