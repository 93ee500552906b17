/**
 * The code that a source keeps: three distinct nine-digit numbers, in two spellings (intake/protocol/code.py;
 * docs/protocol.md, "Code").
 *
 * Three telephone-like numbers of ten digits (the tenth a Damm check digit), in any order; or nine words of the EFF
 * short list 2, writing the 27 digits and a Damm digit over them in base 1,296. @module
 */
import { nearWord, words } from './data.js';
import { ProtocolError } from './errors.js';
import { randomBelow } from './random.js';

export const NUMBERS = 3;
export const DIGITS = 9;
export const WORDS = 9;
const LIMIT = 10 ** DIGITS;

// Damm's quasigroup of order 10 (H. M. Damm, "Total anti-symmetrische Quasigruppen", 2004): every slip in one digit
// and every swap of neighbours is caught.
const DAMM = [
  '0317598642',
  '7092154863',
  '4206871359',
  '1750983426',
  '6123045978',
  '3674209581',
  '5869720134',
  '8945362017',
  '9438617205',
  '2581436790',
];

/** The zeros of the scripts whose decimal digits a person may type (Unicode, category Nd, each ten in a row). */
const ZEROS = [
  0x0030, 0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0de6,
  0x0e50, 0x0ed0, 0x0f20, 0x1040, 0x17e0, 0x1810, 0xff10,
];

const PARTING = /[,;\u060c\u061b\u3001]/g; // commas and semicolons, also Arabic and East Asian ones
// what Python's splitlines() and split() part at
const LINE_END = /\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]/;
const BLANK = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

/** @param {string} digits ASCII @returns {string} the Damm check digit; over digits and their check digit it is "0" */
export function damm(digits) {
  let interim = 0;
  for (const digit of digits) interim = Number(DAMM[interim][Number(digit)]);
  return String(interim);
}

/** @param {string} untrusted @returns {string} its decimal digits, of any script of the table, as ASCII */
export function plainDigits(untrusted) {
  let found = '';
  for (const character of untrusted) {
    const point = /** @type {number} */ (character.codePointAt(0));
    const zero = ZEROS.find((first) => first <= point && point < first + 10);
    if (zero !== undefined) found += point - zero;
  }
  return found;
}

/** A source's code: `digits`, 27 ASCII digits - three distinct numbers of nine, ascending. */
export class Code {
  /** @param {string} digits */
  constructor(digits) {
    this.digits = digits;
  }

  /** @returns {Code} a new one: 87 bits from the system's generator */
  static draw() {
    /** @type {Set<string>} */
    const drawn = new Set();
    while (drawn.size < NUMBERS) drawn.add(String(randomBelow(LIMIT)).padStart(DIGITS, '0'));
    return new Code([...drawn].sort().join(''));
  }

  /** @returns {string[]} three numbers of ten ASCII digits, the check digit last, in ascending order */
  numbers() {
    return inThree(this.digits).map((part) => part + damm(part));
  }

  /** @returns {string[]} nine words, the most significant first */
  spoken() {
    const base = BigInt(words.length);
    let value = BigInt(this.digits + damm(this.digits));
    return Array.from({ length: WORDS }, () => {
      const word = words[Number(value % base)];
      value /= base;
      return word;
    }).reverse();
  }
}

/** @param {string} digits 27 @returns {string[]} three times nine */
function inThree(digits) {
  return Array.from({ length: NUMBERS }, (_, at) => digits.slice(at * DIGITS, (at + 1) * DIGITS));
}

/** @param {string[]} parts @returns {Code} @throws {ProtocolError} 'code-twice' */
function ordered(parts) {
  if (new Set(parts).size !== NUMBERS) throw new ProtocolError('code-twice');
  return new Code([...parts].sort().join(''));
}

/**
 * @param {string[]} untrusted three numbers in any order, digits of any script, spaces and signs left out
 * @returns {Code}
 * @throws {ProtocolError} with `number` 1 to 3: 'code-length' (not ten digits), 'code-check' (a slip in it); without:
 *   'code-count' (not three numbers), 'code-twice'
 */
export function readNumbers(untrusted) {
  if (untrusted.length !== NUMBERS) throw new ProtocolError('code-count');
  const parts = untrusted.map((text, at) => {
    const digits = plainDigits(text);
    if (digits.length !== DIGITS + 1) throw new ProtocolError('code-length', { number: at + 1 });
    if (damm(digits) !== '0') throw new ProtocolError('code-check', { number: at + 1 });
    return digits.slice(0, DIGITS);
  });
  return ordered(parts);
}

/**
 * @param {string[]} untrusted nine words in their order; a slip in a whole word is mended, three first letters are enough
 * @returns {Code}
 * @throws {ProtocolError} with `number` 1 to 9: 'code-word' (no word of the list is near); without: 'code-count',
 *   'code-check' (the words do not belong together), 'code-twice'
 */
export function readWords(untrusted) {
  if (untrusted.length !== WORDS) throw new ProtocolError('code-count');
  let value = 0n;
  untrusted.forEach((text, at) => {
    const index = nearWord(text);
    if (index === null) throw new ProtocolError('code-word', { number: at + 1 });
    value = value * BigInt(words.length) + BigInt(index);
  });
  const digits = String(value).padStart(NUMBERS * DIGITS + 1, '0');
  if (digits.length !== NUMBERS * DIGITS + 1 || damm(digits) !== '0') throw new ProtocolError('code-check');
  const code = ordered(inThree(digits));
  if (code.digits !== digits.slice(0, -1)) throw new ProtocolError('code-check');
  return code;
}

/**
 * @param {string} untrusted either spelling in one text: with letters it is nine words; with digits only, three
 *   numbers, written with gaps as long as there are thirty digits in all, or parted by lines or commas
 * @returns {Code}
 * @throws {ProtocolError} as {@link readNumbers} and {@link readWords}
 */
export function readCode(untrusted) {
  if (/\p{L}/u.test(untrusted)) return readWords(untrusted.replace(PARTING, ' ').split(BLANK).filter(Boolean));
  const lines = untrusted.replace(PARTING, '\n').split(LINE_END).filter((line) => plainDigits(line) !== '');
  if (lines.length === NUMBERS) return readNumbers(lines);
  const digits = plainDigits(untrusted);
  const size = DIGITS + 1;
  if (digits.length !== NUMBERS * size) throw new ProtocolError('code-count');
  return readNumbers(Array.from({ length: NUMBERS }, (_, at) => digits.slice(at * size, (at + 1) * size)));
}
