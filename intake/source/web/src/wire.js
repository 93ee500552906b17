/**
 * Sizes, ids and layouts of what crosses the wire (intake/protocol/wire.py; docs/protocol.md, "Sizes").
 *
 * A day is the number of whole days since 1970-01-01 UTC. @module
 */
import { compare, hex, view } from './bytes.js';
import { ProtocolError } from './errors.js';

export const SUITE = 1;
export const SECONDS_A_DAY = 86_400;

export const LETTER_SIZE = 8_192;
export const LETTERS_AN_EXCHANGE = 4;
export const EXCHANGE_SIZE = LETTER_SIZE * LETTERS_AN_EXCHANGE;
export const PARCEL_SIZE = 65_536;
export const REPLY_SIZE = 4_096;
export const REPLIES_A_GROUP = 8;
export const GROUP_SIZE = REPLY_SIZE * REPLIES_A_GROUP;
export const KEY_RECORD_SIZE = 1_301;
export const TAG_SIZE = 6;
export const ID_SIZE = 16;
export const REPORTER_ID_SIZE = 16;
export const REPLY_DAYS = 120;

const LETTER_HEAD_SIZE = 5;
const BOARD_HEAD_SIZE = 15;
const CLOSING_SIZE = 20;
const SECTION_HEAD_SIZE = 12;
export const BOARD_SIGNATURE_SIZE = 32 + 64;

/** @param {number} seconds POSIX time @returns {number} its day */
export function dayOf(seconds) {
  return Math.floor(seconds / SECONDS_A_DAY);
}

/**
 * @template {Uint8Array} T
 * @param {T} untrusted  @param {number} size bytes
 * @returns {T} the same
 * @throws {ProtocolError} code 'size'
 */
export function checkSize(untrusted, size) {
  if (untrusted.length !== size) throw new ProtocolError('size');
  return untrusted;
}

/**
 * @param {Uint8Array} untrusted a letter's head, 5 bytes or more
 * @returns {number} its day
 * @throws {ProtocolError} codes 'size', 'suite'
 */
export function letterDay(untrusted) {
  if (untrusted.length < LETTER_HEAD_SIZE) throw new ProtocolError('size');
  if (untrusted[0] !== SUITE) throw new ProtocolError('suite');
  return view(untrusted).getUint32(1);
}

/**
 * @param {Uint8Array} untrusted one day's file
 * @returns {Map<string, Uint8Array>} its key records by reporter id (hex), in the file's order
 * @throws {ProtocolError} 'size': not a whole number of records; 'broken': not in ascending order of id, each once
 */
export function splitKeyRecords(untrusted) {
  if (untrusted.length % KEY_RECORD_SIZE !== 0) throw new ProtocolError('size');
  const records = new Map();
  let last = '';
  for (let at = 0; at < untrusted.length; at += KEY_RECORD_SIZE) {
    const record = untrusted.subarray(at, at + KEY_RECORD_SIZE);
    const reporter = hex(record.subarray(5, 5 + REPORTER_ID_SIZE));
    if (reporter <= last) throw new ProtocolError('broken');
    records.set(reporter, record);
    last = reporter;
  }
  return records;
}

/**
 * One trip's replies on the board.
 * @typedef {{number: number, day: number, tags: Uint8Array[]}} Section tags: 6 bytes each, ascending
 */

/**
 * A board's content; `closings`: each reporter's (id in hex) closing day; sections by number.
 * @typedef {{number: number, day: number, closings: Map<string, number>, sections: Section[]}} Board
 */

/** @param {Section} section @returns {number} how many groups of eight replies it has */
export function groupsOf(section) {
  return section.tags.length / REPLIES_A_GROUP;
}

/**
 * The content of a signed board, its signature unchecked (`board.js` checks it).
 *
 * @param {Uint8Array} untrusted
 * @returns {Board}
 * @throws {ProtocolError} codes 'board', 'suite'
 */
export function parseBoard(untrusted) {
  if (untrusted.length < BOARD_SIGNATURE_SIZE + BOARD_HEAD_SIZE) throw new ProtocolError('board');
  const body = untrusted.subarray(0, untrusted.length - BOARD_SIGNATURE_SIZE);
  const bytes = view(body);
  if (body[0] !== SUITE) throw new ProtocolError('suite');
  const number = bytes.getBigUint64(1);
  if (number > BigInt(Number.MAX_SAFE_INTEGER)) throw new ProtocolError('board'); // a board a second would need 10^8 years
  const count = bytes.getUint16(13);
  const start = BOARD_HEAD_SIZE + count * CLOSING_SIZE;
  if (body.length < start) throw new ProtocolError('board');
  const closings = new Map();
  let last = '';
  for (let at = BOARD_HEAD_SIZE; at < start; at += CLOSING_SIZE) {
    const reporter = hex(body.subarray(at, at + REPORTER_ID_SIZE));
    if (reporter <= last) throw new ProtocolError('board');
    closings.set(reporter, bytes.getUint32(at + REPORTER_ID_SIZE));
    last = reporter;
  }
  return { number: Number(number), day: bytes.getUint32(9), closings, sections: parseSections(body, start) };
}

/** @param {Uint8Array} body @param {number} at @returns {Section[]} */
function parseSections(body, at) {
  const bytes = view(body);
  /** @type {Section[]} */
  const sections = [];
  while (at < body.length) {
    if (body.length < at + SECTION_HEAD_SIZE) throw new ProtocolError('board');
    const [number, day, count] = [bytes.getUint32(at), bytes.getUint32(at + 4), bytes.getUint32(at + 8)];
    at += SECTION_HEAD_SIZE;
    const end = at + count * TAG_SIZE;
    if (count === 0 || count % REPLIES_A_GROUP !== 0 || end > body.length) throw new ProtocolError('board');
    const tags = Array.from({ length: count }, (_, k) => body.subarray(at + k * TAG_SIZE, at + (k + 1) * TAG_SIZE));
    if (tags.some((tag, k) => k > 0 && compare(tags[k - 1], tag) > 0)) throw new ProtocolError('board');
    const before = sections.at(-1);
    if (before && before.number >= number) throw new ProtocolError('board');
    sections.push({ number, day, tags });
    at = end;
  }
  return sections;
}
