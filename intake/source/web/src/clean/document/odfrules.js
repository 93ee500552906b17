/** What stays of the XML of OpenDocument: text and form.
 *
 *  Authors, times, ids of saves, fields of the author's own data, forms, scripts and addresses of files go.
 *  Source: OASIS OpenDocument 1.3, part 3. @module */
import { LOCAL_PATH, NOBODY } from './officerules.js';
import { small } from './relationships.js';
import { DROP, KEEP, replaced, taken, UNWRAP, valueOf } from './xmlrules.js';

/** @typedef {import('../finding.js').Kind} Kind
 *  @typedef {import('./xmlrules.js').Attribute} Attribute
 *  @typedef {import('./xmlrules.js').XmlRules} XmlRules */

const OASIS = 'urn:oasis:names:tc:opendocument:xmlns:';
const DOCUMENT_FOUNDATION = 'urn:org:documentfoundation:names:experimental:';
const W3 = 'http://www.w3.org/';
const OOO = 'http://openoffice.org/';
/** @type {Map<string, string>} */
export const NAMESPACES = new Map([
  ...'office style text table presentation chart form script config meta'
    .split(' ')
    .map((name) => /** @type {[string, string]} */ ([`${OASIS}${name}:1.0`, name])),
  [`${OASIS}drawing:1.0`, 'draw'],
  [`${OASIS}datastyle:1.0`, 'number'],
  [`${OASIS}animation:1.0`, 'anim'],
  [`${OASIS}dr3d:1.0`, 'dr3d'],
  [`${OASIS}xsl-fo-compatible:1.0`, 'fo'],
  [`${OASIS}svg-compatible:1.0`, 'svg'],
  [`${OASIS}smil-compatible:1.0`, 'smil'],
  [`${OASIS}manifest:1.0`, 'manifest'],
  [`${OASIS}of:1.2`, 'of'],
  [`${W3}1999/xlink`, 'xlink'],
  [`${W3}1998/Math/MathML`, 'math'],
  [`${W3}TR/css3-text/`, 'css3t'],
  ['http://purl.org/dc/elements/1.1/', 'dc'],
  [`${OOO}2004/office`, 'ooo'],
  [`${OOO}2004/writer`, 'ooow'],
  [`${OOO}2004/calc`, 'oooc'],
  [`${OOO}2009/table`, 'tableooo'],
  [`${OOO}2009/office`, 'officeooo'],
  [`${OOO}2010/draw`, 'drawooo'],
  [`${DOCUMENT_FOUNDATION}office:xmlns:loext:1.0`, 'loext'],
  [`${DOCUMENT_FOUNDATION}calc:xmlns:calcext:1.0`, 'calcext'],
  ['urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0', 'field'],
]);

/** @param {Kind | ''} kind @param {string} names @returns {[string, Kind | ''][]} */
const gone = (kind, names) => names.split(' ').map((name) => [name, kind]);

/** Elements that go with all that is inside, and the kind of finding, or ''. */
const GONE = new Map([
  ...gone('', 'office:meta office:scripts draw:control config:config-item-map-indexed'),
  ...gone('', 'config:config-item-map-named config:config-item-map-entry'),
  ...gone('', 'text:user-field-decls text:variable-decls text:label'),
  ...gone('text', 'svg:title svg:desc table:title table:desc'),
  ...gone('hidden-data', 'text:hidden-text table:data-pilot-tables'),
  ...gone('hidden-data', 'office:event-listeners office:binary-data office:dde-source text:script'),
  ...gone('hidden-data', 'text:section-source text:dde-connection-decls table:table-source table:dde-links'),
  ...gone('hidden-data', 'table:cell-range-source table:database-source-query table:database-source-sql'),
  ...gone('hidden-data', 'table:database-source-table svg:font-face-src draw:object-ole draw:applet'),
  ...gone('hidden-data', 'draw:floating-frame table:scenario table:detective'),
]);

/** Fields whose text stays and is no field any more. */
const FIELDS = new Set(
  (
    'text:author-name text:author-initials text:initial-creator text:creator text:creation-date text:creation-time ' +
    'text:modification-date text:modification-time text:print-date text:print-time text:printed-by text:editing-cycles ' +
    'text:editing-duration text:file-name text:template-name text:user-defined text:title text:description text:subject ' +
    'text:keywords text:date text:time text:dde-connection text:execute-macro text:database-display text:database-name ' +
    'text:database-next text:database-row-number text:database-row-select text:page-variable-get ' +
    'text:user-field-get text:user-field-input text:variable-get text:variable-set text:variable-input text:placeholder ' +
    'text:conditional-text text:dropdown text:meta-field text:meta text:expression text:bibliography-mark'
  ).split(' '),
);

const NO_TIME = '1970-01-01T00:00:00';
/** Who changed or commented, and when: LibreOffice shows no changes that do not say it. */
const REPLACED = new Map([
  ['dc:creator', NOBODY],
  ['dc:date', NO_TIME],
  ['meta:creator-initials', ''],
  ['loext:sender-initials', ''],
  ['meta:date-string', ''],
]);

/** Names that LibreOffice draws by chance at every save, and others call: they are counted instead. */
const NUMBERED = new Map([
  ['text:list@xml:id', 'list'],
  ['text:list@text:continue-list', 'list'],
  ['office:annotation@office:name', 'note'],
  ['office:annotation@loext:parent-name', 'note'],
  ['office:annotation-end@office:name', 'note'],
]);
/** Attributes that go, and the kind of finding, or ''. */
const NAMELESS = new Map([
  ...gone('hidden-data', 'text:protection-key table:protection-key loext:current-date'),
  ...gone('hidden-data', 'loext:data-binding-xpath loext:data-binding-store-item-id'),
  ...gone('', 'loext:data-binding-prefix-mappings loext:placeholder-doc-part'),
  ...gone('text', 'loext:alias loext:tag'),
  ...gone('', 'draw:caption-id office:target-frame-name'),
  ...gone('person', 'loext:sender-initials'),
]);

const LINKS = ['text:a', 'draw:a'];
/** Elements whose draw:name is what others call them by; everywhere else it is the name of a file, or a number. */
const WITH_NAMES = new Set(
  (
    'draw:page draw:gradient draw:hatch draw:fill-image draw:marker draw:stroke-dash draw:opacity draw:layer ' +
    'svg:linearGradient svg:radialGradient draw:equation'
  ).split(' '),
);
const FILE_NAME = /[\\/]|\.[A-Za-z0-9]{2,4}$/;
const WEB = /^(?:https?:\/\/|mailto:|tel:)/i;
const OBJECT = /^(Object [0-9]{1,5})\/?$/;
const WORD = /^[A-Za-z]{1,60}$/;

const LAYOUT = ['PrinterIndependentLayout', 'CharacterCompressionType'];
const VALUES = ['true', 'false', 'disabled', 'low-resolution', 'high-resolution', '0', '1', '2']; // of settings

/** The decisions for the parts of one document; `pictures` and `objects` collect what its kept elements name.
 *  @implements {XmlRules} */
export class OdfRules {
  namespaces = NAMESPACES;
  texts = new Set([...REPLACED.keys(), 'config:config-item']);
  lines = new Set(['text:p', 'text:h', 'table:table-cell']);
  /** @type {Map<string, string>} old name to new */
  pictures = new Map();
  /** @type {Set<string>} in the order in which they are named */
  objects = new Set();
  #members;
  /** @type {Map<string, string>} */
  #numbers = new Map();

  /** @param {import('../finding.js').Findings} findings @param {ReadonlyMap<string, unknown>} members */
  constructor(findings, members) {
    this.findings = findings;
    this.#members = members;
  }

  /** Decide about an element. See `XmlRules`. @param {string} key @param {Attribute[]} attributes */
  element(key, attributes) {
    const goes = GONE.get(key);
    if (goes !== undefined) {
      if (goes) this.findings.add(goes);
      return DROP;
    }
    if (['form:', 'script:', 'field:'].some((start) => key.startsWith(start))) {
      this.findings.add('hidden-data');
      return DROP;
    }
    if (key.startsWith('text:bookmark') && valueOf(attributes, 'text:name').startsWith('permission-for')) {
      this.findings.add('person', valueOf(attributes, 'text:name'));
      return DROP;
    }
    if (FIELDS.has(key) || key.startsWith('text:sender-')) return UNWRAP;
    const instead = REPLACED.get(key);
    if (instead !== undefined) return replaced(instead);
    if (key.startsWith('config:')) return this.#setting(key, attributes);
    for (const attribute of [...attributes]) {
      const name = attribute.key;
      if (name.startsWith('officeooo:rsid') || name.startsWith('officeooo:paragraph-rsid')) {
        taken(attributes, name);
        this.findings.add('edit-history');
      } else if (['form:', 'script:', 'meta:'].some((start) => name.startsWith(start))) taken(attributes, name);
      else if (NAMELESS.has(name) || (name === 'office:name' && LINKS.includes(key))) {
        taken(attributes, name);
        const kind = NAMELESS.get(name);
        if (kind) this.findings.add(kind, attribute.value);
      } else if (NUMBERED.has(`${key}@${name}`)) {
        const sort = NUMBERED.get(`${key}@${name}`);
        const old = `${sort} ${attribute.value}`;
        if (!this.#numbers.has(old)) this.#numbers.set(old, `${sort}${this.#numbers.size + 1}`);
        attribute.value = this.#numbers.get(old) ?? '';
      } else if (name === 'draw:name' && !WITH_NAMES.has(key)) {
        taken(attributes, name);
        if (FILE_NAME.test(attribute.value)) this.findings.add('text', attribute.value);
      } else if (name === 'xlink:href') {
        const address = this.#address(key, attribute.value);
        if (address === null) return DROP;
        attribute.value = address;
      }
    }
    return KEEP;
  }

  /** Of the settings, what is either true or false decides how pages are laid out; the rest is the author's.
   *  @param {string} key @param {Attribute[]} attributes */
  #setting(key, attributes) {
    const name = valueOf(attributes, 'config:name');
    if (key === 'config:config-item-set') return name === 'ooo:configuration-settings' ? KEEP : DROP;
    const isSwitch = valueOf(attributes, 'config:type') === 'boolean' && WORD.test(name);
    if (key === 'config:config-item' && (isSwitch || LAYOUT.includes(name))) return KEEP;
    if (name.startsWith('Printer')) this.findings.add('device');
    else if (name.startsWith('Rsid')) this.findings.add('edit-history');
    return DROP;
  }

  /** @param {string} key @param {string} address
   *  @returns {string | null} what becomes of an address; null: the element that has it goes */
  #address(key, address) {
    // "..": a chart's numbers are in the table around it
    if (address.startsWith('#') || ['', '.', '..'].includes(address)) return address;
    const part = address.startsWith('./') ? address.slice(2) : address;
    if (this.#members.has(part) && ['Pictures/', 'Media/', 'media/'].some((start) => part.startsWith(start))) {
      const extension = small(part.slice(part.lastIndexOf('.') + 1));
      const name = this.pictures.get(part) ?? `Pictures/image${this.pictures.size + 1}.${extension}`;
      this.pictures.set(part, name);
      return name;
    }
    const found = OBJECT.exec(part);
    if (found && key === 'draw:object') {
      this.objects.add(found[1]);
      return `./${found[1]}`;
    }
    if (part.startsWith('ObjectReplacements/')) return null;
    if (LINKS.includes(key) && WEB.test(address) && !LOCAL_PATH.test(address)) return address;
    this.findings.add('hidden-data', address);
    return LINKS.includes(key) ? '#' : null;
  }

  /** What stays of a name, a time, or a setting. @param {string} key @param {string} text */
  text(key, text) {
    if (key === 'config:config-item') return VALUES.includes(text) ? text : '';
    if (text !== NOBODY && text !== NO_TIME) {
      this.findings.add(key === 'dc:date' || key === 'meta:date-string' ? 'time' : 'person', text);
    }
    return '';
  }
}
