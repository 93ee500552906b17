/** What stands around every screen: the mark, the languages, and the way out. @module */
import { LANGUAGES } from '../text.js';
import { button, h } from './dom.js';

/** @typedef {import('./app.js').App} App */
/** @typedef {import('./dom.js').Child} Child */

/** Screens on which somebody may arrive who can't read the language that was guessed. */
const LANGUAGES_ON_TOP = new Set(['opening', 'start', 'trouble', 'clock']);

/** @param {App} app  @param {Child[]} screen  @returns {HTMLElement[]} */
export function frame(app, screen) {
  const onTop = LANGUAGES_ON_TOP.has(app.screen);
  const newsroom = app.opened && app.screen !== 'start' ? app.voice.theirs(app.visit.newsroom.names) : '';
  return [
    h(
      'header',
      {},
      h('p', { class: 'mark', 'aria-hidden': 'true' }, '⁂'),
      h('p', { class: 'whose' }, newsroom),
      button(app.voice.say('leave'), app.leave, 'leave'),
    ),
    h('main', { class: app.screen }, onTop && languages(app), screen),
    h('footer', {}, !onTop && languages(app)),
  ];
}

/** @param {App} app */
function languages(app) {
  const choices = Object.entries(LANGUAGES).map(([code, own]) => {
    const press = () => app.speak(code);
    const current = code === app.voice.language ? 'true' : null;
    return h('button', { type: 'button', class: 'language', lang: code, 'aria-current': current, onclick: press }, own);
  });
  return h('nav', { class: 'languages', 'aria-label': app.voice.say('language') }, choices);
}
