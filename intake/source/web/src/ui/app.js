/** What holds the page together: one visit, one screen at a time, and everything the person typed, in memory only. @module */
import { Voice } from '../text.js';
import { checkScreen } from './check.js';
import { clockScreen } from './clock.js';
import { Draft } from './draft.js';
import { afterTrouble, next } from './flow.js';
import { frame } from './frame.js';
import { nameScreen } from './name.js';
import { confirmScreen, lookingScreen, returnScreen } from './return.js';
import { sendingScreen } from './sending.js';
import { sentScreen } from './sent.js';
import { startScreen } from './start.js';
import { threadScreen } from './thread.js';
import { openingScreen, troubleScreen } from './trouble.js';
import { writeScreen } from './write.js';

/**
 * @typedef {import('../visit.js').Visit} Visit
 * @typedef {import('./flow.js').Screen} Screen
 * @typedef {import('./dom.js').Child} Child
 * @typedef {import('../visit.js').Progress} Progress
 * @typedef {import('../visit.js').Drawn} Drawn
 */

/** @type {Record<Screen, (app: App) => Child[]>} */
const SCREENS = {
  opening: openingScreen,
  clock: clockScreen,
  start: startScreen,
  write: writeScreen,
  name: nameScreen,
  check: checkScreen,
  sending: sendingScreen,
  sent: sentScreen,
  return: returnScreen,
  confirm: confirmScreen,
  looking: lookingScreen,
  thread: threadScreen,
  trouble: troubleScreen,
};

export class App {
  /** @type {Screen} */ screen = 'opening';
  /** @type {Visit | null} */ #visit = null;
  #begun = false;
  #drawing = false;
  #looking = false;
  /** @type {Drawn | null} the new source's name and code */ drawn = null;
  /** The name under which something was sent, or that the person said yes to. */ pseudonym = '';
  /** Whether the person has a thread: came with a code, or has sent something. */ known = false;
  /** Whether a sending was begun: from then on the name stays. */ bound = false;
  /** Whether this visit made its early exchange. */ looked = false;
  /** @type {{text: string, files: number}[]} what this visit sent */ sent = [];
  /** @type {Progress | null} */ progress = null;
  /** The sending that the screen is about: an earlier one may still fetch answers. @type {symbol | null} */ #sending = null;
  #entering = false;
  paused = false;
  /** Called with each step of a sending, by the screen that shows it. */ onProgress = () => {};
  /** @type {(cut: boolean) => void} called when the line is cut or back, by the screen that waits */ onLine = () => {};
  /** Called when a file was looked through, by the screen that shows it: not always the one that it was added on. */
  onFiles = () => {};
  /** The code as it is being typed. */
  typed = { spelling: 'numbers', numbers: ['', '', ''], words: Array.from({ length: 9 }, () => ''), compare: false };
  /** @type {'numbers' | 'words'} how the new code is shown */ shown = 'numbers';
  /** @type {{code: string, since: number | null, failed: Screen}} since: POSIX ms */
  trouble = { code: 'error', since: null, failed: 'opening' };
  draft = new Draft();

  /**
   * @param {HTMLElement} root everything is shown inside
   * @param {{language: string, open: () => Promise<Visit>, leave: () => void}} o
   */
  constructor(root, o) {
    this.root = root;
    this.voice = new Voice(o.language);
    this.leave = o.leave;
    this.openVisit = o.open;
  }

  /** The visit; screens that need it come after it was opened. */
  get visit() {
    if (!this.#visit) throw new Error('no visit');
    return this.#visit;
  }

  get opened() {
    return this.#visit !== null;
  }

  /** Ask for the newsroom, check it, show the start. */
  async open() {
    this.screen = 'opening';
    this.show();
    try {
      this.#visit = await this.openVisit();
      this.go(this.#visit.clocksDiffer ? 'clocksDiffer' : 'opened');
      this.#visit.prepare();
    } catch (error) {
      this.fail(error);
    }
  }

  /** @param {string} event one of flow.js */
  go(event) {
    const screen = next(this.screen, event);
    if (screen === null) return;
    this.screen = screen;
    this.show();
  }

  /** Show the screen anew. */
  show() {
    this.onProgress = () => {};
    this.onLine = () => {};
    this.onFiles = () => {};
    document.documentElement.lang = this.voice.language;
    document.documentElement.dir = this.voice.direction;
    this.root.replaceChildren(...frame(this, SCREENS[this.screen](this)));
    window.scrollTo(0, 0);
    this.root.querySelector('h1')?.focus({ preventScroll: true });
  }

  /** @param {string} language */
  speak(language) {
    this.voice = new Voice(language);
    this.show();
  }

  /** Something failed: say what, and where "try again" leads. @param {unknown} error */
  fail(error) {
    const code = error instanceof Object && 'code' in error ? String(error.code) : 'error';
    if (code === 'stopped') return;
    const since = error instanceof Object && 'since' in error ? Number(error.since) : null;
    this.trouble = { code, since, failed: this.screen === 'trouble' ? this.trouble.failed : this.screen };
    this.screen = 'trouble';
    this.show();
  }

  /** From a trouble back to where the person's own words are. */
  again() {
    const screen = afterTrouble(this.trouble.failed, this.known);
    if (!this.opened || screen === 'opening') {
      void this.open();
      return;
    }
    this.screen = screen;
    this.show();
  }

  /** The early exchange of a new source; it fails silently, because nothing hangs on it. */
  lookEarly() {
    if (this.looked) return;
    this.looked = true;
    this.visit.look().catch(() => {});
  }

  /** Draw a name and a code. The key stretching may hold the browser up, so the screen that says so is painted first. */
  async draw() {
    if (this.#drawing) return;
    this.#drawing = true;
    await new Promise((resolve) => setTimeout(resolve, 60));
    try {
      this.drawn = await (this.#begun ? this.visit.redraw() : this.visit.begin());
      this.#begun = true;
      if (this.screen === 'name') this.show();
    } catch (error) {
      if (this.screen === 'name') this.fail(error);
    } finally {
      this.#drawing = false;
    }
  }

  drawAnother() {
    this.drawn = null;
    this.show();
  }

  /** Send the draft, then say so. @param {'right' | 'ready'} event what leads to the screen that shows it */
  async send(event) {
    const { text, desk, readers, files } = this.draft;
    const sending = Symbol('sending');
    this.#sending = sending;
    this.pause(false); // the one before may have ended while it was paused
    this.progress = null;
    this.bound = true;
    this.go(event);
    this.pseudonym ||= this.drawn?.pseudonym ?? '';
    try {
      await this.visit.send({
        text,
        desk,
        ...(readers ? { readers } : {}),
        onProgress: (progress) => {
          if (this.#sending !== sending) return;
          this.progress = progress;
          this.onProgress();
          // the letter is there; answers that a bad line keeps away can be looked for another time
          if (progress.letter && progress.line !== 'ok') this.#arrived(sending, { text, files: files.length });
        },
      });
      this.#arrived(sending, { text, files: files.length });
    } catch (error) {
      if (this.#sending === sending) this.fail(error);
    }
  }

  /** @param {symbol} sending  @param {{text: string, files: number}} letter */
  #arrived(sending, letter) {
    if (this.#sending !== sending) return;
    this.#sending = null;
    this.known = true;
    this.sent.push(letter);
    this.draft = new Draft(this.draft.desk);
    this.go('arrived');
  }

  /** The code that was typed; the name that it makes is asked for next. @param {{numbers: string[]} | {words: string[]}} code */
  async enter(code) {
    if (this.#entering) return;
    this.#entering = true;
    try {
      const { pseudonym } = await this.visit.enter(code);
      this.drawn = null; // the visit has another code now
      if (this.screen !== 'return') return; // the person went back meanwhile
      this.pseudonym = pseudonym;
      this.go('entered');
    } finally {
      this.#entering = false;
    }
  }

  /** @param {boolean} paused */
  pause(paused) {
    this.paused = paused;
    if (paused) this.visit.pause();
    else this.visit.resume();
  }

  /** What waits for the line alone tries it at once. */
  lineIsBack() {
    this.#visit?.lineIsBack();
  }

  /** Look for answers; always the same act on the wire. */
  async look() {
    if (this.#looking) return;
    this.#looking = true;
    try {
      await this.visit.look((_, line) => this.onLine(line !== 'ok'));
      this.go('found');
    } catch (error) {
      // the thread says itself why answers stayed away
      if (this.screen === 'looking' && this.#visit?.problem) this.go('found');
      else if (this.screen === 'looking') this.fail(error);
    } finally {
      this.#looking = false;
    }
  }

  /** Empty every field, then let go of everything. */
  forget() {
    for (const field of this.root.querySelectorAll('textarea, input')) Reflect.set(field, 'value', '');
    this.#visit?.forget();
    this.#visit = null;
    this.drawn = null;
    this.pseudonym = '';
    this.sent = [];
    this.draft = new Draft();
    this.typed = { spelling: 'numbers', numbers: [], words: [], compare: false };
    this.root.replaceChildren();
  }
}
