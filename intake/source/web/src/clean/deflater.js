/** A deflate encoder that gives the same bytes everywhere: all in whole numbers, with nothing left to a library's version.
 *
 *  Python's zlib may be any of three libraries, and browsers differ too, so what compresses a cleaned part is written
 *  here and in its twin in the same steps.  Source: RFC 1951. @module */

const WINDOW = 32_768;
const SHORTEST = 4; // bytes of a repetition; three are hardly worth their distance
const LONGEST = 258;
const SLOTS = 1 << 15; // of the table of earlier places
const CHAIN = 12; // earlier places that are tried
const ENOUGH = 64; // bytes of a repetition that is not bettered any more
const REMEMBERED = 16; // places at the start of a repetition
const BLOCK = 1 << 15; // letters and repetitions under one code
const SAMPLE = 4096; // bytes that tell whether the rest is worth the time
const END = 256;
const LENGTHS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const LENGTH_BITS = LENGTHS.map((length, code) => (length === LONGEST ? 0 : Math.max(0, (code >> 2) - 1)));
const DISTANCE_BITS = Array.from({ length: 30 }, (_, code) => Math.max(0, (code >> 1) - 1));
const DISTANCES = DISTANCE_BITS.map((_, code) => (code < 2 ? code + 1 : ((2 + (code & 1)) << DISTANCE_BITS[code]) + 1));
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const DEEPEST = 15; // bits of one code
const DEEPEST_OF_LENGTHS = 7;

/** @param {number[]} starts @param {number} end
 *  @returns {Uint8Array} for every number below `end` the last of `starts` that is not above it */
function steps(starts, end) {
  let code = 0;
  return Uint8Array.from({ length: end }, (_, number) => {
    while (code + 1 < starts.length && starts[code + 1] <= number) code++;
    return code;
  });
}

const LENGTH_CODE = steps(LENGTHS, LONGEST + 1);
const DISTANCE_CODE = steps(DISTANCES, WINDOW + 1);

/** @param {Uint8Array} data
 *  @returns {Uint8Array | null} a bare deflate stream that holds it, or null: it does not shrink, or its first bytes
 *    hardly do, as in pictures */
export function smaller(data) {
  const first = data.subarray(0, SAMPLE);
  if (deflated(first).length * 8 > first.length * 7) return null;
  const packed = deflated(data);
  return packed.length < data.length ? packed : null;
}

/** @param {Uint8Array} data
 *  @returns {Uint8Array} a bare deflate stream that holds it, the same for the same data everywhere */
export function deflated(data) {
  const out = new Bits();
  /** @type {number[]} */
  let block = [];
  for (const one of repetitions(data)) {
    if (block.length === BLOCK) {
      writeBlock(out, block, false);
      block = [];
    }
    block.push(one);
  }
  writeBlock(out, block, true);
  return out.finished();
}

/** @param {Uint8Array} data
 *  @returns {Generator<number, void>} letters as they are; a repetition as its length << 16 | its distance - 1, so at
 *    least 1 << 18 */
function* repetitions(data) {
  const head = new Int32Array(SLOTS).fill(-1);
  const previous = new Int32Array(WINDOW);
  /** @param {number} at */
  const remember = (at) => {
    const four = data[at] | (data[at + 1] << 8) | (data[at + 2] << 16) | (data[at + 3] << 24);
    const slot = Math.imul(four, 0x9e3779b1) >>> 17;
    const before = head[slot];
    previous[at & 32767] = before;
    head[slot] = at;
    return before;
  };
  for (let at = 0; at < data.length; ) {
    const repeated = at + SHORTEST <= data.length ? longest(data, at, remember(at), previous) : 0;
    yield repeated || data[at];
    const next = at + (repeated ? repeated >> 16 : 1);
    // the first places inside are remembered: less work, and hardly less is found
    const last = Math.min(next, at + REMEMBERED, data.length - SHORTEST + 1);
    for (at++; at < last; at++) remember(at);
    at = next;
  }
}

/** The longest repetition of what lies in the window.
 *  @param {Uint8Array} data @param {number} at @param {number} candidate @param {Int32Array} previous
 *  @returns {number} as `repetitions` has it, or 0 */
function longest(data, at, candidate, previous) {
  let [best, distance] = [0, 0];
  const most = Math.min(LONGEST, data.length - at);
  for (let i = 0; i < CHAIN && candidate >= 0 && at - candidate < WINDOW; i++) {
    if (!best || data[candidate + best] === data[at + best]) {
      let length = 0;
      while (length < most && data[candidate + length] === data[at + length]) length++;
      if (length > best && length >= SHORTEST) {
        [best, distance] = [length, at - candidate];
        if (best >= ENOUGH || best === most) break;
      }
    }
    candidate = previous[candidate & 32767];
  }
  return best && ((best << 16) | (distance - 1));
}

/** Write letters and repetitions under codes of their own (section 3.2.7).
 *  @param {Bits} out @param {number[]} found @param {boolean} last */
function writeBlock(out, found, last) {
  const letters = new Array(286).fill(0);
  const distances = new Array(30).fill(0);
  for (const one of found) {
    if (one < END) letters[one]++;
    else {
      letters[257 + LENGTH_CODE[one >> 16]]++;
      distances[DISTANCE_CODE[(one & 0xffff) + 1]]++;
    }
  }
  letters[END] = 1;
  const letterSizes = sizesOf(letters, DEEPEST);
  const distanceSizes = sizesOf(distances, DEEPEST);
  const letterCount = Math.max(257, used(letterSizes));
  const distanceCount = Math.max(1, used(distanceSizes));
  const runs = runsOf([...letterSizes.slice(0, letterCount), ...distanceSizes.slice(0, distanceCount)]);
  const counts = new Array(19).fill(0);
  for (const [symbol] of runs) counts[symbol]++;
  const runSizes = sizesOf(counts, DEEPEST_OF_LENGTHS);
  const runCodes = codesOf(runSizes);
  const runCount = Math.max(4, used(ORDER.map((symbol) => runSizes[symbol])));
  out.put(Number(last) | (2 << 1), 3);
  out.put((letterCount - 257) | ((distanceCount - 1) << 5) | ((runCount - 4) << 10), 14);
  for (const symbol of ORDER.slice(0, runCount)) out.put(runSizes[symbol], 3);
  for (const [symbol, more, width] of runs) {
    out.put(runCodes[symbol], runSizes[symbol]);
    out.put(more, width);
  }
  const letterCodes = codesOf(letterSizes);
  const distanceCodes = codesOf(distanceSizes);
  for (const one of found) {
    if (one < END) {
      out.put(letterCodes[one], letterSizes[one]);
      continue;
    }
    const [length, distance] = [one >> 16, (one & 0xffff) + 1];
    const code = LENGTH_CODE[length];
    const far = DISTANCE_CODE[distance];
    out.put(letterCodes[257 + code], letterSizes[257 + code]);
    out.put(length - LENGTHS[code], LENGTH_BITS[code]);
    out.put(distanceCodes[far], distanceSizes[far]);
    out.put(distance - DISTANCES[far], DISTANCE_BITS[far]);
  }
  out.put(letterCodes[END], letterSizes[END]);
}

/** @param {number[]} sizes @returns {number} how many there are up to the last that is not zero */
const used = (sizes) => sizes.findLastIndex((size) => size > 0) + 1;

/** @param {number[]} given how often each symbol stands @param {number} deepest
 *  @returns {number[]} how many bits the code of each symbol has: Huffman's, with the counts made more alike until none
 *    is too long */
function sizesOf(given, deepest) {
  let counts = [...given];
  // a code has two symbols at least
  for (const symbol of [0, 1]) if (counts.filter((count) => count).length < 2 && !counts[symbol]) counts[symbol] = 1;
  const symbols = [...counts.keys()].filter((symbol) => counts[symbol]);
  /** @type {number[]} */
  let depths;
  for (;;) {
    symbols.sort((one, other) => counts[one] - counts[other] || one - other);
    depths = depthsOf(symbols.map((symbol) => counts[symbol]));
    if (Math.max(...depths) <= deepest) break;
    counts = counts.map((count) => (count + 1) >> 1);
  }
  const sizes = new Array(counts.length).fill(0);
  symbols.forEach((symbol, at) => (sizes[symbol] = depths[at]));
  return sizes;
}

/** @param {number[]} weights in order
 *  @returns {number[]} how deep each leaf of Huffman's tree lies; at a tie a leaf is taken first */
function depthsOf(weights) {
  const leaves = weights.length;
  const parents = new Array(2 * leaves - 1).fill(0);
  let [leaf, inner] = [0, leaves];
  for (let node = leaves; node < 2 * leaves - 1; node++) {
    let total = 0;
    for (let i = 0; i < 2; i++) {
      const taken = leaf < leaves && (inner === node || weights[leaf] <= weights[inner]) ? leaf++ : inner++;
      total += weights[taken];
      parents[taken] = node;
    }
    weights.push(total);
  }
  const depths = new Array(2 * leaves - 1).fill(0);
  for (let node = 2 * leaves - 3; node >= 0; node--) depths[node] = depths[parents[node]] + 1;
  return depths.slice(0, leaves);
}

/** @param {number[]} sizes
 *  @returns {number[]} the code of each symbol, with its first bit lowest, as it is written (section 3.2.2) */
function codesOf(sizes) {
  const codes = new Array(sizes.length).fill(0);
  let code = 0;
  for (let size = 1; size <= DEEPEST; size++) {
    code <<= 1;
    sizes.forEach((own, symbol) => {
      if (own === size) codes[symbol] = turned(code++, size);
    });
  }
  return codes;
}

/** @param {number} code @param {number} size @returns {number} */
function turned(code, size) {
  let result = 0;
  for (let i = 0; i < size; i++) result = (result << 1) | ((code >> i) & 1);
  return result;
}

/** @param {number[]} sizes of both codes
 *  @returns {[number, number, number][]} with what repeats told once: symbol, more bits, and how many of these */
function runsOf(sizes) {
  /** @type {[number, number, number][]} */
  const runs = [];
  for (let at = 0; at < sizes.length; ) {
    const size = sizes[at];
    let length = 1;
    while (at + length < sizes.length && sizes[at + length] === size) length++;
    at += length;
    if (size) {
      runs.push([size, 0, 0]);
      length--;
    }
    while (length >= 3) {
      const part = Math.min(length, size ? 6 : 138);
      if (size) runs.push([16, part - 3, 2]);
      else if (part < 11) runs.push([17, part - 3, 3]);
      else runs.push([18, part - 11, 7]);
      length -= part;
    }
    for (; length; length--) runs.push([size, 0, 0]);
  }
  return runs;
}

/** Bits, the lowest first. */
class Bits {
  #out = new Uint8Array(1 << 12);
  #size = 0;
  #bits = 0;
  #count = 0;

  /** Add the lowest `count` bits of a number that has no others. @param {number} value @param {number} count */
  put(value, count) {
    this.#bits |= value << this.#count;
    this.#count += count;
    while (this.#count >= 8) this.#byte();
  }

  #byte() {
    if (this.#size === this.#out.length) {
      const larger = new Uint8Array(this.#size * 2);
      larger.set(this.#out);
      this.#out = larger;
    }
    this.#out[this.#size++] = this.#bits & 0xff;
    this.#bits >>>= 8;
    this.#count -= 8;
  }

  /** @returns {Uint8Array} all of it, the last byte filled with zeros */
  finished() {
    if (this.#count > 0) this.#byte();
    return this.#out.slice(0, this.#size);
  }
}
