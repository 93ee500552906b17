/** It has arrived: what happens now, and when to look again. @module */
import { button, h, heading } from './dom.js';

/** @param {import('./app.js').App} app */
export function sentScreen(app) {
  const { voice, visit } = app;
  const desk = visit.desks[app.draft.desk] ?? visit.desks[0];
  // a day for the way in, a day for the way back
  const day = voice.day(visit.serverDay + (desk?.everyDays ?? 1) + 1);
  const emptied = desk ? visit.lastEmptied(desk.index) : null;
  const files = (app.sent.at(-1)?.files ?? 0) > 0;
  const now = [
    voice.say('sent.carried'),
    ...(emptied === null ? [] : [voice.say('start.emptied', { day: voice.day(emptied) })]),
    voice.say('sent.when', { day }),
    voice.say('sent.letters', { n: visit.newsroom.letterDays }),
    voice.say('sent.replies', { n: visit.newsroom.replyDays }),
    ...(files ? [voice.say('sent.originals')] : []),
  ];
  return [
    heading(voice.say('sent.title')),
    h('ul', { class: 'notes' }, now.map((note) => h('li', {}, note))),
    h('p', {}, voice.say('sent.close')),
    h(
      'div',
      { class: 'actions' },
      button(voice.say('leave'), app.leave, 'main'),
      button(voice.say('sent.thread'), () => app.go('stay'), 'quiet'),
    ),
  ];
}
