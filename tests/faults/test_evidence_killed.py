"""An export of evidence killed at any point is just run again: a whole folder or none, and a record that stays a chain."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from keys.reporter.custody import chain
from keys.reporter.evidence import bag
from keys.reporter.evidence.export import Wish, export_evidence
from keys.reporter.evidence.verify import verify
from keys.reporter.machine import Machine
from keys.reporter.newfolder import MAKING
from tests.support.exhibits import cleaned, paper, photograph
from tests.support.killed import count_calls, points, run_killed
from tests.support.newsroom import PASSPHRASE, Newsroom, attachment, sealed

CANARY = b"the minister's brother owns the quarry"


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    """A text, an untouched paper, a cleaned photograph, and a file that no cleaner knows."""
    made = Newsroom(tmp_path, names=("Ada",))
    files = [attachment(paper("A contract"), "file-1.pdf"), cleaned(photograph((64, 48)), "photo-2.jpg")]
    files.append(attachment(b"\x7fELF" + CANARY, "file-3"))
    outgoing, parcels = sealed(*files)
    made.bundle([made.letter(made.source(), "the first", outgoing=outgoing)], parcels)
    made.receive()
    return made


def exported(newsroom: Newsroom, vault: Path, folder: Path) -> None:
    """``reporter export --evidence --with-untouched``."""
    with Machine.open(vault, PASSPHRASE) as machine:
        export_evidence(machine, machine.contact("1"), folder, Wish(untouched=True), newsroom.today)


def whole(newsroom: Newsroom, folder: Path) -> list[bytes]:
    """The entries of the record in a folder of which every byte is as it was signed."""
    verdict = verify(folder, newsroom.pin)
    assert (verdict.differences, verdict.files) == ({}, 4 + 4)  # three files and a cleaned copy, and the four records
    return (folder / bag.CUSTODY).read_bytes().splitlines()


def tried(newsroom: Newsroom, tmp_path: Path, many: int) -> None:
    """Kill an export at so many points; after each look at what is there, and run it again."""
    start, vault, desk = newsroom.vault("Ada"), tmp_path / "vault", tmp_path / "desk"
    out = desk / "evidence"
    desk.mkdir()
    shutil.copytree(start, vault)
    total = count_calls(lambda: exported(newsroom, vault, out))
    assert len(whole(newsroom, out)) == 2, "received, exported"
    killed, half, recorded = 0, 0, 0
    for at in points(total, many):
        for folder in (vault, desk):
            shutil.rmtree(folder)
        shutil.copytree(start, vault)
        desk.mkdir()
        if not run_killed(lambda: exported(newsroom, vault, out), at):
            continue
        killed += 1
        left = {path.name for path in desk.iterdir()}
        assert left <= {out.name, f".{out.name}{MAKING}"}, at
        half += f".{out.name}{MAKING}" in left
        with Machine.open(vault, PASSPHRASE) as machine:
            before = chain(machine, 1)
        if out.exists():  # it had its name already: then it is whole, and the record has it
            assert whole(newsroom, out) == before, at
            shutil.rmtree(out)
        recorded += len(before) == 2
        exported(newsroom, vault, out)
        assert [path.name for path in desk.iterdir()] == [out.name], at
        lines = whole(newsroom, out)
        assert lines[: len(before)] == before, at
        assert len(lines) == len(before) + 1, at
        assert [json.loads(line)["did"] for line in lines] == ["received", *["exported"] * (len(lines) - 1)], at
        with Machine.open(vault, PASSPHRASE) as machine:
            assert chain(machine, 1) == lines, at
            assert not machine.vault.file_names() - {stored for (stored,) in machine.rows("SELECT stored FROM files")}
        assert not [path for path in vault.rglob("*") if path.is_file() and CANARY in path.read_bytes()], at
    assert killed >= many - 1
    assert half, "some kills came while the folder was being made"
    assert recorded, "some kills came after the record was written"


def test_an_export_of_evidence_killed_anywhere_is_just_run_again(newsroom: Newsroom, tmp_path: Path) -> None:
    """At 8 points from the first call to the last."""
    tried(newsroom, tmp_path, 8)


@pytest.mark.long
def test_an_export_of_evidence_killed_at_many_points_is_just_run_again(newsroom: Newsroom, tmp_path: Path) -> None:
    """At 60."""
    tried(newsroom, tmp_path, 60)
