"""The code that a source keeps: three distinct nine-digit numbers, in two spellings (docs/protocol.md, "Code").

Three telephone-like numbers of ten digits (the tenth a Damm check digit), in any order; or nine words of the EFF
short list 2, writing the 27 digits and a Damm digit over them in base 1,296.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from intake.protocol.data import near_word, words
from intake.protocol.errors import WrongCodeError

NUMBERS = 3
DIGITS = 9
WORDS = 9
_LIMIT = 10**DIGITS

# Damm's quasigroup of order 10 (H. M. Damm, "Total anti-symmetrische Quasigruppen", 2004): every slip in one digit
# and every swap of neighbours is caught.
_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)

# The zeros of the scripts whose decimal digits a person may type (Unicode, general category Nd, each ten in a row).
_ZEROS = (
    *(0x0030, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6),
    *(0x0D66, 0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x17E0, 0x1810, 0xFF10),
)

_PARTING = re.compile("[,;\u060c\u061b\u3001]")  # commas and semicolons, also Arabic and East Asian ones


def damm(digits: str) -> str:
    """The Damm check digit of ASCII digits; over digits and their check digit it is "0"."""
    interim = "0"
    for digit in digits:
        interim = _DAMM[int(interim)][int(digit)]
    return interim


def plain_digits(untrusted: str) -> str:
    """The decimal digits in a text, of any script of the table, as ASCII; everything else is left out."""
    found = []
    for character in untrusted:
        point = ord(character)
        zero = next((zero for zero in _ZEROS if zero <= point < zero + 10), None)
        if zero is not None:
            found.append(str(point - zero))
    return "".join(found)


@dataclass(frozen=True, slots=True, repr=False)
class Code:
    """A source's code: ``digits``, 27 ASCII digits - three distinct numbers of nine, ascending."""

    digits: str

    @classmethod
    def draw(cls) -> Code:
        """A new code: 87 bits from the system's generator."""
        numbers: set[int] = set()
        while len(numbers) < NUMBERS:
            numbers.add(secrets.randbelow(_LIMIT))
        return cls("".join(f"{number:0{DIGITS}}" for number in sorted(numbers)))

    def numbers(self) -> tuple[str, ...]:
        """Three numbers of ten ASCII digits, the check digit last, in ascending order."""
        parts = [self.digits[at : at + DIGITS] for at in range(0, NUMBERS * DIGITS, DIGITS)]
        return tuple(part + damm(part) for part in parts)

    def spoken(self) -> tuple[str, ...]:
        """Nine words, the most significant first."""
        listed = words()
        value = int(self.digits + damm(self.digits))
        found = []
        for _ in range(WORDS):
            value, index = divmod(value, len(listed))
            found.append(listed[index])
        return tuple(reversed(found))


def _ordered(parts: list[str]) -> Code:
    parts = sorted(parts)
    if len(set(parts)) != NUMBERS:
        raise WrongCodeError("Two of the three numbers are the same", code="code-twice")
    return Code("".join(parts))


def read_numbers(untrusted: list[str]) -> Code:
    """The code of three numbers in any order, digits of any script, spaces and signs left out.

    Raises:  WrongCodeError, with ``number`` 1 to 3: "code-length" (not ten digits), "code-check" (a slip in it);
             without: "code-count" (not three numbers), "code-twice".
    """
    if len(untrusted) != NUMBERS:
        raise WrongCodeError("A code has three numbers", code="code-count")
    parts = []
    for number, text in enumerate(untrusted, 1):
        digits = plain_digits(text)
        if len(digits) != DIGITS + 1:
            raise WrongCodeError(f"Number {number} does not have ten digits", code="code-length", number=number)
        if damm(digits) != "0":
            raise WrongCodeError(f"There is a slip in number {number}", code="code-check", number=number)
        parts.append(digits[:DIGITS])
    return _ordered(parts)


def read_words(untrusted: list[str]) -> Code:
    """The code of nine words in their order; a slip in a whole word is mended, three first letters are enough.

    Raises:  WrongCodeError, with ``number`` 1 to 9: "code-word" (no word of the list is near); without: "code-count",
             "code-check" (the words do not belong together), "code-twice".
    """
    if len(untrusted) != WORDS:
        raise WrongCodeError("A code has nine words", code="code-count")
    listed = words()
    value = 0
    for number, text in enumerate(untrusted, 1):
        index = near_word(text)
        if index is None:
            raise WrongCodeError(f"Word {number} is not in the list", code="code-word", number=number)
        value = value * len(listed) + index
    digits = f"{value:028}"
    if len(digits) != NUMBERS * DIGITS + 1 or damm(digits) != "0":
        raise WrongCodeError("These words do not belong together", code="code-check")
    parts = [digits[at : at + DIGITS] for at in range(0, NUMBERS * DIGITS, DIGITS)]
    code = _ordered(parts)
    if code.digits != digits[:-1]:
        raise WrongCodeError("These words do not belong together", code="code-check")
    return code


def read_code(untrusted: str) -> Code:
    """Either spelling in one text: with letters it is nine words; with digits only, three numbers.

    Numbers may be written with gaps as long as there are thirty digits in all, or be parted by lines or commas.
    Raises:  WrongCodeError.
    """
    if any(character.isalpha() for character in untrusted):
        return read_words(_PARTING.sub(" ", untrusted).split())
    lines = [part for part in _PARTING.sub("\n", untrusted).splitlines() if plain_digits(part)]
    if len(lines) == NUMBERS:
        return read_numbers(lines)
    digits = plain_digits(untrusted)
    if len(digits) != NUMBERS * (DIGITS + 1):
        raise WrongCodeError("A code has three numbers of ten digits", code="code-count")
    return read_numbers([digits[at : at + DIGITS + 1] for at in range(0, len(digits), DIGITS + 1)])
