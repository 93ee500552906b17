/** Photoshop's resource blocks and the IPTC records in them: read for what they tell, never kept.
 *
 *  Source: IPTC-IIM 4.2, chapter 6; Adobe Photoshop File Formats, "Image Resource Blocks". @module */
import { latin } from '../bytes.js';
import { asText } from '../finding.js';

/** @typedef {import('../finding.js').Findings} Findings */

const MAX_RECORDS = 1000;
/** @type {Map<number, import('../finding.js').Kind>} */
const TELLING = new Map([
  [5, 'text'], // object name
  [15, 'text'],
  [25, 'text'], // keywords
  [26, 'place'],
  [40, 'text'],
  [55, 'time'],
  [60, 'time'],
  [62, 'time'],
  [65, 'software'],
  [80, 'person'], // by-line
  [85, 'person'],
  [90, 'place'], // city
  [92, 'place'],
  [95, 'place'],
  [101, 'place'],
  [103, 'hidden-data'],
  [105, 'text'],
  [110, 'person'],
  [115, 'person'],
  [116, 'person'],
  [118, 'person'],
  [120, 'text'], // caption
  [122, 'person'],
]);
const THUMBNAILS = [0x0409, 0x040c];
const IPTC = 0x0404;

/** @param {Uint8Array} data @param {number} at @param {number} size @returns {number} of what is there of its bytes */
function lenient(data, at, size) {
  return data.subarray(at, at + size).reduce((value, byte) => value * 256 + byte, 0);
}

/** Note what the resource blocks of an APP13 segment (after "Photoshop 3.0" and NUL) tell.
 *  @param {Uint8Array} untrusted @param {Findings} findings */
export function readPhotoshop(untrusted, findings) {
  let at = 0;
  let known = false;
  for (let i = 0; i < MAX_RECORDS; i++) {
    if (latin(untrusted, at, at + 4) !== '8BIM' || at + 7 > untrusted.length) break;
    const resource = lenient(untrusted, at + 4, 2);
    const name = untrusted[at + 6] + 1;
    at += 6 + name + (name & 1);
    const size = lenient(untrusted, at, 4);
    const block = untrusted.subarray(at + 4, at + 4 + size);
    at += 4 + size + (size % 2);
    if (THUMBNAILS.includes(resource)) {
      findings.add('thumbnail');
      known = true;
    } else if (resource === IPTC) known = readIptc(block, findings) || known;
  }
  if (!known) findings.add('hidden-data');
}

/** Note what IPTC records tell. @param {Uint8Array} untrusted @param {Findings} findings
 *  @returns {boolean} whether any was understood */
export function readIptc(untrusted, findings) {
  let at = 0;
  let known = false;
  for (let i = 0; i < MAX_RECORDS; i++) {
    const head = untrusted.subarray(at, at + 5);
    if (head.length < 5 || head[0] !== 0x1c) break;
    const size = lenient(head, 3, 2);
    const kind = head[1] === 2 ? TELLING.get(head[2]) : undefined;
    if (kind) {
      findings.add(kind, kind === 'hidden-data' ? '' : asText(untrusted.subarray(at + 5, at + 5 + size)));
      known = true;
    }
    at += 5 + size;
  }
  return known;
}
