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
from intake.protocol.directory import SIZE_LIMIT
from intake.protocol.suite import Label
from keys.stick.errors import BrokenBundleError
from keys.stick.layout import BUNDLES, open_plain, read_plain, stick_folder

LETTERS, PARCELS, DIRECTORY, MANIFEST = "letters", "parcels", "directory", "manifest"
PARCEL_ROW = wire.ID_SIZE + wire.PARCEL_SIZE
SIGNATURE_SIZE = 64
MANIFEST_LIMIT = 65_536
OUTBOXES_LIMIT = 64
"""Hashes of outboxes in a manifest: the last ones handed over."""

_FILES = (LETTERS, PARCELS, DIRECTORY)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a courier says of a bundle.

    courier:   Ed25519 key, 32 bytes.  number: of this courier's bundles, from 1, without gaps.
    closing:   the last day of which all that the server held is in this or an earlier bundle.
    sha256:    SHA-256 (32 bytes) of each of the three other files.
    outboxes:  SHA-256 of the outboxes that this courier has handed over, the last 64.
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
        fields = json.loads(body.decode())
        manifest = Manifest(
            courier=wire.from_hex(fields["courier"], 32),
            number=fields["number"],
            closing=fields["closing"],
            sha256={name: wire.from_hex(fields["sha256"][name], 32) for name in _FILES},
            outboxes=tuple(wire.from_hex(digest, 32) for digest in fields["outboxes"]),
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
        """The bundle in a folder, or None: its manifest is not there, so it was cut short.

        Raises:  BrokenBundleError, StrangeStickError.
        """
        try:
            return cls(folder, parse_manifest(read_plain(folder / MANIFEST, MANIFEST_LIMIT)))
        except FileNotFoundError:
            return None

    def check(self, couriers: Collection[bytes]) -> None:
        """Raise BrokenBundleError unless one of these couriers (keys of 32 bytes) signed it and no byte is altered."""
        if self.manifest.courier not in couriers or not self.whole():
            raise BrokenBundleError

    def whole(self) -> bool:
        """Whether its three files have the hashes that the manifest names; they are read in constant memory."""
        return all(file_sha256(self.folder / name) == self.manifest.sha256[name] for name in _FILES)

    def directory(self) -> bytes:
        """The one-file directory as it was when the bundle was made. Raises BrokenBundleError, StrangeStickError."""
        try:
            untrusted = read_plain(self.folder / DIRECTORY, SIZE_LIMIT)
        except FileNotFoundError:
            raise BrokenBundleError from None
        if hashlib.sha256(untrusted).digest() != self.manifest.sha256[DIRECTORY]:
            raise BrokenBundleError
        return untrusted

    def letters(self) -> Iterator[bytes]:
        """The letters, 8,192 bytes each. Raises BrokenBundleError, at the end too: they are not those of the manifest."""
        digest = hashlib.sha256()
        with open_plain(self.folder / LETTERS) as file:
            while letter := file.read(wire.LETTER_SIZE):
                if len(letter) != wire.LETTER_SIZE:
                    raise BrokenBundleError
                digest.update(letter)
                yield letter
        if digest.digest() != self.manifest.sha256[LETTERS]:  # a stick may answer otherwise when it is read again
            raise BrokenBundleError

    def parcel_ids(self) -> Iterator[bytes]:
        """The parcels' ids (16 bytes each), in the order of the rows. Raises BrokenBundleError: the file is cut."""
        with open_plain(self.folder / PARCELS) as file:
            if file.seek(0, 2) % PARCEL_ROW:
                raise BrokenBundleError
            for row in range(file.tell() // PARCEL_ROW):
                file.seek(row * PARCEL_ROW)
                yield file.read(wire.ID_SIZE)

    def letter_count(self) -> int:
        """How many letters it holds, real and cover."""
        return _size(self.folder / LETTERS) // wire.LETTER_SIZE

    def parcel_count(self) -> int:
        """How many parcels it holds."""
        return _size(self.folder / PARCELS) // PARCEL_ROW


def bundles_on(stick: Path) -> list[Bundle]:
    """The bundles on a stick by courier and number.

    Raises:  StickMissingError, ForeignStickError, StrangeStickError, BrokenBundleError.
    """
    folders = [path for path in stick_folder(stick, BUNDLES).iterdir() if path.is_dir() and not path.is_symlink()]
    found = [bundle for bundle in map(Bundle.at, folders) if bundle is not None]
    return sorted(found, key=lambda bundle: (bundle.manifest.courier, bundle.manifest.number))


def file_sha256(path: Path) -> bytes | None:
    """SHA-256 of a plain file in constant memory, or None: it is not there. Raises StrangeStickError."""
    try:
        with open_plain(path) as file:
            return hashlib.file_digest(file, "sha256").digest()
    except FileNotFoundError:
        return None


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except FileNotFoundError:
        raise BrokenBundleError from None
