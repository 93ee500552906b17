/** Documents and archives. @module */

/** @type {readonly import('../family.js').Family[]} */
export const DOCUMENTS = [];
