"""Ed25519 keys as TUF (The Update Framework) knows them, for the admins' roles and the courier's.

A key's id is securesystemslib's own: SHA-256 of the key as canonical JSON, so one key has one id everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    # The package re-exports these without __all__, which mypy rightly calls private: so the modules themselves.
    from securesystemslib.signer._crypto_signer import CryptoSigner
    from securesystemslib.signer._key import SSlibKey


def tuf_signer(seed: bytes) -> CryptoSigner:
    """A signer for TUF metadata from an Ed25519 seed (32 bytes; RFC 8032). Raises ValueError: another size."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from securesystemslib.signer._crypto_signer import CryptoSigner

    return CryptoSigner(Ed25519PrivateKey.from_private_bytes(seed))


def public_tuf_key(verify_key: bytes) -> SSlibKey:
    """An Ed25519 public key (32 bytes) as TUF metadata names it. Raises ValueError: another size."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from securesystemslib.signer._key import SSlibKey

    return SSlibKey.from_crypto(Ed25519PublicKey.from_public_bytes(verify_key))


def couriers_ever(files: Mapping[str, bytes]) -> set[bytes]:
    """The keys (32 bytes) of all couriers that any root named, from the first on: those taken away since, too.

    Args:    files: metadata by name, its chain of roots checked already.
    """
    from tuf.api.metadata import Metadata

    found: set[bytes] = set()
    number = 1
    while (body := files.get(f"{number}.root.json")) is not None:
        root: Any = Metadata.from_bytes(body).signed
        for role in ("snapshot", "timestamp"):
            found |= {bytes.fromhex(root.keys[keyid].keyval["public"]) for keyid in root.roles[role].keyids}
        number += 1
    return found
