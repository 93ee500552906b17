/** The directories of a TIFF file, read with bounds and written anew. Source: TIFF 6.0, section 2. @module */
import { joined, littleNumber, littlePacked, number, packed } from '../bytes.js';
import { BrokenFileError, TooComplexError } from '../errors.js';

/** One entry of a directory: its type, how many values, where in the file they are, and their bytes in all.
 *  @typedef {{ kind: number, count: number, offset: number, length: number }} Field
 *  @typedef {Map<number, Field>} Page the fields of a directory by their tags
 *  @typedef {{ kind: number, data: Uint8Array }} Written a field to be written: its type and its values as bytes
 *  @typedef {(value: number, size: number) => Uint8Array} Pack writes a number in the file's byte order */

export const [SHORT, LONG] = [3, 4];
export const SIZES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4]; // bytes of one value, by its type
const MAX_ENTRIES = 512;
const MAX_PAGES = 2000;

/** Reads numbers, directories and values of a TIFF file in its own byte order. */
export class Reader {
  /** @param {import('../source.js').Window} window @param {Uint8Array} head the first eight bytes */
  constructor(window, head) {
    this.window = window;
    const isLittle = head[0] === 0x49 && head[1] === 0x49;
    this.read = isLittle ? littleNumber : number;
    /** @type {Pack} */
    this.pack = isLittle ? littlePacked : packed;
    this.head = head.slice(0, 4);
    this.first = this.read(head, 4, 4);
  }

  /** @returns {Promise<Page[]>} the directories of the file's chain
   *  @throws {BrokenFileError} it does not end   @throws {TooComplexError} too many */
  async pages() {
    /** @type {Page[]} */
    const found = [];
    const seen = new Set();
    let offset = this.first;
    while (offset) {
      if (offset < 8 || seen.has(offset)) throw new BrokenFileError();
      if (found.length >= MAX_PAGES) throw new TooComplexError();
      seen.add(offset);
      const { fields, following } = await this.directory(offset);
      found.push(fields);
      offset = following;
    }
    return found;
  }

  /** The fields at `offset`, the first of each tag, and where the next directory is (0: nowhere). Fields of types that
   *  there are not, or whose values lie outside the file, are passed over.
   *  @param {number} offset @returns {Promise<{ fields: Page, following: number }>} */
  async directory(offset) {
    const count = this.read(await this.window.take(offset, 2), 0, 2);
    if (count > MAX_ENTRIES) throw new TooComplexError();
    const data = await this.window.take(offset + 2, 12 * count + 4);
    /** @type {Page} */
    const fields = new Map();
    for (let at = 0; at < 12 * count; at += 12) {
      const [tag, kind] = [this.read(data, at, 2), this.read(data, at + 2, 2)];
      const [values, place] = [this.read(data, at + 4, 4), this.read(data, at + 8, 4)];
      const length = (SIZES[kind] ?? 0) * values;
      const start = length > 4 ? place : offset + 2 + at + 8;
      if (length && start + length <= this.window.size && !fields.has(tag)) {
        fields.set(tag, { kind, count: values, offset: start, length });
      }
    }
    return { fields, following: this.read(data, 12 * count, 4) };
  }

  /** @param {Field} field @param {number} limit @returns {Promise<Uint8Array>} its bytes, the first `limit` of them */
  async value(field, limit) {
    return (await this.window.take(field.offset, Math.min(field.length, limit))).slice();
  }

  /** @param {Field | undefined} field @param {number} limit
   *  @returns {Promise<number[]>} the numbers of a SHORT, LONG or IFD field; none for a missing one
   *  @throws {BrokenFileError} of another type   @throws {TooComplexError} more than `limit` */
  async numbers(field, limit) {
    if (!field) return [];
    const size = SIZES[field.kind];
    if (![1, SHORT, LONG, 13].includes(field.kind)) throw new BrokenFileError();
    if (field.count > limit) throw new TooComplexError();
    const data = await this.window.take(field.offset, field.length);
    return Array.from({ length: field.count }, (_, i) => this.read(data, i * size, size));
  }

  /** @param {Page} page @param {number} tag @param {number} otherwise @returns {Promise<number>} its first number */
  async one(page, tag, otherwise) {
    return (await this.numbers(page.get(tag), 65_536))[0] ?? otherwise;
  }
}

/** @param {Pack} pack @param {number} size @param {number[]} numbers @returns {Uint8Array} numbers as bytes */
export function packedAll(pack, size, numbers) {
  const data = new Uint8Array(size * numbers.length);
  numbers.forEach((value, i) => data.set(pack(value, size), i * size));
  return data;
}

/** @param {Map<number, Written>} fields @returns {number} bytes that a directory takes with its values */
export function writtenSize(fields) {
  let size = 6 + 12 * fields.size;
  for (const { data } of fields.values()) if (data.length > 4) size += data.length + (data.length % 2);
  return size;
}

/** @param {Map<number, Written>} fields @param {Pack} pack @param {number} at where it stands
 *  @param {number} following where the next is (0: nowhere) @returns {Uint8Array} a directory, its values behind it */
export function written(fields, pack, at, following) {
  const entries = [];
  const values = [];
  let start = at + 6 + 12 * fields.size;
  for (const tag of [...fields.keys()].sort((one, other) => one - other)) {
    const { kind, data } = /** @type {Written} */ (fields.get(tag));
    entries.push(pack(tag, 2), pack(kind, 2), pack(data.length / SIZES[kind], 4));
    if (data.length <= 4) entries.push(data, new Uint8Array(4 - data.length));
    else {
      entries.push(pack(start, 4));
      values.push(data, new Uint8Array(data.length % 2));
      start += data.length + (data.length % 2);
    }
  }
  return joined(pack(fields.size, 2), ...entries, pack(following, 4), ...values);
}
