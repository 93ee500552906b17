/**
 * The board: which replies lie where, signed by the courier; and which groups a source fetches
 * (intake/protocol/board.py). @module
 */
import { compare, concat, hex } from './bytes.js';
import { verified } from './curve.js';
import { ProtocolError } from './errors.js';
import { randomBelow, randomFraction, shuffled } from './random.js';
import { Label, sha256 } from './suite.js';
import { groupsOf, parseBoard, REPLIES_A_GROUP } from './wire.js';

/** @typedef {import('./bytes.js').Bytes} Bytes */
/** @typedef {import('./wire.js').Board} Board */
/** @typedef {import('./reply.js').Expected} Expected */

/** Where a group lies. @typedef {{section: number, group: number}} Place group: from 0 */

/**
 * A reply of ours on the board: its group, its place in it (0-7), its tag (hex), and what the tag was expected for.
 * @typedef {{place: Place, slot: number, tag: string, expected: Expected}} Found
 */

export const LEAST_PROBABILITY = 1 / 200;
const SIGNATURE_SIZE = 64;
const KEY_SIZE = 32;

/**
 * A board that a courier signed: content ‖ courier's public key 32 ‖ signature 64 over label ‖ all before it.
 *
 * @param {Uint8Array} untrusted  @param {Bytes[]} couriers their keys, 32 bytes each
 * @param {{atLeast?: number, digest?: Bytes | null}} [o] atLeast: the number that timestamp names, or the highest seen;
 *   digest: what timestamp says of the board `atLeast` - a board of that number must have it, a newer one stands on the
 *   courier's signature alone, because the server gets it before the next timestamp
 * @returns {Promise<Board>}
 * @throws {ProtocolError} codes 'board', 'suite'; 'directory-older': a lower number
 */
export async function openBoard(untrusted, couriers, { atLeast = 0, digest = null } = {}) {
  const board = parseBoard(untrusted);
  const body = untrusted.slice(0, -SIGNATURE_SIZE);
  const key = body.slice(-KEY_SIZE);
  if (!couriers.some((courier) => hex(courier) === hex(key))) throw new ProtocolError('board');
  const genuine = await verified(untrusted.slice(-SIGNATURE_SIZE), concat(Label.BOARD, body), key);
  if (!genuine) throw new ProtocolError('board');
  if (board.number < atLeast) throw new ProtocolError('directory-older');
  const named = digest !== null && board.number === atLeast;
  if (named && compare(sha256(untrusted), digest) !== 0) throw new ProtocolError('board');
  return board;
}

/**
 * @param {Board} board  @param {Map<string, Expected>} tags by tag in hex
 * @returns {Found[]} all of our replies on the board, the newest section first
 */
export function findReplies(board, tags) {
  /** @type {Found[]} */
  const found = [];
  for (const section of [...board.sections].reverse()) {
    section.tags.forEach((bytes, index) => {
      const tag = hex(bytes);
      const expected = tags.get(tag);
      if (!expected) return;
      const place = { section: section.number, group: Math.floor(index / REPLIES_A_GROUP) };
      found.push({ place, slot: index % REPLIES_A_GROUP, tag, expected });
    });
  }
  return found;
}

/**
 * @param {number} count sections
 * @returns {number[]} the probability of each, the newest first: each older one half as likely, none below 1/200; from
 *   200 sections on all are equally likely
 */
export function sectionWeights(count) {
  const share = Math.max(0, 1 - count * LEAST_PROBABILITY);
  const floor = Math.min(LEAST_PROBABILITY, 1 / count);
  const halves = Array.from({ length: count }, (_, at) => 2 ** -at);
  const sum = halves.reduce((one, other) => one + other, 0);
  return halves.map((half) => floor + (share * half) / sum);
}

/** @param {Place} one @param {Place | null} other @returns {boolean} */
export function samePlace(one, other) {
  return other !== null && one.section === other.section && one.group === other.group;
}

/**
 * A group drawn as everybody draws: a section by {@link sectionWeights}, then one of its groups evenly.
 *
 * @param {Board} board  @param {Place | null} [but] a group that is fetched already, so another one is drawn
 * @returns {Place}
 * @throws {ProtocolError} code 'board': fewer than two groups, which no courier publishes
 */
export function drawPlace(board, but = null) {
  if (board.sections.reduce((sum, section) => sum + groupsOf(section), 0) < 2) throw new ProtocolError('board');
  const sections = [...board.sections].reverse();
  const weights = sectionWeights(sections.length);
  for (;;) {
    let left = randomFraction() * weights.reduce((one, other) => one + other, 0);
    const at = weights.findIndex((weight) => (left -= weight) < 0);
    const section = at < 0 ? sections[sections.length - 1] : sections[at];
    const place = { section: section.number, group: randomBelow(groupsOf(section)) };
    if (!samePlace(place, but)) return place;
  }
}

/**
 * The two groups of one exchange: one of ours not fetched yet (newest first) or drawn, the other always drawn. They come
 * in random order, so that the order says nothing either.
 *
 * @param {Board} board  @param {Found[]} found  @param {(place: Place) => boolean} isFetched
 * @returns {Place[]} two
 * @throws {ProtocolError} code 'board'
 */
export function choosePlaces(board, found, isFetched) {
  const ours = found.find(({ place }) => !isFetched(place))?.place;
  const first = ours ?? drawPlace(board);
  return shuffled([first, drawPlace(board, first)]);
}
