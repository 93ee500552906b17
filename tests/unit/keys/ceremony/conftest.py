"""What every test of a ceremony has."""

from __future__ import annotations

import pytest

from keys.vault.files import DISK


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test here pulls a real plug, so nobody waits for the disk."""
    monkeypatch.setattr(DISK, "sync", lambda _path: None)
