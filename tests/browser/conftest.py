"""What the tests of the screens share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.house import House
from tests.browser.newsroom import PageNewsroom, page_newsroom
from tests.support.browser import WEB
from tests.support.server import running_server

expect.set_options(timeout=60_000)  # milliseconds: a busy machine takes as long as it needs


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
    made.set_default_timeout(60_000)
    # a header that a browser does not know is no word of the page's
    made.on("console", lambda line: None if "Permissions-Policy" in line.text else said.append(line.text))
    made.on("pageerror", lambda error: said.append(str(error)))
    return made


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, modules_folder: Path) -> House:
    """A newsroom for all tests here."""
    return House(tmp_path_factory.mktemp("house") / "server", modules_folder)


@pytest.fixture(scope="module")
def url(house: House) -> Iterator[str]:
    """Its server, with a first trip published."""
    with running_server(house.folder) as server:
        house.publish(server.url)
        yield server.url


@pytest.fixture
def visitor(fresh_page: Callable[..., Page], house: House) -> Callable[..., Page]:
    """Opens the page at an address; ``window.visit`` is a visit, ``window.asked`` the requests so far."""

    def arrive(address: str, *, enter: str = "") -> Page:
        page = fresh_page()
        page.goto(address)
        page.evaluate(
            """async ([pin, code]) => {
                window.m = await import('/modules.js');
                window.visit = await m.visit.Visit.open({ pin });
                window.text = (size) => Array.from({ length: size }, (_, k) => (k * 7919) % 97).join(' ');
                if (code) return visit.enter(code);
            }""",
            [house.pin, enter],
        )
        return page

    return arrive
