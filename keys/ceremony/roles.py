"""TUF metadata of the admins' two roles: made unsigned, then signed one signature at a time.

Everything runs out at midnight UTC: a signature's hour is nobody's business.
Source: TUF 1.0, sections 4.3 (root) and 4.5 (targets). No delegations; one key for one person in one role.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from tuf.api.metadata import Metadata, Role, Root, TargetFile, Targets

from keys.ceremony.admins import Admins
from keys.ceremony.errors import WrongKeyFileError
from keys.signing import public_tuf_key, tuf_signer

ROOT_DAYS = 365
TARGETS_DAYS = 120
COURIER_ROLES = ("snapshot", "timestamp")

T = TypeVar("T", Root, Targets)


def date_of(day: int) -> datetime:
    """Midnight UTC at which a day begins."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day)


def make_root(admins: Admins, couriers: Collection[bytes], version: int, today: int) -> Metadata[Root]:
    """An unsigned root: m of n admins for root and targets, any one courier for snapshot and timestamp."""
    named = {role: [public_tuf_key(key) for key in admins.keys(role)] for role in ("root", "targets")}
    named |= {role: [public_tuf_key(key) for key in couriers] for role in COURIER_ROLES}
    thresholds = {"root": admins.threshold, "targets": admins.threshold}
    root = Root(
        version=version,
        expires=date_of(today + ROOT_DAYS),
        keys={key.keyid: key for keys in named.values() for key in keys},
        roles={role: Role([key.keyid for key in keys], thresholds.get(role, 1)) for role, keys in named.items()},
        consistent_snapshot=True,
    )
    return Metadata(root)


def make_targets(files: Mapping[str, bytes], version: int, today: int) -> Metadata[Targets]:
    """Unsigned targets that name these files by path, with length and SHA-256."""
    targets = {path: TargetFile.from_data(path, body, ["sha256"]) for path, body in sorted(files.items())}
    return Metadata(Targets(version=version, expires=date_of(today + TARGETS_DAYS), targets=targets))


def add_signature(metadata: Metadata[T], seed: bytes, roots: Collection[Root]) -> int:
    """Add one signature, and nothing else.

    Args:    seed: Ed25519, 32 bytes.  roots: those whose signature counts: one for targets, for a root the one before
             it and itself.
    Returns: how many more are needed, over all of ``roots``: 0 when it is done.
    Raises:  WrongKeyFileError: none of the roots names this key for the metadata's role.
    """
    signer = tuf_signer(seed)
    if not any(signer.public_key.keyid in root.roles[metadata.signed.type].keyids for root in roots):
        raise WrongKeyFileError
    metadata.sign(signer, append=True)
    return missing(metadata, roots)


def missing(metadata: Metadata[T], roots: Collection[Root]) -> int:
    """How many signatures are still needed, at most, under each of these roots."""
    results = [
        root.get_verification_result(metadata.signed.type, metadata.signed_bytes, metadata.signatures) for root in roots
    ]
    return max(max(result.threshold - len(result.signed), 0) for result in results)


def courier_ids(couriers: Collection[bytes]) -> set[str]:
    """The TUF key ids of couriers' keys."""
    return {public_tuf_key(key).keyid for key in couriers}
