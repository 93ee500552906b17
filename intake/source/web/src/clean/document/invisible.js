/** Characters that do not show: what writing needs of them stays, the rest can only carry what nobody sees.
 *
 *  Hindi, Urdu, Persian and many others need joiners, emoji need joiners and selectors, lines in Hebrew or Arabic need
 *  marks of direction. All else of no width goes, and so do overrides of direction, which make a text read as it is not.
 *  Source: The Unicode Standard 15, sections 23.2 to 23.9; UTS #51 (emoji); UTS #37 (ideographic variation). @module */
import { TooComplexError } from '../errors.js';

/** @typedef {import('../finding.js').Findings} Findings */

const MAX_PASSES = 8;
const ONE = String.raw`[\u0080-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]`;
// the flags of England, Scotland and Wales are spelled in tag characters
const FLAGS = String.raw`\u{1f3f4}\u{e0067}\u{e0062}(?:\u{e0065}\u{e006e}\u{e0067}|\u{e0073}\u{e0063}\u{e0074}|\u{e0077}\u{e006c}\u{e0073})\u{e007f}`;
const HIDDEN = new RegExp(`${FLAGS}|${ONE}`, 'gu');
const ANY = new RegExp(ONE, 'u');
const IS_HIDDEN = new RegExp(`^${ONE}`, 'u');
const SPELLED = /_x(D[89AB][0-9A-F]{2})__x(D[C-F][0-9A-F]{2})_|_x([0-9A-F]{4})_/gi;
const JOINING =
  /^[\u0600-\u061b\u061d-\u077f\u07c0-\u07ff\u08a0-\u0dff\u0f00-\u109f\u1780-\u17b3\u17b6-\u180a\u1810-\u18af\u1a20-\u1aaf\u1b00-\u1bff\ua800-\ua8ff\ua980-\ua9df\uaa00-\uaadf\uabc0-\uabff\ufb50-\ufdff\ufe70-\ufefc\u{11000}-\u{11aff}]/u;
const UNSPACED = /^[\u0e00-\u0eff\u1000-\u109f\u1780-\u17b3\u17b6-\u17ff\u1980-\u19ff\u1a20-\u1aaf]/u;
const EMOJI =
  /^[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\u303d\u3297\u3299\u{1f000}-\u{1faff}]/u;
const KEYCAP = /^[0-9#*]/;
const IDEOGRAPH = /^[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/u;
const VARIED = /^[\u1000-\u109f\u2200-\u22ff\u2a00-\u2aff\uaa60-\uaa7f]/u;
const MONGOLIAN = /^[\u1820-\u18af]/u;
const JAMO = /^[\u1100-\u115e\u1161-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]/u;
const RIGHT_TO_LEFT = /[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1eeff}]/u;
const LINE_ENDS = ['\n', '\r', '\u2028', '\u2029'];

const [NO_JOIN, JOIN, NO_SPACE] = [0x200c, 0x200d, 0x200b];
const MARKS = [0x200e, 0x200f, 0x061c];
const ISOLATES = [0x202a, 0x202b, 0x202c, 0x2066, 0x2067, 0x2068, 0x2069];

/** @param {string} text @param {Findings} findings what goes is noted
 *  @returns {string} it without the characters of no width that its writing does not need
 *  @throws {TooComplexError} they are nested as no writing has them */
export function withoutHidden(text, findings) {
  const hidden = new Hidden();
  const [shown] = hidden.takenFrom([text]);
  hidden.tell(findings);
  return shown;
}

/** @param {string} text @returns {boolean} whether it has any character of no width, needed or not */
export const mayHide = (text) => ANY.test(text);

/** @param {string} text @returns {string} with hidden characters in place of Excel's spelling of them, `_x200B_`
 *    (ECMA-376, part 1, 22.9.2.19) */
export function spelledOut(text) {
  return text.replace(SPELLED, (written, high, low, single) => {
    const meant = high ? String.fromCharCode(parseInt(high, 16), parseInt(low, 16)) : String.fromCharCode(parseInt(single, 16));
    return mayHide(meant) ? meant : written;
  });
}

/** Takes hidden characters out of texts, and tells at the end what they were. */
export class Hidden {
  /** @type {Map<string, number>} */
  #gone = new Map();
  #spelled = '';

  /** @param {string[]} texts the pieces of one text
   *  @returns {string[]} each without what hides in it; what is needed is decided over them all
   *  @throws {TooComplexError} as `withoutHidden` */
  takenFrom(texts) {
    for (let i = 0; i < MAX_PASSES; i++) {
      const whole = texts.join('');
      if (!mayHide(whole)) return texts;
      const pass = new Pass(whole);
      const gone = [];
      for (const { 0: found, index } of whole.matchAll(HIDDEN)) if (!pass.keeps(found, index)) gone.push({ found, index });
      if (!gone.length) return texts;
      for (const { found } of gone) this.#note(/** @type {number} */ (found.codePointAt(0)));
      texts = without(texts, gone);
    }
    throw new TooComplexError();
  }

  /** @param {number} code */
  #note(code) {
    if (code >= 0xe0020 && code <= 0xe007e) this.#spelled += String.fromCharCode(code - 0xe0000);
    else this.#gone.set(nameOf(code), (this.#gone.get(nameOf(code)) ?? 0) + 1);
  }

  /** Note what was taken out, with a word before it. @param {Findings} findings @param {string} [before] */
  tell(findings, before = '') {
    for (const [name, count] of this.#gone) findings.add('hidden-data', `${before}${name} x ${count}`);
    if (this.#spelled) findings.add('hidden-data', before + this.#spelled);
  }
}

/** @param {string[]} texts pieces of one text @param {{ found: string, index: number }[]} gone in order
 *  @returns {string[]} the pieces without what is gone of the whole */
function without(texts, gone) {
  let [start, next] = [0, 0];
  return texts.map((text) => {
    let [kept, at] = ['', 0];
    for (; next < gone.length && gone[next].index < start + text.length; next++) {
      const { found, index } = gone[next];
      kept += text.slice(at, index - start);
      at = index - start + found.length;
    }
    start += text.length;
    return kept + text.slice(at);
  });
}

/** @param {string} text @param {number} at @returns {string} the character that ends there, or '' */
function characterBefore(text, at) {
  const pair = at >= 2 ? text.slice(at - 2, at) : '';
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(pair) ? pair : text.slice(Math.max(at - 1, 0), at);
}

/** One look at every hidden character, in order. */
class Pass {
  #text;
  #lineEnd = 0;
  #lineTurns = false;

  /** @param {string} text */
  constructor(text) {
    this.#text = text;
  }

  /** @param {string} found @param {number} at @returns {boolean} */
  keeps(found, at) {
    const code = /** @type {number} */ (found.codePointAt(0));
    return code === 0x1f3f4 || this.#isNeeded(code, found.length, at);
  }

  /** @param {number} code @param {number} length @param {number} at */
  #isNeeded(code, length, at) {
    const text = this.#text;
    const before = characterBefore(text, at);
    const after = text.slice(at + length, at + length + 2);
    const clear = !IS_HIDDEN.test(before);
    if (code === NO_JOIN || code === JOIN) {
      if (JOINING.test(before) || (clear && JOINING.test(after))) return true;
      const base = before === '\ufe0f' ? characterBefore(text, at - 1) : before;
      return code === JOIN && EMOJI.test(base) && EMOJI.test(after);
    }
    if (code === NO_SPACE) return UNSPACED.test(before) || (clear && UNSPACED.test(after));
    if (MARKS.includes(code)) return this.#turns(at) && (clear || ISOLATES.includes(before.charCodeAt(0)));
    if (ISOLATES.includes(code)) return this.#turns(at);
    if (code === 0x115f || code === 0x1160) return JAMO.test(before) || (clear && JAMO.test(after));
    return isSelector(code, before);
  }

  /** @param {number} at @returns {boolean} whether the line of a character has letters that run from right to left */
  #turns(at) {
    if (at >= this.#lineEnd) {
      let start = at;
      while (start > this.#lineEnd && !LINE_ENDS.includes(this.#text[start - 1])) start--;
      let end = at;
      while (end < this.#text.length && !LINE_ENDS.includes(this.#text[end])) end++;
      this.#lineEnd = Math.min(end + 1, this.#text.length);
      this.#lineTurns = RIGHT_TO_LEFT.test(this.#text.slice(start, this.#lineEnd));
    }
    return this.#lineTurns;
  }
}

/** @param {number} code @param {string} before
 *  @returns {boolean} whether a variation selector stands where one has a meaning */
function isSelector(code, before) {
  if (code === 0xfe0e || code === 0xfe0f) return EMOJI.test(before) || KEYCAP.test(before);
  if (code >= 0xfe00 && code <= 0xfe02) return IDEOGRAPH.test(before) || (code === 0xfe00 && VARIED.test(before));
  if (code >= 0x180b && code <= 0x180f) return MONGOLIAN.test(before);
  return code >= 0xe0100 && code <= 0xe01ef && IDEOGRAPH.test(before);
}

/** @param {number} code @returns {string} */
function nameOf(code) {
  if (code >= 0xfe00 && code <= 0xfe0f) return 'U+FE00-U+FE0F';
  if (code >= 0xe0000) return 'U+E0000-U+E0FFF';
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
