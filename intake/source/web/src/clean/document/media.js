/** Pictures, films and sounds inside a document: cleaned by their own cleaners. @module */
import { latin } from '../bytes.js';
import { TooComplexError } from '../errors.js';
import { FILMS } from '../film/index.js';
import { PICTURES } from '../picture/index.js';
import { SOUNDS } from '../sound/index.js';

const HEAD = 512;

/** @param {import('../source.js').Source} source @param {import('../finding.js').Findings} findings what was found in it
 *    is noted
 *  @returns {Promise<import('../cleaned.js').Cleaned>} the plan of a picture, film or sound
 *  @throws {TooComplexError} it is none that we know, so that the document cannot be vouched for; others as the cleaner
 *    of its format */
export async function cleanMedia(source, findings) {
  const head = latin(await source.read(0, Math.min(HEAD, source.size)), 0, HEAD);
  for (const family of [...PICTURES, ...FILMS, ...SOUNDS]) {
    if (family.isOurs(head)) {
      const cleaned = await family.clean(source);
      for (const { kind, detail } of cleaned.findings) findings.add(kind, detail);
      return cleaned;
    }
  }
  throw new TooComplexError();
}
