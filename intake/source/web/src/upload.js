/**
 * Which parcel to send next: a state machine that is told what happened and when, and never looks at a clock or a
 * network itself. At most `atOnce` parcels are held; after a cut one parcel at a time tries the line. @module
 */

/** How many parcels are under way at once. */
export const AT_ONCE = 3;

/** How long nothing may happen on a line before it counts as cut. */
export const PATIENCE_MS = 90_000;
const LONGEST_PATIENCE_MS = 900_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** @param {number} failures in a row, from 1 @returns {number} ms to wait: 1 s, 2 s, 4 s … 60 s */
export function backoff(failures) {
  return Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
}

/** @param {number} patienceMs that was not enough @returns {number} twice as long, up to 15 minutes */
export function longer(patienceMs) {
  return Math.min(2 * patienceMs, LONGEST_PATIENCE_MS);
}

export class Upload {
  #count;
  #atOnce;
  #allowed;
  #fresh = 0;
  #failures = 0;
  #notBefore = -Infinity;
  #asked = -Infinity; // until then the server asked to wait
  /** @type {Set<number>} */ #underWay = new Set();
  /** @type {number[]} indexes to be sent again, ascending */ #again = [];
  /** Parcels whose 201 or 200 has come. */
  safe = 0;
  /** How long the next parcel may take without an answer, ms. */
  patienceMs = PATIENCE_MS;
  /** @type {import('./line.js').LineState} */
  line = 'ok';

  /** @param {number} count parcels in all, indexes from 0  @param {{atOnce?: number}} [o] */
  constructor(count, { atOnce = AT_ONCE } = {}) {
    this.#count = count;
    this.#atOnce = atOnce;
    this.#allowed = atOnce;
  }

  get done() {
    return this.safe === this.#count;
  }

  /** @param {number} now ms @returns {number[]} what to send now; from then on it is under way */
  next(now) {
    const started = [];
    const limit = this.#failures > 0 ? 1 : this.#allowed;
    while (now >= this.#notBefore && this.#underWay.size < limit) {
      const index = this.#again.shift() ?? this.#takeFresh();
      if (index === null) break;
      this.#underWay.add(index);
      started.push(index);
    }
    return started;
  }

  /** @param {number} now as given to `next` @returns {number | null} ms until it may give something; null: when something happens */
  waitMs(now) {
    const waiting = this.#again.length > 0 || this.#fresh < this.#count;
    return waiting && this.#notBefore > now ? this.#notBefore - now : null;
  }

  /** Its 201 or 200 has come. @param {number} index */
  arrived(index) {
    this.#underWay.delete(index);
    this.safe += 1;
    this.#failures = 0;
    this.#notBefore = this.#asked = -Infinity;
    this.#allowed = Math.min(this.#allowed + 1, this.#atOnce);
    this.line = 'ok';
  }

  /**
   * The line was cut, or the server asked to wait. What fails while a pause is on belongs to the same cut.
   *
   * @param {number} index  @param {number} now ms
   * @param {{busy?: boolean, waitMs?: number | null, timedOut?: boolean}} how
   */
  failed(index, now, { busy = false, waitMs = null, timedOut = false }) {
    this.interrupted(index);
    this.line = busy ? 'busy' : 'cut';
    if (timedOut) {
      this.patienceMs = longer(this.patienceMs);
      this.#allowed = 1;
    }
    if (now >= this.#notBefore) {
      this.#failures += 1;
      this.#notBefore = now + backoff(this.#failures);
    }
    this.#notBefore = Math.max(this.#notBefore, now + (waitMs ?? 0));
    if (busy) this.#asked = this.#notBefore;
  }

  /** It was called back by a pause: it goes again, and nothing is held against the line. @param {number} index */
  interrupted(index) {
    this.#underWay.delete(index);
    this.#again = [...this.#again, index].sort((one, other) => one - other);
  }

  /** The person paused and goes on: the line is tried at once, by one parcel if it was cut. */
  resumed() {
    this.#notBefore = -Infinity;
  }

  /** The browser says so: it is tried at once, but for a server that asked to wait. */
  lineIsBack() {
    this.#notBefore = this.#asked;
  }

  /** @returns {number | null} an index never sent before, if another parcel may be held */
  #takeFresh() {
    if (this.#fresh === this.#count || this.#underWay.size + this.#again.length >= this.#atOnce) return null;
    this.#fresh += 1;
    return this.#fresh - 1;
  }
}
