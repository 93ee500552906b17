/** Which keys of which dictionaries stay in a PDF: what is needed to show its pages. All others go.
 *
 *  The lists are one text, the same to the letter in Python. A line is a kind of dictionary (with a star: of stream)
 *  and its keys; behind a "=" stands the kind of the keys before it:
 *
 *  atoms       numbers, names, true and false, in lists   text        a string
 *  Kind        a dictionary or stream of this table       Kind[]     one or a list, and Kind{} any names, each with one
 *  lower case  a rule of its own, in pdfrules.js
 *
 *  Source: ISO 32000-1, sections 7.7, 8, 9, 12.5, 12.7. @module */

/** @typedef {import('../finding.js').Kind} Kind */

export const KEYS = `
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

export const DROPPED = `
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

/** The filters under which a stream may stay as it is stored. */
export const STREAMS = new Set([
  'FlateDecode',
  'LZWDecode',
  'ASCII85Decode',
  'ASCIIHexDecode',
  'RunLengthDecode',
  'CCITTFaxDecode',
]);

export const PARAMETERS = new Set(
  (
    'Predictor Colors BitsPerComponent Columns EarlyChange K EndOfLine EncodedByteAlign ' +
    'Rows EndOfBlock BlackIs1 DamagedRowsBeforeError ColorTransform'
  ).split(' '),
);

/** @param {string} text @returns {Generator<{ head: string, words: string[] }>} lines; head is '' where one goes on */
function* lines(text) {
  for (const line of text.trim().split('\n')) {
    const words = line.trim().split(/ +/);
    yield { head: line.startsWith(' ') ? '' : (words.shift() ?? ''), words };
  }
}

/** @param {string} text @returns {Map<string, Map<string, string>>} the kinds of KEYS with their keys. A kind of stream
 *    has the key "*" */
export function table(text) {
  const kinds = new Map();
  let keys = new Map();
  /** @type {string[]} */
  let waiting = [];
  for (const { head, words } of lines(text)) {
    if (head) {
      keys = new Map(head.endsWith('*') ? [['*', '']] : []);
      kinds.set(head.replace('*', ''), keys);
    }
    for (const word of words) {
      const [key, kind] = word.split('=');
      waiting.push(key);
      if (kind === undefined) continue;
      for (const each of waiting) keys.set(each, kind);
      waiting = [];
    }
  }
  return kinds;
}

/** @param {string} text @returns {Map<string, Kind | 'quiet'>} what a key of DROPPED says, as a kind of finding;
 *    "quiet" for what says nothing of anybody */
export function dropped(text) {
  const told = new Map();
  let kind = '';
  for (const { head, words } of lines(text)) {
    kind = head || kind;
    for (const word of words) told.set(word, kind);
  }
  return told;
}
