/** OpenDocument: text, styles and those pictures and objects that they name; no properties, no earlier versions.
 *
 *  Source: OASIS OpenDocument 1.3, parts 2 and 3. @module */
import { latin } from '../bytes.js';
import { BrokenFileError, TooComplexError } from '../errors.js';
import { DIGITAL_SIGNATURE, Findings } from '../finding.js';
import { Hidden } from './invisible.js';
import { cleanMedia } from './media.js';
import { NAMESPACES, OdfRules } from './odfrules.js';
import { MEDIA_EXTENSIONS, tellProperties } from './officeparts.js';
import { cleanXml, quoted } from './xml.js';
import { KEEP, valueOf } from './xmlrules.js';
import { Unpacker } from './zipread.js';
import { ZipWriter } from './zipwrite.js';

/** @typedef {import('./zipread.js').Member} Member
 *  @typedef {import('./zipread.js').Budget} Budget
 *  @typedef {import('./xmlrules.js').XmlRules} XmlRules
 *  @typedef {import('../finding.js').Kind} Kind
 *  @typedef {import('../source.js').Source} Source */

const TYPE = 'application/vnd.oasis.opendocument.';
/** @type {Map<string, string>} */
const FORMS = new Map([['text', 'odt'], ['spreadsheet', 'ods'], ['presentation', 'odp'], ['graphics', 'odg']]);
const OBJECT_FORMS = [...FORMS.keys(), 'chart', 'formula'];
const HEADER = '<?xml version="1.0" encoding="UTF-8"?>\n';
export const MIMETYPE = 'mimetype';
const MANIFEST = 'META-INF/manifest.xml';
const PARTS = ['content.xml', 'styles.xml', 'settings.xml'];
/** @type {[string, Kind | ''][]} */
const GONE = [
  ['Thumbnails/', 'thumbnail'],
  ['Configurations2/', ''],
  ['ObjectReplacements/', ''],
  ['layout-cache', ''],
  ['manifest.rdf', ''],
  ['META-INF/documentsignatures.xml', 'proof'],
  ['META-INF/macrosignatures.xml', 'proof'],
  ['Fonts/', 'hidden-data'],
  ['Versions/', 'edit-history'],
  ['VersionList.xml', 'edit-history'],
];
const OBJECT = /^(Object [0-9]{1,5})(?:\/(.*))?$/s;

/** Plan an OpenDocument file without properties, authors, times, ids of saves, and what it does not show.
 *  @param {Source} source @param {Member[]} members @param {Findings} findings @param {Budget} budget
 *  @returns {Promise<import('../cleaned.js').Cleaned>} @throws {import('../errors.js').CleanError} among others, for an
 *    encrypted file, and one with macros */
export const cleanOpendocument = (source, members, findings, budget) =>
  new Cleaner(source, members, findings, budget).cleaned();

/** @param {string} type @returns {string} what follows the common start of OpenDocument's types */
const formOf = (type) => (type.startsWith(TYPE) ? type.slice(TYPE.length) : type);

/** Collects the media types that the manifest tells. @implements {XmlRules} */
class Manifest {
  findings = new Findings();
  namespaces = NAMESPACES;
  texts = new Set();
  lines = new Set();
  /** @type {Map<string, string>} */
  types = new Map();

  /** @param {string} key @param {import('./xmlrules.js').Attribute[]} attributes */
  element(key, attributes) {
    if (key === 'manifest:encryption-data') throw new TooComplexError();
    if (key === 'manifest:file-entry') {
      this.types.set(valueOf(attributes, 'manifest:full-path'), valueOf(attributes, 'manifest:media-type'));
    }
    return KEEP;
  }

  /** @param {string} _ @param {string} text */
  text(_, text) {
    return text;
  }
}

/** First the document's own parts are cleaned, then the objects that they name, then what is left is looked at. */
class Cleaner {
  #source;
  #findings;
  #unpacker;
  #members;
  #rules;
  /** @type {Map<string, Uint8Array>} */
  #before = new Map();
  /** @type {Map<string, Uint8Array>} */
  #after = new Map();

  /** @param {Source} source @param {Member[]} members @param {Findings} findings @param {Budget} budget */
  constructor(source, members, findings, budget) {
    this.#source = source;
    this.#findings = findings;
    this.#unpacker = new Unpacker(source, budget);
    this.#members = new Map(members.map((member) => [member.name, member]));
    const sound = this.#members.size === members.length && this.#members.has(MANIFEST) && this.#members.has(PARTS[0]);
    if (!sound) throw new BrokenFileError();
    const names = [...this.#members.keys()];
    // what names them would lose what hides there
    if (new Hidden().takenFrom(names).some((name, at) => name !== names[at])) throw new TooComplexError();
    this.#rules = new OdfRules(findings, this.#members);
  }

  /** @returns {Promise<import('../cleaned.js').Cleaned>} */
  async cleaned() {
    const bytes = await this.#whole(MIMETYPE);
    const kind = latin(bytes, 0, bytes.length);
    const form = FORMS.get(formOf(kind));
    if (!form || !kind.startsWith(TYPE)) throw new TooComplexError();
    const manifest = new Manifest();
    const manifestBefore = await this.#whole(MANIFEST);
    cleanXml(manifestBefore, manifest);
    await this.#cleanParts('');
    const { pictures, objects } = this.#rules;
    const own = pictures.size;
    const types = new Map([['/', kind]]);
    for (const name of [...objects]) {
      const type = manifest.types.get(`${name}/`) ?? '';
      if (!OBJECT_FORMS.includes(formOf(type))) throw new TooComplexError();
      types.set(`${name}/`, type);
      await this.#cleanParts(`${name}/`);
    }
    // objects in objects, or their pictures
    if (pictures.size > own || objects.size + 1 > types.size) throw new TooComplexError();
    const writer = new ZipWriter(this.#source.size);
    for (const [name, member] of this.#members) {
      const [after, renamed] = [this.#after.get(name), pictures.get(name)];
      if (name === MIMETYPE) writer.addKept(name, member);
      else if (after) {
        types.set(name, 'text/xml');
        writer.add(name, member, this.#before.get(name) ?? after, after);
      } else if (renamed) {
        if (!MEDIA_EXTENSIONS.has(renamed.slice(renamed.lastIndexOf('.') + 1))) throw new TooComplexError();
        const part = await this.#unpacker.part(member);
        const media = await cleanMedia(part, this.#findings);
        types.set(renamed, media.mediaType);
        await writer.addCleaned(renamed, member, part, media.plan);
      } else await this.#leaveOut(name);
    }
    const entry = this.#members.get(MANIFEST);
    if (entry) writer.add(MANIFEST, entry, manifestBefore, manifestPart(types));
    return { format: form, extension: form, mediaType: kind, plan: writer.build(), findings: this.#findings.listed() };
  }

  /** @param {string} name @returns {Promise<Uint8Array>} */
  async #whole(name) {
    const member = this.#members.get(name);
    if (!member) throw new BrokenFileError();
    return this.#unpacker.whole(member);
  }

  /** @param {string} folder */
  async #cleanParts(folder) {
    for (const part of PARTS) {
      const name = folder + part;
      if (!this.#members.has(name)) continue;
      const before = await this.#whole(name);
      this.#before.set(name, before);
      this.#after.set(name, cleanXml(before, this.#rules, HEADER));
    }
  }

  /** Note what a part told that goes. @param {string} name @throws {TooComplexError} it is none that we know */
  async #leaveOut(name) {
    if (name === MANIFEST) return;
    const found = OBJECT.exec(name);
    const inside = found && this.#rules.objects.has(found[1]) ? found[2] : name;
    if (inside === 'meta.xml') tellProperties(await this.#whole(name), this.#findings);
    else if (found || ['Pictures/', 'Media/', 'media/'].some((start) => name.startsWith(start))) {
      this.#findings.add('hidden-data');
    } else {
      const gone = GONE.find(([start]) => name.startsWith(start));
      if (!gone) throw new TooComplexError();
      if (gone[1]) this.#findings.add(gone[1], gone[1] === 'proof' ? DIGITAL_SIGNATURE : '');
    }
  }
}

/** @param {Map<string, string>} types @returns {Uint8Array} */
function manifestPart(types) {
  const entries = Array.from(types, ([name, kind]) => {
    return `<manifest:file-entry manifest:full-path=${quoted(name)} manifest:media-type=${quoted(kind)}/>`;
  });
  const start = `<manifest:manifest xmlns:manifest="${OASIS_MANIFEST}" manifest:version="1.2">`;
  return new TextEncoder().encode(`${HEADER}${start}${entries.join('')}</manifest:manifest>`);
}

const OASIS_MANIFEST = 'urn:oasis:names:tc:opendocument:xmlns:manifest:1.0';
