"""A source's code out of a text: somebody may have written it into a message."""

from __future__ import annotations

import re

from intake.protocol.code import WORDS, damm, plain_digits, read_words
from intake.protocol.data import words as listed
from intake.protocol.errors import WrongCodeError

INSTEAD = "[taken out]"
# Ten digits of any script, written together or parted as telephone numbers are.
_NUMBER = re.compile(r"(?<!\d)\d(?:[ \t.\-\u00a0]?\d){9}(?!\d)")

_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")  # one of the list's words has a hyphen


def without_codes(text: str) -> tuple[str, int]:
    """The text without numbers and rows of words that can be (a third of) a code; how many were taken out.

    A tenth of all ten-digit telephone numbers look like one; they do no harm where they are missing.
    """
    taken = 0

    def instead(found: re.Match[str]) -> str:
        nonlocal taken
        if damm(plain_digits(found[0])) != "0":
            return found[0]
        taken += 1
        return INSTEAD

    text = _NUMBER.sub(instead, text)
    known, words, at = frozenset(listed()), list(_WORD.finditer(text)), 0
    out, done = [], 0
    while at + WORDS <= len(words):
        row = words[at : at + WORDS]
        spoken = [word[0].lower() for word in row]
        if known.issuperset(spoken) and _is_code(spoken):
            out += [text[done : row[0].start()], INSTEAD]
            done = row[-1].end()
            taken += 1
            at += WORDS
        else:
            at += 1
    return "".join(out) + text[done:], taken


def _is_code(words: list[str]) -> bool:
    try:
        read_words(words)
    except WrongCodeError:
        return False
    return True
