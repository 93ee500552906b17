/**
 * One request on a line that may be bad, and one that is made until it succeeds. The browser keeps nothing of it: no
 * cache, no cookie, no referrer. @module
 */
import { concat } from './bytes.js';
import { ProtocolError } from './errors.js';
import { field } from './json.js';
import { backoff, longer, PATIENCE_MS } from './upload.js';

/** @typedef {import('./bytes.js').Bytes} Bytes */
/** @typedef {'ok' | 'cut' | 'busy'} LineState busy: the server asked to wait */

/**
 * What became of one request. 'cut' and 'busy' may be tried again; 'stopped': by the person.
 * @typedef {{state: 'ok', status: number, bytes: Bytes} | {state: 'cut', timedOut: boolean}
 *   | {state: 'busy', waitMs: number | null} | {state: 'stopped'}} Outcome
 */

/** No answer of ours is larger: a board of 120 days, a directory of 4 MiB. */
const ANSWER_LIMIT = 32 * 1_024 * 1_024;
/** Longer than this nobody waits for a page to open. */
const SHORT_WAIT_MS = 10_000;
const LONGEST_WAIT_MS = 24 * 3_600_000;

/** Pausing, going on, and stopping for good, for all that is under way in a visit. */
export class Gate {
  #controller = new AbortController();
  #open = () => {};
  #passable = Promise.resolve();
  #stopped = false;
  /** @type {Set<() => void>} ends of waits that are for the line alone */ #waits = new Set();
  paused = false;
  /** How often the person went on. */ turn = 0;
  /** How often the browser said that the line is back. */ backs = 0;

  /** Aborts when the person pauses or leaves. */
  get signal() {
    return this.#controller.signal;
  }

  pause() {
    if (this.paused) return;
    this.paused = true;
    this.#passable = new Promise((resolve) => {
      this.#open = resolve;
    });
    this.#controller.abort();
  }

  resume() {
    if (!this.paused) return;
    this.paused = false;
    this.#controller = new AbortController();
    this.turn += 1;
    this.#open();
  }

  /** The line is back, the browser says: whoever waits for it alone goes on at once. */
  lineIsBack() {
    this.backs += 1;
    for (const end of this.#waits) end();
  }

  /** For ever: whoever waits here is turned away. */
  stop() {
    this.#stopped = true;
    this.#controller.abort();
    this.#open();
  }

  /** Wait while paused. @throws {ProtocolError} code 'stopped' */
  async passed() {
    await this.#passable;
    if (this.#stopped) throw new ProtocolError('stopped');
  }

  /**
   * @param {number} ms  @param {{asked: boolean}} o asked: by the server, which is not pressed when the line is back
   * @returns {Promise<void>} after that time, or at once when the person pauses or leaves, or the line is back
   */
  async sleep(ms, { asked }) {
    const { signal } = this;
    if (signal.aborted) return;
    await new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        this.#waits.delete(end);
        resolve(undefined);
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener('abort', end);
      if (!asked) this.#waits.add(end);
    });
  }
}

/**
 * @param {'GET' | 'POST' | 'PUT'} method
 * @param {string} path relative to the page
 * @param {{body?: Bytes, signal: AbortSignal, patienceMs?: number}} o patienceMs: how long nothing may happen
 * @returns {Promise<Outcome>}
 * @throws {ProtocolError} the server's own code: it refused, and the same bytes will not do
 */
export async function request(method, path, { body, signal, patienceMs = PATIENCE_MS }) {
  const controller = new AbortController();
  const abort = () => controller.abort();
  let timedOut = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const progress = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      timedOut = true;
      abort();
    }, patienceMs);
  };
  if (signal.aborted) return { state: 'stopped' };
  signal.addEventListener('abort', abort);
  progress();
  try {
    const response = await fetch(path, {
      method,
      body,
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      signal: controller.signal,
    });
    return judge(method, response, await read(response, progress));
  } catch (error) {
    if (error instanceof ProtocolError) throw error;
    return signal.aborted ? { state: 'stopped' } : { state: 'cut', timedOut };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}

/** @param {Response} response @param {() => void} progress @returns {Promise<Bytes>} */
async function read(response, progress) {
  const reader = response.body?.getReader();
  /** @type {Uint8Array[]} */
  const parts = [];
  let size = 0;
  while (reader) {
    const { done, value } = await reader.read();
    progress();
    if (done) break;
    size += value.length;
    if (size > ANSWER_LIMIT) throw new ProtocolError('size');
    parts.push(value);
  }
  return concat(...parts);
}

/** @param {string} method @param {Response} response @param {Bytes} bytes @returns {Outcome} */
function judge(method, { status, headers }, bytes) {
  // our server has nothing to say to what was taken: a 200 with a page is a hotel's or a telephone company's
  if (method !== 'GET' && bytes.length > 0 && status < 300) return { state: 'cut', timedOut: false };
  if (status === 200 || status === 201) return { state: 'ok', status, bytes };
  const code = errorCode(bytes);
  // a body of ours always has its size: where the server counted fewer bytes, the line lost them
  if (status < 400 || status === 408 || (status === 400 && code === 'size')) return { state: 'cut', timedOut: false };
  if (status === 425 || status === 429 || status >= 500) return { state: 'busy', waitMs: retryAfter(headers) };
  throw new ProtocolError(code);
}

/** @param {Bytes} bytes of a refusal @returns {string} the code in it */
function errorCode(bytes) {
  try {
    const code = field(JSON.parse(new TextDecoder().decode(bytes)), 'error');
    return typeof code === 'string' && /^[a-z-]{1,40}$/.test(code) ? code : 'refused';
  } catch {
    return 'refused';
  }
}

/** @param {Headers} headers @returns {number | null} ms; Retry-After in seconds or as a date (RFC 9110, 10.2.3) */
function retryAfter(headers) {
  const said = headers.get('Retry-After');
  if (said === null) return null;
  const ms = /^\d+$/.test(said.trim()) ? Number(said) * 1_000 : Date.parse(said) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), LONGEST_WAIT_MS) : null;
}

/**
 * The same request, the same bytes, until it succeeds.
 *
 * @param {'GET' | 'POST'} method  @param {string} path
 * @param {{body?: Bytes, gate: Gate, onLine?: (state: LineState) => void, accept: number[], tries?: number}} o
 * @returns {Promise<Bytes>} the answer's body
 * @throws {ProtocolError} the server's code; 'stopped'; 'offline' when `tries` are used up, or would take too long
 */
export async function persist(method, path, { body, gate, onLine = () => {}, accept, tries = Infinity }) {
  let failures = 0;
  let patienceMs = PATIENCE_MS;
  for (;;) {
    await gate.passed();
    const outcome = await request(method, path, { body, signal: gate.signal, patienceMs });
    if (outcome.state === 'stopped') continue;
    if (outcome.state === 'ok' && accept.includes(outcome.status)) {
      if (failures > 0) onLine('ok');
      return outcome.bytes;
    }
    failures += 1;
    const asked = outcome.state === 'busy' ? (outcome.waitMs ?? 0) : 0;
    const wait = Math.max(asked, backoff(failures));
    if (failures >= tries || (Number.isFinite(tries) && wait > SHORT_WAIT_MS)) throw new ProtocolError('offline');
    if (outcome.state === 'cut' && outcome.timedOut) patienceMs = longer(patienceMs);
    onLine(outcome.state === 'busy' ? 'busy' : 'cut');
    await gate.sleep(wait, { asked: outcome.state === 'busy' });
  }
}
