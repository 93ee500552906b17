/** Ogg pages: read one by one, and written anew for headers that were emptied.
 *
 *  Source: RFC 3533, section 6. @module */
import { bytes, joined, latin, littleNumber, littlePacked, startsWith } from '../bytes.js';
import { oggCrc32 } from './checksums.js';
import { BrokenFileError } from '../errors.js';
import { BLOCK } from '../source.js';

/** @typedef {import('../source.js').Window} Window */

/** A page: where it lies, what its header says, the lengths of the pieces of packets, and the pieces.
 *  @typedef {object} Page
 *  @property {number} start
 *  @property {Uint8Array} whole
 *  @property {number} flags
 *  @property {string} serial a character a byte
 *  @property {number} number
 *  @property {Uint8Array} laces at most 255 each
 *  @property {Uint8Array} content */

export const MAGIC = 'OggS';
const HEAD = 27;
export const [CONTINUED, FIRST] = [1, 2];
const MAX_LACES = 255; // a page's, and the bytes that one lace says

/** @param {Window} window @param {number} at
 *  @returns {Promise<Page>} the page that begins here, its checksum verified
 *  @throws {BrokenFileError} there is none, or it is cut or damaged */
export async function readPage(window, at) {
  let head = await window.take(at, HEAD);
  if (!startsWith(head, MAGIC) || head[4] !== 0 || head[5] > 7) throw new BrokenFileError();
  head = await window.take(at, HEAD + head[26]);
  const size = head.subarray(HEAD).reduce((sum, lace) => sum + lace, head.length);
  const whole = (await window.take(at, size)).slice();
  if (littleNumber(sealed(whole), 22, 4) !== littleNumber(whole, 22, 4)) throw new BrokenFileError();
  const end = HEAD + whole[26];
  return {
    start: at,
    whole,
    flags: whole[5],
    serial: latin(whole, 14, 18),
    number: littleNumber(whole, 18, 4),
    laces: whole.subarray(HEAD, end),
    content: whole.subarray(end),
  };
}

/** @param {Window} window @param {number} at
 *  @returns {Promise<number>} where the next page begins, at `at` or behind it; the end of the file when there is none */
export async function findPage(window, at) {
  while (at < window.size) {
    const block = await window.take(at, Math.min(BLOCK, window.size - at));
    for (let i = block.indexOf(0x4f); i >= 0; i = block.indexOf(0x4f, i + 1)) {
      if (latin(block, i, i + 4) === MAGIC) return at + i;
    }
    if (block.length < BLOCK) break;
    at += BLOCK - 3;
  }
  return window.size;
}

/** @param {Uint8Array[]} packets of headers @param {Uint8Array} serial @param {number} number
 *  @returns {Uint8Array[]} pages that hold them, numbered from `number`; the page 0 begins a stream */
export function paginate(packets, serial, number) {
  /** @type {{ piece: Uint8Array, goesOn: boolean }[]} */
  const pieces = [];
  for (const packet of packets) {
    for (let at = 0; at <= packet.length; at += MAX_LACES) {
      pieces.push({ piece: packet.subarray(at, at + MAX_LACES), goesOn: at > 0 });
    }
  }
  /** @type {Uint8Array[]} */
  const pages = [];
  for (let start = 0; start < pieces.length; start += MAX_LACES) {
    const part = pieces.slice(start, start + MAX_LACES);
    const flags = (part[0].goesOn ? CONTINUED : 0) | (number + pages.length ? 0 : FIRST);
    const time = new Uint8Array(8).fill(part.some(({ piece }) => piece.length < MAX_LACES) ? 0 : 255);
    const numbered = littlePacked(number + pages.length, 4);
    const head = joined(bytes(MAGIC), Uint8Array.of(0, flags), time, serial, numbered, new Uint8Array(4));
    const laces = Uint8Array.from(part, ({ piece }) => piece.length);
    pages.push(sealed(joined(head, Uint8Array.of(part.length), laces, ...part.map(({ piece }) => piece))));
  }
  return pages;
}

/** @param {Uint8Array} page @returns {Uint8Array} a copy with its checksum */
export function sealed(page) {
  const copy = page.slice();
  copy.fill(0, 22, 26);
  copy.set(littlePacked(oggCrc32(copy), 4), 22);
  return copy;
}
