"""A newsroom for tests, founded in memory and on a temporary folder, with passphrases that are cheap to open.

``Newsroom(folder)`` has admins (a root and a targets key), machines (``ada``, ``ben`` …), one courier's key and a stick.
Sources seal with the real code. What a courier carries is written by :meth:`Newsroom.bundle`, without a server.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from nacl.signing import SigningKey
from tuf.api.metadata import Metadata, MetaFile, Role, Root, Snapshot, TargetFile, Targets, Timestamp

from intake.clean import BytesSource
from intake.clean.plan import Plan, Range
from intake.protocol import suite, wire
from intake.protocol.code import Code
from intake.protocol.directory import NEWSROOM, pack_bundle
from intake.protocol.letter import Content, Opened, make_exchange, seal_letter
from intake.protocol.newsroom import Desk, Reporter
from intake.protocol.newsroom import Newsroom as Listing
from intake.protocol.pseudonym import pseudonym
from intake.protocol.reply import Answer, expected_tags, open_reply
from intake.protocol.source import Identity
from intake.source.stream import Attachment, Outgoing
from keys.reporter.answers import make_outbox, write_outbox
from keys.reporter.machine import Machine
from keys.reporter.receive import Received, new_bundles, receive
from keys.signing import public_tuf_key, tuf_signer
from keys.stick import bundle as bundles
from keys.stick import layout
from keys.stick.bundle import Manifest
from keys.stick.outbox import open_outbox
from keys.vault.passphrase import Cost

CHEAP = Cost(memory_kib=8, passes=1)
PASSPHRASE = "the words of the test"
OTHER_PASSPHRASE = "other words of the test"
LONG_UNTIL = 400  # days that certificates last
NOW = datetime.now(UTC).replace(microsecond=0)
TODAY = wire.day_of(NOW.timestamp())


@dataclass(slots=True)
class Source:
    """A person with a code. ``identity`` is drawn when the newsroom's first root is known."""

    identity: Identity

    @property
    def name(self) -> str:
        """The pseudonym."""
        return pseudonym(self.identity.reply_key)


@dataclass(slots=True)
class Newsroom:
    """One newsroom: admins, machines, a courier's key, a stick. Nothing is on the stick before it is asked for."""

    folder: Path
    names: Sequence[str] = ("Ada", "Ben")
    today: int = TODAY
    courier: SigningKey = field(default_factory=SigningKey.generate)
    admins: Mapping[str, SigningKey] = field(
        default_factory=lambda: {role: SigningKey.generate() for role in ("root", "targets")}
    )
    root_versions: list[bytes] = field(default_factory=list)
    targets_version: int = 0
    signed_times: int = 0
    bundles_made: int = 0
    listing: Listing = field(init=False)
    page: dict[str, bytes] = field(default_factory=lambda: {"page/index.html": b"<!doctype html>\n"})

    def __post_init__(self) -> None:
        """Make the machines' vaults and the first root."""
        self.stick.mkdir(parents=True, exist_ok=True)
        entries = []
        for name in self.names:
            with Machine.create(self.vault(name), name, 8, PASSPHRASE, cost=CHEAP) as machine:
                entries.append(self.entry(machine))
        desk = Desk(
            {"en": "Desk"}, {}, ("en",), 3, tuple(entry.reporter for entry in entries[: wire.LETTERS_AN_EXCHANGE])
        )
        self.listing = Listing({"en": "Test"}, (desk,), tuple(entries), (bytes(self.courier.verify_key),))
        self.sign_root()
        self.sign_targets()

    @property
    def stick(self) -> Path:
        """The stick that everybody carries."""
        return self.folder / "stick"

    @property
    def pin(self) -> bytes:
        """SHA-256 of root version 1."""
        return hashlib.sha256(self.root_versions[0]).digest()

    def vault(self, name: str) -> Path:
        """The folder of a machine's vault."""
        return self.folder / f"airgap-{name.lower()}"

    def machine(self, name: str) -> Machine:
        """A machine, open: close it, or use it as a block."""
        return Machine.open(self.vault(name), PASSPHRASE)

    def entry(self, machine: Machine) -> Reporter:
        """How the directory names a machine."""
        card = machine.card()
        return Reporter(
            card.reporter, card.name, card.verify_key, self.today - 30, self.today + LONG_UNTIL, card.replies
        )

    # What the admins sign.

    def sign_root(self, couriers: Sequence[bytes] | None = None) -> None:
        """The next root version, by the same admins."""
        named = {role: [public_tuf_key(bytes(key.verify_key))] for role, key in self.admins.items()}
        carriers = [public_tuf_key(key) for key in couriers or self.listing.couriers]
        named |= {"snapshot": carriers, "timestamp": carriers}
        root = Root(
            version=len(self.root_versions) + 1,
            expires=NOW + timedelta(days=365),
            keys={key.keyid: key for keys in named.values() for key in keys},
            roles={role: Role([key.keyid for key in keys], 1) for role, keys in named.items()},
            consistent_snapshot=True,
        )
        self.root_versions.append(self._signed(root, self.admins["root"]))

    def sign_targets(self, listing: Listing | None = None) -> None:
        """The next targets version, naming ``listing`` (or the one before) and the page."""
        self.listing = listing or self.listing
        self.targets_version += 1

    def targets_files(self) -> dict[str, bytes]:
        """Every target by path."""
        return {NEWSROOM: self.listing.pack(), **self.page}

    def targets_metadata(self) -> bytes:
        """``targets`` as signed."""
        files = {path: TargetFile.from_data(path, body, ["sha256"]) for path, body in self.targets_files().items()}
        signed = Targets(version=self.targets_version, expires=NOW + timedelta(days=120), targets=files)
        return self._signed(signed, self.admins["targets"])

    def newsroom_files(self) -> dict[str, bytes]:
        """What the admins write onto the stick, by its path below ``newsroom``."""
        roots = {f"{number}.root.json": body for number, body in enumerate(self.root_versions, 1)}
        targets = {f"targets/{path}": body for path, body in self.targets_files().items()}
        return {**roots, f"{self.targets_version}.targets.json": self.targets_metadata(), **targets}

    def write_newsroom(self, stick: Path | None = None) -> Path:
        """Write it there, in the place of what was there; the folder."""
        folder = layout.stick_folder(stick or self.stick, layout.NEWSROOM, make=True)
        for old in folder.glob("*.targets.json"):
            old.unlink()
        for path, body in self.newsroom_files().items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(body)
        return folder

    def directory(self, board: bytes | None = None) -> bytes:
        """The one-file directory, with the snapshot and the timestamp that the courier adds."""
        self.signed_times += 1
        version, body = self.signed_times, self.targets_metadata()
        snapshot = Snapshot(version, expires=NOW + timedelta(days=30))
        snapshot.meta["targets.json"] = MetaFile.from_data(self.targets_version, body, ["sha256"])
        snapshot_body = self._signed(snapshot, self.courier)
        listed = MetaFile.from_data(version, snapshot_body, ["sha256"])
        fields = (
            {"board": {"number": wire.parse_board(board).number, "sha256": hashlib.sha256(board).hexdigest()}}
            if board
            else {}
        )
        timestamp = Timestamp(
            version, expires=NOW + timedelta(days=7), snapshot_meta=listed, unrecognized_fields=fields
        )
        metadata = {f"{number}.root.json": root for number, root in enumerate(self.root_versions, 1)}
        metadata |= {f"{self.targets_version}.targets.json": body, f"{version}.snapshot.json": snapshot_body}
        metadata["timestamp.json"] = self._signed(timestamp, self.courier)
        return pack_bundle(metadata, self.listing.pack())

    @staticmethod
    def _signed(signed: Root | Targets | Snapshot | Timestamp, key: SigningKey) -> bytes:
        metadata: Metadata[Any] = Metadata(signed)
        metadata.sign(tuf_signer(bytes(key)))
        return metadata.to_bytes()

    # What sources send.

    def source(self) -> Source:
        """Somebody new."""
        return Source(Identity.of(Code.draw(), self.pin))

    def day_key(self, name: str, day: int) -> bytes:
        """A machine's public key of a day; the seed is drawn if there is none."""
        with self.machine(name) as machine:
            machine.vault.day_keys.ensure([day])
            seed = machine.vault.day_keys.seed_of(day)
        assert seed is not None, "this day is retired"
        return suite.public_key(seed)

    def day_keys(self, name: str, days: Iterable[int]) -> dict[int, bytes]:
        """A machine's public keys of several days."""
        wanted = list(days)
        with self.machine(name) as machine:
            machine.vault.day_keys.ensure(wanted)
            seeds = {day: machine.vault.day_keys.seed_of(day) for day in wanted}
        return {day: suite.public_key(seed) for day, seed in seeds.items() if seed is not None}

    def reporter_id(self, name: str) -> bytes:
        """A machine's reporter id."""
        return next(entry.reporter for entry in self.listing.reporters if entry.name == name)

    def letter(
        self,
        source: Source,
        text: str = "",
        to: str = "Ada",
        *,
        day: int | None = None,
        outgoing: Outgoing | None = None,
        tip: bytes | None = None,
        key: bytes | None = None,
    ) -> bytes:
        """One letter. ``outgoing``: files whose parcels were all taken. ``key``: the day's public key, if known."""
        day = self.today if day is None else day
        reporter = self.reporter_id(to)
        content = Content(text, (reporter,), outgoing.stream() if outgoing else None)
        opened = Opened(source.identity.pair(reporter), source.identity.reply_key, tip or os.urandom(16), content)
        return seal_letter(opened.pack(), day, reporter, key or self.day_key(to, day))

    def exchange(self, *letters: bytes, day: int | None = None) -> bytes:
        """Four letters, filled up with cover."""
        return make_exchange(letters, self.today if day is None else day)

    # What the courier carries, written without a server.

    def bundle(
        self,
        letters: Iterable[bytes] = (),
        parcels: Iterable[tuple[bytes, bytes]] = (),
        *,
        closing: int | None = None,
        number: int | None = None,
        outboxes: Iterable[bytes] = (),
        lost: Sequence[int] = (),
        directory: bytes | None = None,
        stick: Path | None = None,
        courier: SigningKey | None = None,
    ) -> Path:
        """Write a bundle onto the stick; its folder. ``closing``: yesterday; ``outboxes``: their bytes."""
        self.bundles_made += 1
        key = courier or self.courier
        manifest = Manifest(
            courier=bytes(key.verify_key),
            number=self.bundles_made if number is None else number,
            closing=self.today - 1 if closing is None else closing,
            sha256={},
            outboxes=tuple(hashlib.sha256(body).digest() for body in outboxes),
            lost=tuple(lost),
        )
        folder = layout.stick_folder(stick or self.stick, layout.BUNDLES, make=True) / manifest.folder_name
        folder.mkdir(exist_ok=True)
        bodies = {bundles.LETTERS: sorted(letters), bundles.PARCELS: sorted(found + body for found, body in parcels)}
        bodies[bundles.DIRECTORY] = [directory or self.directory()]
        digests = {}
        for name, pieces in bodies.items():
            digest = hashlib.sha256()
            with (folder / name).open("wb") as file:
                for piece in pieces:
                    file.write(piece)
                    digest.update(piece)
            digests[name] = digest.digest()
        (folder / bundles.MANIFEST).write_bytes(replace(manifest, sha256=digests).sign(key))
        return folder

    # What reporters do.

    def receive(self, name: str = "Ada") -> Received:
        """Receive all that is new on the stick; no question is asked."""
        with self.machine(name) as machine:
            return receive(machine, new_bundles(machine, self.stick), self.pin)

    def outbox(self, name: str = "Ada") -> bytes:
        """Make the outbox, or take the last one again, and put it onto the stick; its bytes."""
        with self.machine(name) as machine:
            body, _ = make_outbox(machine, self.today)
            write_outbox(machine, body, self.stick)
            return body

    def replies(self, source: Source, outbox: bytes, name: str = "Ada") -> list[Answer]:
        """What a source can open of an outbox, by number."""
        entry = next(entry for entry in self.listing.reporters if entry.name == name)
        pair = source.identity.pair(entry.reporter)
        tags = expected_tags([(entry.reporter, pair)], self.today)
        found = []
        for tag, body in open_outbox(outbox, entry.verify_key).replies:
            if tag in tags:
                answer = open_reply(body, source.identity.reply_seed, pair, entry.reporter, tag)
                assert answer is not None
                found.append(answer)
        return sorted(found, key=lambda answer: answer.number)


def attachment(body: bytes, name: str = "file-1.bin", *, role: str = "file") -> Attachment:
    """A file as it is, for :class:`intake.source.stream.Outgoing`."""
    return Attachment(
        name, BytesSource(body), Plan((Range(0, len(body)),) if body else (), len(body)), None, None, role
    )


def sealed(*attachments: Attachment) -> tuple[Outgoing, list[tuple[bytes, bytes]]]:
    """Files as one stream: what :meth:`Newsroom.letter` takes, and its parcels."""
    outgoing = Outgoing(list(attachments))
    return outgoing, list(outgoing.parcels())
