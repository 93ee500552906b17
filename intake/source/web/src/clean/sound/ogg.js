/** Ogg with Vorbis, Opus, Speex, FLAC or Theora: headers of comments are emptied, streams get the numbers 1, 2, 3...
 *
 *  Pages of sound and picture keep their content and their places in time; their headers are written again, since the
 *  serial number of a stream is drawn at random by the program that made it, often from the clock. Skeleton streams go.
 *  Source: RFC 3533; sound/oggcodecs.js. @module */
import { joined, latin, littlePacked, startsWith } from '../bytes.js';
import { BrokenFileError, TooComplexError } from '../errors.js';
import { Findings } from '../finding.js';
import { PlanBuilder } from '../plan.js';
import { codecOf, headerCount, SKELETON } from './oggcodecs.js';
import { CONTINUED, findPage, FIRST, MAGIC, paginate, readPage, sealed } from './oggpages.js';
import { Window } from '../source.js';

/** @typedef {import('./oggpages.js').Page} Page */

/** One logical stream while it is read.
 *  @typedef {object} Stream
 *  @property {import('./oggcodecs.js').Codec} codec
 *  @property {Uint8Array} serial the new one
 *  @property {number} wanted packets of headers behind the first
 *  @property {Uint8Array[]} packets of headers, so far
 *  @property {Uint8Array[]} parts of a packet that goes on
 *  @property {boolean} goesOn
 *  @property {number | null} shift what is added to numbers of pages, once the headers are done */

const MAX_STREAMS = 1000;
const MAX_HEADERS = 32 * 1024 * 1024; // bytes of all packets of headers
const MAX_PAGES = 1_000_000;

/** Plan an Ogg file. @param {import('../source.js').Source} source @returns {Promise<import('../cleaned.js').Cleaned>}
 *  @throws {BrokenFileError} among others, the checksum of a page   @throws {TooComplexError} a codec we don't know */
export async function cleanOgg(source) {
  return new Cleaner(source).cleaned();
}

class Cleaner {
  #window;
  #plan;
  #findings = new Findings();
  /** @type {Map<string, Stream | null>} by the old serial; null: it goes */
  #streams = new Map();
  /** @type {Set<string>} */
  #codecs = new Set();
  #count = 0;
  #headerBytes = 0;

  /** @param {import('../source.js').Source} source */
  constructor(source) {
    this.#window = new Window(source);
    this.#plan = new PlanBuilder(source.size);
  }

  async cleaned() {
    let [at, lost, pages] = [0, 0, 0];
    while (at < this.#window.size) {
      if (pages++ === MAX_PAGES) throw new TooComplexError();
      if (latin(await this.#window.take(at, Math.min(4, this.#window.size - at)), 0, 4) !== MAGIC) {
        const following = await findPage(this.#window, at);
        lost += following - at;
        at = following;
        continue;
      }
      const page = await readPage(this.#window, at);
      this.#page(page);
      at += page.whole.length;
    }
    if (!this.#codecs.size) throw new BrokenFileError();
    for (const stream of this.#streams.values()) if (stream && stream.shift === null) throw new BrokenFileError();
    if (lost) this.#findings.add('hidden-data', `${lost} B`);
    const [format, mediaType] = this.#format();
    return { format, extension: format, mediaType, plan: this.#plan.build(), findings: this.#findings.listed() };
  }

  #format() {
    if (this.#codecs.has('theora')) return ['ogv', 'video/ogg'];
    return [this.#codecs.size === 1 && this.#codecs.has('opus') ? 'opus' : 'ogg', 'audio/ogg'];
  }

  /** @param {Page} page */
  #page(page) {
    if (page.flags & FIRST) {
      this.#begin(page);
      return;
    }
    const stream = this.#streams.get(page.serial);
    if (stream === undefined) this.#findings.add('hidden-data');
    else if (stream?.shift === null) this.#headers(stream, page);
    else if (stream) this.#renumber(page, stream);
  }

  /** The first page of a stream: it holds one whole packet, which tells the codec. @param {Page} page */
  #begin(page) {
    if (this.#streams.get(page.serial)?.shift === null) throw new BrokenFileError();
    const first = page.content;
    if (startsWith(first, SKELETON)) {
      this.#streams.set(page.serial, null);
      return;
    }
    const whole = page.laces.filter((lace) => lace < 255).length === 1 && page.laces.at(-1) !== 255;
    if (page.flags & CONTINUED || !whole) throw new BrokenFileError();
    const codec = codecOf(first);
    if (++this.#count > MAX_STREAMS) throw new TooComplexError();
    this.#codecs.add(codec.name);
    const serial = littlePacked(this.#count, 4);
    const wanted = headerCount(codec, first) - 1;
    this.#streams.set(page.serial, { codec, serial, wanted, packets: [], parts: [], goesOn: false, shift: null });
    for (const fresh of paginate([codec.first(first, this.#findings)], serial, 0)) this.#plan.literal(fresh);
  }

  /** Collect packets of headers; behind the last, a page must end. @param {Stream} stream @param {Page} page */
  #headers(stream, page) {
    this.#headerBytes += page.whole.length;
    if (this.#headerBytes > MAX_HEADERS) throw new TooComplexError();
    if (Boolean(page.flags & CONTINUED) !== stream.goesOn) throw new BrokenFileError();
    let at = 0;
    for (const lace of page.laces) {
      if (stream.packets.length === stream.wanted) throw new BrokenFileError(); // sound on a page of headers
      stream.parts.push(page.content.subarray(at, at + lace));
      at += lace;
      stream.goesOn = lace === 255;
      if (!stream.goesOn) {
        stream.packets.push(joined(...stream.parts));
        stream.parts = [];
      }
    }
    if (stream.packets.length === stream.wanted) {
      const pages = paginate(stream.codec.others(stream.packets, this.#findings), stream.serial, 1);
      stream.shift = pages.length - page.number;
      stream.packets = [];
      for (const fresh of pages) this.#plan.literal(fresh);
    }
  }

  /** Keep a page of sound or picture under the stream's new number; numbers that are missing stay missing.
   *  @param {Page} page @param {Stream} stream */
  #renumber(page, stream) {
    const fresh = page.whole.slice();
    fresh.set(stream.serial, 14);
    fresh.set(littlePacked((page.number + (stream.shift ?? 0)) >>> 0, 4), 18);
    fresh.set(sealed(fresh).subarray(22, 26), 22);
    if (latin(fresh, 14, 26) === latin(page.whole, 14, 26)) this.#plan.range(page.start, fresh.length);
    else {
      this.#plan.range(page.start, 14);
      this.#plan.literal(fresh.subarray(14, 26));
      this.#plan.range(page.start + 26, fresh.length - 26);
    }
  }
}
