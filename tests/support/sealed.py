"""Bytes that look to a server like sealed objects: it cannot open them, so neither need they open."""

from __future__ import annotations

import os
from collections.abc import Mapping

from intake.protocol import wire

REPORTER = bytes(range(16))


def letter(day: int) -> bytes:
    """One letter dated ``day``."""
    return wire.SUITE.to_bytes(1, "big") + day.to_bytes(4, "big") + os.urandom(wire.LETTER_SIZE - 5)


def exchange(day: int) -> bytes:
    """Four letters dated ``day``."""
    return b"".join(letter(day) for _ in range(wire.LETTERS_AN_EXCHANGE))


def parcel() -> bytes:
    """One parcel."""
    return os.urandom(wire.PARCEL_SIZE)


def key_record(day: int, reporter: bytes = REPORTER) -> bytes:
    """One reporter's key record of a day, its signature nobody's."""
    head = wire.SUITE.to_bytes(1, "big") + day.to_bytes(4, "big") + reporter
    return head + os.urandom(wire.KEY_RECORD_SIZE - len(head))


def section(number: int, day: int, groups: int = 2) -> wire.Section:
    """A section of random tags."""
    tags = sorted(os.urandom(wire.TAG_SIZE) for _ in range(groups * wire.REPLIES_A_GROUP))
    return wire.Section(number, day, tuple(tags))


def board(number: int, day: int, *sections: wire.Section, closings: Mapping[bytes, int] | None = None) -> bytes:
    """A board under nobody's signature."""
    return wire.Board(number, day, closings or {}, sections).pack() + os.urandom(wire.BOARD_SIGNATURE_SIZE)


def groups(*sections: wire.Section) -> dict[str, bytes]:
    """The groups that sections call for, by path."""
    return {
        f"groups/{each.number}/{group}": os.urandom(wire.GROUP_SIZE)
        for each in sections
        for group in range(each.groups)
    }
