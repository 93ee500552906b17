"""PNG, written by hand: a header, the pixels, the end. Nothing in it comes from the file but what can be seen."""

from __future__ import annotations

import struct
import zlib
from typing import Final

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_UP = 2  # the filter: each byte less the one above it
_LEVEL = 4


def png(width: int, height: int, rgb: bytes | bytearray) -> bytes:
    """The file for ``width`` x ``height`` pixels of 3 bytes, row by row from the top."""
    stride = width * 3
    filtered = _less_above(rgb, stride)
    rows = b"".join(bytes((_UP,)) + filtered[at : at + stride] for at in range(0, height * stride, stride))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows, _LEVEL)) + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _less_above(rgb: bytes | bytearray, stride: int) -> bytes:
    """All bytes less those one row above, each modulo 256: one subtraction of two very long numbers.

    The high bit of each byte is kept out of it, so that nothing is borrowed from the neighbour, and put right after.
    """
    size = len(rgb)
    here = int.from_bytes(rgb, "big")
    above = here >> (8 * stride)
    high = int.from_bytes(b"\x80" * size, "big")
    low = high ^ ((1 << (8 * size)) - 1)
    return (((here | high) - (above & low)) ^ ((here ^ above ^ high) & high)).to_bytes(size, "big")
