/** How each kind of value of a PDF is cleaned: what the lists of pdfkeys.js do not keep is left out and told.
 *
 *  Objects that stay get new numbers in the order in which they are met, so that nothing that no page needs is written.
 *  Source: ISO 32000-1, sections 8.6 (colours), 12.3 (destinations), 12.5 (annotations), 12.6 (actions), 12.7 (forms).
 *  @module */
import { TooComplexError } from '../errors.js';
import { DIGITAL_SIGNATURE } from '../finding.js';
import { cleanIcc } from '../picture/icc.js';
import { KEYS, table } from './pdfkeys.js';
import { shownText, tree } from './pdftold.js';
import { Budget, Name, named, Numeral, Reference, Stream, Text, whole, Written } from './pdfvalues.js';

/** @typedef {import('../finding.js').Findings} Findings
 *  @typedef {import('./pdffile.js').PdfFile} PdfFile
 *  @typedef {import('./pdftold.js').Told} Told
 *  @typedef {import('./pdfvalues.js').Value} Value
 *  @typedef {import('./pdfvalues.js').Found} Found
 *  @typedef {import('./pdfvalues.js').Dictionary} Dictionary */

/** An object to be written: one of the old file by its kind, or a new one, with its bytes if it is a stream.
 *  @typedef {{ number: number, kind?: string, old?: number, head?: Dictionary, data?: Uint8Array }} Item */

const KINDS = table(KEYS);
const MAX_DEPTH = 60;
const MAX_VALUES = 2_000_000; // lists may hold each other many times over
const DEVICE = new Map([
  [1, 'DeviceGray'],
  [3, 'DeviceRGB'],
  [4, 'DeviceCMYK'],
]);
const MARKUP = new Set(
  (
    'Text FreeText Line Square Circle Polygon PolyLine Highlight Underline Squiggly StrikeOut Stamp Caret Ink ' +
    'Watermark Redact'
  ).split(' '),
);
const STEPS = ['NextPage', 'PrevPage', 'FirstPage', 'LastPage'];
const LAYER = 'Layer'; // what every layer is called
const SPACES = new Map([
  ['CalGray', ['Calibrated']],
  ['CalRGB', ['Calibrated']],
  ['Lab', ['Calibrated']],
  ['Separation', ['atoms', 'colour', 'function']],
  ['DeviceN', ['atoms', 'colour', 'function', 'DeviceN']],
  ['Pattern', ['colour']],
  ['DeviceGray', []],
  ['DeviceRGB', []],
  ['DeviceCMYK', []],
]);
const LAYERS = new Map([
  ['OCG', 'Layer'],
  ['OCMD', 'Membership'],
]);

/** Cleans values. */
export class Rules {
  /** @type {Item[]} the objects to be written, which grows as they are met */
  queue = [];
  /** @type {Map<number, number>} old numbers of the pages that are shown → new ones */
  pages = new Map();
  /** @type {Dictionary} the catalog, for what links call by name */
  destinations = new Map();
  #file;
  #findings;
  #told;
  #next;
  #values = new Budget(MAX_VALUES);
  /** @type {Map<string, number>} */
  #numbers = new Map();
  /** @type {Map<number, Value>} */
  #profiles = new Map();
  /** @type {Map<string, Value> | null} */
  #names = null;
  /** @type {Set<number>} */
  #widgets = new Set();
  /** @type {Map<number, boolean>} */
  #alive = new Map();
  /** @type {Map<string, (value: Found, depth: number) => Promise<Value>>} */
  #rules = new Map(
    Object.entries({
      atoms: (value, depth) => this.#atoms(value, depth),
      text: (value) => this.#text(value),
      colour: (value, depth) => this.#colour(value, depth),
      function: (value, depth) => this.#function(value, depth),
      pattern: (value, depth) => this.#either(value, 'Tiling', 'Shaded', depth),
      shading: (value, depth) => this.#either(value, 'Mesh', 'Shading', depth),
      xobject: (value, depth) => this.#xobject(value, depth),
      encoding: (value, depth) => this.#nameOr(value, 'CMap', 'Encoding', depth),
      glyphs: (value, depth) => this.#nameOr(value, 'Data', '', depth),
      softmask: (value, depth) => this.#nameOr(value, '', 'SoftMask', depth),
      mask: async (value, depth) => this.value(value, (await this.#isStream(value)) ? 'Image' : 'atoms', depth),
      sizedfont: (value, depth) => this.#sizedFont(value, depth),
      properties: async (value, depth) => this.#typed(value, LAYERS.get(await this.#type(value)) ?? 'Marked', depth),
      layer: (value, depth) => this.#layer(value, depth),
      layername: (value) => this.#layerName(value),
      expression: (value, depth) => this.#expression(value, depth),
      annot: (value, depth) => this.#annotation(value, depth),
      action: (value, depth) => this.#action(value, depth),
      target: (value, depth) => this.target(value, depth),
      appearance: async (value, depth) => this.value(value, (await this.#isStream(value)) ? 'Form' : 'Form{}', depth),
      parent: (value, depth) => this.#parent(value, depth),
      kid: async (value, depth) => ((await this.#shown(value)) ? this.#parent(value, depth) : this.#strange(value)),
      fieldvalue: (value, depth) => this.#fieldValue(value, depth),
    }),
  );

  /** @param {PdfFile} file @param {Findings} findings @param {Told} told @param {number} first */
  constructor(file, findings, told, first) {
    this.#file = file;
    this.#findings = findings;
    this.#told = told;
    this.#next = first;
  }

  /** @returns {number} a number for an object that is new */
  takeNumber() {
    this.#next += 1;
    return this.#next - 1;
  }

  /** The keys that a kind keeps, in their order; the others are told.
   *  @param {Dictionary} old @param {string} kind @param {number} [depth] @returns {Promise<Dictionary>} */
  async dictionary(old, kind, depth = 0) {
    const keys = KINDS.get(kind);
    /** @type {Dictionary} */
    const fresh = new Map();
    for (const [key, value] of old) {
      const inner = key === '*' ? undefined : keys?.get(key);
      if (inner === undefined) {
        await this.#told.entry(key, value);
        continue;
      }
      const cleaned = await this.value(value, inner, depth + 1);
      if (cleaned !== null) fresh.set(key, cleaned);
    }
    return fresh;
  }

  /** A value of a kind, or null: it is not, and goes.
   *  @param {Found} value @param {string} kind @param {number} [depth] @returns {Promise<Value>} */
  async value(value, kind, depth = 0) {
    this.#values.spend(1);
    if (depth > MAX_DEPTH) throw new TooComplexError();
    if (kind.endsWith('[]')) {
      const listed = await this.#file.get(value);
      if (!Array.isArray(listed)) return this.value(value, kind.slice(0, -2), depth);
      const kept = [];
      for (const each of listed) {
        const cleaned = await this.value(each, kind.slice(0, -2), depth + 1);
        if (cleaned !== null) kept.push(cleaned);
      }
      return kept;
    }
    if (kind.endsWith('{}')) {
      const found = await this.#file.get(value);
      if (!(found instanceof Map)) return this.#strange(value);
      /** @type {Dictionary} */
      const kept = new Map();
      for (const [key, each] of found) {
        const cleaned = await this.value(each, kind.slice(0, -2), depth + 1);
        if (cleaned !== null) kept.set(key, cleaned);
      }
      return kept;
    }
    const rule = this.#rules.get(kind);
    return rule ? rule(value, depth) : this.#typed(value, kind, depth);
  }

  /** Something is not what it has to be: it goes, and is hidden data unless it is nothing at all.
   *  @param {Found} value @returns {Promise<null>} */
  async #strange(value) {
    if ((await this.#file.get(value)) !== null) this.#findings.add('hidden-data');
    return null;
  }

  /** @param {Found} value */
  async #isStream(value) {
    return (await this.#file.get(value)) instanceof Stream;
  }

  /** @param {Found} value @param {string} kind @param {number} depth @returns {Promise<Value>} */
  async #typed(value, kind, depth) {
    const found = await this.#file.get(value);
    const isStream = KINDS.get(kind)?.has('*') ?? false;
    if (!(isStream ? found instanceof Stream : found instanceof Map)) return this.#strange(value);
    if (value instanceof Reference) return new Written(this.number(value.number, kind));
    return found instanceof Map ? this.dictionary(found, kind, depth) : null;
  }

  /** The new number of an old object, taken as one of a kind. @param {number} old @param {string} kind */
  number(old, kind) {
    const key = `${old} ${kind}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.takeNumber();
    this.#numbers.set(key, number);
    this.queue.push({ number, kind, old });
    return number;
  }

  /** The same rule for each of a list. @param {Value[]} listed @param {string} kind @param {number} depth */
  async #each(listed, kind, depth) {
    const cleaned = [];
    for (const each of listed) cleaned.push(await this.value(each, kind, depth + 1));
    return cleaned;
  }

  /** @param {Found} value @param {number} depth @returns {Promise<Value>} */
  async #atoms(value, depth) {
    const found = await this.#file.get(value);
    if (typeof found === 'boolean' || found instanceof Name || found instanceof Numeral) return found;
    return Array.isArray(found) ? this.#each(found, 'atoms', depth) : this.#strange(value);
  }

  /** @param {Found} value @returns {Promise<Value>} */
  async #text(value) {
    const found = await this.#file.get(value);
    return found instanceof Text ? found : this.#strange(value);
  }

  /** @param {Found} value @param {string} stream @param {string} dictionary @param {number} depth */
  async #either(value, stream, dictionary, depth) {
    return this.#typed(value, (await this.#isStream(value)) ? stream : dictionary, depth);
  }

  /** @param {Found} value @param {string} stream @param {string} dictionary @param {number} depth
   *  @returns {Promise<Value>} */
  async #nameOr(value, stream, dictionary, depth) {
    const found = await this.#file.get(value);
    if (found instanceof Name) return found;
    const kind = found instanceof Stream ? stream : dictionary;
    return kind ? this.#typed(value, kind, depth) : this.#strange(value);
  }

  /** @param {Found} value @param {number} depth @returns {Promise<Value>} */
  async #function(value, depth) {
    const found = await this.#file.get(value);
    if (Array.isArray(found)) return this.#each(found, 'function', depth);
    return this.#nameOr(value, 'Sampled', 'Function', depth);
  }

  /** @param {Found} value @param {number} depth @returns {Promise<Value>} */
  async #colour(value, depth) {
    const found = await this.#file.get(value);
    if (found instanceof Name) return found;
    if (!Array.isArray(found) || !found.length) return this.#strange(value);
    const space = named(await this.#file.get(found[0]));
    if (space === 'ICCBased' && found.length > 1) return this.#profile(found[1], depth);
    let kinds = SPACES.get(space);
    if (space === 'Indexed' && found.length > 3) {
      kinds = ['colour', 'atoms', (await this.#isStream(found[3])) ? 'Data' : 'text'];
    }
    if (!kinds) return this.#strange(value);
    /** @type {Value[]} */
    const cleaned = [new Name(space)];
    for (let i = 0; i < kinds.length && i + 1 < found.length; i++) {
      cleaned.push(await this.value(found[i + 1], kinds[i], depth + 1));
    }
    return cleaned;
  }

  /** A colour space of a profile; where the profile is none that we understand, the space that stands in for it.
   *  @param {Found} value @param {number} depth @returns {Promise<Value>} */
  async #profile(value, depth) {
    const found = await this.#file.get(value);
    if (!(found instanceof Stream) || !(value instanceof Reference)) return this.#strange(value);
    const known = this.#profiles.get(value.number);
    if (known !== undefined) return known;
    this.#profiles.set(value.number, null);
    const count = whole(await this.#file.get(found.head.get('N'))) ?? 0;
    const device = DEVICE.get(count);
    const data = cleanIcc((await this.#file.inflated(found)) ?? new Uint8Array(0), this.#findings);
    /** @type {Value} */
    let made = null;
    if (device === undefined) await this.#strange(value);
    else if (!data) made = (await this.value(found.head.get('Alternate'), 'colour', depth + 1)) ?? new Name(device);
    else {
      /** @type {Dictionary} */
      const head = new Map([['N', new Numeral(String(count))]]);
      const span = await this.value(found.head.get('Range'), 'atoms', depth + 1);
      if (span !== null) head.set('Range', span);
      const number = this.takeNumber();
      this.queue.push({ number, head, data });
      made = [new Name('ICCBased'), new Written(number)];
    }
    this.#profiles.set(value.number, made);
    return made;
  }

  /** @param {Found} value @param {number} depth @returns {Promise<Value>} */
  async #xobject(value, depth) {
    const found = await this.#file.get(value);
    const kind = found instanceof Stream ? named(await this.#file.get(found.head.get('Subtype'))) : '';
    return kind === 'Image' || kind === 'Form' ? this.#typed(value, kind, depth) : this.#strange(value);
  }

  /** @param {Found} value @param {number} depth @returns {Promise<Value>} */
  async #sizedFont(value, depth) {
    const found = await this.#file.get(value);
    if (!Array.isArray(found) || found.length !== 2) return this.#strange(value);
    return [await this.#typed(found[0], 'Font', depth + 1), await this.#atoms(found[1], depth + 1)];
  }

  /** @param {Found} value @returns {Promise<string>} */
  async #type(value) {
    const found = await this.#file.get(value);
    return found instanceof Map ? named(await this.#file.get(found.get('Type'))) : '';
  }

  /** @param {Found} value @param {number} depth @returns {Promise<Value>} */
  async #layer(value, depth) {
    const kind = LAYERS.get(await this.#type(value));
    return kind ? this.#typed(value, kind, depth) : this.#strange(value);
  }

  /** @param {Found} value @returns {Promise<Value>} */
  async #layerName(value) {
    const found = await this.#file.get(value);
    if (found instanceof Text && found.value !== LAYER) this.#findings.add('text', shownText(found));
    return new Text(LAYER);
  }

  /** @param {Found} value @param {number} depth @returns {Promise<Value>} */
  async #expression(value, depth) {
    const found = await this.#file.get(value);
    if (found instanceof Name) return found;
    return Array.isArray(found) ? this.#each(found, 'expression', depth) : this.#typed(value, 'Layer', depth);
  }

  /** @param {Found} value @param {number} depth @returns {Promise<Value>} */
  async #annotation(value, depth) {
    const found = await this.#file.get(value);
    const subtype = found instanceof Map ? named(await this.#file.get(found.get('Subtype'))) : '';
    if (found instanceof Map && (await this.#isHidden(found))) return this.#strange(value);
    const kind = MARKUP.has(subtype) ? 'Markup' : subtype;
    if (['Markup', 'Link', 'Widget'].includes(kind)) return this.#typed(value, kind, depth);
    if (found instanceof Map && subtype === 'FileAttachment') await this.#told.entry('FS', found.get('FS'));
    else if (subtype !== 'Popup') await this.#strange(value);
    return null;
  }

  /** Whether an annotation is never shown: only a script could change that, and scripts go.
   *  @param {Dictionary} annotation */
  async #isHidden(annotation) {
    const flags = whole(await this.#file.get(annotation.get('F'))) ?? 0;
    return (((flags % 4) + 4) % 4) >= 2;
  }

  /** @param {Found} value @param {number} depth @returns {Promise<Value>} */
  async #action(value, depth) {
    const found = await this.#file.get(value);
    /** @type {Dictionary} */
    const action = found instanceof Map ? found : new Map();
    const sort = named(await this.#file.get(action.get('S')));
    const step = await this.#file.get(action.get('N'));
    /** @param {string} key @param {Value} inner @returns {Value} */
    const made = (key, inner) =>
      inner === null ? null : new Map(/** @type {[string, Value][]} */ ([['S', new Name(sort)], [key, inner]]));
    if (sort === 'GoTo') return made('D', await this.target(action.get('D'), depth));
    if (sort === 'URI') return made('URI', await this.#text(action.get('URI')));
    if (sort === 'Named' && STEPS.includes(named(step))) return made('N', step);
    return this.#strange(value);
  }

  /** Where a link leads: to a page that is shown, said directly and not by a name; null for anywhere else.
   *  @param {Found} value @param {number} depth @returns {Promise<Value>} */
  async target(value, depth) {
    let found = await this.#file.get(value);
    if (found instanceof Name || found instanceof Text) {
      found = await this.#file.get(await this.#called(found.value));
      if (found instanceof Map) found = await this.#file.get(found.get('D'));
    }
    const page = Array.isArray(found) ? found[0] : null;
    const shown = page instanceof Reference ? this.pages.get(page.number) : undefined;
    if (!Array.isArray(found) || shown === undefined) return null;
    return [new Written(shown), ...(await this.#each(found.slice(1), 'atoms', depth))];
  }

  /** @param {string} name @returns {Promise<Found>} */
  async #called(name) {
    if (!this.#names) {
      const old = await this.#file.get(this.destinations.get('Dests'));
      const trees = await this.#file.get(this.destinations.get('Names'));
      this.#names = new Map(old instanceof Map ? old : []);
      if (trees instanceof Map) {
        for await (const [key, each] of tree(this.#file, trees.get('Dests'))) this.#names.set(key, each);
      }
    }
    return this.#names.get(name);
  }

  /** Note which fields of forms a page shows: the others go with the pages that are gone. @param {Found} annotations */
  async onPage(annotations) {
    const listed = await this.#file.get(annotations);
    for (const each of Array.isArray(listed) ? listed : []) {
      const found = await this.#file.get(each);
      const subtype = found instanceof Map ? named(await this.#file.get(found.get('Subtype'))) : '';
      const shown = found instanceof Map && subtype === 'Widget' && !(await this.#isHidden(found));
      if (each instanceof Reference && shown) this.#widgets.add(each.number);
    }
  }

  /** Whether a field, or one below it, is on a page. @param {Found} value @param {number} [depth]
   *  @returns {Promise<boolean>} */
  async #shown(value, depth = 0) {
    if (!(value instanceof Reference)) return false;
    if (depth > MAX_DEPTH) throw new TooComplexError();
    const known = this.#alive.get(value.number);
    if (known !== undefined) return known;
    let alive = this.#widgets.has(value.number);
    this.#alive.set(value.number, alive);
    const field = await this.#file.get(value);
    const kids = field instanceof Map ? await this.#file.get(field.get('Kids')) : null;
    for (const kid of Array.isArray(kids) ? kids : []) if (await this.#shown(kid, depth + 1)) alive = true;
    this.#alive.set(value.number, alive);
    return alive;
  }

  /** @param {Found} value @param {number} depth @returns {Promise<Value>} */
  async #parent(value, depth) {
    if (!(value instanceof Reference)) return null;
    return this.#typed(value, this.#widgets.has(value.number) ? 'Widget' : 'Field', depth);
  }

  /** @param {Found} value @returns {Promise<Value[]>} the fields of a form that pages show */
  async fields(value) {
    const kept = await this.value(value, 'kid[]');
    return Array.isArray(kept) ? kept : [];
  }

  /** @param {Found} value @param {number} depth @returns {Promise<Value>} */
  async #fieldValue(value, depth) {
    const found = await this.#file.get(value);
    if (found instanceof Text || found instanceof Name || found instanceof Numeral) return found;
    if (Array.isArray(found)) return this.#each(found, 'fieldvalue', depth);
    if (!(found instanceof Map)) return this.#strange(value);
    this.#findings.add('proof', DIGITAL_SIGNATURE);
    return null;
  }
}
