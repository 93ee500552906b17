"""A gibibyte through the page: neither the browser nor the server may hold it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.newsroom import page_newsroom
from tests.support.browser import WEB
from tests.support.pss import Watching, memory_mib
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
        before = memory_mib(page.pid)
        watching = Watching(page.pid)
        page.run(ANSWER)
        page.until("document.querySelector('main.sent')", 1_200)
        samples = watching.stop()
    quarter = len(samples) // 4
    grown, later = max(samples) - before, min(samples[3 * quarter :]) - min(samples[quarter : 2 * quarter])
    record_property("page_grew_mib", round(grown))
    print(f"{name}: at most {grown:.0f} MiB more than before, {later:+.0f} MiB from the second quarter to the last")
    assert grown < PAGE_MAY_GROW
    assert later < MAY_PILE_UP
