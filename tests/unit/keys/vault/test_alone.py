"""Two commands at once on one folder: the second is refused, and a killed one leaves no lock behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from keys.vault.alone import alone
from keys.vault.errors import FolderInUseError

HOLDING = """
import sys
from pathlib import Path
from keys.vault.alone import alone
with alone(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_folder_is_one_processs_until_it_ends_or_is_killed(tmp_path: Path) -> None:
    """Another process is refused while it lasts; afterwards the folder is free, and no file was made in it."""
    holding = subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with holding:
        assert holding.stdout is not None
        assert holding.stdout.readline() == "held\n"
        with pytest.raises(FolderInUseError), alone(tmp_path):
            pass
        holding.kill()
        holding.wait()
        with alone(tmp_path):
            assert not any(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_nobodys(tmp_path: Path) -> None:
    """Whoever needs it says that it is missing."""
    with alone(tmp_path / "none"), alone(tmp_path / "none"):
        assert not any(tmp_path.iterdir())
