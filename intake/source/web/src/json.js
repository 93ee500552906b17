/**
 * JSON from outside, read as strictly as Python reads it: UTF-8 alone, whole numbers told from others, fields of the
 * object itself only. @module
 */
import { hasLoneSurrogate } from './bytes.js';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const NUMBER = /-?\d[\d.eE+-]*/g;

/**
 * A number with a fraction or an exponent reads as null: to JavaScript 1.0 is 1, to Python (and to the specification)
 * it is no whole number, and no field of ours is anything else.
 *
 * @param {Uint8Array} untrusted UTF-8
 * @returns {unknown}
 * @throws {SyntaxError | TypeError} it is not JSON in UTF-8
 */
export function parseJson(untrusted) {
  const text = decoder.decode(untrusted);
  const parsed = JSON.parse(text);
  const whole = withoutFractions(text);
  return whole === text ? parsed : JSON.parse(whole);
}

/** @param {string} text JSON @returns {string} the same, with null for numbers that are not written as whole ones */
function withoutFractions(text) {
  const parts = [];
  for (let at = 0; at < text.length; ) {
    const quote = text.indexOf('"', at);
    const outside = text.slice(at, quote < 0 ? text.length : quote);
    parts.push(outside.replace(NUMBER, (number) => (/[.eE]/.test(number) ? 'null' : number)));
    if (quote < 0) break;
    at = endOfString(text, quote);
    parts.push(text.slice(quote, at));
  }
  return parts.join('');
}

/** @param {string} text JSON @param {number} quote where a string begins @returns {number} behind its end */
function endOfString(text, quote) {
  let close = quote;
  let backslashes;
  do {
    close = text.indexOf('"', close + 1);
    backslashes = 0;
    while (text[close - 1 - backslashes] === '\\') backslashes += 1;
  } while (backslashes % 2 === 1);
  return close + 1;
}

/** @param {unknown} untrusted @param {string} name @returns {unknown} the object's own field, or undefined */
export function field(untrusted, name) {
  return isObject(untrusted) && Object.hasOwn(untrusted, name) ? untrusted[name] : undefined;
}

/** @param {unknown} untrusted @returns {untrusted is Record<string, unknown>} an object that is no list */
export function isObject(untrusted) {
  return typeof untrusted === 'object' && untrusted !== null && !Array.isArray(untrusted);
}

/** @param {unknown} untrusted @returns {untrusted is string} a text that UTF-8 can write */
export function isText(untrusted) {
  return typeof untrusted === 'string' && !hasLoneSurrogate(untrusted);
}

/**
 * @param {unknown} untrusted @param {number} least @param {number} most
 * @returns {untrusted is number} a whole number from `least` to `most`
 */
export function isWhole(untrusted, least, most) {
  return typeof untrusted === 'number' && Number.isSafeInteger(untrusted) && untrusted >= least && untrusted <= most;
}

/** @param {unknown} untrusted @returns {untrusted is unknown[]} */
export function isList(untrusted) {
  return Array.isArray(untrusted);
}
