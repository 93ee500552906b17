/** What the chunks of WAV and AIFF files tell that go: read, never kept.
 *
 *  Source: as sound/riff.js; AES46 (cart); "iXML specification"; EXIF 2.32, section 5 (the names of INFO). @module */
import { anySet, latin, littleNumber } from '../bytes.js';
import { asText, decoded } from '../finding.js';
import { HEAD, id3Length, readId3 } from './id3.js';
import { readXmp } from '../picture/xmp.js';

/** @typedef {import('../finding.js').Findings} Findings
 *  @typedef {import('../finding.js').Kind} Kind */

export const MAX_READ = 1024 * 1024; // bytes of a chunk that is read to say what it tells
const MAX_TAGS = 200;
/** @type {Map<string, Kind>} */
const INFO = new Map([
  ['IART', 'person'],
  ['ICOP', 'person'],
  ['IENG', 'person'],
  ['ITCH', 'person'],
  ['ICMS', 'person'],
  ['IWRI', 'person'],
  ['ISRC', 'person'],
  ['ICRD', 'time'],
  ['IDIT', 'time'],
  ['ISFT', 'software'],
  ['ITOC', 'software'],
  ['IENC', 'software'],
  ['IARL', 'place'],
  ['IMED', 'device'],
  ['ISRF', 'device'],
]);
const TEXTS = 'NAME ANNO labl ltxt note cart DISP'.split(' ');
const NUMBERED = ['labl', 'note', 'cart', 'DISP']; // four bytes stand before the text
const PERSONS = ['AUTH', '(c) '];
const FILL = ['JUNK', 'junk', 'PAD ', 'FLLR', 'filr'];
const IXML = /<([A-Z_]{1,40})>([^<>]{1,200})<\//g;
/** @type {Map<string, Kind>} */
const IXML_KINDS = new Map([
  ['PROJECT', 'text'],
  ['SCENE', 'text'],
  ['TAKE', 'text'],
  ['TAPE', 'text'],
  ['NOTE', 'text'],
  ['NAME', 'text'],
  ['BWF_DESCRIPTION', 'text'],
  ['BWF_ORIGINATOR', 'person'],
  ['BWF_ORIGINATION_DATE', 'time'],
  ['BWF_ORIGINATION_TIME', 'time'],
  ['LOCATION_NAME', 'place'],
  ['LOCATION_GPS', 'place'],
  ['FILE_UID', 'hidden-data'],
]);

/** Note what a chunk tells.
 *  @param {string} kind @param {Uint8Array} body its first bytes, at most MAX_READ @param {Findings} findings */
export function tellChunk(kind, body, findings) {
  if (kind === 'LIST') list(body, findings);
  else if (kind === 'bext') broadcast(body, findings);
  else if ((kind === 'id3 ' || kind === 'ID3 ') && id3Length(body.subarray(0, HEAD))) readId3(body, findings);
  else if (kind === '_PMX') readXmp(body, findings);
  else if (kind === 'iXML') {
    for (const [, name, value] of decoded(body.subarray(0, 64 * 1024)).matchAll(IXML)) {
      const said = IXML_KINDS.get(name);
      if (said) findings.add(said, said === 'hidden-data' ? '' : value);
    }
  } else if (kind === 'PEAK') findings.add('time');
  else if (TEXTS.includes(kind)) findings.add('text', asText(body.subarray(NUMBERED.includes(kind) ? 4 : 0)));
  else if (kind === 'COMT') {
    findings.add('time');
    findings.add('text', asText(body.subarray(10)));
  } else if (PERSONS.includes(kind)) findings.add('person', asText(body));
  else if (!FILL.includes(kind) || anySet(body)) findings.add('hidden-data');
}

/** A list of tags (INFO), or of labels of places in the sound (adtl). @param {Uint8Array} body @param {Findings} findings */
function list(body, findings) {
  const isInfo = latin(body, 0, 4) === 'INFO';
  let at = 4;
  for (let i = 0; i < MAX_TAGS && at + 8 <= body.length; i++) {
    const [kind, size] = [latin(body, at, at + 4), littleNumber(body, at + 4, 4)];
    const part = body.subarray(at + 8, at + 8 + size);
    if (isInfo) findings.add(INFO.get(kind) ?? 'text', asText(part));
    else findings.add('text', asText(part.subarray(4)));
    at += 8 + size + (size % 2);
  }
}

/** The broadcast extension: who recorded what with which machine, when, and how it was coded.
 *  @param {Uint8Array} body @param {Findings} findings */
function broadcast(body, findings) {
  /** @type {[Kind, number, number][]} */
  const fields = [['text', 0, 256], ['person', 256, 288], ['device', 288, 320], ['software', 602, body.length]]; // prettier-ignore
  for (const [kind, start, end] of fields) {
    const said = start < end ? asText(body.subarray(start, end)) : '';
    if (said) findings.add(kind, said);
  }
  const [day, hour] = [asText(body.subarray(320, 330)), asText(body.subarray(330, 338))];
  if (day || hour) findings.add('time', `${day} ${hour}`);
}
