/** ZIP archives, written without times, owners, comments, or the name of a system.
 *
 *  What is rewritten is compressed in a way that gives the same bytes in Python and every browser (`deflater`); what is
 *  unchanged stays compressed as it was.  Source: PKWARE APPNOTE 6.3.10, section 4.3. @module */
import { bytes, joined, littlePacked } from '../bytes.js';
import { crc32 } from '../deflate.js';
import { smaller } from '../deflater.js';
import { TooComplexError } from '../errors.js';
import { planChunks, PlanBuilder } from '../plan.js';
import { BytesSource, DEFLATED, STORED } from './zipread.js';

/** @typedef {import('./zipread.js').Member} Member
 *  @typedef {import('./zipread.js').Part} Part
 *  @typedef {import('../plan.js').Plan} Plan */

const LIMIT = 0xffffffff; // bytes of an archive without 64-bit fields
const VERSION = 20;
const UTF8 = 1 << 11;
const DAY = 0x21; // 1980-01-01

/** Collects members, then the directory, as a plan over the original archive. */
export class ZipWriter {
  #plan;
  /** @type {Uint8Array[]} */
  #directory = [];
  #at = 0;

  /** @param {number} sourceSize */
  constructor(sourceSize) {
    this.#plan = new PlanBuilder(sourceSize);
  }

  /** Add a member with new bytes. @param {string} name @param {Uint8Array} data */
  addNew(name, data) {
    const packed = smaller(data);
    const shown = packed ?? data;
    this.#begin(name, packed ? DEFLATED : STORED, crc32(data), shown.length, data.length);
    this.#plan.literal(shown);
  }

  /** Add a member whose bytes are those of the original, as they lie there. @param {string} name @param {Member} member */
  addKept(name, member) {
    this.#begin(name, member.method, member.crc, member.packed, member.size);
    this.#plan.range(member.at, member.packed);
  }

  /** Add a member, from the original where it has not changed.
   *  @param {string} name @param {Member} member @param {Uint8Array} before @param {Uint8Array} after */
  add(name, member, before, after) {
    if (same(before, after)) this.addKept(name, member);
    else this.addNew(name, after);
  }

  /** Add a member by its own plan, which is over `part`.
   *  @param {string} name @param {Member} member @param {Part | BytesSource} part @param {Plan} plan */
  async addCleaned(name, member, part, plan) {
    if (part instanceof BytesSource) {
      this.add(name, member, part.data, await written(part, plan));
      return;
    }
    let crc = 0;
    for await (const chunk of planChunks(part, plan)) crc = crc32(chunk, crc);
    this.#begin(name, STORED, crc, plan.size, plan.size);
    for (const segment of plan.segments) {
      if (segment.sort === 'literal') this.#plan.literal(segment.data);
      else if (segment.sort === 'range') this.#plan.range(part.at + segment.offset, segment.length);
      else this.#plan.zeros(segment.length);
    }
  }

  /** @param {string} name @param {number} method @param {number} crc @param {number} packed @param {number} size */
  #begin(name, method, crc, packed, size) {
    const encoded = new TextEncoder().encode(name);
    if (this.#at + packed + size > LIMIT) throw new TooComplexError();
    const flags = encoded.some((byte) => byte > 0x7f) ? UTF8 : 0;
    const common = joined(
      ...[VERSION, flags, method, 0, DAY].map((value) => littlePacked(value, 2)),
      ...[crc, packed, size].map((value) => littlePacked(value, 4)),
      ...[encoded.length, 0].map((value) => littlePacked(value, 2)),
    );
    const at = littlePacked(this.#at, 4);
    this.#directory.push(joined(bytes('PK\x01\x02'), littlePacked(VERSION, 2), common, new Uint8Array(10), at, encoded));
    this.#plan.literal(joined(bytes('PK\x03\x04'), common, encoded));
    this.#at += 30 + encoded.length + packed;
  }

  /** @returns {Plan} */
  build() {
    const directory = joined(...this.#directory);
    if (this.#at + directory.length > LIMIT) throw new TooComplexError();
    const count = littlePacked(this.#directory.length, 2);
    const where = joined(littlePacked(directory.length, 4), littlePacked(this.#at, 4));
    this.#plan.literal(directory);
    this.#plan.literal(joined(bytes('PK\x05\x06\0\0\0\0'), count, count, where, new Uint8Array(2)));
    return this.#plan.build();
  }
}

/** @param {import('../source.js').Source} source @param {Plan} plan @returns {Promise<Uint8Array>} */
export async function written(source, plan) {
  const chunks = [];
  for await (const chunk of planChunks(source, plan)) chunks.push(chunk);
  return joined(...chunks);
}

/** @param {Uint8Array} one @param {Uint8Array} other @returns {boolean} whether they are byte for byte the same */
export const same = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);
