"""What came back: gaps show, forgeries do not, and old answers stay readable."""

from __future__ import annotations

import os
from collections.abc import Sequence

import pytest

from intake.protocol import wire
from intake.protocol.board import Place
from intake.protocol.code import Code
from intake.protocol.newsroom import Reporter
from intake.protocol.reply import Answer, State, cover_reply, reply_tag, seal_reply
from intake.protocol.source import Identity
from intake.source.thread import Thread

DAY = 20_000
ADA = Reporter(bytes(16), "Ada", bytes(32), DAY - 300, DAY - 200, 8)  # her certificate ended long ago
BEN = Reporter(bytes([1]) * 16, "Ben", bytes(32), DAY - 300, DAY + 1, 8)


@pytest.fixture(scope="module")
def identity() -> Identity:
    """Somebody."""
    return Identity.of(Code.draw(), os.urandom(32))


class Board:
    """A board under construction, and its groups."""

    def __init__(self) -> None:
        """Empty."""
        self.sections: list[wire.Section] = []
        self.groups: dict[Place, bytes] = {}

    def add(self, *replies: tuple[bytes, bytes]) -> None:
        """A section of one group."""
        rows = sorted([*replies, *(cover_reply() for _ in range(8 - len(replies)))])
        number = len(self.sections) + 1
        self.sections.append(wire.Section(number, DAY, tuple(tag for tag, _ in rows)))
        self.groups[Place(number, 0)] = b"".join(body for _, body in rows)

    def board(self) -> wire.Board:
        """As the courier would sign it."""
        return wire.Board(1, DAY, {}, tuple(self.sections))


def reply(
    identity: Identity, reader: Reporter, number: int, day: int, pair: bytes | None = None
) -> tuple[bytes, bytes]:
    """One answer, under its right tag; ``pair``: sealed by somebody who has another pair key."""
    tag = reply_tag(identity.pair(reader.reporter), day, 0)
    answer = Answer(number, number, State.BEING_READ, f"answer {number}")
    key = pair or identity.pair(reader.reporter)
    return tag, seal_reply(answer, key, identity.reply_key, reader.reporter, tag)


def read(thread: Thread, board: Board, sections: Sequence[int]) -> None:
    """Look into some sections."""
    thread.find(board.board())
    for number in sections:
        thread.take(Place(number, 0), board.groups[Place(number, 0)])


def test_a_missing_answer_is_said_once_all_is_fetched(identity: Identity) -> None:
    """Numbers 3, 4 and 6: before all groups are fetched nothing is missed; then the one before 6 is, not the ones before 3."""
    board = Board()
    for number in (3, 4, 6):
        board.add(reply(identity, BEN, number, DAY - 10 + number))
    thread = Thread(identity, [BEN])
    read(thread, board, [1, 3])
    before = thread.more, any(found.missing for found in thread.replies)
    read(thread, board, [2])
    assert (before, thread.more) == ((True, False), False)
    assert [(found.answer.number, found.missing) for found in thread.replies] == [(3, False), (4, False), (6, True)]


def test_a_forged_answer_is_left_out_and_missed(identity: Identity) -> None:
    """Sealed to us under our tag by somebody without the pair key, or damaged: it is not shown, its number is missing."""
    board = Board()
    board.add(reply(identity, BEN, 1, DAY - 3))
    board.add(reply(identity, BEN, 2, DAY - 2, pair=os.urandom(32)))
    board.add(reply(identity, BEN, 3, DAY - 1))
    tag, sealed = reply(identity, BEN, 4, DAY)
    board.add((tag, sealed[:-1] + bytes([sealed[-1] ^ 1])))
    thread = Thread(identity, [BEN])
    read(thread, board, [1, 2, 3, 4])
    assert [(found.answer.number, found.missing) for found in thread.replies] == [(1, False), (3, True)]


def test_answers_of_a_revoked_reporter_are_still_read(identity: Identity) -> None:
    """Who is listed, even if long retired, is looked for; each reader's numbers are a row of their own."""
    board = Board()
    board.add(reply(identity, ADA, 7, DAY - 90), reply(identity, BEN, 1, DAY - 1))
    thread = Thread(identity, [ADA, BEN])
    read(thread, board, [1])
    assert [(found.name, found.answer.number, found.missing) for found in thread.replies] == [
        ("Ada", 7, False),
        ("Ben", 1, False),
    ]


def test_another_source_sees_nothing(identity: Identity) -> None:
    """The same board under another code holds nothing to find."""
    board = Board()
    board.add(reply(identity, BEN, 1, DAY))
    stranger = Thread(Identity.of(Code.draw(), os.urandom(32)), [ADA, BEN])
    read(stranger, board, [1])
    assert stranger.replies == []
    assert not stranger.more
