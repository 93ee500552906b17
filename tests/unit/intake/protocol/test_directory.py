"""The directory: what TUF's own client accepts, we accept; what is altered, nobody does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from securesystemslib.signer import CryptoSigner  # type: ignore[attr-defined]
from tuf.api.exceptions import DownloadHTTPError
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp
from tuf.ngclient import FetcherInterface, Updater, UpdaterConfig  # type: ignore[attr-defined]

from intake.protocol.directory import open_directory, pack_bundle, root_sha256, unpack_bundle
from intake.protocol.errors import DirectoryError, RollbackError
from tests.unit.intake.protocol.spoil import altered, any_json, quick, spoilt
from tests.vectors._makers import newsdesk

OFFICE = newsdesk.Office()
GOOD = OFFICE.bundle()


@settings(quick, max_examples=100)
@given(altered(GOOD) | st.binary(max_size=60))
def test_any_bytes_are_refused_or_the_very_directory(untrusted: bytes) -> None:
    """No altered directory says anything else, and nothing but a DirectoryError leaves the opener."""
    with suppress(DirectoryError):
        opened = open_directory(untrusted, OFFICE.pin, newsdesk.NOW)
        assert opened == open_directory(GOOD, OFFICE.pin, newsdesk.NOW)


@settings(quick, max_examples=100)
@given(st.data())
def test_any_json_that_the_right_keys_signed_is_accepted_or_refused(data: st.DataObject) -> None:
    """Even what admins or the courier sign by mistake raises nothing but a DirectoryError."""
    office = newsdesk.Office()
    for part in ("targets", "snapshot", "timestamp"):
        if data.draw(st.booleans()):
            setattr(office, part, data.draw(spoilt(getattr(office, part))))
    try:
        body = office.bundle()
    except Exception:  # noqa: BLE001 - what cannot even be signed is no case
        return
    with suppress(DirectoryError):
        open_directory(body, office.pin, newsdesk.NOW)


@quick
@given(spoilt(json.loads(OFFICE.roots[0])) | any_json)
def test_any_json_pinned_as_a_root_is_accepted_or_refused(root: Any) -> None:
    """A pin of a broken root raises nothing but a DirectoryError."""
    body = json.dumps(root).encode()
    bundle = OFFICE.bundle(OFFICE.metadata() | {"1.root.json": body})
    with suppress(DirectoryError):
        open_directory(bundle, sha256(body).digest(), newsdesk.NOW)


def test_a_directory_has_at_most_four_mebibytes() -> None:
    """Exactly 4 MiB is read, one byte more is refused before it is parsed."""
    full = GOOD + b" " * (4 * 1_024 * 1_024 - len(GOOD))
    assert open_directory(full, OFFICE.pin, newsdesk.NOW).versions.targets == 4
    with pytest.raises(DirectoryError):
        open_directory(full + b" ", OFFICE.pin, newsdesk.NOW)


def test_a_directory_packs_to_its_parts() -> None:
    """Unpacked and packed it is the same file."""
    metadata, targets = unpack_bundle(GOOD)
    assert unpack_bundle(pack_bundle(metadata, targets["newsroom.json"])) == (metadata, targets)


def test_a_tool_that_remembers_refuses_what_is_older() -> None:
    """After a newer directory the older one is a rollback, in every part."""
    newer = newsdesk.Office()
    newer.timestamp["version"] = 13
    seen = open_directory(newer.bundle(), newer.pin, newsdesk.NOW).versions
    with pytest.raises(RollbackError):
        open_directory(GOOD, OFFICE.pin, newsdesk.NOW, seen=seen)


class _Folder(FetcherInterface):
    """Serves files from a mapping, as the server would."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files

    def _fetch(self, url: str) -> Iterator[bytes]:
        name = url.removeprefix("https://example.invalid/")
        if name not in self.files:
            raise DownloadHTTPError("missing", 404)
        yield self.files[name]


def _sign(signed: Root | Timestamp | Snapshot | Targets, *signers: CryptoSigner) -> bytes:
    metadata: Metadata[Any] = Metadata(signed)
    for signer in signers:
        metadata.sign(signer, append=True)
    return metadata.to_bytes()


def _named(version: int, body: bytes) -> MetaFile:
    return MetaFile(version, len(body), {"sha256": sha256(body).hexdigest()})


def _published(roots: int) -> dict[str, bytes]:
    """A directory that python-tuf writes, with so many roots; each replaces one of three admins."""
    now = datetime.now(UTC).replace(microsecond=0)
    admins = [CryptoSigner.generate_ed25519() for _ in range(roots + 2)]
    courier = CryptoSigner.generate_ed25519()
    files: dict[str, bytes] = {}
    for version in range(1, roots + 1):
        root = Root(version=version, expires=now + timedelta(days=365), consistent_snapshot=True)
        for role in ("root", "targets"):
            root.roles[role].threshold = 2
            for admin in admins[version - 1 : version + 2]:
                root.add_key(admin.public_key, role)
        for role in ("snapshot", "timestamp"):
            root.add_key(courier.public_key, role)
        signers = admins[max(0, version - 2) : version + 2]
        files[f"{version}.root.json"] = _sign(root, *signers)
    body = newsdesk.newsroom().pack()
    targets = Targets(version=3, expires=now + timedelta(days=120))
    targets.targets["newsroom.json"] = TargetFile.from_data("newsroom.json", body, ["sha256"])
    files["3.targets.json"] = _sign(targets, *admins[-2:])
    snapshot = Snapshot(version=5, expires=now + timedelta(days=120))
    snapshot.meta["targets.json"] = _named(3, files["3.targets.json"])
    files["5.snapshot.json"] = _sign(snapshot, courier)
    named = _named(5, files["5.snapshot.json"])
    board = {"board": {"number": 1, "sha256": "00" * 32}}
    timestamp = Timestamp(version=8, expires=now + timedelta(days=7), snapshot_meta=named, unrecognized_fields=board)
    files["timestamp.json"] = _sign(timestamp, courier)
    return files | {"targets/newsroom.json": body}


@pytest.mark.parametrize("roots", [1, 2, 4])
def test_the_same_files_please_tufs_own_client_and_ours(roots: int, tmp_path: Path) -> None:
    """An unmodified tuf.ngclient walks the roots and finds newsroom.json, and so do we."""
    files = _published(roots)
    updater = Updater(
        str(tmp_path),
        "https://example.invalid/",
        str(tmp_path),
        "https://example.invalid/targets/",
        fetcher=_Folder(files),
        config=UpdaterConfig(prefix_targets_with_hash=False),
        bootstrap=files["1.root.json"],
    )
    info = updater.get_targetinfo("newsroom.json")
    assert info is not None
    assert Path(updater.download_target(info)).read_bytes() == files["targets/newsroom.json"]
    metadata = {name: body for name, body in files.items() if not name.startswith("targets/")}
    bundle = pack_bundle(metadata, files["targets/newsroom.json"])
    directory = open_directory(bundle, root_sha256(files["1.root.json"]), datetime.now(UTC))
    versions = directory.versions
    assert (versions.root, versions.targets, versions.snapshot, versions.timestamp) == (roots, 3, 5, 8)
    assert directory.newsroom == newsdesk.newsroom()


def test_a_missing_root_ends_the_walk() -> None:
    """A root that skips a version leads nowhere: the walk ends before the gap, and what follows is not believed."""
    files = _published(4)
    del files["2.root.json"]
    body = files.pop("targets/newsroom.json")
    with pytest.raises(DirectoryError):
        open_directory(pack_bundle(files, body), root_sha256(files["1.root.json"]), datetime.now(UTC))
