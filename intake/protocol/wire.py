"""Sizes, ids and layouts of what crosses the wire: all that the server knows (docs/protocol.md, "Sizes").

No cryptography but SHA-256 for ids. A day is the number of whole days since 1970-01-01 UTC.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from intake.protocol.errors import BrokenBoardError, ProtocolError, UnknownSuiteError, WrongSizeError

SUITE = 1
SECONDS_A_DAY = 86_400

LETTER_SIZE = 8_192
LETTERS_AN_EXCHANGE = 4
EXCHANGE_SIZE = LETTER_SIZE * LETTERS_AN_EXCHANGE
PARCEL_SIZE = 65_536
REPLY_SIZE = 4_096
REPLIES_A_GROUP = 8
GROUP_SIZE = REPLY_SIZE * REPLIES_A_GROUP
KEY_RECORD_SIZE = 1_301
TAG_SIZE = 6
ID_SIZE = 16
REPORTER_ID_SIZE = 16

LETTER_DAYS_BACK = 9
LETTER_DAYS_AHEAD = 1
REPLY_DAYS = 120
KEY_DAYS_AHEAD = 35

_LETTER_HEAD = struct.Struct(">BI")
_BOARD_HEAD = struct.Struct(">BQIH")
_CLOSING = struct.Struct(">16sI")
_SECTION_HEAD = struct.Struct(">III")
BOARD_SIGNATURE_SIZE = 32 + 64


class LetterDateError(ProtocolError):
    """A letter is dated outside the days that a server takes."""

    code = "wrong-clock"
    happened = "A letter carries a date that is too far from today's"
    kept = "Your text is still in its box; nothing was stored"
    todo = "Set this device's date, then seal it again"


def day_of(seconds: float) -> int:
    """The day of a POSIX time in seconds."""
    return int(seconds // SECONDS_A_DAY)


def check_size(untrusted: bytes, size: int) -> bytes:
    """Return ``untrusted`` when it has exactly ``size`` bytes, else raise WrongSizeError."""
    if len(untrusted) != size:
        raise WrongSizeError
    return untrusted


def from_hex(untrusted: Any, size: int) -> bytes:
    """The bytes of lower-case hex digits, the one spelling in our JSON. Raises ValueError: no text, or not ``size``."""
    if not isinstance(untrusted, str):
        raise ValueError  # noqa: TRY004 - one error for whatever is wrong
    found = bytes.fromhex(untrusted)
    if len(found) != size or found.hex() != untrusted:
        raise ValueError
    return found


def read_json(untrusted: bytes) -> Any:
    """JSON in UTF-8 as every implementation reads it: Python's own takes NaN and Infinity, which are none.

    Raises:  ValueError; RecursionError.
    """
    return json.loads(untrusted.decode(), parse_constant=_no_json)


def _no_json(_word: str) -> None:
    raise ValueError


def letter_day(untrusted: bytes) -> int:
    """The day in a letter's head (5 bytes or more). Raises WrongSizeError, UnknownSuiteError."""
    if len(untrusted) < _LETTER_HEAD.size:
        raise WrongSizeError
    suite, day = _LETTER_HEAD.unpack_from(untrusted)
    if suite != SUITE:
        raise UnknownSuiteError
    return int(day)


def object_id(sealed: bytes) -> bytes:
    """A letter's id: the first 16 bytes of its SHA-256."""
    return hashlib.sha256(sealed).digest()[:ID_SIZE]


def split_exchange(untrusted: bytes, today: int) -> tuple[bytes, ...]:
    """The four letters of one exchange.

    Args:    untrusted: 32,768 bytes.  today: the server's day.
    Raises:  WrongSizeError, UnknownSuiteError; LetterDateError: a letter is older than 9 days or more than 1 ahead.
    """
    check_size(untrusted, EXCHANGE_SIZE)
    letters = tuple(untrusted[at : at + LETTER_SIZE] for at in range(0, EXCHANGE_SIZE, LETTER_SIZE))
    for letter in letters:
        if not today - LETTER_DAYS_BACK <= letter_day(letter) <= today + LETTER_DAYS_AHEAD:
            raise LetterDateError
    return letters


def split_key_records(untrusted: bytes) -> dict[bytes, bytes]:
    """The key records of one day's file, by reporter id, in the file's order.

    Raises:  WrongSizeError: not a whole number of records.  ProtocolError: two records of one reporter, or not in
             ascending order of id.
    """
    if len(untrusted) % KEY_RECORD_SIZE:
        raise WrongSizeError
    records: dict[bytes, bytes] = {}
    for at in range(0, len(untrusted), KEY_RECORD_SIZE):
        record = untrusted[at : at + KEY_RECORD_SIZE]
        reporter = record[5 : 5 + REPORTER_ID_SIZE]
        if records and reporter <= next(reversed(records)):
            raise ProtocolError("Key records are not in ascending order of reporter, each once")
        records[reporter] = record
    return records


@dataclass(frozen=True, slots=True)
class Section:
    """One trip's replies on the board: the section's number, its day, and its tags (6 bytes each, ascending)."""

    number: int
    day: int
    tags: tuple[bytes, ...]

    @property
    def groups(self) -> int:
        """How many groups of eight replies the section has."""
        return len(self.tags) // REPLIES_A_GROUP


@dataclass(frozen=True, slots=True)
class Board:
    """A board's content: its number, the day it was signed, each reporter's closing day, the sections by number."""

    number: int
    day: int
    closings: Mapping[bytes, int]
    sections: tuple[Section, ...]

    def pack(self) -> bytes:
        """The bytes that the courier signs."""
        parts = [_BOARD_HEAD.pack(SUITE, self.number, self.day, len(self.closings))]
        parts += [_CLOSING.pack(reporter, self.closings[reporter]) for reporter in sorted(self.closings)]
        for section in self.sections:
            parts.append(_SECTION_HEAD.pack(section.number, section.day, len(section.tags)))
            parts += section.tags
        return b"".join(parts)


def parse_board(untrusted: bytes) -> Board:
    """The content of a signed board, its signature unchecked (the server cannot, the others use ``board.open_board``).

    Raises:  BrokenBoardError: it does not parse; UnknownSuiteError.
    """
    body = untrusted[: len(untrusted) - BOARD_SIGNATURE_SIZE]
    if len(untrusted) < BOARD_SIGNATURE_SIZE + _BOARD_HEAD.size:
        raise BrokenBoardError
    suite, number, day, count = _BOARD_HEAD.unpack_from(body)
    if suite != SUITE:
        raise UnknownSuiteError
    if number >= 2**53:  # what a browser can count
        raise BrokenBoardError
    at = _BOARD_HEAD.size
    if len(body) < at + count * _CLOSING.size:
        raise BrokenBoardError
    closings = dict(_CLOSING.unpack_from(body, at + k * _CLOSING.size) for k in range(count))
    if list(closings) != sorted(closings) or len(closings) != count:
        raise BrokenBoardError
    board = Board(number, day, closings, tuple(_sections(body, at + count * _CLOSING.size)))
    numbers = [section.number for section in board.sections]
    if numbers != sorted(set(numbers)):
        raise BrokenBoardError
    return board


def _sections(body: bytes, at: int) -> Iterator[Section]:
    while at < len(body):
        if len(body) < at + _SECTION_HEAD.size:
            raise BrokenBoardError
        number, day, count = _SECTION_HEAD.unpack_from(body, at)
        at += _SECTION_HEAD.size
        end = at + count * TAG_SIZE
        if not count or count % REPLIES_A_GROUP or end > len(body):
            raise BrokenBoardError
        tags = tuple(body[k : k + TAG_SIZE] for k in range(at, end, TAG_SIZE))
        if list(tags) != sorted(tags):
            raise BrokenBoardError
        yield Section(number, day, tags)
        at = end


def extends(new: Board, old: Board) -> bool:
    """Whether ``new`` may follow ``old``: a higher number, no closing day lowered, old sections unchanged or expired.

    Sections older than 120 days before ``new.day`` may be left out; new sections have higher numbers.
    """
    if new.number <= old.number or new.day < old.day:
        return False
    if any(new.closings.get(reporter, day) < day for reporter, day in old.closings.items()):
        return False
    kept = {section.number: section for section in new.sections}
    for section in old.sections:
        if section.number in kept:
            if kept.pop(section.number) != section:
                return False
        elif section.day >= new.day - REPLY_DAYS:
            return False
    last = max((section.number for section in old.sections), default=0)
    return all(number > last for number in kept)


_FILE_HEAD = struct.Struct(">HI")
FILES_LIMIT = 8_192
"""Files in one body: a publication has some hundreds, and each costs whoever reads it more than its bytes."""


def pack_files(files: Mapping[str, bytes]) -> bytes:
    """Named files as one body: for each path length 2, body length 4, path (UTF-8), body. Sorted by path."""
    parts: list[bytes] = []
    for path in sorted(files):
        name = path.encode()
        parts += [_FILE_HEAD.pack(len(name), len(files[path])), name, files[path]]
    return b"".join(parts)


def unpack_files(untrusted: bytes) -> dict[str, bytes]:
    """The opposite of :func:`pack_files`.

    Raises:  ProtocolError: it is cut, a path stands twice or is no UTF-8, or there are more than 8,192 files.
    """
    files: dict[str, bytes] = {}
    at = 0
    while at < len(untrusted):
        if len(untrusted) < at + _FILE_HEAD.size:
            raise ProtocolError
        name_size, size = _FILE_HEAD.unpack_from(untrusted, at)
        at += _FILE_HEAD.size
        if len(untrusted) < at + name_size + size:
            raise ProtocolError
        try:
            path = untrusted[at : at + name_size].decode()
        except UnicodeDecodeError:
            raise ProtocolError from None
        if path in files or len(files) == FILES_LIMIT:
            raise ProtocolError
        files[path] = untrusted[at + name_size : at + name_size + size]
        at += name_size + size
    return files


def join_ids(ids: Iterable[bytes]) -> bytes:
    """Ids of 16 bytes one after the other, ascending."""
    return b"".join(sorted(ids))


def split_ids(untrusted: bytes) -> list[bytes]:
    """Ids of 16 bytes each. Raises WrongSizeError: not a whole number of them."""
    if len(untrusted) % ID_SIZE:
        raise WrongSizeError
    return [untrusted[at : at + ID_SIZE] for at in range(0, len(untrusted), ID_SIZE)]
