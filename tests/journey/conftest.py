"""One journey, played once by the documented command; what tests do with it afterwards adds to it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from deploy.newsroom import Newsroom, run
from tests.corpus.corpus import ALL

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is sent: a text, a photograph and a film of a phone, and a file of a format that nobody knows."""
    folder = tmp_path_factory.mktemp("sent")
    (folder / "text.txt").write_text("They pay in cash. Они платят наличными. वे नकद देते हैं\r\n", newline="")
    shutil.copy(ALL["phone.jpg"], folder / "IMG_0001.jpg")
    shutil.copy(ALL["phone.mp4"], folder / "VID_0002.mp4")
    (folder / "ledger.xyz").write_bytes(os.urandom(300_000))
    return folder


@pytest.fixture(scope="session")
def played(sent: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that ``make journey`` leaves."""
    out = tmp_path_factory.mktemp("journey") / "out"
    files = " ".join(str(sent / name) for name in ("IMG_0001.jpg", "VID_0002.mp4", "ledger.xyz"))
    done = subprocess.run(
        ["make", "journey", f"OUT={out}", f"TEXT={sent / 'text.txt'}", f"FILES={files}"],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "journey: ok"
    return out


@pytest.fixture(scope="session")
def newsroom(played: Path) -> Newsroom:
    """The machines that the journey founded; the server answers where the courier's laptop looks for it."""
    settings = json.loads((played / "courier" / "courier.json").read_text())
    return Newsroom(played, int(settings["server"].rsplit(":", 1)[1]))


def carry_in(newsroom: Newsroom) -> None:
    """A trip, and every reader receives. A courier's look sorts what came three times a day only, and tests make more."""
    run("intake", "upkeep", newsroom.folder / "server")
    newsroom.sync()
    newsroom.each(newsroom.receive)
