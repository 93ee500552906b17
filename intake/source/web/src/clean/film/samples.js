/** Where the samples of a track lie in the file, chunk by chunk.
 *
 *  Source: ISO/IEC 14496-12, sections 8.7 and 8.8; QuickTime File Format, "Sample atoms" and "Sound sample
 *  descriptions". @module */
import { number } from '../bytes.js';
import { BrokenFileError, TooComplexError } from '../errors.js';

/** @typedef {import('./boxes.js').Box} Box
 *  @typedef {[number, number]} Span first byte, length
 *  @typedef {[number, Iterable<number>]} Run samples that lie side by side: the first byte, the length of each */

export const MAX_CHUNKS = 1_000_000;

/** The byte ranges of a track's chunks.
 *  @param {Uint8Array} data the movie box
 *  @param {Map<string, Box>} tables the boxes of the track's sample table, by name
 *  @param {[number, number] | null} soundUnit for old QuickTime sound whose table says "1 byte a sample": samples and
 *    bytes of its smallest unit; null for all other tracks
 *  @returns {Span[]}
 *  @throws {BrokenFileError} a table is missing or contradicts another   @throws {TooComplexError} over a million chunks */
export function chunkSpans(data, tables, soundUnit) {
  const offsets = chunkOffsets(data, tables);
  if (!offsets.length) return [];
  const { constant, count, sizes } = sampleSizes(data, tables);
  const unit = soundUnit && constant === 1 ? soundUnit : [1, constant];
  /** @type {Span[]} */
  const spans = [];
  let done = 0;
  samplesOfChunks(data, tables, offsets.length).forEach((declared, i) => {
    const samples = Math.min(declared, count - done);
    let length = constant ? Math.ceil(samples / unit[0]) * unit[1] : 0;
    if (!constant) for (let k = done; k < done + samples; k++) length += sizes[k];
    done += samples;
    if (length) spans.push([offsets[i], length]);
  });
  return spans;
}

/** The samples of a track, chunk by chunk as they lie in the file. Errors as `chunkSpans`.
 *  @param {Uint8Array} data @param {Map<string, Box>} tables @returns {Generator<Run, void>} */
export function* sampleRuns(data, tables) {
  const offsets = chunkOffsets(data, tables);
  const { constant, count, sizes } = sampleSizes(data, tables);
  const ends = [0];
  for (const declared of offsets.length ? samplesOfChunks(data, tables, offsets.length) : []) {
    ends.push(Math.min(ends[ends.length - 1] + declared, count));
  }
  const chunks = Uint32Array.from(offsets, (_, chunk) => chunk).sort((one, other) => offsets[one] - offsets[other] || one - other);
  for (const chunk of chunks) {
    const [first, end] = [ends[chunk], ends[chunk + 1]];
    yield [offsets[chunk], constant ? repeat(constant, end - first) : sizes.subarray(first, end)];
  }
}

/** @param {number} size @param {number} count @returns {Generator<number, void>} the same again and again */
export function* repeat(size, count) {
  for (let i = 0; i < count; i++) yield size;
}

/** @param {Uint8Array} data @param {number} at @param {number} count @param {number} size 1, 2, 4 or 8 bytes
 *  @returns {Float64Array} big-endian numbers */
function numbers(data, at, count, size) {
  if (at + count * size > data.length) throw new BrokenFileError();
  const found = new Float64Array(count);
  for (let i = 0; i < count; i++) found[i] = number(data, at + i * size, size);
  return found;
}

/** @param {Uint8Array} data @param {Map<string, Box>} tables */
function chunkOffsets(data, tables) {
  const wide = tables.get('co64');
  const box = wide ?? tables.get('stco');
  if (!box) throw new BrokenFileError();
  const count = number(data, box.body + 4, 4);
  if (count > MAX_CHUNKS) throw new TooComplexError();
  return numbers(data, box.body + 8, count, wide ? 8 : 4);
}

/** @param {Uint8Array} data @param {Map<string, Box>} tables
 *  @returns {{ constant: number, count: number, sizes: Float64Array }} the size that all samples have or 0, how many
 *    there are, and each one's size if they differ */
function sampleSizes(data, tables) {
  const none = new Float64Array(0);
  const body = tables.get('stsz')?.body;
  if (body !== undefined) {
    const [constant, count] = [number(data, body + 4, 4), number(data, body + 8, 4)];
    return { constant, count, sizes: constant ? none : numbers(data, body + 12, count, 4) };
  }
  const small = tables.get('stz2')?.body;
  if (small === undefined) throw new BrokenFileError();
  const [bits, count] = [number(data, small + 7, 1), number(data, small + 8, 4)];
  if (bits === 4) {
    const pairs = numbers(data, small + 12, Math.ceil(count / 2), 1);
    const sizes = Float64Array.from({ length: count }, (_, i) => (i % 2 ? pairs[i >> 1] & 15 : pairs[i >> 1] >> 4));
    return { constant: 0, count, sizes };
  }
  if (bits !== 8 && bits !== 16) throw new BrokenFileError();
  return { constant: 0, count, sizes: numbers(data, small + 12, count, bits / 8) };
}

/** @param {Uint8Array} data @param {Map<string, Box>} tables @param {number} chunks
 *  @returns {number[]} how many samples each chunk holds */
function samplesOfChunks(data, tables, chunks) {
  const body = tables.get('stsc')?.body;
  if (body === undefined) throw new BrokenFileError();
  const runs = numbers(data, body + 8, 3 * number(data, body + 4, 4), 4);
  /** @type {number[]} */
  const samples = [];
  for (let at = 0; at < runs.length && samples.length !== chunks; at += 3) {
    const first = runs[at] - 1;
    const following = at + 3 < runs.length ? runs[at + 3] - 1 : chunks;
    if (first !== samples.length || following <= first) throw new BrokenFileError();
    for (let i = first; i < Math.min(following, chunks); i++) samples.push(runs[at + 1]);
  }
  if (samples.length !== chunks) throw new BrokenFileError();
  return samples;
}

/** @param {Span[]} spans @returns {Span[]} the same bytes in ascending order, each once, neighbours joined */
export function merged(spans) {
  /** @type {Span[]} */
  const joined = [];
  for (const [start, length] of [...spans].sort((one, other) => one[0] - other[0] || one[1] - other[1])) {
    const last = joined.at(-1);
    if (last && start <= last[0] + last[1]) last[1] = Math.max(last[1], start + length - last[0]);
    else joined.push([start, length]);
  }
  return joined;
}
