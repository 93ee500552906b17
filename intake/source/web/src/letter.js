/**
 * The letter: 8,192 bytes to one reader; and the exchange, four of them (intake/protocol/letter.py; docs/protocol.md,
 * "Letter", "Exchange"). @module
 */
import { allZero, concat, uint32, unhex, utf8, view } from './bytes.js';
import { deflate, inflate } from './deflate.js';
import { ProtocolError } from './errors.js';
import { field, isList, isText, parseJson } from './json.js';
import { streamFromJson, streamToJson } from './parcel.js';
import { randomBytes, shuffled } from './random.js';
import { Label, newSeed, Opener, publicKey, PUBLIC_KEY_SIZE, seal, SEALED_OVERHEAD, sha256 } from './suite.js';
import { checkSize, LETTER_SIZE, letterDay, LETTERS_AN_EXCHANGE, REPORTER_ID_SIZE, SUITE } from './wire.js';

/** @typedef {import('./bytes.js').Bytes} Bytes */

/**
 * What a source says. text: the message, empty when it is too long for a letter and so the first file of the stream;
 * to: the reporter ids (hex) that the source says it sent this to; stream: the files' stream, or null.
 * @typedef {{text: string, to: string[], stream: import('./parcel.js').Stream | null}} Content
 */

/**
 * What is inside a letter. pair: the key that the writer shares with this reader, 32 bytes; replyKey: 1,216 bytes; tip:
 * 16 random bytes - letters with the same pair and tip are one message sent again.
 * @typedef {{pair: Bytes, replyKey: Bytes, tip: Bytes, content: Content}} Opened
 */

const HEAD_SIZE = 5;
const PAIR_SIZE = 32;
export const TIP_SIZE = 16;
const INSIDE_SIZE = PAIR_SIZE + PUBLIC_KEY_SIZE + TIP_SIZE + 2;
export const PLAIN_SIZE = LETTER_SIZE - HEAD_SIZE - SEALED_OVERHEAD;

/** Bytes of deflated content in a letter: 5,785. */
export const ROOM = PLAIN_SIZE - INSIDE_SIZE;

/** Bytes: a letter of eight kilobytes cannot make a reader hold more than this. */
export const INFLATED_LIMIT = 256 * 1_024;

/**
 * @param {Content} content a lone surrogate in the text, which UTF-8 cannot write, becomes U+FFFD
 * @param {{spare?: number}} [o] spare: bytes that shall stay free
 * @returns {Promise<Bytes>} deflated JSON (RFC 1951, raw), at most 5,785 bytes
 * @throws {ProtocolError} code 'too-long'
 */
export async function packContent({ text, to, stream }, { spare = 0 } = {}) {
  const fields = { text: text.replace(/\p{Surrogate}/gu, '\ufffd'), to };
  const plain = utf8(JSON.stringify(stream ? { ...fields, stream: streamToJson(stream) } : fields));
  if (plain.length > INFLATED_LIMIT) throw new ProtocolError('too-long');
  const packed = await deflate(plain);
  if (packed.length > ROOM - spare) throw new ProtocolError('too-long');
  return packed;
}

/** The opposite. @param {Bytes} untrusted @returns {Promise<Content>} @throws {ProtocolError} code 'broken-letter' */
export async function parseContent(untrusted) {
  let fields;
  try {
    fields = parseJson(await inflate(untrusted, INFLATED_LIMIT));
  } catch {
    throw new ProtocolError('broken-letter');
  }
  const [text, to, stream] = [field(fields, 'text'), field(fields, 'to'), field(fields, 'stream')];
  if (!isText(text) || !isList(to)) throw new ProtocolError('broken-letter');
  if (!to.every((reporter) => unhex(reporter, REPORTER_ID_SIZE))) throw new ProtocolError('broken-letter');
  return { text, to: to.map(String), stream: stream === undefined ? null : streamFromJson(stream) };
}

/** @param {Opened} opened @returns {Promise<Bytes>} 7,051 bytes @throws {ProtocolError} code 'too-long' */
export async function packOpened({ pair, replyKey, tip, content }) {
  const packed = await packContent(content);
  const size = uint32(packed.length).subarray(2);
  const plain = new Uint8Array(PLAIN_SIZE);
  plain.set(concat(pair, replyKey, tip, size, packed));
  return plain;
}

/** The opposite. @param {Uint8Array} untrusted @returns {Promise<Opened>} @throws {ProtocolError} code 'broken-letter' */
export async function parseOpened(untrusted) {
  if (untrusted.length !== PLAIN_SIZE) throw new ProtocolError('broken-letter');
  const end = INSIDE_SIZE + view(untrusted).getUint16(INSIDE_SIZE - 2);
  if (end > PLAIN_SIZE || !allZero(untrusted.subarray(end))) throw new ProtocolError('broken-letter');
  return {
    pair: untrusted.slice(0, PAIR_SIZE),
    replyKey: untrusted.slice(PAIR_SIZE, PAIR_SIZE + PUBLIC_KEY_SIZE),
    tip: untrusted.slice(PAIR_SIZE + PUBLIC_KEY_SIZE, INSIDE_SIZE - 2),
    content: await parseContent(untrusted.slice(INSIDE_SIZE, end)),
  };
}

/** Label ‖ SHA-256(suite 1 ‖ day 4 ‖ reporter id 16). @param {number} day @param {Uint8Array} reporter id, 16 bytes */
export function letterInfo(day, reporter) {
  return concat(Label.LETTER, sha256(head(day), reporter));
}

/** @param {number} day @returns {Bytes} suite 1 ‖ day 4 */
const head = (day) => concat(Uint8Array.of(SUITE), uint32(day));

/**
 * @param {Uint8Array} plain 7,051 bytes  @param {number} day  @param {Uint8Array} reporter id, 16 bytes
 * @param {Uint8Array} dayKey the reporter's public key of that day, 1,216 bytes
 * @returns {Promise<Bytes>} one letter, 8,192 bytes
 * @throws {ProtocolError} codes 'size', 'unusable-key'
 */
export async function sealLetter(plain, day, reporter, dayKey) {
  checkSize(plain, PLAIN_SIZE);
  return concat(head(day), await seal(plain, dayKey, letterInfo(day, reporter)));
}

/**
 * A letter that nobody can open: the real code with a throw-away key, because an encapsulation is not random.
 *
 * @param {number} day @returns {Promise<Bytes>}
 */
export async function coverLetter(day) {
  const nobody = await publicKey(newSeed());
  return sealLetter(new Uint8Array(PLAIN_SIZE), day, randomBytes(REPORTER_ID_SIZE), nobody);
}

/**
 * Open a letter that may be for somebody else. No page does; the vectors and the crosswise tests do.
 *
 * @param {Uint8Array} untrusted 8,192 bytes  @param {Uint8Array} reporter id, 16 bytes
 * @param {(day: number) => Uint8Array | null} seedOf the seed of a day, 32 bytes, or null: retired or never published
 * @returns {Promise<Opened | null>} null: another reader's or cover, which is no error
 * @throws {ProtocolError} codes 'size', 'suite'; 'retired-day'; 'broken-letter': for us, and it does not parse
 */
export async function openLetter(untrusted, reporter, seedOf) {
  checkSize(untrusted, LETTER_SIZE);
  const day = letterDay(untrusted); // (1) size, suite, day
  const seed = seedOf(day); // (2) one key a day, so one try a letter
  if (seed === null) throw new ProtocolError('retired-day');
  const plain = await (await Opener.of(seed)).open(untrusted.subarray(HEAD_SIZE), letterInfo(day, reporter));
  return plain === null ? null : parseOpened(plain); // (3) inflation is bounded in there
}

/**
 * @param {Bytes[]} letters at most four  @param {number} day of the cover letters
 * @returns {Promise<Bytes>} 32,768 bytes: the letters, filled up with cover, in random order
 * @throws {ProtocolError} code 'too-long'
 */
export async function makeExchange(letters, day) {
  if (letters.length > LETTERS_AN_EXCHANGE) throw new ProtocolError('too-long');
  const four = [...letters];
  while (four.length < LETTERS_AN_EXCHANGE) four.push(await coverLetter(day));
  return concat(...shuffled(four));
}
