/** Bytes and their spellings: hex, UTF-8, big-endian numbers. Nothing here knows the protocol. @module */

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

const encoder = new TextEncoder();

/** @param {...Uint8Array} parts @returns {Bytes} one after the other */
export function concat(...parts) {
  const joined = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** @param {string} text @returns {Bytes} UTF-8; a lone surrogate becomes U+FFFD */
export function utf8(text) {
  return encoder.encode(text);
}

/** @param {string} text @returns {boolean} whether it has a lone surrogate, which UTF-8 cannot write */
export function hasLoneSurrogate(text) {
  return /\p{Surrogate}/u.test(text);
}

/** @param {Uint8Array} bytes @returns {string} lower-case hexadecimal */
export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * @param {unknown} untrusted lower-case hexadecimal of exactly `size` bytes
 * @param {number} size
 * @returns {Bytes | null} null: it is anything else
 */
export function unhex(untrusted, size) {
  if (typeof untrusted !== 'string' || untrusted.length !== 2 * size || /[^0-9a-f]/.test(untrusted)) return null;
  return Uint8Array.from({ length: size }, (_, at) => parseInt(untrusted.slice(2 * at, 2 * at + 2), 16));
}

/** @param {number} number 0 to 2^32 - 1 @returns {Bytes} 4 bytes, big-endian */
export function uint32(number) {
  const bytes = new Uint8Array(4);
  view(bytes).setUint32(0, number);
  return bytes;
}

/** @param {Uint8Array} bytes @returns {DataView} of these bytes alone */
export function view(bytes) {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** @param {Uint8Array} one @param {Uint8Array} other @returns {number} below, at or above 0, as bytes are sorted */
export function compare(one, other) {
  const shared = Math.min(one.length, other.length);
  for (let at = 0; at < shared; at += 1) if (one[at] !== other[at]) return one[at] - other[at];
  return one.length - other.length;
}

/** @param {Uint8Array} one @param {Uint8Array} other @returns {boolean} compared in constant time for equal lengths */
export function equal(one, other) {
  if (one.length !== other.length) return false;
  let difference = 0;
  for (let at = 0; at < one.length; at += 1) difference |= one[at] ^ other[at];
  return difference === 0;
}

/** @param {Uint8Array} bytes @returns {boolean} */
export function allZero(bytes) {
  return bytes.every((byte) => byte === 0);
}
