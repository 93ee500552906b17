/** The texts in a PNG file: read for what they tell, never kept.
 *
 *  Source: PNG (third edition), section 11.3.3; XMP part 3, section 1.1.5; ImageMagick's "Raw profile type" texts.
 *  @module */
import { latin, startsWith } from '../bytes.js';
import { inflate } from '../deflate.js';
import { readExif } from './exif.js';
import { asText } from '../finding.js';
import { readPhotoshop } from './iptc.js';
import { readXmp } from './xmp.js';

/** @typedef {import('../finding.js').Findings} Findings */

const LIMIT = 1024 * 1024;
/** @type {Map<string, import('../finding.js').Kind>} */
const TELLING = new Map([
  ['author', 'person'],
  ['artist', 'person'],
  ['copyright', 'person'],
  ['software', 'software'],
  ['source', 'device'],
  ['make', 'device'],
  ['model', 'device'],
  ['creation time', 'time'],
  ['create-date', 'time'],
  ['modify-date', 'time'],
  ['date:create', 'time'],
  ['date:modify', 'time'],
  ['date:timestamp', 'time'],
  ['location', 'place'],
]);

/** @param {Uint8Array} data @returns {[Uint8Array, Uint8Array | null]} what is before and what behind the first NUL */
function parted(data) {
  const end = data.indexOf(0);
  return end < 0 ? [data, null] : [data.subarray(0, end), data.subarray(end + 1)];
}

/** Note what a tEXt, zTXt or iTXt chunk tells.
 *  @param {string} kind @param {Uint8Array} untrusted @param {Findings} findings */
export async function readText(kind, untrusted, findings) {
  const [keywordBytes, rest] = parted(untrusted);
  const keyword = asText(keywordBytes);
  const text = await plain(kind, rest ?? new Uint8Array(0));
  if (!text) findings.add('text');
  else if (keyword === 'XML:com.adobe.xmp') readXmp(text, findings);
  else if (keyword.startsWith('Raw profile type ')) readRawProfile(keyword.slice(17), text, findings);
  else findings.add(TELLING.get(keyword.toLowerCase()) ?? 'text', asText(text));
}

/** @param {string} kind @param {Uint8Array} rest
 *  @returns {Promise<Uint8Array | null>} the text itself, inflated where it is compressed; null when it cannot be read */
async function plain(kind, rest) {
  if (kind === 'tEXt') return rest;
  if (kind === 'zTXt') return inflate(rest.subarray(1), LIMIT);
  const [, translated] = parted(rest.subarray(2));
  const text = translated && parted(translated)[1];
  if (!text) return null;
  return rest[0] === 1 ? inflate(text, LIMIT) : text;
}

/** A profile written in hexadecimal digits, behind a name and a length on lines of their own.
 *  @param {string} name @param {Uint8Array} text @param {Findings} findings */
function readRawProfile(name, text, findings) {
  let start = 0;
  while (text[start] === 0x0a) start++;
  const lines = latin(text, start, LIMIT).split('\n');
  const digits = lines.slice(2).join('').replace(/[^0-9a-f]+/g, '');
  const data = new Uint8Array(digits.length >> 1);
  for (let i = 0; i < data.length; i++) data[i] = parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  if ((name === 'exif' || name === 'APP1') && startsWith(data, 'Exif\0')) readExif(data.subarray(6), findings);
  else if (name === 'xmp') readXmp(data, findings);
  else if (name === 'iptc') readPhotoshop(data, findings);
  else findings.add('hidden-data');
}
