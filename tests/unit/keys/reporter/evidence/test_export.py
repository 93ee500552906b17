"""The export as evidence: what is in the folder, what must not be, and that strangers' tools agree."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from keys.reporter.custody import chain
from keys.reporter.errors import NotEmptyError
from keys.reporter.evidence import bag
from keys.reporter.evidence.errors import NotListedError
from keys.reporter.evidence.export import Wish, export_evidence
from keys.reporter.evidence.verify import verify
from keys.vault.errors import VaultError
from tests.support.newsroom import Newsroom, attachment, sealed

from .conftest import Case, case_in


def everything(folder: Path) -> bytes:
    """All bytes of all files, and their names."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return b"\n".join(str(path.relative_to(folder)).encode() + b"\n" + path.read_bytes() for path in files)


def test_a_stranger_can_check_it_with_tools_of_every_system(case: Case, pristine: Path, tmp_path: Path) -> None:
    """bagit.py, sha256sum and openssl, by the steps of docs/evidence.md; and the chain with nothing but SHA-256."""
    valid = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "bagit", "--validate", str(pristine)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert valid.returncode == 0, valid.stderr
    for manifest in (bag.MANIFEST, bag.TAG_MANIFEST):
        subprocess.run(["sha256sum", "--check", "--strict", "--quiet", manifest], cwd=pristine, check=True)
    steps = re.search(r"```sh\n(.+?)```", (Path(__file__).parents[5] / "docs" / "evidence.md").read_text(), re.DOTALL)
    assert steps is not None
    said = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", steps[1], "check", str(tmp_path)],
        cwd=pristine,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Signature Verified Successfully" in said.stdout, said.stdout + said.stderr
    previous = "0" * 64
    for line in (pristine / bag.CUSTODY).read_bytes().splitlines():
        assert json.loads(line)["previous"] == previous
        previous = hashlib.sha256(line).hexdigest()
    assert f"Custody-Head-SHA256: {previous}\n" in (pristine / bag.INFO).read_text()


def test_the_record_ends_with_the_export_itself(case: Case, tmp_path: Path) -> None:
    """It was written into the vault before the folder was."""
    case.export(tmp_path / "out")
    lines = (tmp_path / "out" / bag.CUSTODY).read_bytes().splitlines()
    with case.newsroom.machine("Ada") as machine:
        assert chain(machine, machine.contact("1").id) == lines
    last = json.loads(lines[-1])
    assert (last["did"], last["purpose"], last["untouched"]) == ("exported", "evidence", False)
    assert [json.loads(line)["did"] for line in lines[:2]] == ["received", "received"]


def test_originals_are_in_it_only_when_asked_for(case: Case, pristine: Path, tmp_path: Path) -> None:
    """Without: cleaned copies of them, and the hashes by which who keeps an original can prove it."""
    case.export(tmp_path / "out")
    with case.newsroom.machine("Ada") as machine:
        rows = machine.rows("SELECT stored, key, cleaned FROM files ORDER BY place")
        bodies = [(b"".join(machine.vault.read_file(stored, bytes(key))), cleaned) for stored, key, cleaned in rows]
    for folder, asked in ((tmp_path / "out", False), (pristine, True)):
        held = [path.read_bytes() for path in folder.rglob("data/*/*")]
        # The fourth has nothing in it to take out, so its cleaned copy is the same.
        expected = [bool(cleaned) or asked or place == 3 for place, (_, cleaned) in enumerate(bodies)]
        assert [body in held for body, _ in bodies] == expected
        assert (folder / "data" / "untouched").exists() is asked
        assert (folder / "data" / "cleaned" / "2-photo-1.jpg").exists()
    listed = json.loads((tmp_path / "out" / bag.HASHES).read_bytes())
    assert [row["untouched"] for row in listed] == [not cleaned for _, cleaned in bodies]
    for row, (body, _) in zip(listed, bodies, strict=True):
        assert row["sent"] == hashlib.sha256(bytes.fromhex(row["salt"]) + body).hexdigest()
    assert set(listed[0]["removed"]) == {"place", "device", "time"}
    assert listed[4]["cleaned_copy"]["why_not"] == "no cleaner knows its kind"


def test_nothing_in_the_folder_opens_or_names_the_source(case: Case, tmp_path: Path) -> None:
    """Not its code, a key of it or of a day, the vault's path, or the pseudonym, which stays out unless asked for."""
    exported = case.export(tmp_path / "out")
    case.export(tmp_path / "named", pseudonym=True)
    with case.newsroom.machine("Ada") as machine:
        contact = machine.contact("1")
        days = machine.vault.day_keys
        seeds = [seed for day in days.days() if (seed := days.seed_of(day)) is not None]
        stored = [bytes(key) for (key,) in machine.rows("SELECT key FROM files")]
        keys = [contact.pair, contact.reply_key, bytes(machine.signing_key), *seeds, *stored]
    assert len(keys) > 10
    spoken = " ".join(case.code.spoken()[:2])
    secrets = [*case.code.numbers(), case.code.digits, spoken, str(case.newsroom.folder), "airgap"]
    for name, words in (("out", [*secrets, case.source.name, case.source.name.split()[0]]), ("named", secrets)):
        data = everything(tmp_path / name)
        assert not [word for word in words if word.lower().encode() in data.lower()]
        assert not [key for key in keys if key in data or key.hex().encode() in data]
        assert not re.search(rb"[T ]\d\d:\d\d", re.sub(rb"expires[^,]*,", b"", data.replace(b"\\", b"")))
    assert exported.taken == 6, "a code in words and in three numbers, and the name twice"
    assert case.source.name.encode() in everything(tmp_path / "named")
    for path in (tmp_path / "out", *(tmp_path / "out").rglob("*")):
        assert path.stat().st_mtime_ns == case.newsroom.today * 86_400 * 10**9


def test_the_same_export_has_the_same_bytes_but_for_its_own_entry(case: Case, tmp_path: Path) -> None:
    """No clock, no order of a folder, no chance decides a byte."""
    case.export(tmp_path / "one")
    case.export(tmp_path / "two")
    for path in sorted((tmp_path / "one").rglob("*")):
        other = tmp_path / "two" / path.relative_to(tmp_path / "one")
        moves = {"custody.jsonl", bag.INFO, bag.MANIFEST, bag.TAG_MANIFEST, bag.SIGNATURE}
        assert path.is_dir() or path.name in moves or path.read_bytes() == other.read_bytes()


def test_a_file_that_holds_the_pseudonym_is_named_to_the_reporter(newsroom: Newsroom, tmp_path: Path) -> None:
    """Bytes that came are never changed, so a person has to decide."""
    source = newsroom.source()
    outgoing, parcels = sealed(attachment(f"Yours, {source.name}".encode(), f"{source.name}.txt"))
    newsroom.bundle([newsroom.letter(source, "x", outgoing=outgoing)], parcels)
    newsroom.receive()
    with newsroom.machine("Ada") as machine:
        made = export_evidence(machine, machine.contact("1"), tmp_path / "out", Wish(untouched=True), newsroom.today)
    (exhibit,) = made.exhibits
    assert exhibit.holds
    assert source.name.replace(" ", "_").encode() not in b"\n".join(
        str(p).encode() for p in (tmp_path / "out").rglob("*")
    )


def test_nothing_is_overwritten_and_nothing_half_stays(tmp_path: Path) -> None:
    """A file of the vault that is gone stops the export; the record has it, the disk has not."""
    case = case_in(tmp_path / "case")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("mine")
    with pytest.raises(NotEmptyError):
        case.export(tmp_path / "full")
    with case.newsroom.machine("Ada") as machine:
        assert len(chain(machine, 1)) == 2, "what did not begin is not recorded"
        (last,) = machine.rows("SELECT stored FROM files ORDER BY place DESC LIMIT 1")[0]
        (machine.vault.files_folder / last).unlink()
    before = sorted(tmp_path.iterdir())
    with pytest.raises((VaultError, OSError)):
        case.export(tmp_path / "out", untouched=True)
    assert sorted(tmp_path.iterdir()) == before
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["mine"]
    with case.newsroom.machine("Ada") as machine:
        assert json.loads(chain(machine, 1)[-1])["did"] == "exported"


def test_a_machine_that_the_directory_does_not_name_signs_nothing(tmp_path: Path) -> None:
    """Nobody could check it; one whose certificate has ended signs, is told so, and the check says so."""
    case = case_in(tmp_path / "case")
    newsroom = case.newsroom
    ada, ben = newsroom.listing.reporters
    from dataclasses import replace

    newsroom.sign_targets(replace(newsroom.listing, reporters=(replace(ada, until=newsroom.today - 1), ben)))
    newsroom.bundle()
    newsroom.receive()
    assert case.export(tmp_path / "ended").over
    (natures,) = verify(tmp_path / "ended").differences.values()
    assert "certified from" in natures[0]
    desks = tuple(replace(desk, reporters=(ben.reporter,)) for desk in newsroom.listing.desks)
    newsroom.sign_targets(replace(newsroom.listing, desks=desks, reporters=(ben,)))
    newsroom.bundle()
    newsroom.receive()
    with pytest.raises(NotListedError):
        case.export(tmp_path / "none")
