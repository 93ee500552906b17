"""What the tests of the screens share."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.newsroom import PageNewsroom, page_newsroom
from tests.support.browser import WEB


@pytest.fixture(scope="session")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PageNewsroom]:
    """A newsroom on the real server, for both browsers."""
    with page_newsroom(tmp_path_factory.mktemp("newsroom"), WEB / "dist") as founded:
        yield founded


@pytest.fixture
def said() -> list[str]:
    """What the page told the console or threw."""
    return []


@pytest.fixture
def page(fresh_page: Callable[..., Page], said: list[str]) -> Page:
    """A phone that listens to the console."""
    made = fresh_page()
    made.set_default_timeout(15_000)
    # a header that a browser does not know is no word of the page's
    made.on("console", lambda line: None if "Permissions-Policy" in line.text else said.append(line.text))
    made.on("pageerror", lambda error: said.append(str(error)))
    return made
