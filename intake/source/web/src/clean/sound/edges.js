/** Tags before and behind the sound: ID3, APE and Lyrics3, wherever players look for them.
 *
 *  Source: id3.org (as sound/id3.js); "APEv2 specification"; "Lyrics3 made easy" and "Lyrics3 v2.00". @module */
import { latin, littleNumber, startsWith } from '../bytes.js';
import { BrokenFileError, TooComplexError } from '../errors.js';
import { asText } from '../finding.js';
import { HEAD, id3Length, readId3, readId3v1 } from './id3.js';
import { Teller } from '../tagnames.js';

/** @typedef {import('../finding.js').Findings} Findings
 *  @typedef {import('../source.js').Window} Window */

const MAX_TAGS = 32; // at either end
const MAX_READ = 4 * 1024 * 1024; // bytes of a tag that is read to say what it tells
const MAX_ITEMS = 500;
const MAX_LYRICS = 1_000_000; // six digits
const [ID3V1, ID3V1_MORE, APE, LYRICS_END, LYRICS_OLD] = [128, 227, 32, 9, 5100];
const LYRICS_START = 'LYRICSBEGIN';
const APE_MAGIC = 'APETAGEX';
const APE_HAS_HEADER = 0x80; // in the last byte of the flags
const BINARY = 2; // bits of an item's flags: not a text

/** @param {Window} window @param {Findings} findings
 *  @returns {Promise<[number, number]>} where the sound begins and where it ends, without the tags around it
 *  @throws {BrokenFileError} a tag is longer than the file   @throws {TooComplexError} too many tags */
export async function edges(window, findings) {
  let [start, end, tags] = [0, window.size, 0];
  for (let length = 1; length; start += length) {
    if (tags++ === MAX_TAGS) throw new TooComplexError();
    length = await tagAt(window, start, end, findings);
  }
  tags = 0;
  for (let length = 1; length; end -= length) {
    if (tags++ === MAX_TAGS) throw new TooComplexError();
    length = await tagBefore(window, start, end, findings);
  }
  return [start, end];
}

/** @param {Window} window @param {number} at @param {number} end @param {Findings} findings
 *  @returns {Promise<number>} how long the tag is that begins here, 0 for none; what it tells is noted */
export async function tagAt(window, at, end, findings) {
  const head = await window.take(at, Math.min(APE, end - at));
  let length = id3Length(head);
  if (length) {
    if (length > end - at) throw new BrokenFileError();
    readId3(await window.take(at, Math.min(length, MAX_READ)), findings);
    return length;
  }
  if (startsWith(head, APE_MAGIC) && head.length === APE) {
    length = APE + littleNumber(head, 12, 4);
    if (length > end - at) throw new BrokenFileError();
    readApe(await window.take(at + APE, Math.min(length - APE, MAX_READ)), findings);
    return length;
  }
  return 0;
}

/** @param {Window} window @param {number} start @param {number} end @param {Findings} findings
 *  @returns {Promise<number>} how long the tag is that ends here, 0 for none */
async function tagBefore(window, start, end, findings) {
  const tail = await window.take(Math.max(start, end - ID3V1), Math.min(ID3V1, end - start));
  if (tail.length === ID3V1 && startsWith(tail, 'TAG')) {
    readId3v1(tail, findings);
    const more = ID3V1 + ID3V1_MORE;
    return end - start >= more && startsWith(await window.take(end - more, 4), 'TAG+') ? more : ID3V1;
  }
  const foot = tail.subarray(Math.max(tail.length - APE, 0));
  if (startsWith(foot, APE_MAGIC) && foot.length === APE) {
    const size = littleNumber(foot, 12, 4);
    const length = size + (foot[23] & APE_HAS_HEADER ? APE : 0);
    if (size < APE || length > end - start) throw new BrokenFileError();
    readApe(await window.take(end - size, Math.min(size - APE, MAX_READ)), findings);
    return length;
  }
  const length = tail.length >= HEAD ? id3Length(tail.subarray(tail.length - HEAD), '3DI') : 0;
  if (length) {
    if (length > end - start) throw new BrokenFileError();
    readId3(await window.take(end - length, Math.min(length, MAX_READ)), findings);
    return length;
  }
  return lyrics(window, start, end, latin(tail, 0, tail.length), findings);
}

/** @param {Window} window @param {number} start @param {number} end @param {string} tail @param {Findings} findings */
async function lyrics(window, start, end, tail, findings) {
  let [length, foot] = [0, LYRICS_END];
  if (tail.endsWith('LYRICS200')) {
    const digits = tail.slice(0, -LYRICS_END).slice(-6);
    if (!/^[0-9]{6}$/.test(digits)) throw new BrokenFileError();
    foot += 6;
    length = Number(digits) + foot;
    if (length > end - start) throw new BrokenFileError();
  } else if (tail.endsWith('LYRICSEND')) {
    const most = Math.min(LYRICS_OLD + LYRICS_START.length + LYRICS_END, end - start);
    const found = latin(await window.take(end - most, most), 0, most).lastIndexOf(LYRICS_START);
    length = found >= 0 ? most - found : 0;
  }
  if (length) {
    const isRead = foot < length && length <= MAX_LYRICS;
    const words = isRead ? await window.take(end - length, length - foot) : new Uint8Array(0);
    findings.add('text', asText(words.subarray(LYRICS_START.length)));
  }
  return length;
}

/** Note what the items of an APE tag tell. @param {Uint8Array} items @param {Findings} findings */
function readApe(items, findings) {
  const teller = new Teller(findings);
  let at = 0;
  for (let i = 0; i < MAX_ITEMS && at + 9 <= items.length; i++) {
    const [size, flags] = [littleNumber(items, at, 4), items[at + 4]];
    const nameEnd = items.indexOf(0, at + 8);
    if (nameEnd < 0 || nameEnd + 1 + size > items.length) {
      findings.add('hidden-data');
      break;
    }
    const name = asText(items.subarray(at + 8, nameEnd));
    const value = items.subarray(nameEnd + 1, nameEnd + 1 + size);
    if (flags & BINARY && !name.toLowerCase().startsWith('cover')) findings.add('hidden-data');
    else teller.tell(name, asText(value));
    at = nameEnd + 1 + size;
  }
  teller.finish();
}
