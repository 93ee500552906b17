"""The code: drawn well, written in two ways, and a slip is told or mended."""

from __future__ import annotations

import itertools
import random
import string
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.protocol.code import _DAMM, Code, damm, read_code, read_numbers, read_words
from intake.protocol.data import near_word, one_slip, words
from intake.protocol.errors import WrongCodeError
from tests.unit.intake.protocol.spoil import quick

three_numbers = st.sets(st.integers(0, 10**9 - 1), min_size=3, max_size=3)


def _code(numbers: set[int]) -> Code:
    return Code("".join(f"{number:09}" for number in sorted(numbers)))


def test_drawn_codes_are_three_distinct_ascending_numbers_and_never_the_same() -> None:
    """A thousand codes: 27 digits each, distinct and ascending numbers, no code twice."""
    codes = [Code.draw().digits for _ in range(1_000)]
    for digits in codes:
        one, two, three = digits[:9], digits[9:18], digits[18:]
        assert len(digits) == 27
        assert one < two < three
    assert len(set(codes)) == 1_000


@quick
@given(three_numbers, st.permutations(range(3)))
def test_numbers_bring_the_code_back_in_any_order(numbers: set[int], order: list[int]) -> None:
    """What is shown as numbers reads as the same code, whatever the order."""
    code = _code(numbers)
    shown = code.numbers()
    assert read_numbers([shown[k] for k in order]) == code
    assert read_code("\n".join(shown[k] for k in order)) == code


@quick
@given(three_numbers)
def test_words_bring_the_code_back(numbers: set[int]) -> None:
    """What is shown as words reads as the same code."""
    code = _code(numbers)
    assert read_words(list(code.spoken())) == code
    assert read_code(" ".join(code.spoken())) == code


@quick
@given(st.text(alphabet=string.digits, min_size=9, max_size=9))
def test_damm_catches_every_slip_in_one_digit_and_every_swap_of_neighbours(digits: str) -> None:
    """All 90 slips and all swaps of a number with its check digit are caught."""
    shown = digits + damm(digits)
    assert damm(shown) == "0"
    for at, digit in itertools.product(range(10), string.digits):
        if digit != shown[at]:
            assert damm(shown[:at] + digit + shown[at + 1 :]) != "0"
    for at in range(9):
        if shown[at] != shown[at + 1]:
            assert damm(shown[:at] + shown[at + 1] + shown[at] + shown[at + 2 :]) != "0"


def test_damms_table_is_totally_antisymmetric() -> None:
    """Every row and column holds each digit once, x stands at (x, x) as 0, and no swap leads to the same digit."""
    step = [[int(digit) for digit in row] for row in _DAMM]
    for k in range(10):
        assert sorted(step[k]) == list(range(10))
        assert sorted(row[k] for row in step) == list(range(10))
        assert step[k][k] == 0
    for start, a, b in itertools.product(range(10), repeat=3):
        if a != b:
            assert step[step[start][a]][b] != step[step[start][b]][a]


def _edits(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for k, a in enumerate(one, 1):
        before, row[0] = row[0], k
        for j, b in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


def test_a_word_with_one_slip_is_mended_to_itself() -> None:
    """Of a third of the words a slip of some kind leads back, but for slips that begin another word."""
    drawn = random.Random(7)
    listed = words()
    for index, word in drawn.sample(list(enumerate(listed)), 432):
        at, letter = drawn.randrange(len(word)), drawn.choice(string.ascii_lowercase)
        slips = {word[:at] + word[at + 1 :], word[:at] + letter + word[at + 1 :], word[:at] + letter + word[at:]} - {
            word
        }
        slip = drawn.choice(sorted(slips))
        begun = [other for other in listed if len(slip) >= 3 and other.startswith(slip)]
        assert near_word(slip) == (listed.index(begun[0]) if begun else index)


@quick
@given(st.sampled_from(words()), st.integers(3, 10))
def test_three_letters_are_enough(word: str, letters: int) -> None:
    """Every beginning of a word, from three letters on, is that word."""
    assert near_word(word[:letters].upper()) == words().index(word)


@quick
@given(st.text(max_size=6, alphabet="abc"), st.text(max_size=6, alphabet="abc"))
def test_one_slip_is_an_edit_distance_of_one(one: str, other: str) -> None:
    """The quick test for one slip agrees with the edit distance."""
    assert one_slip(one, other) == (_edits(one, other) == 1)


@quick
@given(st.text(max_size=80) | st.text(alphabet=string.digits + " ,\n", max_size=40))
def test_any_text_is_a_code_or_our_error(untrusted: str) -> None:
    """Nothing that a person types raises anything but WrongCodeError."""
    with suppress(WrongCodeError):
        assert len(read_code(untrusted).digits) == 27


@quick
@given(st.lists(st.text(max_size=12), max_size=10))
def test_any_fields_are_a_code_or_our_error(untrusted: list[str]) -> None:
    """Nothing in the fields raises anything but WrongCodeError, and no error quotes a field."""
    for read in (read_numbers, read_words):
        with pytest.raises(WrongCodeError) as raised:
            read(untrusted)
        said = (raised.value.happened, raised.value.kept, raised.value.todo, str(raised.value))
        assert all(field not in text for text in said for field in untrusted if len(field) > 8)


def test_a_code_does_not_show_itself() -> None:
    """A code that ends in a log or a traceback by mistake says nothing."""
    code = Code.draw()
    assert code.digits not in repr(code)
