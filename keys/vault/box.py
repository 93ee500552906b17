"""The two constructions that everything in the vault rests on: an authenticated box, and sub-keys.

XChaCha20-Poly1305 (libsodium, IETF variant: 256-bit key, random 192-bit nonce) and HKDF-SHA256 (RFC 5869).
"""

from __future__ import annotations

import os

KEY_SIZE = 32
NONCE_SIZE = 24
BOX_EXTRA = NONCE_SIZE + 16  # bytes that a box is longer than its content


def seal(key: bytes, content: bytes, *, bound: bytes) -> bytes:
    """Nonce 24 ‖ content encrypted and authenticated; it opens only together with the same ``bound``.

    Args:    key: 32 bytes.  bound: the label and head that the box belongs to; not inside it.
    """
    from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt

    nonce = os.urandom(NONCE_SIZE)
    return nonce + crypto_aead_xchacha20poly1305_ietf_encrypt(content, bound, nonce, key)


def unseal(key: bytes, untrusted: bytes, *, bound: bytes) -> bytes | None:
    """The content of a box, or None: it was not sealed under this key with this ``bound``."""
    from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt
    from nacl.exceptions import CryptoError

    if len(untrusted) < BOX_EXTRA:
        return None
    try:
        return crypto_aead_xchacha20poly1305_ietf_decrypt(untrusted[NONCE_SIZE:], bound, untrusted[:NONCE_SIZE], key)
    except CryptoError:
        return None


def sub_key(key: bytes, label: bytes) -> bytes:
    """A key of 32 bytes for one use; ``label`` names the use."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(algorithm=SHA256(), length=KEY_SIZE, salt=None, info=label).derive(key)
