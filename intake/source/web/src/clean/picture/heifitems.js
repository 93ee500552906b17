/** The items of a HEIF file: pictures and what belongs to them, how they hang together, and where their bytes are.
 *
 *  Source: ISO/IEC 14496-12, section 8.11; ISO/IEC 23008-12, sections 6 and 9. @module */
import { bytes, joined, latin, number, packed } from '../bytes.js';
import { BrokenFileError, TooComplexError } from '../errors.js';
import { boxes } from '../film/boxes.js';

/** @typedef {import('../film/boxes.js').Box} Box
 *  @typedef {import('../film/samples.js').Span} Span */

/** One item: its type, its entry in the list, and its bytes, unless they are out of our reach.
 *  @typedef {{ kind: string, entry: Box, locked: boolean, where: number, extents: Span[], reachable: boolean }} Item */

/** That one item refers to others: `kind` says as what.
 *  @typedef {{ kind: string, origin: number, targets: number[] }} Reference */

/** Where the bytes of an item are said: its id, where that begins and ends. @typedef {[number, number, number]} Entry */

/** Compressed pictures that we know, and the format that a file is named for. @type {Record<string, string>} */
export const CODED = { hvc1: 'heic', av01: 'avif', avc1: 'heif' };
export const DERIVED = ['grid', 'iovl', 'iden'];
export const [IN_FILE, IN_META] = [0, 1]; // where extents lie: by offsets of the file, or in `idat`
const MAX_ITEMS = 20_000;
const MAX_EXTENTS = 50_000;
const MAX_REFERENCES = 50_000;

/** @param {Uint8Array} meta @param {Box} listing an `iinf` box @returns {Map<number, Item>} by their ids
 *  @throws {BrokenFileError}   @throws {TooComplexError} too many, or of an old form */
export function readItems(meta, listing) {
  const wide = number(meta, listing.body, 1) > 0;
  const start = listing.body + (wide ? 8 : 6);
  /** @type {Map<number, Item>} */
  const items = new Map();
  for (const entry of boxes(meta, start, listing.end)) {
    const version = number(meta, entry.body, 1);
    if (entry.kind !== 'infe' || (version !== 2 && version !== 3) || items.size >= MAX_ITEMS) throw new TooComplexError();
    const size = version === 2 ? 2 : 4;
    const [id, locked] = [number(meta, entry.body + 4, size), number(meta, entry.body + 4 + size, 2) !== 0];
    const at = entry.body + 6 + size;
    if (items.has(id) || at + 4 > entry.end) throw new BrokenFileError();
    items.set(id, { kind: latin(meta, at, at + 4), entry, locked, where: IN_FILE, extents: [], reachable: true });
  }
  if (items.size !== number(meta, listing.body + 4, wide ? 4 : 2)) throw new BrokenFileError();
  return items;
}

/** @param {Uint8Array} meta @param {Box} listing @param {Map<number, Item>} items @param {Set<number>} kept
 *  @returns {Uint8Array} the `iinf` box with the kept items alone, their names blank */
export function keptItems(meta, listing, items, kept) {
  const entries = [];
  for (const [id, { entry }] of items) {
    if (!kept.has(id)) continue;
    const named = entry.body + (number(meta, entry.body, 1) === 2 ? 12 : 14);
    entries.push(meta.subarray(entry.start, named), new Uint8Array(entry.end - named));
  }
  const count = packed(kept.size, number(meta, listing.body, 1) > 0 ? 4 : 2);
  return made('iinf', meta.subarray(listing.body, listing.body + 4), count, ...entries);
}

/** Note where each item's bytes are.
 *  @param {Uint8Array} meta @param {Box} box `iloc` @param {Map<number, Item>} items @returns {Entry[]} */
export function readLocations(meta, box, items) {
  const version = number(meta, box.body, 1);
  if (version > 2) throw new TooComplexError();
  const sizes = number(meta, box.body + 4, 2);
  const [offsetSize, lengthSize, baseSize] = [(sizes >> 12) & 15, (sizes >> 8) & 15, (sizes >> 4) & 15];
  const indexSize = version === 0 ? 0 : sizes & 15;
  if ([offsetSize, lengthSize, baseSize, indexSize].some((size) => ![0, 4, 8].includes(size))) throw new BrokenFileError();
  const idSize = version < 2 ? 2 : 4;
  let at = box.body + 6 + idSize;
  /** @type {Entry[]} */
  const entries = [];
  const seen = new Set();
  let total = 0;
  for (let i = number(meta, box.body + 6, idSize); i > 0; i--) {
    const [start, id] = [at, number(meta, at, idSize)];
    const item = items.get(id);
    if (!item || seen.has(id)) throw new BrokenFileError();
    seen.add(id);
    at += idSize;
    if (version > 0) {
      item.where = number(meta, at, 2) & 15;
      at += 2;
    }
    item.reachable = item.where <= IN_META && number(meta, at, 2) === 0;
    const base = number(meta, at + 2, baseSize);
    const count = number(meta, at + 2 + baseSize, 2);
    at += 4 + baseSize;
    total += count;
    if (total > MAX_EXTENTS) throw new TooComplexError();
    for (let extent = 0; extent < count; extent++) {
      at += indexSize;
      const length = number(meta, at + offsetSize, lengthSize);
      item.extents.push([base + number(meta, at, offsetSize), length]);
      item.reachable &&= length > 0; // zero stands for all of the file
      at += offsetSize + lengthSize;
    }
    if (at > box.end) throw new BrokenFileError();
    entries.push([id, start, at]);
  }
  return entries;
}

/** @param {Uint8Array} meta @param {Box} box @param {Entry[]} entries @param {Set<number>} kept
 *  @returns {Uint8Array} the `iloc` box with the entries of kept items alone */
export function keptLocations(meta, box, entries, kept) {
  const stays = entries.filter(([id]) => kept.has(id)).map(([, start, end]) => meta.subarray(start, end));
  const count = packed(stays.length, number(meta, box.body, 1) < 2 ? 2 : 4);
  return made('iloc', meta.subarray(box.body, box.body + 6), count, ...stays);
}

/** @param {Uint8Array} meta @param {Box | undefined} box `iref` @param {Map<number, Item>} items @returns {Reference[]}
 *  @throws {BrokenFileError} one to or from an item that there is not */
export function readReferences(meta, box, items) {
  /** @type {Reference[]} */
  const found = [];
  if (!box) return found;
  const size = number(meta, box.body, 1) === 0 ? 2 : 4;
  for (const reference of boxes(meta, box.body + 4, box.end)) {
    if (found.length >= MAX_REFERENCES) throw new TooComplexError();
    const count = number(meta, reference.body + size, 2);
    if (reference.body + size + 2 + count * size !== reference.end) throw new BrokenFileError();
    const origin = number(meta, reference.body, size);
    const targets = [];
    for (let at = reference.body + size + 2; at < reference.end; at += size) targets.push(number(meta, at, size));
    if (!items.has(origin) || targets.some((id) => !items.has(id))) throw new BrokenFileError();
    found.push({ kind: reference.kind, origin, targets });
  }
  return found;
}

/** @param {Uint8Array} meta @param {Box} box @param {Reference[]} references @param {Set<number>} kept
 *  @returns {Uint8Array} the `iref` box with what joins kept items to a picture, or nothing */
export function keptReferences(meta, box, references, kept) {
  const size = number(meta, box.body, 1) === 0 ? 2 : 4;
  const out = [];
  for (const { kind, origin, targets } of references) {
    const stays = targets.filter((id) => kept.has(id));
    if (!['dimg', 'auxl', 'prem'].includes(kind) || !kept.has(origin) || !stays.length) continue;
    out.push(made(kind, packed(origin, size), packed(stays.length, 2), ...stays.map((id) => packed(id, size))));
  }
  return out.length ? made('iref', meta.subarray(box.body, box.body + 4), ...out) : new Uint8Array(0);
}

/** @param {Span[]} one @param {Span[]} other each merged @returns {boolean} whether they have a byte in common */
export function overlap(one, other) {
  let next = 0;
  for (const [start, length] of one) {
    while (next < other.length && other[next][0] + other[next][1] <= start) next++;
    if (next < other.length && other[next][0] < start + length) return true;
  }
  return false;
}

/** @param {string} kind @param {...Uint8Array} parts of its content @returns {Uint8Array} a box */
export function made(kind, ...parts) {
  const length = parts.reduce((sum, part) => sum + part.length, 8);
  return joined(packed(length, 4), bytes(kind), ...parts);
}
