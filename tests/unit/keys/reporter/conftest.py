"""A newsroom of two machines, without a server."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.newsroom import Newsroom


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    """Ada and Ben, a courier's key and an empty stick."""
    return Newsroom(tmp_path)
