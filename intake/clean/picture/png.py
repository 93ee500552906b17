"""PNG and APNG: chunks that draw the picture stay, all others go, known or not.

Source: PNG (third edition), sections 5, 11 and 13.
"""

from __future__ import annotations

import zlib
from typing import Final

from intake.clean.cleaned import Cleaned
from intake.clean.deflate import inflate, stored
from intake.clean.errors import BrokenFileError, TooComplexError
from intake.clean.finding import CREDENTIALS, DIGITAL_SIGNATURE, Findings
from intake.clean.picture.exif import orientation_exif, read_exif
from intake.clean.picture.icc import MAX_PROFILE, clean_icc
from intake.clean.picture.pngtext import read_text
from intake.clean.plan import PlanBuilder
from intake.clean.source import BLOCK, Source, Window

_MAX_CHUNKS: Final = 1_000_000
_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_SMALL: Final = 16 * 1024 * 1024  # bytes of metadata that are read to say what they tell
_MAX_TEXTS: Final = 100  # texts that are read to say what they tell

# what draws: the chunk and the sizes that it may have
_DRAWS: Final = {b"IHDR": (13, 13), b"PLTE": (3, 768), b"IDAT": (0, 1 << 31), b"IEND": (0, 0), b"tRNS": (1, 256)}
_COLOURS: Final = {
    b"gAMA": (4, 4),
    b"cHRM": (32, 32),
    b"sRGB": (1, 1),
    b"sBIT": (1, 4),
    b"bKGD": (1, 6),
    b"pHYs": (9, 9),
    b"cICP": (4, 4),
    b"mDCV": (24, 24),
    b"cLLI": (8, 8),
}
_MOVES: Final = {b"acTL": (8, 8), b"fcTL": (26, 26), b"fdAT": (4, 1 << 31)}
_KEEPS: Final = _DRAWS | _COLOURS | _MOVES
# the length that a chunk must have by the sort of colours (0: any), which are the sorts that it is for
_SIZES: Final = {
    b"PLTE": {3: 0},
    b"tRNS": {0: 2, 2: 6, 3: 0},
    b"sBIT": {0: 1, 2: 3, 3: 3, 4: 2, 6: 4},
    b"bKGD": {0: 2, 2: 6, 3: 1, 4: 2, 6: 6},
}
# numbers of four bytes that are never so large that the first byte is used: up to where they stand
_SMALL_NUMBERS: Final = {b"gAMA": 4, b"cHRM": 32, b"pHYs": 8}
_TEXTS: Final = (b"tEXt", b"zTXt", b"iTXt")
_TOLD: Final = dict.fromkeys(_TEXTS, "text")
_PROOFS: Final = {b"caBX": CREDENTIALS, b"dSIG": DIGITAL_SIGNATURE}


def clean_png(source: Source) -> Cleaned:
    """Plan a PNG file without text, times, EXIF, unknown chunks, and whatever lies behind its end.

    Raises: BrokenFileError, TooComplexError: among others, a chunk that must be understood and is not.
    """
    window, findings = Window(source), Findings()
    head, rest = PlanBuilder(source.size), PlanBuilder(source.size)
    if window.take(0, 16)[8:] != b"\0\0\0\rIHDR":
        raise BrokenFileError
    head.literal(_SIGNATURE)
    head.range(8, 25)
    at, orientation, drawn, texts = 33, 1, False, 0
    used = _Used(window)
    for _ in range(_MAX_CHUNKS):
        length, kind = int.from_bytes(window.take(at, 4), "big"), window.take(at + 4, 4)
        end = at + 12 + length
        if end > source.size or kind == b"IHDR":
            raise BrokenFileError
        if _fits(kind, length) and used.is_used(kind, length, at) and _is_whole(window, at, kind, length):
            drawn = drawn or kind == b"IDAT"
            rest.range(at, end - at)
        elif kind == b"eXIf" and length <= _SMALL:
            orientation = read_exif(window.take(at + 8, length), findings)
        elif kind == b"iCCP" and length <= _SMALL:
            head.literal(_profile(window.take(at + 8, length), findings))
        elif kind in _TEXTS and length <= _SMALL and texts < _MAX_TEXTS:
            texts += 1
            read_text(kind, window.take(at + 8, length), findings)
        else:
            _dropped(window, at, kind, length, findings)
        at = end
        if kind == b"IEND":
            break
    else:
        raise TooComplexError
    if not drawn or not used.is_complete():
        raise BrokenFileError
    if at < source.size:
        findings.add("hidden-data", f"{source.size - at} B")
    if orientation > 1:
        head.literal(_chunk(b"eXIf", orientation_exif(orientation)))
    head.extend(rest)
    return Cleaned("png", "png", "image/png", head.build(), findings.listed())


class _Used:
    """Whether readers use a chunk: the first of its kind, of the size that the sort of colours asks for, in its place.

    A chunk that all of them pass over would be a place to hide something.
    """

    def __init__(self, window: Window) -> None:
        self._window = window
        self._colours = window.take(25, 1)[0]
        self._seen: set[bytes] = set()
        self._frames = self._shown = self._number = 0
        self._open = False  # whether a frame's data may follow

    def is_used(self, kind: bytes, length: int, at: int) -> bool:
        """Of the chunk at `at`. BrokenFileError: a part of an animation that is out of its order."""
        if kind in _MOVES:
            return self._moves(kind, at)
        if kind in (b"IDAT", b"IEND"):
            self._seen.add(kind)
            return True
        if kind in self._seen or b"IDAT" in self._seen:
            return False
        self._seen.add(kind)
        if kind in _SIZES:
            sizes = _SIZES[kind]
            return self._colours in sizes and sizes[self._colours] in (0, length)
        body = self._window.take(at + 8, length)
        return not any(body[byte] for byte in range(0, min(length, _SMALL_NUMBERS.get(kind, 0)), 4))

    def _moves(self, kind: bytes, at: int) -> bool:
        if kind == b"acTL":
            if self._frames or b"IDAT" in self._seen:
                raise BrokenFileError
            self._frames = int.from_bytes(self._window.take(at + 8, 4), "big")
            return self._frames > 0
        if not self._frames:
            raise BrokenFileError
        if int.from_bytes(self._window.take(at + 8, 4), "big") != self._number or (kind == b"fdAT" and not self._open):
            raise BrokenFileError
        self._number += 1
        if kind == b"fcTL":
            self._shown += 1
            self._open = b"IDAT" in self._seen
        return True

    def is_complete(self) -> bool:
        """Whether there are as many frames as were said."""
        return self._shown == self._frames


def _fits(kind: bytes, length: int) -> bool:
    """Whether a chunk stays. A chunk that draws must have a size that it can have."""
    least, most = _KEEPS.get(kind, (1, 0))
    if least <= length <= most:
        return True
    if kind in _DRAWS or kind in _MOVES:
        raise BrokenFileError
    if not kind[0] & 0x20:
        raise TooComplexError  # critical: a reader that does not know it must not go on
    return False


def _is_whole(window: Window, at: int, kind: bytes, length: int) -> bool:
    """Whether a chunk's checksum is right: a length that lies would take the chunks behind it along."""
    checksum, start, end = 0, at + 4, at + 8 + length
    while start < end:
        block = window.take(start, min(BLOCK, end - start))
        checksum = zlib.crc32(block, checksum)
        start += len(block)
    if checksum == int.from_bytes(window.take(end, 4), "big"):
        return True
    if kind in _DRAWS or kind in _MOVES:
        raise BrokenFileError
    return False


def _dropped(window: Window, at: int, kind: bytes, length: int, findings: Findings) -> None:
    if kind == b"tIME" and length == 7:
        time = window.take(at + 8, 7)
        year = int.from_bytes(time[:2], "big")
        month, day, hour, minute, second = (f"{number:02d}" for number in time[2:])
        findings.add("time", f"{year}-{month}-{day} {hour}:{minute}:{second}")
    elif kind in _PROOFS:
        findings.add("proof", _PROOFS[kind])
    else:
        findings.add(_TOLD.get(kind, "hidden-data"))


def _profile(untrusted: bytes, findings: Findings) -> bytes:
    """An iCCP chunk with a cleaned profile under a name that says nothing; nothing for one that we don't understand."""
    _, _, packed = untrusted.partition(b"\0")
    profile = inflate(packed[1:], MAX_PROFILE) if packed[:1] == b"\0" else None
    cleaned = clean_icc(profile or b"", findings)
    return b"" if cleaned is None else _chunk(b"iCCP", b"icc\0\0" + stored(cleaned))


def _chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")
