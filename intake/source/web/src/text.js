/**
 * The page's words, in the reader's language. No DOM.
 * Plurals by Intl.PluralRules, digits by Intl.NumberFormat; a key that a language lacks would fail a test.
 * @module
 */
import en from './locales/en.json';
import hi from './locales/hi.json';
import ru from './locales/ru.json';
import ur from './locales/ur.json';

/** @typedef {Record<string, string | Record<string, string>>} Locale */

/** @type {Record<string, Locale>} */
export const LOCALES = { en, ru, hi, ur };

/** Each language in its own name, in the order of the switch. */
export const LANGUAGES = { en: 'English', ru: 'Русский', hi: 'हिन्दी', ur: 'اردو' };

const RIGHT_TO_LEFT = new Set(['ur']);

/** How days and lists are written: "24 November", no comma before "and". */
const FORMATS = new Map([['en', 'en-GB']]);
const DAY_MS = 86_400_000;

/** Codes that mean the same to a person share their words. */
const SAME_WORDS = new Map([
  ...['size', 'broken-letter', 'broken-parcel', 'broken-reply'].map((code) => /** @type {const} */ ([code, 'broken'])),
  ['key-record', 'directory'],
  ['unusable-key', 'directory'],
  ['not-cleaned', 'file-too-complex'],
]);

/** The language to begin with. @param {readonly string[]} wanted as in navigator.languages  @returns {string} */
export function firstLanguage(wanted) {
  const codes = wanted.map((tag) => tag.toLowerCase().split('-')[0] ?? '');
  return codes.find((code) => code in LOCALES) ?? 'en';
}

/** One language's voice. */
export class Voice {
  /** @param {string} language a key of LOCALES */
  constructor(language) {
    this.language = language;
    this.#format = FORMATS.get(language) ?? language;
    this.direction = RIGHT_TO_LEFT.has(language) ? 'rtl' : 'ltr';
    this.#locale = LOCALES[language] ?? en;
    this.#plural = new Intl.PluralRules(language);
  }

  /** @type {string} */ #format;
  /** @type {Locale} */ #locale;
  /** @type {Intl.PluralRules} */ #plural;

  /**
   * A sentence as pieces, so that a value may be an element.
   * @template T
   * @param {string} key  @param {Record<string, string | number | T>} [values] `n` chooses the plural
   * @returns {(string | T)[]}
   */
  pieces(key, values = {}) {
    const entry = this.#locale[key] ?? key;
    const sentence = typeof entry === 'string' ? entry : this.#form(entry, Number(values['n']));
    return sentence.split(/\{(\w+)\}/).map((piece, index) => {
      if (index % 2 === 0) return piece;
      const value = values[piece] ?? '';
      return typeof value === 'number' ? this.number(value) : value;
    });
  }

  /** "=1" is that very number, the others are Unicode's classes. @param {Record<string, string>} entry  @param {number} n */
  #form(entry, n) {
    return entry[`=${n}`] ?? entry[this.#plural.select(n)] ?? entry['other'] ?? '';
  }

  /** A sentence. @param {string} key  @param {Record<string, string | number>} [values]  @returns {string} */
  say(key, values) {
    return this.pieces(key, values).join('');
  }

  /** What an error's code says. @param {string} code  @returns {{title: string, text: string}} */
  error(code) {
    const shared = SAME_WORDS.get(code) ?? code;
    const known = `error.${shared}.title` in this.#locale ? shared : 'error';
    return { title: this.say(`error.${known}.title`), text: this.say(`error.${known}.text`) };
  }

  /** The same in one line. @param {string} code  @returns {string} */
  errorLine(code) {
    return this.say('error.line', this.error(code));
  }

  /** @param {number} value  @returns {string} */
  number(value) {
    return new Intl.NumberFormat(this.#format).format(value);
  }

  /** "24 November". @param {number} day whole days since 1970-01-01 UTC  @returns {string} */
  day(day) {
    const format = { day: 'numeric', month: 'long', timeZone: 'UTC' };
    return new Intl.DateTimeFormat(this.#format, /** @type {Intl.DateTimeFormatOptions} */ (format)).format(day * DAY_MS);
  }

  /** "24 November 2026". @param {number} day  @returns {string} */
  fullDay(day) {
    return new Intl.DateTimeFormat(this.#format, { dateStyle: 'long', timeZone: 'UTC' }).format(day * DAY_MS);
  }

  /** "2.1 MB". @param {number} bytes  @returns {string} */
  size(bytes) {
    const [unit, divisor] = bytes < 1e6 ? ['kilobyte', 1e3] : bytes < 1e9 ? ['megabyte', 1e6] : ['gigabyte', 1e9];
    const value = bytes / divisor;
    const digits = unit === 'kilobyte' || value >= 100 ? 0 : 1;
    const shown = digits === 0 && bytes > 0 ? Math.max(value, 1) : value; // a small file is more than nothing
    const size = new Intl.NumberFormat(this.#format, { style: 'unit', unit, maximumFractionDigits: digits }).format(shown);
    return this.direction === 'rtl' ? `\u2066${size}\u2069` : size; // number and unit stay in their order
  }

  /** "a, b and c". @param {readonly string[]} items  @returns {string} */
  list(items) {
    return new Intl.ListFormat(this.#format).format(items);
  }

  /** The name of a language. @param {string} code  @returns {string} */
  languageName(code) {
    return new Intl.DisplayNames(this.#format, { type: 'language' }).of(code) ?? code;
  }

  /** What the newsroom wrote in several languages. @param {Readonly<Record<string, string>>} texts  @returns {string} */
  theirs(texts) {
    return texts[this.language] ?? texts['en'] ?? Object.values(texts)[0] ?? '';
  }
}
