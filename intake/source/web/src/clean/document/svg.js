/** SVG: shapes and letters stay, by a list; scripts, metadata, editors' notes, links and what lies outside go.
 *
 *  Pictures inside are cleaned by their own cleaners.  Source: SVG 2; CSS Syntax 3. @module */
import { bytes, latin } from '../bytes.js';
import { BrokenFileError, TooComplexError } from '../errors.js';
import { Findings } from '../finding.js';
import { PlanBuilder } from '../plan.js';
import { WHOLE_LIMIT } from '../source.js';
import { cleanMedia } from './media.js';
import { tellProperties } from './officeparts.js';
import { asXmlText, cleanXml } from './xml.js';
import { DROP, KEEP, taken, UNWRAP } from './xmlrules.js';
import { BytesSource } from './zipread.js';
import { same, written } from './zipwrite.js';

/** @typedef {import('../finding.js').Kind} Kind
 *  @typedef {import('./xmlrules.js').Attribute} Attribute
 *  @typedef {import('./xmlrules.js').XmlRules} XmlRules */

const START = /^(?:\xef\xbb\xbf)?[ \t\r\n]*<(?!html|!doctype[ \t\r\n]+html)/i;
const ROOT = /<(?:[a-z]{1,8}:)?svg[ \t\r\n>]/;
const DOCTYPE = /<!DOCTYPE[ \t\r\n]+svg[^<>[\]]{0,300}>/;
export const PICTURE = /^data:image\/(?:png|jpeg|jpg|gif|webp);base64,([A-Za-z0-9+/ \t\r\n]*={0,2}[ \t\r\n]*)$/;

const ELEMENTS = new Set(
  (
    'svg g defs symbol use switch path rect circle ellipse line polyline polygon text tspan textPath image clipPath ' +
    'mask pattern linearGradient radialGradient stop marker filter style feBlend feColorMatrix feComponentTransfer ' +
    'feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA ' +
    'feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight ' +
    'feSpecularLighting feSpotLight feTile feTurbulence'
  ).split(' '),
);
const ATTRIBUTES = new Set(
  (
    'id class style transform x y x1 x2 y1 y2 z cx cy r rx ry fx fy fr dx dy width height viewBox ' +
    'preserveAspectRatio d points pathLength rotate textLength lengthAdjust startOffset method spacing side version ' +
    'type media offset alignment-baseline baseline-shift clip-path clip-rule color color-interpolation ' +
    'color-interpolation-filters cursor direction display dominant-baseline fill fill-opacity fill-rule filter ' +
    'flood-color flood-opacity font font-family font-size font-size-adjust font-stretch font-style font-variant ' +
    'font-weight image-rendering letter-spacing lighting-color marker-end marker-mid marker-start mask opacity overflow ' +
    'paint-order shape-rendering stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap ' +
    'stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor text-decoration text-rendering ' +
    'unicode-bidi vector-effect visibility word-spacing writing-mode mix-blend-mode isolation transform-origin ' +
    'enable-background systemLanguage clipPathUnits maskUnits maskContentUnits patternUnits patternContentUnits ' +
    'patternTransform gradientUnits gradientTransform spreadMethod markerUnits markerWidth markerHeight orient refX ' +
    'refY filterUnits primitiveUnits in in2 result mode values operator k1 k2 k3 k4 order kernelMatrix divisor bias ' +
    'targetX targetY edgeMode preserveAlpha surfaceScale diffuseConstant kernelUnitLength scale xChannelSelector ' +
    'yChannelSelector azimuth elevation stdDeviation tableValues slope intercept amplitude exponent radius ' +
    'specularConstant specularExponent pointsAtX pointsAtY pointsAtZ limitingConeAngle baseFrequency numOctaves ' +
    'seed stitchTiles xml:space xml:lang'
  ).split(' '),
);
const NAMESPACES = new Map([
  ['http://www.w3.org/2000/svg', 'svg'],
  ['http://www.w3.org/1999/xlink', 'xlink'],
  ['http://www.inkscape.org/namespaces/inkscape', '-inkscape'],
  ['http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd', '-sodipodi'],
]);
/** @type {Map<string, Kind>} */
const TOLD = new Map([
  ['-inkscape:version', 'software'],
  ['-inkscape:export-filename', 'hidden-data'],
  ['-sodipodi:docname', 'text'],
  ['-sodipodi:absref', 'hidden-data'],
  ['-inkscape:label', 'text'],
]);
/** @type {Map<string, Kind>} */
const GONE = new Map([['svg:metadata', 'hidden-data'], ['svg:title', 'text'], ['svg:desc', 'text']]);
export const CSS_COMMENT = /\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\//g;
export const CSS_NO = /\\|@(?!media)|\/\*|expression|javascript|binding|-inkscape-|url\([ \t\r\n]*["']?(?!#)/i;
const OUTSIDE = /url\([ \t\r\n]*["']?(?!#)/i;

/** @param {string} head @returns {boolean} whether a file begins like a drawing in XML and not like a page that has one */
export const isSvg = (head) => START.test(head) && ROOT.test(head);

/** Plan a drawing without scripts, metadata, and whatever is not drawn.
 *  @param {import('../source.js').Source} source @returns {Promise<import('../cleaned.js').Cleaned>}
 *  @throws {import('../errors.js').CleanError} among others, for entities, and for styles that lead outside */
export async function cleanSvg(source) {
  if (source.size > WHOLE_LIMIT) throw new TooComplexError();
  const data = await source.read(0, source.size);
  const findings = new Findings();
  const text = asXmlText(data).replace(DOCTYPE, '').replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
  const untrusted = new TextEncoder().encode(text);
  const first = new SvgRules(new Findings(), new Map());
  cleanXml(untrusted, first);
  const pictures = new Map();
  for (const address of first.addresses) pictures.set(address, await cleanPicture(address, findings));
  tellProperties(untrusted, findings);
  const cleaned = cleanXml(untrusted, new SvgRules(findings, pictures));
  const plan = new PlanBuilder(source.size);
  if (same(cleaned, data)) plan.range(0, source.size);
  else plan.literal(cleaned);
  const listed = findings.listed();
  return { format: 'svg', extension: 'svg', mediaType: 'image/svg+xml', plan: plan.build(), findings: listed };
}

/** @param {string} address a picture written as an address @param {Findings} findings
 *  @returns {Promise<string>} it, cleaned   @throws {TooComplexError} it is none that we know */
export async function cleanPicture(address, findings) {
  const found = PICTURE.exec(address);
  if (!found) throw new TooComplexError();
  const packed = found[1].replace(/[ \t\r\n]/g, '');
  if (packed.length % 4) throw new BrokenFileError();
  const source = new BytesSource(bytes(atob(packed)));
  const media = await cleanMedia(source, findings);
  const clean = await written(source, media.plan);
  return `data:${media.mediaType};base64,${btoa(latin(clean, 0, clean.length))}`;
}

/** The decisions for a drawing; `addresses` collects the pictures that are written into it. @implements {XmlRules} */
class SvgRules {
  namespaces = NAMESPACES;
  texts = new Set(['svg:style']);
  lines = new Set(['svg:text']);
  /** @type {Set<string>} */
  addresses = new Set();
  #pictures;

  /** @param {Findings} findings @param {ReadonlyMap<string, string>} pictures */
  constructor(findings, pictures) {
    this.findings = findings;
    this.#pictures = pictures;
  }

  /** Decide about an element. See `XmlRules`. @param {string} key @param {Attribute[]} attributes */
  element(key, attributes) {
    if (key === 'svg:a') {
      this.findings.add('hidden-data');
      return UNWRAP;
    }
    if (!ELEMENTS.has(key.replace(/^svg:/, ''))) {
      this.findings.add(GONE.get(key) ?? (key.startsWith('-') ? 'software' : 'hidden-data'));
      return DROP;
    }
    for (const attribute of [...attributes]) this.#attribute(key, attribute, attributes);
    return KEEP;
  }

  /** @param {string} key @param {Attribute} attribute @param {Attribute[]} attributes */
  #attribute(key, attribute, attributes) {
    const { key: name, value } = attribute;
    const isLink = name === 'href' || name === 'xlink:href';
    if (isLink && value.startsWith('#')) return;
    if (isLink && (key === 'svg:image' || key === 'svg:feImage') && value.startsWith('data:')) {
      this.addresses.add(value);
      attribute.value = this.#pictures.get(value) ?? '';
    } else if (name === 'style') attribute.value = this.#style(value);
    else if (!ATTRIBUTES.has(name) || OUTSIDE.test(value)) {
      taken(attributes, name);
      if (TOLD.has(name) || !name.startsWith('-')) this.findings.add(TOLD.get(name) ?? 'hidden-data', value);
    }
  }

  /** @param {string} css @returns {string} declarations without comments, and without those that only an editor reads or
   *    that lead outside */
  #style(css) {
    const parts = this.#withoutComments(css).split(';');
    const kept = parts.filter((part) => !CSS_NO.test(part));
    if (kept.length !== parts.length) this.findings.add('hidden-data');
    return kept.join(';');
  }

  /** @param {string} css @returns {string} */
  #withoutComments(css) {
    const shown = css.replace(CSS_COMMENT, '');
    if (shown !== css) this.findings.add('text');
    return shown;
  }

  /** @param {string} _ @param {string} text @returns {string} a style sheet without comments
   *  @throws {TooComplexError} it leads outside, or hides something */
  text(_, text) {
    const shown = this.#withoutComments(text);
    if (CSS_NO.test(shown)) throw new TooComplexError();
    return shown;
  }
}
