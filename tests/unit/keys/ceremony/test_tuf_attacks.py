"""TUF's own list of attacks, one test each and named for it, against what a ceremony published.

The list is that of The Update Framework (theupdateframework.io, "Security": attacks and weaknesses), in its order. Each is
tried on both readers: ``open_directory``, which the tools use and whose twin is in the page, and python-tuf's client.
A page has no memory: where an attack is one on memory alone, the test says what it cannot see.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tuf.api.exceptions import (
    BadVersionNumberError,
    DownloadError,
    ExpiredMetadataError,
    LengthOrHashMismatchError,
    RepositoryError,
    UnsignedMetadataError,
)
from tuf.api.metadata import Key, Metadata, MetaFile

from intake.protocol.directory import NEWSROOM, SIZE_LIMIT, Directory, open_directory, pack_bundle
from intake.protocol.errors import DirectoryError, ExpiredDirectoryError, RollbackError
from intake.source.client import ANSWER_LIMIT, CONNECT_S, QUIET_S
from keys.ceremony.admins import KeyName
from keys.ceremony.folder import Folder
from keys.ceremony.page import INDEX
from keys.ceremony.roles import make_root
from keys.signing import tuf_signer
from tests.unit.keys.ceremony.office import NOW, TODAY, Office, passphrase_of
from tests.unit.keys.ceremony.test_published import client


@dataclass
class Reader:
    """A victim: python-tuf's client with its memory, and our opener with the versions that a tool remembers."""

    home: Path
    office: Office
    seen: Any = field(default=None)

    def ours(self, files: dict[str, bytes]) -> Directory:
        """What our opener says of these files; it remembers."""
        metadata = {path: body for path, body in files.items() if "/" not in path}
        newsroom = next(body for path, body in files.items() if path.endswith(f".{NEWSROOM}"))
        opened = open_directory(pack_bundle(metadata, newsroom), self.office.pin(), NOW, seen=self.seen)
        self.seen = opened.versions
        return opened

    def theirs(self, files: dict[str, bytes]) -> Any:
        """python-tuf's client after its refresh; it remembers on its own disk."""
        first = None if (self.home / "metadata").exists() else self.office.signed_files()["1.root.json"]
        updater = client(self.home, files, first)
        updater.refresh()
        return updater

    def both(self, files: dict[str, bytes]) -> None:
        """Both accept these files."""
        self.theirs(files)
        self.ours(files)

    def refuse(self, files: dict[str, bytes], ours: type[Exception], theirs: type[Exception]) -> None:
        """Both refuse, each with its own error; python-tuf's client in a copy of its home, so that each try is its first."""
        with pytest.raises(ours) as told:
            self.ours(files)
        assert type(told.value) is ours
        copy = Reader(self.home.with_name(f"{self.home.name}-{os.urandom(4).hex()}"), self.office)
        if self.home.exists():
            shutil.copytree(self.home, copy.home)
        with pytest.raises(theirs):
            copy.theirs(files)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """One admin, two readers, a courier, signed once."""
    return Office(tmp_path / "office").begin()


@pytest.fixture
def reader(tmp_path: Path, office: Office) -> Reader:
    """Somebody who has seen nothing yet."""
    return Reader(tmp_path / "victim", office)


def resigned(files: dict[str, bytes], name: str, seed: bytes, change: Callable[[Any], None]) -> dict[str, bytes]:
    """The files with one of them changed and signed anew by whoever holds this seed."""
    metadata: Metadata[Any] = Metadata.from_bytes(files[name])
    change(metadata.signed)
    metadata.signatures.clear()
    metadata.sign(tuf_signer(seed))
    return {**files, name: metadata.to_bytes()}


def _as_it_is(_signed: Any) -> None:
    """Only the signature is another."""


def test_arbitrary_software_installation(office: Office, reader: Reader) -> None:
    """Who holds server and line alone installs nothing: another file of the page, or other metadata, has no signature."""
    files = office.publish()
    for path in [path for path in files if path.endswith((".app.js", f".{NEWSROOM}"))]:
        evil = {**files, path: files[path].replace(b"e", b"3")}
        if path.endswith(NEWSROOM):
            with pytest.raises(DirectoryError):
                reader.ours(evil)
        updater = reader.theirs(evil)
        info = updater.get_targetinfo("page/app.js" if path.endswith(".js") else NEWSROOM)
        with pytest.raises(RepositoryError):
            updater.download_target(info)
    stranger = os.urandom(32)
    forged = resigned(files, "timestamp.json", stranger, _as_it_is)
    reader.refuse(forged, DirectoryError, UnsignedMetadataError)
    with pytest.raises(DirectoryError):
        reader.ours(resigned(files, "1.targets.json", stranger, _as_it_is))


def test_endless_data(office: Office, reader: Reader) -> None:
    """Nobody reads on for ever: the directory ends at 4 MiB, an answer at the client's limit, TUF's files at theirs."""
    files = office.publish()
    body = pack_bundle({p: b for p, b in files.items() if "/" not in p}, office.signed_files()[f"targets/{NEWSROOM}"])
    with pytest.raises(DirectoryError):
        open_directory(body + b" " * SIZE_LIMIT, office.pin(), NOW)
    assert SIZE_LIMIT < ANSWER_LIMIT <= 64 << 20
    with pytest.raises(DownloadError):
        reader.theirs({**files, "timestamp.json": files["timestamp.json"] + b" " * 20_000})


def test_extraneous_dependencies(office: Office) -> None:
    """Does not apply: nothing that is signed names another package to fetch.

    The nearest thing is a page that loads a file which nobody signed. The page's policy lets in files of its own origin
    only, the server serves what a publication holds, and that is what the targets name, which the courier checks and
    ``verify`` compares; so the list of a page's files is the whole of it.
    """
    signed = {path for path in office.signed_files() if path.startswith("targets/")}
    assert signed == {"targets/newsroom.json", f"targets/{INDEX}", "targets/page/app.js"}
    assert set(office.directory().targets) == {path.removeprefix("targets/") for path in signed}


def test_fast_forward(office: Office, reader: Reader) -> None:
    """A stolen courier's key raises versions to the sky; a root that names another courier brings everybody back.

    A page starts anew each time. Who remembers throws away what the old key signed (TUF 5.3.11).
    """
    reader.both(office.publish())
    office.version = 2**40
    reader.both(office.publish())
    office.courier, stolen = os.urandom(32), office.courier
    office.certify_courier()
    words = Folder(office.folder).draft().couriers[0]
    office.ok("courier", "revoke", office.folder, words.hex())
    office.sign(needs_root=True)
    office.version = 2
    back = office.publish()
    assert reader.theirs(back).get_targetinfo(NEWSROOM) is not None
    assert reader.ours(back).versions.timestamp < 2**40
    assert office.directory().versions.timestamp < 2**40
    fresh = Reader(reader.home.with_name("fresh"), office)
    fresh.both(back)
    office.courier, office.version = stolen, 2**41
    fresh.refuse(office.publish(), DirectoryError, UnsignedMetadataError)


def test_indefinite_freeze(office: Office, reader: Reader) -> None:
    """Who holds back all news is noticed when the timestamp runs out, after seven days; it says since when."""
    files = office.publish()
    old = resigned(files, "timestamp.json", office.courier, _expire)
    reader.refuse(old, ExpiredDirectoryError, ExpiredMetadataError)
    with pytest.raises(ExpiredDirectoryError) as told:
        reader.ours(old)
    assert (NOW - timedelta(days=1)).date().isoformat() in told.value.happened
    metadata: Metadata[Any] = Metadata.from_bytes(files["timestamp.json"])
    assert metadata.signed.expires - NOW <= timedelta(days=7)


def _expire(signed: Any) -> None:
    signed.expires = NOW - timedelta(days=1)


def test_malicious_mirrors_preventing_updates(office: Office, reader: Reader) -> None:
    """Nobody can be made to believe that there is nothing new for longer than a freeze lasts; a missing part is told.

    There are no mirrors: a newsroom has one address, and an onion address beside it. Who holds it can keep silent.
    """
    files = office.publish()
    for gone in ("timestamp.json", "1.snapshot.json", "1.targets.json"):
        without = {path: body for path, body in files.items() if path != gone}
        reader.refuse(without, DirectoryError, DownloadError)


def test_mix_and_match(office: Office, reader: Reader) -> None:
    """Parts of two publications do not go together: each names the hash of the next."""
    old = office.publish()
    office.certify("Chi")
    office.sign()
    new = office.publish()
    mixed = {**new, "2.targets.json": old["1.targets.json"], f"{2}.snapshot.json": new["2.snapshot.json"]}
    reader.refuse(mixed, DirectoryError, LengthOrHashMismatchError)
    mixed = {**new, "2.snapshot.json": old["1.snapshot.json"]}
    reader.refuse(mixed, DirectoryError, LengthOrHashMismatchError)
    newsroom = next(path for path in old if path.endswith(f".{NEWSROOM}"))
    with pytest.raises(DirectoryError):
        reader.ours({**{p: b for p, b in new.items() if not p.endswith(NEWSROOM)}, newsroom: old[newsroom]})
    reader.both(new)


def test_rollback(office: Office, reader: Reader, tmp_path: Path) -> None:
    """Who saw version 2 does not take version 1 any more, of any part; a page without memory takes it until it runs out."""
    old = office.publish()
    office.certify("Chi")
    office.sign()
    reader.both(office.publish())
    # python-tuf keeps the newer timestamp that it has and goes on with it; ours says so.
    with pytest.raises(RollbackError):
        reader.ours(old)
    with pytest.raises(BadVersionNumberError):
        reader.theirs({**old, "timestamp.json": _older_snapshot(old, office.courier)})
    Reader(tmp_path / "page", office).ours(old)


def _older_snapshot(old: dict[str, bytes], courier: bytes) -> bytes:
    """A new timestamp that names the old snapshot."""

    def change(signed: Any) -> None:
        signed.version = 9
        signed.snapshot_meta = MetaFile(1)

    return resigned(old, "timestamp.json", courier, change)["timestamp.json"]


def test_slow_retrieval() -> None:
    """A line that drips is given up by its silence, not by its slowness: sources have slow lines.

    ``tip`` and ``verify`` wait for so many seconds without a byte and no longer; the page does as much (its own tests).
    A server that sends a byte each half minute keeps somebody waiting and learns nothing by it.
    """
    assert CONNECT_S <= 60
    assert QUIET_S <= 120


def test_key_compromise(office: Office, reader: Reader, tmp_path: Path) -> None:
    """Fewer keys than the threshold sign nothing; a stolen online key names nobody new; a stolen key is rotated away."""
    three = Office(tmp_path / "three").found(2, 3)
    three.certify("Ada")
    three.certify_courier()
    three.sign(needs_root=True)
    folder = Folder(three.folder)
    stolen = folder.seed(KeyName("targets", 1), passphrase_of("admin 1's targets key"))
    victim = Reader(tmp_path / "of-three", three)
    files = three.publish()
    alone = resigned(files, "1.targets.json", stolen, _as_it_is)
    metadata: Metadata[Any] = Metadata.from_bytes(alone["1.targets.json"])
    assert len(metadata.signatures) == 1
    named = _naming(alone, three.courier)
    victim.refuse(named, DirectoryError, UnsignedMetadataError)
    # The courier's key may be used by a thief, and for nothing but snapshot and timestamp.
    by_courier = _naming(resigned(files, "1.targets.json", three.courier, _as_it_is), three.courier)
    victim.refuse(by_courier, DirectoryError, UnsignedMetadataError)
    # Two old keys together are enough, until a root that names others has been seen.
    three.rotate(targets=True)
    three.sign()
    victim.both(three.publish())
    root = folder.roots()[-1]
    assert tuf_signer(stolen).public_key.keyid not in root.keys


def _naming(files: dict[str, bytes], courier: bytes) -> dict[str, bytes]:
    """A snapshot and a timestamp that name these very targets, signed by the courier's (stolen) key."""

    def snapshot(signed: Any) -> None:
        signed.meta["targets.json"] = MetaFile.from_data(1, files["1.targets.json"], ["sha256"])

    files = resigned(files, "1.snapshot.json", courier, snapshot)

    def timestamp(signed: Any) -> None:
        signed.snapshot_meta = MetaFile.from_data(1, files["1.snapshot.json"], ["sha256"])

    return resigned(files, "timestamp.json", courier, timestamp)


def test_wrong_software_installation(office: Office, reader: Reader, tmp_path: Path) -> None:
    """A file that is signed is not taken for another that is signed: its path is signed too; nor one of another newsroom."""
    files = office.publish()
    (index,) = (path for path in files if path.endswith(".index.html"))
    (script,) = (path for path in files if path.endswith(".app.js"))
    updater = reader.theirs({**files, script: files[index]})
    info = updater.get_targetinfo("page/app.js")
    with pytest.raises((RepositoryError, DownloadError)):
        updater.download_target(info)
    other = Office(tmp_path / "other").begin()
    with pytest.raises(DirectoryError):
        reader.ours(other.publish())


def test_a_threshold_of_keys_that_is_one_key_under_two_names(office: Office, reader: Reader) -> None:
    """Beside TUF's list: python-tuf counts key ids, we count keys, so such a root is refused (decision 9)."""
    folder = Folder(office.folder)
    admins = folder.admins()
    root = make_root(admins, folder.draft().couriers, 2, TODAY)
    role, keys = root.signed.roles["root"], root.signed.keys
    keyid = role.keyids[0]
    key = keys[keyid].to_dict()
    keys["00" * 32] = Key.from_dict("00" * 32, key)
    role.keyids.append("00" * 32)
    role.threshold = 2
    seed = folder.seed(KeyName("root", 1), passphrase_of("admin 1's root key"))
    signature = root.sign(tuf_signer(seed))
    root.signatures["00" * 32] = type(signature)("00" * 32, signature.signature)
    files = {**office.publish(), "2.root.json": root.to_bytes()}
    reader.theirs(files)
    with pytest.raises(DirectoryError):
        reader.ours(files)
