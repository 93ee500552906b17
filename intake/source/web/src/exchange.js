/**
 * One act on the wire, the same for writing, answering and looking: post four letters, get the board, get two groups -
 * always these, in this order, one after the other (docs/protocol.md, "Exchange"). @module
 */
import { ProtocolError } from './errors.js';
import { persist } from './line.js';
import { GROUP_SIZE } from './wire.js';

/** @typedef {import('./bytes.js').Bytes} Bytes */
/** @typedef {import('./board.js').Place} Place */
/** @typedef {'letters' | 'board' | 'groups' | 'done'} Step what is being done now */

/**
 * @param {Bytes} body 32,768 bytes, sent again byte for byte until its 201
 * @param {{gate: import('./line.js').Gate, onStep: (step: Step, line: import('./line.js').LineState) => void,
 *   choose: (untrustedBoard: Bytes) => Promise<Place[]>}} o choose: two groups of a board
 * @returns {Promise<{place: Place, untrusted: Bytes}[]>} the groups, 32,768 bytes each
 * @throws {ProtocolError} the server's code; what `choose` throws; 'size': a group of another size; 'stopped'
 */
export async function exchange(body, { gate, onStep, choose }) {
  /** @param {Step} step */
  const during = (step) => {
    onStep(step, 'ok');
    return { gate, onLine: (/** @type {import('./line.js').LineState} */ line) => onStep(step, line) };
  };
  await persist('POST', 'letters', { ...during('letters'), body, accept: [201] });
  const places = await choose(await persist('GET', 'board', { ...during('board'), accept: [200] }));
  const groups = [];
  for (const place of places) {
    const path = `groups/${place.section}/${place.group}`;
    const untrusted = await persist('GET', path, { ...during('groups'), accept: [200] });
    groups.push({ place, untrusted });
  }
  if (groups.some(({ untrusted }) => untrusted.length !== GROUP_SIZE)) throw new ProtocolError('size');
  onStep('done', 'ok');
  return groups;
}
