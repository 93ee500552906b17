// Built by `make bundle` from intake/source/web/src/, not minified so that it can be read. AGPL-3.0-or-later.

// src/clean/errors.js
var CleanError = class extends Error {
  /** @param {string} code a key into the locales, the same in Python */
  constructor(code = "not-cleaned") {
    super(code);
    this.name = new.target.name;
    this.code = code;
  }
};
var BrokenFileError = class extends CleanError {
  constructor() {
    super("broken-file");
  }
};
var TooComplexError = class extends CleanError {
  constructor() {
    super("file-too-complex");
  }
};

// src/clean/bytes.js
function number(data, at, size) {
  if (at < 0 || at + size > data.length) throw new BrokenFileError();
  let value = 0;
  for (let i = at; i < at + size; i++) value = value * 256 + data[i];
  return value;
}
function littleNumber(data, at, size) {
  return number(data.slice(at, at + size).reverse(), 0, size);
}
function packed(value, size) {
  const data = new Uint8Array(size);
  for (let i = size - 1, rest = value; i >= 0; i--, rest = Math.floor(rest / 256)) data[i] = rest % 256;
  return data;
}
var littlePacked = (value, size) => packed(value, size).reverse();
function latin(data, start, end) {
  let text = "";
  for (const byte of data.subarray(start, end)) text += String.fromCharCode(byte);
  return text;
}
var bytes = (text) => Uint8Array.from(text, (character) => character.charCodeAt(0));
var startsWith = (data, text) => latin(data, 0, text.length) === text;
function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
var anySet = (data) => data.some((byte) => byte !== 0);

// src/clean/finding.js
var KINDS = (
  /** @type {const} */
  [
    "place",
    "device",
    "time",
    "person",
    "software",
    "thumbnail",
    "text",
    "hidden-data",
    "edit-history",
    "proof"
  ]
);
var CANNOT_REMOVE = (
  /** @type {const} */
  [
    "faces",
    "screens",
    "sensor-noise",
    "encoder-marks",
    "printer-dots",
    "words"
  ]
);
var CREDENTIALS = "Content Credentials";
var DIGITAL_SIGNATURE = "digital signature";
var STAYS = "stays: ";
var MAX_FINDINGS = 32;
var MAX_DETAIL = 80;
var UNSHOWABLE = /[\u0000-\u0020\u007f-\u00a0\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ue000-\uf8ff\ufeff\ufff9-\ufffd]+/g;
var Findings = class {
  /** @type {Map<Kind, string[]>} */
  #details = new Map(KINDS.map((kind) => [kind, []]));
  /** Note a finding. The detail is made fit to be shown in one line. @param {Kind} kind @param {string} [detail] */
  add(kind, detail = "") {
    const clear = trimmed(detail.replace(UNSHOWABLE, " "));
    const shown = trimmed(Array.from(clear.slice(0, 2 * MAX_DETAIL)).slice(0, MAX_DETAIL).join(""));
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
};
function trimmed(text) {
  let start = 0;
  let end = text.length;
  while (start < end && text[start] === " ") start++;
  while (end > start && text[end - 1] === " ") end--;
  return text.slice(start, end);
}
function asText(untrusted) {
  const end = untrusted.indexOf(0);
  return decoded(end < 0 ? untrusted : untrusted.subarray(0, end));
}
var decoded = (untrusted) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(untrusted);
function place(latitude, longitude) {
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return "";
  const digits = (degrees) => {
    const units = Math.floor(Math.abs(degrees) * 1e5 + 0.5);
    return `${Math.floor(units / 1e5)}.${String(units % 1e5).padStart(5, "0")}`;
  };
  return `${digits(latitude)} ${latitude < 0 ? "S" : "N"}, ${digits(longitude)} ${longitude < 0 ? "W" : "E"}`;
}

// src/clean/names.js
var WORDS = { image: "photo", video: "video", audio: "sound", application: "document", text: "document", message: "document" };
var EXTENSIONS = new Set(
  "7z aac aif aiff amr avi avif awb bmp csv doc docm docx eml epub flac gif gz heic heif htm html jpeg jpg json key log m4a m4v md mka mkv mov mp2 mp3 mp4 mpeg mpg msg numbers odg odp ods odt oga ogg ogv opus pages pdf png ppt pptx rar rtf svg tar tif tiff txt wav webm webp wma wmv xls xlsm xlsx xml xz zip 3gp".split(" ")
);
function neutralName(index, cleaned, originalName) {
  if (cleaned) return `${WORDS[cleaned.mediaType.split("/")[0]]}-${index}.${cleaned.extension}`;
  const dot = originalName.lastIndexOf(".");
  const extension = dot < 0 ? "" : originalName.slice(dot + 1).toLowerCase();
  return EXTENSIONS.has(extension) ? `file-${index}.${extension}` : `file-${index}`;
}

// src/clean/source.js
var BLOCK = 64 * 1024;
var AHEAD = 16 * BLOCK;
var WHOLE_LIMIT = 64 * 1024 * 1024;
var BlobSource = class {
  /** @param {Blob} blob */
  constructor(blob) {
    this.blob = blob;
    this.size = blob.size;
  }
  /** @param {number} offset @param {number} length @returns {Promise<Uint8Array>}
   *  @throws {BrokenFileError} the bytes are not there (any more) */
  async read(offset, length) {
    let data;
    try {
      data = new Uint8Array(await this.blob.slice(offset, offset + length).arrayBuffer());
    } catch {
      throw new BrokenFileError();
    }
    if (data.length !== length) throw new BrokenFileError();
    return data;
  }
};
var Window = class {
  /** @type {Uint8Array} */
  #block = new Uint8Array(0);
  #start = 0;
  #source;
  /** @param {Source} source */
  constructor(source) {
    this.#source = source;
    this.size = source.size;
  }
  /** @param {number} offset @param {number} length
   *  @returns {Promise<Uint8Array>} exactly `length` bytes, not to be written to
   *  @throws {BrokenFileError} they lie outside the file   @throws {TooComplexError} more than 64 MiB at once */
  async take(offset, length) {
    if (offset < 0 || length < 0 || offset + length > this.size) throw new BrokenFileError();
    if (length > WHOLE_LIMIT) throw new TooComplexError();
    if (length > BLOCK) return this.#source.read(offset, length);
    let at = offset - this.#start;
    if (at < 0 || at + length > this.#block.length) {
      const readsOn = at >= 0 && at <= this.#block.length && this.#block.length > 0;
      this.#block = await this.#source.read(offset, Math.min(readsOn ? AHEAD : BLOCK, this.size - offset));
      this.#start = offset;
      at = 0;
    }
    return this.#block.subarray(at, at + length);
  }
};

// src/clean/plan.js
var MAX_SEGMENTS = 2e6;
var READ_AT_ONCE = 16 * BLOCK;
var PlanBuilder = class {
  /** @type {Segment[]} */
  #segments = [];
  #sourceSize;
  /** @param {number} sourceSize bytes */
  constructor(sourceSize) {
    this.#sourceSize = sourceSize;
  }
  /** @param {Uint8Array} data new bytes */
  literal(data) {
    const last = this.#segments.at(-1);
    if (last?.sort === "literal" && last.length + data.length <= BLOCK) {
      const both = joined(last.data, data);
      this.#segments[this.#segments.length - 1] = { sort: "literal", length: both.length, data: both };
    } else if (data.length) this.#add({ sort: "literal", length: data.length, data: data.slice() });
  }
  /** @param {number} offset @param {number} length @throws {BrokenFileError} outside the original */
  range(offset, length) {
    if (offset < 0 || length < 0 || offset + length > this.#sourceSize) throw new BrokenFileError();
    const last = this.#segments.at(-1);
    if (last?.sort === "range" && last.offset + last.length === offset) last.length += length;
    else if (length) this.#add({ sort: "range", length, offset });
  }
  /** @param {number} length */
  zeros(length) {
    const last = this.#segments.at(-1);
    if (last?.sort === "zeros") last.length += length;
    else if (length) this.#add({ sort: "zeros", length });
  }
  /** @param {Segment} segment */
  #add(segment) {
    if (this.#segments.length >= MAX_SEGMENTS) throw new TooComplexError();
    this.#segments.push(segment);
  }
  /** @param {PlanBuilder} other over the same file; all that it has collected is added */
  extend(other) {
    for (const segment of other.#segments) {
      if (segment.sort === "literal") this.literal(segment.data);
      else if (segment.sort === "range") this.range(segment.offset, segment.length);
      else this.zeros(segment.length);
    }
  }
  /** Bytes so far. */
  get size() {
    return this.#segments.reduce((size, segment) => size + segment.length, 0);
  }
  /** @returns {Plan} */
  build() {
    return { segments: this.#segments, size: this.size };
  }
};
async function* planChunks(source, plan) {
  for (const segment of plan.segments) {
    for (let done = 0; done < segment.length; done += READ_AT_ONCE) {
      const length = Math.min(READ_AT_ONCE, segment.length - done);
      let data;
      if (segment.sort === "literal") data = segment.data.subarray(done, done + length);
      else if (segment.sort === "range") data = await source.read(segment.offset + done, length);
      else data = new Uint8Array(length);
      for (let at = 0; at < length; at += BLOCK) yield data.subarray(at, at + BLOCK);
    }
  }
}

export {
  CleanError,
  BrokenFileError,
  TooComplexError,
  CANNOT_REMOVE,
  CREDENTIALS,
  DIGITAL_SIGNATURE,
  STAYS,
  Findings,
  trimmed,
  asText,
  decoded,
  place,
  neutralName,
  BLOCK,
  WHOLE_LIMIT,
  BlobSource,
  Window,
  number,
  littleNumber,
  packed,
  littlePacked,
  latin,
  bytes,
  startsWith,
  joined,
  anySet,
  PlanBuilder,
  planChunks
};
