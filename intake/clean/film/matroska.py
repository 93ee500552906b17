"""Matroska and WebM: nothing moves; what is not needed to play becomes elements that hold nothing.

Frames of kept tracks are copied where they lie. A track that is neither picture nor sound goes, and its frames with it.
Recordings that were written while they ran (a segment and clusters of unknown size) stay as they are built.
Source: RFC 9559; RFC 8794.
"""

from __future__ import annotations

from typing import Final

from intake.clean.cleaned import Cleaned
from intake.clean.errors import BrokenFileError, TooComplexError
from intake.clean.film.ebml import HEAD, SMALL, VOID, Element, parse_head, void_head
from intake.clean.film.mkvindex import (
    CLUSTER,
    CUES,
    EBML,
    INFO,
    SEEK_HEAD,
    SEGMENT,
    TRACKS,
    clean_additions,
    clean_cues,
    clean_header,
    clean_info,
    clean_seek_head,
)
from intake.clean.film.mkvtags import ATTACHMENTS, CHAPTERS, TAGS, tell
from intake.clean.film.mkvtracks import PICTURE, clean_tracks
from intake.clean.finding import Findings
from intake.clean.plan import PlanBuilder
from intake.clean.source import BLOCK, Source, Window

_TOP: Final = frozenset({EBML, SEGMENT, SEEK_HEAD, INFO, TRACKS, CLUSTER, CUES, TAGS, ATTACHMENTS, CHAPTERS})
_TIME, _SIMPLE_BLOCK, _GROUP, _ENCRYPTED, _BLOCK, _ADDITIONS = 0xE7, 0xA3, 0xA0, 0xAF, 0xA1, 0x75A1
_GROUP_KEEPS: Final = frozenset({0x9B, 0xFA, 0xFB, 0x75A2})
_MAX_SMALL: Final = 16 * 1024 * 1024  # bytes of a part that is cleaned in memory, or read to say what it tells
_MAX_HEADER: Final = 4096
_MAX_PARTS: Final = 10_000_000  # elements that are looked at one by one
_MAX_GROUP: Final = 1000  # elements in a group of one block
_BLOCK_HEAD: Final = 4  # bytes before a frame, at least: track, time, flags


def clean_matroska(source: Source) -> Cleaned:
    """Plan a Matroska or WebM file.

    Raises: BrokenFileError; TooComplexError: encrypted, or coded in a way we don't know, or several films in one file.
    """
    return _Cleaner(source).cleaned()


class _Cleaner:
    def __init__(self, source: Source) -> None:
        self._window = Window(source)
        self._plan = PlanBuilder(source.size)
        self._findings = Findings()
        self._kept: dict[int, int] = {}  # the type of each track that stays
        self._dropped: set[int] = set()
        self._seen: set[int] = set()
        self._parts = 0

    def cleaned(self) -> Cleaned:
        size = self._window.size
        header, _ = self._element(0, size)
        if header.kind != EBML or header.size > _MAX_HEADER:
            raise BrokenFileError
        data, whole = self._whole(header)
        web = clean_header(data, whole, self._findings)
        self._write(header, data)
        segment, is_open = self._element(header.end, size)
        if segment.kind != SEGMENT:
            raise BrokenFileError
        self._plan.range(segment.start, segment.body - segment.start)
        at = segment.body
        while at < segment.end:
            at = self._top(at, segment.end)
        if not self._kept or CLUSTER not in self._seen:
            raise BrokenFileError
        if segment.end < size and not is_open:
            self._findings.add("hidden-data", f"{size - segment.end} B")
        name, media = ("webm", "webm") if web else ("mkv", "x-matroska")
        sort = "video" if PICTURE in self._kept.values() else "audio"
        if name == "mkv" and sort == "audio":
            name = "mka"
        return Cleaned(name, name, f"{sort}/{media}", self._plan.build(), self._findings.listed())

    def _element(self, at: int, end: int) -> tuple[Element, bool]:
        """The element that begins here, and whether its size is unknown: then it ends where what it lies in ends."""
        self._parts += 1
        if self._parts > _MAX_PARTS:
            raise TooComplexError
        kind, size, length = parse_head(self._window.take(at, min(HEAD, end - at)))
        if at + length + size > end:
            raise BrokenFileError
        return Element(kind, at, at + length, end if size < 0 else at + length + size), size < 0

    def _whole(self, element: Element) -> tuple[bytearray, Element]:
        """An element in memory."""
        if element.end - element.start > _MAX_SMALL:
            raise TooComplexError
        data = bytearray(self._window.take(element.start, element.end - element.start))
        return data, Element(element.kind, 0, element.body - element.start, len(data))

    def _write(self, element: Element, data: bytearray) -> None:
        """What stands in an element's place afterwards: new bytes only where something changed."""
        if data == self._window.take(element.start, len(data)):
            self._plan.range(element.start, len(data))
        else:
            self._plan.literal(bytes(data))

    def _drop(self, element: Element) -> None:
        """Put nothing in an element's place, and note what it told."""
        if element.kind == VOID:
            if any(self._window.take(element.body, min(element.size, BLOCK))):
                self._findings.add("hidden-data")
        elif element.size <= _MAX_SMALL:
            data, whole = self._whole(element)
            tell(data, whole, self._findings)
        else:
            self._findings.add("hidden-data")
        self._blank(element)

    def _blank(self, element: Element) -> None:
        head = void_head(element.end - element.start)
        self._plan.literal(head)
        self._plan.zeros(element.end - element.start - len(head))

    def _top(self, at: int, end: int) -> int:
        """One part of the film's own level. Returns: where the next begins."""
        element, is_open = self._element(at, end)
        kind = element.kind
        if kind in (EBML, SEGMENT) or (kind in (INFO, TRACKS) and kind in self._seen):
            raise TooComplexError
        self._seen.add(kind)
        if kind == CLUSTER:
            return self._cluster(element, is_open)
        if is_open:
            raise TooComplexError
        if kind in (SEEK_HEAD, INFO, TRACKS, CUES):
            data, whole = self._whole(element)
            if kind == SEEK_HEAD:
                clean_seek_head(data, whole, self._findings)
            elif kind == INFO:
                clean_info(data, whole, self._findings)
            elif kind == TRACKS:
                self._kept, self._dropped = clean_tracks(data, whole, self._findings)
            else:
                clean_cues(data, whole, self._kept, self._findings)
            self._write(element, data)
        else:
            self._drop(element)
        return element.end

    def _cluster(self, cluster: Element, is_open: bool) -> int:
        """Blocks of a stretch of time. One of unknown size ends where a part of the film's own level begins."""
        if not self._kept:
            raise TooComplexError
        self._plan.range(cluster.start, cluster.body - cluster.start)
        at = cluster.body
        while at < cluster.end:
            part, part_is_open = self._element(at, cluster.end)
            if is_open and part.kind in _TOP:
                return at
            if part_is_open or part.kind == _ENCRYPTED:
                raise TooComplexError
            if part.kind == _SIMPLE_BLOCK:
                if self._is_kept(part):
                    self._plan.range(part.start, part.end - part.start)
                else:
                    self._blank(part)
            elif part.kind == _GROUP:
                self._group(part)
            elif part.kind == _TIME and part.size <= SMALL:
                self._plan.range(part.start, part.end - part.start)
            else:
                self._drop(part)
            at = part.end
        return at

    def _is_kept(self, block: Element) -> bool:
        """Whether a block is of a track that stays."""
        head = self._window.take(block.body, min(SMALL, block.size))
        length = 9 - head[0].bit_length() if head and head[0] else 9
        if length > SMALL or block.size < length - 1 + _BLOCK_HEAD:
            raise BrokenFileError
        track = int.from_bytes(head[:length], "big") & ((1 << 7 * length) - 1)
        if track not in self._kept and track not in self._dropped:
            self._findings.add("hidden-data")
        return track in self._kept

    def _group(self, group: Element) -> None:
        """A block with what belongs to it."""
        parts: list[Element] = []
        at = group.body
        while at < group.end:
            part, is_open = self._element(at, group.end)
            if is_open or len(parts) >= _MAX_GROUP:
                raise TooComplexError
            parts.append(part)
            at = part.end
        blocks = [part for part in parts if part.kind == _BLOCK]
        if len(blocks) != 1:
            raise BrokenFileError
        if not self._is_kept(blocks[0]):
            self._blank(group)
            return
        self._plan.range(group.start, group.body - group.start)
        for part in parts:
            if part.kind == _BLOCK or (part.kind in _GROUP_KEEPS and part.size <= SMALL):
                self._plan.range(part.start, part.end - part.start)
            elif part.kind == _ADDITIONS:
                self._additions(part)
            else:
                self._drop(part)

    def _additions(self, element: Element) -> None:
        data, outer = self._whole(element)
        clean_additions(data, outer, self._findings)
        self._write(element, data)
