/** The elements of EBML, of which Matroska and WebM are made, in memory.
 *
 *  Source: RFC 8794, sections 4 to 6 and 11.3. @module */
import * as bytes from '../bytes.js';
import { BrokenFileError, TooComplexError } from '../errors.js';

/** Where an element lies: its identity with the length mark, its first byte, its content, and its end.
 *  @typedef {{ kind: number, start: number, body: number, end: number }} Element */

export const HEAD = 12; // bytes of an element's identity and size, at most
export const [VOID, CRC] = [0xec, 0xbf];
export const SMALL = 8; // bytes of the largest number
const MAX_ELEMENTS = 1_000_000; // side by side, in memory

/** @param {number} first @returns {number} the bytes that a number has whose first byte this is; 9: it is none */
export const sizeOf = (first) => Math.clz32(first) - 23;

/** @param {Element} element @returns {number} bytes of the content */
export const size = (element) => element.end - element.body;

/** The head of an element: its identity, the size of its content (-1: unknown), and the bytes of the head.
 *  @param {Uint8Array} head @returns {{ kind: number, content: number, length: number }}
 *  @throws {BrokenFileError} these bytes begin no element */
export function parseHead(head) {
  const kindSize = head.length ? sizeOf(head[0]) : 9;
  if (kindSize > 4 || head.length <= kindSize || !head[kindSize]) throw new BrokenFileError();
  const sizeSize = sizeOf(head[kindSize]);
  const length = kindSize + sizeSize;
  if (head.length < length) throw new BrokenFileError();
  const mask = 0xff >> sizeSize;
  const first = head[kindSize] & mask;
  const rest = head.subarray(kindSize + 1, length);
  const isUnknown = first === mask && rest.every((byte) => byte === 0xff);
  const content = rest.reduce((value, byte) => value * 256 + byte, first);
  return { kind: bytes.number(head, 0, kindSize), content: isUnknown ? -1 : content, length };
}

/** The elements that lie side by side from `start` to `end`.
 *  @param {Uint8Array} data @param {number} start @param {number} end @returns {Generator<Element, void>}
 *  @throws {BrokenFileError} a size that does not fit
 *  @throws {TooComplexError} a size that is not known, or too many elements */
export function* elements(data, start, end) {
  for (let i = 0; i < MAX_ELEMENTS; i++) {
    if (start === end) return;
    const { kind, content, length } = parseHead(data.subarray(start, Math.min(start + HEAD, end)));
    if (content < 0) throw new TooComplexError();
    if (start + length + content > end) throw new BrokenFileError();
    yield { kind, start, body: start + length, end: start + length + content };
    start += length + content;
  }
  throw new TooComplexError();
}

/** @param {Uint8Array} data @param {Element} outer @param {number} kind
 *  @returns {Element | null} the first element of a kind within another */
export function find(data, outer, kind) {
  for (const inner of elements(data, outer.body, outer.end)) if (inner.kind === kind) return inner;
  return null;
}

/** @param {Uint8Array} data @param {Element} element @returns {number} that it holds
 *  @throws {BrokenFileError} it is longer than any number */
export function number(data, element) {
  if (size(element) > SMALL) throw new BrokenFileError();
  return bytes.number(data, element.body, size(element));
}

/** @param {Uint8Array} data @param {Element} outer @param {number} kind @param {number} otherwise
 *  @returns {number} that the first element of a kind within another holds */
export function numberIn(data, outer, kind, otherwise) {
  const found = find(data, outer, kind);
  return found ? number(data, found) : otherwise;
}

/** @param {number} total bytes with the content; 2 at least @returns {Uint8Array} the head of an element without use */
export function voidHead(total) {
  if (total - 2 < 127) return Uint8Array.of(VOID, 0x80 | (total - 2));
  return bytes.joined(Uint8Array.of(VOID, 1), bytes.packed(total - 9, 7));
}

/** Overwrite an element with one that holds nothing, so that nothing behind it moves.
 *  @param {Uint8Array} data @param {Element} element */
export function blank(data, element) {
  data.fill(0, element.start, element.end);
  data.set(voidHead(element.end - element.start), element.start);
}

/** Make an element's content empty and fill the room with one that holds nothing.
 *  @param {Uint8Array} data @param {Element} element */
export function empty(data, element) {
  const at = element.start + sizeOf(data[element.start]);
  const room = element.end - at - 1;
  data.fill(0, at, element.end);
  data[at] = room === 1 ? 0x81 : 0x80; // one byte is too little for an element
  if (room > 1) data.set(voidHead(room), at + 1);
}
