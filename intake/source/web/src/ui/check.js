/** Two digits of each number are asked for again, or three of the words. @module */
import { plainDigits } from '../code.js';
import { nearWord, words } from '../data.js';
import { button, form, freshId, h, heading, lead, UNREMEMBERED } from './dom.js';

/** @typedef {import('./app.js').App} App */
/** @typedef {{label: string, mask: string, digits: boolean, right: (typed: string) => boolean}} Question */

/** Where two neighbouring digits of a 3-3-4 number are easy to find: at the ends of its groups. */
const PLACES = [0, 1, 3, 4, 6, 8];

/** @param {App} app */
export function checkScreen(app) {
  const { voice } = app;
  const fields = (app.shown === 'words' ? wordQuestions(app) : digitQuestions(app)).map((question) => field(app, question));
  const send = () => {
    const wrong = fields.find((one) => !one.check());
    if (wrong) {
      lead(wrong.input);
      return;
    }
    void app.send('right');
  };
  return [
    heading(voice.say('check.title')),
    h('p', {}, voice.say('check.why')),
    form(
      send,
      h('div', { class: 'questions' }, fields.map((one) => one.part)),
      h(
        'div',
        { class: 'actions' },
        h('button', { type: 'submit', class: 'main' }, voice.say('check.send')),
        button(voice.say('check.show'), () => app.go('back'), 'quiet'),
      ),
    ),
  ];
}

/** @template T @param {readonly T[]} from  @param {number} count  @returns {T[]} drawn, in their order */
function drawn(from, count) {
  const left = [...from.keys()];
  while (left.length > count) left.splice((crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) % left.length, 1);
  return left.map((index) => /** @type {T} */ (from[index]));
}

/** @param {App} app  @returns {Question[]} */
function digitQuestions({ voice, drawn: code }) {
  return (code?.numbers ?? []).map((number, index) => {
    const at = drawn(PLACES, 1)[0] ?? 0;
    const shape = [...number].map((_, place) => (place === at || place === at + 1 ? '_' : '•')).join('');
    return {
      label: voice.say('check.digits', { n: index + 1, a: at + 1, b: at + 2 }),
      mask: shape.replace(/^(...)(...)(....)$/, '$1 $2 $3'),
      digits: true,
      right: (typed) => plainDigits(typed) === number.slice(at, at + 2),
    };
  });
}

/** @param {App} app  @returns {Question[]} */
function wordQuestions({ voice, drawn: code }) {
  const asked = drawn([...(code?.words ?? []).entries()], 3);
  return asked.map(([index, word]) => ({
    label: voice.say('name.word', { n: index + 1 }),
    mask: '',
    digits: false,
    right: (typed) => words[nearWord(typed) ?? -1] === word,
  }));
}

/** @param {App} app  @param {Question} question */
function field({ voice }, { label, mask, digits, right }) {
  const id = freshId();
  const wrong = h('span', { class: 'wrong', id, role: 'alert' });
  const input = h('input', {
    ...UNREMEMBERED,
    type: 'text',
    class: digits ? 'two' : '',
    inputmode: digits ? 'numeric' : 'text',
    autocapitalize: 'off',
    maxlength: digits ? 4 : 12,
    dir: 'ltr',
    oninput: () => {
      input.removeAttribute('aria-invalid');
      wrong.replaceChildren();
    },
  });
  const check = () => {
    if (right(input.value)) return true;
    input.setAttribute('aria-invalid', 'true');
    input.setAttribute('aria-describedby', id);
    wrong.replaceChildren(voice.say('check.wrong'));
    return false;
  };
  const part = h(
    'div',
    { class: 'question' },
    h('label', {}, h('span', {}, label), h('span', { class: 'beside', dir: 'ltr' }, mask && picture(mask), input)),
    wrong,
  );
  return { part, input, check };
}

/** Which digits are meant, as they lie in the number: dots, and a line under each that is asked for. @param {string} mask */
function picture(mask) {
  const places = [...mask].map((place) => (place === '_' ? h('span', { class: 'asked' }, '•') : place));
  return h('span', { class: 'mask', 'aria-hidden': 'true' }, places);
}
