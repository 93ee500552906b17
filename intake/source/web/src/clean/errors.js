/** What can go wrong when a file is cleaned. A format that we do not know is no error: it is the value null. @module */

/** A file of a format that we know was not cleaned. The locales have the words for `code`. */
export class CleanError extends Error {
  /** @param {string} code a key into the locales, the same in Python */
  constructor(code = 'not-cleaned') {
    super(code);
    this.name = new.target.name;
    this.code = code;
  }
}

/** The file contradicts itself: it is cut short, a length lies, or a part that it needs is missing. */
export class BrokenFileError extends CleanError {
  constructor() {
    super('broken-file');
  }
}

/** The file may be sound, but it holds more parts, larger parts, or other parts than we can vouch for. */
export class TooComplexError extends CleanError {
  constructor() {
    super('file-too-complex');
  }
}
