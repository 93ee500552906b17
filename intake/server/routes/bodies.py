"""Reading a body: its size is judged by what the request says, before a byte is read."""

from __future__ import annotations

from flask import request

from intake.server.errors import EncodedError, LengthRequiredError, TooLargeError, TooSmallError

_DIGITS = 12


def exactly(size: int) -> bytes:
    """A body of exactly ``size`` bytes. Raises what :func:`up_to` raises, and TooSmallError."""
    if announced(size) < size:
        raise TooSmallError
    return _read(size)


def up_to(limit: int) -> bytes:
    """A body of at most ``limit`` bytes.

    Raises:  EncodedError, LengthRequiredError, TooLargeError: before anything is read; TooSmallError: it was cut.
    """
    return _read(announced(limit))


def announced(limit: int) -> int:
    """How many bytes the request says that it brings; they are not read. Raises as :func:`up_to`."""
    untrusted = request.environ.get("CONTENT_LENGTH", "")
    if request.environ.get("HTTP_CONTENT_ENCODING", "identity").strip().lower() != "identity":
        raise EncodedError
    if "HTTP_TRANSFER_ENCODING" in request.environ or not (untrusted.isascii() and untrusted.isdigit()):
        raise LengthRequiredError
    if len(untrusted) > _DIGITS or int(untrusted) > limit:
        raise TooLargeError
    return int(untrusted)


def _read(size: int) -> bytes:
    parts: list[bytes] = []
    left = size
    while left and (part := request.environ["wsgi.input"].read(left)):
        parts.append(part)
        left -= len(part)
    if left:
        raise TooSmallError
    return parts[0] if len(parts) == 1 else b"".join(parts)
