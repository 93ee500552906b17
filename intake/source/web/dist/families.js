// Built by `make bundle` from intake/source/web/src/, not minified so that it can be read. AGPL-3.0-or-later.
import {
  BLOCK,
  BlobSource,
  BrokenFileError,
  CREDENTIALS,
  CleanError,
  DIGITAL_SIGNATURE,
  Findings,
  PlanBuilder,
  STAYS,
  TooComplexError,
  WHOLE_LIMIT,
  Window,
  anySet,
  asText,
  bytes,
  decoded,
  joined,
  latin,
  littleNumber,
  littlePacked,
  neutralName,
  number,
  packed,
  place,
  planChunks,
  startsWith,
  trimmed
} from "./shared-2.js";
import {
  __export
} from "./shared-3.js";

// src/clean/document/invisible.js
var MAX_PASSES = 8;
var ONE = String.raw`[\u0080-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]`;
var FLAGS = String.raw`\u{1f3f4}\u{e0067}\u{e0062}(?:\u{e0065}\u{e006e}\u{e0067}|\u{e0073}\u{e0063}\u{e0074}|\u{e0077}\u{e006c}\u{e0073})\u{e007f}`;
var HIDDEN = new RegExp(`${FLAGS}|${ONE}`, "gu");
var ANY = new RegExp(ONE, "u");
var IS_HIDDEN = new RegExp(`^${ONE}`, "u");
var SPELLED = /_x(D[89AB][0-9A-F]{2})__x(D[C-F][0-9A-F]{2})_|_x([0-9A-F]{4})_/gi;
var JOINING = /^[\u0600-\u061b\u061d-\u077f\u07c0-\u07ff\u08a0-\u0dff\u0f00-\u109f\u1780-\u17b3\u17b6-\u180a\u1810-\u18af\u1a20-\u1aaf\u1b00-\u1bff\ua800-\ua8ff\ua980-\ua9df\uaa00-\uaadf\uabc0-\uabff\ufb50-\ufdff\ufe70-\ufefc\u{11000}-\u{11aff}]/u;
var UNSPACED = /^[\u0e00-\u0eff\u1000-\u109f\u1780-\u17b3\u17b6-\u17ff\u1980-\u19ff\u1a20-\u1aaf]/u;
var EMOJI = /^[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\u303d\u3297\u3299\u{1f000}-\u{1faff}]/u;
var KEYCAP = /^[0-9#*]/;
var IDEOGRAPH = /^[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/u;
var VARIED = /^[\u1000-\u109f\u2200-\u22ff\u2a00-\u2aff\uaa60-\uaa7f]/u;
var MONGOLIAN = /^[\u1820-\u18af]/u;
var JAMO = /^[\u1100-\u115e\u1161-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]/u;
var RIGHT_TO_LEFT = /[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1eeff}]/u;
var LINE_ENDS = ["\n", "\r", "\u2028", "\u2029"];
var [NO_JOIN, JOIN, NO_SPACE] = [8204, 8205, 8203];
var MARKS = [8206, 8207, 1564];
var ISOLATES = [8234, 8235, 8236, 8294, 8295, 8296, 8297];
function withoutHidden(text, findings) {
  const hidden = new Hidden();
  const [shown] = hidden.takenFrom([text]);
  hidden.tell(findings);
  return shown;
}
var mayHide = (text) => ANY.test(text);
function spelledOut(text) {
  return text.replace(SPELLED, (written4, high, low, single) => {
    const meant = high ? String.fromCharCode(parseInt(high, 16), parseInt(low, 16)) : String.fromCharCode(parseInt(single, 16));
    return mayHide(meant) ? meant : written4;
  });
}
var Hidden = class {
  /** @type {Map<string, number>} */
  #gone = /* @__PURE__ */ new Map();
  #spelled = "";
  /** @param {string[]} texts the pieces of one text
   *  @returns {string[]} each without what hides in it; what is needed is decided over them all
   *  @throws {TooComplexError} as `withoutHidden` */
  takenFrom(texts) {
    for (let i = 0; i < MAX_PASSES; i++) {
      const whole2 = texts.join("");
      if (!mayHide(whole2)) return texts;
      const pass = new Pass(whole2);
      const gone3 = [];
      for (const { 0: found, index } of whole2.matchAll(HIDDEN)) if (!pass.keeps(found, index)) gone3.push({ found, index });
      if (!gone3.length) return texts;
      for (const { found } of gone3) this.#note(
        /** @type {number} */
        found.codePointAt(0)
      );
      texts = without(texts, gone3);
    }
    throw new TooComplexError();
  }
  /** @param {number} code */
  #note(code) {
    if (code >= 917536 && code <= 917630) this.#spelled += String.fromCharCode(code - 917504);
    else this.#gone.set(nameOf(code), (this.#gone.get(nameOf(code)) ?? 0) + 1);
  }
  /** Note what was taken out, with a word before it. @param {Findings} findings @param {string} [before] */
  tell(findings, before = "") {
    for (const [name, count] of this.#gone) findings.add("hidden-data", `${before}${name} x ${count}`);
    if (this.#spelled) findings.add("hidden-data", before + this.#spelled);
  }
};
function without(texts, gone3) {
  let [start, next] = [0, 0];
  return texts.map((text) => {
    let [kept, at] = ["", 0];
    for (; next < gone3.length && gone3[next].index < start + text.length; next++) {
      const { found, index } = gone3[next];
      kept += text.slice(at, index - start);
      at = index - start + found.length;
    }
    start += text.length;
    return kept + text.slice(at);
  });
}
function characterBefore(text, at) {
  const pair = at >= 2 ? text.slice(at - 2, at) : "";
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(pair) ? pair : text.slice(Math.max(at - 1, 0), at);
}
var Pass = class {
  #text;
  #lineEnd = 0;
  #lineTurns = false;
  /** @param {string} text */
  constructor(text) {
    this.#text = text;
  }
  /** @param {string} found @param {number} at @returns {boolean} */
  keeps(found, at) {
    const code = (
      /** @type {number} */
      found.codePointAt(0)
    );
    return code === 127988 || this.#isNeeded(code, found.length, at);
  }
  /** @param {number} code @param {number} length @param {number} at */
  #isNeeded(code, length, at) {
    const text = this.#text;
    const before = characterBefore(text, at);
    const after = text.slice(at + length, at + length + 2);
    const clear = !IS_HIDDEN.test(before);
    if (code === NO_JOIN || code === JOIN) {
      if (JOINING.test(before) || clear && JOINING.test(after)) return true;
      const base = before === "️" ? characterBefore(text, at - 1) : before;
      return code === JOIN && EMOJI.test(base) && EMOJI.test(after);
    }
    if (code === NO_SPACE) return UNSPACED.test(before) || clear && UNSPACED.test(after);
    if (MARKS.includes(code)) return this.#turns(at) && (clear || ISOLATES.includes(before.charCodeAt(0)));
    if (ISOLATES.includes(code)) return this.#turns(at);
    if (code === 4447 || code === 4448) return JAMO.test(before) || clear && JAMO.test(after);
    return isSelector(code, before);
  }
  /** @param {number} at @returns {boolean} whether the line of a character has letters that run from right to left */
  #turns(at) {
    if (at >= this.#lineEnd) {
      let start = at;
      while (start > this.#lineEnd && !LINE_ENDS.includes(this.#text[start - 1])) start--;
      let end = at;
      while (end < this.#text.length && !LINE_ENDS.includes(this.#text[end])) end++;
      this.#lineEnd = Math.min(end + 1, this.#text.length);
      this.#lineTurns = RIGHT_TO_LEFT.test(this.#text.slice(start, this.#lineEnd));
    }
    return this.#lineTurns;
  }
};
function isSelector(code, before) {
  if (code === 65038 || code === 65039) return EMOJI.test(before) || KEYCAP.test(before);
  if (code >= 65024 && code <= 65026) return IDEOGRAPH.test(before) || code === 65024 && VARIED.test(before);
  if (code >= 6155 && code <= 6159) return MONGOLIAN.test(before);
  return code >= 917760 && code <= 917999 && IDEOGRAPH.test(before);
}
function nameOf(code) {
  if (code >= 65024 && code <= 65039) return "U+FE00-U+FE0F";
  if (code >= 917504) return "U+E0000-U+E0FFF";
  return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

// src/clean/document/htmltext.js
var MAX_PASSES2 = 8;
var NAMES = /* @__PURE__ */ new Map([
  ["ZeroWidthSpace", "​"],
  ["NegativeVeryThinSpace", "​"],
  ["NegativeThinSpace", "​"],
  ["NegativeMediumSpace", "​"],
  ["NegativeThickSpace", "​"],
  ["ApplyFunction", "⁡"],
  ["af", "⁡"],
  ["InvisibleTimes", "⁢"],
  ["it", "⁢"],
  ["InvisibleComma", "⁣"],
  ["ic", "⁣"],
  ["NoBreak", "⁠"],
  ["zwnj", "‌"],
  ["zwj", "‍"],
  ["lrm", "‎"],
  ["rlm", "‏"],
  ["shy", "­"]
]);
var NUMBER = "&#[xX]0*([0-9a-fA-F]{1,6})(?![0-9a-fA-F]);?|&#0*([0-9]{1,7})(?![0-9]);?";
var NAME = `&(${[...NAMES.keys()].join("|")});`;
var IN_TEXT = new RegExp(`${NUMBER}|${NAME}|&(shy)(?!;)`, "g");
var IN_ATTRIBUTE = new RegExp(`${NUMBER}|${NAME}|&(shy)(?![;=0-9A-Za-z])`, "g");
var CONTROLS = [129, 141, 143, 144, 157];
function withoutHiddenHtml(texts, hidden, attribute = false) {
  const references = attribute ? IN_ATTRIBUTE : IN_TEXT;
  for (let i = 0; i < MAX_PASSES2; i++) {
    if (!texts.some((text) => text.includes("&") || mayHide(text))) return texts;
    const pieces = texts.map((text) => piecesOf(text, references));
    const shown = hidden.takenFrom(pieces.flatMap((text) => text.map(({ meant }) => meant)));
    let at = 0;
    const after = pieces.map((text) => {
      return text.map(({ written: written4, meant }) => shown[at++] === meant ? written4 : shown[at - 1]).join("");
    });
    const before = texts;
    if (after.every((text, index) => text === before[index])) return texts;
    texts = after;
  }
  throw new TooComplexError();
}
function piecesOf(text, references) {
  const found = [];
  let at = 0;
  for (const match of text.matchAll(references)) {
    const meant = meantBy(match);
    if (!meant) continue;
    const before = text.slice(at, match.index);
    found.push({ written: before, meant: before }, { written: match[0], meant });
    at = match.index + match[0].length;
  }
  return [...found, { written: text.slice(at), meant: text.slice(at) }];
}
function meantBy([, hex2, decimal, name, shy]) {
  const named2 = NAMES.get(name ?? shy);
  if (named2) return named2;
  const code = hex2 ? parseInt(hex2, 16) : parseInt(decimal, 10);
  if (code > 1114111 || code >= 55296 && code < 57344) return "";
  if (code >= 128 && code < 160 && !CONTROLS.includes(code)) return "";
  const character = String.fromCodePoint(code);
  return mayHide(character) ? character : "";
}

// src/clean/document/xmlrules.js
var KEEP = "keep";
var DROP = "drop";
var UNWRAP = "unwrap";
var replaced = (text) => `=${text}`;
function taken(attributes, key) {
  const at = attributes.findIndex((attribute) => attribute.key === key);
  return at < 0 ? null : attributes.splice(at, 1)[0].value;
}
var valueOf = (attributes, key) => attributes.find((attribute) => attribute.key === key)?.value ?? "";

// src/clean/document/officerules.js
var OPEN = "http://schemas.openxmlformats.org/";
var STRICT = "http://purl.oclc.org/ooxml/";
var MICROSOFT = "http://schemas.microsoft.com/office/";
var OF_BOTH = [
  ["w", "wordprocessingml", "main"],
  ["r", "officeDocument", "relationships"],
  ["m", "officeDocument", "math"],
  ["a", "drawingml", "main"],
  ["wp", "drawingml", "wordprocessingDrawing"],
  ["pic", "drawingml", "picture"],
  ["c", "drawingml", "chart"],
  ["cdr", "drawingml", "chartDrawing"],
  ["dgm", "drawingml", "diagram"],
  ["xdr", "drawingml", "spreadsheetDrawing"],
  ["lc", "drawingml", "lockedCanvas"],
  ["x", "spreadsheetml", "main"],
  ["p", "presentationml", "main"]
];
var NAMESPACES = new Map([
  ...OF_BOTH.map(([key, area, name]) => (
    /** @type {[string, string]} */
    [`${OPEN}${area}/2006/${name}`, key]
  )),
  ...OF_BOTH.map(([key, area, name]) => (
    /** @type {[string, string]} */
    [`${STRICT}${area}/${name}`, key]
  )),
  [`${OPEN}markup-compatibility/2006`, "mc"],
  ["urn:schemas-microsoft-com:vml", "v"],
  ["urn:schemas-microsoft-com:office:office", "o"],
  ["urn:schemas-microsoft-com:office:word", "w10"],
  ["urn:schemas-microsoft-com:office:excel", "xv"],
  ["urn:schemas-microsoft-com:office:powerpoint", "pv"],
  [`${MICROSOFT}word/2010/wordprocessingShape`, "wps"],
  [`${MICROSOFT}word/2010/wordprocessingGroup`, "wpg"],
  [`${MICROSOFT}word/2010/wordprocessingCanvas`, "wpc"],
  [`${MICROSOFT}word/2010/wordprocessingDrawing`, "wp14"],
  [`${MICROSOFT}word/2010/wordml`, "w14"],
  [`${MICROSOFT}word/2023/wordml/word16du`, "w16du"],
  [`${MICROSOFT}drawing/2010/main`, "a14"],
  [`${MICROSOFT}powerpoint/2010/main`, "p14"],
  [`${MICROSOFT}spreadsheetml/2009/9/ac`, "x14ac"],
  [`${MICROSOFT}spreadsheetml/2010/11/main`, "x15"],
  [`${MICROSOFT}spreadsheetml/2010/11/ac`, "x15ac"],
  [`${MICROSOFT}spreadsheetml/2014/revision`, "xr"],
  [`${MICROSOFT}spreadsheetml/2015/revision2`, "xr"],
  [`${MICROSOFT}spreadsheetml/2016/revision3`, "xr"],
  [`${MICROSOFT}spreadsheetml/2016/revision6`, "xr"],
  [`${MICROSOFT}spreadsheetml/2016/revision10`, "xr"],
  ["", "plain"]
  // the root of a VML drawing has no namespace
]);
var NOBODY = "Author";
var all = (names, value) => names.split(" ").map((name) => [name, value]);
var GONE = new Map([
  ...all("w:rsids w:rsid x15ac:documentLinks x:customWorkbookViews x:customSheetViews x:scenarios", told("edit-history")),
  ...all("w:docVars w:mailMerge w:fldData w:control o:OLEObject", told("hidden-data")),
  ...all("w:embedRegular w:embedBold w:embedItalic w:embedBoldItalic", told("hidden-data")),
  ...all("w:smartTagPr w:customXmlPr w:attachedTemplate w:documentProtection", told("hidden-data")),
  ...all("w:proofErr w:permEnd w:dataBinding w:printerSettings w:saveThroughXslt", told("")),
  ...all("w:tag w:alias", told("text", "w:val")),
  ...all("w:tblCaption w:tblDescription w:helpText w:statusText", told("text", "w:val")),
  ...all("w:entryMacro w:exitMacro", told("hidden-data", "w:val")),
  ...all("w:nsid w:tmpl w:id w:placeholder w:docPartCategory", told("")),
  ...all("o:signatureline", told("person", "o:suggestedsigner")),
  ...all("w:permStart", told("person", "w:ed")),
  ...all("x:fileVersion", told("software", "appName")),
  ...all("x:fileSharing", told("person", "userName")),
  ...all("x15ac:absPath", told("hidden-data", "url")),
  ...all("x:workbookProtection x:sheetProtection x:protectedRanges", told("hidden-data")),
  ...all("x:oleObjects x:controls x:pivotCaches x:sheetDataSet x:ddeLink", told("hidden-data")),
  ...all("x:oleLink x:customProperties x:dataConsolidate x:webPublishItems", told("hidden-data")),
  ...all("x:fileRecoveryPr x:webPublishing x:smartTags x:smartTagPr x:smartTagTypes x:xmlColumnPr", told("")),
  ...all("xv:FmlaMacro x:extLst a:extLst p:extLst c:extLst dgm:extLst xdr:extLst", told("")),
  ...all("x:functionGroups x:cellWatches x:webPublishObjects x:oleSize", told("hidden-data")),
  ...all("xv:ScriptText xv:ScriptExtended xv:ScriptLanguage xv:ScriptLocation", told("hidden-data")),
  ...all("c:externalData", told("hidden-data")),
  ...all("c:printSettings c:pivotSource p:smartTags", told("")),
  ...all("p:custDataLst p:embeddedFontLst p:controls p:modifyVerifier", told("hidden-data"))
]);
function told(kind, attribute = "") {
  return [kind, attribute];
}
var set = (kind, value) => [kind, value];
var ATTRIBUTES = new Map([
  ...all("@w:author p:cmAuthor@name", set("person", NOBODY)),
  ...all("@w:initials", set("person", null)),
  ...all("@w:date @w16du:dateUtc p:cm@dt", set("time", null)),
  ...all("p:cmAuthor@initials", set("person", "A")),
  ...all("@o:title @alt @descr @title a:theme@name", set("text", null)),
  ...all("@o:href a:hlinkClick@invalidUrl x:definedName@comment", set("hidden-data", null)),
  ...all("x:definedName@description x:definedName@help", set("text", null)),
  ...all("a:fontScheme@name a:clrScheme@name a:fmtScheme@name", set("", "")),
  ...all("p:cSld@name x:pageSetup@r:id x:workbookPr@codeName x:sheetPr@codeName", set("", null)),
  ...all("x:table@connectionId x:table@tableType x:tableColumn@queryTableFieldId", set("", null)),
  ...all("@mc:ProcessContent @mc:PreserveElements @mc:PreserveAttributes @mc:MustUnderstand", set("", null)),
  ...all("@href @src @target @o:althref x:definedName@customMenu", set("hidden-data", null)),
  ...all("a:custClr@name x:definedName@statusBar p:oleObj@name p:oleObj@progId", set("text", null)),
  ...all("w:date@w:fullDate", set("time", null)),
  ...all("w:hyperlink@w:tgtFrame x:hyperlink@display x:definedName@shortcutKey x:comment@guid", set("", null)),
  // which version saved it, and how large the window was
  ...all("x:calcPr@calcId x:workbookPr@defaultThemeVersion p:presentation@bookmarkIdSeed", set("", null)),
  ...all("x:workbookView@xWindow x:workbookView@yWindow x:workbookView@windowWidth", set("", null)),
  ...all("x:workbookView@windowHeight", set("", null))
]);
var IDS = "w:rsid w14:paraId w14:textId w14:anchorId w:anchorId wp14:anchorId wp14:editId xr:".split(" ");
var COPIES = ["o:gfxdata", "equationxml"];
var SHAPE_ID = /^_x0000_[A-Za-z]{0,4}[0-9]{1,10}$/;
var MOVES = ["w:moveFromRangeStart", "w:moveToRangeStart"];
var COMPATIBLE = [
  ["w:name", /^[A-Za-z0-9]{1,60}$/],
  ["w:uri", /^http:\/\/schemas.microsoft.com\/office\/word$/],
  ["w:val", /^[0-9]{1,2}$/]
];
var NAMED = /* @__PURE__ */ new Set(["wp:docPr", ..."pic p xdr a wps wpg cdr lc".split(" ").map((of) => `${of}:cNvPr`)]);
var VISIBLE = /* @__PURE__ */ new Set(["w:dropDownList", "x:hyperlink", "x:dataValidation"]);
var OFFICE_THEMES = ["", "Office Theme", "Office", "Larissa"];
var FILE_NAME = /[\\/]|\.[A-Za-z0-9]{2,4}$/;
var SETTINGS = new Set(
  "settings mirrorMargins alignBordersAndEdges bordersDoNotSurroundHeader bordersDoNotSurroundFooter gutterAtTop displayBackgroundShape evenAndOddHeaders bookFoldPrinting defaultTabStop autoHyphenation hyphenationZone consecutiveHyphenLimit doNotHyphenateCaps characterSpacingControl noLineBreaksAfter noLineBreaksBefore drawingGridHorizontalSpacing drawingGridVerticalSpacing footnotePr endnotePr footnote endnote pos numFmt numStart numRestart compat compatSetting useFELayout themeFontLang clrSchemeMapping decimalSymbol listSeparator spaceForUL balanceSingleByteDoubleByteWidth doNotLeaveBackslashAlone ulTrailSpace doNotExpandShiftReturn adjustLineHeightInTable strictFirstAndLastChars printTwoOnOne defaultTableStyle".split(" ").map((name) => `w:${name}`)
);
var FIELDS = new Set(
  "PAGE NUMPAGES SECTIONPAGES SECTION TOC TC TOA TA XE INDEX HYPERLINK REF PAGEREF NOTEREF STYLEREF SEQ EQ SYMBOL LISTNUM AUTONUM AUTONUMLGL AUTONUMOUT FORMTEXT FORMCHECKBOX FORMDROPDOWN QUOTE ADVANCE =".split(" ")
);
var FIELD_WORD = /^[ \t\r\n]*(=|[A-Za-z]+)/;
var LOCAL_PATH = /[fF][iI][lL][eE]:|(?:^|[^A-Za-z])[A-Za-z]:[\\/]|\\\\/;
function isField(instruction) {
  const word = FIELD_WORD.exec(instruction);
  return word !== null && FIELDS.has(word[1].toUpperCase()) && !LOCAL_PATH.test(instruction);
}
var OfficeRules = class {
  namespaces = NAMESPACES;
  texts = /* @__PURE__ */ new Set(["x:author", "w:instrText", "w:delInstrText"]);
  lines = /* @__PURE__ */ new Set(["w:p", "a:p", "x:si", "x:c", "x:f", "x:v", "x:text", "c:v"]);
  /** @type {Set<string>} */
  used = /* @__PURE__ */ new Set();
  #settings;
  /** @type {string[]} */
  #fields = [];
  /** @type {Set<string>} */
  #bookmarks = /* @__PURE__ */ new Set();
  /** @type {Map<string, string>} */
  #moves = /* @__PURE__ */ new Map();
  /** @param {import('../finding.js').Findings} findings @param {boolean} [settings] @param {boolean} [spelled] */
  constructor(findings, settings = false, spelled = false) {
    this.findings = findings;
    this.spelled = spelled;
    this.#settings = settings;
  }
  /** Decide about an element. See `XmlRules`.
   *  @param {string} key @param {Attribute[]} attributes @param {ReadonlyMap<string, string>} prefixes */
  element(key, attributes, prefixes) {
    const gone3 = GONE.get(key);
    if (gone3) {
      this.#tell(gone3[0], valueOf(attributes, gone3[1]));
      return DROP;
    }
    if (key.startsWith("xr:") || key.startsWith("plain:") && key !== "plain:xml") {
      this.findings.add(key.startsWith("xr:") ? "edit-history" : "hidden-data");
      return DROP;
    }
    if (this.#settings && !SETTINGS.has(key) && !key.startsWith("m:")) return DROP;
    const decision = this.#special(key, attributes, prefixes);
    if (decision !== KEEP) return decision;
    for (const attribute of [...attributes]) this.#attribute(key, attribute, attributes, prefixes);
    for (const { key: name, value } of attributes) {
      if (name.startsWith("r:") || name === "o:relid") this.used.add(value);
    }
    return KEEP;
  }
  /** Elements whose fate hangs on what they say.
   *  @param {string} key @param {Attribute[]} attributes @param {ReadonlyMap<string, string>} prefixes */
  #special(key, attributes, prefixes) {
    if (key === "w:smartTag" || key === "w:customXml") return UNWRAP;
    if (key === "x:author") return replaced(NOBODY);
    if (key === "w:fldSimple") return isField(valueOf(attributes, "w:instr")) ? KEEP : UNWRAP;
    if (key === "w:fldChar") this.#field(valueOf(attributes, "w:fldCharType"));
    else if (key === "w:bookmarkStart" && valueOf(attributes, "w:name") === "_GoBack") {
      this.#bookmarks.add(valueOf(attributes, "w:id"));
      return DROP;
    } else if (key === "w:bookmarkEnd" && this.#bookmarks.has(valueOf(attributes, "w:id"))) return DROP;
    else if (key === "w:compatSetting" && COMPATIBLE.some(([name, pattern2]) => !pattern2.test(valueOf(attributes, name)))) {
      return DROP;
    } else if (key === "w:sym" && mayHide(spelledOut(`_x${valueOf(attributes, "w:char")}_`))) {
      this.findings.add("hidden-data", valueOf(attributes, "w:char"));
      return DROP;
    } else if (key === "mc:Choice" && !valueOf(attributes, "Requires").split(" ").every((prefix) => prefixes.get(prefix))) {
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
      this.findings.add("edit-history");
    } else if (COPIES.includes(name) || name === "id" && key.startsWith("v:") && isNamed(key, attribute.value)) {
      taken(attributes, name);
      this.#tell(COPIES.includes(name) ? "hidden-data" : "", "");
    } else if (name === "w:name" && MOVES.includes(key)) {
      const moved = this.#moves.get(attribute.value) ?? `move${this.#moves.size + 1}`;
      this.#moves.set(attribute.value, moved);
      attribute.value = moved;
    } else if (name === "mc:Ignorable") {
      attribute.value = attribute.value.split(" ").filter((prefix) => prefixes.get(prefix)).join(" ");
    } else if (name === "name" && NAMED.has(key)) {
      if (FILE_NAME.test(attribute.value)) this.findings.add("text", attribute.value);
      attribute.value = "";
    } else {
      const rule = ATTRIBUTES.get(`${key}@${name}`) ?? (VISIBLE.has(key) ? void 0 : ATTRIBUTES.get(`@${name}`));
      if (!rule) return;
      const [kind, value] = rule;
      if (attribute.value !== (value ?? "") && !(key === "a:theme" && OFFICE_THEMES.includes(attribute.value))) {
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
    if (sort === "begin") this.#fields.push("");
    else if (sort === "end") this.#fields.pop();
  }
  /** What stays of the name of an author, or of a field's instruction. @param {string} key @param {string} text */
  text(key, text) {
    if (key === "x:author") {
      this.#tell(text !== NOBODY ? "person" : "", text);
      return "";
    }
    if (/^[ \t\r\n]*$/.test(text)) return text;
    const last = this.#fields.length - 1;
    let state = last >= 0 ? this.#fields[last] : "gone";
    if (!state) state = this.#fields[last] = isField(text) ? "kept" : "gone";
    if (state === "kept" && !LOCAL_PATH.test(text)) return text;
    this.findings.add("hidden-data", text);
    return "";
  }
};
var isNamed = (key, value) => key !== "v:shapetype" && !SHAPE_ID.test(value);

// src/clean/document/xml.js
var LINE = -1;
var MAX_DEPTH = 256;
var MAX_PREFIXES = 200;
var NAME2 = "[A-Za-z_][A-Za-z0-9_.-]*(?::[A-Za-z_][A-Za-z0-9_.-]*)?";
var OPEN2 = new RegExp(`<(${NAME2})`, "y");
var CLOSE = new RegExp(`</(${NAME2})[ \\t\\r\\n]*>`, "y");
var ATTRIBUTE = new RegExp(`[ \\t\\r\\n]+(${NAME2})[ \\t\\r\\n]*=[ \\t\\r\\n]*(?:"([^"<]*)"|'([^'<]*)')`, "y");
var TAG_END = /[ \t\r\n]*(\/?)>/y;
var ENTITY = /&(?:#x([0-9a-fA-F]{1,6});|#([0-9]{1,7});|(amp|lt|gt|quot|apos);)?/g;
var FIVE = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
var BLANK = /^[ \t\r\n]*$/;
var NO_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
var PREFIX = /^[A-Za-z][A-Za-z0-9_]{0,15}$/;
var ENCODING = /[ \t\r\n]encoding[ \t\r\n]*=[ \t\r\n]*["'](?![uU][tT][fF]-8["'])/;
var XML_ATTRIBUTES = ["xml:space", "xml:lang", "xml:id"];
var HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
function cleanXml(untrusted, rules, header = HEADER) {
  const text = asXmlText(untrusted);
  return new TextEncoder().encode(header + new Cleaner(rules.spelled ? spelledOut(text) : text, rules).cleaned());
}
function asXmlText(untrusted) {
  if (untrusted[0] === 255 && untrusted[1] === 254 || untrusted[0] === 254 && untrusted[1] === 255) {
    throw new TooComplexError();
  }
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(untrusted);
  } catch {
    throw new BrokenFileError();
  }
  if (NO_XML.test(text)) throw new BrokenFileError();
  return text;
}
function unescaped(text) {
  if (!text.includes("&")) return text;
  return text.replace(ENTITY, (_, hex2, decimal, named2) => {
    if (named2) return FIVE[named2];
    if (!hex2 && !decimal) throw new BrokenFileError();
    const code = hex2 ? parseInt(hex2, 16) : parseInt(decimal, 10);
    if (code > 1114111 || code >= 55296 && code <= 57343) throw new BrokenFileError();
    const character = String.fromCodePoint(code);
    if (NO_XML.test(character)) throw new BrokenFileError();
    return character;
  });
}
var escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
function quoted(text) {
  const safe = escaped(text).replace(/"/g, "&quot;");
  return `"${safe.replace(/\t/g, "&#9;").replace(/\n/g, "&#10;").replace(/\r/g, "&#13;")}"`;
}
var isReplaced = (decision) => decision[0] === "=";
var Cleaner = class {
  #text;
  #rules;
  /** @type {string[]} */
  #out = [];
  /** @type {{ name: string, key: string, decision: string, before: Map<string, string> }[]} open elements, each with
   *    the prefixes before it */
  #stack = [];
  /** @type {Map<string, string>} */
  #prefixes = /* @__PURE__ */ new Map();
  #silent = 0;
  // how many open elements are inside one that goes, or are it
  #root = false;
  #hidden = new Hidden();
  #hides;
  /** @type {number[]} where in what is written texts are, and LINE where a line of text ends */
  #flow = [];
  /** @param {string} text @param {XmlRules} rules */
  constructor(text, rules) {
    this.#text = text;
    this.#rules = rules;
    this.#hides = mayHide(text) || text.includes("&#");
  }
  cleaned() {
    const text = this.#text;
    if (text.startsWith("<?xml") && ENCODING.test(text.slice(5, Math.max(text.indexOf("?>"), 5)))) {
      throw new TooComplexError();
    }
    let at = 0;
    for (; ; ) {
      const start = text.indexOf("<", at);
      this.#characters(text.slice(at, start >= 0 ? start : text.length));
      if (start < 0) break;
      at = this.#markup(start);
    }
    if (this.#stack.length || !this.#root) throw new BrokenFileError();
    this.#takeHidden();
    return this.#out.join("");
  }
  /** Take hidden characters out of the texts that stay, each line of them seen as one. */
  #takeHidden() {
    const before = this.#flow.map((at) => at === LINE ? "\n" : unescaped(this.#out[at]));
    const after = this.#hidden.takenFrom(before);
    this.#flow.forEach((at, i) => {
      if (after[i] !== before[i]) this.#out[at] = escaped(after[i]);
    });
    this.#hidden.tell(this.#rules.findings);
  }
  /** @param {string} text @returns {string} */
  #withoutHidden(text) {
    return this.#hides ? this.#hidden.takenFrom([text])[0] : text;
  }
  /** @param {string} key */
  #line(key) {
    if (this.#hides && !this.#silent && this.#rules.lines.has(key)) this.#flow.push(LINE);
  }
  /** Take the tag or the like at `at`. @param {number} at @returns {number} where it ends */
  #markup(at) {
    const text = this.#text;
    const follows = text[at + 1];
    if (follows === "/") return this.#close(at);
    if (follows === "?") {
      const end = this.#find("?>", at + 2);
      if (at || text.slice(2, 5) !== "xml") this.#rules.findings.add("hidden-data", text.slice(at + 2, end));
      return end + 2;
    }
    if (follows !== "!") return this.#open(at);
    if (text.startsWith("<!--", at)) {
      const end = this.#find("-->", at + 4);
      this.#rules.findings.add("text", text.slice(at + 4, end));
      return end + 3;
    }
    if (text.startsWith("<![CDATA[", at) && this.#stack.length) {
      const end = this.#find("]]>", at + 9);
      this.#characters(escaped(text.slice(at + 9, end)));
      return end + 3;
    }
    throw new TooComplexError();
  }
  /** @param {string} mark @param {number} at @returns {number} */
  #find(mark, at) {
    const found = this.#text.indexOf(mark, at);
    if (found < 0) throw new BrokenFileError();
    return found;
  }
  /** @param {string} raw */
  #characters(raw) {
    if (!raw) return;
    if (!this.#stack.length) {
      if (!BLANK.test(raw)) throw new BrokenFileError();
      return;
    }
    const text = unescaped(raw);
    const { key, decision } = this.#stack[this.#stack.length - 1];
    const told3 = this.#rules.texts.has(key) && (!this.#silent || this.#silent === 1 && isReplaced(decision));
    const kept = told3 ? this.#rules.text(key, this.#withoutHidden(text)) : "";
    if (this.#silent) return;
    if (this.#hides && !told3) this.#flow.push(this.#out.length);
    this.#out.push(told3 ? escaped(kept) : raw);
  }
  /** @param {number} at @returns {number} */
  #close(at) {
    CLOSE.lastIndex = at;
    const match = CLOSE.exec(this.#text);
    const open = this.#stack.pop();
    if (!match || open?.name !== match[1]) throw new BrokenFileError();
    this.#prefixes = open.before;
    if (this.#silent) this.#silent--;
    if (!this.#silent && open.decision !== DROP && open.decision !== UNWRAP) this.#out.push(`</${open.name}>`);
    this.#line(open.key);
    return CLOSE.lastIndex;
  }
  /** @param {number} at @returns {number} */
  #open(at) {
    OPEN2.lastIndex = at;
    const match = OPEN2.exec(this.#text);
    if (!match || this.#root && !this.#stack.length) throw new BrokenFileError();
    if (this.#stack.length >= MAX_DEPTH) throw new TooComplexError();
    const name = match[1];
    const raw = /* @__PURE__ */ new Map();
    let after = OPEN2.lastIndex;
    for (; ; ) {
      ATTRIBUTE.lastIndex = after;
      const found = ATTRIBUTE.exec(this.#text);
      if (!found) break;
      if (raw.has(found[1])) throw new BrokenFileError();
      raw.set(found[1], unescaped((found[2] ?? found[3]).replace(/[\t\r\n]/g, " ")));
      after = ATTRIBUTE.lastIndex;
    }
    TAG_END.lastIndex = after;
    const end = TAG_END.exec(this.#text);
    if (!end) throw new BrokenFileError();
    const next = TAG_END.lastIndex;
    const before = this.#prefixes;
    const declared = this.#declare(raw);
    const { decision, key } = this.#decide(name, raw, declared);
    this.#line(key);
    this.#root = true;
    const written4 = !this.#silent && decision !== DROP && decision !== UNWRAP;
    const inside = isReplaced(decision) ? escaped(decision.slice(1)) : "";
    if (end[1]) {
      this.#prefixes = before;
      if (written4) this.#out.push(inside ? `>${inside}</${name}>` : "/>");
      return next;
    }
    if (written4) this.#out.push(`>${inside}`);
    this.#stack.push({ name, key, decision, before });
    if (this.#silent || decision === DROP || isReplaced(decision)) this.#silent++;
    return next;
  }
  /** Take the namespaces that an element declares. @param {Map<string, string>} raw
   *  @returns {string[]} the declarations that stay, as written */
  #declare(raw) {
    const declared = [];
    for (const [name, uri] of [...raw]) {
      if (name !== "xmlns" && !name.startsWith("xmlns:")) continue;
      raw.delete(name);
      const prefix = name.slice(6);
      if (prefix && !PREFIX.test(prefix)) throw new TooComplexError();
      const known = uri && this.#rules.namespaces.get(uri) || "";
      if (!declared.length) this.#prefixes = new Map(this.#prefixes);
      this.#prefixes.set(prefix, known);
      if (this.#prefixes.size > MAX_PREFIXES) throw new TooComplexError();
      declared.push(known && known[0] !== "-" || !uri ? ` ${name}=${quoted(uri)}` : "");
    }
    return declared.filter((declaration) => declaration);
  }
  /** What becomes of an element, and its key; its tag is written if it stays.
   *  @param {string} name @param {Map<string, string>} raw @param {string[]} declared
   *  @returns {{ decision: string, key: string }} */
  #decide(name, raw, declared) {
    const key = this.#key(name, this.#prefixes.get("") ?? this.#rules.namespaces.get("") ?? "");
    if (this.#silent) return { decision: DROP, key };
    if (!key) {
      if (!this.#root) throw new TooComplexError();
      this.#rules.findings.add("hidden-data");
      return { decision: DROP, key };
    }
    const attributes = [];
    for (const [writtenName, value] of raw) {
      const known = writtenName.includes(":") ? this.#key(writtenName, "") : writtenName;
      if (known && (!known.startsWith("xml:") || XML_ATTRIBUTES.includes(known))) {
        attributes.push({ key: known, name: writtenName, value: this.#withoutHidden(value) });
      }
    }
    const decision = this.#rules.element(key, attributes, this.#prefixes);
    if (!this.#root && decision !== KEEP || decision === UNWRAP && declared.length) throw new TooComplexError();
    if (decision !== DROP && decision !== UNWRAP) {
      const shown = attributes.map((attribute) => ` ${attribute.name}=${quoted(attribute.value)}`);
      this.#out.push(`<${name}${declared.join("")}${shown.join("")}`);
    }
    return { decision, key };
  }
  /** @param {string} name @param {string} otherwise what no prefix means
   *  @returns {string} with our prefix, or '' when its namespace is none that we know */
  #key(name, otherwise) {
    const colon = name.indexOf(":");
    if (colon < 0) return otherwise ? `${otherwise}:${name}` : "";
    const prefix = name.slice(0, colon);
    if (prefix === "xml") return name;
    const known = this.#prefixes.get(prefix);
    if (known === void 0) throw new BrokenFileError();
    return known ? `${known}:${name.slice(colon + 1)}` : "";
  }
};

// src/clean/document/relationships.js
var TYPES = "http://schemas.openxmlformats.org/package/2006/content-types";
var RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships";
var KNOWN_TYPE = /^http:\/\/(?:schemas\.openxmlformats\.org|purl\.oclc\.org\/ooxml|schemas\.microsoft\.com)\/[A-Za-z0-9/.-]{1,120}$/;
var ID = /^[A-Za-z0-9_.-]{1,64}$/;
var WEB = /^(?:https?:\/\/|mailto:|tel:)/i;
var NOWHERE = "http://removed.invalid/";
var UTF8 = new TextEncoder();
var Collector = class {
  findings = new Findings();
  namespaces = /* @__PURE__ */ new Map([[TYPES, "ct"], [RELATIONSHIPS, "rel"]]);
  texts = /* @__PURE__ */ new Set();
  lines = /* @__PURE__ */ new Set();
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
};
function readTypes(untrusted) {
  const collector = new Collector();
  cleanXml(untrusted, collector);
  const byExtension = /* @__PURE__ */ new Map();
  const byPart = /* @__PURE__ */ new Map();
  for (const [key, attributes] of collector.rows) {
    const sort = valueOf(attributes, "ContentType");
    if (key === "ct:Default") byExtension.set(small(valueOf(attributes, "Extension")), sort);
    else if (key === "ct:Override") byPart.set(valueOf(attributes, "PartName").replace(/^\//, ""), sort);
  }
  return { byExtension, byPart };
}
function readRelationships(untrusted, part) {
  const collector = new Collector();
  cleanXml(untrusted, collector);
  const found = /* @__PURE__ */ new Map();
  for (const [key, attributes] of collector.rows) {
    if (key !== "rel:Relationship") continue;
    const [name, sort, target] = ["Id", "Type", "Target"].map((attribute) => valueOf(attributes, attribute));
    const external = valueOf(attributes, "TargetMode") === "External";
    if (found.has(name) || !ID.test(name)) throw new BrokenFileError();
    if (KNOWN_TYPE.test(sort)) found.set(name, { name, sort, target: external ? target : resolved(target, part), external });
  }
  return [...found.values()];
}
var small = (text) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
function resolved(target, part) {
  const steps2 = target.startsWith("/") ? [] : part.split("/").slice(0, -1);
  for (const step of target.split("/")) {
    if (step === "..") {
      if (!steps2.length) throw new BrokenFileError();
      steps2.pop();
    } else if (step && step !== ".") steps2.push(step);
  }
  return steps2.join("/");
}
function relative(target, part) {
  const there = target.split("/");
  const here = part.split("/").slice(0, -1);
  while (here.length && there.length > 1 && here[0] === there[0]) {
    there.shift();
    here.shift();
  }
  return "../".repeat(here.length) + there.join("/");
}
function outside({ sort, target }, findings) {
  if (sort.endsWith("/hyperlink") && WEB.test(target) && !LOCAL_PATH.test(target)) return target;
  if (target !== NOWHERE) findings.add("hidden-data", target);
  return NOWHERE;
}
function relationshipsPart(rows, part) {
  const shown = rows.map(({ name, sort, target, external }) => {
    const address = quoted(external ? target : relative(target, part));
    const mode = external ? ' TargetMode="External"' : "";
    return `<Relationship Id=${quoted(name)} Type=${quoted(sort)} Target=${address}${mode}/>`;
  });
  return UTF8.encode(`${HEADER}<Relationships xmlns="${RELATIONSHIPS}">${shown.join("")}</Relationships>`);
}
function typesPart(byExtension, byPart) {
  const defaults = Array.from(byExtension, ([extension, sort]) => {
    return `<Default Extension=${quoted(extension)} ContentType=${quoted(sort)}/>`;
  });
  const overrides = Array.from(byPart, ([part, sort]) => {
    return `<Override PartName=${quoted(`/${part}`)} ContentType=${quoted(sort)}/>`;
  });
  return UTF8.encode(`${HEADER}<Types xmlns="${TYPES}">${defaults.join("")}${overrides.join("")}</Types>`);
}

// src/clean/film/boxes.js
var MAX_BOXES = 65536;
function* boxes(data, start, end) {
  for (let i = 0; i < MAX_BOXES; i++) {
    if (end - start < 8) return;
    let [size2, body] = [number(data, start, 4), start + 8];
    if (size2 === 1) [size2, body] = [number(data, start + 8, 8), start + 16];
    else if (size2 === 0) size2 = end - start;
    if (start + size2 > end || body > start + size2) throw new BrokenFileError();
    yield { kind: latin(data, start + 4, start + 8), start, body, end: start + size2 };
    start += size2;
  }
  throw new TooComplexError();
}
function find(data, start, end, ...path) {
  let found = null;
  for (const kind of path) {
    found = null;
    for (const box of boxes(data, start, end)) {
      if (box.kind === kind) {
        found = box;
        break;
      }
    }
    if (!found) return null;
    [start, end] = [found.body, found.end];
  }
  return found;
}
function zero(data, start, end) {
  if (start < 0 || start > end || end > data.length) throw new BrokenFileError();
  data.fill(0, start, end);
}
function blank(data, box) {
  data.set(bytes("free"), box.start + 4);
  zero(data, box.body, box.end);
}

// src/clean/film/movietables.js
var GROUPINGS = ["roll", "prol", "rap ", "sync"];
function cutTable(data, box) {
  const used3 = TABLES.get(box.kind)?.(data, box.body) ?? null;
  if (used3 === null) return false;
  if (box.body + used3 > box.end) throw new BrokenFileError();
  zero(data, box.body + used3, box.end);
  return true;
}
var counted = (entry, wideEntry = 0) => (data, body) => {
  const wide2 = wideEntry && number(data, body, 1) === 1;
  return 8 + number(data, body + 4, 4) * (wide2 ? wideEntry : entry);
};
var fixed = (size2, wideSize = 0) => (data, body) => wideSize && number(data, body, 1) === 1 ? wideSize : size2;
var sampleSizes = (data, body) => number(data, body + 4, 4) ? 12 : 12 + 4 * number(data, body + 8, 4);
var smallSampleSizes = (data, body) => 12 + Math.ceil(number(data, body + 8, 4) * number(data, body + 7, 1) / 8);
function groupDescriptions(data, body) {
  const size2 = number(data, body + 8, 4);
  const known = number(data, body, 1) === 1 && GROUPINGS.includes(latin(data, body + 4, body + 8));
  return known && (size2 === 1 || size2 === 2) ? 16 + size2 * number(data, body + 12, 4) : null;
}
function groupMembers(data, body) {
  const known = number(data, body, 1) === 0 && GROUPINGS.includes(latin(data, body + 4, body + 8));
  return known ? 12 + 8 * number(data, body + 8, 4) : null;
}
function segmentIndex(data, body) {
  const at = body + (number(data, body, 1) ? 28 : 20);
  return at + 4 - body + 12 * number(data, at + 2, 2);
}
function trackFragmentIndex(data, body) {
  const lengths = number(data, body + 8, 4);
  const numbers3 = [4, 2, 0].reduce((sum, shift) => sum + (lengths >> shift & 3) + 1, 0);
  return 16 + number(data, body + 12, 4) * ((number(data, body, 1) === 1 ? 16 : 8) + numbers3);
}
var TABLES = /* @__PURE__ */ new Map([
  ["stts", counted(8)],
  ["ctts", counted(8)],
  ["stsc", counted(12)],
  ["stco", counted(4)],
  ["co64", counted(8)],
  ["stss", counted(4)],
  ["stps", counted(4)],
  ["elst", counted(12, 20)],
  ["stsz", sampleSizes],
  ["stz2", smallSampleSizes],
  ["cslg", fixed(24, 44)],
  ["vmhd", fixed(12)],
  ["smhd", fixed(8)],
  ["mehd", fixed(8, 12)],
  ["trex", fixed(24)],
  ["sgpd", groupDescriptions],
  ["sbgp", groupMembers],
  ["sidx", segmentIndex],
  ["tfra", trackFragmentIndex],
  ["mfro", fixed(8)],
  ["mfhd", fixed(8)],
  ["tfdt", fixed(8, 12)]
]);

// src/clean/picture/exif.js
var MAX_ENTRIES = 512;
var MAX_VALUE = 4096;
var SIZES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];
var MAKE = 271;
var MODEL = 272;
var ORIENTATION = 274;
var EXIF_IFD = 34665;
var GPS_IFD = 34853;
var [USER_COMMENT, COMMENT_HEAD] = [37510, 8];
var TELLING = /* @__PURE__ */ new Map([
  [270, "text"],
  // ImageDescription
  [305, "software"],
  [306, "time"],
  [315, "person"],
  // Artist
  [316, "device"],
  // HostComputer
  [700, "hidden-data"],
  // XMP
  [33432, "person"],
  // Copyright
  [33723, "text"],
  // IPTC
  [36867, "time"],
  [36868, "time"],
  [37500, "device"],
  // MakerNote
  [USER_COMMENT, "text"],
  [40091, "text"],
  // XPTitle and its kin
  [40092, "text"],
  [40093, "person"],
  // XPAuthor
  [40094, "text"],
  [40095, "text"],
  [42032, "person"],
  // CameraOwnerName
  [42033, "device"]
  // BodySerialNumber
]);
var AS_FOUND = /* @__PURE__ */ new Set([270, 305, 306, 315, 316, 33432, 36867, 36868, 42032, 42033]);
var PLAIN = /* @__PURE__ */ new Set([
  ...[256, 257, 258, 259, 262, ORIENTATION, 277, 282, 283, 296, 531],
  ...[EXIF_IFD, GPS_IFD, 36864, 37121, 40960, 40961, 40962, 40963, 40965]
]);
function readExif(untrusted, findings) {
  const reader = new Reader(untrusted);
  if (!reader.sound) {
    findings.add("hidden-data");
    return 1;
  }
  const { entries: main, following } = reader.directory(reader.number(4, 4));
  const camera = reader.directory(reader.long(main.get(EXIF_IFD))).entries;
  const position = reader.directory(reader.long(main.get(GPS_IFD))).entries;
  tellDevice(main, findings);
  tellPlace(reader, position, findings);
  for (
    const [directory, otherwise] of
    /** @type {[Map<number, Value>, Kind][]} */
    [
      [main, "hidden-data"],
      [camera, "device"]
    ]
  ) {
    for (const [tag, value] of directory) {
      const kind = TELLING.get(tag);
      const said = tag === USER_COMMENT ? value.data.subarray(COMMENT_HEAD) : value.data;
      if (kind && said.some((byte) => byte !== 0 && byte !== 32)) {
        findings.add(kind, AS_FOUND.has(tag) ? asText(value.data) : "");
      } else if (!kind && !PLAIN.has(tag) && tag !== MAKE && tag !== MODEL) findings.add(otherwise);
    }
  }
  if (following && reader.directory(following).entries.size) findings.add("thumbnail");
  const turned2 = main.get(ORIENTATION);
  const orientation = turned2 ? reader.short(turned2) : 1;
  return orientation >= 1 && orientation <= 8 ? orientation : 1;
}
function orientationExif(orientation) {
  const entry = joined(packed(ORIENTATION, 2), packed(3, 2), packed(1, 4), packed(orientation, 2), packed(0, 2));
  return joined(bytes("MM\0*"), packed(8, 4), packed(1, 2), entry, packed(0, 4));
}
var Reader = class {
  #data;
  #number;
  /** @param {Uint8Array} data */
  constructor(data) {
    this.#data = data;
    this.sound = ["II*\0", "MM\0*"].includes(latin(data, 0, 4)) && data.length >= 8;
    this.#number = data[0] === 73 ? littleNumber : number;
  }
  /** @param {number} offset @param {number} size 2 or 4 @returns {number} unsigned, 0 where there is none */
  number(offset, size2) {
    return offset + size2 <= this.#data.length ? this.#number(this.#data, offset, size2) : 0;
  }
  /** @param {number} offset of a directory
   *  @returns {{ entries: Map<number, Value>, following: number }} by tag; where the next directory is (0: nowhere) */
  directory(offset) {
    const entries = /* @__PURE__ */ new Map();
    if (offset < 8 || offset > this.#data.length - 2) return { entries, following: 0 };
    const count = this.number(offset, 2);
    const end = offset + 2 + 12 * Math.min(count, MAX_ENTRIES);
    for (let at = offset + 2; at < end; at += 12) {
      const kind = this.number(at + 2, 2);
      const length = (SIZES[kind] ?? 0) * this.number(at + 4, 4);
      const start = length <= 4 ? at + 8 : this.number(at + 8, 4);
      const tag = this.number(at, 2);
      if (length && start + length <= this.#data.length && !entries.has(tag)) {
        entries.set(tag, { kind, data: this.#data.subarray(start, start + Math.min(length, MAX_VALUE)) });
      }
    }
    return { entries, following: this.number(offset + 2 + 12 * count, 4) };
  }
  /** @param {Value | undefined} value @returns {number} the first number of a LONG (or IFD) value, 0 for none */
  long(value) {
    return value && (value.kind === 4 || value.kind === 13) ? this.#number(value.data, 0, 4) : 0;
  }
  /** @param {Value} value @returns {number} the first number of a SHORT value, 0 for none */
  short(value) {
    return value.kind === 3 ? this.#number(value.data, 0, 2) : 0;
  }
  /** @param {Value | undefined} value three rationals: degrees, minutes, seconds @returns {number | null} degrees */
  degrees(value) {
    if (!value || value.kind !== 5 || value.data.length < 24) return null;
    const part = [0, 4, 8, 12, 16, 20].map((at) => this.#number(value.data, at, 4));
    if (!part[1] || !part[3] || !part[5]) return null;
    return part[0] / part[1] + part[2] / part[3] / 60 + part[4] / part[5] / 3600;
  }
};
function tellDevice(main, findings) {
  const [make, model] = [MAKE, MODEL].map((tag) => asText(main.get(tag)?.data ?? new Uint8Array(0)));
  if (make || model) findings.add("device", deviceName(make, model));
}
function deviceName(make, model) {
  const [maker, name] = [trimmed(make), trimmed(model)];
  return name.startsWith(maker) ? name : `${maker} ${name}`;
}
function tellPlace(reader, position, findings) {
  const [latitude, longitude] = [reader.degrees(position.get(2)), reader.degrees(position.get(4))];
  if (latitude !== null && longitude !== null && latitude <= 90 && longitude <= 180) {
    const south = position.get(1)?.data[0] === 83;
    const west = position.get(3)?.data[0] === 87;
    findings.add("place", place(south ? -latitude : latitude, west ? -longitude : longitude));
  } else if ([...position.keys()].some((tag) => tag !== 0)) findings.add("place");
}

// src/clean/picture/xmp.js
var LIMIT = 256 * 1024;
var VALUE = `(?:[ \\t\\r\\n]{0,9}=[ \\t\\r\\n]{0,9}["']|>[ \\t\\r\\n]{0,9})([^"'<>]{1,200})`;
var ITEM = "[^<>]{0,99}>[ \\t\\r\\n]{0,99}<rdf:[A-Z][a-z]{2}>[ \\t\\r\\n]{0,99}<rdf:li[^<>]{0,99}>([^<>]{1,200})";
var pattern = (names, tail = VALUE) => new RegExp(`:(?:${names})${tail}`, "u");
var LATITUDE = pattern("GPSLatitude");
var LONGITUDE = pattern("GPSLongitude");
var DEGREES = /^([0-9]{1,3}),([0-9]{1,2}(?:\.[0-9]{1,12})?)([NSEW])$/;
var MAKE2 = pattern("Make");
var MODEL2 = pattern("Model");
var SAID = [
  ["place", pattern("City|Location|Country|CountryName|State|Sublocation")],
  ["device", pattern("SerialNumber|BodySerialNumber|LensSerialNumber")],
  ["time", pattern("CreateDate|DateCreated|DateTimeOriginal|ModifyDate|MetadataDate")],
  ["person", pattern("creator|rights", ITEM)],
  ["person", pattern("OwnerName|AuthorsPosition|CaptionWriter|Credit|PersonInImage|Artist")],
  ["software", pattern("CreatorTool|Software")],
  ["text", pattern("description|title|subject|UserComment", ITEM)],
  ["text", pattern("Headline|Instructions|Label")]
];
var PRESENT = [
  ["edit-history", /:(?:History|DerivedFrom|DocumentID|InstanceID|OriginalDocumentID)[^a-zA-Z]/],
  ["thumbnail", /[a-zA-Z0-9]:Thumbnails[^a-zA-Z]/],
  ["hidden-data", /:(?:MotionPhoto|MicroVideo|HasExtendedXMP)[^a-zA-Z]/]
];
function readXmp(untrusted, findings) {
  const text = decoded(untrusted.subarray(0, LIMIT));
  let found = false;
  const [latitude, longitude] = [LATITUDE.exec(text), LONGITUDE.exec(text)];
  if (latitude || longitude) {
    found = true;
    findings.add("place", latitude && longitude ? numbers(latitude[1], longitude[1]) : "");
  }
  const [make, model] = [MAKE2.exec(text), MODEL2.exec(text)];
  if (make || model) {
    found = true;
    findings.add("device", deviceName(make?.[1] ?? "", model?.[1] ?? ""));
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
  if (!found) findings.add("hidden-data");
}
function numbers(latitude, longitude) {
  const [north, east] = [DEGREES.exec(latitude), DEGREES.exec(longitude)];
  if (!north || !east) return "";
  const [first, second] = [north, east].map(
    (part) => (Number(part[1]) + Number(part[2]) / 60) * (part[3] === "S" || part[3] === "W" ? -1 : 1)
  );
  return place(first, second);
}

// src/clean/tagnames.js
var ISO6709 = /^([+-][0-9]{1,2}(?:\.[0-9]{1,12})?)([+-][0-9]{1,3}(?:\.[0-9]{1,12})?)/;
var SPACES = ["COM.APPLE.QUICKTIME.", "COM.ANDROID."];
var NAMES2 = [
  [
    "person",
    "ARTIST ALBUMARTIST ALBUM_ARTIST PERFORMER COMPOSER CONDUCTOR LYRICIST AUTHOR COPYRIGHT CONTACT ORGANIZATION PUBLISHER PRODUCER DIRECTOR WRITER WRITTEN_BY ENCODED_BY OWNER EMAIL ENGINEER"
  ],
  [
    "time",
    "DATE YEAR CREATION_TIME CREATIONDATE DATE_RECORDED DATE_ENCODED DATE_TAGGED DATE_DIGITIZED DATE_RELEASED ORIGINALDATE _STATISTICS_WRITING_DATE_UTC"
  ],
  ["place", "LOCATION RECORDING_LOCATION GEO_LOCATION LOCATION.ISO6709 LOCATION.NAME LOCATION-ENG"],
  ["software", "ENCODER ENCODER_SETTINGS ENCODER_OPTIONS ENCODING ENCODEDBY SOFTWARE TOOL _STATISTICS_WRITING_APP"],
  ["thumbnail", "METADATA_BLOCK_PICTURE COVERART COVER_ART_(FRONT) COVER_ART_(BACK)"],
  ["make", "MAKE MANUFACTURER"],
  ["model", "MODEL"],
  // what a muxer counts about the file itself
  [
    "",
    "DURATION BPS NUMBER_OF_FRAMES NUMBER_OF_BYTES _STATISTICS_TAGS MAJOR_BRAND MINOR_VERSION COMPATIBLE_BRANDS COVERARTMIME"
  ]
];
var KINDS = new Map(NAMES2.flatMap(([kind, names]) => names.split(" ").map((name) => [name, kind])));
function placeOf(text) {
  const numbers3 = ISO6709.exec(text);
  return numbers3 ? place(Number(numbers3[1]), Number(numbers3[2])) : text;
}
var Teller = class {
  #findings;
  #device = { make: "", model: "" };
  /** @param {import('./finding.js').Findings} findings */
  constructor(findings) {
    this.#findings = findings;
  }
  /** Note one tag; a name that we don't know is a text like any other. @param {string} name @param {string} text */
  tell(name, text) {
    let key = name.toUpperCase().replaceAll(" ", "_");
    for (const space of SPACES) if (key.startsWith(space)) key = key.slice(space.length);
    const kind = KINDS.get(key) ?? "text";
    if (!kind || !text) return;
    if (kind === "make" || kind === "model") this.#device[kind] ||= text;
    else if (kind === "thumbnail") this.#findings.add(kind);
    else this.#findings.add(
      /** @type {Kind} */
      kind,
      kind === "place" ? placeOf(text) : text
    );
  }
  /** Make and model are told as one. */
  finish() {
    const name = deviceName(this.#device.make, this.#device.model);
    if (name) this.#findings.add("device", name);
  }
};

// src/clean/film/movietags.js
var XMP_UUID = "¾zÏË©Bèqã¯¬";
var C2PA_UUID = "ØþÃÖ\x1BH<X(~Ä";
var TELLING2 = /* @__PURE__ */ new Map([
  ["©xyz", "place"],
  ["©mak", "make"],
  ["©mod", "model"],
  ["©day", "time"],
  ["©swr", "software"],
  ["©too", "software"],
  ["©enc", "software"],
  ["©nam", "text"],
  ["©cmt", "text"],
  ["©inf", "text"],
  ["©des", "text"],
  ["©alb", "text"],
  ["©gen", "text"],
  ["©ART", "person"],
  ["©aut", "person"],
  ["©dir", "person"],
  ["©prd", "person"],
  ["©wrt", "person"],
  ["©cpy", "person"],
  ["aART", "person"],
  ["cprt", "person"],
  ["auth", "person"],
  ["perf", "person"],
  ["titl", "text"],
  ["dscp", "text"],
  ["desc", "text"],
  ["name", "text"],
  ["covr", "thumbnail"],
  ["thmb", "thumbnail"]
]);
var MOBILE = ["auth", "perf", "titl", "dscp", "cprt"];
var KEYS = /* @__PURE__ */ new Map([
  ["location.ISO6709", "place"],
  ["location.name", "place"],
  ["location.body", "place"],
  ["location.note", "place"],
  ["make", "make"],
  ["model", "model"],
  ["creationdate", "time"],
  ["software", "software"],
  ["author", "person"],
  ["artist", "person"],
  ["copyright", "person"],
  ["director", "person"],
  ["title", "text"],
  ["comment", "text"],
  ["description", "text"],
  ["displayname", "text"],
  ["keywords", "text"],
  ["artwork", "thumbnail"]
]);
var KEY_SPACES = ["com.apple.quicktime.", "com.android."];
function readTags(data, box, findings) {
  const tags = new Tags(findings);
  try {
    if (box.kind === "uuid") tags.identified(data.subarray(box.body, box.end));
    else if (box.kind === "meta") tags.meta(data, box);
    else tags.userData(data, box);
  } catch (error) {
    if (!(error instanceof CleanError)) throw error;
    findings.add("hidden-data");
  }
  tags.finish();
}
var Tags = class {
  #findings;
  #device = { make: "", model: "" };
  /** @param {Findings} findings */
  constructor(findings) {
    this.#findings = findings;
  }
  /** Make and model are told as one. */
  finish() {
    const name = deviceName(this.#device.make, this.#device.model);
    if (name) this.#findings.add("device", name);
  }
  /** A box that is known by its 16-byte identity alone. @param {Uint8Array} body */
  identified(body) {
    const identity = latin(body, 0, 16);
    if (identity === XMP_UUID) readXmp(body.subarray(16), this.#findings);
    else if (identity === C2PA_UUID) this.#findings.add("proof", CREDENTIALS);
    else this.#findings.add("hidden-data");
  }
  /** `udta`: one box a tag, and perhaps a `meta` with more of them. @param {Uint8Array} data @param {Box} box */
  userData(data, box) {
    for (const tag of boxes(data, box.body, box.end)) {
      const body = data.subarray(tag.body, tag.end);
      if (tag.kind === "meta") this.meta(data, tag);
      else if (tag.kind === "XMP_") readXmp(body, this.#findings);
      else if (tag.kind === "loci") this.#loci(body);
      else {
        const skip = tag.kind[0] === "©" ? 4 : MOBILE.includes(tag.kind) ? 6 : 0;
        this.#tell(TELLING2.get(tag.kind) ?? "hidden-data", asText(body.subarray(skip)), body);
      }
    }
  }
  /** `meta`: keys and values (`mdta`), or iTunes' list; QuickTime's has no version field.
   *  @param {Uint8Array} data @param {Box} box */
  meta(data, box) {
    const full = !["hdlr", "keys", "ilst"].includes(latin(data, box.body + 4, Math.min(box.body + 8, data.length)));
    let keys = [];
    for (const part of boxes(data, box.body + (full ? 4 : 0), box.end)) {
      if (part.kind === "keys") {
        keys = Array.from(boxes(data, part.body + 8, part.end), (key) => asText(data.subarray(key.body, key.end)));
      } else if (part.kind === "ilst") this.#list(data, part, keys);
      else if (!["hdlr", "free", "skip"].includes(part.kind)) this.#findings.add("hidden-data");
    }
  }
  /** @param {Uint8Array} data @param {Box} box @param {string[]} keys */
  #list(data, box, keys) {
    for (const item of boxes(data, box.body, box.end)) {
      const index = number(bytes(item.kind), 0, 4);
      let kind = TELLING2.get(item.kind) ?? "hidden-data";
      if (index >= 1 && index <= keys.length) {
        let key = keys[index - 1];
        for (const space of KEY_SPACES) if (key.startsWith(space)) key = key.slice(space.length);
        kind = KEYS.get(key) ?? "hidden-data";
      }
      for (const value of boxes(data, item.body, item.end)) {
        const body = data.subarray(value.body + 8, value.end);
        if (value.kind === "data") this.#tell(kind, asText(body), body);
      }
    }
  }
  /** 3GPP's place: version and flags, language, a name, a role, then longitude and latitude in 16.16.
   *  @param {Uint8Array} body */
  #loci(body) {
    const end = body.indexOf(0, 6);
    if (end < 0 || end + 10 > body.length) {
      this.#findings.add("place");
      return;
    }
    const [longitude, latitude] = [end + 2, end + 6].map((at) => (number(body, at, 4) | 0) / 65536);
    this.#findings.add("place", place(latitude, longitude));
  }
  /** @param {Told} kind @param {string} text @param {Uint8Array} body */
  #tell(kind, text, body) {
    if (!anySet(body)) return;
    if (kind === "make" || kind === "model") this.#device[kind] ||= text;
    else if (kind === "place") this.#findings.add("place", placeOf(text));
    else this.#findings.add(kind, kind === "hidden-data" || kind === "thumbnail" ? "" : text);
  }
};

// src/clean/film/nalunits.js
var PICTURE_HEAD = 78;
var SIZES_AT = [["avcC", 4], ["hvcC", 21]];
var FORBIDDEN = 128;
var MAX_STEPS = 1e7;
function lengthSize(data, stsd) {
  const sizes = /* @__PURE__ */ new Set();
  for (const entry of boxes(data, stsd.body + 8, stsd.end)) {
    let size2 = 0;
    for (const [kind, at] of SIZES_AT) {
      const config = find(data, entry.body + PICTURE_HEAD, entry.end, kind);
      if (config) size2 = (number(data, config.body + at, 1) & 3) + 1;
    }
    sizes.add(size2);
  }
  return sizes.size === 1 ? [...sizes][0] : 0;
}
var UnitChecker = class {
  #window;
  #bytesLeft;
  #stepsLeft = MAX_STEPS;
  /** @param {import('../source.js').Source} source */
  constructor(source) {
    this.#window = new Window(source);
    this.#bytesLeft = 2 * source.size;
  }
  /** Check samples that lie side by side.
   *  @param {number} start @param {Iterable<number>} sizes @param {number} lengthBytes
   *  @throws {BrokenFileError} a sample is no row of units   @throws {TooComplexError} samples overlap, or too many units */
  async check(start, sizes, lengthBytes) {
    for (const size2 of sizes) {
      this.#bytesLeft -= size2;
      this.#step();
      await this.#sample(start, start + size2, lengthBytes);
      start += size2;
    }
  }
  /** @param {number} at @param {number} end @param {number} lengthBytes */
  async #sample(at, end, lengthBytes) {
    while (at < end) {
      this.#step();
      const head2 = await this.#window.take(at, Math.min(lengthBytes + 1, end - at));
      let length = 0;
      for (const byte of head2.subarray(0, lengthBytes)) length = length * 256 + byte;
      at += lengthBytes + length;
      const isWhole2 = at <= end && head2.length > lengthBytes && (head2[lengthBytes] & FORBIDDEN) === 0;
      if (length && !isWhole2) throw new BrokenFileError();
    }
  }
  #step() {
    if (--this.#stepsLeft < 0 || this.#bytesLeft < 0) throw new TooComplexError();
  }
};

// src/clean/picture/icc.js
var MAX_PROFILE = 4 * 1024 * 1024;
var HEADER2 = 128;
var MAX_TAGS = 100;
var KEEPS = new Set(
  "rXYZ gXYZ bXYZ rTRC gTRC bTRC kTRC wtpt bkpt chad chrm A2B0 A2B1 A2B2 A2B3 B2A0 B2A1 B2A2 B2A3 D2B0 D2B1 D2B2 D2B3 B2D0 B2D1 B2D2 B2D3 gamt cicp".split(" ")
);
var TYPES2 = /* @__PURE__ */ new Set(["XYZ ", "curv", "para", "mft1", "mft2", "mAB ", "mBA ", "sf32", "chrm", "mpet", "cicp"]);
var KEPT_HEADER = [
  [0, 4],
  [8, 10],
  [12, 24],
  [36, 40],
  [67, 68]
];
var WHITE = Uint8Array.of(0, 0, 246, 214, 0, 1, 0, 0, 0, 0, 211, 45);
var CLASSES = ["scnr", "mntr", "prtr", "link", "spac", "abst", "nmcl"];
var SPACE = /^(?:XYZ |Lab |Luv |YCbr|Yxy |RGB |GRAY|HSV |HLS |CMYK|CMY |[2-9A-F]CLR)/;
var PARAMETERS = [1, 3, 4, 5, 7];
var ROOM = /* @__PURE__ */ new Map([["XYZ ", 20], ["sf32", 44], ["cicp", 12]]);
var DEVICE = /* @__PURE__ */ new Set(["mmod", "targ", "dmnd", "dmdd"]);
var EMPTY_V2 = /* @__PURE__ */ new Map([
  ["desc", bytes(`desc${"\0".repeat(4)}\0\0\0${"\0".repeat(79)}`)],
  ["cprt", bytes(`text${"\0".repeat(8)}`)]
]);
var EMPTY_V4 = bytes(`mluc${"\0".repeat(4)}\0\0\0\0\0\0\fenUS${"\0".repeat(4)}\0\0\0`);
function cleanIcc(untrusted, findings) {
  const profile2 = rewritten(untrusted, findings);
  if (!profile2) findings.add("hidden-data");
  return profile2;
}
function rewritten(untrusted, findings) {
  const size2 = untrusted.length;
  if (size2 < HEADER2 + 4 || size2 > MAX_PROFILE || latin(untrusted, 36, 40) !== "acsp") return null;
  const count = number(untrusted, HEADER2, 4);
  const dataStart = HEADER2 + 4 + 12 * count;
  if (!CLASSES.includes(latin(untrusted, 12, 16))) return null;
  if (!SPACE.test(latin(untrusted, 16, 20)) || !SPACE.test(latin(untrusted, 20, 24))) return null;
  if (number(untrusted, 0, 4) !== size2 || count > MAX_TAGS || dataStart > size2) return null;
  const fresh = new Uint8Array(size2);
  for (const [start, end] of KEPT_HEADER) fresh.set(untrusted.subarray(start, end), start);
  fresh.set(WHITE, 68);
  const kept = [];
  const empty2 = [];
  const nothing = [];
  const gone3 = [];
  for (let at = HEADER2 + 4; at < dataStart; at += 12) {
    const name = latin(untrusted, at, at + 4);
    const [offset, length] = [number(untrusted, at + 4, 4), number(untrusted, at + 8, 4)];
    if (offset < dataStart || offset + length > size2) return null;
    const said = untrusted[8] < 4 ? EMPTY_V2.get(name) : EMPTY_V4;
    if (KEEPS.has(name) && length >= 8 && TYPES2.has(latin(untrusted, offset, offset + 4))) {
      kept.push({ name, offset, length });
      continue;
    }
    gone3.push([offset, offset + length]);
    if (EMPTY_V2.has(name)) {
      if (said && length >= said.length) {
        empty2.push({ name, offset, length });
        nothing.push({ offset, said });
        fresh.set(said, offset);
      }
    } else if (DEVICE.has(name)) findings.add("device");
  }
  if (nothing.some(({ offset, said }) => said.some((byte, i) => fresh[offset + i] !== byte))) return null;
  for (const { offset, length } of kept) {
    if (gone3.some(([start, end2]) => start < offset + length && offset < end2)) return null;
    const end = offset + Math.min(length, used(untrusted, offset));
    fresh.set(untrusted.subarray(offset, offset + 4), offset);
    fresh.set(untrusted.subarray(offset + 8, end), offset + 8);
  }
  const tags = [...empty2, ...kept].sort((one2, other) => one2.offset - other.offset);
  fresh.set(packed(tags.length, 4), HEADER2);
  tags.forEach(({ name, offset, length }, i) => {
    const at = HEADER2 + 4 + 12 * i;
    fresh.set(bytes(name), at);
    fresh.set(packed(offset, 4), at + 4);
    fresh.set(packed(length, 4), at + 8);
  });
  return fresh;
}
function used(profile2, offset) {
  if (offset + 12 > profile2.length) return MAX_PROFILE;
  const kind = latin(profile2, offset, offset + 4);
  const two2 = number(profile2, offset + 8, 2);
  if (kind === "curv") return 12 + 2 * number(profile2, offset + 8, 4);
  if (kind === "para") return 12 + 4 * (PARAMETERS[two2] ?? 0);
  return kind === "chrm" ? 12 + 8 * two2 : ROOM.get(kind) ?? MAX_PROFILE;
}

// src/clean/film/sampleentry.js
var KEEPS2 = /* @__PURE__ */ new Set([
  ..."avcC hvcC lhvC vvcC vpcC av1C dvcC dvvC dvwC hvcE mvcC svcC esds d263 damr dawp dac3 dec3 dac4 dOps dfLa alac dmlp ddts wave chan chnl srat pcmC colr pasp clap fiel btrt clli mdcv SmDm CoLL amve gama glbl vexu hfov jpeg st3d sv3d frma ccst irot imir".split(" "),
  "SMI "
]);
var WAVE_KEEPS = /* @__PURE__ */ new Set([..."frma mp4a esds alac enda chan samr damr dac3 QDCA QDMC".split(" "), "\0\0\0\0"]);
var LOCKED = "encv enca encs enct drms drmi drmt".split(" ");
var PICTURE_FILES = [..."jpeg mjpa mjpb AVDJ dmb1 MJPG mjpg mjp2 tiff".split(" "), "png ", "gif "];
var [VENDORED, VENDOR] = [["damr", "dawp", "d263"], 5];
var [PICTURE_HEAD2, SOUND_HEAD] = [78, 28];
var [SOUND_V1, SOUND_V2] = [44, 64];
var ENCODER_NAME = [42, 74];
var PALETTES = [1, 2, 4, 8, 34, 36, 40];
function cleanEntries(data, stsd, isPicture, findings) {
  let unit = null;
  const version = number(data, stsd.body, 1);
  let [end, count] = [stsd.body + 8, 0];
  for (const entry of boxes(data, stsd.body + 8, stsd.end)) {
    if (LOCKED.includes(entry.kind) || PICTURE_FILES.includes(entry.kind)) throw new TooComplexError();
    let start;
    if (isPicture) start = picture(data, entry, findings);
    else ({ start, unit } = sound(data, entry, version));
    if (start > entry.end) throw new BrokenFileError();
    children(data, start, entry.end, KEEPS2, findings);
    end = entry.end;
    count += 1;
  }
  if (count !== number(data, stsd.body + 4, 4)) throw new BrokenFileError();
  zero(data, end, stsd.end);
  return unit;
}
function picture(data, entry, findings) {
  const at = entry.body;
  const [depth, colours2] = [number(data, at + 74, 2), number(data, at + 76, 2)];
  if (colours2 === 0 && PALETTES.includes(depth)) throw new TooComplexError();
  const name = data.subarray(at + ENCODER_NAME[0], at + ENCODER_NAME[1]);
  const text = asText(name.subarray(1, 1 + name[0]));
  if (text) findings.add("software", text);
  zero(data, at, at + 6);
  zero(data, at + 8, at + 24);
  zero(data, at + 36, at + 40);
  zero(data, at + ENCODER_NAME[0], at + ENCODER_NAME[1]);
  return at + PICTURE_HEAD2;
}
function sound(data, entry, stsdVersion) {
  const at = entry.body;
  const version = stsdVersion === 0 ? number(data, at + 8, 2) : 0;
  const [channels, bits] = [number(data, at + 16, 2), number(data, at + 18, 2)];
  const isLaw = entry.kind === "ulaw" || entry.kind === "alaw";
  let [samples, size2, head2] = [1, channels * (isLaw ? 1 : bits >> 3), SOUND_HEAD];
  if (entry.kind === "ima4") [samples, size2] = [64, 34 * channels];
  if (version === 1) {
    [samples, size2, head2] = [number(data, at + 28, 4), number(data, at + 36, 4), SOUND_V1];
  } else if (version === 2) {
    [samples, size2, head2] = [number(data, at + 60, 4), number(data, at + 56, 4), SOUND_V2];
  } else if (version > 2) throw new TooComplexError();
  zero(data, at, at + 6);
  zero(data, at + 10, at + 16);
  return { start: at + head2, unit: samples && size2 ? [samples, size2] : [1, 1] };
}
function children(data, start, end, keeps, findings) {
  let last = start;
  for (const box of boxes(data, start, end)) {
    last = box.end;
    if (!keeps.has(box.kind)) blank(data, box);
    else if (box.kind === "wave") children(data, box.body, box.end, WAVE_KEEPS, findings);
    else if (VENDORED.includes(box.kind)) zero(data, box.body, Math.min(box.body + VENDOR, box.end));
    else if (box.kind === "colr" && ["prof", "rICC"].includes(latin(data, box.body, Math.min(box.body + 4, box.end)))) {
      const profile2 = cleanIcc(data.slice(box.body + 4, box.end), findings);
      if (profile2) data.set(profile2, box.body + 4);
      else blank(data, box);
    }
  }
  zero(data, last, end);
}

// src/clean/film/samples.js
var MAX_CHUNKS = 1e6;
function chunkSpans(data, tables, soundUnit) {
  const offsets = chunkOffsets(data, tables);
  if (!offsets.length) return [];
  const { constant, count, sizes } = sampleSizes2(data, tables);
  const unit = soundUnit && constant === 1 ? soundUnit : [1, constant];
  const spans = [];
  let done = 0;
  samplesOfChunks(data, tables, offsets.length).forEach((declared, i) => {
    const samples = Math.min(declared, count - done);
    let length = constant ? Math.ceil(samples / unit[0]) * unit[1] : 0;
    if (!constant) for (let k = done; k < done + samples; k++) length += sizes[k];
    done += samples;
    if (length) spans.push([offsets[i], length]);
  });
  return spans;
}
function* sampleRuns(data, tables) {
  const offsets = chunkOffsets(data, tables);
  const { constant, count, sizes } = sampleSizes2(data, tables);
  const ends = [0];
  for (const declared of offsets.length ? samplesOfChunks(data, tables, offsets.length) : []) {
    ends.push(Math.min(ends[ends.length - 1] + declared, count));
  }
  const chunks2 = Uint32Array.from(offsets, (_, chunk3) => chunk3).sort((one2, other) => offsets[one2] - offsets[other] || one2 - other);
  for (const chunk3 of chunks2) {
    const [first, end] = [ends[chunk3], ends[chunk3 + 1]];
    yield [offsets[chunk3], constant ? repeat(constant, end - first) : sizes.subarray(first, end)];
  }
}
function* repeat(size2, count) {
  for (let i = 0; i < count; i++) yield size2;
}
function numbers2(data, at, count, size2) {
  if (at + count * size2 > data.length) throw new BrokenFileError();
  const found = new Float64Array(count);
  for (let i = 0; i < count; i++) found[i] = number(data, at + i * size2, size2);
  return found;
}
function chunkOffsets(data, tables) {
  const wide2 = tables.get("co64");
  const box = wide2 ?? tables.get("stco");
  if (!box) throw new BrokenFileError();
  const count = number(data, box.body + 4, 4);
  if (count > MAX_CHUNKS) throw new TooComplexError();
  return numbers2(data, box.body + 8, count, wide2 ? 8 : 4);
}
function sampleSizes2(data, tables) {
  const none = new Float64Array(0);
  const body = tables.get("stsz")?.body;
  if (body !== void 0) {
    const [constant, count2] = [number(data, body + 4, 4), number(data, body + 8, 4)];
    return { constant, count: count2, sizes: constant ? none : numbers2(data, body + 12, count2, 4) };
  }
  const small2 = tables.get("stz2")?.body;
  if (small2 === void 0) throw new BrokenFileError();
  const [bits, count] = [number(data, small2 + 7, 1), number(data, small2 + 8, 4)];
  if (bits === 4) {
    const pairs = numbers2(data, small2 + 12, Math.ceil(count / 2), 1);
    const sizes = Float64Array.from({ length: count }, (_, i) => i % 2 ? pairs[i >> 1] & 15 : pairs[i >> 1] >> 4);
    return { constant: 0, count, sizes };
  }
  if (bits !== 8 && bits !== 16) throw new BrokenFileError();
  return { constant: 0, count, sizes: numbers2(data, small2 + 12, count, bits / 8) };
}
function samplesOfChunks(data, tables, chunks2) {
  const body = tables.get("stsc")?.body;
  if (body === void 0) throw new BrokenFileError();
  const runs = numbers2(data, body + 8, 3 * number(data, body + 4, 4), 4);
  const samples = [];
  for (let at = 0; at < runs.length && samples.length !== chunks2; at += 3) {
    const first = runs[at] - 1;
    const following = at + 3 < runs.length ? runs[at + 3] - 1 : chunks2;
    if (first !== samples.length || following <= first) throw new BrokenFileError();
    for (let i = first; i < Math.min(following, chunks2); i++) samples.push(runs[at + 1]);
  }
  if (samples.length !== chunks2) throw new BrokenFileError();
  return samples;
}
function merged(spans) {
  const joined2 = [];
  for (const [start, length] of [...spans].sort((one2, other) => one2[0] - other[0] || one2[1] - other[1])) {
    const last = joined2.at(-1);
    if (last && start <= last[0] + last[1]) last[1] = Math.max(last[1], start + length - last[0]);
    else joined2.push([start, length]);
  }
  return joined2;
}

// src/clean/film/movie.js
var KEEPS3 = /* @__PURE__ */ new Map([
  ["moov", "mvhd trak mvex".split(" ")],
  ["trak", "tkhd edts mdia".split(" ")],
  ["edts", ["elst"]],
  ["mdia", "mdhd hdlr minf".split(" ")],
  ["minf", "vmhd smhd hdlr dinf stbl".split(" ")],
  ["dinf", ["dref"]],
  ["stbl", "stsd stts ctts cslg stsc stsz stz2 stco co64 stss stps sgpd sbgp".split(" ")],
  ["mvex", "mehd trex".split(" ")]
]);
var TAGS = ["udta", "meta", "uuid"];
var FILL = ["free", "skip", "wide"];
var PLAIN2 = "iods tref tapt load elng gmhd nmhd sthd subs saiz saio padb sdtp stdp stsh sgpd sbgp leva ctab clip txas".split(" ");
var [PICTURE, SOUND] = ["vide", "soun"];
var TEXTS = "text sbtl subt subp clcp".split(" ");
var PLACES = /location|camm|gpmd|gps/i;
var HANDLER_CLASSES = ["mhlr", "dhlr"];
var BLAND_NAME = /^[A-Za-z ]*Handler?$/;
var UNDETERMINED = Uint8Array.of(85, 196, 0, 0);
var MAX_TRACKS = 100;
var SECONDS_TO_1970 = 2082844800;
function cleanMovie(untrusted, findings, keeps = [PICTURE, SOUND]) {
  const data = untrusted.slice();
  const movie = {
    ...{ data, spans: [], kept: /* @__PURE__ */ new Set(), dropped: /* @__PURE__ */ new Set(), defaultSizes: /* @__PURE__ */ new Map(), hasPicture: false },
    ...{ unitTables: /* @__PURE__ */ new Map(), lengthSizes: /* @__PURE__ */ new Map(), unitRuns: [] }
  };
  const [outer] = boxes(data, 0, data.length);
  if (find(data, outer.body, outer.end, "cmov")) throw new TooComplexError();
  if (!find(data, outer.body, outer.end, "mvhd")) throw new BrokenFileError();
  const cleaner = new Cleaner2(movie, findings, keeps);
  const tracks = [...boxes(data, outer.body, outer.end)].filter((box) => box.kind === "trak");
  if (tracks.length > MAX_TRACKS) throw new TooComplexError();
  for (const track of tracks) cleaner.track(track);
  if (!movie.kept.size) throw new BrokenFileError();
  cleaner.extends(find(data, outer.body, outer.end, "mvex"));
  cleaner.walk(outer, { mvhd: (box) => cleaner.movieHeader(box) });
  return movie;
}
function drop(data, box, findings) {
  if (TAGS.includes(box.kind)) readTags(data, box, findings);
  else if (!PLAIN2.includes(box.kind) && !(FILL.includes(box.kind) && !anySet(data.subarray(box.body, box.end)))) {
    findings.add("hidden-data");
  }
  blank(data, box);
}
var Cleaner2 = class {
  #movie;
  #data;
  #findings;
  #keeps;
  /** @param {Movie} movie @param {Findings} findings @param {readonly string[]} keeps */
  constructor(movie, findings, keeps) {
    this.#movie = movie;
    this.#keeps = keeps;
    this.#data = movie.data;
    this.#findings = findings;
  }
  /** Clean what lies in a box: `branch` has the functions for it. As deep as KEEPS, no deeper.
   *  @param {Box} outer @param {Branch} branch */
  walk(outer, branch) {
    let end = outer.body;
    for (const box of boxes(this.#data, outer.body, outer.end)) {
      end = box.end;
      if (!KEEPS3.get(outer.kind)?.includes(box.kind)) drop(this.#data, box, this.#findings);
      else if (box.kind === "trak") continue;
      else if (branch[box.kind]) branch[box.kind](box);
      else if (TABLES.has(box.kind)) {
        if (!cutTable(this.#data, box)) blank(this.#data, box);
      } else if (KEEPS3.has(box.kind)) this.walk(box, branch);
    }
    zero(this.#data, end, outer.end);
  }
  /** Clean a track of picture or sound and note where its samples lie; blank any other. @param {Box} track */
  track(track) {
    const [data, movie] = [this.#data, this.#movie];
    const header = find(data, track.body, track.end, "tkhd");
    const handler = find(data, track.body, track.end, "mdia", "hdlr");
    if (!header || !handler) throw new BrokenFileError();
    const trackId = number(data, header.body + (number(data, header.body, 1) === 1 ? 20 : 12), 4);
    if (movie.kept.has(trackId) || movie.dropped.has(trackId)) throw new BrokenFileError();
    const kind = latin(data, handler.body + 8, handler.body + 12);
    if (!this.#keeps.includes(kind)) {
      movie.dropped.add(trackId);
      this.#tellTrack(kind, track);
      blank(data, track);
      return;
    }
    movie.kept.add(trackId);
    movie.hasPicture ||= kind !== SOUND;
    const table2 = find(data, track.body, track.end, "mdia", "minf", "stbl");
    if (!table2) throw new BrokenFileError();
    const tables = new Map(Array.from(boxes(data, table2.body, table2.end), (box) => [box.kind, box]));
    const entries = tables.get("stsd");
    if (!entries) throw new BrokenFileError();
    const unit = cleanEntries(data, entries, kind !== SOUND, this.#findings);
    for (const span of chunkSpans(data, tables, unit)) movie.spans.push(span);
    const lengthBytes = kind !== SOUND ? lengthSize(data, entries) : 0;
    if (lengthBytes) {
      movie.unitTables.set(trackId, tables);
      movie.lengthSizes.set(trackId, lengthBytes);
    }
    this.walk(track, {
      tkhd: (box) => this.#trackHeader(box),
      mdhd: (box) => this.#mediaHeader(box),
      hdlr: (box) => this.#handler(box),
      dref: (box) => this.#dataReferences(box),
      stsd: () => {
      }
    });
  }
  /** @param {string} kind @param {Box} track */
  #tellTrack(kind, track) {
    const entries = find(this.#data, track.body, track.end, "mdia", "minf", "stbl", "stsd");
    if (TEXTS.includes(kind)) this.#findings.add("text");
    else if (kind === "tmcd") this.#findings.add("time");
    else if (kind === "camm" || kind === "gpmd" || entries && PLACES.test(latin(this.#data, entries.body, entries.end))) {
      this.#findings.add("place");
    } else this.#findings.add("hidden-data");
  }
  /** Read the defaults for fragments, and blank those of tracks that went. @param {Box | null} box */
  extends(box) {
    for (const preset of box ? boxes(this.#data, box.body, box.end) : []) {
      if (preset.kind !== "trex") continue;
      const trackId = number(this.#data, preset.body + 4, 4);
      this.#movie.defaultSizes.set(trackId, number(this.#data, preset.body + 16, 4));
      if (!this.#movie.kept.has(trackId)) blank(this.#data, preset);
    }
  }
  /** Check the size of a header, zero its two times and all flags but `flags`.
   *  @param {Box} box @param {number} narrow @param {number} wide sizes in versions 0 and 1 @param {number} [flags]
   *  @returns {number} where the rest begins */
  #fixed(box, narrow, wide2, flags = 0) {
    const isWide = number(this.#data, box.body, 1) === 1;
    const size2 = isWide ? wide2 : narrow;
    if (this.#data[box.body] > 1 || box.end - box.body < size2) throw new BrokenFileError();
    zero(this.#data, box.body + 1, box.body + 3);
    this.#data[box.body + 3] &= flags;
    zero(this.#data, box.body + size2, box.end);
    const rest = box.body + (isWide ? 20 : 12);
    if (anySet(this.#data.subarray(box.body + 4, rest))) {
      this.#findings.add("time", time(number(this.#data, box.body + 4, isWide ? 8 : 4)));
    }
    zero(this.#data, box.body + 4, rest);
    return rest;
  }
  /** Times, and the marks of an editor: preview, poster, selection. @param {Box} box */
  movieHeader(box) {
    this.#fixed(box, 100, 112);
    const end = box.body + (this.#data[box.body] === 1 ? 112 : 100);
    zero(this.#data, end - 74, end - 64);
    zero(this.#data, end - 28, end - 4);
  }
  /** @param {Box} box */
  #trackHeader(box) {
    const rest = this.#fixed(box, 84, 96, 15);
    const duration = rest + 8 + (this.#data[box.body] === 1 ? 8 : 4);
    zero(this.#data, rest + 4, rest + 8);
    zero(this.#data, duration, duration + 8);
    zero(this.#data, duration + 14, duration + 16);
  }
  /** @param {Box} box */
  #mediaHeader(box) {
    const rest = this.#fixed(box, 24, 36);
    this.#data.set(UNDETERMINED, rest + 4 + (this.#data[box.body] === 1 ? 8 : 4));
  }
  /** The kind of handler stays, its maker and its name go. @param {Box} box */
  #handler(box) {
    if (box.end - box.body < 24) throw new BrokenFileError();
    const name = this.#data.subarray(box.body + 24, box.end);
    const counted2 = name.length > 0 && name[0] <= name.length - 1 && name[0] < 32;
    const text = asText(counted2 ? name.subarray(1) : name);
    if (text && !BLAND_NAME.test(text)) this.#findings.add("software", text);
    if (!HANDLER_CLASSES.includes(latin(this.#data, box.body + 4, box.body + 8))) {
      zero(this.#data, box.body + 4, box.body + 8);
    }
    zero(this.#data, box.body, box.body + 4);
    zero(this.#data, box.body + 12, box.end);
  }
  /** Media lies in this very file; a path to another one is not followed. @param {Box} box */
  #dataReferences(box) {
    let end = box.body + 8;
    for (const entry of boxes(this.#data, box.body + 8, box.end)) {
      if (!(number(this.#data, entry.body, 4) & 1)) throw new TooComplexError();
      zero(this.#data, entry.body + 4, entry.end);
      end = entry.end;
    }
    zero(this.#data, Math.min(end, box.end), box.end);
  }
};
function time(seconds) {
  if (seconds <= 0 || seconds >= 2 ** 32) return "";
  const [day, clock] = new Date((seconds - SECONDS_TO_1970) * 1e3).toISOString().split("T");
  return `${day} ${clock.slice(0, 8)} UTC`;
}

// src/clean/film/fragments.js
var MOOF_KEEPS = ["mfhd", "traf"];
var TRAF_KEEPS = "tfhd tfdt trun sgpd sbgp".split(" ");
var MFRA_KEEPS = ["tfra", "mfro"];
var PLAIN3 = "senc saiz saio subs pssh".split(" ");
var [BASE, DESCRIPTION, DURATION, SIZE, FLAGS2, BASE_IS_MOOF] = [1, 2, 8, 16, 32, 131072];
var [RUN_OFFSET, RUN_FIRST, RUN_DURATION, RUN_SIZE, RUN_FLAGS, RUN_TIME] = [1, 4, 256, 512, 1024, 2048];
function cleanFragment(untrusted, offset, movie, findings) {
  const data = untrusted.slice();
  const [outer] = boxes(data, 0, data.length);
  const spans = [];
  let [base, end] = [offset, outer.body];
  for (const box of boxes(data, outer.body, outer.end)) {
    end = box.end;
    if (box.kind === "traf") {
      const track = readTrack(data, box, offset, base, movie);
      base = track.following;
      if (movie.kept.has(track.id)) {
        for (const span of track.spans) spans.push(span);
        cleanTrack(data, box, findings);
      } else blank(data, box);
    } else keepOrDrop(data, box, MOOF_KEEPS, findings);
  }
  zero(data, end, outer.end);
  return { data, spans };
}
function cleanFragmentIndex(untrusted, movie, findings) {
  const data = untrusted.slice();
  const [outer] = boxes(data, 0, data.length);
  let end = outer.body;
  for (const box of boxes(data, outer.body, outer.end)) {
    end = box.end;
    if (box.kind === "tfra" && !movie.kept.has(number(data, box.body + 4, 4))) blank(data, box);
    else keepOrDrop(data, box, MFRA_KEEPS, findings);
  }
  zero(data, end, outer.end);
  return data;
}
function keepOrDrop(data, box, keeps, findings) {
  if (keeps.includes(box.kind) && cutTable(data, box)) return;
  if (PLAIN3.includes(box.kind)) blank(data, box);
  else drop(data, box, findings);
}
function readTrack(data, box, moof, before, movie) {
  const header = find(data, box.body, box.end, "tfhd");
  if (!header) throw new BrokenFileError();
  const [flags, id] = [number(data, header.body + 1, 3), number(data, header.body + 4, 4)];
  if (!movie.kept.has(id) && !movie.dropped.has(id)) throw new BrokenFileError();
  let at = header.body + 8;
  let base = flags & BASE_IS_MOOF ? moof : before;
  let size2 = movie.defaultSizes.get(id) ?? 0;
  if (flags & BASE) {
    base = number(data, at, 8);
    at += 8;
  }
  at += (flags & DESCRIPTION ? 4 : 0) + (flags & DURATION ? 4 : 0);
  if (flags & SIZE) {
    size2 = number(data, at, 4);
    at += 4;
  }
  at += flags & FLAGS2 ? 4 : 0;
  if (at > header.end) throw new BrokenFileError();
  const spans = [];
  let following = base;
  for (const run of boxes(data, box.body, box.end)) {
    if (run.kind !== "trun") continue;
    const { start, sizes, length } = readRun(data, run, base, following, size2);
    const lengthBytes = movie.lengthSizes.get(id);
    if (lengthBytes) movie.unitRuns.push({ run: [start, sizes], lengthBytes });
    following = start + length;
    if (length) spans.push([start, length]);
  }
  return { id, following, spans };
}
var entrySize = (flags) => 4 * [RUN_DURATION, RUN_SIZE, RUN_FLAGS, RUN_TIME].filter((flag) => flags & flag).length;
function readRun(data, box, base, following, defaultSize) {
  const [flags, count] = [number(data, box.body + 1, 3), number(data, box.body + 4, 4)];
  let [at, start] = [box.body + 8, following];
  if (flags & RUN_OFFSET) {
    start = base + (number(data, at, 4) | 0);
    at += 4;
  }
  at += flags & RUN_FIRST ? 4 : 0;
  const entry = entrySize(flags);
  if (at + count * entry > box.end) throw new BrokenFileError();
  if (!(flags & RUN_SIZE)) return { start, sizes: repeat(defaultSize, count), length: count * defaultSize };
  const first = at + (flags & RUN_DURATION ? 4 : 0);
  const sizes = Array.from({ length: count }, (_, i) => number(data, first + i * entry, 4));
  return { start, sizes, length: sizes.reduce((sum, size2) => sum + size2, 0) };
}
function cleanTrack(data, box, findings) {
  let end = box.body;
  for (const part of boxes(data, box.body, box.end)) {
    end = part.end;
    if (part.kind === "tfhd" || part.kind === "trun") cut(data, part);
    else keepOrDrop(data, part, TRAF_KEEPS, findings);
  }
  zero(data, end, box.end);
}
function cut(data, box) {
  const flags = number(data, box.body + 1, 3);
  let used3 = 8;
  if (box.kind === "tfhd") {
    used3 += (flags & BASE ? 8 : 0) + 4 * [DESCRIPTION, DURATION, SIZE, FLAGS2].filter((flag) => flags & flag).length;
  } else {
    used3 += (flags & RUN_OFFSET ? 4 : 0) + (flags & RUN_FIRST ? 4 : 0);
    used3 += entrySize(flags) * number(data, box.body + 4, 4);
  }
  zero(data, box.body + used3, box.end);
}

// src/clean/film/toplevel.js
var [GAPS_LOOKED_AT, GAP_BYTES] = [16, 4096];
async function topBoxes(window, needed, findings) {
  const top = [];
  let start = 0;
  const size2 = window.size;
  while (size2 - start >= 8) {
    if (top.length >= MAX_BOXES) throw new TooComplexError();
    const head2 = await window.take(start, Math.min(16, size2 - start));
    const kind = latin(head2, 4, 8);
    let [length, body] = [number(head2, 0, 4), start + 8];
    if (length === 1) [length, body] = [head2.length === 16 ? number(head2, 8, 8) : 0, start + 16];
    else if (length === 0) length = size2 - start;
    if (start + length > size2 || body > start + length) {
      if (needed.includes(kind)) throw new BrokenFileError();
      break;
    }
    top.push({ kind, start, body, end: start + length });
    start += length;
  }
  if (start < size2) findings.add("hidden-data", `${size2 - start} B`);
  return top;
}
function planMedia(plan, box, spans, done, gaps) {
  plan.range(box.start, box.body - box.start);
  let at = box.body;
  for (; done < spans.length && spans[done][0] < box.end; done++) {
    const [start, length] = spans[done];
    if (start < at || start + length > box.end) throw new BrokenFileError();
    if (start > at) gaps.push([at, start - at]);
    plan.zeros(start - at);
    plan.range(start, length);
    at = start + length;
  }
  if (box.end > at) gaps.push([at, box.end - at]);
  plan.zeros(box.end - at);
  return done;
}
async function planFree(plan, window, box) {
  const head2 = await window.take(box.start, box.body - box.start);
  plan.literal(joined(head2.subarray(0, 4), bytes("free"), head2.subarray(8)));
  plan.zeros(box.end - box.body);
}
async function tellGaps(window, gaps, findings) {
  for (const [start, length] of gaps.slice(0, GAPS_LOOKED_AT)) {
    if (anySet(await window.take(start, Math.min(length, GAP_BYTES)))) findings.add("hidden-data");
  }
}

// src/clean/film/bmff.js
var MAX_BRANDS = 4096;
var BRAND = /^(?:iso[2-9abcm]|mp4[12]|mp71|avc1|hvc1|hev1|av01|M4[ABV] |qt {2}|3g(?:p[1-9]|2[abc]|[eghmrst][6-9])|dash|msdh|msix|cmf[2cfs]|dby1|\0{4})$/;
var VERSION = Uint8Array.of(0, 0, 2, 0);
var MAX_TAGS2 = 16 * 1024 * 1024;
var MAX_TOLD = 20;
var MAX_INDEX = 16 * 1024 * 1024;
var KEEPS4 = "ftyp styp moov moof mdat sidx mfra".split(" ");
var TAGS2 = ["udta", "meta", "uuid"];
var FILL2 = ["free", "skip", "wide"];
var TOLD = { prft: "time", pnot: "thumbnail", PICT: "thumbnail" };
var IMAGE_BRANDS = /* @__PURE__ */ new Set([
  ..."heic heix heim heis hevc hevx hevm hevs mif1 mif2 msf1 miaf avif avis avci avcs jpeg jpgs".split(" "),
  "crx "
]);
async function cleanBmff(source) {
  return new Cleaner3(source).cleaned();
}
var Cleaner3 = class {
  #source;
  #window;
  #findings = new Findings();
  #told = 0;
  /** @param {import('../source.js').Source} source */
  constructor(source) {
    this.#source = source;
    this.#window = new Window(source);
  }
  async cleaned() {
    const top = await topBoxes(this.#window, KEEPS4, this.#findings);
    const films = top.filter((box) => box.kind === "moov");
    if (films.length !== 1) throw new BrokenFileError();
    const movie = cleanMovie(await this.#whole(films[0]), this.#findings);
    const checker = new UnitChecker(this.#source);
    for (const [track, tables] of movie.unitTables) {
      const lengthBytes = movie.lengthSizes.get(track) ?? 0;
      for (const [start, sizes] of sampleRuns(movie.data, tables)) await checker.check(start, sizes, lengthBytes);
    }
    const spans = movie.spans.slice();
    const parts3 = [];
    for (const box of top) {
      if (box.kind === "moof") {
        const fragment = cleanFragment(await this.#whole(box), box.start, movie, this.#findings);
        for (const span of fragment.spans) spans.push(span);
        for (const { run, lengthBytes } of movie.unitRuns) await checker.check(run[0], run[1], lengthBytes);
        movie.unitRuns = [];
        parts3.push({ box, data: fragment.data });
      } else parts3.push({ box, data: await this.#small(box, movie) });
    }
    while (!parts3[parts3.length - 1].data && parts3[parts3.length - 1].box.kind !== "mdat") parts3.pop();
    return this.#result(parts3, merged(spans), movie);
  }
  /** @param {Box} box */
  #whole(box) {
    return this.#window.take(box.start, box.end - box.start);
  }
  /** A box of the file's own level as it stays, or null: it goes, or it is media data.
   *  @param {Box} box @param {Movie} movie @returns {Promise<Uint8Array | null>} */
  async #small(box, movie) {
    const size2 = box.end - box.start;
    if (box.kind === "moov") return movie.data;
    if (box.kind === "ftyp" || box.kind === "styp") {
      if (size2 > MAX_BRANDS) throw new TooComplexError();
      return this.#brands((await this.#whole(box)).slice(), box.body - box.start);
    }
    if (box.kind === "sidx" || box.kind === "mfra") {
      if (size2 > MAX_INDEX) throw new TooComplexError();
      const data = (await this.#whole(box)).slice();
      if (box.kind === "mfra") return cleanFragmentIndex(data, movie, this.#findings);
      cutTable(data, { kind: "sidx", start: 0, body: box.body - box.start, end: size2 });
      return data;
    }
    if (box.kind !== "mdat") await this.#tell(box);
    return null;
  }
  /** @param {Uint8Array} box @param {number} start
   *  @returns {Uint8Array} brands that players know; a camera's own, or any other words, become the plainest there is */
  #brands(box, start) {
    if (box.length < start + 8 || (box.length - start) % 4) throw new BrokenFileError();
    for (let at = start; at < box.length; at += 4) {
      const brand = latin(box, at, at + 4);
      if (at === start + 4) box.set(VERSION, at);
      else if (!BRAND.test(brand)) {
        this.#findings.add("hidden-data", asText(box.subarray(at, at + 4)));
        box.set(bytes(brand.startsWith("3g") ? "3gp4" : "isom"), at);
      }
    }
    return box;
  }
  /** @param {Box} box */
  async #tell(box) {
    const size2 = box.end - box.start;
    if (TAGS2.includes(box.kind) && size2 <= MAX_TAGS2 && this.#told < MAX_TOLD) {
      this.#told++;
      const inner = { kind: box.kind, start: 0, body: box.body - box.start, end: size2 };
      readTags(await this.#whole(box), inner, this.#findings);
    } else if (FILL2.includes(box.kind)) {
      if (anySet(await this.#window.take(box.body, Math.min(box.end - box.body, BLOCK)))) this.#findings.add("hidden-data");
    } else this.#findings.add(TOLD[box.kind] ?? "hidden-data");
  }
  /** @param {Part[]} parts @param {Span[]} spans @param {Movie} movie */
  async #result(parts3, spans, movie) {
    const plan = new PlanBuilder(this.#source.size);
    const gaps = [];
    let done = 0;
    for (const { box, data } of parts3) {
      if (data) plan.literal(data);
      else if (box.kind === "mdat") done = planMedia(plan, box, spans, done, gaps);
      else await planFree(plan, this.#window, box);
    }
    if (done < spans.length) throw new BrokenFileError();
    if (!movie.dropped.size) await tellGaps(this.#window, gaps, this.#findings);
    const [format, extension, mediaType] = await this.#format(movie);
    return { format, extension, mediaType, plan: plan.build(), findings: this.#findings.listed() };
  }
  /** @param {Movie} movie */
  async #format(movie) {
    const head2 = latin(await this.#window.take(4, 8), 0, 8);
    const brand = head2.startsWith("ftyp") ? head2.slice(4) : "qt  ";
    if (brand === "qt  ") return ["mov", "mov", "video/quicktime"];
    if (brand.startsWith("3g")) return ["3gp", "3gp", "video/3gpp"];
    return movie.hasPicture ? ["mp4", "mp4", "video/mp4"] : ["m4a", "m4a", "audio/mp4"];
  }
};

// src/clean/film/ebml.js
var HEAD = 12;
var [VOID, CRC] = [236, 191];
var SMALL = 8;
var MAX_ELEMENTS = 1e6;
var sizeOf = (first) => Math.clz32(first) - 23;
var size = (element) => element.end - element.body;
function parseHead(head2) {
  const kindSize = head2.length ? sizeOf(head2[0]) : 9;
  if (kindSize > 4 || head2.length <= kindSize || !head2[kindSize]) throw new BrokenFileError();
  const sizeSize = sizeOf(head2[kindSize]);
  const length = kindSize + sizeSize;
  if (head2.length < length) throw new BrokenFileError();
  const mask = 255 >> sizeSize;
  const first = head2[kindSize] & mask;
  const rest = head2.subarray(kindSize + 1, length);
  const isUnknown = first === mask && rest.every((byte) => byte === 255);
  const content = rest.reduce((value, byte) => value * 256 + byte, first);
  return { kind: number(head2, 0, kindSize), content: isUnknown ? -1 : content, length };
}
function* elements(data, start, end) {
  for (let i = 0; i < MAX_ELEMENTS; i++) {
    if (start === end) return;
    const { kind, content, length } = parseHead(data.subarray(start, Math.min(start + HEAD, end)));
    if (content < 0) throw new TooComplexError();
    if (start + length + content > end) throw new BrokenFileError();
    yield { kind, start, body: start + length, end: start + length + content };
    start += length + content;
  }
  throw new TooComplexError();
}
function find2(data, outer, kind) {
  for (const inner of elements(data, outer.body, outer.end)) if (inner.kind === kind) return inner;
  return null;
}
function number2(data, element) {
  if (size(element) > SMALL) throw new BrokenFileError();
  return number(data, element.body, size(element));
}
function numberIn(data, outer, kind, otherwise) {
  const found = find2(data, outer, kind);
  return found ? number2(data, found) : otherwise;
}
function voidHead(total) {
  if (total - 2 < 127) return Uint8Array.of(VOID, 128 | total - 2);
  return joined(Uint8Array.of(VOID, 1), packed(total - 9, 7));
}
function blank2(data, element) {
  data.fill(0, element.start, element.end);
  data.set(voidHead(element.end - element.start), element.start);
}
function empty(data, element) {
  const at = element.start + sizeOf(data[element.start]);
  const room = element.end - at - 1;
  data.fill(0, at, element.end);
  data[at] = room === 1 ? 129 : 128;
  if (room > 1) data.set(voidHead(room), at + 1);
}

// src/clean/film/mkvindex.js
var mkvindex_exports = {};
__export(mkvindex_exports, {
  CLUSTER: () => CLUSTER,
  CUES: () => CUES,
  EBML: () => EBML,
  INFO: () => INFO,
  SEEK_HEAD: () => SEEK_HEAD,
  SEGMENT: () => SEGMENT,
  TRACKS: () => TRACKS,
  cleanAdditions: () => cleanAdditions,
  cleanCues: () => cleanCues,
  cleanHeader: () => cleanHeader,
  cleanInfo: () => cleanInfo,
  cleanSeekHead: () => cleanSeekHead
});

// src/clean/film/mkvtags.js
var [CHAPTERS, ATTACHMENTS, TAGS3] = [272869232, 423732329, 307544935];
var [TAG, SIMPLE, NAME3, STRING, BINARY] = [29555, 26568, 17827, 17543, 17541];
var [FILE, FILE_NAME2, FILE_TYPE] = [24999, 18030, 18016];
var CHAPTER_PARTS = [17849, 182, 128];
var CHAPTER_TEXT = 133;
var DATE = 17505;
var KINDS2 = /* @__PURE__ */ new Map([
  [31657, "text"],
  // the title
  [29572, "text"],
  // file names
  [3965867, "text"],
  [4096955, "text"],
  [21358, "text"],
  // the name of a track
  [19840, "software"],
  [22337, "software"],
  [2459272, "software"]
]);
var PLAIN4 = [
  ...[CRC, 2274717, 170, 28587, 29766, 28032, 2327523, 21931, 21932, 21933, 21934, 21935, 25506, 167, 171],
  22612
];
var MAX_DEPTH2 = 8;
var SECONDS_TO_2001 = 978307200;
function tell(data, element, findings) {
  const body = data.subarray(element.body, element.end);
  const kind = KINDS2.get(element.kind);
  if (element.kind === VOID) {
    if (anySet(body)) findings.add("hidden-data");
  } else if (kind) {
    const said = asText(body);
    if (said) findings.add(kind, said);
  } else if (element.kind === DATE) findings.add("time", date(body));
  else if ([TAGS3, ATTACHMENTS, CHAPTERS].includes(element.kind)) {
    const teller = new Teller(findings);
    try {
      parts(data, element, teller, findings, 0);
    } catch (error) {
      if (!(error instanceof CleanError)) throw error;
      findings.add("hidden-data");
    }
    teller.finish();
  } else if (!PLAIN4.includes(element.kind)) findings.add("hidden-data");
}
function date(body) {
  let value = 0n;
  for (const byte of body.subarray(0, SMALL)) value = value * 256n + BigInt(byte);
  const seconds = Number(BigInt.asIntN(8 * Math.min(body.length, SMALL), value) / 1000000000n);
  if (seconds <= 0 || seconds >= 2 ** 32) return "";
  const [day, clock] = new Date((seconds + SECONDS_TO_2001) * 1e3).toISOString().split("T");
  return `${day} ${clock.slice(0, 8)} UTC`;
}
function parts(data, outer, teller, findings, depth) {
  let [name, value, fileType] = ["", "", ""];
  for (const part of depth < MAX_DEPTH2 ? elements(data, outer.body, outer.end) : []) {
    const text = asText(data.subarray(part.body, Math.min(part.end, part.body + 4096)));
    if ([TAG, SIMPLE, FILE].includes(part.kind) || CHAPTER_PARTS.includes(part.kind)) {
      parts(data, part, teller, findings, depth + 1);
    } else if (part.kind === NAME3 || part.kind === FILE_NAME2) name = text;
    else if (part.kind === STRING) value = text;
    else if (part.kind === FILE_TYPE) fileType = text;
    else if (part.kind === BINARY) findings.add("hidden-data");
    else if (part.kind === CHAPTER_TEXT) findings.add("text", text);
  }
  if (outer.kind === SIMPLE) teller.tell(name, value);
  else if (outer.kind === FILE) {
    const isPicture = fileType.startsWith("image/");
    findings.add(isPicture ? "thumbnail" : "hidden-data", isPicture ? "" : name);
  }
}

// src/clean/film/mkvindex.js
var [EBML, SEGMENT, SEEK_HEAD, INFO] = [440786851, 408125543, 290298740, 357149030];
var [TRACKS, CLUSTER, CUES] = [374648427, 524531317, 475249515];
var EBML_KEEPS = [17030, 17143, 17138, 17139, 17026, 17031, 17029];
var [DOC_TYPE, MAX_ID, MAX_SIZE] = [17026, 17138, 17139];
var [SCALE, DURATION2, MUXING_APP, WRITING_APP] = [2807729, 17545, 19840, 22337];
var [SEEK, SEEK_ID, SEEK_POSITION] = [19899, 21419, 21420];
var SEEK_KEEPS = [SEEK_ID, SEEK_POSITION];
var SOUGHT = [SEEK_HEAD, INFO, TRACKS, CLUSTER, CUES];
var [POINT, POSITIONS, CUE_TIME, CUE_TRACK] = [187, 183, 179, 247];
var POSITIONS_KEEPS = [CUE_TRACK, 241, 240, 178, 21368, 234];
var [MORE, ADDITION_ID, ADDITIONAL] = [166, 238, 165];
function lose(data, part, findings) {
  tell(data, part, findings);
  blank2(data, part);
}
function keepNumbers(data, outer, keeps, findings) {
  for (const part of elements(data, outer.body, outer.end)) {
    if (!keeps.includes(part.kind)) lose(data, part, findings);
    else if (size(part) > SMALL) throw new TooComplexError();
  }
}
function cleanHeader(data, outer, findings) {
  let docType = "";
  for (const part of elements(data, outer.body, outer.end)) {
    if (!EBML_KEEPS.includes(part.kind)) lose(data, part, findings);
    else if (part.kind === DOC_TYPE) docType = latin(data, part.body, part.end);
    else if (size(part) > SMALL) throw new TooComplexError();
  }
  const sizes = [numberIn(data, outer, MAX_ID, 4), numberIn(data, outer, MAX_SIZE, 8)];
  if (!["webm", "matroska"].includes(docType) || sizes[0] > 4 || sizes[1] > 8) throw new TooComplexError();
  return docType === "webm";
}
function cleanSeekHead(data, outer, findings) {
  for (const seek of elements(data, outer.body, outer.end)) {
    if (seek.kind !== SEEK) lose(data, seek, findings);
    else if (!SOUGHT.includes(numberIn(data, seek, SEEK_ID, 0))) blank2(data, seek);
    else keepNumbers(data, seek, SEEK_KEEPS, findings);
  }
}
function cleanInfo(data, outer, findings) {
  for (const part of elements(data, outer.body, outer.end)) {
    if (part.kind === MUXING_APP || part.kind === WRITING_APP) {
      tell(data, part, findings);
      empty(data, part);
    } else if (part.kind !== SCALE && part.kind !== DURATION2) lose(data, part, findings);
    else if (size(part) > SMALL) throw new TooComplexError();
  }
}
function cleanCues(data, outer, kept, findings) {
  for (const point of elements(data, outer.body, outer.end)) {
    if (point.kind !== POINT) {
      lose(data, point, findings);
      continue;
    }
    let stays2 = false;
    for (const part of elements(data, point.body, point.end)) {
      if (part.kind === POSITIONS && kept.has(numberIn(data, part, CUE_TRACK, 0))) {
        stays2 = true;
        keepNumbers(data, part, POSITIONS_KEEPS, findings);
      } else if (part.kind === POSITIONS) blank2(data, part);
      else if (part.kind !== CUE_TIME) lose(data, part, findings);
      else if (size(part) > SMALL) throw new TooComplexError();
    }
    if (!stays2) blank2(data, point);
  }
}
function cleanAdditions(data, outer, findings) {
  for (const more of elements(data, outer.body, outer.end)) {
    if (more.kind !== MORE || numberIn(data, more, ADDITION_ID, 1) !== 1) {
      lose(data, more, findings);
      continue;
    }
    for (const part of elements(data, more.body, more.end)) {
      if (part.kind === ADDITION_ID) number2(data, part);
      else if (part.kind !== ADDITIONAL) lose(data, part, findings);
    }
  }
}

// src/clean/sound/checksums.js
var FLAC_TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let rest = byte << 8;
  for (let bit = 0; bit < 8; bit++) rest = rest & 32768 ? rest << 1 ^ 32773 : rest << 1;
  return rest;
});
var OGG_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte << 24;
  for (let bit = 0; bit < 8; bit++) rest = rest & 2147483648 ? rest << 1 ^ 79764919 : rest << 1;
  return rest;
});
function flacCrc16(data, before = 0) {
  let rest = before;
  for (const byte of data) rest = rest << 8 & 65535 ^ FLAC_TABLE[rest >> 8 ^ byte];
  return rest;
}
function flacCrc8(data) {
  let rest = 0;
  for (const byte of data) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit++) rest = rest & 128 ? (rest << 1 ^ 7) & 255 : rest << 1;
  }
  return rest;
}
function lameCrc16(data) {
  let rest = 0;
  for (const byte of data) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? rest >> 1 ^ 40961 : rest >> 1;
  }
  return rest;
}
function oggCrc32(page) {
  let rest = 0;
  for (const byte of page) rest = rest << 8 ^ OGG_TABLE[rest >>> 24 ^ byte];
  return rest >>> 0;
}

// src/clean/sound/id3.js
var HEAD2 = 10;
var MAX_FRAMES = 500;
var [UNSYNCHRONISED, EXTENDED, FOOTER] = [128, 64, 16];
var [LATIN, UTF16, UTF16_BE] = [0, 1, 2];
var NAMES3 = [
  ["time", "TYER TDAT TIME TDRC TDOR TDEN TDTG TDRL TORY TRDA TYE TDA TIM TRD TOR"],
  ["person", "TPE1 TPE2 TPE3 TPE4 TCOM TEXT TOPE TOLY TOWN TCOP TPUB TPRO TP1 TP2 TP3 TP4 TCM TXT TOA TOL TCR TPB"],
  ["software", "TSSE TENC TSS TEN"]
];
var KINDS3 = new Map(NAMES3.flatMap(([kind, names]) => names.split(" ").map((name) => [name, kind])));
var NAMED2 = ["TXXX", "TXX"];
var TEXTS2 = ["COMM", "USLT", "COM", "ULT"];
var PICTURES = ["APIC", "PIC"];
var PERSONS = ["POPM", "OWNE", "POP"];
var LENGTHS = ["TLEN", "TLE"];
function synchsafe(data, at) {
  let value = 0;
  for (let i = at; i < at + 4; i++) {
    if (!(data[i] <= 127)) return -1;
    value = value * 128 + data[i];
  }
  return value;
}
function id3Length(head2, magic = "ID3") {
  const size2 = head2.length >= HEAD2 ? synchsafe(head2, 6) : -1;
  if (size2 < 0 || latin(head2, 0, 3) !== magic || head2[3] === 255 || head2[4] === 255) return 0;
  return HEAD2 + size2 + (head2[5] & FOOTER && head2[3] >= 4 ? HEAD2 : 0);
}
function readId3(tag, findings) {
  const [version, flags] = [tag[3], tag[5]];
  let body = tag.subarray(HEAD2);
  if (flags & UNSYNCHRONISED && version < 4) body = synchronised(body);
  let at = 0;
  if (flags & EXTENDED && version >= 3 && body.length >= 4) {
    at = version >= 4 ? Math.max(synchsafe(body, 0), 0) : 4 + number(body, 0, 4);
  }
  const [nameSize, head2] = version === 2 ? [3, 6] : [4, 10];
  const teller = new Teller(findings);
  for (let i = 0; i < MAX_FRAMES; i++) {
    if (at + head2 > body.length || !anySet(body.subarray(at, at + nameSize))) break;
    const name = latin(body, at, at + nameSize);
    const size2 = version >= 4 ? synchsafe(body, at + nameSize) : number(body, at + nameSize, nameSize);
    if (size2 < 0 || at + head2 + size2 > body.length) {
      findings.add("hidden-data");
      break;
    }
    frame(name, body.subarray(at + head2, at + head2 + size2), teller, findings);
    at += head2 + size2;
  }
  teller.finish();
}
function synchronised(body) {
  const clear = new Uint8Array(body.length);
  let length = 0;
  for (let i = 0; i < body.length; i++) {
    clear[length++] = body[i];
    if (body[i] === 255 && body[i + 1] === 0) i++;
  }
  return clear.subarray(0, length);
}
function frame(name, body, teller, findings) {
  if (PICTURES.includes(name)) findings.add("thumbnail");
  else if (NAMED2.includes(name)) {
    const [key, value] = two(body, 1);
    teller.tell(key, value);
  } else if (TEXTS2.includes(name)) findings.add("text", two(body, 4)[1]);
  else if (PERSONS.includes(name)) findings.add("person", asText(body));
  else if (name[0] === "T" && !LENGTHS.includes(name)) findings.add(KINDS3.get(name) ?? "text", two(body, 1)[0]);
  else if (name[0] === "W") findings.add("text", name.startsWith("WXX") ? two(body, 1)[1] : asText(body));
  else if (!LENGTHS.includes(name)) findings.add("hidden-data");
}
function two(body, start) {
  const kind = body.length ? body[0] : LATIN;
  const texts = body.subarray(start);
  const wide2 = kind === UTF16 || kind === UTF16_BE;
  const [first, rest] = wide2 ? wideParts(texts) : parts2(texts);
  const second = (wide2 ? wideParts(rest) : parts2(rest))[0];
  if (wide2) return [utf16(kind, first), utf16(kind, second)];
  if (kind === LATIN) return [latin(first, 0, first.length), latin(second, 0, second.length)];
  return [decoded(first), decoded(second)];
}
function parts2(body) {
  const end = body.indexOf(0);
  return end < 0 ? [body, new Uint8Array(0)] : [body.subarray(0, end), body.subarray(end + 1)];
}
function wideParts(body) {
  for (let at = 0; at < body.length - 1; at += 2) {
    if (body[at] === 0 && body[at + 1] === 0) return [body.subarray(0, at), body.subarray(at + 2)];
  }
  return [body, new Uint8Array(0)];
}
function utf16(kind, text) {
  const big = kind === UTF16_BE || text[0] === 254 && text[1] === 255;
  return new TextDecoder(big ? "utf-16be" : "utf-16le").decode(text);
}
function readId3v1(tag, findings) {
  const fields = [["text", 3, 33], ["person", 33, 63], ["text", 63, 93], ["time", 93, 97], ["text", 97, 127]];
  for (const [kind, start, end] of fields) {
    const said = trimmed(latin(tag, start, end).split("\0")[0]);
    if (said) findings.add(kind, said);
  }
}

// src/clean/sound/edges.js
var MAX_TAGS3 = 32;
var MAX_READ = 4 * 1024 * 1024;
var MAX_ITEMS = 500;
var MAX_LYRICS = 1e6;
var [ID3V1, ID3V1_MORE, APE, LYRICS_END, LYRICS_OLD] = [128, 227, 32, 9, 5100];
var LYRICS_START = "LYRICSBEGIN";
var APE_MAGIC = "APETAGEX";
var APE_HAS_HEADER = 128;
var BINARY2 = 2;
async function edges(window, findings) {
  let [start, end, tags] = [0, window.size, 0];
  for (let length = 1; length; start += length) {
    if (tags++ === MAX_TAGS3) throw new TooComplexError();
    length = await tagAt(window, start, end, findings);
  }
  tags = 0;
  for (let length = 1; length; end -= length) {
    if (tags++ === MAX_TAGS3) throw new TooComplexError();
    length = await tagBefore(window, start, end, findings);
  }
  return [start, end];
}
async function tagAt(window, at, end, findings) {
  const head2 = await window.take(at, Math.min(APE, end - at));
  let length = id3Length(head2);
  if (length) {
    if (length > end - at) throw new BrokenFileError();
    readId3(await window.take(at, Math.min(length, MAX_READ)), findings);
    return length;
  }
  if (startsWith(head2, APE_MAGIC) && head2.length === APE) {
    length = APE + littleNumber(head2, 12, 4);
    if (length > end - at) throw new BrokenFileError();
    readApe(await window.take(at + APE, Math.min(length - APE, MAX_READ)), findings);
    return length;
  }
  return 0;
}
async function tagBefore(window, start, end, findings) {
  const tail = await window.take(Math.max(start, end - ID3V1), Math.min(ID3V1, end - start));
  if (tail.length === ID3V1 && startsWith(tail, "TAG")) {
    readId3v1(tail, findings);
    const more = ID3V1 + ID3V1_MORE;
    return end - start >= more && startsWith(await window.take(end - more, 4), "TAG+") ? more : ID3V1;
  }
  const foot = tail.subarray(Math.max(tail.length - APE, 0));
  if (startsWith(foot, APE_MAGIC) && foot.length === APE) {
    const size2 = littleNumber(foot, 12, 4);
    const length2 = size2 + (foot[23] & APE_HAS_HEADER ? APE : 0);
    if (size2 < APE || length2 > end - start) throw new BrokenFileError();
    readApe(await window.take(end - size2, Math.min(size2 - APE, MAX_READ)), findings);
    return length2;
  }
  const length = tail.length >= HEAD2 ? id3Length(tail.subarray(tail.length - HEAD2), "3DI") : 0;
  if (length) {
    if (length > end - start) throw new BrokenFileError();
    readId3(await window.take(end - length, Math.min(length, MAX_READ)), findings);
    return length;
  }
  return lyrics(window, start, end, latin(tail, 0, tail.length), findings);
}
async function lyrics(window, start, end, tail, findings) {
  let [length, foot] = [0, LYRICS_END];
  if (tail.endsWith("LYRICS200")) {
    const digits = tail.slice(0, -LYRICS_END).slice(-6);
    if (!/^[0-9]{6}$/.test(digits)) throw new BrokenFileError();
    foot += 6;
    length = Number(digits) + foot;
    if (length > end - start) throw new BrokenFileError();
  } else if (tail.endsWith("LYRICSEND")) {
    const most2 = Math.min(LYRICS_OLD + LYRICS_START.length + LYRICS_END, end - start);
    const found = latin(await window.take(end - most2, most2), 0, most2).lastIndexOf(LYRICS_START);
    length = found >= 0 ? most2 - found : 0;
  }
  if (length) {
    const isRead = foot < length && length <= MAX_LYRICS;
    const words2 = isRead ? await window.take(end - length, length - foot) : new Uint8Array(0);
    findings.add("text", asText(words2.subarray(LYRICS_START.length)));
  }
  return length;
}
function readApe(items, findings) {
  const teller = new Teller(findings);
  let at = 0;
  for (let i = 0; i < MAX_ITEMS && at + 9 <= items.length; i++) {
    const [size2, flags] = [littleNumber(items, at, 4), items[at + 4]];
    const nameEnd = items.indexOf(0, at + 8);
    if (nameEnd < 0 || nameEnd + 1 + size2 > items.length) {
      findings.add("hidden-data");
      break;
    }
    const name = asText(items.subarray(at + 8, nameEnd));
    const value = items.subarray(nameEnd + 1, nameEnd + 1 + size2);
    if (flags & BINARY2 && !name.toLowerCase().startsWith("cover")) findings.add("hidden-data");
    else teller.tell(name, asText(value));
    at = nameEnd + 1 + size2;
  }
  teller.finish();
}

// src/clean/sound/vorbiscomment.js
var EMPTY = new Uint8Array(8);
var MAX_COMMENTS = 1e3;
var MAX_VALUE2 = 4096;
function readComments(data, findings) {
  if (data.length < 4) return;
  const vendorEnd = 4 + littleNumber(data, 0, 4);
  const vendor = decoded(data.subarray(4, Math.min(vendorEnd, 4 + MAX_VALUE2)));
  if (vendor) findings.add("software", vendor);
  if (vendorEnd + 4 > data.length) return;
  const count = littleNumber(data, vendorEnd, 4);
  let at = vendorEnd + 4;
  const teller = new Teller(findings);
  for (let i = 0; i < Math.min(count, MAX_COMMENTS) && at + 4 <= data.length; i++) {
    const length = littleNumber(data, at, 4);
    const comment = decoded(data.subarray(at + 4, at + 4 + Math.min(length, MAX_VALUE2)));
    const sign = comment.indexOf("=");
    if (sign < 0) teller.tell("", comment);
    else teller.tell(comment.slice(0, sign), comment.slice(sign + 1));
    at += 4 + length;
  }
  teller.finish();
}

// src/clean/sound/flac.js
var MAGIC = "fLaC";
var [STREAMINFO, PADDING] = [0, 1];
var [SEEKTABLE, CUESHEET, PICTURE2] = [3, 5, 6];
var COMMENT = 4;
var STREAMINFO_SIZE = 34;
var POINT2 = 18;
var MAX_BLOCKS = 1e3;
var MAX_READ2 = 1024 * 1024;
var NUMBER_BYTES = [[128, 0, 1], [224, 192, 2], [240, 224, 3], [248, 240, 4], [252, 248, 5], [254, 252, 6], [255, 254, 7]];
async function cleanFlac(source) {
  const [window, findings] = [new Window(source), new Findings()];
  const [start, end] = await edges(window, findings);
  if (latin(await window.take(start, Math.min(4, end - start)), 0, 4) !== MAGIC) throw new BrokenFileError();
  const { info, table: table2, sound: sound2 } = await blocks(window, start + 4, end, findings);
  await checkFrames(window, sound2, end);
  const plan = new PlanBuilder(source.size);
  const keepsTable = isSoundTable(table2, end - sound2);
  if (table2.length && !keepsTable) findings.add("hidden-data");
  plan.literal(joined(bytes(MAGIC), head(STREAMINFO, STREAMINFO_SIZE, !keepsTable), info));
  if (keepsTable) {
    plan.literal(head(SEEKTABLE, table2.length, true));
    plan.literal(table2);
  }
  plan.range(sound2, end - sound2);
  return { format: "flac", extension: "flac", mediaType: "audio/flac", plan: plan.build(), findings: findings.listed() };
}
var head = (kind, size2, last) => joined(Uint8Array.of(kind | (last ? 128 : 0)), packed(size2, 3));
async function blocks(window, at, end, findings) {
  let [info, table2] = [new Uint8Array(0), new Uint8Array(0)];
  for (let index = 0; index < MAX_BLOCKS; index++) {
    const first = (await window.take(at, 4)).slice();
    const [kind, size2] = [first[0] & 127, number(first, 1, 3)];
    at += 4;
    if (at + size2 > end || index === 0 !== (kind === STREAMINFO)) throw new BrokenFileError();
    if (kind === STREAMINFO) {
      if (size2 !== STREAMINFO_SIZE) throw new BrokenFileError();
      info = (await window.take(at, size2)).slice();
    } else if (kind === SEEKTABLE && !table2.length) table2 = (await window.take(at, size2)).slice();
    else tellBlock(kind, await window.take(at, Math.min(size2, MAX_READ2)), findings);
    at += size2;
    if (first[0] & 128) return { info, table: table2, sound: at };
  }
  throw new TooComplexError();
}
function tellBlock(kind, body, findings) {
  if (kind === COMMENT) readComments(body, findings);
  else if (kind === PICTURE2) findings.add("thumbnail");
  else if (kind === CUESHEET) findings.add("text", asText(body.subarray(0, 128)));
  else if (kind !== PADDING || anySet(body)) findings.add("hidden-data");
}
function isSoundTable(table2, soundSize) {
  if (!table2.length || table2.length % POINT2) return false;
  let before = -1n;
  let ended = false;
  const view = new DataView(table2.buffer, table2.byteOffset, table2.byteLength);
  for (let at = 0; at < table2.length; at += POINT2) {
    const sample = view.getBigUint64(at);
    if (sample === 0xffffffffffffffffn) {
      ended = true;
      if (anySet(table2.subarray(at + 8, at + POINT2))) return false;
    } else {
      if (ended || sample <= before || view.getBigUint64(at + 8) >= BigInt(soundSize)) return false;
      before = sample;
    }
  }
  return true;
}
function isFrameHead(start) {
  if (start.length < 6 || start[0] !== 255 || (start[1] & 254) !== 248 || start[3] & 1) return false;
  const [block, rate] = [start[2] >> 4, start[2] & 15];
  if (block === 0 || rate === 15 || start[3] >> 4 > 10 || (start[3] >> 1 & 7) === 3) return false;
  const numbered = NUMBER_BYTES.find(([mask, bits]) => (start[4] & mask) === bits);
  if (!numbered) return false;
  const size2 = 4 + numbered[2] + (block === 6 ? 1 : block === 7 ? 2 : 0) + (rate === 12 ? 1 : rate > 12 ? 2 : 0);
  return size2 < start.length && flacCrc8(start.subarray(0, size2)) === start[size2];
}
async function checkFrames(window, at, end) {
  if (at === end) return;
  if (!isFrameHead(await window.take(at, Math.min(16, end - at)))) throw new BrokenFileError();
  let rest = 0;
  while (at < end) {
    const block = await window.take(at, Math.min(BLOCK, end - at));
    rest = flacCrc16(block, rest);
    at += block.length;
  }
  if (rest) throw new BrokenFileError();
}

// src/clean/sound/oggcodecs.js
var SKELETON = "fishead\0";
var MAX_HEADERS = 100;
var SPEEX_VERSION = [8, 28];
var SPEEX_MORE_HEADERS = [68, 72];
var FLAC_HEADERS = 7;
var FLAC_BLOCK = 13;
var asItIs = (packet) => packet;
var commented = (magic, tail = "", setup = "") => ([comments, ...setups], findings) => {
  if (!startsWith(comments, magic) || !setups.every((packet) => startsWith(packet, setup))) throw new BrokenFileError();
  readComments(comments.subarray(magic.length), findings);
  return [joined(bytes(magic), EMPTY, bytes(tail)), ...setups];
};
var isWholeOpus = (packet) => packet.length >= 19 && packet.length === (packet[18] ? 21 + packet[9] : 19);
function speexFirst(packet, findings) {
  if (anySet(packet.subarray(...SPEEX_MORE_HEADERS))) throw new TooComplexError();
  const version = latin(packet, SPEEX_VERSION[0], SPEEX_VERSION[1]);
  let end = version.length;
  while (end && version[end - 1] === "\0") end--;
  if (end) findings.add("software", `Speex ${version.slice(0, end)}`);
  return packet.slice().fill(0, ...SPEEX_VERSION);
}
function isWholeFlac(packet) {
  return packet.length === 17 + STREAMINFO_SIZE && latin(packet, 9, 13) === MAGIC && (packet[FLAC_BLOCK] & 127) === 0;
}
function flacFirst(packet) {
  const first = packet.slice();
  first.set([0, 1], FLAC_HEADERS);
  first[FLAC_BLOCK] = 0;
  return first;
}
function flacOthers(packets, findings) {
  for (const packet of packets) {
    if (packet.length < 4 || number(packet, 1, 3) !== packet.length - 4) throw new BrokenFileError();
    tellBlock(packet[0] & 127, packet.subarray(4), findings);
  }
  return [joined(Uint8Array.of(128 | COMMENT, 0, 0, EMPTY.length), EMPTY)];
}
var VORBIS = commented("vorbis", "", "vorbis");
var THEORA = commented("theora", "", "theora");
var CODECS = [
  { name: "vorbis", magic: "vorbis", isWhole: (first) => first.length === 30, headers: 3, first: asItIs, others: VORBIS },
  { name: "opus", magic: "OpusHead", isWhole: isWholeOpus, headers: 2, first: asItIs, others: commented("OpusTags") },
  { name: "theora", magic: "theora", isWhole: (first) => first.length === 42, headers: 3, first: asItIs, others: THEORA },
  { name: "speex", magic: "Speex   ", isWhole: (first) => first.length === 80, headers: 2, first: speexFirst, others: commented("") },
  { name: "flac", magic: "FLAC\0", isWhole: isWholeFlac, headers: 0, first: flacFirst, others: flacOthers }
];
function codecOf(first) {
  const codec = CODECS.find(({ magic }) => startsWith(first, magic));
  if (!codec) throw new TooComplexError();
  if (!codec.isWhole(first)) throw new BrokenFileError();
  return codec;
}
function headerCount(codec, first) {
  if (codec.headers) return codec.headers;
  const more = number(first, FLAC_HEADERS, 2);
  if (!more || more > MAX_HEADERS) throw new TooComplexError();
  return 1 + more;
}

// src/clean/film/mkvtracks.js
var [PICTURE3, SOUND2] = [1, 2];
var [TEXT, COMPLEX] = [17, 3];
var [ENTRY, NUMBER2, UID, TYPE, CODEC, PRIVATE, LANGUAGE] = [174, 215, 29637, 131, 134, 25506, 2274716];
var [VIDEO, AUDIO, COLOUR, MASTERING, PROJECTION, MAPPING] = [224, 225, 21936, 21968, 30320, 16868];
var [ENCODINGS, ENCODING2, COMPRESSION, ENCODING_TYPE, ENCRYPTION] = [28032, 25152, 20532, 20531, 20533];
var [ALGORITHM, SETTINGS2, STRIPPED] = [16980, 16981, 3];
var [EXTRA, PROJECTION_PRIVATE] = [16877, 30322];
var MAX_EXTRA = 64;
var [MAX_TRACKS2, MAX_NUMBER] = [100, 65535];
var KEEPS5 = /* @__PURE__ */ new Map([
  [ENTRY, [
    NUMBER2,
    TYPE,
    185,
    136,
    21930,
    156,
    28135,
    28152,
    2352003,
    2313850,
    2306383,
    21998,
    22186,
    22203,
    VIDEO,
    AUDIO,
    MAPPING,
    ENCODINGS
  ]],
  [VIDEO, [
    176,
    186,
    21674,
    21691,
    21708,
    21725,
    21680,
    21690,
    21682,
    21683,
    154,
    157,
    21432,
    21440,
    3061028,
    COLOUR,
    PROJECTION
  ]],
  [AUDIO, [181, 30901, 159, 25188, 21233]],
  [COLOUR, [...Array.from({ length: 13 }, (_, i) => 21937 + i), MASTERING]],
  [MASTERING, Array.from({ length: 10 }, (_, i) => 21969 + i)],
  [PROJECTION, [30321, PROJECTION_PRIVATE, 30323, 30324, 30325]],
  [MAPPING, [16880, 16871, EXTRA]],
  [ENCODINGS, [ENCODING2]],
  [ENCODING2, [20529, 20530, ENCODING_TYPE, COMPRESSION]],
  [COMPRESSION, [ALGORITHM, SETTINGS2]]
]);
var EXTRAS = [EXTRA, PROJECTION_PRIVATE, SETTINGS2];
var BARE = "V_VP8 A_AC3 A_EAC3 A_DTS A_TRUEHD A_MPEG/L3 A_MPEG/L2 A_PCM/INT/LIT A_PCM/INT/BIG A_PCM/FLOAT/IEEE".split(" ");
var SETTLED = "V_VP9 A_AAC A_ALAC".split(" ");
var HEADED = "V_AV1 V_MPEG4/ISO/AVC V_MPEGH/ISO/HEVC V_MPEG4/ISO/SP V_MPEG4/ISO/ASP V_MPEG4/ISO/AP V_MPEG1 V_MPEG2".split(" ");
var XIPH = /* @__PURE__ */ new Map([
  ["A_VORBIS", ["vorbis", ""]],
  ["V_THEORA", ["theora", ""]]
]);
var CODECS2 = [...BARE, ...SETTLED, ...HEADED, ...XIPH.keys(), "A_OPUS", "A_FLAC"];
function cleanTracks(data, outer, findings) {
  const kept = /* @__PURE__ */ new Map();
  const dropped3 = /* @__PURE__ */ new Set();
  for (const entry of elements(data, outer.body, outer.end)) {
    if (entry.kind !== ENTRY) {
      tell(data, entry, findings);
      blank2(data, entry);
      continue;
    }
    const [track, sort] = [numberIn(data, entry, NUMBER2, 0), numberIn(data, entry, TYPE, 0)];
    if (!track || kept.has(track) || dropped3.has(track)) throw new BrokenFileError();
    const isTooMuch = track > MAX_NUMBER || kept.size + dropped3.size >= MAX_TRACKS2;
    if (sort === COMPLEX || isTooMuch) throw new TooComplexError();
    if (sort === PICTURE3 || sort === SOUND2) {
      kept.set(track, sort);
      cleanEntry(data, entry, track, findings);
    } else {
      dropped3.add(track);
      findings.add(sort === TEXT ? "text" : "hidden-data");
      blank2(data, entry);
    }
  }
  if (!kept.size) throw new BrokenFileError();
  return { kept, dropped: dropped3 };
}
function cleanEntry(data, entry, track, findings) {
  const codec = find2(data, entry, CODEC);
  if (!codec) throw new BrokenFileError();
  let end = codec.end;
  while (end > codec.body && !data[end - 1]) end--;
  const name = latin(data, codec.body, end);
  if (!CODECS2.includes(name)) throw new TooComplexError();
  for (const part of elements(data, entry.body, entry.end)) {
    if (part.kind === PRIVATE) cleanPrivate(data, part, name, findings);
    else if (part.kind === UID) {
      const uid = track % 256 ** Math.min(size(part), 4) || 1;
      if (size(part)) data.set(packed(uid, size(part)), part.body);
    } else if (part.kind === LANGUAGE && size(part) >= 3) {
      data.fill(0, part.body, part.end);
      data.set(bytes("und"), part.body);
    } else if (part.kind === ENCODINGS) {
      checkEncodings(data, part);
      walk(data, part, findings);
    } else if (part.kind !== CODEC) keepOrDrop2(data, part, ENTRY, findings);
  }
}
function keepOrDrop2(data, part, outerKind, findings) {
  if (!KEEPS5.get(outerKind)?.includes(part.kind)) {
    if (part.kind !== LANGUAGE) tell(data, part, findings);
    blank2(data, part);
  } else if (KEEPS5.has(part.kind)) walk(data, part, findings);
  else if (size(part) > (EXTRAS.includes(part.kind) ? MAX_EXTRA : SMALL)) throw new TooComplexError();
}
function walk(data, outer, findings) {
  for (const part of elements(data, outer.body, outer.end)) keepOrDrop2(data, part, outer.kind, findings);
}
function checkEncodings(data, outer) {
  for (const encoding of elements(data, outer.body, outer.end)) {
    if (encoding.kind !== ENCODING2) continue;
    const compression = find2(data, encoding, COMPRESSION);
    const isOther = numberIn(data, encoding, ENCODING_TYPE, 0) || find2(data, encoding, ENCRYPTION);
    if (isOther || !compression || numberIn(data, compression, ALGORITHM, 0) !== STRIPPED) throw new TooComplexError();
  }
}
function cleanPrivate(data, part, codec, findings) {
  const body = data.slice(part.body, part.end);
  const headed = XIPH.get(codec);
  if (headed) data.set(xiph(body, headed[0], headed[1], findings), part.body);
  else if (codec === "A_FLAC") data.set(flac(body, findings), part.body);
  else if (codec === "A_OPUS") {
    if (!startsWith(body, "OpusHead") || !isWholeOpus(body)) throw new TooComplexError();
  } else if (SETTLED.includes(codec)) {
    if (body.length > MAX_EXTRA) throw new TooComplexError();
  } else if (BARE.includes(codec)) blank2(data, part);
}
function xiph(body, magic, tail, findings) {
  if (body[0] !== 2) throw new BrokenFileError();
  let at = 1;
  const sizes = [];
  for (let i = 0; i < 2; i++) {
    let length = 0;
    for (; body[at] === 255; at++) length += 255;
    if (at >= body.length) throw new BrokenFileError();
    sizes.push(length + body[at++]);
  }
  const [start, end] = [at + sizes[0], at + sizes[0] + sizes[1]];
  const used3 = magic.length + EMPTY.length + tail.length;
  if (end > body.length || latin(body, start, start + magic.length) !== magic || end - start < used3) {
    throw new BrokenFileError();
  }
  readComments(body.slice(start + magic.length, end), findings);
  body.fill(0, start + magic.length, end);
  body.set(bytes(tail), start + magic.length + EMPTY.length);
  return body;
}
function flac(body, findings) {
  if (!startsWith(body, MAGIC)) throw new BrokenFileError();
  let [at, isLast] = [4, false];
  while (!isLast) {
    if (at + 4 > body.length) throw new BrokenFileError();
    const [kind, length] = [body[at] & 127, number(body, at + 1, 3)];
    const isInfo = kind === STREAMINFO;
    if (at + 4 + length > body.length || isInfo !== (at === 4)) throw new BrokenFileError();
    if (isInfo && length !== STREAMINFO_SIZE) throw new BrokenFileError();
    isLast = (body[at] & 128) !== 0;
    if (!isInfo) {
      tellBlock(kind, body.slice(at + 4, at + 4 + length), findings);
      body[at] = body[at] & 128 | PADDING;
      body.fill(0, at + 4, at + 4 + length);
    }
    at += 4 + length;
  }
  if (at !== body.length) throw new BrokenFileError();
  return body;
}

// src/clean/film/matroska.js
var { EBML: EBML2, SEGMENT: SEGMENT2, SEEK_HEAD: SEEK_HEAD2, INFO: INFO2, TRACKS: TRACKS2, CLUSTER: CLUSTER2, CUES: CUES2 } = mkvindex_exports;
var TOP = [EBML2, SEGMENT2, SEEK_HEAD2, INFO2, TRACKS2, CLUSTER2, CUES2, TAGS3, ATTACHMENTS, CHAPTERS];
var [TIME, SIMPLE_BLOCK, GROUP, ENCRYPTED, BLOCK_IN_GROUP, ADDITIONS] = [231, 163, 160, 175, 161, 30113];
var GROUP_KEEPS = [155, 250, 251, 30114];
var MAX_SMALL = 16 * 1024 * 1024;
var MAX_HEADER = 4096;
var MAX_PARTS = 1e7;
var MAX_GROUP = 1e3;
var BLOCK_HEAD = 4;
async function cleanMatroska(source) {
  return new Cleaner4(source).cleaned();
}
var Cleaner4 = class {
  #window;
  #plan;
  #findings = new Findings();
  /** @type {Map<number, number>} the type of each track that stays */
  #kept = /* @__PURE__ */ new Map();
  /** @type {Set<number>} */
  #dropped = /* @__PURE__ */ new Set();
  /** @type {Set<number>} */
  #seen = /* @__PURE__ */ new Set();
  #parts = 0;
  /** @param {Source} source */
  constructor(source) {
    this.#window = new Window(source);
    this.#plan = new PlanBuilder(source.size);
  }
  async cleaned() {
    const fileSize = this.#window.size;
    const { element: header } = await this.#element(0, fileSize);
    if (header.kind !== EBML2 || size(header) > MAX_HEADER) throw new BrokenFileError();
    const { data, whole: whole2 } = await this.#whole(header);
    const isWeb = cleanHeader(data, whole2, this.#findings);
    await this.#write(header, data);
    const { element: segment2, isOpen } = await this.#element(header.end, fileSize);
    if (segment2.kind !== SEGMENT2) throw new BrokenFileError();
    this.#plan.range(segment2.start, segment2.body - segment2.start);
    for (let at = segment2.body; at < segment2.end; ) at = await this.#top(at, segment2.end);
    if (!this.#kept.size || !this.#seen.has(CLUSTER2)) throw new BrokenFileError();
    if (segment2.end < fileSize && !isOpen) this.#findings.add("hidden-data", `${fileSize - segment2.end} B`);
    const sort = [...this.#kept.values()].includes(PICTURE3) ? "video" : "audio";
    const format = isWeb ? "webm" : sort === "video" ? "mkv" : "mka";
    const mediaType = `${sort}/${isWeb ? "webm" : "x-matroska"}`;
    return { format, extension: format, mediaType, plan: this.#plan.build(), findings: this.#findings.listed() };
  }
  /** The element that begins here, and whether its size is unknown: then it ends where what it lies in ends.
   *  @param {number} at @param {number} end @returns {Promise<{ element: Element, isOpen: boolean }>} */
  async #element(at, end) {
    if (++this.#parts > MAX_PARTS) throw new TooComplexError();
    const { kind, content, length } = parseHead(await this.#window.take(at, Math.min(HEAD, end - at)));
    if (at + length + content > end) throw new BrokenFileError();
    const isOpen = content < 0;
    return { element: { kind, start: at, body: at + length, end: isOpen ? end : at + length + content }, isOpen };
  }
  /** An element in memory. @param {Element} element @returns {Promise<{ data: Uint8Array, whole: Element }>} */
  async #whole(element) {
    const total = element.end - element.start;
    if (total > MAX_SMALL) throw new TooComplexError();
    const data = (await this.#window.take(element.start, total)).slice();
    return { data, whole: { kind: element.kind, start: 0, body: element.body - element.start, end: total } };
  }
  /** What stands in an element's place afterwards: new bytes only where something changed.
   *  @param {Element} element @param {Uint8Array} data */
  async #write(element, data) {
    const before = await this.#window.take(element.start, data.length);
    if (data.every((byte, i) => byte === before[i])) this.#plan.range(element.start, data.length);
    else this.#plan.literal(data);
  }
  /** Put nothing in an element's place, and note what it told. @param {Element} element */
  async #drop(element) {
    if (element.kind === VOID) {
      if (anySet(await this.#window.take(element.body, Math.min(size(element), BLOCK)))) this.#findings.add("hidden-data");
    } else if (size(element) <= MAX_SMALL) {
      const { data, whole: whole2 } = await this.#whole(element);
      tell(data, whole2, this.#findings);
    } else this.#findings.add("hidden-data");
    this.#blank(element);
  }
  /** @param {Element} element */
  #blank(element) {
    const head2 = voidHead(element.end - element.start);
    this.#plan.literal(head2);
    this.#plan.zeros(element.end - element.start - head2.length);
  }
  /** @param {Element} element */
  #keep(element) {
    this.#plan.range(element.start, element.end - element.start);
  }
  /** One part of the film's own level. @param {number} at @param {number} end
   *  @returns {Promise<number>} where the next begins */
  async #top(at, end) {
    const { element, isOpen } = await this.#element(at, end);
    const kind = element.kind;
    const isSingle = kind === INFO2 || kind === TRACKS2;
    if (kind === EBML2 || kind === SEGMENT2 || isSingle && this.#seen.has(kind)) throw new TooComplexError();
    this.#seen.add(kind);
    if (kind === CLUSTER2) return this.#cluster(element, isOpen);
    if (isOpen) throw new TooComplexError();
    if (isSingle || kind === SEEK_HEAD2 || kind === CUES2) {
      const { data, whole: whole2 } = await this.#whole(element);
      if (kind === SEEK_HEAD2) cleanSeekHead(data, whole2, this.#findings);
      else if (kind === INFO2) cleanInfo(data, whole2, this.#findings);
      else if (kind === CUES2) cleanCues(data, whole2, this.#kept, this.#findings);
      else ({ kept: this.#kept, dropped: this.#dropped } = cleanTracks(data, whole2, this.#findings));
      await this.#write(element, data);
    } else await this.#drop(element);
    return element.end;
  }
  /** Blocks of a stretch of time. One of unknown size ends where a part of the film's own level begins.
   *  @param {Element} cluster @param {boolean} isOpen */
  async #cluster(cluster, isOpen) {
    if (!this.#kept.size) throw new TooComplexError();
    this.#plan.range(cluster.start, cluster.body - cluster.start);
    let at = cluster.body;
    while (at < cluster.end) {
      const { element: part, isOpen: partIsOpen } = await this.#element(at, cluster.end);
      if (isOpen && TOP.includes(part.kind)) return at;
      if (partIsOpen || part.kind === ENCRYPTED) throw new TooComplexError();
      if (part.kind === SIMPLE_BLOCK) {
        if (await this.#isKept(part)) this.#keep(part);
        else this.#blank(part);
      } else if (part.kind === GROUP) await this.#group(part);
      else if (part.kind === TIME && size(part) <= SMALL) this.#keep(part);
      else await this.#drop(part);
      at = part.end;
    }
    return at;
  }
  /** Whether a block is of a track that stays. @param {Element} block */
  async #isKept(block) {
    const head2 = await this.#window.take(block.body, Math.min(SMALL, size(block)));
    const length = head2.length ? sizeOf(head2[0]) : 9;
    if (length > SMALL || size(block) < length - 1 + BLOCK_HEAD) throw new BrokenFileError();
    const track = number(head2, 0, length) - 2 ** (7 * length);
    if (!this.#kept.has(track) && !this.#dropped.has(track)) this.#findings.add("hidden-data");
    return this.#kept.has(track);
  }
  /** A block with what belongs to it. @param {Element} group */
  async #group(group) {
    const parts3 = [];
    for (let at = group.body; at < group.end; at = parts3[parts3.length - 1].end) {
      const { element: part, isOpen } = await this.#element(at, group.end);
      if (isOpen || parts3.length >= MAX_GROUP) throw new TooComplexError();
      parts3.push(part);
    }
    const blocks2 = parts3.filter((part) => part.kind === BLOCK_IN_GROUP);
    if (blocks2.length !== 1) throw new BrokenFileError();
    if (!await this.#isKept(blocks2[0])) {
      this.#blank(group);
      return;
    }
    this.#plan.range(group.start, group.body - group.start);
    for (const part of parts3) {
      if (part === blocks2[0] || GROUP_KEEPS.includes(part.kind) && size(part) <= SMALL) this.#keep(part);
      else if (part.kind === ADDITIONS) {
        const { data, whole: whole2 } = await this.#whole(part);
        cleanAdditions(data, whole2, this.#findings);
        await this.#write(part, data);
      } else await this.#drop(part);
    }
  }
};

// src/clean/film/index.js
function isFilm(head2) {
  const kind = head2.slice(4, 8);
  return kind === "ftyp" ? !IMAGE_BRANDS.has(head2.slice(8, 12)) : ["moov", "mdat", "wide"].includes(kind);
}
var FILMS = [
  { name: "bmff", isOurs: isFilm, clean: cleanBmff },
  { name: "matroska", isOurs: (head2) => head2.startsWith("Eß£"), clean: cleanMatroska }
];

// src/clean/picture/gif.js
var MAX_BLOCKS2 = 2e5;
var MAX_TOLD2 = 100;
var TOLD_BYTES = 256 * 1024;
var [HEAD3, DESCRIPTOR] = [13, 10];
var [IMAGE, EXTENSION, TRAILER] = [44, 33, 59];
var [CONTROL, COMMENT2, PLAIN_TEXT, APPLICATION] = [249, 254, 1, 255];
var LOOPS = ["NETSCAPE2.0", "ANIMEXTS1.0"];
var XMP = "XMP DataXMP";
var CONTROL_SIZE = 8;
async function cleanGif(source) {
  const cleaner = new Cleaner5(source);
  await cleaner.read();
  const [plan, findings] = [cleaner.plan.build(), cleaner.findings.listed()];
  return { format: "gif", extension: "gif", mediaType: "image/gif", plan, findings };
}
var Cleaner5 = class {
  findings = new Findings();
  #window;
  #control = -1;
  // where the times of the next image are, or -1
  #loops = false;
  #drawn = false;
  #told = 0;
  /** @param {import('../source.js').Source} source */
  constructor(source) {
    this.plan = new PlanBuilder(source.size);
    this.#window = new Window(source);
  }
  async read() {
    let at = HEAD3 + colours(await this.#byte(HEAD3 - 3));
    this.plan.range(0, at);
    for (let i = 0; i < MAX_BLOCKS2; i++) {
      const kind = await this.#byte(at);
      if (kind === IMAGE) at = await this.#image(at);
      else if (kind === EXTENSION) at = await this.#extension(at);
      else if (kind === TRAILER) return this.#end(at + 1);
      else throw new BrokenFileError();
    }
    throw new TooComplexError();
  }
  /** @param {number} at */
  async #byte(at) {
    return (await this.#window.take(at, 1))[0];
  }
  /** @param {number} at of the first of a row of data blocks @returns {Promise<number>} where the row is over */
  async #past(at) {
    for (let length = await this.#byte(at); length; length = await this.#byte(at)) at += 1 + length;
    return at + 1;
  }
  /** Keep a frame, and the times that go with it. @param {number} at @returns {Promise<number>} where it ends */
  async #image(at) {
    const flags = await this.#byte(at + DESCRIPTOR - 1);
    const end = await this.#past(at + DESCRIPTOR + colours(flags) + 1);
    if (this.#control >= 0) {
      this.plan.range(this.#control, CONTROL_SIZE);
      this.#control = -1;
    }
    this.plan.range(at, end - at);
    this.#drawn = true;
    return end;
  }
  /** Keep or drop an extension. @param {number} at @returns {Promise<number>} where it ends */
  async #extension(at) {
    const label = await this.#byte(at + 1);
    const end = await this.#past(at + 2);
    if (label === CONTROL) {
      if (end - at !== CONTROL_SIZE) throw new BrokenFileError();
      this.#control = at;
    } else if (label === APPLICATION) await this.#application(at, end);
    else {
      if (label === PLAIN_TEXT) this.#control = -1;
      await this.#tell(label, at, end);
    }
    return end;
  }
  /** @param {number} at @param {number} end */
  async #application(at, end) {
    const head2 = (await this.#window.take(at, Math.min(14, end - at))).slice();
    const name = head2[2] === 11 ? latin(head2, 3, 14) : "";
    if (LOOPS.includes(name) && !this.#loops) {
      this.#loops = true;
      const times = await this.#window.take(at + 14, Math.min(4, end - at - 14));
      if (times[0] === 3 && times[1] === 1 && times.length === 4) this.plan.literal(joined(head2, times, new Uint8Array(1)));
      if (end - at !== 19) this.findings.add("hidden-data");
    } else if (name === XMP && this.#told < MAX_TOLD2) {
      this.#told++;
      readXmp(await this.#window.take(at + 14, Math.min(end - at - 14, TOLD_BYTES)), this.findings);
    } else this.findings.add("hidden-data");
  }
  /** @param {number} label @param {number} at @param {number} end */
  async #tell(label, at, end) {
    if ((label === COMMENT2 || label === PLAIN_TEXT) && this.#told < MAX_TOLD2) {
      this.#told++;
      const start = label === COMMENT2 ? at + 2 : at + 3 + await this.#byte(at + 2);
      const length = start < end ? await this.#byte(start) : 0;
      this.findings.add("text", length ? asText(await this.#window.take(start + 1, length)) : "");
    } else this.findings.add("hidden-data");
  }
  /** @param {number} at */
  #end(at) {
    if (!this.#drawn) throw new BrokenFileError();
    this.plan.literal(bytes(";"));
    if (at < this.#window.size) this.findings.add("hidden-data", `${this.#window.size - at} B`);
  }
};
var colours = (flags) => flags & 128 ? 3 << (flags & 7) + 1 : 0;

// src/clean/picture/heifitems.js
var CODED = { hvc1: "heic", av01: "avif", avc1: "heif" };
var DERIVED = ["grid", "iovl", "iden"];
var [IN_FILE, IN_META] = [0, 1];
var MAX_ITEMS2 = 2e4;
var MAX_EXTENTS = 5e4;
var MAX_REFERENCES = 5e4;
function readItems(meta, listing) {
  const wide2 = number(meta, listing.body, 1) > 0;
  const start = listing.body + (wide2 ? 8 : 6);
  const items = /* @__PURE__ */ new Map();
  for (const entry of boxes(meta, start, listing.end)) {
    const version = number(meta, entry.body, 1);
    if (entry.kind !== "infe" || version !== 2 && version !== 3 || items.size >= MAX_ITEMS2) throw new TooComplexError();
    const size2 = version === 2 ? 2 : 4;
    const [id, locked] = [number(meta, entry.body + 4, size2), number(meta, entry.body + 4 + size2, 2) !== 0];
    const at = entry.body + 6 + size2;
    if (items.has(id) || at + 4 > entry.end) throw new BrokenFileError();
    items.set(id, { kind: latin(meta, at, at + 4), entry, locked, where: IN_FILE, extents: [], reachable: true });
  }
  if (items.size !== number(meta, listing.body + 4, wide2 ? 4 : 2)) throw new BrokenFileError();
  return items;
}
function keptItems(meta, listing, items, kept) {
  const entries = [];
  for (const [id, { entry }] of items) {
    if (!kept.has(id)) continue;
    const named2 = entry.body + (number(meta, entry.body, 1) === 2 ? 12 : 14);
    entries.push(meta.subarray(entry.start, named2), new Uint8Array(entry.end - named2));
  }
  const count = packed(kept.size, number(meta, listing.body, 1) > 0 ? 4 : 2);
  return made("iinf", meta.subarray(listing.body, listing.body + 4), count, ...entries);
}
function readLocations(meta, box, items) {
  const version = number(meta, box.body, 1);
  if (version > 2) throw new TooComplexError();
  const sizes = number(meta, box.body + 4, 2);
  const [offsetSize, lengthSize2, baseSize] = [sizes >> 12 & 15, sizes >> 8 & 15, sizes >> 4 & 15];
  const indexSize = version === 0 ? 0 : sizes & 15;
  if ([offsetSize, lengthSize2, baseSize, indexSize].some((size2) => ![0, 4, 8].includes(size2))) throw new BrokenFileError();
  const idSize = version < 2 ? 2 : 4;
  let at = box.body + 6 + idSize;
  const entries = [];
  const seen = /* @__PURE__ */ new Set();
  let total = 0;
  for (let i = number(meta, box.body + 6, idSize); i > 0; i--) {
    const [start, id] = [at, number(meta, at, idSize)];
    const item = items.get(id);
    if (!item || seen.has(id)) throw new BrokenFileError();
    seen.add(id);
    at += idSize;
    if (version > 0) {
      item.where = number(meta, at, 2) & 15;
      at += 2;
    }
    item.reachable = item.where <= IN_META && number(meta, at, 2) === 0;
    const base = number(meta, at + 2, baseSize);
    const count = number(meta, at + 2 + baseSize, 2);
    at += 4 + baseSize;
    total += count;
    if (total > MAX_EXTENTS) throw new TooComplexError();
    for (let extent = 0; extent < count; extent++) {
      at += indexSize;
      const length = number(meta, at + offsetSize, lengthSize2);
      item.extents.push([base + number(meta, at, offsetSize), length]);
      item.reachable &&= length > 0;
      at += offsetSize + lengthSize2;
    }
    if (at > box.end) throw new BrokenFileError();
    entries.push([id, start, at]);
  }
  return entries;
}
function keptLocations(meta, box, entries, kept) {
  const stays2 = entries.filter(([id]) => kept.has(id)).map(([, start, end]) => meta.subarray(start, end));
  const count = packed(stays2.length, number(meta, box.body, 1) < 2 ? 2 : 4);
  return made("iloc", meta.subarray(box.body, box.body + 6), count, ...stays2);
}
function readReferences(meta, box, items) {
  const found = [];
  if (!box) return found;
  const size2 = number(meta, box.body, 1) === 0 ? 2 : 4;
  for (const reference of boxes(meta, box.body + 4, box.end)) {
    if (found.length >= MAX_REFERENCES) throw new TooComplexError();
    const count = number(meta, reference.body + size2, 2);
    if (reference.body + size2 + 2 + count * size2 !== reference.end) throw new BrokenFileError();
    const origin = number(meta, reference.body, size2);
    const targets = [];
    for (let at = reference.body + size2 + 2; at < reference.end; at += size2) targets.push(number(meta, at, size2));
    if (!items.has(origin) || targets.some((id) => !items.has(id))) throw new BrokenFileError();
    found.push({ kind: reference.kind, origin, targets });
  }
  return found;
}
function keptReferences(meta, box, references, kept) {
  const size2 = number(meta, box.body, 1) === 0 ? 2 : 4;
  const out = [];
  for (const { kind, origin, targets } of references) {
    const stays2 = targets.filter((id) => kept.has(id));
    if (!["dimg", "auxl", "prem"].includes(kind) || !kept.has(origin) || !stays2.length) continue;
    out.push(made(kind, packed(origin, size2), packed(stays2.length, 2), ...stays2.map((id) => packed(id, size2))));
  }
  return out.length ? made("iref", meta.subarray(box.body, box.body + 4), ...out) : new Uint8Array(0);
}
function overlap(one2, other) {
  let next = 0;
  for (const [start, length] of one2) {
    while (next < other.length && other[next][0] + other[next][1] <= start) next++;
    if (next < other.length && other[next][0] < start + length) return true;
  }
  return false;
}
function made(kind, ...parts3) {
  const length = parts3.reduce((sum, part) => sum + part.length, 8);
  return joined(packed(length, 4), bytes(kind), ...parts3);
}

// src/clean/picture/heifproperties.js
var MAX_PROPERTIES = 32767;
var MAX_ENTRIES2 = 5e4;
var KEEPS6 = /* @__PURE__ */ new Map([
  ["ispe", [12, 12]],
  ["pixi", [5, 20]],
  ["pasp", [8, 8]],
  ["clap", [32, 32]],
  ["irot", [1, 1]],
  ["imir", [1, 1]],
  ["colr", [8, 1 << 24]],
  ["auxC", [6, 64]],
  ["hvcC", [23, 65536]],
  ["avcC", [7, 65536]],
  ["av1C", [4, 65536]],
  ["a1op", [1, 1]],
  ["a1lx", [4, 13]],
  ["lsel", [2, 2]],
  ["clli", [4, 4]],
  ["mdcv", [24, 24]],
  ["amve", [8, 8]]
]);
var TOLD2 = /* @__PURE__ */ new Map([
  ["udes", "text"],
  ["cmin", "device"],
  ["cmex", "device"],
  ["itai", "time"],
  ["crtt", "time"],
  ["mdft", "time"]
]);
var FILL3 = ["free", "skip"];
var [SPACES2, SPACES_SIZE] = ["nclx", 11];
var PROFILES = ["prof", "rICC"];
var ALPHA = [
  "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha",
  "urn:mpeg:hevc:2015:auxid:1",
  "urn:mpeg:avc:2015:auxid:1"
];
var Properties = class {
  #meta;
  #list;
  /** @type {Box[]} */
  #boxes;
  /** @type {{ table: Box, entries: Entry[] }[]} */
  #tables;
  /** @param {Uint8Array} meta @param {Box} box */
  constructor(meta, box) {
    const inner = [...boxes(meta, box.body, box.end)];
    if (inner[0]?.kind !== "ipco" || inner.slice(1).some((child) => child.kind !== "ipma")) throw new TooComplexError();
    this.#meta = meta;
    this.#list = inner[0];
    this.#boxes = [...boxes(meta, this.#list.body, this.#list.end)];
    if (this.#boxes.length > MAX_PROPERTIES) throw new TooComplexError();
    this.#tables = inner.slice(1).map((table2) => ({ table: table2, entries: this.#entries(table2) }));
  }
  /** @param {Box} table `ipma` @returns {Entry[]} */
  #entries(table2) {
    const meta = this.#meta;
    const [version, wide2] = [number(meta, table2.body, 1), number(meta, table2.body + 3, 1) & 1];
    const [idSize, size2] = [version === 0 ? 2 : 4, 1 + wide2];
    const bit = wide2 ? 32768 : 128;
    let at = table2.body + 8;
    const entries = [];
    const rows = number(meta, table2.body + 4, 4);
    if (rows > MAX_ENTRIES2) throw new TooComplexError();
    for (let i = 0; i < rows; i++) {
      const [start, count] = [at, number(meta, at + idSize, 1)];
      at += idSize + 1 + count * size2;
      if (at > table2.end) throw new BrokenFileError();
      const said = Array.from({ length: count }, (_, at2) => number(meta, at - (count - at2) * size2, size2));
      const numbers3 = said.map((value) => value & bit - 1);
      if (numbers3.some((value) => value > this.#boxes.length)) throw new BrokenFileError();
      const needed = said.filter((value) => value & bit).map((value) => value & bit - 1);
      entries.push({ item: number(meta, start, idSize), numbers: numbers3, needed, start, end: at });
    }
    return entries;
  }
  /** @returns {Set<number>} the items that say of themselves that they are the transparency of another */
  alphas() {
    const found = /* @__PURE__ */ new Set();
    for (const { entries } of this.#tables) {
      for (const { item, numbers: numbers3 } of entries) {
        for (const value of numbers3) {
          const box = value ? this.#boxes[value - 1] : null;
          if (box?.kind === "auxC" && ALPHA.includes(asText(this.#meta.subarray(box.body + 4, box.end)))) found.add(item);
        }
      }
    }
    return found;
  }
  /** @param {Set<number>} items @param {Findings} findings @returns {Uint8Array} the `iprp` box for these items
   *  @throws {BrokenFileError} a property has not the size that it can have
   *  @throws {TooComplexError} an item must not be shown without a property that we don't know */
  kept(items, findings) {
    const used3 = /* @__PURE__ */ new Set();
    const needed = /* @__PURE__ */ new Set();
    for (const { entries } of this.#tables) {
      for (const entry of entries) {
        if (!items.has(entry.item)) continue;
        for (const value of entry.numbers) used3.add(value);
        for (const value of entry.needed) needed.add(value);
      }
    }
    const { start, end } = this.#list;
    const data = this.#meta.slice(start, end);
    this.#boxes.forEach((box, i) => {
      const moved = { kind: box.kind, start: box.start - start, body: box.body - start, end: box.end - start };
      if (used3.has(i + 1) && stays(data, moved, findings)) return;
      if (needed.has(i + 1)) throw new TooComplexError();
      drop2(data, moved, findings);
    });
    const last = this.#boxes.at(-1);
    if (last) data.fill(0, last.end - start);
    const out = [data];
    for (const { table: table2, entries } of this.#tables) {
      const rows = entries.filter((entry) => items.has(entry.item)).map((entry) => this.#meta.subarray(entry.start, entry.end));
      out.push(made("ipma", this.#meta.subarray(table2.body, table2.body + 4), packed(rows.length, 4), ...rows));
    }
    return made("iprp", joined(...out));
  }
};
function stays(data, box, findings) {
  const sizes = KEEPS6.get(box.kind);
  if (!sizes) return false;
  if (box.end - box.body < sizes[0] || box.end - box.body > sizes[1]) throw new BrokenFileError();
  if (box.kind === "auxC") {
    const isAlpha = ALPHA.includes(asText(data.subarray(box.body + 4, box.end)));
    if (!isAlpha) findings.add("hidden-data");
    return isAlpha;
  }
  if (box.kind !== "colr") return true;
  const kind = latin(data, box.body, box.body + 4);
  if (kind === SPACES2) {
    if (box.end - box.body !== SPACES_SIZE) throw new BrokenFileError();
    return true;
  }
  const profile2 = PROFILES.includes(kind) ? cleanIcc(data.slice(box.body + 4, box.end), findings) : null;
  if (profile2) data.set(profile2, box.body + 4);
  return profile2 !== null;
}
function drop2(data, box, findings) {
  if (FILL3.includes(box.kind)) {
    if (anySet(data.subarray(box.body, box.end))) findings.add("hidden-data");
  } else if (!KEEPS6.has(box.kind)) findings.add(TOLD2.get(box.kind) ?? "hidden-data");
  blank(data, box);
}

// src/clean/picture/heifmeta.js
var NEEDED = ["hdlr", "pitm", "iinf", "iloc", "iprp"];
var PLAIN5 = ["free", "skip", "dinf", "grpl", "iods"];
var HANDLER = "pict";
var BLAND_NAME2 = /^(?:[A-Za-z ]*Handler?)$/;
var MAX_TOLD3 = 20;
var SMALL2 = 16 * 1024 * 1024;
var SAME_FILE = "\0\0\0$dinf\0\0\0dref\0\0\0\0\0\0\0\0\0\0\furl \0\0\0";
var [XMP2, C2PA] = ["application/rdf+xml", "application/c2pa"];
async function cleanMeta(window, box, findings) {
  const meta = (await window.take(box.start, box.end - box.start)).slice();
  return new Cleaner6(window, meta, box.body - box.start, findings).cleaned();
}
var Cleaner6 = class {
  #window;
  #meta;
  #findings;
  #start;
  #children;
  /** @type {Map<string, Box>} */
  #box = /* @__PURE__ */ new Map();
  #items;
  #entries;
  #references;
  #properties;
  /** @type {Set<number>} */
  #previews;
  /** @type {Map<number, number[]>} */
  #parts = /* @__PURE__ */ new Map();
  // what a derived picture is made of
  #told = 0;
  /** @param {Window} window @param {Uint8Array} meta @param {number} body @param {Findings} findings */
  constructor(window, meta, body, findings) {
    this.#window = window;
    this.#meta = meta;
    this.#findings = findings;
    this.#start = body + 4;
    this.#children = [...boxes(meta, this.#start, meta.length)];
    const counts = /* @__PURE__ */ new Map();
    for (const child of this.#children) {
      counts.set(child.kind, (counts.get(child.kind) ?? 0) + 1);
      if (!this.#box.has(child.kind)) this.#box.set(child.kind, child);
    }
    const twice = (counts.get("iref") ?? 0) > 1 || (counts.get("idat") ?? 0) > 1;
    if (twice || NEEDED.some((kind) => counts.get(kind) !== 1)) throw new BrokenFileError();
    if (counts.has("ipro")) throw new TooComplexError();
    this.#items = readItems(meta, this.#needed("iinf"));
    this.#entries = readLocations(meta, this.#needed("iloc"), this.#items);
    this.#references = readReferences(meta, this.#box.get("iref"), this.#items);
    this.#properties = new Properties(meta, this.#needed("iprp"));
    this.#previews = new Set(this.#references.filter(({ kind }) => kind === "thmb").map(({ origin }) => origin));
    for (const { kind, origin, targets } of this.#references) {
      if (kind !== "dimg") continue;
      const parts3 = this.#parts.get(origin) ?? [];
      for (const target of targets) parts3.push(target);
      this.#parts.set(origin, parts3);
    }
  }
  /** @param {string} kind */
  #needed(kind) {
    const box = this.#box.get(kind);
    if (!box) throw new BrokenFileError();
    return box;
  }
  async cleaned() {
    const kept = this.#kept(this.#primary());
    const gone3 = new Set([...this.#items.keys()].filter((id) => !kept.has(id)));
    const [inFile, inMeta] = [this.#spans(kept, IN_FILE), this.#spans(kept, IN_META)];
    if (overlap(inFile, this.#spans(gone3, IN_FILE)) || overlap(inMeta, this.#spans(gone3, IN_META))) {
      throw new TooComplexError();
    }
    for (const id of [...gone3].sort((one2, other) => one2 - other)) await this.#tell(id);
    const parts3 = [this.#meta.subarray(0, this.#start)];
    for (const child of this.#children) parts3.push(this.#child(child, kept, inMeta));
    let data = joined(...parts3);
    const spare = this.#meta.length - data.length;
    if (spare > 0 && spare < 8) throw new TooComplexError();
    if (spare) data = joined(data, made("free", new Uint8Array(spare - 8)));
    const order = [...kept].sort((one2, other) => one2 - other);
    const coded = order.map((id) => CODED[this.#item(id).kind]).find((format) => format);
    if (!coded) throw new BrokenFileError();
    return { data, spans: inFile, format: coded, dropped: gone3.size > 0 };
  }
  /** @param {number} id */
  #item(id) {
    const item = this.#items.get(id);
    if (!item) throw new BrokenFileError();
    return item;
  }
  #primary() {
    const box = this.#needed("pitm");
    const size2 = number(this.#meta, box.body, 1) === 0 ? 2 : 4;
    if (box.end - box.body !== 4 + size2) throw new BrokenFileError();
    return number(this.#meta, box.body + 4, size2);
  }
  /** The picture that is shown, the parts that it is made of, and the transparency of any of them.
   *  @param {number} primary @returns {Set<number>} */
  #kept(primary) {
    const kept = /* @__PURE__ */ new Set();
    this.#follow(primary, kept);
    const alphas = this.#properties.alphas();
    for (const { kind, origin, targets } of this.#references) {
      if (kind === "auxl" && alphas.has(origin) && targets.some((id) => kept.has(id))) this.#follow(origin, kept);
    }
    return kept;
  }
  /** @param {number} first @param {Set<number>} kept */
  #follow(first, kept) {
    const ahead = [first];
    for (let id = ahead.pop(); id !== void 0; id = ahead.pop()) {
      if (kept.has(id)) continue;
      const item = this.#item(id);
      const known = Object.hasOwn(CODED, item.kind) || DERIVED.includes(item.kind);
      if (item.locked || !item.reachable || !known) throw new TooComplexError();
      kept.add(id);
      for (const part of this.#parts.get(id) ?? []) ahead.push(part);
    }
  }
  /** @param {Set<number>} items @param {number} where @returns {Span[]} */
  #spans(items, where) {
    const spans = [];
    for (const id of items) {
      const item = this.#item(id);
      if (item.where === where && item.reachable) for (const span of item.extents) spans.push(span);
    }
    return merged(spans);
  }
  /** A box in `meta` as it stays, or nothing. @param {Box} child @param {Set<number>} kept @param {Span[]} spans */
  #child(child, kept, spans) {
    const [meta, kind] = [this.#meta, child.kind];
    if (kind === "hdlr") return this.#handler(child);
    const isPlain = child.end - child.start === SAME_FILE.length && latin(meta, child.start, child.end) === SAME_FILE;
    if (kind === "pitm" || isPlain) return meta.subarray(child.start, child.end);
    if (kind === "iinf") return keptItems(meta, child, this.#items, kept);
    if (kind === "iloc") return keptLocations(meta, child, this.#entries, kept);
    if (kind === "iref") return keptReferences(meta, child, this.#references, kept);
    if (kind === "iprp") return this.#properties.kept(kept, this.#findings);
    if (kind === "idat") return this.#data(child, spans);
    const filled = (kind === "free" || kind === "skip") && anySet(meta.subarray(child.body, child.end));
    if (filled || !PLAIN5.includes(kind)) this.#findings.add("hidden-data");
    return new Uint8Array(0);
  }
  /** The kind of handler stays, its maker and its name go. @param {Box} box */
  #handler(box) {
    const meta = this.#meta;
    if (box.end - box.body < 24 || latin(meta, box.body + 8, box.body + 12) !== HANDLER) throw new BrokenFileError();
    const name = asText(meta.subarray(box.body + 24, box.end));
    if (name && !BLAND_NAME2.test(name)) this.#findings.add("software", name);
    const content = new Uint8Array(box.end - box.body);
    content.set(meta.subarray(box.body + 8, box.body + 12), 8);
    return joined(meta.subarray(box.start, box.body), content);
  }
  /** The `idat` box with the bytes of kept items, and zeros. @param {Box} box @param {Span[]} spans */
  #data(box, spans) {
    const data = this.#meta.slice(box.start, box.end);
    data.fill(0, box.body - box.start);
    for (const [start, length] of spans) {
      if (box.body + start + length > box.end) throw new BrokenFileError();
      const at = box.body + start;
      data.set(this.#meta.subarray(at, at + length), at - box.start);
    }
    return data;
  }
  /** Note what an item tells that goes. @param {number} id */
  async #tell(id) {
    const item = this.#item(id);
    if (Object.hasOwn(CODED, item.kind) || DERIVED.includes(item.kind)) {
      this.#findings.add(this.#previews.has(id) ? "thumbnail" : "hidden-data");
      return;
    }
    const isRead = ["Exif", "mime"].includes(item.kind) && this.#told < MAX_TOLD3;
    const content = isRead ? await this.#content(item) : null;
    this.#told++;
    if (item.kind === "Exif" && content && content.length >= 4) {
      readExif(content.subarray(4 + number(content, 0, 4)), this.#findings);
    } else if (item.kind === "mime" && this.#type(item) === XMP2 && content?.length) readXmp(content, this.#findings);
    else if (item.kind === "mime" && this.#type(item) === C2PA) this.#findings.add("proof", CREDENTIALS);
    else this.#findings.add("hidden-data");
  }
  /** The type that the entry of a mime item names, behind the item's own name. @param {Item} item */
  #type({ entry }) {
    const named2 = entry.body + (number(this.#meta, entry.body, 1) === 2 ? 12 : 14);
    const rest = this.#meta.subarray(named2, Math.max(named2, entry.end));
    const end = rest.indexOf(0);
    return end < 0 ? "" : asText(rest.subarray(end + 1));
  }
  /** The bytes of an item that goes, or null: too many, or out of reach.
   *  @param {Item} item @returns {Promise<Uint8Array | null>} */
  async #content(item) {
    const idat = this.#box.get("idat");
    if (!item.reachable || item.extents.reduce((sum, [, length]) => sum + length, 0) > SMALL2) return null;
    const parts3 = [];
    for (const [start, length] of item.extents) {
      if (item.where === IN_FILE && start + length <= this.#window.size) {
        parts3.push((await this.#window.take(start, length)).slice());
      } else if (item.where === IN_META && idat && idat.body + start + length <= idat.end) {
        parts3.push(this.#meta.subarray(idat.body + start, idat.body + start + length));
      } else return null;
    }
    return joined(...parts3);
  }
};

// src/clean/picture/heif.js
var RAW = "crx ";
var MAX_BRANDS2 = 4096;
var [BRAND_START, FIRST_COMPATIBLE] = [8, 16];
var BRANDS = /* @__PURE__ */ new Set([
  ...IMAGE_BRANDS,
  ..."avio iso2 iso3 iso4 iso5 iso6 iso7 iso8 iso9 isoa isob isoc isom MA1A MA1B MiHA MiHB MiHE MiPr".split(" ")
]);
var PLAINEST = bytes("mif1");
var MAX_META = 16 * 1024 * 1024;
var MAX_TOLD4 = 20;
var KEEPS7 = ["ftyp", "meta", "moov", "moof", "mdat"];
var FILL4 = ["free", "skip", "wide"];
var SEQUENCES = ["hevc", "hevx", "hevm", "hevs", "msf1", "avis", "avcs"];
var HANDLERS = ["pict", "vide"];
var ALPHA_HANDLER = "auxv";
function isHeif(head2) {
  const brand = head2.slice(8, 12);
  return head2.slice(4, 8) === "ftyp" && IMAGE_BRANDS.has(brand) && brand !== RAW;
}
async function cleanHeif(source) {
  const [window, findings] = [new Window(source), new Findings()];
  const top = await topBoxes(window, KEEPS7, findings);
  const meta = await metaOf(window, top, findings);
  const movie = await movieOf(window, top, findings);
  const brand = latin(await window.take(8, 4), 0, 4);
  if (!meta && (!movie || !SEQUENCES.includes(brand))) throw new BrokenFileError();
  const spans = (meta?.spans ?? []).slice();
  for (const span of movie?.spans ?? []) spans.push(span);
  let told3 = 0;
  for (const box of top) if (!KEEPS7.includes(box.kind)) await tell2(window, box, ++told3, findings);
  while (!KEEPS7.includes(top[top.length - 1].kind)) top.pop();
  const { plan, gaps } = await planned(window, top, meta, movie, merged(spans));
  if (!meta?.dropped && !movie?.dropped.size) await tellGaps(window, gaps, findings);
  const format = meta?.format ?? (brand === "avis" ? "avif" : "heic");
  return { format, extension: format, mediaType: `image/${format}`, plan, findings: findings.listed() };
}
function one(top, kind) {
  const found = top.filter((box) => box.kind === kind);
  if (found.length > 1) throw new BrokenFileError();
  return found[0];
}
async function metaOf(window, top, findings) {
  const box = one(top, "meta");
  if (box && box.end - box.start > MAX_META) throw new TooComplexError();
  return box ? cleanMeta(window, box, findings) : null;
}
async function movieOf(window, top, findings) {
  const box = one(top, "moov");
  if (top.some((other) => other.kind === "moof")) throw new TooComplexError();
  if (!box) return null;
  const data = await window.take(box.start, box.end - box.start);
  for (const track of boxes(data, box.body - box.start, data.length)) {
    const handler = track.kind === "trak" ? find(data, track.body, track.end, "mdia", "hdlr") : null;
    if (handler && latin(data, handler.body + 8, handler.body + 12) === ALPHA_HANDLER) throw new TooComplexError();
  }
  return cleanMovie(data, findings, HANDLERS);
}
async function tell2(window, box, told3, findings) {
  if (FILL4.includes(box.kind)) {
    if (anySet(await window.take(box.body, Math.min(box.end - box.body, BLOCK)))) findings.add("hidden-data");
  } else if (box.kind === "uuid" && told3 <= MAX_TOLD4 && box.end - box.start <= MAX_META) {
    const data = await window.take(box.start, box.end - box.start);
    readTags(data, { kind: box.kind, start: 0, body: box.body - box.start, end: data.length }, findings);
  } else if (box.kind === "jumb") findings.add("proof", CREDENTIALS);
  else findings.add("hidden-data");
}
async function brandsOf(window, box) {
  if (box.start || box.body !== BRAND_START || box.end > MAX_BRANDS2) throw new TooComplexError();
  if ((box.end - box.body) % 4) throw new BrokenFileError();
  const data = (await window.take(0, box.end)).slice();
  data.fill(0, FIRST_COMPATIBLE - 4, FIRST_COMPATIBLE);
  for (let at = FIRST_COMPATIBLE; at < box.end; at += 4) {
    if (!BRANDS.has(latin(data, at, at + 4))) data.set(PLAINEST, at);
  }
  return data;
}
async function planned(window, top, meta, movie, spans) {
  const plan = new PlanBuilder(window.size);
  const gaps = [];
  let done = 0;
  for (const box of top) {
    if (box.kind === "meta" && meta) plan.literal(meta.data);
    else if (box.kind === "moov" && movie) plan.literal(movie.data);
    else if (box.kind === "ftyp") plan.literal(await brandsOf(window, box));
    else if (box.kind === "mdat") done = planMedia(plan, box, spans, done, gaps);
    else await planFree(plan, window, box);
  }
  if (done < spans.length) throw new BrokenFileError();
  return { plan: plan.build(), gaps };
}

// src/clean/picture/iptc.js
var MAX_RECORDS = 1e3;
var TELLING3 = /* @__PURE__ */ new Map([
  [5, "text"],
  // object name
  [15, "text"],
  [25, "text"],
  // keywords
  [26, "place"],
  [40, "text"],
  [55, "time"],
  [60, "time"],
  [62, "time"],
  [65, "software"],
  [80, "person"],
  // by-line
  [85, "person"],
  [90, "place"],
  // city
  [92, "place"],
  [95, "place"],
  [101, "place"],
  [103, "hidden-data"],
  [105, "text"],
  [110, "person"],
  [115, "person"],
  [116, "person"],
  [118, "person"],
  [120, "text"],
  // caption
  [122, "person"]
]);
var THUMBNAILS = [1033, 1036];
var IPTC = 1028;
function lenient(data, at, size2) {
  return data.subarray(at, at + size2).reduce((value, byte) => value * 256 + byte, 0);
}
function readPhotoshop(untrusted, findings) {
  let at = 0;
  let known = false;
  for (let i = 0; i < MAX_RECORDS; i++) {
    if (latin(untrusted, at, at + 4) !== "8BIM" || at + 7 > untrusted.length) break;
    const resource = lenient(untrusted, at + 4, 2);
    const name = untrusted[at + 6] + 1;
    at += 6 + name + (name & 1);
    const size2 = lenient(untrusted, at, 4);
    const block = untrusted.subarray(at + 4, at + 4 + size2);
    at += 4 + size2 + size2 % 2;
    if (THUMBNAILS.includes(resource)) {
      findings.add("thumbnail");
      known = true;
    } else if (resource === IPTC) known = readIptc(block, findings) || known;
  }
  if (!known) findings.add("hidden-data");
}
function readIptc(untrusted, findings) {
  let at = 0;
  let known = false;
  for (let i = 0; i < MAX_RECORDS; i++) {
    const head2 = untrusted.subarray(at, at + 5);
    if (head2.length < 5 || head2[0] !== 28) break;
    const size2 = lenient(head2, 3, 2);
    const kind = head2[1] === 2 ? TELLING3.get(head2[2]) : void 0;
    if (kind) {
      findings.add(kind, kind === "hidden-data" ? "" : asText(untrusted.subarray(at + 5, at + 5 + size2)));
      known = true;
    }
    at += 5 + size2;
  }
  return known;
}

// src/clean/picture/jpeg.js
var MAX_SEGMENTS = 2e4;
var MAX_TOLD5 = 100;
var [SOI, EOI, SOS, DHT, DAC, DQT, DNL, DRI, COM, TEM] = [216, 217, 218, 196, 204, 219, 220, 221, 254, 1];
var [APP0, APP1, APP2, APP11, APP12, APP13, APP14] = [224, 225, 226, 235, 236, 237, 238];
var isFrame = (marker) => marker >= 192 && marker <= 207 && marker !== DHT && marker !== 200 && marker !== DAC;
var HIERARCHICAL = [222, 223];
var EXIF = "Exif\0";
var XMP3 = "http://ns.adobe.com/xap/1.0/\0";
var ICC = "ICC_PROFILE\0";
var PHOTOSHOP = "Photoshop 3.0\0";
var ICC_PIECE = 65e3;
async function cleanJpeg(source) {
  const cleaner = new Cleaner7(source);
  await cleaner.read();
  const plan = cleaner.plan();
  return { format: "jpeg", extension: "jpg", mediaType: "image/jpeg", plan, findings: cleaner.findings.listed() };
}
function cleanTables(untrusted, findings) {
  let at = 2;
  const parts3 = [Uint8Array.of(255, SOI)];
  while (untrusted[at] !== 255 || untrusted[at + 1] !== EOI) {
    if (at + 4 > untrusted.length || untrusted[at] !== 255) throw new BrokenFileError();
    const [marker, length] = [untrusted[at + 1], number(untrusted, at + 2, 2)];
    const body = untrusted.subarray(at + 4, at + 2 + length);
    if (length < 2 || body.length !== length - 2) throw new BrokenFileError();
    if ([DQT, DHT, DAC, DRI].includes(marker)) {
      if (!SHAPES.get(marker)?.(body)) throw new BrokenFileError();
      parts3.push(segment(marker, body));
    } else if (marker >= APP0 && marker <= COM) findings.add(marker === COM ? "text" : "hidden-data");
    else throw new BrokenFileError();
    at += 2 + length;
  }
  if (untrusted[0] !== 255 || untrusted[1] !== SOI) throw new BrokenFileError();
  if (at + 2 < untrusted.length) findings.add("hidden-data", `${untrusted.length - at - 2} B`);
  return joined(...parts3, Uint8Array.of(255, EOI));
}
var Cleaner7 = class {
  findings = new Findings();
  #window;
  #picture;
  /** @type {Uint8Array} */
  #jfif = new Uint8Array(0);
  /** @type {Uint8Array} */
  #adobe = new Uint8Array(0);
  #orientation = 1;
  /** @type {Map<number, Uint8Array>} */
  #profile = /* @__PURE__ */ new Map();
  #profilePieces = 0;
  #told = 0;
  #frame = false;
  #scan = false;
  /** @param {import('../source.js').Source} source */
  constructor(source) {
    this.#window = new Window(source);
    this.#picture = new PlanBuilder(source.size);
  }
  async read() {
    let at = 2;
    for (let i = 0; i < MAX_SEGMENTS; i++) {
      at = await this.#skipToMarker(at);
      const marker = (await this.#window.take(at + 1, 1))[0];
      if (marker === EOI) {
        this.#end(at + 2);
        return;
      }
      at = marker === TEM ? at + 2 : await this.#segment(marker, at);
      if (marker === SOS) {
        this.#scan = true;
        const end = await this.#findMarker(at);
        this.#picture.range(at, end - at);
        at = end;
      }
    }
    throw new TooComplexError();
  }
  plan() {
    const front = new PlanBuilder(this.#window.size);
    front.literal(joined(bytes("ÿØ"), this.#jfif));
    if (this.#orientation > 1) {
      front.literal(segment(APP1, joined(bytes(`${EXIF}\0`), orientationExif(this.#orientation))));
    }
    front.literal(this.#adobe);
    for (const piece of this.#profileSegments()) front.literal(piece);
    front.extend(this.#picture);
    front.literal(bytes("ÿÙ"));
    return front.build();
  }
  /** @param {number} at @returns {Promise<number>} where the next marker is, at `at` or behind it */
  async #findMarker(at) {
    while (at + 2 <= this.#window.size) {
      const block = await this.#window.take(at, Math.min(BLOCK, this.#window.size - at));
      for (let i = block.indexOf(255); i >= 0 && i + 1 < block.length; i = block.indexOf(255, i + 1)) {
        if (endsScan(block[i + 1])) return at + i;
      }
      at += block.length - (block[block.length - 1] === 255 ? 1 : 0);
    }
    throw new BrokenFileError();
  }
  /** @param {number} at @returns {Promise<number>} */
  async #skipToMarker(at) {
    const found = await this.#findMarker(at);
    const skipped = await this.#window.take(at, Math.min(found - at, BLOCK));
    if (skipped.some((byte) => byte !== 255)) this.findings.add("hidden-data");
    return found;
  }
  /** Keep or drop the segment at `at`. @param {number} marker @param {number} at @returns {Promise<number>} its end */
  async #segment(marker, at) {
    const length = number(await this.#window.take(at + 2, 2), 0, 2);
    if (marker < 192 || marker === SOI || length < 2) throw new BrokenFileError();
    if (HIERARCHICAL.includes(marker)) throw new TooComplexError();
    const body = await this.#window.take(at + 4, length - 2);
    if (isFrame(marker) || SHAPES.has(marker)) {
      this.#checkShape(marker, body);
      this.#picture.range(at, length + 2);
    } else if (marker === COM) this.findings.add("text", asText(body));
    else this.#application(marker, body);
    return at + 2 + length;
  }
  /** A segment of the picture holds what its kind needs and not a byte more.
   *  @param {number} marker @param {Uint8Array} body */
  #checkShape(marker, body) {
    let sound2 = SHAPES.get(marker)?.(body);
    if (isFrame(marker)) {
      this.#frame = true;
      sound2 = body.length >= 6 && body.length === 6 + 3 * body[5];
    }
    if (!sound2 || marker === SOS && !this.#frame) throw new BrokenFileError();
  }
  /** @param {number} marker @param {Uint8Array} body */
  #application(marker, body) {
    if (marker === APP0 && startsWith(body, "JFIF\0") && body.length >= 14) {
      if (!this.#jfif.length) this.#jfif = segment(APP0, joined(body.subarray(0, 12), bytes("\0\0")));
      if (body[12] && body[13]) this.findings.add("thumbnail");
    } else if (marker === APP0 && startsWith(body, "JFXX\0")) this.findings.add("thumbnail");
    else if (marker === APP2 && startsWith(body, ICC) && body.length >= 14) {
      if (!this.#profile.has(body[12])) this.#profile.set(body[12], body.slice(14));
      this.#profilePieces = body[13];
    } else if (marker === APP14 && startsWith(body, "Adobe") && body.length >= 12) {
      this.#adobe = segment(APP14, joined(body.subarray(0, 7), new Uint8Array(4), body.subarray(11, 12)));
    } else if (this.#told < MAX_TOLD5) {
      this.#told++;
      this.#tell(marker, body);
    } else this.findings.add("hidden-data");
  }
  /** Note what a segment tells that goes. @param {number} marker @param {Uint8Array} body */
  #tell(marker, body) {
    if (marker === APP1 && startsWith(body, EXIF)) {
      const orientation = readExif(body.subarray(6), this.findings);
      if (this.#orientation <= 1) this.#orientation = orientation;
    } else if (marker === APP1 && startsWith(body, XMP3)) readXmp(body.subarray(XMP3.length), this.findings);
    else if (marker === APP12 && startsWith(body, "Ducky")) this.findings.add("software");
    else if (marker === APP11 && startsWith(body, "JP")) {
      this.findings.add("proof", CREDENTIALS);
    } else if (marker === APP13 && startsWith(body, PHOTOSHOP)) {
      readPhotoshop(body.subarray(PHOTOSHOP.length), this.findings);
    } else this.findings.add("hidden-data");
  }
  /** @returns {Uint8Array[]} */
  #profileSegments() {
    if (!this.#profile.size) return [];
    const pieces = [];
    for (let i = 1; i <= this.#profilePieces; i++) pieces.push(this.#profile.get(i) ?? new Uint8Array(0));
    const profile2 = cleanIcc(joined(...pieces), this.findings);
    if (!profile2) return [];
    const count = Math.ceil(profile2.length / ICC_PIECE);
    return Array.from(
      { length: count },
      (_, i) => segment(APP2, joined(bytes(ICC), Uint8Array.of(i + 1, count), profile2.subarray(i * ICC_PIECE, (i + 1) * ICC_PIECE)))
    );
  }
  /** @param {number} at */
  #end(at) {
    if (!this.#scan) throw new BrokenFileError();
    if (at < this.#window.size) this.findings.add("hidden-data", `${this.#window.size - at} B`);
  }
};
var endsScan = (byte) => byte !== 0 && byte !== 255 && (byte < 208 || byte > 215);
var segment = (marker, body) => joined(Uint8Array.of(255, marker), packed(body.length + 2, 2), body);
function isQuantization(body) {
  let at = 0;
  while (at < body.length) at += body[at] >> 4 ? 129 : 65;
  return at === body.length;
}
function isHuffman(body) {
  let at = 0;
  while (at + 17 <= body.length) at += 17 + body.subarray(at + 1, at + 17).reduce((sum, count) => sum + count, 0);
  return at === body.length;
}
var SHAPES = /* @__PURE__ */ new Map([
  [DQT, isQuantization],
  [DHT, isHuffman],
  [DAC, (body) => body.length % 2 === 0 && body.length <= 64],
  [DNL, (body) => body.length === 2],
  [DRI, (body) => body.length === 2],
  [SOS, (body) => body.length >= 4 && body.length === 4 + 2 * body[0]]
]);

// src/clean/deflate.js
var STORED = 65535;
var ADLER = 65521;
var inflate = (untrusted, limit) => inflated("deflate", untrusted, limit);
async function inflateRaw(untrusted, limit) {
  const data = await inflated("deflate-raw", untrusted, limit);
  if (!data || !await passesOver()) return data;
  return await inflated("deflate-raw", untrusted.subarray(0, untrusted.length - 1), limit) ? null : data;
}
var tolerance;
var passesOver = () => tolerance ??= inflated("deflate-raw", Uint8Array.of(3, 0, 0), 1).then((data) => data !== null);
async function inflated(format, untrusted, limit) {
  const stream = new Blob([
    /** @type {BlobPart} */
    untrusted
  ]).stream().pipeThrough(new DecompressionStream(format));
  const reader = stream.getReader();
  const parts3 = [];
  let length = 0;
  try {
    for (; ; ) {
      const { done, value } = await reader.read();
      if (done) return joined(...parts3);
      parts3.push(value);
      length += value.length;
      if (length > limit) {
        await reader.cancel();
        return null;
      }
    }
  } catch {
    return null;
  }
}
function stored(data) {
  const parts3 = [Uint8Array.of(120, 1)];
  for (let start = 0; start < Math.max(data.length, 1); start += STORED) {
    const block = data.subarray(start, start + STORED);
    const last = start + STORED >= data.length ? 1 : 0;
    parts3.push(Uint8Array.of(last), littlePacked(block.length, 2), littlePacked(block.length ^ 65535, 2), block);
  }
  return joined(...parts3, packed(adler32(data), 4));
}
function adler32(data) {
  let [low, high] = [1, 0];
  for (const byte of data) {
    low = (low + byte) % ADLER;
    high = (high + low) % ADLER;
  }
  return high * 65536 + low;
}
var CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? rest >>> 1 ^ 3988292384 : rest >>> 1;
  return rest;
});
function crc32(data, before = 0) {
  let rest = ~before;
  for (const byte of data) rest = CRC_TABLE[(rest ^ byte) & 255] ^ rest >>> 8;
  return (rest ^ 4294967295) >>> 0;
}

// src/clean/picture/pngtext.js
var LIMIT2 = 1024 * 1024;
var TELLING4 = /* @__PURE__ */ new Map([
  ["author", "person"],
  ["artist", "person"],
  ["copyright", "person"],
  ["software", "software"],
  ["source", "device"],
  ["make", "device"],
  ["model", "device"],
  ["creation time", "time"],
  ["create-date", "time"],
  ["modify-date", "time"],
  ["date:create", "time"],
  ["date:modify", "time"],
  ["date:timestamp", "time"],
  ["location", "place"]
]);
function parted(data) {
  const end = data.indexOf(0);
  return end < 0 ? [data, null] : [data.subarray(0, end), data.subarray(end + 1)];
}
async function readText(kind, untrusted, findings) {
  const [keywordBytes, rest] = parted(untrusted);
  const keyword = asText(keywordBytes);
  const text = await plain(kind, rest ?? new Uint8Array(0));
  if (!text) findings.add("text");
  else if (keyword === "XML:com.adobe.xmp") readXmp(text, findings);
  else if (keyword.startsWith("Raw profile type ")) readRawProfile(keyword.slice(17), text, findings);
  else findings.add(TELLING4.get(keyword.toLowerCase()) ?? "text", asText(text));
}
async function plain(kind, rest) {
  if (kind === "tEXt") return rest;
  if (kind === "zTXt") return inflate(rest.subarray(1), LIMIT2);
  const [, translated] = parted(rest.subarray(2));
  const text = translated && parted(translated)[1];
  if (!text) return null;
  return rest[0] === 1 ? inflate(text, LIMIT2) : text;
}
function readRawProfile(name, text, findings) {
  let start = 0;
  while (text[start] === 10) start++;
  const lines2 = latin(text, start, LIMIT2).split("\n");
  const digits = lines2.slice(2).join("").replace(/[^0-9a-f]+/g, "");
  const data = new Uint8Array(digits.length >> 1);
  for (let i = 0; i < data.length; i++) data[i] = parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  if ((name === "exif" || name === "APP1") && startsWith(data, "Exif\0")) readExif(data.subarray(6), findings);
  else if (name === "xmp") readXmp(data, findings);
  else if (name === "iptc") readPhotoshop(data, findings);
  else findings.add("hidden-data");
}

// src/clean/picture/png.js
var MAX_CHUNKS2 = 1e6;
var SIGNATURE = "PNG\r\n\n";
var SMALL3 = 16 * 1024 * 1024;
var MAX_TEXTS = 100;
var DRAWS = /* @__PURE__ */ new Map([
  ["IHDR", [13, 13]],
  ["PLTE", [3, 768]],
  ["IDAT", [0, 2 ** 31]],
  ["IEND", [0, 0]],
  ["tRNS", [1, 256]],
  ["acTL", [8, 8]],
  ["fcTL", [26, 26]],
  ["fdAT", [4, 2 ** 31]]
]);
var COLOURS = /* @__PURE__ */ new Map([
  ["gAMA", [4, 4]],
  ["cHRM", [32, 32]],
  ["sRGB", [1, 1]],
  ["sBIT", [1, 4]],
  ["bKGD", [1, 6]],
  ["pHYs", [9, 9]],
  ["cICP", [4, 4]],
  ["mDCV", [24, 24]],
  ["cLLI", [8, 8]]
]);
var SIZES2 = /* @__PURE__ */ new Map([
  ["PLTE", /* @__PURE__ */ new Map([[3, 0]])],
  ["tRNS", /* @__PURE__ */ new Map([[0, 2], [2, 6], [3, 0]])],
  // prettier-ignore
  ["sBIT", /* @__PURE__ */ new Map([[0, 1], [2, 3], [3, 3], [4, 2], [6, 4]])],
  // prettier-ignore
  ["bKGD", /* @__PURE__ */ new Map([[0, 2], [2, 6], [3, 1], [4, 2], [6, 6]])]
  // prettier-ignore
]);
var SMALL_NUMBERS = /* @__PURE__ */ new Map([["gAMA", 4], ["cHRM", 32], ["pHYs", 8]]);
var TEXTS3 = ["tEXt", "zTXt", "iTXt"];
var TOLD3 = { tEXt: "text", zTXt: "text", iTXt: "text" };
var PROOFS = { caBX: CREDENTIALS, dSIG: DIGITAL_SIGNATURE };
async function cleanPng(source) {
  const [window, findings] = [new Window(source), new Findings()];
  const [head2, rest] = [new PlanBuilder(source.size), new PlanBuilder(source.size)];
  if (latin(await window.take(0, 16), 8, 16) !== "\0\0\0\rIHDR") throw new BrokenFileError();
  head2.literal(bytes(SIGNATURE));
  head2.range(8, 25);
  let [at, orientation, drawn, texts, kind] = [33, 1, false, 0, ""];
  const used3 = new Used(window, (await window.take(25, 1))[0]);
  for (let i = 0; kind !== "IEND"; i++) {
    if (i === MAX_CHUNKS2) throw new TooComplexError();
    const start = await window.take(at, 8);
    const length = number(start, 0, 4);
    kind = latin(start, 4, 8);
    const end = at + 12 + length;
    if (end > source.size || kind === "IHDR") throw new BrokenFileError();
    if (fits(kind, length) && await used3.isUsed(kind, length, at) && await isWhole(window, at, kind, length)) {
      drawn ||= kind === "IDAT";
      rest.range(at, end - at);
    } else if (kind === "eXIf" && length <= SMALL3) {
      orientation = readExif(await window.take(at + 8, length), findings);
    } else if (kind === "iCCP" && length <= SMALL3) {
      head2.literal(await profile(await window.take(at + 8, length), findings));
    } else if (TEXTS3.includes(kind) && length <= SMALL3 && texts < MAX_TEXTS) {
      texts++;
      await readText(kind, await window.take(at + 8, length), findings);
    } else await dropped(window, at, kind, length, findings);
    at = end;
  }
  if (!drawn || !used3.isComplete()) throw new BrokenFileError();
  if (at < source.size) findings.add("hidden-data", `${source.size - at} B`);
  if (orientation > 1) head2.literal(chunk("eXIf", orientationExif(orientation)));
  head2.extend(rest);
  return { format: "png", extension: "png", mediaType: "image/png", plan: head2.build(), findings: findings.listed() };
}
var Used = class {
  #window;
  #colours;
  #seen = /* @__PURE__ */ new Set();
  #frames = 0;
  #shown = 0;
  #number = 0;
  #open = false;
  // whether a frame's data may follow
  /** @param {Window} window @param {number} colours */
  constructor(window, colours2) {
    this.#window = window;
    this.#colours = colours2;
  }
  /** @param {string} kind @param {number} length @param {number} at @returns {Promise<boolean>} of the chunk at `at`
   *  @throws {BrokenFileError} a part of an animation that is out of its order */
  async isUsed(kind, length, at) {
    if (["acTL", "fcTL", "fdAT"].includes(kind)) return this.#moves(kind, number(await this.#window.take(at + 8, 4), 0, 4));
    if (kind === "IDAT" || kind === "IEND") {
      this.#seen.add(kind);
      return true;
    }
    if (this.#seen.has(kind) || this.#seen.has("IDAT")) return false;
    this.#seen.add(kind);
    const sizes = SIZES2.get(kind);
    if (sizes) return [0, length].includes(sizes.get(this.#colours) ?? -1);
    const body = await this.#window.take(at + 8, length);
    for (let i = 0; i < (SMALL_NUMBERS.get(kind) ?? 0); i += 4) if (body[i]) return false;
    return true;
  }
  /** @param {string} kind @param {number} first its first number @returns {boolean} */
  #moves(kind, first) {
    if (kind === "acTL") {
      if (this.#frames || this.#seen.has("IDAT")) throw new BrokenFileError();
      this.#frames = first;
      return first > 0;
    }
    if (!this.#frames) throw new BrokenFileError();
    if (first !== this.#number++ || kind === "fdAT" && !this.#open) throw new BrokenFileError();
    if (kind === "fcTL") {
      this.#shown++;
      this.#open = this.#seen.has("IDAT");
    }
    return true;
  }
  /** @returns {boolean} whether there are as many frames as were said */
  isComplete() {
    return this.#shown === this.#frames;
  }
};
function fits(kind, length) {
  const [least, most2] = DRAWS.get(kind) ?? COLOURS.get(kind) ?? [1, 0];
  if (least <= length && length <= most2) return true;
  if (DRAWS.has(kind)) throw new BrokenFileError();
  if (!(kind.charCodeAt(0) & 32)) throw new TooComplexError();
  return false;
}
async function isWhole(window, at, kind, length) {
  let [checksum, start] = [0, at + 4];
  const end = at + 8 + length;
  while (start < end) {
    const block = await window.take(start, Math.min(BLOCK, end - start));
    checksum = crc32(block, checksum);
    start += block.length;
  }
  if (checksum === number(await window.take(end, 4), 0, 4)) return true;
  if (DRAWS.has(kind)) throw new BrokenFileError();
  return false;
}
async function dropped(window, at, kind, length, findings) {
  if (kind === "tIME" && length === 7) {
    const time3 = await window.take(at + 8, 7);
    const [month, day, hour, minute, second] = Array.from(time3.subarray(2), (part) => String(part).padStart(2, "0"));
    findings.add("time", `${number(time3, 0, 2)}-${month}-${day} ${hour}:${minute}:${second}`);
  } else if (PROOFS[kind]) findings.add("proof", PROOFS[kind]);
  else findings.add(TOLD3[kind] ?? "hidden-data");
}
async function profile(untrusted, findings) {
  const end = untrusted.indexOf(0);
  const inflated2 = end >= 0 && untrusted[end + 1] === 0 ? await inflate(untrusted.subarray(end + 2), MAX_PROFILE) : null;
  const cleaned2 = cleanIcc(inflated2 ?? new Uint8Array(0), findings);
  return cleaned2 ? chunk("iCCP", joined(bytes("icc\0\0"), stored(cleaned2))) : new Uint8Array(0);
}
function chunk(kind, body) {
  const named2 = joined(bytes(kind), body);
  return joined(packed(body.length, 4), named2, packed(crc32(named2), 4));
}

// src/clean/picture/tiffpages.js
var [SHORT, LONG] = [3, 4];
var SIZES3 = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];
var MAX_ENTRIES3 = 512;
var MAX_PAGES = 2e3;
var Reader2 = class {
  /** @param {import('../source.js').Window} window @param {Uint8Array} head the first eight bytes */
  constructor(window, head2) {
    this.window = window;
    const isLittle = head2[0] === 73 && head2[1] === 73;
    this.read = isLittle ? littleNumber : number;
    this.pack = isLittle ? littlePacked : packed;
    this.head = head2.slice(0, 4);
    this.first = this.read(head2, 4, 4);
  }
  /** @returns {Promise<Page[]>} the directories of the file's chain
   *  @throws {BrokenFileError} it does not end   @throws {TooComplexError} too many */
  async pages() {
    const found = [];
    const seen = /* @__PURE__ */ new Set();
    let offset = this.first;
    while (offset) {
      if (offset < 8 || seen.has(offset)) throw new BrokenFileError();
      if (found.length >= MAX_PAGES) throw new TooComplexError();
      seen.add(offset);
      const { fields, following } = await this.directory(offset);
      found.push(fields);
      offset = following;
    }
    return found;
  }
  /** The fields at `offset`, the first of each tag, and where the next directory is (0: nowhere). Fields of types that
   *  there are not, or whose values lie outside the file, are passed over.
   *  @param {number} offset @returns {Promise<{ fields: Page, following: number }>} */
  async directory(offset) {
    const count = this.read(await this.window.take(offset, 2), 0, 2);
    if (count > MAX_ENTRIES3) throw new TooComplexError();
    const data = await this.window.take(offset + 2, 12 * count + 4);
    const fields = /* @__PURE__ */ new Map();
    for (let at = 0; at < 12 * count; at += 12) {
      const [tag, kind] = [this.read(data, at, 2), this.read(data, at + 2, 2)];
      const [values, place2] = [this.read(data, at + 4, 4), this.read(data, at + 8, 4)];
      const length = (SIZES3[kind] ?? 0) * values;
      const start = length > 4 ? place2 : offset + 2 + at + 8;
      if (length && start + length <= this.window.size && !fields.has(tag)) {
        fields.set(tag, { kind, count: values, offset: start, length });
      }
    }
    return { fields, following: this.read(data, 12 * count, 4) };
  }
  /** @param {Field} field @param {number} limit @returns {Promise<Uint8Array>} its bytes, the first `limit` of them */
  async value(field, limit) {
    return (await this.window.take(field.offset, Math.min(field.length, limit))).slice();
  }
  /** @param {Field | undefined} field @param {number} limit
   *  @returns {Promise<number[]>} the numbers of a SHORT, LONG or IFD field; none for a missing one
   *  @throws {BrokenFileError} of another type   @throws {TooComplexError} more than `limit` */
  async numbers(field, limit) {
    if (!field) return [];
    const size2 = SIZES3[field.kind];
    if (![1, SHORT, LONG, 13].includes(field.kind)) throw new BrokenFileError();
    if (field.count > limit) throw new TooComplexError();
    const data = await this.window.take(field.offset, field.length);
    return Array.from({ length: field.count }, (_, i) => this.read(data, i * size2, size2));
  }
  /** @param {Page} page @param {number} tag @param {number} otherwise @returns {Promise<number>} its first number */
  async one(page, tag, otherwise) {
    return (await this.numbers(page.get(tag), 65536))[0] ?? otherwise;
  }
};
function packedAll(pack, size2, numbers3) {
  const data = new Uint8Array(size2 * numbers3.length);
  numbers3.forEach((value, i) => data.set(pack(value, size2), i * size2));
  return data;
}
function writtenSize(fields) {
  let size2 = 6 + 12 * fields.size;
  for (const { data } of fields.values()) if (data.length > 4) size2 += data.length + data.length % 2;
  return size2;
}
function written(fields, pack, at, following) {
  const entries = [];
  const values = [];
  let start = at + 6 + 12 * fields.size;
  for (const tag of [...fields.keys()].sort((one2, other) => one2 - other)) {
    const { kind, data } = (
      /** @type {Written} */
      fields.get(tag)
    );
    entries.push(pack(tag, 2), pack(kind, 2), pack(data.length / SIZES3[kind], 4));
    if (data.length <= 4) entries.push(data, new Uint8Array(4 - data.length));
    else {
      entries.push(pack(start, 4));
      values.push(data, new Uint8Array(data.length % 2));
      start += data.length + data.length % 2;
    }
  }
  return joined(pack(fields.size, 2), ...entries, pack(following, 4), ...values);
}

// src/clean/picture/tiffpixels.js
var MAX_SAMPLES = 32;
var [WIDTH, HEIGHT, BITS, PHOTOMETRIC, SAMPLES, ROWS, PLANAR] = [256, 257, 258, 262, 277, 278, 284];
var [TILE_WIDTH, TILE_HEIGHT] = [322, 323];
var SUBSAMPLED = 6;
var SEPARATE = 2;
async function layout(reader, page) {
  const [width, pageHeight] = [await reader.one(page, WIDTH, 0), await reader.one(page, HEIGHT, 0)];
  const samples = await reader.one(page, SAMPLES, 1);
  const listed = await reader.numbers(page.get(BITS), 65536);
  const bits = listed.length ? listed : [1];
  if (samples < 1 || samples > MAX_SAMPLES) throw new TooComplexError();
  const each = Array.from({ length: samples }, (_, i) => bits[Math.min(i, bits.length - 1)]);
  const planes = await reader.one(page, PLANAR, 1) === SEPARATE ? samples : 1;
  const tiles = page.has(TILE_WIDTH);
  const rows = Math.min(await reader.one(page, ROWS, pageHeight), pageHeight);
  const [across, down] = tiles ? [await reader.one(page, TILE_WIDTH, 0), await reader.one(page, TILE_HEIGHT, 0)] : [width, rows];
  if (!width || !pageHeight || !across || !down) throw new BrokenFileError();
  const ofPlane = Math.ceil(width / across) * Math.ceil(pageHeight / down);
  const pixel = planes > 1 ? each : [each.reduce((sum, value) => sum + value, 0)];
  const subsampled = await reader.one(page, PHOTOMETRIC, 0) === SUBSAMPLED;
  const needed = (index) => {
    if (subsampled) return null;
    const high = tiles ? down : Math.min(down, pageHeight - index % ofPlane * down);
    return Math.floor((across * pixel[Math.floor(index / ofPlane)] + 7) / 8) * high;
  };
  return { tiles, count: ofPlane * planes, needed };
}

// src/clean/picture/tifftags.js
var MAX_VALUE3 = 4096;
var MAX_BLOCK = 1024 * 1024;
var [XMP4, IPTC2, PHOTOSHOP2, EXIF_IFD2, GPS_IFD2] = [700, 33723, 34377, 34665, 34853];
var TOLD4 = new Map([
  [513, "thumbnail"],
  // a JPEG picture beside the page's own
  [37724, "edit-history"],
  // Photoshop's layers
  ...[33550, 33922, 34264, 34735, 34736, 34737].map((tag) => (
    /** @type {[number, Kind]} */
    [tag, "place"]
  ))
  // GeoTIFF
]);
var PLAIN6 = /* @__PURE__ */ new Set([
  ...[263, 264, 265, 286, 287, 288, 289, 290, 291, 301, 326, 327, 328, 514]
]);
async function tellFields(reader, gone3, findings, inFull) {
  if (!inFull) {
    findings.add("hidden-data");
    return;
  }
  const rest = /* @__PURE__ */ new Map();
  for (const [tag, field] of gone3) {
    const told3 = TOLD4.get(tag);
    if (tag === XMP4) readXmp(await reader.value(field, MAX_BLOCK), findings);
    else if (tag === PHOTOSHOP2) readPhotoshop(await reader.value(field, MAX_BLOCK), findings);
    else if (tag === IPTC2) {
      if (!readIptc(await reader.value(field, MAX_BLOCK), findings)) findings.add("hidden-data");
    } else if (told3) findings.add(told3);
    else if (!PLAIN6.has(tag) && tag !== EXIF_IFD2 && tag !== GPS_IFD2) {
      rest.set(tag, { kind: field.kind, data: await reader.value(field, MAX_VALUE3) });
    }
  }
  await tellExif(reader, gone3, rest, findings);
}
async function tellExif(reader, gone3, main, findings) {
  const inner = /* @__PURE__ */ new Map();
  for (const tag of [EXIF_IFD2, GPS_IFD2]) {
    const pointer = gone3.get(tag);
    if (!pointer) continue;
    try {
      const { fields } = await reader.directory((await reader.numbers(pointer, 1))[0]);
      const values = /* @__PURE__ */ new Map();
      for (const [name, field] of fields) values.set(name, { kind: field.kind, data: await reader.value(field, MAX_VALUE3) });
      inner.set(tag, values);
    } catch (error) {
      if (!(error instanceof CleanError)) throw error;
      findings.add("hidden-data");
    }
  }
  for (const tag of inner.keys()) main.set(tag, { kind: LONG, data: new Uint8Array(4) });
  let at = 8 + writtenSize(main);
  const blocks2 = [];
  for (const [tag, values] of inner) {
    main.set(tag, { kind: LONG, data: reader.pack(at, 4) });
    const block = written(values, reader.pack, at, 0);
    blocks2.push(block);
    at += block.length;
  }
  if (!main.size) return;
  readExif(joined(reader.head, reader.pack(8, 4), written(main, reader.pack, 8, 0), ...blocks2), findings);
}

// src/clean/picture/tiff.js
var BIG = 43;
var MAX_TOLD6 = 20;
var MAX_NEW = 64 * 1024 * 1024;
var MAX_PIECES = 1e6;
var MAX_SIZE2 = 4294967295;
var RAW2 = [50706, 33421, 33422];
var [SUBFILE, COMPRESSION2, PHOTOMETRIC2] = [254, 259, 262];
var [SUB_IFDS, JPEG_TABLES, PROFILE] = [330, 347, 34675];
var [STRIP_OFFSETS, STRIP_COUNTS, TILE_OFFSETS, TILE_COUNTS] = [273, 279, 324, 325];
var JPEG = 7;
var COMPRESSIONS = [1, 2, 3, 4, 5, JPEG, 8, 32771, 32773, 32946, 34925, 5e4];
var COLOURS2 = [0, 1, 2, 3, 4, 5, 6, 8, 9, 10];
var NUMBERS = [1, 3, 4, 5, 6, 8, 9, 10, 11, 12];
var KEEPS8 = new Map([
  ...[SUBFILE, 255, 256, 257, COMPRESSION2, PHOTOMETRIC2, 266, 274, 277, 278].map(most(4)),
  ...[284, 292, 293, 296, 297, 317, 322, 323, 332, 334, 530, 531].map(most(4)),
  ...[282, 283].map(most(8)),
  // resolution
  ...[258, 280, 281, 336, 338, 339].map(most(64)),
  // for each sample: bits, range, sort
  ...[340, 341].map(most(512)),
  ...[319, 532].map(most(48)),
  ...[318].map(most(16)),
  ...[320].map(most(393216)),
  ...[529].map(most(24))
]);
function most(size2) {
  return (tag) => [tag, size2];
}
async function cleanTiff(source) {
  const [window, findings] = [new Window(source), new Findings()];
  const head2 = (await window.take(0, 8)).slice();
  const reader = new Reader2(window, head2);
  const isRaw = latin(await window.take(0, Math.min(10, source.size)), 8, 10) === "CR";
  if (reader.read(head2, 2, 2) === BIG || isRaw) throw new TooComplexError();
  const plan = (await new Cleaner8(reader, findings).plan()).build();
  return { format: "tiff", extension: "tif", mediaType: "image/tiff", plan, findings: findings.listed() };
}
var Cleaner8 = class {
  #reader;
  #findings;
  #told = 0;
  #new = 0;
  #piecesLeft = MAX_PIECES;
  /** @param {Reader} reader @param {Findings} findings */
  constructor(reader, findings) {
    this.#reader = reader;
    this.#findings = findings;
  }
  async plan() {
    const pages = await this.#reader.pages();
    for (const page of pages) await this.#refuseRaw(page);
    const whole2 = [];
    for (const page of pages) if (!(await this.#reader.one(page, SUBFILE, 0) & 1)) whole2.push(page);
    if (whole2.length && whole2.length < pages.length) this.#findings.add("thumbnail");
    const drawn = [];
    for (const page of whole2.length ? whole2 : pages) drawn.push(await this.#page(page));
    return this.#written(drawn);
  }
  /** The file: page for page its directory, its fields' values, and its pieces. @param {Drawn[]} pages */
  #written(pages) {
    const { pack, head: head2, window } = this.#reader;
    const total = pages.reduce((sum, page) => page.pieces.reduce((inner, { length }) => inner + length, sum), 0);
    if (!pages.length || total > window.size) throw new BrokenFileError();
    const plan = new PlanBuilder(window.size);
    let at = 8;
    plan.literal(joined(head2, pack(at, 4)));
    pages.forEach(({ fields, pieces, offsets }, index) => {
      const start = at;
      at += writtenSize(fields);
      const places = [];
      for (const { length } of pieces) {
        places.push(length ? at : 0);
        at += length;
      }
      const spare = at % 2;
      at += spare;
      if (at > MAX_SIZE2) throw new TooComplexError();
      fields.set(offsets, { kind: LONG, data: packedAll(pack, 4, places) });
      plan.literal(written(fields, pack, start, index + 1 < pages.length ? at : 0));
      for (const { offset, length, data } of pieces) {
        if (data) plan.literal(data);
        else plan.range(offset, length);
      }
      plan.zeros(spare);
    });
    return plan;
  }
  /** Raw pictures of cameras need fields that we don't know, and hide the picture itself below a preview.
   *  @param {Page} page */
  async #refuseRaw(page) {
    const reader = this.#reader;
    const unknown = !COMPRESSIONS.includes(await reader.one(page, COMPRESSION2, 1));
    if (unknown || !COLOURS2.includes(await reader.one(page, PHOTOMETRIC2, 0)) || RAW2.some((tag) => page.has(tag))) {
      throw new TooComplexError();
    }
    for (const offset of await reader.numbers(page.get(SUB_IFDS), 64)) {
      const { fields } = await reader.directory(offset);
      if (!(await reader.one(fields, SUBFILE, 0) & 1)) throw new TooComplexError();
      this.#findings.add("thumbnail");
    }
  }
  /** @param {Page} page @returns {Promise<Drawn>} */
  async #page(page) {
    const fields = /* @__PURE__ */ new Map();
    const gone3 = /* @__PURE__ */ new Map();
    for (const [tag, field] of page) {
      const limit = KEEPS8.get(tag);
      if (limit && NUMBERS.includes(field.kind)) {
        if (field.length > limit) throw new BrokenFileError();
        fields.set(tag, { kind: field.kind, data: await this.#reader.value(field, field.length) });
      } else if (![STRIP_OFFSETS, STRIP_COUNTS, TILE_OFFSETS, TILE_COUNTS, SUB_IFDS].includes(tag)) gone3.set(tag, field);
    }
    const compression = await this.#reader.one(page, COMPRESSION2, 1);
    await this.#profile(gone3, fields);
    if (compression === JPEG) await this.#tables(gone3, fields);
    if (gone3.size) await tellFields(this.#reader, gone3, this.#findings, ++this.#told <= MAX_TOLD6);
    let size2 = 0;
    for (const { data } of fields.values()) size2 += data.length;
    this.#bounded(size2);
    return this.#pieces(page, fields, compression);
  }
  /** Note that so many bytes of the new file are in memory. @param {number} more */
  #bounded(more) {
    this.#new += more;
    if (this.#new > MAX_NEW) throw new TooComplexError();
  }
  /** @param {Page} gone @param {Map<number, Written>} fields */
  async #profile(gone3, fields) {
    const field = gone3.get(PROFILE);
    if (!field) return;
    gone3.delete(PROFILE);
    const profile2 = cleanIcc(await this.#reader.value(field, MAX_PROFILE + 1), this.#findings);
    if (profile2) fields.set(PROFILE, { kind: 7, data: profile2 });
  }
  /** @param {Page} gone @param {Map<number, Written>} fields */
  async #tables(gone3, fields) {
    const field = gone3.get(JPEG_TABLES);
    if (!field) return;
    gone3.delete(JPEG_TABLES);
    fields.set(JPEG_TABLES, { kind: 7, data: cleanTables(await this.#reader.value(field, 65536), this.#findings) });
  }
  /** @param {Page} page @param {Map<number, Written>} fields @param {number} compression @returns {Promise<Drawn>} */
  async #pieces(page, fields, compression) {
    const reader = this.#reader;
    const { tiles, count, needed } = await layout(reader, page);
    this.#piecesLeft -= count;
    if (this.#piecesLeft < 0) throw new TooComplexError();
    const [offsetsTag, countsTag] = tiles ? [TILE_OFFSETS, TILE_COUNTS] : [STRIP_OFFSETS, STRIP_COUNTS];
    if (!tiles && page.has(TILE_OFFSETS)) this.#findings.add("hidden-data");
    const offsets = await reader.numbers(page.get(offsetsTag), MAX_PIECES);
    const counts = await reader.numbers(page.get(countsTag), MAX_PIECES);
    if (offsets.length < count || counts.length < count) throw new BrokenFileError();
    if (offsets.length > count) this.#findings.add("hidden-data");
    const pieces = [];
    for (let index = 0; index < count; index++) {
      let [offset, length] = [offsets[index], counts[index]];
      const most2 = compression === 1 ? needed(index) : null;
      if (most2 !== null && length > most2) {
        this.#findings.add("hidden-data", `${length - most2} B`);
        length = most2;
      }
      pieces.push(compression === JPEG && length ? await this.#jpeg(offset, length) : { offset, length });
    }
    const lengths = { kind: LONG, data: packedAll(reader.pack, 4, pieces.map(({ length }) => length)) };
    fields.set(offsetsTag, lengths).set(countsTag, lengths);
    return { fields, pieces, offsets: offsetsTag };
  }
  /** A piece that is a JPEG picture of its own, cleaned as such.
   *  @param {number} offset @param {number} length @returns {Promise<Piece>} */
  async #jpeg(offset, length) {
    const data = await this.#reader.window.take(offset, length);
    const source = new BlobSource(new Blob([
      /** @type {BlobPart} */
      data
    ]));
    const { plan, findings } = await cleanJpeg(source);
    for (const { kind, detail } of findings) this.#findings.add(kind, detail);
    const parts3 = [];
    for await (const chunk3 of planChunks(source, plan)) parts3.push(chunk3);
    const fresh = joined(...parts3);
    if (fresh.length === data.length && fresh.every((byte, i) => byte === data[i])) return { offset, length };
    this.#bounded(fresh.length);
    return { offset, length: fresh.length, data: fresh };
  }
};

// src/clean/picture/webp.js
var MAX_CHUNKS3 = 2e5;
var SMALL4 = 16 * 1024 * 1024;
var MAX_TOLD7 = 10;
var DRAWS2 = ["VP8 ", "VP8L", "ALPH"];
var [FLAG_ICC, FLAG_ALPHA, FLAG_EXIF, FLAG_ANIMATION] = [32, 16, 8, 2];
var FRAME_HEAD = 16;
async function cleanWebp(source) {
  const cleaner = new Cleaner9(source);
  const end = await cleaner.end();
  for await (const [kind, start, length] of cleaner.chunks(12, end)) await cleaner.chunk(kind, start, length);
  return cleaner.cleaned();
}
var Cleaner9 = class {
  #findings = new Findings();
  #window;
  #body;
  #left = MAX_CHUNKS3;
  #told = 0;
  /** @type {Uint8Array} */
  #extended = new Uint8Array(0);
  // the extended header, flags cleared
  /** @type {Uint8Array} */
  #profile = new Uint8Array(0);
  #orientation = 1;
  #image;
  #moves = false;
  // whether frames may follow
  #frames = 0;
  /** @param {import('../source.js').Source} source */
  constructor(source) {
    this.#window = new Window(source);
    this.#image = new Image(this.#window, this.#findings);
    this.#body = new PlanBuilder(source.size);
  }
  /** @returns {Promise<number>} where the file ends by its own account; what lies behind goes */
  async end() {
    const size2 = this.#window.size;
    const end = 8 + littleNumber(await this.#window.take(4, 4), 0, 4);
    if (end > size2) throw new BrokenFileError();
    if (end < size2) this.#findings.add("hidden-data", `${size2 - end} B`);
    return end;
  }
  /** The chunks between two offsets: name, where the content starts, its length. The last pad may be missing.
   *  @param {number} at @param {number} end @returns {AsyncGenerator<[string, number, number], void>} */
  async *chunks(at, end) {
    while (at < end) {
      this.#left--;
      if (this.#left < 0) throw new TooComplexError();
      if (at + 8 > end) throw new BrokenFileError();
      const head2 = await this.#window.take(at, 8);
      const length = littleNumber(head2, 4, 4);
      if (at + 8 + length > end) throw new BrokenFileError();
      yield [latin(head2, 0, 4), at + 8, length];
      at += 8 + length + length % 2;
    }
  }
  /** Keep or drop one chunk of the file: a picture that moves has frames, and others one picture.
   *  @param {string} kind @param {number} start @param {number} length */
  async chunk(kind, start, length) {
    const extended = this.#extended.length > 0;
    const animated = extended && (this.#extended[0] & FLAG_ANIMATION) > 0;
    if (DRAWS2.includes(kind) && !animated && (kind !== "ALPH" || extended)) {
      await this.#image.chunk(this.#body, kind, start, length);
    } else if (kind === "VP8X") {
      if (length !== 10 || extended || this.#image.drawn) throw new BrokenFileError();
      const head2 = await this.#window.take(start, length);
      const flags = head2[0] & (FLAG_ALPHA | FLAG_ANIMATION);
      this.#extended = joined(Uint8Array.of(flags, 0, 0, 0), head2.subarray(4));
    } else if (kind === "ANIM" && animated && !this.#moves) {
      if (length !== 6) throw new BrokenFileError();
      this.#moves = true;
      this.#body.range(start - 8, 14);
    } else if (kind === "ANMF" && this.#moves) await this.#frame(start, length);
    else await this.#metadata(kind, start, length);
  }
  /** @param {string} kind @param {number} start @param {number} length */
  async #metadata(kind, start, length) {
    if (kind === "ICCP" && length <= MAX_PROFILE) {
      this.#profile = cleanIcc(await this.#window.take(start, length), this.#findings) ?? new Uint8Array(0);
    } else if (kind === "EXIF" && length <= SMALL4 && this.#told < MAX_TOLD7) {
      this.#told++;
      const exif = await this.#window.take(start, length);
      this.#orientation = readExif(exif.subarray(startsWith(exif, "Exif\0\0") ? 6 : 0), this.#findings);
    } else if (kind === "XMP " && length <= SMALL4 && this.#told < MAX_TOLD7) {
      this.#told++;
      readXmp(await this.#window.take(start, length), this.#findings);
    } else if (kind === "C2PA") this.#findings.add("proof", CREDENTIALS);
    else this.#findings.add("hidden-data");
  }
  /** One frame of an animation, with chunks of its own. @param {number} start @param {number} length */
  async #frame(start, length) {
    if (length < FRAME_HEAD) throw new BrokenFileError();
    const frame2 = new PlanBuilder(this.#window.size);
    frame2.range(start, FRAME_HEAD);
    const image = new Image(this.#window, this.#findings);
    for await (const [kind, inner, innerLength] of this.chunks(start + FRAME_HEAD, start + length)) {
      if (DRAWS2.includes(kind)) await image.chunk(frame2, kind, inner, innerLength);
      else this.#findings.add("hidden-data");
    }
    if (!image.drawn) throw new BrokenFileError();
    this.#frames++;
    this.#body.literal(joined(bytes("ANMF"), littlePacked(frame2.size, 4)));
    this.#body.extend(frame2);
  }
  /** The whole plan: header, profile, picture, orientation. @returns {import('../cleaned.js').Cleaned} */
  cleaned() {
    if (!this.#image.drawn && !this.#frames) throw new BrokenFileError();
    let [front, back] = [new Uint8Array(0), new Uint8Array(0)];
    if (this.#extended.length) {
      const turned2 = this.#orientation > 1;
      const flags = this.#extended[0] | (this.#profile.length ? FLAG_ICC : 0) | (turned2 ? FLAG_EXIF : 0);
      front = chunk2("VP8X", joined(Uint8Array.of(flags), this.#extended.subarray(1)));
      if (this.#profile.length) front = joined(front, chunk2("ICCP", this.#profile));
      if (turned2) back = chunk2("EXIF", orientationExif(this.#orientation));
    }
    const size2 = 4 + front.length + this.#body.size + back.length;
    const plan = new PlanBuilder(this.#window.size);
    plan.literal(joined(bytes("RIFF"), littlePacked(size2, 4), bytes("WEBP"), front));
    plan.extend(this.#body);
    plan.literal(back);
    const findings = this.#findings.listed();
    return { format: "webp", extension: "webp", mediaType: "image/webp", plan: plan.build(), findings };
  }
};
var Image = class {
  drawn = false;
  #window;
  #findings;
  /** @type {[number, number] | null} */
  #alpha = null;
  /** @param {Window} window @param {Findings} findings */
  constructor(window, findings) {
    this.#window = window;
    this.#findings = findings;
  }
  /** Keep or drop a chunk that draws. @param {PlanBuilder} plan @param {string} kind @param {number} start
   *  @param {number} length @throws {BrokenFileError} a picture that does not begin as one */
  async chunk(plan, kind, start, length) {
    if (this.drawn || kind === "ALPH" && this.#alpha) this.#findings.add("hidden-data");
    else if (kind === "ALPH") this.#alpha = [start, length];
    else {
      const [mark, at] = kind === "VP8 " ? ["*", 3] : ["/", 0];
      const head2 = await this.#window.take(start, Math.min(length, at + mark.length));
      if (latin(head2, at, head2.length) !== mark) throw new BrokenFileError();
      this.drawn = true;
      if (this.#alpha && kind === "VP8 ") keep(plan, ...this.#alpha);
      else if (this.#alpha) this.#findings.add("hidden-data");
      keep(plan, start, length);
    }
  }
};
function keep(plan, start, length) {
  plan.range(start - 8, 8 + length);
  plan.zeros(length % 2);
}
function chunk2(kind, body) {
  return joined(bytes(kind), littlePacked(body.length, 4), body, new Uint8Array(body.length % 2));
}

// src/clean/picture/index.js
var TIFF_HEADS = ["II*\0", "MM\0*", "II+\0", "MM\0+"];
var PICTURES2 = [
  { name: "jpeg", isOurs: (head2) => head2.startsWith("ÿØÿ"), clean: cleanJpeg },
  { name: "png", isOurs: (head2) => head2.startsWith("PNG\r\n\n"), clean: cleanPng },
  { name: "webp", isOurs: (head2) => head2.startsWith("RIFF") && head2.slice(8, 12) === "WEBP", clean: cleanWebp },
  { name: "gif", isOurs: (head2) => ["GIF87a", "GIF89a"].includes(head2.slice(0, 6)), clean: cleanGif },
  { name: "heif", isOurs: isHeif, clean: cleanHeif },
  { name: "tiff", isOurs: (head2) => TIFF_HEADS.includes(head2.slice(0, 4)), clean: cleanTiff }
];

// src/clean/sound/rifftags.js
var MAX_READ3 = 1024 * 1024;
var MAX_TAGS4 = 200;
var INFO3 = /* @__PURE__ */ new Map([
  ["IART", "person"],
  ["ICOP", "person"],
  ["IENG", "person"],
  ["ITCH", "person"],
  ["ICMS", "person"],
  ["IWRI", "person"],
  ["ISRC", "person"],
  ["ICRD", "time"],
  ["IDIT", "time"],
  ["ISFT", "software"],
  ["ITOC", "software"],
  ["IENC", "software"],
  ["IARL", "place"],
  ["IMED", "device"],
  ["ISRF", "device"]
]);
var TEXTS4 = "NAME ANNO labl ltxt note cart DISP".split(" ");
var NUMBERED = ["labl", "note", "cart", "DISP"];
var PERSONS2 = ["AUTH", "(c) "];
var FILL5 = ["JUNK", "junk", "PAD ", "FLLR", "filr"];
var IXML = /<([A-Z_]{1,40})>([^<>]{1,200})<\//g;
var IXML_KINDS = /* @__PURE__ */ new Map([
  ["PROJECT", "text"],
  ["SCENE", "text"],
  ["TAKE", "text"],
  ["TAPE", "text"],
  ["NOTE", "text"],
  ["NAME", "text"],
  ["BWF_DESCRIPTION", "text"],
  ["BWF_ORIGINATOR", "person"],
  ["BWF_ORIGINATION_DATE", "time"],
  ["BWF_ORIGINATION_TIME", "time"],
  ["LOCATION_NAME", "place"],
  ["LOCATION_GPS", "place"],
  ["FILE_UID", "hidden-data"]
]);
function tellChunk(kind, body, findings) {
  if (kind === "LIST") list(body, findings);
  else if (kind === "bext") broadcast(body, findings);
  else if ((kind === "id3 " || kind === "ID3 ") && id3Length(body.subarray(0, HEAD2))) readId3(body, findings);
  else if (kind === "_PMX") readXmp(body, findings);
  else if (kind === "iXML") {
    for (const [, name, value] of decoded(body.subarray(0, 64 * 1024)).matchAll(IXML)) {
      const said = IXML_KINDS.get(name);
      if (said) findings.add(said, said === "hidden-data" ? "" : value);
    }
  } else if (kind === "PEAK") findings.add("time");
  else if (TEXTS4.includes(kind)) findings.add("text", asText(body.subarray(NUMBERED.includes(kind) ? 4 : 0)));
  else if (kind === "COMT") {
    findings.add("time");
    findings.add("text", asText(body.subarray(10)));
  } else if (PERSONS2.includes(kind)) findings.add("person", asText(body));
  else if (!FILL5.includes(kind) || anySet(body)) findings.add("hidden-data");
}
function list(body, findings) {
  const isInfo = latin(body, 0, 4) === "INFO";
  let at = 4;
  for (let i = 0; i < MAX_TAGS4 && at + 8 <= body.length; i++) {
    const [kind, size2] = [latin(body, at, at + 4), littleNumber(body, at + 4, 4)];
    const part = body.subarray(at + 8, at + 8 + size2);
    if (isInfo) findings.add(INFO3.get(kind) ?? "text", asText(part));
    else findings.add("text", asText(part.subarray(4)));
    at += 8 + size2 + size2 % 2;
  }
}
function broadcast(body, findings) {
  const fields = [["text", 0, 256], ["person", 256, 288], ["device", 288, 320], ["software", 602, body.length]];
  for (const [kind, start, end] of fields) {
    const said = start < end ? asText(body.subarray(start, end)) : "";
    if (said) findings.add(kind, said);
  }
  const [day, hour] = [asText(body.subarray(320, 330)), asText(body.subarray(330, 338))];
  if (day || hour) findings.add("time", `${day} ${hour}`);
}

// src/clean/sound/aiff.js
var MAX_CHUNKS4 = 1e4;
var MAX_TOLD8 = 50;
var [COMMON, COMMON_C] = [18, 22];
var WAYS = [..."NONE sowt twos fl32 FL32 fl64 FL64 ulaw ULAW alaw ALAW ima4 in24 in32".split(" "), "raw "];
var VERSION2 = bytes("FVER\0\0\0¢Q@");
var isAiff = (head2) => head2.startsWith("FORM") && ["AIFF", "AIFC"].includes(head2.slice(8, 12));
async function cleanAiff(source) {
  const [window, findings] = [new Window(source), new Findings()];
  const form = (await window.take(0, 12)).slice();
  const end = 8 + number(form, 4, 4);
  if (end > window.size) throw new BrokenFileError();
  if (end < window.size && anySet(await window.take(end, Math.min(window.size - end, 4096)))) {
    findings.add("hidden-data", `${window.size - end} B`);
  }
  const kept = /* @__PURE__ */ new Map();
  let [at, count] = [12, 0];
  while (end - at >= 8) {
    if (count === MAX_CHUNKS4) throw new TooComplexError();
    const head2 = await window.take(at, 8);
    const [kind, length] = [latin(head2, 0, 4), number(head2, 4, 4)];
    if (at + 8 + length > end) throw new BrokenFileError();
    if (kind === "COMM" || kind === "SSND") {
      if (kept.has(kind)) throw new TooComplexError();
      kept.set(kind, [at + 8, length]);
    } else if (kind !== "FVER") {
      const isRead = count < MAX_TOLD8;
      tellChunk(kind, isRead ? await window.take(at + 8, Math.min(length, MAX_READ3)) : new Uint8Array(0), findings);
    }
    at += 8 + length + length % 2;
    count++;
  }
  const plan = (await planned2(window, kept, latin(form, 8, 12))).build();
  return { format: "aiff", extension: "aiff", mediaType: "audio/aiff", plan, findings: findings.listed() };
}
async function planned2(window, kept, sort) {
  const [described, samples] = [kept.get("COMM"), kept.get("SSND")];
  if (!described || !samples) throw new BrokenFileError();
  const common = (await window.take(described[0], Math.min(described[1], COMMON_C))).slice();
  if (common.length < (sort === "AIFC" ? COMMON_C : COMMON)) throw new BrokenFileError();
  let front = joined(bytes("COMM"), packed(COMMON, 4), common.subarray(0, COMMON));
  if (sort === "AIFC") {
    if (!WAYS.includes(latin(common, COMMON, COMMON_C))) throw new TooComplexError();
    front = joined(VERSION2, bytes("COMM"), packed(COMMON_C + 2, 4), common, new Uint8Array(2));
  }
  const offset = samples[1] >= 8 ? number(await window.take(samples[0], 4), 0, 4) : samples[1];
  const length = samples[1] - 8 - offset;
  if (length < 0) throw new BrokenFileError();
  const size2 = 4 + front.length + 16 + length + length % 2;
  const plan = new PlanBuilder(window.size);
  plan.literal(joined(bytes("FORM"), packed(size2, 4), bytes(sort), front));
  plan.literal(joined(bytes("SSND"), packed(8 + length, 4), new Uint8Array(8)));
  plan.range(samples[0] + 8 + offset, length);
  plan.zeros(length % 2);
  return plan;
}

// src/clean/sound/amr.js
var NARROW = "#!AMR\n";
var WIDE = "#!AMR-WB\n";
var NARROW_SIZES = [13, 14, 16, 18, 20, 21, 27, 32, 6, 0, 0, 0, 0, 0, 0, 1];
var WIDE_SIZES = [18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 0, 0, 0, 0, 1, 1];
var PADDING2 = 131;
async function cleanAmr(source) {
  const window = new Window(source);
  const isWide = latin(await window.take(0, Math.min(WIDE.length, window.size)), 0, WIDE.length) === WIDE;
  const sizes = isWide ? WIDE_SIZES : NARROW_SIZES;
  let at = (isWide ? WIDE : NARROW).length;
  while (at < window.size) {
    const block = await window.take(at, Math.min(BLOCK, window.size - at));
    let i = 0;
    while (i < block.length) {
      const size2 = block[i] & PADDING2 ? 0 : sizes[block[i] >> 3];
      if (!size2 || at + i + size2 > window.size) throw new BrokenFileError();
      i += size2;
    }
    at += i;
  }
  const plan = new PlanBuilder(window.size);
  plan.range(0, window.size);
  const [format, mediaType] = isWide ? ["awb", "audio/amr-wb"] : ["amr", "audio/amr"];
  return { format, extension: format, mediaType, plan: plan.build(), findings: [] };
}

// src/clean/sound/mpegheader.js
var MPEG_HEAD = 4;
var ADTS_HEAD = 7;
var LAYER_2 = [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384];
var LAYER_3 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
var LOWER = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
var HERTZ = [44100, 48e3, 32e3];
var SLOWER = [4, 0, 2, 1];
var MPEG_1 = 3;
var [COPYRIGHT_NUMBER, PRIVATE2] = [12, 2];
function mpegLayer(data, at) {
  if (at + MPEG_HEAD > data.length || data[at] !== 255 || (data[at + 1] & 224) !== 224) return 0;
  const layer = 4 - (data[at + 1] >> 1 & 3);
  const rate = data[at + 2] >> 4;
  const isSound = (data[at + 1] >> 3 & 3) !== 1 && (layer === 2 || layer === 3) && rate > 0 && rate < 15;
  return isSound && (data[at + 2] >> 2 & 3) !== 3 ? layer : 0;
}
function mpegLength(data, at) {
  const layer = mpegLayer(data, at);
  if (!layer) return 0;
  const version = data[at + 1] >> 3 & 3;
  const rates = version !== MPEG_1 ? LOWER : layer === 2 ? LAYER_2 : LAYER_3;
  const hertz = Math.floor(HERTZ[data[at + 2] >> 2 & 3] / SLOWER[version]);
  const factor = layer === 3 && version !== MPEG_1 ? 72 : 144;
  return Math.floor(factor * rates[data[at + 2] >> 4] * 1e3 / hertz) + (data[at + 2] >> 1 & 1);
}
var mpegSort = (data, at) => (data[at + 1] & 254) << 8 | data[at + 2] & 12;
function isAdts(data, at) {
  if (at + ADTS_HEAD > data.length || data[at] !== 255) return false;
  return (data[at + 1] & 246) === 240 && (data[at + 2] >> 2 & 15) < 13;
}
function adtsLength(data, at) {
  if (!isAdts(data, at)) return 0;
  const length = (data[at + 3] & 3) << 11 | data[at + 4] << 3 | data[at + 5] >> 5;
  return length > (data[at + 1] & 1 ? ADTS_HEAD : ADTS_HEAD + 2) ? length : 0;
}
var adtsSort = (data, at) => (data[at + 1] & 254) << 16 | (data[at + 2] & 253) << 8 | data[at + 3] & 192;
function adtsCheck(data, at) {
  if (data[at + 2] & PRIVATE2 || data[at + 3] & COPYRIGHT_NUMBER) throw new TooComplexError();
}

// src/clean/sound/seekframe.js
var [FRAMES, BYTES, TABLE, QUALITY] = [1, 2, 4, 8];
var TABLE_SIZE = 100;
var [LAME_SIZE, LAME_NAME, LAME_DELAYS, LAME_CRC] = [36, 9, 21, 34];
var KNOWN = ["LAME", "Lavf", "Lavc"];
var NEUTRAL = "LAME\0\0\0\0\0";
var VBRI_AT = 36;
var VBRI_SIZE = 26;
var [XING, INFO4, VBRI] = ["Xing", "Info", "VBRI"].map((name) => number(bytes(name), 0, 4));
function markerOf(frame2) {
  const mono = frame2[3] >> 6 === 3;
  const at = 4 + ((frame2[1] >> 3 & 3) === 3 ? mono ? 17 : 32 : mono ? 9 : 17);
  const mark = at + 4 <= frame2.length ? number(frame2, at, 4) : 0;
  if (mark === XING || mark === INFO4) return at;
  return VBRI_AT + 4 <= frame2.length && number(frame2, VBRI_AT, 4) === VBRI ? VBRI_AT : 0;
}
function seekFrame(frame2, marker, counts, findings) {
  const fresh = new Uint8Array(frame2.length);
  fresh.set(frame2.subarray(0, 4));
  fresh[1] |= 1;
  fresh.set(frame2.subarray(marker, marker + 4), marker);
  const isVbri = number(frame2, marker, 4) === VBRI;
  const used3 = isVbri ? vbri(frame2, marker, counts, fresh) : xing(frame2, marker, counts, fresh, findings);
  if (!used3) return new Uint8Array(0);
  if (anySet(frame2.subarray(used3)) || anySet(frame2.subarray(4, marker))) findings.add("hidden-data");
  return fresh;
}
function xing(frame2, marker, counts, fresh, findings) {
  if (marker + 8 > frame2.length) return 0;
  const flags = frame2[marker + 7] & 15;
  fresh[marker + 7] = flags;
  let at = marker + 8;
  for (const [flag, size2] of [[FRAMES, 4], [BYTES, 4], [TABLE, TABLE_SIZE], [QUALITY, 4]]) {
    if (!(flags & flag)) continue;
    if (at + size2 > frame2.length) return 0;
    if (counts && (flag === FRAMES || flag === BYTES)) fresh.set(packed(counts[flag - 1], 4), at);
    else if (flag === TABLE && frame2.subarray(at, at + size2).some((place2, i, table2) => i > 0 && table2[i - 1] > place2)) {
      for (let percent = 0; percent < TABLE_SIZE; percent++) fresh[at + percent] = Math.floor(256 * percent / 100);
      findings.add("hidden-data");
    } else if (flag !== QUALITY) fresh.set(frame2.subarray(at, at + size2), at);
    at += size2;
  }
  const lame = frame2.subarray(at, at + LAME_SIZE);
  if (lame.length < LAME_SIZE || !anySet(lame)) return at;
  const name = latin(lame, 0, LAME_NAME);
  if (name !== NEUTRAL) findings.add("software", name);
  if (KNOWN.includes(name.slice(0, 4))) {
    fresh.set(bytes(NEUTRAL), at);
    fresh.set(lame.subarray(LAME_DELAYS, LAME_DELAYS + 3), at + LAME_DELAYS);
    fresh.set(packed(lameCrc16(fresh.subarray(0, at + LAME_CRC)), 2), at + LAME_CRC);
  }
  return at + LAME_SIZE;
}
function vbri(frame2, marker, counts, fresh) {
  if (marker + VBRI_SIZE > frame2.length) return 0;
  const used3 = marker + VBRI_SIZE + number(frame2, marker + 18, 2) * number(frame2, marker + 22, 2);
  if (used3 > frame2.length) return 0;
  fresh.set(frame2.subarray(marker, used3), marker);
  fresh.fill(0, marker + 8, marker + 10);
  if (counts) {
    fresh.set(packed(counts[1], 4), marker + 10);
    fresh.set(packed(counts[0], 4), marker + 14);
  }
  return used3;
}

// src/clean/sound/mpeg.js
var MAX_GAPS = 1e5;
var MAX_TABLES = 1e3;
var FOLLOWERS = 2;
async function cleanMpeg(source) {
  const cleaner = new Cleaner10(source, false);
  await cleaner.read();
  const format = cleaner.layer === 3 ? "mp3" : "mp2";
  const plan = cleaner.plan();
  return { format, extension: format, mediaType: "audio/mpeg", plan, findings: cleaner.findings.listed() };
}
async function cleanAdts(source) {
  const cleaner = new Cleaner10(source, true);
  await cleaner.read();
  const plan = cleaner.plan();
  return { format: "aac", extension: "aac", mediaType: "audio/aac", plan, findings: cleaner.findings.listed() };
}
var Cleaner10 = class {
  findings = new Findings();
  layer = 0;
  #adts;
  #head;
  #lengthAt;
  #sortAt;
  #window;
  #ahead;
  // looks at following frames without losing the place
  #sound;
  /** @type {{ frame: Uint8Array, marker: number } | null} the first frame, when it is one to seek by */
  #table = null;
  #tables = 0;
  #frames = 0;
  #sort = -1;
  #end = 0;
  #lost = 0;
  // bytes that were neither frame nor tag
  #cut = false;
  // whether anything was taken out between frames
  #chained = false;
  // whether a frame ends here
  /** @param {Source} source @param {boolean} adts */
  constructor(source, adts) {
    this.#adts = adts;
    this.#head = adts ? ADTS_HEAD : MPEG_HEAD;
    this.#lengthAt = adts ? adtsLength : mpegLength;
    this.#sortAt = adts ? adtsSort : mpegSort;
    this.#window = new Window(source);
    this.#ahead = new Window(source);
    this.#sound = new PlanBuilder(source.size);
  }
  async read() {
    const [start, end] = await edges(this.#window, this.findings);
    this.#end = end;
    let gaps = 0;
    for (let at = start; at < end; ) {
      const block = await this.#window.take(at, Math.min(BLOCK, end - at));
      let used3 = 0;
      if (this.#chained || await this.#followed(at)) used3 = this.#run(block, at);
      if (!used3 && this.#chained) used3 = await this.#last(block, at);
      if (!used3) {
        this.#chained = false;
        this.#cut ||= at > start;
        if (++gaps > MAX_GAPS) throw new TooComplexError();
        used3 = await tagAt(this.#window, at, end, this.findings) || await this.#junk(block, at);
      }
      at += used3;
    }
    if (!this.#frames) throw new BrokenFileError();
    if (this.#lost) this.findings.add("hidden-data", `${this.#lost} B`);
  }
  plan() {
    const whole2 = new PlanBuilder(this.#window.size);
    if (this.#table) {
      const { frame: frame2, marker } = this.#table;
      const counts = this.#cut ? [this.#frames, this.#sound.size + frame2.length] : null;
      whole2.literal(seekFrame(frame2, marker, counts, this.findings));
    }
    whole2.extend(this.#sound);
    return whole2.build();
  }
  /** Keep the frames at the start of a block that others follow, or the end.
   *  @param {Uint8Array} block @param {number} at @returns {number} how many bytes they are */
  #run(block, at) {
    let [i, start, length] = [0, 0, this.#length(block, 0)];
    while (length && i + length <= block.length) {
      const following = this.#length(block, i + length);
      if (!following && at + i + length !== this.#end) break;
      start = this.#keep(block, at, start, i, length);
      i += length;
      length = following;
    }
    this.#sound.range(at + start, i - start);
    return i;
  }
  /** Keep a frame that no other follows, unless another begins within: then it is cut.
   *  @param {Uint8Array} block @param {number} at @returns {Promise<number>} its bytes, or 0 */
  async #last(block, at) {
    const length = this.#length(block, 0);
    if (!length || await this.#next(block.subarray(0, length), at)) return 0;
    if (length > block.length) {
      if (at + block.length < this.#end || this.layer === 3 && markerOf(block)) return 0;
      if (this.#adts) adtsCheck(block, 0);
      this.#sound.range(at, block.length);
      return block.length;
    }
    const start = this.#keep(block, at, 0, 0, length);
    this.#sound.range(at + start, length - start);
    return length;
  }
  /** Count a frame.
   *  @param {Uint8Array} block @param {number} at @param {number} start @param {number} i @param {number} length
   *  @returns {number} where the run of frames begins that are copied: behind it, when it holds a table */
  #keep(block, at, start, i, length) {
    this.#chained = true;
    if (this.#sort < 0) [this.#sort, this.layer] = [this.#sortAt(block, i), mpegLayer(block, i)];
    if (this.#adts) adtsCheck(block, i);
    const marker = this.layer === 3 && !this.#adts ? markerOf(block.subarray(i, i + length)) : 0;
    if (!marker || this.#frames && anySet(block.subarray(i + 4, i + marker))) {
      this.#frames++;
      return start;
    }
    this.#sound.range(at + start, i - start);
    this.#takeTable(block.slice(i, i + length), marker);
    return i + length;
  }
  /** @param {Uint8Array} frame @param {number} marker */
  #takeTable(frame2, marker) {
    if (++this.#tables > MAX_TABLES) throw new TooComplexError();
    if (!this.#table && !this.#frames) this.#table = { frame: frame2, marker };
    else this.#sound.literal(seekFrame(frame2, marker, null, this.findings));
  }
  /** The length of a frame of the sort that the first one had; 0: this is none.
   *  @param {Uint8Array} block @param {number} i */
  #length(block, i) {
    const length = this.#lengthAt(block, i);
    return length && (this.#sort < 0 || this.#sort === this.#sortAt(block, i)) ? length : 0;
  }
  /** Whether a frame begins here and more of its sort follow, up to the end: a mere likeness has none. The last of those
   *  that follow may be cut by the end.
   *  @param {number} at */
  async #followed(at) {
    let head2 = await this.#ahead.take(at, Math.min(this.#head, this.#end - at));
    let length = this.#length(head2, 0);
    if (!length || at + length > this.#end) return false;
    const sort = this.#sortAt(head2, 0);
    for (let n = 0; n < FOLLOWERS; n++) {
      at += length;
      if (at >= this.#end) return true;
      if (at + this.#head > this.#end) return false;
      head2 = await this.#ahead.take(at, this.#head);
      length = this.#lengthAt(head2, 0);
      if (!length || this.#sortAt(head2, 0) !== sort) return false;
    }
    return true;
  }
  /** Where in a block behind its first byte the next frame begins; 0: nowhere.
   *  @param {Uint8Array} block @param {number} at */
  async #next(block, at) {
    for (let start = block.indexOf(255, 1); start > 0; start = block.indexOf(255, start + 1)) {
      const mayBegin = start + 1 < block.length && (block[start + 1] & 224) === 224;
      if (mayBegin && await this.#followed(at + start)) return start;
    }
    return 0;
  }
  /** How many bytes there are up to the next frame, or to the end of the block.
   *  @param {Uint8Array} block @param {number} at */
  async #junk(block, at) {
    let found = await this.#next(block, at) || block.length;
    if (found === block.length && block[found - 1] === 255 && found > 1) found--;
    if (anySet(block.subarray(0, found))) this.#lost += found;
    return found;
  }
};

// src/clean/sound/oggpages.js
var MAGIC2 = "OggS";
var HEAD4 = 27;
var [CONTINUED, FIRST] = [1, 2];
var MAX_LACES = 255;
async function readPage(window, at) {
  let head2 = await window.take(at, HEAD4);
  if (!startsWith(head2, MAGIC2) || head2[4] !== 0 || head2[5] > 7) throw new BrokenFileError();
  head2 = await window.take(at, HEAD4 + head2[26]);
  const size2 = head2.subarray(HEAD4).reduce((sum, lace) => sum + lace, head2.length);
  const whole2 = (await window.take(at, size2)).slice();
  if (littleNumber(sealed(whole2), 22, 4) !== littleNumber(whole2, 22, 4)) throw new BrokenFileError();
  const end = HEAD4 + whole2[26];
  return {
    start: at,
    whole: whole2,
    flags: whole2[5],
    serial: latin(whole2, 14, 18),
    number: littleNumber(whole2, 18, 4),
    laces: whole2.subarray(HEAD4, end),
    content: whole2.subarray(end)
  };
}
async function findPage(window, at) {
  while (at < window.size) {
    const block = await window.take(at, Math.min(BLOCK, window.size - at));
    for (let i = block.indexOf(79); i >= 0; i = block.indexOf(79, i + 1)) {
      if (latin(block, i, i + 4) === MAGIC2) return at + i;
    }
    if (block.length < BLOCK) break;
    at += BLOCK - 3;
  }
  return window.size;
}
function paginate(packets, serial, number3) {
  const pieces = [];
  for (const packet of packets) {
    for (let at = 0; at <= packet.length; at += MAX_LACES) {
      pieces.push({ piece: packet.subarray(at, at + MAX_LACES), goesOn: at > 0 });
    }
  }
  const pages = [];
  for (let start = 0; start < pieces.length; start += MAX_LACES) {
    const part = pieces.slice(start, start + MAX_LACES);
    const flags = (part[0].goesOn ? CONTINUED : 0) | (number3 + pages.length ? 0 : FIRST);
    const time3 = new Uint8Array(8).fill(part.some(({ piece }) => piece.length < MAX_LACES) ? 0 : 255);
    const numbered = littlePacked(number3 + pages.length, 4);
    const head2 = joined(bytes(MAGIC2), Uint8Array.of(0, flags), time3, serial, numbered, new Uint8Array(4));
    const laces = Uint8Array.from(part, ({ piece }) => piece.length);
    pages.push(sealed(joined(head2, Uint8Array.of(part.length), laces, ...part.map(({ piece }) => piece))));
  }
  return pages;
}
function sealed(page) {
  const copy = page.slice();
  copy.fill(0, 22, 26);
  copy.set(littlePacked(oggCrc32(copy), 4), 22);
  return copy;
}

// src/clean/sound/ogg.js
var MAX_STREAMS = 1e3;
var MAX_HEADERS2 = 32 * 1024 * 1024;
var MAX_PAGES2 = 1e6;
async function cleanOgg(source) {
  return new Cleaner11(source).cleaned();
}
var Cleaner11 = class {
  #window;
  #plan;
  #findings = new Findings();
  /** @type {Map<string, Stream | null>} by the old serial; null: it goes */
  #streams = /* @__PURE__ */ new Map();
  /** @type {Set<string>} */
  #codecs = /* @__PURE__ */ new Set();
  #count = 0;
  #headerBytes = 0;
  /** @param {import('../source.js').Source} source */
  constructor(source) {
    this.#window = new Window(source);
    this.#plan = new PlanBuilder(source.size);
  }
  async cleaned() {
    let [at, lost, pages] = [0, 0, 0];
    while (at < this.#window.size) {
      if (pages++ === MAX_PAGES2) throw new TooComplexError();
      if (latin(await this.#window.take(at, Math.min(4, this.#window.size - at)), 0, 4) !== MAGIC2) {
        const following = await findPage(this.#window, at);
        lost += following - at;
        at = following;
        continue;
      }
      const page = await readPage(this.#window, at);
      this.#page(page);
      at += page.whole.length;
    }
    if (!this.#codecs.size) throw new BrokenFileError();
    for (const stream of this.#streams.values()) if (stream && stream.shift === null) throw new BrokenFileError();
    if (lost) this.#findings.add("hidden-data", `${lost} B`);
    const [format, mediaType] = this.#format();
    return { format, extension: format, mediaType, plan: this.#plan.build(), findings: this.#findings.listed() };
  }
  #format() {
    if (this.#codecs.has("theora")) return ["ogv", "video/ogg"];
    return [this.#codecs.size === 1 && this.#codecs.has("opus") ? "opus" : "ogg", "audio/ogg"];
  }
  /** @param {Page} page */
  #page(page) {
    if (page.flags & FIRST) {
      this.#begin(page);
      return;
    }
    const stream = this.#streams.get(page.serial);
    if (stream === void 0) this.#findings.add("hidden-data");
    else if (stream?.shift === null) this.#headers(stream, page);
    else if (stream) this.#renumber(page, stream);
  }
  /** The first page of a stream: it holds one whole packet, which tells the codec. @param {Page} page */
  #begin(page) {
    if (this.#streams.get(page.serial)?.shift === null) throw new BrokenFileError();
    const first = page.content;
    if (startsWith(first, SKELETON)) {
      this.#streams.set(page.serial, null);
      return;
    }
    const whole2 = page.laces.filter((lace) => lace < 255).length === 1 && page.laces.at(-1) !== 255;
    if (page.flags & CONTINUED || !whole2) throw new BrokenFileError();
    const codec = codecOf(first);
    if (++this.#count > MAX_STREAMS) throw new TooComplexError();
    this.#codecs.add(codec.name);
    const serial = littlePacked(this.#count, 4);
    const wanted = headerCount(codec, first) - 1;
    this.#streams.set(page.serial, { codec, serial, wanted, packets: [], parts: [], goesOn: false, shift: null });
    for (const fresh of paginate([codec.first(first, this.#findings)], serial, 0)) this.#plan.literal(fresh);
  }
  /** Collect packets of headers; behind the last, a page must end. @param {Stream} stream @param {Page} page */
  #headers(stream, page) {
    this.#headerBytes += page.whole.length;
    if (this.#headerBytes > MAX_HEADERS2) throw new TooComplexError();
    if (Boolean(page.flags & CONTINUED) !== stream.goesOn) throw new BrokenFileError();
    let at = 0;
    for (const lace of page.laces) {
      if (stream.packets.length === stream.wanted) throw new BrokenFileError();
      stream.parts.push(page.content.subarray(at, at + lace));
      at += lace;
      stream.goesOn = lace === 255;
      if (!stream.goesOn) {
        stream.packets.push(joined(...stream.parts));
        stream.parts = [];
      }
    }
    if (stream.packets.length === stream.wanted) {
      const pages = paginate(stream.codec.others(stream.packets, this.#findings), stream.serial, 1);
      stream.shift = pages.length - page.number;
      stream.packets = [];
      for (const fresh of pages) this.#plan.literal(fresh);
    }
  }
  /** Keep a page of sound or picture under the stream's new number; numbers that are missing stay missing.
   *  @param {Page} page @param {Stream} stream */
  #renumber(page, stream) {
    const fresh = page.whole.slice();
    fresh.set(stream.serial, 14);
    fresh.set(littlePacked(page.number + (stream.shift ?? 0) >>> 0, 4), 18);
    fresh.set(sealed(fresh).subarray(22, 26), 22);
    if (latin(fresh, 14, 26) === latin(page.whole, 14, 26)) this.#plan.range(page.start, fresh.length);
    else {
      this.#plan.range(page.start, 14);
      this.#plan.literal(fresh.subarray(14, 26));
      this.#plan.range(page.start + 26, fresh.length - 26);
    }
  }
};

// src/clean/sound/riff.js
var MAX_CHUNKS5 = 1e4;
var MAX_TOLD9 = 50;
var UNKNOWN = 4294967295;
var LARGE = ["RF64", "BW64"];
var MAX_FORMAT = 256;
var [PCM, ADPCM, FLOAT, ALAW, ULAW, IMA, GSM, EXTENSIBLE] = [1, 2, 3, 6, 7, 17, 49, 65534];
var FORMATS = [PCM, ADPCM, FLOAT, ALAW, ULAW, IMA, GSM, EXTENSIBLE];
var SIZES4 = /* @__PURE__ */ new Map([[ADPCM, 50], [IMA, 20], [GSM, 20], [EXTENSIBLE, 40]]);
var SETTINGS3 = "\x07\0\0\0\0\0\0ÿ\0\0\0\0À\0@\0ð\0\0\0Ì0ÿÿ";
var SUBTYPE = "\0\0\0\0\0\0\0ª\x008q";
var BARE2 = [PCM, FLOAT, ALAW, ULAW];
var isWav = (head2) => ["RIFF", ...LARGE].includes(head2.slice(0, 4)) && head2.slice(8, 12) === "WAVE";
async function cleanWav(source) {
  const [window, findings] = [new Window(source), new Findings()];
  const form = (await window.take(0, 12)).slice();
  const large = LARGE.includes(latin(form, 0, 4));
  let [end, dataSize] = [8 + littleNumber(form, 4, 4), -1];
  if (large) {
    if (latin(await window.take(12, 4), 0, 4) !== "ds64") throw new BrokenFileError();
    const wide2 = await window.take(20, 16);
    [end, dataSize] = [8 + littleNumber(wide2, 0, 8), littleNumber(wide2, 8, 8)];
  } else if (end === 8 + UNKNOWN) throw new TooComplexError();
  if (end > window.size) throw new BrokenFileError();
  if (end < window.size && anySet(await window.take(end, Math.min(window.size - end, 4096)))) {
    findings.add("hidden-data", `${window.size - end} B`);
  }
  const kept = /* @__PURE__ */ new Map();
  let told3 = 0;
  for await (const chunk3 of chunks(window, end, dataSize)) {
    if (["fmt ", "fact", "data"].includes(chunk3.kind)) {
      if (kept.has(chunk3.kind)) throw new TooComplexError();
      kept.set(chunk3.kind, chunk3);
    } else if (!large || chunk3.kind !== "ds64") {
      const body = ++told3 <= MAX_TOLD9 ? await window.take(chunk3.start, Math.min(chunk3.length, MAX_READ3)) : new Uint8Array(0);
      tellChunk(chunk3.kind, body, findings);
    }
  }
  const plan = (await planned3(window, kept)).build();
  return { format: "wav", extension: "wav", mediaType: "audio/wav", plan, findings: findings.listed() };
}
async function* chunks(window, end, largeData) {
  let at = 12;
  for (let i = 0; i < MAX_CHUNKS5; i++) {
    if (end - at < 8) return;
    const head2 = await window.take(at, 8);
    const kind = latin(head2, 0, 4);
    let length = littleNumber(head2, 4, 4);
    if (kind === "data" && length === UNKNOWN && largeData >= 0) length = largeData;
    if (at + 8 + length > end) throw new BrokenFileError();
    yield { kind, start: at + 8, length };
    at += 8 + length + length % 2;
  }
  throw new TooComplexError();
}
function formatOf(fields) {
  const [tag, block] = [littleNumber(fields, 0, 2), Math.max(littleNumber(fields, 12, 2), 1)];
  if (!FORMATS.includes(tag)) throw new TooComplexError();
  if (BARE2.includes(tag)) return [fields.slice(0, 16), block];
  const size2 = fields.length < 18 ? 18 : 18 + littleNumber(fields, 16, 2);
  if (fields.length < size2 || size2 !== SIZES4.get(tag)) throw new BrokenFileError();
  if (tag === ADPCM && latin(fields, 20, size2) !== SETTINGS3) throw new TooComplexError();
  if (tag === EXTENSIBLE && latin(fields, 26, size2) !== SUBTYPE) throw new TooComplexError();
  return [fields.slice(0, size2), tag === EXTENSIBLE ? block : 1];
}
async function planned3(window, kept) {
  const [format, fact, data] = [kept.get("fmt "), kept.get("fact"), kept.get("data")];
  if (!format || !data || format.length < 16 || format.length > MAX_FORMAT) throw new BrokenFileError();
  const [fields, block] = formatOf(await window.take(format.start, format.length));
  let front = joined(bytes("fmt "), littlePacked(fields.length, 4), fields, new Uint8Array(fields.length & 1));
  if (fact && fact.length >= 4) front = joined(front, bytes("fact\0\0\0"), await window.take(fact.start, 4));
  const length = data.length - data.length % block;
  let size2 = 4 + front.length + 8 + length + length % 2;
  const plan = new PlanBuilder(window.size);
  if (size2 < UNKNOWN) {
    plan.literal(joined(bytes("RIFF"), littlePacked(size2, 4), bytes("WAVE"), front, bytes("data"), littlePacked(length, 4)));
  } else {
    size2 += 36;
    const wide2 = joined(littlePacked(size2, 8), littlePacked(length, 8), new Uint8Array(12));
    const unknown = littlePacked(UNKNOWN, 4);
    plan.literal(joined(bytes("RF64"), unknown, bytes("WAVEds64"), littlePacked(wide2.length, 4), wide2, front));
    plan.literal(joined(bytes("data"), unknown));
  }
  plan.range(data.start, length);
  plan.zeros(length % 2);
  return plan;
}

// src/clean/sound/tagged.js
async function cleanTagged(source) {
  const window = new Window(source);
  const [start, end] = await edges(window, new Findings());
  const head2 = await window.take(start, Math.min(16, end - start));
  if (startsWith(head2, MAGIC)) return cleanFlac(source);
  return isAdts(head2, 0) ? cleanAdts(source) : cleanMpeg(source);
}

// src/clean/sound/index.js
var SOUNDS = [
  { name: "tagged", isOurs: (head2) => head2.startsWith("ID3") || head2.startsWith("APETAGEX"), clean: cleanTagged },
  { name: "flac", isOurs: (head2) => head2.startsWith("fLaC"), clean: cleanFlac },
  { name: "ogg", isOurs: (head2) => head2.startsWith("OggS"), clean: cleanOgg },
  { name: "wav", isOurs: isWav, clean: cleanWav },
  { name: "aiff", isOurs: isAiff, clean: cleanAiff },
  { name: "amr", isOurs: (head2) => head2.startsWith(NARROW) || head2.startsWith(WIDE), clean: cleanAmr },
  { name: "aac", isOurs: (head2) => isAdts(bytes(head2.slice(0, 16)), 0), clean: cleanAdts },
  { name: "mpeg", isOurs: (head2) => mpegLength(bytes(head2.slice(0, 4)), 0) > 0, clean: cleanMpeg }
];

// src/clean/document/media.js
var HEAD5 = 512;
async function cleanMedia(source, findings) {
  const head2 = latin(await source.read(0, Math.min(HEAD5, source.size)), 0, HEAD5);
  for (const family of [...PICTURES2, ...FILMS, ...SOUNDS]) {
    if (family.isOurs(head2)) {
      const cleaned2 = await family.clean(source);
      for (const { kind, detail } of cleaned2.findings) findings.add(kind, detail);
      return cleaned2;
    }
  }
  throw new TooComplexError();
}

// src/clean/document/officeparts.js
var OPEN3 = "application/vnd.openxmlformats-officedocument.";
var PACKAGE = "application/vnd.openxmlformats-package.";
var MAIN = /* @__PURE__ */ new Map([
  [`${OPEN3}wordprocessingml.document.main+xml`, ["docx", `${OPEN3}wordprocessingml.document`]],
  [`${OPEN3}spreadsheetml.sheet.main+xml`, ["xlsx", `${OPEN3}spreadsheetml.sheet`]],
  [`${OPEN3}presentationml.presentation.main+xml`, ["pptx", `${OPEN3}presentationml.presentation`]],
  [`${OPEN3}presentationml.slideshow.main+xml`, ["ppsx", `${OPEN3}presentationml.slideshow`]]
]);
var SHEETS = ".spreadsheetml.";
var SETTINGS4 = `${OPEN3}wordprocessingml.settings+xml`;
var RELATIONSHIPS2 = `${PACKAGE}relationships+xml`;
var xml = (area, names) => names.split(" ").map((name) => `${OPEN3}${area}.${name}+xml`);
var KEPT = /* @__PURE__ */ new Set([
  ...MAIN.keys(),
  SETTINGS4,
  `${OPEN3}theme+xml`,
  `${OPEN3}themeOverride+xml`,
  `${OPEN3}vmlDrawing`,
  `${OPEN3}drawing+xml`,
  ...xml("wordprocessingml", "styles fontTable numbering footnotes endnotes header footer comments"),
  ...xml("spreadsheetml", "worksheet chartsheet styles sharedStrings table comments externalLink sheetMetadata"),
  ...xml("presentationml", "slide slideLayout slideMaster notesSlide notesMaster handoutMaster presProps tableStyles"),
  ...xml("presentationml", "comments commentAuthors"),
  ...xml("drawingml", "chart chartshapes diagramData diagramLayout diagramStyle diagramColors")
]);
var gone = (kind, ...types) => types.map((type) => [type, kind]);
var GONE2 = new Map([
  ...gone("", `${OPEN3}extended-properties+xml`, `${OPEN3}custom-properties+xml`, `${PACKAGE}core-properties+xml`),
  ...gone("", `${OPEN3}customXmlProperties+xml`, ...xml("wordprocessingml", "webSettings")),
  ...gone("hidden-data", ...xml("wordprocessingml", "document.glossary")),
  ...gone("device", ...["wordprocessingml", "spreadsheetml", "presentationml"].map((of) => `${OPEN3}${of}.printerSettings`)),
  ...gone("", ...xml("spreadsheetml", "calcChain")),
  ...gone("hidden-data", ...xml("spreadsheetml", "connections queryTable pivotTable pivotCacheDefinition")),
  ...gone("hidden-data", ...xml("spreadsheetml", "pivotCacheRecords")),
  ...gone("edit-history", ...xml("spreadsheetml", "revisionHeaders revisionLog")),
  ...gone("person", ...xml("spreadsheetml", "userNames")),
  ...gone("hidden-data", `${OPEN3}spreadsheetml.sheet`),
  // the workbook behind a chart
  ...gone("", ...xml("presentationml", "viewProps")),
  ...gone("hidden-data", ...xml("presentationml", "tags")),
  ...gone("hidden-data", `${OPEN3}oleObject`, `${OPEN3}obfuscatedFont`, "application/x-fontdata"),
  ...gone("proof", `${PACKAGE}digital-signature-origin`, `${PACKAGE}digital-signature-xmlsignature+xml`),
  ...gone("", "application/vnd.ms-word.stylesWithEffects+xml"),
  ...gone("person", ...xml("wordprocessingml", "commentsExtended commentsIds people commentsExtensible")),
  ...gone("person", "application/vnd.ms-excel.person+xml", "application/vnd.ms-powerpoint.authors+xml"),
  ...gone("text", "application/vnd.ms-excel.threadedcomments+xml", "application/vnd.ms-powerpoint.comments+xml"),
  ...gone("edit-history", "application/vnd.ms-powerpoint.changesinfo+xml"),
  ...gone("edit-history", "application/vnd.ms-powerpoint.revisioninfo+xml"),
  ...gone("", "application/vnd.ms-office.chartstyle+xml", "application/vnd.ms-office.chartcolorstyle+xml"),
  ...gone("hidden-data", "application/vnd.ms-office.chartex+xml"),
  ...gone("", "application/vnd.ms-office.drawingml.diagramDrawing+xml"),
  ...gone("hidden-data", "application/vnd.ms-office.classificationlabels+xml"),
  ...gone("", "application/vnd.ms-excel.slicer+xml", "application/vnd.ms-excel.slicerCache+xml"),
  ...gone("", "image/svg+xml"),
  // beside it stands the same picture as PNG
  ...gone("hidden-data", "image/vnd.ms-photo")
]);
var isMedia = (type) => ["image/", "audio/", "video/"].some((start) => type.startsWith(start));
var MEDIA_EXTENSIONS = new Set("png jpg jpeg gif tif tiff webp bmp mp4 m4v mov m4a mp3 wav".split(" "));
var GONE_FOLDERS = [
  ["docProps/thumbnail.", "thumbnail"],
  ["docProps/", ""],
  ["customXml/", "hidden-data"],
  ["docMetadata/", "hidden-data"],
  ["_xmlsignatures/", "proof"]
];
var goneFolder = (name) => GONE_FOLDERS.find(([start]) => name.startsWith(start))?.[1] ?? null;
var VALUE2 = "(?:[ \\t\\r\\n][^<>]{0,300})?>([^<>]{1,200})<";
var PROPERTIES = [
  ["person", "creator|lastModifiedBy|Manager|Company|initial-creator|printed-by"],
  ["time", "created|modified|lastPrinted|creation-date|print-date|date"],
  ["software", "Application|generator"],
  ["text", "title|subject|description|keywords?|category|contentStatus|Template|HyperlinkBase|user-defined"],
  ["edit-history", "revision|TotalTime|editing-cycles|editing-duration"],
  ["hidden-data", "lpwstr|filetime"]
];
var PATTERNS = PROPERTIES.map(([kind, names]) => [kind, new RegExp(`<(?:[A-Za-z0-9]+:)?(?:${names})${VALUE2}`, "gu")]);
var MAX_TOLD10 = 4;
function tellProperties(untrusted, findings) {
  const text = decoded(untrusted.subarray(0, 256 * 1024));
  for (const [kind, pattern2] of PATTERNS) {
    for (const match of [...text.matchAll(pattern2)].slice(0, MAX_TOLD10)) if (match[1] !== "0") findings.add(kind, match[1]);
  }
}

// src/clean/document/zipread.js
var MAX_MEMBERS = 1e4;
var MAX_UNPACKED = 256 * 1024 * 1024;
var MAX_NAME = 1e3;
var STORED2 = 0;
var DEFLATED = 8;
var END = "PK";
var [END_SIZE, LOCATOR_SIZE, END64_SIZE, ENTRY_SIZE, LOCAL_SIZE] = [22, 20, 56, 46, 30];
var [ENCRYPTED2, STRONG, MASKED] = [1, 1 << 6, 1 << 13];
var NO_DAY = 33;
var MAX_TOLD11 = 3;
var BytesSource = class {
  /** @param {Uint8Array} data */
  constructor(data) {
    this.data = data;
    this.size = data.length;
  }
  /** @param {number} offset @param {number} length @returns {Promise<Uint8Array>} @throws {BrokenFileError} outside */
  async read(offset, length) {
    if (offset < 0 || length < 0 || offset + length > this.size) throw new BrokenFileError();
    return this.data.slice(offset, offset + length);
  }
};
var Part = class {
  #source;
  /** @param {Source} source @param {number} at @param {number} size */
  constructor(source, at, size2) {
    this.#source = source;
    this.at = at;
    this.size = size2;
  }
  /** @param {number} offset @param {number} length @returns {Promise<Uint8Array>} @throws {BrokenFileError} outside */
  async read(offset, length) {
    if (offset < 0 || offset + length > this.size) throw new BrokenFileError();
    return this.#source.read(this.at + offset, length);
  }
};
var Budget = class {
  #left = MAX_UNPACKED;
  /** Count some bytes. @param {number} size @throws {TooComplexError} that is too many */
  take(size2) {
    if (size2 > this.#left) throw new TooComplexError();
    this.#left -= size2;
  }
};
var Unpacker = class {
  #source;
  #budget;
  /** @param {Source} source @param {Budget} budget */
  constructor(source, budget) {
    this.#source = source;
    this.#budget = budget;
  }
  /** @param {Member} member @returns {Promise<Uint8Array>} what it holds
   *  @throws {BrokenFileError} it is not what the directory says
   *  @throws {TooComplexError} it, or all together, is too large */
  async whole(member) {
    if (member.size > WHOLE_LIMIT || member.packed > WHOLE_LIMIT) throw new TooComplexError();
    this.#budget.take(member.size);
    const packed3 = await this.#source.read(member.at, member.packed);
    const data = member.method === STORED2 ? packed3 : await inflateRaw(packed3, member.size);
    if (!data || data.length !== member.size || crc32(data) !== member.crc) throw new BrokenFileError();
    return data;
  }
  /** @param {Member} member @returns {Promise<Part | BytesSource>} as a source: where it lies when it is stored, else
   *    unpacked; throws as `whole` */
  async part(member) {
    if (member.method !== STORED2 || member.size <= BLOCK) return new BytesSource(await this.whole(member));
    let crc = 0;
    for (let done = 0; done < member.size; done += 16 * BLOCK) {
      crc = crc32(await this.#source.read(member.at + done, Math.min(16 * BLOCK, member.size - done)), crc);
    }
    if (crc !== member.crc) throw new BrokenFileError();
    return new Part(this.#source, member.at, member.size);
  }
};
async function readMembers(source, findings) {
  const window = new Window(source);
  const directory = await findDirectory(window, findings);
  const { size: size2, count, end } = directory;
  let at = directory.at;
  if (count > MAX_MEMBERS) throw new TooComplexError();
  const members = [];
  const times = [];
  let first = end;
  for (let i = 0; i < count; i++) {
    const entry = (await window.take(at, ENTRY_SIZE)).slice();
    if (latin(entry, 0, 4) !== "PK") throw new BrokenFileError();
    const [nameSize, extraSize, commentSize] = [28, 30, 32].map((place2) => littleNumber(entry, place2, 2));
    const tail = (await window.take(at + ENTRY_SIZE, nameSize + extraSize + commentSize)).slice();
    at += ENTRY_SIZE + tail.length;
    const name = tail.subarray(0, nameSize);
    const extra = tail.subarray(nameSize, nameSize + extraSize);
    const { member, start } = await readMember(window, entry, name, extra, end);
    first = Math.min(first, start);
    tell3(entry, extra, tail.subarray(nameSize + extraSize), times, findings);
    if (name[name.length - 1] !== 47) members.push(member);
    else if (member.size) throw new BrokenFileError();
  }
  if (at !== end) throw new BrokenFileError();
  if (count && first > 0) findings.add("hidden-data", `${first} B`);
  checkApart(members, end - size2);
  return members;
}
async function findDirectory(window, findings) {
  const tailSize = Math.min(window.size, END_SIZE + 65535);
  const tail = (await window.take(window.size - tailSize, tailSize)).slice();
  const text = latin(tail, 0, tail.length);
  let found = text.lastIndexOf(END);
  while (found >= 0 && (found + END_SIZE > tail.length || found + END_SIZE + littleNumber(tail, found + 20, 2) !== tail.length)) {
    found = found ? text.lastIndexOf(END, found - 1) : -1;
  }
  if (found < 0) throw new BrokenFileError();
  if (found + END_SIZE < tail.length) findings.add("text", decoded(tail.subarray(found + END_SIZE)));
  const record = tail.subarray(found, found + END_SIZE);
  const end = window.size - tailSize + found;
  const [count, size2, at] = [littleNumber(record, 10, 2), littleNumber(record, 12, 4), littleNumber(record, 16, 4)];
  const here = littleNumber(record, 8, 2);
  if (count === 65535 || here === 65535 || size2 === 4294967295 || at === 4294967295) return directory64(window, end);
  if (record.subarray(4, 8).some(Boolean) || here !== count) throw new TooComplexError();
  if (at + size2 !== end) return directory64(window, end);
  return { at, size: size2, count, end };
}
async function directory64(window, end) {
  const locator = (await window.take(end - LOCATOR_SIZE, LOCATOR_SIZE)).slice();
  const at = littleNumber(locator, 8, 8);
  if (latin(locator, 0, 4) !== "PK\x07" || at + END64_SIZE !== end - LOCATOR_SIZE) throw new BrokenFileError();
  const record = (await window.take(at, END64_SIZE)).slice();
  const [here, count] = [latin(record, 24, 32), latin(record, 32, 40)];
  if (latin(record, 0, 4) !== "PK" || record.subarray(16, 24).some(Boolean) || here !== count) {
    throw new BrokenFileError();
  }
  const [size2, start] = [littleNumber(record, 40, 8), littleNumber(record, 48, 8)];
  if (start + size2 !== at) throw new BrokenFileError();
  return { at: start, size: size2, count: littleNumber(record, 32, 8), end: at };
}
async function readMember(window, entry, name, extra, end) {
  const [flags, method] = [littleNumber(entry, 8, 2), littleNumber(entry, 10, 2)];
  if (flags & (ENCRYPTED2 | STRONG | MASKED) || method !== STORED2 && method !== DEFLATED) throw new TooComplexError();
  const crc = littleNumber(entry, 16, 4);
  let wide2 = extraField(extra, 1);
  const [size2, packed3, start] = [24, 20, 42].map((place2) => {
    const value = littleNumber(entry, place2, 4);
    if (value !== 4294967295) return value;
    const whole2 = littleNumber(wide2, 0, 8);
    wide2 = wide2.subarray(8);
    return whole2;
  });
  if (!name.length || name.length > MAX_NAME || name.includes(0) || method === STORED2 && packed3 !== size2) {
    throw new BrokenFileError();
  }
  const local = (await window.take(start, LOCAL_SIZE)).slice();
  const localName = littleNumber(local, 26, 2);
  const at = start + LOCAL_SIZE + localName + littleNumber(local, 28, 2);
  if (latin(local, 0, 4) !== "PK" || littleNumber(local, 8, 2) !== method || local[6] & ENCRYPTED2) {
    throw new BrokenFileError();
  }
  const same2 = latin(await window.take(start + LOCAL_SIZE, localName), 0, localName) === latin(name, 0, name.length);
  if (!same2 || at + packed3 > end) throw new BrokenFileError();
  return { member: { name: asName(name), method, crc, packed: packed3, size: size2, at }, start };
}
function asName(name) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(name);
  } catch {
    return "";
  }
}
function extraField(extra, wanted) {
  let at = 0;
  while (at + 4 <= extra.length) {
    const size2 = littleNumber(extra, at + 2, 2);
    if (littleNumber(extra, at, 2) === wanted) return extra.subarray(at + 4, at + 4 + size2);
    at += 4 + size2;
  }
  return new Uint8Array(0);
}
function tell3(entry, extra, comment, times, findings) {
  const [clock, day] = [littleNumber(entry, 12, 2), littleNumber(entry, 14, 2)];
  if ((clock || day !== NO_DAY) && times.length < MAX_TOLD11) {
    const two2 = (value) => String(value).padStart(2, "0");
    const date2 = `${1980 + (day >> 9)}-${two2(day >> 5 & 15)}-${two2(day & 31)}`;
    const told3 = day ? `${date2} ${two2(clock >> 11)}:${two2(clock >> 5 & 63)}` : "";
    if (!times.includes(told3)) {
      times.push(told3);
      findings.add("time", told3);
    }
  }
  if ([30837, 30805, 22613].some((field) => extraField(extra, field).length)) findings.add("person");
  if (comment.length) findings.add("text", decoded(comment));
}
function checkApart(members, end) {
  let last = 0;
  for (const member of [...members].sort((one2, other) => one2.at - other.at)) {
    if (member.at < last || member.at + member.packed > end) throw new BrokenFileError();
    last = member.at + member.packed;
  }
}

// src/clean/deflater.js
var WINDOW = 32768;
var SHORTEST = 4;
var LONGEST = 258;
var SLOTS = 1 << 15;
var CHAIN = 12;
var ENOUGH = 64;
var REMEMBERED = 16;
var BLOCK2 = 1 << 15;
var SAMPLE = 4096;
var END2 = 256;
var LENGTHS2 = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
var LENGTH_BITS = LENGTHS2.map((length, code) => length === LONGEST ? 0 : Math.max(0, (code >> 2) - 1));
var DISTANCE_BITS = Array.from({ length: 30 }, (_, code) => Math.max(0, (code >> 1) - 1));
var DISTANCES = DISTANCE_BITS.map((_, code) => code < 2 ? code + 1 : (2 + (code & 1) << DISTANCE_BITS[code]) + 1);
var ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
var DEEPEST = 15;
var DEEPEST_OF_LENGTHS = 7;
function steps(starts, end) {
  let code = 0;
  return Uint8Array.from({ length: end }, (_, number3) => {
    while (code + 1 < starts.length && starts[code + 1] <= number3) code++;
    return code;
  });
}
var LENGTH_CODE = steps(LENGTHS2, LONGEST + 1);
var DISTANCE_CODE = steps(DISTANCES, WINDOW + 1);
function smaller(data) {
  const first = data.subarray(0, SAMPLE);
  if (deflated(first).length * 8 > first.length * 7) return null;
  const packed3 = deflated(data);
  return packed3.length < data.length ? packed3 : null;
}
function deflated(data) {
  const out = new Bits();
  let block = [];
  for (const one2 of repetitions(data)) {
    if (block.length === BLOCK2) {
      writeBlock(out, block, false);
      block = [];
    }
    block.push(one2);
  }
  writeBlock(out, block, true);
  return out.finished();
}
function* repetitions(data) {
  const head2 = new Int32Array(SLOTS).fill(-1);
  const previous2 = new Int32Array(WINDOW);
  const remember = (at) => {
    const four2 = data[at] | data[at + 1] << 8 | data[at + 2] << 16 | data[at + 3] << 24;
    const slot = Math.imul(four2, 2654435761) >>> 17;
    const before = head2[slot];
    previous2[at & 32767] = before;
    head2[slot] = at;
    return before;
  };
  for (let at = 0; at < data.length; ) {
    const repeated = at + SHORTEST <= data.length ? longest(data, at, remember(at), previous2) : 0;
    yield repeated || data[at];
    const next = at + (repeated ? repeated >> 16 : 1);
    const last = Math.min(next, at + REMEMBERED, data.length - SHORTEST + 1);
    for (at++; at < last; at++) remember(at);
    at = next;
  }
}
function longest(data, at, candidate, previous2) {
  let [best, distance] = [0, 0];
  const most2 = Math.min(LONGEST, data.length - at);
  for (let i = 0; i < CHAIN && candidate >= 0 && at - candidate < WINDOW; i++) {
    if (!best || data[candidate + best] === data[at + best]) {
      let length = 0;
      while (length < most2 && data[candidate + length] === data[at + length]) length++;
      if (length > best && length >= SHORTEST) {
        [best, distance] = [length, at - candidate];
        if (best >= ENOUGH || best === most2) break;
      }
    }
    candidate = previous2[candidate & 32767];
  }
  return best && best << 16 | distance - 1;
}
function writeBlock(out, found, last) {
  const letters = new Array(286).fill(0);
  const distances = new Array(30).fill(0);
  for (const one2 of found) {
    if (one2 < END2) letters[one2]++;
    else {
      letters[257 + LENGTH_CODE[one2 >> 16]]++;
      distances[DISTANCE_CODE[(one2 & 65535) + 1]]++;
    }
  }
  letters[END2] = 1;
  const letterSizes = sizesOf(letters, DEEPEST);
  const distanceSizes = sizesOf(distances, DEEPEST);
  const letterCount = Math.max(257, used2(letterSizes));
  const distanceCount = Math.max(1, used2(distanceSizes));
  const runs = runsOf([...letterSizes.slice(0, letterCount), ...distanceSizes.slice(0, distanceCount)]);
  const counts = new Array(19).fill(0);
  for (const [symbol] of runs) counts[symbol]++;
  const runSizes = sizesOf(counts, DEEPEST_OF_LENGTHS);
  const runCodes = codesOf(runSizes);
  const runCount = Math.max(4, used2(ORDER.map((symbol) => runSizes[symbol])));
  out.put(Number(last) | 2 << 1, 3);
  out.put(letterCount - 257 | distanceCount - 1 << 5 | runCount - 4 << 10, 14);
  for (const symbol of ORDER.slice(0, runCount)) out.put(runSizes[symbol], 3);
  for (const [symbol, more, width] of runs) {
    out.put(runCodes[symbol], runSizes[symbol]);
    out.put(more, width);
  }
  const letterCodes = codesOf(letterSizes);
  const distanceCodes = codesOf(distanceSizes);
  for (const one2 of found) {
    if (one2 < END2) {
      out.put(letterCodes[one2], letterSizes[one2]);
      continue;
    }
    const [length, distance] = [one2 >> 16, (one2 & 65535) + 1];
    const code = LENGTH_CODE[length];
    const far = DISTANCE_CODE[distance];
    out.put(letterCodes[257 + code], letterSizes[257 + code]);
    out.put(length - LENGTHS2[code], LENGTH_BITS[code]);
    out.put(distanceCodes[far], distanceSizes[far]);
    out.put(distance - DISTANCES[far], DISTANCE_BITS[far]);
  }
  out.put(letterCodes[END2], letterSizes[END2]);
}
var used2 = (sizes) => sizes.findLastIndex((size2) => size2 > 0) + 1;
function sizesOf(given, deepest) {
  let counts = [...given];
  for (const symbol of [0, 1]) if (counts.filter((count) => count).length < 2 && !counts[symbol]) counts[symbol] = 1;
  const symbols = [...counts.keys()].filter((symbol) => counts[symbol]);
  let depths;
  for (; ; ) {
    symbols.sort((one2, other) => counts[one2] - counts[other] || one2 - other);
    depths = depthsOf(symbols.map((symbol) => counts[symbol]));
    if (Math.max(...depths) <= deepest) break;
    counts = counts.map((count) => count + 1 >> 1);
  }
  const sizes = new Array(counts.length).fill(0);
  symbols.forEach((symbol, at) => sizes[symbol] = depths[at]);
  return sizes;
}
function depthsOf(weights) {
  const leaves = weights.length;
  const parents = new Array(2 * leaves - 1).fill(0);
  let [leaf, inner] = [0, leaves];
  for (let node = leaves; node < 2 * leaves - 1; node++) {
    let total = 0;
    for (let i = 0; i < 2; i++) {
      const taken2 = leaf < leaves && (inner === node || weights[leaf] <= weights[inner]) ? leaf++ : inner++;
      total += weights[taken2];
      parents[taken2] = node;
    }
    weights.push(total);
  }
  const depths = new Array(2 * leaves - 1).fill(0);
  for (let node = 2 * leaves - 3; node >= 0; node--) depths[node] = depths[parents[node]] + 1;
  return depths.slice(0, leaves);
}
function codesOf(sizes) {
  const codes = new Array(sizes.length).fill(0);
  let code = 0;
  for (let size2 = 1; size2 <= DEEPEST; size2++) {
    code <<= 1;
    sizes.forEach((own, symbol) => {
      if (own === size2) codes[symbol] = turned(code++, size2);
    });
  }
  return codes;
}
function turned(code, size2) {
  let result = 0;
  for (let i = 0; i < size2; i++) result = result << 1 | code >> i & 1;
  return result;
}
function runsOf(sizes) {
  const runs = [];
  for (let at = 0; at < sizes.length; ) {
    const size2 = sizes[at];
    let length = 1;
    while (at + length < sizes.length && sizes[at + length] === size2) length++;
    at += length;
    if (size2) {
      runs.push([size2, 0, 0]);
      length--;
    }
    while (length >= 3) {
      const part = Math.min(length, size2 ? 6 : 138);
      if (size2) runs.push([16, part - 3, 2]);
      else if (part < 11) runs.push([17, part - 3, 3]);
      else runs.push([18, part - 11, 7]);
      length -= part;
    }
    for (; length; length--) runs.push([size2, 0, 0]);
  }
  return runs;
}
var Bits = class {
  #out = new Uint8Array(1 << 12);
  #size = 0;
  #bits = 0;
  #count = 0;
  /** Add the lowest `count` bits of a number that has no others. @param {number} value @param {number} count */
  put(value, count) {
    this.#bits |= value << this.#count;
    this.#count += count;
    while (this.#count >= 8) this.#byte();
  }
  #byte() {
    if (this.#size === this.#out.length) {
      const larger = new Uint8Array(this.#size * 2);
      larger.set(this.#out);
      this.#out = larger;
    }
    this.#out[this.#size++] = this.#bits & 255;
    this.#bits >>>= 8;
    this.#count -= 8;
  }
  /** @returns {Uint8Array} all of it, the last byte filled with zeros */
  finished() {
    if (this.#count > 0) this.#byte();
    return this.#out.slice(0, this.#size);
  }
};

// src/clean/document/zipwrite.js
var LIMIT3 = 4294967295;
var VERSION3 = 20;
var UTF82 = 1 << 11;
var DAY = 33;
var ZipWriter = class {
  #plan;
  /** @type {Uint8Array[]} */
  #directory = [];
  #at = 0;
  /** @param {number} sourceSize */
  constructor(sourceSize) {
    this.#plan = new PlanBuilder(sourceSize);
  }
  /** Add a member with new bytes. @param {string} name @param {Uint8Array} data */
  addNew(name, data) {
    const packed3 = smaller(data);
    const shown = packed3 ?? data;
    this.#begin(name, packed3 ? DEFLATED : STORED2, crc32(data), shown.length, data.length);
    this.#plan.literal(shown);
  }
  /** Add a member whose bytes are those of the original, as they lie there. @param {string} name @param {Member} member */
  addKept(name, member) {
    this.#begin(name, member.method, member.crc, member.packed, member.size);
    this.#plan.range(member.at, member.packed);
  }
  /** Add a member, from the original where it has not changed.
   *  @param {string} name @param {Member} member @param {Uint8Array} before @param {Uint8Array} after */
  add(name, member, before, after) {
    if (same(before, after)) this.addKept(name, member);
    else this.addNew(name, after);
  }
  /** Add a member by its own plan, which is over `part`.
   *  @param {string} name @param {Member} member @param {Part | BytesSource} part @param {Plan} plan */
  async addCleaned(name, member, part, plan) {
    if (part instanceof BytesSource) {
      this.add(name, member, part.data, await written2(part, plan));
      return;
    }
    let crc = 0;
    for await (const chunk3 of planChunks(part, plan)) crc = crc32(chunk3, crc);
    this.#begin(name, STORED2, crc, plan.size, plan.size);
    for (const segment2 of plan.segments) {
      if (segment2.sort === "literal") this.#plan.literal(segment2.data);
      else if (segment2.sort === "range") this.#plan.range(part.at + segment2.offset, segment2.length);
      else this.#plan.zeros(segment2.length);
    }
  }
  /** @param {string} name @param {number} method @param {number} crc @param {number} packed @param {number} size */
  #begin(name, method, crc, packed3, size2) {
    const encoded3 = new TextEncoder().encode(name);
    if (this.#at + packed3 + size2 > LIMIT3) throw new TooComplexError();
    const flags = encoded3.some((byte) => byte > 127) ? UTF82 : 0;
    const common = joined(
      ...[VERSION3, flags, method, 0, DAY].map((value) => littlePacked(value, 2)),
      ...[crc, packed3, size2].map((value) => littlePacked(value, 4)),
      ...[encoded3.length, 0].map((value) => littlePacked(value, 2))
    );
    const at = littlePacked(this.#at, 4);
    this.#directory.push(joined(bytes("PK"), littlePacked(VERSION3, 2), common, new Uint8Array(10), at, encoded3));
    this.#plan.literal(joined(bytes("PK"), common, encoded3));
    this.#at += 30 + encoded3.length + packed3;
  }
  /** @returns {Plan} */
  build() {
    const directory = joined(...this.#directory);
    if (this.#at + directory.length > LIMIT3) throw new TooComplexError();
    const count = littlePacked(this.#directory.length, 2);
    const where = joined(littlePacked(directory.length, 4), littlePacked(this.#at, 4));
    this.#plan.literal(directory);
    this.#plan.literal(joined(bytes("PK\0\0\0\0"), count, count, where, new Uint8Array(2)));
    return this.#plan.build();
  }
};
async function written2(source, plan) {
  const chunks2 = [];
  for await (const chunk3 of planChunks(source, plan)) chunks2.push(chunk3);
  return joined(...chunks2);
}
var same = (one2, other) => one2.length === other.length && one2.every((byte, at) => byte === other[at]);

// src/clean/document/svg.js
var START = /^(?:\xef\xbb\xbf)?[ \t\r\n]*<(?!html|!doctype[ \t\r\n]+html)/i;
var ROOT = /<(?:[a-z]{1,8}:)?svg[ \t\r\n>]/;
var DOCTYPE = /<!DOCTYPE[ \t\r\n]+svg[^<>[\]]{0,300}>/;
var PICTURE4 = /^data:image\/(?:png|jpeg|jpg|gif|webp);base64,([A-Za-z0-9+/ \t\r\n]*={0,2}[ \t\r\n]*)$/;
var ELEMENTS = new Set(
  "svg g defs symbol use switch path rect circle ellipse line polyline polygon text tspan textPath image clipPath mask pattern linearGradient radialGradient stop marker filter style feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence".split(" ")
);
var ATTRIBUTES2 = new Set(
  "id class style transform x y x1 x2 y1 y2 z cx cy r rx ry fx fy fr dx dy width height viewBox preserveAspectRatio d points pathLength rotate textLength lengthAdjust startOffset method spacing side version type media offset alignment-baseline baseline-shift clip-path clip-rule color color-interpolation color-interpolation-filters cursor direction display dominant-baseline fill fill-opacity fill-rule filter flood-color flood-opacity font font-family font-size font-size-adjust font-stretch font-style font-variant font-weight image-rendering letter-spacing lighting-color marker-end marker-mid marker-start mask opacity overflow paint-order shape-rendering stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor text-decoration text-rendering unicode-bidi vector-effect visibility word-spacing writing-mode mix-blend-mode isolation transform-origin enable-background systemLanguage clipPathUnits maskUnits maskContentUnits patternUnits patternContentUnits patternTransform gradientUnits gradientTransform spreadMethod markerUnits markerWidth markerHeight orient refX refY filterUnits primitiveUnits in in2 result mode values operator k1 k2 k3 k4 order kernelMatrix divisor bias targetX targetY edgeMode preserveAlpha surfaceScale diffuseConstant kernelUnitLength scale xChannelSelector yChannelSelector azimuth elevation stdDeviation tableValues slope intercept amplitude exponent radius specularConstant specularExponent pointsAtX pointsAtY pointsAtZ limitingConeAngle baseFrequency numOctaves seed stitchTiles xml:space xml:lang".split(" ")
);
var NAMESPACES2 = /* @__PURE__ */ new Map([
  ["http://www.w3.org/2000/svg", "svg"],
  ["http://www.w3.org/1999/xlink", "xlink"],
  ["http://www.inkscape.org/namespaces/inkscape", "-inkscape"],
  ["http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd", "-sodipodi"]
]);
var TOLD5 = /* @__PURE__ */ new Map([
  ["-inkscape:version", "software"],
  ["-inkscape:export-filename", "hidden-data"],
  ["-sodipodi:docname", "text"],
  ["-sodipodi:absref", "hidden-data"],
  ["-inkscape:label", "text"]
]);
var GONE3 = /* @__PURE__ */ new Map([["svg:metadata", "hidden-data"], ["svg:title", "text"], ["svg:desc", "text"]]);
var CSS_COMMENT = /\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\//g;
var CSS_NO = /\\|@(?!media)|\/\*|expression|javascript|binding|-inkscape-|url\([ \t\r\n]*["']?(?!#)/i;
var OUTSIDE = /url\([ \t\r\n]*["']?(?!#)/i;
var isSvg = (head2) => START.test(head2) && ROOT.test(head2);
async function cleanSvg(source) {
  if (source.size > WHOLE_LIMIT) throw new TooComplexError();
  const data = await source.read(0, source.size);
  const findings = new Findings();
  const text = asXmlText(data).replace(DOCTYPE, "").replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
  const untrusted = new TextEncoder().encode(text);
  const first = new SvgRules(new Findings(), /* @__PURE__ */ new Map());
  cleanXml(untrusted, first);
  const pictures = /* @__PURE__ */ new Map();
  for (const address of first.addresses) pictures.set(address, await cleanPicture(address, findings));
  tellProperties(untrusted, findings);
  const cleaned2 = cleanXml(untrusted, new SvgRules(findings, pictures));
  const plan = new PlanBuilder(source.size);
  if (same(cleaned2, data)) plan.range(0, source.size);
  else plan.literal(cleaned2);
  const listed = findings.listed();
  return { format: "svg", extension: "svg", mediaType: "image/svg+xml", plan: plan.build(), findings: listed };
}
async function cleanPicture(address, findings) {
  const found = PICTURE4.exec(address);
  if (!found) throw new TooComplexError();
  const packed3 = found[1].replace(/[ \t\r\n]/g, "");
  if (packed3.length % 4) throw new BrokenFileError();
  const source = new BytesSource(bytes(atob(packed3)));
  const media = await cleanMedia(source, findings);
  const clean2 = await written2(source, media.plan);
  return `data:${media.mediaType};base64,${btoa(latin(clean2, 0, clean2.length))}`;
}
var SvgRules = class {
  namespaces = NAMESPACES2;
  texts = /* @__PURE__ */ new Set(["svg:style"]);
  lines = /* @__PURE__ */ new Set(["svg:text"]);
  /** @type {Set<string>} */
  addresses = /* @__PURE__ */ new Set();
  #pictures;
  /** @param {Findings} findings @param {ReadonlyMap<string, string>} pictures */
  constructor(findings, pictures) {
    this.findings = findings;
    this.#pictures = pictures;
  }
  /** Decide about an element. See `XmlRules`. @param {string} key @param {Attribute[]} attributes */
  element(key, attributes) {
    if (key === "svg:a") {
      this.findings.add("hidden-data");
      return UNWRAP;
    }
    if (!ELEMENTS.has(key.replace(/^svg:/, ""))) {
      this.findings.add(GONE3.get(key) ?? (key.startsWith("-") ? "software" : "hidden-data"));
      return DROP;
    }
    for (const attribute of [...attributes]) this.#attribute(key, attribute, attributes);
    return KEEP;
  }
  /** @param {string} key @param {Attribute} attribute @param {Attribute[]} attributes */
  #attribute(key, attribute, attributes) {
    const { key: name, value } = attribute;
    const isLink = name === "href" || name === "xlink:href";
    if (isLink && value.startsWith("#")) return;
    if (isLink && (key === "svg:image" || key === "svg:feImage") && value.startsWith("data:")) {
      this.addresses.add(value);
      attribute.value = this.#pictures.get(value) ?? "";
    } else if (name === "style") attribute.value = this.#style(value);
    else if (!ATTRIBUTES2.has(name) || OUTSIDE.test(value)) {
      taken(attributes, name);
      if (TOLD5.has(name) || !name.startsWith("-")) this.findings.add(TOLD5.get(name) ?? "hidden-data", value);
    }
  }
  /** @param {string} css @returns {string} declarations without comments, and without those that only an editor reads or
   *    that lead outside */
  #style(css) {
    const parts3 = this.#withoutComments(css).split(";");
    const kept = parts3.filter((part) => !CSS_NO.test(part));
    if (kept.length !== parts3.length) this.findings.add("hidden-data");
    return kept.join(";");
  }
  /** @param {string} css @returns {string} */
  #withoutComments(css) {
    const shown = css.replace(CSS_COMMENT, "");
    if (shown !== css) this.findings.add("text");
    return shown;
  }
  /** @param {string} _ @param {string} text @returns {string} a style sheet without comments
   *  @throws {TooComplexError} it leads outside, or hides something */
  text(_, text) {
    const shown = this.#withoutComments(text);
    if (CSS_NO.test(shown)) throw new TooComplexError();
    return shown;
  }
};

// src/clean/document/html.js
var START2 = /^(?:\xef\xbb\xbf)?[ \t\r\n]*(?:<\?xml[^<>]*\?>[ \t\r\n]*)?<(?:!doctype[ \t\r\n]+html|html|head|body)[ \t\r\n>]/i;
var CHARSET = /<meta[^<>]*charset[ \t\r\n]*=[ \t\r\n]*["']?[ \t\r\n]*([A-Za-z0-9_-]+)/i;
var NO_ASCII = /[^\u0000-\u007f]/;
var TAG2 = /<(\/?)([A-Za-z][A-Za-z0-9:-]*)/y;
var ATTRIBUTE2 = /[ \t\r\n\f/]+([^ \t\r\n\f"'<>/=]+)(?:[ \t\r\n\f]*=[ \t\r\n\f]*(?:"([^"]*)"|'([^']*)'|([^ \t\r\n\f"'<>=`][^ \t\r\n\f<>]*)))?/y;
var TAG_END2 = /[ \t\r\n\f/]*>/y;
var HEAD6 = '<!DOCTYPE html><meta charset="utf-8">';
var words = (listed) => new Set(listed.split(" "));
var TAGS4 = words(
  "html head body div span p br hr h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table thead tbody tfoot tr td th caption colgroup col blockquote pre code kbd samp var em strong b i u s small sub sup mark del ins q cite abbr dfn address article section nav aside header footer main figure figcaption a img center font big tt strike wbr ruby rt rp bdi bdo details summary label legend fieldset"
);
var INLINE = words(
  "span a b i u s em strong small sub sup mark del ins q cite abbr dfn code kbd samp var font big tt strike wbr ruby rt rp bdi bdo label img"
);
var RAW3 = words("script style textarea title iframe noembed noframes xmp plaintext");
var GONE4 = words("svg math object applet audio video canvas template select map frameset datalist");
var EMPTY2 = words("link base input embed frame source track");
var ATTRIBUTES3 = words(
  "id class style href src alt colspan rowspan width height align valign bgcolor color face size dir lang start type value cellpadding cellspacing border nowrap scope span open reversed"
);
var LINE2 = -1;
var PART = /^cid:[A-Za-z0-9!#$*+./=?^_{|}~@-]+$/;
var ADDRESS = /^(?:https?:\/\/|mailto:|tel:|#)/i;
var tells = (kind, names) => names.split(" ").map((name) => [name, kind]);
var META = new Map([
  ...tells("person", "author dc.creator creator owner twitter:creator article:author"),
  ...tells("software", "generator application-name"),
  ...tells("time", "date created changed article:published_time article:modified_time"),
  ...tells("text", "description keywords og:title og:description og:url")
]);
var isHtml = (head2) => START2.test(head2);
async function cleanHtml(source) {
  if (source.size > WHOLE_LIMIT) throw new TooComplexError();
  const data = await source.read(0, source.size);
  const text = asXmlText(data);
  const charset = CHARSET.exec(Array.from(text.slice(0, 8192)).slice(0, 4096).join(""));
  if (charset && !["utf-8", "utf8"].includes(small(charset[1])) && NO_ASCII.test(text)) throw new TooComplexError();
  const findings = new Findings();
  const hidden = new Hidden();
  const cleaned2 = new TextEncoder().encode(HEAD6 + await cleanPage(text, findings, hidden));
  hidden.tell(findings);
  const plan = new PlanBuilder(source.size);
  if (same(cleaned2, data)) plan.range(0, source.size);
  else plan.literal(cleaned2);
  const listed = findings.listed();
  return { format: "html", extension: "html", mediaType: "text/html", plan: plan.build(), findings: listed };
}
function partId(old, ids) {
  const id = ids.get(old) ?? `${ids.size + 1}@part`;
  ids.set(old, id);
  return id;
}
async function cleanPage(text, findings, hidden, ids = null) {
  const first = new Page(text, new Findings(), new Hidden(), /* @__PURE__ */ new Map(), ids);
  first.cleaned();
  const pictures = /* @__PURE__ */ new Map();
  for (const address of first.addresses) pictures.set(address, await cleanPicture(address, findings));
  return new Page(text, findings, hidden, pictures, ids).cleaned();
}
var Page = class {
  /** @type {Set<string>} */
  addresses = /* @__PURE__ */ new Set();
  #text;
  #findings;
  #pictures;
  /** @type {string[]} */
  #out = [];
  #hidden;
  #ids;
  /** @type {number[]} where in what is written texts are, and LINE where a line of text ends */
  #flow = [];
  #gone = "";
  // the element that goes with all that is inside, and how many of its kind are open
  #depth = 0;
  /** @param {string} text @param {Findings} findings @param {Hidden} hidden
   *  @param {ReadonlyMap<string, string>} pictures @param {Map<string, string> | null} ids */
  constructor(text, findings, hidden, pictures, ids) {
    this.#text = text;
    this.#findings = findings;
    this.#hidden = hidden;
    this.#pictures = pictures;
    this.#ids = ids;
  }
  /** @returns {string} */
  cleaned() {
    const text = this.#text;
    let at = 0;
    for (; ; ) {
      const start = text.indexOf("<", at);
      this.#writeText(text.slice(at, start >= 0 ? start : text.length));
      if (start < 0) break;
      at = this.#markup(start);
    }
    if (this.#gone) throw new BrokenFileError();
    const shown = this.#flow.map((place2) => place2 === LINE2 ? "\n" : this.#out[place2]);
    withoutHiddenHtml(shown, this.#hidden).forEach((kept, i) => {
      if (this.#flow[i] !== LINE2) this.#out[this.#flow[i]] = kept;
    });
    return this.#out.join("");
  }
  /** Write text; what stands on both sides of something that goes is one text. @param {string} shown */
  #writeText(shown) {
    if (this.#gone || !shown) return;
    const last = this.#out.length - 1;
    if (this.#flow.length && this.#flow[this.#flow.length - 1] === last) this.#out[last] += shown;
    else {
      this.#flow.push(this.#out.length);
      this.#out.push(shown);
    }
  }
  /** @param {string} name */
  #line(name) {
    if (!this.#gone && !INLINE.has(name)) this.#flow.push(LINE2);
  }
  /** @param {string} shown */
  #write(shown) {
    if (!this.#gone) this.#out.push(shown);
  }
  /** Take what begins with < at `at`. @param {number} at @returns {number} where it ends */
  #markup(at) {
    const text = this.#text;
    if (text.startsWith("<!--", at)) {
      const end2 = this.#find("-->", at + 4);
      this.#findings.add("text", text.slice(at + 4, end2));
      return end2 + 3;
    }
    if (text[at + 1] === "!" || text[at + 1] === "?") return this.#find(">", at) + 1;
    TAG2.lastIndex = at;
    const tag = TAG2.exec(text);
    if (!tag) {
      this.#writeText("&lt;");
      return at + 1;
    }
    const name = small(tag[2]);
    const attributes = /* @__PURE__ */ new Map();
    let after = TAG2.lastIndex;
    for (; ; ) {
      ATTRIBUTE2.lastIndex = after;
      const match = ATTRIBUTE2.exec(text);
      if (!match) break;
      const key = small(match[1]);
      if (!attributes.has(key)) attributes.set(key, match[2] ?? match[3] ?? match[4] ?? "");
      after = ATTRIBUTE2.lastIndex;
    }
    TAG_END2.lastIndex = after;
    const end = TAG_END2.exec(text);
    if (!end) throw new TooComplexError();
    const next = TAG_END2.lastIndex;
    if (tag[1]) this.#close(name);
    else if (RAW3.has(name)) return this.#raw(name, next);
    else this.#open(name, attributes, end[0].endsWith("/>"));
    return next;
  }
  /** @param {string} mark @param {number} at @returns {number} */
  #find(mark, at) {
    const found = this.#text.indexOf(mark, at);
    if (found < 0) throw new BrokenFileError();
    return found;
  }
  /** Leave out an element whose content is no mark-up; style sheets stay if they lead nowhere.
   *  @param {string} name @param {number} at @returns {number} where it ends */
  #raw(name, at) {
    const close = new RegExp(`</${name}[ \\t\\r\\n\\f/]*>`, "gi");
    close.lastIndex = at;
    const found = close.exec(this.#text);
    if (!found) throw new BrokenFileError();
    const [inside] = this.#hidden.takenFrom([this.#text.slice(at, found.index)]);
    const css = inside.replace(CSS_COMMENT, "");
    if (name === "style" && !CSS_NO.test(css) && !css.includes("<")) {
      if (css !== inside) this.#findings.add("text");
      this.#write(`<style>${css}</style>`);
    } else this.#findings.add(name === "title" ? "text" : "hidden-data", name === "title" ? inside : "");
    return close.lastIndex;
  }
  /** @param {string} name @param {Map<string, string>} attributes @param {boolean} closed */
  #open(name, attributes, closed) {
    if (this.#gone) {
      if (name === this.#gone && !closed) this.#depth++;
    } else if (GONE4.has(name)) {
      this.#findings.add("hidden-data");
      if (!closed) [this.#gone, this.#depth] = [name, 1];
    } else if (TAGS4.has(name)) {
      this.#write(`<${name}${this.#shown(name, attributes)}>`);
      this.#line(name);
    } else if (name === "meta") {
      const kind = META.get(small(attributes.get("name") || attributes.get("property") || ""));
      if (kind) this.#findings.add(kind, attributes.get("content") ?? "");
    } else if (EMPTY2.has(name)) this.#findings.add("hidden-data", attributes.get("value") ?? "");
  }
  /** @param {string} name */
  #close(name) {
    if (this.#gone) {
      if (name === this.#gone) this.#depth--;
      if (!this.#depth) this.#gone = "";
    } else if (TAGS4.has(name)) {
      this.#write(`</${name}>`);
      this.#line(name);
    }
  }
  /** @param {string} name @param {Map<string, string>} attributes @returns {string} */
  #shown(name, attributes) {
    let shown = "";
    for (const [key, value] of attributes) {
      const [shownValue] = key === "src" ? [value] : withoutHiddenHtml([value], this.#hidden, true);
      const kept = this.#kept(name, key, shownValue);
      if (kept === null) this.#findings.add("hidden-data");
      else shown += ` ${key}="${kept.replace(/"/g, "&quot;").replace(/</g, "&lt;")}"`;
    }
    return shown;
  }
  /** @param {string} name @param {string} key @param {string} value
   *  @returns {string | null} what stays of an attribute's value */
  #kept(name, key, value) {
    if (!ATTRIBUTES3.has(key)) return null;
    if (key === "href") return name === "a" && ADDRESS.test(value) ? value : null;
    if (key === "src") {
      if (name === "img" && this.#ids && PART.test(value)) return `cid:${partId(value.slice(4), this.#ids)}`;
      if (name !== "img" || !PICTURE4.test(value)) return null;
      this.addresses.add(value);
      return this.#pictures.get(value) ?? "";
    }
    if (key === "style") {
      const parts3 = value.split(";");
      const kept = parts3.filter((part) => !part.includes("&") && !CSS_NO.test(part));
      if (kept.length < parts3.length) this.#findings.add("hidden-data");
      return kept.join(";");
    }
    return value;
  }
};

// src/clean/document/dkim.js
var MAX_SIGNATURES = 8;
var TAG3 = /([a-z][a-z0-9_]*)=([^;]*)/g;
var BLANK2 = /[ \t\r\n]+/g;
var ALGORITHMS = ["rsa-sha256", "ed25519-sha256"];
async function holding(headers, body) {
  const found = [];
  const places = headers.map((_, at) => at).filter((at) => headers[at].name === "dkim-signature");
  for (const place2 of places.slice(0, MAX_SIGNATURES)) {
    const { raw } = headers[place2];
    const text = raw.slice(raw.indexOf(":") + 1).replace(BLANK2, " ");
    const tags = new Map([...text.matchAll(TAG3)].map(([, name, value]) => [name, value.replace(BLANK2, "")]));
    const domain = tags.get("d");
    if (!ALGORITHMS.includes(tags.get("a") ?? "") || tags.has("l") || !domain) continue;
    const canonical = canonicalBody(body, (tags.get("c") ?? "simple/simple").split("/")[1] === "relaxed");
    const hash = new Uint8Array(await crypto.subtle.digest(
      "SHA-256",
      /** @type {BufferSource} */
      bytes(canonical)
    ));
    if (btoa(latin(hash, 0, hash.length)) !== tags.get("bh")) continue;
    const names = (tags.get("h") ?? "").split(":").map(small);
    found.push({ domain, covered: covered(headers, names).add(place2), names: [...new Set(names)] });
  }
  return found;
}
var told2 = ({ domain, names }) => `DKIM ${domain}, kept: ${names.join(" ")}`;
function canonicalBody(body, relaxed) {
  let lines2 = body.split(/\r?\n/);
  if (relaxed) lines2 = lines2.map((line) => line.replace(/[ \t]+/g, " ").replace(/ $/, ""));
  while (lines2.length && !lines2[lines2.length - 1]) lines2.pop();
  if (!lines2.length) return relaxed ? "" : "\r\n";
  return `${lines2.join("\r\n")}\r
`;
}
function covered(headers, names) {
  const left = /* @__PURE__ */ new Map();
  headers.forEach(({ name }, at) => left.set(name, [...left.get(name) ?? [], at]));
  const places = names.map((name) => left.get(name)?.pop());
  return new Set(places.filter((place2) => place2 !== void 0));
}

// src/clean/document/mailtext.js
var UTF83 = ["", "utf-8", "utf8", "us-ascii", "ascii"];
var WESTERN = ["iso-8859-1", "iso-8859-15", "windows-1252"];
var OLD = /^(?:iso-8859-[0-9]{1,2}(?:-[ie])?|windows-(?:874|125[0-8])|cp125[0-8]|koi8-[ru]|gb2312|gbk|big5(?:-hkscs)?|euc-(?:jp|kr|tw)|shift[_-]jis|iso-2022-(?:jp|kr)[a-z0-9-]{0,6}|ks_c_5601-1987|tis-620|macintosh)$/;
var BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
var QUOTED = /=([0-9A-Fa-f]{2})|=[ \t]*(?:\r?\n|$)|[ \t]+(?=\r?\n|$)/g;
var TO_QUOTE = /[^\t\r\n !-<>-~]|[ \t](?=\r?\n|$)|\r(?!\n)/g;
var WORD = /=\?([A-Za-z0-9_-]{1,40})\?([bBqQ])\?([^? \t\r\n]*)\?=/g;
var WINDOWS = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ";
var LETTERS = new RegExp(`[${WINDOWS}]`, "g");
var LINE3 = 72;
var BASE64_LINE = 76;
async function cleanedBody(body, encoding, charset, clean2, page) {
  if (!UTF83.includes(charset) && !WESTERN.includes(charset)) {
    if (!OLD.test(charset) || page && charset.startsWith("iso-2022-")) throw new TooComplexError();
    if (!page) return body;
  }
  let plain2 = body;
  if (encoding === "base64") plain2 = unpacked(body);
  else if (encoding === "quoted-printable") plain2 = unquoted(body);
  else if (!["7bit", "8bit", "binary"].includes(encoding)) throw new TooComplexError();
  const shown = encoded(await clean2(decodedAs(plain2, charset)), charset);
  if (shown === plain2) return body;
  if (encoding === "base64") return packed2(shown, body);
  return encoding === "quoted-printable" ? quoted2(shown) : shown;
}
function withoutHiddenHeader(raw, hidden) {
  if (fromUtf8(raw) === null) return raw;
  const without2 = (plain2, charset) => encoded(hidden.takenFrom([decodedAs(plain2, charset)])[0], charset);
  return without2(raw, "").replace(WORD, (written4, name, sort, text) => {
    const charset = small(name);
    if (!UTF83.includes(charset) && !WESTERN.includes(charset)) return written4;
    const plain2 = small(sort) === "b" ? unpacked(text) : unquoted(text.replace(/_/g, " "));
    const shown = without2(plain2, charset);
    return shown === plain2 ? written4 : `=?${name}?B?${btoa(shown)}?=`;
  });
}
function unpacked(text) {
  const base64 = text.replace(/[ \t\r\n]/g, "");
  if (base64.length % 4 || !BASE64.test(base64)) throw new BrokenFileError();
  return atob(base64);
}
function fromUtf8(data) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes(data));
  } catch {
    return null;
  }
}
function decodedAs(plain2, charset) {
  if (WESTERN.includes(charset)) return plain2.replace(/[\x80-\x9f]/g, (byte) => WINDOWS[byte.charCodeAt(0) - 128]);
  if (!UTF83.includes(charset)) {
    return plain2.replace(/[\x80-\xff]/g, (byte) => String.fromCharCode(57344 + byte.charCodeAt(0)));
  }
  const text = fromUtf8(plain2);
  if (text === null) throw new TooComplexError();
  return text;
}
function encoded(text, charset) {
  if (WESTERN.includes(charset)) return text.replace(LETTERS, (letter) => String.fromCharCode(128 + WINDOWS.indexOf(letter)));
  if (!UTF83.includes(charset)) {
    return text.replace(/[\ue080-\ue0ff]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 57344));
  }
  const data = new TextEncoder().encode(text);
  return latin(data, 0, data.length);
}
var unquoted = (text) => text.replace(QUOTED, (_, hex2) => hex2 ? String.fromCharCode(parseInt(hex2, 16)) : "");
function quoted2(plain2) {
  const all2 = plain2.replace(TO_QUOTE, (letter) => {
    return `=${letter.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
  });
  const softEnd = plain2.includes("\r\n") ? "=\r\n" : "=\n";
  const lines2 = [];
  for (const line of all2.match(/[^\n]*\n|[^\n]+/g) ?? []) {
    let at = 0;
    while (line.length - at > LINE3 + 2) {
      let cut2 = at + LINE3;
      if (line[cut2 - 1] === "=") cut2 -= 1;
      else if (line[cut2 - 2] === "=") cut2 -= 2;
      lines2.push(line.slice(at, cut2) + softEnd);
      at = cut2;
    }
    lines2.push(line.slice(at));
  }
  return lines2.join("");
}
function packed2(data, before) {
  const lines2 = btoa(data).match(new RegExp(`.{1,${BASE64_LINE}}`, "g")) ?? [];
  return lines2.join(before.includes("\r\n") ? "\r\n" : "\n") + before.slice(before.replace(/[\r\n]+$/, "").length);
}

// src/clean/document/mail.js
var HEAD7 = 512;
var MAX_HEADERS3 = 2e3;
var MAX_DEPTH3 = 16;
var MAX_PARTS2 = 500;
var KNOWN2 = new Set(
  "return-path delivered-to received from to cc bcc subject date message-id mime-version dkim-signature reply-to sender x-received arc-seal authentication-results x-originating-ip x-mailer user-agent content-type content-transfer-encoding".split(" ")
);
var HEADER3 = /^([!-9;-~]{1,76})[ \t]*:/;
var NEEDED2 = ["from", "to", "cc", "subject", "date"];
var DECODES = ["mime-version", "content-type", "content-transfer-encoding"];
var tells2 = (kind, names) => names.split(" ").map((name) => [name, kind]);
var TELLS = new Map([
  ...tells2("place", "received x-received x-originating-ip x-forwarded-for x-sender-ip"),
  ...tells2("software", "x-mailer user-agent x-generator"),
  ...tells2("person", "return-path delivered-to bcc sender reply-to x-sender x-original-to"),
  ...tells2("time", "resent-date delivery-date"),
  ...tells2("proof", "dkim-signature")
  // one that does not hold over this body
]);
var OF_PARTS = [...DECODES, "content-disposition", "content-id"];
var DETAIL = /;[ \t\r\n]*([!#-'*+.0-9A-Z^-~-]{1,80})[ \t\r\n]*=[ \t\r\n]*(?:"[^"\r\n]*"|[^ \t\r\n;"]*)/g;
var DETAILS = ["charset", "boundary", "format", "delsp", "method", "type", "start"];
var BOUNDARY = /;[ \t\r\n]*boundary[ \t\r\n]*=[ \t\r\n]*(?:"([^"\r\n]{1,200})"|([^ \t\r\n;"]{1,200}))/i;
var CHARSET2 = /;[ \t\r\n]*charset[ \t\r\n]*=[ \t\r\n]*(?:"([^"\r\n]{1,200})"|([^ \t\r\n;"]{1,200}))/i;
var TYPE2 = /^[ \t\r\n]*([A-Za-z0-9.+-]{1,80}\/[A-Za-z0-9.+-]{1,80})/;
var PAGE = "text/html";
var TEXTS5 = ["text/plain", PAGE, "text/calendar"];
function isMail(head2) {
  const names = [];
  for (const line of head2.split(/\r?\n/)) {
    const match = HEADER3.exec(line);
    if (match) names.push(small(match[1]));
    else if (!names.length || line[0] !== " " && line[0] !== "	") break;
  }
  return names.length > 1 && names.some((name) => KNOWN2.has(name));
}
async function cleanMail(source) {
  if (source.size > WHOLE_LIMIT) throw new TooComplexError();
  const data = latin(await source.read(0, source.size), 0, source.size);
  const findings = new Findings();
  const { headers, body } = split(data, 0, data.length);
  const signatures = await holding(headers, data.slice(body));
  const kept = keptOf(headers, signatures);
  if (![...kept].some((at2) => headers[at2].name === "from")) throw new BrokenFileError();
  const shown = headers.filter((_, at2) => kept.has(at2)).map(({ raw }) => raw);
  if (!isMail(shown.join("").slice(0, HEAD7))) throw new TooComplexError();
  const hidden = new Hidden();
  const parts3 = new Parts(data, hidden, signatures.length > 0);
  await parts3.check(headers, body, data.length, 0);
  headers.forEach(({ name, raw }, at2) => kept.has(at2) || tell4(name, raw, findings));
  if (kept.size < headers.length) for (const signature of signatures) findings.add("proof", told2(signature));
  const plan = new PlanBuilder(source.size);
  let at = 0;
  headers.forEach(({ name, raw }, index) => {
    const without2 = kept.has(index) ? parts3.header(name, withoutHiddenHeader(raw, hidden)) : "";
    if (without2 && (without2 === raw || signatures.length)) plan.range(at, raw.length);
    else plan.literal(bytes(without2));
    at += raw.length;
  });
  for (const { start, end, text } of signatures.length ? [] : parts3.changed) {
    plan.range(at, start - at);
    plan.literal(bytes(text));
    at = end;
  }
  plan.range(at, source.size - at);
  hidden.tell(findings, signatures.length ? STAYS : "");
  if (!signatures.length) for (const { name, raw } of parts3.told) tell4(name, raw, findings);
  for (const { kind, detail } of parts3.found.listed()) {
    findings.add(kind, signatures.length ? `${STAYS}${detail || PAGE}` : detail);
  }
  const listed = findings.listed();
  return { format: "eml", extension: "eml", mediaType: "message/rfc822", plan: plan.build(), findings: listed };
}
function split(data, start, end) {
  const headers = [];
  let at = start;
  while (at < end) {
    const found = data.indexOf("\n", at);
    const lineEnd = found < 0 || found >= end ? end : found + 1;
    const line = data.slice(at, lineEnd);
    if (line === "\n" || line === "\r\n") return { headers, body: lineEnd };
    if ((line[0] === " " || line[0] === "	") && headers.length) headers[headers.length - 1].raw += line;
    else {
      const match = HEADER3.exec(line);
      if (!match || headers.length >= MAX_HEADERS3) throw new BrokenFileError();
      headers.push({ name: small(match[1]), raw: line });
    }
    at = lineEnd;
  }
  return { headers, body: end };
}
function keptOf(headers, signatures) {
  const names = signatures.length ? DECODES : [...NEEDED2, ...DECODES];
  const kept = new Set(signatures.flatMap(({ covered: covered2 }) => [...covered2]));
  headers.forEach(({ name }, at) => names.includes(name) && kept.add(at));
  return kept;
}
var valueOf2 = (raw) => raw.slice(raw.indexOf(":") + 1);
function tell4(name, raw, findings) {
  const text = decoded(bytes(valueOf2(raw)));
  const kind = TELLS.get(name);
  findings.add(kind ?? "hidden-data", name && !kind ? `${name}:${text}` : text);
}
var Parts = class {
  /** @type {{ start: number, end: number, text: string }[]} from where to where a part is another once it is cleaned */
  changed = [];
  found = new Findings();
  // in pages and in what is attached
  /** @type {Header[]} headers of parts that go, and texts that stand between them */
  told = [];
  #data;
  #hidden;
  #signed;
  #count = 0;
  /** @type {Map<string, string>} */
  #ids = /* @__PURE__ */ new Map();
  /** @type {RegExp[]} */
  #marks = [];
  /** @param {string} data @param {Hidden} hidden @param {boolean} signed */
  constructor(data, hidden, signed) {
    this.#data = data;
    this.#hidden = hidden;
    this.#signed = signed;
  }
  /** @param {Header[]} headers @param {number} start @param {number} end @param {number} depth
   *  @returns {Promise<void>} @throws {import('../errors.js').CleanError} a part is none that can be cleaned */
  async check(headers, start, end, depth) {
    if (++this.#count > MAX_PARTS2 || depth > MAX_DEPTH3) throw new TooComplexError();
    const header = (wanted, otherwise) => {
      const found = headers.find(({ name }) => name === wanted);
      return found ? valueOf2(found.raw) : otherwise;
    };
    const contentType = header("content-type", " text/plain");
    const mediaType = small(TYPE2.exec(contentType)?.[1] ?? "");
    const encoding = small(header("content-transfer-encoding", "7bit").replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, ""));
    if (mediaType.startsWith("multipart/")) await this.#checkInside(contentType, start, end, depth);
    else if (TEXTS5.includes(mediaType)) {
      const last = end > start && this.#data.slice(end - 1, end + 1) === "\r\n" ? end - 1 : end;
      const charset = CHARSET2.exec(header("content-type", ""));
      const name = small(charset?.[1] ?? charset?.[2] ?? "");
      await this.#cleanText(start, last, encoding, name, mediaType === PAGE);
    } else if (encoding === "base64") await this.#cleanAttached(start, end);
    else throw new TooComplexError();
  }
  /** @param {string} name @param {string} raw
   *  @returns {string} a header without the names of files and whatever else is not needed to decode or to place a part */
  header(name, raw) {
    const id = (text) => partId(text.replace(/^[ \t\r\n"<>]+|[ \t\r\n"<>]+$/g, ""), this.#ids);
    if (name === "content-id") return `Content-ID: <${id(valueOf2(raw))}>${raw.endsWith("\r\n") ? "\r\n" : "\n"}`;
    if (name !== "content-type" && name !== "content-disposition") return raw;
    return raw.replace(DETAIL, (written4, detail) => {
      if (name === "content-type" && small(detail) === "start") {
        return `; start="<${id(written4.slice(written4.indexOf("=") + 1))}>"`;
      }
      return name === "content-type" && DETAILS.includes(small(detail)) ? written4 : "";
    });
  }
  /** @param {number} start @param {number} end @param {string} encoding @param {string} charset @param {boolean} page */
  async #cleanText(start, end, encoding, charset, page) {
    const cleaned2 = (text) => {
      if (!page) return this.#hidden.takenFrom([text])[0];
      return cleanPage(asXmlText(new TextEncoder().encode(text)), this.found, this.#hidden, this.#ids);
    };
    try {
      this.#change(start, end, await cleanedBody(this.#data.slice(start, end), encoding, charset, cleaned2, page));
    } catch (error) {
      if (!(error instanceof CleanError) || !this.#signed || !page) throw error;
      this.found.add("hidden-data", PAGE);
    }
  }
  /** @param {number} start @param {number} end @param {string} text
   *  @throws {TooComplexError} without what stood before it, a line looks like the end of a part */
  #change(start, end, text) {
    if (text === this.#data.slice(start, end)) return;
    if (this.#marks.some((marks) => text.search(marks) >= 0)) throw new TooComplexError();
    this.changed.push({ start, end, text });
  }
  /** @param {number} start @param {number} end */
  async #cleanAttached(start, end) {
    const text = this.#data.slice(start, end);
    const attached = new BytesSource(bytes(unpacked(text)));
    const cleaned2 = await clean(attached);
    if (!cleaned2 || this.#signed && cleaned2.findings.length) throw new TooComplexError();
    const shown = await written2(attached, cleaned2.plan);
    if (same(attached.data, shown)) return;
    if (this.#signed) throw new TooComplexError();
    for (const { kind, detail } of cleaned2.findings) this.found.add(kind, detail);
    this.#change(start, end, packed2(latin(shown, 0, shown.length), text));
  }
  /** @param {string} contentType @param {number} start @param {number} end @param {number} depth */
  async #checkInside(contentType, start, end, depth) {
    const found = BOUNDARY.exec(contentType);
    if (!found) throw new TooComplexError();
    const mark = `--${found[1] ?? found[2]}`.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
    const marks = new RegExp(`(?:^|\\n)${mark}(--)?[ \\t]*(?=\\r?\\n|$)`, "g");
    const places = [...this.#data.slice(start, end).matchAll(marks)].map((match) => {
      return { before: match.index, after: match.index + match[0].length, last: match[1] !== void 0 };
    });
    if (!places.at(-1)?.last || places.filter(({ last }) => last).length !== 1) throw new BrokenFileError();
    this.#leaveOut(start, start + places[0].before);
    this.#marks.push(marks);
    for (let i = 0; i + 1 < places.length; i++) {
      const after = start + places[i].after;
      const part = after + (this.#data.slice(after, after + 2) === "\r\n" ? 2 : 1);
      const before = start + places[i + 1].before;
      const { headers, body } = split(this.#data, part, Math.max(before, part));
      this.#cleanHeaders(headers, part);
      await this.check(headers, body, Math.max(before, body), depth + 1);
    }
    this.#marks.pop();
    this.#leaveOut(start + places[places.length - 1].after, end);
  }
  /** @param {Header[]} headers @param {number} at */
  #cleanHeaders(headers, at) {
    for (const { name, raw } of headers) {
      const text = OF_PARTS.includes(name) ? this.header(name, raw) : "";
      if (text !== raw) {
        this.changed.push({ start: at, end: at + raw.length, text });
        this.told.push({ name, raw });
      }
      at += raw.length;
    }
  }
  /** Leave out what no reader shows, before the first part or behind the last; the ends of lines around it stay.
   *  @param {number} start @param {number} end */
  #leaveOut(start, end) {
    const text = this.#data.slice(start, end);
    const inside = text.replace(/^[\r\n]+|[\r\n]+$/g, "");
    if (!inside) return;
    const at = start + text.indexOf(inside);
    this.changed.push({ start: at, end: at + inside.length, text: "" });
    this.told.push({ name: "", raw: `:${inside}` });
  }
};

// src/clean/document/archive.js
var MAX_DEPTH4 = 3;
var MAX_FOLDERS = 32;
var MAX_TOLD12 = 8;
var LEFT_BEHIND = [".DS_Store", "Thumbs.db", "desktop.ini"];
async function cleanArchive(source, members, findings, depth, budget) {
  if (depth >= MAX_DEPTH4) throw new TooComplexError();
  const unpacker = new Unpacker(source, budget);
  const writer = new ZipWriter(source.size);
  const folders = /* @__PURE__ */ new Map();
  let index = 0;
  let told3 = 0;
  for (const member of members) {
    const steps2 = member.name.split("/");
    const last = steps2.pop() ?? "";
    if ((steps2[0] ?? last) === "__MACOSX" || LEFT_BEHIND.includes(last)) {
      findings.add("hidden-data", member.name);
      continue;
    }
    const part = await unpacker.part(member);
    const cleaned2 = part.size ? await cleanMember(part, depth, budget) : null;
    const name = folderOf(steps2, folders) + neutralName(++index, cleaned2, last);
    if (name !== member.name && told3 < MAX_TOLD12) {
      findings.add("text", member.name);
      told3++;
    }
    for (const { kind, detail } of cleaned2?.findings ?? []) findings.add(kind, detail);
    if (cleaned2) await writer.addCleaned(name, member, part, cleaned2.plan);
    else writer.addNew(name, new Uint8Array(0));
  }
  const plan = writer.build();
  return { format: "zip", extension: "zip", mediaType: "application/zip", plan, findings: findings.listed() };
}
async function cleanMember(part, depth, budget) {
  const head2 = latin(await part.read(0, Math.min(HEAD8, part.size)), 0, HEAD8);
  if (isPackage(head2)) return cleanPackage(part, depth + 1, budget);
  const cleaned2 = await clean(part);
  if (!cleaned2) throw new TooComplexError();
  return cleaned2;
}
function folderOf(steps2, folders) {
  if (steps2.length > MAX_FOLDERS) throw new TooComplexError();
  let [old, path] = ["", ""];
  for (const step of steps2) {
    old += `${step}/`;
    path = folders.get(old) ?? `${path}folder-${folders.size + 1}/`;
    folders.set(old, path);
  }
  return path;
}

// src/clean/document/office.js
var TYPES3 = "[Content_Types].xml";
var NAME4 = /^(?:[A-Za-z0-9_-]+\/)*[A-Za-z0-9_-]+(?:\.[A-Za-z0-9]+)+$/;
var RELS = /^(?:(.*)\/)?_rels\/([^/]*)\.rels$/s;
var cleanOffice = (source, members, findings, budget) => new Cleaner12(source, members, findings, budget).cleaned();
var listOf = (part) => part.replace(/[^/]*$/s, (last) => `_rels/${last}.rels`);
var extensionOf = (name) => small(name.slice(name.lastIndexOf(".") + 1));
var Cleaner12 = class {
  #source;
  #findings;
  #unpacker;
  /** @type {Map<string, Member>} */
  #members;
  /** @type {Map<string, string>} */
  #types = /* @__PURE__ */ new Map();
  /** @type {Map<string, Uint8Array>} */
  #before = /* @__PURE__ */ new Map();
  /** @type {Map<string, Uint8Array>} */
  #after = /* @__PURE__ */ new Map();
  /** @type {Map<string, Relationship[]>} */
  #named = /* @__PURE__ */ new Map();
  /** @param {Source} source @param {Member[]} members @param {Findings} findings @param {Budget} budget */
  constructor(source, members, findings, budget) {
    this.#source = source;
    this.#findings = findings;
    this.#unpacker = new Unpacker(source, budget);
    this.#members = new Map(members.map((member) => [member.name, member]));
    if (new Set(members.map(({ name }) => small(name))).size !== members.length) throw new BrokenFileError();
  }
  async cleaned() {
    const { byExtension, byPart } = readTypes(await this.#unpacker.whole(this.#member(TYPES3)));
    for (const name of this.#members.keys()) {
      this.#types.set(name, byPart.get(name) || byExtension.get(extensionOf(name)) || "");
    }
    const wanted = [];
    for (const name of this.#members.keys()) if (await this.#isWanted(name)) wanted.push(name);
    const every = await this.#relationships("", null);
    const roots = every.filter((row) => row.sort.endsWith("/officeDocument") && !row.external);
    const main = roots.length === 1 ? MAIN.get(this.#types.get(roots[0].target) ?? "") : void 0;
    if (!main) throw new TooComplexError();
    this.#named.set("", roots);
    const reached = await this.#follow(roots[0].target, new Set(wanted));
    for (const name of wanted) if (!reached.has(name)) this.#findings.add("hidden-data");
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
    return this.#types.get(name) ?? "";
  }
  /** @param {string} name @returns {Promise<boolean>} whether a part may stay; what it told is noted if not */
  async #isWanted(name) {
    if (name === TYPES3 || RELS.test(name)) return false;
    const sort = this.#type(name);
    let kind = goneFolder(name);
    if (kind === null && (KEPT.has(sort) || isMedia(sort) && !GONE2.has(sort))) {
      if (!NAME4.test(name)) throw new TooComplexError();
      return true;
    }
    kind ??= GONE2.get(sort) ?? null;
    if (kind === null) throw new TooComplexError();
    if (kind) this.#findings.add(kind, kind === "proof" ? DIGITAL_SIGNATURE : "");
    if (name.startsWith("docProps/") && name.endsWith(".xml")) {
      tellProperties(await this.#unpacker.whole(this.#member(name)), this.#findings);
    }
    return false;
  }
  /** @param {string} part @param {Set<string> | null} used @returns {Promise<Relationship[]>} */
  async #relationships(part, used3) {
    const member = this.#members.get(listOf(part));
    const rows = member ? readRelationships(await this.#unpacker.whole(member), part) : [];
    const names = new Set(rows.map(({ name }) => name));
    if (used3 && [...used3].some((name) => !names.has(name))) throw new TooComplexError();
    return rows;
  }
  /** Clean what is reached from the main part. @param {string} main @param {Set<string>} wanted
   *  @returns {Promise<Set<string>>} the names of parts that stay */
  async #follow(main, wanted) {
    const reached = /* @__PURE__ */ new Set([main]);
    const ahead = [main];
    for (let part = ahead.pop(); part !== void 0; part = ahead.pop()) {
      if (isMedia(this.#type(part))) continue;
      const sort = this.#type(part);
      const rules = new OfficeRules(this.#findings, sort === SETTINGS4, sort.includes(SHEETS));
      const before = await this.#unpacker.whole(this.#member(part));
      this.#before.set(part, before);
      this.#after.set(part, cleanXml(before, rules));
      const kept = [];
      this.#named.set(part, kept);
      for (const row of await this.#relationships(part, rules.used)) {
        const used3 = rules.used.has(row.name);
        if (row.external && used3) kept.push({ ...row, target: outside(row, this.#findings) });
        else if (row.external) this.#findings.add("hidden-data", row.target);
        else if (wanted.has(row.target) && (used3 || !isMedia(this.#type(row.target)))) {
          kept.push(row);
          if (!reached.has(row.target)) {
            reached.add(row.target);
            ahead.push(row.target);
          }
        } else if (used3) throw new TooComplexError();
      }
    }
    return reached;
  }
  /** @param {string[]} kept @returns {Promise<ZipWriter>} */
  async #written(kept) {
    const names = this.#newNames(kept);
    const writer = new ZipWriter(this.#source.size);
    const xml2 = kept.filter((name) => this.#after.has(name));
    const media = new Map(
      kept.filter((name) => !this.#after.has(name)).map((name) => [extensionOf(names.get(name) ?? ""), this.#type(name)])
    );
    const sorted = [...media].sort(([one2], [other]) => one2 < other ? -1 : 1);
    const byPart = xml2.map((name) => (
      /** @type {[string, string]} */
      [name, this.#type(name)]
    ));
    await this.#add(writer, TYPES3, typesPart([["rels", RELATIONSHIPS2], ...sorted], byPart));
    await this.#addRelationships(writer, "", names);
    for (const name of kept) {
      const member = this.#member(name);
      const after = this.#after.get(name);
      if (after) {
        writer.add(name, member, this.#before.get(name) ?? new Uint8Array(0), after);
        await this.#addRelationships(writer, name, names);
      } else {
        const part = await this.#unpacker.part(member);
        await writer.addCleaned(names.get(name) ?? "", member, part, (await cleanMedia(part, this.#findings)).plan);
      }
    }
    return writer;
  }
  /** Pictures lose the names of the files that they were; all else is named by the program that wrote it.
   *  @param {string[]} kept @returns {Map<string, string>} */
  #newNames(kept) {
    const names = new Map(kept.map((name) => [name, name]));
    let number3 = 0;
    for (const name of kept) {
      if (this.#after.has(name)) continue;
      const extension = extensionOf(name);
      if (!MEDIA_EXTENSIONS.has(extension)) throw new TooComplexError();
      const folder = name.slice(0, Math.max(name.lastIndexOf("/"), 0));
      names.set(name, `${folder}/image${++number3}.${extension}`);
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
      return row.external ? row : { ...row, target: names.get(row.target) ?? "" };
    });
    if (rows.length) await this.#add(writer, listOf(part), relationshipsPart(rows, part));
  }
};

// src/clean/document/odfrules.js
var OASIS = "urn:oasis:names:tc:opendocument:xmlns:";
var DOCUMENT_FOUNDATION = "urn:org:documentfoundation:names:experimental:";
var W3 = "http://www.w3.org/";
var OOO = "http://openoffice.org/";
var NAMESPACES3 = new Map([
  ..."office style text table presentation chart form script config meta".split(" ").map((name) => (
    /** @type {[string, string]} */
    [`${OASIS}${name}:1.0`, name]
  )),
  [`${OASIS}drawing:1.0`, "draw"],
  [`${OASIS}datastyle:1.0`, "number"],
  [`${OASIS}animation:1.0`, "anim"],
  [`${OASIS}dr3d:1.0`, "dr3d"],
  [`${OASIS}xsl-fo-compatible:1.0`, "fo"],
  [`${OASIS}svg-compatible:1.0`, "svg"],
  [`${OASIS}smil-compatible:1.0`, "smil"],
  [`${OASIS}manifest:1.0`, "manifest"],
  [`${OASIS}of:1.2`, "of"],
  [`${W3}1999/xlink`, "xlink"],
  [`${W3}1998/Math/MathML`, "math"],
  [`${W3}TR/css3-text/`, "css3t"],
  ["http://purl.org/dc/elements/1.1/", "dc"],
  [`${OOO}2004/office`, "ooo"],
  [`${OOO}2004/writer`, "ooow"],
  [`${OOO}2004/calc`, "oooc"],
  [`${OOO}2009/table`, "tableooo"],
  [`${OOO}2009/office`, "officeooo"],
  [`${OOO}2010/draw`, "drawooo"],
  [`${DOCUMENT_FOUNDATION}office:xmlns:loext:1.0`, "loext"],
  [`${DOCUMENT_FOUNDATION}calc:xmlns:calcext:1.0`, "calcext"],
  ["urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0", "field"]
]);
var gone2 = (kind, names) => names.split(" ").map((name) => [name, kind]);
var GONE5 = new Map([
  ...gone2("", "office:meta office:scripts draw:control config:config-item-map-indexed"),
  ...gone2("", "config:config-item-map-named config:config-item-map-entry"),
  ...gone2("", "text:user-field-decls text:variable-decls text:label"),
  ...gone2("text", "svg:title svg:desc table:title table:desc"),
  ...gone2("hidden-data", "text:hidden-text table:data-pilot-tables"),
  ...gone2("hidden-data", "office:event-listeners office:binary-data office:dde-source text:script"),
  ...gone2("hidden-data", "text:section-source text:dde-connection-decls table:table-source table:dde-links"),
  ...gone2("hidden-data", "table:cell-range-source table:database-source-query table:database-source-sql"),
  ...gone2("hidden-data", "table:database-source-table svg:font-face-src draw:object-ole draw:applet"),
  ...gone2("hidden-data", "draw:floating-frame table:scenario table:detective")
]);
var FIELDS2 = new Set(
  "text:author-name text:author-initials text:initial-creator text:creator text:creation-date text:creation-time text:modification-date text:modification-time text:print-date text:print-time text:printed-by text:editing-cycles text:editing-duration text:file-name text:template-name text:user-defined text:title text:description text:subject text:keywords text:date text:time text:dde-connection text:execute-macro text:database-display text:database-name text:database-next text:database-row-number text:database-row-select text:page-variable-get text:user-field-get text:user-field-input text:variable-get text:variable-set text:variable-input text:placeholder text:conditional-text text:dropdown text:meta-field text:meta text:expression text:bibliography-mark".split(" ")
);
var NO_TIME = "1970-01-01T00:00:00";
var REPLACED = /* @__PURE__ */ new Map([
  ["dc:creator", NOBODY],
  ["dc:date", NO_TIME],
  ["meta:creator-initials", ""],
  ["loext:sender-initials", ""],
  ["meta:date-string", ""]
]);
var NUMBERED2 = /* @__PURE__ */ new Map([
  ["text:list@xml:id", "list"],
  ["text:list@text:continue-list", "list"],
  ["office:annotation@office:name", "note"],
  ["office:annotation@loext:parent-name", "note"],
  ["office:annotation-end@office:name", "note"]
]);
var NAMELESS = new Map([
  ...gone2("hidden-data", "text:protection-key table:protection-key loext:current-date"),
  ...gone2("hidden-data", "loext:data-binding-xpath loext:data-binding-store-item-id"),
  ...gone2("", "loext:data-binding-prefix-mappings loext:placeholder-doc-part"),
  ...gone2("text", "loext:alias loext:tag"),
  ...gone2("", "draw:caption-id office:target-frame-name"),
  ...gone2("person", "loext:sender-initials")
]);
var LINKS = ["text:a", "draw:a"];
var WITH_NAMES = new Set(
  "draw:page draw:gradient draw:hatch draw:fill-image draw:marker draw:stroke-dash draw:opacity draw:layer svg:linearGradient svg:radialGradient draw:equation".split(" ")
);
var FILE_NAME3 = /[\\/]|\.[A-Za-z0-9]{2,4}$/;
var WEB2 = /^(?:https?:\/\/|mailto:|tel:)/i;
var OBJECT = /^(Object [0-9]{1,5})\/?$/;
var WORD2 = /^[A-Za-z]{1,60}$/;
var LAYOUT = ["PrinterIndependentLayout", "CharacterCompressionType"];
var VALUES = ["true", "false", "disabled", "low-resolution", "high-resolution", "0", "1", "2"];
var OdfRules = class {
  namespaces = NAMESPACES3;
  texts = /* @__PURE__ */ new Set([...REPLACED.keys(), "config:config-item"]);
  lines = /* @__PURE__ */ new Set(["text:p", "text:h", "table:table-cell"]);
  /** @type {Map<string, string>} old name to new */
  pictures = /* @__PURE__ */ new Map();
  /** @type {Set<string>} in the order in which they are named */
  objects = /* @__PURE__ */ new Set();
  #members;
  /** @type {Map<string, string>} */
  #numbers = /* @__PURE__ */ new Map();
  /** @param {import('../finding.js').Findings} findings @param {ReadonlyMap<string, unknown>} members */
  constructor(findings, members) {
    this.findings = findings;
    this.#members = members;
  }
  /** Decide about an element. See `XmlRules`. @param {string} key @param {Attribute[]} attributes */
  element(key, attributes) {
    const goes = GONE5.get(key);
    if (goes !== void 0) {
      if (goes) this.findings.add(goes);
      return DROP;
    }
    if (["form:", "script:", "field:"].some((start) => key.startsWith(start))) {
      this.findings.add("hidden-data");
      return DROP;
    }
    if (key.startsWith("text:bookmark") && valueOf(attributes, "text:name").startsWith("permission-for")) {
      this.findings.add("person", valueOf(attributes, "text:name"));
      return DROP;
    }
    if (FIELDS2.has(key) || key.startsWith("text:sender-")) return UNWRAP;
    const instead = REPLACED.get(key);
    if (instead !== void 0) return replaced(instead);
    if (key.startsWith("config:")) return this.#setting(key, attributes);
    for (const attribute of [...attributes]) {
      const name = attribute.key;
      if (name.startsWith("officeooo:rsid") || name.startsWith("officeooo:paragraph-rsid")) {
        taken(attributes, name);
        this.findings.add("edit-history");
      } else if (["form:", "script:", "meta:"].some((start) => name.startsWith(start))) taken(attributes, name);
      else if (NAMELESS.has(name) || name === "office:name" && LINKS.includes(key)) {
        taken(attributes, name);
        const kind = NAMELESS.get(name);
        if (kind) this.findings.add(kind, attribute.value);
      } else if (NUMBERED2.has(`${key}@${name}`)) {
        const sort = NUMBERED2.get(`${key}@${name}`);
        const old = `${sort} ${attribute.value}`;
        if (!this.#numbers.has(old)) this.#numbers.set(old, `${sort}${this.#numbers.size + 1}`);
        attribute.value = this.#numbers.get(old) ?? "";
      } else if (name === "draw:name" && !WITH_NAMES.has(key)) {
        taken(attributes, name);
        if (FILE_NAME3.test(attribute.value)) this.findings.add("text", attribute.value);
      } else if (name === "xlink:href") {
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
    const name = valueOf(attributes, "config:name");
    if (key === "config:config-item-set") return name === "ooo:configuration-settings" ? KEEP : DROP;
    const isSwitch = valueOf(attributes, "config:type") === "boolean" && WORD2.test(name);
    if (key === "config:config-item" && (isSwitch || LAYOUT.includes(name))) return KEEP;
    if (name.startsWith("Printer")) this.findings.add("device");
    else if (name.startsWith("Rsid")) this.findings.add("edit-history");
    return DROP;
  }
  /** @param {string} key @param {string} address
   *  @returns {string | null} what becomes of an address; null: the element that has it goes */
  #address(key, address) {
    if (address.startsWith("#") || ["", ".", ".."].includes(address)) return address;
    const part = address.startsWith("./") ? address.slice(2) : address;
    if (this.#members.has(part) && ["Pictures/", "Media/", "media/"].some((start) => part.startsWith(start))) {
      const extension = small(part.slice(part.lastIndexOf(".") + 1));
      const name = this.pictures.get(part) ?? `Pictures/image${this.pictures.size + 1}.${extension}`;
      this.pictures.set(part, name);
      return name;
    }
    const found = OBJECT.exec(part);
    if (found && key === "draw:object") {
      this.objects.add(found[1]);
      return `./${found[1]}`;
    }
    if (part.startsWith("ObjectReplacements/")) return null;
    if (LINKS.includes(key) && WEB2.test(address) && !LOCAL_PATH.test(address)) return address;
    this.findings.add("hidden-data", address);
    return LINKS.includes(key) ? "#" : null;
  }
  /** What stays of a name, a time, or a setting. @param {string} key @param {string} text */
  text(key, text) {
    if (key === "config:config-item") return VALUES.includes(text) ? text : "";
    if (text !== NOBODY && text !== NO_TIME) {
      this.findings.add(key === "dc:date" || key === "meta:date-string" ? "time" : "person", text);
    }
    return "";
  }
};

// src/clean/document/opendocument.js
var TYPE3 = "application/vnd.oasis.opendocument.";
var FORMS = /* @__PURE__ */ new Map([["text", "odt"], ["spreadsheet", "ods"], ["presentation", "odp"], ["graphics", "odg"]]);
var OBJECT_FORMS = [...FORMS.keys(), "chart", "formula"];
var HEADER4 = '<?xml version="1.0" encoding="UTF-8"?>\n';
var MIMETYPE = "mimetype";
var MANIFEST = "META-INF/manifest.xml";
var PARTS = ["content.xml", "styles.xml", "settings.xml"];
var GONE6 = [
  ["Thumbnails/", "thumbnail"],
  ["Configurations2/", ""],
  ["ObjectReplacements/", ""],
  ["layout-cache", ""],
  ["manifest.rdf", ""],
  ["META-INF/documentsignatures.xml", "proof"],
  ["META-INF/macrosignatures.xml", "proof"],
  ["Fonts/", "hidden-data"],
  ["Versions/", "edit-history"],
  ["VersionList.xml", "edit-history"]
];
var OBJECT2 = /^(Object [0-9]{1,5})(?:\/(.*))?$/s;
var cleanOpendocument = (source, members, findings, budget) => new Cleaner13(source, members, findings, budget).cleaned();
var formOf = (type) => type.startsWith(TYPE3) ? type.slice(TYPE3.length) : type;
var Manifest = class {
  findings = new Findings();
  namespaces = NAMESPACES3;
  texts = /* @__PURE__ */ new Set();
  lines = /* @__PURE__ */ new Set();
  /** @type {Map<string, string>} */
  types = /* @__PURE__ */ new Map();
  /** @param {string} key @param {import('./xmlrules.js').Attribute[]} attributes */
  element(key, attributes) {
    if (key === "manifest:encryption-data") throw new TooComplexError();
    if (key === "manifest:file-entry") {
      this.types.set(valueOf(attributes, "manifest:full-path"), valueOf(attributes, "manifest:media-type"));
    }
    return KEEP;
  }
  /** @param {string} _ @param {string} text */
  text(_, text) {
    return text;
  }
};
var Cleaner13 = class {
  #source;
  #findings;
  #unpacker;
  #members;
  #rules;
  /** @type {Map<string, Uint8Array>} */
  #before = /* @__PURE__ */ new Map();
  /** @type {Map<string, Uint8Array>} */
  #after = /* @__PURE__ */ new Map();
  /** @param {Source} source @param {Member[]} members @param {Findings} findings @param {Budget} budget */
  constructor(source, members, findings, budget) {
    this.#source = source;
    this.#findings = findings;
    this.#unpacker = new Unpacker(source, budget);
    this.#members = new Map(members.map((member) => [member.name, member]));
    const sound2 = this.#members.size === members.length && this.#members.has(MANIFEST) && this.#members.has(PARTS[0]);
    if (!sound2) throw new BrokenFileError();
    const names = [...this.#members.keys()];
    if (new Hidden().takenFrom(names).some((name, at) => name !== names[at])) throw new TooComplexError();
    this.#rules = new OdfRules(findings, this.#members);
  }
  /** @returns {Promise<import('../cleaned.js').Cleaned>} */
  async cleaned() {
    const bytes2 = await this.#whole(MIMETYPE);
    const kind = latin(bytes2, 0, bytes2.length);
    const form = FORMS.get(formOf(kind));
    if (!form || !kind.startsWith(TYPE3)) throw new TooComplexError();
    const manifest = new Manifest();
    const manifestBefore = await this.#whole(MANIFEST);
    cleanXml(manifestBefore, manifest);
    await this.#cleanParts("");
    const { pictures, objects } = this.#rules;
    const own = pictures.size;
    const types = /* @__PURE__ */ new Map([["/", kind]]);
    for (const name of [...objects]) {
      const type = manifest.types.get(`${name}/`) ?? "";
      if (!OBJECT_FORMS.includes(formOf(type))) throw new TooComplexError();
      types.set(`${name}/`, type);
      await this.#cleanParts(`${name}/`);
    }
    if (pictures.size > own || objects.size + 1 > types.size) throw new TooComplexError();
    const writer = new ZipWriter(this.#source.size);
    for (const [name, member] of this.#members) {
      const [after, renamed] = [this.#after.get(name), pictures.get(name)];
      if (name === MIMETYPE) writer.addKept(name, member);
      else if (after) {
        types.set(name, "text/xml");
        writer.add(name, member, this.#before.get(name) ?? after, after);
      } else if (renamed) {
        if (!MEDIA_EXTENSIONS.has(renamed.slice(renamed.lastIndexOf(".") + 1))) throw new TooComplexError();
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
      this.#after.set(name, cleanXml(before, this.#rules, HEADER4));
    }
  }
  /** Note what a part told that goes. @param {string} name @throws {TooComplexError} it is none that we know */
  async #leaveOut(name) {
    if (name === MANIFEST) return;
    const found = OBJECT2.exec(name);
    const inside = found && this.#rules.objects.has(found[1]) ? found[2] : name;
    if (inside === "meta.xml") tellProperties(await this.#whole(name), this.#findings);
    else if (found || ["Pictures/", "Media/", "media/"].some((start) => name.startsWith(start))) {
      this.#findings.add("hidden-data");
    } else {
      const gone3 = GONE6.find(([start]) => name.startsWith(start));
      if (!gone3) throw new TooComplexError();
      if (gone3[1]) this.#findings.add(gone3[1], gone3[1] === "proof" ? DIGITAL_SIGNATURE : "");
    }
  }
};
function manifestPart(types) {
  const entries = Array.from(types, ([name, kind]) => {
    return `<manifest:file-entry manifest:full-path=${quoted(name)} manifest:media-type=${quoted(kind)}/>`;
  });
  const start = `<manifest:manifest xmlns:manifest="${OASIS_MANIFEST}" manifest:version="1.2">`;
  return new TextEncoder().encode(`${HEADER4}${start}${entries.join("")}</manifest:manifest>`);
}
var OASIS_MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0";

// src/clean/document/package.js
var isPackage = (head2) => head2.startsWith("PK") || head2.startsWith("PK");
async function cleanPackage(source, depth = 0, budget = new Budget()) {
  const findings = new Findings();
  const members = await readMembers(source, findings);
  if (members.some(({ name }) => name === TYPES3)) return cleanOffice(source, members, findings, budget);
  if (members[0]?.name === MIMETYPE && members[0].method === STORED2) {
    return cleanOpendocument(source, members, findings, budget);
  }
  return cleanArchive(source, members, findings, depth, budget);
}

// src/clean/document/pdfvalues.js
var MAX_DEPTH5 = 60;
var SPACE2 = /(?:[\0\t\n\f\r ]+|%[^\r\n]*)*/y;
var NUMBER3 = /[+-]?(?:[0-9]{1,20}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})(?=[\0\t\n\f\r ()<>[\]{}/%]|$)/y;
var REFERENCE = /([0-9]{1,9})[\0\t\n\f\r ]+([0-9]{1,5})[\0\t\n\f\r ]+R(?=[\0\t\n\f\r ()<>[\]{}/%]|$)/y;
var NAME5 = /\/([^\0\t\n\f\r ()<>[\]{}/%]*)/y;
var WORD3 = /(true|false|null)(?=[\0\t\n\f\r ()<>[\]{}/%]|$)/y;
var HEX = /<([0-9A-Fa-f\0\t\n\f\r ]*)>/y;
var PLAIN7 = /[^()\\\r]+/y;
var OCTAL = /[0-7]{1,3}/y;
var WHOLE = /^[+-]?[0-9]{1,15}$/;
var UNWRITTEN = /[^!-~]|[#()<>[\]{}/%]/g;
var WORDS = { true: true, false: false, null: null };
var ESCAPES = /* @__PURE__ */ new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "	"],
  ["b", "\b"],
  ["f", "\f"]
]);
var Name = class {
  /** @param {string} value */
  constructor(value) {
    this.value = value;
  }
};
var Numeral = class {
  /** @param {string} spelled */
  constructor(spelled) {
    this.spelled = spelled;
  }
};
var Text = class {
  /** @param {string} value */
  constructor(value) {
    this.value = value;
  }
};
var Reference = class {
  /** @param {number} number */
  constructor(number3) {
    this.number = number3;
  }
};
var Written = class {
  /** @param {number} number */
  constructor(number3) {
    this.number = number3;
  }
};
var Stream = class {
  /** @param {Dictionary} head @param {number} offset @param {number} length */
  constructor(head2, offset, length) {
    this.head = head2;
    this.offset = offset;
    this.length = length;
  }
};
var whole = (value) => value instanceof Numeral && WHOLE.test(value.spelled) ? Number(value.spelled) + 0 : null;
var named = (value) => value instanceof Name ? value.value : "";
var Budget2 = class {
  #left;
  /** @param {number} left */
  constructor(left) {
    this.#left = left;
  }
  /** @param {number} amount @throws {TooComplexError} nothing is left */
  spend(amount) {
    this.#left -= amount;
    if (this.#left < 0) throw new TooComplexError();
  }
};
var Parser = class {
  #text;
  #budget;
  /** @param {string} text @param {Budget} budget @param {number} [at] */
  constructor(text, budget, at = 0) {
    this.#text = text;
    this.#budget = budget;
    this.at = at;
  }
  /** What a pattern finds here, passed over. @param {RegExp} pattern @returns {RegExpExecArray | null} */
  #match(pattern2) {
    pattern2.lastIndex = this.at;
    const found = pattern2.exec(this.#text);
    if (found) this.at = pattern2.lastIndex;
    return found;
  }
  /** Pass over blanks and comments. */
  space() {
    this.#match(SPACE2);
  }
  /** Pass over blanks and a word, if that is what comes. @param {string} expected @returns {boolean} */
  word(expected) {
    this.space();
    if (!this.#text.startsWith(expected, this.at)) return false;
    this.at += expected.length;
    return true;
  }
  /** @returns {number} a whole number that is not negative */
  number() {
    const found = whole(this.value());
    if (found === null || found < 0) throw new BrokenFileError();
    return found;
  }
  /** @param {number} [depth] @returns {Value} the value that comes next */
  value(depth = 0) {
    if (depth > MAX_DEPTH5) throw new TooComplexError();
    this.#budget.spend(1);
    this.space();
    const [text, at] = [this.#text, this.at];
    if (text.startsWith("<<", at)) return this.#dictionary(depth);
    if (text.startsWith("[", at)) return this.#array(depth);
    if (text.startsWith("(", at)) return this.#string();
    let found;
    if (found = this.#match(NAME5)) return new Name(unescaped2(found[1]));
    if (found = this.#match(REFERENCE)) return new Reference(Number(found[1]));
    if (found = this.#match(NUMBER3)) return new Numeral(found[0]);
    if (found = this.#match(HEX)) return new Text(fromHex(found[1].replaceAll(/[\0\t\n\f\r ]/g, "")));
    if (found = this.#match(WORD3)) return WORDS[found[1]];
    throw new BrokenFileError();
  }
  /** @param {number} depth @returns {Dictionary} */
  #dictionary(depth) {
    this.at += 2;
    const made2 = /* @__PURE__ */ new Map();
    while (!this.word(">>")) {
      const key = this.value(depth + 1);
      if (!(key instanceof Name)) throw new BrokenFileError();
      made2.set(key.value, this.value(depth + 1));
    }
    return made2;
  }
  /** @param {number} depth @returns {Value[]} */
  #array(depth) {
    this.at += 1;
    const made2 = [];
    while (!this.word("]")) made2.push(this.value(depth + 1));
    return made2;
  }
  /** @returns {Text} */
  #string() {
    const parts3 = [];
    this.at += 1;
    for (let depth = 1; ; ) {
      const plain2 = this.#match(PLAIN7);
      if (plain2) {
        parts3.push(plain2[0]);
        continue;
      }
      const mark = this.#text[this.at];
      this.at += 1;
      if (mark === "\\") parts3.push(this.#escape());
      else if (mark === "\r") {
        this.at += this.#text[this.at] === "\n" ? 1 : 0;
        parts3.push("\n");
      } else if (mark === "(") {
        depth += 1;
        parts3.push(mark);
      } else if (mark === ")") {
        depth -= 1;
        if (depth === 0) return new Text(parts3.join(""));
        parts3.push(mark);
      } else throw new BrokenFileError();
    }
  }
  /** @returns {string} what a backslash stands for */
  #escape() {
    const octal = this.#match(OCTAL);
    if (octal) return String.fromCharCode(parseInt(octal[0], 8) & 255);
    const mark = this.#text[this.at] ?? "";
    this.at += 1;
    if (mark === "\r") this.at += this.#text[this.at] === "\n" ? 1 : 0;
    return mark === "\r" || mark === "\n" ? "" : ESCAPES.get(mark) ?? mark;
  }
};
var unescaped2 = (name) => name.replaceAll(/#([0-9A-Fa-f]{2})/g, (_, digits) => String.fromCharCode(parseInt(digits, 16)));
function fromHex(digits) {
  const parts3 = [];
  for (let i = 0; i < digits.length; i += 2) parts3.push(String.fromCharCode(parseInt(digits.slice(i, i + 2).padEnd(2, "0"), 16)));
  return parts3.join("");
}
var hex = (text) => Array.from(text, (character) => character.charCodeAt(0).toString(16).padStart(2, "0")).join("");
function written3(value, budget) {
  budget.spend(1);
  if (typeof value === "boolean") return value ? "true" : "false";
  if (value instanceof Numeral) return value.spelled;
  if (value instanceof Name) return `/${value.value.replaceAll(UNWRITTEN, (character) => `#${hex(character)}`)}`;
  if (value instanceof Written) return `${value.number} 0 R`;
  if (value instanceof Text) return `<${hex(value.value)}>`;
  if (Array.isArray(value)) return `[${value.map((item) => written3(item, budget)).join(" ")}]`;
  if (!(value instanceof Map)) return "null";
  let inside = "";
  for (const [key, item] of value) inside += `${written3(new Name(key), budget)} ${written3(item, budget)} `;
  return `<<${inside}>>`;
}

// src/clean/document/pdffile.js
var MAX_VALUES = 3e6;
var MAX_ENTRIES4 = 1e6;
var MAX_SECTIONS = 500;
var MAX_INFLATED = 16 * 1024 * 1024;
var MAX_INFLATED_ALL = 128 * 1024 * 1024;
var MAX_NESTED = 10;
var TAIL = 2048;
var GUESSES = [1024, 16 * 1024, 1024 * 1024, WHOLE_LIMIT];
var MARGIN = 64;
var HEAD9 = /^[\0\t\n\f\r ]*([0-9]{1,9})[\0\t\n\f\r ]+([0-9]{1,5})[\0\t\n\f\r ]+obj/;
var START3 = /startxref[\0\t\n\f\r ]+([0-9]{1,15})/g;
var DATA = /stream\r?\n/y;
var DATA_END = /^[\0\t\n\f\r ]*endstream/;
var KIND = /^[\0\t\n\f\r ]*xref/;
var LETTERS2 = 8192;
function textOf(data) {
  let text = "";
  for (let at = 0; at < data.length; at += LETTERS2) {
    text += String.fromCharCode.apply(
      null,
      /** @type {any} */
      data.subarray(at, at + LETTERS2)
    );
  }
  return text;
}
var PdfFile = class {
  /** @type {Dictionary} */
  trailer = /* @__PURE__ */ new Map();
  revised = false;
  // an older version of some object is in the file
  behind = 0;
  // bytes behind the end
  #values = new Budget2(MAX_VALUES);
  #bytes;
  #inflated = new Budget2(MAX_INFLATED_ALL);
  /** @type {Map<number, Place | null>} null: free */
  #places = /* @__PURE__ */ new Map();
  /** @type {Map<number, Value>} */
  #objects = /* @__PURE__ */ new Map();
  #nested = 0;
  /** @type {Map<number, { text: string, numbers: [number, number][] }>} */
  #packed = /* @__PURE__ */ new Map();
  /** @param {import('../source.js').Source} source */
  constructor(source) {
    this.window = new Window(source);
    this.#bytes = new Budget2(2 * source.size + 65536);
  }
  /** Read the tables, from the newest to the oldest. */
  async open() {
    const { size: size2 } = this.window;
    const tailAt = Math.max(0, size2 - TAIL);
    const tail = textOf(await this.window.take(tailAt, size2 - tailAt));
    const start = [...tail.matchAll(START3)].at(-1);
    if (!start) throw new BrokenFileError();
    const end = tail.indexOf("%%EOF", start.index + start[0].length);
    this.behind = end >= 0 ? tail.slice(end + 5).replaceAll(/^[\0\t\n\f\r ]+|[\0\t\n\f\r ]+$/g, "").length : 0;
    const seen = /* @__PURE__ */ new Set();
    for (let at = (
      /** @type {number | null} */
      Number(start[1])
    ); at !== null; ) {
      if (seen.has(at) || seen.size >= MAX_SECTIONS) throw new BrokenFileError();
      seen.add(at);
      const trailer = await this.#section(at);
      if (!this.trailer.size) this.trailer = trailer;
      at = previous(trailer);
    }
    if ((this.trailer.get("Encrypt") ?? null) !== null) throw new TooComplexError();
  }
  /** One table, and what it says beside it. @param {number} at @returns {Promise<Dictionary>} */
  async #section(at) {
    const { size: size2 } = this.window;
    const head2 = at < size2 ? textOf(await this.window.take(at, Math.min(32, size2 - at))) : "";
    if (!KIND.test(head2)) return this.#streamSection(at);
    const { text, start } = await this.#tableText(at);
    const parser = new Parser(text, this.#values, start);
    const free = [];
    const used3 = /* @__PURE__ */ new Map();
    while (!parser.word("trailer")) {
      const [first, count] = [parser.number(), parser.number()];
      for (let number3 = first; number3 < first + count; number3++) {
        const offset = parser.number();
        parser.number();
        if (parser.word("n")) used3.set(number3, { at: offset, index: -1 });
        else if (parser.word("f")) free.push(number3);
        else throw new BrokenFileError();
      }
    }
    const trailer = parser.value();
    if (!(trailer instanceof Map)) throw new BrokenFileError();
    this.#place(used3);
    const hybrid = whole(trailer.get("XRefStm"));
    if (hybrid !== null) await this.#streamSection(hybrid);
    for (const number3 of free) if (!this.#places.has(number3)) this.#places.set(number3, null);
    return trailer;
  }
  /** The text of a table with the trailer behind it, and where the table's first line begins in it.
   *  @param {number} at */
  async #tableText(at) {
    for (const guess of GUESSES) {
      const length = Math.min(guess, this.window.size - at);
      const text = textOf(await this.window.take(at, length));
      const wholeFile = at + length === this.window.size;
      const found = text.indexOf("trailer");
      if (found >= 0 && (wholeFile || text.indexOf("startxref", found) >= 0)) {
        return { text, start: text.indexOf("xref") + 4 };
      }
      if (wholeFile) break;
    }
    throw new BrokenFileError();
  }
  /** @param {number} at @returns {Promise<Dictionary>} */
  async #streamSection(at) {
    const stream = await this.#objectAt(at, null);
    if (!(stream instanceof Stream) || named(stream.head.get("Type")) !== "XRef") throw new BrokenFileError();
    const [widths, index] = [stream.head.get("W"), stream.head.get("Index")];
    const size2 = whole(stream.head.get("Size"));
    if (!Array.isArray(widths) || widths.length !== 3 || size2 === null) throw new BrokenFileError();
    const spans = widths.map(short);
    const pairs = Array.isArray(index) ? index.map(whole) : [0, size2];
    const data = await this.inflated(stream);
    if (!data) throw new BrokenFileError();
    const used3 = /* @__PURE__ */ new Map();
    const free = [];
    const step = spans[0] + spans[1] + spans[2];
    let place2 = 0;
    for (let i = 0; i + 1 < pairs.length; i += 2) {
      const [first, count] = [pairs[i], pairs[i + 1]];
      if (first === null || count === null || first < 0 || count < 0 || place2 + count * step > data.length || !step) {
        throw new BrokenFileError();
      }
      for (let number3 = first; number3 < first + count; number3++) {
        const kind = spans[0] ? number(data, place2, spans[0]) : 1;
        const left = number(data, place2 + spans[0], spans[1]);
        const right = number(data, place2 + spans[0] + spans[1], spans[2]);
        place2 += step;
        if (kind === 1) used3.set(number3, { at: left, index: -1 });
        else if (kind === 2) used3.set(number3, { at: left, index: right });
        else if (kind === 0) free.push(number3);
      }
    }
    this.#place(used3);
    for (const number3 of free) if (!this.#places.has(number3)) this.#places.set(number3, null);
    return stream.head;
  }
  /** @param {Map<number, Place>} used */
  #place(used3) {
    for (const [number3, place2] of used3) {
      if (this.#places.get(number3)) this.revised = true;
      else if (!this.#places.has(number3)) this.#places.set(number3, place2);
    }
    if (this.#places.size > MAX_ENTRIES4) throw new TooComplexError();
  }
  /** The value itself, or what a reference stands for: null where there is no such object.
   *  @param {Found} value @returns {Promise<Value>} */
  async get(value) {
    for (let i = 0; i < 10; i++) {
      if (!(value instanceof Reference)) return value ?? null;
      value = await this.#object(value.number);
    }
    throw new BrokenFileError();
  }
  /** @param {number} number @returns {Promise<Value>} */
  async #object(number3) {
    const known = this.#objects.get(number3);
    if (known !== void 0) return known;
    this.#objects.set(number3, null);
    this.#nested++;
    if (this.#nested > MAX_NESTED) throw new BrokenFileError();
    const found = await this.#found(number3);
    this.#objects.set(number3, found);
    this.#nested--;
    return found;
  }
  /** @param {number} number @returns {Promise<Value>} */
  async #found(number3) {
    const place2 = this.#places.get(number3);
    if (!place2) return null;
    if (place2.index < 0) return this.#objectAt(place2.at, number3);
    const { text, numbers: numbers3 } = await this.#pack(place2.at);
    if (numbers3[place2.index]?.[0] !== number3) throw new BrokenFileError();
    return new Parser(text, this.#values, numbers3[place2.index][1]).value();
  }
  /** An object stream's text, and the numbers and offsets of the objects in it. @param {number} number */
  async #pack(number3) {
    const known = this.#packed.get(number3);
    if (known) return known;
    const place2 = this.#places.get(number3);
    const stream = place2 && place2.index < 0 ? await this.#object(number3) : null;
    if (!(stream instanceof Stream)) throw new BrokenFileError();
    const count = whole(await this.get(stream.head.get("N")));
    const first = whole(await this.get(stream.head.get("First")));
    const data = await this.inflated(stream);
    if (!data || count === null || first === null || first < 0 || first > data.length) throw new BrokenFileError();
    const text = textOf(data);
    const parser = new Parser(text.slice(0, first), this.#values);
    const numbers3 = [];
    for (let i = 0; i < count; i++) numbers3.push([parser.number(), first + parser.number()]);
    const pack = { text, numbers: numbers3 };
    this.#packed.set(number3, pack);
    return pack;
  }
  /** An object with its head. @param {number} offset @param {number | null} number the one that it must have, or null
   *  for any @returns {Promise<Value>} */
  async #objectAt(offset, number3) {
    const { size: size2 } = this.window;
    for (const guess of GUESSES) {
      const length = Math.min(guess, size2 - offset);
      const text = textOf(await this.window.take(offset, length));
      const wholeFile = offset + length === size2;
      let parsed;
      try {
        parsed = this.#parsed(text, number3);
      } catch (error) {
        if (wholeFile || !(error instanceof BrokenFileError)) throw error;
        continue;
      }
      const { value, at, isStream } = parsed;
      if (wholeFile || at + MARGIN <= length) {
        this.#bytes.spend(at);
        return isStream ? this.#stream(value, offset + at) : value;
      }
    }
    throw new TooComplexError();
  }
  /** @param {string} text @param {number | null} number */
  #parsed(text, number3) {
    const head2 = HEAD9.exec(text);
    if (!head2 || number3 !== null && Number(head2[1]) !== number3) throw new BrokenFileError();
    const parser = new Parser(text, this.#values, head2[0].length);
    const value = parser.value();
    parser.space();
    DATA.lastIndex = parser.at;
    const isStream = value instanceof Map && DATA.test(text);
    return { value, at: isStream ? DATA.lastIndex : parser.at, isStream };
  }
  /** @param {Value} head @param {number} offset @returns {Promise<Stream>} */
  async #stream(head2, offset) {
    if (!(head2 instanceof Map)) throw new BrokenFileError();
    const length = whole(await this.get(head2.get("Length")));
    if (length === null || length < 0 || offset + length > this.window.size) throw new BrokenFileError();
    const behind = await this.window.take(offset + length, Math.min(MARGIN, this.window.size - offset - length));
    if (!DATA_END.test(textOf(behind))) throw new BrokenFileError();
    return new Stream(head2, offset, length);
  }
  /** @param {Stream} stream @returns {Promise<Uint8Array>} its bytes as they lie in the file */
  async stored(stream) {
    this.#inflated.spend(stream.length);
    return this.window.take(stream.offset, stream.length);
  }
  /** @param {Stream} stream @returns {Promise<string[]>} its filters' names, in the order in which they are undone */
  async filters(stream) {
    const filters = await this.get(stream.head.get("Filter"));
    if (filters === null) return [];
    const names = [];
    for (const each of Array.isArray(filters) ? filters : [filters]) names.push(named(await this.get(each)));
    return names;
  }
  /** @param {Stream} stream @returns {Promise<Uint8Array | null>} what it holds, or null: it is damaged, too large, or
   *    packed in a way that we do not undo */
  async inflated(stream) {
    const filters = await this.filters(stream);
    const stored2 = await this.stored(stream);
    if (!filters.length) return stored2;
    if (filters.length > 1 || filters[0] !== "FlateDecode") return null;
    const data = await lenientInflate(stored2, MAX_INFLATED);
    this.#inflated.spend(data?.length ?? 0);
    let parameters = await this.get(stream.head.get("DecodeParms"));
    if (Array.isArray(parameters)) parameters = await this.get(parameters[0]);
    return data && parameters instanceof Map ? this.#predicted(data, parameters) : data;
  }
  /** Undo a predictor of PNG; all others are for pixels. @param {Uint8Array} data @param {Dictionary} parameters */
  async #predicted(data, parameters) {
    const parameter = async (key, usual) => (parameters.get(key) ?? null) === null ? usual : whole(await this.get(parameters.get(key)));
    const predictor = whole(await this.get(parameters.get("Predictor")));
    if (predictor === null || predictor === 1) return data;
    const columns = await parameter("Columns", 1) ?? 0;
    const [colours2, bits] = [await parameter("Colors", 1), await parameter("BitsPerComponent", 8)];
    if (predictor < 10 || predictor > 15 || colours2 !== 1 || bits !== 8 || columns <= 0 || columns > 4096) return null;
    return unpredicted(data, columns);
  }
};
function previous(trailer) {
  const told3 = trailer.get("Prev") ?? null;
  if (told3 === null) return null;
  const at = whole(told3);
  if (at === null || at < 0) throw new BrokenFileError();
  return at;
}
function short(value) {
  const width = whole(value);
  if (width === null || width < 0 || width > 6) throw new BrokenFileError();
  return width;
}
async function lenientInflate(untrusted, limit) {
  const tail = textOf(untrusted.subarray(-2));
  for (const ends of ["", "\n", "\r", "\r\n"]) {
    if (!tail.endsWith(ends)) continue;
    const data = await inflate(untrusted.subarray(0, untrusted.length - ends.length), limit);
    if (data) return data;
  }
  return null;
}
function unpredicted(data, columns) {
  if (data.length % (columns + 1)) return null;
  const out = new Uint8Array(data.length / (columns + 1) * columns);
  let above = new Uint8Array(columns);
  for (let start = 0, to = 0; start < data.length; start += columns + 1, to += columns) {
    const kind = data[start];
    if (kind > 4) return null;
    const row = out.subarray(to, to + columns);
    for (let i = 0; i < columns; i++) {
      const [left, up, corner] = i ? [row[i - 1], above[i], above[i - 1]] : [0, above[i], 0];
      const guess = [0, left, up, left + up >> 1, kind === 4 ? paeth(left, up, corner) : 0][kind];
      row[i] = data[start + 1 + i] + guess;
    }
    above = row;
  }
  return out;
}
function paeth(left, up, corner) {
  const guess = left + up - corner;
  const [byLeft, byUp, byCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (byLeft <= byUp && byLeft <= byCorner) return left;
  return byUp <= byCorner ? up : corner;
}

// src/clean/document/pdfoutline.js
var MAX_TITLES = 5e4;
var MAX_DEPTH6 = 30;
var Outline = class {
  #file;
  #rules;
  #findings;
  /** @type {Set<number>} */
  #seen = /* @__PURE__ */ new Set();
  /** @param {import('./pdffile.js').PdfFile} file @param {import('./pdfrules.js').Rules} rules
   *  @param {import('../finding.js').Findings} findings */
  constructor(file, rules, findings) {
    this.#file = file;
    this.#rules = rules;
    this.#findings = findings;
  }
  /** @param {Found} old @returns {Promise<Value>} the new outline, closed, or null: no title is left */
  async root(old) {
    const found = await this.#file.get(old);
    const titles = found instanceof Map ? await this.#titles(found.get("First"), 0) : [];
    if (!titles.length) return null;
    const number3 = this.#rules.takeNumber();
    const head2 = this.#level(titles, number3);
    head2.set("Count", new Numeral(String(titles.length)));
    this.#rules.queue.push({ number: number3, head: head2 });
    return new Written(number3);
  }
  /** The titles of one level that lead somewhere, or have one below that does.
   *  @param {Found} first @param {number} depth @returns {Promise<Title[]>} */
  async #titles(first, depth) {
    const kept = [];
    for (let at = first; ; ) {
      const found = await this.#file.get(at);
      if (!(at instanceof Reference) || !(found instanceof Map)) return kept;
      if (this.#seen.has(at.number) || this.#seen.size >= MAX_TITLES || depth > MAX_DEPTH6) throw new TooComplexError();
      this.#seen.add(at.number);
      const action = await this.#file.get(found.get("A"));
      const leads = action instanceof Map && named(await this.#file.get(action.get("S"))) === "GoTo";
      const target = await this.#rules.target(leads ? action.get("D") : found.get("Dest"), 0);
      const text = await this.#file.get(found.get("Title"));
      const below = await this.#titles(found.get("First"), depth + 1);
      if (text instanceof Text && (target !== null || below.length)) kept.push({ text, target, below });
      else this.#findings.add("hidden-data");
      at = found.get("Next");
    }
  }
  /** Queue the titles of one level. @param {Title[]} titles @param {number} parent
   *  @returns {Dictionary} how their parent names them */
  #level(titles, parent) {
    const numbers3 = titles.map(() => this.#rules.takeNumber());
    for (const [i, title] of titles.entries()) {
      const head2 = /* @__PURE__ */ new Map();
      head2.set("Title", title.text).set("Parent", new Written(parent));
      if (i > 0) head2.set("Prev", new Written(numbers3[i - 1]));
      if (i + 1 < titles.length) head2.set("Next", new Written(numbers3[i + 1]));
      if (title.target !== null) head2.set("Dest", title.target);
      if (title.below.length) {
        for (const [key, value] of this.#level(title.below, numbers3[i])) head2.set(key, value);
        head2.set("Count", new Numeral(String(-title.below.length)));
      }
      this.#rules.queue.push({ number: numbers3[i], head: head2 });
    }
    return /* @__PURE__ */ new Map([
      ["First", new Written(numbers3[0])],
      ["Last", new Written(numbers3[numbers3.length - 1])]
    ]);
  }
};

// src/clean/document/pdfkeys.js
var KEYS2 = `
Page          Type MediaBox CropBox BleedBox TrimBox ArtBox Rotate UserUnit Tabs=atoms Resources=Resources
              Contents=Content[] Group=Group Annots=annot[]
Content*
Resources     ExtGState=ExtGState{} ColorSpace=colour{} Pattern=pattern{} Shading=shading{} XObject=xobject{}
              Font=Font{} Properties=properties{} ProcSet=atoms
Group         Type S I K=atoms CS=colour
ExtGState     Type LW LC LJ ML D RI OP op OPM FL SM BM SA AIS TK CA ca UseBlackPtComp=atoms Font=sizedfont
              SMask=softmask TR TR2 BG BG2 UCR UCR2=function
SoftMask      Type S BC=atoms G=Form TR=function
Form*         Type Subtype FormType BBox Matrix=atoms Resources=Resources Group=Group OC=layer
Image*        Type Subtype Width Height BitsPerComponent Intent ImageMask Interpolate Decode Matte=atoms
              ColorSpace=colour Mask=mask SMask=Image OC=layer
Tiling*       Type PatternType PaintType TilingType BBox XStep YStep Matrix=atoms Resources=Resources
Shaded        Type PatternType Matrix=atoms Shading=shading ExtGState=ExtGState
Shading       ShadingType Background BBox AntiAlias Coords Domain Extend Matrix=atoms ColorSpace=colour
              Function=function[]
Mesh*         ShadingType Background BBox AntiAlias BitsPerCoordinate BitsPerComponent BitsPerFlag Decode
              VerticesPerRow=atoms ColorSpace=colour Function=function[]
Function      FunctionType Domain Range C0 C1 N Bounds Encode=atoms Functions=function[]
Sampled*      FunctionType Domain Range Size BitsPerSample Order Encode Decode=atoms
Font          Type Subtype Name BaseFont FirstChar LastChar Widths DW W DW2 W2 FontBBox FontMatrix=atoms
              FontDescriptor=FontDescriptor Encoding ToUnicode=encoding DescendantFonts=Font[]
              CIDSystemInfo=CIDSystemInfo CIDToGIDMap=glyphs CharProcs=Content{} Resources=Resources
FontDescriptor Type FontName FontStretch FontWeight Flags FontBBox ItalicAngle Ascent Descent Leading CapHeight
              XHeight StemV StemH AvgWidth MaxWidth MissingWidth=atoms FontFamily CharSet=text CIDSet=Data
              FontFile FontFile2 FontFile3=FontFile
FontFile*     Length1 Length2 Length3 Subtype=atoms
CIDSystemInfo Registry Ordering=text Supplement=atoms
CMap*         Type CMapName WMode=atoms CIDSystemInfo=CIDSystemInfo UseCMap=encoding
Encoding      Type BaseEncoding Differences=atoms
Data*
Calibrated    WhitePoint BlackPoint Gamma Matrix Range=atoms
DeviceN       Subtype=atoms Colorants=colour{} Process=Process
Process       Components=atoms ColorSpace=colour
Marked        MCID=atoms ActualText Alt E Lang=text
Layer         Type Intent=atoms Name=layername Usage=LayerUsage
LayerUsage    Export Print View Zoom=LayerState
LayerState    Subtype ExportState PrintState ViewState min max=atoms
Membership    Type P=atoms OCGs=Layer[] VE=expression
Layers        OCGs=Layer[] D=LayerConfig
LayerConfig   BaseState Intent=atoms ON OFF=Layer[] AS=LayerAuto[]
LayerAuto     Event Category=atoms OCGs=Layer[]
Link          Type Subtype Rect F Border C H QuadPoints=atoms Contents=text BS=BorderStyle OC=layer A=action Dest=target
Markup        Type Subtype Rect F Border C QuadPoints IC CA L LE Vertices InkList RD Q Name Open Sy IT LL LLE LLO Cap CP
              CO CL AS=atoms Contents DA OverlayText=text BS=BorderStyle BE=BorderEffect OC=layer AP=Appearances
              RO=Form Repeat=atoms
Widget        Type Subtype Rect F Border C H AS FT Ff MaxLen Q TI I=atoms T TU DA=text V DV Opt=fieldvalue
              BS=BorderStyle MK=Look OC=layer AP=Appearances A=action Parent=parent Kids=kid[]
Field         FT Ff MaxLen Q TI I=atoms T TU DA=text V DV Opt=fieldvalue Parent=parent Kids=kid[]
Dialog        NeedAppearances Q=atoms DA=text DR=Resources
BorderStyle   Type W S D=atoms
BorderEffect  S I=atoms
Appearances   N R D=appearance
Look          R BG BC TP=atoms CA RC AC=text I RI IX=Form IF=IconFit
IconFit       SW S A FB=atoms
`;
var DROPPED = `
place         Measure VP PtData
time          LastModified CreationDate M ModDate
person        T Author Creator
software      Producer PTEX.Fullbanner
thumbnail     Thumb
text          Title Subject Keywords Subj RC DS PTEX.FileName
proof         Perms DSS
quiet         Version Extensions PageLabels PageMode PageLayout ViewerPreferences MarkInfo StructTreeRoot StructParents
              StructParent Lang Trans Dur PZ P Popup Parent PresSteps Order Configs ListMode RBGroups Trapped HT Count
              SigFlags CO NeedAppearances DR DA Q TM SV Lock Kids Type Size Outlines PA B Pages AcroForm
              OCProperties Dests Names Length Filter DecodeParms NeedsRendering State StateModel IRT RT BoxColorInfo
              SeparationInfo DefaultForPrinting Style MixingHints Name NChannel Alternates DL Subtype S
`;
var STREAMS = /* @__PURE__ */ new Set([
  "FlateDecode",
  "LZWDecode",
  "ASCII85Decode",
  "ASCIIHexDecode",
  "RunLengthDecode",
  "CCITTFaxDecode"
]);
var PARAMETERS2 = new Set(
  "Predictor Colors BitsPerComponent Columns EarlyChange K EndOfLine EncodedByteAlign Rows EndOfBlock BlackIs1 DamagedRowsBeforeError ColorTransform".split(" ")
);
function* lines(text) {
  for (const line of text.trim().split("\n")) {
    const words2 = line.trim().split(/ +/);
    yield { head: line.startsWith(" ") ? "" : words2.shift() ?? "", words: words2 };
  }
}
function table(text) {
  const kinds = /* @__PURE__ */ new Map();
  let keys = /* @__PURE__ */ new Map();
  let waiting = [];
  for (const { head: head2, words: words2 } of lines(text)) {
    if (head2) {
      keys = new Map(head2.endsWith("*") ? [["*", ""]] : []);
      kinds.set(head2.replace("*", ""), keys);
    }
    for (const word of words2) {
      const [key, kind] = word.split("=");
      waiting.push(key);
      if (kind === void 0) continue;
      for (const each of waiting) keys.set(each, kind);
      waiting = [];
    }
  }
  return kinds;
}
function dropped2(text) {
  const told3 = /* @__PURE__ */ new Map();
  let kind = "";
  for (const { head: head2, words: words2 } of lines(text)) {
    kind = head2 || kind;
    for (const word of words2) told3.set(word, kind);
  }
  return told3;
}

// src/clean/document/pdftold.js
var KINDS4 = dropped2(DROPPED);
var MAX_PACKETS = 50;
var MAX_NODES = 5e4;
var MAX_TEXT = 400;
var ATTACHED = ["AF", "FS", "EF"];
var TIME2 = /^D:([0-9]{4})([0-9]{2})?([0-9]{2})?([0-9]{2})?([0-9]{2})?([0-9]{2})?/;
var Told = class {
  #file;
  #findings;
  #packets = 0;
  /** @param {PdfFile} file @param {Findings} findings */
  constructor(file, findings) {
    this.#file = file;
    this.#findings = findings;
  }
  /** A key of a dictionary goes, with what stands behind it. @param {string} key @param {Found} untrusted */
  async entry(key, untrusted) {
    const value = await this.#file.get(untrusted);
    const kind = KINDS4.get(key) ?? "hidden-data";
    if (value === null || kind === "quiet") return;
    if (key === "Metadata") await this.packet(value);
    else if (ATTACHED.includes(key)) await this.attachment(value);
    else if (key === "PTEX.InfoDict" && value instanceof Map) await this.information(value);
    else if (kind === "proof") this.#findings.add("proof", DIGITAL_SIGNATURE);
    else if (value instanceof Text) {
      const shown = shownText(value);
      this.#findings.add(kind, kind === "time" ? time2(shown) : shown);
    } else this.#findings.add(kind);
  }
  /** The document's information: Creator is a program here, and not a person as in other dictionaries.
   *  @param {Dictionary} untrusted */
  async information(untrusted) {
    for (const [key, value] of untrusted) {
      const shown = await this.#file.get(value);
      if (key === "Creator" || key === "PTEX.Fullbanner") {
        this.#findings.add("software", shown instanceof Text ? shownText(shown) : "");
      } else if (KINDS4.has(key) || !(shown instanceof Text)) await this.entry(key, value);
      else await this.entry("Title", value);
    }
  }
  /** An XMP packet. @param {Value} value */
  async packet(value) {
    this.#packets++;
    const readable = value instanceof Stream && this.#packets <= MAX_PACKETS;
    const data = readable ? await this.#file.inflated(value) : null;
    if (data) readXmp(data, this.#findings);
    else this.#findings.add("hidden-data");
  }
  /** The catalog's trees of names: attachments and scripts among them. @param {Found} untrusted */
  async names(untrusted) {
    const found = await this.#file.get(untrusted);
    if (!(found instanceof Map)) return;
    for (const [key, value] of found) {
      if (key === "EmbeddedFiles") {
        for await (const [, each] of tree(this.#file, value)) await this.attachment(each);
      } else if (key !== "Dests") this.#findings.add("hidden-data");
    }
  }
  /** Files inside the file: a specification, or several in a list. @param {Value} value */
  async attachment(value) {
    for (const each of (Array.isArray(value) ? value : [value]).slice(0, 100)) {
      const told3 = await this.#file.get(each);
      const head2 = told3 instanceof Map ? told3 : /* @__PURE__ */ new Map();
      if (named(await this.#file.get(head2.get("AFRelationship"))) === "C2PA_Manifest") {
        this.#findings.add("proof", CREDENTIALS);
        continue;
      }
      const shown = [];
      for (const key of ["UF", "F"]) {
        const name = await this.#file.get(head2.get(key));
        if (name instanceof Text) shown.push(shownText(name));
      }
      this.#findings.add("hidden-data", shown[0] ?? "");
    }
  }
};
async function* tree(file, root) {
  const stack = [root];
  for (let nodes = 0; stack.length; ) {
    const node = await file.get(stack.pop());
    nodes += 1;
    if (nodes > MAX_NODES) throw new TooComplexError();
    if (!(node instanceof Map)) continue;
    const listed = await file.get(node.get("Names"));
    const pairs = Array.isArray(listed) ? listed : [];
    nodes += pairs.length;
    for (let i = 0; i + 1 < pairs.length; i += 2) {
      const name = await file.get(pairs[i]);
      if (name instanceof Text) yield [name.value, pairs[i + 1]];
    }
    const kids = await file.get(node.get("Kids"));
    if (Array.isArray(kids)) for (const kid of [...kids].reverse()) stack.push(kid);
  }
}
function shownText(text) {
  const said = text.value.slice(0, MAX_TEXT);
  if (said.startsWith("þÿ")) return wide(said.slice(2), 1);
  if (said.startsWith("ÿþ")) return wide(said.slice(2), 0);
  return said.startsWith("ï»¿") ? asText(bytes(said.slice(3))) : said;
}
function wide(said, low) {
  let text = "";
  for (let i = 0; i + 1 < said.length; i += 2) {
    text += String.fromCharCode(said.charCodeAt(i + 1 - low) * 256 + said.charCodeAt(i + low));
  }
  return text.replaceAll(/\p{Surrogate}/gu, "�");
}
function time2(shown) {
  const found = TIME2.exec(shown);
  if (!found) return shown;
  const date2 = found.slice(1, 4).filter(Boolean).join("-");
  return `${date2} ${found.slice(4).filter(Boolean).join(":")}`.trim();
}

// src/clean/document/pdfrules.js
var KINDS5 = table(KEYS2);
var MAX_DEPTH7 = 60;
var MAX_VALUES2 = 2e6;
var DEVICE2 = /* @__PURE__ */ new Map([
  [1, "DeviceGray"],
  [3, "DeviceRGB"],
  [4, "DeviceCMYK"]
]);
var MARKUP = new Set(
  "Text FreeText Line Square Circle Polygon PolyLine Highlight Underline Squiggly StrikeOut Stamp Caret Ink Watermark Redact".split(" ")
);
var STEPS = ["NextPage", "PrevPage", "FirstPage", "LastPage"];
var LAYER = "Layer";
var SPACES3 = /* @__PURE__ */ new Map([
  ["CalGray", ["Calibrated"]],
  ["CalRGB", ["Calibrated"]],
  ["Lab", ["Calibrated"]],
  ["Separation", ["atoms", "colour", "function"]],
  ["DeviceN", ["atoms", "colour", "function", "DeviceN"]],
  ["Pattern", ["colour"]],
  ["DeviceGray", []],
  ["DeviceRGB", []],
  ["DeviceCMYK", []]
]);
var LAYERS = /* @__PURE__ */ new Map([
  ["OCG", "Layer"],
  ["OCMD", "Membership"]
]);
var Rules = class {
  /** @type {Item[]} the objects to be written, which grows as they are met */
  queue = [];
  /** @type {Map<number, number>} old numbers of the pages that are shown → new ones */
  pages = /* @__PURE__ */ new Map();
  /** @type {Dictionary} the catalog, for what links call by name */
  destinations = /* @__PURE__ */ new Map();
  #file;
  #findings;
  #told;
  #next;
  #values = new Budget2(MAX_VALUES2);
  /** @type {Map<string, number>} */
  #numbers = /* @__PURE__ */ new Map();
  /** @type {Map<number, Value>} */
  #profiles = /* @__PURE__ */ new Map();
  /** @type {Map<string, Value> | null} */
  #names = null;
  /** @type {Set<number>} */
  #widgets = /* @__PURE__ */ new Set();
  /** @type {Map<number, boolean>} */
  #alive = /* @__PURE__ */ new Map();
  /** @type {Map<string, (value: Found, depth: number) => Promise<Value>>} */
  #rules = new Map(
    Object.entries({
      atoms: (value, depth) => this.#atoms(value, depth),
      text: (value) => this.#text(value),
      colour: (value, depth) => this.#colour(value, depth),
      function: (value, depth) => this.#function(value, depth),
      pattern: (value, depth) => this.#either(value, "Tiling", "Shaded", depth),
      shading: (value, depth) => this.#either(value, "Mesh", "Shading", depth),
      xobject: (value, depth) => this.#xobject(value, depth),
      encoding: (value, depth) => this.#nameOr(value, "CMap", "Encoding", depth),
      glyphs: (value, depth) => this.#nameOr(value, "Data", "", depth),
      softmask: (value, depth) => this.#nameOr(value, "", "SoftMask", depth),
      mask: async (value, depth) => this.value(value, await this.#isStream(value) ? "Image" : "atoms", depth),
      sizedfont: (value, depth) => this.#sizedFont(value, depth),
      properties: async (value, depth) => this.#typed(value, LAYERS.get(await this.#type(value)) ?? "Marked", depth),
      layer: (value, depth) => this.#layer(value, depth),
      layername: (value) => this.#layerName(value),
      expression: (value, depth) => this.#expression(value, depth),
      annot: (value, depth) => this.#annotation(value, depth),
      action: (value, depth) => this.#action(value, depth),
      target: (value, depth) => this.target(value, depth),
      appearance: async (value, depth) => this.value(value, await this.#isStream(value) ? "Form" : "Form{}", depth),
      parent: (value, depth) => this.#parent(value, depth),
      kid: async (value, depth) => await this.#shown(value) ? this.#parent(value, depth) : this.#strange(value),
      fieldvalue: (value, depth) => this.#fieldValue(value, depth)
    })
  );
  /** @param {PdfFile} file @param {Findings} findings @param {Told} told @param {number} first */
  constructor(file, findings, told3, first) {
    this.#file = file;
    this.#findings = findings;
    this.#told = told3;
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
    const keys = KINDS5.get(kind);
    const fresh = /* @__PURE__ */ new Map();
    for (const [key, value] of old) {
      const inner = key === "*" ? void 0 : keys?.get(key);
      if (inner === void 0) {
        await this.#told.entry(key, value);
        continue;
      }
      const cleaned2 = await this.value(value, inner, depth + 1);
      if (cleaned2 !== null) fresh.set(key, cleaned2);
    }
    return fresh;
  }
  /** A value of a kind, or null: it is not, and goes.
   *  @param {Found} value @param {string} kind @param {number} [depth] @returns {Promise<Value>} */
  async value(value, kind, depth = 0) {
    this.#values.spend(1);
    if (depth > MAX_DEPTH7) throw new TooComplexError();
    if (kind.endsWith("[]")) {
      const listed = await this.#file.get(value);
      if (!Array.isArray(listed)) return this.value(value, kind.slice(0, -2), depth);
      const kept = [];
      for (const each of listed) {
        const cleaned2 = await this.value(each, kind.slice(0, -2), depth + 1);
        if (cleaned2 !== null) kept.push(cleaned2);
      }
      return kept;
    }
    if (kind.endsWith("{}")) {
      const found = await this.#file.get(value);
      if (!(found instanceof Map)) return this.#strange(value);
      const kept = /* @__PURE__ */ new Map();
      for (const [key, each] of found) {
        const cleaned2 = await this.value(each, kind.slice(0, -2), depth + 1);
        if (cleaned2 !== null) kept.set(key, cleaned2);
      }
      return kept;
    }
    const rule = this.#rules.get(kind);
    return rule ? rule(value, depth) : this.#typed(value, kind, depth);
  }
  /** Something is not what it has to be: it goes, and is hidden data unless it is nothing at all.
   *  @param {Found} value @returns {Promise<null>} */
  async #strange(value) {
    if (await this.#file.get(value) !== null) this.#findings.add("hidden-data");
    return null;
  }
  /** @param {Found} value */
  async #isStream(value) {
    return await this.#file.get(value) instanceof Stream;
  }
  /** @param {Found} value @param {string} kind @param {number} depth @returns {Promise<Value>} */
  async #typed(value, kind, depth) {
    const found = await this.#file.get(value);
    const isStream = KINDS5.get(kind)?.has("*") ?? false;
    if (!(isStream ? found instanceof Stream : found instanceof Map)) return this.#strange(value);
    if (value instanceof Reference) return new Written(this.number(value.number, kind));
    return found instanceof Map ? this.dictionary(found, kind, depth) : null;
  }
  /** The new number of an old object, taken as one of a kind. @param {number} old @param {string} kind */
  number(old, kind) {
    const key = `${old} ${kind}`;
    const known = this.#numbers.get(key);
    if (known !== void 0) return known;
    const number3 = this.takeNumber();
    this.#numbers.set(key, number3);
    this.queue.push({ number: number3, kind, old });
    return number3;
  }
  /** The same rule for each of a list. @param {Value[]} listed @param {string} kind @param {number} depth */
  async #each(listed, kind, depth) {
    const cleaned2 = [];
    for (const each of listed) cleaned2.push(await this.value(each, kind, depth + 1));
    return cleaned2;
  }
  /** @param {Found} value @param {number} depth @returns {Promise<Value>} */
  async #atoms(value, depth) {
    const found = await this.#file.get(value);
    if (typeof found === "boolean" || found instanceof Name || found instanceof Numeral) return found;
    return Array.isArray(found) ? this.#each(found, "atoms", depth) : this.#strange(value);
  }
  /** @param {Found} value @returns {Promise<Value>} */
  async #text(value) {
    const found = await this.#file.get(value);
    return found instanceof Text ? found : this.#strange(value);
  }
  /** @param {Found} value @param {string} stream @param {string} dictionary @param {number} depth */
  async #either(value, stream, dictionary2, depth) {
    return this.#typed(value, await this.#isStream(value) ? stream : dictionary2, depth);
  }
  /** @param {Found} value @param {string} stream @param {string} dictionary @param {number} depth
   *  @returns {Promise<Value>} */
  async #nameOr(value, stream, dictionary2, depth) {
    const found = await this.#file.get(value);
    if (found instanceof Name) return found;
    const kind = found instanceof Stream ? stream : dictionary2;
    return kind ? this.#typed(value, kind, depth) : this.#strange(value);
  }
  /** @param {Found} value @param {number} depth @returns {Promise<Value>} */
  async #function(value, depth) {
    const found = await this.#file.get(value);
    if (Array.isArray(found)) return this.#each(found, "function", depth);
    return this.#nameOr(value, "Sampled", "Function", depth);
  }
  /** @param {Found} value @param {number} depth @returns {Promise<Value>} */
  async #colour(value, depth) {
    const found = await this.#file.get(value);
    if (found instanceof Name) return found;
    if (!Array.isArray(found) || !found.length) return this.#strange(value);
    const space = named(await this.#file.get(found[0]));
    if (space === "ICCBased" && found.length > 1) return this.#profile(found[1], depth);
    let kinds = SPACES3.get(space);
    if (space === "Indexed" && found.length > 3) {
      kinds = ["colour", "atoms", await this.#isStream(found[3]) ? "Data" : "text"];
    }
    if (!kinds) return this.#strange(value);
    const cleaned2 = [new Name(space)];
    for (let i = 0; i < kinds.length && i + 1 < found.length; i++) {
      cleaned2.push(await this.value(found[i + 1], kinds[i], depth + 1));
    }
    return cleaned2;
  }
  /** A colour space of a profile; where the profile is none that we understand, the space that stands in for it.
   *  @param {Found} value @param {number} depth @returns {Promise<Value>} */
  async #profile(value, depth) {
    const found = await this.#file.get(value);
    if (!(found instanceof Stream) || !(value instanceof Reference)) return this.#strange(value);
    const known = this.#profiles.get(value.number);
    if (known !== void 0) return known;
    this.#profiles.set(value.number, null);
    const count = whole(await this.#file.get(found.head.get("N"))) ?? 0;
    const device = DEVICE2.get(count);
    const data = cleanIcc(await this.#file.inflated(found) ?? new Uint8Array(0), this.#findings);
    let made2 = null;
    if (device === void 0) await this.#strange(value);
    else if (!data) made2 = await this.value(found.head.get("Alternate"), "colour", depth + 1) ?? new Name(device);
    else {
      const head2 = /* @__PURE__ */ new Map([["N", new Numeral(String(count))]]);
      const span = await this.value(found.head.get("Range"), "atoms", depth + 1);
      if (span !== null) head2.set("Range", span);
      const number3 = this.takeNumber();
      this.queue.push({ number: number3, head: head2, data });
      made2 = [new Name("ICCBased"), new Written(number3)];
    }
    this.#profiles.set(value.number, made2);
    return made2;
  }
  /** @param {Found} value @param {number} depth @returns {Promise<Value>} */
  async #xobject(value, depth) {
    const found = await this.#file.get(value);
    const kind = found instanceof Stream ? named(await this.#file.get(found.head.get("Subtype"))) : "";
    return kind === "Image" || kind === "Form" ? this.#typed(value, kind, depth) : this.#strange(value);
  }
  /** @param {Found} value @param {number} depth @returns {Promise<Value>} */
  async #sizedFont(value, depth) {
    const found = await this.#file.get(value);
    if (!Array.isArray(found) || found.length !== 2) return this.#strange(value);
    return [await this.#typed(found[0], "Font", depth + 1), await this.#atoms(found[1], depth + 1)];
  }
  /** @param {Found} value @returns {Promise<string>} */
  async #type(value) {
    const found = await this.#file.get(value);
    return found instanceof Map ? named(await this.#file.get(found.get("Type"))) : "";
  }
  /** @param {Found} value @param {number} depth @returns {Promise<Value>} */
  async #layer(value, depth) {
    const kind = LAYERS.get(await this.#type(value));
    return kind ? this.#typed(value, kind, depth) : this.#strange(value);
  }
  /** @param {Found} value @returns {Promise<Value>} */
  async #layerName(value) {
    const found = await this.#file.get(value);
    if (found instanceof Text && found.value !== LAYER) this.#findings.add("text", shownText(found));
    return new Text(LAYER);
  }
  /** @param {Found} value @param {number} depth @returns {Promise<Value>} */
  async #expression(value, depth) {
    const found = await this.#file.get(value);
    if (found instanceof Name) return found;
    return Array.isArray(found) ? this.#each(found, "expression", depth) : this.#typed(value, "Layer", depth);
  }
  /** @param {Found} value @param {number} depth @returns {Promise<Value>} */
  async #annotation(value, depth) {
    const found = await this.#file.get(value);
    const subtype = found instanceof Map ? named(await this.#file.get(found.get("Subtype"))) : "";
    if (found instanceof Map && await this.#isHidden(found)) return this.#strange(value);
    const kind = MARKUP.has(subtype) ? "Markup" : subtype;
    if (["Markup", "Link", "Widget"].includes(kind)) return this.#typed(value, kind, depth);
    if (found instanceof Map && subtype === "FileAttachment") await this.#told.entry("FS", found.get("FS"));
    else if (subtype !== "Popup") await this.#strange(value);
    return null;
  }
  /** Whether an annotation is never shown: only a script could change that, and scripts go.
   *  @param {Dictionary} annotation */
  async #isHidden(annotation) {
    const flags = whole(await this.#file.get(annotation.get("F"))) ?? 0;
    return (flags % 4 + 4) % 4 >= 2;
  }
  /** @param {Found} value @param {number} depth @returns {Promise<Value>} */
  async #action(value, depth) {
    const found = await this.#file.get(value);
    const action = found instanceof Map ? found : /* @__PURE__ */ new Map();
    const sort = named(await this.#file.get(action.get("S")));
    const step = await this.#file.get(action.get("N"));
    const made2 = (key, inner) => inner === null ? null : /* @__PURE__ */ new Map(
      /** @type {[string, Value][]} */
      [["S", new Name(sort)], [key, inner]]
    );
    if (sort === "GoTo") return made2("D", await this.target(action.get("D"), depth));
    if (sort === "URI") return made2("URI", await this.#text(action.get("URI")));
    if (sort === "Named" && STEPS.includes(named(step))) return made2("N", step);
    return this.#strange(value);
  }
  /** Where a link leads: to a page that is shown, said directly and not by a name; null for anywhere else.
   *  @param {Found} value @param {number} depth @returns {Promise<Value>} */
  async target(value, depth) {
    let found = await this.#file.get(value);
    if (found instanceof Name || found instanceof Text) {
      found = await this.#file.get(await this.#called(found.value));
      if (found instanceof Map) found = await this.#file.get(found.get("D"));
    }
    const page = Array.isArray(found) ? found[0] : null;
    const shown = page instanceof Reference ? this.pages.get(page.number) : void 0;
    if (!Array.isArray(found) || shown === void 0) return null;
    return [new Written(shown), ...await this.#each(found.slice(1), "atoms", depth)];
  }
  /** @param {string} name @returns {Promise<Found>} */
  async #called(name) {
    if (!this.#names) {
      const old = await this.#file.get(this.destinations.get("Dests"));
      const trees = await this.#file.get(this.destinations.get("Names"));
      this.#names = new Map(old instanceof Map ? old : []);
      if (trees instanceof Map) {
        for await (const [key, each] of tree(this.#file, trees.get("Dests"))) this.#names.set(key, each);
      }
    }
    return this.#names.get(name);
  }
  /** Note which fields of forms a page shows: the others go with the pages that are gone. @param {Found} annotations */
  async onPage(annotations) {
    const listed = await this.#file.get(annotations);
    for (const each of Array.isArray(listed) ? listed : []) {
      const found = await this.#file.get(each);
      const subtype = found instanceof Map ? named(await this.#file.get(found.get("Subtype"))) : "";
      const shown = found instanceof Map && subtype === "Widget" && !await this.#isHidden(found);
      if (each instanceof Reference && shown) this.#widgets.add(each.number);
    }
  }
  /** Whether a field, or one below it, is on a page. @param {Found} value @param {number} [depth]
   *  @returns {Promise<boolean>} */
  async #shown(value, depth = 0) {
    if (!(value instanceof Reference)) return false;
    if (depth > MAX_DEPTH7) throw new TooComplexError();
    const known = this.#alive.get(value.number);
    if (known !== void 0) return known;
    let alive = this.#widgets.has(value.number);
    this.#alive.set(value.number, alive);
    const field = await this.#file.get(value);
    const kids = field instanceof Map ? await this.#file.get(field.get("Kids")) : null;
    for (const kid of Array.isArray(kids) ? kids : []) if (await this.#shown(kid, depth + 1)) alive = true;
    this.#alive.set(value.number, alive);
    return alive;
  }
  /** @param {Found} value @param {number} depth @returns {Promise<Value>} */
  async #parent(value, depth) {
    if (!(value instanceof Reference)) return null;
    return this.#typed(value, this.#widgets.has(value.number) ? "Widget" : "Field", depth);
  }
  /** @param {Found} value @returns {Promise<Value[]>} the fields of a form that pages show */
  async fields(value) {
    const kept = await this.value(value, "kid[]");
    return Array.isArray(kept) ? kept : [];
  }
  /** @param {Found} value @param {number} depth @returns {Promise<Value>} */
  async #fieldValue(value, depth) {
    const found = await this.#file.get(value);
    if (found instanceof Text || found instanceof Name || found instanceof Numeral) return found;
    if (Array.isArray(found)) return this.#each(found, "fieldvalue", depth);
    if (!(found instanceof Map)) return this.#strange(value);
    this.#findings.add("proof", DIGITAL_SIGNATURE);
    return null;
  }
};

// src/clean/document/pdfstreams.js
var PAIRS = /^(?:[0-9A-Fa-f]{2})*$/;
var BLANKS = /[\0\t\n\f\r ]/g;
async function streamBytes({ source, file, rules, findings }, stream, kind) {
  let filters = await file.filters(stream);
  let parameters = await parametersOf(file, rules, stream);
  if (await file.get(stream.head.get("F")) !== null) throw new TooComplexError();
  const body = new PlanBuilder(source.size);
  if (kind === "Image" && filters.at(-1) === "DCTDecode") {
    if (filters.length === 1) {
      const plan = await cleaned(new Part(source, stream.offset, stream.length), findings);
      for (const segment2 of plan.segments) {
        if (segment2.sort === "range") body.range(segment2.offset + stream.offset, segment2.length);
        else if (segment2.sort === "zeros") body.zeros(segment2.length);
        else body.literal(segment2.data);
      }
    } else {
      const data = await undone(await file.stored(stream), filters.slice(0, -1), parameters);
      const photograph = new BytesSource(data);
      const parts3 = [];
      for await (const chunk3 of planChunks(photograph, await cleaned(photograph, findings))) parts3.push(chunk3);
      body.literal(joined(...parts3));
      filters = filters.slice(-1);
      parameters = parameters.slice(-1);
    }
  } else if (filters.some((name) => !STREAMS.has(name))) throw new TooComplexError();
  else body.range(stream.offset, stream.length);
  const head2 = /* @__PURE__ */ new Map();
  if (filters.length) head2.set("Filter", filters.map((name) => new Name(name)));
  if (parameters.some((each) => each !== null)) head2.set("DecodeParms", parameters);
  head2.set("Length", new Numeral(String(body.size)));
  return { head: head2, body };
}
async function cleaned(photograph, findings) {
  if (photograph.size < 3 || latin(await photograph.read(0, 3), 0, 3) !== "ÿØÿ") throw new BrokenFileError();
  const { plan, findings: found } = await cleanJpeg(photograph);
  for (const { kind, detail } of found) findings.add(kind, detail);
  return plan;
}
async function parametersOf(file, rules, stream) {
  const { length } = await file.filters(stream);
  const found = await file.get(stream.head.get("DecodeParms"));
  const kept = [];
  for (const each of (Array.isArray(found) ? found : [found]).slice(0, length)) {
    const told3 = await file.get(each);
    const known = /* @__PURE__ */ new Map();
    for (const [key, value] of told3 instanceof Map ? told3 : []) {
      const clean2 = PARAMETERS2.has(key) ? await rules.value(value, "atoms") : null;
      if (clean2 !== null) known.set(key, clean2);
    }
    kept.push(known.size ? known : null);
  }
  while (kept.length < length) kept.push(null);
  return kept;
}
async function undone(data, filters, parameters) {
  for (const [i, name] of filters.entries()) {
    const told3 = parameters[i];
    const predictor = whole(told3 instanceof Map ? told3.get("Predictor") : null);
    if (predictor !== null && predictor !== 1) throw new TooComplexError();
    if (name === "FlateDecode") {
      const inflated2 = await lenientInflate(data, WHOLE_LIMIT);
      if (!inflated2) throw new BrokenFileError();
      data = inflated2;
    } else if (name === "ASCIIHexDecode") {
      const digits = textOf(data).split(">")[0].replaceAll(BLANKS, "");
      if (!PAIRS.test(digits)) throw new BrokenFileError();
      data = Uint8Array.from({ length: digits.length / 2 }, (_, at) => parseInt(digits.slice(2 * at, 2 * at + 2), 16));
    } else if (name === "ASCII85Decode") data = fromBase85(textOf(data).replaceAll(BLANKS, ""));
    else throw new TooComplexError();
  }
  return data;
}
function fromBase85(text) {
  const [digits] = (text.startsWith("<~") ? text.slice(2) : text).split("~");
  const parts3 = [];
  let group = [];
  for (const digit of bytes(digits)) {
    if (digit === 122 && !group.length) {
      parts3.push(new Uint8Array(4));
      continue;
    }
    if (digit < 33 || digit > 117) throw new BrokenFileError();
    group.push(digit - 33);
    if (group.length === 5) {
      parts3.push(four(group));
      group = [];
    }
  }
  if (group.length === 1) throw new BrokenFileError();
  if (group.length) parts3.push(four([...group, 84, 84, 84].slice(0, 5)).subarray(0, group.length - 1));
  const whole2 = new Uint8Array(parts3.reduce((size2, part) => size2 + part.length, 0));
  let at = 0;
  for (const part of parts3) {
    whole2.set(part, at);
    at += part.length;
  }
  return whole2;
}
function four(group) {
  const number3 = group.reduce((sum, digit) => sum * 85 + digit, 0);
  if (number3 >= 2 ** 32) throw new BrokenFileError();
  return packed(number3, 4);
}

// src/clean/document/pdf.js
var HEAD10 = "%PDF-1.7\n%âãÏÓ\n";
var MAX_PAGES3 = 5e4;
var MAX_DEPTH8 = 60;
var MAX_WRITTEN = 5e6;
var [CATALOG, PAGES, FIRST2] = [1, 2, 3];
var INHERITED = ["Resources", "MediaBox", "CropBox", "Rotate"];
var NODE = ["Type", "Parent", "Kids", "Count"];
var CATALOG_KEYS = ["Type", "Pages", "AcroForm", "OCProperties", "Outlines", "Dests", "Names", "OpenAction"];
async function cleanPdf(source) {
  const cleaner = new Cleaner14(source);
  const plan = await cleaner.plan();
  return { format: "pdf", extension: "pdf", mediaType: "application/pdf", plan, findings: cleaner.findings.listed() };
}
var Cleaner14 = class {
  findings = new Findings();
  #source;
  #file;
  #told;
  #rules;
  /** @type {Map<number, Dictionary>} by their old numbers, with what they inherit */
  #pages = /* @__PURE__ */ new Map();
  #plan;
  /** @type {string[]} */
  #text = [];
  #size = 0;
  /** @type {Map<number, number>} */
  #offsets = /* @__PURE__ */ new Map();
  #budget = new Budget2(MAX_WRITTEN);
  /** @param {import('../source.js').Source} source */
  constructor(source) {
    this.#source = source;
    this.#file = new PdfFile(source);
    this.#told = new Told(this.#file, this.findings);
    this.#rules = new Rules(this.#file, this.findings, this.#told, FIRST2);
    this.#plan = new PlanBuilder(source.size);
  }
  async plan() {
    await this.#file.open();
    const catalog = await this.#file.get(this.#file.trailer.get("Root"));
    if (!(catalog instanceof Map)) throw new BrokenFileError();
    if (await this.#file.get(catalog.get("NeedsRendering")) === true) throw new TooComplexError();
    await this.#findPages(catalog.get("Pages"));
    this.#literal(HEAD10);
    this.#rules.destinations = catalog;
    for (const old of this.#pages.keys()) this.#rules.pages.set(old, this.#rules.number(old, "Page"));
    this.#write(CATALOG, await this.#catalog(catalog));
    const pages = Array.from(this.#rules.pages.values(), (number3) => new Written(number3));
    const count = new Numeral(String(pages.length));
    this.#write(PAGES, dictionary(["Type", new Name("Pages")], ["Kids", pages], ["Count", count]));
    for (const item of this.#rules.queue) await this.#item(item);
    await this.#tell(catalog);
    return this.#end();
  }
  /** The pages in their order. A page that is listed twice, or below itself, is not what we can vouch for.
   *  @param {Found} root */
  async #findPages(root) {
    const seen = /* @__PURE__ */ new Set();
    const stack = [[root, /* @__PURE__ */ new Map(), 0]];
    for (let top = stack.pop(); top; top = stack.pop()) {
      const [value, inherited, depth] = top;
      const node = await this.#file.get(value);
      if (!(value instanceof Reference) || !(node instanceof Map)) throw new BrokenFileError();
      if (seen.has(value.number) || depth > MAX_DEPTH8 || seen.size >= MAX_PAGES3) throw new TooComplexError();
      seen.add(value.number);
      const own = /* @__PURE__ */ new Map();
      for (const key of INHERITED) {
        if (await this.#file.get(node.get(key)) !== null) own.set(
          key,
          /** @type {Value} */
          node.get(key)
        );
      }
      const kids = await this.#file.get(node.get("Kids"));
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
        await this.#rules.onPage(node.get("Annots"));
      }
    }
    if (!this.#pages.size) throw new BrokenFileError();
  }
  /** @param {Dictionary} old @returns {Promise<Dictionary>} */
  async #catalog(old) {
    const fresh = dictionary(["Type", new Name("Catalog")], ["Pages", new Written(PAGES)]);
    const form = await this.#file.get(old.get("AcroForm"));
    if (form instanceof Map) {
      const fields = await this.#rules.fields(form.get("Fields"));
      const rest = new Map(form);
      rest.delete("Fields");
      if (fields.length) {
        fresh.set("AcroForm", dictionary(["Fields", fields], ...await this.#rules.dictionary(rest, "Dialog")));
      } else for (const [key, value] of rest) await this.#told.entry(key, value);
    }
    const layers = await this.#file.get(old.get("OCProperties"));
    if (layers instanceof Map) fresh.set("OCProperties", await this.#rules.dictionary(layers, "Layers"));
    const outline = await new Outline(this.#file, this.#rules, this.findings).root(old.get("Outlines"));
    if (outline !== null) fresh.set("Outlines", outline);
    return fresh;
  }
  /** What stands beside the pages and goes. @param {Dictionary} catalog */
  async #tell(catalog) {
    for (const [key, value] of catalog) if (!CATALOG_KEYS.includes(key)) await this.#told.entry(key, value);
    const opening = await this.#file.get(catalog.get("OpenAction"));
    if (opening instanceof Map && named(await this.#file.get(opening.get("S"))) !== "GoTo") this.findings.add("hidden-data");
    await this.#told.names(catalog.get("Names"));
    const information = await this.#file.get(this.#file.trailer.get("Info"));
    if (information instanceof Map) await this.#told.information(information);
    if (await this.#file.get(this.#file.trailer.get("ID")) !== null) this.findings.add("hidden-data");
    if (this.#file.revised) this.findings.add("edit-history");
    if (this.#file.behind) this.findings.add("hidden-data", `${this.#file.behind} B`);
  }
  /** Write one object of the queue. @param {import('./pdfrules.js').Item} item */
  async #item({ number: number3, kind = "", old = 0, head: head2, data }) {
    if (head2) {
      const body = new PlanBuilder(this.#source.size);
      if (data) body.literal(data);
      const whole2 = data ? dictionary(...head2, ["Length", new Numeral(String(data.length))]) : head2;
      this.#write(number3, whole2, data ? body : null);
      return;
    }
    const found = kind === "Page" ? this.#pages.get(old) : await this.#file.get(new Reference(old));
    if (found instanceof Stream) {
      const cleaned2 = await this.#rules.dictionary(found.head, kind);
      const o = { source: this.#source, file: this.#file, rules: this.#rules, findings: this.findings };
      const { head: packed3, body } = await streamBytes(o, found, kind);
      this.#write(number3, dictionary(...cleaned2, ...packed3), body);
    } else if (found instanceof Map) {
      const cleaned2 = await this.#rules.dictionary(found, kind);
      const first = kind === "Page" ? dictionary(["Type", new Name("Page")], ["Parent", new Written(PAGES)]) : [];
      this.#write(number3, dictionary(...first, ...cleaned2));
    }
  }
  /** @param {number} number @param {Dictionary} value @param {PlanBuilder | null} [body] */
  #write(number3, value, body = null) {
    this.#offsets.set(number3, this.#size);
    this.#literal(`${number3} 0 obj
${written3(value, this.#budget)}
`);
    if (body) {
      this.#literal("stream\n");
      this.#flush();
      this.#plan.extend(body);
      this.#size += body.size;
      this.#literal("\nendstream\n");
    }
    this.#literal("endobj\n");
  }
  /** @param {string} text */
  #literal(text) {
    this.#text.push(text);
    this.#size += text.length;
  }
  #flush() {
    this.#plan.literal(bytes(this.#text.join("")));
    this.#text = [];
  }
  /** The table of objects, and the way to it. */
  #end() {
    const [start, count] = [this.#size, this.#offsets.size + 1];
    this.#literal(`xref
0 ${count}
0000000000 65535 f 
`);
    for (let number3 = 1; number3 < count; number3++) {
      this.#literal(`${String(this.#offsets.get(number3)).padStart(10, "0")} 00000 n 
`);
    }
    const trailer = dictionary(["Size", new Numeral(String(count))], ["Root", new Written(CATALOG)]);
    this.#literal(`trailer
${written3(trailer, this.#budget)}
startxref
${start}
%%EOF
`);
    this.#flush();
    return this.#plan.build();
  }
};
var dictionary = (...entries) => new Map(entries);

// src/clean/document/text.js
var HEAD11 = 512;
var MARKS2 = [
  ["ï»¿", "utf-8"],
  ["ÿþ", "utf-16le"],
  ["þÿ", "utf-16be"]
];
var CONTROLS2 = /[\u0000-\u0008\u000b\u000e-\u001f\u007f]/;
var OTHERS = /^[ \t\r\n\f]*(?:<|\{\\rtf|%!PS|%PDF|From |BEGIN:V|Return-Path:)/;
function isText(head2) {
  const { mark, encoding } = encodingOf(head2);
  let text;
  try {
    const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
    text = decoder.decode(bytes(head2.slice(mark.length)), { stream: head2.length >= HEAD11 });
  } catch {
    return false;
  }
  return head2.length > 0 && !CONTROLS2.test(text) && !OTHERS.test(text);
}
function encodingOf(head2) {
  const [mark, encoding] = MARKS2.find(([start]) => head2.startsWith(start)) ?? ["", "utf-8"];
  return { mark, encoding };
}
async function cleanText(source) {
  if (source.size > WHOLE_LIMIT) throw new TooComplexError();
  const data = await source.read(0, source.size);
  const { mark, encoding } = encodingOf(latin(data, 0, 3));
  let text;
  try {
    text = new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(data.subarray(mark.length));
  } catch {
    throw new BrokenFileError();
  }
  if (CONTROLS2.test(text)) throw new TooComplexError();
  const findings = new Findings();
  const shown = withoutHidden(text, findings);
  const plan = new PlanBuilder(source.size);
  if (shown === text) plan.range(0, source.size);
  else {
    const written4 = joined(bytes(mark), encoded2(shown, encoding));
    const head2 = latin(written4, 0, HEAD11);
    if (FAMILIES.find((family) => family.isOurs(head2))?.name !== "txt") throw new TooComplexError();
    plan.literal(written4);
  }
  const listed = findings.listed();
  return { format: "txt", extension: "txt", mediaType: "text/plain", plan: plan.build(), findings: listed };
}
function encoded2(text, encoding) {
  if (encoding === "utf-8") return new TextEncoder().encode(text);
  const view = new DataView(new ArrayBuffer(2 * text.length));
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), encoding === "utf-16le");
  return new Uint8Array(view.buffer);
}

// src/clean/document/index.js
var DOCUMENTS = [
  { name: "zip", isOurs: isPackage, clean: (source) => cleanPackage(source) },
  { name: "pdf", isOurs: (head2) => head2.startsWith("%PDF-"), clean: cleanPdf },
  { name: "html", isOurs: isHtml, clean: cleanHtml },
  { name: "svg", isOurs: isSvg, clean: cleanSvg },
  { name: "eml", isOurs: isMail, clean: cleanMail },
  { name: "txt", isOurs: isText, clean: cleanText }
];

// src/clean/families.js
var HEAD8 = 512;
var FAMILIES = [...PICTURES2, ...FILMS, ...SOUNDS, ...DOCUMENTS];
async function clean(source) {
  const head2 = latin(await source.read(0, Math.min(HEAD8, source.size)), 0, HEAD8);
  for (const family of FAMILIES) if (family.isOurs(head2)) return family.clean(source);
  return null;
}
export {
  FAMILIES,
  HEAD8 as HEAD,
  clean
};
