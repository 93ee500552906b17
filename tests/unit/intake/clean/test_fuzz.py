"""Damaged files: cleaned or refused, in bounded time and memory, and never an unclean file called clean.

Every family of formats has its own runs over its files of the corpus: 10,000 cases in `make test-long`, some hundreds in
`make test`. A new family joins with its first file in the corpus.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import random
import resource
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.clean import BytesSource, CleanError, clean, plan_chunks
from intake.clean.families import FAMILIES, HEAD
from intake.clean.finding import KINDS, STAYS, Findings
from intake.clean.picture.exif import read_exif
from intake.clean.picture.icc import clean_icc
from intake.clean.picture.iptc import read_photoshop
from intake.clean.picture.xmp import read_xmp
from tests.corpus.corpus import GROUPS, files
from tests.corpus.expect import outcome
from tests.corpus.judge import unwanted
from tests.support.cleaning import written

TWIN = Path(__file__).parents[4] / "intake" / "source" / "web" / "src" / "clean" / "index.js"
DRIVER = Path(__file__).parent / "twin.mjs"

FEW: Final = 300
MANY: Final = 10_000
AT_ONCE: Final = 2000  # files that one start of the twin takes
JUDGED: Final = 0.03  # of the cases, as many as exiftool sees of those that were called clean
MAX_SECONDS: Final = 5.0  # of the processor, for one small file
MAX_MEMORY: Final = 48 * 1024 * 1024
LARGE: Final = 25_000  # bytes; files above have nothing that the smaller of their family have not
BIG = (b"\0\0\0\0", b"\0\0\0\1", b"\0\0\0\7", b"\x7f\xff\xff\xff", b"\xff\xff\xff\xff", b"\xff\xd9\xff\xda")


def _samples() -> dict[str, tuple[str, list[bytes]]]:
    """For each family its group and its files, large ones only where there are no others."""
    found: dict[str, tuple[str, list[bytes]]] = {}
    for group in GROUPS:
        for path in files(group).values():
            data = path.read_bytes()
            family = next((family.name for family in FAMILIES if family.is_ours(data[:HEAD])), None)
            if family is not None:
                found.setdefault(family, (group, []))[1].append(data)
    for _, samples in found.values():
        samples.sort(key=len)
        samples[:] = [data for data in samples if len(data) < LARGE] or samples[:1]
    return found


SAMPLES: Final = _samples()
RUNS: Final = [
    *[pytest.param(family, FEW, id=family) for family in SAMPLES],
    *[pytest.param(family, MANY, id=f"{family}-{MANY}", marks=pytest.mark.long) for family in SAMPLES],
]


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


def test_every_known_format_is_damaged() -> None:
    """No family of formats is left out for want of a file."""
    assert set(SAMPLES) == {family.name for family in FAMILIES}


def check(data: bytes) -> dict[str, Any]:
    """No error but the documented ones; what is called clean has the planned size, and is clean when looked at again.

    Returns: what happened, in the form of expected.json.
    """
    started = time.process_time()
    told = outcome(data)
    assert time.process_time() - started < MAX_SECONDS
    if "sha256" not in told:
        return told
    assert {kind for kind, _ in told["findings"]} <= set(KINDS)
    out = written(data)
    assert len(out) == told["size"]
    again = outcome(out)
    assert again["findings"] == [[kind, detail] for kind, detail in told["findings"] if detail.startswith(STAYS)]
    assert again["sha256"] == told["sha256"]
    return told


@pytest.mark.parametrize("family", SAMPLES)
def test_a_damaged_file_is_cleaned_or_refused(family: str) -> None:
    """As `check` says; hypothesis shows the smallest case that fails."""

    @settings(max_examples=FEW)
    @given(sample=st.sampled_from(SAMPLES[family][1]), seed=st.integers(0, 2**32))
    def run(sample: bytes, seed: int) -> None:
        check(damaged(sample, random.Random(seed)))

    run()


@pytest.mark.timeout(900)
@pytest.mark.skipif(shutil.which("node") is None, reason="the twin runs in node here, and in browsers elsewhere")
@pytest.mark.parametrize(("family", "cases"), RUNS)
def test_the_twin_gives_the_same_on_damaged_files(family: str, cases: int, tmp_path: Path) -> None:
    """As `check` says, and JavaScript gives the same bytes and findings, or the same error."""
    rolls = random.Random(f"{family} 12")
    for start in range(0, cases, AT_ONCE):
        some = [damaged(rolls.choice(SAMPLES[family][1]), rolls) for _ in range(min(AT_ONCE, cases - start))]
        (tmp_path / "sizes.json").write_text(json.dumps([len(data) for data in some]))
        (tmp_path / "files.bin").write_bytes(b"".join(some))
        command = ["node", "--no-warnings", str(DRIVER), str(TWIN), str(tmp_path)]
        told = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300).stdout.splitlines()
        assert len(told) == len(some)
        for data, line in zip(some, told, strict=True):
            assert json.loads(line) == check(data), hashlib.sha256(data).hexdigest()


@contextlib.contextmanager
def at_most_more(size: int) -> Iterator[None]:
    """A MemoryError as soon as this process maps more than ``size`` bytes beside what it has now.

    What was freed and is used again does not count; tracemalloc would count exactly, and slows some cleaners twelvefold.
    """
    before = resource.getrlimit(resource.RLIMIT_AS)
    mapped = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (mapped + size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def test_what_needs_more_memory_than_that_is_caught() -> None:
    """The bound below is one."""
    with at_most_more(MAX_MEMORY):
        assert bytearray(MAX_MEMORY // 2)
        with pytest.raises(MemoryError):
            bytearray(2 * MAX_MEMORY)


@pytest.mark.parametrize(("family", "cases"), RUNS)
def test_a_damaged_file_that_is_called_clean_passes_the_judge(family: str, cases: int, tmp_path: Path) -> None:
    """The independent judge finds in it no tag that may not stay; and no case needs more than 48 MiB."""
    rolls = random.Random(f"{family} judge")
    group, samples = SAMPLES[family]
    judged = 0
    with at_most_more(MAX_MEMORY):
        for number in range(cases):
            source = BytesSource(damaged(rolls.choice(samples), rolls))
            with contextlib.suppress(CleanError):
                cleaned = clean(source)
                if cleaned is not None:
                    out = b"".join(plan_chunks(source, cleaned.plan))
                    (tmp_path / f"{number}.{cleaned.extension}").write_bytes(out)
                    judged += 1
            if judged >= cases * JUDGED:
                break
    assert any(tmp_path.iterdir())
    assert unwanted(tmp_path, group) == []


@settings(max_examples=200)
@given(data=st.binary(max_size=300), head=st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x20\0\0\0WEBP",
                                                           b"\0\0\0\x10ftypisom\0\0\0\0", b"\0\0\0\x08wide", b"GIF89a",
                                                           b"II*\0", b"MM\0*", b"\0\0\0\x10ftypheic\0\0\0\0"]))  # fmt: skip
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
