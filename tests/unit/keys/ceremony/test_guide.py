"""docs/admin.md: its commands run, and they say what the guide says they do."""

from __future__ import annotations

import functools
import hashlib
import re
import shlex
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from keys.ceremony import founding, rotate
from keys.ceremony.cli import keys
from keys.ceremony.draft import courier_words
from keys.ceremony.folder import Folder
from keys.stick import layout
from tests.unit.keys.ceremony.office import CHEAP, Office, card_bytes

GUIDE = Path(__file__).parents[4] / "docs" / "admin.md"
_STEP = re.compile(r"<!-- (day|card): (.+?) -->|```console\n\$ (.+?)\n(.*?)```", re.DOTALL)


def _same(text: str) -> str:
    """A text without what is drawn at random: hashes, and the words of the first root."""
    text = re.sub(r"[0-9a-f]{64}", "<hash>", text)
    text = re.sub(r"in words: [a-z ]+", "in words: <words>", text)
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))


def _steps() -> Iterator[tuple[str, str, str]]:
    for found in _STEP.finditer(GUIDE.read_text(encoding="utf-8")):
        kind, given, command, said = found.groups()
        yield (kind, given, "") if kind else ("run", command, said)


def test_the_guides_outputs_are_what_the_commands_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Start to end, with three admins who type their passphrases: every output in docs/admin.md is real."""
    office = Office(tmp_path)
    (office.page / "style.css").write_text("body {}")
    monkeypatch.setattr(founding, "found", functools.partial(founding.found, cost=CHEAP))
    monkeypatch.setattr(rotate, "rotate", functools.partial(rotate.rotate, cost=CHEAP))
    monkeypatch.setattr("keys.ceremony.page.built_page", lambda: office.page)
    monkeypatch.chdir(tmp_path)
    for kind, given, said in _steps():
        if kind == "day":
            day = (date.fromisoformat(given) - date(1970, 1, 1)).days
            monkeypatch.setattr("keys.ceremony.cli.this_day", lambda day=day: day)
            monkeypatch.setattr("keys.ceremony.people.this_day", lambda day=day: day)
            monkeypatch.setattr("keys.ceremony.rooting.this_day", lambda day=day: day)
        elif kind == "card":
            name, role = given.split()
            seed = hashlib.sha256(name.encode()).digest()
            cards = layout.stick_folder(office.stick, layout.CARDS, make=True)
            reporter = seed[:16] if role == "reporter" else b""
            (cards / f"{name}.{role}").write_bytes(card_bytes(name, role, seed, reporter))
        else:
            typed = "y\n" if "certify" in given else "six random words of an admin\n" * 20
            result = CliRunner().invoke(keys, shlex.split(given)[1:], input=typed)
            assert result.exit_code == 0, result.output
            assert _same(result.output) == _same(said), given
    assert len(Folder(tmp_path / "newsroom").roots()) == 3
    assert courier_words(Folder(tmp_path / "newsroom").draft().couriers[0])
