/** MP4, QuickTime, 3GP and M4A: nothing moves; what is not needed to play becomes zeros.
 *
 *  Of the media data only the samples of kept tracks stay. So what a dropped track had there goes with it, and so does
 *  what no track speaks of. Source: ISO/IEC 14496-12; QuickTime File Format. @module */
import { anySet, bytes, latin } from '../bytes.js';
import { BrokenFileError, TooComplexError } from '../errors.js';
import { asText, Findings } from '../finding.js';
import { cleanFragment, cleanFragmentIndex } from './fragments.js';
import { cleanMovie } from './movie.js';
import { cutTable } from './movietables.js';
import { readTags } from './movietags.js';
import { PlanBuilder } from '../plan.js';
import { UnitChecker } from './nalunits.js';
import { merged, sampleRuns } from './samples.js';
import { BLOCK, Window } from '../source.js';
import { planFree, planMedia, tellGaps, topBoxes } from './toplevel.js';

/** @typedef {import('./boxes.js').Box} Box
 *  @typedef {import('./movie.js').Movie} Movie
 *  @typedef {import('./samples.js').Span} Span */

/** A box of the file's own level, and what stands there afterwards: new bytes, or (null) media data or nothing.
 *  @typedef {{ box: Box, data: Uint8Array | null }} Part */

const MAX_BRANDS = 4096; // bytes of `ftyp`
const BRAND =
  /^(?:iso[2-9abcm]|mp4[12]|mp71|avc1|hvc1|hev1|av01|M4[ABV] |qt {2}|3g(?:p[1-9]|2[abc]|[eghmrst][6-9])|dash|msdh|msix|cmf[2cfs]|dby1|\0{4})$/;
const VERSION = Uint8Array.of(0, 0, 2, 0); // of the first brand: cameras of one maker have one of their own
const MAX_TAGS = 16 * 1024 * 1024; // bytes of a box that is read to say what it tells
const MAX_TOLD = 20; // boxes of the file's own level that are read to say what they tell
const MAX_INDEX = 16 * 1024 * 1024; // bytes of `sidx` and `mfra`
const KEEPS = 'ftyp styp moov moof mdat sidx mfra'.split(' ');
const TAGS = ['udta', 'meta', 'uuid'];
const FILL = ['free', 'skip', 'wide'];
/** @type {Record<string, import('../finding.js').Kind>} */
const TOLD = { prft: 'time', pnot: 'thumbnail', PICT: 'thumbnail' };

/** Brands of pictures in this container: another family. */
export const IMAGE_BRANDS = new Set([
  ...'heic heix heim heis hevc hevx hevm hevs mif1 mif2 msf1 miaf avif avis avci avcs jpeg jpgs'.split(' '),
  'crx ',
]);

/** Plan a film or sound file of the ISO base media family.
 *  @param {import('../source.js').Source} source @returns {Promise<import('../cleaned.js').Cleaned>}
 *  @throws {BrokenFileError}
 *  @throws {TooComplexError} encrypted, compressed or scattered over files, or too large an index */
export async function cleanBmff(source) {
  return new Cleaner(source).cleaned();
}

class Cleaner {
  #source;
  #window;
  #findings = new Findings();
  #told = 0;

  /** @param {import('../source.js').Source} source */
  constructor(source) {
    this.#source = source;
    this.#window = new Window(source);
  }

  async cleaned() {
    const top = await topBoxes(this.#window, KEEPS, this.#findings);
    const films = top.filter((box) => box.kind === 'moov');
    if (films.length !== 1) throw new BrokenFileError();
    const movie = cleanMovie(await this.#whole(films[0]), this.#findings);
    const checker = new UnitChecker(this.#source);
    for (const [track, tables] of movie.unitTables) {
      const lengthBytes = movie.lengthSizes.get(track) ?? 0;
      for (const [start, sizes] of sampleRuns(movie.data, tables)) await checker.check(start, sizes, lengthBytes);
    }
    const spans = movie.spans.slice();
    /** @type {Part[]} */
    const parts = [];
    for (const box of top) {
      if (box.kind === 'moof') {
        const fragment = cleanFragment(await this.#whole(box), box.start, movie, this.#findings);
        for (const span of fragment.spans) spans.push(span);
        for (const { run, lengthBytes } of movie.unitRuns) await checker.check(run[0], run[1], lengthBytes);
        movie.unitRuns = [];
        parts.push({ box, data: fragment.data });
      } else parts.push({ box, data: await this.#small(box, movie) });
    }
    while (!parts[parts.length - 1].data && parts[parts.length - 1].box.kind !== 'mdat') parts.pop();
    return this.#result(parts, merged(spans), movie);
  }

  /** @param {Box} box */
  #whole(box) {
    return this.#window.take(box.start, box.end - box.start);
  }

  /** A box of the file's own level as it stays, or null: it goes, or it is media data.
   *  @param {Box} box @param {Movie} movie @returns {Promise<Uint8Array | null>} */
  async #small(box, movie) {
    const size = box.end - box.start;
    if (box.kind === 'moov') return movie.data;
    if (box.kind === 'ftyp' || box.kind === 'styp') {
      if (size > MAX_BRANDS) throw new TooComplexError();
      return this.#brands((await this.#whole(box)).slice(), box.body - box.start);
    }
    if (box.kind === 'sidx' || box.kind === 'mfra') {
      if (size > MAX_INDEX) throw new TooComplexError();
      const data = (await this.#whole(box)).slice();
      if (box.kind === 'mfra') return cleanFragmentIndex(data, movie, this.#findings);
      cutTable(data, { kind: 'sidx', start: 0, body: box.body - box.start, end: size });
      return data;
    }
    if (box.kind !== 'mdat') await this.#tell(box);
    return null;
  }

  /** @param {Uint8Array} box @param {number} start
   *  @returns {Uint8Array} brands that players know; a camera's own, or any other words, become the plainest there is */
  #brands(box, start) {
    if (box.length < start + 8 || (box.length - start) % 4) throw new BrokenFileError();
    for (let at = start; at < box.length; at += 4) {
      const brand = latin(box, at, at + 4);
      if (at === start + 4) box.set(VERSION, at);
      else if (!BRAND.test(brand)) {
        this.#findings.add('hidden-data', asText(box.subarray(at, at + 4)));
        box.set(bytes(brand.startsWith('3g') ? '3gp4' : 'isom'), at);
      }
    }
    return box;
  }

  /** @param {Box} box */
  async #tell(box) {
    const size = box.end - box.start;
    if (TAGS.includes(box.kind) && size <= MAX_TAGS && this.#told < MAX_TOLD) {
      this.#told++;
      const inner = { kind: box.kind, start: 0, body: box.body - box.start, end: size };
      readTags(await this.#whole(box), inner, this.#findings);
    } else if (FILL.includes(box.kind)) {
      if (anySet(await this.#window.take(box.body, Math.min(box.end - box.body, BLOCK)))) this.#findings.add('hidden-data');
    } else this.#findings.add(TOLD[box.kind] ?? 'hidden-data');
  }

  /** @param {Part[]} parts @param {Span[]} spans @param {Movie} movie */
  async #result(parts, spans, movie) {
    const plan = new PlanBuilder(this.#source.size);
    /** @type {Span[]} */
    const gaps = [];
    let done = 0;
    for (const { box, data } of parts) {
      if (data) plan.literal(data);
      else if (box.kind === 'mdat') done = planMedia(plan, box, spans, done, gaps);
      else await planFree(plan, this.#window, box);
    }
    if (done < spans.length) throw new BrokenFileError(); // samples outside the media data
    if (!movie.dropped.size) await tellGaps(this.#window, gaps, this.#findings);
    const [format, extension, mediaType] = await this.#format(movie);
    return { format, extension, mediaType, plan: plan.build(), findings: this.#findings.listed() };
  }

  /** @param {Movie} movie */
  async #format(movie) {
    const head = latin(await this.#window.take(4, 8), 0, 8);
    const brand = head.startsWith('ftyp') ? head.slice(4) : 'qt  ';
    if (brand === 'qt  ') return ['mov', 'mov', 'video/quicktime'];
    if (brand.startsWith('3g')) return ['3gp', '3gp', 'video/3gpp'];
    return movie.hasPicture ? ['mp4', 'mp4', 'video/mp4'] : ['m4a', 'm4a', 'audio/mp4'];
  }
}
