"""A PDF file's objects: found by its tables, read one by one, never by guessing.

A table or an object that is not where it is said to be makes the file broken: a reader that repairs would decide for
itself which of two versions is the right one. Source: ISO 32000-1, section 7.5; 7.4.4 for the filter.
"""

from __future__ import annotations

import re
from typing import Final

from intake.clean.deflate import inflate
from intake.clean.document.pdfvalues import (
    Budget,
    Dictionary,
    Parser,
    Reference,
    Stream,
    Value,
    named,
    whole,
)
from intake.clean.errors import BrokenFileError, TooComplexError
from intake.clean.source import WHOLE_LIMIT, Source, Window

_MAX_VALUES: Final = 3_000_000
_MAX_ENTRIES: Final = 1_000_000
_MAX_SECTIONS: Final = 500
_MAX_INFLATED: Final = 16 * 1024 * 1024  # bytes of one stream that we look into
_MAX_INFLATED_ALL: Final = 128 * 1024 * 1024
_MAX_NESTED: Final = 10  # objects that must be read to read one: its object stream, and the lengths of both
_TAIL: Final = 2048  # bytes at the end in which the way to the tables stands
_GUESSES: Final = (1024, 16 * 1024, 1024 * 1024, WHOLE_LIMIT)  # bytes that an object may need
_MARGIN: Final = 64  # bytes behind an object that must be there to know that it ended
_HEAD: Final = re.compile(r"[\0\t\n\f\r ]*([0-9]{1,9})[\0\t\n\f\r ]+([0-9]{1,5})[\0\t\n\f\r ]+obj")
_START: Final = re.compile(r"startxref[\0\t\n\f\r ]+([0-9]{1,15})")
_DATA: Final = re.compile(r"stream\r?\n")
_DATA_END: Final = re.compile(r"[\0\t\n\f\r ]*endstream")
_KIND: Final = re.compile(r"[\0\t\n\f\r ]*xref")


class PdfFile:
    """Objects by their numbers. `revised`: an older version of some object is in the file. Raises as a cleaner."""

    def __init__(self, source: Source) -> None:
        self.window = Window(source)
        self.trailer: Dictionary = {}
        self.revised = False
        self.behind = 0  # bytes behind the end
        self._values = Budget(_MAX_VALUES)
        self._bytes = Budget(2 * source.size + 65_536)
        self._inflated = Budget(_MAX_INFLATED_ALL)
        self._places: dict[int, tuple[int, int] | None] = {}  # (offset, -1), (stream, index) or None: free
        self._objects: dict[int, Value] = {}
        self._nested = 0
        self._packed: dict[int, tuple[str, list[tuple[int, int]]]] = {}

    def open(self) -> None:
        """Read the tables, from the newest to the oldest."""
        size = self.window.size
        tail_at = max(0, size - _TAIL)
        tail = self.window.take(tail_at, size - tail_at).decode("latin-1")
        starts = list(_START.finditer(tail))
        if not starts:
            raise BrokenFileError
        end = tail.find("%%EOF", starts[-1].end())
        self.behind = len(tail[end + 5 :].strip("\0\t\n\f\r ")) if end >= 0 else 0
        seen: set[int] = set()
        at: int | None = int(starts[-1][1])
        while at is not None:
            if at in seen or len(seen) >= _MAX_SECTIONS:
                raise BrokenFileError
            seen.add(at)
            trailer = self._section(at)
            self.trailer = self.trailer or trailer
            at = self._previous(trailer)
        if self.trailer.get("Encrypt") is not None:
            raise TooComplexError

    def _previous(self, trailer: Dictionary) -> int | None:
        previous = trailer.get("Prev")
        if previous is None:
            return None
        at = whole(previous)
        if at is None or at < 0:
            raise BrokenFileError
        return at

    def _section(self, at: int) -> Dictionary:
        """One table, and what it says beside it."""
        head = self.window.take(at, min(32, self.window.size - at)) if at < self.window.size else b""
        if not _KIND.match(head.decode("latin-1")):
            return self._stream_section(at)
        text, start = self._text(at, "trailer")
        parser = Parser(text, self._values, start)
        free: list[int] = []
        used: dict[int, tuple[int, int]] = {}
        while not parser.word("trailer"):
            first, count = parser.number(), parser.number()
            for number in range(first, first + count):
                offset, _ = parser.number(), parser.number()
                if parser.word("n"):
                    used[number] = (offset, -1)
                elif parser.word("f"):
                    free.append(number)
                else:
                    raise BrokenFileError
        trailer = parser.value()
        if not isinstance(trailer, dict):
            raise BrokenFileError
        self._place(used)
        hybrid = whole(trailer.get("XRefStm"))
        if hybrid is not None:
            self._stream_section(hybrid)
        for number in free:
            self._places.setdefault(number, None)
        return trailer

    def _text(self, at: int, until: str) -> tuple[str, int]:
        """The text of a table with the trailer behind it, and where the table's first line begins in it."""
        for guess in _GUESSES:
            length = min(guess, self.window.size - at)
            text = self.window.take(at, length).decode("latin-1")
            whole_file = at + length == self.window.size
            found = text.find(until)
            # a trailer is a dictionary without streams: it ends before the way to the table is told
            if found >= 0 and (whole_file or text.find("startxref", found) >= 0):
                return text, text.index("xref") + 4
            if whole_file:
                break
        raise BrokenFileError

    def _stream_section(self, at: int) -> Dictionary:
        stream = self._object_at(at, None)
        if not isinstance(stream, Stream) or named(stream.head.get("Type")) != "XRef":
            raise BrokenFileError
        widths, index = stream.head.get("W"), stream.head.get("Index")
        size = whole(stream.head.get("Size"))
        if not isinstance(widths, list) or len(widths) != 3 or size is None:
            raise BrokenFileError
        spans = [_short(width) for width in widths]
        pairs = [whole(each) for each in index] if isinstance(index, list) else [0, size]
        data = self.inflated(stream)
        if data is None:
            raise BrokenFileError
        used: dict[int, tuple[int, int]] = {}
        free: list[int] = []
        place, step = 0, sum(spans)
        for first, count in zip(pairs[::2], pairs[1::2], strict=False):
            if first is None or count is None or first < 0 or count < 0 or place + count * step > len(data) or not step:
                raise BrokenFileError
            for number in range(first, first + count):
                kind = int.from_bytes(data[place : place + spans[0]], "big") if spans[0] else 1
                middle, end = place + spans[0] + spans[1], place + step
                left = int.from_bytes(data[place + spans[0] : middle], "big")
                right = int.from_bytes(data[middle:end], "big")
                place = end
                if kind == 1:
                    used[number] = (left, -1)
                elif kind == 2:
                    used[number] = (left, right)
                elif kind == 0:
                    free.append(number)
        self._place(used)
        for number in free:
            self._places.setdefault(number, None)
        return stream.head

    def _place(self, used: dict[int, tuple[int, int]]) -> None:
        for number, place in used.items():
            if self._places.get(number) is not None:
                self.revised = True
            elif number not in self._places:
                self._places[number] = place
        if len(self._places) > _MAX_ENTRIES:
            raise TooComplexError

    def get(self, value: Value) -> Value:
        """The value itself, or what a reference stands for: None where there is no such object."""
        for _ in range(10):
            if not isinstance(value, Reference):
                return value
            value = self._object(value.number)
        raise BrokenFileError

    def _object(self, number: int) -> Value:
        if number not in self._objects:
            self._objects[number] = None  # a length that needs the object that has it
            self._nested += 1
            if self._nested > _MAX_NESTED:
                raise BrokenFileError
            self._objects[number] = self._found(number)
            self._nested -= 1
        return self._objects[number]

    def _found(self, number: int) -> Value:
        place = self._places.get(number)
        if place is None:
            return None
        if place[1] < 0:
            return self._object_at(place[0], number)
        text, numbers = self._pack(place[0])
        if place[1] >= len(numbers) or numbers[place[1]][0] != number:
            raise BrokenFileError
        return Parser(text, self._values, numbers[place[1]][1]).value()

    def _pack(self, number: int) -> tuple[str, list[tuple[int, int]]]:
        """An object stream's text, and the numbers and offsets of the objects in it."""
        if number not in self._packed:
            place = self._places.get(number)
            stream = self._object(number) if place is not None and place[1] < 0 else None
            if not isinstance(stream, Stream):
                raise BrokenFileError
            count, first = whole(self.get(stream.head.get("N"))), whole(self.get(stream.head.get("First")))
            data = self.inflated(stream)
            if data is None or count is None or first is None or not 0 <= first <= len(data):
                raise BrokenFileError
            text = data.decode("latin-1")
            parser = Parser(text[:first], self._values)
            self._packed[number] = (text, [(parser.number(), first + parser.number()) for _ in range(count)])
        return self._packed[number]

    def _object_at(self, offset: int, number: int | None) -> Value:
        """An object with its head. `number`: the one that it must have, or None for any."""
        size = self.window.size
        for guess in _GUESSES:
            length = min(guess, size - offset)
            text = self.window.take(offset, length).decode("latin-1")
            whole_file = offset + length == size
            try:
                value, at, is_stream = self._parsed(text, number)
            except BrokenFileError:
                if whole_file:
                    raise
                continue
            if whole_file or at + _MARGIN <= length:
                self._bytes.spend(at)
                return self._stream(value, offset + at) if is_stream else value
        raise TooComplexError

    def _parsed(self, text: str, number: int | None) -> tuple[Value, int, bool]:
        head = _HEAD.match(text)
        if not head or (number is not None and int(head[1]) != number):
            raise BrokenFileError
        parser = Parser(text, self._values, head.end())
        value = parser.value()
        parser.space()
        data = _DATA.match(text, parser.at) if isinstance(value, dict) else None
        return value, data.end() if data else parser.at, data is not None

    def _stream(self, head: Value, offset: int) -> Stream:
        if not isinstance(head, dict):
            raise BrokenFileError
        length = whole(self.get(head.get("Length")))
        if length is None or length < 0 or offset + length > self.window.size:
            raise BrokenFileError
        behind = self.window.take(offset + length, min(_MARGIN, self.window.size - offset - length))
        if not _DATA_END.match(behind.decode("latin-1")):
            raise BrokenFileError
        return Stream(head, offset, length)

    def stored(self, stream: Stream) -> bytes:
        """A stream's bytes as they lie in the file."""
        self._inflated.spend(stream.length)
        return self.window.take(stream.offset, stream.length)

    def filters(self, stream: Stream) -> list[str]:
        """The names of a stream's filters, in the order in which they are undone."""
        filters = self.get(stream.head.get("Filter"))
        if filters is None:
            return []
        listed = filters if isinstance(filters, list) else [filters]
        return [named(self.get(each)) for each in listed]

    def inflated(self, stream: Stream) -> bytes | None:
        """What a stream holds, or None: it is damaged, too large, or packed in a way that we do not undo."""
        filters = self.filters(stream)
        data: bytes | None = self.stored(stream)
        if not filters:
            return data
        if filters != ["FlateDecode"] or data is None:
            return None
        data = lenient_inflate(data, _MAX_INFLATED)
        self._inflated.spend(len(data) if data else 0)
        parameters = self.get(stream.head.get("DecodeParms"))
        if isinstance(parameters, list):
            parameters = self.get(parameters[0]) if parameters else None
        if data is None or not isinstance(parameters, dict):
            return data
        return self._predicted(data, parameters)

    def _predicted(self, data: bytes, parameters: Dictionary) -> bytes | None:
        """Undo a predictor of PNG; all others are for pixels."""
        predictor = whole(self.get(parameters.get("Predictor")))
        if predictor in (None, 1):
            return data
        columns = 1 if parameters.get("Columns") is None else whole(self.get(parameters["Columns"]))
        colours = 1 if parameters.get("Colors") is None else whole(self.get(parameters["Colors"]))
        bits = 8 if parameters.get("BitsPerComponent") is None else whole(self.get(parameters["BitsPerComponent"]))
        if not 10 <= (predictor or 0) <= 15 or (colours, bits) != (1, 8) or not 0 < (columns or 0) <= 4096:
            return None
        return _unpredicted(data, columns or 1)


def _short(value: Value) -> int:
    """A width in a table of references: 0 to 6 bytes, so that every language counts it exactly."""
    width = whole(value)
    if width is None or not 0 <= width <= 6:
        raise BrokenFileError
    return width


def lenient_inflate(untrusted: bytes, limit: int) -> bytes | None:
    """As `inflate`, and where the writer counted a line's end to the data, without that."""
    for ends in (b"", b"\n", b"\r", b"\r\n"):
        if untrusted.endswith(ends):
            data = inflate(untrusted[: len(untrusted) - len(ends)], limit)
            if data is not None:
                return data
    return None


def _unpredicted(data: bytes, columns: int) -> bytes | None:
    """Rows with a filter each, as in PNG (third edition), section 9, of one byte a pixel."""
    above = bytearray(columns)
    out = bytearray()
    for start in range(0, len(data), columns + 1):
        kind, row = data[start], bytearray(data[start + 1 : start + 1 + columns])
        if len(row) != columns or kind > 4:
            return None
        for i in range(columns):
            left, up, corner = (row[i - 1], above[i], above[i - 1]) if i else (0, above[i], 0)
            if kind == 1:
                row[i] = (row[i] + left) & 0xFF
            elif kind == 2:
                row[i] = (row[i] + up) & 0xFF
            elif kind == 3:
                row[i] = (row[i] + (left + up) // 2) & 0xFF
            elif kind == 4:
                row[i] = (row[i] + _paeth(left, up, corner)) & 0xFF
        out += row
        above = row
    return bytes(out)


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    by_left, by_up, by_corner = abs(guess - left), abs(guess - up), abs(guess - corner)
    if by_left <= by_up and by_left <= by_corner:
        return left
    return up if by_up <= by_corner else corner
