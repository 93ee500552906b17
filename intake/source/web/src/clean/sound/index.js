/** Sounds: MP3, AAC, FLAC, Ogg (also with a film in it), WAV, AIFF, AMR. M4A is a film's container: see film/. @module */
import { bytes } from '../bytes.js';
import { cleanAiff, isAiff } from './aiff.js';
import { cleanAmr, NARROW, WIDE } from './amr.js';
import { cleanFlac } from './flac.js';
import { cleanAdts, cleanMpeg } from './mpeg.js';
import { isAdts, mpegLength } from './mpegheader.js';
import { cleanOgg } from './ogg.js';
import { cleanWav, isWav } from './riff.js';
import { cleanTagged } from './tagged.js';

/** @type {readonly import('../family.js').Family[]} */
export const SOUNDS = [
  { name: 'tagged', isOurs: (head) => head.startsWith('ID3') || head.startsWith('APETAGEX'), clean: cleanTagged },
  { name: 'flac', isOurs: (head) => head.startsWith('fLaC'), clean: cleanFlac },
  { name: 'ogg', isOurs: (head) => head.startsWith('OggS'), clean: cleanOgg },
  { name: 'wav', isOurs: isWav, clean: cleanWav },
  { name: 'aiff', isOurs: isAiff, clean: cleanAiff },
  { name: 'amr', isOurs: (head) => head.startsWith(NARROW) || head.startsWith(WIDE), clean: cleanAmr },
  { name: 'aac', isOurs: (head) => isAdts(bytes(head.slice(0, 16)), 0), clean: cleanAdts },
  { name: 'mpeg', isOurs: (head) => mpegLength(bytes(head.slice(0, 4)), 0) > 0, clean: cleanMpeg },
];
