"""The command ``intake``, as an operator reads it."""

from __future__ import annotations

import json
import re
import socket
import sqlite3
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner

from intake.server.cli import intake


@pytest.fixture
def runner() -> CliRunner:
    """Runs the command in this process."""
    return CliRunner()


def test_a_server_is_made_with_one_command_and_again_without_harm(runner: CliRunner, tmp_path: Path) -> None:
    """Folder, settings, database; each command says the next step."""
    folder = tmp_path / "server"
    for _ in range(2):
        made = runner.invoke(intake, ["init", str(folder)])
        assert made.exit_code == 0
        assert made.output.splitlines() == [
            f"{folder} holds a server, and its database is of this version.",
            f"Next: intake courier-token {folder}, then intake serve {folder}",
        ]
    assert {path.name for path in folder.iterdir()} == {"intake.toml", "intake.db"}
    assert folder.stat().st_mode & 0o077 == 0


def test_a_token_is_shown_once_and_kept_as_its_sha256(runner: CliRunner, tmp_path: Path) -> None:
    """Several may exist, each under a name."""
    runner.invoke(intake, ["init", str(tmp_path)])
    tokens = [
        json.loads(runner.invoke(intake, ["courier-token", str(tmp_path), "--name", name, "--json"]).output)["token"]
        for name in ("ada", "ben")
    ]
    assert all(re.fullmatch(r"[0-9a-f]{64}", token) for token in tokens)
    file = sqlite3.connect(tmp_path / "intake.db")
    kept = dict(file.execute("SELECT sha256, name FROM tokens"))
    file.close()
    assert kept == {
        sha256(bytes.fromhex(token)).digest(): name for token, name in zip(tokens, ("ada", "ben"), strict=True)
    }


def test_upkeep_says_what_went(runner: CliRunner, tmp_path: Path) -> None:
    """A new server has nothing to lose."""
    runner.invoke(intake, ["init", str(tmp_path)])
    done = runner.invoke(intake, ["upkeep", str(tmp_path)])
    assert done.output.splitlines() == [
        "0 letters and 0 parcels were too old and are gone; the rest is compacted.",
        "Next: nothing: a serving server does this daily",
    ]


@pytest.mark.parametrize("verb", ["serve", "courier-token", "upkeep"])
def test_a_folder_that_is_no_server_is_told_in_three_lines(runner: CliRunner, tmp_path: Path, verb: str) -> None:
    """What happened, what is kept, what to do."""
    refused = runner.invoke(intake, [verb, str(tmp_path)])
    assert refused.exit_code == 1
    assert refused.stderr.splitlines() == [
        "intake: error: This folder holds no server, or its database is of another version",
        "intake: kept: Nothing was changed",
        'intake: next: Run "intake init" on this folder; it brings an older database up to date',
    ]
    assert not list(tmp_path.iterdir())


def test_a_slip_in_the_settings_is_told_by_its_key(runner: CliRunner, tmp_path: Path) -> None:
    """The key is the operator's own, so it may be named."""
    (tmp_path / "intake.toml").write_text("keep_dais = 3\n")
    refused = runner.invoke(intake, ["serve", str(tmp_path), "--json"])
    assert (refused.exit_code, json.loads(refused.output)) == (
        1,
        {
            "ok": False,
            "error": "settings",
            "happened": "intake.toml has a key that nobody reads: keep_dais",
            "kept": "The server was not started",
            "next": "Mend intake.toml as docs/operator.md says, then start again",
        },
    )


def test_the_command_loads_nothing_heavy_before_it_is_needed() -> None:
    """Help is there at once: neither Flask nor SQLAlchemy nor granian is loaded for it."""
    code = (
        "import sys; from intake.server.cli import intake; "
        "print({'flask', 'sqlalchemy', 'granian', 'alembic'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_a_taken_port_is_refused(tmp_path: Path) -> None:
    """A second server at one port would answer every other request, and nobody would know which."""
    CliRunner().invoke(intake, ["init", str(tmp_path)])
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        command = [sys.executable, "-m", "intake.server", "serve", str(tmp_path), "--port", port, "--json"]
        told = json.loads(subprocess.run(command, capture_output=True, check=False, timeout=60).stdout)
    assert (told["ok"], told["error"]) == (False, "port-taken")


def test_a_misspelt_option_is_told_in_three_lines(runner: CliRunner, tmp_path: Path) -> None:
    """What click has to say comes in the same voice, and in the same JSON."""
    told = runner.invoke(intake, ["status", str(tmp_path), "--loud"])
    assert told.exit_code == 2
    assert [line.split(":")[1].strip() for line in told.output.splitlines()] == ["error", "kept", "next"]
