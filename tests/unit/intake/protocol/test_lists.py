"""The lists are part of the protocol: a code and a pseudonym are places in them."""

from __future__ import annotations

import hashlib
import itertools
import re
from pathlib import Path

from intake.protocol.pseudonym import pseudonym

DATA = Path(__file__).resolve().parents[4] / "intake" / "protocol" / "data"
WORDS = (DATA / "words.txt").read_text("ascii").splitlines()
NAMES = (DATA / "names.txt").read_text("ascii").splitlines()
UNKIND = (DATA / "unkind.txt").read_text("ascii").splitlines()
WORDS_SHA256 = "7aa57a4d3ecf6581729992bad9575bacdebf7c28378af2aec6a50f11aec326f5"
NAMES_SHA256 = "71f5d4e225368ecc4cc357e32e1918298407f965d276686e1c951e027e3586db"
UNKIND_SHA256 = "2b55fcff7b446a9b1e3a1c5a654c3c32d1d88a02726179b67ecf085d7f63fbc1"


def distance(one: str, other: str) -> int:
    """Levenshtein's distance: how many letters are changed, put in or left out."""
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        above, row[0] = row[0], place
        for column, wanted in enumerate(other, 1):
            above, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, above + (letter != wanted))
    return row[-1]


def closest(entries: list[str], enough: int) -> int:
    """The least distance of any two entries, or ``enough`` if none are closer than that."""
    pairs = itertools.combinations(entries, 2)
    return min(
        (distance(a, b) for a, b in pairs if abs(len(a) - len(b)) < enough and _common(a, b) < enough),
        default=enough,
    )


def _common(a: str, b: str) -> int:
    """A lower bound of the distance that is quick to tell: half of the letters that only one of the two has."""
    return (len(set(a) ^ set(b)) + 1) // 2


def test_no_line_of_a_list_has_moved() -> None:
    """Codes and pseudonyms given out in the past mean the same today."""
    assert hashlib.sha256((DATA / "words.txt").read_bytes()).hexdigest() == WORDS_SHA256
    assert hashlib.sha256((DATA / "names.txt").read_bytes()).hexdigest() == NAMES_SHA256
    assert hashlib.sha256((DATA / "unkind.txt").read_bytes()).hexdigest() == UNKIND_SHA256


def test_no_pseudonym_has_an_unkind_word() -> None:
    """Every line of the third list is one of the words, and a hundred thousand names have none of them."""
    assert [word for word in WORDS if word in UNKIND] == UNKIND
    drawn = {pseudonym(number.to_bytes(4, "big")).split()[1].lower() for number in range(100_000)}
    assert drawn == set(WORDS) - set(UNKIND)


def test_a_slip_in_a_word_never_makes_another_word() -> None:
    """1,296 words in order, told apart by their first three letters, and any two three edits apart."""
    assert len(WORDS) == 1296
    assert sorted(set(WORDS)) == WORDS
    assert len({word[:3] for word in WORDS}) == 1296
    assert closest(WORDS, 3) == 3


def test_a_slip_in_a_name_never_makes_another_name() -> None:
    """2,048 names in order, three to nine plain letters, any two at least two edits apart."""
    assert len(NAMES) == 2048
    assert sorted(set(NAMES)) == NAMES
    assert all(re.fullmatch("[A-Z][a-z]{2,8}", name) for name in NAMES)
    assert closest([name.lower() for name in NAMES], 2) == 2
    assert {"Santosh", "Khalil"} <= set(NAMES)
