/** Drawing by the system's generator; a modulus is never taken of a draw that would favour small numbers. @module */

/** @typedef {import('./bytes.js').Bytes} Bytes */

/** @param {number} size at most 65,536 @returns {Bytes} */
export function randomBytes(size) {
  return crypto.getRandomValues(new Uint8Array(size));
}

/** @param {number} limit 1 to 2^32 @returns {number} a whole number from 0 to `limit` - 1, all equally likely */
export function randomBelow(limit) {
  const usable = 2 ** 32 - (2 ** 32 % limit);
  for (;;) {
    const [drawn] = crypto.getRandomValues(new Uint32Array(1));
    if (drawn < usable) return drawn % limit;
  }
}

/** @returns {number} from 0 up to but not including 1, in steps of 2^-53 */
export function randomFraction() {
  const [high, low] = crypto.getRandomValues(new Uint32Array(2));
  return ((high >>> 6) * 2 ** 27 + (low >>> 5)) / 2 ** 53;
}

/** @template T @param {readonly T[]} list @returns {T[]} a copy in random order (Fisher-Yates) */
export function shuffled(list) {
  const copy = [...list];
  for (let last = copy.length - 1; last > 0; last -= 1) {
    const other = randomBelow(last + 1);
    [copy[last], copy[other]] = [copy[other], copy[last]];
  }
  return copy;
}
