"""Make archives with zip, as people do: names, owners and times of files, comments, and what systems leave beside."""

from __future__ import annotations

import os
import subprocess
import tempfile
import zipfile
from pathlib import Path

from tests.corpus.document.making import CANARY, FILES, TEXT, photograph


def _zip(to: Path, folder: Path, *options: str) -> None:
    to.unlink(missing_ok=True)
    subprocess.run(["zip", "-q", "-r", *options, str(to), "."], cwd=folder, check=True)
    if "-P" not in options:
        subprocess.run(["zip", "-q", "-z", str(to)], input=TEXT.encode(), check=True)


def make() -> None:
    """A folder of files, one inside another, and archives that must be refused."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        inner = folder / f"{CANARY} trip" / "of Ada"
        inner.mkdir(parents=True)
        (folder / "__MACOSX").mkdir()
        (folder / "__MACOSX" / "._x").write_text(TEXT)
        (inner / f"IMG {CANARY}.jpg").write_bytes(photograph())
        (inner / "empty.txt").touch()
        (folder / f"{CANARY}.docx").write_bytes((FILES / "word.docx").read_bytes())
        (folder / "नोट.txt").write_text("What was paid, and when\n" * 30)
        for path in folder.rglob("*"):
            os.utime(path, (1_709_294_400, 1_709_294_400))
        _zip(FILES / "folder.zip", folder)
        (folder / f"{CANARY} inner.zip").write_bytes((FILES / "folder.zip").read_bytes())
        _zip(FILES / "nested.zip", folder, "-0")
        _zip(FILES / "locked.zip", folder, "-P", CANARY)
        (folder / "unknown.bin").write_bytes(b"\x93\0\1\2" + CANARY.encode())
        _zip(FILES / "unknown.zip", folder)
    with zipfile.ZipFile(FILES / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros.txt", b"0" * (65 * 1024 * 1024))
    with zipfile.ZipFile(FILES / "wide.zip", "w") as archive:
        info = zipfile.ZipInfo(f"{CANARY}.txt", (2024, 3, 1, 12, 30, 0))
        with archive.open(info, "w", force_zip64=True) as member:
            member.write(b"with fields of 64 bits\n")
