/** AMR and AMR-WB, as phones record speech: a row of frames, each of a known length; there is nowhere else for anything.
 *
 *  Source: RFC 4867, section 5; 3GPP TS 26.101 and 26.201 (frame sizes). @module */
import { latin } from '../bytes.js';
import { BrokenFileError } from '../errors.js';
import { PlanBuilder } from '../plan.js';
import { BLOCK, Window } from '../source.js';

export const NARROW = '#!AMR\n';
export const WIDE = '#!AMR-WB\n';
// bytes of a frame with its first, by the sort that the first byte names; zero for those that are not in use
const NARROW_SIZES = [13, 14, 16, 18, 20, 21, 27, 32, 6, 0, 0, 0, 0, 0, 0, 1];
const WIDE_SIZES = [18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 0, 0, 0, 0, 1, 1];
const PADDING = 0x83; // bits of the first byte that are zero

/** Plan an AMR file: it stays as it is, once every byte is known to be of a frame.
 *  @param {import('../source.js').Source} source @returns {Promise<import('../cleaned.js').Cleaned>}
 *  @throws {BrokenFileError} something else than whole frames is in it */
export async function cleanAmr(source) {
  const window = new Window(source);
  const isWide = latin(await window.take(0, Math.min(WIDE.length, window.size)), 0, WIDE.length) === WIDE;
  const sizes = isWide ? WIDE_SIZES : NARROW_SIZES;
  let at = (isWide ? WIDE : NARROW).length;
  while (at < window.size) {
    const block = await window.take(at, Math.min(BLOCK, window.size - at));
    let i = 0;
    while (i < block.length) {
      const size = block[i] & PADDING ? 0 : sizes[block[i] >> 3];
      if (!size || at + i + size > window.size) throw new BrokenFileError();
      i += size;
    }
    at += i;
  }
  const plan = new PlanBuilder(window.size);
  plan.range(0, window.size);
  const [format, mediaType] = isWide ? ['awb', 'audio/amr-wb'] : ['amr', 'audio/amr'];
  return { format, extension: format, mediaType, plan: plan.build(), findings: [] };
}
