"""Archives as a list of what they say they hold. Nothing is unpacked, not even in here."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from typing import IO, cast

from keys.reporter.rendering.asked import Asked, Shown
from keys.reporter.rendering.stream import (
    BOMB_RATIO,
    MAX_INFLATED,
    MAX_MEMBERS,
    Kind,
    Refusal,
    RefusedError,
)
from keys.reporter.rendering.texts import COLUMNS, draw_lines

SIZE_COLUMNS = 18
BLOCK = 1 << 16

_PACKERS: dict[bytes, Callable[[IO[bytes]], IO[bytes]]] = {
    b"\x1f\x8b": lambda file: cast("IO[bytes]", gzip.GzipFile(fileobj=file)),
    b"BZ": lambda file: cast("IO[bytes]", bz2.BZ2File(file)),
    b"\xfd7": lambda file: cast("IO[bytes]", lzma.LZMAFile(file)),  # noqa: SIM115 - it lives as long as the file below it
}


def draw_zip(asked: Asked) -> Shown:
    """The list of a ZIP. Raises RefusedError: damaged, or a bomb."""
    try:
        with zipfile.ZipFile(asked.path) as archive:
            entries = [(entry.filename, entry.file_size) for entry in archive.infolist()]
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise RefusedError(Refusal.DAMAGED) from None
    return _listed(asked, entries)


def draw_tar(asked: Asked) -> Shown:
    """The list of a tar, packed or not; of a single packed file its size. Raises RefusedError: damaged, or a bomb."""
    with asked.path.open("rb") as file:
        packer = _PACKERS.get(file.read(2))
        file.seek(0)
        inside = _Counted(packer(file) if packer else file, _limit(asked))
        try:
            entries = _members(inside)
            if entries is None:
                inside.read_out()
                entries = [("(one packed file)", inside.count)]
        except (tarfile.TarError, EOFError, OSError, ValueError, lzma.LZMAError, zlib.error):
            raise RefusedError(Refusal.DAMAGED) from None
    return _listed(asked, entries)


def _members(inside: _Counted) -> list[tuple[str, int]] | None:
    entries: list[tuple[str, int]] = []
    try:
        archive = tarfile.open(fileobj=inside, mode="r|")  # noqa: SIM115 - closing it would read on
    except tarfile.ReadError:
        return None
    for member in archive:
        entries.append((member.name + "/" * member.isdir(), member.size))
        if len(entries) > MAX_MEMBERS:
            raise RefusedError(Refusal.INFLATES)
    return entries


class _Counted(io.RawIOBase):
    """What is read of a stream is counted, and too much of it is a bomb."""

    def __init__(self, stream: IO[bytes], limit: int) -> None:
        self._stream, self._limit, self.count = stream, limit, 0

    def read(self, size: int = -1) -> bytes:
        """As of any stream. Raises RefusedError."""
        data = self._stream.read(size)
        self.count += len(data)
        if self.count > self._limit:
            raise RefusedError(Refusal.INFLATES)
        return data

    def read_out(self) -> None:
        """Read all that is left, and keep none of it."""
        while self.read(BLOCK):
            pass


def _limit(asked: Asked) -> int:
    return max(MAX_INFLATED, asked.path.stat().st_size * BOMB_RATIO)


def _listed(asked: Asked, entries: list[tuple[str, int]]) -> Shown:
    inflated = sum(size for _, size in entries)
    if inflated > _limit(asked) or len(entries) > MAX_MEMBERS:
        raise RefusedError(Refusal.INFLATES)
    lines = [f"{inflated:,} bytes in {len(entries):,} files and folders; nothing was unpacked", ""]
    lines += [f"{size:>{SIZE_COLUMNS},}  {name}"[:COLUMNS] for name, size in entries]
    return draw_lines(asked, lines, Kind.ARCHIVE)
