/** The parcels of one sending on the wire: `upload.js` decides, this carries out. @module */
import { hex } from './bytes.js';
import { request } from './line.js';
import { collectGarbage } from './memory.js';
import { Upload } from './upload.js';

/** Parcels after which the browser is asked to collect its garbage: 2 MiB. */
const COLLECT_AFTER = 32;

/**
 * @param {import('./stream.js').OutgoingStream} stream
 * @param {{gate: import('./line.js').Gate,
 *   onProgress: (p: {safe: number, line: import('./line.js').LineState}) => void}} o not called any more once this has ended
 * @returns {Promise<void>} once every parcel has its 201 or 200
 * @throws {import('./errors.js').ProtocolError} the server's code; 'stopped'
 * @throws {import('./clean/errors.js').CleanError} a file was changed or taken away in the meantime
 */
export async function deliver(stream, { gate, onProgress }) {
  const upload = new Upload(stream.count);
  const sealed = stream.parcels();
  /** @type {Map<number, import('./stream.js').Sealed>} sealed once, kept until they have arrived */
  const kept = new Map();
  /** @type {Set<Promise<void>>} */
  const underWay = new Set();
  /** @type {{error: unknown}[]} */
  const refused = [];
  let over = false;
  let garbage = 0; // parcels that have arrived since the last collection
  let { turn, backs } = gate;

  /** @param {number} index @param {import('./stream.js').Sealed} parcel */
  const put = async (index, parcel) => {
    const { signal } = gate;
    const { id, body } = parcel;
    const outcome = await request('PUT', `parcels/${hex(id)}`, { body, signal, patienceMs: upload.patienceMs });
    if (outcome.state === 'stopped') upload.interrupted(index);
    else if (outcome.state === 'ok') {
      upload.arrived(index);
      kept.delete(index);
      stream.reuse(parcel);
      garbage += 1;
    } else upload.failed(index, performance.now(), { ...outcome, busy: outcome.state === 'busy' });
    if (!over) onProgress({ safe: upload.safe, line: upload.line });
  };

  /** Wait while paused, and leave the browser its time: all that is under way may end meanwhile. */
  const ready = async () => {
    await gate.passed();
    if (gate.turn !== turn) upload.resumed();
    if (gate.backs !== backs) upload.lineIsBack();
    ({ turn, backs } = gate);
    if (garbage >= COLLECT_AFTER) {
      garbage = 0;
      await collectGarbage();
    }
  };

  const round = async () => {
    // read once: a pause that ended between two readings would give nothing to send and nothing to wait for
    const now = performance.now();
    for (const index of upload.next(now)) {
      const parcel = kept.get(index) ?? /** @type {import('./stream.js').Sealed} */ ((await sealed.next()).value);
      kept.set(index, parcel);
      if (refused.length > 0) return;
      const attempt = put(index, parcel)
        .catch((error) => {
          refused.push({ error });
        })
        .finally(() => underWay.delete(attempt));
      underWay.add(attempt);
    }
    const wait = upload.waitMs(now);
    await Promise.race([...underWay, ...(wait === null ? [] : [gate.sleep(wait, { asked: upload.line === 'busy' })])]);
  };

  onProgress({ safe: 0, line: 'ok' });
  try {
    while (refused.length === 0 && !upload.done) {
      await ready();
      // the last one may have arrived or been refused just then: nothing would be left to wait for
      if (refused.length === 0 && !upload.done) await round();
    }
  } finally {
    over = true;
  }
  for (const { error } of refused) throw error;
}
