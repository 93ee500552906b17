/** Reading a file piece by piece, so that a file of any size needs little memory. @module */
import { BrokenFileError, TooComplexError } from './errors.js';

/** Random access to the bytes of one file.
 *  @typedef {object} Source
 *  @property {number} size bytes
 *  @property {(offset: number, length: number) => Promise<Uint8Array>} read exactly `length` bytes, or BrokenFileError */

export const BLOCK = 64 * 1024; // bytes read at once
const AHEAD = 16 * BLOCK; // bytes read at once by who reads on and on: every read of a Blob is a trip to another process
export const WHOLE_LIMIT = 64 * 1024 * 1024; // bytes that one part of a file may need in memory

/** A Blob or File. @implements {Source} */
export class BlobSource {
  /** @param {Blob} blob */
  constructor(blob) {
    this.blob = blob;
    this.size = blob.size;
  }

  /** @param {number} offset @param {number} length @returns {Promise<Uint8Array>}
   *  @throws {BrokenFileError} the bytes are not there (any more) */
  async read(offset, length) {
    let data;
    try {
      data = new Uint8Array(await this.blob.slice(offset, offset + length).arrayBuffer());
    } catch {
      throw new BrokenFileError(); // the file was changed or taken away since it was chosen
    }
    if (data.length !== length) throw new BrokenFileError();
    return data;
  }
}

/** A source read through one block, for parsers that take a few bytes at a time: 64 KiB, or 1 MiB when they read on. */
export class Window {
  /** @type {Uint8Array} */
  #block = new Uint8Array(0);
  #start = 0;
  #source;

  /** @param {Source} source */
  constructor(source) {
    this.#source = source;
    this.size = source.size;
  }

  /** @param {number} offset @param {number} length
   *  @returns {Promise<Uint8Array>} exactly `length` bytes, not to be written to
   *  @throws {BrokenFileError} they lie outside the file   @throws {TooComplexError} more than 64 MiB at once */
  async take(offset, length) {
    if (offset < 0 || length < 0 || offset + length > this.size) throw new BrokenFileError();
    if (length > WHOLE_LIMIT) throw new TooComplexError();
    if (length > BLOCK) return this.#source.read(offset, length);
    let at = offset - this.#start;
    if (at < 0 || at + length > this.#block.length) {
      const readsOn = at >= 0 && at <= this.#block.length && this.#block.length > 0;
      this.#block = await this.#source.read(offset, Math.min(readsOn ? AHEAD : BLOCK, this.size - offset));
      this.#start = offset;
      at = 0;
    }
    return this.#block.subarray(at, at + length);
  }
}
