/** A sound with tags in front: which of the formats it is, is told by what stands behind them. @module */
import { startsWith } from '../bytes.js';
import { edges } from './edges.js';
import { Findings } from '../finding.js';
import { cleanFlac, MAGIC } from './flac.js';
import { cleanAdts, cleanMpeg } from './mpeg.js';
import { isAdts } from './mpegheader.js';
import { Window } from '../source.js';

/** Plan a file that begins with an ID3 or APE tag. Errors as those of the format behind it.
 *  @param {import('../source.js').Source} source @returns {Promise<import('../cleaned.js').Cleaned>} */
export async function cleanTagged(source) {
  const window = new Window(source);
  const [start, end] = await edges(window, new Findings());
  const head = await window.take(start, Math.min(16, end - start));
  if (startsWith(head, MAGIC)) return cleanFlac(source);
  return isAdts(head, 0) ? cleanAdts(source) : cleanMpeg(source);
}
