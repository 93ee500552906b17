"""A secret under a passphrase: Argon2id (RFC 9106), then XChaCha20-Poly1305; and the key files made of it.

Layout: magic "ASTS" 4 ‖ version 1 ‖ memory in KiB 4 ‖ passes 1 ‖ lanes 1 ‖ salt 16 ‖ box (secret + 40) ‖ check 8.
Numbers are big-endian. Label and head are bound to the box, so nobody can move a secret to another use or lower its cost.
The check is the start of a SHA-256 over all before it: it tells a damaged file from a wrong passphrase, nothing more.

A sealed file gets another passphrase, or other bytes, in three steps, so that one whole copy opens whatever is cut:
(1) the new file is written beside the old one and synced; (2) the old one is blanked where it lies; (3) the new one takes
its name. Whoever reads the file next finishes (2) and (3).
"""

from __future__ import annotations

import hashlib
import os
import struct
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from keys.vault.box import BOX_EXTRA, KEY_SIZE, seal, unseal
from keys.vault.errors import (
    AlreadyThereError,
    DamagedVaultError,
    EmptyPassphraseError,
    NewerVaultError,
    NotAVaultError,
    VaultError,
    WrongPassphraseError,
)
from keys.vault.files import DISK, Disk, blank, write_durably

MAGIC = b"ASTS"
VERSION = 1
_HEAD = struct.Struct(">4sBIBB16s")
_CHECK_SIZE = 8
KEY_FILE_LABEL = b"asterism key file"
REPLACEMENT = ".new"  # the end of the name of what is about to take the place of a sealed file
_LARGEST_FILE = 65_536

# What a head may ask for at most: a hostile file must not be able to stop the machine.
_MOST_MEMORY_KIB = 1 << 20
_MOST_PASSES = 16
_MOST_LANES = 4


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess costs: memory in KiB, passes over it, lanes."""

    memory_kib: int
    passes: int
    lanes: int = 1

    def __post_init__(self) -> None:
        """Raise ValueError outside 8 KiB a lane to 1 GiB, 1 to 16 passes, 1 to 4 lanes."""
        if not (
            1 <= self.lanes <= _MOST_LANES
            and 1 <= self.passes <= _MOST_PASSES
            and 8 * self.lanes <= self.memory_kib <= _MOST_MEMORY_KIB
        ):
            raise ValueError("this cost is outside the limits")


STANDARD = Cost(memory_kib=256 * 1024, passes=3)


def seal_secret(secret: bytes, passphrase: str, *, label: bytes, cost: Cost = STANDARD) -> bytes:
    """Seal a short secret under a passphrase.

    Args:    label: names the use; the same is needed to open it.
    Returns: ``secret`` and 75 bytes more.
    Raises:  EmptyPassphraseError; VaultError: not enough memory for ``cost``.
    """
    if not _normal(passphrase).strip():
        raise EmptyPassphraseError
    salt = os.urandom(16)
    head = _HEAD.pack(MAGIC, VERSION, cost.memory_kib, cost.passes, cost.lanes, salt)
    body = head + seal(_stretch(passphrase, salt, cost), secret, bound=label + head)
    return body + _check(body)


def open_secret(untrusted: bytes, passphrase: str, *, label: bytes) -> bytes:
    """The secret that :func:`seal_secret` sealed.

    Raises:  DamagedVaultError: no such file, changed or cut; NewerVaultError; WrongPassphraseError (or another label);
             VaultError: not enough memory for its cost.
    """
    if len(untrusted) < _HEAD.size + BOX_EXTRA + _CHECK_SIZE or untrusted[:4] != MAGIC:
        raise DamagedVaultError
    if untrusted[4] != VERSION:
        raise NewerVaultError
    body = untrusted[:-_CHECK_SIZE]
    if _check(body) != untrusted[-_CHECK_SIZE:]:
        raise DamagedVaultError
    head = body[: _HEAD.size]
    _, _, memory_kib, passes, lanes, salt = _HEAD.unpack(head)
    try:
        cost = Cost(memory_kib, passes, lanes)
    except ValueError:
        raise DamagedVaultError from None
    key = _stretch(passphrase, salt, cost)
    secret = unseal(key, body[_HEAD.size :], bound=label + head)
    if secret is None:
        raise WrongPassphraseError
    return secret


def write_key_file(path: Path, seed: bytes, passphrase: str, *, cost: Cost = STANDARD) -> None:
    """Write a key's seed (32 bytes) to a new file, mode 0600, durably.

    Raises:  AlreadyThereError: a key is never overwritten; EmptyPassphraseError; OSError.
    """
    if len(seed) != KEY_SIZE:
        raise ValueError("a seed has 32 bytes")
    if path.exists():
        raise AlreadyThereError
    write_durably(path, seal_secret(seed, passphrase, label=KEY_FILE_LABEL, cost=cost))


def read_key_file(path: Path, passphrase: str) -> bytes:
    """The seed (32 bytes) in a key file.

    Raises:  NotAVaultError: no file there; DamagedVaultError, NewerVaultError, WrongPassphraseError; OSError.
    """
    seed = open_secret(read_small(path), passphrase, label=KEY_FILE_LABEL)
    if len(seed) != KEY_SIZE:
        raise DamagedVaultError
    return seed


def change_passphrase(
    path: Path,
    old: str,
    new: str,
    *,
    label: bytes = KEY_FILE_LABEL,
    cost: Cost = STANDARD,
    disk: Disk = DISK,
) -> None:
    """Seal the secret in a file under another passphrase; the bytes under the old one are blanked in place.

    A copy of the file that was made before still opens under the old passphrase: only a new secret helps against that.

    Args:    label: of the secret's use: that of key files, or a vault's own.
    Raises:  WrongPassphraseError, EmptyPassphraseError, NotAVaultError, DamagedVaultError, NewerVaultError: nothing
             is changed.  OSError: one of the two passphrases opens it, the new one from step (1) on.
    """
    replace_sealed(
        path, seal_secret(open_secret(read_small(path), old, label=label), new, label=label, cost=cost), disk=disk
    )


def replace_key_file(path: Path, seed: bytes, passphrase: str, *, cost: Cost = STANDARD, disk: Disk = DISK) -> None:
    """Write a key's seed (32 bytes) whether or not a file of that key is there; what was there is blanked.

    Raises:  EmptyPassphraseError; OSError.
    """
    if len(seed) != KEY_SIZE:
        raise ValueError("a seed has 32 bytes")
    replace_sealed(path, seal_secret(seed, passphrase, label=KEY_FILE_LABEL, cost=cost), disk=disk)


def replace_sealed(path: Path, sealed: bytes, *, disk: Disk = DISK) -> None:
    """Put sealed bytes in a file's place, in the three steps of the module's first lines. Raises OSError."""
    write_durably(path.with_name(path.name + REPLACEMENT), sealed, disk=disk)  # (1)
    finish_replacing(path, disk=disk)


def finish_replacing(path: Path, *, disk: Disk = DISK) -> None:
    """Steps (2) and (3), if they are still to be done. Raises OSError."""
    replacement = path.with_name(path.name + REPLACEMENT)
    if not replacement.is_file():
        return
    if path.is_file():
        blank(path, disk=disk)  # (2)
    disk.rename(replacement, path)  # (3)
    disk.sync(path.parent)


def read_small(path: Path) -> bytes:
    """The untrusted bytes of a key file. Raises NotAVaultError: missing; DamagedVaultError: too large; OSError."""
    finish_replacing(path)
    try:
        with path.open("rb") as file:
            untrusted = file.read(_LARGEST_FILE + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise NotAVaultError from None
    if len(untrusted) > _LARGEST_FILE:
        raise DamagedVaultError
    return untrusted


def _normal(passphrase: str) -> str:
    # One passphrase, one spelling: keyboards disagree on how accents and full-width letters are composed.
    return unicodedata.normalize("NFKC", passphrase)


def _stretch(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    from argon2.exceptions import HashingError
    from argon2.low_level import Type, hash_secret_raw

    try:
        return hash_secret_raw(
            secret=_normal(passphrase).encode("utf-8", "surrogatepass"),
            salt=salt,
            time_cost=cost.passes,
            memory_cost=cost.memory_kib,
            parallelism=cost.lanes,
            hash_len=KEY_SIZE,
            type=Type.ID,
        )
    except (HashingError, MemoryError):
        raise VaultError(
            f"There is not enough free memory: this needs {cost.memory_kib // 1024} MiB",
            todo="Close other programs, then run the command again",
        ) from None


def _check(body: bytes) -> bytes:
    return hashlib.sha256(body).digest()[:_CHECK_SIZE]
