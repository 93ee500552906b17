/**
 * Which screen follows which. No DOM, no network.
 *
 *   opening ─ start ─ write ─ name ─ check ─ sending ─ sent
 *                 └── return ─ confirm ─ looking ─ thread ─ sending
 *
 * @module
 */

/**
 * @typedef {'opening' | 'clock' | 'start' | 'write' | 'name' | 'check' | 'sending' | 'sent' | 'return' | 'confirm'
 *   | 'looking' | 'thread' | 'trouble'} Screen
 */

/** @type {Record<Screen, Record<string, Screen>>} */
const NEXT = {
  opening: { opened: 'start', clocksDiffer: 'clock' },
  clock: { trusted: 'start' },
  start: { tell: 'write', haveCode: 'return' },
  write: { back: 'start', ready: 'name' },
  name: { back: 'write', written: 'check' },
  check: { back: 'name', right: 'sending' },
  sending: { arrived: 'sent' },
  sent: { stay: 'thread' },
  return: { back: 'start', entered: 'confirm' },
  confirm: { yes: 'looking', no: 'return' },
  looking: { found: 'thread' },
  thread: { look: 'looking', ready: 'sending' },
  trouble: {},
};

/** Where "try again" leads from a screen on which something failed: to where the person's own words are. */
const AFTER_TROUBLE = new Map(
  /** @type {[Screen, Screen][]} */ ([
    ['clock', 'opening'],
    ['name', 'write'],
    ['check', 'write'],
    ['sending', 'write'],
    ['confirm', 'return'],
    ['looking', 'confirm'],
  ]),
);

/** @param {Screen} screen  @param {string} event  @returns {Screen | null} null: the event means nothing here */
export function next(screen, event) {
  return NEXT[screen][event] ?? null;
}

/** @param {Screen} failed  @param {boolean} known the person has a thread  @returns {Screen} */
export function afterTrouble(failed, known) {
  if (failed === 'sending' && known) return 'thread';
  return AFTER_TROUBLE.get(failed) ?? failed;
}
