"""Settings: few, typed, and a slip stops the start."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from intake.server.errors import NotInitialisedError, SettingsError
from intake.server.settings import FILE_NAME, Settings, load, template


@pytest.mark.parametrize(
    "text",
    ["keep_day = 3", "keep_days = '3'", "keep_days = true", "keep_days = 0", "quota_bytes = -1", "database = 1",
     "folder = '/'", "[", "threads = 1.5", "[limits]\nx = 1"],
)  # fmt: skip
def test_a_slip_in_the_settings_stops_the_start(tmp_path: Path, text: str) -> None:
    """An unknown key, a wrong type or a number without sense is told, not ignored."""
    (tmp_path / FILE_NAME).write_text(text)
    with pytest.raises(SettingsError):
        load(tmp_path)


def test_a_folder_without_settings_is_no_server(tmp_path: Path) -> None:
    """The next step is told instead of a trace."""
    with pytest.raises(NotInitialisedError):
        load(tmp_path)


def test_the_template_shows_every_key_with_its_default() -> None:
    """What the file says in comments is what the code does."""
    shown = tomllib.loads(re.sub(r"^# (?=\w+ = )", "", template(), flags=re.MULTILINE))
    assert shown == {field.name: field.default for field in fields(Settings) if field.name != "folder"}
