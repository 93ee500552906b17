"""MP3 (and MP2), and AAC in ADTS: whole frames stay; tags around, between and behind them go, with all that is no frame.

A frame is copied as it is. So what an encoder writes into the spare bits of its frames stays (LAME fills them with its
name): that is said beside every file as "encoder-marks".
Source: see sound/mpegheader.py.
"""

from __future__ import annotations

import re
from typing import Final

from intake.clean.cleaned import Cleaned
from intake.clean.errors import BrokenFileError, TooComplexError
from intake.clean.finding import Findings
from intake.clean.plan import Plan, PlanBuilder
from intake.clean.sound.edges import edges, tag_at
from intake.clean.sound.mpegheader import (
    ADTS_HEAD,
    MPEG_HEAD,
    adts_check,
    adts_length,
    adts_sort,
    mpeg_layer,
    mpeg_length,
    mpeg_sort,
)
from intake.clean.sound.seekframe import Counts, marker_of, seek_frame
from intake.clean.source import BLOCK, Source, Window

_SYNC: Final = re.compile(rb"\xff(?=[\xe0-\xff])")
_MAX_GAPS: Final = 100_000  # places where something stood between frames
_MAX_TABLES: Final = 1000  # frames that hold a table and no sound
_FOLLOWERS: Final = 2  # frames that must follow where the first is looked for


def clean_mpeg(source: Source) -> Cleaned:
    """Plan an MP3 or MP2 file.

    Raises: BrokenFileError: among others, no frame in it.  TooComplexError: too many pieces.
    """
    cleaner = _Cleaner(source, adts=False)
    cleaner.read()
    name = "mp3" if cleaner.layer == 3 else "mp2"
    return Cleaned(name, name, "audio/mpeg", cleaner.plan(), cleaner.findings.listed())


def clean_adts(source: Source) -> Cleaned:
    """Plan a file of AAC in ADTS. Errors as `clean_mpeg`."""
    cleaner = _Cleaner(source, adts=True)
    cleaner.read()
    return Cleaned("aac", "aac", "audio/aac", cleaner.plan(), cleaner.findings.listed())


class _Cleaner:
    """One pass over the frames, block by block."""

    def __init__(self, source: Source, *, adts: bool) -> None:
        self.findings = Findings()
        self.layer = 0
        self._adts = adts
        self._head = ADTS_HEAD if adts else MPEG_HEAD
        self._window = Window(source)
        self._ahead = Window(source)  # looks at following frames without losing the place
        self._sound = PlanBuilder(source.size)
        self._table: tuple[bytes, int] | None = None  # the first frame, when it is one to seek by
        self._tables = 0
        self._frames = 0
        self._sort = -1
        self._end = 0
        self._lost = 0  # bytes that were neither frame nor tag
        self._cut = False  # whether anything was taken out between frames
        self._chained = False  # whether a frame ends here

    def read(self) -> None:
        at, self._end = edges(self._window, self.findings)
        start, gaps = at, 0
        while at < self._end:
            block = self._window.take(at, min(BLOCK, self._end - at))
            used = self._run(block, at) if self._chained or self._followed(at) else 0
            if not used and self._chained:
                used = self._last(block, at)
            if not used:
                self._chained = False
                self._cut = self._cut or at > start
                gaps += 1
                if gaps > _MAX_GAPS:
                    raise TooComplexError
                used = tag_at(self._window, at, self._end, self.findings) or self._junk(block, at)
            at += used
        if not self._frames:
            raise BrokenFileError
        if self._lost:
            self.findings.add("hidden-data", f"{self._lost} B")

    def plan(self) -> Plan:
        whole = PlanBuilder(self._window.size)
        if self._table:
            frame, marker = self._table
            counts: Counts | None = (self._frames, self._sound.size + len(frame)) if self._cut else None
            whole.literal(seek_frame(frame, marker, counts, self.findings))
        whole.extend(self._sound)
        return whole.build()

    def _run(self, block: bytes, at: int) -> int:
        """Keep the frames at the start of a block that others follow, or the end. Returns: how many bytes they are."""
        i = start = 0
        length = self._length(block[: self._head])
        while length and i + length <= len(block):
            following = self._length(block[i + length : i + length + self._head])
            if not following and at + i + length != self._end:
                break
            start = self._keep(block, at, start, i, length)
            i += length
            length = following
        self._sound.range(at + start, i - start)
        return i

    def _last(self, block: bytes, at: int) -> int:
        """Keep a frame that no other follows, unless another begins within: then it is cut. Returns: its bytes, or 0.

        A recording that was broken off ends within a frame. Players play what is there of it, so it stays as it is.
        """
        length = self._length(block[: self._head])
        if not length or self._next(block[:length], at):
            return 0
        if length > len(block):
            if at + len(block) < self._end or (self.layer == 3 and marker_of(block)):
                return 0
            if self._adts:
                adts_check(block)
            self._sound.range(at, len(block))
            return len(block)
        start = self._keep(block, at, 0, 0, length)
        self._sound.range(at + start, length - start)
        return length

    def _keep(self, block: bytes, at: int, start: int, i: int, length: int) -> int:
        """Count a frame. Returns: where the run of frames begins that are copied: behind it, when it holds a table."""
        head = block[i : i + self._head]
        self._chained = True
        if self._sort < 0:
            self._sort, self.layer = self._sort_of(head), mpeg_layer(head)
        if self._adts:
            adts_check(head)
        marker = marker_of(block[i : i + length]) if self.layer == 3 and not self._adts else 0
        if not marker or (self._frames and any(block[i + 4 : i + marker])):
            self._frames += 1
            return start
        self._sound.range(at + start, i - start)
        self._take_table(block[i : i + length], marker)
        return i + length

    def _take_table(self, frame: bytes, marker: int) -> None:
        self._tables += 1
        if self._tables > _MAX_TABLES:
            raise TooComplexError
        if self._table is None and not self._frames:
            self._table = (frame, marker)
        else:
            self._sound.literal(seek_frame(frame, marker, None, self.findings))

    def _length(self, head: bytes) -> int:
        """The length of a frame of the sort that the first one had; 0: this is none."""
        length = adts_length(head) if self._adts else mpeg_length(head)
        return length if length and self._sort in (-1, self._sort_of(head)) else 0

    def _sort_of(self, head: bytes) -> int:
        return adts_sort(head) if self._adts else mpeg_sort(head)

    def _followed(self, at: int) -> bool:
        """Whether a frame begins here and more of its sort follow, up to the end: a mere likeness has none.

        The last of those that follow may be cut by the end.
        """
        head = self._ahead.take(at, min(self._head, self._end - at))
        length = self._length(head)
        if not length or at + length > self._end:
            return False
        sort = self._sort_of(head)
        for _ in range(_FOLLOWERS):
            at += length
            if at >= self._end:
                return True
            if at + self._head > self._end:
                return False
            head = self._ahead.take(at, self._head)
            length = adts_length(head) if self._adts else mpeg_length(head)
            if not length or self._sort_of(head) != sort:
                return False
        return True

    def _next(self, block: bytes, at: int) -> int:
        """Where in a block behind its first byte the next frame begins; 0: nowhere."""
        for candidate in _SYNC.finditer(block, 1):
            start = candidate.start()
            if self._followed(at + start):
                return start
        return 0

    def _junk(self, block: bytes, at: int) -> int:
        """How many bytes there are up to the next frame, or to the end of the block."""
        found = self._next(block, at) or len(block)
        if found == len(block) and block[-1] == 0xFF and found > 1:
            found -= 1  # the next block may begin in the middle of a sync
        if any(block[:found]):
            self._lost += found
        return found
