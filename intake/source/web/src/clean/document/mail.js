/** Mail: the headers that a reader needs stay, or those that a signature covers; the way that it took goes.
 *
 *  With DKIM the signed headers and the body stay byte by byte, since together they prove what was written, and what hides
 *  between the letters or in a page is said to stay; without it that goes. Whether the body still has the hash that was
 *  signed is looked at here, and the signature over the headers can be checked by whoever has the sender's public key.
 *  Without it From, To, Cc, Subject, Date and what decodes the body stay, pages lose what saved pages lose, and what is
 *  attached is cleaned by its own cleaner. What is attached to a signed mail must tell nothing; if it does, the mail is
 *  refused and its parts can be sent alone.  Source: RFC 5322; RFC 2045 to 2047; RFC 6376. @module */
import { bytes, latin } from '../bytes.js';
import { BrokenFileError, CleanError, TooComplexError } from '../errors.js';
import { clean } from '../families.js';
import { decoded, Findings, STAYS } from '../finding.js';
import { PlanBuilder } from '../plan.js';
import { WHOLE_LIMIT } from '../source.js';
import { holding, told } from './dkim.js';
import { cleanPage, partId } from './html.js';
import { Hidden } from './invisible.js';
import { cleanedBody, packed, unpacked, withoutHiddenHeader } from './mailtext.js';
import { small } from './relationships.js';
import { asXmlText } from './xml.js';
import { BytesSource } from './zipread.js';
import { same, written } from './zipwrite.js';

/** @typedef {import('../finding.js').Kind} Kind */

/** Its name in small letters, and all of it as written, with its line end, a character a byte.
 *  @typedef {{ name: string, raw: string }} Header */

const HEAD = 512; // bytes that tell a family
const MAX_HEADERS = 2_000;
const MAX_DEPTH = 16;
const MAX_PARTS = 500;
const KNOWN = new Set(
  (
    'return-path delivered-to received from to cc bcc subject date message-id mime-version dkim-signature reply-to sender ' +
    'x-received arc-seal authentication-results x-originating-ip x-mailer user-agent content-type ' +
    'content-transfer-encoding'
  ).split(' '),
);
const HEADER = /^([!-9;-~]{1,76})[ \t]*:/;
const NEEDED = ['from', 'to', 'cc', 'subject', 'date'];
const DECODES = ['mime-version', 'content-type', 'content-transfer-encoding'];

/** @param {Kind} kind @param {string} names @returns {[string, Kind][]} */
const tells = (kind, names) => names.split(' ').map((name) => [name, kind]);

const TELLS = new Map([
  ...tells('place', 'received x-received x-originating-ip x-forwarded-for x-sender-ip'),
  ...tells('software', 'x-mailer user-agent x-generator'),
  ...tells('person', 'return-path delivered-to bcc sender reply-to x-sender x-original-to'),
  ...tells('time', 'resent-date delivery-date'),
  ...tells('proof', 'dkim-signature'), // one that does not hold over this body
]);
const OF_PARTS = [...DECODES, 'content-disposition', 'content-id'];
const DETAIL = /;[ \t\r\n]*([!#-'*+.0-9A-Z^-~-]{1,80})[ \t\r\n]*=[ \t\r\n]*(?:"[^"\r\n]*"|[^ \t\r\n;"]*)/g;
const DETAILS = ['charset', 'boundary', 'format', 'delsp', 'method', 'type', 'start'];
const BOUNDARY = /;[ \t\r\n]*boundary[ \t\r\n]*=[ \t\r\n]*(?:"([^"\r\n]{1,200})"|([^ \t\r\n;"]{1,200}))/i;
const CHARSET = /;[ \t\r\n]*charset[ \t\r\n]*=[ \t\r\n]*(?:"([^"\r\n]{1,200})"|([^ \t\r\n;"]{1,200}))/i;
const TYPE = /^[ \t\r\n]*([A-Za-z0-9.+-]{1,80}\/[A-Za-z0-9.+-]{1,80})/;
const PAGE = 'text/html';
const TEXTS = ['text/plain', PAGE, 'text/calendar'];

/** @param {string} head @returns {boolean} whether a file begins with headers, and with one that mails have among them */
export function isMail(head) {
  const names = [];
  for (const line of head.split(/\r?\n/)) {
    const match = HEADER.exec(line);
    if (match) names.push(small(match[1]));
    else if (!names.length || (line[0] !== ' ' && line[0] !== '\t')) break;
  }
  return names.length > 1 && names.some((name) => KNOWN.has(name));
}

/** Plan a mail without the headers that tell more than a reader needs, or more than its signature covers.
 *  @param {import('../source.js').Source} source @returns {Promise<import('../cleaned.js').Cleaned>}
 *  @throws {import('../errors.js').CleanError} among others, for an attachment that tells something */
export async function cleanMail(source) {
  if (source.size > WHOLE_LIMIT) throw new TooComplexError();
  const data = latin(await source.read(0, source.size), 0, source.size);
  const findings = new Findings();
  const { headers, body } = split(data, 0, data.length);
  const signatures = await holding(headers, data.slice(body));
  const kept = keptOf(headers, signatures);
  if (![...kept].some((at) => headers[at].name === 'from')) throw new BrokenFileError();
  const shown = headers.filter((_, at) => kept.has(at)).map(({ raw }) => raw);
  if (!isMail(shown.join('').slice(0, HEAD))) throw new TooComplexError();
  const hidden = new Hidden();
  const parts = new Parts(data, hidden, signatures.length > 0);
  await parts.check(headers, body, data.length, 0);
  headers.forEach(({ name, raw }, at) => kept.has(at) || tell(name, raw, findings));
  if (kept.size < headers.length) for (const signature of signatures) findings.add('proof', told(signature));
  const plan = new PlanBuilder(source.size);
  let at = 0;
  headers.forEach(({ name, raw }, index) => {
    const without = kept.has(index) ? parts.header(name, withoutHiddenHeader(raw, hidden)) : '';
    if (without && (without === raw || signatures.length)) plan.range(at, raw.length);
    else plan.literal(bytes(without));
    at += raw.length;
  });
  for (const { start, end, text } of signatures.length ? [] : parts.changed) {
    plan.range(at, start - at);
    plan.literal(bytes(text));
    at = end;
  }
  plan.range(at, source.size - at);
  hidden.tell(findings, signatures.length ? STAYS : '');
  if (!signatures.length) for (const { name, raw } of parts.told) tell(name, raw, findings);
  for (const { kind, detail } of parts.found.listed()) {
    findings.add(kind, signatures.length ? `${STAYS}${detail || PAGE}` : detail);
  }
  const listed = findings.listed();
  return { format: 'eml', extension: 'eml', mediaType: 'message/rfc822', plan: plan.build(), findings: listed };
}

/** @param {string} data @param {number} start @param {number} end
 *  @returns {{ headers: Header[], body: number }} the headers from `start`, and where the body begins, behind the empty
 *    line   @throws {BrokenFileError} a line is none */
function split(data, start, end) {
  /** @type {Header[]} */
  const headers = [];
  let at = start;
  while (at < end) {
    const found = data.indexOf('\n', at);
    const lineEnd = found < 0 || found >= end ? end : found + 1;
    const line = data.slice(at, lineEnd);
    if (line === '\n' || line === '\r\n') return { headers, body: lineEnd };
    if ((line[0] === ' ' || line[0] === '\t') && headers.length) headers[headers.length - 1].raw += line;
    else {
      const match = HEADER.exec(line);
      if (!match || headers.length >= MAX_HEADERS) throw new BrokenFileError();
      headers.push({ name: small(match[1]), raw: line });
    }
    at = lineEnd;
  }
  return { headers, body: end };
}

/** @param {Header[]} headers @param {import('./dkim.js').Signature[]} signatures
 *  @returns {Set<number>} which headers stay, by their places */
function keptOf(headers, signatures) {
  const names = signatures.length ? DECODES : [...NEEDED, ...DECODES];
  const kept = new Set(signatures.flatMap(({ covered }) => [...covered]));
  headers.forEach(({ name }, at) => names.includes(name) && kept.add(at));
  return kept;
}

/** @param {string} raw a header @returns {string} what follows its name */
const valueOf = (raw) => raw.slice(raw.indexOf(':') + 1);

/** @param {string} name @param {string} raw @param {Findings} findings */
function tell(name, raw, findings) {
  const text = decoded(bytes(valueOf(raw)));
  const kind = TELLS.get(name);
  findings.add(kind ?? 'hidden-data', name && !kind ? `${name}:${text}` : text);
}

/** Looks at what a body is made of: text, pages, or what has its own cleaner. */
class Parts {
  /** @type {{ start: number, end: number, text: string }[]} from where to where a part is another once it is cleaned */
  changed = [];
  found = new Findings(); // in pages and in what is attached
  /** @type {Header[]} headers of parts that go, and texts that stand between them */
  told = [];
  #data;
  #hidden;
  #signed;
  #count = 0;
  /** @type {Map<string, string>} */
  #ids = new Map();
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
    if (++this.#count > MAX_PARTS || depth > MAX_DEPTH) throw new TooComplexError();
    /** @param {string} wanted @param {string} otherwise */
    const header = (wanted, otherwise) => {
      const found = headers.find(({ name }) => name === wanted);
      return found ? valueOf(found.raw) : otherwise;
    };
    const contentType = header('content-type', ' text/plain');
    const mediaType = small(TYPE.exec(contentType)?.[1] ?? '');
    const encoding = small(header('content-transfer-encoding', '7bit').replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, ''));
    if (mediaType.startsWith('multipart/')) await this.#checkInside(contentType, start, end, depth);
    else if (TEXTS.includes(mediaType)) {
      // the end of line belongs to what follows
      const last = end > start && this.#data.slice(end - 1, end + 1) === '\r\n' ? end - 1 : end;
      const charset = CHARSET.exec(header('content-type', ''));
      const name = small(charset?.[1] ?? charset?.[2] ?? '');
      await this.#cleanText(start, last, encoding, name, mediaType === PAGE);
    } else if (encoding === 'base64') await this.#cleanAttached(start, end);
    else throw new TooComplexError();
  }

  /** @param {string} name @param {string} raw
   *  @returns {string} a header without the names of files and whatever else is not needed to decode or to place a part */
  header(name, raw) {
    /** @param {string} text */
    const id = (text) => partId(text.replace(/^[ \t\r\n"<>]+|[ \t\r\n"<>]+$/g, ''), this.#ids);
    if (name === 'content-id') return `Content-ID: <${id(valueOf(raw))}>${raw.endsWith('\r\n') ? '\r\n' : '\n'}`;
    if (name !== 'content-type' && name !== 'content-disposition') return raw;
    return raw.replace(DETAIL, (written, detail) => {
      if (name === 'content-type' && small(detail) === 'start') {
        return `; start="<${id(written.slice(written.indexOf('=') + 1))}>"`;
      }
      return name === 'content-type' && DETAILS.includes(small(detail)) ? written : '';
    });
  }

  /** @param {number} start @param {number} end @param {string} encoding @param {string} charset @param {boolean} page */
  async #cleanText(start, end, encoding, charset, page) {
    /** @param {string} text */
    const cleaned = (text) => {
      if (!page) return this.#hidden.takenFrom([text])[0];
      return cleanPage(asXmlText(new TextEncoder().encode(text)), this.found, this.#hidden, this.#ids);
    };
    try {
      this.#change(start, end, await cleanedBody(this.#data.slice(start, end), encoding, charset, cleaned, page));
    } catch (error) {
      if (!(error instanceof CleanError) || !this.#signed || !page) throw error;
      this.found.add('hidden-data', PAGE);
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
    const cleaned = await clean(attached);
    if (!cleaned || (this.#signed && cleaned.findings.length)) throw new TooComplexError();
    const shown = await written(attached, cleaned.plan);
    if (same(attached.data, shown)) return;
    if (this.#signed) throw new TooComplexError();
    for (const { kind, detail } of cleaned.findings) this.found.add(kind, detail);
    this.#change(start, end, packed(latin(shown, 0, shown.length), text));
  }

  /** @param {string} contentType @param {number} start @param {number} end @param {number} depth */
  async #checkInside(contentType, start, end, depth) {
    const found = BOUNDARY.exec(contentType);
    if (!found) throw new TooComplexError();
    const mark = `--${found[1] ?? found[2]}`.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
    const marks = new RegExp(`(?:^|\\n)${mark}(--)?[ \\t]*(?=\\r?\\n|$)`, 'g');
    const places = [...this.#data.slice(start, end).matchAll(marks)].map((match) => {
      return { before: match.index, after: match.index + match[0].length, last: match[1] !== undefined };
    });
    if (!places.at(-1)?.last || places.filter(({ last }) => last).length !== 1) throw new BrokenFileError();
    this.#leaveOut(start, start + places[0].before);
    this.#marks.push(marks);
    for (let i = 0; i + 1 < places.length; i++) {
      const after = start + places[i].after;
      const part = after + (this.#data.slice(after, after + 2) === '\r\n' ? 2 : 1);
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
      const text = OF_PARTS.includes(name) ? this.header(name, raw) : '';
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
    const inside = text.replace(/^[\r\n]+|[\r\n]+$/g, '');
    if (!inside) return;
    const at = start + text.indexOf(inside);
    this.changed.push({ start: at, end: at + inside.length, text: '' });
    this.told.push({ name: '', raw: `:${inside}` });
  }
}
