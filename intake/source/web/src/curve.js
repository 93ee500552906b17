/**
 * X25519 and Ed25519: WebCrypto's own, or @noble/curves where the browser lacks one (Safari before 17, Chromium before
 * 133 and 137, Firefox before 129 and 130). @module
 */
import { concat } from './bytes.js';

/** @typedef {import('./bytes.js').Bytes} Bytes */

/** PKCS #8 (RFC 5958, RFC 8410) around 32 bytes of X25519 private key: the one form in which WebCrypto takes it. */
const PKCS8 = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x6e, 4, 0x22, 4, 0x20);
const BASE_POINT = Uint8Array.from({ length: 32 }, (_, at) => (at === 0 ? 9 : 0));
const ED25519_BASE_POINT = Uint8Array.from({ length: 32 }, (_, at) => (at === 0 ? 0x58 : 0x66));
const X25519 = { name: 'X25519' };
const ED25519 = { name: 'Ed25519' };

/** Asks whether the browser has a curve: every browser that has it takes the curve's base point as a key. */
const probes = {
  X25519: () => crypto.subtle.importKey('raw', BASE_POINT, X25519, false, []),
  Ed25519: () => crypto.subtle.importKey('raw', ED25519_BASE_POINT, ED25519, false, ['verify']),
};

/** What was asked before. @type {Map<string, Promise<typeof import('./curves.js') | null>>} */
const substitutes = new Map();

/**
 * @param {'X25519' | 'Ed25519'} name
 * @returns {Promise<typeof import('./curves.js') | null>} the curves in JavaScript, or null: the browser has this one
 */
function substitute(name) {
  const asked = substitutes.get(name) ?? probes[name]().then(() => null, () => import('./curves.js'));
  substitutes.set(name, asked);
  return asked;
}

/**
 * X25519 (RFC 7748).
 *
 * @param {Bytes} secret 32 bytes  @param {Bytes} untrustedPoint 32 bytes
 * @returns {Promise<Bytes>} 32 bytes
 * @throws when the point is of low order
 */
export async function x25519(secret, untrustedPoint) {
  const curves = await substitute('X25519');
  if (curves) return Uint8Array.from(curves.x25519.getSharedSecret(secret, untrustedPoint));
  const key = await crypto.subtle.importKey('pkcs8', concat(PKCS8, secret), X25519, false, ['deriveBits']);
  const point = await crypto.subtle.importKey('raw', untrustedPoint, X25519, false, []);
  return new Uint8Array(await crypto.subtle.deriveBits({ ...X25519, public: point }, key, 256));
}

/** @param {Bytes} secret 32 bytes @returns {Promise<Bytes>} its public key, 32 bytes */
export async function x25519Public(secret) {
  return x25519(secret, BASE_POINT);
}

/**
 * Ed25519 (RFC 8032).
 *
 * @param {Bytes} untrusted signature, 64 bytes  @param {Bytes} message  @param {Bytes} key 32 bytes
 * @returns {Promise<boolean>}
 */
export async function verified(untrusted, message, key) {
  const curves = await substitute('Ed25519');
  try {
    if (curves) return curves.ed25519.verify(untrusted, message, key, { zip215: false });
    const imported = await crypto.subtle.importKey('raw', key, ED25519, false, ['verify']);
    return await crypto.subtle.verify(ED25519, imported, untrusted, message);
  } catch {
    return false;
  }
}
