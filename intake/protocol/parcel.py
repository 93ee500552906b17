"""Parcels: the files of a tip as one stream of fixed pieces under one random key (docs/protocol.md, "Parcel").

The stream is the files' bytes one after the other, then a table (JSON), then zeros.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from intake.protocol import wire
from intake.protocol.errors import BrokenLetterError, BrokenParcelError, TooLongError
from intake.protocol.suite import Label, authenticate, derive

NONCE_SIZE = 12
PLAIN_SIZE = wire.PARCEL_SIZE - NONCE_SIZE - 16
"""65,508 bytes of the stream in a parcel."""

PARCELS_LIMIT = 2**20
TABLE_LIMIT = 4 * 1_024 * 1_024
KEY_SIZE = 32


def new_key() -> bytes:
    """A stream key: 32 random bytes, for one stream only."""
    return os.urandom(KEY_SIZE)


def padded_count(count: int) -> int:
    """The number of parcels that are sent for ``count`` full ones: a power of two up to 8, then Padmé.

    Source:  Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", 2019,
             section 4: the lowest E - S bits are rounded up, E = floor(log2 count), S = floor(log2 E) + 1.
    Raises:  TooLongError: more than 2^20.
    """
    if count > PARCELS_LIMIT:
        raise TooLongError("These files are too large for one tip", todo="Send fewer files at a time")
    if count <= 8:
        return 1 << (count - 1).bit_length() if count else 0
    exponent = count.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (count + mask) & ~mask


def parcel_id(key: bytes, index: int) -> bytes:
    """The id of parcel ``index`` of a stream: HMAC(HKDF(key, "parcel ids"), index 4)[:16]."""
    return authenticate(derive(key, Label.PARCEL_IDS), struct.pack(">I", index))[: wire.ID_SIZE]


def parcel_ids(key: bytes, count: int) -> list[bytes]:
    """The ids of parcels 0 to ``count`` - 1 of a stream; the key for them is derived once."""
    under = derive(key, Label.PARCEL_IDS)
    return [authenticate(under, struct.pack(">I", index))[: wire.ID_SIZE] for index in range(count)]


def seal_parcel(plain: bytes, key: bytes, index: int) -> bytes:
    """One parcel, 65,536 bytes, of at most 65,508 bytes of stream; zeros fill it up.

    Raises:  TooLongError.
    """
    if len(plain) > PLAIN_SIZE:
        raise TooLongError
    nonce = os.urandom(NONCE_SIZE)
    aad = Label.PARCEL.prefix + struct.pack(">I", index)
    return nonce + AESGCM(key).encrypt(nonce, plain.ljust(PLAIN_SIZE, b"\x00"), aad)


def open_parcel(untrusted: bytes, key: bytes, index: int) -> bytes:
    """65,508 bytes of stream. Raises WrongSizeError; BrokenParcelError: it is not this stream's parcel ``index``."""
    wire.check_size(untrusted, wire.PARCEL_SIZE)
    aad = Label.PARCEL.prefix + struct.pack(">I", index)
    try:
        return AESGCM(key).decrypt(untrusted[:NONCE_SIZE], untrusted[NONCE_SIZE:], aad)
    except InvalidTag:
        raise BrokenParcelError from None


@dataclass(frozen=True, slots=True, repr=False)
class Stream:
    """What a letter says of the files' stream.

    key: 32 bytes.  size: bytes of files and table.  table: where the table begins.  table_sha256: 32 bytes.
    """

    key: bytes
    size: int
    table: int
    table_sha256: bytes

    @property
    def parcels(self) -> int:
        """How many parcels hold the stream, the surplus not counted."""
        return -(-self.size // PLAIN_SIZE)

    def as_json(self) -> dict[str, Any]:
        """The letter's form: suite, key and hash as hex, size and table as numbers."""
        return {
            "suite": wire.SUITE,
            "key": self.key.hex(),
            "size": self.size,
            "table": self.table,
            "table_sha256": self.table_sha256.hex(),
        }

    @classmethod
    def from_json(cls, untrusted: Any) -> Stream:
        """The opposite of :meth:`as_json`. Raises BrokenLetterError."""
        try:
            key, digest = wire.from_hex(untrusted["key"], KEY_SIZE), wire.from_hex(untrusted["table_sha256"], 32)
            size, table, number = untrusted["size"], untrusted["table"], untrusted["suite"]
        except (KeyError, ValueError, TypeError):
            raise BrokenLetterError from None
        whole = all(type(value) is int for value in (size, table, number))
        if not whole or number != wire.SUITE:
            raise BrokenLetterError
        if not 0 <= table < size <= PARCELS_LIMIT * PLAIN_SIZE or size - table > TABLE_LIMIT:
            raise BrokenLetterError
        return cls(key, size, table, digest)


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One row of a stream's table.

    name:      neutral, chosen by the page; never the original name unless the source asked for it.
    size:      bytes sent.
    salt:      16 random bytes.  original, sent: SHA-256(salt ‖ bytes) of the untouched file and of what was sent.
    removed:   the kinds of what was taken out (intake.clean.Finding kinds); empty for an untouched file.
    cleaned:   False: sent as it is, by the source's own choice.
    role:      "file", or "text" for a message too long for its letter.
    """

    name: str
    size: int
    salt: bytes
    original: bytes
    sent: bytes
    removed: tuple[str, ...]
    cleaned: bool
    role: str = "file"


def pack_table(entries: Sequence[FileEntry]) -> bytes:
    """The table as UTF-8 JSON: a list of objects."""
    rows = [
        {
            "name": entry.name,
            "size": entry.size,
            "salt": entry.salt.hex(),
            "original": entry.original.hex(),
            "sent": entry.sent.hex(),
            "removed": list(entry.removed),
            "cleaned": entry.cleaned,
            "role": entry.role,
        }
        for entry in entries
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()


def parse_table(untrusted: bytes, stream: Stream) -> tuple[FileEntry, ...]:
    """The files of a stream. Raises BrokenLetterError: other bytes than the letter named, or it does not parse."""
    if hashlib.sha256(untrusted).digest() != stream.table_sha256:
        raise BrokenLetterError
    try:
        rows = wire.read_json(untrusted)
        entries = tuple(_entry(row) for row in rows)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BrokenLetterError from None
    if not isinstance(rows, list) or sum(entry.size for entry in entries) != stream.table:
        raise BrokenLetterError
    return entries


def _entry(row: Any) -> FileEntry:
    entry = FileEntry(
        name=row["name"],
        size=row["size"],
        salt=wire.from_hex(row["salt"], 16),
        original=wire.from_hex(row["original"], 32),
        sent=wire.from_hex(row["sent"], 32),
        removed=tuple(row["removed"]),
        cleaned=row["cleaned"],
        role=row["role"],
    )
    texts = (entry.name, entry.role, *entry.removed)
    if not isinstance(row["removed"], list) or not all(isinstance(text, str) for text in texts):
        raise BrokenLetterError
    if type(entry.cleaned) is not bool:
        raise BrokenLetterError
    if type(entry.size) is not int or entry.size < 0 or entry.role not in ("file", "text"):
        raise BrokenLetterError
    "".join(texts).encode()  # half a surrogate pair is no text
    return entry
