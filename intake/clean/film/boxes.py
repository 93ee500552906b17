"""The boxes of the ISO base media format and of QuickTime, in memory.

Source: ISO/IEC 14496-12, section 4.2; QuickTime File Format, "Atoms".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from intake.clean.errors import BrokenFileError, TooComplexError

MAX_BOXES: Final = 65_536  # at one level


@dataclass(frozen=True, slots=True)
class Box:
    """Where a box lies: its four-letter name, its first byte, the first byte of its content, and its end."""

    kind: bytes
    start: int
    body: int
    end: int


def boxes(data: bytes | bytearray, start: int, end: int) -> Iterator[Box]:
    """The boxes that lie side by side from `start` to `end`. Fewer than 8 bytes left over are no box.

    Raises: BrokenFileError: a size that does not fit.  TooComplexError: too many boxes.
    """
    for _ in range(MAX_BOXES):
        if end - start < 8:
            return
        size, body = number(data, start, 4), start + 8
        if size == 1:
            size, body = number(data, start + 8, 8), start + 16
        elif size == 0:
            size = end - start
        if start + size > end or body > start + size:
            raise BrokenFileError
        yield Box(bytes(data[start + 4 : start + 8]), start, body, start + size)
        start += size
    raise TooComplexError


def find(data: bytes | bytearray, start: int, end: int, *path: bytes) -> Box | None:
    """The first box with the first name of `path`, in it the first with the second name, and so on; None if missing."""
    found: Box | None = None
    for kind in path:
        found = next((box for box in boxes(data, start, end) if box.kind == kind), None)
        if found is None:
            return None
        start, end = found.body, found.end
    return found


def number(data: bytes | bytearray, at: int, size: int) -> int:
    """A big-endian number of `size` bytes; BrokenFileError when it lies outside."""
    part = data[at : at + size]
    if len(part) != size:
        raise BrokenFileError
    return int.from_bytes(part, "big")


def zero(data: bytearray, start: int, end: int) -> None:
    """Overwrite with zeros."""
    if not 0 <= start <= end <= len(data):
        raise BrokenFileError
    data[start:end] = bytes(end - start)


def blank(data: bytearray, box: Box) -> None:
    """Make a box a `free` one full of zeros, so that nothing behind it moves."""
    data[box.start + 4 : box.start + 8] = b"free"
    zero(data, box.body, box.end)
