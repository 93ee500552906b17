/**
 * All that a source needs, from its code alone (intake/protocol/source.py; docs/protocol.md, "What derives from the
 * code"). @module
 */
import { argon2idAsync } from '@noble/hashes/argon2.js';
import { uint32, utf8, view } from './bytes.js';
import { derive, Label, publicKey, sha256 } from './suite.js';

/** @typedef {import('./bytes.js').Bytes} Bytes */
/** @typedef {import('./code.js').Code} Code */

export const MEMORY_KIB = 8 * 1_024;
export const PASSES = 1;

/**
 * Argon2id (RFC 9106; 8 MiB, 1 pass, 1 lane) of the 27 digits. The salt is SHA-256(label ‖ SHA-256(root version 1 as
 * published)), so that a code is another person at every newsroom; the 87 random bits protect, not the stretching.
 *
 * @param {Code} code  @param {Uint8Array} rootOneSha256 32 bytes
 * @returns {Promise<Bytes>} 32 bytes; it lets the page breathe while it works
 */
export async function masterKey(code, rootOneSha256) {
  const salt = sha256(Label.MASTER_SALT, rootOneSha256);
  return Uint8Array.from(await argon2idAsync(utf8(code.digits), salt, { t: PASSES, m: MEMORY_KIB, p: 1, dkLen: 32 }));
}

/** What a code makes of a source at one newsroom. Build it with {@link Identity.of}. */
export class Identity {
  /** @type {Bytes} */
  #master;

  /** @param {Bytes} master 32 bytes  @param {Bytes} replySeed 32 bytes  @param {Bytes} replyKey 1,216 bytes */
  constructor(master, replySeed, replyKey) {
    this.#master = master;
    /** The X-Wing seed that answers are opened with, 32 bytes. */
    this.replySeed = replySeed;
    /** The X-Wing public key that answers are sealed to, 1,216 bytes. */
    this.replyKey = replyKey;
  }

  /** @param {Code} code  @param {Uint8Array} rootOneSha256 32 bytes  @returns {Promise<Identity>} */
  static async of(code, rootOneSha256) {
    const master = await masterKey(code, rootOneSha256);
    const seed = derive(master, Label.REPLY_KEY);
    return new Identity(master, seed, await publicKey(seed));
  }

  /**
   * @param {Uint8Array} reporter id, 16 bytes
   * @returns {Bytes} the key that this source shares with the reporter, 32 bytes; who has it is the contact
   */
  pair(reporter) {
    return derive(this.#master, Label.PAIR, reporter);
  }
}

/**
 * Six digits that one side reads out on another channel to prove that it wrote: the first 8 bytes of the derived key
 * as a big-endian number, modulo 10^6.
 *
 * @param {Uint8Array} pair 32 bytes  @param {number} day  @param {{source: boolean}} whose the source's or the reporter's
 * @returns {string}
 */
export function meetNumber(pair, day, { source }) {
  const drawn = derive(pair, source ? Label.MEET_SOURCE : Label.MEET_REPORTER, uint32(day), 8);
  return String(view(drawn).getBigUint64(0) % 1_000_000n).padStart(6, '0');
}
