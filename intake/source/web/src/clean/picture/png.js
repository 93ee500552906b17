/** PNG and APNG: chunks that draw the picture stay, all others go, known or not.
 *
 *  Source: PNG (third edition), sections 5, 11 and 13. @module */
import { bytes, joined, latin, number, packed } from '../bytes.js';
import { crc32, inflate, stored } from '../deflate.js';
import { BrokenFileError, TooComplexError } from '../errors.js';
import { orientationExif, readExif } from './exif.js';
import { CREDENTIALS, DIGITAL_SIGNATURE, Findings } from '../finding.js';
import { cleanIcc, MAX_PROFILE } from './icc.js';
import { PlanBuilder } from '../plan.js';
import { readText } from './pngtext.js';
import { BLOCK, Window } from '../source.js';

/** @typedef {import('../finding.js').Kind} Kind */

const MAX_CHUNKS = 1_000_000;
const SIGNATURE = '\x89PNG\r\n\x1a\n';
const SMALL = 16 * 1024 * 1024; // bytes of metadata that are read to say what they tell
const MAX_TEXTS = 100; // texts that are read to say what they tell

// what draws and moves: the chunk and the sizes that it may have
/** @type {Map<string, [number, number]>} */
const DRAWS = new Map([
  ['IHDR', [13, 13]],
  ['PLTE', [3, 768]],
  ['IDAT', [0, 2 ** 31]],
  ['IEND', [0, 0]],
  ['tRNS', [1, 256]],
  ['acTL', [8, 8]],
  ['fcTL', [26, 26]],
  ['fdAT', [4, 2 ** 31]],
]);
/** @type {Map<string, [number, number]>} */
const COLOURS = new Map([
  ['gAMA', [4, 4]],
  ['cHRM', [32, 32]],
  ['sRGB', [1, 1]],
  ['sBIT', [1, 4]],
  ['bKGD', [1, 6]],
  ['pHYs', [9, 9]],
  ['cICP', [4, 4]],
  ['mDCV', [24, 24]],
  ['cLLI', [8, 8]],
]);
// the length that a chunk must have by the sort of colours (0: any), which are the sorts that it is for
const SIZES = new Map([
  ['PLTE', new Map([[3, 0]])],
  ['tRNS', new Map([[0, 2], [2, 6], [3, 0]])], // prettier-ignore
  ['sBIT', new Map([[0, 1], [2, 3], [3, 3], [4, 2], [6, 4]])], // prettier-ignore
  ['bKGD', new Map([[0, 2], [2, 6], [3, 1], [4, 2], [6, 6]])], // prettier-ignore
]);
// numbers of four bytes that are never so large that the first byte is used: up to where they stand
const SMALL_NUMBERS = new Map([['gAMA', 4], ['cHRM', 32], ['pHYs', 8]]); // prettier-ignore
const TEXTS = ['tEXt', 'zTXt', 'iTXt'];
/** @type {Record<string, Kind>} */
const TOLD = { tEXt: 'text', zTXt: 'text', iTXt: 'text' };
/** @type {Record<string, string>} */
const PROOFS = { caBX: CREDENTIALS, dSIG: DIGITAL_SIGNATURE };

/** Plan a PNG file without text, times, EXIF, unknown chunks, and whatever lies behind its end.
 *  @param {import('../source.js').Source} source @returns {Promise<import('../cleaned.js').Cleaned>}
 *  @throws {BrokenFileError}   @throws {TooComplexError} among others, a chunk that must be understood and is not */
export async function cleanPng(source) {
  const [window, findings] = [new Window(source), new Findings()];
  const [head, rest] = [new PlanBuilder(source.size), new PlanBuilder(source.size)];
  if (latin(await window.take(0, 16), 8, 16) !== '\0\0\0\rIHDR') throw new BrokenFileError();
  head.literal(bytes(SIGNATURE));
  head.range(8, 25);
  let [at, orientation, drawn, texts, kind] = [33, 1, false, 0, ''];
  const used = new Used(window, (await window.take(25, 1))[0]);
  for (let i = 0; kind !== 'IEND'; i++) {
    if (i === MAX_CHUNKS) throw new TooComplexError();
    const start = await window.take(at, 8);
    const length = number(start, 0, 4);
    kind = latin(start, 4, 8);
    const end = at + 12 + length;
    if (end > source.size || kind === 'IHDR') throw new BrokenFileError();
    if (fits(kind, length) && (await used.isUsed(kind, length, at)) && (await isWhole(window, at, kind, length))) {
      drawn ||= kind === 'IDAT';
      rest.range(at, end - at);
    } else if (kind === 'eXIf' && length <= SMALL) {
      orientation = readExif(await window.take(at + 8, length), findings);
    } else if (kind === 'iCCP' && length <= SMALL) {
      head.literal(await profile(await window.take(at + 8, length), findings));
    } else if (TEXTS.includes(kind) && length <= SMALL && texts < MAX_TEXTS) {
      texts++;
      await readText(kind, await window.take(at + 8, length), findings);
    } else await dropped(window, at, kind, length, findings);
    at = end;
  }
  if (!drawn || !used.isComplete()) throw new BrokenFileError();
  if (at < source.size) findings.add('hidden-data', `${source.size - at} B`);
  if (orientation > 1) head.literal(chunk('eXIf', orientationExif(orientation)));
  head.extend(rest);
  return { format: 'png', extension: 'png', mediaType: 'image/png', plan: head.build(), findings: findings.listed() };
}

/** Whether readers use a chunk: the first of its kind, of the size that the sort of colours asks for, in its place.
 *  A chunk that all of them pass over would be a place to hide something. */
class Used {
  #window;
  #colours;
  #seen = new Set();
  #frames = 0;
  #shown = 0;
  #number = 0;
  #open = false; // whether a frame's data may follow

  /** @param {Window} window @param {number} colours */
  constructor(window, colours) {
    this.#window = window;
    this.#colours = colours;
  }

  /** @param {string} kind @param {number} length @param {number} at @returns {Promise<boolean>} of the chunk at `at`
   *  @throws {BrokenFileError} a part of an animation that is out of its order */
  async isUsed(kind, length, at) {
    if (['acTL', 'fcTL', 'fdAT'].includes(kind)) return this.#moves(kind, number(await this.#window.take(at + 8, 4), 0, 4));
    if (kind === 'IDAT' || kind === 'IEND') {
      this.#seen.add(kind);
      return true;
    }
    if (this.#seen.has(kind) || this.#seen.has('IDAT')) return false;
    this.#seen.add(kind);
    const sizes = SIZES.get(kind);
    if (sizes) return [0, length].includes(sizes.get(this.#colours) ?? -1);
    const body = await this.#window.take(at + 8, length);
    for (let i = 0; i < (SMALL_NUMBERS.get(kind) ?? 0); i += 4) if (body[i]) return false;
    return true;
  }

  /** @param {string} kind @param {number} first its first number @returns {boolean} */
  #moves(kind, first) {
    if (kind === 'acTL') {
      if (this.#frames || this.#seen.has('IDAT')) throw new BrokenFileError();
      this.#frames = first;
      return first > 0;
    }
    if (!this.#frames) throw new BrokenFileError();
    if (first !== this.#number++ || (kind === 'fdAT' && !this.#open)) throw new BrokenFileError();
    if (kind === 'fcTL') {
      this.#shown++;
      this.#open = this.#seen.has('IDAT');
    }
    return true;
  }

  /** @returns {boolean} whether there are as many frames as were said */
  isComplete() {
    return this.#shown === this.#frames;
  }
}

/** Whether a chunk stays. A chunk that draws must have a size that it can have.
 *  @param {string} kind @param {number} length */
function fits(kind, length) {
  const [least, most] = DRAWS.get(kind) ?? COLOURS.get(kind) ?? [1, 0];
  if (least <= length && length <= most) return true;
  if (DRAWS.has(kind)) throw new BrokenFileError();
  // critical: a reader that does not know it must not go on
  if (!(kind.charCodeAt(0) & 0x20)) throw new TooComplexError();
  return false;
}

/** Whether a chunk's checksum is right: a length that lies would take the chunks behind it along.
 *  @param {Window} window @param {number} at @param {string} kind @param {number} length */
async function isWhole(window, at, kind, length) {
  let [checksum, start] = [0, at + 4];
  const end = at + 8 + length;
  while (start < end) {
    const block = await window.take(start, Math.min(BLOCK, end - start));
    checksum = crc32(block, checksum);
    start += block.length;
  }
  if (checksum === number(await window.take(end, 4), 0, 4)) return true;
  if (DRAWS.has(kind)) throw new BrokenFileError();
  return false;
}

/** @param {Window} window @param {number} at @param {string} kind @param {number} length @param {Findings} findings */
async function dropped(window, at, kind, length, findings) {
  if (kind === 'tIME' && length === 7) {
    const time = await window.take(at + 8, 7);
    const [month, day, hour, minute, second] = Array.from(time.subarray(2), (part) => String(part).padStart(2, '0'));
    findings.add('time', `${number(time, 0, 2)}-${month}-${day} ${hour}:${minute}:${second}`);
  } else if (PROOFS[kind]) findings.add('proof', PROOFS[kind]);
  else findings.add(TOLD[kind] ?? 'hidden-data');
}

/** An iCCP chunk with a cleaned profile under a name that says nothing; nothing for one that we don't understand.
 *  @param {Uint8Array} untrusted @param {Findings} findings @returns {Promise<Uint8Array>} */
async function profile(untrusted, findings) {
  const end = untrusted.indexOf(0);
  const inflated = end >= 0 && untrusted[end + 1] === 0 ? await inflate(untrusted.subarray(end + 2), MAX_PROFILE) : null;
  const cleaned = cleanIcc(inflated ?? new Uint8Array(0), findings);
  return cleaned ? chunk('iCCP', joined(bytes('icc\0\0'), stored(cleaned))) : new Uint8Array(0);
}

/** @param {string} kind @param {Uint8Array} body */
function chunk(kind, body) {
  const named = joined(bytes(kind), body);
  return joined(packed(body.length, 4), named, packed(crc32(named), 4));
}
