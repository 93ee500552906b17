/** DKIM: which headers a signature covers, and whether the body has the hash that was signed.
 *
 *  The signature itself is not verified: that needs the sender's public key, which is in the DNS.
 *  Source: RFC 6376, sections 3.4, 3.5 and 5.4.2. @module */
import { bytes, latin } from '../bytes.js';
import { small } from './relationships.js';

/** @typedef {import('./mail.js').Header} Header */

/** A signature over this mail: who signed, the places of the headers that it covers, its own among them, and their names.
 *  @typedef {{ domain: string, covered: Set<number>, names: string[] }} Signature */

const MAX_SIGNATURES = 8;
const TAG = /([a-z][a-z0-9_]*)=([^;]*)/g;
const BLANK = /[ \t\r\n]+/g;
const ALGORITHMS = ['rsa-sha256', 'ed25519-sha256'];

/** @param {Header[]} headers @param {string} body a character a byte
 *  @returns {Promise<Signature[]>} the signatures whose hash of the body is that of the body */
export async function holding(headers, body) {
  const found = [];
  const places = headers.map((_, at) => at).filter((at) => headers[at].name === 'dkim-signature');
  for (const place of places.slice(0, MAX_SIGNATURES)) {
    const { raw } = headers[place];
    const text = raw.slice(raw.indexOf(':') + 1).replace(BLANK, ' ');
    const tags = new Map([...text.matchAll(TAG)].map(([, name, value]) => [name, value.replace(BLANK, '')]));
    const domain = tags.get('d');
    if (!ALGORITHMS.includes(tags.get('a') ?? '') || tags.has('l') || !domain) continue;
    const canonical = canonicalBody(body, (tags.get('c') ?? 'simple/simple').split('/')[1] === 'relaxed');
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', /** @type {BufferSource} */ (bytes(canonical))));
    if (btoa(latin(hash, 0, hash.length)) !== tags.get('bh')) continue;
    const names = (tags.get('h') ?? '').split(':').map(small);
    found.push({ domain, covered: covered(headers, names).add(place), names: [...new Set(names)] });
  }
  return found;
}

/** @param {Signature} signature @returns {string} it in one line */
export const told = ({ domain, names }) => `DKIM ${domain}, kept: ${names.join(' ')}`;

/** The body as it is hashed: with CRLF, without empty lines at the end; if relaxed, without blanks at ends of lines.
 *  @param {string} body @param {boolean} relaxed @returns {string} */
function canonicalBody(body, relaxed) {
  let lines = body.split(/\r?\n/);
  if (relaxed) lines = lines.map((line) => line.replace(/[ \t]+/g, ' ').replace(/ $/, ''));
  while (lines.length && !lines[lines.length - 1]) lines.pop();
  if (!lines.length) return relaxed ? '' : '\r\n';
  return `${lines.join('\r\n')}\r\n`;
}

/** The places of the headers that are named: the last first, each name once for each time it is named.
 *  @param {Header[]} headers @param {string[]} names @returns {Set<number>} */
function covered(headers, names) {
  /** @type {Map<string, number[]>} */
  const left = new Map();
  headers.forEach(({ name }, at) => left.set(name, [...(left.get(name) ?? []), at]));
  const places = names.map((name) => left.get(name)?.pop());
  return new Set(places.filter((place) => place !== undefined));
}
