"""The signed directory: from the first root to today's newsroom (docs/protocol.md, "Directory").

TUF (The Update Framework specification 1.0, section 5), read from one file of the form
``{"metadata": {"1.root.json": text, …, "timestamp.json": text}, "targets": {"newsroom.json": text, …}}``.
The order of the checks is that of the specification; nothing is fetched and nothing is kept here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from securesystemslib.exceptions import StorageError
from tuf.api.exceptions import LengthOrHashMismatchError, RepositoryError
from tuf.api.metadata import Key, Metadata, Root, Signed, Snapshot, Targets, Timestamp

from intake.protocol import wire
from intake.protocol.errors import DirectoryError, ExpiredDirectoryError, RollbackError
from intake.protocol.newsroom import Newsroom

SIZE_LIMIT = 4 * 1_024 * 1_024
ROOTS_LIMIT = 1_024
NEWSROOM = "newsroom.json"

T = TypeVar("T", Root, Timestamp, Snapshot, Targets)


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions of a directory, and the board's number in it: what a tool remembers against rollback."""

    root: int = 1
    targets: int = 0
    snapshot: int = 0
    timestamp: int = 0
    board: int = 0


@dataclass(frozen=True, slots=True)
class Directory:
    """A directory whose signatures hold.

    root_one_sha256: 32 bytes, SHA-256 of root version 1 as published: the newsroom's name for ever.
    board_sha256:    32 bytes, the board that timestamp names, or None before the first trip.
    timestamp_until: when timestamp's signature runs out (UTC).
    targets:         path → SHA-256 (32 bytes) of every file that the admins signed.
    """

    newsroom: Newsroom
    root_one_sha256: bytes
    root_sha256: bytes
    versions: Versions
    board_sha256: bytes | None
    timestamp_until: datetime
    targets_until: datetime
    targets: Mapping[str, bytes]


def root_sha256(root_one: bytes) -> bytes:
    """SHA-256 of root version 1 as published: what a page, a printed address or a stick pins."""
    return hashlib.sha256(root_one).digest()


def open_directory(
    untrusted: bytes, pinned_root: bytes, now: datetime | None, *, seen: Versions | None = None
) -> Directory:
    """Check a one-file directory from the pinned first root down.

    Args:    pinned_root: SHA-256 of root version 1, 32 bytes.
             now: UTC; None ignores expiry (the air gap, whose clock decides nothing).
             seen: the versions seen before, if this tool remembers; older ones are refused.
    Raises:  DirectoryError; ExpiredDirectoryError; RollbackError.
    Source:  TUF 1.0, sections 5.3 to 5.7. No delegations (protocol.md), one key counts once whatever its ids.
    """
    seen = seen or Versions()
    files, target_files = _parse_bundle(untrusted)
    first = files.get("1.root.json", b"")
    if root_sha256(first) != pinned_root:
        raise DirectoryError("This directory does not start from this newsroom's first root")
    root, root_bytes = _walk_roots(files, first)  # 5.3
    _check_fresh(root.signed, now, "root")  # 5.3.10
    if root.signed.version < seen.root:
        raise RollbackError
    if seen.root and _online_keys(parse_root(files.get(f"{seen.root}.root.json"))) != _online_keys(root):  # 5.3.11
        seen = Versions(seen.root, seen.targets)  # whoever had the old keys may have counted far ahead
    timestamp = _signed(files, "timestamp.json", Timestamp, root.signed, "timestamp")  # 5.4.1-2
    if timestamp.signed.version < seen.timestamp:  # 5.4.3.1
        raise RollbackError
    _check_fresh(timestamp.signed, now, "timestamp")  # 5.4.4
    meta = timestamp.signed.snapshot_meta
    snapshot = _signed(files, f"{meta.version}.snapshot.json", Snapshot, root.signed, "snapshot", meta)  # 5.5.1-3
    if snapshot.signed.version != meta.version or meta.version < seen.snapshot:  # 5.5.4-5
        raise RollbackError
    _check_fresh(snapshot.signed, now, "snapshot")  # 5.5.6
    target_meta = snapshot.signed.meta.get("targets.json")
    if target_meta is None:
        raise DirectoryError
    name = f"{target_meta.version}.targets.json"
    targets = _signed(files, name, Targets, root.signed, "targets", target_meta)  # 5.6.1-3
    if targets.signed.version != target_meta.version or target_meta.version < seen.targets:  # 5.6.4
        raise RollbackError
    _check_fresh(targets.signed, now, "targets")  # 5.6.5
    board_number, board_sha256 = _board_of(timestamp.signed)
    if board_number < seen.board:
        raise RollbackError
    return Directory(
        newsroom=Newsroom.parse(_target(target_files, targets.signed, NEWSROOM)),  # 5.7
        root_one_sha256=pinned_root,
        root_sha256=root_sha256(root_bytes),
        versions=Versions(
            root.signed.version,
            targets.signed.version,
            snapshot.signed.version,
            timestamp.signed.version,
            board_number,
        ),
        board_sha256=board_sha256,
        timestamp_until=timestamp.signed.expires,
        targets_until=targets.signed.expires,
        targets=_hashes_of(targets.signed),
    )


def pack_bundle(metadata: Mapping[str, bytes], newsroom: bytes) -> bytes:
    """The one-file directory, from metadata files by name and newsroom.json."""
    fields = {
        "metadata": {name: body.decode() for name, body in sorted(metadata.items())},
        "targets": {NEWSROOM: newsroom.decode()},
    }
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


def unpack_bundle(untrusted: bytes) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The metadata files and the targets that lie in a one-file directory, nothing checked. Raises DirectoryError."""
    return _parse_bundle(untrusted)


def _parse_bundle(untrusted: bytes) -> tuple[dict[str, bytes], dict[str, bytes]]:
    if len(untrusted) > SIZE_LIMIT:
        raise DirectoryError
    try:
        fields = wire.read_json(untrusted)
        return _files(fields["metadata"]), _files(fields["targets"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise DirectoryError from None


def _files(untrusted: Any) -> dict[str, bytes]:
    return {str(name): text.encode() for name, text in untrusted.items()}


def _parse(untrusted: bytes | None, kind: type[T]) -> Metadata[T]:
    if untrusted is None:
        raise DirectoryError("The newsroom's directory lacks a part")
    try:
        parsed: Metadata[Any] = Metadata.from_bytes(untrusted)
    except (RepositoryError, StorageError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise DirectoryError from None
    if not isinstance(parsed.signed, kind):
        raise DirectoryError
    return parsed


def parse_root(untrusted: bytes | None) -> Metadata[Root]:
    """A root in which no role names one key twice: python-tuf counts key ids, and a threshold is of persons.

    So every key that a role names is there, is of Ed25519 and has one spelling: 64 hex digits, lower case.

    Raises:  DirectoryError.
    """
    root = _parse(untrusted, Root)
    for role in root.signed.roles.values():
        keys = [_public_key(root.signed.keys.get(keyid)) for keyid in role.keyids]
        if len(set(keys)) != len(role.keyids):
            raise DirectoryError("The newsroom's root counts one key twice")
    return root


def _public_key(key: Key | None) -> str:
    public = None if key is None else key.keyval.get("public")
    if key is None or (key.keytype, key.scheme) != ("ed25519", "ed25519") or not isinstance(public, str):
        raise DirectoryError
    try:
        wire.from_hex(public, 32)
    except ValueError:
        raise DirectoryError from None
    return public


def _verify(root: Root, role: str, signed: Metadata[Any]) -> None:
    try:
        root.verify_delegate(role, signed.signed_bytes, signed.signatures)
    except (RepositoryError, ValueError, KeyError):  # RepositoryError also: it has no canonical form
        raise DirectoryError from None


def _walk_roots(files: Mapping[str, bytes], first: bytes) -> tuple[Metadata[Root], bytes]:
    root, body = parse_root(first), first
    _verify(root.signed, "root", root)
    if root.signed.version != 1:
        raise DirectoryError
    while (following := files.get(f"{root.signed.version + 1}.root.json")) is not None:
        new = parse_root(following)
        _verify(root.signed, "root", new)  # 5.3.4: by the old root's keys …
        _verify(new.signed, "root", new)  # … and by its own
        if new.signed.version != root.signed.version + 1 or new.signed.version > ROOTS_LIMIT:  # 5.3.5
            raise RollbackError
        root, body = new, following
    return root, body


def _online_keys(root: Metadata[Root]) -> tuple[frozenset[str], frozenset[str]]:
    """The ids of the keys that sign without an admin: timestamp's and snapshot's, each a courier's."""
    return frozenset(root.signed.roles["timestamp"].keyids), frozenset(root.signed.roles["snapshot"].keyids)


def _signed(
    files: Mapping[str, bytes], name: str, kind: type[T], root: Root, role: str, meta: Any = None
) -> Metadata[T]:
    body = files.get(name)
    if body is not None and meta is not None:
        try:
            meta.verify_length_and_hashes(body)
        except LengthOrHashMismatchError:
            raise DirectoryError from None
    parsed = _parse(body, kind)
    _verify(root, role, parsed)
    return parsed


def _check_fresh(signed: Signed, now: datetime | None, role: str) -> None:
    if now is not None and signed.is_expired(now):
        since = signed.expires.date().isoformat()
        raise ExpiredDirectoryError(f"The newsroom's directory ({role}) has run out on {since}")


def _board_of(timestamp: Timestamp) -> tuple[int, bytes | None]:
    board = timestamp.unrecognized_fields.get("board")
    if board is None:
        return 0, None
    try:
        number, digest = board["number"], wire.from_hex(board["sha256"], 32)
    except (KeyError, ValueError, TypeError):
        raise DirectoryError from None
    if type(number) is not int or not 1 <= number < 2**53:
        raise DirectoryError
    return number, digest


def _hashes_of(targets: Targets) -> dict[str, bytes]:
    try:
        return {path: wire.from_hex(file.hashes["sha256"], 32) for path, file in targets.targets.items()}
    except (KeyError, ValueError):
        raise DirectoryError from None


def _target(files: Mapping[str, bytes], targets: Targets, path: str) -> bytes:
    if path not in files or path not in targets.targets:
        raise DirectoryError("The newsroom's directory lacks a part")
    file = targets.targets[path]
    if file.length != len(files[path]) or file.hashes.get("sha256") != hashlib.sha256(files[path]).hexdigest():
        raise DirectoryError
    return files[path]
