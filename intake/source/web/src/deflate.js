/** Raw deflate (RFC 1951) by the browser itself, with a bound on what comes out. @module */
import { ProtocolError } from './errors.js';
import { concat } from './bytes.js';

/** @typedef {import('./bytes.js').Bytes} Bytes */

/** @returns {boolean} whether this browser has raw deflate (from 2022-2023 on) */
export function canDeflate() {
  try {
    return Boolean(new CompressionStream('deflate-raw') && new DecompressionStream('deflate-raw'));
  } catch {
    return false;
  }
}

/** @param {Bytes} plain @returns {Promise<Bytes>} */
export async function deflate(plain) {
  return pass(plain, new CompressionStream('deflate-raw'), Infinity);
}

/**
 * @param {Bytes} untrusted exactly one deflated text; an unfinished one and bytes behind it are refused
 * @param {number} limit bytes that may come out
 * @returns {Promise<Bytes>}
 * @throws {ProtocolError} code 'broken'
 */
export async function inflate(untrusted, limit) {
  try {
    return await pass(untrusted, new DecompressionStream('deflate-raw'), limit);
  } catch {
    throw new ProtocolError('broken');
  }
}

/** @param {Bytes} bytes @param {GenericTransformStream} through @param {number} limit @returns {Promise<Bytes>} */
async function pass(bytes, through, limit) {
  const reader = new Blob([bytes]).stream().pipeThrough(/** @type {ReadableWritablePair} */ (through)).getReader();
  /** @type {Uint8Array[]} */
  const parts = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return concat(...parts);
    size += value.length;
    if (size > limit) {
      await reader.cancel();
      throw new ProtocolError('broken');
    }
    parts.push(value);
  }
}
