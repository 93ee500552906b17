/**
 * Suite 1 and the one table of labels (intake/protocol/suite.py; docs/protocol.md, "Primitives").
 *
 * HPKE (RFC 9180) base mode, single shot: KEM MLKEM768-X25519 (X-Wing, 0x647a), HKDF-SHA256, AES-256-GCM.
 * Public keys have 1,216 bytes, encapsulations 1,120, and a sealed text is 1,136 bytes longer than the text. @module
 */
import { AEAD_AES_256_GCM, CipherSuite, KDF_HKDF_SHA256 } from 'hpke';
import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { sha3_256, shake256 } from '@noble/hashes/sha3.js';
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js';
import { concat, utf8 } from './bytes.js';
import { x25519, x25519Public } from './curve.js';
import { ProtocolError } from './errors.js';
import { randomBytes } from './random.js';

/** @typedef {import('./bytes.js').Bytes} Bytes */

export const SEED_SIZE = 32;
export const PUBLIC_KEY_SIZE = 1_216;
export const ENCAPSULATION_SIZE = 1_120;
export const TAG_SIZE = 16;
export const SEALED_OVERHEAD = ENCAPSULATION_SIZE + TAG_SIZE;

const MLKEM_SEED_SIZE = 64;
const MLKEM_PUBLIC_SIZE = 1_184;
const MLKEM_CIPHERTEXT_SIZE = 1_088;
const XWING_LABEL = utf8('\\.//^\\');

/** @param {string} text @returns {Bytes} the text and one zero byte, which makes the table prefix-free */
const label = (text) => utf8(`asterism/1 ${text}\0`);

/** What a key, a MAC or a signature is for: one label a use. Those of bundles, outboxes and cards never reach a page. */
export const Label = Object.freeze({
  MASTER_SALT: label('master salt'),
  REPLY_KEY: label('reply key'),
  PAIR: label('pair'),
  MEET_SOURCE: label('meet source'),
  MEET_REPORTER: label('meet reporter'),
  PSEUDONYM: label('pseudonym'),
  LETTER: label('letter'),
  PARCEL: label('parcel'),
  PARCEL_IDS: label('parcel ids'),
  REPLY: label('reply'),
  REPLY_MAC: label('reply mac'),
  TAG: label('tag'),
  KEY_RECORD: label('key record'),
  BOARD: label('board'),
});

/** @param {...Uint8Array} parts @returns {Bytes} SHA-256 of them one after the other, 32 bytes */
export function sha256(...parts) {
  const hash = nobleSha256.create();
  for (const part of parts) hash.update(part);
  return Uint8Array.from(hash.digest());
}

/** @returns {{update(part: Uint8Array): unknown, digest(): Uint8Array}} a SHA-256 that is fed piece by piece */
export function runningSha256() {
  return nobleSha256.create();
}

/**
 * HKDF-SHA256 (RFC 5869), no salt, info = label ‖ context.
 *
 * @param {Uint8Array} key  @param {Uint8Array} use a label  @param {Uint8Array} [context]  @param {number} [size] bytes
 * @returns {Bytes}
 */
export function derive(key, use, context = new Uint8Array(0), size = 32) {
  return Uint8Array.from(hkdf(nobleSha256, key, undefined, concat(use, context), size));
}

/** HMAC-SHA256 (RFC 2104). @param {Uint8Array} key @param {Uint8Array} message @returns {Bytes} 32 bytes */
export function authenticate(key, message) {
  return Uint8Array.from(hmac(nobleSha256, key, message));
}

/** @returns {Bytes} 32 random bytes: an X-Wing private key */
export function newSeed() {
  return randomBytes(SEED_SIZE);
}

/**
 * A key as the library wants to see it. Public: `bytes`; private: both halves and X25519's public key.
 * @typedef {{algorithm: {name: string}, extractable: boolean, type: string, bytes?: Bytes, halves?: Halves}} XWingKey
 * @typedef {{mlkem: Uint8Array, curve: Bytes, curvePublic: Bytes}} Halves
 */

const ALGORITHM = Object.freeze({ name: 'MLKEM768-X25519' });

/** X-Wing, draft-connolly-cfrg-xwing-kem, section 5.2. @param {Uint8Array} seed 32 bytes */
async function expand(seed) {
  if (seed.length !== SEED_SIZE) throw new ProtocolError('size');
  const expanded = Uint8Array.from(shake256(seed, { dkLen: 96 }));
  const { publicKey: mlkemPublic, secretKey: mlkem } = ml_kem768.keygen(expanded.slice(0, MLKEM_SEED_SIZE));
  const curve = expanded.slice(MLKEM_SEED_SIZE);
  const curvePublic = await x25519Public(curve);
  return { halves: { mlkem, curve, curvePublic }, publicBytes: concat(mlkemPublic, curvePublic) };
}

/** Section 5.3. @param {Uint8Array} mlkem @param {Uint8Array} curve @param {Uint8Array} sent @param {Uint8Array} to */
const combine = (mlkem, curve, sent, to) => Uint8Array.from(sha3_256(concat(mlkem, curve, sent, to, XWING_LABEL)));

/** @returns {never} */
const unused = () => {
  throw new ProtocolError('broken');
};

/** X-Wing over noble's ML-KEM-768 and `curve.js`, as the library takes it. @returns {import('hpke').KEM<XWingKey>} */
const xwing = () => ({
  type: 'KEM',
  id: 0x647a,
  name: ALGORITHM.name,
  Nsecret: 32,
  Nenc: ENCAPSULATION_SIZE,
  Npk: PUBLIC_KEY_SIZE,
  Nsk: SEED_SIZE,
  GenerateKeyPair: unused,
  DeriveKeyPair: unused,
  SerializePublicKey: unused,
  SerializePrivateKey: unused,
  async DeserializePublicKey(bytes) {
    return { algorithm: ALGORITHM, extractable: true, type: 'public', bytes: Uint8Array.from(bytes) };
  },
  async DeserializePrivateKey(seed) {
    const { halves } = await expand(seed);
    return { algorithm: ALGORITHM, extractable: false, type: 'private', halves };
  },
  async Encap({ bytes }) {
    const to = /** @type {Bytes} */ (bytes);
    const point = to.slice(MLKEM_PUBLIC_SIZE);
    const { cipherText, sharedSecret } = ml_kem768.encapsulate(to.slice(0, MLKEM_PUBLIC_SIZE));
    const ephemeral = randomBytes(32);
    const sent = await x25519Public(ephemeral);
    const shared = await x25519(ephemeral, point);
    return { enc: concat(cipherText, sent), shared_secret: combine(sharedSecret, shared, sent, point) };
  },
  async Decap(encapsulation, { halves }) {
    const { mlkem, curve, curvePublic } = /** @type {Halves} */ (halves);
    const sent = Uint8Array.from(encapsulation.subarray(MLKEM_CIPHERTEXT_SIZE));
    const secret = ml_kem768.decapsulate(encapsulation.slice(0, MLKEM_CIPHERTEXT_SIZE), mlkem);
    return combine(secret, await x25519(curve, sent), sent, curvePublic);
  },
});

const hpke = new CipherSuite(xwing, KDF_HKDF_SHA256, AEAD_AES_256_GCM);

/** @param {Uint8Array} seed 32 bytes @returns {Promise<Bytes>} 1,216: ML-KEM-768's 1,184 bytes, then X25519's 32 */
export async function publicKey(seed) {
  return (await expand(seed)).publicBytes;
}

/**
 * RFC 9180, section 6.1, SealBase, no associated data.
 *
 * @param {Uint8Array} plain  @param {Uint8Array} to 1,216 bytes  @param {Uint8Array} info
 * @returns {Promise<Bytes>} encapsulation ‖ ciphertext: 1,136 bytes more than `plain`
 * @throws {ProtocolError} code 'unusable-key': `to` is no X-Wing public key
 */
export async function seal(plain, to, info) {
  if (to.length !== PUBLIC_KEY_SIZE) throw new ProtocolError('unusable-key');
  try {
    const { encapsulatedSecret, ciphertext } = await hpke.Seal(await hpke.DeserializePublicKey(to), plain, { info });
    return concat(encapsulatedSecret, ciphertext);
  } catch {
    throw new ProtocolError('unusable-key');
  }
}

/** Opens what was sealed to one seed; keeps the expanded key, so that trying many texts is cheap. */
export class Opener {
  /** @type {XWingKey} */
  #key;

  /** @param {XWingKey} key */
  constructor(key) {
    this.#key = key;
  }

  /** @param {Uint8Array} seed 32 bytes @returns {Promise<Opener>} @throws {ProtocolError} code 'size' */
  static async of(seed) {
    if (seed.length !== SEED_SIZE) throw new ProtocolError('size');
    return new Opener(await hpke.DeserializePrivateKey(seed));
  }

  /**
   * @param {Uint8Array} untrusted  @param {Uint8Array} info
   * @returns {Promise<Bytes | null>} null: sealed to another key, under another info, or altered - which cannot be told
   */
  async open(untrusted, info) {
    if (untrusted.length < SEALED_OVERHEAD) return null;
    const encapsulation = untrusted.slice(0, ENCAPSULATION_SIZE);
    try {
      return Uint8Array.from(await hpke.Open(this.#key, encapsulation, untrusted.slice(ENCAPSULATION_SIZE), { info }));
    } catch {
      return null;
    }
  }
}
