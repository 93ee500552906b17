/** The first frame of an MP3 that holds no sound but a table to seek by: Xing's, LAME's or Fraunhofer's (VBRI).
 *
 *  The counts, the table, and the samples to leave out at either end stay. What names the
 *  encoder and its settings goes; as players take the samples to leave out only from an encoder that they know, the name
 *  becomes "LAME" for all.
 *  Source: "Mp3 Info Tag revision 1"; "Xing VBR header"; the VBRI header as published by Fraunhofer IIS. @module */
import { anySet, bytes, latin, number, packed } from '../bytes.js';
import { lameCrc16 } from './checksums.js';

/** Frames of sound, and bytes with this frame. @typedef {[number, number]} Counts
 *  @typedef {import('../finding.js').Findings} Findings */

const [FRAMES, BYTES, TABLE, QUALITY] = [1, 2, 4, 8];
const TABLE_SIZE = 100;
const [LAME_SIZE, LAME_NAME, LAME_DELAYS, LAME_CRC] = [36, 9, 21, 34];
const KNOWN = ['LAME', 'Lavf', 'Lavc'];
const NEUTRAL = 'LAME\0\0\0\0\0';
export const VBRI_AT = 36;
const VBRI_SIZE = 26;
const [XING, INFO, VBRI] = ['Xing', 'Info', 'VBRI'].map((name) => number(bytes(name), 0, 4));

/** @param {Uint8Array} frame of layer 3
 *  @returns {number} where in it the marker of a table stands; 0: it is a frame of sound */
export function markerOf(frame) {
  const mono = frame[3] >> 6 === 3;
  const at = 4 + (((frame[1] >> 3) & 3) === 3 ? (mono ? 17 : 32) : mono ? 9 : 17);
  const mark = at + 4 <= frame.length ? number(frame, at, 4) : 0;
  if (mark === XING || mark === INFO) return at;
  return VBRI_AT + 4 <= frame.length && number(frame, VBRI_AT, 4) === VBRI ? VBRI_AT : 0;
}

/** The frame with nothing in it but what is needed to seek.
 *  @param {Uint8Array} frame @param {number} marker @param {Counts | null} counts what to write as counts, or null: they
 *    stay @param {Findings} findings
 *  @returns {Uint8Array} a frame of the same length, or no bytes: its fields do not fit into it */
export function seekFrame(frame, marker, counts, findings) {
  const fresh = new Uint8Array(frame.length);
  fresh.set(frame.subarray(0, 4));
  fresh[1] |= 1; // no checksum of a frame that has no sound
  fresh.set(frame.subarray(marker, marker + 4), marker);
  const isVbri = number(frame, marker, 4) === VBRI;
  const used = isVbri ? vbri(frame, marker, counts, fresh) : xing(frame, marker, counts, fresh, findings);
  if (!used) return new Uint8Array(0);
  if (anySet(frame.subarray(used)) || anySet(frame.subarray(4, marker))) findings.add('hidden-data');
  return fresh;
}

/** Fill in Xing's fields and LAME's behind them.
 *  @param {Uint8Array} frame @param {number} marker @param {Counts | null} counts @param {Uint8Array} fresh
 *  @param {Findings} findings @returns {number} how many bytes of the frame were understood, 0: none */
function xing(frame, marker, counts, fresh, findings) {
  if (marker + 8 > frame.length) return 0;
  const flags = frame[marker + 7] & 15;
  fresh[marker + 7] = flags;
  let at = marker + 8;
  for (const [flag, size] of [[FRAMES, 4], [BYTES, 4], [TABLE, TABLE_SIZE], [QUALITY, 4]]) { // prettier-ignore
    if (!(flags & flag)) continue;
    if (at + size > frame.length) return 0;
    if (counts && (flag === FRAMES || flag === BYTES)) fresh.set(packed(counts[flag - 1], 4), at);
    else if (flag === TABLE && frame.subarray(at, at + size).some((place, i, table) => i > 0 && table[i - 1] > place)) {
      // no table: places in a sound rise
      for (let percent = 0; percent < TABLE_SIZE; percent++) fresh[at + percent] = Math.floor((256 * percent) / 100);
      findings.add('hidden-data');
    } else if (flag !== QUALITY) fresh.set(frame.subarray(at, at + size), at);
    at += size;
  }
  const lame = frame.subarray(at, at + LAME_SIZE);
  if (lame.length < LAME_SIZE || !anySet(lame)) return at;
  const name = latin(lame, 0, LAME_NAME);
  if (name !== NEUTRAL) findings.add('software', name);
  if (KNOWN.includes(name.slice(0, 4))) {
    fresh.set(bytes(NEUTRAL), at);
    fresh.set(lame.subarray(LAME_DELAYS, LAME_DELAYS + 3), at + LAME_DELAYS);
    fresh.set(packed(lameCrc16(fresh.subarray(0, at + LAME_CRC)), 2), at + LAME_CRC);
  }
  return at + LAME_SIZE;
}

/** Fill in the VBRI fields.
 *  @param {Uint8Array} frame @param {number} marker @param {Counts | null} counts @param {Uint8Array} fresh
 *  @returns {number} as `xing` */
function vbri(frame, marker, counts, fresh) {
  if (marker + VBRI_SIZE > frame.length) return 0;
  const used = marker + VBRI_SIZE + number(frame, marker + 18, 2) * number(frame, marker + 22, 2);
  if (used > frame.length) return 0;
  fresh.set(frame.subarray(marker, used), marker);
  fresh.fill(0, marker + 8, marker + 10); // the encoder's mark for its own quality
  if (counts) {
    fresh.set(packed(counts[1], 4), marker + 10);
    fresh.set(packed(counts[0], 4), marker + 14);
  }
  return used;
}
