/** MP3 (and MP2), and AAC in ADTS: whole frames stay; tags around, between and behind them go, with all that is no frame.
 *
 *  A frame is copied as it is. So what an encoder writes into the spare bits of its frames stays (LAME fills them with
 *  its name): that is said beside every file as "encoder-marks". Source: see sound/mpegheader.js. @module */
import { anySet } from '../bytes.js';
import { BrokenFileError, TooComplexError } from '../errors.js';
import { Findings } from '../finding.js';
import { PlanBuilder } from '../plan.js';
import { edges, tagAt } from './edges.js';
import * as mpegHeader from './mpegheader.js';
import { markerOf, seekFrame } from './seekframe.js';
import { BLOCK, Window } from '../source.js';

/** @typedef {import('../source.js').Source} Source
 *  @typedef {import('../cleaned.js').Cleaned} Cleaned */

const MAX_GAPS = 100_000; // places where something stood between frames
const MAX_TABLES = 1000; // frames that hold a table and no sound
const FOLLOWERS = 2; // frames that must follow where the first is looked for

/** Plan an MP3 or MP2 file. @param {Source} source @returns {Promise<Cleaned>}
 *  @throws {BrokenFileError} among others, no frame in it   @throws {TooComplexError} too many pieces */
export async function cleanMpeg(source) {
  const cleaner = new Cleaner(source, false);
  await cleaner.read();
  const format = cleaner.layer === 3 ? 'mp3' : 'mp2';
  const plan = cleaner.plan();
  return { format, extension: format, mediaType: 'audio/mpeg', plan, findings: cleaner.findings.listed() };
}

/** Plan a file of AAC in ADTS. Errors as `cleanMpeg`. @param {Source} source @returns {Promise<Cleaned>} */
export async function cleanAdts(source) {
  const cleaner = new Cleaner(source, true);
  await cleaner.read();
  const plan = cleaner.plan();
  return { format: 'aac', extension: 'aac', mediaType: 'audio/aac', plan, findings: cleaner.findings.listed() };
}

/** One pass over the frames, block by block. */
class Cleaner {
  findings = new Findings();
  layer = 0;
  #adts;
  #head;
  #lengthAt;
  #sortAt;
  #window;
  #ahead; // looks at following frames without losing the place
  #sound;
  /** @type {{ frame: Uint8Array, marker: number } | null} the first frame, when it is one to seek by */
  #table = null;
  #tables = 0;
  #frames = 0;
  #sort = -1;
  #end = 0;
  #lost = 0; // bytes that were neither frame nor tag
  #cut = false; // whether anything was taken out between frames
  #chained = false; // whether a frame ends here

  /** @param {Source} source @param {boolean} adts */
  constructor(source, adts) {
    this.#adts = adts;
    this.#head = adts ? mpegHeader.ADTS_HEAD : mpegHeader.MPEG_HEAD;
    this.#lengthAt = adts ? mpegHeader.adtsLength : mpegHeader.mpegLength;
    this.#sortAt = adts ? mpegHeader.adtsSort : mpegHeader.mpegSort;
    this.#window = new Window(source);
    this.#ahead = new Window(source);
    this.#sound = new PlanBuilder(source.size);
  }

  async read() {
    const [start, end] = await edges(this.#window, this.findings);
    this.#end = end;
    let gaps = 0;
    for (let at = start; at < end; ) {
      const block = await this.#window.take(at, Math.min(BLOCK, end - at));
      let used = 0;
      if (this.#chained || (await this.#followed(at))) used = this.#run(block, at);
      if (!used && this.#chained) used = await this.#last(block, at);
      if (!used) {
        this.#chained = false;
        this.#cut ||= at > start;
        if (++gaps > MAX_GAPS) throw new TooComplexError();
        used = (await tagAt(this.#window, at, end, this.findings)) || (await this.#junk(block, at));
      }
      at += used;
    }
    if (!this.#frames) throw new BrokenFileError();
    if (this.#lost) this.findings.add('hidden-data', `${this.#lost} B`);
  }

  plan() {
    const whole = new PlanBuilder(this.#window.size);
    if (this.#table) {
      const { frame, marker } = this.#table;
      /** @type {import('./seekframe.js').Counts | null} */
      const counts = this.#cut ? [this.#frames, this.#sound.size + frame.length] : null;
      whole.literal(seekFrame(frame, marker, counts, this.findings));
    }
    whole.extend(this.#sound);
    return whole.build();
  }

  /** Keep the frames at the start of a block that others follow, or the end.
   *  @param {Uint8Array} block @param {number} at @returns {number} how many bytes they are */
  #run(block, at) {
    let [i, start, length] = [0, 0, this.#length(block, 0)];
    while (length && i + length <= block.length) {
      const following = this.#length(block, i + length);
      if (!following && at + i + length !== this.#end) break;
      start = this.#keep(block, at, start, i, length);
      i += length;
      length = following;
    }
    this.#sound.range(at + start, i - start);
    return i;
  }

  /** Keep a frame that no other follows, unless another begins within: then it is cut.
   *  @param {Uint8Array} block @param {number} at @returns {Promise<number>} its bytes, or 0 */
  async #last(block, at) {
    const length = this.#length(block, 0);
    if (!length || (await this.#next(block.subarray(0, length), at))) return 0;
    if (length > block.length) {
      if (at + block.length < this.#end || (this.layer === 3 && markerOf(block))) return 0;
      if (this.#adts) mpegHeader.adtsCheck(block, 0);
      this.#sound.range(at, block.length);
      return block.length;
    }
    const start = this.#keep(block, at, 0, 0, length);
    this.#sound.range(at + start, length - start);
    return length;
  }

  /** Count a frame.
   *  @param {Uint8Array} block @param {number} at @param {number} start @param {number} i @param {number} length
   *  @returns {number} where the run of frames begins that are copied: behind it, when it holds a table */
  #keep(block, at, start, i, length) {
    this.#chained = true;
    if (this.#sort < 0) [this.#sort, this.layer] = [this.#sortAt(block, i), mpegHeader.mpegLayer(block, i)];
    if (this.#adts) mpegHeader.adtsCheck(block, i);
    const marker = this.layer === 3 && !this.#adts ? markerOf(block.subarray(i, i + length)) : 0;
    if (!marker || (this.#frames && anySet(block.subarray(i + 4, i + marker)))) {
      this.#frames++;
      return start;
    }
    this.#sound.range(at + start, i - start);
    this.#takeTable(block.slice(i, i + length), marker);
    return i + length;
  }

  /** @param {Uint8Array} frame @param {number} marker */
  #takeTable(frame, marker) {
    if (++this.#tables > MAX_TABLES) throw new TooComplexError();
    if (!this.#table && !this.#frames) this.#table = { frame, marker };
    else this.#sound.literal(seekFrame(frame, marker, null, this.findings));
  }

  /** The length of a frame of the sort that the first one had; 0: this is none.
   *  @param {Uint8Array} block @param {number} i */
  #length(block, i) {
    const length = this.#lengthAt(block, i);
    return length && (this.#sort < 0 || this.#sort === this.#sortAt(block, i)) ? length : 0;
  }

  /** Whether a frame begins here and more of its sort follow, up to the end: a mere likeness has none. The last of those
   *  that follow may be cut by the end.
   *  @param {number} at */
  async #followed(at) {
    let head = await this.#ahead.take(at, Math.min(this.#head, this.#end - at));
    let length = this.#length(head, 0);
    if (!length || at + length > this.#end) return false;
    const sort = this.#sortAt(head, 0);
    for (let n = 0; n < FOLLOWERS; n++) {
      at += length;
      if (at >= this.#end) return true;
      if (at + this.#head > this.#end) return false;
      head = await this.#ahead.take(at, this.#head);
      length = this.#lengthAt(head, 0);
      if (!length || this.#sortAt(head, 0) !== sort) return false;
    }
    return true;
  }

  /** Where in a block behind its first byte the next frame begins; 0: nowhere.
   *  @param {Uint8Array} block @param {number} at */
  async #next(block, at) {
    for (let start = block.indexOf(0xff, 1); start > 0; start = block.indexOf(0xff, start + 1)) {
      const mayBegin = start + 1 < block.length && (block[start + 1] & 0xe0) === 0xe0;
      if (mayBegin && (await this.#followed(at + start))) return start;
    }
    return 0;
  }

  /** How many bytes there are up to the next frame, or to the end of the block.
   *  @param {Uint8Array} block @param {number} at */
  async #junk(block, at) {
    let found = (await this.#next(block, at)) || block.length;
    if (found === block.length && block[found - 1] === 0xff && found > 1) found--; // the middle of a sync, perhaps
    if (anySet(block.subarray(0, found))) this.#lost += found;
    return found;
  }
}
