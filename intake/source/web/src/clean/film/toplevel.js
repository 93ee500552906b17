/** A file of boxes at its own level: read box by box, and its media data planned with what stays where it lies.
 *
 *  Source: ISO/IEC 14496-12, sections 4.2 and 8.1. @module */
import { MAX_BOXES } from './boxes.js';
import { anySet, bytes, joined, latin, number } from '../bytes.js';
import { BrokenFileError, TooComplexError } from '../errors.js';

/** @typedef {import('./boxes.js').Box} Box
 *  @typedef {import('./samples.js').Span} Span
 *  @typedef {import('../finding.js').Findings} Findings
 *  @typedef {import('../plan.js').PlanBuilder} PlanBuilder
 *  @typedef {import('../source.js').Window} Window */

const [GAPS_LOOKED_AT, GAP_BYTES] = [16, 4096];

/** The boxes of the file's own level. What lies behind the last is appended, and goes.
 *  @param {Window} window @param {readonly string[]} needed @param {Findings} findings
 *  @throws {BrokenFileError} a box of a kind in `needed` does not fit   @throws {TooComplexError} too many boxes */
export async function topBoxes(window, needed, findings) {
  /** @type {Box[]} */
  const top = [];
  let start = 0;
  const size = window.size;
  while (size - start >= 8) {
    if (top.length >= MAX_BOXES) throw new TooComplexError();
    const head = await window.take(start, Math.min(16, size - start));
    const kind = latin(head, 4, 8);
    let [length, body] = [number(head, 0, 4), start + 8];
    if (length === 1) [length, body] = [head.length === 16 ? number(head, 8, 8) : 0, start + 16];
    else if (length === 0) length = size - start;
    if (start + length > size || body > start + length) {
      if (needed.includes(kind)) throw new BrokenFileError();
      break;
    }
    top.push({ kind, start, body, end: start + length });
    start += length;
  }
  if (start < size) findings.add('hidden-data', `${size - start} B`);
  return top;
}

/** Plan one box of media data: what stays, zeros between.
 *  @param {PlanBuilder} plan @param {Box} box @param {Span[]} spans what stays of the file, merged
 *  @param {number} done how many of them are planned @param {Span[]} gaps what goes is added here
 *  @returns {number} how many spans are done now   @throws {BrokenFileError} a span reaches out of the box */
export function planMedia(plan, box, spans, done, gaps) {
  plan.range(box.start, box.body - box.start);
  let at = box.body;
  for (; done < spans.length && spans[done][0] < box.end; done++) {
    const [start, length] = spans[done];
    if (start < at || start + length > box.end) throw new BrokenFileError();
    if (start > at) gaps.push([at, start - at]);
    plan.zeros(start - at);
    plan.range(start, length);
    at = start + length;
  }
  if (box.end > at) gaps.push([at, box.end - at]);
  plan.zeros(box.end - at);
  return done;
}

/** Plan a box that goes: a `free` one full of zeros, so that nothing behind it moves.
 *  @param {PlanBuilder} plan @param {Window} window @param {Box} box */
export async function planFree(plan, window, box) {
  const head = await window.take(box.start, box.body - box.start);
  plan.literal(joined(head.subarray(0, 4), bytes('free'), head.subarray(8)));
  plan.zeros(box.end - box.body);
}

/** Note whether something lay in the media data that nothing speaks of.
 *  @param {Window} window @param {Span[]} gaps @param {Findings} findings */
export async function tellGaps(window, gaps, findings) {
  for (const [start, length] of gaps.slice(0, GAPS_LOOKED_AT)) {
    if (anySet(await window.take(start, Math.min(length, GAP_BYTES)))) findings.add('hidden-data');
  }
}
