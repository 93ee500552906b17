"""Parcels and tables: fixed pieces, padded numbers of them, and nothing but our errors."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.protocol import wire
from intake.protocol.errors import BrokenLetterError, BrokenParcelError, ProtocolError, TooLongError
from intake.protocol.parcel import (
    PARCELS_LIMIT,
    PLAIN_SIZE,
    FileEntry,
    Stream,
    new_key,
    open_parcel,
    pack_table,
    padded_count,
    parcel_id,
    parse_table,
    seal_parcel,
)
from tests.unit.intake.protocol.spoil import any_json, quick, spoilt

KEY = bytes(range(32))
PARCEL = seal_parcel(b"the beginning of a file", KEY, 7)
ROW: dict[str, Any] = {
    "name": "picture 1.jpg",
    "size": 10,
    "salt": "00" * 16,
    "original": "11" * 32,
    "sent": "22" * 32,
    "removed": ["place"],
    "cleaned": True,
    "role": "file",
}
entries = st.builds(
    FileEntry,
    name=st.text(max_size=20),
    size=st.integers(0, 2**40),
    salt=st.binary(min_size=16, max_size=16),
    original=st.binary(min_size=32, max_size=32),
    sent=st.binary(min_size=32, max_size=32),
    removed=st.lists(st.text(max_size=8), max_size=3).map(tuple),
    cleaned=st.booleans(),
    role=st.sampled_from(["file", "text"]),
)


@settings(quick, max_examples=15)
@given(st.binary(max_size=200), st.integers(0, PARCELS_LIMIT - 1))
def test_a_parcel_opens_under_its_key_and_index_only(plain: bytes, index: int) -> None:
    """The piece comes back, filled with zeros; another index or key is a BrokenParcelError."""
    sealed = seal_parcel(plain, KEY, index)
    assert len(sealed) == wire.PARCEL_SIZE
    assert open_parcel(sealed, KEY, index) == plain.ljust(PLAIN_SIZE, b"\0")
    for key, other in ((KEY, index + 1), (new_key(), index)):
        with pytest.raises(BrokenParcelError):
            open_parcel(sealed, key, other)


@settings(quick, max_examples=30)
@given(st.integers(0, wire.PARCEL_SIZE - 1), st.integers(1, 255))
def test_one_altered_byte_breaks_a_parcel(at: int, change: int) -> None:
    """Wherever a byte is altered, nothing is opened."""
    untrusted = PARCEL[:at] + bytes([PARCEL[at] ^ change]) + PARCEL[at + 1 :]
    with pytest.raises(BrokenParcelError):
        open_parcel(untrusted, KEY, 7)


@quick
@given(st.binary(max_size=64))
def test_any_bytes_are_no_parcel(untrusted: bytes) -> None:
    """Other sizes and other bytes are our errors."""
    for body in (untrusted, untrusted.ljust(wire.PARCEL_SIZE, b"\0")):
        with pytest.raises(ProtocolError):
            open_parcel(body, KEY, 0)


def test_a_piece_too_long_for_a_parcel_is_refused() -> None:
    """A full piece goes, one byte more does not: nothing is cut off without a word."""
    full = os.urandom(PLAIN_SIZE)
    assert open_parcel(seal_parcel(full, KEY, 0), KEY, 0) == full
    with pytest.raises(TooLongError):
        seal_parcel(bytes(PLAIN_SIZE + 1), KEY, 0)


def test_the_number_of_parcels_is_rounded_as_specified() -> None:
    """A power of two up to 8; then at most 12 % more, never less, rising, and few different numbers."""
    assert [padded_count(k) for k in range(10)] == [0, 1, 2, 4, 4, 8, 8, 8, 8, 10]
    last, different = 8, set()
    for count in range(9, 20_001):
        sent = padded_count(count)
        assert last <= sent
        assert count <= sent <= count * 1.12
        assert padded_count(sent) == sent
        last = sent
        different.add(sent)
    assert len(different) < 150
    assert padded_count(PARCELS_LIMIT) == PARCELS_LIMIT
    with pytest.raises(TooLongError):
        padded_count(PARCELS_LIMIT + 1)


def test_ids_of_a_stream_have_nothing_in_common() -> None:
    """Ids of two streams and of a thousand parcels are all different and have 16 bytes."""
    found = {parcel_id(key, index) for key in (KEY, os.urandom(32)) for index in range(500)}
    assert len(found) == 1_000
    assert {len(one) for one in found} == {16}


@quick
@given(st.lists(entries, max_size=5))
def test_a_table_comes_back(files: list[FileEntry]) -> None:
    """What is packed parses to the same files."""
    packed, at = pack_table(files), sum(entry.size for entry in files)
    assert parse_table(packed, Stream(KEY, at + len(packed), at, sha256(packed).digest())) == tuple(files)


@quick
@given(st.one_of(spoilt([ROW, ROW]), any_json))
def test_any_json_is_a_table_or_broken(rows: Any) -> None:
    """Any JSON is a table or a BrokenLetterError; what parses comes back the same."""
    body = json.dumps(rows).encode()
    for at in (20, 10, 0):
        stream = Stream(KEY, at + len(body), at, sha256(body).digest())
        with suppress(BrokenLetterError):
            files = parse_table(body, stream)
            again = pack_table(files)
            assert parse_table(again, Stream(KEY, at + len(again), at, sha256(again).digest())) == files


@quick
@given(spoilt(Stream(KEY, 200, 100, KEY).as_json()) | any_json)
def test_any_json_is_a_stream_or_broken(fields: Any) -> None:
    """Any JSON is a stream or a BrokenLetterError; what parses says the same again."""
    with suppress(BrokenLetterError):
        stream = Stream.from_json(fields)
        assert Stream.from_json(stream.as_json()) == stream
        assert stream.parcels <= PARCELS_LIMIT
