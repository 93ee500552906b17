"""``newsroom.json``: who reads here, and who may carry (docs/protocol.md, "Directory")."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from intake.protocol import wire
from intake.protocol.errors import DirectoryError

DESK_LIMIT = wire.LETTERS_AN_EXCHANGE
REPLIES_A_TRIP = (8, 16, 32)


@dataclass(frozen=True, slots=True)
class Reporter:
    """One reporter id: one air-gapped machine.

    reporter: 16 bytes, never reused.  verify_key: Ed25519, 32 bytes, signs key records and outboxes.
    since, until: days, both included; after ``until`` nothing is sealed to it, and it stays listed as long as replies
    live.  replies: how many its machine hands over a trip (8, 16 or 32).
    """

    reporter: bytes
    name: str
    verify_key: bytes
    since: int
    until: int
    replies: int

    def takes_letters(self, day: int) -> bool:
        """Whether a letter may be sealed to it on this day."""
        return self.since <= day <= self.until


@dataclass(frozen=True, slots=True)
class Desk:
    """Up to four reporters who get the same tips, and what the newsroom promises of them.

    names, promise: by language code.  languages: codes that the desk reads.  every_days: how often the box is emptied.
    """

    names: Mapping[str, str]
    promise: Mapping[str, str]
    languages: tuple[str, ...]
    every_days: int
    reporters: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Newsroom:
    """What the admins say of the newsroom, as signed in targets."""

    names: Mapping[str, str]
    desks: tuple[Desk, ...]
    reporters: tuple[Reporter, ...]
    couriers: tuple[bytes, ...]
    letter_days: int = field(default=30)
    reply_days: int = field(default=wire.REPLY_DAYS)

    def reporter(self, reporter: bytes) -> Reporter | None:
        """The entry of one id (16 bytes), or None."""
        return next((entry for entry in self.reporters if entry.reporter == reporter), None)

    def verify_keys(self) -> dict[bytes, bytes]:
        """Each reporter id's Ed25519 key."""
        return {entry.reporter: entry.verify_key for entry in self.reporters}

    def pack(self) -> bytes:
        """UTF-8 JSON, indented, keys sorted: admins read what they sign."""
        fields = {
            "names": dict(self.names),
            "desks": [
                {
                    "names": dict(desk.names),
                    "promise": dict(desk.promise),
                    "languages": list(desk.languages),
                    "every_days": desk.every_days,
                    "reporters": [reporter.hex() for reporter in desk.reporters],
                }
                for desk in self.desks
            ],
            "reporters": [
                {
                    "id": entry.reporter.hex(),
                    "name": entry.name,
                    "key": entry.verify_key.hex(),
                    "from": entry.since,
                    "until": entry.until,
                    "replies": entry.replies,
                }
                for entry in self.reporters
            ],
            "couriers": [key.hex() for key in self.couriers],
            "retention": {"letter_days": self.letter_days, "reply_days": self.reply_days},
        }
        return json.dumps(fields, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"

    @classmethod
    def parse(cls, untrusted: bytes) -> Newsroom:
        """The opposite of :meth:`pack`. Raises DirectoryError: it does not parse, or names what it does not list."""
        try:
            fields = wire.read_json(untrusted)
            newsroom = cls(
                names=_texts(fields["names"]),
                desks=tuple(_desk(desk) for desk in _list(fields["desks"])),
                reporters=tuple(_reporter(entry) for entry in _list(fields["reporters"])),
                couriers=tuple(wire.from_hex(key, 32) for key in _list(fields["couriers"])),
                letter_days=_count(fields["retention"]["letter_days"]),
                reply_days=_count(fields["retention"]["reply_days"]),
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise DirectoryError from None
        listed = [entry.reporter for entry in newsroom.reporters]
        named = [reporter for desk in newsroom.desks for reporter in desk.reporters]
        twice = len(set(listed)) != len(listed) or any(
            len(set(d.reporters)) != len(d.reporters) for d in newsroom.desks
        )
        if twice or not set(named) <= set(listed):
            raise DirectoryError("The newsroom's directory names a reporter twice, or one that it does not list")
        return newsroom


def _count(untrusted: Any) -> int:
    if type(untrusted) is not int or not 0 <= untrusted < 2**32:
        raise ValueError
    return untrusted


def _list(untrusted: Any) -> list[Any]:
    if not isinstance(untrusted, list):
        raise TypeError
    return untrusted


def _text(untrusted: Any) -> str:
    if not isinstance(untrusted, str):
        raise TypeError
    untrusted.encode()
    return untrusted


def _texts(untrusted: Any) -> dict[str, str]:
    return {_text(language): _text(text) for language, text in untrusted.items()}


def _desk(untrusted: Any) -> Desk:
    desk = Desk(
        names=_texts(untrusted["names"]),
        promise=_texts(untrusted["promise"]),
        languages=tuple(_text(language) for language in _list(untrusted["languages"])),
        every_days=_count(untrusted["every_days"]),
        reporters=tuple(wire.from_hex(reporter, wire.REPORTER_ID_SIZE) for reporter in _list(untrusted["reporters"])),
    )
    if not 1 <= len(desk.reporters) <= DESK_LIMIT:
        raise ValueError
    return desk


def _reporter(untrusted: Any) -> Reporter:
    entry = Reporter(
        reporter=wire.from_hex(untrusted["id"], wire.REPORTER_ID_SIZE),
        name=_text(untrusted["name"]),
        verify_key=wire.from_hex(untrusted["key"], 32),
        since=_count(untrusted["from"]),
        until=_count(untrusted["until"]),
        replies=_count(untrusted["replies"]),
    )
    if entry.replies not in REPLIES_A_TRIP:
        raise ValueError
    return entry
