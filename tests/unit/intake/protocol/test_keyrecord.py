"""Key records: only the reporter named in the directory makes the key of a day."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from intake.protocol import suite, wire
from intake.protocol.errors import BrokenKeyRecordError, ProtocolError
from intake.protocol.keyrecord import KeyRecord, open_day_file, open_key_record
from tests.unit.intake.protocol.spoil import altered, quick

SIGN = SigningKey(bytes(32))
VERIFY = bytes(SIGN.verify_key)
RECORD = KeyRecord(20_600, bytes(16), suite.public_key(bytes(32)))
GOOD = RECORD.sign(SIGN)
OTHER = KeyRecord(20_600, b"\x01" * 16, RECORD.public_key).sign(SIGN)


def test_a_record_comes_back() -> None:
    """What a reporter signs opens to the same key of the same day."""
    assert len(GOOD) == wire.KEY_RECORD_SIZE
    assert open_key_record(GOOD, VERIFY) == RECORD


@quick
@given(altered(GOOD) | st.binary(max_size=40).map(lambda head: head.ljust(wire.KEY_RECORD_SIZE, b"\0")))
def test_any_bytes_are_no_record(untrusted: bytes) -> None:
    """Nothing altered is believed, and nothing but a ProtocolError leaves the opener."""
    with suppress(ProtocolError):
        assert open_key_record(untrusted, VERIFY) == RECORD
        assert untrusted == GOOD


@quick
@given(altered(GOOD + OTHER))
def test_any_bytes_are_a_days_file_or_our_error(untrusted: bytes) -> None:
    """What opens is one of the two signed records, never another key."""
    with suppress(ProtocolError):
        for record in open_day_file(untrusted, {bytes(16): VERIFY, b"\x01" * 16: VERIFY}).values():
            assert record.public_key == RECORD.public_key


def test_one_reporter_cannot_make_anothers_key() -> None:
    """A record in another's name is refused, even among good ones."""
    stolen = KeyRecord(20_600, bytes(16), suite.public_key(bytes(31) + b"\x01")).sign(SigningKey(b"\x07" * 32))
    with pytest.raises(BrokenKeyRecordError):
        open_day_file(stolen + OTHER, {bytes(16): VERIFY, b"\x01" * 16: VERIFY})


def test_a_stranger_is_passed_over() -> None:
    """Nobody can be written to whom the admins did not sign."""
    assert list(open_day_file(GOOD + OTHER, {b"\x01" * 16: VERIFY})) == [b"\x01" * 16]
