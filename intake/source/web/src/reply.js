/** The reply: 4,096 bytes to one source, found by its tag (intake/protocol/reply.py; docs/protocol.md, "Reply"). @module */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { allZero, concat, equal, hex, uint32, utf8, view } from './bytes.js';
import { deflate, inflate } from './deflate.js';
import { ProtocolError } from './errors.js';
import { authenticate, derive, Label, Opener, publicKey, seal, SEALED_OVERHEAD, sha256 } from './suite.js';
import { checkSize, REPLY_DAYS, REPLY_SIZE, SUITE, TAG_SIZE } from './wire.js';

/** @typedef {import('./bytes.js').Bytes} Bytes */

const INSIDE_SIZE = 11;
export const MAC_SIZE = 32;
export const PLAIN_SIZE = REPLY_SIZE - 1 - SEALED_OVERHEAD;
export const CONTENT_SIZE = PLAIN_SIZE - MAC_SIZE;

/** Bytes of deflated text in a reply: 2,916. */
export const ROOM = CONTENT_SIZE - INSIDE_SIZE;

export const INFLATED_LIMIT = 64 * 1_024;

/** Replies to one source from one reporter under one closing day. */
export const ORDINALS = 4;

/** What became of a tip, as the reporter says. */
export const State = Object.freeze({ OPENED: 1, BEING_READ: 2, TELL_US_MORE: 3, NOT_FOR_US: 4, PUBLISHED: 5 });

/**
 * What a reply says. number: running for this pair, from 1; a gap shows that one is missing; letters: how many letters
 * of this source the reporter has received so far; state: a number of {@link State}.
 * @typedef {{number: number, letters: number, state: number, text: string}} Answer
 */

/** @param {Answer} answer @returns {Promise<Bytes>} 2,927 bytes @throws {ProtocolError} code 'too-long' */
export async function packAnswer({ number, letters, state, text }) {
  const plain = utf8(text);
  const packed = plain.length > INFLATED_LIMIT ? null : await deflate(plain);
  if (packed === null || packed.length > ROOM) throw new ProtocolError('too-long');
  const content = new Uint8Array(CONTENT_SIZE);
  const size = uint32(packed.length).subarray(2);
  content.set(concat(uint32(number), uint32(letters), Uint8Array.of(state), size, packed));
  return content;
}

/** The opposite. @param {Uint8Array} untrusted @returns {Promise<Answer>} @throws {ProtocolError} code 'broken-reply' */
export async function parseAnswer(untrusted) {
  if (untrusted.length !== CONTENT_SIZE) throw new ProtocolError('broken-reply');
  const bytes = view(untrusted);
  const end = INSIDE_SIZE + bytes.getUint16(9);
  const state = untrusted[8];
  if (end > CONTENT_SIZE || !allZero(untrusted.subarray(end))) throw new ProtocolError('broken-reply');
  if (state < State.OPENED || state > State.PUBLISHED) throw new ProtocolError('broken-reply');
  try {
    const plain = await inflate(untrusted.slice(INSIDE_SIZE, end), INFLATED_LIMIT);
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(plain);
    return { number: bytes.getUint32(0), letters: bytes.getUint32(4), state, text };
  } catch {
    throw new ProtocolError('broken-reply');
  }
}

/** @param {number} day @param {number} ordinal @returns {Bytes} what a tag authenticates: day 4 ‖ ordinal 1 */
const tagMessage = (day, ordinal) => concat(uint32(day), Uint8Array.of(ordinal));

/**
 * @param {Uint8Array} pair 32 bytes
 * @param {number} day the closing day of the last bundle that the reporter's machine imported
 * @param {number} ordinal 0 to 3
 * @returns {Bytes} 6 bytes: HMAC(HKDF(pair, "tag"), day 4 ‖ ordinal 1)[:6]
 */
export function replyTag(pair, day, ordinal) {
  return authenticate(derive(pair, Label.TAG), tagMessage(day, ordinal)).slice(0, TAG_SIZE);
}

/** A tag that a source may find: whose (id in hex), of which closing day, which of the four.
 * @typedef {{reporter: string, day: number, ordinal: number}} Expected */

/**
 * @param {Iterable<[string, Uint8Array]>} pairs reporter id (hex) and pair key
 * @param {number} today days run from 120 before it to it, 4 ordinals each
 * @returns {Map<string, Expected>} by tag in hex
 */
export function expectedTags(pairs, today) {
  const expected = new Map();
  for (const [reporter, pair] of pairs) {
    const keyed = hmac.create(nobleSha256, derive(pair, Label.TAG)); // half of an HMAC's work, done once a pair
    for (let day = Math.max(0, today - REPLY_DAYS); day <= today; day += 1) {
      for (let ordinal = 0; ordinal < ORDINALS; ordinal += 1) {
        const tag = keyed.clone().update(tagMessage(day, ordinal)).digest();
        expected.set(hex(tag.subarray(0, TAG_SIZE)), { reporter, day, ordinal });
      }
    }
  }
  return expected;
}

/** HPKE's info: label ‖ SHA-256(reporter id 16 ‖ tag 6). @param {Uint8Array} reporter @param {Uint8Array} tag */
export function replyInfo(reporter, tag) {
  return concat(Label.REPLY, sha256(reporter, tag));
}

/** @param {Uint8Array} pair @param {Uint8Array} info @param {Uint8Array} replyKey @param {Uint8Array} content */
function mac(pair, info, replyKey, content) {
  return authenticate(derive(pair, Label.REPLY_MAC), concat(info, replyKey, content));
}

/**
 * No page seals replies; the crosswise tests do.
 *
 * @param {Answer} answer  @param {Uint8Array} pair  @param {Uint8Array} replyKey  @param {Uint8Array} reporter
 * @param {Uint8Array} tag
 * @returns {Promise<Bytes>} 4,096 bytes: suite 1 ‖ HPKE(reply public key; MAC 32 ‖ content)
 * @throws {ProtocolError} codes 'too-long', 'unusable-key'
 */
export async function sealReply(answer, pair, replyKey, reporter, tag) {
  const [info, content] = [replyInfo(reporter, tag), await packAnswer(answer)];
  const plain = concat(mac(pair, info, replyKey, content), content);
  return concat(Uint8Array.of(SUITE), await seal(plain, replyKey, info));
}

/**
 * Open the reply that stands under one of our tags.
 *
 * @param {Uint8Array} untrusted 4,096 bytes  @param {Uint8Array} seed the source's reply seed, 32 bytes
 * @param {Uint8Array} pair the key shared with `reporter`  @param {Uint8Array} reporter id, 16 bytes
 * @param {Uint8Array} tag 6 bytes
 * @returns {Promise<Answer | null>} null: another source's reply under a tag that collides with ours (one in 2^48)
 * @throws {ProtocolError} 'size', 'suite'; 'broken-reply': sealed to us, but not by this reporter, or damaged
 */
export async function openReply(untrusted, seed, pair, reporter, tag) {
  checkSize(untrusted, REPLY_SIZE);
  if (untrusted[0] !== SUITE) throw new ProtocolError('suite');
  const info = replyInfo(reporter, tag);
  const plain = await (await Opener.of(seed)).open(untrusted.subarray(1), info);
  if (plain === null) return null;
  const [claimed, content] = [plain.subarray(0, MAC_SIZE), plain.subarray(MAC_SIZE)];
  const genuine = plain.length === PLAIN_SIZE && equal(claimed, mac(pair, info, await publicKey(seed), content));
  if (!genuine) throw new ProtocolError('broken-reply');
  return parseAnswer(content);
}
