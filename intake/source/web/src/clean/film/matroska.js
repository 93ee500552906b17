/** Matroska and WebM: nothing moves; what is not needed to play becomes elements that hold nothing.
 *
 *  Frames of kept tracks are copied where they lie. A track that is neither picture nor sound goes, and its frames with
 *  it. Recordings that were written while they ran (a segment and clusters of unknown size) stay as they are built.
 *  Source: RFC 9559; RFC 8794. @module */
import { anySet, number as numberAt } from '../bytes.js';
import { HEAD, parseHead, size, sizeOf, SMALL, VOID, voidHead } from './ebml.js';
import { BrokenFileError, TooComplexError } from '../errors.js';
import { Findings } from '../finding.js';
import * as index from './mkvindex.js';
import { ATTACHMENTS, CHAPTERS, TAGS, tell } from './mkvtags.js';
import { cleanTracks, PICTURE } from './mkvtracks.js';
import { PlanBuilder } from '../plan.js';
import { BLOCK, Window } from '../source.js';

/** @typedef {import('./ebml.js').Element} Element
 *  @typedef {import('../source.js').Source} Source */

const { EBML, SEGMENT, SEEK_HEAD, INFO, TRACKS, CLUSTER, CUES } = index;
const TOP = [EBML, SEGMENT, SEEK_HEAD, INFO, TRACKS, CLUSTER, CUES, TAGS, ATTACHMENTS, CHAPTERS];
const [TIME, SIMPLE_BLOCK, GROUP, ENCRYPTED, BLOCK_IN_GROUP, ADDITIONS] = [0xe7, 0xa3, 0xa0, 0xaf, 0xa1, 0x75a1];
const GROUP_KEEPS = [0x9b, 0xfa, 0xfb, 0x75a2];
const MAX_SMALL = 16 * 1024 * 1024; // bytes of a part that is cleaned in memory, or read to say what it tells
const MAX_HEADER = 4096;
const MAX_PARTS = 10_000_000; // elements that are looked at one by one
const MAX_GROUP = 1000; // elements in a group of one block
const BLOCK_HEAD = 4; // bytes before a frame, at least: track, time, flags

/** Plan a Matroska or WebM file. @param {Source} source @returns {Promise<import('../cleaned.js').Cleaned>}
 *  @throws {BrokenFileError}
 *  @throws {TooComplexError} encrypted, or coded in a way we don't know, or several films in one file */
export async function cleanMatroska(source) {
  return new Cleaner(source).cleaned();
}

class Cleaner {
  #window;
  #plan;
  #findings = new Findings();
  /** @type {Map<number, number>} the type of each track that stays */
  #kept = new Map();
  /** @type {Set<number>} */
  #dropped = new Set();
  /** @type {Set<number>} */
  #seen = new Set();
  #parts = 0;

  /** @param {Source} source */
  constructor(source) {
    this.#window = new Window(source);
    this.#plan = new PlanBuilder(source.size);
  }

  async cleaned() {
    const fileSize = this.#window.size;
    const { element: header } = await this.#element(0, fileSize);
    if (header.kind !== EBML || size(header) > MAX_HEADER) throw new BrokenFileError();
    const { data, whole } = await this.#whole(header);
    const isWeb = index.cleanHeader(data, whole, this.#findings);
    await this.#write(header, data);
    const { element: segment, isOpen } = await this.#element(header.end, fileSize);
    if (segment.kind !== SEGMENT) throw new BrokenFileError();
    this.#plan.range(segment.start, segment.body - segment.start);
    for (let at = segment.body; at < segment.end; ) at = await this.#top(at, segment.end);
    if (!this.#kept.size || !this.#seen.has(CLUSTER)) throw new BrokenFileError();
    if (segment.end < fileSize && !isOpen) this.#findings.add('hidden-data', `${fileSize - segment.end} B`);
    const sort = [...this.#kept.values()].includes(PICTURE) ? 'video' : 'audio';
    const format = isWeb ? 'webm' : sort === 'video' ? 'mkv' : 'mka';
    const mediaType = `${sort}/${isWeb ? 'webm' : 'x-matroska'}`;
    return { format, extension: format, mediaType, plan: this.#plan.build(), findings: this.#findings.listed() };
  }

  /** The element that begins here, and whether its size is unknown: then it ends where what it lies in ends.
   *  @param {number} at @param {number} end @returns {Promise<{ element: Element, isOpen: boolean }>} */
  async #element(at, end) {
    if (++this.#parts > MAX_PARTS) throw new TooComplexError();
    const { kind, content, length } = parseHead(await this.#window.take(at, Math.min(HEAD, end - at)));
    if (at + length + content > end) throw new BrokenFileError();
    const isOpen = content < 0;
    return { element: { kind, start: at, body: at + length, end: isOpen ? end : at + length + content }, isOpen };
  }

  /** An element in memory. @param {Element} element @returns {Promise<{ data: Uint8Array, whole: Element }>} */
  async #whole(element) {
    const total = element.end - element.start;
    if (total > MAX_SMALL) throw new TooComplexError();
    const data = (await this.#window.take(element.start, total)).slice();
    return { data, whole: { kind: element.kind, start: 0, body: element.body - element.start, end: total } };
  }

  /** What stands in an element's place afterwards: new bytes only where something changed.
   *  @param {Element} element @param {Uint8Array} data */
  async #write(element, data) {
    const before = await this.#window.take(element.start, data.length);
    if (data.every((byte, i) => byte === before[i])) this.#plan.range(element.start, data.length);
    else this.#plan.literal(data);
  }

  /** Put nothing in an element's place, and note what it told. @param {Element} element */
  async #drop(element) {
    if (element.kind === VOID) {
      if (anySet(await this.#window.take(element.body, Math.min(size(element), BLOCK)))) this.#findings.add('hidden-data');
    } else if (size(element) <= MAX_SMALL) {
      const { data, whole } = await this.#whole(element);
      tell(data, whole, this.#findings);
    } else this.#findings.add('hidden-data');
    this.#blank(element);
  }

  /** @param {Element} element */
  #blank(element) {
    const head = voidHead(element.end - element.start);
    this.#plan.literal(head);
    this.#plan.zeros(element.end - element.start - head.length);
  }

  /** @param {Element} element */
  #keep(element) {
    this.#plan.range(element.start, element.end - element.start);
  }

  /** One part of the film's own level. @param {number} at @param {number} end
   *  @returns {Promise<number>} where the next begins */
  async #top(at, end) {
    const { element, isOpen } = await this.#element(at, end);
    const kind = element.kind;
    const isSingle = kind === INFO || kind === TRACKS;
    if (kind === EBML || kind === SEGMENT || (isSingle && this.#seen.has(kind))) throw new TooComplexError();
    this.#seen.add(kind);
    if (kind === CLUSTER) return this.#cluster(element, isOpen);
    if (isOpen) throw new TooComplexError();
    if (isSingle || kind === SEEK_HEAD || kind === CUES) {
      const { data, whole } = await this.#whole(element);
      if (kind === SEEK_HEAD) index.cleanSeekHead(data, whole, this.#findings);
      else if (kind === INFO) index.cleanInfo(data, whole, this.#findings);
      else if (kind === CUES) index.cleanCues(data, whole, this.#kept, this.#findings);
      else ({ kept: this.#kept, dropped: this.#dropped } = cleanTracks(data, whole, this.#findings));
      await this.#write(element, data);
    } else await this.#drop(element);
    return element.end;
  }

  /** Blocks of a stretch of time. One of unknown size ends where a part of the film's own level begins.
   *  @param {Element} cluster @param {boolean} isOpen */
  async #cluster(cluster, isOpen) {
    if (!this.#kept.size) throw new TooComplexError();
    this.#plan.range(cluster.start, cluster.body - cluster.start);
    let at = cluster.body;
    while (at < cluster.end) {
      const { element: part, isOpen: partIsOpen } = await this.#element(at, cluster.end);
      if (isOpen && TOP.includes(part.kind)) return at;
      if (partIsOpen || part.kind === ENCRYPTED) throw new TooComplexError();
      if (part.kind === SIMPLE_BLOCK) {
        if (await this.#isKept(part)) this.#keep(part);
        else this.#blank(part);
      } else if (part.kind === GROUP) await this.#group(part);
      else if (part.kind === TIME && size(part) <= SMALL) this.#keep(part);
      else await this.#drop(part);
      at = part.end;
    }
    return at;
  }

  /** Whether a block is of a track that stays. @param {Element} block */
  async #isKept(block) {
    const head = await this.#window.take(block.body, Math.min(SMALL, size(block)));
    const length = head.length ? sizeOf(head[0]) : 9;
    if (length > SMALL || size(block) < length - 1 + BLOCK_HEAD) throw new BrokenFileError();
    const track = numberAt(head, 0, length) - 2 ** (7 * length);
    if (!this.#kept.has(track) && !this.#dropped.has(track)) this.#findings.add('hidden-data');
    return this.#kept.has(track);
  }

  /** A block with what belongs to it. @param {Element} group */
  async #group(group) {
    /** @type {Element[]} */
    const parts = [];
    for (let at = group.body; at < group.end; at = parts[parts.length - 1].end) {
      const { element: part, isOpen } = await this.#element(at, group.end);
      if (isOpen || parts.length >= MAX_GROUP) throw new TooComplexError();
      parts.push(part);
    }
    const blocks = parts.filter((part) => part.kind === BLOCK_IN_GROUP);
    if (blocks.length !== 1) throw new BrokenFileError();
    if (!(await this.#isKept(blocks[0]))) {
      this.#blank(group);
      return;
    }
    this.#plan.range(group.start, group.body - group.start);
    for (const part of parts) {
      if (part === blocks[0] || (GROUP_KEEPS.includes(part.kind) && size(part) <= SMALL)) this.#keep(part);
      else if (part.kind === ADDITIONS) {
        const { data, whole } = await this.#whole(part);
        index.cleanAdditions(data, whole, this.#findings);
        await this.#write(part, data);
      } else await this.#drop(part);
    }
  }
}
