/** XMP: searched for what it tells, never kept.
 *
 *  The packet is searched as text and not parsed as XML: it goes in any case, so this decides only what the source is
 *  told. Source: ISO 16684-1. @module */
import { deviceName } from './exif.js';
import { decoded, place } from '../finding.js';

/** @typedef {import('../finding.js').Findings} Findings
 *  @typedef {import('../finding.js').Kind} Kind */

const LIMIT = 256 * 1024; // bytes searched

// the value of a property, written as an attribute or as an element
const VALUE = `(?:[ \\t\\r\\n]{0,9}=[ \\t\\r\\n]{0,9}["']|>[ \\t\\r\\n]{0,9})([^"'<>]{1,200})`;
// the same inside rdf:Alt, rdf:Seq or rdf:Bag
const ITEM = '[^<>]{0,99}>[ \\t\\r\\n]{0,99}<rdf:[A-Z][a-z]{2}>[ \\t\\r\\n]{0,99}<rdf:li[^<>]{0,99}>([^<>]{1,200})';

/** @param {string} names @param {string} [tail] */
const pattern = (names, tail = VALUE) => new RegExp(`:(?:${names})${tail}`, 'u');

const LATITUDE = pattern('GPSLatitude');
const LONGITUDE = pattern('GPSLongitude');
const DEGREES = /^([0-9]{1,3}),([0-9]{1,2}(?:\.[0-9]{1,12})?)([NSEW])$/;
const MAKE = pattern('Make');
const MODEL = pattern('Model');
/** @type {[Kind, RegExp][]} */
const SAID = [
  ['place', pattern('City|Location|Country|CountryName|State|Sublocation')],
  ['device', pattern('SerialNumber|BodySerialNumber|LensSerialNumber')],
  ['time', pattern('CreateDate|DateCreated|DateTimeOriginal|ModifyDate|MetadataDate')],
  ['person', pattern('creator|rights', ITEM)],
  ['person', pattern('OwnerName|AuthorsPosition|CaptionWriter|Credit|PersonInImage|Artist')],
  ['software', pattern('CreatorTool|Software')],
  ['text', pattern('description|title|subject|UserComment', ITEM)],
  ['text', pattern('Headline|Instructions|Label')],
];
/** @type {[Kind, RegExp][]} */
const PRESENT = [
  ['edit-history', /:(?:History|DerivedFrom|DocumentID|InstanceID|OriginalDocumentID)[^a-zA-Z]/],
  ['thumbnail', /[a-zA-Z0-9]:Thumbnails[^a-zA-Z]/],
  ['hidden-data', /:(?:MotionPhoto|MicroVideo|HasExtendedXMP)[^a-zA-Z]/],
];

/** Note what an XMP packet tells; a packet that tells nothing we know is hidden data.
 *  @param {Uint8Array} untrusted @param {Findings} findings */
export function readXmp(untrusted, findings) {
  const text = decoded(untrusted.subarray(0, LIMIT));
  let found = false;
  const [latitude, longitude] = [LATITUDE.exec(text), LONGITUDE.exec(text)];
  if (latitude || longitude) {
    found = true;
    findings.add('place', latitude && longitude ? numbers(latitude[1], longitude[1]) : '');
  }
  const [make, model] = [MAKE.exec(text), MODEL.exec(text)];
  if (make || model) {
    found = true;
    findings.add('device', deviceName(make?.[1] ?? '', model?.[1] ?? ''));
  }
  for (const [kind, said] of SAID) {
    const match = said.exec(text);
    if (match) {
      found = true;
      findings.add(kind, match[1]);
    }
  }
  for (const [kind, present] of PRESENT) {
    if (present.test(text)) {
      found = true;
      findings.add(kind);
    }
  }
  if (!found) findings.add('hidden-data');
}

/** XMP's degrees and minutes ("23,46.8N") as decimal numbers; '' for any other form.
 *  @param {string} latitude @param {string} longitude */
function numbers(latitude, longitude) {
  const [north, east] = [DEGREES.exec(latitude), DEGREES.exec(longitude)];
  if (!north || !east) return '';
  const [first, second] = [north, east].map(
    (part) => (Number(part[1]) + Number(part[2]) / 60) * (part[3] === 'S' || part[3] === 'W' ? -1 : 1),
  );
  return place(first, second);
}
