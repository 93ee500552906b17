/** A cleaned file as a recipe: what of the original stays, and which few bytes are new.
 *
 *  A plan holds no file content but what was rewritten, so a video of gigabytes is planned in a few kilobytes and
 *  written in blocks. Its size is known before anything is written. @module */
import { joined } from './bytes.js';
import { BrokenFileError, TooComplexError } from './errors.js';
import { BLOCK } from './source.js';

/** @typedef {{ sort: 'literal', length: number, data: Uint8Array }} Literal new bytes
 *  @typedef {{ sort: 'range', length: number, offset: number }} Range bytes of the original
 *  @typedef {{ sort: 'zeros', length: number }} Zeros
 *  @typedef {Literal | Range | Zeros} Segment
 *  @typedef {{ segments: readonly Segment[], size: number }} Plan segments in order, and their bytes in all */

const MAX_SEGMENTS = 2_000_000;
const READ_AT_ONCE = 16 * BLOCK; // every read of a Blob costs a round trip to another process

/** Collects segments; neighbours of one sort become one. Ranges are checked against the file's size. */
export class PlanBuilder {
  /** @type {Segment[]} */
  #segments = [];
  #sourceSize;

  /** @param {number} sourceSize bytes */
  constructor(sourceSize) {
    this.#sourceSize = sourceSize;
  }

  /** @param {Uint8Array} data new bytes */
  literal(data) {
    const last = this.#segments.at(-1);
    if (last?.sort === 'literal' && last.length + data.length <= BLOCK) {
      const both = joined(last.data, data);
      this.#segments[this.#segments.length - 1] = { sort: 'literal', length: both.length, data: both };
    } else if (data.length) this.#add({ sort: 'literal', length: data.length, data: data.slice() });
  }

  /** @param {number} offset @param {number} length @throws {BrokenFileError} outside the original */
  range(offset, length) {
    if (offset < 0 || length < 0 || offset + length > this.#sourceSize) throw new BrokenFileError();
    const last = this.#segments.at(-1);
    if (last?.sort === 'range' && last.offset + last.length === offset) last.length += length;
    else if (length) this.#add({ sort: 'range', length, offset });
  }

  /** @param {number} length */
  zeros(length) {
    const last = this.#segments.at(-1);
    if (last?.sort === 'zeros') last.length += length;
    else if (length) this.#add({ sort: 'zeros', length });
  }

  /** @param {Segment} segment */
  #add(segment) {
    if (this.#segments.length >= MAX_SEGMENTS) throw new TooComplexError();
    this.#segments.push(segment);
  }

  /** @param {PlanBuilder} other over the same file; all that it has collected is added */
  extend(other) {
    for (const segment of other.#segments) {
      if (segment.sort === 'literal') this.literal(segment.data);
      else if (segment.sort === 'range') this.range(segment.offset, segment.length);
      else this.zeros(segment.length);
    }
  }

  /** Bytes so far. */
  get size() {
    return this.#segments.reduce((size, segment) => size + segment.length, 0);
  }

  /** @returns {Plan} */
  build() {
    return { segments: this.#segments, size: this.size };
  }
}

/** The cleaned file, in chunks of at most 64 KiB.
 *  @param {import('./source.js').Source} source @param {Plan} plan @returns {AsyncGenerator<Uint8Array, void>}
 *  @throws {BrokenFileError} the original became shorter since it was planned, or cannot be read any more */
export async function* planChunks(source, plan) {
  for (const segment of plan.segments) {
    for (let done = 0; done < segment.length; done += READ_AT_ONCE) {
      const length = Math.min(READ_AT_ONCE, segment.length - done);
      let data;
      if (segment.sort === 'literal') data = segment.data.subarray(done, done + length);
      else if (segment.sort === 'range') data = await source.read(segment.offset + done, length);
      else data = new Uint8Array(length);
      for (let at = 0; at < length; at += BLOCK) yield data.subarray(at, at + BLOCK);
    }
  }
}
