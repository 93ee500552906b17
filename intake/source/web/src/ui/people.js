/** Whom a letter is for: a desk if there are several, a person if the source wants to choose, and who has no key today. @module */
import { h } from './dom.js';

/** @typedef {import('./app.js').App} App */

/** @param {App} app  @returns {{part: HTMLElement, nobody: () => boolean}} */
export function peoplePart(app) {
  const { visit } = app;
  const part = h('div', { class: 'people' });
  const state = { open: false };
  const show = () => {
    const focused = [...part.querySelectorAll('input')].findIndex((input) => input === document.activeElement);
    const pieces = [visit.desks.length > 1 && desks(app, show), ...readers(app, show, state)];
    part.replaceChildren(...pieces.filter((piece) => piece !== false));
    part.querySelectorAll('input')[focused]?.focus();
  };
  show();
  return { part, nobody: () => !deskOf(app).readers.some((reader) => reader.reachable) };
}

/** @param {App} app */
function deskOf(app) {
  const desk = app.visit.desks[app.draft.desk] ?? app.visit.desks[0];
  if (!desk) throw new Error('no desk');
  return desk;
}

/** @param {App} app  @param {() => void} show */
function desks(app, show) {
  const { voice, visit, draft } = app;
  return h(
    'fieldset',
    {},
    h('legend', {}, voice.say('write.desk')),
    visit.desks.map((desk) => {
      const onchange = () => {
        draft.desk = desk.index;
        draft.readers = undefined;
        show();
      };
      const radio = h('input', { type: 'radio', autocomplete: 'off', checked: desk.index === draft.desk, onchange });
      return h('label', { class: 'choice' }, radio, h('span', {}, voice.theirs(desk.names)));
    }),
  );
}

/** @param {App} app  @param {() => void} show  @param {{open: boolean}} state whether the choice of persons is open */
function readers(app, show, state) {
  const { voice, draft } = app;
  const desk = deskOf(app);
  const reachable = desk.readers.filter((reader) => reader.reachable);
  const away = desk.readers.filter((reader) => !reader.reachable).map((reader) => reader.name);
  const chosen = reachable.filter((reader) => draft.readers?.includes(reader.id) ?? true);
  const said = [
    reachable.length === 0 && h('p', { class: 'amber', role: 'status' }, voice.say('write.nobody')),
    reachable.length > 0 && away.length > 0 && h('p', { class: 'amber' }, voice.say('write.unreachable', { people: voice.list(away) })),
  ];
  const names = voice.list(chosen.map((reader) => reader.name));
  if (reachable.length < 2) return [reachable.length === 1 && h('p', { class: 'small' }, voice.say('write.reaches', { people: names })), ...said];
  const boxes = reachable.map((reader) => {
    const onchange = () => {
      const ids = reachable.filter((other) => (other === reader ? box.checked : chosen.includes(other))).map(({ id }) => id);
      draft.readers = ids.length === reachable.length ? undefined : ids;
      show();
    };
    const box = h('input', { type: 'checkbox', autocomplete: 'off', checked: chosen.includes(reader), onchange });
    return h('label', { class: 'choice' }, box, h('span', {}, reader.name));
  });
  /** @param {Event} event */
  const ontoggle = (event) => {
    state.open = event.target instanceof HTMLDetailsElement && event.target.open;
  };
  const summary = chosen.length > 0 ? voice.say('write.reaches', { people: names }) : voice.say('write.choose');
  return [
    ...said,
    h(
      'details',
      { class: 'who', open: state.open || draft.readers !== undefined, ontoggle },
      h('summary', {}, h('span', {}, summary)),
      h('fieldset', {}, h('legend', {}, voice.say('write.readers')), boxes),
    ),
  ];
}
