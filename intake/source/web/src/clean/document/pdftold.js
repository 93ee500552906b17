/** What a PDF tells outside its pages: read, never kept. Source: ISO 32000-1, sections 7.9, 7.11, 14.3. @module */
import { bytes } from '../bytes.js';
import { TooComplexError } from '../errors.js';
import { asText, CREDENTIALS, DIGITAL_SIGNATURE } from '../finding.js';
import { readXmp } from '../picture/xmp.js';
import { DROPPED, dropped } from './pdfkeys.js';
import { named, Stream, Text } from './pdfvalues.js';

/** @typedef {import('../finding.js').Findings} Findings
 *  @typedef {import('./pdffile.js').PdfFile} PdfFile
 *  @typedef {import('./pdfvalues.js').Value} Value
 *  @typedef {import('./pdfvalues.js').Found} Found
 *  @typedef {import('./pdfvalues.js').Dictionary} Dictionary */

const KINDS = dropped(DROPPED);
const MAX_PACKETS = 50; // XMP packets that are read to say what they tell
const MAX_NODES = 50_000; // of a tree of names
const MAX_TEXT = 400; // bytes of a text that are shown
const ATTACHED = ['AF', 'FS', 'EF'];
const TIME = /^D:([0-9]{4})([0-9]{2})?([0-9]{2})?([0-9]{2})?([0-9]{2})?([0-9]{2})?/;

/** Notes what goes. */
export class Told {
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
    const kind = KINDS.get(key) ?? 'hidden-data';
    if (value === null || kind === 'quiet') return;
    if (key === 'Metadata') await this.packet(value);
    else if (ATTACHED.includes(key)) await this.attachment(value);
    else if (key === 'PTEX.InfoDict' && value instanceof Map) await this.information(value);
    else if (kind === 'proof') this.#findings.add('proof', DIGITAL_SIGNATURE);
    else if (value instanceof Text) {
      const shown = shownText(value);
      this.#findings.add(kind, kind === 'time' ? time(shown) : shown);
    } else this.#findings.add(kind);
  }

  /** The document's information: Creator is a program here, and not a person as in other dictionaries.
   *  @param {Dictionary} untrusted */
  async information(untrusted) {
    for (const [key, value] of untrusted) {
      const shown = await this.#file.get(value);
      if (key === 'Creator' || key === 'PTEX.Fullbanner') {
        this.#findings.add('software', shown instanceof Text ? shownText(shown) : '');
      } else if (KINDS.has(key) || !(shown instanceof Text)) await this.entry(key, value);
      else await this.entry('Title', value); // a key of the maker's own: a text
    }
  }

  /** An XMP packet. @param {Value} value */
  async packet(value) {
    this.#packets++;
    const readable = value instanceof Stream && this.#packets <= MAX_PACKETS;
    const data = readable ? await this.#file.inflated(value) : null;
    if (data) readXmp(data, this.#findings);
    else this.#findings.add('hidden-data');
  }

  /** The catalog's trees of names: attachments and scripts among them. @param {Found} untrusted */
  async names(untrusted) {
    const found = await this.#file.get(untrusted);
    if (!(found instanceof Map)) return;
    for (const [key, value] of found) {
      if (key === 'EmbeddedFiles') {
        for await (const [, each] of tree(this.#file, value)) await this.attachment(each);
      } else if (key !== 'Dests') this.#findings.add('hidden-data');
    }
  }

  /** Files inside the file: a specification, or several in a list. @param {Value} value */
  async attachment(value) {
    for (const each of (Array.isArray(value) ? value : [value]).slice(0, 100)) {
      const told = await this.#file.get(each);
      /** @type {Dictionary} */
      const head = told instanceof Map ? told : new Map();
      if (named(await this.#file.get(head.get('AFRelationship'))) === 'C2PA_Manifest') {
        this.#findings.add('proof', CREDENTIALS);
        continue;
      }
      const shown = [];
      for (const key of ['UF', 'F']) {
        const name = await this.#file.get(head.get(key));
        if (name instanceof Text) shown.push(shownText(name));
      }
      this.#findings.add('hidden-data', shown[0] ?? '');
    }
  }
}

/** The names of a tree and their values, from left to right.
 *  @param {PdfFile} file @param {Found} root @returns {AsyncGenerator<[string, Value], void>}
 *  @throws {TooComplexError} too many */
export async function* tree(file, root) {
  const stack = [root];
  for (let nodes = 0; stack.length; ) {
    const node = await file.get(stack.pop());
    nodes += 1;
    if (nodes > MAX_NODES) throw new TooComplexError();
    if (!(node instanceof Map)) continue;
    const listed = await file.get(node.get('Names'));
    const pairs = Array.isArray(listed) ? listed : [];
    nodes += pairs.length;
    for (let i = 0; i + 1 < pairs.length; i += 2) {
      const name = await file.get(pairs[i]);
      if (name instanceof Text) yield [name.value, pairs[i + 1]];
    }
    const kids = await file.get(node.get('Kids'));
    if (Array.isArray(kids)) for (const kid of [...kids].reverse()) stack.push(kid);
  }
}

/** The beginning of a text: UTF-16 or UTF-8 if it says so, else taken for Latin-1.
 *  @param {Text} text @returns {string} */
export function shownText(text) {
  const said = text.value.slice(0, MAX_TEXT);
  if (said.startsWith('\xfe\xff')) return wide(said.slice(2), 1);
  if (said.startsWith('\xff\xfe')) return wide(said.slice(2), 0);
  return said.startsWith('\xef\xbb\xbf') ? asText(bytes(said.slice(3))) : said;
}

/** @param {string} said @param {0 | 1} low which of two bytes is the lower one */
function wide(said, low) {
  let text = '';
  for (let i = 0; i + 1 < said.length; i += 2) {
    text += String.fromCharCode(said.charCodeAt(i + 1 - low) * 256 + said.charCodeAt(i + low));
  }
  return text.replaceAll(/\p{Surrogate}/gu, '\ufffd');
}

/** @param {string} shown */
function time(shown) {
  const found = TIME.exec(shown);
  if (!found) return shown;
  const date = found.slice(1, 4).filter(Boolean).join('-');
  return `${date} ${found.slice(4).filter(Boolean).join(':')}`.trim();
}
