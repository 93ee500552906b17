/** What a PDF file is written in: its values, read from text and written in one way only.
 *
 *  Text here is a string with a character a byte, U+0000 to U+00FF.
 *  Source: ISO 32000-1, sections 7.2 and 7.3. @module */
import { BrokenFileError, TooComplexError } from '../errors.js';

const MAX_DEPTH = 60;
const SPACE = /(?:[\0\t\n\f\r ]+|%[^\r\n]*)*/y;
const NUMBER = /[+-]?(?:[0-9]{1,20}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})(?=[\0\t\n\f\r ()<>[\]{}/%]|$)/y;
const REFERENCE = /([0-9]{1,9})[\0\t\n\f\r ]+([0-9]{1,5})[\0\t\n\f\r ]+R(?=[\0\t\n\f\r ()<>[\]{}/%]|$)/y;
const NAME = /\/([^\0\t\n\f\r ()<>[\]{}/%]*)/y;
const WORD = /(true|false|null)(?=[\0\t\n\f\r ()<>[\]{}/%]|$)/y;
const HEX = /<([0-9A-Fa-f\0\t\n\f\r ]*)>/y;
const PLAIN = /[^()\\\r]+/y;
const OCTAL = /[0-7]{1,3}/y;
const WHOLE = /^[+-]?[0-9]{1,15}$/;
const UNWRITTEN = /[^!-~]|[#()<>[\]{}/%]/g;
/** @type {Record<string, boolean | null>} */
const WORDS = { true: true, false: false, null: null };
const ESCAPES = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['b', '\b'],
  ['f', '\f'],
]);

/** A name, without its slash and its escapes. */
export class Name {
  /** @param {string} value */
  constructor(value) {
    this.value = value;
  }
}

/** A number as it is spelled. */
export class Numeral {
  /** @param {string} spelled */
  constructor(spelled) {
    this.spelled = spelled;
  }
}

/** A string's bytes. */
export class Text {
  /** @param {string} value */
  constructor(value) {
    this.value = value;
  }
}

/** An object of the file that is read. */
export class Reference {
  /** @param {number} number */
  constructor(number) {
    this.number = number;
  }
}

/** An object of the file that is written. */
export class Written {
  /** @param {number} number */
  constructor(number) {
    this.number = number;
  }
}

/** A dictionary and bytes of the file, as they are stored. */
export class Stream {
  /** @param {Dictionary} head @param {number} offset @param {number} length */
  constructor(head, offset, length) {
    this.head = head;
    this.offset = offset;
    this.length = length;
  }
}

/** @typedef {boolean | Name | Numeral | Text | Reference | Written | Stream | Value[] | Map<string, Value> | null} Value
 *  @typedef {Map<string, Value>} Dictionary */
/** @typedef {Value | undefined} Found what a dictionary has under a key */

/** @param {Found} value @returns {number | null} a whole number, or null for anything else */
export const whole = (value) => (value instanceof Numeral && WHOLE.test(value.spelled) ? Number(value.spelled) + 0 : null);

/** @param {Found} value @returns {string} a name as text, or '' for anything else */
export const named = (value) => (value instanceof Name ? value.value : '');

/** How much one file may ask for; shared by all that read it. */
export class Budget {
  #left;

  /** @param {number} left */
  constructor(left) {
    this.#left = left;
  }

  /** @param {number} amount @throws {TooComplexError} nothing is left */
  spend(amount) {
    this.#left -= amount;
    if (this.#left < 0) throw new TooComplexError();
  }
}

/** Reads values from a text, one behind the other. Throws BrokenFileError, TooComplexError. */
export class Parser {
  #text;
  #budget;

  /** @param {string} text @param {Budget} budget @param {number} [at] */
  constructor(text, budget, at = 0) {
    this.#text = text;
    this.#budget = budget;
    this.at = at;
  }

  /** What a pattern finds here, passed over. @param {RegExp} pattern @returns {RegExpExecArray | null} */
  #match(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text);
    if (found) this.at = pattern.lastIndex;
    return found;
  }

  /** Pass over blanks and comments. */
  space() {
    this.#match(SPACE);
  }

  /** Pass over blanks and a word, if that is what comes. @param {string} expected @returns {boolean} */
  word(expected) {
    this.space();
    if (!this.#text.startsWith(expected, this.at)) return false;
    this.at += expected.length;
    return true;
  }

  /** @returns {number} a whole number that is not negative */
  number() {
    const found = whole(this.value());
    if (found === null || found < 0) throw new BrokenFileError();
    return found;
  }

  /** @param {number} [depth] @returns {Value} the value that comes next */
  value(depth = 0) {
    if (depth > MAX_DEPTH) throw new TooComplexError();
    this.#budget.spend(1);
    this.space();
    const [text, at] = [this.#text, this.at];
    if (text.startsWith('<<', at)) return this.#dictionary(depth);
    if (text.startsWith('[', at)) return this.#array(depth);
    if (text.startsWith('(', at)) return this.#string();
    let found;
    if ((found = this.#match(NAME))) return new Name(unescaped(found[1]));
    if ((found = this.#match(REFERENCE))) return new Reference(Number(found[1]));
    if ((found = this.#match(NUMBER))) return new Numeral(found[0]);
    if ((found = this.#match(HEX))) return new Text(fromHex(found[1].replaceAll(/[\0\t\n\f\r ]/g, '')));
    if ((found = this.#match(WORD))) return WORDS[found[1]];
    throw new BrokenFileError();
  }

  /** @param {number} depth @returns {Dictionary} */
  #dictionary(depth) {
    this.at += 2;
    /** @type {Dictionary} */
    const made = new Map();
    while (!this.word('>>')) {
      const key = this.value(depth + 1);
      if (!(key instanceof Name)) throw new BrokenFileError();
      made.set(key.value, this.value(depth + 1));
    }
    return made;
  }

  /** @param {number} depth @returns {Value[]} */
  #array(depth) {
    this.at += 1;
    /** @type {Value[]} */
    const made = [];
    while (!this.word(']')) made.push(this.value(depth + 1));
    return made;
  }

  /** @returns {Text} */
  #string() {
    const parts = [];
    this.at += 1;
    for (let depth = 1; ; ) {
      const plain = this.#match(PLAIN);
      if (plain) {
        parts.push(plain[0]);
        continue;
      }
      const mark = this.#text[this.at];
      this.at += 1;
      if (mark === '\\') parts.push(this.#escape());
      else if (mark === '\r') {
        this.at += this.#text[this.at] === '\n' ? 1 : 0;
        parts.push('\n');
      } else if (mark === '(') {
        depth += 1;
        parts.push(mark);
      } else if (mark === ')') {
        depth -= 1;
        if (depth === 0) return new Text(parts.join(''));
        parts.push(mark);
      } else throw new BrokenFileError();
    }
  }

  /** @returns {string} what a backslash stands for */
  #escape() {
    const octal = this.#match(OCTAL);
    if (octal) return String.fromCharCode(parseInt(octal[0], 8) & 0xff);
    const mark = this.#text[this.at] ?? '';
    this.at += 1;
    if (mark === '\r') this.at += this.#text[this.at] === '\n' ? 1 : 0;
    return mark === '\r' || mark === '\n' ? '' : (ESCAPES.get(mark) ?? mark);
  }
}

/** @param {string} name */
const unescaped = (name) =>
  name.replaceAll(/#([0-9A-Fa-f]{2})/g, (_, digits) => String.fromCharCode(parseInt(digits, 16)));

/** @param {string} digits @returns {string} */
function fromHex(digits) {
  const parts = [];
  for (let i = 0; i < digits.length; i += 2) parts.push(String.fromCharCode(parseInt(digits.slice(i, i + 2).padEnd(2, '0'), 16)));
  return parts.join('');
}

/** @param {string} text */
const hex = (text) => Array.from(text, (character) => character.charCodeAt(0).toString(16).padStart(2, '0')).join('');

/** A value as text, always in the same spelling; references must be `Written`.
 *  @param {Value} value @param {Budget} budget @returns {string} */
export function written(value, budget) {
  budget.spend(1);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (value instanceof Numeral) return value.spelled;
  if (value instanceof Name) return `/${value.value.replaceAll(UNWRITTEN, (character) => `#${hex(character)}`)}`;
  if (value instanceof Written) return `${value.number} 0 R`;
  if (value instanceof Text) return `<${hex(value.value)}>`;
  if (Array.isArray(value)) return `[${value.map((item) => written(item, budget)).join(' ')}]`;
  if (!(value instanceof Map)) return 'null';
  let inside = '';
  for (const [key, item] of value) inside += `${written(new Name(key), budget)} ${written(item, budget)} `;
  return `<<${inside}>>`;
}
