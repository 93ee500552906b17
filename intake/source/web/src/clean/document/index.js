/** Documents and archives. @module */
import { cleanPackage, isPackage } from './package.js';

/** @type {readonly import('../family.js').Family[]} */
export const DOCUMENTS = [
  { name: 'zip', isOurs: isPackage, clean: cleanPackage },
];
