/** The texts of a mail: decoded, without what hides in them, and encoded again as they were. A character is a byte.
 *
 *  UTF-8 is read, and letters of the west in one byte; old encodings that have no such characters stay as they are.
 *  Source: RFC 2045, section 6; RFC 2047. @module */
import { bytes, latin } from '../bytes.js';
import { BrokenFileError, TooComplexError } from '../errors.js';
import { withoutHiddenHtml } from './htmltext.js';
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
const NO_ASCII = /[\x80-\xac\xae-\xff]/g;
const LINE = 72; // letters of a line of quoted text, before its soft end
const BASE64_LINE = 76;

/** @param {string} body @param {string} encoding @param {string} charset @param {boolean} html @param {Hidden} hidden
 *  @returns {string} a part of a mail without what hides in its text; the same if there is nothing
 *  @throws {BrokenFileError} it is not encoded as it says   @throws {TooComplexError} in a way that we do not read */
export function withoutHiddenBody(body, encoding, charset, html, hidden) {
  if (!UTF8.includes(charset) && !WESTERN.includes(charset)) {
    if (!OLD.test(charset)) throw new TooComplexError();
    return body;
  }
  let plain = body;
  if (encoding === 'base64') plain = unpacked(body);
  else if (encoding === 'quoted-printable') plain = unquoted(body);
  else if (!['7bit', '8bit', 'binary'].includes(encoding)) throw new TooComplexError();
  const shown = withoutHidden(plain, charset, html, hidden);
  if (shown === plain) return body;
  if (encoding === 'base64') {
    const end = body.replace(/[\r\n]+$/, '').length;
    return packed(shown, body.includes('\r\n') ? '\r\n' : '\n') + body.slice(end);
  }
  return encoding === 'quoted-printable' ? quoted(shown) : shown;
}

/** @param {string} raw @param {Hidden} hidden
 *  @returns {string} a header without what hides in its words, written as they are or encoded; of old encodings nothing
 *    goes; throws as `withoutHiddenBody` */
export function withoutHiddenHeader(raw, hidden) {
  if (fromUtf8(raw) === null) return raw;
  return withoutHidden(raw, '', false, hidden).replace(WORD, (written, name, sort, text) => {
    const charset = small(name);
    if (!UTF8.includes(charset) && !WESTERN.includes(charset)) return written;
    const plain = small(sort) === 'b' ? unpacked(text) : unquoted(text.replace(/_/g, ' '));
    const shown = withoutHidden(plain, charset, false, hidden);
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

/** @param {string} plain @param {string} charset @param {boolean} html @param {Hidden} hidden @returns {string} */
function withoutHidden(plain, charset, html, hidden) {
  const western = WESTERN.includes(charset);
  // of what is no ASCII only the soft hyphen matters in the west
  const seen = western ? plain.replace(NO_ASCII, '\ufffd') : fromUtf8(plain);
  if (seen === null) throw new TooComplexError();
  const [shown] = html ? withoutHiddenHtml([seen], hidden) : hidden.takenFrom([seen]);
  if (shown === seen) return plain;
  if (western) {
    const letters = plain.match(NO_ASCII) ?? [];
    let next = 0;
    return shown.replace(/\ufffd/g, () => letters[next++]);
  }
  const data = new TextEncoder().encode(shown);
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

/** @param {string} plain @param {string} lineEnd @returns {string} */
const packed = (plain, lineEnd) => (btoa(plain).match(new RegExp(`.{1,${BASE64_LINE}}`, 'g')) ?? []).join(lineEnd);
