/** "It doesn't work here": what is the matter, what is kept, what to do next; two sentences and one button. @module */
import { button, h, heading } from './dom.js';

/** @typedef {import('./app.js').App} App */

/** Troubles that trying again can't mend: the one button leads away. */
const FINAL = new Set(['in-app', 'no-crypto', 'no-newsroom', 'directory', 'directory-older', 'key-record', 'suite']);

/** @param {App} app */
export function troubleScreen(app) {
  const { code } = app.trouble;
  const { title, text } = app.voice.error(code);
  const address = code === 'in-app' && h('p', { class: 'address', dir: 'ltr' }, location.host + location.pathname);
  const way = FINAL.has(code)
    ? button(app.voice.say('leave'), app.leave, 'main')
    : button(app.voice.say('again'), () => app.again(), 'main');
  return [heading(title), h('p', {}, text), address, h('div', { class: 'actions' }, way)];
}

/** @param {App} app */
export function openingScreen(app) {
  return [heading(app.voice.say('wait.title')), h('p', { role: 'status' }, app.voice.say('wait.text'))];
}
