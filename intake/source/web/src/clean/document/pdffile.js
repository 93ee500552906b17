/** A PDF file's objects: found by its tables, read one by one, never by guessing.
 *
 *  A table or an object that is not where it is said to be makes the file broken: a reader that repairs would decide
 *  for itself which of two versions is the right one. Source: ISO 32000-1, section 7.5; 7.4.4 for the filter. @module */
import { number as numberAt } from '../bytes.js';
import { inflate } from '../deflate.js';
import { BrokenFileError, TooComplexError } from '../errors.js';
import { WHOLE_LIMIT, Window } from '../source.js';
import { Budget, named, Parser, Reference, Stream, whole } from './pdfvalues.js';

/** @typedef {import('./pdfvalues.js').Value} Value
 *  @typedef {import('./pdfvalues.js').Found} Found
 *  @typedef {import('./pdfvalues.js').Dictionary} Dictionary
 *  @typedef {{ at: number, index: number }} Place an offset and -1, or the number of an object stream and an index */

const MAX_VALUES = 3_000_000;
const MAX_ENTRIES = 1_000_000;
const MAX_SECTIONS = 500;
const MAX_INFLATED = 16 * 1024 * 1024; // bytes of one stream that we look into
const MAX_INFLATED_ALL = 128 * 1024 * 1024;
const MAX_NESTED = 10; // objects that must be read to read one: its object stream, and the lengths of both
const TAIL = 2048; // bytes at the end in which the way to the tables stands
const GUESSES = [1024, 16 * 1024, 1024 * 1024, WHOLE_LIMIT]; // bytes that an object may need
const MARGIN = 64; // bytes behind an object that must be there to know that it ended
const HEAD = /^[\0\t\n\f\r ]*([0-9]{1,9})[\0\t\n\f\r ]+([0-9]{1,5})[\0\t\n\f\r ]+obj/;
const START = /startxref[\0\t\n\f\r ]+([0-9]{1,15})/g;
const DATA = /stream\r?\n/y;
const DATA_END = /^[\0\t\n\f\r ]*endstream/;
const KIND = /^[\0\t\n\f\r ]*xref/;
const LETTERS = 8192;

/** @param {Uint8Array} data @returns {string} a character a byte */
export function textOf(data) {
  let text = '';
  for (let at = 0; at < data.length; at += LETTERS) {
    text += String.fromCharCode.apply(null, /** @type {any} */ (data.subarray(at, at + LETTERS)));
  }
  return text;
}

/** Objects by their numbers. Throws as a cleaner. */
export class PdfFile {
  /** @type {Dictionary} */
  trailer = new Map();
  revised = false; // an older version of some object is in the file
  behind = 0; // bytes behind the end
  #values = new Budget(MAX_VALUES);
  #bytes;
  #inflated = new Budget(MAX_INFLATED_ALL);
  /** @type {Map<number, Place | null>} null: free */
  #places = new Map();
  /** @type {Map<number, Value>} */
  #objects = new Map();
  #nested = 0;
  /** @type {Map<number, { text: string, numbers: [number, number][] }>} */
  #packed = new Map();

  /** @param {import('../source.js').Source} source */
  constructor(source) {
    this.window = new Window(source);
    this.#bytes = new Budget(2 * source.size + 65_536);
  }

  /** Read the tables, from the newest to the oldest. */
  async open() {
    const { size } = this.window;
    const tailAt = Math.max(0, size - TAIL);
    const tail = textOf(await this.window.take(tailAt, size - tailAt));
    const start = [...tail.matchAll(START)].at(-1);
    if (!start) throw new BrokenFileError();
    const end = tail.indexOf('%%EOF', start.index + start[0].length);
    this.behind = end >= 0 ? tail.slice(end + 5).replaceAll(/^[\0\t\n\f\r ]+|[\0\t\n\f\r ]+$/g, '').length : 0;
    /** @type {Set<number>} */
    const seen = new Set();
    for (let at = /** @type {number | null} */ (Number(start[1])); at !== null; ) {
      if (seen.has(at) || seen.size >= MAX_SECTIONS) throw new BrokenFileError();
      seen.add(at);
      const trailer = await this.#section(at);
      if (!this.trailer.size) this.trailer = trailer;
      at = previous(trailer);
    }
    if ((this.trailer.get('Encrypt') ?? null) !== null) throw new TooComplexError();
  }

  /** One table, and what it says beside it. @param {number} at @returns {Promise<Dictionary>} */
  async #section(at) {
    const { size } = this.window;
    const head = at < size ? textOf(await this.window.take(at, Math.min(32, size - at))) : '';
    if (!KIND.test(head)) return this.#streamSection(at);
    const { text, start } = await this.#tableText(at);
    const parser = new Parser(text, this.#values, start);
    const free = [];
    /** @type {Map<number, Place>} */
    const used = new Map();
    while (!parser.word('trailer')) {
      const [first, count] = [parser.number(), parser.number()];
      for (let number = first; number < first + count; number++) {
        const offset = parser.number();
        parser.number();
        if (parser.word('n')) used.set(number, { at: offset, index: -1 });
        else if (parser.word('f')) free.push(number);
        else throw new BrokenFileError();
      }
    }
    const trailer = parser.value();
    if (!(trailer instanceof Map)) throw new BrokenFileError();
    this.#place(used);
    const hybrid = whole(trailer.get('XRefStm'));
    if (hybrid !== null) await this.#streamSection(hybrid);
    for (const number of free) if (!this.#places.has(number)) this.#places.set(number, null);
    return trailer;
  }

  /** The text of a table with the trailer behind it, and where the table's first line begins in it.
   *  @param {number} at */
  async #tableText(at) {
    for (const guess of GUESSES) {
      const length = Math.min(guess, this.window.size - at);
      const text = textOf(await this.window.take(at, length));
      const wholeFile = at + length === this.window.size;
      const found = text.indexOf('trailer');
      // a trailer is a dictionary without streams: it ends before the way to the table is told
      if (found >= 0 && (wholeFile || text.indexOf('startxref', found) >= 0)) {
        return { text, start: text.indexOf('xref') + 4 };
      }
      if (wholeFile) break;
    }
    throw new BrokenFileError();
  }

  /** @param {number} at @returns {Promise<Dictionary>} */
  async #streamSection(at) {
    const stream = await this.#objectAt(at, null);
    if (!(stream instanceof Stream) || named(stream.head.get('Type')) !== 'XRef') throw new BrokenFileError();
    const [widths, index] = [stream.head.get('W'), stream.head.get('Index')];
    const size = whole(stream.head.get('Size'));
    if (!Array.isArray(widths) || widths.length !== 3 || size === null) throw new BrokenFileError();
    const spans = widths.map(short);
    const pairs = Array.isArray(index) ? index.map(whole) : [0, size];
    const data = await this.inflated(stream);
    if (!data) throw new BrokenFileError();
    /** @type {Map<number, Place>} */
    const used = new Map();
    const free = [];
    const step = spans[0] + spans[1] + spans[2];
    let place = 0;
    for (let i = 0; i + 1 < pairs.length; i += 2) {
      const [first, count] = [pairs[i], pairs[i + 1]];
      if (first === null || count === null || first < 0 || count < 0 || place + count * step > data.length || !step) {
        throw new BrokenFileError();
      }
      for (let number = first; number < first + count; number++) {
        const kind = spans[0] ? numberAt(data, place, spans[0]) : 1;
        const left = numberAt(data, place + spans[0], spans[1]);
        const right = numberAt(data, place + spans[0] + spans[1], spans[2]);
        place += step;
        if (kind === 1) used.set(number, { at: left, index: -1 });
        else if (kind === 2) used.set(number, { at: left, index: right });
        else if (kind === 0) free.push(number);
      }
    }
    this.#place(used);
    for (const number of free) if (!this.#places.has(number)) this.#places.set(number, null);
    return stream.head;
  }

  /** @param {Map<number, Place>} used */
  #place(used) {
    for (const [number, place] of used) {
      if (this.#places.get(number)) this.revised = true;
      else if (!this.#places.has(number)) this.#places.set(number, place);
    }
    if (this.#places.size > MAX_ENTRIES) throw new TooComplexError();
  }

  /** The value itself, or what a reference stands for: null where there is no such object.
   *  @param {Found} value @returns {Promise<Value>} */
  async get(value) {
    for (let i = 0; i < 10; i++) {
      if (!(value instanceof Reference)) return value ?? null;
      value = await this.#object(value.number);
    }
    throw new BrokenFileError();
  }

  /** @param {number} number @returns {Promise<Value>} */
  async #object(number) {
    const known = this.#objects.get(number);
    if (known !== undefined) return known;
    this.#objects.set(number, null); // a length that needs the object that has it
    this.#nested++;
    if (this.#nested > MAX_NESTED) throw new BrokenFileError();
    const found = await this.#found(number);
    this.#objects.set(number, found);
    this.#nested--;
    return found;
  }

  /** @param {number} number @returns {Promise<Value>} */
  async #found(number) {
    const place = this.#places.get(number);
    if (!place) return null;
    if (place.index < 0) return this.#objectAt(place.at, number);
    const { text, numbers } = await this.#pack(place.at);
    if (numbers[place.index]?.[0] !== number) throw new BrokenFileError();
    return new Parser(text, this.#values, numbers[place.index][1]).value();
  }

  /** An object stream's text, and the numbers and offsets of the objects in it. @param {number} number */
  async #pack(number) {
    const known = this.#packed.get(number);
    if (known) return known;
    const place = this.#places.get(number);
    const stream = place && place.index < 0 ? await this.#object(number) : null;
    if (!(stream instanceof Stream)) throw new BrokenFileError();
    const count = whole(await this.get(stream.head.get('N')));
    const first = whole(await this.get(stream.head.get('First')));
    const data = await this.inflated(stream);
    if (!data || count === null || first === null || first < 0 || first > data.length) throw new BrokenFileError();
    const text = textOf(data);
    const parser = new Parser(text.slice(0, first), this.#values);
    /** @type {[number, number][]} */
    const numbers = [];
    for (let i = 0; i < count; i++) numbers.push([parser.number(), first + parser.number()]);
    const pack = { text, numbers };
    this.#packed.set(number, pack);
    return pack;
  }

  /** An object with its head. @param {number} offset @param {number | null} number the one that it must have, or null
   *  for any @returns {Promise<Value>} */
  async #objectAt(offset, number) {
    const { size } = this.window;
    for (const guess of GUESSES) {
      const length = Math.min(guess, size - offset);
      const text = textOf(await this.window.take(offset, length));
      const wholeFile = offset + length === size;
      let parsed;
      try {
        parsed = this.#parsed(text, number);
      } catch (error) {
        if (wholeFile || !(error instanceof BrokenFileError)) throw error;
        continue;
      }
      const { value, at, isStream } = parsed;
      if (wholeFile || at + MARGIN <= length) {
        this.#bytes.spend(at);
        return isStream ? this.#stream(value, offset + at) : value;
      }
    }
    throw new TooComplexError();
  }

  /** @param {string} text @param {number | null} number */
  #parsed(text, number) {
    const head = HEAD.exec(text);
    if (!head || (number !== null && Number(head[1]) !== number)) throw new BrokenFileError();
    const parser = new Parser(text, this.#values, head[0].length);
    const value = parser.value();
    parser.space();
    DATA.lastIndex = parser.at;
    const isStream = value instanceof Map && DATA.test(text);
    return { value, at: isStream ? DATA.lastIndex : parser.at, isStream };
  }

  /** @param {Value} head @param {number} offset @returns {Promise<Stream>} */
  async #stream(head, offset) {
    if (!(head instanceof Map)) throw new BrokenFileError();
    const length = whole(await this.get(head.get('Length')));
    if (length === null || length < 0 || offset + length > this.window.size) throw new BrokenFileError();
    const behind = await this.window.take(offset + length, Math.min(MARGIN, this.window.size - offset - length));
    if (!DATA_END.test(textOf(behind))) throw new BrokenFileError();
    return new Stream(head, offset, length);
  }

  /** @param {Stream} stream @returns {Promise<Uint8Array>} its bytes as they lie in the file */
  async stored(stream) {
    this.#inflated.spend(stream.length);
    return this.window.take(stream.offset, stream.length);
  }

  /** @param {Stream} stream @returns {Promise<string[]>} its filters' names, in the order in which they are undone */
  async filters(stream) {
    const filters = await this.get(stream.head.get('Filter'));
    if (filters === null) return [];
    const names = [];
    for (const each of Array.isArray(filters) ? filters : [filters]) names.push(named(await this.get(each)));
    return names;
  }

  /** @param {Stream} stream @returns {Promise<Uint8Array | null>} what it holds, or null: it is damaged, too large, or
   *    packed in a way that we do not undo */
  async inflated(stream) {
    const filters = await this.filters(stream);
    const stored = await this.stored(stream);
    if (!filters.length) return stored;
    if (filters.length > 1 || filters[0] !== 'FlateDecode') return null;
    const data = await lenientInflate(stored, MAX_INFLATED);
    this.#inflated.spend(data?.length ?? 0);
    let parameters = await this.get(stream.head.get('DecodeParms'));
    if (Array.isArray(parameters)) parameters = await this.get(parameters[0]);
    return data && parameters instanceof Map ? this.#predicted(data, parameters) : data;
  }

  /** Undo a predictor of PNG; all others are for pixels. @param {Uint8Array} data @param {Dictionary} parameters */
  async #predicted(data, parameters) {
    /** @param {string} key @param {number} usual */
    const parameter = async (key, usual) =>
      (parameters.get(key) ?? null) === null ? usual : whole(await this.get(parameters.get(key)));
    const predictor = whole(await this.get(parameters.get('Predictor')));
    if (predictor === null || predictor === 1) return data;
    const columns = (await parameter('Columns', 1)) ?? 0;
    const [colours, bits] = [await parameter('Colors', 1), await parameter('BitsPerComponent', 8)];
    if (predictor < 10 || predictor > 15 || colours !== 1 || bits !== 8 || columns <= 0 || columns > 4096) return null;
    return unpredicted(data, columns);
  }
}

/** @param {Dictionary} trailer @returns {number | null} where the table before this one is */
function previous(trailer) {
  const told = trailer.get('Prev') ?? null;
  if (told === null) return null;
  const at = whole(told);
  if (at === null || at < 0) throw new BrokenFileError();
  return at;
}

/** @param {Value} value @returns {number} a width in a table of references: 0 to 6 bytes, so that every language counts it
 *    exactly */
function short(value) {
  const width = whole(value);
  if (width === null || width < 0 || width > 6) throw new BrokenFileError();
  return width;
}

/** As `inflate`, and where the writer counted a line's end to the data, without that.
 *  @param {Uint8Array} untrusted @param {number} limit @returns {Promise<Uint8Array | null>} */
export async function lenientInflate(untrusted, limit) {
  const tail = textOf(untrusted.subarray(-2));
  for (const ends of ['', '\n', '\r', '\r\n']) {
    if (!tail.endsWith(ends)) continue;
    const data = await inflate(untrusted.subarray(0, untrusted.length - ends.length), limit);
    if (data) return data;
  }
  return null;
}

/** Rows with a filter each, as in PNG (third edition), section 9, of one byte a pixel.
 *  @param {Uint8Array} data @param {number} columns @returns {Uint8Array | null} */
function unpredicted(data, columns) {
  if (data.length % (columns + 1)) return null;
  const out = new Uint8Array((data.length / (columns + 1)) * columns);
  let above = new Uint8Array(columns);
  for (let start = 0, to = 0; start < data.length; start += columns + 1, to += columns) {
    const kind = data[start];
    if (kind > 4) return null;
    const row = out.subarray(to, to + columns);
    for (let i = 0; i < columns; i++) {
      const [left, up, corner] = i ? [row[i - 1], above[i], above[i - 1]] : [0, above[i], 0];
      const guess = [0, left, up, (left + up) >> 1, kind === 4 ? paeth(left, up, corner) : 0][kind];
      row[i] = data[start + 1 + i] + guess;
    }
    above = row;
  }
  return out;
}

/** @param {number} left @param {number} up @param {number} corner */
function paeth(left, up, corner) {
  const guess = left + up - corner;
  const [byLeft, byUp, byCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (byLeft <= byUp && byLeft <= byCorner) return left;
  return byUp <= byCorner ? up : corner;
}
