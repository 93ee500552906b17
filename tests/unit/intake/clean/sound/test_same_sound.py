"""Nothing is encoded again: the same samples at the same times."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.corpus.corpus import ALL, expected, sample
from tests.corpus.judge import named
from tests.support.cleaning import written

CLEANED = [name for name, told in expected("sound").items() if "sha256" in told]
# joined.mp3: other bytes stand between its frames, over which decoders stumble; see test_sounds.py
# tagged.mp3: ffmpeg takes it for two files, for the size of its tags, and then plays the samples to leave out
WHOLE = [name for name in CLEANED if name not in ("joined.mp3", "tagged.mp3")]
UNKNOWN_TO_THE_JUDGE = {"plain.amr", "plain.awb", "layer2.mp2", "spoken.aac", "bare.aac"}


def decoded(path: Path, stream: str = "a") -> str:
    """The hashes of a stream's decoded frames, with their times."""
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-map", f"0:{stream}", "-f", "framemd5", "-"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    return "\n".join(line for line in done.stdout.splitlines() if not line.startswith("#"))


@pytest.mark.parametrize("name", WHOLE)
def test_the_same_sound(name: str, tmp_path: Path) -> None:
    """Sound decodes to the same samples at the same times, and so does a picture beside it."""
    (tmp_path / name).write_bytes(written(sample(name)))
    for stream in ("a", "v") if name == "film.ogv" else ("a",):
        before = decoded(ALL[name], stream)
        assert before
        assert decoded(tmp_path / name, stream) == before


def test_the_same_samples_are_left_out(tmp_path: Path) -> None:
    """LAME's own decoder leaves out the same samples at both ends."""
    (tmp_path / "cleaned.mp3").write_bytes(written(sample("tagged.mp3")))
    for path, name in ((ALL["tagged.mp3"], "before.wav"), (tmp_path / "cleaned.mp3", "after.wav")):
        subprocess.run(["lame", "--quiet", "--decode", str(path), str(tmp_path / name)], check=True)
    assert (tmp_path / "before.wav").stat().st_size == 44 + 2 * 9600
    assert (tmp_path / "before.wav").read_bytes() == (tmp_path / "after.wav").read_bytes()


@pytest.mark.parametrize(("name", "judge"), [
    ("full.flac", ["flac", "--test", "--silent"]),
    ("streamed.flac", ["flac", "--test", "--silent"]),
    ("spoken.opus", ["opusinfo"]),
    ("spoken.ogg", ["ogginfo"]),
    ("chained.ogg", ["opusinfo"]),
    ("film.ogv", ["ogginfo"]),
])  # fmt: skip
def test_the_formats_own_tools_find_no_fault(name: str, judge: list[str], tmp_path: Path) -> None:
    """The reference tools verify checksums, numbers of pages and the hash of the samples, and warn of nothing."""
    path = tmp_path / name
    path.write_bytes(written(sample(name)))
    done = subprocess.run([*judge, str(path)], check=True, capture_output=True, text=True)
    assert "WARNING" not in (done.stdout + done.stderr).upper()


def test_what_the_judge_cannot_read_is_a_short_list(tmp_path: Path) -> None:
    """Exiftool knows all other formats of the corpus."""
    for name in CLEANED:
        (tmp_path / name).write_bytes(written(sample(name)))
    silent = {file["SourceFile"].removeprefix("./") for file in named(tmp_path) if "ExifTool:Error" in file}
    assert silent <= UNKNOWN_TO_THE_JUDGE
