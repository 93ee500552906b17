"""A gibibyte through the page: neither the browser nor the server may hold it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests.browser.newsroom import page_newsroom
from tests.support.browser import WEB
from tests.support.unwatched import unwatched

GIB = 1_024**3
#: MiB over what the browser had before, at any moment of the way.
PAGE_MAY_GROW = 64
#: MiB that it may hold more in the last quarter of the way than in the second, each at its lowest: a page that kept what
#: it has sent would hold 512 more.
MAY_PILE_UP = 32
#: What the check asks for, read off the page as a person reads it off the paper.
ANSWER = """(() => {
  const numbers = window.numbers;
  document.querySelectorAll('.mask').forEach((mask, index) => {
    const asked = [...mask.childNodes].map((n) => n.nodeType === 3 ? n.data : '_').join('').replaceAll(' ', '');
    const input = document.querySelectorAll('input.two')[index];
    input.value = numbers[index].slice(asked.indexOf('_'), asked.indexOf('_') + 2);
    input.dispatchEvent(new Event('input', { bubbles: true }));
  });
  document.querySelector('main .main').click();
})()"""


def _children() -> dict[int, list[int]]:
    """The processes that each process of this machine has started."""
    found: dict[int, list[int]] = {}
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            with suppress(OSError):
                parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
                found.setdefault(parent, []).append(int(process.name))
    return found


def _memory_mib(first: int) -> float:
    """The memory of a process and all that came of it: their own pages, and their share of what several use (PSS)."""
    children, total, waiting = _children(), 0.0, [first]
    while waiting:
        process = waiting.pop()
        waiting += children.get(process, [])
        with suppress(OSError, IndexError):
            total += int(Path(f"/proc/{process}/smaps_rollup").read_text().split("Pss:")[1].split()[0]) / 1_024
    return total


class _Watching:
    """Samples the browser's memory until told to stop."""

    def __init__(self, first: int) -> None:
        self._samples: list[float] = []
        self._first = first
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._sample)
        self._thread.start()

    def _sample(self) -> None:
        while not self._end.wait(0.5):
            self._samples.append(_memory_mib(self._first))

    def stop(self) -> list[float]:
        """All samples, MiB."""
        self._end.set()
        self._thread.join()
        return self._samples


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.xdist_group("browser")
@pytest.mark.timeout(1_500)
@pytest.mark.parametrize("name", ["chromium", "firefox"])
def test_a_gibibyte_goes_through_the_page_in_constant_memory(
    name: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """What the browser holds does not grow with the file: in the last quarter of the way no more than in the second."""
    file = tmp_path / "film.bin"
    with file.open("wb") as large:
        large.truncate(GIB)
    with page_newsroom(tmp_path / "newsroom", WEB / "dist") as newsroom, unwatched(name, tmp_path / "profile") as page:
        page.open(newsroom.url)
        page.until("document.querySelector('main.start')", 60)
        page.run("document.querySelector('main .main').click()")
        page.until("document.querySelector('input[type=file]')", 30)
        page.choose("input[type=file]", file)
        page.until("document.querySelector('.pair button:nth-child(2)')", 60)
        page.run("document.querySelector('.pair button:nth-child(2)').click()")
        page.until("document.querySelector('.card:not(.amber)')", 30)
        page.run("document.querySelector('main .main').click()")
        page.until("document.querySelector('.numbers li')", 60)
        page.run(
            "window.numbers = [...document.querySelectorAll('.numbers li')].map((n) => n.innerText.replaceAll(' ', ''))"
        )
        page.run("document.querySelector('main .main').click()")
        page.until("document.querySelector('.mask')", 30)
        before = _memory_mib(page.pid)
        watching = _Watching(page.pid)
        page.run(ANSWER)
        page.until("document.querySelector('main.sent')", 1_200)
        samples = watching.stop()
    quarter = len(samples) // 4
    grown, later = max(samples) - before, min(samples[3 * quarter :]) - min(samples[quarter : 2 * quarter])
    record_property("page_grew_mib", round(grown))
    print(f"{name}: at most {grown:.0f} MiB more than before, {later:+.0f} MiB from the second quarter to the last")
    assert grown < PAGE_MAY_GROW
    assert later < MAY_PILE_UP
