/** What the names of tags mean in Vorbis comments, APE tags, ID3's own fields and Matroska: one list for all.
 *
 *  Source: the Vorbis comment recommendations; RFC 9559 and Matroska's list of tags; the names that recorders and phones
 *  use. @module */
import { place } from './finding.js';
import { deviceName } from './picture/exif.js';

/** @typedef {import('./finding.js').Kind} Kind */

const ISO6709 = /^([+-][0-9]{1,2}(?:\.[0-9]{1,12})?)([+-][0-9]{1,3}(?:\.[0-9]{1,12})?)/;
const SPACES = ['COM.APPLE.QUICKTIME.', 'COM.ANDROID.'];
/** @type {[Kind | 'make' | 'model' | '', string][]} */
const NAMES = [
  [
    'person',
    'ARTIST ALBUMARTIST ALBUM_ARTIST PERFORMER COMPOSER CONDUCTOR LYRICIST AUTHOR COPYRIGHT CONTACT ORGANIZATION ' +
      'PUBLISHER PRODUCER DIRECTOR WRITER WRITTEN_BY ENCODED_BY OWNER EMAIL ENGINEER',
  ],
  [
    'time',
    'DATE YEAR CREATION_TIME CREATIONDATE DATE_RECORDED DATE_ENCODED DATE_TAGGED DATE_DIGITIZED DATE_RELEASED ' +
      'ORIGINALDATE _STATISTICS_WRITING_DATE_UTC',
  ],
  ['place', 'LOCATION RECORDING_LOCATION GEO_LOCATION LOCATION.ISO6709 LOCATION.NAME LOCATION-ENG'],
  ['software', 'ENCODER ENCODER_SETTINGS ENCODER_OPTIONS ENCODING ENCODEDBY SOFTWARE TOOL _STATISTICS_WRITING_APP'],
  ['thumbnail', 'METADATA_BLOCK_PICTURE COVERART COVER_ART_(FRONT) COVER_ART_(BACK)'],
  ['make', 'MAKE MANUFACTURER'],
  ['model', 'MODEL'],
  // what a muxer counts about the file itself
  [
    '',
    'DURATION BPS NUMBER_OF_FRAMES NUMBER_OF_BYTES _STATISTICS_TAGS MAJOR_BRAND MINOR_VERSION COMPATIBLE_BRANDS COVERARTMIME',
  ],
];
const KINDS = new Map(NAMES.flatMap(([kind, names]) => names.split(' ').map((name) => [name, kind])));

/** @param {string} text @returns {string} a place in ISO 6709 as two numbers; any other place as it is */
export function placeOf(text) {
  const numbers = ISO6709.exec(text);
  return numbers ? place(Number(numbers[1]), Number(numbers[2])) : text;
}

/** Turns named tags into findings; call `finish` behind the last. */
export class Teller {
  #findings;
  #device = { make: '', model: '' };

  /** @param {import('./finding.js').Findings} findings */
  constructor(findings) {
    this.#findings = findings;
  }

  /** Note one tag; a name that we don't know is a text like any other. @param {string} name @param {string} text */
  tell(name, text) {
    let key = name.toUpperCase().replaceAll(' ', '_');
    for (const space of SPACES) if (key.startsWith(space)) key = key.slice(space.length);
    const kind = KINDS.get(key) ?? 'text';
    if (!kind || !text) return;
    if (kind === 'make' || kind === 'model') this.#device[kind] ||= text;
    else if (kind === 'thumbnail') this.#findings.add(kind);
    else this.#findings.add(/** @type {Kind} */ (kind), kind === 'place' ? placeOf(text) : text);
  }

  /** Make and model are told as one. */
  finish() {
    const name = deviceName(this.#device.make, this.#device.model);
    if (name) this.#findings.add('device', name);
  }
}
