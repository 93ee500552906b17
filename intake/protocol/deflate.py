"""Raw deflate (RFC 1951) with both its sizes bounded: what goes into a letter or a reply, and what may come out."""

from __future__ import annotations

import zlib

from intake.protocol.errors import TooLongError

_RAW = -15  # zlib's name for a stream without header and checksum


def deflate(plain: bytes, room: int, limit: int) -> bytes:
    """Deflated bytes, at most ``room``. Raises TooLongError: they are more, or a reader would not inflate so much.

    Args:    limit: bytes that a reader inflates at the most.
    """
    press = zlib.compressobj(9, zlib.DEFLATED, _RAW)
    packed = press.compress(plain) + press.flush()
    if len(packed) > room or len(plain) > limit:
        raise TooLongError
    return packed


def inflate(untrusted: bytes, limit: int) -> bytes | None:
    """What was deflated, at most ``limit`` bytes; None: damaged, cut, longer than that, or with something behind it."""
    press = zlib.decompressobj(_RAW)
    try:
        plain = press.decompress(untrusted, limit)
        if not press.eof and len(plain) == limit:  # the end itself may need one more step
            plain += press.decompress(press.unconsumed_tail, 1)
    except zlib.error:
        return None
    return plain if press.eof and not press.unused_data and len(plain) <= limit else None


def well_formed(text: str) -> str:
    """The text with every half of a surrogate pair replaced by U+FFFD, as browsers do before they encode."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
