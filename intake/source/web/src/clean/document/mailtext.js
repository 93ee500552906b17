/** The texts of a mail: decoded, without what hides in them, and encoded again as they were. A character is a byte.
 *
 *  UTF-8 is read, and letters of the west in one byte. In other old encodings nothing hides between letters, and of pages
 *  the mark-up is read, whose signs no letter of several bytes has in it; what stands between it stays byte by byte.
 *  Source: RFC 2045, section 6; RFC 2047. @module */
import { bytes, latin } from '../bytes.js';
import { BrokenFileError, TooComplexError } from '../errors.js';
import { small } from './relationships.js';

/** @typedef {import('./invisible.js').Hidden} Hidden */

const UTF8 = ['', 'utf-8', 'utf8', 'us-ascii', 'ascii'];
const WESTERN = ['iso-8859-1', 'iso-8859-15', 'windows-1252'];
const OLD =
  /^(?:iso-8859-[0-9]{1,2}(?:-[ie])?|windows-(?:874|125[0-8])|cp125[0-8]|koi8-[ru]|gb2312|gbk|big5(?:-hkscs)?|euc-(?:jp|kr|tw)|shift[_-]jis|iso-2022-(?:jp|kr)[a-z0-9-]{0,6}|ks_c_5601-1987|tis-620|macintosh)$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const QUOTED = /=([0-9A-Fa-f]{2})|=[ \t]*(?:\r?\n|$)|[ \t]+(?=\r?\n|$)/g;
const TO_QUOTE = /[^\t\r\n !-<>-~]|[ \t](?=\r?\n|$)|\r(?!\n)/g;
const WORD = /=\?([A-Za-z0-9_-]{1,40})\?([bBqQ])\?([^? \t\r\n]*)\?=/g;
// the letters 0x80 to 0x9F of windows-1252; the others are those of Latin 1, near enough to see what hides
const WINDOWS =
  '\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f' +
  '\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178';
const LETTERS = new RegExp(`[${WINDOWS}]`, 'g');
const LINE = 72; // letters of a line of quoted text, before its soft end
const BASE64_LINE = 76;

/** Cleans a text. @typedef {(text: string) => string | Promise<string>} Clean */

/** @param {string} body @param {string} encoding @param {string} charset @param {Clean} clean
 *  @param {boolean} page whether it is a page: the mark-up of those can be read in old encodings
 *  @returns {Promise<string>} a part of a mail, its text cleaned; the same if that changes nothing
 *  @throws {BrokenFileError} it is not encoded as it says   @throws {TooComplexError} in a way that we do not read */
export async function cleanedBody(body, encoding, charset, clean, page) {
  if (!UTF8.includes(charset) && !WESTERN.includes(charset)) {
    // in the shifted ones a letter may look like mark-up
    if (!OLD.test(charset) || (page && charset.startsWith('iso-2022-'))) throw new TooComplexError();
    if (!page) return body;
  }
  let plain = body;
  if (encoding === 'base64') plain = unpacked(body);
  else if (encoding === 'quoted-printable') plain = unquoted(body);
  else if (!['7bit', '8bit', 'binary'].includes(encoding)) throw new TooComplexError();
  const shown = encoded(await clean(decodedAs(plain, charset)), charset);
  if (shown === plain) return body;
  if (encoding === 'base64') return packed(shown, body);
  return encoding === 'quoted-printable' ? quoted(shown) : shown;
}

/** @param {string} raw @param {Hidden} hidden
 *  @returns {string} a header without what hides in its words, written as they are or encoded; of old encodings nothing
 *    goes; throws as `cleanedBody` */
export function withoutHiddenHeader(raw, hidden) {
  if (fromUtf8(raw) === null) return raw;
  /** @param {string} plain @param {string} charset @returns {string} */
  const without = (plain, charset) => encoded(hidden.takenFrom([decodedAs(plain, charset)])[0], charset);
  return without(raw, '').replace(WORD, (written, name, sort, text) => {
    const charset = small(name);
    if (!UTF8.includes(charset) && !WESTERN.includes(charset)) return written;
    const plain = small(sort) === 'b' ? unpacked(text) : unquoted(text.replace(/_/g, ' '));
    const shown = without(plain, charset);
    return shown === plain ? written : `=?${name}?B?${btoa(shown)}?=`;
  });
}

/** @param {string} text @returns {string} what base64 holds   @throws {BrokenFileError} it is none */
export function unpacked(text) {
  const base64 = text.replace(/[ \t\r\n]/g, '');
  if (base64.length % 4 || !BASE64.test(base64)) throw new BrokenFileError();
  return atob(base64);
}

/** @param {string} data @returns {string | null} what UTF-8 holds, or null: it is none */
function fromUtf8(data) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes(data));
  } catch {
    return null;
  }
}

/** A letter that we cannot read is one of those that stand for nothing.
 *  @param {string} plain @param {string} charset @returns {string} @throws {TooComplexError} it is no UTF-8 */
function decodedAs(plain, charset) {
  if (WESTERN.includes(charset)) return plain.replace(/[\x80-\x9f]/g, (byte) => WINDOWS[byte.charCodeAt(0) - 0x80]);
  if (!UTF8.includes(charset)) {
    return plain.replace(/[\x80-\xff]/g, (byte) => String.fromCharCode(0xe000 + byte.charCodeAt(0)));
  }
  const text = fromUtf8(plain);
  if (text === null) throw new TooComplexError();
  return text;
}

/** @param {string} text @param {string} charset @returns {string} */
function encoded(text, charset) {
  if (WESTERN.includes(charset)) return text.replace(LETTERS, (letter) => String.fromCharCode(0x80 + WINDOWS.indexOf(letter)));
  if (!UTF8.includes(charset)) {
    return text.replace(/[\ue080-\ue0ff]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0xe000));
  }
  const data = new TextEncoder().encode(text);
  return latin(data, 0, data.length);
}

/** @param {string} text @returns {string} */
const unquoted = (text) => text.replace(QUOTED, (_, hex) => (hex ? String.fromCharCode(parseInt(hex, 16)) : ''));

/** @param {string} plain @returns {string} */
function quoted(plain) {
  const all = plain.replace(TO_QUOTE, (letter) => {
    return `=${letter.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  });
  const softEnd = plain.includes('\r\n') ? '=\r\n' : '=\n';
  const lines = [];
  for (const line of all.match(/[^\n]*\n|[^\n]+/g) ?? []) {
    let at = 0;
    while (line.length - at > LINE + 2) {
      let cut = at + LINE;
      // no soft end within the letters of one byte
      if (line[cut - 1] === '=') cut -= 1;
      else if (line[cut - 2] === '=') cut -= 2;
      lines.push(line.slice(at, cut) + softEnd);
      at = cut;
    }
    lines.push(line.slice(at));
  }
  return lines.join('');
}

/** @param {string} data @param {string} before what stood there
 *  @returns {string} bytes in base64, with the ends of lines of what stood there */
export function packed(data, before) {
  const lines = btoa(data).match(new RegExp(`.{1,${BASE64_LINE}}`, 'g')) ?? [];
  return lines.join(before.includes('\r\n') ? '\r\n' : '\n') + before.slice(before.replace(/[\r\n]+$/, '').length);
}
