/** The checksums of sound formats: FLAC's frames, LAME's first frame, Ogg's pages. They are part of the formats.
 *
 *  Source: RFC 9639, section 9.3; RFC 3533, section 6; "Mp3 Info Tag revision 1". @module */

const FLAC_TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let rest = byte << 8;
  for (let bit = 0; bit < 8; bit++) rest = rest & 0x8000 ? (rest << 1) ^ 0x8005 : rest << 1;
  return rest;
});

const OGG_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte << 24;
  for (let bit = 0; bit < 8; bit++) rest = rest & 0x80000000 ? (rest << 1) ^ 0x04c11db7 : rest << 1;
  return rest;
});

/** @param {Uint8Array} data @param {number} [before] the checksum of what comes before it
 *  @returns {number} the checksum of FLAC's frames (polynomial 0x8005); zero behind a whole frame */
export function flacCrc16(data, before = 0) {
  let rest = before;
  for (const byte of data) rest = ((rest << 8) & 0xffff) ^ FLAC_TABLE[(rest >> 8) ^ byte];
  return rest;
}

/** @param {Uint8Array} data @returns {number} the checksum of the header of a FLAC frame (polynomial 0x07) */
export function flacCrc8(data) {
  let rest = 0;
  for (const byte of data) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit++) rest = rest & 0x80 ? ((rest << 1) ^ 0x07) & 0xff : rest << 1;
  }
  return rest;
}

/** @param {Uint8Array} data
 *  @returns {number} the checksum at the end of LAME's part of the first frame (polynomial 0x8005, lowest bit first) */
export function lameCrc16(data) {
  let rest = 0;
  for (const byte of data) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >> 1) ^ 0xa001 : rest >> 1;
  }
  return rest;
}

/** @param {Uint8Array} page whose own field for it is zero @returns {number} the checksum of an Ogg page */
export function oggCrc32(page) {
  let rest = 0;
  for (const byte of page) rest = (rest << 8) ^ OGG_TABLE[(rest >>> 24) ^ byte];
  return rest >>> 0;
}
