/** The text of HTML: what hides in it, be it written as itself or as a reference such as `&ZeroWidthSpace;`.
 *
 *  Source: HTML Living Standard, sections 13.2.5.72 to 13.2.5.80, and 13.5 (the names of characters). @module */
import { TooComplexError } from '../errors.js';
import { mayHide } from './invisible.js';

const MAX_PASSES = 8;
// names of two characters, a sign and its variant, show something and are not here
const NAMES = new Map([
  ['ZeroWidthSpace', '\u200b'],
  ['NegativeVeryThinSpace', '\u200b'],
  ['NegativeThinSpace', '\u200b'],
  ['NegativeMediumSpace', '\u200b'],
  ['NegativeThickSpace', '\u200b'],
  ['ApplyFunction', '\u2061'],
  ['af', '\u2061'],
  ['InvisibleTimes', '\u2062'],
  ['it', '\u2062'],
  ['InvisibleComma', '\u2063'],
  ['ic', '\u2063'],
  ['NoBreak', '\u2060'],
  ['zwnj', '\u200c'],
  ['zwj', '\u200d'],
  ['lrm', '\u200e'],
  ['rlm', '\u200f'],
  ['shy', '\xad'],
]);
const NUMBER = '&#[xX]0*([0-9a-fA-F]{1,6})(?![0-9a-fA-F]);?|&#0*([0-9]{1,7})(?![0-9]);?';
const NAME = `&(${[...NAMES.keys()].join('|')});`;
const IN_TEXT = new RegExp(`${NUMBER}|${NAME}|&(shy)(?!;)`, 'g');
const IN_ATTRIBUTE = new RegExp(`${NUMBER}|${NAME}|&(shy)(?![;=0-9A-Za-z])`, 'g');
const CONTROLS = [0x81, 0x8d, 0x8f, 0x90, 0x9d]; // the others of 0x80 to 0x9F are read as letters of Windows

/** @param {string[]} texts the pieces of one text, as they stand in HTML
 *  @param {import('./invisible.js').Hidden} hidden @param {boolean} [attribute]
 *  @returns {string[]} each without what hides in it   @throws {TooComplexError} they are nested as no writing has them */
export function withoutHiddenHtml(texts, hidden, attribute = false) {
  const references = attribute ? IN_ATTRIBUTE : IN_TEXT;
  for (let i = 0; i < MAX_PASSES; i++) {
    if (!texts.some((text) => text.includes('&') || mayHide(text))) return texts;
    const pieces = texts.map((text) => piecesOf(text, references));
    const shown = hidden.takenFrom(pieces.flatMap((text) => text.map(({ meant }) => meant)));
    let at = 0;
    const after = pieces.map((text) => {
      return text.map(({ written, meant }) => (shown[at++] === meant ? written : shown[at - 1])).join('');
    });
    const before = texts;
    if (after.every((text, index) => text === before[index])) return texts;
    texts = after; // what stood around may be a reference now
  }
  throw new TooComplexError();
}

/** @param {string} text @param {RegExp} references
 *  @returns {{ written: string, meant: string }[]} it in pieces: each as it is written, and what it means; only
 *    references that hide something are resolved */
function piecesOf(text, references) {
  const found = [];
  let at = 0;
  for (const match of text.matchAll(references)) {
    const meant = meantBy(match);
    if (!meant) continue;
    const before = text.slice(at, match.index);
    found.push({ written: before, meant: before }, { written: match[0], meant });
    at = match.index + match[0].length;
  }
  return [...found, { written: text.slice(at), meant: text.slice(at) }];
}

/** @param {RegExpMatchArray} match @returns {string} the hidden character that a reference stands for, or '' */
function meantBy([, hex, decimal, name, shy]) {
  const named = NAMES.get(name ?? shy);
  if (named) return named;
  const code = hex ? parseInt(hex, 16) : parseInt(decimal, 10);
  if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return '';
  if (code >= 0x80 && code < 0xa0 && !CONTROLS.includes(code)) return '';
  const character = String.fromCodePoint(code);
  return mayHide(character) ? character : '';
}
