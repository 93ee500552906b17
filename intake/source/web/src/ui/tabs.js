/** The code's two spellings as two tabs. @module */
import { freshId, h } from './dom.js';

/**
 * @param {{key: string, label: string, panel: () => HTMLElement}[]} tabs
 * @param {string} first the key that is open  @param {(key: string) => void} changed
 */
export function tabs(tabs, first, changed) {
  const panelId = freshId();
  const panel = h('div', { role: 'tabpanel', id: panelId });
  const buttons = tabs.map(({ key, label }) =>
    h('button', { type: 'button', role: 'tab', class: 'tab', 'aria-controls': panelId, onclick: () => open(key) }, label),
  );
  /** @param {string} key */
  const open = (key) => {
    tabs.forEach((tab, index) => {
      const here = tab.key === key;
      buttons[index]?.setAttribute('aria-selected', String(here));
      buttons[index]?.setAttribute('tabindex', here ? '0' : '-1');
      if (here) panel.replaceChildren(tab.panel());
    });
    changed(key);
  };
  /** @param {KeyboardEvent} event */
  const onkeydown = (event) => {
    if (!event.key.startsWith('Arrow')) return;
    const now = buttons.findIndex((button) => button.getAttribute('aria-selected') === 'true');
    const index = (now + 1) % tabs.length;
    open(tabs[index]?.key ?? first);
    buttons[index]?.focus();
  };
  open(first);
  return [h('div', { role: 'tablist', class: 'tabs', onkeydown }, buttons), panel];
}
