/** EXIF: read for what it tells, kept for nothing but which way is up.
 *
 *  Reading is lenient, since all of it goes in any case: what does not parse is passed over, and a block without a
 *  header is hidden data. Source: TIFF 6.0, section 2; CIPA DC-008 (Exif 2.32), sections 4.5 and 4.6. @module */
import { bytes, joined, latin, littleNumber, number, packed } from '../bytes.js';
import { asText, place, trimmed } from '../finding.js';

/** @typedef {import('../finding.js').Findings} Findings
 *  @typedef {import('../finding.js').Kind} Kind
 *  @typedef {{ kind: number, data: Uint8Array }} Value one entry of a directory: its type and its bytes */

const MAX_ENTRIES = 512; // of one directory
const MAX_VALUE = 4096; // bytes of a value that are looked at
const SIZES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];

const MAKE = 0x010f;
const MODEL = 0x0110;
const ORIENTATION = 0x0112;
const EXIF_IFD = 0x8769;
const GPS_IFD = 0x8825;
const [USER_COMMENT, COMMENT_HEAD] = [0x9286, 8]; // bytes that name the comment's script
/** @type {Map<number, Kind>} */
const TELLING = new Map([
  [0x010e, 'text'], // ImageDescription
  [0x0131, 'software'],
  [0x0132, 'time'],
  [0x013b, 'person'], // Artist
  [0x013c, 'device'], // HostComputer
  [0x02bc, 'hidden-data'], // XMP
  [0x8298, 'person'], // Copyright
  [0x83bb, 'text'], // IPTC
  [0x9003, 'time'],
  [0x9004, 'time'],
  [0x927c, 'device'], // MakerNote
  [USER_COMMENT, 'text'],
  [0x9c9b, 'text'], // XPTitle and its kin
  [0x9c9c, 'text'],
  [0x9c9d, 'person'], // XPAuthor
  [0x9c9e, 'text'],
  [0x9c9f, 'text'],
  [0xa430, 'person'], // CameraOwnerName
  [0xa431, 'device'], // BodySerialNumber
]);
const AS_FOUND = new Set([0x010e, 0x0131, 0x0132, 0x013b, 0x013c, 0x8298, 0x9003, 0x9004, 0xa430, 0xa431]);
// sizes, resolution, colour and versions: in every file, about nobody
const PLAIN = new Set([
  ...[0x0100, 0x0101, 0x0102, 0x0103, 0x0106, ORIENTATION, 0x0115, 0x011a, 0x011b, 0x0128, 0x0213],
  ...[EXIF_IFD, GPS_IFD, 0x9000, 0x9101, 0xa000, 0xa001, 0xa002, 0xa003, 0xa005],
]);

/** Note what an EXIF block tells.
 *  @param {Uint8Array} untrusted from the TIFF header on ("II*" or "MM") @param {Findings} findings
 *  @returns {number} the orientation, 1 to 8 (1: as it lies) */
export function readExif(untrusted, findings) {
  const reader = new Reader(untrusted);
  if (!reader.sound) {
    findings.add('hidden-data');
    return 1;
  }
  const { entries: main, following } = reader.directory(reader.number(4, 4));
  const camera = reader.directory(reader.long(main.get(EXIF_IFD))).entries;
  const position = reader.directory(reader.long(main.get(GPS_IFD))).entries;
  tellDevice(main, findings);
  tellPlace(reader, position, findings);
  for (const [directory, otherwise] of /** @type {[Map<number, Value>, Kind][]} */ ([
    [main, 'hidden-data'],
    [camera, 'device'],
  ])) {
    for (const [tag, value] of directory) {
      const kind = TELLING.get(tag);
      const said = tag === USER_COMMENT ? value.data.subarray(COMMENT_HEAD) : value.data;
      if (kind && said.some((byte) => byte !== 0 && byte !== 0x20)) {
        findings.add(kind, AS_FOUND.has(tag) ? asText(value.data) : '');
      } else if (!kind && !PLAIN.has(tag) && tag !== MAKE && tag !== MODEL) findings.add(otherwise);
    }
  }
  if (following && reader.directory(following).entries.size) findings.add('thumbnail');
  const turned = main.get(ORIENTATION);
  const orientation = turned ? reader.short(turned) : 1;
  return orientation >= 1 && orientation <= 8 ? orientation : 1;
}

/** @param {number} orientation 2 to 8
 *  @returns {Uint8Array} the smallest EXIF block that says which way is up: 26 bytes from the TIFF header on */
export function orientationExif(orientation) {
  const entry = joined(packed(ORIENTATION, 2), packed(3, 2), packed(1, 4), packed(orientation, 2), packed(0, 2));
  return joined(bytes('MM\0*'), packed(8, 4), packed(1, 2), entry, packed(0, 4));
}

/** The TIFF structure: numbers of either byte order, and directories that may lie anywhere. */
class Reader {
  #data;
  #number;

  /** @param {Uint8Array} data */
  constructor(data) {
    this.#data = data;
    this.sound = ['II*\0', 'MM\0*'].includes(latin(data, 0, 4)) && data.length >= 8;
    this.#number = data[0] === 0x49 ? littleNumber : number;
  }

  /** @param {number} offset @param {number} size 2 or 4 @returns {number} unsigned, 0 where there is none */
  number(offset, size) {
    return offset + size <= this.#data.length ? this.#number(this.#data, offset, size) : 0;
  }

  /** @param {number} offset of a directory
   *  @returns {{ entries: Map<number, Value>, following: number }} by tag; where the next directory is (0: nowhere) */
  directory(offset) {
    /** @type {Map<number, Value>} */
    const entries = new Map();
    if (offset < 8 || offset > this.#data.length - 2) return { entries, following: 0 };
    const count = this.number(offset, 2);
    const end = offset + 2 + 12 * Math.min(count, MAX_ENTRIES);
    for (let at = offset + 2; at < end; at += 12) {
      const kind = this.number(at + 2, 2);
      const length = (SIZES[kind] ?? 0) * this.number(at + 4, 4);
      const start = length <= 4 ? at + 8 : this.number(at + 8, 4);
      const tag = this.number(at, 2);
      if (length && start + length <= this.#data.length && !entries.has(tag)) {
        entries.set(tag, { kind, data: this.#data.subarray(start, start + Math.min(length, MAX_VALUE)) });
      }
    }
    return { entries, following: this.number(offset + 2 + 12 * count, 4) };
  }

  /** @param {Value | undefined} value @returns {number} the first number of a LONG (or IFD) value, 0 for none */
  long(value) {
    return value && (value.kind === 4 || value.kind === 13) ? this.#number(value.data, 0, 4) : 0;
  }

  /** @param {Value} value @returns {number} the first number of a SHORT value, 0 for none */
  short(value) {
    return value.kind === 3 ? this.#number(value.data, 0, 2) : 0;
  }

  /** @param {Value | undefined} value three rationals: degrees, minutes, seconds @returns {number | null} degrees */
  degrees(value) {
    if (!value || value.kind !== 5 || value.data.length < 24) return null;
    const part = [0, 4, 8, 12, 16, 20].map((at) => this.#number(value.data, at, 4));
    if (!part[1] || !part[3] || !part[5]) return null;
    return part[0] / part[1] + part[2] / part[3] / 60 + part[4] / part[5] / 3600;
  }
}

/** @param {Map<number, Value>} main @param {Findings} findings */
function tellDevice(main, findings) {
  const [make, model] = [MAKE, MODEL].map((tag) => asText(main.get(tag)?.data ?? new Uint8Array(0)));
  if (make || model) findings.add('device', deviceName(make, model));
}

/** @param {string} make @param {string} model @returns {string} both as one name, the make once */
export function deviceName(make, model) {
  const [maker, name] = [trimmed(make), trimmed(model)];
  return name.startsWith(maker) ? name : `${maker} ${name}`;
}

/** @param {Reader} reader @param {Map<number, Value>} position @param {Findings} findings */
function tellPlace(reader, position, findings) {
  const [latitude, longitude] = [reader.degrees(position.get(2)), reader.degrees(position.get(4))];
  if (latitude !== null && longitude !== null && latitude <= 90 && longitude <= 180) {
    const south = position.get(1)?.data[0] === 0x53;
    const west = position.get(3)?.data[0] === 0x57;
    findings.add('place', place(south ? -latitude : latitude, west ? -longitude : longitude));
  } else if ([...position.keys()].some((tag) => tag !== 0)) findings.add('place');
}
