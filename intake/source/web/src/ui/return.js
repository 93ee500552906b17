/** Coming back: the code, in either spelling, then the name that it makes. @module */
import { plainDigits } from '../code.js';
import { nearWord, words } from '../data.js';
import { button, form, freshId, h, heading, lead, name, UNREMEMBERED } from './dom.js';
import { grouped } from './name.js';
import { tabs } from './tabs.js';

/** @typedef {import('./app.js').App} App */
/** @typedef {{part: HTMLElement, input: HTMLInputElement, say: (sentence: string) => void}} Field */

/** @param {App} app */
export function returnScreen(app) {
  const { voice, typed } = app;
  /** @type {Field[]} */
  let fields = [];
  const mistake = h('p', { class: 'lacking', role: 'alert' }, typed.compare && voice.say('return.compare'));
  const how = h('p', {}, voice.say(`return.${typed.spelling}`));
  /** @param {'numbers' | 'words'} spelling */
  const panel = (spelling) => {
    fields = typed[spelling].map((_, index) => (spelling === 'numbers' ? numberField(app, index) : wordField(app, index, () => fields)));
    return h('div', { class: spelling === 'words' ? 'typing rows' : 'typing' }, fields.map((field) => field.part));
  };
  const spelt = tabs(
    [
      { key: 'numbers', label: voice.say('name.numbers'), panel: () => panel('numbers') },
      { key: 'words', label: voice.say('name.words'), panel: () => panel('words') },
    ],
    typed.spelling,
    (key) => {
      typed.spelling = key;
      how.replaceChildren(voice.say(`return.${key}`));
    },
  );
  const enter = async () => {
    fields.forEach((field) => field.say(''));
    mistake.replaceChildren();
    try {
      const code = typed.spelling === 'numbers' ? { numbers: typed.numbers } : { words: typed.words };
      await app.enter(code);
    } catch (error) {
      tell(app, error, fields, mistake);
    }
  };
  return [
    heading(voice.say('return.title')),
    how,
    form(
      () => void enter(),
      ...spelt,
      mistake,
      h(
        'div',
        { class: 'actions' },
        h('button', { type: 'submit', class: 'main' }, voice.say('on')),
        button(voice.say('back'), () => app.go('back'), 'quiet'),
      ),
    ),
  ];
}

/** A mistake is told in the very number. @param {App} app  @param {unknown} error  @param {Field[]} fields  @param {HTMLElement} mistake */
function tell(app, error, fields, mistake) {
  const code = error instanceof Object && 'code' in error ? String(error.code) : '';
  if (!code.startsWith('code-') && code !== 'wrong-code') {
    app.fail(error);
    return;
  }
  const field = error instanceof Object && 'number' in error ? fields[Number(error.number) - 1] : undefined;
  const sentence = app.voice.errorLine(field?.input.value.trim() === '' ? 'code-count' : code);
  if (field) {
    field.say(sentence);
    lead(field.input);
  } else {
    mistake.replaceChildren(sentence);
  }
}

/** @param {string} label  @param {Record<string, unknown>} attributes  @param {Node} [beside]  @returns {Field} */
function field(label, attributes, beside) {
  const id = freshId();
  const wrong = h('span', { class: 'wrong', id, role: 'alert' });
  const input = h('input', { ...UNREMEMBERED, type: 'text', autocapitalize: 'off', dir: 'ltr', ...attributes });
  const say = (/** @type {string} */ sentence) => {
    wrong.replaceChildren(sentence);
    if (sentence) input.setAttribute('aria-invalid', 'true');
    else input.removeAttribute('aria-invalid');
    if (sentence) input.setAttribute('aria-describedby', id);
  };
  const part = h('div', { class: 'question' }, h('label', {}, h('span', {}, label), h('span', { class: 'entry', dir: 'ltr' }, input, beside)), wrong);
  return { part, input, say };
}

/** @param {App} app  @param {number} index  @returns {Field} */
function numberField({ voice, typed }, index) {
  const made = field(voice.say('name.number', { n: index + 1 }), {
    class: 'number',
    inputmode: 'numeric',
    value: typed.numbers[index],
    oninput: () => {
      typed.numbers[index] = made.input.value;
    },
    onblur: () => {
      const digits = plainDigits(made.input.value);
      if (digits.length === 10) made.input.value = grouped(digits);
      typed.numbers[index] = made.input.value;
    },
  });
  return made;
}

/**
 * After three letters the whole word stands beside the field; leaving the field writes it in. Several words at once
 * (typed with spaces) go to the fields that follow.
 * @param {App} app  @param {number} index  @param {() => Field[]} all  @returns {Field}
 */
function wordField({ voice, typed }, index, all) {
  const meant = h('span', { class: 'meant', lang: 'en', 'aria-live': 'polite' });
  const complete = () => {
    const value = made.input.value.trim();
    const word = value.length >= 3 ? words[nearWord(value) ?? -1] : undefined;
    meant.replaceChildren(word !== undefined && word !== value.toLowerCase() ? word : '');
    return word;
  };
  const made = field(
    voice.say('name.word', { n: index + 1 }),
    {
      lang: 'en',
      inputmode: 'text',
      value: typed.words[index],
      oninput: () => {
        const [here = '', ...more] = made.input.value.trim().split(/[\s,]+/);
        if (more.length > 0) {
          made.input.value = here;
          more.forEach((word, step) => {
            const other = all()[index + 1 + step];
            if (other) other.input.value = typed.words[index + 1 + step] = word;
          });
        }
        typed.words[index] = made.input.value;
        complete();
      },
      onblur: () => {
        made.input.value = complete() ?? made.input.value;
        typed.words[index] = made.input.value;
        meant.replaceChildren();
      },
    },
    meant,
  );
  return made;
}

/** @param {App} app */
export function confirmScreen(app) {
  const { voice, typed } = app;
  const yes = () => {
    app.known = true;
    app.typed = { spelling: typed.spelling, numbers: ['', '', ''], words: typed.words.map(() => ''), compare: false };
    app.go('yes');
  };
  const no = () => {
    typed.compare = true;
    app.pseudonym = '';
    app.go('no');
  };
  return [
    heading(...voice.pieces('confirm.title', { name: name(app.pseudonym) })),
    h('p', {}, voice.say('confirm.why')),
    h('div', { class: 'actions' }, button(voice.say('confirm.yes'), yes, 'main'), button(voice.say('confirm.no'), no)),
  ];
}

/** @param {App} app */
export function lookingScreen(app) {
  const { voice } = app;
  const line = h('p', { class: 'line', role: 'status' });
  app.onLine = (cut) => {
    line.replaceChildren(cut ? voice.say('sending.cut') : '');
    line.classList.toggle('amber', cut);
  };
  void app.look();
  return [heading(voice.say('looking.title')), h('p', { role: 'status' }, voice.say('looking.text')), line];
}
