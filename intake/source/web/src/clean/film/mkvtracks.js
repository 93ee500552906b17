/** The tracks of a Matroska or WebM file: picture and sound stay, with what a decoder needs; names and all else go.
 *
 *  Everything is overwritten where it lies, so that nothing moves.
 *  Source: RFC 9559, section 5.1.4; RFC 9559's registry of codecs ("Matroska Media Container Codec Specifications").
 *  @module */
import { bytes, latin, number as numberAt, packed, startsWith } from '../bytes.js';
import { blank, elements, find, numberIn, size, SMALL } from './ebml.js';
import { BrokenFileError, TooComplexError } from '../errors.js';
import { tell } from './mkvtags.js';
import { MAGIC, PADDING, STREAMINFO, STREAMINFO_SIZE, tellBlock } from '../sound/flac.js';
import { isWholeOpus } from '../sound/oggcodecs.js';
import { EMPTY, readComments } from '../sound/vorbiscomment.js';

/** @typedef {import('./ebml.js').Element} Element
 *  @typedef {import('../finding.js').Findings} Findings */

export const [PICTURE, SOUND] = [1, 2];
const [TEXT, COMPLEX] = [0x11, 3];
const [ENTRY, NUMBER, UID, TYPE, CODEC, PRIVATE, LANGUAGE] = [0xae, 0xd7, 0x73c5, 0x83, 0x86, 0x63a2, 0x22b59c];
const [VIDEO, AUDIO, COLOUR, MASTERING, PROJECTION, MAPPING] = [0xe0, 0xe1, 0x55b0, 0x55d0, 0x7670, 0x41e4];
const [ENCODINGS, ENCODING, COMPRESSION, ENCODING_TYPE, ENCRYPTION] = [0x6d80, 0x6240, 0x5034, 0x5033, 0x5035];
const [ALGORITHM, SETTINGS, STRIPPED] = [0x4254, 0x4255, 3];
const [EXTRA, PROJECTION_PRIVATE] = [0x41ed, 0x7672];
const MAX_EXTRA = 64; // bytes of the few settings that are no numbers
const [MAX_TRACKS, MAX_NUMBER] = [100, 0xffff];
/** @type {Map<number, number[]>} the elements that stay, by the element they lie in; what is a key is walked through */
const KEEPS = new Map([
  [ENTRY, [NUMBER, TYPE, 0xb9, 0x88, 0x55aa, 0x9c, 0x6de7, 0x6df8, 0x23e383, 0x234e7a, 0x23314f, 0x55ee, 0x56aa, 0x56bb,
           VIDEO, AUDIO, MAPPING, ENCODINGS]],
  [VIDEO, [0xb0, 0xba, 0x54aa, 0x54bb, 0x54cc, 0x54dd, 0x54b0, 0x54ba, 0x54b2, 0x54b3, 0x9a, 0x9d, 0x53b8, 0x53c0,
           0x2eb524, COLOUR, PROJECTION]],
  [AUDIO, [0xb5, 0x78b5, 0x9f, 0x6264, 0x52f1]],
  [COLOUR, [...Array.from({ length: 13 }, (_, i) => 0x55b1 + i), MASTERING]],
  [MASTERING, Array.from({ length: 10 }, (_, i) => 0x55d1 + i)],
  [PROJECTION, [0x7671, PROJECTION_PRIVATE, 0x7673, 0x7674, 0x7675]],
  [MAPPING, [0x41f0, 0x41e7, EXTRA]],
  [ENCODINGS, [ENCODING]],
  [ENCODING, [0x5031, 0x5032, ENCODING_TYPE, COMPRESSION]],
  [COMPRESSION, [ALGORITHM, SETTINGS]],
]); // prettier-ignore
const EXTRAS = [EXTRA, PROJECTION_PRIVATE, SETTINGS];
// codecs, and what their private data is: none, a few settings, headers of the codec
const BARE =
  'V_VP8 A_AC3 A_EAC3 A_DTS A_TRUEHD A_MPEG/L3 A_MPEG/L2 A_PCM/INT/LIT A_PCM/INT/BIG A_PCM/FLOAT/IEEE'.split(' ');
const SETTLED = 'V_VP9 A_AAC A_ALAC'.split(' ');
const HEADED =
  'V_AV1 V_MPEG4/ISO/AVC V_MPEGH/ISO/HEVC V_MPEG4/ISO/SP V_MPEG4/ISO/ASP V_MPEG4/ISO/AP V_MPEG1 V_MPEG2'.split(' ');
/** @type {Map<string, [string, string]>} */
const XIPH = new Map([
  ['A_VORBIS', ['\x03vorbis', '\x01']],
  ['V_THEORA', ['\x81theora', '']],
]);
const CODECS = [...BARE, ...SETTLED, ...HEADED, ...XIPH.keys(), 'A_OPUS', 'A_FLAC'];

/** Clean the tracks in place.
 *  @param {Uint8Array} data @param {Element} outer @param {Findings} findings
 *  @returns {{ kept: Map<number, number>, dropped: Set<number> }} the type of each track that stays, by its number; the
 *    numbers of those that went
 *  @throws {BrokenFileError} among others, none stays
 *  @throws {TooComplexError} encrypted, or coded in a way we don't know */
export function cleanTracks(data, outer, findings) {
  const kept = new Map();
  const dropped = new Set();
  for (const entry of elements(data, outer.body, outer.end)) {
    if (entry.kind !== ENTRY) {
      tell(data, entry, findings);
      blank(data, entry);
      continue;
    }
    const [track, sort] = [numberIn(data, entry, NUMBER, 0), numberIn(data, entry, TYPE, 0)];
    if (!track || kept.has(track) || dropped.has(track)) throw new BrokenFileError();
    const isTooMuch = track > MAX_NUMBER || kept.size + dropped.size >= MAX_TRACKS;
    if (sort === COMPLEX || isTooMuch) throw new TooComplexError();
    if (sort === PICTURE || sort === SOUND) {
      kept.set(track, sort);
      cleanEntry(data, entry, track, findings);
    } else {
      dropped.add(track);
      findings.add(sort === TEXT ? 'text' : 'hidden-data');
      blank(data, entry);
    }
  }
  if (!kept.size) throw new BrokenFileError();
  return { kept, dropped };
}

/** @param {Uint8Array} data @param {Element} entry @param {number} track @param {Findings} findings */
function cleanEntry(data, entry, track, findings) {
  const codec = find(data, entry, CODEC);
  if (!codec) throw new BrokenFileError();
  let end = codec.end;
  while (end > codec.body && !data[end - 1]) end--;
  const name = latin(data, codec.body, end);
  if (!CODECS.includes(name)) throw new TooComplexError();
  for (const part of elements(data, entry.body, entry.end)) {
    if (part.kind === PRIVATE) cleanPrivate(data, part, name, findings);
    else if (part.kind === UID) {
      const uid = track % 256 ** Math.min(size(part), 4) || 1;
      if (size(part)) data.set(packed(uid, size(part)), part.body);
    } else if (part.kind === LANGUAGE && size(part) >= 3) {
      data.fill(0, part.body, part.end);
      data.set(bytes('und'), part.body);
    } else if (part.kind === ENCODINGS) {
      checkEncodings(data, part);
      walk(data, part, findings);
    } else if (part.kind !== CODEC) keepOrDrop(data, part, ENTRY, findings);
  }
}

/** One element within another: kept, walked through, or overwritten.
 *  @param {Uint8Array} data @param {Element} part @param {number} outerKind @param {Findings} findings
 *  @throws {TooComplexError} a number too long for one */
function keepOrDrop(data, part, outerKind, findings) {
  if (!KEEPS.get(outerKind)?.includes(part.kind)) {
    if (part.kind !== LANGUAGE) tell(data, part, findings);
    blank(data, part);
  } else if (KEEPS.has(part.kind)) walk(data, part, findings);
  else if (size(part) > (EXTRAS.includes(part.kind) ? MAX_EXTRA : SMALL)) throw new TooComplexError();
}

/** As deep as KEEPS, no deeper. @param {Uint8Array} data @param {Element} outer @param {Findings} findings */
function walk(data, outer, findings) {
  for (const part of elements(data, outer.body, outer.end)) keepOrDrop(data, part, outer.kind, findings);
}

/** Frames may have had the same first bytes taken off; nothing else may have been done to them.
 *  @param {Uint8Array} data @param {Element} outer */
function checkEncodings(data, outer) {
  for (const encoding of elements(data, outer.body, outer.end)) {
    if (encoding.kind !== ENCODING) continue;
    const compression = find(data, encoding, COMPRESSION);
    const isOther = numberIn(data, encoding, ENCODING_TYPE, 0) || find(data, encoding, ENCRYPTION);
    if (isOther || !compression || numberIn(data, compression, ALGORITHM, 0) !== STRIPPED) throw new TooComplexError();
  }
}

/** The codec's own data, by the codec.
 *  @param {Uint8Array} data @param {Element} part @param {string} codec @param {Findings} findings */
function cleanPrivate(data, part, codec, findings) {
  const body = data.slice(part.body, part.end);
  const headed = XIPH.get(codec);
  if (headed) data.set(xiph(body, headed[0], headed[1], findings), part.body);
  else if (codec === 'A_FLAC') data.set(flac(body, findings), part.body);
  else if (codec === 'A_OPUS') {
    if (!startsWith(body, 'OpusHead') || !isWholeOpus(body)) throw new TooComplexError();
  } else if (SETTLED.includes(codec)) {
    if (body.length > MAX_EXTRA) throw new TooComplexError();
  } else if (BARE.includes(codec)) blank(data, part);
}

/** Three packets of headers behind their lengths: the second, of comments, is emptied at its length.
 *  @param {Uint8Array} body @param {string} magic @param {string} tail @param {Findings} findings */
function xiph(body, magic, tail, findings) {
  if (body[0] !== 2) throw new BrokenFileError();
  let at = 1;
  const sizes = [];
  for (let i = 0; i < 2; i++) {
    let length = 0;
    for (; body[at] === 255; at++) length += 255;
    if (at >= body.length) throw new BrokenFileError();
    sizes.push(length + body[at++]);
  }
  const [start, end] = [at + sizes[0], at + sizes[0] + sizes[1]];
  const used = magic.length + EMPTY.length + tail.length;
  if (end > body.length || latin(body, start, start + magic.length) !== magic || end - start < used) {
    throw new BrokenFileError();
  }
  readComments(body.slice(start + magic.length, end), findings);
  body.fill(0, start + magic.length, end);
  body.set(bytes(tail), start + magic.length + EMPTY.length);
  return body;
}

/** What FLAC has before its frames: all but the stream's information becomes padding.
 *  @param {Uint8Array} body @param {Findings} findings */
function flac(body, findings) {
  if (!startsWith(body, MAGIC)) throw new BrokenFileError();
  let [at, isLast] = [4, false];
  while (!isLast) {
    if (at + 4 > body.length) throw new BrokenFileError();
    const [kind, length] = [body[at] & 0x7f, numberAt(body, at + 1, 3)];
    const isInfo = kind === STREAMINFO;
    if (at + 4 + length > body.length || isInfo !== (at === 4)) throw new BrokenFileError();
    if (isInfo && length !== STREAMINFO_SIZE) throw new BrokenFileError();
    isLast = (body[at] & 0x80) !== 0;
    if (!isInfo) {
      tellBlock(kind, body.slice(at + 4, at + 4 + length), findings);
      body[at] = (body[at] & 0x80) | PADDING;
      body.fill(0, at + 4, at + 4 + length);
    }
    at += 4 + length;
  }
  if (at !== body.length) throw new BrokenFileError();
  return body;
}
