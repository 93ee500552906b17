/** HTML, such as saved pages: words and their order stay, written anew tag by tag from a list; nothing is fetched or run.
 *
 *  Scripts, hidden fields, comments, addresses of pictures and styles elsewhere, and what is embedded go.
 *  Source: HTML Living Standard, section 13.2 (read more simply: what is written here has no two readings). @module */
import { BrokenFileError, TooComplexError } from '../errors.js';
import { Findings } from '../finding.js';
import { PlanBuilder } from '../plan.js';
import { WHOLE_LIMIT } from '../source.js';
import { withoutHiddenHtml } from './htmltext.js';
import { Hidden } from './invisible.js';
import { small } from './relationships.js';
import { cleanPicture, CSS_COMMENT, CSS_NO, PICTURE } from './svg.js';
import { asXmlText } from './xml.js';
import { same } from './zipwrite.js';

/** @typedef {import('../finding.js').Kind} Kind */

const START =
  /^(?:\xef\xbb\xbf)?[ \t\r\n]*(?:<\?xml[^<>]*\?>[ \t\r\n]*)?<(?:!doctype[ \t\r\n]+html|html|head|body)[ \t\r\n>]/i;
const CHARSET = /<meta[^<>]*charset[ \t\r\n]*=[ \t\r\n]*["']?[ \t\r\n]*([A-Za-z0-9_-]+)/i;
const NO_ASCII = /[^\u0000-\u007f]/;
const TAG = /<(\/?)([A-Za-z][A-Za-z0-9:-]*)/y;
const ATTRIBUTE =
  /[ \t\r\n\f/]+([^ \t\r\n\f"'<>/=]+)(?:[ \t\r\n\f]*=[ \t\r\n\f]*(?:"([^"]*)"|'([^']*)'|([^ \t\r\n\f"'<>=`][^ \t\r\n\f<>]*)))?/y;
const TAG_END = /[ \t\r\n\f/]*>/y;
const HEAD = '<!DOCTYPE html><meta charset="utf-8">';

/** @param {string} listed */
const words = (listed) => new Set(listed.split(' '));

const TAGS = words(
  'html head body div span p br hr h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table thead tbody tfoot tr td th caption colgroup ' +
    'col blockquote pre code kbd samp var em strong b i u s small sub sup mark del ins q cite abbr dfn address article ' +
    'section nav aside header footer main figure figcaption a img center font big tt strike wbr ruby rt rp bdi bdo details ' +
    'summary label legend fieldset',
);
// elements that do not end a line of text, for what its writing needs
const INLINE = words(
  'span a b i u s em strong small sub sup mark del ins q cite abbr dfn code kbd samp var font big tt strike wbr ruby rt rp ' +
    'bdi bdo label img',
);
const RAW = words('script style textarea title iframe noembed noframes xmp plaintext');
const GONE = words('svg math object applet audio video canvas template select map frameset datalist');
const EMPTY = words('link base input embed frame source track');
const ATTRIBUTES = words(
  'id class style href src alt colspan rowspan width height align valign bgcolor color face size dir lang start type value ' +
    'cellpadding cellspacing border nowrap scope span open reversed',
);
const LINE = -1;
const PART = /^cid:[A-Za-z0-9!#$*+./=?^_{|}~@-]+$/;
const ADDRESS = /^(?:https?:\/\/|mailto:|tel:|#)/i;

/** @param {Kind} kind @param {string} names @returns {[string, Kind][]} */
const tells = (kind, names) => names.split(' ').map((name) => [name, kind]);
const META = new Map([
  ...tells('person', 'author dc.creator creator owner twitter:creator article:author'),
  ...tells('software', 'generator application-name'),
  ...tells('time', 'date created changed article:published_time article:modified_time'),
  ...tells('text', 'description keywords og:title og:description og:url'),
]);

/** @param {string} head @returns {boolean} whether a file begins like a page */
export const isHtml = (head) => START.test(head);

/** Plan a page without scripts, comments, hidden fields, and what it would fetch.
 *  @param {import('../source.js').Source} source @returns {Promise<import('../cleaned.js').Cleaned>}
 *  @throws {import('../errors.js').CleanError} among others, for other encodings than UTF-8 */
export async function cleanHtml(source) {
  if (source.size > WHOLE_LIMIT) throw new TooComplexError();
  const data = await source.read(0, source.size);
  const text = asXmlText(data);
  const charset = CHARSET.exec(Array.from(text.slice(0, 8192)).slice(0, 4096).join(''));
  if (charset && !['utf-8', 'utf8'].includes(small(charset[1])) && NO_ASCII.test(text)) throw new TooComplexError();
  const findings = new Findings();
  const hidden = new Hidden();
  const cleaned = new TextEncoder().encode(HEAD + (await cleanPage(text, findings, hidden)));
  hidden.tell(findings);
  const plan = new PlanBuilder(source.size);
  if (same(cleaned, data)) plan.range(0, source.size);
  else plan.literal(cleaned);
  const listed = findings.listed();
  return { format: 'html', extension: 'html', mediaType: 'text/html', plan: plan.build(), findings: listed };
}

/** The new id of a mail's part: those that programs draw tell when they were drawn.
 *  @param {string} old @param {Map<string, string>} ids @returns {string} */
export function partId(old, ids) {
  const id = ids.get(old) ?? `${ids.size + 1}@part`;
  ids.set(old, id);
  return id;
}

/** @param {string} text @param {Findings} findings @param {Hidden} hidden takes what hides between its letters
 *  @param {Map<string, string> | null} ids in a mail, the new ids of its parts by their old ones, which is added to
 *  @returns {Promise<string>} a page's text without what does not stay
 *  @throws {BrokenFileError}   @throws {TooComplexError} */
export async function cleanPage(text, findings, hidden, ids = null) {
  const first = new Page(text, new Findings(), new Hidden(), new Map(), ids);
  first.cleaned();
  const pictures = new Map();
  for (const address of first.addresses) pictures.set(address, await cleanPicture(address, findings));
  return new Page(text, findings, hidden, pictures, ids).cleaned();
}

/** One pass over a page; `addresses` collects the pictures that are written into it. */
class Page {
  /** @type {Set<string>} */
  addresses = new Set();
  #text;
  #findings;
  #pictures;
  /** @type {string[]} */
  #out = [];
  #hidden;
  #ids;
  /** @type {number[]} where in what is written texts are, and LINE where a line of text ends */
  #flow = [];
  #gone = ''; // the element that goes with all that is inside, and how many of its kind are open
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
    for (;;) {
      const start = text.indexOf('<', at);
      this.#writeText(text.slice(at, start >= 0 ? start : text.length));
      if (start < 0) break;
      at = this.#markup(start);
    }
    if (this.#gone) throw new BrokenFileError();
    const shown = this.#flow.map((place) => (place === LINE ? '\n' : this.#out[place]));
    withoutHiddenHtml(shown, this.#hidden).forEach((kept, i) => {
      if (this.#flow[i] !== LINE) this.#out[this.#flow[i]] = kept;
    });
    return this.#out.join('');
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
    if (!this.#gone && !INLINE.has(name)) this.#flow.push(LINE);
  }

  /** @param {string} shown */
  #write(shown) {
    if (!this.#gone) this.#out.push(shown);
  }

  /** Take what begins with < at `at`. @param {number} at @returns {number} where it ends */
  #markup(at) {
    const text = this.#text;
    if (text.startsWith('<!--', at)) {
      const end = this.#find('-->', at + 4);
      this.#findings.add('text', text.slice(at + 4, end));
      return end + 3;
    }
    if (text[at + 1] === '!' || text[at + 1] === '?') return this.#find('>', at) + 1;
    TAG.lastIndex = at;
    const tag = TAG.exec(text);
    if (!tag) {
      this.#writeText('&lt;');
      return at + 1;
    }
    const name = small(tag[2]);
    /** @type {Map<string, string>} */
    const attributes = new Map();
    let after = TAG.lastIndex;
    for (;;) {
      ATTRIBUTE.lastIndex = after;
      const match = ATTRIBUTE.exec(text);
      if (!match) break;
      const key = small(match[1]);
      if (!attributes.has(key)) attributes.set(key, match[2] ?? match[3] ?? match[4] ?? '');
      after = ATTRIBUTE.lastIndex;
    }
    TAG_END.lastIndex = after;
    const end = TAG_END.exec(text);
    if (!end) throw new TooComplexError();
    const next = TAG_END.lastIndex;
    if (tag[1]) this.#close(name);
    else if (RAW.has(name)) return this.#raw(name, next);
    else this.#open(name, attributes, end[0].endsWith('/>'));
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
    const close = new RegExp(`</${name}[ \\t\\r\\n\\f/]*>`, 'gi');
    close.lastIndex = at;
    const found = close.exec(this.#text);
    if (!found) throw new BrokenFileError();
    const [inside] = this.#hidden.takenFrom([this.#text.slice(at, found.index)]);
    const css = inside.replace(CSS_COMMENT, '');
    if (name === 'style' && !CSS_NO.test(css) && !css.includes('<')) {
      if (css !== inside) this.#findings.add('text');
      this.#write(`<style>${css}</style>`);
    } else this.#findings.add(name === 'title' ? 'text' : 'hidden-data', name === 'title' ? inside : '');
    return close.lastIndex;
  }

  /** @param {string} name @param {Map<string, string>} attributes @param {boolean} closed */
  #open(name, attributes, closed) {
    if (this.#gone) {
      if (name === this.#gone && !closed) this.#depth++;
    } else if (GONE.has(name)) {
      this.#findings.add('hidden-data');
      if (!closed) [this.#gone, this.#depth] = [name, 1];
    } else if (TAGS.has(name)) {
      this.#write(`<${name}${this.#shown(name, attributes)}>`);
      this.#line(name);
    } else if (name === 'meta') {
      const kind = META.get(small(attributes.get('name') || attributes.get('property') || ''));
      if (kind) this.#findings.add(kind, attributes.get('content') ?? '');
    } else if (EMPTY.has(name)) this.#findings.add('hidden-data', attributes.get('value') ?? '');
  }

  /** @param {string} name */
  #close(name) {
    if (this.#gone) {
      if (name === this.#gone) this.#depth--;
      if (!this.#depth) this.#gone = '';
    } else if (TAGS.has(name)) {
      this.#write(`</${name}>`);
      this.#line(name);
    }
  }

  /** @param {string} name @param {Map<string, string>} attributes @returns {string} */
  #shown(name, attributes) {
    let shown = '';
    for (const [key, value] of attributes) {
      const [shownValue] = key === 'src' ? [value] : withoutHiddenHtml([value], this.#hidden, true);
      const kept = this.#kept(name, key, shownValue);
      if (kept === null) this.#findings.add('hidden-data');
      else shown += ` ${key}="${kept.replace(/"/g, '&quot;').replace(/</g, '&lt;')}"`;
    }
    return shown;
  }

  /** @param {string} name @param {string} key @param {string} value
   *  @returns {string | null} what stays of an attribute's value */
  #kept(name, key, value) {
    if (!ATTRIBUTES.has(key)) return null;
    if (key === 'href') return name === 'a' && ADDRESS.test(value) ? value : null;
    if (key === 'src') {
      if (name === 'img' && this.#ids && PART.test(value)) return `cid:${partId(value.slice(4), this.#ids)}`;
      if (name !== 'img' || !PICTURE.test(value)) return null;
      this.addresses.add(value);
      return this.#pictures.get(value) ?? '';
    }
    if (key === 'style') {
      const parts = value.split(';');
      const kept = parts.filter((part) => !part.includes('&') && !CSS_NO.test(part));
      if (kept.length < parts.length) this.#findings.add('hidden-data');
      return kept.join(';');
    }
    return value;
  }
}
