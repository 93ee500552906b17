"""What the tests of the screens share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.newsroom import PageNewsroom, page_newsroom
from tests.support.browser import WEB


@pytest.fixture(scope="session")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PageNewsroom]:
    """A newsroom on the real server, for both browsers."""
    with page_newsroom(tmp_path_factory.mktemp("newsroom"), WEB / "dist") as founded:
        yield founded
