"""The board: which replies lie where, signed by the courier; and which groups a source fetches (docs/protocol.md)."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Collection
from dataclasses import dataclass

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from intake.protocol import wire
from intake.protocol.errors import BrokenBoardError, RollbackError
from intake.protocol.reply import Expected
from intake.protocol.suite import Label
from intake.protocol.wire import Board, parse_board

LEAST_PROBABILITY = 1 / 200


def sign_board(board: Board, key: SigningKey) -> bytes:
    """The board as published: content ‖ courier's public key 32 ‖ Ed25519 signature 64 over label ‖ all before it."""
    body = board.pack() + bytes(key.verify_key)
    return body + key.sign(Label.BOARD.prefix + body).signature


def open_board(
    untrusted: bytes, couriers: Collection[bytes], *, at_least: int = 0, sha256: bytes | None = None
) -> Board:
    """A board that one of the couriers' keys (32 bytes each) signed.

    Args:    at_least: the number that timestamp names, or the highest seen; an older board is refused.
             sha256: what timestamp says of the board ``at_least``; a board of that number must have it, a newer one
             stands on the courier's signature alone, because the server gets it before the next timestamp.
    Raises:  BrokenBoardError; UnknownSuiteError; RollbackError.
    """
    board = parse_board(untrusted)
    body, signature = untrusted[:-64], untrusted[-64:]
    if body[-32:] not in couriers:
        raise BrokenBoardError
    try:
        VerifyKey(body[-32:]).verify(Label.BOARD.prefix + body, signature)
    except BadSignatureError:
        raise BrokenBoardError from None
    if board.number < at_least:
        raise RollbackError("The list of answers is older than the directory says")
    if sha256 is not None and board.number == at_least and hashlib.sha256(untrusted).digest() != sha256:
        raise BrokenBoardError
    return board


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a group lies: section number, group number in it (from 0)."""

    section: int
    group: int


@dataclass(frozen=True, slots=True)
class Found:
    """A reply of ours on the board: its group, its place in it (0-7), its tag, and what the tag was expected for."""

    place: Place
    slot: int
    tag: bytes
    expected: Expected


def find_replies(board: Board, tags: dict[bytes, Expected]) -> list[Found]:
    """All of our replies on the board, the newest section first."""
    found = []
    for section in reversed(board.sections):
        for index, tag in enumerate(section.tags):
            if tag in tags:
                place = Place(section.number, index // wire.REPLIES_A_GROUP)
                found.append(Found(place, index % wire.REPLIES_A_GROUP, tag, tags[tag]))
    return found


def section_weights(count: int) -> list[float]:
    """The probability of each of ``count`` sections, the newest first: each older one half as likely, none below 1/200.

    From 200 sections on all are equally likely.
    """
    share = max(0.0, 1 - count * LEAST_PROBABILITY)
    floor = min(LEAST_PROBABILITY, 1 / count) if count else 0.0
    halves = [2.0**-k for k in range(count)]
    return [floor + share * half / sum(halves) for half in halves]


def draw_place(board: Board, *, but: Place | None = None) -> Place:
    """A group drawn as everybody draws: a section by :func:`section_weights`, then one of its groups evenly.

    Args:    but: a group that is fetched already, so another one is drawn.
    Raises:  BrokenBoardError: the board has fewer than two groups, which no courier publishes.
    """
    if sum(section.groups for section in board.sections) < 2:
        raise BrokenBoardError
    drawn, sections = random.SystemRandom(), board.sections[::-1]
    weights = section_weights(len(sections))
    while True:
        section = drawn.choices(sections, weights)[0]
        place = Place(section.number, drawn.randrange(section.groups))
        if place != but:
            return place


def choose_places(board: Board, found: list[Found], fetched: Collection[Place]) -> tuple[Place, Place]:
    """The two groups of one exchange: one of ours not fetched yet (newest first) or drawn, the other always drawn.

    They come in random order, so that the order says nothing either.
    """
    ours = next((hit.place for hit in found if hit.place not in fetched), None)
    first = ours or draw_place(board)
    pair = [first, draw_place(board, but=first)]
    random.SystemRandom().shuffle(pair)
    return pair[0], pair[1]


__all__ = [
    "Board",
    "Found",
    "Place",
    "choose_places",
    "draw_place",
    "find_replies",
    "open_board",
    "section_weights",
    "sign_board",
]
