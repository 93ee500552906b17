/** What came back to a source: answers found on the board and opened, each once, in memory only. @module */
import { unhex } from './bytes.js';
import { findReplies } from './board.js';
import { expectedTags, openReply } from './reply.js';
import { REPLY_SIZE, REPORTER_ID_SIZE, TAG_SIZE } from './wire.js';

/** @typedef {import('./bytes.js').Bytes} Bytes */
/** @typedef {import('./board.js').Place} Place */
/** @typedef {'opened' | 'being-read' | 'tell-us-more' | 'not-for-us' | 'published'} StateName */

/**
 * An answer. day: the closing day under which it came; number: running for this reporter, from 1; missing: the one
 * before it has not come though all was fetched.
 * @typedef {{reporter: string, name: string, day: number, number: number, state: StateName, letters: number,
 *   text: string, missing: boolean}} Reply
 */

/** @type {StateName[]} by the numbers of reply.js, from 1 */
const STATES = ['opened', 'being-read', 'tell-us-more', 'not-for-us', 'published'];

export class Thread {
  #identity;
  #reporters;
  /** @type {Map<string, Bytes>} by reporter id in hex */ #pairs;
  /** @type {{day: number, tags: Map<string, import('./reply.js').Expected>} | null} */ #tags = null;
  /** @type {import('./board.js').Found[]} */ #found = [];
  /** @type {Set<string>} */ #fetched = new Set();
  /** @type {Map<string, Reply>} by tag */ #replies = new Map();

  /**
   * @param {import('./source.js').Identity} identity
   * @param {import('./newsroom.js').Reporter[]} reporters all that the directory lists, retired ones too
   */
  constructor(identity, reporters) {
    this.#identity = identity;
    this.#reporters = reporters;
    this.#pairs = new Map(reporters.map(({ id }) => [id, identity.pair(idBytes(id))]));
  }

  /**
   * Look for ours on a board. Closing days are not later than the day on which a courier signed it.
   *
   * @param {import('./wire.js').Board} board
   */
  async find(board) {
    this.#tags = this.#tags?.day === board.day ? this.#tags : { day: board.day, tags: await this.#expect(board.day) };
    this.#found = findReplies(board, this.#tags.tags);
    return this.#found;
  }

  /** The tags of one reporter after the other, so that the page breathes. @param {number} day */
  async #expect(day) {
    const tags = new Map();
    for (const pair of this.#pairs) {
      for (const [tag, expected] of expectedTags([pair], day)) tags.set(tag, expected);
      await new Promise((resolve) => setTimeout(resolve));
    }
    return tags;
  }

  /** @param {Place} place */
  isFetched(place) {
    return this.#fetched.has(nameOf(place));
  }

  /** Answers of ours lie in groups that were not fetched yet. */
  get more() {
    return this.#found.some(({ place }) => !this.isFetched(place));
  }

  /**
   * Open what is ours in a group. One that is damaged, or that somebody else made under our key, is left out: its
   * number will be missing.
   *
   * @param {Place} place @param {Bytes} untrusted 32,768 bytes
   */
  async take(place, untrusted) {
    for (const { slot, tag, expected } of this.#found.filter((found) => nameOf(found.place) === nameOf(place))) {
      const { reporter, day } = expected;
      const sealed = untrusted.subarray(slot * REPLY_SIZE, (slot + 1) * REPLY_SIZE);
      const pair = /** @type {Bytes} */ (this.#pairs.get(reporter));
      const tagBytes = /** @type {Bytes} */ (unhex(tag, TAG_SIZE));
      const seed = this.#identity.replySeed;
      const answer = await openReply(sealed, seed, pair, idBytes(reporter), tagBytes).catch(() => null);
      if (!answer) continue;
      const name = this.#reporters.find(({ id }) => id === reporter)?.name ?? '';
      const { number, letters, text } = answer;
      const state = STATES[answer.state - 1];
      this.#replies.set(tag, { reporter, name, day, number, letters, text, state, missing: false });
    }
    this.#fetched.add(nameOf(place));
  }

  /** @returns {Reply[]} oldest first; those of one day by their numbers */
  get replies() {
    const replies = [...this.#replies.values()].sort((one, other) => one.day - other.day || one.number - other.number);
    return replies.map((reply) => ({ ...reply, missing: !this.more && this.#lacksOneBefore(reply) }));
  }

  /** The first that is known may follow others whose 120 days are over, so it lacks none. @param {Reply} reply */
  #lacksOneBefore({ reporter, number }) {
    const theirs = [...this.#replies.values()].filter((other) => other.reporter === reporter);
    const numbers = theirs.map((other) => other.number);
    return Math.min(...numbers) < number && !numbers.includes(number - 1);
  }
}

/** @param {Place} place */
const nameOf = ({ section, group }) => `${section}/${group}`;

/** @param {string} id hex, checked @returns {Bytes} */
export function idBytes(id) {
  return /** @type {Bytes} */ (unhex(id, REPORTER_ID_SIZE));
}
