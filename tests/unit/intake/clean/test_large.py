"""Files of any size in little memory."""

from __future__ import annotations

import os
import struct
import tracemalloc
from pathlib import Path

from intake.clean import FileSource, clean, write_plan
from tests.corpus.corpus import sample

MIB = 1024 * 1024


def test_a_film_of_300_mib_needs_less_than_4(tmp_path: Path) -> None:
    """Planned and written in blocks: memory does not grow with the film."""
    film = tmp_path / "film.mp4"
    data = bytearray(sample("phone.mov"))
    # an unknown box of 300 MiB before the media data, which is a hole in the file
    at = data.index(b"mdat") - 4
    place = 0
    while (place := data.find(b"stco", place)) >= 0:
        (count,) = struct.unpack_from(">I", data, place + 8)
        for entry in range(place + 12, place + 12 + 4 * count, 4):
            struct.pack_into(">I", data, entry, struct.unpack_from(">I", data, entry)[0] + 300 * MIB)
        place += 4
    with film.open("wb") as out:
        out.write(data[:at] + struct.pack(">I", 300 * MIB) + b"junk")
        out.seek(at + 300 * MIB)
        out.write(data[at:])
    tracemalloc.start()
    try:
        with film.open("rb") as file, Path(os.devnull).open("wb") as out:
            source = FileSource(file)
            cleaned = clean(source)
            assert cleaned is not None
            write_plan(source, cleaned.plan, out)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert cleaned.plan.size == film.stat().st_size
    assert peak < 4 * MIB


def test_a_large_photograph_is_not_read_whole(tmp_path: Path) -> None:
    """The compressed data of a JPEG is searched in blocks."""
    photo = tmp_path / "photo.jpg"
    data = sample("little-endian.jpg")
    end = len(data) - 2
    with photo.open("wb") as out:
        out.write(data[:end] + bytes(64 * MIB) + data[end:])
    tracemalloc.start()
    try:
        with photo.open("rb") as file, Path(os.devnull).open("wb") as out:
            source = FileSource(file)
            cleaned = clean(source)
            assert cleaned is not None
            write_plan(source, cleaned.plan, out)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 2 * MIB
