/** One family of formats: how it begins, and who cleans it. @module */

/** One row of the tables PICTURES, FILMS, SOUNDS and DOCUMENTS.
 *  @typedef {object} Family
 *  @property {string} name
 *  @property {(head: string) => boolean} isOurs takes the first HEAD bytes, a character a byte
 *  @property {(source: import('./source.js').Source) => Promise<import('./cleaned.js').Cleaned>} clean */

export {};
