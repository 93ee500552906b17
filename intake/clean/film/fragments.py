"""Fragments of a film that was written while it ran: the same rules as for the movie box.

Source: ISO/IEC 14496-12, section 8.8.
"""

from __future__ import annotations

from itertools import repeat
from typing import Final

from intake.clean.errors import BrokenFileError
from intake.clean.film.boxes import Box, blank, boxes, find, number, zero
from intake.clean.film.movie import Movie, drop
from intake.clean.film.movietables import TABLES, cut_table
from intake.clean.film.samples import Run, Span
from intake.clean.finding import Findings

_MOOF_KEEPS: Final = frozenset({b"mfhd", b"traf"})
_TRAF_KEEPS: Final = frozenset(b"tfhd tfdt trun sgpd sbgp".split())
_MFRA_KEEPS: Final = frozenset({b"tfra", b"mfro"})
# locks and their keys, which nothing that we keep needs
_PLAIN: Final = frozenset(b"senc saiz saio subs pssh".split())

_BASE, _DESCRIPTION, _DURATION, _SIZE, _FLAGS, _BASE_IS_MOOF = 0x1, 0x2, 0x8, 0x10, 0x20, 0x20000
_RUN_OFFSET, _RUN_FIRST, _RUN_DURATION, _RUN_SIZE, _RUN_FLAGS, _RUN_TIME = 0x1, 0x4, 0x100, 0x200, 0x400, 0x800


def clean_fragment(untrusted: bytes, offset: int, movie: Movie, findings: Findings) -> tuple[bytes, list[Span]]:
    """Clean a whole `moof` box that starts at `offset` of the file.

    Returns: the box, of the same size, and where the samples lie that stay.
    Raises:  BrokenFileError: among others, a track that the movie box does not have.
    """
    data = bytearray(untrusted)
    outer = next(boxes(data, 0, len(data)))
    spans: list[Span] = []
    base = offset
    end = outer.body
    for box in boxes(data, outer.body, outer.end):
        end = box.end
        if box.kind == b"traf":
            track_id, base, found = _track(data, box, offset, base, movie)
            if track_id in movie.kept:
                spans += found
                _clean_track(data, box, findings)
            else:
                blank(data, box)
        else:
            _keep_or_drop(data, box, _MOOF_KEEPS, findings)
    zero(data, end, outer.end)
    return bytes(data), spans


def clean_fragment_index(untrusted: bytes, movie: Movie, findings: Findings) -> bytes:
    """Clean a whole `mfra` box."""
    data = bytearray(untrusted)
    outer = next(boxes(data, 0, len(data)))
    end = outer.body
    for box in boxes(data, outer.body, outer.end):
        end = box.end
        if box.kind == b"tfra" and number(data, box.body + 4, 4) not in movie.kept:
            blank(data, box)
        else:
            _keep_or_drop(data, box, _MFRA_KEEPS, findings)
    zero(data, end, outer.end)
    return bytes(data)


def _keep_or_drop(data: bytearray, box: Box, keeps: frozenset[bytes], findings: Findings) -> None:
    if box.kind in keeps and box.kind in TABLES and cut_table(data, box):
        return
    if box.kind in _PLAIN:
        blank(data, box)
    else:
        drop(data, box, findings)


def _track(data: bytearray, box: Box, moof: int, before: int, movie: Movie) -> tuple[int, int, list[Span]]:
    """Where the samples of one track lie. Returns: its id, where its last sample ends, its samples."""
    header = find(data, box.body, box.end, b"tfhd")
    if header is None:
        raise BrokenFileError
    flags, track_id, at = number(data, header.body + 1, 3), number(data, header.body + 4, 4), header.body + 8
    if track_id not in movie.kept | movie.dropped:
        raise BrokenFileError
    base = moof if flags & _BASE_IS_MOOF else before
    size = movie.default_sizes.get(track_id, 0)
    if flags & _BASE:
        base = number(data, at, 8)
        at += 8
    at += (4 if flags & _DESCRIPTION else 0) + (4 if flags & _DURATION else 0)
    if flags & _SIZE:
        size = number(data, at, 4)
        at += 4
    at += 4 if flags & _FLAGS else 0
    if at > header.end:
        raise BrokenFileError
    spans: list[Span] = []
    following = base
    for run in boxes(data, box.body, box.end):
        if run.kind == b"trun":
            (start, sizes), length = _run(data, run, base, following, size)
            if track_id in movie.length_sizes:
                movie.unit_runs.append(((start, sizes), movie.length_sizes[track_id]))
            following = start + length
            if length:
                spans.append((start, length))
    return track_id, following, spans


def _run(data: bytearray, box: Box, base: int, following: int, default_size: int) -> tuple[Run, int]:
    """One run of samples, and its bytes in all."""
    flags, count, at = number(data, box.body + 1, 3), number(data, box.body + 4, 4), box.body + 8
    start = following
    if flags & _RUN_OFFSET:
        offset = number(data, at, 4)
        start = base + offset - (1 << 32 if offset >> 31 else 0)
        at += 4
    at += 4 if flags & _RUN_FIRST else 0
    entry = 4 * sum(1 for flag in (_RUN_DURATION, _RUN_SIZE, _RUN_FLAGS, _RUN_TIME) if flags & flag)
    if at + count * entry > box.end:
        raise BrokenFileError
    if not flags & _RUN_SIZE:
        return (start, repeat(default_size, count)), count * default_size
    first = at + (4 if flags & _RUN_DURATION else 0)
    sizes = [number(data, first + i * entry, 4) for i in range(count)]
    return (start, sizes), sum(sizes)


def _clean_track(data: bytearray, box: Box, findings: Findings) -> None:
    end = box.body
    for part in boxes(data, box.body, box.end):
        end = part.end
        if part.kind in (b"tfhd", b"trun"):
            _cut(data, part)
        else:
            _keep_or_drop(data, part, _TRAF_KEEPS, findings)
    zero(data, end, box.end)


def _cut(data: bytearray, box: Box) -> None:
    """Zero what lies behind the last field of a fragment's header or run; both were read before, so they fit."""
    flags = number(data, box.body + 1, 3)
    if box.kind == b"tfhd":
        used = 8 + (8 if flags & _BASE else 0)
        used += 4 * sum(1 for flag in (_DESCRIPTION, _DURATION, _SIZE, _FLAGS) if flags & flag)
    else:
        entry = 4 * sum(1 for flag in (_RUN_DURATION, _RUN_SIZE, _RUN_FLAGS, _RUN_TIME) if flags & flag)
        used = 8 + (4 if flags & _RUN_OFFSET else 0) + (4 if flags & _RUN_FIRST else 0)
        used += entry * number(data, box.body + 4, 4)
    zero(data, box.body + used, box.end)
