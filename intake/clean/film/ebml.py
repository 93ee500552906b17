"""The elements of EBML, of which Matroska and WebM are made, in memory.

Source: RFC 8794, sections 4 to 6 and 11.3.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from intake.clean.errors import BrokenFileError, TooComplexError

HEAD: Final = 12  # bytes of an element's identity and size, at most
VOID, CRC = 0xEC, 0xBF
SMALL: Final = 8  # bytes of the largest number
MAX_ELEMENTS: Final = 1_000_000  # side by side, in memory


@dataclass(frozen=True, slots=True)
class Element:
    """Where an element lies: its identity with the length mark, its first byte, its content, and its end."""

    kind: int
    start: int
    body: int
    end: int

    @property
    def size(self) -> int:
        """Bytes of the content."""
        return self.end - self.body


def parse_head(head: bytes | bytearray) -> tuple[int, int, int]:
    """The head of an element: its identity, the size of its content (-1: unknown), and the bytes of the head.

    Raises: BrokenFileError: these bytes begin no element.
    """
    kind_size = 9 - head[0].bit_length() if head and head[0] else 9
    if kind_size > 4 or len(head) <= kind_size or not head[kind_size]:
        raise BrokenFileError
    length = kind_size + 9 - head[kind_size].bit_length()
    if len(head) < length:
        raise BrokenFileError
    mask = (1 << 7 * (length - kind_size)) - 1
    size = int.from_bytes(head[kind_size:length], "big") & mask
    return int.from_bytes(head[:kind_size], "big"), -1 if size == mask else size, length


def elements(data: bytes | bytearray, start: int, end: int) -> Iterator[Element]:
    """The elements that lie side by side from `start` to `end`.

    Raises: BrokenFileError: a size that does not fit.  TooComplexError: a size that is not known, or too many elements.
    """
    for _ in range(MAX_ELEMENTS):
        if start == end:
            return
        kind, size, length = parse_head(data[start : min(start + HEAD, end)])
        if size < 0:
            raise TooComplexError
        if start + length + size > end:
            raise BrokenFileError
        yield Element(kind, start, start + length, start + length + size)
        start += length + size
    raise TooComplexError


def find(data: bytes | bytearray, outer: Element, kind: int) -> Element | None:
    """The first element of a kind within another; None if missing."""
    return next((inner for inner in elements(data, outer.body, outer.end) if inner.kind == kind), None)


def number(data: bytes | bytearray, element: Element) -> int:
    """The number that an element holds. BrokenFileError: it is longer than any number."""
    if element.size > SMALL:
        raise BrokenFileError
    return int.from_bytes(data[element.body : element.end], "big")


def number_in(data: bytes | bytearray, outer: Element, kind: int, default: int) -> int:
    """The number that the first element of a kind within another holds."""
    found = find(data, outer, kind)
    return number(data, found) if found else default


def void_head(total: int) -> bytes:
    """The head of an element that holds nothing, of `total` bytes with its content; 2 at least."""
    if total - 2 < 127:
        return bytes((VOID, 0x80 | total - 2))
    return bytes((VOID, 1)) + (total - 9).to_bytes(7, "big")


def blank(data: bytearray, element: Element) -> None:
    """Overwrite an element with one that holds nothing, so that nothing behind it moves."""
    total = element.end - element.start
    data[element.start : element.end] = void_head(total).ljust(total, b"\0")


def empty(data: bytearray, element: Element) -> None:
    """Make an element's content empty and fill the room with one that holds nothing."""
    kind = data[element.start : element.start + (element.kind.bit_length() + 7) // 8]
    room = element.end - element.start - len(kind) - 1
    if room == 1:  # too little for an element
        data[element.start : element.end] = kind + b"\x81\0"
    else:
        data[element.start : element.end] = kind + b"\x80" + (void_head(room).ljust(room, b"\0") if room else b"")
