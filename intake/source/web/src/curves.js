/** X25519 and Ed25519 in JavaScript, loaded only by browsers whose WebCrypto lacks them. @module */
export { ed25519, x25519 } from '@noble/curves/ed25519.js';
