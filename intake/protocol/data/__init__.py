"""The lists of docs/protocol.md: 1,296 words (EFF short list 2), which of them are unkind, 2,048 given names (README.md)."""

from __future__ import annotations

import functools
from importlib import resources


@functools.cache
def words() -> tuple[str, ...]:
    """The 1,296 words in the list's order; any two differ in three edits, and in their first three letters."""
    return _lines("words.txt")


@functools.cache
def kind_words() -> tuple[str, ...]:
    """The 986 words that may stand in a person's name, in the list's order."""
    unkind = frozenset(_lines("unkind.txt"))
    return tuple(word for word in words() if word not in unkind)


@functools.cache
def names() -> tuple[str, ...]:
    """The 2,048 given names in the list's order."""
    return _lines("names.txt")


def _lines(name: str) -> tuple[str, ...]:
    return tuple((resources.files(__package__) / name).read_text("ascii").split())


@functools.cache
def _by_start() -> dict[str, int]:
    return {word[:3]: index for index, word in enumerate(words())}


def near_word(untrusted: str) -> int | None:
    """The index of the word meant: itself, else the one that it begins (three letters or more), else the one at one slip.

    Beginnings come before slips, because the page completes a word after three letters. None: no word is near.
    """
    typed = untrusted.strip().lower()
    if typed in words():
        return words().index(typed)
    begun = _by_start().get(typed[:3]) if len(typed) >= 3 else None
    if begun is not None and words()[begun].startswith(typed):
        return begun
    near = [index for index, word in enumerate(words()) if one_slip(typed, word)]
    return near[0] if len(near) == 1 else None


def one_slip(one: str, other: str) -> bool:
    """Whether one letter changed, left out or put in turns ``one`` into ``other`` (they differ)."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = next((k for k, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest_one, rest_other = one[start:], other[start:]
    return rest_one[1:] == rest_other[1:] or rest_one[1:] == rest_other or rest_one == rest_other[1:]
