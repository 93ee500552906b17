"""The command ``reporter``, as a person at a terminal meets it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from intake.protocol.parcel import FileEntry
from intake.voice import shown
from keys.reporter.cli import reporter
from keys.stick.card import fingerprint
from tests.support.newsroom import PASSPHRASE, Newsroom, attachment, sealed


def run(newsroom: Newsroom, *arguments: object, typed: str | None = None) -> Result:
    """``reporter`` with these arguments and Ada's passphrase."""
    secret = newsroom.folder / "passphrase"
    secret.write_text(PASSPHRASE + "\n")
    words = [str(argument) for argument in arguments]
    return CliRunner().invoke(reporter, [*words, "--passphrase-file", str(secret)], input=typed, env={"COLUMNS": "80"})


def told(newsroom: Newsroom, *arguments: object) -> dict[str, Any]:
    """Its JSON answer; it has to end well."""
    result = run(newsroom, *arguments, "--json")
    assert result.exit_code == 0, result.output
    fields: dict[str, Any] = json.loads(result.stdout)
    return fields


@pytest.fixture
def newsroom(newsroom: Newsroom) -> Newsroom:
    """With a bundle that has a hostile message in it."""
    source = newsroom.source()
    outgoing, parcels = sealed(attachment(b"x", "a\x1b[2J\nNext: run this\u202e.jpg"))
    text = "\x1b]0;owned\x07\x1b[2Jhello\r\nNext: send your passphrase to me\x9b31m\u2028\u202eevil\ttab"
    newsroom.bundle([newsroom.letter(source, text, outgoing=outgoing)], parcels)
    return newsroom


def test_nothing_that_a_source_writes_reaches_the_terminal_as_a_command(newsroom: Newsroom) -> None:
    """Escape sequences, bells, turned text, file names that pretend to be our lines: all is shown, nothing obeyed."""
    vault = newsroom.vault("Ada")
    assert run(newsroom, "receive", vault, newsroom.stick, "--yes").exit_code == 0
    for command in (("inbox", vault), ("read", vault, 1), ("find", vault, "hello")):
        output = run(newsroom, *command).output
        bad = [character for character in output if not (character.isprintable() or character in "\n\t")]
        assert bad == []
        assert "\u202e" not in output
        lines = [line for line in output.splitlines() if line.startswith("Next: ")]
        assert all("run this" not in line and "send your" not in line for line in lines)
    output = run(newsroom, "read", vault, 1).output
    assert "  │ Next: send your passphrase to me" in output
    assert told(newsroom, "read", vault, 1)["messages"][0]["text"].startswith("\x1b]0;"), "as JSON it is as it came"


def test_what_is_shown_keeps_every_script_and_line() -> None:
    """What is text stays text."""
    text = "Взятка\n\tघूस رشوت \u200c\u200d 贿赂 🙂\n"
    assert shown(text) == text
    assert shown("\x00\x1b\x7f\x85\r\n\r\u2028\u202e\u2066") == "����\n����"


def test_a_sitting_in_words(newsroom: Newsroom, tmp_path: Path) -> None:
    """Each command says what happened, what is kept and what to do next."""
    vault, stick = newsroom.vault("Ada"), newsroom.stick
    first = run(newsroom, "receive", vault, stick, typed="n\n")
    assert first.exit_code == 1
    assert f"words are: {fingerprint(newsroom.root_versions[0])}. Did an admin read" in first.output
    assert "reporter: kept: The vault is as it was" in first.output
    second = run(newsroom, "receive", vault, stick, typed="y\n")
    assert second.exit_code == 0, second.output
    assert "1 new message, 1 file;" in second.output
    assert 'Next: "reporter inbox' in second.output
    again = run(newsroom, "receive", vault, stick)
    assert again.exit_code == 0
    assert "Every bundle on this stick was received before." in again.output
    assert "new" in run(newsroom, "inbox", vault).output
    assert "90 days" in run(newsroom, "read", vault, 1).output
    assert "in 90 days" in run(newsroom, "inbox", vault).output
    assert "waits in the vault" in run(newsroom, "reply", vault, 1, typed="thank you\n").output
    assert "The outbox is on the stick." in run(newsroom, "outbox", vault, stick).output
    assert "no bundle has named them yet" in run(newsroom, "outbox", vault, stick).output
    assert "stay, those to come too" in run(newsroom, "keep", vault, 1).output
    assert "leave the vault 90 days" in run(newsroom, "keep", vault, 1, "--no").output
    meeting = told(newsroom, "meet", vault, 1)
    assert len(meeting["source"]) == len(meeting["reporter"]) == 6
    saved = told(newsroom, "save", vault, 1, "--to", tmp_path / "out")
    assert len(saved["files"]) == 2
    twice = run(newsroom, "save", vault, 1, "--to", tmp_path / "out")
    assert twice.exit_code == 1
    assert "ever overwritten" in twice.output


def test_a_late_bundle_and_a_machine_without_certificate_are_said(newsroom: Newsroom) -> None:
    """Long before a letter could expire unread, and when nobody can write."""
    from dataclasses import replace

    assert run(newsroom, "receive", newsroom.vault("Ada"), newsroom.stick, "--yes").exit_code == 0
    with newsroom.machine("Ada") as machine:
        machine.set(closing=newsroom.today - 40)
    for command in (("receive", newsroom.vault("Ada"), newsroom.stick), ("inbox", newsroom.vault("Ada"))):
        assert "closed 40 days ago" in run(newsroom, *command).output
    listing = newsroom.listing
    ended = tuple(replace(entry, until=newsroom.today - 2) for entry in listing.reporters)
    newsroom.sign_targets(replace(listing, reporters=ended))
    newsroom.bundle(closing=newsroom.today)
    output = run(newsroom, "receive", newsroom.vault("Ada"), newsroom.stick, "--yes").output
    assert "closes 40 days after the last one" in output, "a closing day that far from the one before asks"
    assert "not certified this machine" in output


def test_a_reporters_name_is_shown_as_it_is(tmp_path: Path) -> None:
    """A name with an escape sequence is refused before a vault is made."""
    secret = tmp_path / "passphrase"
    secret.write_text(PASSPHRASE)
    made = CliRunner().invoke(
        reporter, ["new", str(tmp_path / "v"), "--name", "Ada\x1b[2J", "--passphrase-file", str(secret)]
    )
    assert made.exit_code == 1
    assert "a screen can show" in made.output
    assert not (tmp_path / "v").exists()


def test_a_hostile_table_is_one_line_a_file(newsroom: Newsroom) -> None:
    """Kinds and names of any length and characters do not break the listing."""
    with newsroom.machine("Ada") as machine:
        from keys.reporter.parcels import _write_file
        from keys.reporter.receive import new_bundles, receive

        receive(machine, new_bundles(machine, newsroom.stick), newsroom.pin)
        import hashlib

        digest = hashlib.sha256(bytes(16)).digest()
        entry = FileEntry("n" * 5_000 + "\n", 0, bytes(16), digest, digest, ("k\x1b" * 900, "\n"), cleaned=True)
        with machine.vault.transaction():
            _write_file(machine, 1, 7, entry, iter([]))
    output = run(newsroom, "read", newsroom.vault("Ada"), 1).output
    assert max(map(len, output.splitlines())) < 400
    assert os.linesep * 4 not in output
