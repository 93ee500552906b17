"""The directories of a TIFF file, read with bounds and written anew.

Source: TIFF 6.0, section 2.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from intake.clean.errors import BrokenFileError, TooComplexError
from intake.clean.source import Window

SHORT, LONG = 3, 4
SIZES: Final = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
"""Bytes of one value, by its type."""

_MAX_ENTRIES: Final = 512
_MAX_PAGES: Final = 2000


@dataclass(frozen=True, slots=True)
class Field:
    """One entry of a directory: its type, how many values, and where in the file they are."""

    kind: int
    count: int
    offset: int

    @property
    def length(self) -> int:
        """Bytes of all its values."""
        return SIZES[self.kind] * self.count


class Reader:
    """Reads numbers, directories and values of a TIFF file in its own byte order."""

    def __init__(self, window: Window) -> None:
        self.window = window
        head = window.take(0, 8)
        self.order: Literal["little", "big"] = "little" if head[:2] == b"II" else "big"
        self.first = int.from_bytes(head[4:8], self.order)

    def pages(self) -> list[dict[int, Field]]:
        """The directories of the file's chain. BrokenFileError: it does not end.  TooComplexError: too many."""
        found: list[dict[int, Field]] = []
        seen: set[int] = set()
        offset = self.first
        while offset:
            if offset in seen or offset < 8:
                raise BrokenFileError
            if len(found) >= _MAX_PAGES:
                raise TooComplexError
            seen.add(offset)
            page, offset = self.directory(offset)
            found.append(page)
        return found

    def directory(self, offset: int) -> tuple[dict[int, Field], int]:
        """The fields at `offset` by their tags, the first of each, and where the next directory is (0: nowhere).

        Fields of types that there are not, or whose values lie outside the file, are passed over.
        """
        count = int.from_bytes(self.window.take(offset, 2), self.order)
        if count > _MAX_ENTRIES:
            raise TooComplexError
        data = self.window.take(offset + 2, 12 * count + 4)
        fields: dict[int, Field] = {}
        for at in range(0, 12 * count, 12):
            tag, kind = (int.from_bytes(data[at + i : at + i + 2], self.order) for i in (0, 2))
            number, place = (int.from_bytes(data[at + i : at + i + 4], self.order) for i in (4, 8))
            length = SIZES.get(kind, 0) * number
            start = place if length > 4 else offset + 2 + at + 8
            if length and start + length <= self.window.size:
                fields.setdefault(tag, Field(kind, number, start))
        return fields, int.from_bytes(data[12 * count :], self.order)

    def value(self, field: Field, limit: int) -> bytes:
        """A field's bytes, the first `limit` of them."""
        return self.window.take(field.offset, min(field.length, limit))

    def numbers(self, field: Field | None, limit: int) -> list[int]:
        """The numbers of a SHORT, LONG or IFD field; none for a missing one.

        Raises: BrokenFileError: of another type.  TooComplexError: more than `limit`.
        """
        if field is None:
            return []
        size = SIZES[field.kind]
        if field.kind not in (1, SHORT, LONG, 13):
            raise BrokenFileError
        if field.count > limit:
            raise TooComplexError
        data = self.window.take(field.offset, field.length)
        return [int.from_bytes(data[at : at + size], self.order) for at in range(0, len(data), size)]


@dataclass(frozen=True, slots=True)
class Written:
    """A field to be written: its type and its values as bytes."""

    kind: int
    data: bytes


def packed(order: Literal["little", "big"], size: int, numbers: Iterable[int]) -> bytes:
    """Numbers as bytes."""
    return b"".join(number.to_bytes(size, order) for number in numbers)


def written_size(fields: dict[int, Written]) -> int:
    """Bytes that a directory takes with its values."""
    return 6 + 12 * len(fields) + sum(len(field.data) + 1 & ~1 for field in fields.values() if len(field.data) > 4)


def written(fields: dict[int, Written], order: Literal["little", "big"], at: int, following: int) -> bytes:
    """A directory that stands at `at`, and its values behind it; `following` is where the next is (0: nowhere)."""
    entries, values = bytearray(), bytearray()
    start = at + 6 + 12 * len(fields)
    for tag in sorted(fields):
        field = fields[tag]
        entries += packed(order, 2, (tag, field.kind)) + packed(order, 4, (len(field.data) // SIZES[field.kind],))
        if len(field.data) <= 4:
            entries += field.data + bytes(4 - len(field.data))
        else:
            entries += packed(order, 4, (start + len(values),))
            values += field.data + bytes(len(field.data) & 1)
    return packed(order, 2, (len(fields),)) + bytes(entries) + packed(order, 4, (following,)) + bytes(values)
