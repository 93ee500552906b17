"""Every state of the page for everybody: axe-core's rules, room for a thumb, a focus that is seen, words of one's own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser import walk
from tests.browser.newsroom import READERS, PageNewsroom
from tests.support.browser import WEB

AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"
#: Names that no language translates; what people wrote, and names, stand in elements of their own.
NAMES = ["Tor Browser", "Firefox", "Chrome", "https", "tip", *READERS]
JUDGE = """async () => (await axe.run({ resultTypes: ['violations'] })).violations.flatMap(
  ({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 120)} ${failureSummary}`))"""
#: What axe does not know: what is cut off, too small for a thumb, below the frame, or in another language.
FAULTS = """({ names, latin }) => {
  const faults = [];
  const say = (what, element) => faults.push(`${what}: ${element.outerHTML.slice(0, 110)}`);
  const shown = (element) => element.checkVisibility();
  if (document.documentElement.scrollWidth > innerWidth) faults.push('wider than the screen');
  for (const element of document.querySelectorAll('main *, header *')) {
    if (element.matches('.heard, input, textarea, .whose') || getComputedStyle(element).display === 'inline') continue;
    if (shown(element) && element.scrollWidth > element.clientWidth + 1) say('cut off', element);
  }
  for (const press of document.querySelectorAll('button, summary, .add, .choice, input.number, input.two, textarea')) {
    const { width, height } = press.getBoundingClientRect();
    if (shown(press) && (width < 44 || height < 44)) say(`${width} by ${height}`, press);
  }
  const focused = document.activeElement, box = focused.getBoundingClientRect();
  const below = document.querySelector('header').getBoundingClientRect().bottom;
  const hidden = below - Math.max(box.top, 0);
  if (focused.matches('input, textarea, main button, summary') && box.bottom > 0 && hidden > box.height / 2) say('below the frame', focused);
  if (!latin) {
    const copy = document.body.cloneNode(true);
    for (const theirs of copy.querySelectorAll('bdi, .said, [lang=en], [lang=ru], .meant, script')) theirs.remove();
    let words = copy.textContent + [...copy.querySelectorAll('[aria-label]')].map((named) => named.ariaLabel).join(' ');
    for (const name of names) words = words.replaceAll(name, '');
    const left = words.match(/[A-Za-z]{3,}/g)?.filter((word) => !/^(photo|video|sound|document|file|jpg|mp3|mp4|pdf|docx|png)$/.test(word));
    if (left?.length) faults.push(`not translated: ${left}`);
  }
  return faults;
}"""


@pytest.mark.parametrize(
    ("language", "theme", "width"),  # Firefox stays light: playwright cannot darken it through WebDriver
    [
        ("ur", "light", 360),
        pytest.param("en", "dark", 320, marks=pytest.mark.long),
        pytest.param("ru", "light", 180, marks=pytest.mark.long),  # a phone's screen, everything at twice the size
        pytest.param("hi", "dark", 640, marks=pytest.mark.long),  # a phone that lies on its side
    ],
)
def test_every_state_is_for_everybody(
    fresh_page: Callable[..., Page], newsroom: PageNewsroom, language: str, theme: str, width: int
) -> None:
    """On a phone, in each language: no violation that axe-core knows of, nothing cut off or too small, no foreign word."""
    size = {"width": width, "height": 360 if width > 360 else 320 if width < 320 else 640}
    page = fresh_page(viewport=size, locale=language, color_scheme=theme, reduced_motion="reduce")
    page.set_default_timeout(60_000)
    script = AXE.read_text(encoding="utf-8")
    seen = []
    for state in walk.everything(page, newsroom):
        seen.append(state)
        assert page.evaluate("document.documentElement.lang") == language
        page.evaluate("Promise.allSettled(document.getAnimations().map((fade) => fade.finished))")
        faults = page.evaluate(FAULTS, {"names": NAMES, "latin": language == "en"})
        if not page.evaluate("'axe' in window"):  # gone with each loading
            page.evaluate(script)
        assert not faults + page.evaluate(JUDGE), state
    assert len(set(seen)) == len(seen) > 30
