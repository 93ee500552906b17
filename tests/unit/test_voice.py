"""The voice of the commands: three lines or one JSON object, whatever went wrong, click's own errors too."""

from __future__ import annotations

import errno
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from intake.protocol.errors import AsterismError
from intake.voice import Program, StoppedError, Voice, count, day_text, read_passphrase, shown, told_os_error, voiced

_ASKING = """
import click
from intake.voice import Program, read_passphrase, voiced

@click.group(cls=Program)
def demo() -> None: ...

@demo.command()
@voiced("demo")
def verb(voice) -> None:
    read_passphrase(None, "Passphrase")

demo(["verb"])
"""


def ran(work: Callable[[Voice], None], *arguments: str) -> Result:
    """A program with one verb that does ``work``."""

    @click.group(cls=Program)
    def demo() -> None:
        """Show."""

    @demo.command()
    @click.option("--number", type=int)
    @voiced("demo")
    def verb(voice: Voice, /, **_given: Any) -> None:
        work(voice)

    return CliRunner().invoke(demo, arguments)


def raising(error: BaseException) -> Callable[[Voice], None]:
    """Work that fails so."""

    def work(_voice: Voice) -> None:
        raise error

    return work


def done(voice: Voice) -> None:
    """Work that goes well."""
    voice.say("a word on the way")
    voice.done("It is done.", kept="All is kept.", todo="go on.", found=3)


def test_what_is_done_is_told_in_lines() -> None:
    """What happened, what is kept, what next; exit 0."""
    result = ran(done, "verb")
    assert (result.exit_code, result.stdout) == (0, "a word on the way\nIt is done.\nAll is kept.\nNext: go on.\n")


def test_what_is_done_is_told_as_one_object() -> None:
    """Nothing else is on standard output under --json."""
    result = ran(done, "verb", "--json")
    told = {"ok": True, "happened": "It is done.", "kept": "All is kept.", "next": "go on.", "found": 3}
    assert json.loads(result.stdout) == told


REFUSALS = [
    (AsterismError("It broke", kept="All", todo="Wait"), 1, "error", "It broke"),
    (StoppedError(), 130, "stopped", "Stopped before it was done"),
    (KeyboardInterrupt(), 130, "stopped", "Stopped before it was done"),
    (click.Abort(), 130, "stopped", "Stopped before it was done"),
    (OSError(errno.ENOSPC, "x"), 1, "disk-full", "There is no room left on the disk"),
    (PermissionError(errno.EACCES, "Permission denied", "/a/b"), 1, "file", "Permission denied: /a/b"),
    (click.UsageError("Give one"), 2, "usage", "Give one"),
]


@pytest.mark.parametrize(("error", "status", "code", "happened"), REFUSALS)
def test_every_error_is_three_lines(error: BaseException, status: int, code: str, happened: str) -> None:
    """On standard error, each beginning with the program's name; standard output stays empty."""
    result = ran(raising(error), "verb")
    assert (result.exit_code, result.stdout) == (status, "")
    lines = result.stderr.strip("\n").splitlines()
    assert [line.split(": ")[:2] for line in lines] == [["demo", "error"], ["demo", "kept"], ["demo", "next"]]
    assert lines[0] == f"demo: error: {happened}"


@pytest.mark.parametrize(("error", "status", "code", "happened"), REFUSALS)
def test_every_error_is_one_object(error: BaseException, status: int, code: str, happened: str) -> None:
    """Under --json, with the same exit status and a code that does not change with the words."""
    result = ran(raising(error), "verb", "--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["ok"], told["error"], told["happened"]) == (status, False, code, happened)
    assert set(told) == {"ok", "error", "happened", "kept", "next"}


@pytest.mark.parametrize("words", [["verb", "--number", "x"], ["verb", "--strange"], ["strange"], ["verb", "more"]])
def test_what_click_refuses_is_told_like_all_else(words: list[str]) -> None:
    """A wrong option is no page of usage: three lines, or an object if --json stands anywhere on the line."""
    lines = ran(done, *words).stderr.splitlines()
    assert [line.split(": ")[1] for line in lines] == ["error", "kept", "next"]
    assert '--help" says what it takes' in lines[2]
    told = json.loads(ran(done, *words, "--json").stdout)
    assert (told["ok"], told["error"]) == (False, "usage")


def test_no_verb_is_the_help_page() -> None:
    """Who only types the name learns what there is."""
    result = ran(done)
    assert "verb" in result.stderr
    assert result.exit_code == 2
    assert ran(done, "--help").exit_code == 0


def test_who_stops_listening_ends_it_quietly() -> None:
    """``tip check | head`` is no error to speak of: there is nobody to tell."""
    result = ran(raising(BrokenPipeError(errno.EPIPE, "Broken pipe")), "verb")
    assert (result.exit_code, result.stderr) == (1, "")


def test_our_own_mistakes_are_not_dressed_up() -> None:
    """An error that nobody expected is not told as the person's: it stays a traceback."""
    assert isinstance(ran(raising(ValueError("ours")), "verb").exception, ValueError)


@given(st.text())
def test_no_text_moves_the_cursor(text: str) -> None:
    """Whatever a stranger wrote: no control character but line ends and tabs, no mark that turns a line, no half pair."""
    line = shown(text)
    assert not [one for one in line if ord(one) < 32 and one not in "\n\t"]
    assert not set(line) & {*map(chr, range(0x7F, 0xA0)), *"\u202a\u202b\u202d\u202e"}
    line.encode()


def test_scripts_stay_what_they_are() -> None:
    """Joiners and marks that Hindi, Urdu and Persian need are kept."""
    for text in (
        "\u0915\u094d\u200d\u0937",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\u0627\u0631\u062f\u0648\u200f",
        "Привет,\n\tмир ⁂",
    ):
        assert shown(text) == text


def test_small_words() -> None:
    """One file, two files; days as people write them."""
    assert (count(1, "file"), count(0, "file"), count(1_200, "reply", "replies")) == (
        "1 file",
        "0 files",
        "1,200 replies",
    )
    assert day_text(20_781) == "2026-11-24"
    assert told_os_error(OSError(errno.EDQUOT, "x")).code == "disk-full"


def test_progress_is_silent_where_nobody_looks() -> None:
    """No terminal, or --json: the bar is there to be called and says nothing."""

    def work(voice: Voice) -> None:
        with voice.progress("Sending", 3) as bar:
            bar(2)
            bar.label("The line was cut")

    assert (ran(work, "verb").output, ran(work, "verb", "--json").output) == ("", "")


def test_a_passphrase_in_another_coding_is_told(tmp_path: Path) -> None:
    """A file in Latin-1 with an accent: three lines and what to do, not a program's entrails."""
    (tmp_path / "words").write_bytes("café".encode("latin-1"))

    def work(_voice: Voice) -> None:
        with (tmp_path / "words").open(encoding="utf-8") as file:
            read_passphrase(file, "Passphrase")

    done = ran(work, "verb")
    assert done.exit_code == 1
    assert "demo: error: The passphrase did not come in the coding" in done.output
    assert "demo: next: Set the terminal to it" in done.output


def test_a_terminal_in_another_coding_is_told() -> None:
    """Typed at a real terminal that sends Latin-1: the same, and nothing of what was typed is shown."""
    terminal, far = pty.openpty()
    asking = subprocess.Popen(
        ["setsid", "--ctty", sys.executable, "-c", _ASKING],
        stdin=far, stdout=far, stderr=far, env={**os.environ, "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    os.close(far)
    seen = b""
    while b"Passphrase" not in seen:
        seen += os.read(terminal, 1_024)
    os.write(terminal, "café\n".encode("latin-1"))
    with suppress(OSError):  # Linux says so of a terminal whose other side has gone
        while piece := os.read(terminal, 1_024):
            seen += piece
    os.close(terminal)
    assert asking.wait(60) == 1
    assert b"did not come in the coding" in seen
    assert b"Traceback" not in seen
    assert b"caf" not in seen
