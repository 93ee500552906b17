/** WebP: chunks that draw the picture stay, in the file and in each frame of an animation.
 *
 *  Source: RFC 9649, section 2. @module */
import { bytes, joined, latin, littleNumber, littlePacked, startsWith } from '../bytes.js';
import { BrokenFileError, TooComplexError } from '../errors.js';
import { orientationExif, readExif } from './exif.js';
import { CREDENTIALS, Findings } from '../finding.js';
import { cleanIcc, MAX_PROFILE } from './icc.js';
import { PlanBuilder } from '../plan.js';
import { Window } from '../source.js';
import { readXmp } from './xmp.js';

const MAX_CHUNKS = 200_000;
const SMALL = 16 * 1024 * 1024; // bytes of metadata that are read to say what they tell
const MAX_TOLD = 10; // chunks that are read to say what they tell
const DRAWS = ['VP8 ', 'VP8L', 'ALPH'];
const [FLAG_ICC, FLAG_ALPHA, FLAG_EXIF, FLAG_ANIMATION] = [0x20, 0x10, 0x08, 0x02];
const FRAME_HEAD = 16; // bytes before the chunks of a frame

/** Plan a WebP file without EXIF, XMP, unknown chunks, and whatever lies behind its end.
 *  @param {import('../source.js').Source} source @returns {Promise<import('../cleaned.js').Cleaned>}
 *  @throws {import('../errors.js').CleanError} */
export async function cleanWebp(source) {
  const cleaner = new Cleaner(source);
  const end = await cleaner.end();
  for await (const [kind, start, length] of cleaner.chunks(12, end)) await cleaner.chunk(kind, start, length);
  return cleaner.cleaned();
}

class Cleaner {
  #findings = new Findings();
  #window;
  #body;
  #left = MAX_CHUNKS;
  #told = 0;
  /** @type {Uint8Array} */
  #extended = new Uint8Array(0); // the extended header, flags cleared
  /** @type {Uint8Array} */
  #profile = new Uint8Array(0);
  #orientation = 1;
  #image;
  #moves = false; // whether frames may follow
  #frames = 0;

  /** @param {import('../source.js').Source} source */
  constructor(source) {
    this.#window = new Window(source);
    this.#image = new Image(this.#window, this.#findings);
    this.#body = new PlanBuilder(source.size);
  }

  /** @returns {Promise<number>} where the file ends by its own account; what lies behind goes */
  async end() {
    const size = this.#window.size;
    const end = 8 + littleNumber(await this.#window.take(4, 4), 0, 4);
    if (end > size) throw new BrokenFileError();
    if (end < size) this.#findings.add('hidden-data', `${size - end} B`);
    return end;
  }

  /** The chunks between two offsets: name, where the content starts, its length. The last pad may be missing.
   *  @param {number} at @param {number} end @returns {AsyncGenerator<[string, number, number], void>} */
  async *chunks(at, end) {
    while (at < end) {
      this.#left--;
      if (this.#left < 0) throw new TooComplexError();
      if (at + 8 > end) throw new BrokenFileError();
      const head = await this.#window.take(at, 8);
      const length = littleNumber(head, 4, 4);
      if (at + 8 + length > end) throw new BrokenFileError();
      yield [latin(head, 0, 4), at + 8, length];
      at += 8 + length + (length % 2);
    }
  }

  /** Keep or drop one chunk of the file: a picture that moves has frames, and others one picture.
   *  @param {string} kind @param {number} start @param {number} length */
  async chunk(kind, start, length) {
    const extended = this.#extended.length > 0;
    const animated = extended && (this.#extended[0] & FLAG_ANIMATION) > 0;
    if (DRAWS.includes(kind) && !animated && (kind !== 'ALPH' || extended)) {
      await this.#image.chunk(this.#body, kind, start, length);
    } else if (kind === 'VP8X') {
      if (length !== 10 || extended || this.#image.drawn) throw new BrokenFileError();
      const head = await this.#window.take(start, length);
      const flags = head[0] & (FLAG_ALPHA | FLAG_ANIMATION);
      this.#extended = joined(Uint8Array.of(flags, 0, 0, 0), head.subarray(4));
    } else if (kind === 'ANIM' && animated && !this.#moves) {
      if (length !== 6) throw new BrokenFileError();
      this.#moves = true;
      this.#body.range(start - 8, 14);
    } else if (kind === 'ANMF' && this.#moves) await this.#frame(start, length);
    else await this.#metadata(kind, start, length);
  }

  /** @param {string} kind @param {number} start @param {number} length */
  async #metadata(kind, start, length) {
    if (kind === 'ICCP' && length <= MAX_PROFILE) {
      this.#profile = cleanIcc(await this.#window.take(start, length), this.#findings) ?? new Uint8Array(0);
    } else if (kind === 'EXIF' && length <= SMALL && this.#told < MAX_TOLD) {
      this.#told++;
      const exif = await this.#window.take(start, length);
      this.#orientation = readExif(exif.subarray(startsWith(exif, 'Exif\0\0') ? 6 : 0), this.#findings);
    } else if (kind === 'XMP ' && length <= SMALL && this.#told < MAX_TOLD) {
      this.#told++;
      readXmp(await this.#window.take(start, length), this.#findings);
    } else if (kind === 'C2PA') this.#findings.add('proof', CREDENTIALS);
    else this.#findings.add('hidden-data');
  }

  /** One frame of an animation, with chunks of its own. @param {number} start @param {number} length */
  async #frame(start, length) {
    if (length < FRAME_HEAD) throw new BrokenFileError();
    const frame = new PlanBuilder(this.#window.size);
    frame.range(start, FRAME_HEAD);
    const image = new Image(this.#window, this.#findings);
    for await (const [kind, inner, innerLength] of this.chunks(start + FRAME_HEAD, start + length)) {
      if (DRAWS.includes(kind)) await image.chunk(frame, kind, inner, innerLength);
      else this.#findings.add('hidden-data');
    }
    if (!image.drawn) throw new BrokenFileError();
    this.#frames++;
    this.#body.literal(joined(bytes('ANMF'), littlePacked(frame.size, 4)));
    this.#body.extend(frame);
  }

  /** The whole plan: header, profile, picture, orientation. @returns {import('../cleaned.js').Cleaned} */
  cleaned() {
    if (!this.#image.drawn && !this.#frames) throw new BrokenFileError();
    /** @type {Uint8Array[]} */
    let [front, back] = [new Uint8Array(0), new Uint8Array(0)];
    if (this.#extended.length) {
      const turned = this.#orientation > 1;
      const flags = this.#extended[0] | (this.#profile.length ? FLAG_ICC : 0) | (turned ? FLAG_EXIF : 0);
      front = chunk('VP8X', joined(Uint8Array.of(flags), this.#extended.subarray(1)));
      if (this.#profile.length) front = joined(front, chunk('ICCP', this.#profile));
      if (turned) back = chunk('EXIF', orientationExif(this.#orientation));
    }
    const size = 4 + front.length + this.#body.size + back.length;
    const plan = new PlanBuilder(this.#window.size);
    plan.literal(joined(bytes('RIFF'), littlePacked(size, 4), bytes('WEBP'), front));
    plan.extend(this.#body);
    plan.literal(back);
    const findings = this.#findings.listed();
    return { format: 'webp', extension: 'webp', mediaType: 'image/webp', plan: plan.build(), findings };
  }
}

/** The one picture of a file or of a frame, and its transparency before it; what else claims to be one goes. */
class Image {
  drawn = false;
  #window;
  #findings;
  /** @type {[number, number] | null} */
  #alpha = null;

  /** @param {Window} window @param {Findings} findings */
  constructor(window, findings) {
    this.#window = window;
    this.#findings = findings;
  }

  /** Keep or drop a chunk that draws. @param {PlanBuilder} plan @param {string} kind @param {number} start
   *  @param {number} length @throws {BrokenFileError} a picture that does not begin as one */
  async chunk(plan, kind, start, length) {
    if (this.drawn || (kind === 'ALPH' && this.#alpha)) this.#findings.add('hidden-data');
    else if (kind === 'ALPH') this.#alpha = [start, length];
    else {
      const [mark, at] = kind === 'VP8 ' ? ['\x9d\x01\x2a', 3] : ['\x2f', 0];
      const head = await this.#window.take(start, Math.min(length, at + mark.length));
      if (latin(head, at, head.length) !== mark) throw new BrokenFileError();
      this.drawn = true;
      if (this.#alpha && kind === 'VP8 ') keep(plan, ...this.#alpha);
      else if (this.#alpha) this.#findings.add('hidden-data');
      keep(plan, start, length);
    }
  }
}

/** @param {PlanBuilder} plan @param {number} start @param {number} length */
function keep(plan, start, length) {
  plan.range(start - 8, 8 + length);
  plan.zeros(length % 2);
}

/** @param {string} kind @param {Uint8Array} body */
function chunk(kind, body) {
  return joined(bytes(kind), littlePacked(body.length, 4), body, new Uint8Array(body.length % 2));
}
