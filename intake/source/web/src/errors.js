/**
 * What can be wrong with what came from outside (intake/protocol/errors.py).
 *
 * "Not for me" is `null`; "broken" is this error. It carries a code, the locales have the words, and no error quotes
 * what it refused. @module
 */

/** One error for all: `code` is the key into the locales, the same as in Python. */
export class ProtocolError extends Error {
  /**
   * @param {string} code for example 'size', 'wrong-code'
   * @param {{number?: number, since?: number}} [where] number: in which number or word of a code the slip is, from 1;
   *   since: when what is too old ran out, POSIX ms
   */
  constructor(code, { number, since } = {}) {
    super(code);
    this.name = 'ProtocolError';
    this.code = code;
    this.number = number;
    this.since = since;
  }
}
