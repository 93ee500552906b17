/** The small parts of a Matroska or WebM file, in memory: its head, its description, its places to jump to.
 *
 *  Everything is overwritten where it lies, so that nothing moves.
 *  Source: RFC 9559, sections 5.1.1 to 5.1.5; RFC 8794, section 11.2. @module */
import { latin } from '../bytes.js';
import { blank, elements, empty, number, numberIn, size, SMALL } from './ebml.js';
import { TooComplexError } from '../errors.js';
import { tell } from './mkvtags.js';

/** @typedef {import('./ebml.js').Element} Element
 *  @typedef {import('../finding.js').Findings} Findings */

export const [EBML, SEGMENT, SEEK_HEAD, INFO] = [0x1a45dfa3, 0x18538067, 0x114d9b74, 0x1549a966];
export const [TRACKS, CLUSTER, CUES] = [0x1654ae6b, 0x1f43b675, 0x1c53bb6b];
const EBML_KEEPS = [0x4286, 0x42f7, 0x42f2, 0x42f3, 0x4282, 0x4287, 0x4285];
const [DOC_TYPE, MAX_ID, MAX_SIZE] = [0x4282, 0x42f2, 0x42f3];
const [SCALE, DURATION, MUXING_APP, WRITING_APP] = [0x2ad7b1, 0x4489, 0x4d80, 0x5741];
const [SEEK, SEEK_ID, SEEK_POSITION] = [0x4dbb, 0x53ab, 0x53ac];
const SEEK_KEEPS = [SEEK_ID, SEEK_POSITION];
const SOUGHT = [SEEK_HEAD, INFO, TRACKS, CLUSTER, CUES];
const [POINT, POSITIONS, CUE_TIME, CUE_TRACK] = [0xbb, 0xb7, 0xb3, 0xf7];
const POSITIONS_KEEPS = [CUE_TRACK, 0xf1, 0xf0, 0xb2, 0x5378, 0xea];
const [MORE, ADDITION_ID, ADDITIONAL] = [0xa6, 0xee, 0xa5];

/** @param {Uint8Array} data @param {Element} part @param {Findings} findings */
function lose(data, part, findings) {
  tell(data, part, findings);
  blank(data, part);
}

/** Keep the numbers of some kinds in an element.
 *  @param {Uint8Array} data @param {Element} outer @param {number[]} keeps @param {Findings} findings
 *  @throws {TooComplexError} one is longer than a number can be */
function keepNumbers(data, outer, keeps, findings) {
  for (const part of elements(data, outer.body, outer.end)) {
    if (!keeps.includes(part.kind)) lose(data, part, findings);
    else if (size(part) > SMALL) throw new TooComplexError();
  }
}

/** Clean the head of the file. @param {Uint8Array} data @param {Element} outer @param {Findings} findings
 *  @returns {boolean} whether it is WebM   @throws {TooComplexError} it is neither that nor Matroska */
export function cleanHeader(data, outer, findings) {
  let docType = '';
  for (const part of elements(data, outer.body, outer.end)) {
    if (!EBML_KEEPS.includes(part.kind)) lose(data, part, findings);
    else if (part.kind === DOC_TYPE) docType = latin(data, part.body, part.end);
    else if (size(part) > SMALL) throw new TooComplexError();
  }
  const sizes = [numberIn(data, outer, MAX_ID, 4), numberIn(data, outer, MAX_SIZE, 8)];
  if (!['webm', 'matroska'].includes(docType) || sizes[0] > 4 || sizes[1] > 8) throw new TooComplexError();
  return docType === 'webm';
}

/** Keep the places of parts that stay. @param {Uint8Array} data @param {Element} outer @param {Findings} findings */
export function cleanSeekHead(data, outer, findings) {
  for (const seek of elements(data, outer.body, outer.end)) {
    if (seek.kind !== SEEK) lose(data, seek, findings);
    else if (!SOUGHT.includes(numberIn(data, seek, SEEK_ID, 0))) blank(data, seek);
    else keepNumbers(data, seek, SEEK_KEEPS, findings);
  }
}

/** The scale of times and the duration stay; the names of programs must be there, and are empty.
 *  @param {Uint8Array} data @param {Element} outer @param {Findings} findings */
export function cleanInfo(data, outer, findings) {
  for (const part of elements(data, outer.body, outer.end)) {
    if (part.kind === MUXING_APP || part.kind === WRITING_APP) {
      tell(data, part, findings);
      empty(data, part);
    } else if (part.kind !== SCALE && part.kind !== DURATION) lose(data, part, findings);
    else if (size(part) > SMALL) throw new TooComplexError();
  }
}

/** Keep the places to jump to in tracks that stay.
 *  @param {Uint8Array} data @param {Element} outer @param {Map<number, number>} kept @param {Findings} findings */
export function cleanCues(data, outer, kept, findings) {
  for (const point of elements(data, outer.body, outer.end)) {
    if (point.kind !== POINT) {
      lose(data, point, findings);
      continue;
    }
    let stays = false;
    for (const part of elements(data, point.body, point.end)) {
      if (part.kind === POSITIONS && kept.has(numberIn(data, part, CUE_TRACK, 0))) {
        stays = true;
        keepNumbers(data, part, POSITIONS_KEEPS, findings);
      } else if (part.kind === POSITIONS) blank(data, part);
      else if (part.kind !== CUE_TIME) lose(data, part, findings);
      else if (size(part) > SMALL) throw new TooComplexError();
    }
    if (!stays) blank(data, point);
  }
}

/** What is drawn with a picture, such as its transparency, is number 1 and stays; all other numbers go.
 *  @param {Uint8Array} data @param {Element} outer @param {Findings} findings */
export function cleanAdditions(data, outer, findings) {
  for (const more of elements(data, outer.body, outer.end)) {
    if (more.kind !== MORE || numberIn(data, more, ADDITION_ID, 1) !== 1) {
      lose(data, more, findings);
      continue;
    }
    for (const part of elements(data, more.body, more.end)) {
      if (part.kind === ADDITION_ID) number(data, part);
      else if (part.kind !== ADDITIONAL) lose(data, part, findings);
    }
  }
}
