"""The tree says who may do what, and `lint-imports` holds it: each contract breaks when it should."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]

BREAKS = {
    "The server cannot open a letter": ("intake/server/errors.py", "from intake.protocol import letter"),
    "The air gap has no network": ("keys/stick/layout.py", "import urllib.request"),
    "The protocol stands on nothing": ("intake/protocol/wire.py", "from keys import vault"),
    "No machine reaches into another": ("keys/courier/__init__.py", "from keys import ceremony"),
    "Cleaning needs no keys": ("intake/clean/names.py", "from intake.protocol import suite"),
}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What `lint-imports` says about a copy of the tree with one forbidden import for each contract."""
    copy = tmp_path_factory.mktemp("tree")
    for package in ("intake", "keys"):
        for source in (TOP / package).rglob("*.py"):
            target = copy / source.relative_to(TOP)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    shutil.copy(TOP / "pyproject.toml", copy)
    for path, line in BREAKS.values():
        with (copy / path).open("a") as file:
            file.write(f"\n{line}\n")
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]
    done = subprocess.run(command, cwd=copy, check=False, capture_output=True, text=True, env={"PYTHONPATH": str(copy)})
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("sentence", BREAKS)
def test_a_forbidden_import_breaks_its_contract(report: str, sentence: str) -> None:
    """The sentence that a reader sees is the one of the rule that was broken."""
    assert f"{sentence} BROKEN" in report
