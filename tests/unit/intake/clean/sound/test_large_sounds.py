"""Sounds of any length, and films in Matroska and Ogg, in little memory."""

from __future__ import annotations

import os
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from intake.clean import Cleaned, FileSource, clean, write_plan
from intake.clean.sound.oggpages import sealed
from tests.corpus.corpus import sample
from tests.support.cleaning import written

MIB = 1024 * 1024


def measured(path: Path) -> tuple[Cleaned, int]:
    """A file that is cleaned and written, and the most memory that took, in bytes."""
    tracemalloc.start()
    try:
        with path.open("rb") as file, Path(os.devnull).open("wb") as out:
            source = FileSource(file)
            cleaned = clean(source)
            assert cleaned is not None
            write_plan(source, cleaned.plan, out)
        return cleaned, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def mp3(out: BinaryIO) -> None:
    """30 MiB of frames of 320 kbit/s, with a picture of 20 MiB before them and other bytes between."""
    out.write(b"ID3\4\0\0\x0a\0\0\0" + bytes(10 * 128**3))
    part = (b"\xff\xfb\xe0\x00" + bytes(1040)) * 10_000 + b"between"
    out.writelines(part for _ in range(3))


def webm(out: BinaryIO) -> None:
    """1,000 clusters of unknown size, each with a frame of 200 KiB, most of it a hole in the file, and a text that goes."""

    def element(kind: bytes, body: bytes) -> bytes:
        return kind + b"\1" + len(body).to_bytes(7, "big") + body

    def track(number: int, sort: int, codec: bytes) -> bytes:
        return element(
            b"\xae", element(b"\xd7", bytes((number,))) + element(b"\x83", bytes((sort,))) + element(b"\x86", codec)
        )

    out.write(element(b"\x1a\x45\xdf\xa3", element(b"\x42\x82", b"webm")) + b"\x18\x53\x80\x67\xff")
    out.write(element(b"\x16\x54\xae\x6b", track(1, 1, b"V_VP9") + track(2, 17, b"S_TEXT/UTF8")))
    for _ in range(1000):
        out.write(b"\x1f\x43\xb6\x75\xff" + element(b"\xe7", b"\0") + element(b"\xa3", b"\x82\0\0\x80Canary7Q"))
        out.write(b"\xa3\x10" + (200 * 1024).to_bytes(3, "big") + b"\x81\0\0\x80")
        out.seek(200 * 1024 - 5, os.SEEK_CUR)
        out.write(b"\0")


def ogg(out: BinaryIO) -> None:
    """16 MiB in pages of 4 KiB under a serial number that goes."""
    data = written(sample("spoken.opus"))
    first = data.index(b"OggS", 4)
    second = data.index(b"OggS", first + 4)
    out.writelines(sealed(page[:14] + b"seri" + page[18:]) for page in (data[:first], data[first:second]))
    body = bytes([17, *[255] * 16, 16]) + bytes(16 * 255 + 16)
    for number in range(2, 2 + 16 * MIB // (26 + len(body))):
        head = b"OggS\0\0" + bytes(8) + b"seri" + number.to_bytes(4, "little") + bytes(4)
        out.write(sealed(head + body))


@pytest.mark.parametrize(("make", "name", "size", "most"), [
    (mp3, "mp3", 29 * MIB, 10 * MIB),
    (webm, "webm", 195 * MIB, 4 * MIB),
    (ogg, "opus", 15 * MIB, 3 * MIB),
])  # fmt: skip
def test_large_files_need_little_memory(
    make: Callable[[BinaryIO], None], name: str, size: int, most: int, tmp_path: Path
) -> None:
    """Memory does not grow with the sound or the film; an Ogg file needs a small part of its size for its pages."""
    path = tmp_path / "large"
    with path.open("wb") as out:
        make(out)
    cleaned, peak = measured(path)
    assert cleaned.format == name
    assert cleaned.plan.size > size
    assert peak < most
