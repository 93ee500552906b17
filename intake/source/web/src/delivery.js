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
 *   onProgress: (p: {safe: number, line: import('./line.js').LineState}) => void}} o
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
  /** @type {{error: unknown} | null} */
  let refused = null;
  let garbage = 0; // parcels that have arrived since the last collection
  let { signal: turn } = gate; // another one for each time the person pauses

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
    onProgress({ safe: upload.safe, line: upload.line });
  };

  onProgress({ safe: 0, line: 'ok' });
  while (!upload.done) {
    await gate.passed();
    if (gate.signal !== turn) {
      turn = gate.signal;
      upload.resumed();
    }
    if (garbage >= COLLECT_AFTER) {
      garbage = 0;
      await collectGarbage();
    }
    // read once: a pause that ended between two readings would give nothing to send and nothing to wait for
    const now = performance.now();
    for (const index of upload.next(now)) {
      const parcel = kept.get(index) ?? /** @type {import('./stream.js').Sealed} */ ((await sealed.next()).value);
      kept.set(index, parcel);
      const attempt = put(index, parcel)
        .catch((error) => {
          refused = { error };
        })
        .finally(() => underWay.delete(attempt));
      underWay.add(attempt);
    }
    const wait = upload.waitMs(now);
    await Promise.race([...underWay, ...(wait === null ? [] : [gate.sleep(wait)])]);
    if (refused) throw /** @type {{error: unknown}} */ (refused).error;
  }
}
