/** TIFF: every page is written anew with the fields that draw it; its strips and tiles are never decoded.
 *
 *  Source: TIFF 6.0; TIFF Technical Note 2 (JPEG); Adobe Photoshop TIFF Technical Notes. @module */
import { joined, latin } from '../bytes.js';
import { BrokenFileError, TooComplexError } from '../errors.js';
import { Findings } from '../finding.js';
import { PlanBuilder, planChunks } from '../plan.js';
import { BlobSource, Window } from '../source.js';
import { cleanIcc, MAX_PROFILE } from './icc.js';
import { cleanJpeg, cleanTables } from './jpeg.js';
import { LONG, packedAll, Reader, written, writtenSize } from './tiffpages.js';
import { layout } from './tiffpixels.js';
import { tellFields } from './tifftags.js';

/** @typedef {import('./tiffpages.js').Page} Page
 *  @typedef {import('./tiffpages.js').Written} Written */

/** A strip or tile: bytes of the original, or new ones.
 *  @typedef {{ offset: number, length: number, data?: Uint8Array }} Piece */

/** The fields of a page to be written, its pieces, and the tag of the field that says where they are.
 *  @typedef {{ fields: Map<number, Written>, pieces: Piece[], offsets: number }} Drawn */

const BIG = 43; // the version of files with numbers of eight bytes
const MAX_TOLD = 20; // pages whose fields are read to say what they tell
const MAX_NEW = 64 * 1024 * 1024; // bytes of fields, and of JPEG data that was rewritten
const MAX_PIECES = 1_000_000; // of all pages
const MAX_SIZE = 0xffff_ffff;
const RAW = [0xc612, 0x828d, 0x828e]; // DNG's version, and the mosaic of a sensor
const [SUBFILE, COMPRESSION, PHOTOMETRIC] = [0x00fe, 0x0103, 0x0106];
const [SUB_IFDS, JPEG_TABLES, PROFILE] = [0x014a, 0x015b, 0x8773];
const [STRIP_OFFSETS, STRIP_COUNTS, TILE_OFFSETS, TILE_COUNTS] = [0x0111, 0x0117, 0x0144, 0x0145];
const JPEG = 7;
const COMPRESSIONS = [1, 2, 3, 4, 5, JPEG, 8, 32771, 32773, 32946, 34925, 50000];
const COLOURS = [0, 1, 2, 3, 4, 5, 6, 8, 9, 10];
const NUMBERS = [1, 3, 4, 5, 6, 8, 9, 10, 11, 12]; // types: all but texts, unknown bytes and directories
/** What draws: the field and the most bytes that it may have. @type {Map<number, number>} */
const KEEPS = new Map([
  ...[SUBFILE, 0x00ff, 0x0100, 0x0101, COMPRESSION, PHOTOMETRIC, 0x010a, 0x0112, 0x0115, 0x0116].map(most(4)),
  ...[0x011c, 0x0124, 0x0125, 0x0128, 0x0129, 0x013d, 0x0142, 0x0143, 0x014c, 0x014e, 0x0212, 0x0213].map(most(4)),
  ...[0x011a, 0x011b].map(most(8)), // resolution
  ...[0x0102, 0x0118, 0x0119, 0x0150, 0x0152, 0x0153].map(most(64)), // for each sample: bits, range, sort
  ...[0x0154, 0x0155].map(most(512)),
  ...[0x013f, 0x0214].map(most(48)),
  ...[0x013e].map(most(16)),
  ...[0x0140].map(most(393_216)),
  ...[0x0211].map(most(24)),
]);

/** @param {number} size @returns {(tag: number) => [number, number]} */
function most(size) {
  return (tag) => [tag, size];
}

/** Plan a TIFF file without EXIF, XMP, IPTC, layers, previews, private fields, and what no page speaks of.
 *  @param {import('../source.js').Source} source @returns {Promise<import('../cleaned.js').Cleaned>}
 *  @throws {BrokenFileError}
 *  @throws {TooComplexError} BigTIFF, a camera's raw picture, or a compression that we don't know */
export async function cleanTiff(source) {
  const [window, findings] = [new Window(source), new Findings()];
  const head = (await window.take(0, 8)).slice();
  const reader = new Reader(window, head);
  const isRaw = latin(await window.take(0, Math.min(10, source.size)), 8, 10) === 'CR';
  if (reader.read(head, 2, 2) === BIG || isRaw) throw new TooComplexError();
  const plan = (await new Cleaner(reader, findings).plan()).build();
  return { format: 'tiff', extension: 'tif', mediaType: 'image/tiff', plan, findings: findings.listed() };
}

class Cleaner {
  #reader;
  #findings;
  #told = 0;
  #new = 0;
  #piecesLeft = MAX_PIECES;

  /** @param {Reader} reader @param {Findings} findings */
  constructor(reader, findings) {
    this.#reader = reader;
    this.#findings = findings;
  }

  async plan() {
    const pages = await this.#reader.pages();
    for (const page of pages) await this.#refuseRaw(page);
    const whole = [];
    for (const page of pages) if (!((await this.#reader.one(page, SUBFILE, 0)) & 1)) whole.push(page);
    if (whole.length && whole.length < pages.length) this.#findings.add('thumbnail');
    const drawn = [];
    for (const page of whole.length ? whole : pages) drawn.push(await this.#page(page));
    return this.#written(drawn);
  }

  /** The file: page for page its directory, its fields' values, and its pieces. @param {Drawn[]} pages */
  #written(pages) {
    const { pack, head, window } = this.#reader;
    const total = pages.reduce((sum, page) => page.pieces.reduce((inner, { length }) => inner + length, sum), 0);
    if (!pages.length || total > window.size) throw new BrokenFileError(); // pieces that lie over each other
    const plan = new PlanBuilder(window.size);
    let at = 8;
    plan.literal(joined(head, pack(at, 4)));
    pages.forEach(({ fields, pieces, offsets }, index) => {
      const start = at;
      at += writtenSize(fields);
      const places = [];
      for (const { length } of pieces) {
        places.push(length ? at : 0);
        at += length;
      }
      const spare = at % 2;
      at += spare;
      if (at > MAX_SIZE) throw new TooComplexError();
      fields.set(offsets, { kind: LONG, data: packedAll(pack, 4, places) });
      plan.literal(written(fields, pack, start, index + 1 < pages.length ? at : 0));
      for (const { offset, length, data } of pieces) {
        if (data) plan.literal(data);
        else plan.range(offset, length);
      }
      plan.zeros(spare);
    });
    return plan;
  }

  /** Raw pictures of cameras need fields that we don't know, and hide the picture itself below a preview.
   *  @param {Page} page */
  async #refuseRaw(page) {
    const reader = this.#reader;
    const unknown = !COMPRESSIONS.includes(await reader.one(page, COMPRESSION, 1));
    if (unknown || !COLOURS.includes(await reader.one(page, PHOTOMETRIC, 0)) || RAW.some((tag) => page.has(tag))) {
      throw new TooComplexError();
    }
    for (const offset of await reader.numbers(page.get(SUB_IFDS), 64)) {
      const { fields } = await reader.directory(offset);
      if (!((await reader.one(fields, SUBFILE, 0)) & 1)) throw new TooComplexError();
      this.#findings.add('thumbnail');
    }
  }

  /** @param {Page} page @returns {Promise<Drawn>} */
  async #page(page) {
    /** @type {Map<number, Written>} */
    const fields = new Map();
    /** @type {Page} */
    const gone = new Map();
    for (const [tag, field] of page) {
      const limit = KEEPS.get(tag);
      if (limit && NUMBERS.includes(field.kind)) {
        if (field.length > limit) throw new BrokenFileError();
        fields.set(tag, { kind: field.kind, data: await this.#reader.value(field, field.length) });
      } else if (![STRIP_OFFSETS, STRIP_COUNTS, TILE_OFFSETS, TILE_COUNTS, SUB_IFDS].includes(tag)) gone.set(tag, field);
    }
    const compression = await this.#reader.one(page, COMPRESSION, 1);
    await this.#profile(gone, fields);
    if (compression === JPEG) await this.#tables(gone, fields);
    if (gone.size) await tellFields(this.#reader, gone, this.#findings, ++this.#told <= MAX_TOLD);
    let size = 0;
    for (const { data } of fields.values()) size += data.length;
    this.#bounded(size);
    return this.#pieces(page, fields, compression);
  }

  /** Note that so many bytes of the new file are in memory. @param {number} more */
  #bounded(more) {
    this.#new += more;
    if (this.#new > MAX_NEW) throw new TooComplexError();
  }

  /** @param {Page} gone @param {Map<number, Written>} fields */
  async #profile(gone, fields) {
    const field = gone.get(PROFILE);
    if (!field) return;
    gone.delete(PROFILE);
    const profile = cleanIcc(await this.#reader.value(field, MAX_PROFILE + 1), this.#findings);
    if (profile) fields.set(PROFILE, { kind: 7, data: profile });
  }

  /** @param {Page} gone @param {Map<number, Written>} fields */
  async #tables(gone, fields) {
    const field = gone.get(JPEG_TABLES);
    if (!field) return;
    gone.delete(JPEG_TABLES);
    fields.set(JPEG_TABLES, { kind: 7, data: cleanTables(await this.#reader.value(field, 65_536), this.#findings) });
  }

  /** @param {Page} page @param {Map<number, Written>} fields @param {number} compression @returns {Promise<Drawn>} */
  async #pieces(page, fields, compression) {
    const reader = this.#reader;
    const { tiles, count, needed } = await layout(reader, page);
    this.#piecesLeft -= count;
    if (this.#piecesLeft < 0) throw new TooComplexError();
    const [offsetsTag, countsTag] = tiles ? [TILE_OFFSETS, TILE_COUNTS] : [STRIP_OFFSETS, STRIP_COUNTS];
    if (!tiles && page.has(TILE_OFFSETS)) this.#findings.add('hidden-data');
    const offsets = await reader.numbers(page.get(offsetsTag), MAX_PIECES);
    const counts = await reader.numbers(page.get(countsTag), MAX_PIECES);
    if (offsets.length < count || counts.length < count) throw new BrokenFileError();
    if (offsets.length > count) this.#findings.add('hidden-data');
    /** @type {Piece[]} */
    const pieces = [];
    for (let index = 0; index < count; index++) {
      let [offset, length] = [offsets[index], counts[index]];
      const most = compression === 1 ? needed(index) : null;
      if (most !== null && length > most) {
        this.#findings.add('hidden-data', `${length - most} B`);
        length = most;
      }
      pieces.push(compression === JPEG && length ? await this.#jpeg(offset, length) : { offset, length });
    }
    const lengths = { kind: LONG, data: packedAll(reader.pack, 4, pieces.map(({ length }) => length)) };
    fields.set(offsetsTag, lengths).set(countsTag, lengths);
    return { fields, pieces, offsets: offsetsTag };
  }

  /** A piece that is a JPEG picture of its own, cleaned as such.
   *  @param {number} offset @param {number} length @returns {Promise<Piece>} */
  async #jpeg(offset, length) {
    const data = await this.#reader.window.take(offset, length);
    const source = new BlobSource(new Blob([/** @type {BlobPart} */ (data)]));
    const { plan, findings } = await cleanJpeg(source);
    for (const { kind, detail } of findings) this.#findings.add(kind, detail);
    const parts = [];
    for await (const chunk of planChunks(source, plan)) parts.push(chunk);
    const fresh = joined(...parts);
    if (fresh.length === data.length && fresh.every((byte, i) => byte === data[i])) return { offset, length };
    this.#bounded(fresh.length);
    return { offset, length: fresh.length, data: fresh };
  }
}
