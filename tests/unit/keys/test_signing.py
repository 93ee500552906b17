"""The TUF signer that the courier and the admins share."""

from __future__ import annotations

import hashlib

import pytest
from nacl.signing import SigningKey
from securesystemslib.exceptions import UnverifiedSignatureError

from keys.signing import public_tuf_key, tuf_signer

SEED = bytes(range(32))


def test_the_same_seed_has_the_same_key_id_wherever_it_is_loaded() -> None:
    """Signer and public key agree with PyNaCl's key for the seed, and so do their ids."""
    verify_key = SigningKey(SEED).verify_key.encode()
    assert tuf_signer(SEED).public_key == public_tuf_key(verify_key)
    named = f'{{"keytype":"ed25519","keyval":{{"public":"{verify_key.hex()}"}},"scheme":"ed25519"}}'
    assert public_tuf_key(verify_key).keyid == hashlib.sha256(named.encode()).hexdigest()


def test_what_one_seed_signed_another_key_refuses() -> None:
    """A signature holds under its own key and its own bytes alone."""
    signature = tuf_signer(SEED).sign(b"directory")
    public_tuf_key(SigningKey(SEED).verify_key.encode()).verify_signature(signature, b"directory")
    with pytest.raises(UnverifiedSignatureError):
        tuf_signer(SEED).public_key.verify_signature(signature, b"directory.")


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_seed_or_key_of_another_size_is_refused(size: int) -> None:
    """Nothing is padded or cut to fit."""
    with pytest.raises(ValueError, match="32 bytes"):
        tuf_signer(bytes(size))
    with pytest.raises(ValueError, match="32 bytes"):
        public_tuf_key(bytes(size))
