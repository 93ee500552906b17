/** Sample descriptions: what a decoder needs stays; names of encoders, vendors, and unknown boxes go.
 *
 *  Source: ISO/IEC 14496-12, sections 8.5.2 and 12; QuickTime File Format, "Sample description atoms". @module */
import { blank, boxes, zero } from './boxes.js';
import { latin, number } from '../bytes.js';
import { BrokenFileError, TooComplexError } from '../errors.js';
import { asText } from '../finding.js';
import { cleanIcc } from '../picture/icc.js';

/** @typedef {import('./boxes.js').Box} Box
 *  @typedef {import('../finding.js').Findings} Findings */

const KEEPS = new Set([
  ...(
    'avcC hvcC lhvC vvcC vpcC av1C dvcC dvvC dvwC hvcE mvcC svcC esds d263 damr dawp dac3 dec3 dac4 dOps dfLa alac ' +
    'dmlp ddts wave chan chnl srat pcmC colr pasp clap fiel btrt clli mdcv SmDm CoLL amve gama glbl vexu hfov ' +
    'jpeg st3d sv3d frma ccst irot imir'
  ).split(' '),
  'SMI ',
]);
const WAVE_KEEPS = new Set([...'frma mp4a esds alac enda chan samr damr dac3 QDCA QDMC'.split(' '), '\0\0\0\0']);
const LOCKED = 'encv enca encs enct drms drmi drmt'.split(' ');
// every frame is a picture file of its own, with room for metadata of its own
const PICTURE_FILES = [...'jpeg mjpa mjpb AVDJ dmb1 MJPG mjpg mjp2 tiff'.split(' '), 'png ', 'gif '];
const [VENDORED, VENDOR] = [['damr', 'dawp', 'd263'], 5]; // bytes that name the encoder's maker and version
const [PICTURE_HEAD, SOUND_HEAD] = [78, 28]; // bytes before the boxes of an entry
const [SOUND_V1, SOUND_V2] = [44, 64];
const ENCODER_NAME = [42, 74];
const PALETTES = [1, 2, 4, 8, 34, 36, 40];

/** Clean the sample descriptions of a track in place.
 *  @param {Uint8Array} data @param {Box} stsd @param {boolean} isPicture @param {Findings} findings
 *  @returns {[number, number] | null} for sound, samples and bytes of its smallest unit; null where it does not matter
 *  @throws {BrokenFileError}   @throws {TooComplexError} encrypted, of picture files, or with a palette */
export function cleanEntries(data, stsd, isPicture, findings) {
  /** @type {[number, number] | null} */
  let unit = null;
  const version = number(data, stsd.body, 1);
  let [end, count] = [stsd.body + 8, 0];
  for (const entry of boxes(data, stsd.body + 8, stsd.end)) {
    if (LOCKED.includes(entry.kind) || PICTURE_FILES.includes(entry.kind)) throw new TooComplexError();
    let start;
    if (isPicture) start = picture(data, entry, findings);
    else ({ start, unit } = sound(data, entry, version));
    if (start > entry.end) throw new BrokenFileError();
    children(data, start, entry.end, KEEPS, findings);
    end = entry.end;
    count += 1;
  }
  if (count !== number(data, stsd.body + 4, 4)) throw new BrokenFileError();
  zero(data, end, stsd.end);
  return unit;
}

/** The fixed part of a picture's description.
 *  @param {Uint8Array} data @param {Box} entry @param {Findings} findings @returns {number} where its boxes begin */
function picture(data, entry, findings) {
  const at = entry.body;
  const [depth, colours] = [number(data, at + 74, 2), number(data, at + 76, 2)];
  if (colours === 0 && PALETTES.includes(depth)) throw new TooComplexError();
  const name = data.subarray(at + ENCODER_NAME[0], at + ENCODER_NAME[1]);
  const text = asText(name.subarray(1, 1 + name[0]));
  if (text) findings.add('software', text);
  zero(data, at, at + 6);
  zero(data, at + 8, at + 24);
  zero(data, at + 36, at + 40);
  zero(data, at + ENCODER_NAME[0], at + ENCODER_NAME[1]);
  return at + PICTURE_HEAD;
}

/** The fixed part of a sound's description.
 *  @param {Uint8Array} data @param {Box} entry @param {number} stsdVersion
 *  @returns {{ start: number, unit: [number, number] }} where its boxes begin; samples and bytes of a unit */
function sound(data, entry, stsdVersion) {
  const at = entry.body;
  const version = stsdVersion === 0 ? number(data, at + 8, 2) : 0;
  const [channels, bits] = [number(data, at + 16, 2), number(data, at + 18, 2)];
  const isLaw = entry.kind === 'ulaw' || entry.kind === 'alaw';
  let [samples, size, head] = [1, channels * (isLaw ? 1 : bits >> 3), SOUND_HEAD];
  if (entry.kind === 'ima4') [samples, size] = [64, 34 * channels];
  if (version === 1) {
    [samples, size, head] = [number(data, at + 28, 4), number(data, at + 36, 4), SOUND_V1];
  } else if (version === 2) {
    [samples, size, head] = [number(data, at + 60, 4), number(data, at + 56, 4), SOUND_V2];
  } else if (version > 2) throw new TooComplexError();
  zero(data, at, at + 6);
  zero(data, at + 10, at + 16);
  return { start: at + head, unit: samples && size ? [samples, size] : [1, 1] };
}

/** @param {Uint8Array} data @param {number} start @param {number} end @param {Set<string>} keeps
 *  @param {Findings} findings */
function children(data, start, end, keeps, findings) {
  let last = start;
  for (const box of boxes(data, start, end)) {
    last = box.end;
    if (!keeps.has(box.kind)) blank(data, box);
    else if (box.kind === 'wave') children(data, box.body, box.end, WAVE_KEEPS, findings);
    else if (VENDORED.includes(box.kind)) zero(data, box.body, Math.min(box.body + VENDOR, box.end));
    else if (box.kind === 'colr' && ['prof', 'rICC'].includes(latin(data, box.body, Math.min(box.body + 4, box.end)))) {
      const profile = cleanIcc(data.slice(box.body + 4, box.end), findings);
      if (profile) data.set(profile, box.body + 4);
      else blank(data, box);
    }
  }
  zero(data, last, end);
}
