"""Where the samples of a track lie in the file, chunk by chunk.

Source: ISO/IEC 14496-12, sections 8.7 and 8.8; QuickTime File Format, "Sample atoms" and "Sound sample descriptions".
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from typing import Final

from intake.clean.errors import BrokenFileError, TooComplexError
from intake.clean.film.boxes import Box, number

Span = tuple[int, int]  # first byte, length
Run = tuple[int, Iterable[int]]  # samples that lie side by side: the first byte, the length of each

MAX_CHUNKS: Final = 1_000_000


def chunk_spans(data: bytes | bytearray, tables: dict[bytes, Box], sound_unit: tuple[int, int] | None) -> list[Span]:
    """The byte ranges of a track's chunks.

    Args:    data: the movie box.  tables: the boxes of the track's sample table, by name.
             sound_unit: for old QuickTime sound whose table says "1 byte a sample": (samples, bytes) of its smallest
             unit; None for all other tracks.
    Raises:  BrokenFileError: a table is missing or contradicts another.  TooComplexError: more than a million chunks.
    """
    offsets = _offsets(data, tables)
    if not offsets:
        return []
    constant, count, sizes = _sizes(data, tables)
    unit = sound_unit if sound_unit and constant == 1 else (1, constant)
    spans: list[Span] = []
    done = 0
    for offset, declared in zip(offsets, _samples_of_chunks(data, tables, len(offsets)), strict=True):
        samples = min(declared, count - done)
        length = -(-samples // unit[0]) * unit[1] if constant else sum(sizes[done : done + samples])
        done += samples
        if length:
            spans.append((offset, length))
    return spans


def sample_runs(data: bytes | bytearray, tables: dict[bytes, Box]) -> Iterator[Run]:
    """The samples of a track, chunk by chunk as they lie in the file. Arguments and errors as `chunk_spans`."""
    offsets = _offsets(data, tables)
    constant, count, sizes = _sizes(data, tables)
    ends = [0]
    for declared in _samples_of_chunks(data, tables, len(offsets)) if offsets else ():
        ends.append(min(ends[-1] + declared, count))
    for chunk in sorted(range(len(offsets)), key=offsets.__getitem__):
        first, end = ends[chunk], ends[chunk + 1]
        yield offsets[chunk], repeat(constant, end - first) if constant else sizes[first:end]


def _numbers(data: bytes | bytearray, at: int, count: int, size: int) -> Sequence[int]:
    """`count` big-endian numbers of 1, 2, 4 or 8 bytes."""
    part = bytes(data[at : at + count * size])
    if len(part) != count * size:
        raise BrokenFileError
    numbers = array({1: "B", 2: "H", 4: "I", 8: "Q"}[size], part)
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


def _offsets(data: bytes | bytearray, tables: dict[bytes, Box]) -> Sequence[int]:
    box, size = (tables[b"co64"], 8) if b"co64" in tables else (tables.get(b"stco"), 4)
    if box is None:
        raise BrokenFileError
    count = number(data, box.body + 4, 4)
    if count > MAX_CHUNKS:
        raise TooComplexError
    return _numbers(data, box.body + 8, count, size)


def _sizes(data: bytes | bytearray, tables: dict[bytes, Box]) -> tuple[int, int, Sequence[int]]:
    """The size that all samples have or 0, how many samples there are, and each one's size if they differ."""
    if b"stsz" in tables:
        body = tables[b"stsz"].body
        constant, count = number(data, body + 4, 4), number(data, body + 8, 4)
        return constant, count, [] if constant else _numbers(data, body + 12, count, 4)
    if b"stz2" not in tables:
        raise BrokenFileError
    body = tables[b"stz2"].body
    bits, count = number(data, body + 7, 1), number(data, body + 8, 4)
    if bits == 4:
        halves = _numbers(data, body + 12, (count + 1) // 2, 1)
        return 0, count, [half for byte in halves for half in (byte >> 4, byte & 15)][:count]
    if bits not in (8, 16):
        raise BrokenFileError
    return 0, count, _numbers(data, body + 12, count, bits // 8)


def _samples_of_chunks(data: bytes | bytearray, tables: dict[bytes, Box], chunks: int) -> list[int]:
    """How many samples each chunk holds."""
    if b"stsc" not in tables:
        raise BrokenFileError
    body = tables[b"stsc"].body
    runs = _numbers(data, body + 8, 3 * number(data, body + 4, 4), 4)
    samples: list[int] = []
    for at in range(0, len(runs), 3):
        first = runs[at] - 1
        following = runs[at + 3] - 1 if at + 3 < len(runs) else chunks
        if first != len(samples) or following <= first:
            raise BrokenFileError
        samples += [runs[at + 1]] * (min(following, chunks) - first)
        if len(samples) == chunks:
            break
    if len(samples) != chunks:
        raise BrokenFileError
    return samples


def merged(spans: list[Span]) -> list[Span]:
    """The same bytes in ascending order, each once, neighbours joined."""
    joined: list[Span] = []
    for start, length in sorted(spans):
        if joined and start <= joined[-1][0] + joined[-1][1]:
            before = joined[-1]
            joined[-1] = (before[0], max(before[1], start + length - before[0]))
        else:
            joined.append((start, length))
    return joined
