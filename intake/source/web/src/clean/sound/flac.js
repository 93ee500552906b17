/** FLAC: what a decoder needs, a table to seek by, and the frames; comments, pictures, padding and all else go.
 *
 *  The frames are not taken apart, but their checksums are verified from end to end: bytes that are no frame break them.
 *  Source: RFC 9639, sections 8 and 9. @module */
import { anySet, bytes, joined, latin, number, packed } from '../bytes.js';
import { flacCrc16, flacCrc8 } from './checksums.js';
import { BrokenFileError, TooComplexError } from '../errors.js';
import { asText, Findings } from '../finding.js';
import { PlanBuilder } from '../plan.js';
import { edges } from './edges.js';
import { BLOCK, Window } from '../source.js';
import { readComments } from './vorbiscomment.js';

export const MAGIC = 'fLaC';
export const [STREAMINFO, PADDING] = [0, 1];
const [SEEKTABLE, CUESHEET, PICTURE] = [3, 5, 6];
export const COMMENT = 4;
export const STREAMINFO_SIZE = 34;
const POINT = 18; // bytes of one entry of a seek table
const MAX_BLOCKS = 1000;
const MAX_READ = 1024 * 1024; // bytes of a block that is read to say what it tells
/** @type {[number, number, number][]} mask, bits, bytes of the number in a frame's header */
const NUMBER_BYTES = [[0x80, 0, 1], [0xe0, 0xc0, 2], [0xf0, 0xe0, 3], [0xf8, 0xf0, 4], [0xfc, 0xf8, 5], [0xfe, 0xfc, 6], [0xff, 0xfe, 7]]; // prettier-ignore

/** Plan a FLAC file. @param {import('../source.js').Source} source @returns {Promise<import('../cleaned.js').Cleaned>}
 *  @throws {BrokenFileError} among others, the checksum of a frame   @throws {TooComplexError} too many blocks */
export async function cleanFlac(source) {
  const [window, findings] = [new Window(source), new Findings()];
  const [start, end] = await edges(window, findings);
  if (latin(await window.take(start, Math.min(4, end - start)), 0, 4) !== MAGIC) throw new BrokenFileError();
  const { info, table, sound } = await blocks(window, start + 4, end, findings);
  await checkFrames(window, sound, end);
  const plan = new PlanBuilder(source.size);
  const keepsTable = isSoundTable(table, end - sound);
  if (table.length && !keepsTable) findings.add('hidden-data');
  plan.literal(joined(bytes(MAGIC), head(STREAMINFO, STREAMINFO_SIZE, !keepsTable), info));
  if (keepsTable) {
    plan.literal(head(SEEKTABLE, table.length, true));
    plan.literal(table);
  }
  plan.range(sound, end - sound);
  return { format: 'flac', extension: 'flac', mediaType: 'audio/flac', plan: plan.build(), findings: findings.listed() };
}

/** @param {number} kind @param {number} size @param {boolean} last */
const head = (kind, size, last) => joined(Uint8Array.of(kind | (last ? 0x80 : 0)), packed(size, 3));

/** Read the blocks before the frames.
 *  @param {Window} window @param {number} at @param {number} end @param {Findings} findings
 *  @returns {Promise<{ info: Uint8Array, table: Uint8Array, sound: number }>} stream info, seek table, where the frames
 *    begin */
async function blocks(window, at, end, findings) {
  let [info, table] = [new Uint8Array(0), new Uint8Array(0)];
  for (let index = 0; index < MAX_BLOCKS; index++) {
    const first = (await window.take(at, 4)).slice();
    const [kind, size] = [first[0] & 0x7f, number(first, 1, 3)];
    at += 4;
    if (at + size > end || (index === 0) !== (kind === STREAMINFO)) throw new BrokenFileError();
    if (kind === STREAMINFO) {
      if (size !== STREAMINFO_SIZE) throw new BrokenFileError();
      info = (await window.take(at, size)).slice();
    } else if (kind === SEEKTABLE && !table.length) table = (await window.take(at, size)).slice();
    else tellBlock(kind, await window.take(at, Math.min(size, MAX_READ)), findings);
    at += size;
    if (first[0] & 0x80) return { info, table, sound: at };
  }
  throw new TooComplexError();
}

/** Note what a block tells that goes. @param {number} kind @param {Uint8Array} body @param {Findings} findings */
export function tellBlock(kind, body, findings) {
  if (kind === COMMENT) readComments(body, findings);
  else if (kind === PICTURE) findings.add('thumbnail');
  else if (kind === CUESHEET) findings.add('text', asText(body.subarray(0, 128)));
  else if (kind !== PADDING || anySet(body)) findings.add('hidden-data');
}

/** @param {Uint8Array} table @param {number} soundSize
 *  @returns {boolean} whether a seek table holds nothing but rising samples and places in the sound, and placeholders
 *    behind them */
function isSoundTable(table, soundSize) {
  if (!table.length || table.length % POINT) return false;
  let before = -1n;
  let ended = false;
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  for (let at = 0; at < table.length; at += POINT) {
    const sample = view.getBigUint64(at);
    if (sample === 0xffffffffffffffffn) {
      ended = true;
      if (anySet(table.subarray(at + 8, at + POINT))) return false;
    } else {
      if (ended || sample <= before || view.getBigUint64(at + 8) >= BigInt(soundSize)) return false;
      before = sample;
    }
  }
  return true;
}

/** @param {Uint8Array} start 16 bytes, or fewer at the end of the file @returns {boolean} whether a frame begins so */
function isFrameHead(start) {
  if (start.length < 6 || start[0] !== 0xff || (start[1] & 0xfe) !== 0xf8 || start[3] & 1) return false;
  const [block, rate] = [start[2] >> 4, start[2] & 15];
  if (block === 0 || rate === 15 || start[3] >> 4 > 10 || ((start[3] >> 1) & 7) === 3) return false;
  const numbered = NUMBER_BYTES.find(([mask, bits]) => (start[4] & mask) === bits);
  if (!numbered) return false;
  const size = 4 + numbered[2] + (block === 6 ? 1 : block === 7 ? 2 : 0) + (rate === 12 ? 1 : rate > 12 ? 2 : 0);
  return size < start.length && flacCrc8(start.subarray(0, size)) === start[size];
}

/** Verify that there is nothing but frames: each ends in a checksum that brings the running one to zero.
 *  @param {Window} window @param {number} at @param {number} end */
async function checkFrames(window, at, end) {
  if (at === end) return;
  if (!isFrameHead(await window.take(at, Math.min(16, end - at)))) throw new BrokenFileError();
  let rest = 0;
  while (at < end) {
    const block = await window.take(at, Math.min(BLOCK, end - at));
    rest = flacCrc16(block, rest);
    at += block.length;
  }
  if (rest) throw new BrokenFileError();
}
