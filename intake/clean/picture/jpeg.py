"""JPEG: what draws the picture stays, segment by segment; the compressed data is never decoded.

Source: ITU-T T.81, annex B; JFIF 1.02; Exif 2.32, section 4.5.4; Adobe TN 5116 (APP14); ICC.1, annex B.4.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from intake.clean.cleaned import Cleaned
from intake.clean.errors import BrokenFileError, TooComplexError
from intake.clean.finding import CREDENTIALS, Findings, as_text
from intake.clean.picture.exif import orientation_exif, read_exif
from intake.clean.picture.icc import clean_icc
from intake.clean.picture.iptc import read_photoshop
from intake.clean.picture.xmp import read_xmp
from intake.clean.plan import Plan, PlanBuilder
from intake.clean.source import BLOCK, Source, Window

_MAX_SEGMENTS: Final = 20_000
_MAX_TOLD: Final = 100  # segments that are read to say what they tell
_SOI, _EOI, _SOS, _DHT, _DAC, _DQT, _DNL, _DRI, _COM, _TEM = 0xD8, 0xD9, 0xDA, 0xC4, 0xCC, 0xDB, 0xDC, 0xDD, 0xFE, 0x01
_APP0, _APP1, _APP2, _APP11, _APP12, _APP13, _APP14 = 0xE0, 0xE1, 0xE2, 0xEB, 0xEC, 0xED, 0xEE
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {_DHT, 0xC8, _DAC}
_HIERARCHICAL: Final = (0xDE, 0xDF)
# a marker that ends compressed data: neither a stuffed zero, nor a restart, nor fill
_MARKER: Final = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")

_EXIF: Final = b"Exif\0"
_XMP: Final = b"http://ns.adobe.com/xap/1.0/\0"
_ICC: Final = b"ICC_PROFILE\0"
_PHOTOSHOP: Final = b"Photoshop 3.0\0"
_ICC_PIECE: Final = 65_000  # bytes of a profile in one segment


def clean_jpeg(source: Source) -> Cleaned:
    """Plan a JPEG file without metadata, previews, and whatever lies behind its end.

    Raises: BrokenFileError, TooComplexError.
    """
    cleaner = _Cleaner(source)
    cleaner.read()
    return Cleaned("jpeg", "jpg", "image/jpeg", cleaner.plan(), cleaner.findings.listed())


def clean_tables(untrusted: bytes, findings: Findings) -> bytes:
    """The tables that the pieces of a JPEG picture share, with nothing but tables.

    Raises: BrokenFileError: there is anything else that draws, or no end.
    """
    at, new = 2, b"\xff\xd8"
    while untrusted[at : at + 2] != b"\xff\xd9":
        head = untrusted[at : at + 4]
        length = int.from_bytes(head[2:], "big")
        body = untrusted[at + 4 : at + 2 + length]
        if len(head) < 4 or head[0] != 0xFF or length < 2 or len(body) != length - 2:
            raise BrokenFileError
        if head[1] in (_DQT, _DHT, _DAC, _DRI):
            if not _SHAPES[head[1]](body):
                raise BrokenFileError
            new += _segment(head[1], body)
        elif _APP0 <= head[1] <= _COM:
            findings.add("text" if head[1] == _COM else "hidden-data")
        else:
            raise BrokenFileError
        at += 2 + length
    if untrusted[:2] != b"\xff\xd8":
        raise BrokenFileError
    if at + 2 < len(untrusted):
        findings.add("hidden-data", f"{len(untrusted) - at - 2} B")
    return new + b"\xff\xd9"


class _Cleaner:
    """One pass over the segments. What stays of the application segments is rewritten and goes to the front."""

    def __init__(self, source: Source) -> None:
        self.findings = Findings()
        self._window = Window(source)
        self._picture = PlanBuilder(source.size)
        self._jfif = b""
        self._adobe = b""
        self._orientation = 1
        self._profile: dict[int, bytes] = {}
        self._profile_pieces = 0
        self._told = 0
        self._frame = False
        self._scan = False

    def read(self) -> None:
        at = 2
        for _ in range(_MAX_SEGMENTS):
            at = self._skip_to_marker(at)
            marker = self._window.take(at + 1, 1)[0]
            if marker == _EOI:
                self._end(at + 2)
                return
            at = at + 2 if marker == _TEM else self._segment(marker, at)
            if marker == _SOS:
                self._scan = True
                end = self._find_marker(at)
                self._picture.range(at, end - at)
                at = end
        raise TooComplexError

    def plan(self) -> Plan:
        front = PlanBuilder(self._window.size)
        front.literal(b"\xff\xd8" + self._jfif)
        if self._orientation > 1:
            front.literal(_segment(_APP1, _EXIF + b"\0" + orientation_exif(self._orientation)))
        front.literal(self._adobe)
        for piece in self._profile_segments():
            front.literal(piece)
        front.extend(self._picture)
        front.literal(b"\xff\xd9")
        return front.build()

    def _find_marker(self, at: int) -> int:
        """Where the next marker is, at `at` or behind it."""
        while at + 2 <= self._window.size:
            block = self._window.take(at, min(BLOCK, self._window.size - at))
            found = _MARKER.search(block)
            if found:
                return at + found.start()
            at += len(block) - (1 if block[-1] == 0xFF else 0)
        raise BrokenFileError

    def _skip_to_marker(self, at: int) -> int:
        found = self._find_marker(at)
        if self._window.take(at, min(found - at, BLOCK)).strip(b"\xff"):
            self.findings.add("hidden-data")
        return found

    def _segment(self, marker: int, at: int) -> int:
        """Keep or drop the segment at `at`. Returns: where it ends."""
        length = int.from_bytes(self._window.take(at + 2, 2), "big")
        if marker < 0xC0 or marker == _SOI or length < 2:
            raise BrokenFileError
        if marker in _HIERARCHICAL:
            raise TooComplexError
        body = self._window.take(at + 4, length - 2)
        if marker in _FRAMES or marker in _SHAPES:
            self._check_shape(marker, body)
            self._picture.range(at, length + 2)
        elif marker == _COM:
            self.findings.add("text", as_text(body))
        else:
            self._application(marker, body)
        return at + 2 + length

    def _check_shape(self, marker: int, body: bytes) -> None:
        """A segment of the picture holds what its kind needs and not a byte more."""
        if marker in _FRAMES:
            self._frame = True
            sound = len(body) >= 6 and len(body) == 6 + 3 * body[5]
        else:
            sound = _SHAPES[marker](body)
        if not sound or (marker == _SOS and not self._frame):
            raise BrokenFileError

    def _application(self, marker: int, body: bytes) -> None:
        if marker == _APP0 and body.startswith(b"JFIF\0") and len(body) >= 14:
            self._jfif = self._jfif or _segment(_APP0, body[:12] + b"\0\0")
            if body[12] and body[13]:
                self.findings.add("thumbnail")
        elif marker == _APP0 and body.startswith(b"JFXX\0"):
            self.findings.add("thumbnail")
        elif marker == _APP2 and body.startswith(_ICC) and len(body) >= 14:
            self._profile.setdefault(body[12], body[14:])
            self._profile_pieces = body[13]
        elif marker == _APP14 and body.startswith(b"Adobe") and len(body) >= 12:
            self._adobe = _segment(_APP14, body[:7] + bytes(4) + body[11:12])
        elif self._told < _MAX_TOLD:
            self._told += 1
            self._tell(marker, body)
        else:
            self.findings.add("hidden-data")

    def _tell(self, marker: int, body: bytes) -> None:
        """Note what a segment tells that goes."""
        if marker == _APP1 and body.startswith(_EXIF):
            orientation = read_exif(body[6:], self.findings)
            self._orientation = self._orientation if self._orientation > 1 else orientation
        elif marker == _APP1 and body.startswith(_XMP):
            read_xmp(body[len(_XMP) :], self.findings)
        elif marker == _APP12 and body.startswith(b"Ducky"):
            self.findings.add("software")
        elif marker == _APP11 and body.startswith(b"JP"):
            self.findings.add("proof", CREDENTIALS)  # JUMBF: C2PA
        elif marker == _APP13 and body.startswith(_PHOTOSHOP):
            read_photoshop(body[len(_PHOTOSHOP) :], self.findings)
        else:
            self.findings.add("hidden-data")

    def _profile_segments(self) -> list[bytes]:
        pieces = [self._profile.get(number) for number in range(1, self._profile_pieces + 1)]
        if not self._profile:
            return []
        profile = clean_icc(b"".join(piece or b"" for piece in pieces), self.findings)
        if profile is None:
            return []
        parts = [profile[start : start + _ICC_PIECE] for start in range(0, len(profile), _ICC_PIECE)]
        return [
            _segment(_APP2, _ICC + bytes((number, len(parts))) + part) for number, part in enumerate(parts, start=1)
        ]

    def _end(self, at: int) -> None:
        if not self._scan:
            raise BrokenFileError
        if at < self._window.size:
            self.findings.add("hidden-data", f"{self._window.size - at} B")


def _segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2, "big") + body


def _sound_quantization(body: bytes) -> bool:
    at = 0
    while at < len(body):
        at += 129 if body[at] >> 4 else 65
    return at == len(body)


def _sound_huffman(body: bytes) -> bool:
    at = 0
    while at + 17 <= len(body):
        at += 17 + sum(body[at + 1 : at + 17])
    return at == len(body)


_SHAPES: Final[dict[int, Callable[[bytes], bool]]] = {
    _DQT: _sound_quantization,
    _DHT: _sound_huffman,
    _DAC: lambda body: len(body) % 2 == 0 and len(body) <= 64,
    _DNL: lambda body: len(body) == 2,
    _DRI: lambda body: len(body) == 2,
    _SOS: lambda body: len(body) >= 4 and len(body) == 4 + 2 * body[0],
}
