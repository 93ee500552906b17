"""A courier's folder, and a newsroom whose machines have outboxes on the stick; no server."""

from __future__ import annotations

from pathlib import Path

import pytest

from keys.courier.state import CourierFolder, Settings
from tests.support.newsroom import CHEAP, PASSPHRASE, Newsroom


def settings_of(newsroom: Newsroom, server: str = "http://127.0.0.1:9") -> Settings:
    """The settings of the newsroom's courier."""
    return Settings("Laptop", server, "00" * 32, bytes(newsroom.courier.verify_key).hex())


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    """Ada and Ben; the admins have signed, nothing else has happened."""
    made = Newsroom(tmp_path)
    made.write_newsroom()
    return made


@pytest.fixture
def courier(newsroom: Newsroom) -> CourierFolder:
    """The newsroom's courier, before its first trip."""
    folder = newsroom.folder / "courier"
    return CourierFolder.create(folder, settings_of(newsroom), bytes(newsroom.courier), PASSPHRASE, cost=CHEAP)
