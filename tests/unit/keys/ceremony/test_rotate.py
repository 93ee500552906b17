"""Rotation: who signs changes, whatever interrupts it, and nobody who should not be able to sign can."""

from __future__ import annotations

from pathlib import Path

import pytest
from tuf.api.exceptions import UnsignedMetadataError

from keys.ceremony.admins import KeyName
from keys.ceremony.errors import (
    NothingSignedError,
    ThresholdError,
    TooFewSignersError,
    UnknownAdminError,
    WrongKeyFileError,
)
from keys.ceremony.folder import ADMINS_NEXT, Folder
from keys.ceremony.roles import add_signature, make_root, missing
from keys.ceremony.rotate import plan_rotation, rotate
from keys.vault.errors import EmptyPassphraseError, WrongPassphraseError
from tests.unit.keys.ceremony.office import CHEAP, TODAY, Office, passphrase_of


class PulledError(OSError):
    """The plug, pulled."""


def three_admins(tmp_path: Path) -> Office:
    """A signed newsroom of which two of three admins sign."""
    office = Office(tmp_path).found(2, 3)
    office.certify("Ada")
    office.certify_courier()
    office.sign(needs_root=True)
    return office


def key_files(office: Office) -> set[str]:
    """The names of the key files."""
    return {path.name for path in (office.folder / "keys").iterdir()}


def test_an_admin_who_leaves_signs_nothing_any_more(tmp_path: Path) -> None:
    """Neither role of the new root names the old keys, and their files are gone."""
    office = three_admins(tmp_path)
    folder = Folder(office.folder)
    seed = folder.seed(KeyName("targets", 3), passphrase_of("admin 3's targets key"))
    office.rotate(remove=(3,), add=1)
    assert key_files(office) == {f"{role}-{number}.key" for role in ("root", "targets") for number in (1, 2, 4)}
    root = folder.roots()[-1]
    metadata = folder.last_targets_metadata()
    assert metadata is not None
    with pytest.raises(WrongKeyFileError):
        add_signature(metadata, seed, [root])
    office.sign(admins=(2, 4))
    assert office.directory().versions.root == 2


def test_targets_signed_by_an_admin_who_left_are_reported_until_signed_anew(tmp_path: Path) -> None:
    """The old targets had signatures of 1 and 2; without 2 they fall short, and "keys status" says so."""
    office = three_admins(tmp_path)
    office.rotate(remove=(2,))
    assert "keys that the last root no longer names" in office.ok("status", office.folder)
    office.sign(admins=(1, 3))
    assert "Not signed yet" not in office.ok("status", office.folder)


def test_an_admin_who_is_away_keeps_the_old_key(tmp_path: Path) -> None:
    """Two of three are enough to rotate; the third's key file still opens and still counts."""
    office = three_admins(tmp_path)
    third = Folder(office.folder).admins()[3]
    office.rotate(absent=(3,))
    assert Folder(office.folder).admins()[3] == third
    office.rotate(absent=(1,))  # now with the third's old key and the second's new one
    assert len(Folder(office.folder).roots()) == 3


def test_old_root_keys_alone_cannot_sign_the_next_root(tmp_path: Path) -> None:
    """After a rotation the replaced keys, copied before, are refused by the root that follows."""
    office = three_admins(tmp_path)
    folder = Folder(office.folder)
    stolen = [folder.seed(KeyName("root", n), passphrase_of(f"admin {n}'s root key")) for n in (1, 2)]
    office.rotate()
    last = folder.roots()[-1]
    forged = make_root(folder.admins(), folder.draft().couriers, 3, TODAY)
    for seed in stolen:
        with pytest.raises(WrongKeyFileError):
            add_signature(forged, seed, [last])
    with pytest.raises(UnsignedMetadataError):
        last.verify_delegate("root", forged.signed_bytes, forged.signatures)


def test_signatures_are_added_one_at_a_time_and_counted(tmp_path: Path) -> None:
    """A root needs the threshold of the old keys and of its own; one key twice is still one."""
    office = three_admins(tmp_path)
    folder = Folder(office.folder)
    old = folder.roots()[-1]
    root = make_root(folder.admins(), folder.draft().couriers, 2, TODAY)
    first, second = (folder.seed(KeyName("root", n), passphrase_of(f"admin {n}'s root key")) for n in (1, 2))
    both = [old, root.signed]
    assert missing(root, both) == 2
    assert add_signature(root, first, both) == 1
    assert add_signature(root, first, both) == 1
    assert add_signature(root, second, both) == 0


@pytest.mark.parametrize("moment", ["write_metadata", "finish_rotation"])
def test_a_rotation_that_is_cut_leaves_old_keys_or_new_ones_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """Before the new root is written the old keys serve; after it the next command puts the new ones in place."""
    office = three_admins(tmp_path)
    before = Folder(office.folder).admins()

    def pull(*_: object) -> None:
        raise PulledError

    with monkeypatch.context() as patch:
        patch.setattr(Folder, moment, pull)
        with pytest.raises(PulledError):
            office.rotate(targets=True)
    assert (office.folder / ADMINS_NEXT).is_file()
    after = Folder.open(office.folder).admins()
    assert (after == before) == (moment == "write_metadata")
    office.sign()  # every key file that is needed opens under its passphrase
    assert office.directory().versions.root == (1 if after == before else 2)
    office.rotate()
    assert not (office.folder / ADMINS_NEXT).exists()
    assert len(key_files(office)) == 6


@pytest.mark.parametrize("renamed", range(5))
def test_putting_new_keys_in_place_may_be_cut_after_any_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, renamed: int
) -> None:
    """A key that was put in place stays, the others follow at the next command, and all six open."""
    office = three_admins(tmp_path)
    place, done = Path.replace, 0

    def sometimes(self: Path, target: Path) -> Path:
        nonlocal done
        if self.name.endswith(".next.key"):
            if done == renamed:
                raise PulledError
            done += 1
        return place(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", sometimes)
        with pytest.raises(PulledError):
            office.rotate(targets=True)
    folder = Folder.open(office.folder)
    for number in (1, 2, 3):
        for role in ("root", "targets"):
            name = KeyName(role, number)
            assert folder.seed(name, passphrase_of(name))
    assert len(key_files(office)) == 6


def test_a_wrong_or_empty_passphrase_stops_a_rotation_before_anything_is_written(tmp_path: Path) -> None:
    """Old keys, roots and admins are as they were."""
    office = three_admins(tmp_path)
    folder = Folder(office.folder)
    plan = plan_rotation(folder, TODAY)
    before = {path: path.read_bytes() for path in office.folder.rglob("*") if path.is_file()}
    right = [passphrase_of(name) for name in plan.old_keys]
    with pytest.raises(WrongPassphraseError):
        rotate(plan, [right[0], "wrong"], ["new"] * 3, cost=CHEAP)
    with pytest.raises(EmptyPassphraseError):
        rotate(plan, right, ["new", " ", "new"], cost=CHEAP)
    assert before == {path: path.read_bytes() for path in office.folder.rglob("*") if path.is_file()}


def test_rotations_that_nobody_could_sign_are_refused(tmp_path: Path) -> None:
    """Not before the first root, not by too few, not for more signatures than admins, not of unknown admins."""
    office = Office(tmp_path).found(2, 3)
    folder = Folder(office.folder)
    with pytest.raises(NothingSignedError):
        plan_rotation(folder, TODAY)
    office.certify("Ada")
    office.certify_courier()
    office.sign(needs_root=True)
    with pytest.raises(TooFewSignersError):
        plan_rotation(folder, TODAY, absent=(1, 2))
    with pytest.raises(TooFewSignersError):
        plan_rotation(folder, TODAY, absent=(3,), threshold=3)
    with pytest.raises(ThresholdError):
        plan_rotation(folder, TODAY, remove=(1, 2))
    with pytest.raises(ThresholdError):
        plan_rotation(folder, TODAY, threshold=0)
    with pytest.raises(UnknownAdminError):
        plan_rotation(folder, TODAY, remove=(4,))
