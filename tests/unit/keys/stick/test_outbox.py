"""Outboxes: one file of fixed size, and no room in it for anything else."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from intake.protocol import suite, wire
from intake.protocol.keyrecord import KeyRecord
from intake.protocol.suite import Label
from keys.stick.errors import BrokenOutboxError
from keys.stick.outbox import OUTBOX_LIMIT, Outbox, open_outbox, outbox_reporter, outbox_size
from tests.support.anyjson import KEY

ME, OTHER = bytes(range(16)), bytes(range(1, 17))
PUBLIC = suite.public_key(bytes(32))
HEAD = 67
SLOTS = HEAD + 8 * 4_102


def record(day: int, reporter: bytes = ME, key: SigningKey = KEY) -> bytes:
    """One key record."""
    return KeyRecord(day, reporter, PUBLIC).sign(key)


def outbox(records: tuple[bytes, ...] = (), replies: int = 8) -> Outbox:
    """One outbox of ours."""
    rows = tuple((os.urandom(6), os.urandom(4_096)) for _ in range(replies))
    return Outbox(ME, 7, bytes(32), 20_000, rows, records, ((bytes(32), 3),))


def resigned(body: bytes) -> bytes:
    """The same with its signature made anew, as a turned machine would."""
    return body[:-64] + KEY.sign(Label.OUTBOX.prefix + body[:-64]).signature


def opened(body: bytes) -> Outbox:
    """As the courier opens it."""
    return open_outbox(body, bytes(KEY.verify_key))


@pytest.mark.parametrize("replies", [8, 16, 32])
def test_one_size_whatever_is_in_it(replies: int) -> None:
    """Records and receipts change nothing about the size; what was signed opens."""
    made = outbox(tuple(record(day) for day in range(36)), replies)
    assert len(made.sign(KEY)) == len(outbox((), replies).sign(KEY)) == outbox_size(replies) <= OUTBOX_LIMIT
    assert opened(made.sign(KEY)) == made


@pytest.mark.parametrize("at", [SLOTS, SLOTS + 40 * 1_301 - 1, SLOTS + 40 * 1_301 + 40, -65])
def test_a_byte_in_an_unused_slot_is_refused(at: int) -> None:
    """A turned machine cannot carry anything out in the room that it does not use, even under its own signature."""
    body = bytearray(outbox().sign(KEY))
    body[at] = 1
    with pytest.raises(BrokenOutboxError):
        opened(resigned(bytes(body)))


@pytest.mark.parametrize(
    "records",
    [
        (record(1, OTHER),),
        (record(1, key=SigningKey.generate()),),
        (record(2), record(1)),
        (record(1), record(1)),
        (bytes(wire.KEY_RECORD_SIZE),),
    ],
    ids=["another reporter's", "another key's", "not ascending", "a day twice", "none at all"],
)
def test_key_records_that_are_not_its_own_are_refused(records: tuple[bytes, ...]) -> None:
    """An outbox brings its own reporter's keys, each day once, in order."""
    with pytest.raises(BrokenOutboxError):
        opened(outbox(records).sign(KEY))


@pytest.mark.parametrize("change", [{"replies": ()}, {"replies": 12}])
def test_another_number_of_replies_is_refused(change: dict[str, object]) -> None:
    """8, 16 or 32, nothing else."""
    rows = tuple((bytes(6), bytes(4_096)) for _ in range(int(change["replies"]) if change["replies"] else 0))  # type: ignore[call-overload]
    with pytest.raises(BrokenOutboxError):
        opened(replace(outbox(), replies=rows).sign(KEY))


@given(st.binary(max_size=200) | st.integers(0, outbox_size(8)).map(lambda cut: outbox().sign(KEY)[:cut]))
def test_any_bytes_give_an_outbox_or_our_error(untrusted: bytes) -> None:
    """Nothing but our error leaves; what opens packs to the same bytes."""
    with suppress(BrokenOutboxError):
        outbox_reporter(untrusted)
    with suppress(BrokenOutboxError):
        assert opened(untrusted).sign(KEY) == untrusted


@given(st.binary(min_size=HEAD - 17, max_size=HEAD - 17))
def test_any_head_gives_an_outbox_or_our_error(head: bytes) -> None:
    """Counts and numbers may be anything, under a signature that holds."""
    body = outbox().sign(KEY)
    with suppress(BrokenOutboxError):
        opened(resigned(body[:17] + head + body[HEAD:]))


def test_another_machines_signature_is_refused() -> None:
    """Who is named has to have signed."""
    with pytest.raises(BrokenOutboxError):
        open_outbox(outbox().sign(KEY), bytes(SigningKey.generate().verify_key))
