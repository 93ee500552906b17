"""Nothing is encoded again: the same frames at the same times."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.corpus.corpus import ALL, expected, sample
from tests.support.cleaning import written

FILMS = [name for name, told in expected("film").items() if "sha256" in told]


def decoded(path: Path, stream: str) -> str:
    """The hash of a stream's decoded frames and their times."""
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-map", f"0:{stream}?", "-f", "framemd5", "-"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    return "\n".join(line for line in done.stdout.splitlines() if not line.startswith("#"))


@pytest.mark.parametrize("name", FILMS)
def test_the_same_film(name: str, tmp_path: Path) -> None:
    """Picture and sound decode to the same frames at the same times."""
    (tmp_path / name).write_bytes(written(sample(name)))
    streams = ("V", "a")  # pictures that run, not covers
    before = [decoded(ALL[name], stream) for stream in streams]
    assert any(before)
    assert before == [decoded(tmp_path / name, stream) for stream in streams]
