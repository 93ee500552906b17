/** Colour profiles: the numbers that give the colours stay; names, dates, makers and serial numbers go.
 *
 *  A screenshot's profile can name the screen and its serial number. Nothing moves inside the profile: what goes is
 *  zero. Source: ICC.1:2022, chapters 7 to 10. @module */
import { bytes, latin, number, packed } from '../bytes.js';

/** @typedef {import('../finding.js').Findings} Findings
 *  @typedef {{ name: string, offset: number, length: number }} Tag */

export const MAX_PROFILE = 4 * 1024 * 1024;
const HEADER = 128;
const MAX_TAGS = 100;
const KEEPS = new Set(
  (
    'rXYZ gXYZ bXYZ rTRC gTRC bTRC kTRC wtpt bkpt chad chrm A2B0 A2B1 A2B2 A2B3 B2A0 B2A1 B2A2 B2A3 ' +
    'D2B0 D2B1 D2B2 D2B3 B2D0 B2D1 B2D2 B2D3 gamt cicp'
  ).split(' '),
);
const TYPES = new Set(['XYZ ', 'curv', 'para', 'mft1', 'mft2', 'mAB ', 'mBA ', 'sf32', 'chrm', 'mpet', 'cicp']);
// size, version, class, spaces; "acsp"; intent
const KEPT_HEADER = [
  [0, 4],
  [8, 10],
  [12, 24],
  [36, 40],
  [67, 68],
];
const WHITE = Uint8Array.of(0, 0, 0xf6, 0xd6, 0, 1, 0, 0, 0, 0, 0xd3, 0x2d); // the same in every profile
const CLASSES = ['scnr', 'mntr', 'prtr', 'link', 'spac', 'abst', 'nmcl'];
const SPACE = /^(?:XYZ |Lab |Luv |YCbr|Yxy |RGB |GRAY|HSV |HLS |CMYK|CMY |[2-9A-F]CLR)/;
const PARAMETERS = [1, 3, 4, 5, 7]; // of a curve, by its sort
const ROOM = new Map([['XYZ ', 20], ['sf32', 44], ['cicp', 12]]); // prettier-ignore
const DEVICE = new Set(['mmod', 'targ', 'dmnd', 'dmdd']);

// what a profile must have, saying nothing: an empty description and an empty copyright, for versions 2 and 4
/** @type {Map<string, Uint8Array>} */
const EMPTY_V2 = new Map([
  ['desc', bytes(`desc${'\0'.repeat(4)}\0\0\0\x01${'\0'.repeat(79)}`)],
  ['cprt', bytes(`text${'\0'.repeat(8)}`)],
]);
const EMPTY_V4 = bytes(`mluc${'\0'.repeat(4)}\0\0\0\x01\0\0\0\x0cenUS${'\0'.repeat(4)}\0\0\0\x1c`);

/** A colour profile without what it tells, of the same size.
 *  @param {Uint8Array} untrusted @param {Findings} findings
 *  @returns {Uint8Array | null} null when it is none that we understand: then it goes as a whole (as hidden data) */
export function cleanIcc(untrusted, findings) {
  const profile = rewritten(untrusted, findings);
  if (!profile) findings.add('hidden-data');
  return profile;
}

/** @param {Uint8Array} untrusted @param {Findings} findings @returns {Uint8Array | null} */
function rewritten(untrusted, findings) {
  const size = untrusted.length;
  if (size < HEADER + 4 || size > MAX_PROFILE || latin(untrusted, 36, 40) !== 'acsp') return null;
  const count = number(untrusted, HEADER, 4);
  const dataStart = HEADER + 4 + 12 * count;
  if (!CLASSES.includes(latin(untrusted, 12, 16))) return null;
  if (!SPACE.test(latin(untrusted, 16, 20)) || !SPACE.test(latin(untrusted, 20, 24))) return null;
  if (number(untrusted, 0, 4) !== size || count > MAX_TAGS || dataStart > size) return null;
  const fresh = new Uint8Array(size);
  for (const [start, end] of KEPT_HEADER) fresh.set(untrusted.subarray(start, end), start);
  fresh.set(WHITE, 68);
  /** @type {Tag[]} */
  const kept = [];
  /** @type {Tag[]} */
  const empty = [];
  /** @type {{ offset: number, said: Uint8Array }[]} */
  const nothing = [];
  /** @type {[number, number][]} */
  const gone = [];
  for (let at = HEADER + 4; at < dataStart; at += 12) {
    const name = latin(untrusted, at, at + 4);
    const [offset, length] = [number(untrusted, at + 4, 4), number(untrusted, at + 8, 4)];
    if (offset < dataStart || offset + length > size) return null;
    const said = untrusted[8] < 4 ? EMPTY_V2.get(name) : EMPTY_V4;
    if (KEEPS.has(name) && length >= 8 && TYPES.has(latin(untrusted, offset, offset + 4))) {
      kept.push({ name, offset, length });
      continue;
    }
    gone.push([offset, offset + length]);
    if (EMPTY_V2.has(name)) {
      if (said && length >= said.length) {
        empty.push({ name, offset, length });
        nothing.push({ offset, said });
        fresh.set(said, offset);
      }
    } else if (DEVICE.has(name)) findings.add('device');
  }
  // two that lie over each other
  if (nothing.some(({ offset, said }) => said.some((byte, i) => fresh[offset + i] !== byte))) return null;
  for (const { offset, length } of kept) {
    // what stays would bring back what goes
    if (gone.some(([start, end]) => start < offset + length && offset < end)) return null;
    const end = offset + Math.min(length, used(untrusted, offset));
    fresh.set(untrusted.subarray(offset, offset + 4), offset);
    fresh.set(untrusted.subarray(offset + 8, end), offset + 8); // four that are reserved lie between
  }
  const tags = [...empty, ...kept].sort((one, other) => one.offset - other.offset);
  fresh.set(packed(tags.length, 4), HEADER);
  tags.forEach(({ name, offset, length }, i) => {
    const at = HEADER + 4 + 12 * i;
    fresh.set(bytes(name), at);
    fresh.set(packed(offset, 4), at + 4);
    fresh.set(packed(length, 4), at + 8);
  });
  return fresh;
}

/** @param {Uint8Array} profile @param {number} offset
 *  @returns {number} how many bytes of a tag's room say something; its whole room where that is not as simple */
function used(profile, offset) {
  if (offset + 12 > profile.length) return MAX_PROFILE;
  const kind = latin(profile, offset, offset + 4);
  const two = number(profile, offset + 8, 2);
  if (kind === 'curv') return 12 + 2 * number(profile, offset + 8, 4);
  if (kind === 'para') return 12 + 4 * (PARAMETERS[two] ?? 0);
  return kind === 'chrm' ? 12 + 8 * two : (ROOM.get(kind) ?? MAX_PROFILE);
}
