"""MP4, QuickTime, 3GP and M4A: nothing moves; what is not needed to play becomes zeros.

Of the media data only the samples of kept tracks stay. So what a dropped track had there goes with it, and so does what
no track speaks of.
Source: ISO/IEC 14496-12; QuickTime File Format.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from intake.clean.cleaned import Cleaned
from intake.clean.errors import BrokenFileError, TooComplexError
from intake.clean.film.boxes import Box
from intake.clean.film.fragments import clean_fragment, clean_fragment_index
from intake.clean.film.movie import Movie, clean_movie
from intake.clean.film.movietables import cut_table
from intake.clean.film.movietags import read_tags
from intake.clean.film.nalunits import UnitChecker
from intake.clean.film.samples import Span, merged, sample_runs
from intake.clean.film.toplevel import plan_free, plan_media, tell_gaps, top_boxes
from intake.clean.finding import Findings, as_text
from intake.clean.plan import PlanBuilder
from intake.clean.source import BLOCK, Source, Window

_MAX_BRANDS: Final = 4096  # bytes of `ftyp`
_BRAND: Final = re.compile(
    rb"iso[2-9abcm]|mp4[12]|mp71|avc1|hvc1|hev1|av01|M4[ABV] |qt  |3g(?:p[1-9]|2[abc]|[eghmrst][6-9])|dash|msdh|msix|cmf[2cfs]"
    rb"|dby1|\0{4}"
)
_VERSION: Final = b"\0\0\2\0"  # of the first brand: cameras of one maker have one of their own
_MAX_TAGS: Final = 16 * 1024 * 1024  # bytes of a box that is read to say what it tells
_MAX_TOLD: Final = 20  # boxes of the file's own level that are read to say what they tell
_MAX_INDEX: Final = 16 * 1024 * 1024  # bytes of `sidx` and `mfra`
_KEEPS: Final = frozenset(b"ftyp styp moov moof mdat sidx mfra".split())
_TAGS: Final = frozenset({b"udta", b"meta", b"uuid"})
_FILL: Final = frozenset({b"free", b"skip", b"wide"})
_TOLD: Final = {b"prft": "time", b"pnot": "thumbnail", b"PICT": "thumbnail"}

IMAGE_BRANDS: Final = frozenset(
    b"heic heix heim heis hevc hevx hevm hevs mif1 mif2 msf1 miaf avif avis avci avcs jpeg jpgs".split()
) | {b"crx "}
"""Brands of pictures in this container: another family."""


def clean_bmff(source: Source) -> Cleaned:
    """Plan a film or sound file of the ISO base media family.

    Raises: BrokenFileError; TooComplexError: encrypted, compressed or scattered over files, or too large an index.
    """
    return _Cleaner(source).cleaned()


@dataclass(frozen=True, slots=True)
class _Part:
    """A box of the file's own level, and what stands there afterwards: new bytes, or media data, or nothing."""

    box: Box
    data: bytes | None


class _Cleaner:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._window = Window(source)
        self._findings = Findings()
        self._told = 0

    def cleaned(self) -> Cleaned:
        top = top_boxes(self._window, _KEEPS, self._findings)
        films = [box for box in top if box.kind == b"moov"]
        if len(films) != 1:
            raise BrokenFileError
        movie = clean_movie(self._whole(films[0]), self._findings)
        checker = UnitChecker(self._source)
        for track, tables in movie.unit_tables.items():
            for start, sizes in sample_runs(movie.data, tables):
                checker.check(start, sizes, movie.length_sizes[track])
        spans = list(movie.spans)
        parts: list[_Part] = []
        for box in top:
            if box.kind == b"moof":
                data, found = clean_fragment(self._whole(box), box.start, movie, self._findings)
                spans += found
                for (start, sizes), length_bytes in movie.unit_runs:
                    checker.check(start, sizes, length_bytes)
                movie.unit_runs.clear()
                parts.append(_Part(box, data))
            else:
                parts.append(_Part(box, self._small(box, movie)))
        while parts[-1].data is None and parts[-1].box.kind != b"mdat":
            parts.pop()
        return self._result(parts, merged(spans), movie)

    def _whole(self, box: Box) -> bytes:
        return self._window.take(box.start, box.end - box.start)

    def _small(self, box: Box, movie: Movie) -> bytes | None:
        """A box of the file's own level as it stays, or None: it goes, or it is media data."""
        if box.kind == b"moov":
            return bytes(movie.data)
        if box.kind in (b"ftyp", b"styp"):
            if box.end - box.start > _MAX_BRANDS:
                raise TooComplexError
            return self._brands(self._whole(box), box.body - box.start)
        if box.kind in (b"sidx", b"mfra"):
            if box.end - box.start > _MAX_INDEX:
                raise TooComplexError
            if box.kind == b"mfra":
                return clean_fragment_index(self._whole(box), movie, self._findings)
            data = bytearray(self._whole(box))
            cut_table(data, Box(b"sidx", 0, box.body - box.start, len(data)))
            return bytes(data)
        if box.kind != b"mdat":
            self._tell(box)
        return None

    def _brands(self, box: bytes, at: int) -> bytes:
        """Brands that players know; a camera's own, or any other words, become the plainest there is."""
        if len(box) < at + 8 or (len(box) - at) % 4:
            raise BrokenFileError
        brands = [box[start : start + 4] for start in range(at, len(box), 4)]
        brands[1] = _VERSION
        for index, brand in enumerate(brands):
            if index != 1 and not _BRAND.fullmatch(brand):
                self._findings.add("hidden-data", as_text(brand))
                brands[index] = b"3gp4" if brand[:2] == b"3g" else b"isom"
        return box[:at] + b"".join(brands)

    def _tell(self, box: Box) -> None:
        if box.kind in _TAGS and box.end - box.start <= _MAX_TAGS and self._told < _MAX_TOLD:
            self._told += 1
            data = self._whole(box)
            read_tags(data, Box(box.kind, 0, box.body - box.start, len(data)), self._findings)
        elif box.kind in _FILL:
            if any(self._window.take(box.body, min(box.end - box.body, BLOCK))):
                self._findings.add("hidden-data")
        else:
            self._findings.add(_TOLD.get(box.kind, "hidden-data"))

    def _result(self, parts: list[_Part], spans: list[Span], movie: Movie) -> Cleaned:
        plan = PlanBuilder(self._source.size)
        gaps: list[Span] = []
        done = 0
        for part in parts:
            box = part.box
            if part.data is not None:
                plan.literal(part.data)
            elif box.kind == b"mdat":
                done = plan_media(plan, box, spans, done, gaps)
            else:
                plan_free(plan, self._window, box)
        if done < len(spans):
            raise BrokenFileError  # samples outside the media data
        if not movie.dropped:
            tell_gaps(self._window, gaps, self._findings)
        name, extension, media_type = self._format(movie)
        return Cleaned(name, extension, media_type, plan.build(), self._findings.listed())

    def _format(self, movie: Movie) -> tuple[str, str, str]:
        head = self._window.take(4, 8)
        brand = head[4:] if head[:4] == b"ftyp" else b"qt  "
        if brand == b"qt  ":
            return "mov", "mov", "video/quicktime"
        if brand[:2] == b"3g":
            return "3gp", "3gp", "video/3gpp"
        return ("mp4", "mp4", "video/mp4") if movie.has_picture else ("m4a", "m4a", "audio/mp4")
