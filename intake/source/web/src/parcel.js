/**
 * Parcels: the files of a tip as one stream of fixed pieces under one random key (intake/protocol/parcel.py;
 * docs/protocol.md, "Parcel").
 *
 * The stream is the files' bytes one after the other, then a table (JSON), then zeros. @module
 */
import { compare, concat, hex, uint32, unhex, utf8 } from './bytes.js';
import { ProtocolError } from './errors.js';
import { field, isList, isText, isWhole, parseJson } from './json.js';
import { randomBytes } from './random.js';
import { authenticate, derive, Label, sha256 } from './suite.js';
import { checkSize, ID_SIZE, PARCEL_SIZE, SUITE } from './wire.js';

/** @typedef {import('./bytes.js').Bytes} Bytes */

export const NONCE_SIZE = 12;

/** 65,508 bytes of the stream in a parcel. */
export const PLAIN_SIZE = PARCEL_SIZE - NONCE_SIZE - 16;

export const PARCELS_LIMIT = 2 ** 20;
export const TABLE_LIMIT = 4 * 1_024 * 1_024;
export const KEY_SIZE = 32;
export const SALT_SIZE = 16;
const HASH_SIZE = 32;

/** @returns {Bytes} a stream key: 32 random bytes, for one stream only */
export function newKey() {
  return randomBytes(KEY_SIZE);
}

/**
 * A power of two up to 8, then Padmé (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication
 * with PURBs", 2019, section 4): the lowest E - S bits are rounded up, E = floor(log2 count), S = floor(log2 E) + 1.
 *
 * @param {number} count full parcels
 * @returns {number} how many are sent
 * @throws {ProtocolError} code 'too-long': more than 2^20
 */
export function paddedCount(count) {
  if (count > PARCELS_LIMIT) throw new ProtocolError('too-long');
  if (count === 0) return 0;
  if (count <= 8) return 2 ** bitLength(count - 1);
  const exponent = bitLength(count) - 1;
  const unit = 2 ** (exponent - bitLength(exponent));
  return Math.ceil(count / unit) * unit;
}

/** @param {number} number 0 to 2^32 - 1 @returns {number} */
const bitLength = (number) => 32 - Math.clz32(number);

/** @param {Uint8Array} key @param {number} index @returns {Bytes} HMAC(HKDF(key, "parcel ids"), index 4)[:16] */
export function parcelId(key, index) {
  return authenticate(derive(key, Label.PARCEL_IDS), uint32(index)).slice(0, ID_SIZE);
}

/** @param {Bytes} key @param {KeyUsage} usage */
const aesKey = (key, usage) => crypto.subtle.importKey('raw', key, 'AES-GCM', false, [usage]);

/** @param {Bytes} nonce @param {number} index */
const gcm = (nonce, index) => ({ name: 'AES-GCM', iv: nonce, additionalData: concat(Label.PARCEL, uint32(index)) });

/**
 * @param {Bytes} plain at most 65,508 bytes of stream; zeros fill it up  @param {Bytes} key  @param {number} index
 * @param {Bytes} [parcel] 65,536 bytes to write it to, so that a long sending needs no new memory for each
 * @returns {Promise<Bytes>} one parcel, 65,536 bytes
 * @throws {ProtocolError} code 'too-long'
 */
export async function sealParcel(plain, key, index, parcel = new Uint8Array(PARCEL_SIZE)) {
  if (plain.length > PLAIN_SIZE) throw new ProtocolError('too-long');
  const nonce = randomBytes(NONCE_SIZE);
  const padded = plain.length === PLAIN_SIZE ? plain : concat(plain, new Uint8Array(PLAIN_SIZE - plain.length));
  const sealed = await crypto.subtle.encrypt(gcm(nonce, index), await aesKey(key, 'encrypt'), padded);
  parcel.set(nonce);
  parcel.set(new Uint8Array(sealed), NONCE_SIZE);
  return parcel;
}

/**
 * @param {Uint8Array} untrusted 65,536 bytes  @param {Bytes} key  @param {number} index
 * @returns {Promise<Bytes>} 65,508 bytes of stream
 * @throws {ProtocolError} 'size'; 'broken-parcel': it is not this stream's parcel `index`
 */
export async function openParcel(untrusted, key, index) {
  checkSize(untrusted, PARCEL_SIZE);
  const nonce = untrusted.slice(0, NONCE_SIZE);
  try {
    const sealed = untrusted.slice(NONCE_SIZE);
    return new Uint8Array(await crypto.subtle.decrypt(gcm(nonce, index), await aesKey(key, 'decrypt'), sealed));
  } catch {
    throw new ProtocolError('broken-parcel');
  }
}

/**
 * What a letter says of the files' stream. key: 32 bytes; size: bytes of files and table; table: where the table
 * begins; tableSha256: 32 bytes.
 * @typedef {{key: Bytes, size: number, table: number, tableSha256: Bytes}} Stream
 */

/** @param {{size: number}} stream @returns {number} how many parcels hold it, the surplus not counted */
export function parcelsOf({ size }) {
  return Math.ceil(size / PLAIN_SIZE);
}

/** @param {Stream} stream the letter's form: suite, key and hash as hex, size and table as numbers */
export function streamToJson({ key, size, table, tableSha256 }) {
  return { suite: SUITE, key: hex(key), size, table, table_sha256: hex(tableSha256) };
}

/** The opposite. @param {unknown} untrusted @returns {Stream} @throws {ProtocolError} code 'broken-letter' */
export function streamFromJson(untrusted) {
  const key = unhex(field(untrusted, 'key'), KEY_SIZE);
  const tableSha256 = unhex(field(untrusted, 'table_sha256'), HASH_SIZE);
  const [size, table] = [field(untrusted, 'size'), field(untrusted, 'table')];
  const most = PARCELS_LIMIT * PLAIN_SIZE;
  if (!key || !tableSha256 || field(untrusted, 'suite') !== SUITE) throw new ProtocolError('broken-letter');
  if (!isWhole(size, 1, most) || !isWhole(table, 0, size - 1)) throw new ProtocolError('broken-letter');
  if (size - table > TABLE_LIMIT) throw new ProtocolError('broken-letter');
  return { key, size, table, tableSha256 };
}

/**
 * One row of a stream's table. name: neutral, never the original name unless the source asked for it; size: bytes sent;
 * salt: 16 random bytes; original, sent: SHA-256(salt ‖ bytes) of the untouched file and of what was sent; removed: the
 * kinds of what was taken out; cleaned: false when sent as it is, by the source's own choice; role: 'text' for a message
 * too long for its letter.
 * @typedef {{name: string, size: number, salt: Bytes, original: Bytes, sent: Bytes, removed: string[],
 *   cleaned: boolean, role: 'file' | 'text'}} FileEntry
 */

/** @param {FileEntry[]} entries @returns {Bytes} the table as UTF-8 JSON: a list of objects */
export function packTable(entries) {
  const rows = entries.map(({ name, size, salt, original, sent, removed, cleaned, role }) => {
    return { name, size, salt: hex(salt), original: hex(original), sent: hex(sent), removed, cleaned, role };
  });
  return utf8(JSON.stringify(rows));
}

/**
 * @param {Uint8Array} untrusted  @param {Stream} stream
 * @returns {FileEntry[]} the files of a stream
 * @throws {ProtocolError} code 'broken-letter': other bytes than the letter named, or it does not parse
 */
export function parseTable(untrusted, stream) {
  if (compare(sha256(untrusted), stream.tableSha256) !== 0) throw new ProtocolError('broken-letter');
  let rows;
  try {
    rows = parseJson(untrusted);
  } catch {
    throw new ProtocolError('broken-letter');
  }
  if (!isList(rows)) throw new ProtocolError('broken-letter');
  const entries = rows.map(parseEntry);
  const size = entries.reduce((sum, entry) => sum + entry.size, 0);
  if (size !== stream.table) throw new ProtocolError('broken-letter');
  return entries;
}

/** @param {unknown} row @returns {FileEntry} */
function parseEntry(row) {
  const [name, size, removed] = [field(row, 'name'), field(row, 'size'), field(row, 'removed')];
  const [cleaned, role] = [field(row, 'cleaned'), field(row, 'role')];
  const [salt, original, sent] = [
    unhex(field(row, 'salt'), SALT_SIZE),
    unhex(field(row, 'original'), HASH_SIZE),
    unhex(field(row, 'sent'), HASH_SIZE),
  ];
  if (!isText(name) || !isWhole(size, 0, Number.MAX_SAFE_INTEGER) || !salt || !original || !sent) {
    throw new ProtocolError('broken-letter');
  }
  if (!isList(removed) || !removed.every(isText) || typeof cleaned !== 'boolean') throw new ProtocolError('broken-letter');
  if (role !== 'file' && role !== 'text') throw new ProtocolError('broken-letter');
  return { name, size, salt, original, sent, removed: removed.map(String), cleaned, role };
}
