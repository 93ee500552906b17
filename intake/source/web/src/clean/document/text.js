/** Plain text, also CSV, JSON, Markdown and logs: what is written stays, what is hidden between the letters goes.
 *
 *  UTF-8, and UTF-16 with its mark. Other encodings are not told apart from other files, so they are unknown. @module */
import { bytes, joined, latin } from '../bytes.js';
import { BrokenFileError, TooComplexError } from '../errors.js';
import { FAMILIES } from '../families.js';
import { Findings } from '../finding.js';
import { PlanBuilder } from '../plan.js';
import { WHOLE_LIMIT } from '../source.js';
import { withoutHidden } from './invisible.js';

const HEAD = 512; // bytes that tell a family: a letter may be cut in two at their end
const MARKS = [
  ['\xef\xbb\xbf', 'utf-8'],
  ['\xff\xfe', 'utf-16le'],
  ['\xfe\xff', 'utf-16be'],
];
const CONTROLS = /[\u0000-\u0008\u000b\u000e-\u001f\u007f]/;
// mark-up and other formats that are written in letters; a collection of mails; visiting cards and calendars
const OTHERS = /^[ \t\r\n\f]*(?:<|\{\\rtf|%!PS|%PDF|From |BEGIN:V|Return-Path:)/;

/** @param {string} head @returns {boolean} whether a file begins like plain text and like nothing else that is written
 *    in letters */
export function isText(head) {
  const { mark, encoding } = encodingOf(head);
  let text;
  try {
    const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
    text = decoder.decode(bytes(head.slice(mark.length)), { stream: head.length >= HEAD });
  } catch {
    return false;
  }
  return head.length > 0 && !CONTROLS.test(text) && !OTHERS.test(text);
}

/** @param {string} head a character a byte
 *  @returns {{ mark: string, encoding: string }} the mark at a text's start, or '', and the name of its encoding */
export function encodingOf(head) {
  const [mark, encoding] = MARKS.find(([start]) => head.startsWith(start)) ?? ['', 'utf-8'];
  return { mark, encoding };
}

/** Plan a text without hidden characters.
 *  @param {import('../source.js').Source} source @returns {Promise<import('../cleaned.js').Cleaned>}
 *  @throws {BrokenFileError} it is not in one encoding
 *  @throws {TooComplexError} it has controls, or more than 64 MiB */
export async function cleanText(source) {
  if (source.size > WHOLE_LIMIT) throw new TooComplexError();
  const data = await source.read(0, source.size);
  const { mark, encoding } = encodingOf(latin(data, 0, 3));
  let text;
  try {
    text = new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(data.subarray(mark.length));
  } catch {
    throw new BrokenFileError();
  }
  if (CONTROLS.test(text)) throw new TooComplexError();
  const findings = new Findings();
  const shown = withoutHidden(text, findings);
  const plan = new PlanBuilder(source.size);
  if (shown === text) plan.range(0, source.size);
  else {
    const written = joined(bytes(mark), encoded(shown, encoding));
    const head = latin(written, 0, HEAD);
    // what hid stood before the mark of another format, or there was nothing else
    if (FAMILIES.find((family) => family.isOurs(head))?.name !== 'txt') throw new TooComplexError();
    plan.literal(written);
  }
  const listed = findings.listed();
  return { format: 'txt', extension: 'txt', mediaType: 'text/plain', plan: plan.build(), findings: listed };
}

/** @param {string} text @param {string} encoding of MARKS @returns {Uint8Array} */
function encoded(text, encoding) {
  if (encoding === 'utf-8') return new TextEncoder().encode(text);
  const view = new DataView(new ArrayBuffer(2 * text.length));
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), encoding === 'utf-16le');
  return new Uint8Array(view.buffer);
}
