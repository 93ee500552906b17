/** HEIC, HEIF and AVIF: nothing moves; what is not needed to show the picture becomes zeros.
 *
 *  Source: ISO/IEC 23008-12; ISO/IEC 14496-12; AV1 Image File Format 1.1. @module */
import { anySet, bytes, latin } from '../bytes.js';
import { BrokenFileError, TooComplexError } from '../errors.js';
import { IMAGE_BRANDS } from '../film/bmff.js';
import { boxes, find } from '../film/boxes.js';
import { cleanMovie } from '../film/movie.js';
import { readTags } from '../film/movietags.js';
import { merged } from '../film/samples.js';
import { planFree, planMedia, tellGaps, topBoxes } from '../film/toplevel.js';
import { CREDENTIALS, Findings } from '../finding.js';
import { cleanMeta } from './heifmeta.js';
import { PlanBuilder } from '../plan.js';
import { BLOCK, Window } from '../source.js';

/** @typedef {import('../film/boxes.js').Box} Box
 *  @typedef {import('../film/movie.js').Movie} Movie
 *  @typedef {import('../film/samples.js').Span} Span
 *  @typedef {import('./heifmeta.js').Meta} Meta */

const RAW = 'crx ';
const MAX_BRANDS = 4096; // bytes of `ftyp`
const [BRAND_START, FIRST_COMPATIBLE] = [8, 16];
const BRANDS = new Set([
  ...IMAGE_BRANDS,
  ...'avio iso2 iso3 iso4 iso5 iso6 iso7 iso8 iso9 isoa isob isoc isom MA1A MA1B MiHA MiHB MiHE MiPr'.split(' '),
]);
const PLAINEST = bytes('mif1');
const MAX_META = 16 * 1024 * 1024;
const MAX_TOLD = 20; // boxes of the file's own level that are read to say what they tell
const KEEPS = ['ftyp', 'meta', 'moov', 'moof', 'mdat'];
const FILL = ['free', 'skip', 'wide'];
const SEQUENCES = ['hevc', 'hevx', 'hevm', 'hevs', 'msf1', 'avis', 'avcs'];
const HANDLERS = ['pict', 'vide'];
const ALPHA_HANDLER = 'auxv';

/** @param {string} head
 *  @returns {boolean} whether a file begins as a picture in boxes; raw pictures of cameras are none that we know */
export function isHeif(head) {
  const brand = head.slice(8, 12);
  return head.slice(4, 8) === 'ftyp' && IMAGE_BRANDS.has(brand) && brand !== RAW;
}

/** Plan a picture, or a sequence of pictures, of the HEIF family.
 *  @param {import('../source.js').Source} source @returns {Promise<import('../cleaned.js').Cleaned>}
 *  @throws {BrokenFileError}   @throws {TooComplexError} protected, in fragments, or of parts that we don't know */
export async function cleanHeif(source) {
  const [window, findings] = [new Window(source), new Findings()];
  const top = await topBoxes(window, KEEPS, findings);
  const meta = await metaOf(window, top, findings);
  const movie = await movieOf(window, top, findings);
  const brand = latin(await window.take(8, 4), 0, 4);
  if (!meta && (!movie || !SEQUENCES.includes(brand))) throw new BrokenFileError();
  const spans = (meta?.spans ?? []).slice();
  for (const span of movie?.spans ?? []) spans.push(span);
  let told = 0;
  for (const box of top) if (!KEEPS.includes(box.kind)) await tell(window, box, ++told, findings);
  while (!KEEPS.includes(top[top.length - 1].kind)) top.pop();
  const { plan, gaps } = await planned(window, top, meta, movie, merged(spans));
  if (!meta?.dropped && !movie?.dropped.size) await tellGaps(window, gaps, findings);
  const format = meta?.format ?? (brand === 'avis' ? 'avif' : 'heic');
  return { format, extension: format, mediaType: `image/${format}`, plan, findings: findings.listed() };
}

/** @param {Box[]} top @param {string} kind @returns {Box | undefined} */
function one(top, kind) {
  const found = top.filter((box) => box.kind === kind);
  if (found.length > 1) throw new BrokenFileError();
  return found[0];
}

/** @param {Window} window @param {Box[]} top @param {Findings} findings @returns {Promise<Meta | null>} */
async function metaOf(window, top, findings) {
  const box = one(top, 'meta');
  if (box && box.end - box.start > MAX_META) throw new TooComplexError();
  return box ? cleanMeta(window, box, findings) : null;
}

/** The movie box of a sequence. Transparency beside its pictures is none that we can vouch for.
 *  @param {Window} window @param {Box[]} top @param {Findings} findings @returns {Promise<Movie | null>} */
async function movieOf(window, top, findings) {
  const box = one(top, 'moov');
  if (top.some((other) => other.kind === 'moof')) throw new TooComplexError();
  if (!box) return null;
  const data = await window.take(box.start, box.end - box.start);
  for (const track of boxes(data, box.body - box.start, data.length)) {
    const handler = track.kind === 'trak' ? find(data, track.body, track.end, 'mdia', 'hdlr') : null;
    if (handler && latin(data, handler.body + 8, handler.body + 12) === ALPHA_HANDLER) throw new TooComplexError();
  }
  return cleanMovie(data, findings, HANDLERS);
}

/** Note what a box of the file's own level tells that goes.
 *  @param {Window} window @param {Box} box @param {number} told @param {Findings} findings */
async function tell(window, box, told, findings) {
  if (FILL.includes(box.kind)) {
    if (anySet(await window.take(box.body, Math.min(box.end - box.body, BLOCK)))) findings.add('hidden-data');
  } else if (box.kind === 'uuid' && told <= MAX_TOLD && box.end - box.start <= MAX_META) {
    const data = await window.take(box.start, box.end - box.start);
    readTags(data, { kind: box.kind, start: 0, body: box.body - box.start, end: data.length }, findings);
  } else if (box.kind === 'jumb') findings.add('proof', CREDENTIALS);
  else findings.add('hidden-data');
}

/** The box of brands. One that promises what went, or that we don't know, becomes the plainest there is.
 *  @param {Window} window @param {Box} box */
async function brandsOf(window, box) {
  if (box.start || box.body !== BRAND_START || box.end > MAX_BRANDS) throw new TooComplexError();
  if ((box.end - box.body) % 4) throw new BrokenFileError();
  const data = (await window.take(0, box.end)).slice();
  data.fill(0, FIRST_COMPATIBLE - 4, FIRST_COMPATIBLE); // no version of the first brand
  for (let at = FIRST_COMPATIBLE; at < box.end; at += 4) {
    if (!BRANDS.has(latin(data, at, at + 4))) data.set(PLAINEST, at);
  }
  return data;
}

/** The plan of the file, and the media data that goes.
 *  @param {Window} window @param {Box[]} top @param {Meta | null} meta @param {Movie | null} movie @param {Span[]} spans */
async function planned(window, top, meta, movie, spans) {
  const plan = new PlanBuilder(window.size);
  /** @type {Span[]} */
  const gaps = [];
  let done = 0;
  for (const box of top) {
    if (box.kind === 'meta' && meta) plan.literal(meta.data);
    else if (box.kind === 'moov' && movie) plan.literal(movie.data);
    else if (box.kind === 'ftyp') plan.literal(await brandsOf(window, box));
    else if (box.kind === 'mdat') done = planMedia(plan, box, spans, done, gaps);
    else await planFree(plan, window, box);
  }
  if (done < spans.length) throw new BrokenFileError(); // what stays lies outside the media data
  return { plan: plan.build(), gaps };
}
