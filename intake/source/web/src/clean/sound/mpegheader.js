/** Headers of the frames of MPEG audio and of AAC in ADTS: how long a frame is.
 *
 *  They are read where they stand in a block, since there are hundreds of thousands of them in a file.
 *  Source: ISO/IEC 11172-3, section 2.4; ISO/IEC 13818-3; ISO/IEC 14496-3, section 1.A.2 (ADTS). @module */
import { TooComplexError } from '../errors.js';

export const MPEG_HEAD = 4; // bytes
export const ADTS_HEAD = 7;
const LAYER_2 = [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384];
const LAYER_3 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const LOWER = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]; // of MPEG 2 and 2.5
const HERTZ = [44_100, 48_000, 32_000];
const SLOWER = [4, 0, 2, 1]; // by version: MPEG 2.5, none, 2, 1
const MPEG_1 = 3;
const [COPYRIGHT_NUMBER, PRIVATE] = [0x0c, 0x02];

/** @param {Uint8Array} data @param {number} at
 *  @returns {number} 2 or 3, or 0: these bytes begin no frame of MPEG audio that we know (layer 1 and free bit rates
 *    are not) */
export function mpegLayer(data, at) {
  if (at + MPEG_HEAD > data.length || data[at] !== 0xff || (data[at + 1] & 0xe0) !== 0xe0) return 0;
  const layer = 4 - ((data[at + 1] >> 1) & 3);
  const rate = data[at + 2] >> 4;
  const isSound = ((data[at + 1] >> 3) & 3) !== 1 && (layer === 2 || layer === 3) && rate > 0 && rate < 15;
  return isSound && ((data[at + 2] >> 2) & 3) !== 3 ? layer : 0;
}

/** @param {Uint8Array} data @param {number} at
 *  @returns {number} the bytes of a frame of MPEG audio, 0 when these bytes begin none */
export function mpegLength(data, at) {
  const layer = mpegLayer(data, at);
  if (!layer) return 0;
  const version = (data[at + 1] >> 3) & 3;
  const rates = version !== MPEG_1 ? LOWER : layer === 2 ? LAYER_2 : LAYER_3;
  const hertz = Math.floor(HERTZ[(data[at + 2] >> 2) & 3] / SLOWER[version]);
  const factor = layer === 3 && version !== MPEG_1 ? 72 : 144;
  return Math.floor((factor * rates[data[at + 2] >> 4] * 1000) / hertz) + ((data[at + 2] >> 1) & 1);
}

/** @param {Uint8Array} data @param {number} at
 *  @returns {number} what all frames of one stream have in common: version, layer, samples a second */
export const mpegSort = (data, at) => ((data[at + 1] & 0xfe) << 8) | (data[at + 2] & 0x0c);

/** @param {Uint8Array} data @param {number} at @returns {boolean} whether a frame of AAC in ADTS begins here */
export function isAdts(data, at) {
  if (at + ADTS_HEAD > data.length || data[at] !== 0xff) return false;
  return (data[at + 1] & 0xf6) === 0xf0 && ((data[at + 2] >> 2) & 15) < 13;
}

/** @param {Uint8Array} data @param {number} at
 *  @returns {number} the bytes of a frame of AAC in ADTS, 0 when these bytes begin none */
export function adtsLength(data, at) {
  if (!isAdts(data, at)) return 0;
  const length = ((data[at + 3] & 3) << 11) | (data[at + 4] << 3) | (data[at + 5] >> 5);
  return length > (data[at + 1] & 1 ? ADTS_HEAD : ADTS_HEAD + 2) ? length : 0;
}

/** @param {Uint8Array} data @param {number} at
 *  @returns {number} what all frames of one stream have in common: version, profile, samples a second, channels */
export const adtsSort = (data, at) => ((data[at + 1] & 0xfe) << 16) | ((data[at + 2] & 0xfd) << 8) | (data[at + 3] & 0xc0);

/** @param {Uint8Array} data @param {number} at
 *  @throws {TooComplexError} headers carry a copyright number or private bits, one bit a frame */
export function adtsCheck(data, at) {
  if (data[at + 2] & PRIVATE || data[at + 3] & COPYRIGHT_NUMBER) throw new TooComplexError();
}
