/** AIFF and AIFF-C: the description of the sound and the samples stay, in a file written anew.
 *
 *  Source: Apple, "Audio Interchange File Format" 1.3 and "AIFF-C" (draft of 1991). @module */
import { anySet, bytes, joined, latin, number, packed } from '../bytes.js';
import { BrokenFileError, TooComplexError } from '../errors.js';
import { Findings } from '../finding.js';
import { PlanBuilder } from '../plan.js';
import { MAX_READ, tellChunk } from './rifftags.js';
import { Window } from '../source.js';

const MAX_CHUNKS = 10_000;
const MAX_TOLD = 50; // chunks that are read to say what they tell
const [COMMON, COMMON_C] = [18, 22]; // bytes of the description
const WAYS = [...'NONE sowt twos fl32 FL32 fl64 FL64 ulaw ULAW alaw ALAW ima4 in24 in32'.split(' '), 'raw '];
const VERSION = bytes('FVER\0\0\0\x04\xa2\x80\x51\x40');

/** @param {string} head @returns {boolean} whether a file that begins so is an AIFF or AIFF-C file */
export const isAiff = (head) => head.startsWith('FORM') && ['AIFF', 'AIFC'].includes(head.slice(8, 12));

/** Plan an AIFF or AIFF-C file.
 *  @param {import('../source.js').Source} source @returns {Promise<import('../cleaned.js').Cleaned>}
 *  @throws {BrokenFileError}   @throws {TooComplexError} a way to code sound that we don't know */
export async function cleanAiff(source) {
  const [window, findings] = [new Window(source), new Findings()];
  const form = (await window.take(0, 12)).slice();
  const end = 8 + number(form, 4, 4);
  if (end > window.size) throw new BrokenFileError();
  if (end < window.size && anySet(await window.take(end, Math.min(window.size - end, 4096)))) {
    findings.add('hidden-data', `${window.size - end} B`);
  }
  /** @type {Map<string, [number, number]>} */
  const kept = new Map();
  let [at, count] = [12, 0];
  while (end - at >= 8) {
    if (count === MAX_CHUNKS) throw new TooComplexError();
    const head = await window.take(at, 8);
    const [kind, length] = [latin(head, 0, 4), number(head, 4, 4)];
    if (at + 8 + length > end) throw new BrokenFileError();
    if (kind === 'COMM' || kind === 'SSND') {
      if (kept.has(kind)) throw new TooComplexError();
      kept.set(kind, [at + 8, length]);
    } else if (kind !== 'FVER') {
      const isRead = count < MAX_TOLD;
      tellChunk(kind, isRead ? await window.take(at + 8, Math.min(length, MAX_READ)) : new Uint8Array(0), findings);
    }
    at += 8 + length + (length % 2);
    count++;
  }
  const plan = (await planned(window, kept, latin(form, 8, 12))).build();
  return { format: 'aiff', extension: 'aiff', mediaType: 'audio/aiff', plan, findings: findings.listed() };
}

/** @param {Window} window @param {Map<string, [number, number]>} kept @param {string} sort */
async function planned(window, kept, sort) {
  const [described, samples] = [kept.get('COMM'), kept.get('SSND')];
  if (!described || !samples) throw new BrokenFileError();
  const common = (await window.take(described[0], Math.min(described[1], COMMON_C))).slice();
  if (common.length < (sort === 'AIFC' ? COMMON_C : COMMON)) throw new BrokenFileError();
  let front = joined(bytes('COMM'), packed(COMMON, 4), common.subarray(0, COMMON));
  if (sort === 'AIFC') {
    if (!WAYS.includes(latin(common, COMMON, COMMON_C))) throw new TooComplexError();
    // the name of the way, for people, is empty
    front = joined(VERSION, bytes('COMM'), packed(COMMON_C + 2, 4), common, new Uint8Array(2));
  }
  const offset = samples[1] >= 8 ? number(await window.take(samples[0], 4), 0, 4) : samples[1];
  const length = samples[1] - 8 - offset;
  if (length < 0) throw new BrokenFileError();
  const size = 4 + front.length + 16 + length + (length % 2);
  const plan = new PlanBuilder(window.size);
  plan.literal(joined(bytes('FORM'), packed(size, 4), bytes(sort), front));
  plan.literal(joined(bytes('SSND'), packed(8 + length, 4), new Uint8Array(8)));
  plan.range(samples[0] + 8 + offset, length);
  plan.zeros(length % 2);
  return plan;
}
