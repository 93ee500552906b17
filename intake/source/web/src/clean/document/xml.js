/** XML, read strictly and written anew in one form: no comments, no instructions, nothing in namespaces we do not know.
 *
 *  In texts and attributes nothing hides between the letters that their writing does not need.
 *  There are no entities but the five of XML and numbers, and no document types, so nothing expands.
 *  Source: XML 1.0 (fifth edition); Namespaces in XML 1.0. @module */
import { BrokenFileError, TooComplexError } from '../errors.js';
import { Hidden, mayHide, spelledOut } from './invisible.js';
import { DROP, KEEP, UNWRAP } from './xmlrules.js';

/** @typedef {import('./xmlrules.js').XmlRules} XmlRules */

const LINE = -1;
const MAX_DEPTH = 256;
const MAX_PREFIXES = 200;
const NAME = '[A-Za-z_][A-Za-z0-9_.-]*(?::[A-Za-z_][A-Za-z0-9_.-]*)?';
const OPEN = new RegExp(`<(${NAME})`, 'y');
const CLOSE = new RegExp(`</(${NAME})[ \\t\\r\\n]*>`, 'y');
const ATTRIBUTE = new RegExp(`[ \\t\\r\\n]+(${NAME})[ \\t\\r\\n]*=[ \\t\\r\\n]*(?:"([^"<]*)"|'([^'<]*)')`, 'y');
const TAG_END = /[ \t\r\n]*(\/?)>/y;
const ENTITY = /&(?:#x([0-9a-fA-F]{1,6});|#([0-9]{1,7});|(amp|lt|gt|quot|apos);)?/g;
/** @type {Record<string, string>} */
const FIVE = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const BLANK = /^[ \t\r\n]*$/;
const NO_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
const PREFIX = /^[A-Za-z][A-Za-z0-9_]{0,15}$/;
const ENCODING = /[ \t\r\n]encoding[ \t\r\n]*=[ \t\r\n]*["'](?![uU][tT][fF]-8["'])/;
const XML_ATTRIBUTES = ['xml:space', 'xml:lang', 'xml:id'];
export const HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** @param {Uint8Array} untrusted an XML document @param {XmlRules} rules @param {string} [header]
 *  @returns {Uint8Array} it without what `rules` take out
 *  @throws {BrokenFileError} it is not well-formed
 *  @throws {TooComplexError} it is in another encoding than UTF-8, has a document type, is nested too deep, or has a
 *    root that we do not know */
export function cleanXml(untrusted, rules, header = HEADER) {
  const text = asXmlText(untrusted);
  return new TextEncoder().encode(header + new Cleaner(rules.spelled ? spelledOut(text) : text, rules).cleaned());
}

/** @param {Uint8Array} untrusted @returns {string} UTF-8 without its mark
 *  @throws {TooComplexError} for UTF-16   @throws {BrokenFileError} for what is neither */
export function asXmlText(untrusted) {
  if ((untrusted[0] === 0xff && untrusted[1] === 0xfe) || (untrusted[0] === 0xfe && untrusted[1] === 0xff)) {
    throw new TooComplexError();
  }
  let text;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(untrusted);
  } catch {
    throw new BrokenFileError();
  }
  if (NO_XML.test(text)) throw new BrokenFileError();
  return text;
}

/** @param {string} text @returns {string} with its references resolved @throws {BrokenFileError} one is none of ours */
export function unescaped(text) {
  if (!text.includes('&')) return text;
  return text.replace(ENTITY, (_, hex, decimal, named) => {
    if (named) return FIVE[named];
    if (!hex && !decimal) throw new BrokenFileError();
    const code = hex ? parseInt(hex, 16) : parseInt(decimal, 10);
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) throw new BrokenFileError();
    const character = String.fromCodePoint(code);
    if (NO_XML.test(character)) throw new BrokenFileError();
    return character;
  });
}

/** @param {string} text @returns {string} as it can stand in an element */
export const escaped = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** @param {string} text @returns {string} as it can stand in an attribute, in its quotation marks */
export function quoted(text) {
  const safe = escaped(text).replace(/"/g, '&quot;');
  return `"${safe.replace(/\t/g, '&#9;').replace(/\n/g, '&#10;').replace(/\r/g, '&#13;')}"`;
}

/** @param {string} decision */
const isReplaced = (decision) => decision[0] === '=';

/** One pass over the document. */
class Cleaner {
  #text;
  #rules;
  /** @type {string[]} */
  #out = [];
  /** @type {{ name: string, key: string, decision: string, before: Map<string, string> }[]} open elements, each with
   *    the prefixes before it */
  #stack = [];
  /** @type {Map<string, string>} */
  #prefixes = new Map();
  #silent = 0; // how many open elements are inside one that goes, or are it
  #root = false;
  #hidden = new Hidden();
  #hides;
  /** @type {number[]} where in what is written texts are, and LINE where a line of text ends */
  #flow = [];

  /** @param {string} text @param {XmlRules} rules */
  constructor(text, rules) {
    this.#text = text;
    this.#rules = rules;
    this.#hides = mayHide(text) || text.includes('&#');
  }

  cleaned() {
    const text = this.#text;
    if (text.startsWith('<?xml') && ENCODING.test(text.slice(5, Math.max(text.indexOf('?>'), 5)))) {
      throw new TooComplexError();
    }
    let at = 0;
    for (;;) {
      const start = text.indexOf('<', at);
      this.#characters(text.slice(at, start >= 0 ? start : text.length));
      if (start < 0) break;
      at = this.#markup(start);
    }
    if (this.#stack.length || !this.#root) throw new BrokenFileError();
    this.#takeHidden();
    return this.#out.join('');
  }

  /** Take hidden characters out of the texts that stay, each line of them seen as one. */
  #takeHidden() {
    const before = this.#flow.map((at) => (at === LINE ? '\n' : unescaped(this.#out[at])));
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
    if (follows === '/') return this.#close(at);
    if (follows === '?') {
      const end = this.#find('?>', at + 2);
      if (at || text.slice(2, 5) !== 'xml') this.#rules.findings.add('hidden-data', text.slice(at + 2, end));
      return end + 2;
    }
    if (follows !== '!') return this.#open(at);
    if (text.startsWith('<!--', at)) {
      const end = this.#find('-->', at + 4);
      this.#rules.findings.add('text', text.slice(at + 4, end));
      return end + 3;
    }
    if (text.startsWith('<![CDATA[', at) && this.#stack.length) {
      const end = this.#find(']]>', at + 9);
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
    const told = this.#rules.texts.has(key) && (!this.#silent || (this.#silent === 1 && isReplaced(decision)));
    const kept = told ? this.#rules.text(key, this.#withoutHidden(text)) : '';
    if (this.#silent) return;
    if (this.#hides && !told) this.#flow.push(this.#out.length);
    this.#out.push(told ? escaped(kept) : raw);
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
    OPEN.lastIndex = at;
    const match = OPEN.exec(this.#text);
    if (!match || (this.#root && !this.#stack.length)) throw new BrokenFileError();
    if (this.#stack.length >= MAX_DEPTH) throw new TooComplexError();
    const name = match[1];
    /** @type {Map<string, string>} */
    const raw = new Map();
    let after = OPEN.lastIndex;
    for (;;) {
      ATTRIBUTE.lastIndex = after;
      const found = ATTRIBUTE.exec(this.#text);
      if (!found) break;
      if (raw.has(found[1])) throw new BrokenFileError();
      raw.set(found[1], unescaped((found[2] ?? found[3]).replace(/[\t\r\n]/g, ' ')));
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
    const written = !this.#silent && decision !== DROP && decision !== UNWRAP;
    const inside = isReplaced(decision) ? escaped(decision.slice(1)) : '';
    if (end[1]) {
      this.#prefixes = before;
      if (written) this.#out.push(inside ? `>${inside}</${name}>` : '/>');
      return next;
    }
    if (written) this.#out.push(`>${inside}`);
    this.#stack.push({ name, key, decision, before });
    // what is inside a replaced element is silent like what is inside one that goes
    if (this.#silent || decision === DROP || isReplaced(decision)) this.#silent++;
    return next;
  }

  /** Take the namespaces that an element declares. @param {Map<string, string>} raw
   *  @returns {string[]} the declarations that stay, as written */
  #declare(raw) {
    /** @type {string[]} */
    const declared = [];
    for (const [name, uri] of [...raw]) {
      if (name !== 'xmlns' && !name.startsWith('xmlns:')) continue;
      raw.delete(name);
      const prefix = name.slice(6);
      if (prefix && !PREFIX.test(prefix)) throw new TooComplexError();
      const known = (uri && this.#rules.namespaces.get(uri)) || '';
      if (!declared.length) this.#prefixes = new Map(this.#prefixes);
      this.#prefixes.set(prefix, known);
      if (this.#prefixes.size > MAX_PREFIXES) throw new TooComplexError();
      // with a hyphen: known only to be told
      declared.push((known && known[0] !== '-') || !uri ? ` ${name}=${quoted(uri)}` : '');
    }
    return declared.filter((declaration) => declaration);
  }

  /** What becomes of an element, and its key; its tag is written if it stays.
   *  @param {string} name @param {Map<string, string>} raw @param {string[]} declared
   *  @returns {{ decision: string, key: string }} */
  #decide(name, raw, declared) {
    const key = this.#key(name, this.#prefixes.get('') ?? this.#rules.namespaces.get('') ?? '');
    if (this.#silent) return { decision: DROP, key };
    if (!key) {
      if (!this.#root) throw new TooComplexError();
      this.#rules.findings.add('hidden-data');
      return { decision: DROP, key };
    }
    const attributes = [];
    for (const [writtenName, value] of raw) {
      const known = writtenName.includes(':') ? this.#key(writtenName, '') : writtenName;
      if (known && (!known.startsWith('xml:') || XML_ATTRIBUTES.includes(known))) {
        attributes.push({ key: known, name: writtenName, value: this.#withoutHidden(value) });
      }
    }
    const decision = this.#rules.element(key, attributes, this.#prefixes);
    if ((!this.#root && decision !== KEEP) || (decision === UNWRAP && declared.length)) throw new TooComplexError();
    if (decision !== DROP && decision !== UNWRAP) {
      const shown = attributes.map((attribute) => ` ${attribute.name}=${quoted(attribute.value)}`);
      this.#out.push(`<${name}${declared.join('')}${shown.join('')}`);
    }
    return { decision, key };
  }

  /** @param {string} name @param {string} otherwise what no prefix means
   *  @returns {string} with our prefix, or '' when its namespace is none that we know */
  #key(name, otherwise) {
    const colon = name.indexOf(':');
    if (colon < 0) return otherwise ? `${otherwise}:${name}` : '';
    const prefix = name.slice(0, colon);
    if (prefix === 'xml') return name;
    const known = this.#prefixes.get(prefix);
    if (known === undefined) throw new BrokenFileError();
    return known ? `${known}:${name.slice(colon + 1)}` : '';
  }
}
