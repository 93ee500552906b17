"""The admins' guides: their commands run, and they say what the guides say they do."""

from __future__ import annotations

from pathlib import Path

import pytest

from keys.ceremony.folder import Folder
from tests.unit.keys.ceremony.transcript import check, record, same

DOCS = Path(__file__).parents[4] / "docs"


@pytest.mark.parametrize(("guide", "roots"), [("admin.md", 2), ("admin-one-folder.md", 3)])
def test_the_guides_outputs_are_what_the_commands_say(tmp_path: Path, guide: str, roots: int) -> None:
    """Start to end, with admins who type their passphrases: every output in the guide is real."""
    assert check(DOCS / guide, tmp_path) > 10
    assert len(Folder(tmp_path / "newsroom").roots()) == roots


def test_a_guide_that_tells_something_else_is_noticed(tmp_path: Path) -> None:
    """The check is one: a changed word fails it, and recording mends it."""
    text = tmp_path / "guide.md"
    text.write_text("```console\n$ keys status nowhere\nAll is well.\n```\n")
    (tmp_path / "one").mkdir()
    with pytest.raises(AssertionError):
        check(text, tmp_path / "one")
    record(text)
    assert "keys: error: There is no newsroom in this folder" in text.read_text()
    (tmp_path / "two").mkdir()
    assert check(text, tmp_path / "two") == 1
    assert same("    acetone leopard") == "acetone leopard"
    assert same("    acetone leopard hamburger algae falcon dehydrator") == "<six words>"
