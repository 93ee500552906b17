/** ID3 tags, versions 1 and 2: how long they are, and what they tell. Read, never kept.
 *
 *  Source: id3.org, "ID3v1", "ID3 tag version 2.2.0", "2.3.0" and "2.4.0" (structure, native frames). @module */
import { anySet, latin, number } from '../bytes.js';
import { asText, decoded, trimmed } from '../finding.js';
import { Teller } from '../tagnames.js';

/** @typedef {import('../finding.js').Findings} Findings
 *  @typedef {import('../finding.js').Kind} Kind */

export const HEAD = 10; // bytes of a tag's header, and of its footer
const MAX_FRAMES = 500;
const [UNSYNCHRONISED, EXTENDED, FOOTER] = [0x80, 0x40, 0x10];
const [LATIN, UTF16, UTF16_BE] = [0, 1, 2];
/** @type {[Kind, string][]} */
const NAMES = [
  ['time', 'TYER TDAT TIME TDRC TDOR TDEN TDTG TDRL TORY TRDA TYE TDA TIM TRD TOR'],
  ['person', 'TPE1 TPE2 TPE3 TPE4 TCOM TEXT TOPE TOLY TOWN TCOP TPUB TPRO TP1 TP2 TP3 TP4 TCM TXT TOA TOL TCR TPB'],
  ['software', 'TSSE TENC TSS TEN'],
];
const KINDS = new Map(NAMES.flatMap(([kind, names]) => names.split(' ').map((name) => [name, kind])));
const NAMED = ['TXXX', 'TXX']; // a name, then a value
const TEXTS = ['COMM', 'USLT', 'COM', 'ULT']; // a language and a headline before the text
const PICTURES = ['APIC', 'PIC'];
const PERSONS = ['POPM', 'OWNE', 'POP'];
const LENGTHS = ['TLEN', 'TLE']; // what the sound says itself

/** @param {Uint8Array} data @param {number} at
 *  @returns {number} of 28 bits in four bytes; -1 when a top bit is set, or it is not whole */
export function synchsafe(data, at) {
  let value = 0;
  for (let i = at; i < at + 4; i++) {
    if (!(data[i] <= 0x7f)) return -1;
    value = value * 128 + data[i];
  }
  return value;
}

/** @param {Uint8Array} head of 10 bytes @param {string} [magic] "3DI" for a footer
 *  @returns {number} how many bytes the tag has that begins (or ends) with `head`; 0: this is none */
export function id3Length(head, magic = 'ID3') {
  const size = head.length >= HEAD ? synchsafe(head, 6) : -1;
  if (size < 0 || latin(head, 0, 3) !== magic || head[3] === 0xff || head[4] === 0xff) return 0;
  return HEAD + size + (head[5] & FOOTER && head[3] >= 4 ? HEAD : 0);
}

/** Note what a whole ID3v2 tag tells; hidden data, where nothing in it is understood.
 *  @param {Uint8Array} tag @param {Findings} findings */
export function readId3(tag, findings) {
  const [version, flags] = [tag[3], tag[5]];
  let body = tag.subarray(HEAD);
  if (flags & UNSYNCHRONISED && version < 4) body = synchronised(body);
  let at = 0;
  if (flags & EXTENDED && version >= 3 && body.length >= 4) {
    at = version >= 4 ? Math.max(synchsafe(body, 0), 0) : 4 + number(body, 0, 4);
  }
  const [nameSize, head] = version === 2 ? [3, 6] : [4, 10];
  const teller = new Teller(findings);
  for (let i = 0; i < MAX_FRAMES; i++) {
    if (at + head > body.length || !anySet(body.subarray(at, at + nameSize))) break;
    const name = latin(body, at, at + nameSize);
    const size = version >= 4 ? synchsafe(body, at + nameSize) : number(body, at + nameSize, nameSize);
    if (size < 0 || at + head + size > body.length) {
      findings.add('hidden-data');
      break;
    }
    frame(name, body.subarray(at + head, at + head + size), teller, findings);
    at += head + size;
  }
  teller.finish();
}

/** @param {Uint8Array} body @returns {Uint8Array} without the zeros that were put behind bytes of ones */
function synchronised(body) {
  const clear = new Uint8Array(body.length);
  let length = 0;
  for (let i = 0; i < body.length; i++) {
    clear[length++] = body[i];
    if (body[i] === 0xff && body[i + 1] === 0) i++;
  }
  return clear.subarray(0, length);
}

/** @param {string} name @param {Uint8Array} body @param {Teller} teller @param {Findings} findings */
function frame(name, body, teller, findings) {
  if (PICTURES.includes(name)) findings.add('thumbnail');
  else if (NAMED.includes(name)) {
    const [key, value] = two(body, 1);
    teller.tell(key, value);
  } else if (TEXTS.includes(name)) findings.add('text', two(body, 4)[1]);
  else if (PERSONS.includes(name)) findings.add('person', asText(body));
  else if (name[0] === 'T' && !LENGTHS.includes(name)) findings.add(KINDS.get(name) ?? 'text', two(body, 1)[0]);
  else if (name[0] === 'W') findings.add('text', name.startsWith('WXX') ? two(body, 1)[1] : asText(body));
  else if (!LENGTHS.includes(name)) findings.add('hidden-data');
}

/** The two texts that a zero parts. @param {Uint8Array} body its first byte tells the encoding @param {number} start
 *  @returns {[string, string]} */
function two(body, start) {
  const kind = body.length ? body[0] : LATIN;
  const texts = body.subarray(start);
  const wide = kind === UTF16 || kind === UTF16_BE;
  const [first, rest] = wide ? wideParts(texts) : parts(texts);
  const second = (wide ? wideParts(rest) : parts(rest))[0];
  if (wide) return [utf16(kind, first), utf16(kind, second)];
  if (kind === LATIN) return [latin(first, 0, first.length), latin(second, 0, second.length)];
  return [decoded(first), decoded(second)];
}

/** @param {Uint8Array} body @returns {[Uint8Array, Uint8Array]} what stands before a zero, and what behind it */
function parts(body) {
  const end = body.indexOf(0);
  return end < 0 ? [body, new Uint8Array(0)] : [body.subarray(0, end), body.subarray(end + 1)];
}

/** @param {Uint8Array} body @returns {[Uint8Array, Uint8Array]} the same for a zero of two bytes */
function wideParts(body) {
  for (let at = 0; at < body.length - 1; at += 2) {
    if (body[at] === 0 && body[at + 1] === 0) return [body.subarray(0, at), body.subarray(at + 2)];
  }
  return [body, new Uint8Array(0)];
}

/** @param {number} kind @param {Uint8Array} text */
function utf16(kind, text) {
  const big = kind === UTF16_BE || (text[0] === 0xfe && text[1] === 0xff);
  return new TextDecoder(big ? 'utf-16be' : 'utf-16le').decode(text);
}

/** Note what the 128 bytes of an ID3v1 tag tell. @param {Uint8Array} tag @param {Findings} findings */
export function readId3v1(tag, findings) {
  /** @type {[Kind, number, number][]} */
  const fields = [['text', 3, 33], ['person', 33, 63], ['text', 63, 93], ['time', 93, 97], ['text', 97, 127]]; // prettier-ignore
  for (const [kind, start, end] of fields) {
    const said = trimmed(latin(tag, start, end).split('\0')[0]);
    if (said) findings.add(kind, said);
  }
}
