/** Making elements. Text is only ever set as text; there is no markup from strings anywhere. @module */

/** @typedef {Node | string | null | undefined | false} Child */

const PROPERTIES = new Set(['value', 'checked', 'disabled', 'max', 'open']);

/**
 * One element.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, unknown>} [attributes] a function is a listener ("onclick"); null and false are left out
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (PROPERTIES.has(name)) Reflect.set(element, name, value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children.flat()) if (child) element.append(child);
  return element;
}

/** A screen's heading, which takes the focus when the screen appears. @param {...Child} children */
export function heading(...children) {
  return h('h1', { tabindex: '-1' }, ...children);
}

/**
 * @param {string} label  @param {() => void} press  @param {string} [look] "main", "plain" or "quiet"
 * @returns {HTMLButtonElement}
 */
export function button(label, press, look = 'plain') {
  return h('button', { type: 'button', class: look, onclick: press }, label);
}

/**
 * A form that stays on the page.
 * @param {() => void} submit  @param {...(Child | Child[])} children
 */
export function form(submit, ...children) {
  /** @param {Event} event */
  const onsubmit = (event) => {
    event.preventDefault();
    submit();
  };
  return h('form', { autocomplete: 'off', novalidate: true, onsubmit }, ...children);
}

/** For every field: nothing is learnt, completed, corrected or sent elsewhere. */
export const UNREMEMBERED = {
  autocomplete: 'off',
  autocorrect: 'off',
  spellcheck: 'false',
  writingsuggestions: 'false',
  translate: 'no',
  'data-gramm': 'false',
};

/** A name or number that keeps its own direction inside a sentence of another. @param {string} text */
export function name(text) {
  return h('bdi', { class: 'name' }, text);
}

/** The focus goes to a field that lacks something or is wrong, with what is said about it. @param {HTMLElement} field */
export function lead(field) {
  field.focus({ preventScroll: true });
  (field.closest('.question') ?? field).scrollIntoView({ block: 'nearest' });
}

let count = 0;
/** An id for aria attributes. @returns {string} */
export function freshId() {
  count += 1;
  return `e${count}`;
}
