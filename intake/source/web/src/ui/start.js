/** The first screen: two large choices, and what somebody should know before. @module */
import { button, h, heading } from './dom.js';

/** @typedef {import('./app.js').App} App */

/** @param {App} app */
export function startScreen(app) {
  const { voice, visit } = app;
  const reachable = visit.desks.some((desk) => desk.readers.some((reader) => reader.reachable));
  const tell = () => {
    if (reachable) app.go('tell');
    else app.fail({ code: 'no-key' });
  };
  const people = [...new Set(visit.desks.flatMap((desk) => desk.readers.map((reader) => reader.name)))];
  const before = [
    voice.say('start.who', { people: voice.list(people) }),
    ...['way', 'name', 'limits', 'private'].map((what) => voice.say(`start.${what}`)),
  ];
  return [
    heading(voice.theirs(visit.newsroom.names)),
    h('p', {}, voice.say('start.about')),
    h(
      'div',
      { class: 'actions' },
      button(voice.say('start.tell'), tell, 'main'),
      button(voice.say('start.code'), () => app.go('haveCode')),
    ),
    h('section', {}, h('h2', {}, voice.say('start.before')), h('ul', { class: 'notes' }, before.map((note) => h('li', {}, note)))),
    visit.desks.map((desk) => box(app, desk)),
    h('details', {}, h('summary', {}, h('span', {}, voice.say('start.trust'))), h('p', { class: 'small' }, voice.say('start.trust-text'))),
  ].flat();
}

/** How a desk reads. @param {App} app  @param {App['visit']['desks'][number]} desk */
function box(app, desk) {
  const { voice, visit } = app;
  const several = visit.desks.length > 1;
  const emptied = visit.lastEmptied(desk.index);
  return h(
    'section',
    { class: 'box' },
    h('h2', {}, several ? voice.theirs(desk.names) : voice.say('start.box')),
    h('p', {}, voice.theirs(desk.promise)),
    h(
      'p',
      {},
      [
        voice.say('start.every', { n: desk.everyDays }),
        emptied === null ? '' : voice.say('start.emptied', { day: voice.day(emptied) }),
        voice.say('start.languages', { languages: voice.list(desk.languages.map((code) => voice.languageName(code))) }),
      ]
        .filter(Boolean)
        .join(' '),
    ),
  );
}
