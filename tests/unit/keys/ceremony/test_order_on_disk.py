"""New keys lie in their places on the disk before anything says that they do: else a power cut could part the two.

Whoever finds a card without waiting keys, or admins without prepared ones, looks for no waiting keys any more; those that
kept their old name would be taken for a rest, and overwritten.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from keys.ceremony.folder import ADMINS, KEYS
from keys.ceremony.own import CARD
from keys.vault.files import DISK
from tests.unit.keys.ceremony.circle import Circle
from tests.unit.keys.ceremony.office import Office


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """For each card and list of admins that got its name: which, and whether every rename of a key was synced by then."""
    waiting: set[Path] = set()
    found: list[tuple[str, bool]] = []
    rename = DISK.rename

    def renamed(path: Path, to: Path) -> None:
        if to.name in (CARD, ADMINS):
            found.append((to.name, not any(folder.name == KEYS for folder in waiting)))
        rename(path, to)
        waiting.add(to.parent)

    monkeypatch.setattr(DISK, "rename", renamed)
    monkeypatch.setattr(DISK, "sync", waiting.discard)
    return found


def test_rotated_keys_are_in_place_before_the_admins_say_so(tmp_path: Path, said: list[tuple[str, bool]]) -> None:
    """In a newsroom's folder, whose keys change with a root."""
    office = Office(tmp_path).begin()
    said.clear()
    office.rotate()
    assert said == [(ADMINS, True)]


def test_renewed_keys_are_in_place_before_the_card_says_so(tmp_path: Path, said: list[tuple[str, bool]]) -> None:
    """In an admin's own folder, when a root names the new ones."""
    circle = Circle(tmp_path).begin_in_turns()
    circle.renew("Nora")
    circle.ok("root", "change", circle.folder, "--replace", 1, circle.card_of("Nora"), "--yes")
    said.clear()
    circle.round("Nora", "Olu")
    circle.signs("Nora")  # her machine learns the new root
    assert not circle.home("Nora").renewing
    assert (CARD, True) in said
    assert (CARD, False) not in said
