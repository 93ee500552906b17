/** The box to write in, with its files and addressees: for a first letter and for every answer. @module */
import { form, h, UNREMEMBERED } from './dom.js';
import { filesPart } from './files.js';
import { peoplePart } from './people.js';

/** @typedef {import('./app.js').App} App */

/**
 * @param {App} app
 * @param {{label: string, action: string, done: () => void}} o `done` is called once nothing lacks
 */
export function composer(app, { label, action, done }) {
  const { voice, draft } = app;
  const lacking = h('p', { class: 'lacking', role: 'alert' });
  const box = h('textarea', {
    ...UNREMEMBERED,
    rows: 5,
    value: draft.text,
    oninput: () => {
      draft.text = box.value;
      lacking.replaceChildren();
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
      lacking.replaceChildren(voice.say(lack));
      if (lack === 'write.empty') box.focus();
    },
    h('label', { class: 'writing' }, h('span', {}, label), box),
    h('p', { class: 'small' }, voice.say('write.stays')),
    filesPart(app, () => lacking.replaceChildren()),
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
