"""Suite 1 and the one table of labels (docs/protocol.md, "Primitives").

HPKE (RFC 9180) base mode, single shot: KEM MLKEM768-X25519 (X-Wing, 0x647a), HKDF-SHA256, AES-256-GCM.
Public keys have 1,216 bytes, encapsulations 1,120, and a sealed text is 1,136 bytes longer than the text.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from enum import Enum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from intake.protocol.errors import ProtocolError, WrongSizeError

SEED_SIZE = 32
PUBLIC_KEY_SIZE = 1_216
ENCAPSULATION_SIZE = 1_120
TAG_SIZE = 16
SEALED_OVERHEAD = ENCAPSULATION_SIZE + TAG_SIZE

_MLKEM_SEED_SIZE = 64
_MLKEM_PUBLIC_SIZE = 1_184
_SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


class Label(Enum):
    """What a key, a MAC or a signature is for: one label a use. On the wire: the ASCII text and one zero byte."""

    MASTER_SALT = "asterism/1 master salt"
    REPLY_KEY = "asterism/1 reply key"
    PAIR = "asterism/1 pair"
    MEET_SOURCE = "asterism/1 meet source"
    MEET_REPORTER = "asterism/1 meet reporter"
    PSEUDONYM = "asterism/1 pseudonym"
    LETTER = "asterism/1 letter"
    PARCEL = "asterism/1 parcel"
    PARCEL_IDS = "asterism/1 parcel ids"
    REPLY = "asterism/1 reply"
    REPLY_MAC = "asterism/1 reply mac"
    TAG = "asterism/1 tag"
    KEY_RECORD = "asterism/1 key record"
    BOARD = "asterism/1 board"
    BUNDLE = "asterism/1 bundle"
    OUTBOX = "asterism/1 outbox"
    CARD = "asterism/1 card"
    EVIDENCE = "asterism/1 evidence"

    @property
    def prefix(self) -> bytes:
        """The label's bytes. The zero byte makes the table prefix-free."""
        return self.value.encode() + b"\x00"


class UnusableKeyError(ProtocolError):
    """A public key that nothing can be sealed to: not 1,216 bytes, or of low order."""

    code = "unusable-key"
    happened = "A public key is damaged, so nothing can be locked to it"


def derive(key: bytes, label: Label, context: bytes = b"", size: int = 32) -> bytes:
    """HKDF-SHA256 (RFC 5869), no salt, info = label ‖ context; ``size`` bytes."""
    return HKDF(algorithm=SHA256(), length=size, salt=None, info=label.prefix + context).derive(key)


def authenticate(key: bytes, message: bytes) -> bytes:
    """HMAC-SHA256 (RFC 2104), 32 bytes."""
    return hmac.digest(key, message, "sha256")


def new_seed() -> bytes:
    """32 random bytes: an X-Wing private key."""
    return os.urandom(SEED_SIZE)


def _private_parts(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    """X-Wing, draft-connolly-cfrg-xwing-kem, section 5.2: SHAKE-256(seed, 96): 64 for ML-KEM-768, 32 for X25519."""
    if len(seed) != SEED_SIZE:
        raise WrongSizeError
    expanded = hashlib.shake_256(seed).digest(96)
    return (
        MLKEM768PrivateKey.from_seed_bytes(expanded[:_MLKEM_SEED_SIZE]),
        X25519PrivateKey.from_private_bytes(expanded[_MLKEM_SEED_SIZE:]),
    )


def public_key(seed: bytes) -> bytes:
    """The X-Wing public key of a seed: ML-KEM-768's 1,184 bytes, then X25519's 32."""
    kem, curve = _private_parts(seed)
    return kem.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()


def seal(plain: bytes, to: bytes, info: bytes) -> bytes:
    """Encapsulation ‖ ciphertext: ``len(plain)`` + 1,136 bytes (RFC 9180, section 6.1, SealBase, no associated data).

    Raises:  UnusableKeyError: ``to`` is no X-Wing public key.
    """
    if len(to) != PUBLIC_KEY_SIZE:
        raise UnusableKeyError
    try:
        key = hpke.MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(to[:_MLKEM_PUBLIC_SIZE]),
            X25519PublicKey.from_public_bytes(to[_MLKEM_PUBLIC_SIZE:]),
        )
        return _SUITE.encrypt(plain, key, info=info)
    except ValueError:
        raise UnusableKeyError from None


class Opener:
    """Opens what was sealed to one seed; keeps the expanded key, so that trying many letters is cheap."""

    def __init__(self, seed: bytes) -> None:
        """``seed``: 32 bytes. Raises WrongSizeError."""
        self._key = hpke.MLKEM768X25519PrivateKey(*_private_parts(seed))

    def open(self, untrusted: bytes, info: bytes) -> bytes | None:
        """The plain text, or None: sealed to another key, under another info, or altered - it cannot be told which."""
        try:
            return _SUITE.decrypt(untrusted, self._key, info=info)
        except (InvalidTag, ValueError):
            return None


def open_sealed(untrusted: bytes, seed: bytes, info: bytes) -> bytes | None:
    """As :meth:`Opener.open`, for one text."""
    return Opener(seed).open(untrusted, info)
