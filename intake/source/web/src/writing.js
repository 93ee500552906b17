/** From what a person wrote to what is sent: which text goes into the letter, which into a file; the sealed letters. @module */
import { utf8 } from './bytes.js';
import { BlobSource } from './clean/source.js';
import { ProtocolError } from './errors.js';
import { packContent, packOpened, sealLetter, TIP_SIZE } from './letter.js';
import { randomBytes } from './random.js';
import { OutgoingStream } from './stream.js';
import { idBytes } from './thread.js';

/** @typedef {import('./bytes.js').Bytes} Bytes */
/** @typedef {import('./stream.js').Outgoing} Outgoing */

/** Bytes by which a letter may still grow when the table's hash takes the place of zeros. */
const SPARE = 96;
const TEXT_NAME = 'text.txt';

/**
 * @param {string} text  @param {string[]} to reporter ids (hex)  @param {Outgoing[]} files
 * @returns {Promise<{said: string, stream: OutgoingStream | null}>} the letter's text and the files' stream; a text too
 *   long for a letter is the first file, and the letter says nothing
 * @throws {ProtocolError} code 'too-long': more than 2^20 parcels
 */
export async function compose(text, to, files) {
  const stream = files.length > 0 ? new OutgoingStream(files) : null;
  try {
    await packContent({ text, to, stream: stream?.described ?? null }, { spare: stream ? SPARE : 0 });
    return { said: text, stream };
  } catch (error) {
    if (!(error instanceof ProtocolError) || error.code !== 'too-long') throw error;
  }
  const source = new BlobSource(new Blob([utf8(text)]));
  /** @type {Outgoing} */
  const first = { name: TEXT_NAME, source, plan: null, removed: [], cleaned: false, role: 'text' };
  return { said: '', stream: new OutgoingStream([first, ...files]) };
}

/**
 * One letter to each reader, all with one tip number.
 *
 * @param {import('./source.js').Identity} identity  @param {import('./letter.js').Content} content
 * @param {Map<string, import('./keyrecord.js').KeyRecord>} records by reporter id; each of `content.to` has one
 * @returns {Promise<Bytes[]>}
 * @throws {ProtocolError} code 'unusable-key'
 */
export async function sealLetters(identity, content, records) {
  const tip = randomBytes(TIP_SIZE);
  return Promise.all(
    content.to.map(async (id) => {
      const { day, publicKey } = /** @type {import('./keyrecord.js').KeyRecord} */ (records.get(id));
      const reporter = idBytes(id);
      const plain = await packOpened({ pair: identity.pair(reporter), replyKey: identity.replyKey, tip, content });
      return sealLetter(plain, day, reporter, publicKey);
    }),
  );
}
