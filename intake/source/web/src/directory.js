/**
 * The signed directory: from the first root to today's newsroom (intake/protocol/directory.py; docs/protocol.md,
 * "Directory").
 *
 * TUF (The Update Framework specification 1.0, section 5), read from one file of the form
 * `{"metadata": {"1.root.json": text, …, "timestamp.json": text}, "targets": {"newsroom.json": text}}`.
 * The order of the checks is that of the specification. No delegations; Ed25519 and SHA-256 only; one key counts once
 * whatever its ids. Nothing is fetched and nothing is kept here. @module
 */
import { hex, unhex, utf8 } from './bytes.js';
import { verified } from './curve.js';
import { ProtocolError } from './errors.js';
import { field, isList, isObject, isText, isWhole, parseJson } from './json.js';
import { parseNewsroom } from './newsroom.js';
import { sha256 } from './suite.js';

/** @typedef {import('./bytes.js').Bytes} Bytes */

/** The versions of a directory, and the board's number in it: what a tool remembers against rollback.
 * @typedef {{root: number, targets: number, snapshot: number, timestamp: number, board: number}} Versions */

/**
 * A directory whose signatures hold. rootOneSha256: 32 bytes, the newsroom's name for ever; boardSha256: the board that
 * timestamp names, or null before the first trip; timestampUntil, targetsUntil: when the signatures run out, POSIX ms.
 * @typedef {{newsroom: import('./newsroom.js').Newsroom, rootOneSha256: Bytes, versions: Versions,
 *   boardSha256: Bytes | null, timestampUntil: number, targetsUntil: number}} Directory
 */

/** @typedef {Record<string, unknown>} Fields */
/** @typedef {{signed: Fields, signatures: Map<string, string>, version: number, expires: number}} Metadata */

export const SIZE_LIMIT = 4 * 1_024 * 1_024;
export const ROOTS_LIMIT = 1_024;
export const NEWSROOM = 'newsroom.json';
const ROLES = ['root', 'snapshot', 'targets', 'timestamp'];

/** @param {string} [code] @returns {never} */
const refuse = (code = 'directory') => {
  throw new ProtocolError(code);
};

/**
 * Check a one-file directory from the pinned first root down.
 *
 * @param {Uint8Array} untrusted  @param {Uint8Array} pinnedRoot SHA-256 of root version 1, 32 bytes
 * @param {number | null} now POSIX ms; null ignores expiry
 * @param {Partial<Versions>} [seen] the versions seen before, if this tool remembers; older ones are refused
 * @returns {Promise<Directory>}
 * @throws {ProtocolError} codes 'directory', 'directory-expired', 'directory-older'
 */
export async function openDirectory(untrusted, pinnedRoot, now, seen = {}) {
  const { metadata, targets: targetFiles } = parseBundle(untrusted);
  const first = metadata.get('1.root.json') ?? refuse();
  if (hex(sha256(first)) !== hex(pinnedRoot)) refuse();
  const root = await walkRoots(metadata, first); // 5.3
  checkFresh(root, now); // 5.3.10
  if (root.version < (seen.root ?? 1)) refuse('directory-older');
  const timestamp = await opened(metadata, 'timestamp.json', 'timestamp', root); // 5.4.1-2
  if (timestamp.version < (seen.timestamp ?? 0)) refuse('directory-older'); // 5.4.3.1
  checkFresh(timestamp, now); // 5.4.4
  const snapshotMeta = metaOf(timestamp, 'snapshot.json');
  const snapshotName = `${snapshotMeta.version}.snapshot.json`;
  const snapshot = await opened(metadata, snapshotName, 'snapshot', root, snapshotMeta); // 5.5.1-3
  if (snapshot.version !== snapshotMeta.version) refuse('directory-older'); // 5.5.4
  if (snapshot.version < (seen.snapshot ?? 0)) refuse('directory-older'); // 5.5.5
  checkFresh(snapshot, now); // 5.5.6
  const targetsMeta = metaOf(snapshot, 'targets.json');
  const targetsName = `${targetsMeta.version}.targets.json`;
  const targets = await opened(metadata, targetsName, 'targets', root, targetsMeta); // 5.6.1-3
  if (targets.version !== targetsMeta.version) refuse('directory-older'); // 5.6.4
  if (targets.version < (seen.targets ?? 0)) refuse('directory-older');
  checkFresh(targets, now); // 5.6.5
  const board = boardOf(timestamp);
  if (board.number < (seen.board ?? 0)) refuse('directory-older');
  const newsroom = targetFiles.get(NEWSROOM) ?? refuse(); // 5.7
  checkBytes(newsroom, targetsOf(targets).get(NEWSROOM) ?? refuse());
  return {
    newsroom: parseNewsroom(newsroom),
    rootOneSha256: Uint8Array.from(pinnedRoot),
    versions: {
      root: root.version,
      targets: targets.version,
      snapshot: snapshot.version,
      timestamp: timestamp.version,
      board: board.number,
    },
    boardSha256: board.sha256,
    timestampUntil: timestamp.expires,
    targetsUntil: targets.expires,
  };
}

/** @param {Uint8Array} untrusted @returns {{metadata: Map<string, Bytes>, targets: Map<string, Bytes>}} */
function parseBundle(untrusted) {
  if (untrusted.length > SIZE_LIMIT) refuse();
  const fields = json(untrusted);
  return { metadata: files(field(fields, 'metadata')), targets: files(field(fields, 'targets')) };
}

/** @param {Uint8Array} untrusted @returns {unknown} */
function json(untrusted) {
  try {
    return parseJson(untrusted);
  } catch {
    return refuse();
  }
}

/** @param {unknown} untrusted @returns {Map<string, Bytes>} */
function files(untrusted) {
  if (!isObject(untrusted)) return refuse();
  return new Map(Object.entries(untrusted).map(([name, text]) => [name, isText(text) ? utf8(text) : refuse()]));
}

/**
 * What securesystemslib signs: canonical JSON (keys in the order of code points, only `"` and `\` escaped).
 *
 * @param {unknown} value @returns {string}
 */
export function canonical(value) {
  if (typeof value === 'string') return `"${value.replace(/[\\"]/g, '\\$&')}"`;
  if (typeof value === 'boolean' || value === null || Number.isSafeInteger(value)) return String(value);
  if (isList(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return refuse();
  const keys = Object.keys(value).sort(byCodePoint);
  return `{${keys.map((key) => `${canonical(key)}:${canonical(value[key])}`).join(',')}}`;
}

/** @param {string} one @param {string} other @returns {number} (JavaScript's own order is that of UTF-16) */
function byCodePoint(one, other) {
  const [left, right] = [Array.from(one), Array.from(other)];
  const at = left.findIndex((character, k) => character !== right[k]);
  if (at < 0) return left.length - right.length;
  return (left[at].codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? -1);
}

/** @param {Uint8Array | undefined} untrusted @param {string} type @returns {Metadata} its signatures unchecked */
function parse(untrusted, type) {
  const file = json(untrusted ?? refuse());
  const [signed, listed] = [field(file, 'signed'), field(file, 'signatures')];
  if (!isObject(signed) || !isList(listed) || signed._type !== type) return refuse();
  const { spec_version: specification, version, expires } = signed;
  if (typeof specification !== 'string' || !/^1(\.\d+){1,2}$/.test(specification)) return refuse();
  if (!isWhole(version, 1, Number.MAX_SAFE_INTEGER)) return refuse();
  if (typeof expires !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(expires)) return refuse();
  const until = Date.parse(expires);
  if (Number.isNaN(until)) return refuse();
  const signatures = new Map();
  for (const signature of listed) {
    const [keyid, bytes] = [field(signature, 'keyid'), field(signature, 'sig')];
    if (typeof keyid !== 'string' || typeof bytes !== 'string' || signatures.has(keyid)) return refuse();
    signatures.set(keyid, bytes);
  }
  return { signed, signatures, version, expires: until };
}

/** @param {Uint8Array | undefined} untrusted @returns {Metadata} a root in which no role counts one key twice */
function parseRoot(untrusted) {
  const root = parse(untrusted, 'root');
  const roles = isObject(root.signed.roles) ? Object.keys(root.signed.roles).sort() : [];
  if (roles.join() !== ROLES.join()) refuse();
  for (const role of ROLES) keysOf(root, role);
  return root;
}

/** @param {Metadata} root @param {string} role @returns {{threshold: number, keys: Map<string, Bytes>}} keys by id */
function keysOf(root, role) {
  const entry = field(root.signed.roles, role);
  const [threshold, keyids] = [field(entry, 'threshold'), field(entry, 'keyids')];
  if (!isWhole(threshold, 1, Number.MAX_SAFE_INTEGER) || !isList(keyids)) return refuse();
  const keys = new Map();
  for (const keyid of keyids) {
    const key = typeof keyid === 'string' ? field(root.signed.keys, keyid) : undefined;
    if (field(key, 'keytype') !== 'ed25519' || field(key, 'scheme') !== 'ed25519') return refuse();
    keys.set(keyid, unhex(field(field(key, 'keyval'), 'public'), 32) ?? refuse());
  }
  const distinct = new Set([...keys.values()].map(hex));
  if (distinct.size !== keyids.length) return refuse();
  return { threshold, keys };
}

/** @param {Metadata} root @param {string} role @param {Metadata} file @returns {Promise<void>} */
async function checkSigned(root, role, file) {
  const { threshold, keys } = keysOf(root, role);
  const message = utf8(canonical(file.signed));
  let valid = 0;
  for (const [keyid, key] of keys) {
    const signature = unhex(file.signatures.get(keyid), 64);
    if (signature && (await verified(signature, message, key))) valid += 1;
  }
  if (valid < threshold) refuse();
}

/** @param {Map<string, Bytes>} metadata @param {Bytes} first @returns {Promise<Metadata>} the last root of the chain */
async function walkRoots(metadata, first) {
  let root = parseRoot(first);
  await checkSigned(root, 'root', root);
  if (root.version !== 1) refuse();
  for (;;) {
    const following = metadata.get(`${root.version + 1}.root.json`);
    if (!following) return root;
    const next = parseRoot(following);
    await checkSigned(root, 'root', next); // 5.3.4: by the old root's keys …
    await checkSigned(next, 'root', next); // … and by its own
    if (next.version !== root.version + 1 || next.version > ROOTS_LIMIT) refuse('directory-older'); // 5.3.5
    root = next;
  }
}

/**
 * @param {Map<string, Bytes>} metadata  @param {string} name  @param {string} role  @param {Metadata} root
 * @param {{length?: unknown, hashes?: unknown}} [meta] what the file above says of it
 * @returns {Promise<Metadata>}
 */
async function opened(metadata, name, role, root, meta) {
  const bytes = metadata.get(name) ?? refuse();
  if (meta) checkBytes(bytes, meta);
  const file = parse(bytes, role);
  await checkSigned(root, role, file);
  return file;
}

/** @param {Metadata} file @param {string} name @returns {{version: number, length?: unknown, hashes?: unknown}} */
function metaOf(file, name) {
  const meta = field(file.signed.meta, name);
  const version = field(meta, 'version');
  if (!isWhole(version, 1, Number.MAX_SAFE_INTEGER)) return refuse();
  return { version, length: field(meta, 'length'), hashes: field(meta, 'hashes') };
}

/** @param {Metadata} file @returns {Map<string, {length: number, hashes: unknown}>} each with a SHA-256, by path */
function targetsOf({ signed }) {
  if (!isObject(signed.targets)) return refuse();
  const listed = Object.entries(signed.targets).map(([path, target]) => {
    const [length, hashes] = [field(target, 'length'), field(target, 'hashes')];
    if (!isWhole(length, 0, Number.MAX_SAFE_INTEGER) || !unhex(field(hashes, 'sha256'), 32)) return refuse();
    return /** @type {const} */ ([path, { length, hashes }]);
  });
  return new Map(listed);
}

/** @param {Bytes} bytes @param {{length?: unknown, hashes?: unknown}} said each is checked where it is given */
function checkBytes(bytes, { length, hashes }) {
  if (length !== undefined && bytes.length !== length) refuse();
  if (hashes !== undefined && field(hashes, 'sha256') !== hex(sha256(bytes))) refuse();
}

/** @param {Metadata} file @param {number | null} now POSIX ms */
function checkFresh({ expires }, now) {
  if (now !== null && now >= expires) throw new ProtocolError('directory-expired', { since: expires });
}

/** @param {Metadata} timestamp @returns {{number: number, sha256: Bytes | null}} the board it names */
function boardOf({ signed }) {
  if (signed.board === undefined || signed.board === null) return { number: 0, sha256: null };
  const [number, digest] = [field(signed.board, 'number'), unhex(field(signed.board, 'sha256'), 32)];
  if (!isWhole(number, 1, Number.MAX_SAFE_INTEGER) || !digest) return refuse();
  return { number, sha256: digest };
}
