/** ZIP archives, read strictly: what the directory says must be what the members say.
 *
 *  Source: PKWARE APPNOTE 6.3.10, sections 4.3 to 4.5. @module */
import { latin, littleNumber } from '../bytes.js';
import { crc32, inflateRaw } from '../deflate.js';
import { BrokenFileError, TooComplexError } from '../errors.js';
import { decoded } from '../finding.js';
import { BLOCK, WHOLE_LIMIT, Window } from '../source.js';

/** @typedef {import('../source.js').Source} Source
 *  @typedef {import('../finding.js').Findings} Findings */

/** One file of an archive.
 *  @typedef {object} Member
 *  @property {string} name its path, or '' when it is not UTF-8
 *  @property {number} method STORED or DEFLATED
 *  @property {number} crc CRC-32 of what it holds
 *  @property {number} packed bytes in the archive
 *  @property {number} size bytes when unpacked
 *  @property {number} at where its bytes are in the archive */

const MAX_MEMBERS = 10_000;
const MAX_UNPACKED = 256 * 1024 * 1024; // bytes of all members that are unpacked into memory
const MAX_NAME = 1_000; // bytes
export const STORED = 0;
export const DEFLATED = 8;
const END = 'PK\x05\x06';
const [END_SIZE, LOCATOR_SIZE, END64_SIZE, ENTRY_SIZE, LOCAL_SIZE] = [22, 20, 56, 46, 30];
const [ENCRYPTED, STRONG, MASKED] = [1, 1 << 6, 1 << 13];
const NO_DAY = 0x21; // 1980-01-01, and midnight: what is written when there is no time
const MAX_TOLD = 3; // times that are told

/** Bytes that are in memory already, as a source. @implements {Source} */
export class BytesSource {
  /** @param {Uint8Array} data */
  constructor(data) {
    this.data = data;
    this.size = data.length;
  }

  /** @param {number} offset @param {number} length @returns {Promise<Uint8Array>} @throws {BrokenFileError} outside */
  async read(offset, length) {
    if (offset < 0 || length < 0 || offset + length > this.size) throw new BrokenFileError();
    return this.data.slice(offset, offset + length);
  }
}

/** A piece of another source, as a source. @implements {Source} */
export class Part {
  #source;

  /** @param {Source} source @param {number} at @param {number} size */
  constructor(source, at, size) {
    this.#source = source;
    this.at = at;
    this.size = size;
  }

  /** @param {number} offset @param {number} length @returns {Promise<Uint8Array>} @throws {BrokenFileError} outside */
  async read(offset, length) {
    if (offset < 0 || offset + length > this.size) throw new BrokenFileError();
    return this.#source.read(this.at + offset, length);
  }
}

/** How many bytes may still be unpacked, of one file and of all that is packed inside it. */
export class Budget {
  #left = MAX_UNPACKED;

  /** Count some bytes. @param {number} size @throws {TooComplexError} that is too many */
  take(size) {
    if (size > this.#left) throw new TooComplexError();
    this.#left -= size;
  }
}

/** Takes members out of one archive. */
export class Unpacker {
  #source;
  #budget;

  /** @param {Source} source @param {Budget} budget */
  constructor(source, budget) {
    this.#source = source;
    this.#budget = budget;
  }

  /** @param {Member} member @returns {Promise<Uint8Array>} what it holds
   *  @throws {BrokenFileError} it is not what the directory says
   *  @throws {TooComplexError} it, or all together, is too large */
  async whole(member) {
    if (member.size > WHOLE_LIMIT || member.packed > WHOLE_LIMIT) throw new TooComplexError();
    this.#budget.take(member.size);
    const packed = await this.#source.read(member.at, member.packed);
    const data = member.method === STORED ? packed : await inflateRaw(packed, member.size);
    if (!data || data.length !== member.size || crc32(data) !== member.crc) throw new BrokenFileError();
    return data;
  }

  /** @param {Member} member @returns {Promise<Part | BytesSource>} as a source: where it lies when it is stored, else
   *    unpacked; throws as `whole` */
  async part(member) {
    if (member.method !== STORED || member.size <= BLOCK) return new BytesSource(await this.whole(member));
    let crc = 0;
    for (let done = 0; done < member.size; done += 16 * BLOCK) {
      crc = crc32(await this.#source.read(member.at + done, Math.min(16 * BLOCK, member.size - done)), crc);
    }
    if (crc !== member.crc) throw new BrokenFileError();
    return new Part(this.#source, member.at, member.size);
  }
}

/** @param {Source} source @param {Findings} findings what is told by the archive itself is noted
 *  @returns {Promise<Member[]>} the files of an archive in the order of its directory
 *  @throws {BrokenFileError} it contradicts itself
 *  @throws {TooComplexError} it is encrypted, split, or has too many members */
export async function readMembers(source, findings) {
  const window = new Window(source);
  const directory = await findDirectory(window, findings);
  const { size, count, end } = directory;
  let at = directory.at;
  if (count > MAX_MEMBERS) throw new TooComplexError();
  /** @type {Member[]} */
  const members = [];
  /** @type {string[]} */
  const times = [];
  let first = end;
  for (let i = 0; i < count; i++) {
    const entry = (await window.take(at, ENTRY_SIZE)).slice();
    if (latin(entry, 0, 4) !== 'PK\x01\x02') throw new BrokenFileError();
    const [nameSize, extraSize, commentSize] = [28, 30, 32].map((place) => littleNumber(entry, place, 2));
    const tail = (await window.take(at + ENTRY_SIZE, nameSize + extraSize + commentSize)).slice();
    at += ENTRY_SIZE + tail.length;
    const name = tail.subarray(0, nameSize);
    const extra = tail.subarray(nameSize, nameSize + extraSize);
    const { member, start } = await readMember(window, entry, name, extra, end);
    first = Math.min(first, start);
    tell(entry, extra, tail.subarray(nameSize + extraSize), times, findings);
    if (name[name.length - 1] !== 0x2f) members.push(member);
    else if (member.size) throw new BrokenFileError();
  }
  if (at !== end) throw new BrokenFileError();
  if (count && first > 0) findings.add('hidden-data', `${first} B`);
  checkApart(members, end - size);
  return members;
}

/** @typedef {{ at: number, size: number, count: number, end: number }} Directory where it starts, its bytes, its
 *    entries, and where it ends */

/** @param {Window} window @param {Findings} findings @returns {Promise<Directory>} */
async function findDirectory(window, findings) {
  const tailSize = Math.min(window.size, END_SIZE + 0xffff);
  const tail = (await window.take(window.size - tailSize, tailSize)).slice();
  const text = latin(tail, 0, tail.length);
  let found = text.lastIndexOf(END);
  while (
    found >= 0 &&
    (found + END_SIZE > tail.length || found + END_SIZE + littleNumber(tail, found + 20, 2) !== tail.length)
  ) {
    found = found ? text.lastIndexOf(END, found - 1) : -1;
  }
  if (found < 0) throw new BrokenFileError();
  if (found + END_SIZE < tail.length) findings.add('text', decoded(tail.subarray(found + END_SIZE)));
  const record = tail.subarray(found, found + END_SIZE);
  const end = window.size - tailSize + found;
  const [count, size, at] = [littleNumber(record, 10, 2), littleNumber(record, 12, 4), littleNumber(record, 16, 4)];
  const here = littleNumber(record, 8, 2);
  if (count === 0xffff || here === 0xffff || size === 0xffffffff || at === 0xffffffff) return directory64(window, end);
  if (record.subarray(4, 8).some(Boolean) || here !== count) throw new TooComplexError();
  if (at + size !== end) return directory64(window, end); // a 64-bit end without need for it stands between
  return { at, size, count, end };
}

/** @param {Window} window @param {number} end @returns {Promise<Directory>} */
async function directory64(window, end) {
  const locator = (await window.take(end - LOCATOR_SIZE, LOCATOR_SIZE)).slice();
  const at = littleNumber(locator, 8, 8);
  if (latin(locator, 0, 4) !== 'PK\x06\x07' || at + END64_SIZE !== end - LOCATOR_SIZE) throw new BrokenFileError();
  const record = (await window.take(at, END64_SIZE)).slice();
  const [here, count] = [latin(record, 24, 32), latin(record, 32, 40)];
  if (latin(record, 0, 4) !== 'PK\x06\x06' || record.subarray(16, 24).some(Boolean) || here !== count) {
    throw new BrokenFileError();
  }
  const [size, start] = [littleNumber(record, 40, 8), littleNumber(record, 48, 8)];
  if (start + size !== at) throw new BrokenFileError();
  return { at: start, size, count: littleNumber(record, 32, 8), end: at };
}

/** @param {Window} window @param {Uint8Array} entry of the directory @param {Uint8Array} name @param {Uint8Array} extra
 *  @param {number} end @returns {Promise<{ member: Member, start: number }>} with where its own header starts */
async function readMember(window, entry, name, extra, end) {
  const [flags, method] = [littleNumber(entry, 8, 2), littleNumber(entry, 10, 2)];
  if (flags & (ENCRYPTED | STRONG | MASKED) || (method !== STORED && method !== DEFLATED)) throw new TooComplexError();
  const crc = littleNumber(entry, 16, 4);
  let wide = extraField(extra, 1);
  const [size, packed, start] = [24, 20, 42].map((place) => {
    const value = littleNumber(entry, place, 4);
    if (value !== 0xffffffff) return value;
    const whole = littleNumber(wide, 0, 8);
    wide = wide.subarray(8);
    return whole;
  });
  if (!name.length || name.length > MAX_NAME || name.includes(0) || (method === STORED && packed !== size)) {
    throw new BrokenFileError();
  }
  const local = (await window.take(start, LOCAL_SIZE)).slice();
  const localName = littleNumber(local, 26, 2);
  const at = start + LOCAL_SIZE + localName + littleNumber(local, 28, 2);
  if (latin(local, 0, 4) !== 'PK\x03\x04' || littleNumber(local, 8, 2) !== method || local[6] & ENCRYPTED) {
    throw new BrokenFileError();
  }
  const same = latin(await window.take(start + LOCAL_SIZE, localName), 0, localName) === latin(name, 0, name.length);
  if (!same || at + packed > end) throw new BrokenFileError();
  return { member: { name: asName(name), method, crc, packed, size, at }, start };
}

/** @param {Uint8Array} name @returns {string} or '' when it is not UTF-8 */
function asName(name) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(name);
  } catch {
    return '';
  }
}

/** @param {Uint8Array} extra @param {number} wanted @returns {Uint8Array} */
function extraField(extra, wanted) {
  let at = 0;
  while (at + 4 <= extra.length) {
    const size = littleNumber(extra, at + 2, 2);
    if (littleNumber(extra, at, 2) === wanted) return extra.subarray(at + 4, at + 4 + size);
    at += 4 + size;
  }
  return new Uint8Array(0);
}

/** Note the times, owners and comments that go.
 *  @param {Uint8Array} entry @param {Uint8Array} extra @param {Uint8Array} comment @param {string[]} times
 *  @param {Findings} findings */
function tell(entry, extra, comment, times, findings) {
  const [clock, day] = [littleNumber(entry, 12, 2), littleNumber(entry, 14, 2)];
  if ((clock || day !== NO_DAY) && times.length < MAX_TOLD) {
    /** @param {number} value */
    const two = (value) => String(value).padStart(2, '0');
    const date = `${1980 + (day >> 9)}-${two((day >> 5) & 15)}-${two(day & 31)}`;
    const told = day ? `${date} ${two(clock >> 11)}:${two((clock >> 5) & 63)}` : '';
    if (!times.includes(told)) {
      times.push(told);
      findings.add('time', told);
    }
  }
  // the numbers of the account that owned the file
  if ([0x7875, 0x7855, 0x5855].some((field) => extraField(extra, field).length)) findings.add('person');
  if (comment.length) findings.add('text', decoded(comment));
}

/** No two members share bytes, as bombs do, and none lies in the directory. @param {Member[]} members @param {number} end */
function checkApart(members, end) {
  let last = 0;
  for (const member of [...members].sort((one, other) => one.at - other.at)) {
    if (member.at < last || member.at + member.packed > end) throw new BrokenFileError();
    last = member.at + member.packed;
  }
}
