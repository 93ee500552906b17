"""A ceremony of three admins on three machines, start to end (ceremony.md beside this file, to be read)."""

from __future__ import annotations

from pathlib import Path

from keys.ceremony.folder import Folder
from keys.ceremony.own import OwnFolder
from tests.unit.keys.ceremony.transcript import check

TEXT = Path(__file__).with_name("ceremony.md")


def test_three_admins_found_a_newsroom_and_change_on_three_machines(tmp_path: Path) -> None:
    """Every command says what the text says; no secret key was ever in the newsroom's folder or on the stick."""
    assert check(TEXT, tmp_path) > 30
    folder = Folder(tmp_path / "newsroom")
    assert [admin.called for admin in folder.admins().admins] == ["Nora", "Olu", "Quy"]
    assert len(folder.roots()) == 2
    assert not list((tmp_path / "newsroom" / "keys").iterdir())
    assert not [path for path in (tmp_path / "stick").rglob("*") if path.suffix == ".key"]
    nora = OwnFolder.open(tmp_path / "nora")
    assert not nora.renewing
    assert {path.name for path in (nora.path / "keys").iterdir()} == {"root.key", "targets.key"}
