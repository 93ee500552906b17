"""Replies: sealed to one source, authentic under one pair key, and nothing but our errors."""

from __future__ import annotations

import os
import random
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.protocol import suite, wire
from intake.protocol.errors import BrokenReplyError, ProtocolError, TooLongError
from intake.protocol.reply import CONTENT_SIZE, ROOM, Answer, State, cover_reply, open_reply, reply_tag, seal_reply
from tests.unit.intake.protocol.spoil import altered, quick

SEED, PAIR, REPORTER = bytes(range(32)), bytes(32), bytes(16)
KEY = suite.public_key(SEED)
TAG = reply_tag(PAIR, 20_600, 0)
GOOD = Answer(1, 2, State.TELL_US_MORE, "Who signed it?")
REPLY = seal_reply(GOOD, PAIR, KEY, REPORTER, TAG)

answers = st.builds(
    Answer, st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1), st.sampled_from(State), st.text(max_size=400)
)


@quick
@given(answers)
def test_what_is_answered_arrives(answer: Answer) -> None:
    """Pack, seal, open, parse: the same answer, in 4,096 bytes."""
    reply = seal_reply(answer, PAIR, KEY, REPORTER, TAG)
    assert len(reply) == wire.REPLY_SIZE
    assert open_reply(reply, SEED, PAIR, REPORTER, TAG) == answer


@quick
@given(altered(REPLY) | st.binary(max_size=40).map(lambda head: head.ljust(wire.REPLY_SIZE, b"\0")))
def test_any_bytes_are_not_for_us_or_our_error(untrusted: bytes) -> None:
    """No altered reply opens, and nothing but a ProtocolError leaves the opener."""
    with suppress(ProtocolError):
        assert open_reply(untrusted, SEED, PAIR, REPORTER, TAG) is None or untrusted == REPLY


@quick
@given(altered(GOOD.pack()) | st.binary(max_size=60).map(lambda head: head.ljust(CONTENT_SIZE, b"\0")))
def test_any_content_parses_or_is_broken(untrusted: bytes) -> None:
    """A turned reporter may put in anything: it parses or is a BrokenReplyError."""
    with suppress(BrokenReplyError):
        assert Answer.parse(Answer.parse(untrusted).pack()) == Answer.parse(untrusted)


def test_nobody_answers_in_another_reporters_name() -> None:
    """A reporter without the pair key of a tag's reporter can seal, but is not believed."""
    forged = seal_reply(GOOD, os.urandom(32), KEY, REPORTER, TAG)
    with pytest.raises(BrokenReplyError):
        open_reply(forged, SEED, PAIR, REPORTER, TAG)


def test_a_reply_moved_to_another_tag_stays_closed() -> None:
    """The tag is part of what is sealed."""
    assert open_reply(REPLY, SEED, PAIR, REPORTER, reply_tag(PAIR, 20_600, 1)) is None


def test_cover_opens_for_nobody() -> None:
    """A cover reply under our own tag is not for us."""
    _, reply = cover_reply()
    assert open_reply(reply, SEED, PAIR, REPORTER, TAG) is None


def test_the_last_byte_of_room_is_used() -> None:
    """A text that presses to exactly 2,916 bytes is sent."""
    noise, fitting = random.Random(3).randbytes(4_000).hex(), 0
    with suppress(TooLongError):
        for size in range(4_900, 5_400):
            packed = Answer(1, 1, State.OPENED, noise[:size]).pack()
            fitting = max(fitting, int.from_bytes(packed[9:11], "big"))
    assert fitting == ROOM


def test_a_long_answer_is_refused_and_kept() -> None:
    """What does not fit is told, not cut."""
    with pytest.raises(TooLongError):
        Answer(1, 1, State.OPENED, os.urandom(3_000).hex()).pack()
