"""What is to be signed, as it travels from admin to admin: unsigned metadata, the files it names, and what came before.

On the stick, below ``asterism/signing``: ``root.json`` and ``targets.json`` (one of them or both), ``admins.json`` (who
signs once this is signed), ``targets/…`` (every file that the targets name), ``known/…`` (all roots, the targets signed
last with their newsroom.json, the admins as they are), ``signed/…`` (one file an admin). Without root.json and targets.json
nothing is asked: it only tells what was signed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tuf.api.metadata import Metadata, Root, Signature, Targets

from keys.ceremony.admins import Admins
from keys.ceremony.errors import BrokenRequestError, DamagedFolderError
from keys.ceremony.folder import ADMINS, parse_metadata
from keys.stick import layout
from keys.stick.card import fingerprint
from keys.stick.errors import StrangeStickError

PART = "signing"
ROOT, TARGETS = "root.json", "targets.json"
KNOWN, FILES, SIGNED = "known/", "targets/", "signed/"
_PREFIX = b"asterism/1 signing\0"
_MOST_FILES = 4_096
_MOST_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked, nothing of it checked but that it parses.

    root, targets: unsigned.  admins: who signs once this is signed.  files: by target path.
    known:         by name: all roots, the last targets and newsroom.json, ``admins.json``; empty before the first root.
    """

    root: Metadata[Root] | None
    targets: Metadata[Targets] | None
    admins: Admins | None
    files: Mapping[str, bytes]
    known: Mapping[str, bytes]

    @property
    def asked(self) -> tuple[Metadata[Root] | Metadata[Targets], ...]:
        """What is to be signed, the root first."""
        return tuple(metadata for metadata in (self.root, self.targets) if metadata is not None)

    @property
    def words(self) -> str:
        """Six words to read aloud: they depend on the very bytes that are signed."""
        return fingerprint(_PREFIX + b"".join(metadata.signed_bytes for metadata in self.asked))

    def pack(self) -> dict[str, bytes]:
        """The files below ``asterism/signing``."""
        packed = {KNOWN + name: body for name, body in self.known.items()}
        packed |= {FILES + path: body for path, body in self.files.items()}
        if self.admins is not None:
            packed[ADMINS] = self.admins.pack()
        names = {"root": ROOT, "targets": TARGETS}
        return packed | {names[metadata.signed.type]: metadata.to_bytes() for metadata in self.asked}

    @classmethod
    def parse(cls, untrusted: Mapping[str, bytes]) -> Request:
        """The opposite of :meth:`pack`; signatures are read apart. Raises BrokenRequestError."""
        try:
            root = parse_metadata(untrusted[ROOT], Root, ROOT) if ROOT in untrusted else None
            targets = parse_metadata(untrusted[TARGETS], Targets, TARGETS) if TARGETS in untrusted else None
            admins = Admins.parse(untrusted[ADMINS]) if ADMINS in untrusted else None
        except DamagedFolderError:
            raise BrokenRequestError from None
        for metadata in (root, targets):
            if metadata is not None:
                metadata.signatures.clear()
        return cls(root, targets, admins, _below(untrusted, FILES), _below(untrusted, KNOWN))


@dataclass(frozen=True, slots=True)
class Signatures:
    """What one admin signed: for each role, signatures by TUF key id."""

    of: Mapping[str, Sequence[Signature]]

    def pack(self) -> bytes:
        """UTF-8 JSON: role → list of ``keyid`` and ``sig``."""
        rows = {role: [signature.to_dict() for signature in signatures] for role, signatures in self.of.items()}
        return json.dumps(rows, indent=1, sort_keys=True).encode() + b"\n"

    @classmethod
    def parse(cls, untrusted: bytes) -> Signatures:
        """The opposite of :meth:`pack`; what they are worth is told by adding them. Raises BrokenRequestError."""
        try:
            fields = json.loads(untrusted)
            of = {str(role): tuple(_signature(row) for row in rows) for role, rows in fields.items()}
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise BrokenRequestError("Signatures on this stick are damaged") from None
        return cls(of)


def add_valid(metadata: Metadata[Any], signatures: Sequence[Signature], roots: Sequence[Root]) -> int:
    """Add those that one of the roots' keys made over these very bytes; the number of them."""
    added = 0
    for signature in signatures:
        for root in roots:
            key = root.keys.get(signature.keyid)
            if key is None or signature.keyid not in root.roles[metadata.signed.type].keyids:
                continue
            before = dict(metadata.signatures)
            metadata.signatures[signature.keyid] = signature
            valid = root.get_verification_result(metadata.signed.type, metadata.signed_bytes, metadata.signatures)
            if signature.keyid in valid.signed:
                added += 1
                break
            metadata.signatures.clear()
            metadata.signatures.update(before)
    return added


def read_part(stick: Path, part: str = PART) -> dict[str, bytes]:
    """Every file of a part of the stick by its path there; nothing is followed.

    Raises:  StickMissingError, ForeignStickError; StrangeStickError: a link, a device, or far too much.
    """
    return read_files(layout.stick_folder(stick, part))


def read_files(folder: Path) -> dict[str, bytes]:
    """Every plain file below a folder by its path there. Raises StrangeStickError."""
    found: dict[str, bytes] = {}
    room = _MOST_BYTES
    for place, folders, names in os.walk(folder):
        here = Path(place)
        if any((here / name).is_symlink() for name in folders):
            raise StrangeStickError
        for name in names:
            body = layout.read_plain(here / name, room)
            room -= len(body)
            found[(here / name).relative_to(folder).as_posix()] = body
            if len(found) > _MOST_FILES:
                raise StrangeStickError
    return found


def _below(files: Mapping[str, bytes], prefix: str) -> dict[str, bytes]:
    return {path.removeprefix(prefix): body for path, body in files.items() if path.startswith(prefix)}


def _signature(row: Any) -> Signature:
    keyid, sig = row["keyid"], row["sig"]
    if not isinstance(keyid, str) or not isinstance(sig, str):
        raise TypeError
    return Signature(keyid, sig)
