"""The layouts that the server judges: any bytes give a value or one of our errors, and one value has one spelling."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.protocol import wire
from intake.protocol.errors import BrokenBoardError, ProtocolError, UnknownSuiteError, WrongSizeError

DAY = 20_000
SIGNED = bytes(wire.BOARD_SIGNATURE_SIZE)
days = st.integers(0, 2**32 - 1)
ids = st.binary(min_size=16, max_size=16)


@st.composite
def sections(draw: st.DrawFn) -> tuple[wire.Section, ...]:
    """Sections with distinct rising numbers and ascending tags."""
    numbers = sorted(draw(st.sets(days, max_size=3)))
    tags = st.lists(st.binary(min_size=6, max_size=6), min_size=8, max_size=8).map(lambda drawn: tuple(sorted(drawn)))
    return tuple(
        wire.Section(number, draw(days), tuple(sorted(draw(tags) * draw(st.integers(1, 2))))) for number in numbers
    )


boards = st.builds(
    wire.Board,
    number=st.integers(0, 2**53 - 1),
    day=days,
    closings=st.dictionaries(ids, days, max_size=3),
    sections=sections(),
)


@given(boards)
def test_a_board_is_read_as_it_was_packed(board: wire.Board) -> None:
    """Packing and parsing are opposites."""
    assert wire.parse_board(board.pack() + SIGNED) == board


@given(st.binary(max_size=300))
def test_any_bytes_give_a_board_or_our_error(untrusted: bytes) -> None:
    """No struct.error leaves the parser, and what parses packs to the same bytes: a board has one spelling."""
    with suppress(ProtocolError):
        board = wire.parse_board(untrusted)
        assert board.pack() + untrusted[-wire.BOARD_SIGNATURE_SIZE :] == untrusted


@given(boards, st.data())
def test_a_board_with_one_byte_changed_is_another_board_or_none(board: wire.Board, data: st.DataObject) -> None:
    """No two spellings meet in one board."""
    packed = bytearray(board.pack())
    at = data.draw(st.integers(0, len(packed) - 1))
    packed[at] ^= data.draw(st.integers(1, 255))
    with suppress(ProtocolError):
        assert wire.parse_board(bytes(packed) + SIGNED) != board


@given(boards, st.integers(1, 400))
def test_a_cut_board_is_refused_or_ends_at_a_section(board: wire.Board, cut: int) -> None:
    """What is missing is noticed, unless whole sections are; that is what the signature is for."""
    packed = board.pack() + SIGNED
    with suppress(ProtocolError):
        shorter = wire.parse_board(packed[: max(0, len(packed) - cut)] + b"")
        assert shorter.pack() == packed[: max(0, len(packed) - cut)][: -wire.BOARD_SIGNATURE_SIZE]


def test_a_board_out_of_order_is_refused() -> None:
    """Closing days by reporter, sections by number, tags ascending: each once."""
    tags = tuple(bytes([k]) * 6 for k in range(8))
    one, two = wire.Section(1, DAY, tags), wire.Section(2, DAY, tags)
    for wrong in ((two, one), (one, one), (replace(one, tags=tags[::-1]),), (replace(one, tags=tags[:7]),)):
        with pytest.raises(BrokenBoardError):
            wire.parse_board(wire.Board(1, DAY, {}, wrong).pack() + SIGNED)
    with pytest.raises(UnknownSuiteError):
        wire.parse_board(b"\x02" + wire.Board(1, DAY, {}, ()).pack()[1:] + SIGNED)


@given(boards, boards)
def test_what_extends_rises(old: wire.Board, new: wire.Board) -> None:
    """Of two boards at most one extends the other, and it has the higher number."""
    if wire.extends(new, old):
        assert new.number > old.number
        assert not wire.extends(old, new)


TAGS = tuple(bytes([k]) * 6 for k in range(8))
OLD = wire.Board(5, DAY, {b"a" * 16: 9}, (wire.Section(3, DAY - 121, TAGS), wire.Section(4, DAY, TAGS)))


@pytest.mark.parametrize(
    ("new", "may"),
    [
        (replace(OLD, number=6), True),
        (replace(OLD, number=6, sections=(*OLD.sections, wire.Section(5, DAY, TAGS))), True),
        (replace(OLD, number=6, sections=OLD.sections[1:]), True),
        (replace(OLD, number=6, closings={b"a" * 16: 10, b"b" * 16: 1}), True),
        (replace(OLD, number=6, closings={}), True),
        (OLD, False),
        (replace(OLD, number=4), False),
        (replace(OLD, number=6, day=DAY - 1), False),
        (replace(OLD, number=6, closings={b"a" * 16: 8}), False),
        (replace(OLD, number=6, sections=OLD.sections[:1]), False),
        (replace(OLD, number=6, sections=(wire.Section(2, DAY, TAGS), *OLD.sections)), False),
        (replace(OLD, number=6, sections=(OLD.sections[0], wire.Section(4, DAY + 1, TAGS))), False),
    ],
    ids=["same content", "new section", "expired section gone", "closing rises", "reporter retired", "same number",
         "lower number", "day back", "closing back", "young section gone", "old number added", "section changed"],
)  # fmt: skip
def test_a_board_is_only_ever_added_to(new: wire.Board, may: bool) -> None:
    """What may follow what."""
    assert wire.extends(new, OLD) is may


@given(st.binary(max_size=64), st.integers(0, 2))
def test_any_bytes_of_the_right_size_are_an_exchange_or_our_error(head: bytes, where: int) -> None:
    """Four letters within the days that are taken, or an error of ours; the letters are the bytes."""
    good = (bytes([wire.SUITE]) + DAY.to_bytes(4, "big")).ljust(wire.LETTER_SIZE, b"\0")
    untrusted = good * where + head.ljust(wire.LETTER_SIZE, b"\0") + good * (3 - where)
    with suppress(ProtocolError):
        letters = wire.split_exchange(untrusted, DAY)
        assert b"".join(letters) == untrusted
        assert all(DAY - 9 <= wire.letter_day(letter) <= DAY + 1 for letter in letters)


@pytest.mark.parametrize("size", [0, 1, 32_767, 32_769, 65_536])
def test_an_exchange_has_one_size(size: int) -> None:
    """Nothing shorter, nothing longer."""
    with pytest.raises(WrongSizeError):
        wire.split_exchange(bytes(size), DAY)


@given(st.binary(max_size=8))
def test_any_head_gives_a_day_or_our_error(untrusted: bytes) -> None:
    """Five bytes, the first the suite."""
    try:
        day = wire.letter_day(untrusted)
    except WrongSizeError:
        assert len(untrusted) < 5
    except UnknownSuiteError:
        assert untrusted[0] != wire.SUITE
    else:
        assert untrusted[:5] == bytes([wire.SUITE]) + day.to_bytes(4, "big")


@given(st.lists(ids, max_size=4), st.integers(0, 1))
def test_key_records_are_whole_ascending_and_each_once(reporters: list[bytes], extra: int) -> None:
    """What comes out is what went in, or it is refused."""
    packed = b"".join((bytes(5) + each).ljust(wire.KEY_RECORD_SIZE, b"k") for each in reporters) + bytes(extra)
    try:
        records = wire.split_key_records(packed)
    except ProtocolError:
        assert extra or reporters != sorted(set(reporters))
    else:
        assert list(records) == reporters == sorted(set(reporters))
        assert b"".join(records.values()) == packed


@given(st.dictionaries(st.text(max_size=20), st.binary(max_size=40), max_size=5))
def test_files_come_out_as_they_went_in(files: dict[str, bytes]) -> None:
    """Any names, any bytes."""
    try:
        packed = wire.pack_files(files)
    except UnicodeEncodeError:
        return  # a lone surrogate is no text
    assert wire.unpack_files(packed) == files


@given(st.binary(max_size=100))
def test_any_bytes_are_files_or_our_error(untrusted: bytes) -> None:
    """Cut, doubled, no UTF-8: an error of ours, and nothing else."""
    with suppress(ProtocolError):
        wire.unpack_files(untrusted)


@given(st.lists(ids, max_size=5), st.integers(0, 15))
def test_ids_are_whole(asked: list[bytes], extra: int) -> None:
    """Sixteen bytes each; a part of one is none."""
    if extra:
        with pytest.raises(WrongSizeError):
            wire.split_ids(wire.join_ids(asked) + bytes(extra))
    else:
        assert wire.split_ids(wire.join_ids(asked)) == sorted(asked)


def test_a_day_is_whole() -> None:
    """From midnight to midnight UTC."""
    assert [wire.day_of(seconds) for seconds in (0, 86_399.999, 86_400, 1.7e9)] == [0, 0, 1, 19_675]
