/** What the parts of a Matroska or WebM file tell that go: read, never kept.
 *
 *  Source: RFC 9559, section 5.1; Matroska's list of tags. @module */
import { anySet } from '../bytes.js';
import { CRC, elements, SMALL, VOID } from './ebml.js';
import { CleanError } from '../errors.js';
import { asText } from '../finding.js';
import { Teller } from '../tagnames.js';

/** @typedef {import('./ebml.js').Element} Element
 *  @typedef {import('../finding.js').Findings} Findings
 *  @typedef {import('../finding.js').Kind} Kind */

export const [CHAPTERS, ATTACHMENTS, TAGS] = [0x1043a770, 0x1941a469, 0x1254c367];
const [TAG, SIMPLE, NAME, STRING, BINARY] = [0x7373, 0x67c8, 0x45a3, 0x4487, 0x4485];
const [FILE, FILE_NAME, FILE_TYPE] = [0x61a7, 0x466e, 0x4660];
const CHAPTER_PARTS = [0x45b9, 0xb6, 0x80]; // edition, atom, display
const CHAPTER_TEXT = 0x85;
const DATE = 0x4461;
/** @type {Map<number, Kind>} */
const KINDS = new Map([
  [0x7ba9, 'text'], // the title
  [0x7384, 'text'], // file names
  [0x3c83ab, 'text'],
  [0x3e83bb, 'text'],
  [0x536e, 'text'], // the name of a track
  [0x4d80, 'software'],
  [0x5741, 'software'],
  [0x258688, 'software'],
]);
// what a muxer writes about the file itself; it goes, but there is nothing to tell
const PLAIN = [
  ...[CRC, 0x22b59d, 0xaa, 0x6fab, 0x7446, 0x6d80, 0x2383e3, 0x55ab, 0x55ac, 0x55ad, 0x55ae, 0x55af, 0x63a2, 0xa7, 0xab],
  0x5854,
];
const MAX_DEPTH = 8;
const SECONDS_TO_2001 = 978_307_200; // from 1970

/** Note what an element tells; hidden data, where nothing in it is understood.
 *  @param {Uint8Array} data @param {Element} element @param {Findings} findings */
export function tell(data, element, findings) {
  const body = data.subarray(element.body, element.end);
  const kind = KINDS.get(element.kind);
  if (element.kind === VOID) {
    if (anySet(body)) findings.add('hidden-data');
  } else if (kind) {
    const said = asText(body);
    if (said) findings.add(kind, said);
  } else if (element.kind === DATE) findings.add('time', date(body));
  else if ([TAGS, ATTACHMENTS, CHAPTERS].includes(element.kind)) {
    const teller = new Teller(findings);
    try {
      parts(data, element, teller, findings, 0);
    } catch (error) {
      if (!(error instanceof CleanError)) throw error;
      findings.add('hidden-data');
    }
    teller.finish();
  } else if (!PLAIN.includes(element.kind)) findings.add('hidden-data');
}

/** @param {Uint8Array} body nanoseconds since 2001 @returns {string} a date */
function date(body) {
  let value = 0n;
  for (const byte of body.subarray(0, SMALL)) value = value * 256n + BigInt(byte);
  const seconds = Number(BigInt.asIntN(8 * Math.min(body.length, SMALL), value) / 1_000_000_000n);
  if (seconds <= 0 || seconds >= 2 ** 32) return '';
  const [day, clock] = new Date((seconds + SECONDS_TO_2001) * 1000).toISOString().split('T');
  return `${day} ${clock.slice(0, 8)} UTC`;
}

/** Tags, attached files and chapters, as deep as they lie in each other.
 *  @param {Uint8Array} data @param {Element} outer @param {Teller} teller @param {Findings} findings
 *  @param {number} depth */
function parts(data, outer, teller, findings, depth) {
  let [name, value, fileType] = ['', '', ''];
  for (const part of depth < MAX_DEPTH ? elements(data, outer.body, outer.end) : []) {
    const text = asText(data.subarray(part.body, Math.min(part.end, part.body + 4096)));
    if ([TAG, SIMPLE, FILE].includes(part.kind) || CHAPTER_PARTS.includes(part.kind)) {
      parts(data, part, teller, findings, depth + 1);
    } else if (part.kind === NAME || part.kind === FILE_NAME) name = text;
    else if (part.kind === STRING) value = text;
    else if (part.kind === FILE_TYPE) fileType = text;
    else if (part.kind === BINARY) findings.add('hidden-data');
    else if (part.kind === CHAPTER_TEXT) findings.add('text', text);
  }
  if (outer.kind === SIMPLE) teller.tell(name, value);
  else if (outer.kind === FILE) {
    const isPicture = fileType.startsWith('image/');
    findings.add(isPicture ? 'thumbnail' : 'hidden-data', isPicture ? '' : name);
  }
}
