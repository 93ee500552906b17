/** The outline of a PDF: titles that lead to pages that are shown; the others go, with what they say.
 *
 *  Source: ISO 32000-1, section 12.3.3. @module */
import { TooComplexError } from '../errors.js';
import { named, Numeral, Reference, Text, Written } from './pdfvalues.js';

/** @typedef {import('./pdfvalues.js').Value} Value
 *  @typedef {import('./pdfvalues.js').Found} Found
 *  @typedef {import('./pdfvalues.js').Dictionary} Dictionary
 *  @typedef {{ text: Text, target: Value, below: Title[] }} Title */

const MAX_TITLES = 50_000;
const MAX_DEPTH = 30;

/** Reads the titles, then makes them anew. Throws TooComplexError: too many, or in a circle. */
export class Outline {
  #file;
  #rules;
  #findings;
  /** @type {Set<number>} */
  #seen = new Set();

  /** @param {import('./pdffile.js').PdfFile} file @param {import('./pdfrules.js').Rules} rules
   *  @param {import('../finding.js').Findings} findings */
  constructor(file, rules, findings) {
    this.#file = file;
    this.#rules = rules;
    this.#findings = findings;
  }

  /** @param {Found} old @returns {Promise<Value>} the new outline, closed, or null: no title is left */
  async root(old) {
    const found = await this.#file.get(old);
    const titles = found instanceof Map ? await this.#titles(found.get('First'), 0) : [];
    if (!titles.length) return null;
    const number = this.#rules.takeNumber();
    const head = this.#level(titles, number);
    head.set('Count', new Numeral(String(titles.length)));
    this.#rules.queue.push({ number, head });
    return new Written(number);
  }

  /** The titles of one level that lead somewhere, or have one below that does.
   *  @param {Found} first @param {number} depth @returns {Promise<Title[]>} */
  async #titles(first, depth) {
    const kept = [];
    for (let at = first; ; ) {
      const found = await this.#file.get(at);
      if (!(at instanceof Reference) || !(found instanceof Map)) return kept;
      if (this.#seen.has(at.number) || this.#seen.size >= MAX_TITLES || depth > MAX_DEPTH) throw new TooComplexError();
      this.#seen.add(at.number);
      const action = await this.#file.get(found.get('A'));
      const leads = action instanceof Map && named(await this.#file.get(action.get('S'))) === 'GoTo';
      const target = await this.#rules.target(leads ? action.get('D') : found.get('Dest'), 0);
      const text = await this.#file.get(found.get('Title'));
      const below = await this.#titles(found.get('First'), depth + 1);
      if (text instanceof Text && (target !== null || below.length)) kept.push({ text, target, below });
      else this.#findings.add('hidden-data');
      at = found.get('Next');
    }
  }

  /** Queue the titles of one level. @param {Title[]} titles @param {number} parent
   *  @returns {Dictionary} how their parent names them */
  #level(titles, parent) {
    const numbers = titles.map(() => this.#rules.takeNumber());
    for (const [i, title] of titles.entries()) {
      /** @type {Dictionary} */
      const head = new Map();
      head.set('Title', title.text).set('Parent', new Written(parent));
      if (i > 0) head.set('Prev', new Written(numbers[i - 1]));
      if (i + 1 < titles.length) head.set('Next', new Written(numbers[i + 1]));
      if (title.target !== null) head.set('Dest', title.target);
      if (title.below.length) {
        for (const [key, value] of this.#level(title.below, numbers[i])) head.set(key, value);
        head.set('Count', new Numeral(String(-title.below.length)));
      }
      this.#rules.queue.push({ number: numbers[i], head });
    }
    return new Map([
      ['First', new Written(numbers[0])],
      ['Last', new Written(numbers[numbers.length - 1])],
    ]);
  }
}
