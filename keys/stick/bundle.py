"""Bundles: what goes in to the air gap (docs/protocol.md, "Bundle").

A bundle is a folder with four files: ``letters`` (8,192 bytes each, by id), ``parcels`` (id 16 ‖ parcel 65,536, by
id), ``directory`` (the one-file directory) and ``manifest`` (signature 64 ‖ JSON), written last: a bundle without a
manifest is one that was cut short, and is as if it were not there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from intake.protocol import wire
from intake.protocol.suite import Label
from keys.stick.errors import BrokenBundleError
from keys.stick.layout import BUNDLES, stick_folder

LETTERS, PARCELS, DIRECTORY, MANIFEST = "letters", "parcels", "directory", "manifest"
PARCEL_ROW = wire.ID_SIZE + wire.PARCEL_SIZE
SIGNATURE_SIZE = 64


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a courier says of a bundle.

    courier:   Ed25519 key, 32 bytes.  number: of this courier's bundles, from 1, without gaps.
    closing:   the last day of which all that the server held is in this or an earlier bundle.
    sha256:    SHA-256 (32 bytes) of each of the three other files.
    outboxes:  SHA-256 of every outbox that this courier has handed over (the last 64).
    lost:      numbers of bundles that will never come; this one carries again all that the server holds.
    """

    courier: bytes
    number: int
    closing: int
    sha256: dict[str, bytes]
    outboxes: tuple[bytes, ...] = ()
    lost: tuple[int, ...] = ()

    @property
    def folder_name(self) -> str:
        """The bundle's folder on the stick."""
        return f"{self.courier.hex()[:16]}-{self.number:06}"

    def sign(self, key: SigningKey) -> bytes:
        """The manifest's bytes."""
        fields = {
            "suite": wire.SUITE,
            "courier": self.courier.hex(),
            "number": self.number,
            "closing": self.closing,
            "sha256": {name: digest.hex() for name, digest in self.sha256.items()},
            "outboxes": [digest.hex() for digest in self.outboxes],
            "lost": list(self.lost),
        }
        body = json.dumps(fields, sort_keys=True).encode()
        return key.sign(Label.BUNDLE.prefix + body).signature + body


def parse_manifest(untrusted: bytes) -> Manifest:
    """A manifest that the key which it names signed; whether that is one of ours is the caller's question.

    Raises:  BrokenBundleError.
    """
    signature, body = untrusted[:SIGNATURE_SIZE], untrusted[SIGNATURE_SIZE:]
    try:
        fields = json.loads(body)
        manifest = Manifest(
            courier=bytes.fromhex(fields["courier"]),
            number=fields["number"],
            closing=fields["closing"],
            sha256={name: bytes.fromhex(fields["sha256"][name]) for name in (LETTERS, PARCELS, DIRECTORY)},
            outboxes=tuple(bytes.fromhex(digest) for digest in fields["outboxes"]),
            lost=tuple(fields["lost"]),
        )
        VerifyKey(manifest.courier).verify(Label.BUNDLE.prefix + body, signature)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, BadSignatureError):
        raise BrokenBundleError from None
    counts = (manifest.number, manifest.closing, *manifest.lost)
    if fields.get("suite") != wire.SUITE or not all(type(count) is int and 0 <= count < 2**32 for count in counts):
        raise BrokenBundleError
    return manifest


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle in its folder; :meth:`check` before anything in it is believed."""

    folder: Path
    manifest: Manifest

    @classmethod
    def at(cls, folder: Path) -> Bundle | None:
        """The bundle in a folder, or None: its manifest is not there, so it was cut short. Raises BrokenBundleError."""
        try:
            return cls(folder, parse_manifest((folder / MANIFEST).read_bytes()))
        except FileNotFoundError:
            return None

    def check(self, couriers: Collection[bytes]) -> None:
        """Raise BrokenBundleError unless one of these couriers (keys of 32 bytes) signed it and no byte is altered."""
        if self.manifest.courier not in couriers:
            raise BrokenBundleError
        for name, digest in self.manifest.sha256.items():
            if file_sha256(self.folder / name) != digest:
                raise BrokenBundleError

    def directory(self) -> bytes:
        """The one-file directory as it was when the bundle was made."""
        return (self.folder / DIRECTORY).read_bytes()

    def letters(self) -> Iterator[bytes]:
        """The letters, 8,192 bytes each. Raises BrokenBundleError: the file is cut."""
        return _rows(self.folder / LETTERS, wire.LETTER_SIZE)

    def parcels(self) -> Iterator[tuple[bytes, bytes]]:
        """The parcels: id (16 bytes), parcel (65,536 bytes). Raises BrokenBundleError."""
        for row in _rows(self.folder / PARCELS, PARCEL_ROW):
            yield row[: wire.ID_SIZE], row[wire.ID_SIZE :]

    def letter_count(self) -> int:
        """How many letters it holds, real and cover."""
        return (self.folder / LETTERS).stat().st_size // wire.LETTER_SIZE

    def parcel_count(self) -> int:
        """How many parcels it holds."""
        return (self.folder / PARCELS).stat().st_size // PARCEL_ROW


def bundles_on(stick: Path) -> list[Bundle]:
    """The bundles on a stick by courier and number. Raises StickMissingError, ForeignStickError, BrokenBundleError."""
    folders = sorted(path for path in stick_folder(stick, BUNDLES).iterdir() if path.is_dir())
    return [bundle for bundle in map(Bundle.at, folders) if bundle is not None]


def file_sha256(path: Path) -> bytes:
    """SHA-256 of a file in constant memory. Raises BrokenBundleError: it is not there."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except FileNotFoundError:
        raise BrokenBundleError from None


def _rows(path: Path, size: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        while row := file.read(size):
            if len(row) != size:
                raise BrokenBundleError
            yield row
