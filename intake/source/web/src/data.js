/** The lists of docs/protocol.md: 1,296 words (EFF short list 2), which of them are unkind, 2,048 given names. @module */
import nameLines from '../../../protocol/data/names.txt';
import unkindLines from '../../../protocol/data/unkind.txt';
import wordLines from '../../../protocol/data/words.txt';

/** The 1,296 words in the list's order; any two differ in three edits, and in their first three letters. */
export const words = wordLines.trim().split(/\s+/);

const unkind = new Set(unkindLines.trim().split(/\s+/));

/** The 986 words that may stand in a person's name, in the list's order. */
export const kindWords = words.filter((word) => !unkind.has(word));

/** The 2,048 given names in the list's order. */
export const names = nameLines.trim().split(/\s+/);

const places = new Map(words.map((word, index) => [word, index]));
const byStart = new Map(words.map((word, index) => [word.slice(0, 3), index]));

/**
 * The index of the word meant: itself, else the one that it begins (three letters or more), else the one at one slip.
 * Beginnings come before slips, because the page completes a word after three letters.
 *
 * @param {string} untrusted
 * @returns {number | null} null: no word is near
 */
export function nearWord(untrusted) {
  const typed = untrusted.trim().toLowerCase();
  const itself = places.get(typed);
  if (itself !== undefined) return itself;
  const begun = typed.length >= 3 ? byStart.get(typed.slice(0, 3)) : undefined;
  if (begun !== undefined && words[begun].startsWith(typed)) return begun;
  const near = words.flatMap((word, index) => (oneSlip(typed, word) ? [index] : []));
  return near.length === 1 ? near[0] : null;
}

/**
 * @param {string} one @param {string} other
 * @returns {boolean} whether one letter changed, left out or put in turns one into the other (they differ)
 */
export function oneSlip(one, other) {
  if (Math.abs(one.length - other.length) > 1 || one === other) return false;
  let start = 0;
  while (start < one.length && start < other.length && one[start] === other[start]) start += 1;
  const [restOne, restOther] = [one.slice(start), other.slice(start)];
  return (
    restOne.slice(1) === restOther.slice(1) || restOne.slice(1) === restOther || restOne === restOther.slice(1)
  );
}
