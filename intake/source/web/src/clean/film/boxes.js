/** The boxes of the ISO base media format and of QuickTime, in memory.
 *
 *  Source: ISO/IEC 14496-12, section 4.2; QuickTime File Format, "Atoms". @module */
import { bytes, latin, number } from '../bytes.js';
import { BrokenFileError, TooComplexError } from '../errors.js';

/** Where a box lies: its four-letter name, its first byte, the first byte of its content, and its end.
 *  @typedef {{ kind: string, start: number, body: number, end: number }} Box */

export const MAX_BOXES = 65_536; // at one level

/** The boxes that lie side by side from `start` to `end`. Fewer than 8 bytes left over are no box.
 *  @param {Uint8Array} data @param {number} start @param {number} end @returns {Generator<Box, void>}
 *  @throws {BrokenFileError} a size that does not fit   @throws {TooComplexError} too many boxes */
export function* boxes(data, start, end) {
  for (let i = 0; i < MAX_BOXES; i++) {
    if (end - start < 8) return;
    let [size, body] = [number(data, start, 4), start + 8];
    if (size === 1) [size, body] = [number(data, start + 8, 8), start + 16];
    else if (size === 0) size = end - start;
    if (start + size > end || body > start + size) throw new BrokenFileError();
    yield { kind: latin(data, start + 4, start + 8), start, body, end: start + size };
    start += size;
  }
  throw new TooComplexError();
}

/** @param {Uint8Array} data @param {number} start @param {number} end @param {...string} path
 *  @returns {Box | null} the first box with the first name of `path`, in it the first with the second, and so on */
export function find(data, start, end, ...path) {
  /** @type {Box | null} */
  let found = null;
  for (const kind of path) {
    found = null;
    for (const box of boxes(data, start, end)) {
      if (box.kind === kind) {
        found = box;
        break;
      }
    }
    if (!found) return null;
    [start, end] = [found.body, found.end];
  }
  return found;
}

/** Overwrite with zeros. @param {Uint8Array} data @param {number} start @param {number} end */
export function zero(data, start, end) {
  if (start < 0 || start > end || end > data.length) throw new BrokenFileError();
  data.fill(0, start, end);
}

/** Make a box a `free` one full of zeros, so that nothing behind it moves. @param {Uint8Array} data @param {Box} box */
export function blank(data, box) {
  data.set(bytes('free'), box.start + 4);
  zero(data, box.body, box.end);
}
