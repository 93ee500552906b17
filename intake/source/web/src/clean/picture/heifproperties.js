/** The properties of a HEIF file's items: size, decoder set-up, colours and which way is up stay; all else becomes
 *  `free`.
 *
 *  A property keeps its place in the list, so that the numbers by which items name it stay true.
 *  Source: ISO/IEC 14496-12, section 8.11.14; ISO/IEC 23008-12, sections 6.5 and 9.3; AV1-AVIF, section 2.3. @module */
import { anySet, joined, latin, number, packed } from '../bytes.js';
import { BrokenFileError, TooComplexError } from '../errors.js';
import { blank, boxes } from '../film/boxes.js';
import { asText } from '../finding.js';
import { made } from './heifitems.js';
import { cleanIcc } from './icc.js';

/** @typedef {import('../film/boxes.js').Box} Box
 *  @typedef {import('../finding.js').Findings} Findings
 *  @typedef {import('../finding.js').Kind} Kind */

/** What one entry of an `ipma` box says: its item, the numbers of its properties, those it needs, its bytes.
 *  @typedef {{ item: number, numbers: number[], needed: number[], start: number, end: number }} Entry */

const MAX_PROPERTIES = 32_767;
const MAX_ENTRIES = 50_000; // of one table
/** What stays: the least and the most bytes of its content. @type {Map<string, [number, number]>} */
const KEEPS = new Map([
  ['ispe', [12, 12]],
  ['pixi', [5, 20]],
  ['pasp', [8, 8]],
  ['clap', [32, 32]],
  ['irot', [1, 1]],
  ['imir', [1, 1]],
  ['colr', [8, 1 << 24]],
  ['auxC', [6, 64]],
  ['hvcC', [23, 65_536]],
  ['avcC', [7, 65_536]],
  ['av1C', [4, 65_536]],
  ['a1op', [1, 1]],
  ['a1lx', [4, 13]],
  ['lsel', [2, 2]],
  ['clli', [4, 4]],
  ['mdcv', [24, 24]],
  ['amve', [8, 8]],
]);
/** @type {Map<string, Kind>} */
const TOLD = new Map([
  ['udes', 'text'],
  ['cmin', 'device'],
  ['cmex', 'device'],
  ['itai', 'time'],
  ['crtt', 'time'],
  ['mdft', 'time'],
]);
const FILL = ['free', 'skip'];
const [SPACES, SPACES_SIZE] = ['nclx', 11];
const PROFILES = ['prof', 'rICC'];
export const ALPHA = [
  'urn:mpeg:mpegB:cicp:systems:auxiliary:alpha',
  'urn:mpeg:hevc:2015:auxid:1',
  'urn:mpeg:avc:2015:auxid:1',
];

/** The `iprp` box of a file. */
export class Properties {
  #meta;
  #list;
  /** @type {Box[]} */
  #boxes;
  /** @type {{ table: Box, entries: Entry[] }[]} */
  #tables;

  /** @param {Uint8Array} meta @param {Box} box */
  constructor(meta, box) {
    const inner = [...boxes(meta, box.body, box.end)];
    if (inner[0]?.kind !== 'ipco' || inner.slice(1).some((child) => child.kind !== 'ipma')) throw new TooComplexError();
    this.#meta = meta;
    this.#list = inner[0];
    this.#boxes = [...boxes(meta, this.#list.body, this.#list.end)];
    if (this.#boxes.length > MAX_PROPERTIES) throw new TooComplexError();
    this.#tables = inner.slice(1).map((table) => ({ table, entries: this.#entries(table) }));
  }

  /** @param {Box} table `ipma` @returns {Entry[]} */
  #entries(table) {
    const meta = this.#meta;
    const [version, wide] = [number(meta, table.body, 1), number(meta, table.body + 3, 1) & 1];
    const [idSize, size] = [version === 0 ? 2 : 4, 1 + wide];
    const bit = wide ? 0x8000 : 0x80;
    let at = table.body + 8;
    /** @type {Entry[]} */
    const entries = [];
    const rows = number(meta, table.body + 4, 4);
    if (rows > MAX_ENTRIES) throw new TooComplexError();
    for (let i = 0; i < rows; i++) {
      const [start, count] = [at, number(meta, at + idSize, 1)];
      at += idSize + 1 + count * size;
      if (at > table.end) throw new BrokenFileError();
      const said = Array.from({ length: count }, (_, at2) => number(meta, at - (count - at2) * size, size));
      const numbers = said.map((value) => value & (bit - 1));
      if (numbers.some((value) => value > this.#boxes.length)) throw new BrokenFileError();
      const needed = said.filter((value) => value & bit).map((value) => value & (bit - 1));
      entries.push({ item: number(meta, start, idSize), numbers, needed, start, end: at });
    }
    return entries;
  }

  /** @returns {Set<number>} the items that say of themselves that they are the transparency of another */
  alphas() {
    /** @type {Set<number>} */
    const found = new Set();
    for (const { entries } of this.#tables) {
      for (const { item, numbers } of entries) {
        for (const value of numbers) {
          const box = value ? this.#boxes[value - 1] : null;
          if (box?.kind === 'auxC' && ALPHA.includes(asText(this.#meta.subarray(box.body + 4, box.end)))) found.add(item);
        }
      }
    }
    return found;
  }

  /** @param {Set<number>} items @param {Findings} findings @returns {Uint8Array} the `iprp` box for these items
   *  @throws {BrokenFileError} a property has not the size that it can have
   *  @throws {TooComplexError} an item must not be shown without a property that we don't know */
  kept(items, findings) {
    const used = new Set();
    const needed = new Set();
    for (const { entries } of this.#tables) {
      for (const entry of entries) {
        if (!items.has(entry.item)) continue;
        for (const value of entry.numbers) used.add(value);
        for (const value of entry.needed) needed.add(value);
      }
    }
    const { start, end } = this.#list;
    const data = this.#meta.slice(start, end);
    this.#boxes.forEach((box, i) => {
      const moved = { kind: box.kind, start: box.start - start, body: box.body - start, end: box.end - start };
      if (used.has(i + 1) && stays(data, moved, findings)) return;
      if (needed.has(i + 1)) throw new TooComplexError();
      drop(data, moved, findings);
    });
    const last = this.#boxes.at(-1);
    if (last) data.fill(0, last.end - start);
    /** @type {Uint8Array[]} */
    const out = [data];
    for (const { table, entries } of this.#tables) {
      const rows = entries.filter((entry) => items.has(entry.item)).map((entry) => this.#meta.subarray(entry.start, entry.end));
      out.push(made('ipma', this.#meta.subarray(table.body, table.body + 4), packed(rows.length, 4), ...rows));
    }
    return made('iprp', joined(...out));
  }
}

/** Clean a property that is in use, in place. @param {Uint8Array} data @param {Box} box @param {Findings} findings
 *  @returns {boolean} whether it stays */
function stays(data, box, findings) {
  const sizes = KEEPS.get(box.kind);
  if (!sizes) return false;
  if (box.end - box.body < sizes[0] || box.end - box.body > sizes[1]) throw new BrokenFileError();
  if (box.kind === 'auxC') {
    const isAlpha = ALPHA.includes(asText(data.subarray(box.body + 4, box.end)));
    if (!isAlpha) findings.add('hidden-data');
    return isAlpha;
  }
  if (box.kind !== 'colr') return true;
  const kind = latin(data, box.body, box.body + 4);
  if (kind === SPACES) {
    if (box.end - box.body !== SPACES_SIZE) throw new BrokenFileError();
    return true;
  }
  const profile = PROFILES.includes(kind) ? cleanIcc(data.slice(box.body + 4, box.end), findings) : null;
  if (profile) data.set(profile, box.body + 4);
  return profile !== null;
}

/** @param {Uint8Array} data @param {Box} box @param {Findings} findings */
function drop(data, box, findings) {
  if (FILL.includes(box.kind)) {
    if (anySet(data.subarray(box.body, box.end))) findings.add('hidden-data');
  } else if (!KEEPS.has(box.kind)) findings.add(TOLD.get(box.kind) ?? 'hidden-data');
  blank(data, box);
}
