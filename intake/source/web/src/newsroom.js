/** `newsroom.json`: who reads here, and who may carry (intake/protocol/newsroom.py). @module */
import { unhex } from './bytes.js';
import { ProtocolError } from './errors.js';
import { field, isList, isObject, isText, isWhole, parseJson } from './json.js';
import { LETTERS_AN_EXCHANGE, REPORTER_ID_SIZE } from './wire.js';

/** @typedef {import('./bytes.js').Bytes} Bytes */

/**
 * One reporter id: one air-gapped machine. id: 16 bytes in hex; verifyKey: Ed25519, 32 bytes; since, until: days, both
 * included - after `until` nothing is sealed to it, and it stays listed as long as replies live; replies: how many its
 * machine hands over a trip (8, 16 or 32).
 * @typedef {{id: string, name: string, verifyKey: Bytes, since: number, until: number, replies: number}} Reporter
 */

/**
 * Up to four reporters who get the same tips, and what the newsroom promises of them. names, promise: by language code;
 * languages: codes that the desk reads; everyDays: how often the box is emptied; reporters: ids in hex.
 * @typedef {{names: Record<string, string>, promise: Record<string, string>, languages: string[], everyDays: number,
 *   reporters: string[]}} Desk
 */

/**
 * What the admins say of the newsroom, as signed in targets. couriers: Ed25519 keys.
 * @typedef {{names: Record<string, string>, desks: Desk[], reporters: Reporter[], couriers: Bytes[],
 *   letterDays: number, replyDays: number}} Newsroom
 */

const REPLIES_A_TRIP = [8, 16, 32];

/** @returns {never} */
const refuse = () => {
  throw new ProtocolError('directory');
};

/** @param {Reporter} reporter @param {number} day @returns {boolean} whether a letter may be sealed to it on this day */
export function takesLetters({ since, until }, day) {
  return since <= day && day <= until;
}

/**
 * @param {Uint8Array} untrusted
 * @returns {Newsroom}
 * @throws {ProtocolError} code 'directory': it does not parse, names one twice, or one that it does not list
 */
export function parseNewsroom(untrusted) {
  let fields;
  try {
    fields = parseJson(untrusted);
  } catch {
    return refuse();
  }
  const retention = field(fields, 'retention');
  /** @type {Newsroom} */
  const newsroom = {
    names: texts(field(fields, 'names')),
    desks: list(field(fields, 'desks')).map(parseDesk),
    reporters: list(field(fields, 'reporters')).map(parseReporter),
    couriers: list(field(fields, 'couriers')).map((key) => unhex(key, 32) ?? refuse()),
    letterDays: count(field(retention, 'letter_days')),
    replyDays: count(field(retention, 'reply_days')),
  };
  const listed = new Set(newsroom.reporters.map(({ id }) => id));
  const named = newsroom.desks.flatMap((desk) => desk.reporters);
  const twice = newsroom.desks.some(({ reporters }) => new Set(reporters).size !== reporters.length);
  if (twice || listed.size !== newsroom.reporters.length || !named.every((id) => listed.has(id))) refuse();
  return newsroom;
}

/** @param {unknown} untrusted @returns {number} */
const count = (untrusted) => (isWhole(untrusted, 0, 2 ** 32 - 1) ? untrusted : refuse());

/** @param {unknown} untrusted @returns {string} */
const text = (untrusted) => (isText(untrusted) ? untrusted : refuse());

/** @param {unknown} untrusted @returns {unknown[]} */
const list = (untrusted) => (isList(untrusted) ? untrusted : refuse());

/** @param {unknown} untrusted @returns {string} an id in hex */
const reporterId = (untrusted) => (unhex(untrusted, REPORTER_ID_SIZE) ? String(untrusted) : refuse());

/** @param {unknown} untrusted @returns {Record<string, string>} */
function texts(untrusted) {
  if (!isObject(untrusted)) return refuse();
  return Object.fromEntries(Object.entries(untrusted).map(([language, said]) => [text(language), text(said)]));
}

/** @param {unknown} untrusted @returns {Desk} */
function parseDesk(untrusted) {
  const reporters = list(field(untrusted, 'reporters')).map(reporterId);
  if (reporters.length < 1 || reporters.length > LETTERS_AN_EXCHANGE) refuse();
  return {
    names: texts(field(untrusted, 'names')),
    promise: texts(field(untrusted, 'promise')),
    languages: list(field(untrusted, 'languages')).map(text),
    everyDays: count(field(untrusted, 'every_days')),
    reporters,
  };
}

/** @param {unknown} untrusted @returns {Reporter} */
function parseReporter(untrusted) {
  const replies = count(field(untrusted, 'replies'));
  if (!REPLIES_A_TRIP.includes(replies)) refuse();
  return {
    id: reporterId(field(untrusted, 'id')),
    name: text(field(untrusted, 'name')),
    verifyKey: unhex(field(untrusted, 'key'), 32) ?? refuse(),
    since: count(field(untrusted, 'from')),
    until: count(field(untrusted, 'until')),
    replies,
  };
}
