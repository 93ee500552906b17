"""The checksums of sound formats: FLAC's frames, LAME's first frame, Ogg's pages. They are part of the formats.

Source: RFC 9639, section 9.3; RFC 3533, section 6; "Mp3 Info Tag revision 1".
"""

from __future__ import annotations

import zlib
from functools import cache
from typing import Final

_FLAC_POLYNOMIAL: Final = 0x18005
_REVERSED: Final = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


@cache
def _fold(log: int) -> tuple[int, int, tuple[int, ...]]:
    """For k = 2 ** log: k, a mask of k bits, and the bits of x ** k modulo the polynomial."""
    rest = 2  # x itself, squared `log` times
    for _ in range(log):
        rest = _reduced(sum(1 << 2 * bit for bit in range(16) if rest >> bit & 1))
    return 1 << log, (1 << (1 << log)) - 1, tuple(bit for bit in range(16) if rest >> bit & 1)


def _reduced(value: int) -> int:
    """A polynomial over two, given by its bits, modulo that of FLAC's frames, bit by bit."""
    while (length := value.bit_length()) > 16:
        value ^= _FLAC_POLYNOMIAL << length - 17
    return value


def flac_crc16(data: bytes, before: int = 0) -> int:
    """The checksum of FLAC's frames (polynomial 0x8005); zero behind a whole frame. Continues from `before`.

    The data is one long polynomial, folded in halves: a few operations on large numbers instead of one a byte.
    """
    value = before << 8 * len(data) ^ int.from_bytes(data, "big") << 16
    while (length := value.bit_length()) > 64:
        size, mask, bits = _fold((length - 1).bit_length() - 1)
        upper, value = value >> size, value & mask
        for bit in bits:
            value ^= upper << bit
    return _reduced(value)


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
