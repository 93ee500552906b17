"""The letter: 8,192 bytes to one reader; and the exchange, four of them (docs/protocol.md, "Letter", "Exchange")."""

from __future__ import annotations

import hashlib
import json
import os
import random
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from intake.protocol import suite, wire
from intake.protocol.deflate import deflate, inflate, well_formed
from intake.protocol.errors import BrokenLetterError, RetiredDayError, TooLongError
from intake.protocol.parcel import Stream
from intake.protocol.suite import Label

_HEAD = struct.Struct(">BI")
_INSIDE = struct.Struct(f">32s{suite.PUBLIC_KEY_SIZE}s16sH")
PLAIN_SIZE = wire.LETTER_SIZE - _HEAD.size - suite.SEALED_OVERHEAD
ROOM = PLAIN_SIZE - _INSIDE.size
INFLATED_LIMIT = 256 * 1_024
"""Bytes: a letter of eight kilobytes cannot make a reader hold more than this."""


@dataclass(frozen=True, slots=True, repr=False)
class Content:
    """What a source says.

    text:    the message; when it is too long for a letter it is the first file of the stream, and ``text`` is empty.
    to:      the reporter ids (16 bytes each) that the source says it sent this to.
    stream:  the files' stream, or None.
    """

    text: str
    to: tuple[bytes, ...] = ()
    stream: Stream | None = None

    def pack(self, *, spare: int = 0) -> bytes:
        """Deflated JSON (RFC 1951, raw), at most 5,785 bytes. Raises TooLongError.

        Args:    spare: bytes to leave free, where the stream's hash is not known yet: hex presses to varying lengths.
        """
        fields: dict[str, Any] = {"text": well_formed(self.text), "to": [reporter.hex() for reporter in self.to]}
        if self.stream is not None:
            fields["stream"] = self.stream.as_json()
        return deflate(json.dumps(fields, ensure_ascii=False).encode(), ROOM - spare, INFLATED_LIMIT)

    @classmethod
    def parse(cls, untrusted: bytes) -> Content:
        """The opposite of :meth:`pack`. Raises BrokenLetterError."""
        plain = inflate(untrusted, INFLATED_LIMIT)
        if plain is None:
            raise BrokenLetterError
        try:
            fields = wire.read_json(plain)
            text, listed = fields["text"], fields["to"]
            to = tuple(wire.from_hex(reporter, wire.REPORTER_ID_SIZE) for reporter in listed)
            stream = Stream.from_json(fields["stream"]) if "stream" in fields else None
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise BrokenLetterError from None
        if not isinstance(text, str) or not isinstance(listed, list):
            raise BrokenLetterError
        try:
            text.encode()
        except UnicodeEncodeError:
            raise BrokenLetterError from None
        return cls(text, to, stream)


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """What is inside a letter.

    pair: the key that the writer shares with this reader, 32 bytes.  reply_key: 1,216 bytes.
    tip:  16 random bytes; letters with the same pair and tip are one message sent again.
    """

    pair: bytes
    reply_key: bytes
    tip: bytes
    content: Content

    def pack(self) -> bytes:
        """7,051 bytes. Raises TooLongError."""
        packed = self.content.pack()
        head = _INSIDE.pack(self.pair, self.reply_key, self.tip, len(packed))
        return (head + packed).ljust(PLAIN_SIZE, b"\x00")

    @classmethod
    def parse(cls, untrusted: bytes) -> Opened:
        """The opposite of :meth:`pack`. Raises BrokenLetterError."""
        if len(untrusted) != PLAIN_SIZE:
            raise BrokenLetterError
        pair, reply_key, tip, size = _INSIDE.unpack_from(untrusted)
        end = _INSIDE.size + size
        if end > PLAIN_SIZE or any(untrusted[end:]):
            raise BrokenLetterError
        return cls(pair, reply_key, tip, Content.parse(untrusted[_INSIDE.size : end]))


def letter_info(day: int, reporter: bytes) -> bytes:
    """HPKE's info: label ‖ SHA-256(suite 1 ‖ day 4 ‖ reporter id 16)."""
    return Label.LETTER.prefix + hashlib.sha256(_HEAD.pack(wire.SUITE, day) + reporter).digest()


def seal_letter(plain: bytes, day: int, reporter: bytes, day_key: bytes) -> bytes:
    """One letter. ``plain``: 7,051 bytes; ``day_key``: the reporter's public key of that day, 1,216 bytes.

    Raises:  WrongSizeError; UnusableKeyError.
    """
    wire.check_size(plain, PLAIN_SIZE)
    return _HEAD.pack(wire.SUITE, day) + suite.seal(plain, day_key, letter_info(day, reporter))


def cover_letter(day: int) -> bytes:
    """A letter that nobody can open: the real code with a throw-away key, because an encapsulation is not random."""
    return seal_letter(bytes(PLAIN_SIZE), day, os.urandom(wire.REPORTER_ID_SIZE), suite.public_key(suite.new_seed()))


def open_letter(
    untrusted: bytes, reporter: bytes, key_of: Callable[[int], suite.Opener | bytes | None]
) -> Opened | None:
    """Open a letter that may be for somebody else.

    Args:    untrusted: one letter, 8,192 bytes.  reporter: 16 bytes.
             key_of: the seed of a day (32 bytes) or its opener, or None when it is retired or was never published.
    Returns: what is inside, or None: the letter is another reader's or cover, which is no error.
    Raises:  WrongSizeError: not 8,192 bytes.  UnknownSuiteError.  RetiredDayError: no key of that day.
             BrokenLetterError: it is for us, and what is inside does not parse.
    Source:  docs/protocol.md, "Opening a letter"; RFC 9180, section 6.1.
    """
    wire.check_size(untrusted, wire.LETTER_SIZE)
    day = wire.letter_day(untrusted)  # (1) size, suite, day
    key = key_of(day)  # (2) one key a day, so one try a letter
    if key is None:
        raise RetiredDayError
    opener = suite.Opener(key) if isinstance(key, bytes) else key
    plain = opener.open(untrusted[_HEAD.size :], letter_info(day, reporter))
    return None if plain is None else Opened.parse(plain)  # (3) inflation is bounded in there


def make_exchange(letters: Sequence[bytes], day: int) -> bytes:
    """32,768 bytes: the letters (at most four), filled up with cover, in random order."""
    if len(letters) > wire.LETTERS_AN_EXCHANGE:
        raise TooLongError("One exchange carries at most four letters", todo="Choose at most four readers")
    four = [*letters, *(cover_letter(day) for _ in range(wire.LETTERS_AN_EXCHANGE - len(letters)))]
    random.SystemRandom().shuffle(four)
    return b"".join(four)
