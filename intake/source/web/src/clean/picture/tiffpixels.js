/** How a page of a TIFF file is cut into strips or tiles, and how many bytes each needs.
 *
 *  Source: TIFF 6.0, sections 3 and 15. @module */
import { BrokenFileError, TooComplexError } from '../errors.js';

const MAX_SAMPLES = 32;
const [WIDTH, HEIGHT, BITS, PHOTOMETRIC, SAMPLES, ROWS, PLANAR] = [0x0100, 0x0101, 0x0102, 0x0106, 0x0115, 0x0116, 0x011c];
const [TILE_WIDTH, TILE_HEIGHT] = [0x0142, 0x0143];
const SUBSAMPLED = 6; // YCbCr may have fewer samples of colour than of light
const SEPARATE = 2;

/** The pieces of a page: strips (as wide as the page) or tiles, for all samples or for each. `needed` says how many bytes
 *  a piece has when it is not compressed, or null where that is not as simple.
 *  @typedef {{ tiles: boolean, count: number, needed: (index: number) => number | null }} Layout */

/** Read how a page is cut.
 *  @param {import('./tiffpages.js').Reader} reader @param {import('./tiffpages.js').Page} page @returns {Promise<Layout>}
 *  @throws {BrokenFileError} it has no size   @throws {TooComplexError} too many samples */
export async function layout(reader, page) {
  const [width, pageHeight] = [await reader.one(page, WIDTH, 0), await reader.one(page, HEIGHT, 0)];
  const samples = await reader.one(page, SAMPLES, 1);
  const listed = await reader.numbers(page.get(BITS), 65_536);
  const bits = listed.length ? listed : [1];
  if (samples < 1 || samples > MAX_SAMPLES) throw new TooComplexError();
  const each = Array.from({ length: samples }, (_, i) => bits[Math.min(i, bits.length - 1)]);
  const planes = (await reader.one(page, PLANAR, 1)) === SEPARATE ? samples : 1;
  const tiles = page.has(TILE_WIDTH);
  const rows = Math.min(await reader.one(page, ROWS, pageHeight), pageHeight);
  const [across, down] = tiles ? [await reader.one(page, TILE_WIDTH, 0), await reader.one(page, TILE_HEIGHT, 0)] : [width, rows];
  if (!width || !pageHeight || !across || !down) throw new BrokenFileError();
  const ofPlane = Math.ceil(width / across) * Math.ceil(pageHeight / down);
  const pixel = planes > 1 ? each : [each.reduce((sum, value) => sum + value, 0)];
  const subsampled = (await reader.one(page, PHOTOMETRIC, 0)) === SUBSAMPLED;
  /** @param {number} index */
  const needed = (index) => {
    if (subsampled) return null;
    const high = tiles ? down : Math.min(down, pageHeight - (index % ofPlane) * down);
    return Math.floor((across * pixel[Math.floor(index / ofPlane)] + 7) / 8) * high;
  };
  return { tiles, count: ofPlane * planes, needed };
}
