/** The name that both ends know and the server never does (intake/protocol/pseudonym.py). @module */
import { view } from './bytes.js';
import { kindWords, names } from './data.js';
import { Label, sha256 } from './suite.js';

/**
 * SHA-256(label ‖ key): bytes 0-7 as a big-endian number modulo 2,048 choose the name, bytes 8-15 modulo 986 the
 * word. It is no credential: somebody else may have the same.
 *
 * @param {Uint8Array} replyKey 1,216 bytes
 * @returns {string} a given name and a capitalised word, "Santosh Maple"
 */
export function pseudonym(replyKey) {
  const digest = view(sha256(Label.PSEUDONYM, replyKey));
  const name = names[Number(digest.getBigUint64(0) % BigInt(names.length))];
  const word = kindWords[Number(digest.getBigUint64(8) % BigInt(kindWords.length))];
  return `${name} ${word[0].toUpperCase()}${word.slice(1)}`;
}
