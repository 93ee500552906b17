/** Fragments of a film that was written while it ran: the same rules as for the movie box.
 *
 *  Source: ISO/IEC 14496-12, section 8.8. @module */
import { blank, boxes, find, zero } from './boxes.js';
import { number } from '../bytes.js';
import { BrokenFileError } from '../errors.js';
import { drop } from './movie.js';
import { cutTable } from './movietables.js';
import { repeat } from './samples.js';

/** @typedef {import('./boxes.js').Box} Box
 *  @typedef {import('../finding.js').Findings} Findings
 *  @typedef {import('./movie.js').Movie} Movie
 *  @typedef {import('./samples.js').Span} Span */

const MOOF_KEEPS = ['mfhd', 'traf'];
const TRAF_KEEPS = 'tfhd tfdt trun sgpd sbgp'.split(' ');
const MFRA_KEEPS = ['tfra', 'mfro'];
// locks and their keys, which nothing that we keep needs
const PLAIN = 'senc saiz saio subs pssh'.split(' ');

const [BASE, DESCRIPTION, DURATION, SIZE, FLAGS, BASE_IS_MOOF] = [0x1, 0x2, 0x8, 0x10, 0x20, 0x20000];
const [RUN_OFFSET, RUN_FIRST, RUN_DURATION, RUN_SIZE, RUN_FLAGS, RUN_TIME] = [0x1, 0x4, 0x100, 0x200, 0x400, 0x800];

/** Clean a whole `moof` box that starts at `offset` of the file.
 *  @param {Uint8Array} untrusted @param {number} offset @param {Movie} movie @param {Findings} findings
 *  @returns {{ data: Uint8Array, spans: Span[] }} the box, of the same size, and where the samples lie that stay
 *  @throws {BrokenFileError} among others, a track that the movie box does not have */
export function cleanFragment(untrusted, offset, movie, findings) {
  const data = untrusted.slice();
  const [outer] = boxes(data, 0, data.length);
  /** @type {Span[]} */
  const spans = [];
  let [base, end] = [offset, outer.body];
  for (const box of boxes(data, outer.body, outer.end)) {
    end = box.end;
    if (box.kind === 'traf') {
      const track = readTrack(data, box, offset, base, movie);
      base = track.following;
      if (movie.kept.has(track.id)) {
        for (const span of track.spans) spans.push(span);
        cleanTrack(data, box, findings);
      } else blank(data, box);
    } else keepOrDrop(data, box, MOOF_KEEPS, findings);
  }
  zero(data, end, outer.end);
  return { data, spans };
}

/** Clean a whole `mfra` box.
 *  @param {Uint8Array} untrusted @param {Movie} movie @param {Findings} findings @returns {Uint8Array} */
export function cleanFragmentIndex(untrusted, movie, findings) {
  const data = untrusted.slice();
  const [outer] = boxes(data, 0, data.length);
  let end = outer.body;
  for (const box of boxes(data, outer.body, outer.end)) {
    end = box.end;
    if (box.kind === 'tfra' && !movie.kept.has(number(data, box.body + 4, 4))) blank(data, box);
    else keepOrDrop(data, box, MFRA_KEEPS, findings);
  }
  zero(data, end, outer.end);
  return data;
}

/** @param {Uint8Array} data @param {Box} box @param {string[]} keeps @param {Findings} findings */
function keepOrDrop(data, box, keeps, findings) {
  if (keeps.includes(box.kind) && cutTable(data, box)) return;
  if (PLAIN.includes(box.kind)) blank(data, box);
  else drop(data, box, findings);
}

/** Where the samples of one track lie.
 *  @param {Uint8Array} data @param {Box} box @param {number} moof @param {number} before @param {Movie} movie
 *  @returns {{ id: number, following: number, spans: Span[] }} its id, where its last sample ends, its samples */
function readTrack(data, box, moof, before, movie) {
  const header = find(data, box.body, box.end, 'tfhd');
  if (!header) throw new BrokenFileError();
  const [flags, id] = [number(data, header.body + 1, 3), number(data, header.body + 4, 4)];
  if (!movie.kept.has(id) && !movie.dropped.has(id)) throw new BrokenFileError();
  let at = header.body + 8;
  let base = flags & BASE_IS_MOOF ? moof : before;
  let size = movie.defaultSizes.get(id) ?? 0;
  if (flags & BASE) {
    base = number(data, at, 8);
    at += 8;
  }
  at += (flags & DESCRIPTION ? 4 : 0) + (flags & DURATION ? 4 : 0);
  if (flags & SIZE) {
    size = number(data, at, 4);
    at += 4;
  }
  at += flags & FLAGS ? 4 : 0;
  if (at > header.end) throw new BrokenFileError();
  /** @type {Span[]} */
  const spans = [];
  let following = base;
  for (const run of boxes(data, box.body, box.end)) {
    if (run.kind !== 'trun') continue;
    const { start, sizes, length } = readRun(data, run, base, following, size);
    const lengthBytes = movie.lengthSizes.get(id);
    if (lengthBytes) movie.unitRuns.push({ run: [start, sizes], lengthBytes });
    following = start + length;
    if (length) spans.push([start, length]);
  }
  return { id, following, spans };
}

/** @param {number} flags of a run @returns {number} bytes an entry */
const entrySize = (flags) => 4 * [RUN_DURATION, RUN_SIZE, RUN_FLAGS, RUN_TIME].filter((flag) => flags & flag).length;

/** One run of samples, and its bytes in all.
 *  @param {Uint8Array} data @param {Box} box @param {number} base @param {number} following
 *  @param {number} defaultSize @returns {{ start: number, sizes: Iterable<number>, length: number }} */
function readRun(data, box, base, following, defaultSize) {
  const [flags, count] = [number(data, box.body + 1, 3), number(data, box.body + 4, 4)];
  let [at, start] = [box.body + 8, following];
  if (flags & RUN_OFFSET) {
    start = base + (number(data, at, 4) | 0);
    at += 4;
  }
  at += flags & RUN_FIRST ? 4 : 0;
  const entry = entrySize(flags);
  if (at + count * entry > box.end) throw new BrokenFileError();
  if (!(flags & RUN_SIZE)) return { start, sizes: repeat(defaultSize, count), length: count * defaultSize };
  const first = at + (flags & RUN_DURATION ? 4 : 0);
  const sizes = Array.from({ length: count }, (_, i) => number(data, first + i * entry, 4));
  return { start, sizes, length: sizes.reduce((sum, size) => sum + size, 0) };
}

/** @param {Uint8Array} data @param {Box} box @param {Findings} findings */
function cleanTrack(data, box, findings) {
  let end = box.body;
  for (const part of boxes(data, box.body, box.end)) {
    end = part.end;
    if (part.kind === 'tfhd' || part.kind === 'trun') cut(data, part);
    else keepOrDrop(data, part, TRAF_KEEPS, findings);
  }
  zero(data, end, box.end);
}

/** Zero what lies behind the last field of a fragment's header or run; both were read before, so they fit.
 *  @param {Uint8Array} data @param {Box} box */
function cut(data, box) {
  const flags = number(data, box.body + 1, 3);
  let used = 8;
  if (box.kind === 'tfhd') {
    used += (flags & BASE ? 8 : 0) + 4 * [DESCRIPTION, DURATION, SIZE, FLAGS].filter((flag) => flags & flag).length;
  } else {
    used += (flags & RUN_OFFSET ? 4 : 0) + (flags & RUN_FIRST ? 4 : 0);
    used += entrySize(flags) * number(data, box.body + 4, 4);
  }
  zero(data, box.body + used, box.end);
}
