/** The movie box: tracks of picture and sound stay, with the tables that play them; all else becomes `free` and zeros.
 *
 *  Nothing moves, so every offset stays true. Times, languages, and names of handlers and encoders are overwritten
 *  where they lie. A track that is neither picture nor sound (places along the way, texts, time codes) goes as a whole.
 *  Source: ISO/IEC 14496-12, chapter 8 and section 12; QuickTime File Format, "Movie atoms". @module */
import { blank, boxes, find, zero } from './boxes.js';
import { anySet, latin, number } from '../bytes.js';
import { BrokenFileError, TooComplexError } from '../errors.js';
import { asText } from '../finding.js';
import { cutTable, TABLES } from './movietables.js';
import { readTags } from './movietags.js';
import { lengthSize } from './nalunits.js';
import { cleanEntries } from './sampleentry.js';
import { chunkSpans } from './samples.js';

/** @typedef {import('./boxes.js').Box} Box
 *  @typedef {import('../finding.js').Findings} Findings
 *  @typedef {Record<string, (box: Box) => void>} Branch functions for boxes, by name */

/** A cleaned movie box and what else of the file hangs on it.
 *  @typedef {object} Movie
 *  @property {Uint8Array} data
 *  @property {import('./samples.js').Span[]} spans the samples that stay
 *  @property {Set<number>} kept ids of tracks
 *  @property {Set<number>} dropped
 *  @property {Map<number, number>} defaultSizes of samples in fragments, by track
 *  @property {boolean} hasPicture
 *  @property {Map<number, Map<string, Box>>} unitTables of tracks whose samples are rows of units (see nalunits.js)
 *  @property {Map<number, number>} lengthSizes bytes of a unit's length, by track
 *  @property {{ run: import('./samples.js').Run, lengthBytes: number }[]} unitRuns of fragments */

// the boxes that stay, by the box they lie in; what is a key here is walked through
/** @type {Map<string, string[]>} */
const KEEPS = new Map([
  ['moov', 'mvhd trak mvex'.split(' ')],
  ['trak', 'tkhd edts mdia'.split(' ')],
  ['edts', ['elst']],
  ['mdia', 'mdhd hdlr minf'.split(' ')],
  ['minf', 'vmhd smhd hdlr dinf stbl'.split(' ')],
  ['dinf', ['dref']],
  ['stbl', 'stsd stts ctts cslg stsc stsz stz2 stco co64 stss stps sgpd sbgp'.split(' ')],
  ['mvex', 'mehd trex'.split(' ')],
]);
const TAGS = ['udta', 'meta', 'uuid'];
const FILL = ['free', 'skip', 'wide'];
// what players and packagers write about the file itself; it goes, but there is nothing to tell
const PLAIN =
  'iods tref tapt load elng gmhd nmhd sthd subs saiz saio padb sdtp stdp stsh sgpd sbgp leva ctab clip txas'.split(' ');
const [PICTURE, SOUND] = ['vide', 'soun'];
const TEXTS = 'text sbtl subt subp clcp'.split(' ');
const PLACES = /location|camm|gpmd|gps/i;
const HANDLER_CLASSES = ['mhlr', 'dhlr']; // QuickTime's: of media, of data
const BLAND_NAME = /^[A-Za-z ]*Handler?$/;
const UNDETERMINED = Uint8Array.of(0x55, 0xc4, 0, 0); // the language "und", and a quality of 0
const MAX_TRACKS = 100;
const SECONDS_TO_1970 = 2_082_844_800; // from 1904

/** Clean a whole `moov` box.
 *  @param {Uint8Array} untrusted @param {Findings} findings @returns {Movie}
 *  @param {readonly string[]} [keeps] the handlers of the tracks that stay
 *  @throws {BrokenFileError}   @throws {TooComplexError} compressed, encrypted, or with media in other files */
export function cleanMovie(untrusted, findings, keeps = [PICTURE, SOUND]) {
  const data = untrusted.slice();
  /** @type {Movie} */
  const movie = {
    ...{ data, spans: [], kept: new Set(), dropped: new Set(), defaultSizes: new Map(), hasPicture: false },
    ...{ unitTables: new Map(), lengthSizes: new Map(), unitRuns: [] },
  };
  const [outer] = boxes(data, 0, data.length);
  if (find(data, outer.body, outer.end, 'cmov')) throw new TooComplexError();
  if (!find(data, outer.body, outer.end, 'mvhd')) throw new BrokenFileError();
  const cleaner = new Cleaner(movie, findings, keeps);
  const tracks = [...boxes(data, outer.body, outer.end)].filter((box) => box.kind === 'trak');
  if (tracks.length > MAX_TRACKS) throw new TooComplexError();
  for (const track of tracks) cleaner.track(track);
  if (!movie.kept.size) throw new BrokenFileError();
  cleaner.extends(find(data, outer.body, outer.end, 'mvex'));
  cleaner.walk(outer, { mvhd: (box) => cleaner.movieHeader(box) });
  return movie;
}

/** Blank a box, and note what it told. @param {Uint8Array} data @param {Box} box @param {Findings} findings */
export function drop(data, box, findings) {
  if (TAGS.includes(box.kind)) readTags(data, box, findings);
  else if (!PLAIN.includes(box.kind) && !(FILL.includes(box.kind) && !anySet(data.subarray(box.body, box.end)))) {
    findings.add('hidden-data');
  }
  blank(data, box);
}

class Cleaner {
  #movie;
  #data;
  #findings;
  #keeps;

  /** @param {Movie} movie @param {Findings} findings @param {readonly string[]} keeps */
  constructor(movie, findings, keeps) {
    this.#movie = movie;
    this.#keeps = keeps;
    this.#data = movie.data;
    this.#findings = findings;
  }

  /** Clean what lies in a box: `branch` has the functions for it. As deep as KEEPS, no deeper.
   *  @param {Box} outer @param {Branch} branch */
  walk(outer, branch) {
    let end = outer.body;
    for (const box of boxes(this.#data, outer.body, outer.end)) {
      end = box.end;
      if (!KEEPS.get(outer.kind)?.includes(box.kind)) drop(this.#data, box, this.#findings);
      else if (box.kind === 'trak') continue; // done on its own, before
      else if (branch[box.kind]) branch[box.kind](box);
      else if (TABLES.has(box.kind)) {
        if (!cutTable(this.#data, box)) blank(this.#data, box);
      } else if (KEEPS.has(box.kind)) this.walk(box, branch);
    }
    zero(this.#data, end, outer.end);
  }

  /** Clean a track of picture or sound and note where its samples lie; blank any other. @param {Box} track */
  track(track) {
    const [data, movie] = [this.#data, this.#movie];
    const header = find(data, track.body, track.end, 'tkhd');
    const handler = find(data, track.body, track.end, 'mdia', 'hdlr');
    if (!header || !handler) throw new BrokenFileError();
    const trackId = number(data, header.body + (number(data, header.body, 1) === 1 ? 20 : 12), 4);
    if (movie.kept.has(trackId) || movie.dropped.has(trackId)) throw new BrokenFileError();
    const kind = latin(data, handler.body + 8, handler.body + 12);
    if (!this.#keeps.includes(kind)) {
      movie.dropped.add(trackId);
      this.#tellTrack(kind, track);
      blank(data, track);
      return;
    }
    movie.kept.add(trackId);
    movie.hasPicture ||= kind !== SOUND;
    const table = find(data, track.body, track.end, 'mdia', 'minf', 'stbl');
    if (!table) throw new BrokenFileError();
    const tables = new Map(Array.from(boxes(data, table.body, table.end), (box) => [box.kind, box]));
    const entries = tables.get('stsd');
    if (!entries) throw new BrokenFileError();
    const unit = cleanEntries(data, entries, kind !== SOUND, this.#findings);
    for (const span of chunkSpans(data, tables, unit)) movie.spans.push(span);
    const lengthBytes = kind !== SOUND ? lengthSize(data, entries) : 0;
    if (lengthBytes) {
      movie.unitTables.set(trackId, tables);
      movie.lengthSizes.set(trackId, lengthBytes);
    }
    this.walk(track, {
      tkhd: (box) => this.#trackHeader(box),
      mdhd: (box) => this.#mediaHeader(box),
      hdlr: (box) => this.#handler(box),
      dref: (box) => this.#dataReferences(box),
      stsd: () => {},
    });
  }

  /** @param {string} kind @param {Box} track */
  #tellTrack(kind, track) {
    const entries = find(this.#data, track.body, track.end, 'mdia', 'minf', 'stbl', 'stsd');
    if (TEXTS.includes(kind)) this.#findings.add('text');
    else if (kind === 'tmcd') this.#findings.add('time');
    else if (kind === 'camm' || kind === 'gpmd' || (entries && PLACES.test(latin(this.#data, entries.body, entries.end)))) {
      this.#findings.add('place');
    } else this.#findings.add('hidden-data');
  }

  /** Read the defaults for fragments, and blank those of tracks that went. @param {Box | null} box */
  extends(box) {
    for (const preset of box ? boxes(this.#data, box.body, box.end) : []) {
      if (preset.kind !== 'trex') continue;
      const trackId = number(this.#data, preset.body + 4, 4);
      this.#movie.defaultSizes.set(trackId, number(this.#data, preset.body + 16, 4));
      if (!this.#movie.kept.has(trackId)) blank(this.#data, preset);
    }
  }

  /** Check the size of a header, zero its two times and all flags but `flags`.
   *  @param {Box} box @param {number} narrow @param {number} wide sizes in versions 0 and 1 @param {number} [flags]
   *  @returns {number} where the rest begins */
  #fixed(box, narrow, wide, flags = 0) {
    const isWide = number(this.#data, box.body, 1) === 1;
    const size = isWide ? wide : narrow;
    if (this.#data[box.body] > 1 || box.end - box.body < size) throw new BrokenFileError();
    zero(this.#data, box.body + 1, box.body + 3);
    this.#data[box.body + 3] &= flags;
    zero(this.#data, box.body + size, box.end);
    const rest = box.body + (isWide ? 20 : 12);
    if (anySet(this.#data.subarray(box.body + 4, rest))) {
      this.#findings.add('time', time(number(this.#data, box.body + 4, isWide ? 8 : 4)));
    }
    zero(this.#data, box.body + 4, rest);
    return rest;
  }

  /** Times, and the marks of an editor: preview, poster, selection. @param {Box} box */
  movieHeader(box) {
    this.#fixed(box, 100, 112);
    const end = box.body + (this.#data[box.body] === 1 ? 112 : 100);
    zero(this.#data, end - 74, end - 64);
    zero(this.#data, end - 28, end - 4);
  }

  /** @param {Box} box */
  #trackHeader(box) {
    const rest = this.#fixed(box, 84, 96, 0x0f); // shown, in the film, in its preview, sized by its shape
    const duration = rest + 8 + (this.#data[box.body] === 1 ? 8 : 4);
    zero(this.#data, rest + 4, rest + 8);
    zero(this.#data, duration, duration + 8);
    zero(this.#data, duration + 14, duration + 16);
  }

  /** @param {Box} box */
  #mediaHeader(box) {
    const rest = this.#fixed(box, 24, 36);
    this.#data.set(UNDETERMINED, rest + 4 + (this.#data[box.body] === 1 ? 8 : 4));
  }

  /** The kind of handler stays, its maker and its name go. @param {Box} box */
  #handler(box) {
    if (box.end - box.body < 24) throw new BrokenFileError();
    const name = this.#data.subarray(box.body + 24, box.end);
    const counted = name.length > 0 && name[0] <= name.length - 1 && name[0] < 32;
    const text = asText(counted ? name.subarray(1) : name);
    if (text && !BLAND_NAME.test(text)) this.#findings.add('software', text);
    if (!HANDLER_CLASSES.includes(latin(this.#data, box.body + 4, box.body + 8))) {
      zero(this.#data, box.body + 4, box.body + 8);
    }
    zero(this.#data, box.body, box.body + 4);
    zero(this.#data, box.body + 12, box.end);
  }

  /** Media lies in this very file; a path to another one is not followed. @param {Box} box */
  #dataReferences(box) {
    let end = box.body + 8;
    for (const entry of boxes(this.#data, box.body + 8, box.end)) {
      if (!(number(this.#data, entry.body, 4) & 1)) throw new TooComplexError();
      zero(this.#data, entry.body + 4, entry.end);
      end = entry.end;
    }
    zero(this.#data, Math.min(end, box.end), box.end);
  }
}

/** @param {number} seconds since 1904 @returns {string} as a date */
function time(seconds) {
  if (seconds <= 0 || seconds >= 2 ** 32) return '';
  const [day, clock] = new Date((seconds - SECONDS_TO_1970) * 1000).toISOString().split('T');
  return `${day} ${clock.slice(0, 8)} UTC`;
}
