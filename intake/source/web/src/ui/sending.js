/** What is going and how much has safely arrived: only what was confirmed moves the bar. @module */
import { button, h, heading } from './dom.js';
import { Pace } from './pace.js';

/** @typedef {import('./app.js').App} App */

const PARCEL_BYTES = 65_536;
const LISTEN_MS = 5_000;

/** @param {App} app */
export function sendingScreen(app) {
  const { voice } = app;
  const pace = new Pace();
  let paused = app.paused;
  /** @type {import('./app.js').Progress} */
  let progress = { parcels: 0, safe: 0, bytesSafe: 0, letter: false, line: 'ok', busy: false };
  let spoken = -LISTEN_MS;
  const bar = h('progress', { max: 1, value: 0, 'aria-label': voice.say('sending.title') });
  const safe = h('p', { class: 'safe' });
  const left = h('p', { class: 'small' });
  const state = h('p', { class: 'line', role: 'status' });
  const heard = h('p', { class: 'heard', 'aria-live': 'polite' });
  const pause = button('', () => {
    paused = !paused;
    app.pause(paused);
    pace.restart();
    show();
  });

  const show = () => {
    const before = progress.line;
    progress = app.progress ?? progress;
    const cut = progress.line === 'cut';
    const all = progress.parcels * PARCEL_BYTES;
    if (progress.line !== before) pace.restart();
    pace.note(performance.now(), progress.bytesSafe);
    // the letter is one more step, so that the bar is full only when it has arrived
    bar.max = progress.parcels + 1;
    bar.value = progress.safe + (progress.letter ? 1 : 0);
    const sentence = sentenceOf(progress);
    safe.replaceChildren(sentence);
    const seconds = progress.parcels > 0 && !paused && !cut ? pace.left(all - progress.bytesSafe) : null;
    left.replaceChildren(seconds === null ? voice.say('sending.stay') : voice.say(...remaining(seconds)));
    state.replaceChildren(paused ? voice.say('sending.paused') : cut ? voice.say(progress.busy ? 'sending.busy' : 'sending.cut') : '');
    state.classList.toggle('amber', cut && !paused);
    pause.replaceChildren(voice.say(paused ? 'on' : 'sending.pause'));
    pause.hidden = progress.parcels === 0 || progress.safe === progress.parcels;
    if (performance.now() - spoken >= LISTEN_MS) {
      spoken = performance.now();
      heard.replaceChildren(sentence);
    }
  };

  /** @param {import('./app.js').Progress} progress */
  const sentenceOf = ({ parcels, safe, bytesSafe }) => {
    if (parcels === safe) return voice.say(parcels === 0 ? 'sending.first' : 'sending.letter');
    return voice.say('sending.safe', { safe: voice.size(bytesSafe), all: voice.size(parcels * PARCEL_BYTES) });
  };

  app.onProgress = show;
  show();
  return [heading(voice.say('sending.title')), bar, safe, left, state, heard, h('div', { class: 'actions' }, pause)];
}

/** @param {number} seconds  @returns {[string, {n: number}?]} */
function remaining(seconds) {
  return seconds < 50 ? ['sending.soon'] : ['sending.minutes', { n: Math.ceil(seconds / 60) }];
}
