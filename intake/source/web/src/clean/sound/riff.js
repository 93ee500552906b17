/** WAV, also above 4 GiB (RF64, BW64): the format, the count of samples and the samples stay, in a file written anew.
 *
 *  Source: "Multimedia Programming Interface and Data Specifications 1.0"; EBU Tech 3285 (bext), 3306 (RF64);
 *  ITU-R BS.2088. @module */
import { anySet, bytes, joined, latin, littleNumber, littlePacked } from '../bytes.js';
import { BrokenFileError, TooComplexError } from '../errors.js';
import { Findings } from '../finding.js';
import { PlanBuilder } from '../plan.js';
import { MAX_READ, tellChunk } from './rifftags.js';
import { Window } from '../source.js';

/** Name, where the content starts, its length. @typedef {{ kind: string, start: number, length: number }} Chunk */

const MAX_CHUNKS = 10_000;
const MAX_TOLD = 50; // chunks that are read to say what they tell
const UNKNOWN = 0xffffffff; // a size that stands elsewhere, or that nobody wrote in the end
const LARGE = ['RF64', 'BW64'];
const MAX_FORMAT = 256;
const [PCM, ADPCM, FLOAT, ALAW, ULAW, IMA, GSM, EXTENSIBLE] = [1, 2, 3, 6, 7, 0x11, 0x31, 0xfffe];
const FORMATS = [PCM, ADPCM, FLOAT, ALAW, ULAW, IMA, GSM, EXTENSIBLE];
const SIZES = new Map([[ADPCM, 50], [IMA, 20], [GSM, 20], [EXTENSIBLE, 40]]); // prettier-ignore
// the same in all ADPCM
const SETTINGS = '\x07\0\0\x01\0\0\0\x02\0\xff\0\0\0\0\xc0\0\x40\0\xf0\0\0\0\xcc\x01\x30\xff\x88\x01\x18\xff';
const SUBTYPE = '\0\0\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71'; // of the formats above
const BARE = [PCM, FLOAT, ALAW, ULAW]; // nothing follows the 16 bytes

/** @param {string} head @returns {boolean} whether a file that begins so is a WAV file */
export const isWav = (head) => ['RIFF', ...LARGE].includes(head.slice(0, 4)) && head.slice(8, 12) === 'WAVE';

/** Plan a WAV file. @param {import('../source.js').Source} source @returns {Promise<import('../cleaned.js').Cleaned>}
 *  @throws {BrokenFileError}
 *  @throws {TooComplexError} a way to code sound that we don't know, or a size that nobody wrote */
export async function cleanWav(source) {
  const [window, findings] = [new Window(source), new Findings()];
  const form = (await window.take(0, 12)).slice();
  const large = LARGE.includes(latin(form, 0, 4));
  let [end, dataSize] = [8 + littleNumber(form, 4, 4), -1];
  if (large) {
    if (latin(await window.take(12, 4), 0, 4) !== 'ds64') throw new BrokenFileError();
    const wide = await window.take(20, 16);
    [end, dataSize] = [8 + littleNumber(wide, 0, 8), littleNumber(wide, 8, 8)];
  } else if (end === 8 + UNKNOWN) throw new TooComplexError();
  if (end > window.size) throw new BrokenFileError();
  if (end < window.size && anySet(await window.take(end, Math.min(window.size - end, 4096)))) {
    findings.add('hidden-data', `${window.size - end} B`);
  }
  /** @type {Map<string, Chunk>} */
  const kept = new Map();
  let told = 0;
  for await (const chunk of chunks(window, end, dataSize)) {
    if (['fmt ', 'fact', 'data'].includes(chunk.kind)) {
      if (kept.has(chunk.kind)) throw new TooComplexError();
      kept.set(chunk.kind, chunk);
    } else if (!large || chunk.kind !== 'ds64') {
      const body = ++told <= MAX_TOLD ? await window.take(chunk.start, Math.min(chunk.length, MAX_READ)) : new Uint8Array(0);
      tellChunk(chunk.kind, body, findings);
    }
  }
  const plan = (await planned(window, kept)).build();
  return { format: 'wav', extension: 'wav', mediaType: 'audio/wav', plan, findings: findings.listed() };
}

/** The chunks of the file. @param {Window} window @param {number} end
 *  @param {number} largeData the length of the samples in a large file, else -1 @returns {AsyncGenerator<Chunk, void>} */
async function* chunks(window, end, largeData) {
  let at = 12;
  for (let i = 0; i < MAX_CHUNKS; i++) {
    if (end - at < 8) return;
    const head = await window.take(at, 8);
    const kind = latin(head, 0, 4);
    let length = littleNumber(head, 4, 4);
    if (kind === 'data' && length === UNKNOWN && largeData >= 0) length = largeData;
    if (at + 8 + length > end) throw new BrokenFileError();
    yield { kind, start: at + 8, length };
    at += 8 + length + (length % 2);
  }
  throw new TooComplexError();
}

/** @param {Uint8Array} fields
 *  @returns {[Uint8Array, number]} the format as it stays, and to how many bytes samples are cut off (1: not at all) */
function formatOf(fields) {
  const [tag, block] = [littleNumber(fields, 0, 2), Math.max(littleNumber(fields, 12, 2), 1)];
  if (!FORMATS.includes(tag)) throw new TooComplexError();
  if (BARE.includes(tag)) return [fields.slice(0, 16), block];
  const size = fields.length < 18 ? 18 : 18 + littleNumber(fields, 16, 2);
  if (fields.length < size || size !== SIZES.get(tag)) throw new BrokenFileError();
  if (tag === ADPCM && latin(fields, 20, size) !== SETTINGS) throw new TooComplexError();
  if (tag === EXTENSIBLE && latin(fields, 26, size) !== SUBTYPE) throw new TooComplexError();
  return [fields.slice(0, size), tag === EXTENSIBLE ? block : 1];
}

/** @param {Window} window @param {Map<string, Chunk>} kept */
async function planned(window, kept) {
  const [format, fact, data] = [kept.get('fmt '), kept.get('fact'), kept.get('data')];
  if (!format || !data || format.length < 16 || format.length > MAX_FORMAT) throw new BrokenFileError();
  const [fields, block] = formatOf(await window.take(format.start, format.length));
  let front = joined(bytes('fmt '), littlePacked(fields.length, 4), fields, new Uint8Array(fields.length & 1));
  if (fact && fact.length >= 4) front = joined(front, bytes('fact\x04\0\0\0'), await window.take(fact.start, 4));
  const length = data.length - (data.length % block);
  let size = 4 + front.length + 8 + length + (length % 2);
  const plan = new PlanBuilder(window.size);
  if (size < UNKNOWN) {
    plan.literal(joined(bytes('RIFF'), littlePacked(size, 4), bytes('WAVE'), front, bytes('data'), littlePacked(length, 4)));
  } else {
    size += 36;
    const wide = joined(littlePacked(size, 8), littlePacked(length, 8), new Uint8Array(12));
    const unknown = littlePacked(UNKNOWN, 4);
    plan.literal(joined(bytes('RF64'), unknown, bytes('WAVEds64'), littlePacked(wide.length, 4), wide, front));
    plan.literal(joined(bytes('data'), unknown));
  }
  plan.range(data.start, length);
  plan.zeros(length % 2);
  return plan;
}
