/** "Here you are Santosh Maple": the name, and the code to copy by hand. @module */
import { button, h, heading, name } from './dom.js';
import { tabs } from './tabs.js';

/** @typedef {import('./app.js').App} App */

/** Ten digits as telephone numbers are read out: 3-3-4. @param {string} number */
export function grouped(number) {
  return number.replace(/^(\d{3})(\d{3})(\d{4})$/, '$1 $2 $3');
}

/** @param {App} app */
export function nameScreen(app) {
  const { voice, drawn } = app;
  if (!drawn) {
    void app.draw();
    return [heading(voice.say('wait.title')), h('p', { role: 'status' }, voice.say('name.drawing'))];
  }
  const keep = h('p', {}, voice.say(`name.keep-${app.shown}`));
  const numbers = () =>
    h('ol', { class: 'numbers', dir: 'ltr' }, drawn.numbers.map((number) => h('li', {}, grouped(number))));
  const words = () => h('ol', { class: 'spelled', dir: 'ltr', lang: 'en' }, drawn.words.map((word) => h('li', {}, word)));
  const spelt = tabs(
    [
      { key: 'numbers', label: voice.say('name.numbers'), panel: numbers },
      { key: 'words', label: voice.say('name.words'), panel: words },
    ],
    app.shown,
    (key) => {
      app.shown = key === 'words' ? 'words' : 'numbers';
      keep.replaceChildren(voice.say(`name.keep-${app.shown}`));
    },
  );
  return [
    heading(...voice.pieces('name.here', { name: name(drawn.pseudonym) })),
    h('p', { class: 'small' }, voice.say('name.known')),
    !app.bound && button(voice.say('name.another'), () => app.drawAnother(), 'link'),
    h('h2', {}, voice.say('name.back')),
    keep,
    ...spelt,
    h('p', { class: 'small' }, voice.say('name.no-copy')),
    h(
      'div',
      { class: 'actions' },
      button(voice.say('name.written'), () => app.go('written'), 'main'),
      button(voice.say('back'), () => app.go('back'), 'quiet'),
    ),
  ];
}
