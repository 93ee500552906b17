"""Ogg with Vorbis, Opus, Speex, FLAC or Theora: headers of comments are emptied, streams get the numbers 1, 2, 3...

Pages of sound and picture keep their content and their places in time; their headers are written again, since the serial
number of a stream is drawn at random by the program that made it, often from the clock. Skeleton streams go.
Source: RFC 3533; sound/oggcodecs.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from intake.clean.cleaned import Cleaned
from intake.clean.errors import BrokenFileError, TooComplexError
from intake.clean.finding import Findings
from intake.clean.plan import PlanBuilder
from intake.clean.sound.oggcodecs import SKELETON, Codec, codec_of, header_count
from intake.clean.sound.oggpages import CONTINUED, FIRST, MAGIC, Page, find_page, paginate, read_page, sealed
from intake.clean.source import Source, Window

_MAX_STREAMS: Final = 1000
_MAX_HEADERS: Final = 32 * 1024 * 1024  # bytes of all packets of headers
_MAX_PAGES: Final = 1_000_000


@dataclass(slots=True)
class _Stream:
    """One logical stream while it is read."""

    codec: Codec
    serial: bytes  # the new one
    wanted: int  # packets of headers behind the first
    packets: list[bytes] = field(default_factory=list)  # of headers, so far
    part: bytearray = field(default_factory=bytearray)  # of a packet that goes on
    goes_on: bool = False
    shift: int | None = None  # what is added to numbers of pages, once the headers are done


def clean_ogg(source: Source) -> Cleaned:
    """Plan an Ogg file.

    Raises: BrokenFileError: among others, the checksum of a page.  TooComplexError: a codec that we don't know.
    """
    return _Cleaner(source).cleaned()


class _Cleaner:
    def __init__(self, source: Source) -> None:
        self._window = Window(source)
        self._plan = PlanBuilder(source.size)
        self._findings = Findings()
        self._streams: dict[bytes, _Stream | None] = {}  # by the old serial; None: it goes
        self._codecs: set[str] = set()
        self._count = 0
        self._header_bytes = 0

    def cleaned(self) -> Cleaned:
        at, lost = 0, 0
        for _ in range(_MAX_PAGES):
            if at >= self._window.size:
                break
            if self._window.take(at, min(4, self._window.size - at)) != MAGIC:
                following = find_page(self._window, at)
                lost += following - at
                at = following
                continue
            page = read_page(self._window, at)
            self._page(page)
            at += len(page.whole)
        else:
            raise TooComplexError
        if not self._codecs or any(stream and stream.shift is None for stream in self._streams.values()):
            raise BrokenFileError
        if lost:
            self._findings.add("hidden-data", f"{lost} B")
        name, extension, media_type = self._format()
        return Cleaned(name, extension, media_type, self._plan.build(), self._findings.listed())

    def _format(self) -> tuple[str, str, str]:
        if "theora" in self._codecs:
            return "ogv", "ogv", "video/ogg"
        return ("opus", "opus", "audio/ogg") if self._codecs == {"opus"} else ("ogg", "ogg", "audio/ogg")

    def _page(self, page: Page) -> None:
        if page.flags & FIRST:
            self._begin(page)
            return
        if page.serial not in self._streams:
            self._findings.add("hidden-data")
            return
        stream = self._streams[page.serial]
        if stream is None:
            return
        if stream.shift is None:
            self._headers(stream, page)
        else:
            self._renumber(page, stream)

    def _begin(self, page: Page) -> None:
        """The first page of a stream: it holds one whole packet, which tells the codec."""
        before = self._streams.get(page.serial)
        if before and before.shift is None:
            raise BrokenFileError
        first = page.content
        if first.startswith(SKELETON):
            self._streams[page.serial] = None
            return
        if page.flags & CONTINUED or sum(lace < 255 for lace in page.laces) != 1 or page.laces[-1] == 255:
            raise BrokenFileError
        codec = codec_of(first)
        self._count += 1
        if self._count > _MAX_STREAMS:
            raise TooComplexError
        self._codecs.add(codec.name)
        serial = self._count.to_bytes(4, "little")
        self._streams[page.serial] = _Stream(codec, serial, header_count(codec, first) - 1)
        for new in paginate([codec.first(first, self._findings)], serial, 0):
            self._plan.literal(new)

    def _headers(self, stream: _Stream, page: Page) -> None:
        """Collect packets of headers; behind the last, a page must end."""
        self._header_bytes += len(page.whole)
        if self._header_bytes > _MAX_HEADERS:
            raise TooComplexError
        if bool(page.flags & CONTINUED) != stream.goes_on:
            raise BrokenFileError
        content, at = page.content, 0
        for lace in page.laces:
            if len(stream.packets) == stream.wanted:
                raise BrokenFileError  # sound on a page of headers
            stream.part += content[at : at + lace]
            at += lace
            stream.goes_on = lace == 255
            if not stream.goes_on:
                stream.packets.append(bytes(stream.part))
                stream.part.clear()
        if len(stream.packets) == stream.wanted:
            pages = paginate(stream.codec.others(stream.packets, self._findings), stream.serial, 1)
            stream.shift = len(pages) - page.number
            stream.packets = []
            for new in pages:
                self._plan.literal(new)

    def _renumber(self, page: Page, stream: _Stream) -> None:
        """Keep a page of sound or picture under the stream's new number; numbers that are missing stay missing."""
        number = (page.number + (stream.shift or 0)) & 0xFFFFFFFF
        new = sealed(page.whole[:14] + stream.serial + number.to_bytes(4, "little") + page.whole[22:])
        if new == page.whole:
            self._plan.range(page.start, len(new))
        else:
            self._plan.range(page.start, 14)
            self._plan.literal(new[14:26])
            self._plan.range(page.start + 26, len(new) - 26)
