/** Metadata out of files, by lists of what stays; nothing is encoded again.
 *
 *  `clean(source)` gives a plan (what of the file stays, see plan.js) and findings (what was taken out, see finding.js).
 *  The twin in Python has the same modules and gives the same bytes: intake/clean/. No DOM, no network, no storage.
 *  @module */
export { BrokenFileError, CleanError, TooComplexError } from './errors.js';
export { clean } from './families.js';
export { CANNOT_REMOVE, KINDS } from './finding.js';
export { neutralName } from './names.js';
export { planChunks } from './plan.js';
export { BlobSource } from './source.js';
