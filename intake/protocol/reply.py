"""The reply: 4,096 bytes to one source, found by its tag (docs/protocol.md, "Reply")."""

from __future__ import annotations

import hashlib
import hmac
import os
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from intake.protocol import suite, wire
from intake.protocol.deflate import deflate, inflate, well_formed
from intake.protocol.errors import BrokenReplyError, TooLongError, UnknownSuiteError
from intake.protocol.suite import Label, authenticate, derive

_INSIDE = struct.Struct(">IIBH")
MAC_SIZE = 32
PLAIN_SIZE = wire.REPLY_SIZE - 1 - suite.SEALED_OVERHEAD
CONTENT_SIZE = PLAIN_SIZE - MAC_SIZE
ROOM = CONTENT_SIZE - _INSIDE.size
"""Bytes of deflated text in a reply: 2,916."""

INFLATED_LIMIT = 64 * 1_024
ORDINALS = 4
"""Replies to one source from one reporter under one closing day."""


class State(IntEnum):
    """What became of a tip, as the reporter says."""

    OPENED = 1
    BEING_READ = 2
    TELL_US_MORE = 3
    NOT_FOR_US = 4
    PUBLISHED = 5


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """What a reply says.

    number:   running for this pair, from 1; a gap shows that one is missing.
    letters:  how many letters of this source the reporter has received so far.
    """

    number: int
    letters: int
    state: State
    text: str

    def pack(self) -> bytes:
        """2,927 bytes. Raises TooLongError."""
        try:
            packed = deflate(well_formed(self.text).encode(), ROOM, INFLATED_LIMIT)
        except TooLongError:
            raise TooLongError(todo="Shorten it, or send it in two answers") from None
        return (_INSIDE.pack(self.number, self.letters, self.state, len(packed)) + packed).ljust(CONTENT_SIZE, b"\x00")

    @classmethod
    def parse(cls, untrusted: bytes) -> Answer:
        """The opposite of :meth:`pack`. Raises BrokenReplyError."""
        if len(untrusted) != CONTENT_SIZE:
            raise BrokenReplyError
        number, letters, state, size = _INSIDE.unpack_from(untrusted)
        end = _INSIDE.size + size
        if end > CONTENT_SIZE or any(untrusted[end:]):
            raise BrokenReplyError
        text = inflate(untrusted[_INSIDE.size : end], INFLATED_LIMIT)
        try:
            if text is None:
                raise BrokenReplyError
            return cls(number, letters, State(state), text.decode())
        except ValueError:
            raise BrokenReplyError from None


def reply_tag(pair: bytes, day: int, ordinal: int) -> bytes:
    """The tag of a reply, 6 bytes: HMAC(HKDF(pair, "tag"), day 4 ‖ ordinal 1)[:6].

    day: the closing day of the last bundle that the reporter's machine imported.  ordinal: 0 to 3.
    """
    return authenticate(derive(pair, Label.TAG), struct.pack(">IB", day, ordinal))[: wire.TAG_SIZE]


@dataclass(frozen=True, slots=True)
class Expected:
    """A tag that a source may find: whose, of which closing day, which of the four."""

    reporter: bytes
    day: int
    ordinal: int


def expected_tags(pairs: Iterable[tuple[bytes, bytes]], today: int) -> dict[bytes, Expected]:
    """All tags that can name a reply to a source: ``pairs`` of (reporter id, pair key), 121 days, 4 ordinals each.

    Days run from 120 before today to today.
    """
    return dict(_tags(pairs, today))


def _tags(pairs: Iterable[tuple[bytes, bytes]], today: int) -> Iterator[tuple[bytes, Expected]]:
    for reporter, pair in pairs:
        key = derive(pair, Label.TAG)
        for day in range(today - wire.REPLY_DAYS, today + 1):
            for ordinal in range(ORDINALS):
                tag = authenticate(key, struct.pack(">IB", day, ordinal))[: wire.TAG_SIZE]
                yield tag, Expected(reporter, day, ordinal)


def reply_info(reporter: bytes, tag: bytes) -> bytes:
    """HPKE's info: label ‖ SHA-256(reporter id 16 ‖ tag 6)."""
    return Label.REPLY.prefix + hashlib.sha256(reporter + tag).digest()


def _mac(pair: bytes, info: bytes, reply_key: bytes, content: bytes) -> bytes:
    return authenticate(derive(pair, Label.REPLY_MAC), info + reply_key + content)


def seal_reply(answer: Answer, pair: bytes, reply_key: bytes, reporter: bytes, tag: bytes) -> bytes:
    """One reply, 4,096 bytes: suite 1 ‖ HPKE(reply public key; MAC 32 ‖ content).

    Raises:  TooLongError; UnusableKeyError: the source's reply key is none.
    """
    info, content = reply_info(reporter, tag), answer.pack()
    plain = _mac(pair, info, reply_key, content) + content
    return bytes([wire.SUITE]) + suite.seal(plain, reply_key, info)


def cover_reply() -> tuple[bytes, bytes]:
    """A tag and a reply that nobody can find or open, by the real code with throw-away keys."""
    pair, reporter = os.urandom(32), os.urandom(wire.REPORTER_ID_SIZE)
    tag = reply_tag(pair, 0, 0)
    answer = Answer(0, 0, State.OPENED, "")
    return tag, seal_reply(answer, pair, suite.public_key(suite.new_seed()), reporter, tag)


def open_reply(untrusted: bytes, seed: bytes, pair: bytes, reporter: bytes, tag: bytes) -> Answer | None:
    """Open the reply that stands under one of our tags.

    Args:    untrusted: 4,096 bytes.  seed: the source's reply seed, 32 bytes.  pair: the key shared with ``reporter``.
    Returns: the answer, or None: another source's reply under a tag that collides with ours (one in 2^48).
    Raises:  WrongSizeError; UnknownSuiteError; BrokenReplyError: sealed to us, but not by this reporter, or damaged.
    """
    wire.check_size(untrusted, wire.REPLY_SIZE)
    if untrusted[0] != wire.SUITE:
        raise UnknownSuiteError
    info = reply_info(reporter, tag)
    plain = suite.open_sealed(untrusted[1:], seed, info)
    if plain is None:
        return None
    mac, content = plain[:MAC_SIZE], plain[MAC_SIZE:]
    if not hmac.compare_digest(mac, _mac(pair, info, suite.public_key(seed), content)):
        raise BrokenReplyError
    return Answer.parse(content)
