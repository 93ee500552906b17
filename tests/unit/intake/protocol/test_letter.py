"""The letter and the exchange: what opens, what is not for us, what is broken; and nothing else leaves the parser."""

from __future__ import annotations

import json
import os
import random
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.protocol import suite, wire
from intake.protocol.errors import BrokenLetterError, ProtocolError, RetiredDayError, TooLongError
from intake.protocol.letter import (
    PLAIN_SIZE,
    ROOM,
    Content,
    Opened,
    cover_letter,
    make_exchange,
    open_letter,
    seal_letter,
)
from intake.protocol.parcel import Stream
from tests.unit.intake.protocol.spoil import altered, any_json, quick, spoilt

DAY, READER, SEED = 20_600, bytes(range(16)), bytes(range(32))
KEY = suite.public_key(SEED)
STREAM = Stream(bytes(32), 200_000, 199_000, bytes(range(32)))
GOOD = Opened(bytes(32), KEY, bytes(16), Content("The lorries come at night.", (READER,), STREAM))
LETTER = seal_letter(GOOD.pack(), DAY, READER, KEY)
FIELDS = {"text": "x", "to": [READER.hex()], "stream": STREAM.as_json()}

streams = st.builds(
    lambda key, table, rest, digest: Stream(key, table + rest, table, digest),
    st.binary(min_size=32, max_size=32),
    st.integers(0, 10**9),
    st.integers(1, 2**22),
    st.binary(min_size=32, max_size=32),
)
contents = st.builds(
    Content,
    st.text(max_size=300),
    st.lists(st.binary(min_size=16, max_size=16), max_size=4).map(tuple),
    st.none() | streams,
)


def _press(plain: bytes) -> bytes:
    press = zlib.compressobj(9, zlib.DEFLATED, -15)
    return press.compress(plain) + press.flush()


@quick
@given(contents, st.binary(min_size=32, max_size=32), st.binary(min_size=16, max_size=16))
def test_what_is_said_arrives(content: Content, pair: bytes, tip: bytes) -> None:
    """Pack, seal, open, parse: the same text, addressees and stream, in 8,192 bytes."""
    said = Opened(pair, KEY, tip, content)
    letter = seal_letter(said.pack(), DAY, READER, KEY)
    assert len(letter) == wire.LETTER_SIZE
    assert open_letter(letter, READER, {DAY: SEED}.get) == said


@quick
@given(altered(LETTER) | st.binary(max_size=40).map(lambda head: head.ljust(wire.LETTER_SIZE, b"\0")))
def test_any_bytes_are_not_for_us_or_our_error(untrusted: bytes) -> None:
    """No altered letter opens, and nothing but a ProtocolError leaves the opener."""
    with suppress(ProtocolError):
        assert open_letter(untrusted, READER, {DAY: SEED}.get) is None or untrusted == LETTER


@quick
@given(st.binary(max_size=80).map(lambda head: head.ljust(PLAIN_SIZE, b"\0")) | altered(GOOD.pack()))
def test_any_inside_parses_or_is_broken(untrusted: bytes) -> None:
    """Whoever may seal to us can put in anything: it parses or is a BrokenLetterError, and what parses fits again."""
    with suppress(BrokenLetterError):
        assert len(Opened.parse(untrusted).pack()) == PLAIN_SIZE


@quick
@given(spoilt(FIELDS) | any_json)
def test_any_json_parses_or_is_broken(fields: object) -> None:
    """Any JSON inside is a content or a BrokenLetterError; what parses says the same again."""
    with suppress(BrokenLetterError):
        content = Content.parse(_press(json.dumps(fields).encode()))
        assert Content.parse(content.pack()) == content


def test_a_bomb_is_stopped() -> None:
    """Five kilobytes that inflate to five megabytes are refused after a quarter of one."""
    with pytest.raises(BrokenLetterError):
        Content.parse(_press(b'{"text":"' + b"a" * 5_000_000 + b'","to":[]}'))


def test_a_page_of_english_fits_and_noise_does_not() -> None:
    """Twelve thousand characters of prose go into a letter; twelve thousand random ones do not."""
    prose = " ".join(f"On day {k} the driver of lorry {k * 7919 % 997} was paid in cash." for k in range(220))[:12_000]
    assert len(Content(prose).pack()) <= ROOM
    with pytest.raises(TooLongError):
        Content(os.urandom(6_000).hex()).pack()


def test_the_last_byte_of_room_is_used() -> None:
    """A text that presses to exactly 5,785 bytes is sent; what presses to more is too long, and nothing else is."""
    noise = random.Random(3).randbytes(8_000).hex()
    fitting = 0
    for size in range(9_800, 10_700):
        try:
            fitting = max(fitting, len(Content(noise[:size]).pack()))
        except TooLongError:
            break
    assert fitting == ROOM


def test_a_letter_of_a_retired_day_stays_closed() -> None:
    """Without the day's key there is an error that says so, not an empty answer."""
    with pytest.raises(RetiredDayError):
        open_letter(LETTER, READER, {DAY + 1: SEED}.get)


def test_an_exchange_is_four_letters_whatever_was_written() -> None:
    """No letter to four letters give 32,768 bytes of four letters of that day, and those written are among them."""
    for count in range(5):
        letters = [seal_letter(GOOD.pack(), DAY, READER, KEY) for _ in range(count)]
        four = wire.split_exchange(make_exchange(letters, DAY), DAY)
        assert len(four) == 4
        assert set(letters) <= set(four)
        assert sum(open_letter(letter, READER, {DAY: SEED}.get) is not None for letter in four) == count
    with pytest.raises(TooLongError):
        make_exchange([LETTER] * 5, DAY)


def test_the_place_in_an_exchange_says_nothing() -> None:
    """Over four hundred exchanges the one real letter stands in each of the four places about as often."""
    cover = [cover_letter(DAY) for _ in range(3)]
    places = [make_exchange([LETTER, *cover], DAY).index(LETTER) // wire.LETTER_SIZE for _ in range(400)]
    assert all(60 <= places.count(place) <= 140 for place in range(4))
