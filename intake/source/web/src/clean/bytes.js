/** What Python's `bytes` can do and a Uint8Array cannot. No I/O. @module */
import { BrokenFileError } from './errors.js';

/** @param {Uint8Array} data @param {number} at @param {number} size of the number, in bytes, at most 8
 *  @returns {number} big-endian; exact up to 2^53, which no file's size reaches
 *  @throws {BrokenFileError} it lies outside */
export function number(data, at, size) {
  if (at < 0 || at + size > data.length) throw new BrokenFileError();
  let value = 0;
  for (let i = at; i < at + size; i++) value = value * 256 + data[i];
  return value;
}

/** @param {Uint8Array} data @param {number} at @param {number} size @returns {number} little-endian */
export function littleNumber(data, at, size) {
  return number(data.slice(at, at + size).reverse(), 0, size);
}

/** @param {number} value @param {number} size @returns {Uint8Array} big-endian */
export function packed(value, size) {
  const data = new Uint8Array(size);
  for (let i = size - 1, rest = value; i >= 0; i--, rest = Math.floor(rest / 256)) data[i] = rest % 256;
  return data;
}

/** @param {number} value @param {number} size @returns {Uint8Array} little-endian */
export const littlePacked = (value, size) => packed(value, size).reverse();

/** @param {Uint8Array} data @param {number} start @param {number} end
 *  @returns {string} a character a byte; fewer where the data ends */
export function latin(data, start, end) {
  let text = '';
  for (const byte of data.subarray(start, end)) text += String.fromCharCode(byte);
  return text;
}

/** @param {string} text of characters up to U+00FF @returns {Uint8Array} a byte a character */
export const bytes = (text) => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** @param {Uint8Array} data @param {string} text of characters up to U+00FF */
export const startsWith = (data, text) => latin(data, 0, text.length) === text;

/** @param {...Uint8Array} parts @returns {Uint8Array} */
export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** @param {Uint8Array} data @returns {boolean} whether any byte is not zero */
export const anySet = (data) => data.some((byte) => byte !== 0);
