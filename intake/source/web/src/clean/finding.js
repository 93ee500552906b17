/** What was found in a file and taken out, in the terms of the person who made it. @module */

/** The closed list of what a finding can be. The words for them are in the locales.
 *  A 'proof' is a signature or Content Credentials: something that can show who made a file, and that cleaning breaks. */
export const KINDS = /** @type {const} */ ([
  'place',
  'device',
  'time',
  'person',
  'software',
  'thumbnail',
  'text',
  'hidden-data',
  'edit-history',
  'proof',
]);

/** What no cleaner takes out of a picture, a video or a sound, and what is therefore said beside every cleaned file:
 *  faces and voices, what a screen in the picture shows, the sensor's own pattern, texts that encoders hide in the
 *  stream, the yellow dots that printers put on paper, and what is written or spoken. */
export const CANNOT_REMOVE = /** @type {const} */ ([
  'faces',
  'screens',
  'sensor-noise',
  'encoder-marks',
  'printer-dots',
  'words',
]);

/** @typedef {typeof KINDS[number]} Kind
 *  @typedef {{ kind: Kind, detail: string }} Finding one thing that was found and, for the source's own eyes, what it
 *    said (or '') */

/** The details of a proof. */
export const CREDENTIALS = 'Content Credentials';
export const DIGITAL_SIGNATURE = 'digital signature';

/** How a detail begins of what cannot be taken out without breaking a proof. It is found again in the cleaned file. */
export const STAYS = 'stays: ';
export const MAX_FINDINGS = 32;
const MAX_DETAIL = 80; // code points

// controls, blanks, marks of direction and of no width: what could disturb the line where the detail is shown
const UNSHOWABLE =
  /[\u0000-\u0020\u007f-\u00a0\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ue000-\uf8ff\ufeff\ufff9-\ufffd]+/g;

/** Collects findings, each once; a bare kind gives way to the same kind with a detail. */
export class Findings {
  /** @type {Map<Kind, string[]>} */
  #details = new Map(KINDS.map((kind) => [kind, []]));

  /** Note a finding. The detail is made fit to be shown in one line. @param {Kind} kind @param {string} [detail] */
  add(kind, detail = '') {
    const clear = trimmed(detail.replace(UNSHOWABLE, ' '));
    const shown = trimmed(Array.from(clear.slice(0, 2 * MAX_DETAIL)).slice(0, MAX_DETAIL).join(''));
    const details = this.#details.get(kind) ?? [];
    if (details.length < MAX_FINDINGS && !details.includes(shown)) details.push(shown);
  }

  /** @returns {Finding[]} all findings, in the order of KINDS, and within a kind as they were found */
  listed() {
    const listed = [];
    for (const [kind, details] of this.#details) {
      const said = details.filter((detail) => detail);
      for (const detail of said.length ? said : details) listed.push({ kind, detail });
    }
    return listed.slice(0, MAX_FINDINGS);
  }
}

/** @param {string} text @returns {string} without spaces at either end */
export function trimmed(text) {
  let start = 0;
  let end = text.length;
  while (start < end && text[start] === ' ') start++;
  while (end > start && text[end - 1] === ' ') end--;
  return text.slice(start, end);
}

/** @param {Uint8Array} untrusted @returns {string} read as UTF-8 up to the first NUL; what is not UTF-8 becomes U+FFFD */
export function asText(untrusted) {
  const end = untrusted.indexOf(0);
  return decoded(end < 0 ? untrusted : untrusted.subarray(0, end));
}

/** @param {Uint8Array} untrusted @returns {string} read as UTF-8 */
export const decoded = (untrusted) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(untrusted);

/** A place as two decimal numbers: "23.78000 N, 90.41000 E"; '' when there is none such on Earth.
 *  @param {number} latitude degrees, south negative @param {number} longitude degrees, west negative */
export function place(latitude, longitude) {
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return '';
  /** @param {number} degrees */
  const digits = (degrees) => {
    const units = Math.floor(Math.abs(degrees) * 100_000 + 0.5);
    return `${Math.floor(units / 100_000)}.${String(units % 100_000).padStart(5, '0')}`;
  };
  return `${digits(latitude)} ${latitude < 0 ? 'S' : 'N'}, ${digits(longitude)} ${longitude < 0 ? 'W' : 'E'}`;
}
