"""A gibibyte through the page: neither the browser nor the server may hold it."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser import steps
from tests.browser.newsroom import page_newsroom
from tests.support.browser import WEB

GIB = 1_024**3
#: MiB. A browser collects garbage when it likes: what it holds of a file would be sixteen times this.
PAGE_MAY_GROW = 64


def _children() -> dict[int, list[int]]:
    """The processes that each process of this machine has started."""
    found: dict[int, list[int]] = {}
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            with suppress(OSError):
                parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
                found.setdefault(parent, []).append(int(process.name))
    return found


def _memory_mib(program: str) -> float:
    """The memory of our own browser's processes: their own pages, and their share of what several use (PSS)."""
    children, total, waiting = _children(), 0.0, [os.getpid()]
    while waiting:
        process = waiting.pop()
        waiting += children.get(process, [])
        with suppress(OSError, IndexError):
            if program in Path(f"/proc/{process}/cmdline").read_bytes().decode(errors="replace"):
                total += int(Path(f"/proc/{process}/smaps_rollup").read_text().split("Pss:")[1].split()[0]) / 1_024
    return total


class _Watching:
    """Samples the browser's memory until told to stop."""

    def __init__(self, program: str) -> None:
        self._peak = 0.0
        self._program = program
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._sample)
        self._thread.start()

    def _sample(self) -> None:
        while not self._end.wait(0.5):
            self._peak = max(self._peak, _memory_mib(self._program))

    def stop(self) -> float:
        """The highest sample, MiB."""
        self._end.set()
        self._thread.join()
        return self._peak


@pytest.mark.long
@pytest.mark.timeout(1_500)
def test_a_gibibyte_goes_through_the_page_in_constant_memory(
    fresh_page: Callable[..., Page], browser_name: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """After the first 64 MiB the browser's memory grows by less than 64 MiB over the rest of a gibibyte."""
    file = tmp_path / "film.bin"
    with file.open("wb") as large:
        large.truncate(GIB)
    with page_newsroom(tmp_path / "newsroom", WEB / "dist") as newsroom:
        page = fresh_page()
        steps.arrive(page, newsroom.url)
        steps.write(page, "A large one.", [file])
        page.click(".pair button:nth-child(2)")
        numbers = steps.draw(page)
        steps.prove(page, numbers)
        page.click(steps.MAIN)
        steps.at(page, "sending")
        page.wait_for_function("() => document.querySelector('progress')?.position > 0.0625", timeout=300_000)
        program = "chromium" if browser_name == "chromium" else "firefox"
        warm = _memory_mib(program)
        watching = _Watching(program)
        page.wait_for_selector("main.sent", timeout=1_200_000)
        grown = watching.stop() - warm
    record_property("page_grew_mib", grown)
    print(f"{browser_name}: {grown:.0f} MiB")
    assert grown < PAGE_MAY_GROW
