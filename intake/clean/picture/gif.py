"""GIF: the frames stay, with how long and how often they are shown; the compressed data is never decoded.

Source: Graphics Interchange Format, version 89a; XMP part 3, section 1.1.2 (the "magic trailer").
"""

from __future__ import annotations

from typing import Final

from intake.clean.cleaned import Cleaned
from intake.clean.errors import BrokenFileError, TooComplexError
from intake.clean.finding import Findings, as_text
from intake.clean.picture.xmp import read_xmp
from intake.clean.plan import PlanBuilder
from intake.clean.source import Source, Window

_MAX_BLOCKS: Final = 200_000
_MAX_TOLD: Final = 100  # extensions that are read to say what they tell
_TOLD_BYTES: Final = 256 * 1024
_HEAD, _DESCRIPTOR = 13, 10  # bytes of signature and screen; of an image with its separator
_IMAGE, _EXTENSION, _TRAILER = 0x2C, 0x21, 0x3B
_CONTROL, _COMMENT, _PLAIN_TEXT, _APPLICATION = 0xF9, 0xFE, 0x01, 0xFF
_LOOPS: Final = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_XMP: Final = b"XMP DataXMP"
_CONTROL_SIZE: Final = 8


def clean_gif(source: Source) -> Cleaned:
    """Plan a GIF file without comments, texts, applications' data, and whatever lies behind its end.

    Raises: BrokenFileError, TooComplexError.
    """
    cleaner = _Cleaner(source)
    cleaner.read()
    return Cleaned("gif", "gif", "image/gif", cleaner.plan.build(), cleaner.findings.listed())


class _Cleaner:
    def __init__(self, source: Source) -> None:
        self.findings = Findings()
        self.plan = PlanBuilder(source.size)
        self._window = Window(source)
        self._control = -1  # where the times of the next image are, or -1
        self._loops = False
        self._drawn = False
        self._told = 0

    def read(self) -> None:
        at = _HEAD + self._colours(self._window.take(_HEAD - 3, 1)[0])
        self.plan.range(0, at)
        for _ in range(_MAX_BLOCKS):
            kind = self._window.take(at, 1)[0]
            if kind == _IMAGE:
                at = self._image(at)
            elif kind == _EXTENSION:
                at = self._extension(at)
            elif kind == _TRAILER:
                self._end(at + 1)
                return
            else:
                raise BrokenFileError
        raise TooComplexError

    @staticmethod
    def _colours(flags: int) -> int:
        """How many bytes a table of colours has."""
        return 3 << (flags & 7) + 1 if flags & 0x80 else 0

    def _past(self, at: int) -> int:
        """Where a row of data blocks, the first at `at`, is over."""
        while length := self._window.take(at, 1)[0]:
            at += 1 + length
        return at + 1

    def _image(self, at: int) -> int:
        """Keep a frame, and the times that go with it. Returns: where it ends."""
        flags = self._window.take(at + _DESCRIPTOR - 1, 1)[0]
        end = self._past(at + _DESCRIPTOR + self._colours(flags) + 1)
        if self._control >= 0:
            self.plan.range(self._control, _CONTROL_SIZE)
            self._control = -1
        self.plan.range(at, end - at)
        self._drawn = True
        return end

    def _extension(self, at: int) -> int:
        """Keep or drop an extension. Returns: where it ends."""
        label = self._window.take(at + 1, 1)[0]
        end = self._past(at + 2)
        if label == _CONTROL:
            if end - at != _CONTROL_SIZE:
                raise BrokenFileError
            self._control = at
        elif label == _APPLICATION:
            self._application(at, end)
        else:
            if label == _PLAIN_TEXT:
                self._control = -1  # it was the text's
            self._tell(label, at, end)
        return end

    def _application(self, at: int, end: int) -> None:
        head = self._window.take(at, min(14, end - at))
        if head[2] == 11 and head[3:] in _LOOPS and not self._loops:
            self._loops = True
            times = self._window.take(at + 14, min(4, end - at - 14))
            if times[:2] == b"\3\1" and len(times) == 4:
                self.plan.literal(head + times + b"\0")
            if end - at != 19:
                self.findings.add("hidden-data")
        elif head[2] == 11 and head[3:] == _XMP and self._told < _MAX_TOLD:
            self._told += 1
            read_xmp(self._window.take(at + 14, min(end - at - 14, _TOLD_BYTES)), self.findings)
        else:
            self.findings.add("hidden-data")

    def _tell(self, label: int, at: int, end: int) -> None:
        if label in (_COMMENT, _PLAIN_TEXT) and self._told < _MAX_TOLD:
            self._told += 1
            # a plain text begins with a block that says where it is written
            start = at + 2 if label == _COMMENT else at + 3 + self._window.take(at + 2, 1)[0]
            length = self._window.take(start, 1)[0] if start < end else 0
            self.findings.add("text", as_text(self._window.take(start + 1, length)) if length else "")
        else:
            self.findings.add("hidden-data")

    def _end(self, at: int) -> None:
        if not self._drawn:
            raise BrokenFileError
        self.plan.literal(b";")
        if at < self._window.size:
            self.findings.add("hidden-data", f"{self._window.size - at} B")
