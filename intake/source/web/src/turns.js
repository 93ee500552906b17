/** One exchange after the other, so that two never mix; who waits for its turn hears how the line of the other is. @module */

/** @typedef {import('./exchange.js').Step} Step */
/** @typedef {import('./line.js').LineState} LineState */
/** @typedef {(step: Step, line: LineState) => void} Listener */

export class Turns {
  /** @type {Promise<unknown>} */ #last = Promise.resolve();
  /** @type {Set<Listener>} */ #waiting = new Set();
  /** @type {LineState} of the exchange that is under way */ #line = 'ok';

  /**
   * @template T
   * @param {(onStep: Listener) => Promise<T>} run called when those before are over
   * @param {Listener} onStep while it waits too: nothing was posted then
   * @returns {Promise<T>} what `run` returns or throws
   */
  take(run, onStep) {
    const told = (/** @type {Step} */ step, /** @type {LineState} */ line) => {
      this.#line = line;
      onStep(step, line);
      for (const waiting of this.#waiting) waiting('letters', line);
    };
    this.#waiting.add(onStep);
    if (this.#line !== 'ok') onStep('letters', this.#line);
    const start = () => {
      this.#waiting.delete(onStep);
      this.#line = 'ok';
      return run(told);
    };
    const turn = this.#last.then(start, start);
    this.#last = turn;
    return turn;
  }
}
