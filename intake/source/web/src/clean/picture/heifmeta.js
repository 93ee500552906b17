/** The `meta` box of a HEIF file: the picture that is shown stays, with its parts and its transparency.
 *
 *  Previews, depth, gain maps, EXIF, XMP and all other items go, from the lists and from where their bytes are. The box
 *  keeps its size, so that nothing behind it moves. Source: ISO/IEC 14496-12, section 8.11; ISO/IEC 23008-12. @module */
import { anySet, joined, latin, number } from '../bytes.js';
import { BrokenFileError, TooComplexError } from '../errors.js';
import { boxes } from '../film/boxes.js';
import { merged } from '../film/samples.js';
import { asText, CREDENTIALS } from '../finding.js';
import { readExif } from './exif.js';
import {
  CODED,
  DERIVED,
  IN_FILE,
  IN_META,
  keptItems,
  keptLocations,
  keptReferences,
  made,
  overlap,
  readItems,
  readLocations,
  readReferences,
} from './heifitems.js';
import { Properties } from './heifproperties.js';
import { readXmp } from './xmp.js';

/** @typedef {import('../film/boxes.js').Box} Box
 *  @typedef {import('../film/samples.js').Span} Span
 *  @typedef {import('../finding.js').Findings} Findings
 *  @typedef {import('./heifitems.js').Item} Item
 *  @typedef {import('../source.js').Window} Window */

/** A cleaned `meta` box of the same size, the bytes of the file that stay, the format, and whether items went.
 *  @typedef {{ data: Uint8Array, spans: Span[], format: string, dropped: boolean }} Meta */

const NEEDED = ['hdlr', 'pitm', 'iinf', 'iloc', 'iprp'];
const PLAIN = ['free', 'skip', 'dinf', 'grpl', 'iods'];
const HANDLER = 'pict';
const BLAND_NAME = /^(?:[A-Za-z ]*Handler?)$/;
const MAX_TOLD = 20; // items that are read to say what they tell
const SMALL = 16 * 1024 * 1024;
// the media lies in this very file: the one form of `dinf` that stays
const SAME_FILE = '\0\0\0\x24dinf\0\0\0\x1cdref\0\0\0\0\0\0\0\x01\0\0\0\x0curl \0\0\0\x01';
const [XMP, C2PA] = ['application/rdf+xml', 'application/c2pa'];

/** Clean the `meta` box at the file's own level.
 *  @param {Window} window @param {Box} box @param {Findings} findings @returns {Promise<Meta>}
 *  @throws {BrokenFileError}   @throws {TooComplexError} protected, scattered, or of parts that we don't know */
export async function cleanMeta(window, box, findings) {
  const meta = (await window.take(box.start, box.end - box.start)).slice();
  return new Cleaner(window, meta, box.body - box.start, findings).cleaned();
}

class Cleaner {
  #window;
  #meta;
  #findings;
  #start;
  #children;
  /** @type {Map<string, Box>} */
  #box = new Map();
  #items;
  #entries;
  #references;
  #properties;
  /** @type {Set<number>} */
  #previews;
  /** @type {Map<number, number[]>} */
  #parts = new Map(); // what a derived picture is made of
  #told = 0;

  /** @param {Window} window @param {Uint8Array} meta @param {number} body @param {Findings} findings */
  constructor(window, meta, body, findings) {
    this.#window = window;
    this.#meta = meta;
    this.#findings = findings;
    this.#start = body + 4;
    this.#children = [...boxes(meta, this.#start, meta.length)];
    /** @type {Map<string, number>} */
    const counts = new Map();
    for (const child of this.#children) {
      counts.set(child.kind, (counts.get(child.kind) ?? 0) + 1);
      if (!this.#box.has(child.kind)) this.#box.set(child.kind, child);
    }
    const twice = (counts.get('iref') ?? 0) > 1 || (counts.get('idat') ?? 0) > 1;
    if (twice || NEEDED.some((kind) => counts.get(kind) !== 1)) throw new BrokenFileError();
    if (counts.has('ipro')) throw new TooComplexError();
    this.#items = readItems(meta, this.#needed('iinf'));
    this.#entries = readLocations(meta, this.#needed('iloc'), this.#items);
    this.#references = readReferences(meta, this.#box.get('iref'), this.#items);
    this.#properties = new Properties(meta, this.#needed('iprp'));
    this.#previews = new Set(this.#references.filter(({ kind }) => kind === 'thmb').map(({ origin }) => origin));
    for (const { kind, origin, targets } of this.#references) {
      if (kind !== 'dimg') continue;
      const parts = this.#parts.get(origin) ?? [];
      for (const target of targets) parts.push(target);
      this.#parts.set(origin, parts);
    }
  }

  /** @param {string} kind */
  #needed(kind) {
    const box = this.#box.get(kind);
    if (!box) throw new BrokenFileError();
    return box;
  }

  async cleaned() {
    const kept = this.#kept(this.#primary());
    const gone = new Set([...this.#items.keys()].filter((id) => !kept.has(id)));
    const [inFile, inMeta] = [this.#spans(kept, IN_FILE), this.#spans(kept, IN_META)];
    if (overlap(inFile, this.#spans(gone, IN_FILE)) || overlap(inMeta, this.#spans(gone, IN_META))) {
      throw new TooComplexError(); // what stays would bring back what goes
    }
    for (const id of [...gone].sort((one, other) => one - other)) await this.#tell(id);
    const parts = [this.#meta.subarray(0, this.#start)];
    for (const child of this.#children) parts.push(this.#child(child, kept, inMeta));
    let data = joined(...parts);
    const spare = this.#meta.length - data.length;
    if (spare > 0 && spare < 8) throw new TooComplexError();
    if (spare) data = joined(data, made('free', new Uint8Array(spare - 8)));
    const order = [...kept].sort((one, other) => one - other);
    const coded = order.map((id) => CODED[this.#item(id).kind]).find((format) => format);
    if (!coded) throw new BrokenFileError();
    return { data, spans: inFile, format: coded, dropped: gone.size > 0 };
  }

  /** @param {number} id */
  #item(id) {
    const item = this.#items.get(id);
    if (!item) throw new BrokenFileError();
    return item;
  }

  #primary() {
    const box = this.#needed('pitm');
    const size = number(this.#meta, box.body, 1) === 0 ? 2 : 4;
    if (box.end - box.body !== 4 + size) throw new BrokenFileError();
    return number(this.#meta, box.body + 4, size);
  }

  /** The picture that is shown, the parts that it is made of, and the transparency of any of them.
   *  @param {number} primary @returns {Set<number>} */
  #kept(primary) {
    /** @type {Set<number>} */
    const kept = new Set();
    this.#follow(primary, kept);
    const alphas = this.#properties.alphas();
    for (const { kind, origin, targets } of this.#references) {
      if (kind === 'auxl' && alphas.has(origin) && targets.some((id) => kept.has(id))) this.#follow(origin, kept);
    }
    return kept;
  }

  /** @param {number} first @param {Set<number>} kept */
  #follow(first, kept) {
    const ahead = [first];
    for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
      if (kept.has(id)) continue;
      const item = this.#item(id);
      const known = Object.hasOwn(CODED, item.kind) || DERIVED.includes(item.kind);
      if (item.locked || !item.reachable || !known) throw new TooComplexError();
      kept.add(id);
      for (const part of this.#parts.get(id) ?? []) ahead.push(part);
    }
  }

  /** @param {Set<number>} items @param {number} where @returns {Span[]} */
  #spans(items, where) {
    /** @type {Span[]} */
    const spans = [];
    for (const id of items) {
      const item = this.#item(id);
      if (item.where === where && item.reachable) for (const span of item.extents) spans.push(span);
    }
    return merged(spans);
  }

  /** A box in `meta` as it stays, or nothing. @param {Box} child @param {Set<number>} kept @param {Span[]} spans */
  #child(child, kept, spans) {
    const [meta, kind] = [this.#meta, child.kind];
    if (kind === 'hdlr') return this.#handler(child);
    const isPlain = child.end - child.start === SAME_FILE.length && latin(meta, child.start, child.end) === SAME_FILE;
    if (kind === 'pitm' || isPlain) return meta.subarray(child.start, child.end);
    if (kind === 'iinf') return keptItems(meta, child, this.#items, kept);
    if (kind === 'iloc') return keptLocations(meta, child, this.#entries, kept);
    if (kind === 'iref') return keptReferences(meta, child, this.#references, kept);
    if (kind === 'iprp') return this.#properties.kept(kept, this.#findings);
    if (kind === 'idat') return this.#data(child, spans);
    const filled = (kind === 'free' || kind === 'skip') && anySet(meta.subarray(child.body, child.end));
    if (filled || !PLAIN.includes(kind)) this.#findings.add('hidden-data');
    return new Uint8Array(0);
  }

  /** The kind of handler stays, its maker and its name go. @param {Box} box */
  #handler(box) {
    const meta = this.#meta;
    if (box.end - box.body < 24 || latin(meta, box.body + 8, box.body + 12) !== HANDLER) throw new BrokenFileError();
    const name = asText(meta.subarray(box.body + 24, box.end));
    if (name && !BLAND_NAME.test(name)) this.#findings.add('software', name);
    const content = new Uint8Array(box.end - box.body);
    content.set(meta.subarray(box.body + 8, box.body + 12), 8);
    return joined(meta.subarray(box.start, box.body), content);
  }

  /** The `idat` box with the bytes of kept items, and zeros. @param {Box} box @param {Span[]} spans */
  #data(box, spans) {
    const data = this.#meta.slice(box.start, box.end);
    data.fill(0, box.body - box.start);
    for (const [start, length] of spans) {
      if (box.body + start + length > box.end) throw new BrokenFileError();
      const at = box.body + start;
      data.set(this.#meta.subarray(at, at + length), at - box.start);
    }
    return data;
  }

  /** Note what an item tells that goes. @param {number} id */
  async #tell(id) {
    const item = this.#item(id);
    if (Object.hasOwn(CODED, item.kind) || DERIVED.includes(item.kind)) {
      this.#findings.add(this.#previews.has(id) ? 'thumbnail' : 'hidden-data');
      return;
    }
    const isRead = ['Exif', 'mime'].includes(item.kind) && this.#told < MAX_TOLD;
    const content = isRead ? await this.#content(item) : null;
    this.#told++;
    if (item.kind === 'Exif' && content && content.length >= 4) {
      readExif(content.subarray(4 + number(content, 0, 4)), this.#findings);
    } else if (item.kind === 'mime' && this.#type(item) === XMP && content?.length) readXmp(content, this.#findings);
    else if (item.kind === 'mime' && this.#type(item) === C2PA) this.#findings.add('proof', CREDENTIALS);
    else this.#findings.add('hidden-data');
  }

  /** The type that the entry of a mime item names, behind the item's own name. @param {Item} item */
  #type({ entry }) {
    const named = entry.body + (number(this.#meta, entry.body, 1) === 2 ? 12 : 14);
    const rest = this.#meta.subarray(named, Math.max(named, entry.end));
    const end = rest.indexOf(0);
    return end < 0 ? '' : asText(rest.subarray(end + 1));
  }

  /** The bytes of an item that goes, or null: too many, or out of reach.
   *  @param {Item} item @returns {Promise<Uint8Array | null>} */
  async #content(item) {
    const idat = this.#box.get('idat');
    if (!item.reachable || item.extents.reduce((sum, [, length]) => sum + length, 0) > SMALL) return null;
    const parts = [];
    for (const [start, length] of item.extents) {
      if (item.where === IN_FILE && start + length <= this.#window.size) {
        parts.push((await this.#window.take(start, length)).slice());
      } else if (item.where === IN_META && idat && idat.body + start + length <= idat.end) {
        parts.push(this.#meta.subarray(idat.body + start, idat.body + start + length));
      } else return null;
    }
    return joined(...parts);
  }
}
