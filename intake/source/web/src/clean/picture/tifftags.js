/** What the fields of a TIFF page tell that go.
 *
 *  Source: TIFF 6.0; Exif 2.32, section 4.6; Adobe Photoshop TIFF Technical Notes; OGC GeoTIFF 1.1. @module */
import { joined } from '../bytes.js';
import { CleanError } from '../errors.js';
import { readExif } from './exif.js';
import { readIptc, readPhotoshop } from './iptc.js';
import { LONG, written, writtenSize } from './tiffpages.js';
import { readXmp } from './xmp.js';

/** @typedef {import('../finding.js').Findings} Findings
 *  @typedef {import('../finding.js').Kind} Kind
 *  @typedef {import('./tiffpages.js').Page} Page
 *  @typedef {import('./tiffpages.js').Reader} Reader
 *  @typedef {import('./tiffpages.js').Written} Written */

const MAX_VALUE = 4096; // bytes of a plain field that are looked at
const MAX_BLOCK = 1024 * 1024;
const [XMP, IPTC, PHOTOSHOP, EXIF_IFD, GPS_IFD] = [0x02bc, 0x83bb, 0x8649, 0x8769, 0x8825];
/** @type {Map<number, Kind>} */
const TOLD = new Map([
  [0x0201, 'thumbnail'], // a JPEG picture beside the page's own
  [0x935c, 'edit-history'], // Photoshop's layers
  ...[0x830e, 0x8482, 0x85d8, 0x87af, 0x87b0, 0x87b1].map((tag) => /** @type {[number, Kind]} */ ([tag, 'place'])), // GeoTIFF
]);
// how old devices draw, and where the page lay on paper; about nobody
const PLAIN = new Set([
  ...[0x0107, 0x0108, 0x0109, 0x011e, 0x011f, 0x0120, 0x0121, 0x0122, 0x0123, 0x012d, 0x0146, 0x0147, 0x0148, 0x0202],
]);

/** Note what the fields of a page tell.
 *  @param {Reader} reader @param {Page} gone @param {Findings} findings
 *  @param {boolean} inFull read them, else note only that there were some */
export async function tellFields(reader, gone, findings, inFull) {
  if (!inFull) {
    findings.add('hidden-data');
    return;
  }
  /** @type {Map<number, Written>} */
  const rest = new Map();
  for (const [tag, field] of gone) {
    const told = TOLD.get(tag);
    if (tag === XMP) readXmp(await reader.value(field, MAX_BLOCK), findings);
    else if (tag === PHOTOSHOP) readPhotoshop(await reader.value(field, MAX_BLOCK), findings);
    else if (tag === IPTC) {
      if (!readIptc(await reader.value(field, MAX_BLOCK), findings)) findings.add('hidden-data');
    } else if (told) findings.add(told);
    else if (!PLAIN.has(tag) && tag !== EXIF_IFD && tag !== GPS_IFD) {
      rest.set(tag, { kind: field.kind, data: await reader.value(field, MAX_VALUE) });
    }
  }
  await tellExif(reader, gone, rest, findings);
}

/** Put the plain fields and the directories of EXIF together as the block that other formats have.
 *  @param {Reader} reader @param {Page} gone @param {Map<number, Written>} main @param {Findings} findings */
async function tellExif(reader, gone, main, findings) {
  /** @type {Map<number, Map<number, Written>>} */
  const inner = new Map();
  for (const tag of [EXIF_IFD, GPS_IFD]) {
    const pointer = gone.get(tag);
    if (!pointer) continue;
    try {
      const { fields } = await reader.directory((await reader.numbers(pointer, 1))[0]);
      /** @type {Map<number, Written>} */
      const values = new Map();
      for (const [name, field] of fields) values.set(name, { kind: field.kind, data: await reader.value(field, MAX_VALUE) });
      inner.set(tag, values);
    } catch (error) {
      if (!(error instanceof CleanError)) throw error;
      findings.add('hidden-data');
    }
  }
  for (const tag of inner.keys()) main.set(tag, { kind: LONG, data: new Uint8Array(4) });
  let at = 8 + writtenSize(main);
  const blocks = [];
  for (const [tag, values] of inner) {
    main.set(tag, { kind: LONG, data: reader.pack(at, 4) });
    const block = written(values, reader.pack, at, 0);
    blocks.push(block);
    at += block.length;
  }
  if (!main.size) return;
  readExif(joined(reader.head, reader.pack(8, 4), written(main, reader.pack, 8, 0), ...blocks), findings);
}
