"""The properties of a HEIF file's items: size, decoder set-up, colours and which way is up stay; all else becomes `free`.

A property keeps its place in the list, so that the numbers by which items name it stay true.
Source: ISO/IEC 14496-12, section 8.11.14; ISO/IEC 23008-12, sections 6.5 and 9.3; AV1-AVIF, section 2.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from intake.clean.errors import BrokenFileError, TooComplexError
from intake.clean.film.boxes import Box, blank, boxes, number
from intake.clean.finding import Findings, as_text
from intake.clean.picture.heifitems import made
from intake.clean.picture.icc import clean_icc

_MAX_PROPERTIES: Final = 32_767
_MAX_ENTRIES: Final = 50_000  # of one table
# what stays: the least and the most bytes of its content
_KEEPS: Final = {
    b"ispe": (12, 12),
    b"pixi": (5, 20),
    b"pasp": (8, 8),
    b"clap": (32, 32),
    b"irot": (1, 1),
    b"imir": (1, 1),
    b"colr": (8, 1 << 24),
    b"auxC": (6, 64),
    b"hvcC": (23, 65_536),
    b"avcC": (7, 65_536),
    b"av1C": (4, 65_536),
    b"a1op": (1, 1),
    b"a1lx": (4, 13),
    b"lsel": (2, 2),
    b"clli": (4, 4),
    b"mdcv": (24, 24),
    b"amve": (8, 8),
}
_TOLD: Final = {
    b"udes": "text",
    b"cmin": "device",
    b"cmex": "device",
    b"itai": "time",
    b"crtt": "time",
    b"mdft": "time",
}
_FILL: Final = (b"free", b"skip")
_SPACES, _SPACES_SIZE = b"nclx", 11
_PROFILES: Final = (b"prof", b"rICC")
ALPHA: Final = frozenset(
    {
        "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha",
        "urn:mpeg:hevc:2015:auxid:1",
        "urn:mpeg:avc:2015:auxid:1",
    }
)


@dataclass(frozen=True, slots=True)
class _Entry:
    """What one entry of an `ipma` box says: its item, the numbers of its properties, those it needs, its bytes."""

    item: int
    numbers: tuple[int, ...]
    needed: tuple[int, ...]
    start: int
    end: int


class Properties:
    """The `iprp` box of a file."""

    def __init__(self, meta: bytes, box: Box) -> None:
        inner = list(boxes(meta, box.body, box.end))
        if not inner or inner[0].kind != b"ipco" or any(child.kind != b"ipma" for child in inner[1:]):
            raise TooComplexError
        self._meta = meta
        self._list = inner[0]
        self._boxes = list(boxes(meta, self._list.body, self._list.end))
        if len(self._boxes) > _MAX_PROPERTIES:
            raise TooComplexError
        self._tables = [(table, self._entries(table)) for table in inner[1:]]

    def _entries(self, table: Box) -> list[_Entry]:
        version, wide = number(self._meta, table.body, 1), number(self._meta, table.body + 3, 1) & 1
        id_size, size = 2 if version == 0 else 4, 1 + wide
        bit = 0x80 << 8 * wide
        at = table.body + 8
        entries: list[_Entry] = []
        rows = number(self._meta, table.body + 4, 4)
        if rows > _MAX_ENTRIES:
            raise TooComplexError
        for _ in range(rows):
            start, count = at, number(self._meta, at + id_size, 1)
            at += id_size + 1 + count * size
            if at > table.end:
                raise BrokenFileError
            said = [number(self._meta, at - (count - i) * size, size) for i in range(count)]
            numbers = tuple(value & (bit - 1) for value in said)
            if any(value > len(self._boxes) for value in numbers):
                raise BrokenFileError
            needed = tuple(value & (bit - 1) for value in said if value & bit)
            entries.append(_Entry(number(self._meta, start, id_size), numbers, needed, start, at))
        return entries

    def alphas(self) -> set[int]:
        """The items that say of themselves that they are the transparency of another."""
        found: set[int] = set()
        for _, entries in self._tables:
            for entry in entries:
                for value in entry.numbers:
                    box = self._boxes[value - 1] if value else None
                    if box and box.kind == b"auxC" and as_text(self._meta[box.body + 4 : box.end]) in ALPHA:
                        found.add(entry.item)
        return found

    def kept(self, items: set[int], findings: Findings) -> bytes:
        """The `iprp` box for these items.

        Raises: BrokenFileError: a property has not the size that it can have.
                TooComplexError: an item must not be shown without a property that we don't know.
        """
        entries = [entry for _, table in self._tables for entry in table if entry.item in items]
        used = {value for entry in entries for value in entry.numbers}
        needed = {value for entry in entries for value in entry.needed}
        data = bytearray(self._meta[self._list.start : self._list.end])
        for index, box in enumerate(self._boxes, start=1):
            moved = Box(box.kind, box.start - self._list.start, box.body - self._list.start, box.end - self._list.start)
            if index not in used or not self._stays(data, moved, findings):
                if index in needed:
                    raise TooComplexError
                self._drop(data, moved, findings)
        end = self._boxes[-1].end - self._list.start if self._boxes else len(data)
        data[end:] = bytes(len(data) - end)
        out = bytes(data)
        for table, of_table in self._tables:
            stays = [self._meta[entry.start : entry.end] for entry in of_table if entry.item in items]
            head = self._meta[table.body : table.body + 4] + len(stays).to_bytes(4, "big")
            out += made(b"ipma", head + b"".join(stays))
        return made(b"iprp", out)

    @staticmethod
    def _stays(data: bytearray, box: Box, findings: Findings) -> bool:
        """Clean a property that is in use, in place. Returns: whether it stays."""
        if box.kind not in _KEEPS:
            return False
        least, most = _KEEPS[box.kind]
        if not least <= box.end - box.body <= most:
            raise BrokenFileError
        if box.kind == b"auxC":
            is_alpha = as_text(bytes(data[box.body + 4 : box.end])) in ALPHA
            if not is_alpha:
                findings.add("hidden-data")
            return is_alpha
        if box.kind != b"colr":
            return True
        kind = bytes(data[box.body : box.body + 4])
        if kind == _SPACES:
            if box.end - box.body != _SPACES_SIZE:
                raise BrokenFileError
            return True
        profile = clean_icc(bytes(data[box.body + 4 : box.end]), findings) if kind in _PROFILES else None
        if profile is not None:
            data[box.body + 4 : box.end] = profile
        return profile is not None

    @staticmethod
    def _drop(data: bytearray, box: Box, findings: Findings) -> None:
        if box.kind in _FILL:
            if any(data[box.body : box.end]):
                findings.add("hidden-data")
        elif box.kind not in _KEEPS:
            findings.add(_TOLD.get(box.kind, "hidden-data"))
        blank(data, box)
