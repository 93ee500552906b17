"""A vault on a disk that fills up: told in three sentences, nothing half, and run again when there is room."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from keys.reporter.cli import reporter
from keys.reporter.conversations import inbox
from keys.reporter.machine import Machine
from tests.support.newsroom import PASSPHRASE, Newsroom, attachment, sealed


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 900 kB, which can grow."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small file system")
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=900k", "tmpfs", str(disk)], check=True)
    try:
        yield disk
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("named", [True, False], ids=["our files", "others' parcels"])
def test_a_full_disk_stops_a_receive_that_is_just_run_again(tmp_path: Path, small_disk: Path, named: bool) -> None:
    """Nothing of the bundle is kept and no day is retired; with room, all of it comes."""
    newsroom = Newsroom(tmp_path / "n", names=("Ada",))
    source = newsroom.source()
    outgoing, parcels = sealed(attachment(os.urandom(1_500_000)))
    letter = newsroom.letter(source, "hello", outgoing=outgoing) if named else newsroom.letter(source, "hello")
    newsroom.bundle([letter], parcels, closing=newsroom.today + 20)
    vault, secret = small_disk / "vault", tmp_path / "secret"
    shutil.copytree(newsroom.vault("Ada"), vault)
    secret.write_text(PASSPHRASE)
    receive = ["receive", str(vault), str(newsroom.stick), "--yes", "--passphrase-file", str(secret)]

    full = CliRunner().invoke(reporter, receive, prog_name="reporter")
    assert full.exit_code == 1, full.output
    assert "reporter: error: There is no room left on the disk" in full.output
    assert "reporter: kept: What was there before is as it was" in full.output
    with Machine.open(vault, PASSPHRASE) as machine:
        assert (inbox(machine), machine.closing, machine.vault.day_keys.retired) == ([], 0, -1)

    subprocess.run(["mount", "-o", "remount,size=20m", str(small_disk)], check=True)
    again = CliRunner().invoke(reporter, receive, prog_name="reporter")
    assert again.exit_code == 0, again.output
    with Machine.open(vault, PASSPHRASE) as machine:
        (line,) = inbox(machine)
        assert (line.messages, line.files, len(machine.vault.file_names())) == (1, int(named), int(named))
        assert machine.vault.day_keys.retired == newsroom.today + 5
