/** Word, Excel and PowerPoint: the parts that show something stay, each cleaned, and only what those still name.
 *
 *  Source: ECMA-376, parts 1 and 2. @module */
import { BrokenFileError, TooComplexError } from '../errors.js';
import { DIGITAL_SIGNATURE } from '../finding.js';
import { cleanMedia } from './media.js';
import {
  GONE,
  goneFolder,
  isMedia,
  KEPT,
  MAIN,
  MEDIA_EXTENSIONS,
  RELATIONSHIPS,
  SETTINGS,
  SHEETS,
  tellProperties,
} from './officeparts.js';
import { OfficeRules } from './officerules.js';
import { outside, readRelationships, readTypes, relationshipsPart, small, typesPart } from './relationships.js';
import { cleanXml } from './xml.js';
import { Unpacker } from './zipread.js';
import { ZipWriter } from './zipwrite.js';

/** @typedef {import('./relationships.js').Relationship} Relationship
 *  @typedef {import('./zipread.js').Member} Member
 *  @typedef {import('./zipread.js').Budget} Budget
 *  @typedef {import('../source.js').Source} Source
 *  @typedef {import('../finding.js').Findings} Findings */

export const TYPES = '[Content_Types].xml';
const NAME = /^(?:[A-Za-z0-9_-]+\/)*[A-Za-z0-9_-]+(?:\.[A-Za-z0-9]+)+$/;
const RELS = /^(?:(.*)\/)?_rels\/([^/]*)\.rels$/s;

/** Plan an Office file without properties, authors, times, ids of saves, and what it does not show.
 *  @param {Source} source @param {Member[]} members @param {Findings} findings @param {Budget} budget
 *  @returns {Promise<import('../cleaned.js').Cleaned>} @throws {import('../errors.js').CleanError} */
export const cleanOffice = (source, members, findings, budget) =>
  new Cleaner(source, members, findings, budget).cleaned();

/** @param {string} part @returns {string} the name of the list of what it names */
const listOf = (part) => part.replace(/[^/]*$/s, (last) => `_rels/${last}.rels`);

/** @param {string} name @returns {string} what follows the last dot, in small letters */
const extensionOf = (name) => small(name.slice(name.lastIndexOf('.') + 1));

/** The parts by name; first their XML is cleaned, then what that still names is followed from the root. */
class Cleaner {
  #source;
  #findings;
  #unpacker;
  /** @type {Map<string, Member>} */
  #members;
  /** @type {Map<string, string>} */
  #types = new Map();
  /** @type {Map<string, Uint8Array>} */
  #before = new Map();
  /** @type {Map<string, Uint8Array>} */
  #after = new Map();
  /** @type {Map<string, Relationship[]>} */
  #named = new Map();

  /** @param {Source} source @param {Member[]} members @param {Findings} findings @param {Budget} budget */
  constructor(source, members, findings, budget) {
    this.#source = source;
    this.#findings = findings;
    this.#unpacker = new Unpacker(source, budget);
    this.#members = new Map(members.map((member) => [member.name, member]));
    if (new Set(members.map(({ name }) => small(name))).size !== members.length) throw new BrokenFileError();
  }

  async cleaned() {
    const { byExtension, byPart } = readTypes(await this.#unpacker.whole(this.#member(TYPES)));
    for (const name of this.#members.keys()) {
      this.#types.set(name, byPart.get(name) || byExtension.get(extensionOf(name)) || '');
    }
    const wanted = [];
    for (const name of this.#members.keys()) if (await this.#isWanted(name)) wanted.push(name);
    const every = await this.#relationships('', null);
    const roots = every.filter((row) => row.sort.endsWith('/officeDocument') && !row.external);
    const main = roots.length === 1 ? MAIN.get(this.#types.get(roots[0].target) ?? '') : undefined;
    if (!main) throw new TooComplexError();
    this.#named.set('', roots);
    const reached = await this.#follow(roots[0].target, new Set(wanted));
    for (const name of wanted) if (!reached.has(name)) this.#findings.add('hidden-data');
    const [format, mediaType] = main;
    const plan = (await this.#written(wanted.filter((name) => reached.has(name)))).build();
    return { format, extension: format, mediaType, plan, findings: this.#findings.listed() };
  }

  /** @param {string} name @returns {Member} */
  #member(name) {
    const member = this.#members.get(name);
    if (!member) throw new BrokenFileError();
    return member;
  }

  /** @param {string} name */
  #type(name) {
    return this.#types.get(name) ?? '';
  }

  /** @param {string} name @returns {Promise<boolean>} whether a part may stay; what it told is noted if not */
  async #isWanted(name) {
    if (name === TYPES || RELS.test(name)) return false;
    const sort = this.#type(name);
    let kind = goneFolder(name);
    if (kind === null && (KEPT.has(sort) || (isMedia(sort) && !GONE.has(sort)))) {
      if (!NAME.test(name)) throw new TooComplexError();
      return true;
    }
    kind ??= GONE.get(sort) ?? null;
    if (kind === null) throw new TooComplexError();
    if (kind) this.#findings.add(kind, kind === 'proof' ? DIGITAL_SIGNATURE : '');
    if (name.startsWith('docProps/') && name.endsWith('.xml')) {
      tellProperties(await this.#unpacker.whole(this.#member(name)), this.#findings);
    }
    return false;
  }

  /** @param {string} part @param {Set<string> | null} used @returns {Promise<Relationship[]>} */
  async #relationships(part, used) {
    const member = this.#members.get(listOf(part));
    const rows = member ? readRelationships(await this.#unpacker.whole(member), part) : [];
    const names = new Set(rows.map(({ name }) => name));
    if (used && [...used].some((name) => !names.has(name))) throw new TooComplexError();
    return rows;
  }

  /** Clean what is reached from the main part. @param {string} main @param {Set<string>} wanted
   *  @returns {Promise<Set<string>>} the names of parts that stay */
  async #follow(main, wanted) {
    const reached = new Set([main]);
    const ahead = [main];
    for (let part = ahead.pop(); part !== undefined; part = ahead.pop()) {
      if (isMedia(this.#type(part))) continue;
      const sort = this.#type(part);
      const rules = new OfficeRules(this.#findings, sort === SETTINGS, sort.includes(SHEETS));
      const before = await this.#unpacker.whole(this.#member(part));
      this.#before.set(part, before);
      this.#after.set(part, cleanXml(before, rules));
      /** @type {Relationship[]} */
      const kept = [];
      this.#named.set(part, kept);
      for (const row of await this.#relationships(part, rules.used)) {
        const used = rules.used.has(row.name);
        if (row.external && used) kept.push({ ...row, target: outside(row, this.#findings) });
        else if (row.external) this.#findings.add('hidden-data', row.target);
        else if (wanted.has(row.target) && (used || !isMedia(this.#type(row.target)))) {
          kept.push(row);
          if (!reached.has(row.target)) {
            reached.add(row.target);
            ahead.push(row.target);
          }
        } else if (used) throw new TooComplexError();
      }
    }
    return reached;
  }

  /** @param {string[]} kept @returns {Promise<ZipWriter>} */
  async #written(kept) {
    const names = this.#newNames(kept);
    const writer = new ZipWriter(this.#source.size);
    const xml = kept.filter((name) => this.#after.has(name));
    const media = new Map(
      kept
        .filter((name) => !this.#after.has(name))
        .map((name) => [extensionOf(names.get(name) ?? ''), this.#type(name)]),
    );
    const sorted = [...media].sort(([one], [other]) => (one < other ? -1 : 1));
    const byPart = xml.map((name) => /** @type {[string, string]} */ ([name, this.#type(name)]));
    await this.#add(writer, TYPES, typesPart([['rels', RELATIONSHIPS], ...sorted], byPart));
    await this.#addRelationships(writer, '', names);
    for (const name of kept) {
      const member = this.#member(name);
      const after = this.#after.get(name);
      if (after) {
        writer.add(name, member, this.#before.get(name) ?? new Uint8Array(0), after);
        await this.#addRelationships(writer, name, names);
      } else {
        const part = await this.#unpacker.part(member);
        await writer.addCleaned(names.get(name) ?? '', member, part, (await cleanMedia(part, this.#findings)).plan);
      }
    }
    return writer;
  }

  /** Pictures lose the names of the files that they were; all else is named by the program that wrote it.
   *  @param {string[]} kept @returns {Map<string, string>} */
  #newNames(kept) {
    const names = new Map(kept.map((name) => [name, name]));
    let number = 0;
    for (const name of kept) {
      if (this.#after.has(name)) continue;
      const extension = extensionOf(name);
      if (!MEDIA_EXTENSIONS.has(extension)) throw new TooComplexError();
      const folder = name.slice(0, Math.max(name.lastIndexOf('/'), 0));
      names.set(name, `${folder}/image${++number}.${extension}`);
    }
    return names;
  }

  /** @param {ZipWriter} writer @param {string} name @param {Uint8Array} data */
  async #add(writer, name, data) {
    const member = this.#members.get(name);
    if (member) writer.add(name, member, await this.#unpacker.whole(member), data);
    else writer.addNew(name, data);
  }

  /** @param {ZipWriter} writer @param {string} part @param {Map<string, string>} names */
  async #addRelationships(writer, part, names) {
    const rows = (this.#named.get(part) ?? []).map((row) => {
      return row.external ? row : { ...row, target: names.get(row.target) ?? '' };
    });
    if (rows.length) await this.#add(writer, listOf(part), relationshipsPart(rows, part));
  }
}
