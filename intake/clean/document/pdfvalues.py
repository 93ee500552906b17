"""What a PDF file is written in: its values, read from text and written in one way only.

Text here is a string with a character a byte, U+0000 to U+00FF.
Source: ISO 32000-1, sections 7.2 and 7.3.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from intake.clean.errors import BrokenFileError, TooComplexError

_MAX_DEPTH: Final = 60
_SPACE: Final = re.compile(r"(?:[\0\t\n\f\r ]+|%[^\r\n]*)*")
_END: Final = r"(?=[\0\t\n\f\r ()<>\[\]{}/%]|$)"
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]{1,20}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})" + _END)
_REFERENCE: Final = re.compile(r"([0-9]{1,9})[\0\t\n\f\r ]+([0-9]{1,5})[\0\t\n\f\r ]+R" + _END)
_NAME: Final = re.compile(r"/([^\0\t\n\f\r ()<>\[\]{}/%]*)")
_WORD: Final = re.compile("(true|false|null)" + _END)
_HEX: Final = re.compile(r"<([0-9A-Fa-f\0\t\n\f\r ]*)>")
_PLAIN: Final = re.compile(r"[^()\\\r]+")
_OCTAL: Final = re.compile("[0-7]{1,3}")
_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,15}")
_UNWRITTEN: Final = re.compile(r"[^!-~]|[#()<>\[\]{}/%]")
_WORDS: Final = {"true": True, "false": False, "null": None}
_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


@dataclass(frozen=True, slots=True)
class Name:
    """A name, without its slash and its escapes."""

    value: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is spelled."""

    spelled: str


@dataclass(frozen=True, slots=True)
class String:
    """A string's bytes."""

    value: str


@dataclass(frozen=True, slots=True)
class Reference:
    """An object of the file that is read."""

    number: int


@dataclass(frozen=True, slots=True)
class Written:
    """An object of the file that is written."""

    number: int


@dataclass(frozen=True, slots=True)
class Stream:
    """A dictionary and bytes of the file, as they are stored."""

    head: Dictionary
    offset: int
    length: int


Value = bool | Name | Number | String | Reference | Written | Stream | Sequence["Value"] | Mapping[str, "Value"] | None
Dictionary = Mapping[str, Value]


def whole(value: Value) -> int | None:
    """A whole number, or None for anything else."""
    return int(value.spelled) if isinstance(value, Number) and _WHOLE.fullmatch(value.spelled) else None


def named(value: Value) -> str:
    """A name as text, or "" for anything else."""
    return value.value if isinstance(value, Name) else ""


class Budget:
    """How much one file may ask for; shared by all that read it."""

    def __init__(self, left: int) -> None:
        self._left = left

    def spend(self, amount: int) -> None:
        """Raises: TooComplexError: nothing is left."""
        self._left -= amount
        if self._left < 0:
            raise TooComplexError


class Parser:
    """Reads values from a text, one behind the other. Raises BrokenFileError, TooComplexError."""

    def __init__(self, text: str, budget: Budget, at: int = 0) -> None:
        self._text = text
        self._budget = budget
        self.at = at

    def space(self) -> None:
        """Pass over blanks and comments."""
        found = _SPACE.match(self._text, self.at)
        self.at = found.end() if found else self.at

    def word(self, expected: str) -> bool:
        """Pass over blanks and a word, if that is what comes."""
        self.space()
        if not self._text.startswith(expected, self.at):
            return False
        self.at += len(expected)
        return True

    def number(self) -> int:
        """A whole number that is not negative."""
        found = whole(self.value())
        if found is None or found < 0:
            raise BrokenFileError
        return found

    def value(self, depth: int = 0) -> Value:
        """The value that comes next."""
        if depth > _MAX_DEPTH:
            raise TooComplexError
        self._budget.spend(1)
        self.space()
        text, at = self._text, self.at
        if text.startswith("<<", at):
            return self._dictionary(depth)
        if text.startswith("[", at):
            return self._array(depth)
        if text.startswith("(", at):
            return self._string()
        if found := _NAME.match(text, at):
            self.at = found.end()
            return Name(_unescaped(found[1]))
        if found := _REFERENCE.match(text, at):
            self.at = found.end()
            return Reference(int(found[1]))
        if found := _NUMBER.match(text, at):
            self.at = found.end()
            return Number(found[0])
        if found := _HEX.match(text, at):
            self.at = found.end()
            digits = re.sub(r"[\0\t\n\f\r ]", "", found[1])
            return String(bytes.fromhex(digits + "0" * (len(digits) % 2)).decode("latin-1"))
        if found := _WORD.match(text, at):
            self.at = found.end()
            return _WORDS[found[1]]
        raise BrokenFileError

    def _dictionary(self, depth: int) -> Dictionary:
        self.at += 2
        made: dict[str, Value] = {}
        while not self.word(">>"):
            key = self.value(depth + 1)
            if not isinstance(key, Name):
                raise BrokenFileError
            made[key.value] = self.value(depth + 1)
        return made

    def _array(self, depth: int) -> list[Value]:
        self.at += 1
        made: list[Value] = []
        while not self.word("]"):
            made.append(self.value(depth + 1))
        return made

    def _string(self) -> String:
        parts: list[str] = []
        self.at += 1
        depth = 1
        while True:
            text, at = self._text, self.at
            if found := _PLAIN.match(text, at):
                self.at = found.end()
                parts.append(found[0])
                continue
            mark = text[at : at + 1]
            self.at += 1
            if mark == "\\":
                parts.append(self._escape())
            elif mark == "\r":
                self.at += text.startswith("\n", self.at)
                parts.append("\n")
            elif mark == "(":
                depth += 1
                parts.append(mark)
            elif mark == ")":
                depth -= 1
                if depth == 0:
                    return String("".join(parts))
                parts.append(mark)
            else:
                raise BrokenFileError

    def _escape(self) -> str:
        """What a backslash stands for."""
        if found := _OCTAL.match(self._text, self.at):
            self.at = found.end()
            return chr(int(found[0], 8) & 0xFF)
        mark = self._text[self.at : self.at + 1]
        self.at += 1
        if mark == "\r":
            self.at += self._text.startswith("\n", self.at)
        return "" if mark in ("\r", "\n") else _ESCAPES.get(mark, mark)


def _unescaped(name: str) -> str:
    return re.sub("#([0-9A-Fa-f]{2})", lambda found: chr(int(found[1], 16)), name)


def written(value: Value, budget: Budget) -> str:
    """A value as text, always in the same spelling; references must be `Written`."""
    budget.spend(1)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Number):
        return value.spelled
    if isinstance(value, Name):
        return "/" + _UNWRITTEN.sub(lambda found: f"#{ord(found[0]):02x}", value.value)
    if isinstance(value, Written):
        return f"{value.number} 0 R"
    if isinstance(value, String):
        return f"<{value.value.encode('latin-1').hex()}>"
    if isinstance(value, Sequence):
        return f"[{' '.join(written(item, budget) for item in value)}]"
    if isinstance(value, Mapping):
        return f"<<{''.join(f'{written(Name(key), budget)} {written(item, budget)} ' for key, item in value.items())}>>"
    return "null"
