/** zlib streams: inflated within a bound, and written without compressing.
 *
 *  What we write is stored and not compressed, so that Python and every browser write the same bytes.
 *  Source: RFC 1950, RFC 1951 (section 3.2.4). @module */
import { joined, littlePacked, packed } from './bytes.js';

const STORED = 65_535; // bytes of one stored block
const ADLER = 65_521;

/** @param {Uint8Array} untrusted @param {number} limit bytes
 *  @returns {Promise<Uint8Array | null>} what a zlib stream holds, or null: it is damaged, cut, followed by other
 *    bytes, or holds more than `limit` */
export const inflate = (untrusted, limit) => inflated('deflate', untrusted, limit);

/** @param {Uint8Array} untrusted @param {number} limit bytes
 *  @returns {Promise<Uint8Array | null>} what a bare deflate stream holds, as a ZIP archive has it, or null as above */
export async function inflateRaw(untrusted, limit) {
  const data = await inflated('deflate-raw', untrusted, limit);
  // Node passes over what lies behind the end, browsers do not: a stream that needs its last byte has nothing behind
  if (!data || !(await passesOver())) return data;
  return (await inflated('deflate-raw', untrusted.subarray(0, untrusted.length - 1), limit)) ? null : data;
}

/** @type {Promise<boolean> | undefined} */
let tolerance;

/** @returns {Promise<boolean>} whether an empty stream with a byte behind its end is taken */
const passesOver = () => (tolerance ??= inflated('deflate-raw', Uint8Array.of(3, 0, 0), 1).then((data) => data !== null));

/** @param {CompressionFormat} format @param {Uint8Array} untrusted @param {number} limit
 *  @returns {Promise<Uint8Array | null>} */
async function inflated(format, untrusted, limit) {
  const stream = new Blob([/** @type {BlobPart} */ (untrusted)]).stream().pipeThrough(new DecompressionStream(format));
  const reader = stream.getReader();
  /** @type {Uint8Array[]} */
  const parts = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return joined(...parts);
      parts.push(value);
      length += value.length;
      if (length > limit) {
        await reader.cancel();
        return null;
      }
    }
  } catch {
    return null;
  }
}

/** @param {Uint8Array} data @returns {Uint8Array} a zlib stream that holds `data` in stored blocks */
export function stored(data) {
  /** @type {Uint8Array[]} */
  const parts = [Uint8Array.of(0x78, 0x01)];
  for (let start = 0; start < Math.max(data.length, 1); start += STORED) {
    const block = data.subarray(start, start + STORED);
    const last = start + STORED >= data.length ? 1 : 0;
    parts.push(Uint8Array.of(last), littlePacked(block.length, 2), littlePacked(block.length ^ 0xffff, 2), block);
  }
  return joined(...parts, packed(adler32(data), 4));
}

/** @param {Uint8Array} data @returns {number} RFC 1950, section 9 */
function adler32(data) {
  let [low, high] = [1, 0];
  for (const byte of data) {
    low = (low + byte) % ADLER;
    high = (high + low) % ADLER;
  }
  return high * 65_536 + low;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});

/** @param {Uint8Array} data @param {number} [before] the checksum of what comes before it
 *  @returns {number} PNG (third edition), annex D */
export function crc32(data, before = 0) {
  let rest = ~before;
  for (const byte of data) rest = CRC_TABLE[(rest ^ byte) & 0xff] ^ (rest >>> 8);
  return (rest ^ 0xffffffff) >>> 0;
}
