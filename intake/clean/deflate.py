"""zlib streams: inflated within a bound, and written without compressing.

What we write is stored and not compressed, so that Python and every browser write the same bytes.
Source: RFC 1950, RFC 1951 (section 3.2.4).
"""

from __future__ import annotations

import zlib
from typing import Final

_STORED: Final = 65_535  # bytes of one stored block


def inflate(untrusted: bytes, limit: int) -> bytes | None:
    """What a zlib stream holds, or None: it is damaged, cut, followed by other bytes, or holds more than `limit`."""
    return _inflate(zlib.decompressobj(), untrusted, limit)


def inflate_raw(untrusted: bytes, limit: int) -> bytes | None:
    """What a bare deflate stream holds, as a ZIP archive has it, or None as with `inflate`."""
    return _inflate(zlib.decompressobj(-zlib.MAX_WBITS), untrusted, limit)


def _inflate(stream: zlib._Decompress, untrusted: bytes, limit: int) -> bytes | None:
    try:
        data = stream.decompress(untrusted, limit + 1)
    except zlib.error:
        return None
    return data if stream.eof and not stream.unused_data and len(data) <= limit else None


def stored(data: bytes) -> bytes:
    """A zlib stream that holds `data` in stored blocks."""
    parts = [b"\x78\x01"]
    for start in range(0, max(len(data), 1), _STORED):
        block = data[start : start + _STORED]
        last = start + _STORED >= len(data)
        length = len(block)
        parts += [bytes((last,)), length.to_bytes(2, "little"), (length ^ 0xFFFF).to_bytes(2, "little"), block]
    return b"".join(parts) + zlib.adler32(data).to_bytes(4, "big")
