"""The browsers of the tests are real ones, strictly kept, and see nothing but this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Error, Page

from intake.protocol.data import names, words
from tests.support.browser import PHONE, served


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A folder with one page, whose inline script must not run and whose own file must."""
    (tmp_path / "own.js").write_text("document.title = 'own';")
    (tmp_path / "index.html").write_text(
        "<!doctype html><link rel=icon href='data:,'><script src=own.js></script><script>document.title = 'inline'</script>"
    )
    with served(tmp_path) as url:
        yield url


def test_a_phone_opens_a_page_under_the_policy(browser_page: Page, address: str) -> None:
    """The page's own file runs, an inline script does not, and tests may still look inside."""
    browser_page.goto(address)
    assert browser_page.title() == "own"
    assert browser_page.evaluate("[innerWidth, innerHeight]") == [PHONE["width"], PHONE["height"]]


def test_no_profile_knows_another(fresh_page: Callable[..., Page], address: str) -> None:
    """What one page stores, a page in a fresh profile does not see."""
    one, other = fresh_page(), fresh_page()
    for page in (one, other):
        page.goto(address)
    one.evaluate("localStorage.setItem('seen', 'yes')")
    assert other.evaluate("localStorage.getItem('seen')") is None


def test_there_is_no_way_out(browser_page: Page) -> None:
    """A name outside does not open: a page that asks for one would fail its test, not reach it."""
    with pytest.raises(Error):
        browser_page.goto("http://example.org/", timeout=5000)


def test_a_kept_profile_is_a_folder(
    kept_profile: Callable[[Path], AbstractContextManager[BrowserContext]], tmp_path: Path, address: str
) -> None:
    """After closing, what the browser wrote lies in the folder."""
    folder = tmp_path / "profile"
    with kept_profile(folder) as context:
        page = context.new_page()
        page.goto(address)
        assert page.title() == "own"
    assert any(folder.iterdir())


def test_the_page_and_python_read_the_same_lists(modules_page: Page) -> None:
    """The page's modules are there for tests, one by one, and its words and names are Python's."""
    theirs = modules_page.evaluate(
        "async () => { const {data} = await import('/modules.js'); return [data.words, data.names]; }"
    )
    assert theirs == [list(words()), list(names())]
