"""An admins' office for tests: a folder, a stick, a page, cards, and the courier's part of publishing."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any

from click.testing import CliRunner, Result
from nacl.signing import SigningKey
from tuf.api.exceptions import DownloadHTTPError
from tuf.api.metadata import Metadata, MetaFile, Snapshot, Timestamp
from tuf.ngclient.fetcher import FetcherInterface

from intake.protocol import wire
from intake.protocol.directory import NEWSROOM, Directory, open_directory, pack_bundle
from intake.protocol.newsroom import Newsroom
from keys.ceremony import draft as drafts
from keys.ceremony.cli import keys
from keys.ceremony.folder import Folder
from keys.ceremony.founding import found, founding_keys
from keys.ceremony.rotate import plan_rotation, rotate
from keys.signing import tuf_signer
from keys.stick.card import Card
from keys.vault.passphrase import Cost

CHEAP = Cost(memory_kib=8, passes=1)
NOW = datetime.now(UTC).replace(microsecond=0)
TODAY = wire.day_of(NOW.timestamp())
INDEX = '<!doctype html>\n<meta name="newsroom-root" content="">\n<script type="module" src="app.js"></script>\n'


def passphrase_of(name: object) -> str:
    """The passphrase that the office gives a key: another for each."""
    return f"the words of {name}"


def card_bytes(name: str, role: str, seed: bytes, reporter: bytes = b"") -> bytes:
    """A card as "reporter card" and "courier card" write it."""
    key = SigningKey(seed)
    replies = 8 if role == "reporter" else 0
    return Card(role, name, key.verify_key.encode(), reporter, replies).sign(key)


@dataclass
class Office:
    """One newsroom's admins. ``courier`` is the seed of the courier that publishes."""

    top: Path
    courier: bytes = field(default_factory=lambda: os.urandom(32))
    version: int = 0

    def __post_init__(self) -> None:
        self.folder, self.stick, self.page = self.top / "admin", self.top / "stick", self.top / "page"
        self.stick.mkdir(parents=True)
        self.page.mkdir()
        (self.page / "index.html").write_text(INDEX)
        (self.page / "app.js").write_text("export {};\n")

    def found(self, threshold: int = 1, admins: int = 1, desks: Sequence[str] = ("Investigations",)) -> Office:
        """The first ceremony, with keys that open quickly."""
        draft = Newsroom({"en": "The Newsroom"}, drafts.desks_of(desks, ("en",), 3, {}), (), ())
        spoken = [passphrase_of(name) for name in founding_keys(admins)]
        found(self.folder, draft, threshold=threshold, admins=admins, passphrases=spoken, cost=CHEAP)
        return self

    def run(self, *args: object, typed: str | None = None) -> Result:
        """``keys`` with these arguments."""
        return CliRunner().invoke(keys, [str(arg) for arg in args], input=typed)

    def ok(self, *args: object, typed: str | None = None) -> str:
        """The same, and it has to end well; what it said."""
        result = self.run(*args, typed=typed)
        assert result.exit_code == 0, result.output
        return result.output

    def card(self, name: str, role: str = "reporter", seed: bytes | None = None, reporter: bytes | None = None) -> Path:
        """A card in a file."""
        made = card_bytes(
            name, role, seed or os.urandom(32), (reporter or os.urandom(16)) if role == "reporter" else b""
        )
        path = self.top / f"{name}.{role}"
        path.write_bytes(made)
        return path

    def certify(self, name: str, *more: object) -> bytes:
        """Certify a new reporter; the reporter id."""
        reporter = os.urandom(16)
        self.ok("reporter", "certify", self.folder, self.card(name, reporter=reporter), "--yes", *more)
        return reporter

    def certify_courier(self, seed: bytes | None = None) -> None:
        """Certify the office's courier, or another."""
        card = self.card("Laptop", "courier", seed or self.courier)
        self.ok("courier", "certify", self.folder, card, "--yes")

    def sign(self, *more: object, needs_root: bool = False, admins: Sequence[int] | None = None) -> str:
        """``keys targets sign`` by those admins, each key under its own passphrase."""
        signing = admins or Folder(self.folder).admins().signers(())
        roles = ("root", "targets") if needs_root else ("targets",)
        spoken = [passphrase_of(f"admin {number}'s {role} key") for number in signing for role in roles]
        chosen = [part for number in admins or () for part in ("--admin", number)]
        return self.ok(
            "targets", "sign", self.folder, self.stick, "--page", self.page, *chosen, *self.files(spoken), *more
        )

    def rotate(self, **how: Any) -> None:
        """``keys root rotate``, with new keys that open quickly; the passphrases stay those of the keys' names."""
        plan = plan_rotation(Folder(self.folder), TODAY, **how)
        rotate(plan, [*map(passphrase_of, plan.old_keys)], [*map(passphrase_of, plan.new_keys)], cost=CHEAP)

    def files(self, spoken: Sequence[str]) -> list[object]:
        """``--passphrase-file`` for each passphrase."""
        args: list[object] = []
        for number, passphrase in enumerate(spoken):
            path = self.top / f"passphrase-{number}"
            path.write_text(passphrase + "\n")
            args += ["--passphrase-file", path]
        return args

    def begin(self) -> Office:
        """A newsroom of one admin, Ada, Ben and a courier, signed once."""
        self.found()
        self.certify("Ada")
        self.certify("Ben")
        self.certify_courier()
        self.sign(needs_root=True)
        return self

    def signed_files(self) -> dict[str, bytes]:
        """What lies on the stick, by its path there."""
        top = self.stick / "asterism" / "newsroom"
        return {path.relative_to(top).as_posix(): path.read_bytes() for path in top.rglob("*") if path.is_file()}

    def pin(self) -> bytes:
        """SHA-256 of the first root on the stick."""
        return hashlib.sha256(self.signed_files()["1.root.json"]).digest()

    def publish(self) -> dict[str, bytes]:
        """The repository by published path, with the snapshot and timestamp that the courier adds."""
        self.version += 1
        return published(self.signed_files(), self.courier, self.version)

    def directory(self) -> Directory:
        """What a page, ``tip`` and the tools see of what lies on the stick."""
        files = self.publish()
        metadata = {path: body for path, body in files.items() if "/" not in path}
        return open_directory(pack_bundle(metadata, self.signed_files()[f"targets/{NEWSROOM}"]), self.pin(), NOW)


def published(signed: Mapping[str, bytes], courier: bytes, version: int) -> dict[str, bytes]:
    """What a courier publishes of the files on a stick: targets under their hashes, snapshot and timestamp signed."""
    files = {name: body for name, body in signed.items() if "/" not in name}
    (name,) = (name for name in files if name.endswith(".targets.json"))
    for path in (path for path in signed if path.startswith("targets/")):
        place = PurePosixPath(path)
        files[str(place.with_name(f"{hashlib.sha256(signed[path]).hexdigest()}.{place.name}"))] = signed[path]
    snapshot = Snapshot(version, expires=NOW + timedelta(days=30))
    snapshot.meta["targets.json"] = MetaFile.from_data(int(name.split(".")[0]), files[name], ["sha256"])
    files[f"{version}.snapshot.json"] = _signed(Metadata(snapshot), courier)
    listed = MetaFile.from_data(version, files[f"{version}.snapshot.json"], ["sha256"])
    timestamp = Timestamp(version, expires=NOW + timedelta(days=7), snapshot_meta=listed)
    files["timestamp.json"] = _signed(Metadata(timestamp), courier)
    return files


def _signed(metadata: Metadata[Any], seed: bytes) -> bytes:
    metadata.sign(tuf_signer(seed))
    return metadata.to_bytes()


class Shelf(FetcherInterface):
    """Serves published files to python-tuf's client, without a network."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files

    def _fetch(self, url: str) -> Iterator[bytes]:
        path = url.removeprefix("http://newsroom/")
        if path not in self.files:
            raise DownloadHTTPError("not here", 404)
        yield self.files[path]
