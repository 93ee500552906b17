/** Files as cards: a neutral name, what was found and taken out, and the source's own choice. @module */
import { button, h } from './dom.js';
import { Added } from './draft.js';

/** @typedef {import('./app.js').App} App */
/** @typedef {import('./draft.js').Attachment} Attachment */

/** @param {App} app  @param {() => void} changed */
export function filesPart(app, changed) {
  const { voice, draft, visit } = app;
  const list = h('ul', { class: 'cards', 'aria-label': voice.say('write.files') });
  const stays = h('p', { class: 'small' });

  const show = () => {
    list.replaceChildren(...draft.files.map((added) => card(app, added, { look, remove, show, focus })));
    const codes = [...new Set(draft.files.flatMap((added) => added.attachment?.cannotRemove ?? []))];
    const what = voice.list(codes.map((code) => voice.say(`stays.${code}`)));
    stays.replaceChildren(codes.length > 0 ? voice.say('stays.line', { what }) : '');
    changed();
  };

  /** Look through a file, again if the person changed their mind. @param {Added} added */
  const look = async (added) => {
    const before = added.attachment;
    added.attachment = null;
    added.stuck = false;
    app.onFiles();
    try {
      if (before) visit.detach(before);
      const number = before ? { number: before.id } : {};
      added.attachment = await visit.attach(added.file, { untouched: added.untouched, ...number });
      if (!draft.files.includes(added)) visit.detach(added.attachment);
      app.onFiles();
    } catch (error) {
      added.stuck = error instanceof Object && 'code' in error && error.code === 'no-cleaners';
      if (added.stuck) {
        app.onFiles();
        return;
      }
      remove(added);
      app.fail(error);
    }
  };

  /** @param {Added} added */
  const remove = (added) => {
    if (added.attachment) visit.detach(added.attachment);
    draft.remove(added);
    show();
    pick.focus();
  };

  /** A card was made anew: the focus goes back into it. @param {Added} added */
  const focus = (added) => {
    const made = list.children[draft.files.indexOf(added)];
    const place = made?.querySelector('[open] input') ?? made?.querySelector('summary, button');
    if (place instanceof HTMLElement) place.focus();
  };

  const pick = h('input', {
    type: 'file',
    multiple: true,
    autocomplete: 'off',
    onchange: async () => {
      const added = [...(pick.files ?? [])].map((file) => new Added(file));
      pick.value = '';
      draft.files.push(...added);
      show();
      for (const one of added) await look(one);
    },
  });
  app.onFiles = show;
  show();
  return h('div', { class: 'files' }, list, stays, h('label', { class: 'add' }, h('span', {}, voice.say('write.add')), pick));
}

/**
 * @param {App} app  @param {Added} added
 * @param {{look: (added: Added) => Promise<void>, remove: (added: Added) => void, show: () => void,
 *   focus: (added: Added) => void}} act
 */
function card({ voice, visit }, added, act) {
  const { attachment } = added;
  if (added.stuck) {
    return h(
      'li',
      { class: 'card amber', role: 'alert' },
      h('p', {}, voice.errorLine('no-cleaners')),
      h(
        'div',
        { class: 'pair' },
        button(voice.say('file.remove'), () => act.remove(added)),
        button(voice.say('again'), () => act.look(added)),
      ),
    );
  }
  if (!attachment) return h('li', { class: 'card busy', role: 'status' }, voice.say('file.looking'));
  const head = h(
    'p',
    { class: 'head' },
    h('bdi', { class: 'file' }, attachment.name),
    h('span', { class: 'small' }, voice.size(attachment.sentSize)),
  );
  if (added.undecided) {
    const asIs = () => {
      visit.allowAsIs(attachment);
      added.asIs = true;
      act.show();
      act.focus(added);
    };
    return h(
      'li',
      { class: 'card amber' },
      head,
      h('p', {}, voice.errorLine(attachment.problem ?? 'unknown')),
      h(
        'div',
        { class: 'pair' },
        button(voice.say('file.leave-out'), () => act.remove(added)),
        button(voice.say('file.send-as-is'), asIs),
      ),
    );
  }
  const remove = button(voice.say('file.remove'), () => act.remove(added), 'quiet');
  remove.setAttribute('aria-label', voice.say('file.remove-name', { name: attachment.name }));
  head.append(remove);
  if (added.asIs) return h('li', { class: 'card' }, head, h('p', { class: 'chips' }, chips([voice.say('file.as-is')], 'warn')));
  return h('li', { class: 'card' }, head, found({ voice, attachment, added, look: () => act.look(added).then(() => act.focus(added)) }));
}

/** @param {string[]} words  @param {string} [look] */
function chips(words, look = '') {
  return words.map((word) => h('span', { class: `chip ${look}` }, word));
}

/** What was found: chips at once, the rest on a tap. @param {{voice: App['voice'], attachment: Attachment, added: Added, look: () => Promise<void>}} o */
function found({ voice, attachment, added, look }) {
  const { findings } = attachment;
  if (findings.length === 0 && !added.untouched) return h('p', { class: 'small' }, voice.say('file.none'));
  const kinds = [...new Set(findings.map((finding) => finding.kind))];
  const onchange = () => {
    added.untouched = box.checked;
    void look();
  };
  const box = h('input', { type: 'checkbox', autocomplete: 'off', checked: added.untouched, onchange });
  const rows = kinds.map((kind) => {
    const details = findings.filter((finding) => finding.kind === kind && finding.detail);
    return h(
      'div',
      {},
      h('dt', {}, voice.say(`kind.${kind}`)),
      details.length > 0
        ? details.map((finding) => h('dd', {}, h('bdi', {}, finding.detail)))
        : h('dd', { class: 'small' }, voice.say(added.untouched ? 'file.stays-in' : 'file.taken')),
    );
  });
  return h(
    'details',
    { open: added.untouched },
    h(
      'summary',
      {},
      h(
        'span',
        { class: 'chips' },
        h('span', { class: 'small' }, voice.say(added.untouched ? 'file.stays-in' : 'file.taken')),
        added.untouched
          ? chips([voice.say('file.untouched')], 'warn')
          : chips(kinds.map((kind) => voice.say(`kind.${kind}`))),
      ),
    ),
    h('dl', { class: 'found' }, rows),
    h('label', { class: 'choice' }, box, h('span', {}, voice.say('file.evidence'))),
    h('p', { class: 'small' }, voice.say('file.evidence-why')),
  );
}
