"""Samples of H.264 and H.265 are rows of units, each behind its length: so it shows when a table points elsewhere.

A damaged table could name other bytes of the media data as samples, which then would be kept. Where samples are made of
units, every length is read, in the order in which they lie in the file: one more pass over the pictures, in constant
memory. For other codings there is no such sign; a sample is what the tables say.
Source: ISO/IEC 14496-15, sections 5.3.3 and 8.3.3.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from intake.clean.errors import BrokenFileError, TooComplexError
from intake.clean.film.boxes import Box, boxes, find, number
from intake.clean.source import Source, Window

_PICTURE_HEAD: Final = 78  # bytes before the boxes of a description
_SIZES_AT: Final = {b"avcC": 4, b"hvcC": 21}  # the byte whose two lowest bits tell the bytes of a length, less one
_FORBIDDEN: Final = 0x80  # the top bit of a unit's first byte is zero
_MAX_STEPS: Final = 10_000_000  # samples and units


def length_size(data: bytes | bytearray, stsd: Box) -> int:
    """How many bytes the length of a unit has, by the sample descriptions of a track; 0: it has no units, or unlike ones."""
    sizes: set[int] = set()
    for entry in boxes(data, stsd.body + 8, stsd.end):
        size = 0
        for kind, at in _SIZES_AT.items():
            config = find(data, entry.body + _PICTURE_HEAD, entry.end, kind)
            size = (number(data, config.body + at, 1) & 3) + 1 if config else size
        sizes.add(size)
    return sizes.pop() if len(sizes) == 1 else 0


class UnitChecker:
    """Reads the lengths of units in samples, of each byte of the file twice at most."""

    def __init__(self, source: Source) -> None:
        self._window = Window(source)
        self._bytes_left = 2 * source.size
        self._steps_left = _MAX_STEPS

    def check(self, start: int, sizes: Iterable[int], length_bytes: int) -> None:
        """Check samples that lie side by side.

        Raises: BrokenFileError: a sample is no row of units.  TooComplexError: samples overlap, or too many units.
        """
        for size in sizes:
            self._bytes_left -= size
            self._step()
            self._sample(start, start + size, length_bytes)
            start += size

    def _sample(self, at: int, end: int, length_bytes: int) -> None:
        while at < end:
            self._step()
            head = self._window.take(at, min(length_bytes + 1, end - at))
            length = int.from_bytes(head[:length_bytes], "big")
            at += length_bytes + length
            if length and (at > end or len(head) <= length_bytes or head[length_bytes] & _FORBIDDEN):
                raise BrokenFileError

    def _step(self) -> None:
        self._steps_left -= 1
        if self._steps_left < 0 or self._bytes_left < 0:
            raise TooComplexError
