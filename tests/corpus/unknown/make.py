"""Make files that no cleaner may take for its own. See tests/corpus/make.py."""

from __future__ import annotations

from pathlib import Path

from tests.corpus.making import BINARY_CANARY, TEXT, box

FILES = Path(__file__).parent / "files"


def make() -> None:
    """The film of a picture's brand, and files of no format that we know."""
    (FILES / "unknown.heic").write_bytes(box(b"ftyp", b"heic\0\0\0\0mif1heic") + box(b"mdat", BINARY_CANARY))
    (FILES / "unknown.txt").write_text(TEXT)
    (FILES / "empty.bin").write_bytes(b"")
