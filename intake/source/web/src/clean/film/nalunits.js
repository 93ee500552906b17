/** Samples of H.264 and H.265 are rows of units, each behind its length: so it shows when a table points elsewhere.
 *
 *  A damaged table could name other bytes of the media data as samples, which then would be kept. Where samples are made
 *  of units, every length is read, in the order in which they lie in the file: one more pass over the pictures, in
 *  constant memory. For other codings there is no such sign; a sample is what the tables say.
 *  Source: ISO/IEC 14496-15, sections 5.3.3 and 8.3.3. @module */
import { boxes, find } from './boxes.js';
import { number } from '../bytes.js';
import { BrokenFileError, TooComplexError } from '../errors.js';
import { Window } from '../source.js';

const PICTURE_HEAD = 78; // bytes before the boxes of a description
/** @type {[string, number][]} the byte whose two lowest bits tell the bytes of a length, less one */
const SIZES_AT = [['avcC', 4], ['hvcC', 21]]; // prettier-ignore
const FORBIDDEN = 0x80; // the top bit of a unit's first byte is zero
const MAX_STEPS = 10_000_000; // samples and units

/** @param {Uint8Array} data @param {import('./boxes.js').Box} stsd
 *  @returns {number} how many bytes the length of a unit has, by the sample descriptions of a track; 0: it has no units,
 *    or unlike ones */
export function lengthSize(data, stsd) {
  const sizes = new Set();
  for (const entry of boxes(data, stsd.body + 8, stsd.end)) {
    let size = 0;
    for (const [kind, at] of SIZES_AT) {
      const config = find(data, entry.body + PICTURE_HEAD, entry.end, kind);
      if (config) size = (number(data, config.body + at, 1) & 3) + 1;
    }
    sizes.add(size);
  }
  return sizes.size === 1 ? [...sizes][0] : 0;
}

/** Reads the lengths of units in samples, of each byte of the file twice at most. */
export class UnitChecker {
  #window;
  #bytesLeft;
  #stepsLeft = MAX_STEPS;

  /** @param {import('../source.js').Source} source */
  constructor(source) {
    this.#window = new Window(source);
    this.#bytesLeft = 2 * source.size;
  }

  /** Check samples that lie side by side.
   *  @param {number} start @param {Iterable<number>} sizes @param {number} lengthBytes
   *  @throws {BrokenFileError} a sample is no row of units   @throws {TooComplexError} samples overlap, or too many units */
  async check(start, sizes, lengthBytes) {
    for (const size of sizes) {
      this.#bytesLeft -= size;
      this.#step();
      await this.#sample(start, start + size, lengthBytes);
      start += size;
    }
  }

  /** @param {number} at @param {number} end @param {number} lengthBytes */
  async #sample(at, end, lengthBytes) {
    while (at < end) {
      this.#step();
      const head = await this.#window.take(at, Math.min(lengthBytes + 1, end - at));
      let length = 0;
      for (const byte of head.subarray(0, lengthBytes)) length = length * 256 + byte;
      at += lengthBytes + length;
      const isWhole = at <= end && head.length > lengthBytes && (head[lengthBytes] & FORBIDDEN) === 0;
      if (length && !isWhole) throw new BrokenFileError();
    }
  }

  #step() {
    if (--this.#stepsLeft < 0 || this.#bytesLeft < 0) throw new TooComplexError();
  }
}
