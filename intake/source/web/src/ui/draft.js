/** What is being written: text, files and choices, in memory only. No DOM. @module */

/**
 * @typedef {import('../visit.js').Visit} Visit
 * @typedef {Awaited<ReturnType<Visit['attach']>>} Attachment
 */

/** One file that the person added. */
export class Added {
  /** @type {Attachment | null} null while it is looked through */ attachment = null;
  /** It could not be looked through, because what cleans files did not come. */ stuck = false;
  /** The person chose to send a file as it is that can't be cleaned. */ asIs = false;
  /** The person chose to send a cleanable file untouched, as evidence. */ untouched = false;

  /** @param {File} file */
  constructor(file) {
    this.file = file;
  }

  /** It can't be cleaned, and the person has not chosen yet. */
  get undecided() {
    return this.attachment !== null && this.attachment.problem !== null && !this.asIs && !this.untouched;
  }
}

export class Draft {
  text = '';
  /** @type {Added[]} */ files = [];
  /** @type {string[] | undefined} ids, when the person chose among a desk's readers */ readers = undefined;

  /** @param {number} [desk] the desk's index */
  constructor(desk = 0) {
    this.desk = desk;
  }

  /** What still keeps it from being sent, as a key of the locales. @returns {string | null} */
  lacking() {
    if (this.files.some((added) => added.stuck)) return 'write.undecided';
    if (this.files.some((added) => added.attachment === null)) return 'write.busy';
    if (this.files.some((added) => added.undecided)) return 'write.undecided';
    if (this.readers?.length === 0) return 'write.choose';
    return this.text.trim() === '' && this.files.length === 0 ? 'write.empty' : null;
  }

  /** @param {Added} added */
  remove(added) {
    this.files = this.files.filter((other) => other !== added);
  }
}
