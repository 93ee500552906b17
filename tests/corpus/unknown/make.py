"""Make files that no cleaner may take for its own. See tests/corpus/make.py."""

from __future__ import annotations

from pathlib import Path

from tests.corpus.making import BINARY_CANARY, box

FILES = Path(__file__).parent / "files"


def make() -> None:
    """A camera's raw picture in a film's boxes, and files of no format that we know."""
    (FILES / "unknown.cr3").write_bytes(box(b"ftyp", b"crx \0\0\0\1crx isom") + box(b"mdat", BINARY_CANARY))
    (FILES / "unknown.7z").write_bytes(b"7z\xbc\xaf'\x1c\0\4" + BINARY_CANARY)
    (FILES / "empty.bin").write_bytes(b"")
