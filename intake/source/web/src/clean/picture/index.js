/** Pictures: JPEG, PNG, WebP, GIF, HEIC and AVIF, TIFF. @module */
import { cleanGif } from './gif.js';
import { cleanHeif, isHeif } from './heif.js';
import { cleanJpeg } from './jpeg.js';
import { cleanPng } from './png.js';
import { cleanTiff } from './tiff.js';
import { cleanWebp } from './webp.js';

const TIFF_HEADS = ['II*\0', 'MM\0*', 'II+\0', 'MM\0+'];

/** @type {readonly import('../family.js').Family[]} */
export const PICTURES = [
  { name: 'jpeg', isOurs: (head) => head.startsWith('\xff\xd8\xff'), clean: cleanJpeg },
  { name: 'png', isOurs: (head) => head.startsWith('\x89PNG\r\n\x1a\n'), clean: cleanPng },
  { name: 'webp', isOurs: (head) => head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP', clean: cleanWebp },
  { name: 'gif', isOurs: (head) => ['GIF87a', 'GIF89a'].includes(head.slice(0, 6)), clean: cleanGif },
  { name: 'heif', isOurs: isHeif, clean: cleanHeif },
  { name: 'tiff', isOurs: (head) => TIFF_HEADS.includes(head.slice(0, 4)), clean: cleanTiff },
];
