/** "It doesn't work here": what is the matter, what is kept, what to do next; two sentences and one button. @module */
import { button, h, heading } from './dom.js';

/** @typedef {import('./app.js').App} App */

const DAY_MS = 86_400_000;

/** Troubles that trying again can't mend: the one button leads away. */
const FINAL = new Set(['in-app', 'no-crypto', 'no-newsroom', 'directory', 'directory-older', 'key-record', 'suite']);

/** @param {App} app */
export function troubleScreen(app) {
  const { code, since } = app.trouble;
  const { voice } = app;
  const { title, text } = voice.error(code);
  const address = code === 'in-app' && h('p', { class: 'address', dir: 'ltr' }, location.host + location.pathname);
  const way = FINAL.has(code)
    ? button(voice.say('leave'), app.leave, 'main')
    : button(voice.say('again'), () => app.again(), 'main');
  const ranOut = code === 'directory-expired' && since !== null && voice.say('error.since', { day: voice.day(Math.floor(since / DAY_MS)) });
  return [heading(title), ranOut && h('p', {}, ranOut), h('p', {}, text), address, h('div', { class: 'actions' }, way)];
}

/** @param {App} app */
export function openingScreen(app) {
  return [heading(app.voice.say('wait.title')), h('p', { role: 'status' }, app.voice.say('wait.text'))];
}
