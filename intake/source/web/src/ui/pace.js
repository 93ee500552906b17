/** A guess at the time that is left, given only once it is steady. Pure. @module */

const WINDOW_MS = 60_000;
const LEAST_MS = 8_000;
const LEAST_NOTES = 5;

export class Pace {
  /** @type {{at: number, bytes: number}[]} */ #notes = [];

  /** @param {number} at milliseconds  @param {number} bytes safely arrived so far */
  note(at, bytes) {
    const last = this.#notes.at(-1);
    if (last && bytes <= last.bytes) return;
    this.#notes.push({ at, bytes });
    this.#notes = this.#notes.filter((note) => note.at >= at - WINDOW_MS);
  }

  /** After a pause or a cut the old pace says nothing. */
  restart() {
    this.#notes = [];
  }

  /** @param {number} bytes still to go  @returns {number | null} seconds; null while the pace is not steady */
  left(bytes) {
    const notes = this.#notes;
    const [first, middle, last] = [notes[0], notes[notes.length >> 1], notes.at(-1)];
    if (!first || !middle || !last || notes.length < LEAST_NOTES || last.at - first.at < LEAST_MS) return null;
    const before = (middle.bytes - first.bytes) / (middle.at - first.at || 1);
    const after = (last.bytes - middle.bytes) / (last.at - middle.at || 1);
    if (before > 2 * after || after > 2 * before) return null;
    return bytes / ((last.bytes - first.bytes) / (last.at - first.at)) / 1000;
  }
}
