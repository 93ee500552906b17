"""A file of any size goes through tip and the server, and neither keeps it in memory."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.served import Served, served

GROWTH_MIB = 64
GIB = 1 << 30


def _peak_of_tip(newsroom: Served, path: Path) -> float:
    """Send a file with ``tip`` as a process of its own; its highest resident memory in MiB.

    The kernel's own count for children (ru_maxrss) would be that of this test, which the child is forked from.
    """
    code = "from intake.source.tip import tip; tip(prog_name='tip')"
    arguments = ["send", newsroom.url, "--pin", newsroom.pin, "--untouched", str(path), "--json"]
    peak = 0.0
    with subprocess.Popen([sys.executable, "-c", code, *arguments], stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            peak = _resident([process.pid], "VmHWM") or peak
            time.sleep(0.05)
    assert process.returncode == 0
    return peak


def _resident(pids: Sequence[int], field: str) -> float:
    """MiB of some processes: now (VmRSS) or at their highest (VmHWM); 0 when they have just ended."""
    lines = [line for pid in pids for line in Path(f"/proc/{pid}/status").read_text().splitlines()]
    return sum(int(line.split()[1]) for line in lines if line.startswith(f"{field}:")) / 1_024


def _grown(folder: Path, size: int) -> tuple[float, float]:
    """By how many MiB tip and the server grow for a file of ``size`` bytes, over what a small one needs."""
    small, large = folder / "small", folder / "large"
    small.write_bytes(bytes(500_000))
    with large.open("wb") as file:
        file.truncate(size)  # sparse: nothing but zeros on the disk, and sealed like all else
    with served(folder / "newsroom", ("Ada",)) as newsroom:
        base = _peak_of_tip(newsroom, small)
        before = _resident(newsroom.server.pids, "VmRSS")
        began = time.monotonic()
        tip = _peak_of_tip(newsroom, large) - base
        server = _resident(newsroom.server.pids, "VmHWM") - before
    print(
        f"{size >> 20} MiB in {time.monotonic() - began:.0f} s: tip grew by {tip:.1f} MiB, the server by {server:.1f}"
    )
    return tip, server


def test_a_film_needs_no_more_memory_than_a_note(tmp_path: Path) -> None:
    """96 MiB: more than the limit, so a tip or a server that kept it would be seen."""
    assert max(_grown(tmp_path, 96 << 20)) < GROWTH_MIB


@pytest.mark.long
def test_a_gibibyte_needs_no_more_memory_than_a_note(tmp_path: Path) -> None:
    """The promise at its full size."""
    assert max(_grown(tmp_path, GIB)) < GROWTH_MIB
