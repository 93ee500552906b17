"""The board and the two groups that a source fetches."""

from __future__ import annotations

import hashlib
import itertools
from collections import Counter
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.signing import SigningKey

from intake.protocol.board import (
    LEAST_PROBABILITY,
    Found,
    Place,
    choose_places,
    draw_place,
    find_replies,
    open_board,
    section_weights,
    sign_board,
)
from intake.protocol.errors import BrokenBoardError, ProtocolError, RollbackError
from intake.protocol.reply import Expected
from intake.protocol.wire import Board, Section
from tests.unit.intake.protocol.spoil import altered, quick

COURIER = SigningKey(bytes(32))
KEYS = [bytes(COURIER.verify_key)]
EXPECTED = Expected(bytes(16), 20_600, 0)


def _board(groups: list[int], number: int = 5) -> Board:
    sections = tuple(
        Section(k, 20_000 + k, tuple(bytes([k, slot]) + bytes(4) for slot in range(8 * count)))
        for k, count in enumerate(groups, 1)
    )
    return Board(number, 20_600, {bytes([k]) * 16: 20_599 for k in range(3)}, sections)


GOOD = sign_board(_board([1, 2]), COURIER)


@settings(quick, max_examples=30)
@given(st.lists(st.integers(1, 4), max_size=6), st.integers(0, 2**53 - 1))
def test_a_signed_board_comes_back(groups: list[int], number: int) -> None:
    """What a courier signs opens to the same board."""
    board = _board(groups, number)
    assert open_board(sign_board(board, COURIER), KEYS) == board


@quick
@given(altered(GOOD) | st.binary(max_size=300))
def test_any_bytes_are_no_board(untrusted: bytes) -> None:
    """Nothing altered is believed, and nothing but a ProtocolError leaves the opener."""
    with suppress(ProtocolError):
        open_board(untrusted, KEYS)
        assert untrusted == GOOD


@quick
@given(st.binary(max_size=200))
def test_any_signed_bytes_are_a_board_or_our_error(body: bytes) -> None:
    """Even a courier who signs nonsense gets a ProtocolError; what opens packs to the same bytes."""
    body = b"\1" + body + KEYS[0]
    untrusted = body + COURIER.sign(b"asterism/1 board\0" + body).signature
    with suppress(ProtocolError):
        assert open_board(untrusted, KEYS).pack() == body[:-32]


def test_an_older_board_is_refused_and_a_newer_one_needs_the_courier_alone() -> None:
    """Against the number and hash of timestamp: older no, the same number by hash, newer yes."""
    digest = hashlib.sha256(GOOD).digest()
    assert open_board(GOOD, KEYS, at_least=5, sha256=digest).number == 5
    assert open_board(GOOD, KEYS, at_least=4, sha256=bytes(32)).number == 5
    with pytest.raises(BrokenBoardError):
        open_board(GOOD, KEYS, at_least=5, sha256=bytes(32))
    with pytest.raises(RollbackError):
        open_board(GOOD, KEYS, at_least=6, sha256=digest)
    with pytest.raises(BrokenBoardError):
        open_board(GOOD, [bytes(32)])


@pytest.mark.parametrize("count", [1, 2, 3, 10, 100, 199, 200, 201, 1_000])
def test_probabilities_of_sections_sum_to_one_and_keep_their_floor(count: int) -> None:
    """They add up to 1, never rise with age, and none is below 1 in 200, or even when there are more than 200."""
    weights = section_weights(count)
    assert sum(weights) == pytest.approx(1)
    assert all(newer >= older for newer, older in itertools.pairwise(weights))
    assert min(weights) >= min(LEAST_PROBABILITY, 1 / count) * (1 - 1e-9)


def test_no_section_has_no_probability() -> None:
    """An empty board gives an empty list, not an error."""
    assert section_weights(0) == []


def test_groups_are_drawn_as_the_probabilities_say() -> None:
    """Four thousand draws of three sections: 4/7, 2/7 and 1/7, but for the floor."""
    drawn = Counter(draw_place(_board([1, 2, 3])).section for _ in range(4_000))
    for section, weight in zip((3, 2, 1), section_weights(3), strict=True):
        assert drawn[section] / 4_000 == pytest.approx(weight, abs=0.05)


def test_the_group_that_is_fetched_already_is_never_drawn() -> None:
    """With two groups only, the other one is drawn every time."""
    board = _board([1, 1])
    assert {draw_place(board, but=Place(2, 0)) for _ in range(50)} == {Place(1, 0)}


def test_a_board_with_one_group_is_refused() -> None:
    """Who could only ever fetch the same group would show nothing by it, and no courier publishes such a board."""
    for groups in ([], [1]):
        with pytest.raises(BrokenBoardError):
            draw_place(_board(groups))


def test_a_source_with_an_answer_fetches_two_groups_like_everybody() -> None:
    """Two different groups, in either order; the newest answer that was not fetched is among them."""
    board = _board([2, 2, 2])
    tags = {board.sections[0].tags[3]: EXPECTED, board.sections[2].tags[9]: EXPECTED}
    found = find_replies(board, tags)
    assert [hit.place for hit in found] == [Place(3, 1), Place(1, 0)]
    assert [hit.slot for hit in found] == [1, 3]
    pairs = [choose_places(board, found, []) for _ in range(60)]
    assert all(one != other and Place(3, 1) in (one, other) for one, other in pairs)
    assert {Place(3, 1)} < {one for one, _ in pairs}
    for one, other in (choose_places(board, found, [Place(3, 1)]) for _ in range(20)):
        assert Place(1, 0) in (one, other)


def test_a_source_without_an_answer_fetches_two_groups() -> None:
    """Nothing of ours: both are drawn, and they differ."""
    nothing: list[Found] = []
    for one, other in (choose_places(_board([1, 1]), nothing, []) for _ in range(20)):
        assert one != other
