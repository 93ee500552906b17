/**
 * What cleans files, of every format: one part of the page, fetched by everybody at the same moment of every visit, when
 * the first screen stands. Nothing on the line tells who is going to add a file, or which. @module
 */
import { ProtocolError } from './errors.js';

/** @typedef {typeof import('./clean/families.js')} Cleaners */

/** How long before each try, the first in the background of the first screen. */
const WAITS_MS = [0, 1_000, 4_000];

/** @type {Promise<Cleaners> | null} */
let asked = null;
let failed = 0;

/** @returns {Promise<Cleaners>} @throws {ProtocolError} 'no-cleaners': they did not come; asking again tries again */
export function cleaners() {
  asked ??= fetched().catch(() => {
    asked = null;
    throw new ProtocolError('no-cleaners');
  });
  return asked;
}

/** @returns {Promise<Cleaners>} */
async function fetched() {
  let trouble;
  for (const wait of WAITS_MS) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    try {
      // Firefox remembers a failed address until the page is left: a number behind it makes it another one
      return await (failed === 0
        ? import('./clean/families.js')
        : import(new URL(`./families.js?${failed}`, import.meta.url).href));
    } catch (error) {
      trouble = error;
      failed += 1;
    }
  }
  throw trouble;
}
