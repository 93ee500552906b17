/**
 * Files as one stream of parcels, read and sealed only when they are wanted, so that a video of gigabytes needs the
 * memory of a few parcels (docs/protocol.md, "Parcel"). The table, which tells the hashes, comes after the bytes. @module
 */
import { planChunks } from './clean/plan.js';
import { ProtocolError } from './errors.js';
import { newKey, packTable, paddedCount, parcelId, parcelsOf, sealParcel } from './parcel.js';
import { PLAIN_SIZE, SALT_SIZE, TABLE_LIMIT } from './parcel.js';
import { randomBytes } from './random.js';
import { runningSha256, sha256 } from './suite.js';

/** @typedef {import('./bytes.js').Bytes} Bytes */
/** @typedef {import('./clean/source.js').Source} Source */
/** @typedef {import('./clean/plan.js').Plan} Plan */
/** @typedef {import('./parcel.js').FileEntry} FileEntry */

/**
 * A file on its way. plan: how it is written without its traces, or null: as it is.
 * @typedef {{name: string, source: Source, plan: Plan | null, removed: string[], cleaned: boolean,
 *   role: 'file' | 'text'}} Outgoing
 */

/** A parcel: its id, and the 65,536 bytes that are sent until they have arrived. @typedef {{id: Bytes, body: Bytes}} Sealed */

const READ_AT_ONCE = 1_024 * 1_024;
const NO_HASH = new Uint8Array(32);

/** The files of one tip under one key. */
export class OutgoingStream {
  #key = newKey();
  #files;
  /** @type {FileEntry[]} */
  #entries;
  /** @type {Bytes | null} */
  #tableSha256 = null;
  /** @type {Bytes[]} parcels that have arrived: their memory is written to again */
  #spare = [];
  #table;
  #size;

  /**
   * @param {Outgoing[]} files
   * @throws {ProtocolError} code 'too-long': more than 2^20 parcels, or a table of more than 4 MiB
   */
  constructor(files) {
    this.#files = files;
    this.#entries = files.map(({ name, source, plan, removed, cleaned, role }) => {
      const size = plan ? plan.size : source.size;
      return { name, size, salt: randomBytes(SALT_SIZE), original: NO_HASH, sent: NO_HASH, removed, cleaned, role };
    });
    // hashes have one length, so the table's is known before they are
    const tableSize = packTable(this.#entries).length;
    if (tableSize > TABLE_LIMIT) throw new ProtocolError('too-long');
    this.#table = this.#entries.reduce((sum, entry) => sum + entry.size, 0);
    this.#size = this.#table + tableSize;
    /** How many parcels are sent, the surplus included. */
    this.count = paddedCount(parcelsOf({ size: this.#size }));
  }

  /** @returns {import('./parcel.js').Stream} what the letter says; the hash is zeros until all was read */
  get described() {
    return { key: this.#key, size: this.#size, table: this.#table, tableSha256: this.#tableSha256 ?? NO_HASH };
  }

  /**
   * @returns {AsyncGenerator<Sealed, void>} all parcels in order, each sealed when it is asked for
   * @throws {import('./clean/errors.js').CleanError} a file was changed or taken away in the meantime
   */
  async *parcels() {
    let index = 0;
    const piece = new Uint8Array(PLAIN_SIZE);
    let filled = 0;
    for await (const chunk of this.#bytes()) {
      for (let at = 0; at < chunk.length; ) {
        const taken = Math.min(chunk.length - at, PLAIN_SIZE - filled);
        piece.set(chunk.subarray(at, at + taken), filled);
        at += taken;
        filled += taken;
        if (filled < PLAIN_SIZE) continue;
        yield this.#seal(piece, index);
        index += 1;
        filled = 0;
      }
    }
    // the last piece, then the surplus: zeros, sealed like all else
    for (; index < this.count; index += 1) {
      yield this.#seal(piece.fill(0, filled), index);
      filled = 0;
    }
  }

  /** A parcel has arrived, and its bytes are not needed any more. @param {Sealed} parcel */
  reuse({ body }) {
    this.#spare.push(body);
  }

  /** @param {Bytes} piece @param {number} index @returns {Promise<Sealed>} */
  async #seal(piece, index) {
    return { id: parcelId(this.#key, index), body: await sealParcel(piece, this.#key, index, this.#spare.pop()) };
  }

  /** @returns {AsyncGenerator<Uint8Array, void>} the files' bytes, then the table */
  async *#bytes() {
    for (const [at, { source, plan }] of this.#files.entries()) yield* this.#fileBytes(this.#entries[at], source, plan);
    const table = packTable(this.#entries);
    this.#tableSha256 = sha256(table);
    yield table;
  }

  /**
   * @param {FileEntry} entry  @param {Source} source  @param {Plan | null} plan
   * @returns {AsyncGenerator<Uint8Array, void>}
   */
  async *#fileBytes(entry, source, plan) {
    const sent = runningSha256();
    sent.update(entry.salt);
    const original = plan ? new Hashing(source, entry.salt) : null;
    for await (const chunk of plan ? planChunks(source, plan) : wholeChunks(source)) {
      sent.update(chunk);
      await original?.advance(chunk.length);
      yield chunk;
    }
    entry.sent = Uint8Array.from(sent.digest());
    entry.original = original ? await original.finish() : entry.sent;
  }
}

/** SHA-256 of an untouched file, read along with what is sent of it, so that neither waits for the other. */
class Hashing {
  #hash = runningSha256();
  #read = 0;
  #wanted = 0;
  #source;

  /** @param {Source} source @param {Bytes} salt */
  constructor(source, salt) {
    this.#source = source;
    this.#hash.update(salt);
  }

  /** @param {number} size bytes that were sent since the last call */
  async advance(size) {
    this.#wanted += size;
    while (this.#read + READ_AT_ONCE <= Math.min(this.#wanted, this.#source.size)) await this.#step();
  }

  /** @returns {Promise<Bytes>} 32 bytes, once the rest is read */
  async finish() {
    while (this.#read < this.#source.size) await this.#step();
    return Uint8Array.from(this.#hash.digest());
  }

  async #step() {
    const size = Math.min(READ_AT_ONCE, this.#source.size - this.#read);
    this.#hash.update(await this.#source.read(this.#read, size));
    this.#read += size;
  }
}

/** @param {Source} source @returns {AsyncGenerator<Uint8Array, void>} */
async function* wholeChunks(source) {
  for (let at = 0; at < source.size; at += READ_AT_ONCE) {
    yield await source.read(at, Math.min(READ_AT_ONCE, source.size - at));
  }
}
