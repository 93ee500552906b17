/**
 * A whole visit, from the page's pin to the last answer: the only thing that the screens call. No DOM; nothing is kept
 * anywhere but in this object. @module
 */
import { Attachments } from './attachments.js';
import { choosePlaces, openBoard } from './board.js';
import { unhex } from './bytes.js';
import { CleanError } from './clean/errors.js';
import { cleaners } from './cleaners.js';
import { Code, readCode, readNumbers, readWords } from './code.js';
import { canDeflate } from './deflate.js';
import { deliver } from './delivery.js';
import { openDirectory } from './directory.js';
import { ProtocolError } from './errors.js';
import { exchange } from './exchange.js';
import { openDayFile } from './keyrecord.js';
import { makeExchange } from './letter.js';
import { Gate, persist } from './line.js';
import { takesLetters } from './newsroom.js';
import { pseudonym } from './pseudonym.js';
import { Identity, meetNumber } from './source.js';
import { idBytes, Thread } from './thread.js';
import { Turns } from './turns.js';
import { dayOf, LETTERS_AN_EXCHANGE, PARCEL_SIZE } from './wire.js';
import { compose, sealLetters } from './writing.js';

/** @typedef {import('./bytes.js').Bytes} Bytes */
/** @typedef {import('./line.js').LineState} LineState */
/** @typedef {import('./attachments.js').Attachment} Attachment */
/** @typedef {import('./thread.js').Reply} Reply */

/**
 * safe: parcels whose 201 or 200 has come; letter: the exchange's 201 has come; line: a cut one goes on by itself; busy:
 * the line is there, and the server asked to wait.
 * @typedef {{parcels: number, safe: number, bytesSafe: number, letter: boolean, line: 'cut' | 'ok', busy?: boolean}} Progress
 */

/** @typedef {{pseudonym: string, numbers: string[], words: string[]}} Drawn */
/** @typedef {{id: string, name: string, reachable: boolean}} Reader reachable: it has a key today and takes letters */

const TRIES_AT_OPENING = 3;

/** Everything here throws ProtocolError (code) only; 'offline' may be tried again. */
export class Visit {
  #directory;
  #records;
  #now;
  #gate = new Gate();
  /** @type {'server' | 'device' | null} */ #trusted;
  /** @type {Identity | null} */ #identity = null;
  /** @type {Thread | null} */ #thread = null;
  /** @type {import('./wire.js').Board | null} */ #board = null;
  #attachments = new Attachments();
  #sent = false;
  #turns = new Turns();
  /** @type {string | null} the code of what kept the answers away in the last exchange */
  problem = null;

  /**
   * @param {import('./directory.js').Directory} directory
   * @param {Map<string, import('./keyrecord.js').KeyRecord>} records today's, by reporter id
   * @param {() => number} now POSIX ms
   */
  constructor(directory, records, now) {
    this.#directory = directory;
    this.#records = records;
    this.#now = now;
    this.newsroom = directory.newsroom;
    this.deviceDay = dayOf(now() / 1_000);
    const [record] = records.values();
    /** The day of the keys; the device's own, when nobody has a key. */
    this.serverDay = record ? record.day : this.deviceDay;
    this.clocksDiffer = Math.abs(this.serverDay - this.deviceDay) > 1;
    this.#trusted = this.clocksDiffer ? null : 'server';
  }

  /**
   * GET directory/bundle.json, then keys/now; from the pin to today's keys.
   *
   * @param {{pin: string, now?: () => number}} o pin: SHA-256 of root version 1, hex; now: POSIX ms
   * @returns {Promise<Visit>}
   * @throws {ProtocolError} 'no-newsroom' 'no-crypto' 'offline' 'not-published' 'directory' 'directory-expired'
   *   'directory-older' 'key-record'
   */
  static async open({ pin, now = Date.now }) {
    const pinned = unhex(pin, 32);
    if (!pinned) throw new ProtocolError('no-newsroom');
    if (!globalThis.crypto?.subtle || !canDeflate()) throw new ProtocolError('no-crypto');
    const ask = { gate: new Gate(), accept: [200], tries: TRIES_AT_OPENING };
    const bundle = await persist('GET', 'directory/bundle.json', ask).catch((error) => {
      throw error.code === 'unknown' ? new ProtocolError('not-published') : error;
    });
    const directory = await openDirectory(bundle, pinned, now());
    const dayFile = await persist('GET', 'keys/now', ask).catch((error) => {
      if (error.code === 'unknown') return new Uint8Array(0); // nobody has a key today
      throw error;
    });
    const verifyKeys = new Map(directory.newsroom.reporters.map(({ id, verifyKey }) => [id, verifyKey]));
    const records = await openDayFile(dayFile, verifyKeys).catch(() => {
      throw new ProtocolError('key-record');
    });
    return new Visit(directory, records, now);
  }

  /** @returns {(Omit<import('./newsroom.js').Desk, 'reporters'> & {index: number, readers: Reader[]})[]} */
  get desks() {
    return this.newsroom.desks.map(({ reporters, ...desk }, index) => {
      return { ...desk, index, readers: reporters.map((id) => this.#reader(id)) };
    });
  }

  /** @param {string} id listed @returns {Reader} */
  #reader(id) {
    const reporter = this.newsroom.reporters.find((listed) => listed.id === id);
    const reachable = Boolean(reporter && takesLetters(reporter, this.serverDay) && this.#records.has(id));
    return { id, name: reporter?.name ?? '', reachable };
  }

  /** @param {'server' | 'device'} which 'server': letters are dated by /keys/now; 'device': nothing is sent */
  trustDay(which) {
    this.#trusted = which;
  }

  /**
   * @param {number} desk index
   * @returns {number | null} the last day up to which its box was emptied, known after an exchange
   */
  lastEmptied(desk) {
    const closings = this.newsroom.desks[desk].reporters.map((id) => this.#board?.closings.get(id) ?? 0);
    return Math.max(...closings) || null;
  }

  /** Fetch what cleans files, in the background of every visit: who has none to add fetches it as well. */
  prepare() {
    cleaners().catch(() => {}); // said when a file is added
  }

  /** @returns {Promise<Drawn>} a new code, in memory only */
  async begin() {
    return this.redraw();
  }

  /** @returns {Promise<Drawn>} another code @throws {ProtocolError} 'too-late': something was sent under the old one */
  async redraw() {
    if (this.#sent) throw new ProtocolError('too-late');
    const code = Code.draw();
    const name = await this.#become(code);
    return { pseudonym: name, numbers: code.numbers(), words: code.spoken() };
  }

  /**
   * @param {string | {numbers: string[]} | {words: string[]}} untrusted as typed
   * @returns {Promise<{pseudonym: string}>}
   * @throws {ProtocolError} 'code-…', with `number` where one of them has the slip
   */
  async enter(untrusted) {
    if (typeof untrusted === 'string') return { pseudonym: await this.#become(readCode(untrusted)) };
    const code = 'numbers' in untrusted ? readNumbers(untrusted.numbers) : readWords(untrusted.words);
    return { pseudonym: await this.#become(code) };
  }

  /** @param {Code} code @returns {Promise<string>} the pseudonym */
  async #become(code) {
    const identity = await Identity.of(code, this.#directory.rootOneSha256);
    this.#identity = identity;
    this.#thread = new Thread(identity, this.newsroom.reporters);
    return pseudonym(identity.replyKey);
  }

  /**
   * One exchange of cover.
   *
   * @param {(step: import('./exchange.js').Step, line: LineState) => void} [onStep]
   * @returns {Promise<void>}
   * @throws {ProtocolError} 'wrong-clock'; 'board' 'directory-older' 'suite' 'size'; the server's code; 'stopped'
   */
  async look(onStep = () => {}) {
    const problem = await this.#exchange(await makeExchange([], this.#letterDay()), onStep);
    if (problem) throw new ProtocolError(problem);
  }

  /** @returns {Reply[]} oldest first; grows with every exchange */
  get replies() {
    return this.#thread?.replies ?? [];
  }

  /** Answers of ours lie in groups not fetched yet: look again. */
  get more() {
    return this.#thread?.more ?? false;
  }

  /** @returns {number} the day of letters @throws {ProtocolError} 'wrong-clock' */
  #letterDay() {
    if (this.#trusted !== 'server') throw new ProtocolError('wrong-clock');
    return this.serverDay;
  }

  /**
   * Post, board, groups; what was found is opened. Once posted, trouble with the answers is noted, not thrown: the
   * letters have arrived.
   *
   * @param {Bytes} body  @param {(step: import('./exchange.js').Step, line: LineState) => void} onStep
   * @returns {Promise<string | null>} `problem` as this exchange has left it
   */
  async #exchange(body, onStep) {
    let posted = false;
    const told = (/** @type {import('./exchange.js').Step} */ step, /** @type {LineState} */ line) => {
      posted ||= step !== 'letters';
      onStep(step, line);
    };
    const run = async (/** @type {import('./turns.js').Listener} */ onStep) => {
      const thread = this.#thread; // a code that is entered meanwhile has found nothing in these groups
      const choose = (/** @type {Bytes} */ untrusted) => this.#choose(untrusted, thread);
      const groups = await exchange(body, { gate: this.#gate, onStep, choose });
      for (const { place, untrusted } of groups) await thread?.take(place, untrusted);
    };
    try {
      await this.#turns.take(run, told);
      this.problem = null;
    } catch (error) {
      const { code } = asProtocolError(error);
      if (!posted || code === 'stopped') throw new ProtocolError(code);
      // before the courier's first trip there is no board
      this.problem = code !== 'unknown' ? code : this.#directory.boardSha256 ? 'board' : null;
    }
    return this.problem;
  }

  /** @param {Bytes} untrusted a board  @param {Thread | null} thread  @returns {Promise<import('./board.js').Place[]>} */
  async #choose(untrusted, thread) {
    const { boardSha256, versions, newsroom } = this.#directory;
    const board = await openBoard(untrusted, newsroom.couriers, { atLeast: versions.board, digest: boardSha256 });
    if (board.number < (this.#board?.number ?? 0)) throw new ProtocolError('directory-older');
    this.#board = board;
    const found = (await thread?.find(board)) ?? [];
    return choosePlaces(board, found, (place) => thread?.isFetched(place) ?? false);
  }

  /**
   * Look through a file and keep it for the next sending.
   *
   * @param {File} file
   * @param {{untouched?: boolean, number?: number}} [o] untouched: sent as it is, as evidence; findings tell what stays in;
   *   number: in its name, when the file had one before
   * @returns {Promise<Attachment>}
   */
  async attach(file, { untouched = false, number } = {}) {
    return this.#attachments.add(file, { untouched, number }).catch((error) => {
      throw asProtocolError(error);
    });
  }

  /** Send a file that cannot be cleaned as it is. @param {Attachment} attachment */
  allowAsIs(attachment) {
    this.#attachments.allow(attachment);
  }

  /** @param {Attachment} attachment */
  detach(attachment) {
    this.#attachments.remove(attachment);
  }

  /**
   * One sending: parcels first, then one exchange with a letter to each reachable reader of `desk`, or to the chosen
   * ones. A text too long for a letter goes as a file by itself.
   *
   * @param {{text: string, desk: number, readers?: string[], onProgress?: (progress: Progress) => void}} o
   * @returns {Promise<void>} once the whole exchange is over; `letter` in the progress is true from its 201 on
   * @throws {ProtocolError} 'no-code'; 'wrong-clock'; 'directory-expired'; 'no-key': nobody can be reached; 'unknown':
   *   a file that cannot be cleaned was not allowed; 'too-long'; 'broken-file'; the server's code; 'stopped'
   */
  async send({ text, desk, readers, onProgress = () => {} }) {
    const identity = this.#identity;
    if (!identity) throw new ProtocolError('no-code');
    const day = this.#letterDay();
    const to = this.#addressees(desk, readers);
    const attached = this.#attachments.ready();
    const { said, stream } = await compose(text, to, attached.map(({ outgoing }) => outgoing));
    /** @type {Progress} */
    const progress = { parcels: stream?.count ?? 0, safe: 0, bytesSafe: 0, letter: false, line: 'ok', busy: false };
    const tell = (/** @type {LineState} */ state, /** @type {Partial<Progress>} */ change) => {
      Object.assign(progress, change, { line: state === 'ok' ? 'ok' : 'cut', busy: state === 'busy' });
      onProgress({ ...progress });
    };
    this.#sent = true;
    if (stream) await this.#deliver(stream, tell);
    const letters = await sealLetters(identity, { text: said, to, stream: stream?.described ?? null }, this.#records);
    const body = await makeExchange(letters, day);
    await this.#exchange(body, (step, line) => {
      const letter = step !== 'letters';
      // they have arrived: the next letter, which may be written while answers are fetched, goes without them
      if (letter) for (const { attachment } of attached.splice(0)) this.#attachments.remove(attachment);
      tell(line, { letter });
    });
  }

  /**
   * @param {number} desk  @param {string[]} [chosen] ids
   * @returns {string[]} ids of those who can be reached
   * @throws {ProtocolError} 'directory-expired', 'no-key', 'too-long'
   */
  #addressees(desk, chosen) {
    const { timestampUntil, targetsUntil } = this.#directory;
    const until = Math.min(timestampUntil, targetsUntil);
    if (this.#now() >= until) throw new ProtocolError('directory-expired', { since: until });
    const asked = chosen ?? this.newsroom.desks[desk].reporters;
    const to = asked.filter((id) => this.#reader(id).reachable);
    if (to.length === 0) throw new ProtocolError('no-key');
    if (to.length > LETTERS_AN_EXCHANGE) throw new ProtocolError('too-long');
    return to;
  }

  /**
   * @param {import('./stream.js').OutgoingStream} stream
   * @param {(state: LineState, change: Partial<Progress>) => void} tell
   */
  async #deliver(stream, tell) {
    const onProgress = (/** @type {{safe: number, line: LineState}} */ { safe, line }) =>
      tell(line, { safe, bytesSafe: safe * PARCEL_SIZE });
    await deliver(stream, { gate: this.#gate, onProgress }).catch((error) => {
      throw asProtocolError(error);
    });
  }

  /** Hold what is under way; it goes on where it was. */
  pause() {
    this.#gate.pause();
  }

  resume() {
    this.#gate.resume();
  }

  /** The browser says so: what waits for the line alone tries it at once. */
  lineIsBack() {
    this.#gate.lineIsBack();
  }

  /**
   * @param {string} reader id
   * @returns {{source: string, reporter: string}} six digits each, for today: ours to read out, theirs to hear
   * @throws {ProtocolError} 'no-code'
   */
  meet(reader) {
    const pair = this.#identity?.pair(idBytes(reader));
    if (!pair) throw new ProtocolError('no-code');
    const today = this.serverDay + dayOf(this.#now() / 1_000) - this.deviceDay; // the page may stand open over midnight
    return { source: meetNumber(pair, today, { source: true }), reporter: meetNumber(pair, today, { source: false }) };
  }

  /** Drop code, keys, files and answers, and stop what is under way. */
  forget() {
    this.#gate.stop();
    this.#identity = null;
    this.#thread = null;
    this.#attachments.clear();
  }
}

/** @param {unknown} error @returns {ProtocolError} */
function asProtocolError(error) {
  if (error instanceof ProtocolError) return error;
  return new ProtocolError(error instanceof CleanError ? error.code : 'error');
}
