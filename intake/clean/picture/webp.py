"""WebP: chunks that draw the picture stay, in the file and in each frame of an animation.

Source: RFC 9649, section 2.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from intake.clean.cleaned import Cleaned
from intake.clean.errors import BrokenFileError, TooComplexError
from intake.clean.finding import CREDENTIALS, Findings
from intake.clean.picture.exif import orientation_exif, read_exif
from intake.clean.picture.icc import MAX_PROFILE, clean_icc
from intake.clean.picture.xmp import read_xmp
from intake.clean.plan import PlanBuilder
from intake.clean.source import Source, Window

_MAX_CHUNKS: Final = 200_000
_SMALL: Final = 16 * 1024 * 1024  # bytes of metadata that are read to say what they tell
_MAX_TOLD: Final = 10  # chunks that are read to say what they tell
_DRAWS: Final = frozenset({b"VP8 ", b"VP8L", b"ALPH"})
_FLAG_ICC, _FLAG_ALPHA, _FLAG_EXIF, _FLAG_ANIMATION = 0x20, 0x10, 0x08, 0x02
_FRAME_HEAD: Final = 16  # bytes before the chunks of a frame


def clean_webp(source: Source) -> Cleaned:
    """Plan a WebP file without EXIF, XMP, unknown chunks, and whatever lies behind its end.

    Raises: BrokenFileError, TooComplexError.
    """
    cleaner = _Cleaner(source)
    end = cleaner.end()
    for kind, start, length in cleaner.chunks(12, end):
        cleaner.chunk(kind, start, length)
    return cleaner.cleaned()


class _Cleaner:
    def __init__(self, source: Source) -> None:
        self._window = Window(source)
        self._findings = Findings()
        self._body = PlanBuilder(source.size)
        self._left = _MAX_CHUNKS
        self._told = 0
        self._extended = b""  # the extended header, flags cleared
        self._profile = b""
        self._orientation = 1
        self._image = _Image(self._window, self._findings)
        self._moves = False  # whether frames may follow
        self._frames = 0

    def end(self) -> int:
        """Where the file ends by its own account; what lies behind goes."""
        size = self._window.size
        end = 8 + int.from_bytes(self._window.take(4, 4), "little")
        if end > size:
            raise BrokenFileError
        if end < size:
            self._findings.add("hidden-data", f"{size - end} B")
        return end

    def chunks(self, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
        """The chunks between two offsets: name, where the content starts, its length. The last pad may be missing."""
        while at < end:
            self._left -= 1
            if self._left < 0:
                raise TooComplexError
            if at + 8 > end:
                raise BrokenFileError
            head = self._window.take(at, 8)
            length = int.from_bytes(head[4:], "little")
            if at + 8 + length > end:
                raise BrokenFileError
            yield head[:4], at + 8, length
            at += 8 + length + (length & 1)

    def chunk(self, kind: bytes, start: int, length: int) -> None:
        """Keep or drop one chunk of the file: a picture that moves has frames, and others one picture."""
        animated = bool(self._extended and self._extended[0] & _FLAG_ANIMATION)
        if kind in _DRAWS and not animated and (kind != b"ALPH" or self._extended):
            self._image.chunk(self._body, kind, start, length)
        elif kind == b"VP8X":
            if length != 10 or self._extended or self._image.drawn:
                raise BrokenFileError
            extended = self._window.take(start, length)
            flags = extended[0] & (_FLAG_ALPHA | _FLAG_ANIMATION)
            self._extended = bytes((flags, 0, 0, 0)) + extended[4:]
        elif kind == b"ANIM" and animated and not self._moves:
            if length != 6:
                raise BrokenFileError
            self._moves = True
            self._body.range(start - 8, 14)
        elif kind == b"ANMF" and self._moves:
            self._frame(start, length)
        else:
            self._metadata(kind, start, length)

    def _metadata(self, kind: bytes, start: int, length: int) -> None:
        if kind == b"ICCP" and length <= MAX_PROFILE:
            self._profile = clean_icc(self._window.take(start, length), self._findings) or b""
        elif kind == b"EXIF" and length <= _SMALL and self._told < _MAX_TOLD:
            self._told += 1
            exif = self._window.take(start, length)
            self._orientation = read_exif(exif.removeprefix(b"Exif\0\0"), self._findings)
        elif kind == b"XMP " and length <= _SMALL and self._told < _MAX_TOLD:
            self._told += 1
            read_xmp(self._window.take(start, length), self._findings)
        elif kind == b"C2PA":
            self._findings.add("proof", CREDENTIALS)
        else:
            self._findings.add("hidden-data")

    def _frame(self, start: int, length: int) -> None:
        """One frame of an animation, with chunks of its own."""
        if length < _FRAME_HEAD:
            raise BrokenFileError
        frame = PlanBuilder(self._window.size)
        frame.range(start, _FRAME_HEAD)
        image = _Image(self._window, self._findings)
        for kind, inner, inner_length in self.chunks(start + _FRAME_HEAD, start + length):
            if kind in _DRAWS:
                image.chunk(frame, kind, inner, inner_length)
            else:
                self._findings.add("hidden-data")
        if not image.drawn:
            raise BrokenFileError
        self._frames += 1
        self._body.literal(b"ANMF" + frame.size.to_bytes(4, "little"))
        self._body.extend(frame)

    def cleaned(self) -> Cleaned:
        """The whole plan: header, profile, picture, orientation."""
        if not self._image.drawn and not self._frames:
            raise BrokenFileError
        front, back = b"", b""
        if self._extended:
            turned = self._orientation > 1
            flags = self._extended[0] | (_FLAG_ICC if self._profile else 0) | (_FLAG_EXIF if turned else 0)
            front = _chunk(b"VP8X", bytes((flags,)) + self._extended[1:])
            front += _chunk(b"ICCP", self._profile) if self._profile else b""
            back = _chunk(b"EXIF", orientation_exif(self._orientation)) if turned else b""
        size = 4 + len(front) + self._body.size + len(back)
        plan = PlanBuilder(self._window.size)
        plan.literal(b"RIFF" + size.to_bytes(4, "little") + b"WEBP" + front)
        plan.extend(self._body)
        plan.literal(back)
        return Cleaned("webp", "webp", "image/webp", plan.build(), self._findings.listed())


class _Image:
    """The one picture of a file or of a frame, and its transparency before it; what else claims to be one goes."""

    def __init__(self, window: Window, findings: Findings) -> None:
        self.drawn = False
        self._window = window
        self._findings = findings
        self._alpha: tuple[int, int] | None = None

    def chunk(self, plan: PlanBuilder, kind: bytes, start: int, length: int) -> None:
        """Keep or drop a chunk that draws. BrokenFileError: a picture that does not begin as one."""
        if self.drawn or (kind == b"ALPH" and self._alpha):
            self._findings.add("hidden-data")
        elif kind == b"ALPH":
            self._alpha = (start, length)
        else:
            mark, at = (b"\x9d\x01\x2a", 3) if kind == b"VP8 " else (b"\x2f", 0)
            if self._window.take(start, min(length, at + len(mark)))[at:] != mark:
                raise BrokenFileError
            self.drawn = True
            if self._alpha and kind == b"VP8 ":
                self._keep(plan, *self._alpha)
            elif self._alpha:
                self._findings.add("hidden-data")
            self._keep(plan, start, length)

    @staticmethod
    def _keep(plan: PlanBuilder, start: int, length: int) -> None:
        plan.range(start - 8, 8 + length)
        plan.zeros(length & 1)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return kind + len(body).to_bytes(4, "little") + body + bytes(len(body) & 1)
