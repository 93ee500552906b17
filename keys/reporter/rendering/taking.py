"""The file as it comes into the sandbox."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from keys.reporter.rendering.stream import MAX_FILE, Refusal, RefusedError

FILE = Path("/tmp/file")  # noqa: S108 - the sandbox's own, in memory
BLOCK = 1 << 20


def take(source: BinaryIO) -> None:
    """Copy the file into the sandbox's memory, since most parsers have to jump about in it. Raises RefusedError."""
    size = 0
    try:
        with FILE.open("xb") as file:
            while block := source.read(BLOCK):
                size += len(block)
                if size > MAX_FILE:
                    raise RefusedError(Refusal.TOO_LARGE)
                file.write(block)
    except OSError:
        raise RefusedError(Refusal.TOO_LARGE) from None
