/** The parts of an Office file: which stay, which go, and what they told.
 *
 *  A part whose content type is in none of these lists is refused: macros, controls and whatever else may run or hide.
 *  Source: ECMA-376, part 1, sections 11 to 15; MS-OFFMACRO2; MS-XLSX; MS-PPTX. @module */
import { decoded } from '../finding.js';

/** @typedef {import('../finding.js').Kind} Kind */

const OPEN = 'application/vnd.openxmlformats-officedocument.';
const PACKAGE = 'application/vnd.openxmlformats-package.';

/** Content types of the part that makes a file what it is: format, and media type of the whole.
 *  @type {Map<string, [string, string]>} */
export const MAIN = new Map([
  [`${OPEN}wordprocessingml.document.main+xml`, ['docx', `${OPEN}wordprocessingml.document`]],
  [`${OPEN}spreadsheetml.sheet.main+xml`, ['xlsx', `${OPEN}spreadsheetml.sheet`]],
  [`${OPEN}presentationml.presentation.main+xml`, ['pptx', `${OPEN}presentationml.presentation`]],
  [`${OPEN}presentationml.slideshow.main+xml`, ['ppsx', `${OPEN}presentationml.slideshow`]],
]);

export const SHEETS = '.spreadsheetml.'; // in the content types of Excel's parts
export const SETTINGS = `${OPEN}wordprocessingml.settings+xml`;
export const RELATIONSHIPS = `${PACKAGE}relationships+xml`;

/** @param {string} area @param {string} names @returns {string[]} */
const xml = (area, names) => names.split(' ').map((name) => `${OPEN}${area}.${name}+xml`);

/** Content types of parts that are cleaned by officerules. */
export const KEPT = new Set([
  ...MAIN.keys(),
  SETTINGS,
  `${OPEN}theme+xml`,
  `${OPEN}themeOverride+xml`,
  `${OPEN}vmlDrawing`,
  `${OPEN}drawing+xml`,
  ...xml('wordprocessingml', 'styles fontTable numbering footnotes endnotes header footer comments'),
  ...xml('spreadsheetml', 'worksheet chartsheet styles sharedStrings table comments externalLink sheetMetadata'),
  ...xml('presentationml', 'slide slideLayout slideMaster notesSlide notesMaster handoutMaster presProps tableStyles'),
  ...xml('presentationml', 'comments commentAuthors'),
  ...xml('drawingml', 'chart chartshapes diagramData diagramLayout diagramStyle diagramColors'),
]);

/** @param {Kind | ''} kind @param {...string} types @returns {[string, Kind | ''][]} */
const gone = (kind, ...types) => types.map((type) => [type, kind]);

/** Content types of parts that go, with the kind of finding, or ''. */
export const GONE = new Map([
  ...gone('', `${OPEN}extended-properties+xml`, `${OPEN}custom-properties+xml`, `${PACKAGE}core-properties+xml`),
  ...gone('', `${OPEN}customXmlProperties+xml`, ...xml('wordprocessingml', 'webSettings')),
  ...gone('hidden-data', ...xml('wordprocessingml', 'document.glossary')),
  ...gone('device', ...['wordprocessingml', 'spreadsheetml', 'presentationml'].map((of) => `${OPEN}${of}.printerSettings`)),
  ...gone('', ...xml('spreadsheetml', 'calcChain')),
  ...gone('hidden-data', ...xml('spreadsheetml', 'connections queryTable pivotTable pivotCacheDefinition')),
  ...gone('hidden-data', ...xml('spreadsheetml', 'pivotCacheRecords')),
  ...gone('edit-history', ...xml('spreadsheetml', 'revisionHeaders revisionLog')),
  ...gone('person', ...xml('spreadsheetml', 'userNames')),
  ...gone('hidden-data', `${OPEN}spreadsheetml.sheet`), // the workbook behind a chart
  ...gone('', ...xml('presentationml', 'viewProps')),
  ...gone('hidden-data', ...xml('presentationml', 'tags')),
  ...gone('hidden-data', `${OPEN}oleObject`, `${OPEN}obfuscatedFont`, 'application/x-fontdata'),
  ...gone('proof', `${PACKAGE}digital-signature-origin`, `${PACKAGE}digital-signature-xmlsignature+xml`),
  ...gone('', 'application/vnd.ms-word.stylesWithEffects+xml'),
  ...gone('person', ...xml('wordprocessingml', 'commentsExtended commentsIds people commentsExtensible')),
  ...gone('person', 'application/vnd.ms-excel.person+xml', 'application/vnd.ms-powerpoint.authors+xml'),
  ...gone('text', 'application/vnd.ms-excel.threadedcomments+xml', 'application/vnd.ms-powerpoint.comments+xml'),
  ...gone('edit-history', 'application/vnd.ms-powerpoint.changesinfo+xml'),
  ...gone('edit-history', 'application/vnd.ms-powerpoint.revisioninfo+xml'),
  ...gone('', 'application/vnd.ms-office.chartstyle+xml', 'application/vnd.ms-office.chartcolorstyle+xml'),
  ...gone('hidden-data', 'application/vnd.ms-office.chartex+xml'),
  ...gone('', 'application/vnd.ms-office.drawingml.diagramDrawing+xml'),
  ...gone('hidden-data', 'application/vnd.ms-office.classificationlabels+xml'),
  ...gone('', 'application/vnd.ms-excel.slicer+xml', 'application/vnd.ms-excel.slicerCache+xml'),
  ...gone('', 'image/svg+xml'), // beside it stands the same picture as PNG
  ...gone('hidden-data', 'image/vnd.ms-photo'),
]);

/** @param {string} type */
export const isMedia = (type) => ['image/', 'audio/', 'video/'].some((start) => type.startsWith(start));
export const MEDIA_EXTENSIONS = new Set('png jpg jpeg gif tif tiff webp bmp mp4 m4v mov m4a mp3 wav'.split(' '));

/** @type {[string, Kind | ''][]} */
const GONE_FOLDERS = [
  ['docProps/thumbnail.', 'thumbnail'],
  ['docProps/', ''],
  ['customXml/', 'hidden-data'],
  ['docMetadata/', 'hidden-data'],
  ['_xmlsignatures/', 'proof'],
];

/** @param {string} name
 *  @returns {Kind | '' | null} the kind of finding ('' for none) of a part that goes for where it lies, or null */
export const goneFolder = (name) => GONE_FOLDERS.find(([start]) => name.startsWith(start))?.[1] ?? null;

const VALUE = '(?:[ \\t\\r\\n][^<>]{0,300})?>([^<>]{1,200})<';
/** @type {[Kind, string][]} */
const PROPERTIES = [
  ['person', 'creator|lastModifiedBy|Manager|Company|initial-creator|printed-by'],
  ['time', 'created|modified|lastPrinted|creation-date|print-date|date'],
  ['software', 'Application|generator'],
  ['text', 'title|subject|description|keywords?|category|contentStatus|Template|HyperlinkBase|user-defined'],
  ['edit-history', 'revision|TotalTime|editing-cycles|editing-duration'],
  ['hidden-data', 'lpwstr|filetime'],
];
/** @type {[Kind, RegExp][]} */
const PATTERNS = PROPERTIES.map(([kind, names]) => [kind, new RegExp(`<(?:[A-Za-z0-9]+:)?(?:${names})${VALUE}`, 'gu')]);
const MAX_TOLD = 4; // of one kind

/** Note what a part of properties tells; it goes in any case.
 *  @param {Uint8Array} untrusted @param {import('../finding.js').Findings} findings */
export function tellProperties(untrusted, findings) {
  const text = decoded(untrusted.subarray(0, 256 * 1024));
  for (const [kind, pattern] of PATTERNS) {
    for (const match of [...text.matchAll(pattern)].slice(0, MAX_TOLD)) if (match[1] !== '0') findings.add(kind, match[1]);
  }
}
