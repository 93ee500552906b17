/** What stays of the XML of Word, Excel and PowerPoint: text and form, without authors, times, ids of saves, and paths.
 *
 *  Elements and attributes of namespaces that are not listed go, and so do extension lists, which are optional by their
 *  definition; of Word's settings a short list stays.
 *  Source: ECMA-376, parts 1, 3 and 4; MS-DOCX, MS-XLSX, MS-OE376. @module */
import { mayHide, spelledOut } from './invisible.js';
import { DROP, KEEP, replaced, taken, UNWRAP, valueOf } from './xmlrules.js';

/** @typedef {import('../finding.js').Kind} Kind
 *  @typedef {import('./xmlrules.js').Attribute} Attribute
 *  @typedef {import('./xmlrules.js').XmlRules} XmlRules */

const OPEN = 'http://schemas.openxmlformats.org/';
const STRICT = 'http://purl.oclc.org/ooxml/';
const MICROSOFT = 'http://schemas.microsoft.com/office/';
const OF_BOTH = [
  ['w', 'wordprocessingml', 'main'],
  ['r', 'officeDocument', 'relationships'],
  ['m', 'officeDocument', 'math'],
  ['a', 'drawingml', 'main'],
  ['wp', 'drawingml', 'wordprocessingDrawing'],
  ['pic', 'drawingml', 'picture'],
  ['c', 'drawingml', 'chart'],
  ['cdr', 'drawingml', 'chartDrawing'],
  ['dgm', 'drawingml', 'diagram'],
  ['xdr', 'drawingml', 'spreadsheetDrawing'],
  ['lc', 'drawingml', 'lockedCanvas'],
  ['x', 'spreadsheetml', 'main'],
  ['p', 'presentationml', 'main'],
];
/** @type {Map<string, string>} */
const NAMESPACES = new Map([
  ...OF_BOTH.map(([key, area, name]) => /** @type {[string, string]} */ ([`${OPEN}${area}/2006/${name}`, key])),
  ...OF_BOTH.map(([key, area, name]) => /** @type {[string, string]} */ ([`${STRICT}${area}/${name}`, key])),
  [`${OPEN}markup-compatibility/2006`, 'mc'],
  ['urn:schemas-microsoft-com:vml', 'v'],
  ['urn:schemas-microsoft-com:office:office', 'o'],
  ['urn:schemas-microsoft-com:office:word', 'w10'],
  ['urn:schemas-microsoft-com:office:excel', 'xv'],
  ['urn:schemas-microsoft-com:office:powerpoint', 'pv'],
  [`${MICROSOFT}word/2010/wordprocessingShape`, 'wps'],
  [`${MICROSOFT}word/2010/wordprocessingGroup`, 'wpg'],
  [`${MICROSOFT}word/2010/wordprocessingCanvas`, 'wpc'],
  [`${MICROSOFT}word/2010/wordprocessingDrawing`, 'wp14'],
  [`${MICROSOFT}word/2010/wordml`, 'w14'],
  [`${MICROSOFT}word/2023/wordml/word16du`, 'w16du'],
  [`${MICROSOFT}drawing/2010/main`, 'a14'],
  [`${MICROSOFT}powerpoint/2010/main`, 'p14'],
  [`${MICROSOFT}spreadsheetml/2009/9/ac`, 'x14ac'],
  [`${MICROSOFT}spreadsheetml/2010/11/main`, 'x15'],
  [`${MICROSOFT}spreadsheetml/2010/11/ac`, 'x15ac'],
  [`${MICROSOFT}spreadsheetml/2014/revision`, 'xr'],
  [`${MICROSOFT}spreadsheetml/2015/revision2`, 'xr'],
  [`${MICROSOFT}spreadsheetml/2016/revision3`, 'xr'],
  [`${MICROSOFT}spreadsheetml/2016/revision6`, 'xr'],
  [`${MICROSOFT}spreadsheetml/2016/revision10`, 'xr'],
  ['', 'plain'], // the root of a VML drawing has no namespace
]);

export const NOBODY = 'Author'; // what Word itself writes when it is told to forget who wrote

/** @typedef {Kind | ''} Told a kind of finding, or '' for none */

/** @template V @param {string} names @param {V} value @returns {[string, V][]} */
const all = (names, value) => names.split(' ').map((name) => [name, value]);

/** Elements that go with all that is inside: what is told, and the attribute that tells it.
 *  @type {Map<string, [Told, string]>} */
const GONE = new Map([
  ...all('w:rsids w:rsid x15ac:documentLinks x:customWorkbookViews x:customSheetViews x:scenarios', told('edit-history')),
  ...all('w:docVars w:mailMerge w:fldData w:control o:OLEObject', told('hidden-data')),
  ...all('w:embedRegular w:embedBold w:embedItalic w:embedBoldItalic', told('hidden-data')),
  ...all('w:smartTagPr w:customXmlPr w:attachedTemplate w:documentProtection', told('hidden-data')),
  ...all('w:proofErr w:permEnd w:dataBinding w:printerSettings w:saveThroughXslt', told('')),
  ...all('w:tag w:alias', told('text', 'w:val')),
  ...all('w:tblCaption w:tblDescription w:helpText w:statusText', told('text', 'w:val')),
  ...all('w:entryMacro w:exitMacro', told('hidden-data', 'w:val')),
  ...all('w:nsid w:tmpl w:id w:placeholder w:docPartCategory', told('')),
  ...all('o:signatureline', told('person', 'o:suggestedsigner')),
  ...all('w:permStart', told('person', 'w:ed')),
  ...all('x:fileVersion', told('software', 'appName')),
  ...all('x:fileSharing', told('person', 'userName')),
  ...all('x15ac:absPath', told('hidden-data', 'url')),
  ...all('x:workbookProtection x:sheetProtection x:protectedRanges', told('hidden-data')),
  ...all('x:oleObjects x:controls x:pivotCaches x:sheetDataSet x:ddeLink', told('hidden-data')),
  ...all('x:oleLink x:customProperties x:dataConsolidate x:webPublishItems', told('hidden-data')),
  ...all('x:fileRecoveryPr x:webPublishing x:smartTags x:smartTagPr x:smartTagTypes x:xmlColumnPr', told('')),
  ...all('xv:FmlaMacro x:extLst a:extLst p:extLst c:extLst dgm:extLst xdr:extLst', told('')),
  ...all('x:functionGroups x:cellWatches x:webPublishObjects x:oleSize', told('hidden-data')),
  ...all('xv:ScriptText xv:ScriptExtended xv:ScriptLanguage xv:ScriptLocation', told('hidden-data')),
  ...all('c:externalData', told('hidden-data')),
  ...all('c:printSettings c:pivotSource p:smartTags', told('')),
  ...all('p:custDataLst p:embeddedFontLst p:controls p:modifyVerifier', told('hidden-data')),
]);

/** @param {Told} kind @param {string} [attribute] @returns {[Told, string]} */
function told(kind, attribute = '') {
  return [kind, attribute];
}

/** @param {Told} kind @param {string | null} value @returns {[Told, string | null]} */
const set = (kind, value) => [kind, value];

/** Attributes that go (null), or get a value that says nothing: "element@attribute" or "@attribute".
 *  @type {Map<string, [Told, string | null]>} */
const ATTRIBUTES = new Map([
  ...all('@w:author p:cmAuthor@name', set('person', NOBODY)),
  ...all('@w:initials', set('person', null)),
  ...all('@w:date @w16du:dateUtc p:cm@dt', set('time', null)),
  ...all('p:cmAuthor@initials', set('person', 'A')),
  ...all('@o:title @alt @descr @title a:theme@name', set('text', null)),
  ...all('@o:href a:hlinkClick@invalidUrl x:definedName@comment', set('hidden-data', null)),
  ...all('x:definedName@description x:definedName@help', set('text', null)),
  ...all('a:fontScheme@name a:clrScheme@name a:fmtScheme@name', set('', '')),
  ...all('p:cSld@name x:pageSetup@r:id x:workbookPr@codeName x:sheetPr@codeName', set('', null)),
  ...all('x:table@connectionId x:table@tableType x:tableColumn@queryTableFieldId', set('', null)),
  ...all('@mc:ProcessContent @mc:PreserveElements @mc:PreserveAttributes @mc:MustUnderstand', set('', null)),
  ...all('@href @src @target @o:althref x:definedName@customMenu', set('hidden-data', null)),
  ...all('a:custClr@name x:definedName@statusBar p:oleObj@name p:oleObj@progId', set('text', null)),
  ...all('w:date@w:fullDate', set('time', null)),
  ...all('w:hyperlink@w:tgtFrame x:hyperlink@display x:definedName@shortcutKey x:comment@guid', set('', null)),
  // which version saved it, and how large the window was
  ...all('x:calcPr@calcId x:workbookPr@defaultThemeVersion p:presentation@bookmarkIdSeed', set('', null)),
  ...all('x:workbookView@xWindow x:workbookView@yWindow x:workbookView@windowWidth', set('', null)),
  ...all('x:workbookView@windowHeight', set('', null)),
]);
// how attributes begin that say in which save something came
const IDS = 'w:rsid w14:paraId w14:textId w14:anchorId w:anchorId wp14:anchorId wp14:editId xr:'.split(' ');
const COPIES = ['o:gfxdata', 'equationxml']; // of the same drawing in another form, whole
const SHAPE_ID = /^_x0000_[A-Za-z]{0,4}[0-9]{1,10}$/;
const MOVES = ['w:moveFromRangeStart', 'w:moveToRangeStart'];
/** What a setting of compatibility may say. @type {[string, RegExp][]} */
const COMPATIBLE = [
  ['w:name', /^[A-Za-z0-9]{1,60}$/],
  ['w:uri', /^http:\/\/schemas.microsoft.com\/office\/word$/],
  ['w:val', /^[0-9]{1,2}$/],
];
const NAMED = new Set(['wp:docPr', ...'pic p xdr a wps wpg cdr lc'.split(' ').map((of) => `${of}:cNvPr`)]);
const VISIBLE = new Set(['w:dropDownList', 'x:hyperlink', 'x:dataValidation']); // whose texts of these names are shown
const OFFICE_THEMES = ['', 'Office Theme', 'Office', 'Larissa'];
const FILE_NAME = /[\\/]|\.[A-Za-z0-9]{2,4}$/;

/** What a document's settings may say: how it is laid out. */
const SETTINGS = new Set(
  (
    'settings mirrorMargins alignBordersAndEdges bordersDoNotSurroundHeader bordersDoNotSurroundFooter gutterAtTop ' +
    'displayBackgroundShape evenAndOddHeaders bookFoldPrinting defaultTabStop autoHyphenation hyphenationZone ' +
    'consecutiveHyphenLimit doNotHyphenateCaps characterSpacingControl noLineBreaksAfter noLineBreaksBefore ' +
    'drawingGridHorizontalSpacing drawingGridVerticalSpacing footnotePr endnotePr footnote endnote pos numFmt ' +
    'numStart numRestart compat compatSetting useFELayout themeFontLang clrSchemeMapping decimalSymbol listSeparator ' +
    'spaceForUL balanceSingleByteDoubleByteWidth doNotLeaveBackslashAlone ulTrailSpace doNotExpandShiftReturn ' +
    'adjustLineHeightInTable strictFirstAndLastChars printTwoOnOne defaultTableStyle'
  )
    .split(' ')
    .map((name) => `w:${name}`),
);

/** Fields whose instruction draws what is shown; the result of any other stays as text. */
const FIELDS = new Set(
  (
    'PAGE NUMPAGES SECTIONPAGES SECTION TOC TC TOA TA XE INDEX HYPERLINK REF PAGEREF NOTEREF STYLEREF SEQ EQ SYMBOL ' +
    'LISTNUM AUTONUM AUTONUMLGL AUTONUMOUT FORMTEXT FORMCHECKBOX FORMDROPDOWN QUOTE ADVANCE ='
  ).split(' '),
);
const FIELD_WORD = /^[ \t\r\n]*(=|[A-Za-z]+)/;
export const LOCAL_PATH = /[fF][iI][lL][eE]:|(?:^|[^A-Za-z])[A-Za-z]:[\\/]|\\\\/;

/** @param {string} instruction */
function isField(instruction) {
  const word = FIELD_WORD.exec(instruction);
  return word !== null && FIELDS.has(word[1].toUpperCase()) && !LOCAL_PATH.test(instruction);
}

/** The decisions for one part; `used` collects the relationships that its kept elements name. @implements {XmlRules} */
export class OfficeRules {
  namespaces = NAMESPACES;
  texts = new Set(['x:author', 'w:instrText', 'w:delInstrText']);
  lines = new Set(['w:p', 'a:p', 'x:si', 'x:c', 'x:f', 'x:v', 'x:text', 'c:v']);
  /** @type {Set<string>} */
  used = new Set();
  #settings;
  /** @type {string[]} */
  #fields = [];
  /** @type {Set<string>} */
  #bookmarks = new Set();
  /** @type {Map<string, string>} */
  #moves = new Map();

  /** @param {import('../finding.js').Findings} findings @param {boolean} [settings] @param {boolean} [spelled] */
  constructor(findings, settings = false, spelled = false) {
    this.findings = findings;
    this.spelled = spelled;
    this.#settings = settings;
  }

  /** Decide about an element. See `XmlRules`.
   *  @param {string} key @param {Attribute[]} attributes @param {ReadonlyMap<string, string>} prefixes */
  element(key, attributes, prefixes) {
    const gone = GONE.get(key);
    if (gone) {
      this.#tell(gone[0], valueOf(attributes, gone[1]));
      return DROP;
    }
    if (key.startsWith('xr:') || (key.startsWith('plain:') && key !== 'plain:xml')) {
      this.findings.add(key.startsWith('xr:') ? 'edit-history' : 'hidden-data');
      return DROP;
    }
    if (this.#settings && !SETTINGS.has(key) && !key.startsWith('m:')) return DROP;
    const decision = this.#special(key, attributes, prefixes);
    if (decision !== KEEP) return decision;
    for (const attribute of [...attributes]) this.#attribute(key, attribute, attributes, prefixes);
    for (const { key: name, value } of attributes) {
      if (name.startsWith('r:') || name === 'o:relid') this.used.add(value);
    }
    return KEEP;
  }

  /** Elements whose fate hangs on what they say.
   *  @param {string} key @param {Attribute[]} attributes @param {ReadonlyMap<string, string>} prefixes */
  #special(key, attributes, prefixes) {
    if (key === 'w:smartTag' || key === 'w:customXml') return UNWRAP;
    if (key === 'x:author') return replaced(NOBODY);
    if (key === 'w:fldSimple') return isField(valueOf(attributes, 'w:instr')) ? KEEP : UNWRAP;
    if (key === 'w:fldChar') this.#field(valueOf(attributes, 'w:fldCharType'));
    else if (key === 'w:bookmarkStart' && valueOf(attributes, 'w:name') === '_GoBack') {
      this.#bookmarks.add(valueOf(attributes, 'w:id'));
      return DROP;
    } else if (key === 'w:bookmarkEnd' && this.#bookmarks.has(valueOf(attributes, 'w:id'))) return DROP;
    else if (key === 'w:compatSetting' && COMPATIBLE.some(([name, pattern]) => !pattern.test(valueOf(attributes, name)))) {
      return DROP;
    } else if (key === 'w:sym' && mayHide(spelledOut(`_x${valueOf(attributes, 'w:char')}_`))) {
      this.findings.add('hidden-data', valueOf(attributes, 'w:char'));
      return DROP;
    } else if (key === 'mc:Choice' && !valueOf(attributes, 'Requires').split(' ').every((prefix) => prefixes.get(prefix))) {
      return DROP;
    }
    return KEEP;
  }

  /** @param {string} key @param {Attribute} attribute @param {Attribute[]} attributes
   *  @param {ReadonlyMap<string, string>} prefixes */
  #attribute(key, attribute, attributes, prefixes) {
    const name = attribute.key;
    if (IDS.some((start) => name.startsWith(start))) {
      taken(attributes, name);
      this.findings.add('edit-history');
    } else if (COPIES.includes(name) || (name === 'id' && key.startsWith('v:') && isNamed(key, attribute.value))) {
      taken(attributes, name);
      this.#tell(COPIES.includes(name) ? 'hidden-data' : '', '');
    } else if (name === 'w:name' && MOVES.includes(key)) {
      const moved = this.#moves.get(attribute.value) ?? `move${this.#moves.size + 1}`;
      this.#moves.set(attribute.value, moved);
      attribute.value = moved;
    } else if (name === 'mc:Ignorable') {
      attribute.value = attribute.value
        .split(' ')
        .filter((prefix) => prefixes.get(prefix))
        .join(' ');
    } else if (name === 'name' && NAMED.has(key)) {
      if (FILE_NAME.test(attribute.value)) this.findings.add('text', attribute.value);
      attribute.value = '';
    } else {
      const rule = ATTRIBUTES.get(`${key}@${name}`) ?? (VISIBLE.has(key) ? undefined : ATTRIBUTES.get(`@${name}`));
      if (!rule) return;
      const [kind, value] = rule;
      if (attribute.value !== (value ?? '') && !(key === 'a:theme' && OFFICE_THEMES.includes(attribute.value))) {
        this.#tell(kind, attribute.value);
      }
      if (value === null) taken(attributes, name);
      else attribute.value = value;
    }
  }

  /** @param {Told} kind @param {string} detail */
  #tell(kind, detail) {
    if (kind) this.findings.add(kind, detail);
  }

  /** @param {string} sort */
  #field(sort) {
    if (sort === 'begin') this.#fields.push('');
    else if (sort === 'end') this.#fields.pop();
  }

  /** What stays of the name of an author, or of a field's instruction. @param {string} key @param {string} text */
  text(key, text) {
    if (key === 'x:author') {
      this.#tell(text !== NOBODY ? 'person' : '', text);
      return '';
    }
    if (/^[ \t\r\n]*$/.test(text)) return text;
    const last = this.#fields.length - 1;
    let state = last >= 0 ? this.#fields[last] : 'gone';
    if (!state) state = this.#fields[last] = isField(text) ? 'kept' : 'gone';
    if (state === 'kept' && !LOCAL_PATH.test(text)) return text;
    this.findings.add('hidden-data', text);
    return '';
  }
}

/** @param {string} key @param {string} value
 *  @returns {boolean} whether a drawing has another name than a number that its program gave; types are called by theirs */
const isNamed = (key, value) => key !== 'v:shapetype' && !SHAPE_ID.test(value);
