"""Every error of ``intake`` that an operator can meet, as it is said (tests/unit/transcripts/intake.txt)."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from intake.server.cli import intake
from tests.support import transcripts
from tests.support.server import command
from tests.support.transcripts import Transcript


def _settings(text: str) -> Callable[[], None]:
    def write() -> None:
        Path("server").mkdir()
        Path("server/intake.toml").write_text(text)

    return write


def _no_database() -> None:
    _settings("")()
    Path("server/intake.db").write_bytes(b"not a database at all" * 100)


def _server() -> None:
    """With one courier's token."""
    for words in (["init", "server"], ["courier-token", "server", "--name", "Laptop"]):
        assert _run(words)[0] == 0


INTAKE: dict[str, Callable[[], object]] = {
    "an empty folder": lambda: Path("server").mkdir(),
    "a key that nobody reads": _settings("keep_weeks = 3\n"),
    "no TOML": _settings("keep_days = \n"),
    "a text for a number": _settings('keep_days = "30"\n'),
    "days of nought": _settings("keep_days = 0\n"),
    "a file that is no database": _no_database,
    "a server with the token of Laptop": _server,
}


@pytest.mark.parametrize("transcript", transcripts.read("intake.txt"), ids=str)
def test_intake_says_what_the_transcript_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, transcript: Transcript
) -> None:
    """Three lines and the exit status."""
    monkeypatch.chdir(tmp_path)
    INTAKE[transcript.scene]()
    program, *words = transcript.words
    assert program == "intake"
    status, said = _served(words) if words[0] == "serve" else _run(words)
    assert transcripts.masked(said) == transcript.lines
    assert status == transcript.status


def _run(words: list[str]) -> tuple[int, str]:
    done = CliRunner().invoke(intake, words, prog_name="intake")
    return done.exit_code, done.stderr


def _served(words: list[str]) -> tuple[int, str]:
    """``intake serve`` starts itself again, so it gets a process of its own."""
    done = subprocess.run(command(*words), capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stderr
