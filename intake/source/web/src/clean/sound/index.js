/** Sounds. @module */

/** @type {readonly import('../family.js').Family[]} */
export const SOUNDS = [];
