/** One box, the files, and who it is for. @module */
import { composer } from './composer.js';
import { h, heading, button } from './dom.js';

/** @typedef {import('./app.js').App} App */

/** @param {App} app */
export function writeScreen(app) {
  const { voice } = app;
  app.lookEarly();
  return [
    heading(voice.say('write.title')),
    composer(app, { label: voice.say('write.box'), action: voice.say('on'), done: () => app.go('ready') }),
    h('div', { class: 'actions' }, button(voice.say('back'), () => app.go('back'), 'quiet')),
  ];
}
