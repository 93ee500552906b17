"""Bundles and sticks: nothing is believed before it is checked, nothing on a stick is followed."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.protocol.suite import Label
from keys.stick.bundle import LETTERS, MANIFEST, MANIFEST_LIMIT, PARCELS, Bundle, Manifest, bundles_on, parse_manifest
from keys.stick.errors import BrokenBundleError, ForeignStickError, StickMissingError, StrangeStickError
from keys.stick.layout import BUNDLES, OUTBOXES, open_plain, read_plain, stick_folder, write_plain
from tests.support.anyjson import KEY, signed, spoiled

BODIES = {"letters": bytes(8_192) * 3, "parcels": bytes(65_552), "directory": b"{}"}
WELL = Manifest(
    courier=bytes(KEY.verify_key),
    number=3,
    closing=20_000,
    sha256={name: hashlib.sha256(body).digest() for name, body in BODIES.items()},
    outboxes=(bytes(32),),
    lost=(2,),
)
FIELDS = json.loads(WELL.sign(KEY)[64:])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A whole bundle on a stick."""
    made = stick_folder(tmp_path, BUNDLES, make=True) / WELL.folder_name
    made.mkdir()
    for name, body in BODIES.items():
        (made / name).write_bytes(body)
    (made / MANIFEST).write_bytes(WELL.sign(KEY))
    return made


def bundle_in(folder: Path) -> Bundle:
    """The bundle that has to be there."""
    bundle = Bundle.at(folder)
    assert bundle is not None
    return bundle


@given(
    st.binary(max_size=300)
    | spoiled(FIELDS).map(lambda fields: signed(fields, Label.BUNDLE.prefix))
    | spoiled(FIELDS["sha256"]).map(lambda part: signed({**FIELDS, "sha256": part}, Label.BUNDLE.prefix))
)
def test_any_bytes_give_a_manifest_or_our_error(untrusted: bytes) -> None:
    """Nothing but our error leaves the parser, whatever a key of nobody's has signed."""
    with suppress(BrokenBundleError):
        manifest = parse_manifest(untrusted)
        assert parse_manifest(manifest.sign(KEY)) == manifest


@given(st.binary(max_size=300))
def test_any_bytes_for_a_manifest_give_a_bundle_or_our_error(
    tmp_path_factory: pytest.TempPathFactory, junk: bytes
) -> None:
    """A folder with any manifest is a bundle or a damaged one."""
    folder = tmp_path_factory.mktemp("bundle")
    (folder / MANIFEST).write_bytes(junk)
    with suppress(BrokenBundleError):
        Bundle.at(folder)


def test_a_whole_bundle_is_what_its_courier_wrote(folder: Path, tmp_path: Path) -> None:
    """It says who made it, what it holds and how much."""
    (bundle,) = bundles_on(tmp_path)
    bundle.check([bytes(KEY.verify_key)])
    assert bundle.manifest == WELL
    assert (bundle.letter_count(), bundle.parcel_count(), len(list(bundle.parcel_ids()))) == (3, 1, 1)
    assert b"".join(bundle.letters()) == BODIES["letters"]
    assert bundle.directory() == b"{}"


def test_a_bundle_without_a_manifest_is_not_there(folder: Path, tmp_path: Path) -> None:
    """The manifest is written last: a bundle that was cut short is as if it were not there."""
    (folder / MANIFEST).unlink()
    assert bundles_on(tmp_path) == []


@pytest.mark.parametrize("name", sorted(BODIES))
def test_a_changed_cut_or_missing_file_is_noticed(folder: Path, name: str) -> None:
    """The manifest names the hash of each."""
    bundle = bundle_in(folder)
    for body in (b"x" + BODIES[name][1:], BODIES[name][:-1], None):
        (folder / name).unlink()
        if body is not None:
            (folder / name).write_bytes(body)
        with pytest.raises(BrokenBundleError):
            bundle.check([bytes(KEY.verify_key)])
    with pytest.raises(BrokenBundleError):
        bundle_in(folder).check([])  # no courier is no permission


def test_letters_that_change_after_the_check_are_noticed(folder: Path) -> None:
    """A stick whose firmware answers otherwise the second time cannot drop a letter."""
    bundle = bundle_in(folder)
    bundle.check([bytes(KEY.verify_key)])
    (folder / LETTERS).write_bytes(BODIES["letters"][:8_192])
    with pytest.raises(BrokenBundleError):
        list(bundle.letters())
    (folder / LETTERS).write_bytes(BODIES["letters"][:100])
    with pytest.raises(BrokenBundleError):
        list(bundle.letters())
    (folder / PARCELS).write_bytes(bytes(100))
    with pytest.raises(BrokenBundleError):
        list(bundle.parcel_ids())


@pytest.mark.parametrize("name", [MANIFEST, LETTERS, PARCELS, "directory"])
@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
def test_links_and_devices_are_not_opened(folder: Path, name: str, kind: str, tmp_path: Path) -> None:
    """A link could name a file of this machine, a pipe could hold it for ever."""
    (folder / name).rename(tmp_path / "moved")
    if kind == "link":
        (folder / name).symlink_to(tmp_path / "moved")
    elif kind == "pipe":
        os.mkfifo(folder / name)
    else:
        (folder / name).mkdir()
    with pytest.raises(StrangeStickError):
        bundle_in(folder).check([bytes(KEY.verify_key)])


def test_a_huge_manifest_is_not_read(folder: Path) -> None:
    """Sizes are bounded before anything is held."""
    with (folder / MANIFEST).open("wb") as file:
        file.truncate(1 << 40)  # a hole: nothing on the disk
    with pytest.raises(StrangeStickError):
        Bundle.at(folder)
    (folder / "directory").unlink()
    with (folder / "directory").open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(StrangeStickError):
        Bundle(folder, WELL).directory()


def test_folders_that_are_links_are_refused(tmp_path: Path) -> None:
    """A stick cannot make a machine write into a folder of its own."""
    stick, own = tmp_path / "stick", tmp_path / "own"
    own.mkdir()
    (stick / "asterism").mkdir(parents=True)
    (stick / "asterism" / OUTBOXES).symlink_to(own)
    for make in (True, False):
        with pytest.raises(StrangeStickError):
            stick_folder(stick, OUTBOXES, make=make)
    (stick / "asterism" / BUNDLES).mkdir()
    (stick / "asterism" / BUNDLES / "x-000001").symlink_to(own)
    assert bundles_on(stick) == []


def test_writing_onto_a_stick_follows_no_link(tmp_path: Path) -> None:
    """A link with the name of a file to be written, or of its unfinished one, is replaced."""
    own, path = tmp_path / "own", tmp_path / "card"
    own.write_bytes(b"mine")
    path.symlink_to(own)
    (tmp_path / "card.tmp").symlink_to(own)
    write_plain(path, b"card")
    assert (own.read_bytes(), read_plain(path, 10), path.is_symlink()) == (b"mine", b"card", False)


def test_missing_and_foreign_sticks_are_told_apart(tmp_path: Path) -> None:
    """No folder at all, and a folder without anything of ours."""
    with pytest.raises(StickMissingError):
        bundles_on(tmp_path / "nowhere")
    with pytest.raises(ForeignStickError):
        bundles_on(tmp_path)
    with pytest.raises(FileNotFoundError):
        open_plain(tmp_path / "nothing")
    assert len(WELL.sign(KEY)) + 64 * 68 < MANIFEST_LIMIT
