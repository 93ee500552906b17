/** What the streams of an Ogg file begin with: how many packets of headers, and what stays of each.
 *
 *  Source: "Vorbis I specification", section 4.2; RFC 7845, section 5; RFC 5334; RFC 9639, section 10.1; "Theora
 *  specification", section 6; "The Speex codec manual", section 7. @module */
import { anySet, bytes, joined, latin, number, startsWith } from '../bytes.js';
import { BrokenFileError, TooComplexError } from '../errors.js';
import { COMMENT, MAGIC, STREAMINFO_SIZE, tellBlock } from './flac.js';
import { EMPTY, readComments } from './vorbiscomment.js';

/** @typedef {import('../finding.js').Findings} Findings */

/** How one codec begins in Ogg.
 *  @typedef {object} Codec
 *  @property {string} name
 *  @property {string} magic how its first packet begins
 *  @property {(first: Uint8Array) => boolean} isWhole whether the first packet has the length that it must have
 *  @property {number} headers packets of headers, or 0: the first packet says how many
 *  @property {(packet: Uint8Array, findings: Findings) => Uint8Array} first the first packet as it stays
 *  @property {(packets: Uint8Array[], findings: Findings) => Uint8Array[]} others takes the other packets of headers and
 *    gives those that stay, with the comments emptied */

export const SKELETON = 'fishead\0';
const MAX_HEADERS = 100;
const SPEEX_VERSION = [8, 28];
const SPEEX_MORE_HEADERS = [68, 72];
const FLAC_HEADERS = 7;
const FLAC_BLOCK = 13; // where the kind of the first block stands

/** @param {Uint8Array} packet */
const asItIs = (packet) => packet;

/** A packet of comments, and perhaps a setup that stays. @param {string} magic @param {string} [tail]
 *  @param {string} [setup] @returns {(packets: Uint8Array[], findings: Findings) => Uint8Array[]} */
const commented =
  (magic, tail = '', setup = '') =>
  ([comments, ...setups], findings) => {
    if (!startsWith(comments, magic) || !setups.every((packet) => startsWith(packet, setup))) throw new BrokenFileError();
    readComments(comments.subarray(magic.length), findings);
    return [joined(bytes(magic), EMPTY, bytes(tail)), ...setups];
  };

/** A table of channels follows where the mapping is not the simplest. @param {Uint8Array} packet */
export const isWholeOpus = (packet) => packet.length >= 19 && packet.length === (packet[18] ? 21 + packet[9] : 19);

/** @param {Uint8Array} packet @param {Findings} findings */
function speexFirst(packet, findings) {
  if (anySet(packet.subarray(...SPEEX_MORE_HEADERS))) throw new TooComplexError();
  const version = latin(packet, SPEEX_VERSION[0], SPEEX_VERSION[1]);
  let end = version.length;
  while (end && version[end - 1] === '\0') end--;
  if (end) findings.add('software', `Speex ${version.slice(0, end)}`);
  return packet.slice().fill(0, ...SPEEX_VERSION);
}

/** @param {Uint8Array} packet */
function isWholeFlac(packet) {
  return packet.length === 17 + STREAMINFO_SIZE && latin(packet, 9, 13) === MAGIC && (packet[FLAC_BLOCK] & 0x7f) === 0;
}

/** One packet of headers follows, so the stream's information is not the last of them. @param {Uint8Array} packet */
function flacFirst(packet) {
  const first = packet.slice();
  first.set([0, 1], FLAC_HEADERS);
  first[FLAC_BLOCK] = 0;
  return first;
}

/** @param {Uint8Array[]} packets @param {Findings} findings */
function flacOthers(packets, findings) {
  for (const packet of packets) {
    if (packet.length < 4 || number(packet, 1, 3) !== packet.length - 4) throw new BrokenFileError();
    tellBlock(packet[0] & 0x7f, packet.subarray(4), findings);
  }
  return [joined(Uint8Array.of(0x80 | COMMENT, 0, 0, EMPTY.length), EMPTY)];
}

const VORBIS = commented('\x03vorbis', '\x01', '\x05vorbis');
const THEORA = commented('\x81theora', '', '\x82theora');
/** @type {readonly Codec[]} */
const CODECS = [
  { name: 'vorbis', magic: '\x01vorbis', isWhole: (first) => first.length === 30, headers: 3, first: asItIs, others: VORBIS },
  { name: 'opus', magic: 'OpusHead', isWhole: isWholeOpus, headers: 2, first: asItIs, others: commented('OpusTags') },
  { name: 'theora', magic: '\x80theora', isWhole: (first) => first.length === 42, headers: 3, first: asItIs, others: THEORA },
  { name: 'speex', magic: 'Speex   ', isWhole: (first) => first.length === 80, headers: 2, first: speexFirst, others: commented('') },
  { name: 'flac', magic: '\x7fFLAC\x01\0', isWhole: isWholeFlac, headers: 0, first: flacFirst, others: flacOthers },
];

/** @param {Uint8Array} first @returns {Codec} of a stream by its first packet
 *  @throws {BrokenFileError} the packet is not whole   @throws {TooComplexError} a codec that we don't know */
export function codecOf(first) {
  const codec = CODECS.find(({ magic }) => startsWith(first, magic));
  if (!codec) throw new TooComplexError();
  if (!codec.isWhole(first)) throw new BrokenFileError();
  return codec;
}

/** @param {Codec} codec @param {Uint8Array} first @returns {number} how many packets of headers a stream has
 *  @throws {TooComplexError} it doesn't say, or too many */
export function headerCount(codec, first) {
  if (codec.headers) return codec.headers;
  const more = number(first, FLAC_HEADERS, 2);
  if (!more || more > MAX_HEADERS) throw new TooComplexError();
  return 1 + more;
}
