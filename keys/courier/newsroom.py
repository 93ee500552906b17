"""The newsroom as the admins signed it: checked from the first root down before a courier takes it.

A stick may be cut short, old or forged. What does not hold never replaces what does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from securesystemslib.exceptions import StorageError
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Root, Targets

from intake.protocol.directory import NEWSROOM, parse_root, root_sha256
from intake.protocol.errors import DirectoryError
from intake.protocol.newsroom import Newsroom
from keys.courier.errors import ForeignNewsroomError, UnsignedNewsroomError

FIRST_ROOT = "1.root.json"
TARGETS_FOLDER = "targets/"
_VERSION = re.compile(r"([1-9][0-9]{0,8})\.(root|targets)\.json")

T = TypeVar("T", Root, Targets)


@dataclass(frozen=True, slots=True)
class Versions:
    """The highest root and the highest targets version."""

    root: int
    targets: int

    @classmethod
    def of(cls, names: Mapping[str, bytes]) -> Versions:
        """Those of the files named ``<version>.<role>.json``; 0 where there is none."""
        found = {"root": 0, "targets": 0}
        for name in names:
            if match := _VERSION.fullmatch(name):
                found[match[2]] = max(found[match[2]], int(match[1]))
        return cls(**found)

    def follows(self, other: Versions) -> bool:
        """Whether it is newer, and in nothing older."""
        return self != other and self.root >= other.root and self.targets >= other.targets


def check_newsroom(untrusted: Mapping[str, bytes], pin: bytes | None) -> dict[str, bytes]:
    """The files that the admins signed, of all that lie on a stick.

    Args:    untrusted: by path: ``1.root.json`` …, ``<n>.targets.json``, ``targets/<path>`` as the targets name them.
             pin: SHA-256 of root version 1 (32 bytes), None when no newsroom is known yet.
    Raises:  ForeignNewsroomError: another first root.  UnsignedNewsroomError.
    Source:  TUF 1.0, sections 5.3 and 5.6; expiry is looked at when the courier publishes.
    """
    first = untrusted.get(FIRST_ROOT, b"")
    if pin is not None and root_sha256(first) != pin:
        raise ForeignNewsroomError
    root, kept = _parse_root(first), {FIRST_ROOT: first}
    _verify(root, root.signed)  # (1) the first root, by itself
    while (body := untrusted.get(name := f"{root.signed.version + 1}.root.json")) is not None:
        new = _parse_root(body)
        _verify(new, root.signed)  # (2) each root by the one before it …
        _verify(new, new.signed)  # … and by itself
        if new.signed.version != root.signed.version + 1:
            raise UnsignedNewsroomError
        root, kept[name] = new, body
    name = f"{Versions.of(untrusted).targets}.targets.json"
    targets = _parse(untrusted.get(name, b""), Targets)
    _verify(targets, root.signed)  # (3) the targets, by the last root
    if name != f"{targets.signed.version}.targets.json" or root.signed.version != len(kept):
        raise UnsignedNewsroomError
    kept[name] = untrusted[name]
    for path, file in targets.signed.targets.items():  # (4) every file that they name
        body = untrusted.get(TARGETS_FOLDER + path, b"")
        try:
            file.verify_length_and_hashes(body)
        except RepositoryError:
            raise UnsignedNewsroomError from None
        kept[TARGETS_FOLDER + path] = body
    try:
        Newsroom.parse(kept[TARGETS_FOLDER + NEWSROOM])  # (5) newsroom.json
    except (KeyError, DirectoryError):
        raise UnsignedNewsroomError from None
    return kept


def _parse_root(untrusted: bytes) -> Metadata[Root]:
    try:
        return parse_root(untrusted)
    except DirectoryError:
        raise UnsignedNewsroomError from None


def _parse(untrusted: bytes, kind: type[T]) -> Metadata[T]:
    try:
        parsed: Metadata[Any] = Metadata.from_bytes(untrusted)
    except (RepositoryError, StorageError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise UnsignedNewsroomError from None
    if not isinstance(parsed.signed, kind):
        raise UnsignedNewsroomError
    return parsed


def _verify(metadata: Metadata[T], root: Root) -> None:
    try:
        root.verify_delegate(metadata.signed.type, metadata.signed_bytes, metadata.signatures)
    except (RepositoryError, ValueError, KeyError):
        raise UnsignedNewsroomError from None
