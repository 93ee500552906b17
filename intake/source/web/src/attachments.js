/** The files of the next sending: looked through, cleaned by plan, named neutrally. Nothing is read into memory. @module */
import { CleanError } from './clean/errors.js';
import { CANNOT_REMOVE } from './clean/finding.js';
import { neutralName } from './clean/names.js';
import { BlobSource } from './clean/source.js';
import { cleaners } from './cleaners.js';
import { ProtocolError } from './errors.js';

/** @typedef {import('./stream.js').Outgoing} Outgoing */

/**
 * A file that was added. name: neutral; size, sentSize: bytes before and after; cannotRemove: what stays in a cleaned
 * file, as codes; problem: why it goes only as it is, as a code.
 * @typedef {{id: number, name: string, size: number, sentSize: number, format: string | null, cleaned: boolean,
 *   findings: {kind: string, detail: string}[], cannotRemove: string[], problem: string | null}} Attachment
 */

/** @typedef {{attachment: Attachment, outgoing: Outgoing, allowed: boolean}} Kept */

export class Attachments {
  /** @type {Map<number, Kept>} */
  #kept = new Map();
  #added = 0;
  #underWay = 0;

  /**
   * @param {File} file
   * @param {{untouched: boolean, number?: number | undefined}} o untouched: sent as it is, as evidence; the findings tell
   *   what stays in; number: the file's, when it is looked through once more
   * @returns {Promise<Attachment>}
   * @throws {ProtocolError} 'no-cleaners': what cleans files did not come
   */
  async add(file, { untouched, number }) {
    const id = number ?? this.#added + 1;
    this.#added = Math.max(this.#added, id);
    const source = new BlobSource(file);
    this.#underWay += 1;
    const { cleaned, problem } = await lookThrough(source).finally(() => {
      this.#underWay -= 1;
    });
    const plan = cleaned && !untouched ? cleaned.plan : null;
    const findings = cleaned ? [...cleaned.findings] : [];
    /** @type {Attachment} */
    const attachment = {
      id,
      name: neutralName(id, plan ? cleaned : null, file.name),
      size: file.size,
      sentSize: plan ? plan.size : file.size,
      format: cleaned ? cleaned.format : null,
      cleaned: plan !== null,
      findings,
      cannotRemove: plan ? [...CANNOT_REMOVE] : [],
      problem,
    };
    const { name } = attachment;
    const removed = plan ? [...new Set(findings.map(({ kind }) => kind))].sort() : [];
    /** @type {Outgoing} */
    const outgoing = { name, source, plan, removed, cleaned: plan !== null, role: 'file' };
    this.#kept.set(id, { attachment, outgoing, allowed: untouched });
    return attachment;
  }

  /** Send a file that cannot be cleaned as it is. @param {Attachment} attachment */
  allow({ id }) {
    const kept = this.#kept.get(id);
    if (kept) kept.allowed = true;
  }

  /** @param {Attachment} attachment */
  remove({ id }) {
    this.#kept.delete(id);
    if (this.#kept.size === 0 && this.#underWay === 0) this.#added = 0; // nobody has a number any more
  }

  clear() {
    this.#kept.clear();
  }

  /** @returns {Kept[]} what may be sent @throws {ProtocolError} 'unknown': one that cannot be cleaned was not allowed */
  ready() {
    const kept = [...this.#kept.values()];
    if (kept.some(({ attachment, allowed }) => attachment.problem && !allowed)) throw new ProtocolError('unknown');
    return kept;
  }
}

/**
 * @param {BlobSource} source
 * @returns {Promise<{cleaned: import('./clean/cleaned.js').Cleaned | null, problem: Attachment['problem']}>}
 */
async function lookThrough(source) {
  const { clean } = await cleaners();
  try {
    const cleaned = await clean(source);
    return { cleaned, problem: cleaned ? null : 'unknown' };
  } catch (error) {
    if (error instanceof CleanError) return { cleaned: null, problem: error.code };
    throw error;
  }
}
