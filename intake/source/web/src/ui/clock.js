/** The device's date and the newsroom's differ: both are shown, and the person chooses. @module */
import { button, h, heading } from './dom.js';

/** @param {import('./app.js').App} app */
export function clockScreen(app) {
  const { voice, visit } = app;
  const device = voice.fullDay(visit.deviceDay);
  const server = voice.fullDay(visit.serverDay);
  /** @param {'device' | 'server'} which */
  const trust = (which) => {
    visit.trustDay(which);
    if (which === 'server') app.go('trusted');
    else app.fail({ code: 'wrong-clock' });
  };
  return [
    heading(voice.say('clock.title')),
    h('p', {}, voice.say('clock.text', { device, server })),
    h(
      'div',
      { class: 'actions' },
      button(voice.say('clock.is', { day: server }), () => trust('server')),
      button(voice.say('clock.is', { day: device }), () => trust('device')),
    ),
  ];
}
