"""Outboxes: what comes out of the air gap, one file of fixed size (docs/protocol.md, "Outbox").

suite 1 ‖ reporter id 16 ‖ number 8 ‖ SHA-256 of the last outbox 32 ‖ closing day 4 ‖ replies 2 ‖ records 2 ‖
receipts 2, then replies × (tag 6 ‖ reply 4,096), 40 slots of key records (1,301), 16 slots of receipts (courier 32 ‖
bundle 8), unused slots all zeros, then the reporter's Ed25519 signature 64 over label ‖ all before it.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from intake.protocol import wire
from intake.protocol.errors import ProtocolError
from intake.protocol.keyrecord import open_key_record
from intake.protocol.newsroom import REPLIES_A_TRIP
from intake.protocol.suite import Label
from keys.stick.errors import BrokenOutboxError

_HEAD = struct.Struct(">B16sQ32sIHHH")
_RECEIPT = struct.Struct(">32sQ")
REPLY_ROW = wire.TAG_SIZE + wire.REPLY_SIZE
RECORD_SLOTS = 40
RECEIPT_SLOTS = 16
SIGNATURE_SIZE = 64


@dataclass(frozen=True, slots=True)
class Outbox:
    """What one machine hands over on one trip.

    number:    of this machine's outboxes, from 1.  previous: SHA-256 of the last one, 32 zeros for the first.
    closing:   the closing day of the last bundle imported, 0 before the first.
    replies:   (tag 6 bytes, reply 4,096 bytes), real or cover: 8, 16 or 32.
    records:   signed key records (1,301 bytes each) of all days to come, ascending, at most 40.
    receipts:  (courier's key 32 bytes, bundle number): this bundle of that courier and all before it were imported;
               one a courier, at most 16.
    """

    reporter: bytes
    number: int
    previous: bytes
    closing: int
    replies: tuple[tuple[bytes, bytes], ...]
    records: tuple[bytes, ...]
    receipts: tuple[tuple[bytes, int], ...]

    @property
    def file_name(self) -> str:
        """The outbox's name on the stick; the next one takes its place."""
        return f"{self.reporter.hex()}.outbox"

    def sign(self, key: SigningKey) -> bytes:
        """The outbox's bytes, :func:`outbox_size` of them."""
        head = _HEAD.pack(
            wire.SUITE,
            self.reporter,
            self.number,
            self.previous,
            self.closing,
            len(self.replies),
            len(self.records),
            len(self.receipts),
        )
        body = head + b"".join(tag + reply for tag, reply in self.replies)
        body += b"".join(self.records).ljust(RECORD_SLOTS * wire.KEY_RECORD_SIZE, b"\x00")
        body += b"".join(_RECEIPT.pack(*receipt) for receipt in self.receipts).ljust(
            RECEIPT_SLOTS * _RECEIPT.size, b"\x00"
        )
        return body + key.sign(Label.OUTBOX.prefix + body).signature


def outbox_size(replies: int) -> int:
    """The one size of an outbox with this number of replies a trip: 85,627 bytes with 8."""
    return (
        _HEAD.size
        + replies * REPLY_ROW
        + RECORD_SLOTS * wire.KEY_RECORD_SIZE
        + RECEIPT_SLOTS * _RECEIPT.size
        + SIGNATURE_SIZE
    )


OUTBOX_LIMIT = outbox_size(max(REPLIES_A_TRIP))


def outbox_reporter(untrusted: bytes) -> bytes:
    """The reporter id (16 bytes) that an outbox names, unchecked. Raises BrokenOutboxError."""
    if len(untrusted) < _HEAD.size or untrusted[0] != wire.SUITE:
        raise BrokenOutboxError
    return bytes(untrusted[1 : 1 + wire.REPORTER_ID_SIZE])


def open_outbox(untrusted: bytes, verify_key: bytes) -> Outbox:
    """An outbox that this reporter's key (32 bytes) signed: its unused room all zeros, its key records its own.

    Raises:  BrokenOutboxError.
    """
    outbox_reporter(untrusted)
    body, signature = untrusted[:-SIGNATURE_SIZE], untrusted[-SIGNATURE_SIZE:]
    try:
        VerifyKey(verify_key).verify(Label.OUTBOX.prefix + body, signature)
    except (BadSignatureError, ValueError):
        raise BrokenOutboxError from None
    _, reporter, number, previous, closing, replies, records, receipts = _HEAD.unpack_from(body)
    fits = replies in REPLIES_A_TRIP and records <= RECORD_SLOTS and receipts <= RECEIPT_SLOTS
    if not fits or len(untrusted) != outbox_size(replies):
        raise BrokenOutboxError
    at = _HEAD.size
    rows = [body[at + k * REPLY_ROW : at + (k + 1) * REPLY_ROW] for k in range(replies)]
    at += replies * REPLY_ROW
    keys = _slots(body, at, wire.KEY_RECORD_SIZE, records, RECORD_SLOTS)
    at += RECORD_SLOTS * wire.KEY_RECORD_SIZE
    _check_records(keys, reporter, verify_key)
    named = [_RECEIPT.unpack(slot) for slot in _slots(body, at, _RECEIPT.size, receipts, RECEIPT_SLOTS)]
    return Outbox(
        reporter=reporter,
        number=number,
        previous=previous,
        closing=closing,
        replies=tuple((row[: wire.TAG_SIZE], row[wire.TAG_SIZE :]) for row in rows),
        records=tuple(keys),
        receipts=tuple((courier, bundle) for courier, bundle in named),
    )


def _check_records(records: Sequence[bytes], reporter: bytes, verify_key: bytes) -> None:
    """Raise BrokenOutboxError unless all are this reporter's, signed by it, of ascending days."""
    try:
        opened = [open_key_record(record, verify_key) for record in records]
    except ProtocolError:
        raise BrokenOutboxError from None
    days = [record.day for record in opened]
    if any(record.reporter != reporter for record in opened) or days != sorted(set(days)):
        raise BrokenOutboxError


def _slots(body: bytes, at: int, size: int, used: int, slots: int) -> list[bytes]:
    """The used slots of a table; what lies in the others would be a way out, so it has to be zeros."""
    if any(body[at + used * size : at + slots * size]):
        raise BrokenOutboxError
    return [body[at + k * size : at + (k + 1) * size] for k in range(used)]
