/** What a cleaner gives back. @module */

/** A file that can be written without what it told about its maker.
 *  @typedef {object} Cleaned
 *  @property {string} format "jpeg", "png", "webp", "gif", "heic", "avif", "heif", "tiff", "mp4", "mov", "3gp", "m4a"
 *  @property {string} extension for a neutral name, without the dot
 *  @property {string} mediaType for example "image/jpeg"
 *  @property {import('./plan.js').Plan} plan how to write the cleaned file from the original
 *  @property {import('./finding.js').Finding[]} findings what was taken out */

export {};
