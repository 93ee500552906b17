"""The key of one reporter for one day, signed by that reporter (docs/protocol.md, "Key records")."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from intake.protocol import suite, wire
from intake.protocol.errors import BrokenKeyRecordError, ProtocolError, UnknownSuiteError
from intake.protocol.suite import Label

_BODY = struct.Struct(f">BI16s{suite.PUBLIC_KEY_SIZE}s")
SIGNATURE_SIZE = 64


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """One reporter's public key of one day: id 16 bytes, key 1,216 bytes."""

    day: int
    reporter: bytes
    public_key: bytes

    def sign(self, key: SigningKey) -> bytes:
        """1,301 bytes: suite 1 ‖ day 4 ‖ reporter id 16 ‖ public key 1,216 ‖ Ed25519 signature 64 (RFC 8032)."""
        body = _BODY.pack(wire.SUITE, self.day, self.reporter, self.public_key)
        return body + key.sign(Label.KEY_RECORD.prefix + body).signature


def open_key_record(untrusted: bytes, verify_key: bytes) -> KeyRecord:
    """A record that the key (32 bytes) signed. Raises WrongSizeError, UnknownSuiteError, BrokenKeyRecordError."""
    wire.check_size(untrusted, wire.KEY_RECORD_SIZE)
    body, signature = untrusted[: _BODY.size], untrusted[_BODY.size :]
    if body[0] != wire.SUITE:
        raise UnknownSuiteError
    try:
        VerifyKey(verify_key).verify(Label.KEY_RECORD.prefix + body, signature)
    except BadSignatureError:
        raise BrokenKeyRecordError from None
    _, day, reporter, public_key = _BODY.unpack(body)
    return KeyRecord(day, reporter, public_key)


def open_day_file(untrusted: bytes, verify_keys: Mapping[bytes, bytes]) -> dict[bytes, KeyRecord]:
    """The records of one day's file, by reporter id, of those reporters that the directory names.

    Args:    verify_keys: the Ed25519 key (32 bytes) of each reporter id in targets; records of others are passed over.
    Raises:  WrongSizeError, UnknownSuiteError, BrokenKeyRecordError, ProtocolError: records of several days.
    """
    records = {
        reporter: open_key_record(record, verify_keys[reporter])
        for reporter, record in wire.split_key_records(untrusted).items()
        if reporter in verify_keys
    }
    if len({record.day for record in records.values()}) > 1:
        raise ProtocolError("The keys of several days stand in one day's file")
    return records
