/** What the user data and metadata boxes of a film tell: read, never kept.
 *
 *  Reading is lenient, since all of it goes in any case. Source: QuickTime File Format, "User data atoms" and
 *  "Metadata"; 3GPP TS 26.244, section 8; the places that phones use. @module */
import { boxes } from './boxes.js';
import { anySet, bytes, latin, number } from '../bytes.js';
import { CleanError } from '../errors.js';
import { deviceName } from '../picture/exif.js';
import { asText, CREDENTIALS, place } from '../finding.js';
import { readXmp } from '../picture/xmp.js';
import { placeOf } from '../tagnames.js';

/** @typedef {import('./boxes.js').Box} Box
 *  @typedef {import('../finding.js').Findings} Findings
 *  @typedef {import('../finding.js').Kind | 'make' | 'model'} Told */

const XMP_UUID = '\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac';
const C2PA_UUID = '\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81';

/** @type {Map<string, Told>} */
const TELLING = new Map([
  ['\xa9xyz', 'place'],
  ['\xa9mak', 'make'],
  ['\xa9mod', 'model'],
  ['\xa9day', 'time'],
  ['\xa9swr', 'software'],
  ['\xa9too', 'software'],
  ['\xa9enc', 'software'],
  ['\xa9nam', 'text'],
  ['\xa9cmt', 'text'],
  ['\xa9inf', 'text'],
  ['\xa9des', 'text'],
  ['\xa9alb', 'text'],
  ['\xa9gen', 'text'],
  ['\xa9ART', 'person'],
  ['\xa9aut', 'person'],
  ['\xa9dir', 'person'],
  ['\xa9prd', 'person'],
  ['\xa9wrt', 'person'],
  ['\xa9cpy', 'person'],
  ['aART', 'person'],
  ['cprt', 'person'],
  ['auth', 'person'],
  ['perf', 'person'],
  ['titl', 'text'],
  ['dscp', 'text'],
  ['desc', 'text'],
  ['name', 'text'],
  ['covr', 'thumbnail'],
  ['thmb', 'thumbnail'],
]);
// QuickTime has a length and a language before the text, 3GPP version, flags and language
const MOBILE = ['auth', 'perf', 'titl', 'dscp', 'cprt'];
/** @type {Map<string, Told>} */
const KEYS = new Map([
  ['location.ISO6709', 'place'],
  ['location.name', 'place'],
  ['location.body', 'place'],
  ['location.note', 'place'],
  ['make', 'make'],
  ['model', 'model'],
  ['creationdate', 'time'],
  ['software', 'software'],
  ['author', 'person'],
  ['artist', 'person'],
  ['copyright', 'person'],
  ['director', 'person'],
  ['title', 'text'],
  ['comment', 'text'],
  ['description', 'text'],
  ['displayname', 'text'],
  ['keywords', 'text'],
  ['artwork', 'thumbnail'],
]);
const KEY_SPACES = ['com.apple.quicktime.', 'com.android.'];

/** Note what a `udta`, `meta` or `uuid` box tells; hidden data, where nothing in it is understood.
 *  @param {Uint8Array} data @param {Box} box @param {Findings} findings */
export function readTags(data, box, findings) {
  const tags = new Tags(findings);
  try {
    if (box.kind === 'uuid') tags.identified(data.subarray(box.body, box.end));
    else if (box.kind === 'meta') tags.meta(data, box);
    else tags.userData(data, box);
  } catch (error) {
    if (!(error instanceof CleanError)) throw error;
    findings.add('hidden-data');
  }
  tags.finish();
}

class Tags {
  #findings;
  #device = { make: '', model: '' };

  /** @param {Findings} findings */
  constructor(findings) {
    this.#findings = findings;
  }

  /** Make and model are told as one. */
  finish() {
    const name = deviceName(this.#device.make, this.#device.model);
    if (name) this.#findings.add('device', name);
  }

  /** A box that is known by its 16-byte identity alone. @param {Uint8Array} body */
  identified(body) {
    const identity = latin(body, 0, 16);
    if (identity === XMP_UUID) readXmp(body.subarray(16), this.#findings);
    else if (identity === C2PA_UUID) this.#findings.add('proof', CREDENTIALS);
    else this.#findings.add('hidden-data');
  }

  /** `udta`: one box a tag, and perhaps a `meta` with more of them. @param {Uint8Array} data @param {Box} box */
  userData(data, box) {
    for (const tag of boxes(data, box.body, box.end)) {
      const body = data.subarray(tag.body, tag.end);
      if (tag.kind === 'meta') this.meta(data, tag);
      else if (tag.kind === 'XMP_') readXmp(body, this.#findings);
      else if (tag.kind === 'loci') this.#loci(body);
      else {
        const skip = tag.kind[0] === '\xa9' ? 4 : MOBILE.includes(tag.kind) ? 6 : 0;
        this.#tell(TELLING.get(tag.kind) ?? 'hidden-data', asText(body.subarray(skip)), body);
      }
    }
  }

  /** `meta`: keys and values (`mdta`), or iTunes' list; QuickTime's has no version field.
   *  @param {Uint8Array} data @param {Box} box */
  meta(data, box) {
    const full = !['hdlr', 'keys', 'ilst'].includes(latin(data, box.body + 4, Math.min(box.body + 8, data.length)));
    /** @type {string[]} */
    let keys = [];
    for (const part of boxes(data, box.body + (full ? 4 : 0), box.end)) {
      if (part.kind === 'keys') {
        keys = Array.from(boxes(data, part.body + 8, part.end), (key) => asText(data.subarray(key.body, key.end)));
      } else if (part.kind === 'ilst') this.#list(data, part, keys);
      else if (!['hdlr', 'free', 'skip'].includes(part.kind)) this.#findings.add('hidden-data');
    }
  }

  /** @param {Uint8Array} data @param {Box} box @param {string[]} keys */
  #list(data, box, keys) {
    for (const item of boxes(data, box.body, box.end)) {
      const index = number(bytes(item.kind), 0, 4);
      let kind = TELLING.get(item.kind) ?? 'hidden-data';
      if (index >= 1 && index <= keys.length) {
        let key = keys[index - 1];
        for (const space of KEY_SPACES) if (key.startsWith(space)) key = key.slice(space.length);
        kind = KEYS.get(key) ?? 'hidden-data';
      }
      for (const value of boxes(data, item.body, item.end)) {
        const body = data.subarray(value.body + 8, value.end);
        if (value.kind === 'data') this.#tell(kind, asText(body), body);
      }
    }
  }

  /** 3GPP's place: version and flags, language, a name, a role, then longitude and latitude in 16.16.
   *  @param {Uint8Array} body */
  #loci(body) {
    const end = body.indexOf(0, 6);
    if (end < 0 || end + 10 > body.length) {
      this.#findings.add('place');
      return;
    }
    const [longitude, latitude] = [end + 2, end + 6].map((at) => (number(body, at, 4) | 0) / 65_536);
    this.#findings.add('place', place(latitude, longitude));
  }

  /** @param {Told} kind @param {string} text @param {Uint8Array} body */
  #tell(kind, text, body) {
    if (!anySet(body)) return;
    if (kind === 'make' || kind === 'model') this.#device[kind] ||= text;
    else if (kind === 'place') this.#findings.add('place', placeOf(text));
    else this.#findings.add(kind, kind === 'hidden-data' || kind === 'thumbnail' ? '' : text);
  }
}
