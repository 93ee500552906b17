/** Their words and ours, oldest first, days only. @module */
import { composer } from './composer.js';
import { button, h, heading, name } from './dom.js';

/** @typedef {import('./app.js').App} App */

/** @param {App} app */
export function threadScreen(app) {
  const { voice, visit } = app;
  const { replies } = visit;
  const letters = Math.max(0, ...replies.map((reply) => reply.letters));
  const emptied = visit.lastEmptied(app.draft.desk);
  const none = [voice.say('thread.none'), emptied === null ? '' : voice.say('start.emptied', { day: voice.day(emptied) })];
  const held = replies.length === 0 ? none.join(' ') : voice.say('thread.letters', { n: letters });
  const reachable = visit.desks.some((desk) => desk.readers.some((reader) => reader.reachable));
  return [
    heading(name(app.pseudonym)),
    h('p', { class: 'small' }, held),
    h(
      'section',
      { class: 'letters', 'aria-label': voice.say('thread.said') },
      replies.map((reply) => answer(app, reply)),
      app.sent.map((letter) => own(app, letter)),
    ),
    visit.problem !== null && h('p', { class: 'amber' }, voice.errorLine(visit.problem)),
    visit.more && h('p', { class: 'line' }, voice.say('thread.more')),
    h('div', { class: 'actions' }, button(voice.say('thread.look'), () => app.go('look'), visit.more ? 'main' : 'plain')),
    meet(app),
    reachable
      ? h(
          'section',
          { class: 'again' },
          composer(app, { label: voice.say('thread.write'), action: voice.say('thread.send'), done: () => void app.send('ready') }),
        )
      : h('p', { class: 'amber' }, voice.error('no-key').title),
  ];
}

/** @param {App} app  @param {App['visit']['replies'][number]} reply */
function answer({ voice }, reply) {
  const day = voice.day(reply.day);
  const state = voice.pieces(`state.${reply.state}`, { name: h('bdi', {}, reply.name) });
  return h(
    'article',
    { class: reply.text ? 'ours' : 'note' },
    reply.missing && h('p', { class: 'state' }, voice.say('thread.missing')),
    reply.text && h('p', { class: 'by' }, h('bdi', {}, reply.name), ' ', h('span', { class: 'day' }, day)),
    reply.text && h('p', { class: 'said', dir: 'auto' }, reply.text),
    reply.text && reply.state !== 'opened' && h('p', { class: 'state' }, state),
    !reply.text && h('p', { class: 'state' }, state, ' ', h('span', { class: 'day' }, day)),
  );
}

/** @param {App} app  @param {App['sent'][number]} letter */
function own({ voice }, letter) {
  return h(
    'article',
    { class: 'theirs' },
    h('p', { class: 'by' }, voice.say('thread.you'), ' ', h('span', { class: 'day' }, voice.say('thread.today'))),
    letter.text && h('p', { class: 'said', dir: 'auto' }, letter.text),
    letter.files > 0 && h('p', { class: 'state' }, voice.say('thread.files', { n: letter.files })),
  );
}

/** Six digits each, to read out on another channel. @param {App} app */
function meet({ voice, visit }) {
  const people = new Map(visit.replies.map((reply) => [reply.reporter, reply.name]));
  if (people.size === 0) return null;
  const rows = [...people].map(([reporter, who]) => {
    const { source, reporter: theirs } = visit.meet(reporter);
    return h(
      'dl',
      { class: 'meet' },
      pair(voice.say('thread.meet-you'), source),
      pair(voice.say('thread.meet-they', { name: who }), theirs),
    );
  });
  return h('details', {}, h('summary', {}, h('span', {}, voice.say('thread.meet'))), h('p', { class: 'small' }, voice.say('thread.meet-how')), rows);
}

/** @param {string} who  @param {string} digits */
function pair(who, digits) {
  return h('div', {}, h('dt', {}, who), h('dd', { dir: 'ltr' }, digits.replace(/^(\d{3})(\d{3})$/, '$1 $2')));
}
