/** GIF: the frames stay, with how long and how often they are shown; the compressed data is never decoded.
 *
 *  Source: Graphics Interchange Format, version 89a; XMP part 3, section 1.1.2 (the "magic trailer"). @module */
import { bytes, joined, latin } from '../bytes.js';
import { BrokenFileError, TooComplexError } from '../errors.js';
import { asText, Findings } from '../finding.js';
import { PlanBuilder } from '../plan.js';
import { Window } from '../source.js';
import { readXmp } from './xmp.js';

const MAX_BLOCKS = 200_000;
const MAX_TOLD = 100; // extensions that are read to say what they tell
const TOLD_BYTES = 256 * 1024;
const [HEAD, DESCRIPTOR] = [13, 10]; // bytes of signature and screen; of an image with its separator
const [IMAGE, EXTENSION, TRAILER] = [0x2c, 0x21, 0x3b];
const [CONTROL, COMMENT, PLAIN_TEXT, APPLICATION] = [0xf9, 0xfe, 0x01, 0xff];
const LOOPS = ['NETSCAPE2.0', 'ANIMEXTS1.0'];
const XMP = 'XMP DataXMP';
const CONTROL_SIZE = 8;

/** Plan a GIF file without comments, texts, applications' data, and whatever lies behind its end.
 *  @param {import('../source.js').Source} source @returns {Promise<import('../cleaned.js').Cleaned>}
 *  @throws {import('../errors.js').CleanError} */
export async function cleanGif(source) {
  const cleaner = new Cleaner(source);
  await cleaner.read();
  const [plan, findings] = [cleaner.plan.build(), cleaner.findings.listed()];
  return { format: 'gif', extension: 'gif', mediaType: 'image/gif', plan, findings };
}

class Cleaner {
  findings = new Findings();
  #window;
  #control = -1; // where the times of the next image are, or -1
  #loops = false;
  #drawn = false;
  #told = 0;

  /** @param {import('../source.js').Source} source */
  constructor(source) {
    this.plan = new PlanBuilder(source.size);
    this.#window = new Window(source);
  }

  async read() {
    let at = HEAD + colours(await this.#byte(HEAD - 3));
    this.plan.range(0, at);
    for (let i = 0; i < MAX_BLOCKS; i++) {
      const kind = await this.#byte(at);
      if (kind === IMAGE) at = await this.#image(at);
      else if (kind === EXTENSION) at = await this.#extension(at);
      else if (kind === TRAILER) return this.#end(at + 1);
      else throw new BrokenFileError();
    }
    throw new TooComplexError();
  }

  /** @param {number} at */
  async #byte(at) {
    return (await this.#window.take(at, 1))[0];
  }

  /** @param {number} at of the first of a row of data blocks @returns {Promise<number>} where the row is over */
  async #past(at) {
    for (let length = await this.#byte(at); length; length = await this.#byte(at)) at += 1 + length;
    return at + 1;
  }

  /** Keep a frame, and the times that go with it. @param {number} at @returns {Promise<number>} where it ends */
  async #image(at) {
    const flags = await this.#byte(at + DESCRIPTOR - 1);
    const end = await this.#past(at + DESCRIPTOR + colours(flags) + 1);
    if (this.#control >= 0) {
      this.plan.range(this.#control, CONTROL_SIZE);
      this.#control = -1;
    }
    this.plan.range(at, end - at);
    this.#drawn = true;
    return end;
  }

  /** Keep or drop an extension. @param {number} at @returns {Promise<number>} where it ends */
  async #extension(at) {
    const label = await this.#byte(at + 1);
    const end = await this.#past(at + 2);
    if (label === CONTROL) {
      if (end - at !== CONTROL_SIZE) throw new BrokenFileError();
      this.#control = at;
    } else if (label === APPLICATION) await this.#application(at, end);
    else {
      if (label === PLAIN_TEXT) this.#control = -1; // it was the text's
      await this.#tell(label, at, end);
    }
    return end;
  }

  /** @param {number} at @param {number} end */
  async #application(at, end) {
    const head = (await this.#window.take(at, Math.min(14, end - at))).slice();
    const name = head[2] === 11 ? latin(head, 3, 14) : '';
    if (LOOPS.includes(name) && !this.#loops) {
      this.#loops = true;
      const times = await this.#window.take(at + 14, Math.min(4, end - at - 14));
      if (times[0] === 3 && times[1] === 1 && times.length === 4) this.plan.literal(joined(head, times, new Uint8Array(1)));
      if (end - at !== 19) this.findings.add('hidden-data');
    } else if (name === XMP && this.#told < MAX_TOLD) {
      this.#told++;
      readXmp(await this.#window.take(at + 14, Math.min(end - at - 14, TOLD_BYTES)), this.findings);
    } else this.findings.add('hidden-data');
  }

  /** @param {number} label @param {number} at @param {number} end */
  async #tell(label, at, end) {
    if ((label === COMMENT || label === PLAIN_TEXT) && this.#told < MAX_TOLD) {
      this.#told++;
      // a plain text begins with a block that says where it is written
      const start = label === COMMENT ? at + 2 : at + 3 + (await this.#byte(at + 2));
      const length = start < end ? await this.#byte(start) : 0;
      this.findings.add('text', length ? asText(await this.#window.take(start + 1, length)) : '');
    } else this.findings.add('hidden-data');
  }

  /** @param {number} at */
  #end(at) {
    if (!this.#drawn) throw new BrokenFileError();
    this.plan.literal(bytes(';'));
    if (at < this.#window.size) this.findings.add('hidden-data', `${this.#window.size - at} B`);
  }
}

/** @param {number} flags @returns {number} how many bytes a table of colours has */
const colours = (flags) => (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0);
