"""Tables of a film: as long as they say they are, and zeros behind.

Source: ISO/IEC 14496-12, sections 8.6 to 8.9 and 8.16.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from intake.clean.errors import BrokenFileError
from intake.clean.film.boxes import Box, number, zero

_GROUPINGS: Final = frozenset({b"roll", b"prol", b"rap ", b"sync"})


def cut_table(data: bytearray, box: Box) -> bool:
    """Zero what lies in a table's box behind its last entry.

    Returns: False for a table that we don't know well enough to keep.
    Raises:  BrokenFileError: the table is longer than its box.
    """
    used = TABLES[box.kind](data, box.body)
    if used is None:
        return False
    if box.body + used > box.end:
        raise BrokenFileError
    zero(data, box.body + used, box.end)
    return True


_Measure = Callable[[bytearray, int], int | None]


def _counted(entry: int, wide_entry: int = 0) -> _Measure:
    """A table with its number of entries at 4 and the entries from 8 on; `wide_entry` in version 1."""

    def measure(data: bytearray, body: int) -> int:
        wide = wide_entry and number(data, body, 1) == 1
        return 8 + number(data, body + 4, 4) * (wide_entry if wide else entry)

    return measure


def _fixed(size: int, wide_size: int = 0) -> _Measure:
    def measure(data: bytearray, body: int) -> int:
        return wide_size if wide_size and number(data, body, 1) == 1 else size

    return measure


def _sample_sizes(data: bytearray, body: int) -> int:
    return 12 if number(data, body + 4, 4) else 12 + 4 * number(data, body + 8, 4)


def _small_sample_sizes(data: bytearray, body: int) -> int:
    return 12 + (number(data, body + 8, 4) * number(data, body + 7, 1) + 7) // 8


def _group_descriptions(data: bytearray, body: int) -> int | None:
    size = number(data, body + 8, 4)
    known = number(data, body, 1) == 1 and bytes(data[body + 4 : body + 8]) in _GROUPINGS
    return 16 + size * number(data, body + 12, 4) if known and size in (1, 2) else None


def _group_members(data: bytearray, body: int) -> int | None:
    known = number(data, body, 1) == 0 and bytes(data[body + 4 : body + 8]) in _GROUPINGS
    return 12 + 8 * number(data, body + 8, 4) if known else None


def _segment_index(data: bytearray, body: int) -> int:
    at = body + (28 if number(data, body, 1) else 20)
    return at + 4 - body + 12 * number(data, at + 2, 2)


def _track_fragment_index(data: bytearray, body: int) -> int:
    lengths = number(data, body + 8, 4)
    numbers = sum((lengths >> shift & 3) + 1 for shift in (4, 2, 0))
    return 16 + number(data, body + 12, 4) * ((16 if number(data, body, 1) == 1 else 8) + numbers)


TABLES: Final[dict[bytes, _Measure]] = {
    b"stts": _counted(8),
    b"ctts": _counted(8),
    b"stsc": _counted(12),
    b"stco": _counted(4),
    b"co64": _counted(8),
    b"stss": _counted(4),
    b"stps": _counted(4),
    b"elst": _counted(12, 20),
    b"stsz": _sample_sizes,
    b"stz2": _small_sample_sizes,
    b"cslg": _fixed(24, 44),
    b"vmhd": _fixed(12),
    b"smhd": _fixed(8),
    b"mehd": _fixed(8, 12),
    b"trex": _fixed(24),
    b"sgpd": _group_descriptions,
    b"sbgp": _group_members,
    b"sidx": _segment_index,
    b"tfra": _track_fragment_index,
    b"mfro": _fixed(8),
    b"mfhd": _fixed(8),
    b"tfdt": _fixed(8, 12),
}
"""How many bytes of a table's content are in use, by the box."""
