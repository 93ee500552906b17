/**
 * The key of one reporter for one day, signed by that reporter (intake/protocol/keyrecord.py; docs/protocol.md, "Key
 * records"). @module
 */
import { concat, hex, view } from './bytes.js';
import { verified } from './curve.js';
import { ProtocolError } from './errors.js';
import { Label, PUBLIC_KEY_SIZE } from './suite.js';
import { checkSize, KEY_RECORD_SIZE, REPORTER_ID_SIZE, splitKeyRecords, SUITE } from './wire.js';

/** @typedef {import('./bytes.js').Bytes} Bytes */
/** @typedef {{day: number, reporter: string, publicKey: Bytes}} KeyRecord reporter: id in hex; publicKey: 1,216 bytes */

const KEY_AT = 5 + REPORTER_ID_SIZE;
const BODY_SIZE = KEY_AT + PUBLIC_KEY_SIZE;

/**
 * @param {Uint8Array} untrusted 1,301 bytes: suite 1 ‖ day 4 ‖ reporter id 16 ‖ public key 1,216 ‖ signature 64
 * @param {Bytes} verifyKey the reporter's Ed25519 key, 32 bytes
 * @returns {Promise<KeyRecord>}
 * @throws {ProtocolError} codes 'size', 'suite', 'key-record'
 */
export async function openKeyRecord(untrusted, verifyKey) {
  checkSize(untrusted, KEY_RECORD_SIZE);
  if (untrusted[0] !== SUITE) throw new ProtocolError('suite');
  const body = untrusted.slice(0, BODY_SIZE);
  const genuine = await verified(untrusted.slice(BODY_SIZE), concat(Label.KEY_RECORD, body), verifyKey);
  if (!genuine) throw new ProtocolError('key-record');
  return { day: view(body).getUint32(1), reporter: hex(body.subarray(5, KEY_AT)), publicKey: body.slice(KEY_AT) };
}

/**
 * @param {Uint8Array} untrusted one day's file
 * @param {Map<string, Bytes>} verifyKeys each reporter's key by id in hex, from targets; others' records are passed over
 * @returns {Promise<Map<string, KeyRecord>>} by reporter id
 * @throws {ProtocolError} codes 'size', 'suite', 'key-record'; 'broken': several days, or not in order
 */
export async function openDayFile(untrusted, verifyKeys) {
  /** @type {Map<string, KeyRecord>} */
  const records = new Map();
  for (const [reporter, record] of splitKeyRecords(untrusted)) {
    const verifyKey = verifyKeys.get(reporter);
    if (verifyKey) records.set(reporter, await openKeyRecord(record, verifyKey));
  }
  if (new Set([...records.values()].map((record) => record.day)).size > 1) throw new ProtocolError('broken');
  return records;
}
