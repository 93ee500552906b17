"""Damaged files: cleaned or one of the documented errors, in bounded time, and never an unclean file called clean."""

from __future__ import annotations

import contextlib
import hashlib
import json
import random
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.clean import BytesSource, CleanError, clean, plan_chunks
from intake.clean.finding import KINDS, Findings
from intake.clean.picture.exif import read_exif
from intake.clean.picture.icc import clean_icc
from intake.clean.picture.iptc import read_photoshop
from intake.clean.picture.xmp import read_xmp
from tests.corpus.corpus import ALL
from tests.corpus.expect import outcome

TWIN = Path(__file__).parents[4] / "intake" / "source" / "web" / "src" / "clean" / "index.js"
DRIVER = Path(__file__).parent / "twin.mjs"
# one of each shape of file; the largest have nothing that these have not
SAMPLES = [path.read_bytes() for path in ALL.values() if 100 < path.stat().st_size < 25_000]
BIG = (b"\0\0\0\0", b"\0\0\0\1", b"\0\0\0\7", b"\x7f\xff\xff\xff", b"\xff\xff\xff\xff", b"\xff\xd9\xff\xda")


def damaged(data: bytes, rolls: random.Random) -> bytes:
    """A few bytes changed, a number made to lie, a piece cut out, doubled or moved, the end cut off."""
    new = bytearray(data)
    for _ in range(rolls.randint(1, 4)):
        # most of what is parsed lies at the front or at the end
        near = rolls.choice((min(len(new), 900), len(new)))
        at = rolls.randrange(near) if rolls.random() < 0.7 else len(new) - 1 - rolls.randrange(near)
        sort = rolls.randrange(6)
        if sort == 0:
            new[at] = rolls.randrange(256)
        elif sort == 1:
            new[at : at + 4] = rolls.choice(BIG)
        elif sort == 2:
            del new[at : at + rolls.randint(1, 40)]
        elif sort == 3:
            new[at:at] = new[at : at + rolls.randint(1, 40)]
        elif sort == 4:
            new[at] ^= 1 << rolls.randrange(8)
        elif rolls.random() < 0.3:
            del new[at:]
        if len(new) < 16:
            break
    return bytes(new)


@settings(max_examples=600)
@given(sample=st.sampled_from(SAMPLES), seed=st.integers(0, 2**32))
def test_a_damaged_file_is_cleaned_or_refused(sample: bytes, seed: int) -> None:
    """No other exception leaves a cleaner; what is called clean is of the planned size and clean when looked at again."""
    data = damaged(sample, random.Random(seed))
    source = BytesSource(data)
    try:
        cleaned = clean(source)
    except CleanError:
        return
    if cleaned is None:
        return
    out = b"".join(plan_chunks(source, cleaned.plan))
    assert len(out) == cleaned.plan.size
    assert all(finding.kind in KINDS for finding in cleaned.findings)
    again = clean(BytesSource(out))
    assert again is not None
    assert again.findings == ()
    assert b"".join(plan_chunks(BytesSource(out), again.plan)) == out


@settings(max_examples=200)
@given(data=st.binary(max_size=300), head=st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x20\0\0\0WEBP",
                                                           b"\0\0\0\x10ftypisom\0\0\0\0", b"\0\0\0\x08wide"]))  # fmt: skip
def test_any_bytes_behind_a_known_head(data: bytes, head: bytes) -> None:
    """A few arbitrary bytes are cleaned or refused."""
    with contextlib.suppress(CleanError):
        clean(BytesSource(head + data))


@settings(max_examples=300)
@given(st.binary(max_size=200).map(lambda tail: b"II*\0\x08\0\0\0" + tail) | st.binary(max_size=60))
def test_readers_of_what_goes_never_raise(data: bytes) -> None:
    """EXIF, IPTC, XMP and profiles are read as far as they make sense."""
    findings = Findings()
    assert 1 <= read_exif(data, findings) <= 8
    read_photoshop(b"8BIM\x04\x04\0\0" + data, findings)
    read_xmp(data, findings)
    clean_icc(data, findings)


@pytest.mark.skipif(shutil.which("node") is None, reason="the twin runs in node here, and in browsers elsewhere")
def test_the_twin_gives_the_same_on_damaged_files(tmp_path: Path) -> None:
    """On 1,500 damaged files Python and JavaScript give the same bytes and findings, or the same error."""
    rolls = random.Random(10)
    files = [damaged(rolls.choice(SAMPLES), rolls) for _ in range(1500)]
    (tmp_path / "sizes.json").write_text(json.dumps([len(data) for data in files]))
    (tmp_path / "files.bin").write_bytes(b"".join(files))
    command = ["node", "--no-warnings", str(DRIVER), str(TWIN), str(tmp_path)]
    told = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout.splitlines()
    assert len(told) == len(files)
    for data, line in zip(files, told, strict=True):
        expected = outcome(data)
        assert json.loads(line) == expected, hashlib.sha256(data).hexdigest()
