"""The memory of a program and all that it started: their own pages, and their share of what several use (PSS)."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path


def _children() -> dict[int, list[int]]:
    """The processes that each process of this machine has started."""
    found: dict[int, list[int]] = {}
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            with suppress(OSError):
                parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
                found.setdefault(parent, []).append(int(process.name))
    return found


def memory_mib(first: int) -> float:
    """MiB of a process and all that came of it, now; 0 when they have ended."""
    children, total, waiting = _children(), 0.0, [first]
    while waiting:
        process = waiting.pop()
        waiting += children.get(process, [])
        with suppress(OSError, IndexError):
            total += int(Path(f"/proc/{process}/smaps_rollup").read_text().split("Pss:")[1].split()[0]) / 1_024
    return total


class Watching:
    """Samples the memory of a process and all that came of it, until told to stop."""

    def __init__(self, first: int, every_s: float = 0.5) -> None:
        self._samples: list[float] = []
        self._first = first
        self._every_s = every_s
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._sample)
        self._thread.start()

    def _sample(self) -> None:
        while not self._end.wait(self._every_s):
            self._samples.append(memory_mib(self._first))

    def stop(self) -> list[float]:
        """All samples, MiB."""
        self._end.set()
        self._thread.join()
        return self._samples
