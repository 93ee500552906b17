"""Listed names out of a text, names drawn afresh for this one publication in.

A name is found as whole words, whatever their case, script, direction, joiners and vowel marks for beginners; in
"O'Brien-Akter" and "rahima_99" too. Inflected forms are other words: they are listed beside the name.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from intake.protocol.data import names as drawn_names
from keys.reporter.publishing.errors import BadNameError

PARTING = "/"  # between the ways to write one person's name
GAP = 3  # characters between two words of one name
SHORTEST = 3  # letters of a name that is looked for inside longer words
_GAPS = frozenset(" \t\n\r-‐‑–'’`´._·\u00a0\u2009\u202f")
# Letters that keyboards of neighbours write differently in the same name.
_SAME = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "أ": "ا", "إ": "ا", "آ": "ا", "ة": "ه", "ё": "е"})
_MARKS = frozenset(map(chr, (*range(0x064B, 0x0660), 0x0670, 0x0640)))  # Arabic vowel marks, and the stretching line


@dataclass(frozen=True, slots=True)
class Word:
    """A run of letters in a text, and how it is compared."""

    start: int
    end: int
    folded: str


def words_of(text: str) -> list[Word]:
    """The words of a text: letters and their marks, with what has no width between them."""
    found, start = [], -1
    for at, character in enumerate(text + " "):
        category = unicodedata.category(character)
        if category[0] in "LM" or (category == "Cf" and start >= 0):
            start = at if start < 0 else start
        elif start >= 0:
            found.append(Word(start, at, fold(text[start:at])))
            start = -1
    return found


def fold(word: str) -> str:
    """A word as it is compared."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold()).translate(_SAME)
    return "".join(c for c in plain if c not in _MARKS and unicodedata.category(c) != "Cf")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody: ``listed`` as the reporter wrote it, and each way to write the name as folded words."""

    listed: str
    forms: tuple[tuple[str, ...], ...]

    @classmethod
    def listed_as(cls, text: str) -> Person:
        """From ``Rahima Akter / Rahima / রহিমা``. Raises BadNameError."""
        forms = tuple(tuple(word.folded for word in words_of(form)) for form in text.split(PARTING))
        if not all(forms):
            raise BadNameError
        return cls(" ".join(text.split()), forms)


class Renamer:
    """Changes names, the same way in every text that it is given. ``times`` counts by place in ``persons``."""

    def __init__(self, persons: Sequence[Person], texts: Iterable[str]) -> None:
        """Draw the new names: none that a person here has, and no word of ``texts``."""
        self.persons = persons
        taken = {word.folded for text in texts for word in words_of(text)}
        taken |= {word for person in persons for form in person.forms for word in form}
        free = [name for name in drawn_names() if fold(name) not in taken]
        self.fresh = tuple(secrets.SystemRandom().sample(free, len(persons)))
        self.times: Counter[int] = Counter()
        self._forms = sorted(
            ((form, number) for number, person in enumerate(persons) for form in person.forms),
            key=lambda entry: -len(entry[0]),
        )

    def change(self, text: str) -> str:
        """The text with the new names."""
        out, done = [], 0
        for start, end, number in self._places(text):
            found, fresh = text[start:end], self.fresh[number]
            out += [text[done:start], fresh.upper() if found.isupper() and len(found) > 1 else fresh]
            done = end
            self.times[number] += 1
        return "".join(out) + text[done:]

    def _places(self, text: str) -> Iterator[tuple[int, int, int]]:
        words, at = words_of(text), 0
        while at < len(words):
            for form, number in self._forms:
                last = at + len(form)
                if last <= len(words) and self._is(form, text, words[at:last]):
                    yield words[at].start, words[last - 1].end, number
                    at = last - 1
                    break
            at += 1

    @staticmethod
    def _is(form: tuple[str, ...], text: str, words: list[Word]) -> bool:
        if any(part != word.folded for part, word in zip(form, words, strict=True)):
            return False
        gaps = (text[one.end : other.start] for one, other in pairwise(words))
        return all(len(gap) <= GAP and _GAPS.issuperset(gap) for gap in gaps)

    def left(self, text: str) -> int:
        """How many words of a changed text still hold a part of a listed name: forms of it, or a name like it."""
        parts = {part for person in self.persons for form in person.forms for part in form if len(part) >= SHORTEST}
        own = {fold(name) for name in self.fresh}
        return sum(any(part in word.folded for part in parts) for word in words_of(text) if word.folded not in own)
