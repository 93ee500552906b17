"""verify-evidence: any bit, any name, any order; whoever changes something is named by the file that they changed."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from nacl.signing import SigningKey

from keys.reporter.custody import EXPORTED, OPENED, canonical, record
from keys.reporter.evidence import bag
from keys.reporter.evidence.errors import NoBagError
from keys.reporter.evidence.verify import Verdict, verify
from tests.support.exhibits import photograph
from tests.support.newsroom import Newsroom

from .conftest import Case, case_in

Copied = Callable[[], Path]
FLIPS = 12


def flip(path: Path, at: int, bit: int) -> None:
    """One bit of a file."""
    body = bytearray(path.read_bytes())
    body[at] ^= 1 << bit
    path.write_bytes(body)


def resign(folder: Path, key: SigningKey, reporter: bytes, pin: bytes) -> None:
    """What somebody does who has a key and wants it to look right: make all manifests anew, and sign."""
    hashes = {path: bag.sha256_of(folder / path) for path in bag.payload(folder)}
    (folder / bag.MANIFEST).write_bytes(bag.manifest(hashes))
    body = bag.manifest({name: bag.sha256_of(folder / name) for name in bag.TAG_FILES})
    (folder / bag.TAG_MANIFEST).write_bytes(body)
    (folder / bag.SIGNATURE).write_bytes(bag.signature(body, key, reporter, pin))


def signing(case: Case) -> tuple[SigningKey, bytes, bytes]:
    """The reporter's own key, id and newsroom, as a reporter who lies would use them."""
    with case.newsroom.machine("Ada") as machine:
        return machine.signing_key, machine.reporter, case.newsroom.pin


def test_what_was_exported_verifies_and_says_who_signed(case: Case, pristine: Path) -> None:
    """With the newsroom's pin, or without it; never with another's."""
    verdict = verify(pristine, case.newsroom.pin)
    assert verdict.differences == {}
    assert verdict.signer is not None
    assert (verdict.signer.name, verdict.pin) == ("Ada", case.newsroom.pin)
    assert verify(pristine).differences == {}
    (natures,) = verify(pristine, bytes(32)).differences.values()
    assert natures == ["names another newsroom than the one with the pin that you gave"]


def test_any_flipped_bit_is_named_by_its_file(case: Case, copied: Copied) -> None:
    """In every file of the bag, tag files and signature too, at the ends and at seeded places; and no other is blamed."""
    draw = random.Random(7)
    folder = copied()
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    assert len(names) == 18
    for name in names:
        whole = (folder / name).read_bytes()
        count = 60 if name == bag.SIGNATURE else FLIPS
        places = {0, len(whole) - 1, *(draw.randrange(len(whole)) for _ in range(count))}
        for at in sorted(places):
            flip(folder / name, at, draw.randrange(8))
            assert set(verify(folder, case.newsroom.pin).differences) == {name}, (name, at)
            (folder / name).write_bytes(whole)
    assert verify(folder).differences == {}


@pytest.mark.parametrize(
    "name", ["data/custody.jsonl", "data/received/1-photo-1.jpg", "bag-info.txt", "directory.json"]
)
def test_a_file_that_is_gone_added_or_renamed_is_named(copied: Copied, name: str) -> None:
    """By both names, if it has another."""
    folder = copied()
    (folder / name).rename(folder / (name + "x"))
    found = verify(folder).differences
    assert found[name][0] == "missing"
    assert "no manifest names it" in found[name + "x"][0]
    folder = copied()
    (folder / name).unlink()
    assert verify(folder).differences[name][0] == "missing"


def test_a_letter_of_a_name_changed_is_named(copied: Copied) -> None:
    """One bit of a file name."""
    folder = copied()
    (folder / "data/received/1-photo-1.jpg").rename(folder / "data/received/1-photo-0.jpg")
    assert set(verify(folder).differences) >= {"data/received/1-photo-1.jpg", "data/received/1-photo-0.jpg"}


@pytest.mark.parametrize("name", ["data/extra.txt", "extra.txt", "data/untouched/new", "meta/inside/deep"])
def test_a_file_that_was_added_is_named(copied: Copied, name: str) -> None:
    """Wherever it lies."""
    folder = copied()
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(b"")
    assert set(verify(folder).differences) == {name}


def test_links_and_empty_folders_are_named_and_not_followed(copied: Copied) -> None:
    """A link to the very same bytes is no file of the bag."""
    folder = copied()
    target = folder / bag.HASHES
    shutil.move(target, folder.parent / "elsewhere")
    target.symlink_to(folder.parent / "elsewhere")
    (folder / "data" / "empty").mkdir()
    found = verify(folder).differences
    assert "no plain file" in found[bag.HASHES][0]
    assert "empty folder" in found["data/empty/"][0]


@pytest.mark.parametrize("name", [bag.SIGNATURE, bag.TAG_MANIFEST, bag.MANIFEST])
def test_what_holds_the_rest_together_may_not_be_missing(copied: Copied, name: str) -> None:
    """Without it nothing is vouched for."""
    folder = copied()
    (folder / name).unlink()
    assert "missing" in verify(folder).differences[name][0]


def test_another_folder_is_no_evidence(tmp_path: Path) -> None:
    """Said so, rather than a list of what is missing."""
    with pytest.raises(NoBagError):
        verify(tmp_path)


def swapped(lines: list[bytes]) -> list[bytes]:
    """Two entries change places."""
    return [lines[1], lines[0], *lines[2:]]


def cut(lines: list[bytes]) -> list[bytes]:
    """The end is gone."""
    return lines[:-1]


def left_out(lines: list[bytes]) -> list[bytes]:
    """One in the middle is gone."""
    return [lines[0], *lines[2:]]


def rewritten(lines: list[bytes]) -> list[bytes]:
    """Another day."""
    return [canonical({**json.loads(lines[0]), "day": "2001-01-01"}), *lines[1:]]


def foreign(lines: list[bytes]) -> list[bytes]:
    """Another key's."""
    return [canonical({**json.loads(lines[0]), "key": "ab" * 32}), *lines[1:]]


CHANGES: dict[Callable[[list[bytes]], list[bytes]], str] = {
    swapped: "entry 1 does not follow the one before it",
    cut: "does not end with the export",
    left_out: "entry 2 does not follow the one before it",
    rewritten: "entry 2 does not follow the one before it",
    foreign: "entry 1 is of another key",
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("signed_again", [False, True])
def test_a_changed_record_is_named_by_its_entry(
    case: Case, copied: Copied, change: Callable[[list[bytes]], list[bytes]], signed_again: bool
) -> None:
    """Even when whoever changed it has the reporter's key and signs everything anew."""
    folder = copied()
    lines = (folder / bag.CUSTODY).read_bytes().splitlines()
    (folder / bag.CUSTODY).write_bytes(b"".join(line + b"\n" for line in change(lines)))
    if signed_again:
        resign(folder, *signing(case))
    found = verify(folder, case.newsroom.pin).differences
    assert set(found) == {bag.CUSTODY}
    assert any(CHANGES[change] in nature for nature in found[bag.CUSTODY]), found
    assert any("altered" in nature for nature in found[bag.CUSTODY]) is not signed_again


def test_a_foreign_key_is_named(case: Case, copied: Copied) -> None:
    """Neither a key that nobody certified, nor another reporter's, nor another id."""
    _, reporter, pin = signing(case)
    for key, identity, nature in (
        (SigningKey.generate(), reporter, "never certified for this reporter"),
        (SigningKey.generate(), bytes(16), "under a reporter id that directory.json does not name"),
    ):
        folder = copied()
        resign(folder, key, identity, pin)
        found = verify(folder, pin).differences
        assert any(nature in each for each in found[bag.SIGNATURE])


def test_another_newsroom_can_sign_only_for_itself(case: Case, copied: Copied, tmp_path: Path) -> None:
    """A whole bag under a made-up newsroom: its pin is another."""
    other = Newsroom(tmp_path / "other")
    folder = copied()
    (folder / bag.DIRECTORY).write_bytes(other.directory())
    with other.machine("Ada") as machine:
        resign(folder, machine.signing_key, machine.reporter, other.pin)
    assert "names another newsroom" in verify(folder, case.newsroom.pin).differences[bag.SIGNATURE][0]


def test_a_key_that_was_taken_away_is_named(tmp_path: Path) -> None:
    """By a directory that is newer than the one in the bag."""
    case = case_in(tmp_path / "case")
    newsroom = case.newsroom
    case.export(tmp_path / "out")
    ada, ben = newsroom.listing.reporters
    before = newsroom.directory()
    newsroom.sign_targets(replace(newsroom.listing, reporters=(replace(ada, until=newsroom.today - 1), ben)))
    assert verify(tmp_path / "out", newsroom.pin, newer_directory=before).differences == {}
    found = verify(tmp_path / "out", newsroom.pin, newer_directory=newsroom.directory()).differences
    assert "says the newer directory" in found[bag.SIGNATURE][0]
    found = verify(tmp_path / "out", newsroom.pin, newer_directory=b"{}").differences
    assert set(found) == {"the newer directory"}


def test_a_lying_reporter_is_caught_by_salted_hashes(case: Case, copied: Copied) -> None:
    """Other bytes, or another text, under what the source's own table and the record say."""
    for name, nature in (
        ("data/untouched/2-photo-1.jpg", "is not the file that data/hashes.json says arrived"),
        (bag.TALK, "message 2 is not the text that the custody record received"),
    ):
        folder = copied()
        body = (folder / name).read_bytes()
        (folder / name).write_bytes(body.replace(b"plain one", b"other one") if name == bag.TALK else body + b"x")
        resign(folder, *signing(case))
        assert nature in verify(folder).differences[name]


def test_what_a_liar_adds_and_signs_is_named(case: Case, copied: Copied) -> None:
    """A file that no table of a source named."""
    folder = copied()
    (folder / "data" / "planted.txt").write_text("planted")
    resign(folder, *signing(case))
    assert verify(folder).differences == {"data/planted.txt": ["data/hashes.json does not name it"]}


def proved(verdict: Verdict) -> list[tuple[str, str]]:
    """All rows of all files."""
    return [row for one in verdict.proved for row in one.rows]


def test_who_kept_the_original_can_prove_it(case: Case, pristine: Path, tmp_path: Path) -> None:
    """A cleaned file's original, an untouched one, what was sent; and a file that is none of them."""
    original, other, photo = tmp_path / "original.jpg", tmp_path / "other.jpg", pristine / "data/received/1-photo-1.jpg"
    with case.newsroom.machine("Ada") as machine:
        stored, key = machine.rows("SELECT stored, key FROM files ORDER BY place")[1]
        original.write_bytes(b"".join(machine.vault.read_file(stored, bytes(key))))
    other.write_bytes(photograph((10, 10)))
    verdict = verify(pristine, None, [original, photo, other])
    assert [one.rows for one in verdict.proved] == [
        (("photo-1.jpg in message 1", "original and sent"),),
        (("photo-1.jpg in message 1", "sent"),),
        (),
    ]


def test_the_original_of_a_cleaned_file_is_proved(newsroom: Newsroom, tmp_path: Path) -> None:
    """It never left the source's device, and its salted hash did."""
    from keys.reporter.evidence.export import Wish, export_evidence
    from tests.support.exhibits import cleaned
    from tests.support.newsroom import sealed

    body = photograph()
    outgoing, parcels = sealed(cleaned(body, "photo-1.jpg"))
    newsroom.bundle([newsroom.letter(newsroom.source(), "x", outgoing=outgoing)], parcels)
    newsroom.receive()
    with newsroom.machine("Ada") as machine:
        export_evidence(machine, machine.contact("1"), tmp_path / "out", Wish(), newsroom.today)
    (tmp_path / "kept.jpg").write_bytes(body)
    assert proved(verify(tmp_path / "out", None, [tmp_path / "kept.jpg"])) == [("photo-1.jpg in message 1", "original")]
    flip(tmp_path / "kept.jpg", 1000, 0)
    assert proved(verify(tmp_path / "out", None, [tmp_path / "kept.jpg"])) == []


def test_a_record_that_began_late_says_so_and_verifies(newsroom: Newsroom, tmp_path: Path) -> None:
    """A conversation of a vault from before the record: what came before is not in it, and nothing is made up."""
    from keys.reporter.evidence.export import Wish, export_evidence

    newsroom.bundle([newsroom.letter(newsroom.source(), "old")])
    newsroom.receive()
    with newsroom.machine("Ada") as machine:
        with machine.vault.transaction() as database:
            database.execute("DROP TRIGGER custody_never_shrinks")
            database.execute("DELETE FROM custody")
        record(machine, 1, OPENED, newsroom.today, messages=1)
        export_evidence(machine, machine.contact("1"), tmp_path / "out", Wish(), newsroom.today)
    assert verify(tmp_path / "out").differences == {}
    did = [json.loads(line)["did"] for line in (tmp_path / "out" / bag.CUSTODY).read_bytes().splitlines()]
    assert did == ["begun", OPENED, EXPORTED]


@pytest.mark.parametrize("body", [b"[]", b"[1]", b"{}", b"[" * 100_000, b'[{"path": 1}]', b"\xff", b'[{"salt": "zz"}]'])
@pytest.mark.parametrize("name", [bag.HASHES, bag.TALK, bag.CUSTODY])
def test_nonsense_in_a_record_is_named_and_nothing_breaks(case: Case, copied: Copied, name: str, body: bytes) -> None:
    """Even when it is signed."""
    folder = copied()
    (folder / name).write_bytes(body + b"\n")
    resign(folder, *signing(case))
    assert verify(folder, None, [folder / bag.BAGIT]).differences
