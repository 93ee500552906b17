/** The lists that hold an Office file together: content types, and which part names which.
 *
 *  Source: ECMA-376, part 2, sections 6.5 and 7.2. @module */
import { BrokenFileError } from '../errors.js';
import { Findings } from '../finding.js';
import { LOCAL_PATH } from './officerules.js';
import { cleanXml, HEADER, quoted } from './xml.js';
import { KEEP, valueOf } from './xmlrules.js';

/** One arrow from a part: `target` is a part's name, or an address outside; `sort` is the URI of its type.
 *  @typedef {{ name: string, sort: string, target: string, external: boolean }} Relationship */

/** @typedef {import('./xmlrules.js').Attribute} Attribute
 *  @typedef {import('./xmlrules.js').XmlRules} XmlRules */

const TYPES = 'http://schemas.openxmlformats.org/package/2006/content-types';
const RELATIONSHIPS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const KNOWN_TYPE =
  /^http:\/\/(?:schemas\.openxmlformats\.org|purl\.oclc\.org\/ooxml|schemas\.microsoft\.com)\/[A-Za-z0-9/.-]{1,120}$/;
const ID = /^[A-Za-z0-9_.-]{1,64}$/;
const WEB = /^(?:https?:\/\/|mailto:|tel:)/i;
const NOWHERE = 'http://removed.invalid/'; // what an address becomes that led to a file or a server of the author's
const UTF8 = new TextEncoder();

/** Takes the rows of either list. @implements {XmlRules} */
class Collector {
  findings = new Findings();
  namespaces = new Map([[TYPES, 'ct'], [RELATIONSHIPS, 'rel']]);
  texts = new Set();
  lines = new Set();
  /** @type {[string, Attribute[]][]} */
  rows = [];

  /** @param {string} key @param {Attribute[]} attributes */
  element(key, attributes) {
    this.rows.push([key, attributes]);
    return KEEP;
  }

  /** @param {string} _ @param {string} text */
  text(_, text) {
    return text;
  }
}

/** @param {Uint8Array} untrusted
 *  @returns {{ byExtension: Map<string, string>, byPart: Map<string, string> }} content types, by extension in small
 *    letters, and by part; throws as `cleanXml` */
export function readTypes(untrusted) {
  const collector = new Collector();
  cleanXml(untrusted, collector);
  const byExtension = new Map();
  const byPart = new Map();
  for (const [key, attributes] of collector.rows) {
    const sort = valueOf(attributes, 'ContentType');
    if (key === 'ct:Default') byExtension.set(small(valueOf(attributes, 'Extension')), sort);
    else if (key === 'ct:Override') byPart.set(valueOf(attributes, 'PartName').replace(/^\//, ''), sort);
  }
  return { byExtension, byPart };
}

/** @param {Uint8Array} untrusted @param {string} part its own name, '' for the whole file
 *  @returns {Relationship[]} what a part names; throws as `cleanXml` */
export function readRelationships(untrusted, part) {
  const collector = new Collector();
  cleanXml(untrusted, collector);
  /** @type {Map<string, Relationship>} */
  const found = new Map();
  for (const [key, attributes] of collector.rows) {
    if (key !== 'rel:Relationship') continue;
    const [name, sort, target] = ['Id', 'Type', 'Target'].map((attribute) => valueOf(attributes, attribute));
    const external = valueOf(attributes, 'TargetMode') === 'External';
    if (found.has(name) || !ID.test(name)) throw new BrokenFileError();
    if (KNOWN_TYPE.test(sort)) found.set(name, { name, sort, target: external ? target : resolved(target, part), external });
  }
  return [...found.values()];
}

/** @param {string} text @returns {string} with the 26 letters made small */
export const small = (text) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** @param {string} target an address relative to another part @param {string} part @returns {string} the part's name
 *  @throws {BrokenFileError} it leads outside */
function resolved(target, part) {
  const steps = target.startsWith('/') ? [] : part.split('/').slice(0, -1);
  for (const step of target.split('/')) {
    if (step === '..') {
      if (!steps.length) throw new BrokenFileError();
      steps.pop();
    } else if (step && step !== '.') steps.push(step);
  }
  return steps.join('/');
}

/** @param {string} target @param {string} part @returns {string} the address of a part as seen from another */
function relative(target, part) {
  const there = target.split('/');
  const here = part.split('/').slice(0, -1);
  while (here.length && there.length > 1 && here[0] === there[0]) {
    there.shift();
    here.shift();
  }
  return '../'.repeat(here.length) + there.join('/');
}

/** @param {Relationship} relationship @param {Findings} findings
 *  @returns {string} what stays of an address outside: links to the web and to mailboxes; nothing of the author's own
 *    files */
export function outside({ sort, target }, findings) {
  if (sort.endsWith('/hyperlink') && WEB.test(target) && !LOCAL_PATH.test(target)) return target;
  if (target !== NOWHERE) findings.add('hidden-data', target);
  return NOWHERE;
}

/** @param {Relationship[]} rows @param {string} part @returns {Uint8Array} the list of what a part names */
export function relationshipsPart(rows, part) {
  const shown = rows.map(({ name, sort, target, external }) => {
    const address = quoted(external ? target : relative(target, part));
    const mode = external ? ' TargetMode="External"' : '';
    return `<Relationship Id=${quoted(name)} Type=${quoted(sort)} Target=${address}${mode}/>`;
  });
  return UTF8.encode(`${HEADER}<Relationships xmlns="${RELATIONSHIPS}">${shown.join('')}</Relationships>`);
}

/** @param {Iterable<[string, string]>} byExtension @param {Iterable<[string, string]>} byPart
 *  @returns {Uint8Array} the list of content types */
export function typesPart(byExtension, byPart) {
  const defaults = Array.from(byExtension, ([extension, sort]) => {
    return `<Default Extension=${quoted(extension)} ContentType=${quoted(sort)}/>`;
  });
  const overrides = Array.from(byPart, ([part, sort]) => {
    return `<Override PartName=${quoted(`/${part}`)} ContentType=${quoted(sort)}/>`;
  });
  return UTF8.encode(`${HEADER}<Types xmlns="${TYPES}">${defaults.join('')}${overrides.join('')}</Types>`);
}
