"""Reading a file piece by piece, so that a file of any size needs little memory."""

from __future__ import annotations

import os
from typing import BinaryIO, Protocol

from intake.clean.errors import BrokenFileError, TooComplexError

BLOCK = 64 * 1024  # bytes read at once
WHOLE_LIMIT = 64 * 1024 * 1024  # bytes that one part of a file may need in memory


class Source(Protocol):
    """Random access to the bytes of one file."""

    @property
    def size(self) -> int:
        """How many bytes there are."""
        ...

    def read(self, offset: int, length: int) -> bytes:
        """Exactly `length` bytes from `offset`.

        Raises: BrokenFileError: they are not there (any more).
        """
        ...


class FileSource:
    """A seekable binary file, opened and closed by the caller."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.size = file.seek(0, os.SEEK_END)

    def read(self, offset: int, length: int) -> bytes:
        """Exactly `length` bytes from `offset`; BrokenFileError when the file has become shorter."""
        self._file.seek(offset)
        data = self._file.read(length)
        if len(data) != length:
            raise BrokenFileError
        return data


class BytesSource:
    """A file that is in memory already."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.size = len(data)

    def read(self, offset: int, length: int) -> bytes:
        """Exactly `length` bytes from `offset`; BrokenFileError when they are not there."""
        data = self._data[offset : offset + length]
        if len(data) != length:
            raise BrokenFileError
        return data


class Window:
    """A source read through one block of 64 KiB, for parsers that take a few bytes at a time."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.size = source.size
        self._start = 0
        self._block = b""

    def take(self, offset: int, length: int) -> bytes:
        """Exactly `length` bytes from `offset`.

        Raises:  BrokenFileError: they lie outside the file.  TooComplexError: more than 64 MiB at once.
        """
        if offset < 0 or length < 0 or offset + length > self.size:
            raise BrokenFileError
        if length > WHOLE_LIMIT:
            raise TooComplexError
        if length > BLOCK:
            return self._source.read(offset, length)
        at = offset - self._start
        if at < 0 or at + length > len(self._block):
            self._block = self._source.read(offset, min(BLOCK, self.size - offset))
            self._start, at = offset, 0
        return self._block[at : at + length]
