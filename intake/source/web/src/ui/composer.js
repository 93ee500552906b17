/** The box to write in, with its files and addressees: for a first letter and for every answer. @module */
import { form, h, lead, UNREMEMBERED } from './dom.js';
import { filesPart } from './files.js';
import { peoplePart } from './people.js';

/** @typedef {import('./app.js').App} App */

/**
 * @param {App} app
 * @param {{label: string, action: string, done: () => void}} o `done` is called once nothing lacks
 */
export function composer(app, { label, action, done }) {
  const { voice, draft } = app;
  // beside what lacks: a keyboard that comes up covers the end of the page
  const [empty, lacking] = [h('p', { class: 'lacking', role: 'alert' }), h('p', { class: 'lacking', role: 'alert' })];
  const complete = () => [empty, lacking].forEach((line) => line.replaceChildren());
  const box = h('textarea', {
    ...UNREMEMBERED,
    rows: 5,
    dir: 'auto',
    value: draft.text,
    oninput: () => {
      draft.text = box.value;
      complete();
      grow(box);
    },
  });
  requestAnimationFrame(() => grow(box)); // once it stands on the page
  const people = peoplePart(app);
  return form(
    () => {
      const lack = people.nobody() ? 'write.nobody' : draft.lacking();
      if (lack === null) {
        done();
        return;
      }
      complete();
      (lack === 'write.empty' ? empty : lacking).replaceChildren(voice.say(lack));
      if (lack === 'write.empty') lead(box);
    },
    h('label', { class: 'writing' }, h('span', {}, label), box),
    empty,
    h('p', { class: 'small' }, voice.say('write.stays')),
    filesPart(app, complete),
    people.part,
    lacking,
    h('div', { class: 'actions' }, h('button', { type: 'submit', class: 'main' }, action)),
  );
}

/** Where the stylesheet can't make the box grow with its text, rows do. @param {HTMLTextAreaElement} box */
function grow(box) {
  if (CSS.supports('field-sizing', 'content')) return;
  while (box.scrollHeight > box.clientHeight + 4 && box.rows < 60) box.rows += 1;
}
