"""The checksums of sound formats: FLAC's frames, LAME's first frame, Ogg's pages. They are part of the formats.

Source: RFC 9639, section 9.3; RFC 3533, section 6; "Mp3 Info Tag revision 1".
"""

from __future__ import annotations

import sys
import zlib
from array import array
from functools import cache
from typing import Final

_REVERSED: Final = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


@cache
def _flac_tables() -> tuple[list[int], list[int]]:
    """The checksum behind one byte, and behind two at once: half the steps."""
    single = []
    for byte in range(256):
        rest = byte << 8
        for _ in range(8):
            rest = (rest << 1 ^ 0x8005) & 0xFFFF if rest & 0x8000 else rest << 1
        single.append(rest)
    double = [
        (single[pair >> 8] << 8 & 0xFFFF) ^ single[single[pair >> 8] >> 8 ^ pair & 0xFF] for pair in range(65_536)
    ]
    return single, double


def flac_crc16(data: bytes, before: int = 0) -> int:
    """The checksum of FLAC's frames (polynomial 0x8005); zero behind a whole frame. Continues from `before`."""
    single, double = _flac_tables()
    even = len(data) & ~1
    pairs = array("H", data[:even])
    if sys.byteorder == "little":
        pairs.byteswap()
    rest = before
    for pair in pairs:
        rest = double[rest ^ pair]
    if even < len(data):
        rest = (rest << 8 & 0xFFFF) ^ single[rest >> 8 ^ data[even]]
    return rest


def flac_crc8(data: bytes) -> int:
    """The checksum of the header of a FLAC frame (polynomial 0x07)."""
    rest = 0
    for byte in data:
        rest ^= byte
        for _ in range(8):
            rest = (rest << 1 ^ 0x07) & 0xFF if rest & 0x80 else rest << 1
    return rest


def lame_crc16(data: bytes) -> int:
    """The checksum at the end of LAME's part of the first frame (polynomial 0x8005, lowest bit first)."""
    rest = 0
    for byte in data:
        rest ^= byte
        for _ in range(8):
            rest = rest >> 1 ^ 0xA001 if rest & 1 else rest >> 1
    return rest


def ogg_crc32(page: bytes) -> int:
    """The checksum of an Ogg page whose own field is zero: zlib's with the bits of every byte turned round."""
    mirrored = zlib.crc32(page.translate(_REVERSED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{mirrored:032b}"[::-1], 2)
