/** PDF: the pages as they are shown stay, written anew as one file without history; all else goes.
 *
 *  The new file has what can be reached from the pages that are shown, key by key (pdfkeys.js), under new numbers.
 *  Streams are ranges of the old file, so that a book of scans needs little memory; photographs go through their own
 *  cleaner. Named as a proof and not kept: signatures, Content Credentials. Refused: encrypted files (also those that
 *  open without a password), pictures in JPEG 2000 and JBIG2, and forms that exist only as XFA.
 *  Source: ISO 32000-1, sections 7.5 and 7.7. @module */
import { bytes } from '../bytes.js';
import { BrokenFileError, TooComplexError } from '../errors.js';
import { Findings } from '../finding.js';
import { PlanBuilder } from '../plan.js';
import { PdfFile } from './pdffile.js';
import { Outline } from './pdfoutline.js';
import { Rules } from './pdfrules.js';
import { streamBytes } from './pdfstreams.js';
import { Told } from './pdftold.js';
import { Budget, Name, named, Numeral, Reference, Stream, Written, written } from './pdfvalues.js';

/** @typedef {import('./pdfvalues.js').Value} Value
 *  @typedef {import('./pdfvalues.js').Found} Found
 *  @typedef {import('./pdfvalues.js').Dictionary} Dictionary */

const HEAD = '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n';
const MAX_PAGES = 50_000;
const MAX_DEPTH = 60;
const MAX_WRITTEN = 5_000_000; // values
const [CATALOG, PAGES, FIRST] = [1, 2, 3]; // numbers of the objects that every file has, and of the first other
const INHERITED = ['Resources', 'MediaBox', 'CropBox', 'Rotate'];
const NODE = ['Type', 'Parent', 'Kids', 'Count'];
const CATALOG_KEYS = ['Type', 'Pages', 'AcroForm', 'OCProperties', 'Outlines', 'Dests', 'Names', 'OpenAction'];

/** Plan a PDF file without metadata, earlier versions, attachments, scripts, and names of who commented or signed.
 *  @param {import('../source.js').Source} source @returns {Promise<import('../cleaned.js').Cleaned>}
 *  @throws {import('../errors.js').CleanError} among others, an encrypted file */
export async function cleanPdf(source) {
  const cleaner = new Cleaner(source);
  const plan = await cleaner.plan();
  return { format: 'pdf', extension: 'pdf', mediaType: 'application/pdf', plan, findings: cleaner.findings.listed() };
}

class Cleaner {
  findings = new Findings();
  #source;
  #file;
  #told;
  #rules;
  /** @type {Map<number, Dictionary>} by their old numbers, with what they inherit */
  #pages = new Map();
  #plan;
  /** @type {string[]} */
  #text = [];
  #size = 0;
  /** @type {Map<number, number>} */
  #offsets = new Map();
  #budget = new Budget(MAX_WRITTEN);

  /** @param {import('../source.js').Source} source */
  constructor(source) {
    this.#source = source;
    this.#file = new PdfFile(source);
    this.#told = new Told(this.#file, this.findings);
    this.#rules = new Rules(this.#file, this.findings, this.#told, FIRST);
    this.#plan = new PlanBuilder(source.size);
  }

  async plan() {
    await this.#file.open();
    const catalog = await this.#file.get(this.#file.trailer.get('Root'));
    if (!(catalog instanceof Map)) throw new BrokenFileError();
    if ((await this.#file.get(catalog.get('NeedsRendering'))) === true) throw new TooComplexError();
    await this.#findPages(catalog.get('Pages'));
    this.#literal(HEAD);
    this.#rules.destinations = catalog;
    for (const old of this.#pages.keys()) this.#rules.pages.set(old, this.#rules.number(old, 'Page'));
    this.#write(CATALOG, await this.#catalog(catalog));
    const pages = Array.from(this.#rules.pages.values(), (number) => new Written(number));
    const count = new Numeral(String(pages.length));
    this.#write(PAGES, dictionary(['Type', new Name('Pages')], ['Kids', pages], ['Count', count]));
    for (const item of this.#rules.queue) await this.#item(item); // it grows meanwhile
    await this.#tell(catalog);
    return this.#end();
  }

  /** The pages in their order. A page that is listed twice, or below itself, is not what we can vouch for.
   *  @param {Found} root */
  async #findPages(root) {
    /** @type {Set<number>} */
    const seen = new Set();
    /** @type {[Found, Dictionary, number][]} */
    const stack = [[root, new Map(), 0]];
    for (let top = stack.pop(); top; top = stack.pop()) {
      const [value, inherited, depth] = top;
      const node = await this.#file.get(value);
      if (!(value instanceof Reference) || !(node instanceof Map)) throw new BrokenFileError();
      if (seen.has(value.number) || depth > MAX_DEPTH || seen.size >= MAX_PAGES) throw new TooComplexError();
      seen.add(value.number);
      /** @type {Dictionary} */
      const own = new Map();
      for (const key of INHERITED) {
        if ((await this.#file.get(node.get(key))) !== null) own.set(key, /** @type {Value} */ (node.get(key)));
      }
      const kids = await this.#file.get(node.get('Kids'));
      if (Array.isArray(kids)) {
        for (const [key, entry] of node) {
          if (!INHERITED.includes(key) && !NODE.includes(key)) await this.#told.entry(key, entry);
        }
        const known = new Map([...inherited, ...own]);
        for (const kid of [...kids].reverse()) stack.push([kid, known, depth + 1]);
      } else {
        const page = new Map(node);
        for (const [key, entry] of inherited) if (!own.has(key)) page.set(key, entry);
        this.#pages.set(value.number, page);
        await this.#rules.onPage(node.get('Annots'));
      }
    }
    if (!this.#pages.size) throw new BrokenFileError();
  }

  /** @param {Dictionary} old @returns {Promise<Dictionary>} */
  async #catalog(old) {
    const fresh = dictionary(['Type', new Name('Catalog')], ['Pages', new Written(PAGES)]);
    const form = await this.#file.get(old.get('AcroForm'));
    if (form instanceof Map) {
      const fields = await this.#rules.fields(form.get('Fields'));
      const rest = new Map(form);
      rest.delete('Fields');
      if (fields.length) {
        fresh.set('AcroForm', dictionary(['Fields', fields], ...(await this.#rules.dictionary(rest, 'Dialog'))));
      } else for (const [key, value] of rest) await this.#told.entry(key, value);
    }
    const layers = await this.#file.get(old.get('OCProperties'));
    if (layers instanceof Map) fresh.set('OCProperties', await this.#rules.dictionary(layers, 'Layers'));
    const outline = await new Outline(this.#file, this.#rules, this.findings).root(old.get('Outlines'));
    if (outline !== null) fresh.set('Outlines', outline);
    return fresh;
  }

  /** What stands beside the pages and goes. @param {Dictionary} catalog */
  async #tell(catalog) {
    for (const [key, value] of catalog) if (!CATALOG_KEYS.includes(key)) await this.#told.entry(key, value);
    const opening = await this.#file.get(catalog.get('OpenAction'));
    if (opening instanceof Map && named(await this.#file.get(opening.get('S'))) !== 'GoTo') this.findings.add('hidden-data');
    await this.#told.names(catalog.get('Names'));
    const information = await this.#file.get(this.#file.trailer.get('Info'));
    if (information instanceof Map) await this.#told.information(information);
    if ((await this.#file.get(this.#file.trailer.get('ID'))) !== null) this.findings.add('hidden-data');
    if (this.#file.revised) this.findings.add('edit-history');
    if (this.#file.behind) this.findings.add('hidden-data', `${this.#file.behind} B`);
  }

  /** Write one object of the queue. @param {import('./pdfrules.js').Item} item */
  async #item({ number, kind = '', old = 0, head, data }) {
    if (head) {
      const body = new PlanBuilder(this.#source.size);
      if (data) body.literal(data);
      const whole = data ? dictionary(...head, ['Length', new Numeral(String(data.length))]) : head;
      this.#write(number, whole, data ? body : null);
      return;
    }
    const found = kind === 'Page' ? this.#pages.get(old) : await this.#file.get(new Reference(old));
    if (found instanceof Stream) {
      const cleaned = await this.#rules.dictionary(found.head, kind);
      const o = { source: this.#source, file: this.#file, rules: this.#rules, findings: this.findings };
      const { head: packed, body } = await streamBytes(o, found, kind);
      this.#write(number, dictionary(...cleaned, ...packed), body);
    } else if (found instanceof Map) {
      const cleaned = await this.#rules.dictionary(found, kind);
      const first = kind === 'Page' ? dictionary(['Type', new Name('Page')], ['Parent', new Written(PAGES)]) : [];
      this.#write(number, dictionary(...first, ...cleaned));
    }
  }

  /** @param {number} number @param {Dictionary} value @param {PlanBuilder | null} [body] */
  #write(number, value, body = null) {
    this.#offsets.set(number, this.#size);
    this.#literal(`${number} 0 obj\n${written(value, this.#budget)}\n`);
    if (body) {
      this.#literal('stream\n');
      this.#flush();
      this.#plan.extend(body);
      this.#size += body.size;
      this.#literal('\nendstream\n');
    }
    this.#literal('endobj\n');
  }

  /** @param {string} text */
  #literal(text) {
    this.#text.push(text);
    this.#size += text.length;
  }

  #flush() {
    this.#plan.literal(bytes(this.#text.join('')));
    this.#text = [];
  }

  /** The table of objects, and the way to it. */
  #end() {
    const [start, count] = [this.#size, this.#offsets.size + 1];
    this.#literal(`xref\n0 ${count}\n0000000000 65535 f \n`);
    for (let number = 1; number < count; number++) {
      this.#literal(`${String(this.#offsets.get(number)).padStart(10, '0')} 00000 n \n`);
    }
    const trailer = dictionary(['Size', new Numeral(String(count))], ['Root', new Written(CATALOG)]);
    this.#literal(`trailer\n${written(trailer, this.#budget)}\nstartxref\n${start}\n%%EOF\n`);
    this.#flush();
    return this.#plan.build();
  }
}

/** @param {...[string, Value]} entries @returns {Dictionary} */
const dictionary = (...entries) => new Map(entries);
