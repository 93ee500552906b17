/** The bytes of a PDF's streams: ranges of the old file, but for photographs, which their own cleaner goes through.
 *
 *  Source: ISO 32000-1, section 7.4. @module */
import { bytes, joined, latin, packed } from '../bytes.js';
import { BrokenFileError, TooComplexError } from '../errors.js';
import { cleanJpeg } from '../picture/jpeg.js';
import { PlanBuilder, planChunks } from '../plan.js';
import { WHOLE_LIMIT } from '../source.js';
import { lenientInflate, textOf } from './pdffile.js';
import { PARAMETERS, STREAMS } from './pdfkeys.js';
import { Name, Numeral, whole } from './pdfvalues.js';
import { BytesSource, Part } from './zipread.js';

/** @typedef {import('../finding.js').Findings} Findings
 *  @typedef {import('../source.js').Source} Source
 *  @typedef {import('./pdffile.js').PdfFile} PdfFile
 *  @typedef {import('./pdfrules.js').Rules} Rules
 *  @typedef {import('./pdfvalues.js').Stream} Stream
 *  @typedef {import('./pdfvalues.js').Value} Value
 *  @typedef {import('./pdfvalues.js').Dictionary} Dictionary */

const PAIRS = /^(?:[0-9A-Fa-f]{2})*$/;
const BLANKS = /[\0\t\n\f\r ]/g;

/** How a stream is written: the keys that tell how it is packed, and its bytes.
 *  @param {{ source: Source, file: PdfFile, rules: Rules, findings: Findings }} o @param {Stream} stream
 *  @param {string} kind @returns {Promise<{ head: Dictionary, body: PlanBuilder }>}
 *  @throws {import('../errors.js').CleanError} among others, a filter that we do not know, or data in another file */
export async function streamBytes({ source, file, rules, findings }, stream, kind) {
  let filters = await file.filters(stream);
  let parameters = await parametersOf(file, rules, stream);
  if ((await file.get(stream.head.get('F'))) !== null) throw new TooComplexError();
  const body = new PlanBuilder(source.size);
  if (kind === 'Image' && filters.at(-1) === 'DCTDecode') {
    if (filters.length === 1) {
      const plan = await cleaned(new Part(source, stream.offset, stream.length), findings);
      for (const segment of plan.segments) {
        if (segment.sort === 'range') body.range(segment.offset + stream.offset, segment.length);
        else if (segment.sort === 'zeros') body.zeros(segment.length);
        else body.literal(segment.data);
      }
    } else {
      const data = await undone(await file.stored(stream), filters.slice(0, -1), parameters);
      const photograph = new BytesSource(data);
      const parts = [];
      for await (const chunk of planChunks(photograph, await cleaned(photograph, findings))) parts.push(chunk);
      body.literal(joined(...parts));
      filters = filters.slice(-1);
      parameters = parameters.slice(-1);
    }
  } else if (filters.some((name) => !STREAMS.has(name))) throw new TooComplexError();
  else body.range(stream.offset, stream.length);
  /** @type {Dictionary} */
  const head = new Map();
  if (filters.length) head.set('Filter', filters.map((name) => new Name(name)));
  if (parameters.some((each) => each !== null)) head.set('DecodeParms', parameters);
  head.set('Length', new Numeral(String(body.size)));
  return { head, body };
}

/** @param {Source} photograph @param {Findings} findings @returns {Promise<import('../plan.js').Plan>} */
async function cleaned(photograph, findings) {
  if (photograph.size < 3 || latin(await photograph.read(0, 3), 0, 3) !== '\xff\xd8\xff') throw new BrokenFileError();
  const { plan, findings: found } = await cleanJpeg(photograph);
  for (const { kind, detail } of found) findings.add(kind, detail);
  return plan;
}

/** @param {PdfFile} file @param {Rules} rules @param {Stream} stream @returns {Promise<Value[]>} what the filters have to
 *    know, one each */
async function parametersOf(file, rules, stream) {
  const { length } = await file.filters(stream);
  const found = await file.get(stream.head.get('DecodeParms'));
  /** @type {Value[]} */
  const kept = [];
  for (const each of (Array.isArray(found) ? found : [found]).slice(0, length)) {
    const told = await file.get(each);
    /** @type {Dictionary} */
    const known = new Map();
    for (const [key, value] of told instanceof Map ? told : []) {
      const clean = PARAMETERS.has(key) ? await rules.value(value, 'atoms') : null;
      if (clean !== null) known.set(key, clean);
    }
    kept.push(known.size ? known : null);
  }
  while (kept.length < length) kept.push(null);
  return kept;
}

/** @param {Uint8Array} data @param {string[]} filters @param {Value[]} parameters
 *  @returns {Promise<Uint8Array>} a photograph's bytes out of the filters around it */
async function undone(data, filters, parameters) {
  for (const [i, name] of filters.entries()) {
    const told = parameters[i];
    const predictor = whole(told instanceof Map ? told.get('Predictor') : null);
    if (predictor !== null && predictor !== 1) throw new TooComplexError();
    if (name === 'FlateDecode') {
      const inflated = await lenientInflate(data, WHOLE_LIMIT);
      if (!inflated) throw new BrokenFileError();
      data = inflated;
    } else if (name === 'ASCIIHexDecode') {
      const digits = textOf(data).split('>')[0].replaceAll(BLANKS, '');
      if (!PAIRS.test(digits)) throw new BrokenFileError();
      data = Uint8Array.from({ length: digits.length / 2 }, (_, at) => parseInt(digits.slice(2 * at, 2 * at + 2), 16));
    } else if (name === 'ASCII85Decode') data = fromBase85(textOf(data).replaceAll(BLANKS, ''));
    else throw new TooComplexError();
  }
  return data;
}

/** @param {string} text @returns {Uint8Array} */
function fromBase85(text) {
  const [digits] = (text.startsWith('<~') ? text.slice(2) : text).split('~');
  const parts = [];
  let group = [];
  for (const digit of bytes(digits)) {
    if (digit === 0x7a && !group.length) {
      parts.push(new Uint8Array(4));
      continue;
    }
    if (digit < 0x21 || digit > 0x75) throw new BrokenFileError();
    group.push(digit - 0x21);
    if (group.length === 5) {
      parts.push(four(group));
      group = [];
    }
  }
  if (group.length === 1) throw new BrokenFileError();
  if (group.length) parts.push(four([...group, 84, 84, 84].slice(0, 5)).subarray(0, group.length - 1));
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** @param {number[]} group five digits @returns {Uint8Array} */
function four(group) {
  const number = group.reduce((sum, digit) => sum * 85 + digit, 0);
  if (number >= 2 ** 32) throw new BrokenFileError();
  return packed(number, 4);
}
