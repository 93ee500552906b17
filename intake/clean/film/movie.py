"""The movie box: tracks of picture and sound stay, with the tables that play them; all else becomes `free` and zeros.

Nothing moves, so every offset stays true. Times, languages, and names of handlers and encoders are overwritten where
they lie. A track that is neither picture nor sound (places along the way, texts, time codes) goes as a whole.
Source: ISO/IEC 14496-12, chapter 8 and section 12; QuickTime File Format, "Movie atoms".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from intake.clean.errors import BrokenFileError, TooComplexError
from intake.clean.film.boxes import Box, blank, boxes, find, number, zero
from intake.clean.film.movietables import TABLES, cut_table
from intake.clean.film.movietags import read_tags
from intake.clean.film.nalunits import length_size
from intake.clean.film.sampleentry import clean_entries
from intake.clean.film.samples import Run, Span, chunk_spans
from intake.clean.finding import Findings, as_text

# the boxes that stay, by the box they lie in; what is a key here is walked through
_KEEPS: Final = {
    b"moov": frozenset(b"mvhd trak mvex".split()),
    b"trak": frozenset(b"tkhd edts mdia".split()),
    b"edts": frozenset(b"elst".split()),
    b"mdia": frozenset(b"mdhd hdlr minf".split()),
    b"minf": frozenset(b"vmhd smhd hdlr dinf stbl".split()),
    b"dinf": frozenset(b"dref".split()),
    b"stbl": frozenset(b"stsd stts ctts cslg stsc stsz stz2 stco co64 stss stps sgpd sbgp".split()),
    b"mvex": frozenset(b"mehd trex".split()),
}
_TAGS: Final = frozenset({b"udta", b"meta", b"uuid"})
_FILL: Final = frozenset({b"free", b"skip", b"wide"})
# what players and packagers write about the file itself; it goes, but there is nothing to tell
_PLAIN: Final = frozenset(
    b"iods tref tapt load elng gmhd nmhd sthd subs saiz saio padb sdtp stdp stsh sgpd sbgp leva ctab clip txas".split()
)
_PICTURE, _SOUND = b"vide", b"soun"
_TEXTS: Final = frozenset(b"text sbtl subt subp clcp".split())
_PLACES: Final = re.compile(rb"location|camm|gpmd|gps", re.IGNORECASE)
_HANDLER_CLASSES = (b"mhlr", b"dhlr")  # QuickTime's: of media, of data
_BLAND_NAME: Final = re.compile(r"[A-Za-z ]*Handler?")
_UNDETERMINED: Final = b"\x55\xc4"  # the language "und"
_MAX_TRACKS: Final = 100


@dataclass(slots=True)
class Movie:
    """A cleaned movie box and what else of the file hangs on it."""

    data: bytearray
    spans: list[Span] = field(default_factory=list)  # the samples that stay
    kept: set[int] = field(default_factory=set)  # ids of tracks
    dropped: set[int] = field(default_factory=set)
    default_sizes: dict[int, int] = field(default_factory=dict)  # of samples in fragments, by track
    has_picture: bool = False
    # of tracks whose samples are rows of units (see nalunits.py): tables by track, bytes of a length, runs of fragments
    unit_tables: dict[int, dict[bytes, Box]] = field(default_factory=dict)
    length_sizes: dict[int, int] = field(default_factory=dict)
    unit_runs: list[tuple[Run, int]] = field(default_factory=list)


def clean_movie(untrusted: bytes, findings: Findings, keeps: tuple[bytes, ...] = (_PICTURE, _SOUND)) -> Movie:
    """Clean a whole `moov` box.

    Args:   keeps: the handlers of the tracks that stay.
    Raises: BrokenFileError; TooComplexError: compressed, encrypted, or with media in other files.
    """
    movie = Movie(bytearray(untrusted))
    outer = next(boxes(movie.data, 0, len(movie.data)))
    if find(movie.data, outer.body, outer.end, b"cmov"):
        raise TooComplexError
    if not find(movie.data, outer.body, outer.end, b"mvhd"):
        raise BrokenFileError
    cleaner = _Cleaner(movie, findings, keeps)
    tracks = [box for box in boxes(movie.data, outer.body, outer.end) if box.kind == b"trak"]
    if len(tracks) > _MAX_TRACKS:
        raise TooComplexError
    for track in tracks:
        cleaner.track(track)
    if not movie.kept:
        raise BrokenFileError
    cleaner.extends(find(movie.data, outer.body, outer.end, b"mvex"))
    cleaner.walk(outer, {b"mvhd": cleaner.movie_header})
    return movie


def drop(data: bytearray, box: Box, findings: Findings) -> None:
    """Blank a box, and note what it told."""
    if box.kind in _TAGS:
        read_tags(data, box, findings)
    elif box.kind not in _PLAIN and (box.kind not in _FILL or any(data[box.body : box.end])):
        findings.add("hidden-data")
    blank(data, box)


class _Cleaner:
    def __init__(self, movie: Movie, findings: Findings, keeps: tuple[bytes, ...]) -> None:
        self._movie = movie
        self._keeps = keeps
        self._data = movie.data
        self._findings = findings

    def walk(self, outer: Box, by_kind: dict[bytes, Callable[[Box], None]]) -> None:
        """Clean what lies in a box: `by_kind` has the functions for this branch. As deep as _KEEPS, no deeper."""
        end = outer.body
        for box in boxes(self._data, outer.body, outer.end):
            end = box.end
            if box.kind not in _KEEPS[outer.kind]:
                drop(self._data, box, self._findings)
            elif box.kind == b"trak":
                pass  # done on its own, before
            elif box.kind in by_kind:
                by_kind[box.kind](box)
            elif box.kind in TABLES:
                if not cut_table(self._data, box):
                    blank(self._data, box)
            elif box.kind in _KEEPS:
                self.walk(box, by_kind)
        zero(self._data, end, outer.end)

    def track(self, track: Box) -> None:
        """Clean a track of picture or sound and note where its samples lie; blank any other."""
        header = find(self._data, track.body, track.end, b"tkhd")
        handler = find(self._data, track.body, track.end, b"mdia", b"hdlr")
        if header is None or handler is None:
            raise BrokenFileError
        wide = number(self._data, header.body, 1) == 1
        track_id = number(self._data, header.body + (20 if wide else 12), 4)
        if track_id in self._movie.kept | self._movie.dropped:
            raise BrokenFileError
        kind = bytes(self._data[handler.body + 8 : handler.body + 12])
        if kind not in self._keeps:
            self._movie.dropped.add(track_id)
            self._tell_track(kind, track)
            blank(self._data, track)
            return
        self._movie.kept.add(track_id)
        self._movie.has_picture = self._movie.has_picture or kind != _SOUND
        table = find(self._data, track.body, track.end, b"mdia", b"minf", b"stbl")
        if table is None:
            raise BrokenFileError
        tables = {box.kind: box for box in boxes(self._data, table.body, table.end)}
        if b"stsd" not in tables:
            raise BrokenFileError
        unit = clean_entries(self._data, tables[b"stsd"], kind != _SOUND, self._findings)
        self._movie.spans += chunk_spans(self._data, tables, unit)
        length_bytes = length_size(self._data, tables[b"stsd"]) if kind != _SOUND else 0
        if length_bytes:
            self._movie.unit_tables[track_id], self._movie.length_sizes[track_id] = tables, length_bytes
        self.walk(
            track,
            {
                b"tkhd": self._track_header,
                b"mdhd": self._media_header,
                b"hdlr": self._handler,
                b"dref": self._data_references,
                b"stsd": lambda _: None,
            },
        )

    def _tell_track(self, kind: bytes, track: Box) -> None:
        entries = find(self._data, track.body, track.end, b"mdia", b"minf", b"stbl", b"stsd")
        if kind in _TEXTS:
            self._findings.add("text")
        elif kind == b"tmcd":
            self._findings.add("time")
        elif kind in (b"camm", b"gpmd") or (entries and _PLACES.search(self._data, entries.body, entries.end)):
            self._findings.add("place")
        else:
            self._findings.add("hidden-data")

    def extends(self, box: Box | None) -> None:
        """Read the defaults for fragments, and blank those of tracks that went."""
        for default in boxes(self._data, box.body, box.end) if box else ():
            if default.kind == b"trex":
                track_id = number(self._data, default.body + 4, 4)
                self._movie.default_sizes[track_id] = number(self._data, default.body + 16, 4)
                if track_id not in self._movie.kept:
                    blank(self._data, default)

    def _fixed(self, box: Box, narrow: int, wide: int, flags: int = 0) -> int:
        """Check the size of a header, zero its two times and all flags but `flags`. Returns: where the rest begins."""
        is_wide = number(self._data, box.body, 1) == 1
        if self._data[box.body] > 1 or box.end - box.body < (wide if is_wide else narrow):
            raise BrokenFileError
        zero(self._data, box.body + 1, box.body + 3)
        self._data[box.body + 3] &= flags
        zero(self._data, box.body + (wide if is_wide else narrow), box.end)
        rest = box.body + (20 if is_wide else 12)
        if any(self._data[box.body + 4 : rest]):
            self._findings.add("time", self._time(number(self._data, box.body + 4, 8 if is_wide else 4)))
        zero(self._data, box.body + 4, rest)
        return rest

    @staticmethod
    def _time(seconds: int) -> str:
        """Seconds since 1904 as a date."""
        if not 0 < seconds < 1 << 32:
            return ""
        return f"{datetime(1904, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds):%Y-%m-%d %H:%M:%S} UTC"

    def movie_header(self, box: Box) -> None:
        """Times, and the marks of an editor: preview, poster, selection."""
        self._fixed(box, 100, 112)
        end = box.body + (112 if self._data[box.body] == 1 else 100)
        zero(self._data, end - 74, end - 64)
        zero(self._data, end - 28, end - 4)

    def _track_header(self, box: Box) -> None:
        rest = self._fixed(box, 84, 96, flags=0x0F)  # shown, in the film, in its preview, sized by its shape
        duration = rest + 8 + (8 if self._data[box.body] == 1 else 4)
        zero(self._data, rest + 4, rest + 8)
        zero(self._data, duration, duration + 8)
        zero(self._data, duration + 14, duration + 16)

    def _media_header(self, box: Box) -> None:
        rest = self._fixed(box, 24, 36)
        language = rest + 4 + (8 if self._data[box.body] == 1 else 4)
        self._data[language : language + 4] = _UNDETERMINED + b"\0\0"

    def _handler(self, box: Box) -> None:
        """The kind of handler stays, its maker and its name go."""
        if box.end - box.body < 24:
            raise BrokenFileError
        name = bytes(self._data[box.body + 24 : box.end])
        text = as_text(name[1:] if name[:1] and name[0] <= len(name) - 1 and name[0] < 32 else name)
        if text and not _BLAND_NAME.fullmatch(text):
            self._findings.add("software", text)
        if bytes(self._data[box.body + 4 : box.body + 8]) not in _HANDLER_CLASSES:
            zero(self._data, box.body + 4, box.body + 8)
        zero(self._data, box.body, box.body + 4)
        zero(self._data, box.body + 12, box.end)

    def _data_references(self, box: Box) -> None:
        """Media lies in this very file; a path to another one is not followed."""
        end = box.body + 8
        for entry in boxes(self._data, box.body + 8, box.end):
            if not number(self._data, entry.body, 4) & 1:
                raise TooComplexError
            zero(self._data, entry.body + 4, entry.end)
            end = entry.end
        zero(self._data, min(end, box.end), box.end)
