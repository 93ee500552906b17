/** JPEG: what draws the picture stays, segment by segment; the compressed data is never decoded.
 *
 *  Source: ITU-T T.81, annex B; JFIF 1.02; Exif 2.32, section 4.5.4; Adobe TN 5116 (APP14); ICC.1, annex B.4. @module */
import { bytes, joined, number, packed, startsWith } from '../bytes.js';
import { BrokenFileError, TooComplexError } from '../errors.js';
import { orientationExif, readExif } from './exif.js';
import { asText, CREDENTIALS, Findings } from '../finding.js';
import { cleanIcc } from './icc.js';
import { readPhotoshop } from './iptc.js';
import { PlanBuilder } from '../plan.js';
import { BLOCK, Window } from '../source.js';
import { readXmp } from './xmp.js';

const MAX_SEGMENTS = 20_000;
const MAX_TOLD = 100; // segments that are read to say what they tell
const [SOI, EOI, SOS, DHT, DAC, DQT, DNL, DRI, COM, TEM] = [0xd8, 0xd9, 0xda, 0xc4, 0xcc, 0xdb, 0xdc, 0xdd, 0xfe, 0x01];
const [APP0, APP1, APP2, APP11, APP12, APP13, APP14] = [0xe0, 0xe1, 0xe2, 0xeb, 0xec, 0xed, 0xee];
/** @param {number} marker */
const isFrame = (marker) => marker >= 0xc0 && marker <= 0xcf && marker !== DHT && marker !== 0xc8 && marker !== DAC;
const HIERARCHICAL = [0xde, 0xdf];

const EXIF = 'Exif\0';
const XMP = 'http://ns.adobe.com/xap/1.0/\0';
const ICC = 'ICC_PROFILE\0';
const PHOTOSHOP = 'Photoshop 3.0\0';
const ICC_PIECE = 65_000; // bytes of a profile in one segment

/** Plan a JPEG file without metadata, previews, and whatever lies behind its end.
 *  @param {import('../source.js').Source} source @returns {Promise<import('../cleaned.js').Cleaned>}
 *  @throws {import('../errors.js').CleanError} */
export async function cleanJpeg(source) {
  const cleaner = new Cleaner(source);
  await cleaner.read();
  const plan = cleaner.plan();
  return { format: 'jpeg', extension: 'jpg', mediaType: 'image/jpeg', plan, findings: cleaner.findings.listed() };
}

/** The tables that the pieces of a JPEG picture share, with nothing but tables.
 *  @param {Uint8Array} untrusted @param {Findings} findings @returns {Uint8Array}
 *  @throws {BrokenFileError} there is anything else that draws, or no end */
export function cleanTables(untrusted, findings) {
  let at = 2;
  /** @type {Uint8Array[]} */
  const parts = [Uint8Array.of(0xff, SOI)];
  while (untrusted[at] !== 0xff || untrusted[at + 1] !== EOI) {
    if (at + 4 > untrusted.length || untrusted[at] !== 0xff) throw new BrokenFileError();
    const [marker, length] = [untrusted[at + 1], number(untrusted, at + 2, 2)];
    const body = untrusted.subarray(at + 4, at + 2 + length);
    if (length < 2 || body.length !== length - 2) throw new BrokenFileError();
    if ([DQT, DHT, DAC, DRI].includes(marker)) {
      if (!SHAPES.get(marker)?.(body)) throw new BrokenFileError();
      parts.push(segment(marker, body));
    } else if (marker >= APP0 && marker <= COM) findings.add(marker === COM ? 'text' : 'hidden-data');
    else throw new BrokenFileError();
    at += 2 + length;
  }
  if (untrusted[0] !== 0xff || untrusted[1] !== SOI) throw new BrokenFileError();
  if (at + 2 < untrusted.length) findings.add('hidden-data', `${untrusted.length - at - 2} B`);
  return joined(...parts, Uint8Array.of(0xff, EOI));
}

/** One pass over the segments. What stays of the application segments is rewritten and goes to the front. */
class Cleaner {
  findings = new Findings();
  #window;
  #picture;
  /** @type {Uint8Array} */
  #jfif = new Uint8Array(0);
  /** @type {Uint8Array} */
  #adobe = new Uint8Array(0);
  #orientation = 1;
  /** @type {Map<number, Uint8Array>} */
  #profile = new Map();
  #profilePieces = 0;
  #told = 0;
  #frame = false;
  #scan = false;

  /** @param {import('../source.js').Source} source */
  constructor(source) {
    this.#window = new Window(source);
    this.#picture = new PlanBuilder(source.size);
  }

  async read() {
    let at = 2;
    for (let i = 0; i < MAX_SEGMENTS; i++) {
      at = await this.#skipToMarker(at);
      const marker = (await this.#window.take(at + 1, 1))[0];
      if (marker === EOI) {
        this.#end(at + 2);
        return;
      }
      at = marker === TEM ? at + 2 : await this.#segment(marker, at);
      if (marker === SOS) {
        this.#scan = true;
        const end = await this.#findMarker(at);
        this.#picture.range(at, end - at);
        at = end;
      }
    }
    throw new TooComplexError();
  }

  plan() {
    const front = new PlanBuilder(this.#window.size);
    front.literal(joined(bytes('\xff\xd8'), this.#jfif));
    if (this.#orientation > 1) {
      front.literal(segment(APP1, joined(bytes(`${EXIF}\0`), orientationExif(this.#orientation))));
    }
    front.literal(this.#adobe);
    for (const piece of this.#profileSegments()) front.literal(piece);
    front.extend(this.#picture);
    front.literal(bytes('\xff\xd9'));
    return front.build();
  }

  /** @param {number} at @returns {Promise<number>} where the next marker is, at `at` or behind it */
  async #findMarker(at) {
    while (at + 2 <= this.#window.size) {
      const block = await this.#window.take(at, Math.min(BLOCK, this.#window.size - at));
      for (let i = block.indexOf(0xff); i >= 0 && i + 1 < block.length; i = block.indexOf(0xff, i + 1)) {
        if (endsScan(block[i + 1])) return at + i;
      }
      at += block.length - (block[block.length - 1] === 0xff ? 1 : 0);
    }
    throw new BrokenFileError();
  }

  /** @param {number} at @returns {Promise<number>} */
  async #skipToMarker(at) {
    const found = await this.#findMarker(at);
    const skipped = await this.#window.take(at, Math.min(found - at, BLOCK));
    if (skipped.some((byte) => byte !== 0xff)) this.findings.add('hidden-data');
    return found;
  }

  /** Keep or drop the segment at `at`. @param {number} marker @param {number} at @returns {Promise<number>} its end */
  async #segment(marker, at) {
    const length = number(await this.#window.take(at + 2, 2), 0, 2);
    if (marker < 0xc0 || marker === SOI || length < 2) throw new BrokenFileError();
    if (HIERARCHICAL.includes(marker)) throw new TooComplexError();
    const body = await this.#window.take(at + 4, length - 2);
    if (isFrame(marker) || SHAPES.has(marker)) {
      this.#checkShape(marker, body);
      this.#picture.range(at, length + 2);
    } else if (marker === COM) this.findings.add('text', asText(body));
    else this.#application(marker, body);
    return at + 2 + length;
  }

  /** A segment of the picture holds what its kind needs and not a byte more.
   *  @param {number} marker @param {Uint8Array} body */
  #checkShape(marker, body) {
    let sound = SHAPES.get(marker)?.(body);
    if (isFrame(marker)) {
      this.#frame = true;
      sound = body.length >= 6 && body.length === 6 + 3 * body[5];
    }
    if (!sound || (marker === SOS && !this.#frame)) throw new BrokenFileError();
  }

  /** @param {number} marker @param {Uint8Array} body */
  #application(marker, body) {
    if (marker === APP0 && startsWith(body, 'JFIF\0') && body.length >= 14) {
      if (!this.#jfif.length) this.#jfif = segment(APP0, joined(body.subarray(0, 12), bytes('\0\0')));
      if (body[12] && body[13]) this.findings.add('thumbnail');
    } else if (marker === APP0 && startsWith(body, 'JFXX\0')) this.findings.add('thumbnail');
    else if (marker === APP2 && startsWith(body, ICC) && body.length >= 14) {
      if (!this.#profile.has(body[12])) this.#profile.set(body[12], body.slice(14));
      this.#profilePieces = body[13];
    } else if (marker === APP14 && startsWith(body, 'Adobe') && body.length >= 12) {
      this.#adobe = segment(APP14, joined(body.subarray(0, 7), new Uint8Array(4), body.subarray(11, 12)));
    } else if (this.#told < MAX_TOLD) {
      this.#told++;
      this.#tell(marker, body);
    } else this.findings.add('hidden-data');
  }

  /** Note what a segment tells that goes. @param {number} marker @param {Uint8Array} body */
  #tell(marker, body) {
    if (marker === APP1 && startsWith(body, EXIF)) {
      const orientation = readExif(body.subarray(6), this.findings);
      if (this.#orientation <= 1) this.#orientation = orientation;
    } else if (marker === APP1 && startsWith(body, XMP)) readXmp(body.subarray(XMP.length), this.findings);
    else if (marker === APP12 && startsWith(body, 'Ducky')) this.findings.add('software');
    else if (marker === APP11 && startsWith(body, 'JP')) {
      this.findings.add('proof', CREDENTIALS); // JUMBF: C2PA
    } else if (marker === APP13 && startsWith(body, PHOTOSHOP)) {
      readPhotoshop(body.subarray(PHOTOSHOP.length), this.findings);
    } else this.findings.add('hidden-data');
  }

  /** @returns {Uint8Array[]} */
  #profileSegments() {
    if (!this.#profile.size) return [];
    const pieces = [];
    for (let i = 1; i <= this.#profilePieces; i++) pieces.push(this.#profile.get(i) ?? new Uint8Array(0));
    const profile = cleanIcc(joined(...pieces), this.findings);
    if (!profile) return [];
    const count = Math.ceil(profile.length / ICC_PIECE);
    return Array.from({ length: count }, (_, i) =>
      segment(APP2, joined(bytes(ICC), Uint8Array.of(i + 1, count), profile.subarray(i * ICC_PIECE, (i + 1) * ICC_PIECE))),
    );
  }

  /** @param {number} at */
  #end(at) {
    if (!this.#scan) throw new BrokenFileError();
    if (at < this.#window.size) this.findings.add('hidden-data', `${this.#window.size - at} B`);
  }
}

/** @param {number} byte behind 0xff
 *  @returns {boolean} whether it ends compressed data: neither a stuffed zero, nor a restart, nor fill */
const endsScan = (byte) => byte !== 0 && byte !== 0xff && (byte < 0xd0 || byte > 0xd7);

/** @param {number} marker @param {Uint8Array} body */
const segment = (marker, body) => joined(Uint8Array.of(0xff, marker), packed(body.length + 2, 2), body);

/** @param {Uint8Array} body */
function isQuantization(body) {
  let at = 0;
  while (at < body.length) at += body[at] >> 4 ? 129 : 65;
  return at === body.length;
}

/** @param {Uint8Array} body */
function isHuffman(body) {
  let at = 0;
  while (at + 17 <= body.length) at += 17 + body.subarray(at + 1, at + 17).reduce((sum, count) => sum + count, 0);
  return at === body.length;
}

/** @type {Map<number, (body: Uint8Array) => boolean>} */
const SHAPES = new Map([
  [DQT, isQuantization],
  [DHT, isHuffman],
  [DAC, (body) => body.length % 2 === 0 && body.length <= 64],
  [DNL, (body) => body.length === 2],
  [DRI, (body) => body.length === 2],
  [SOS, (body) => body.length >= 4 && body.length === 4 + 2 * body[0]],
]);
