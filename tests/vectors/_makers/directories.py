"""Directories, good and refused, and chains of roots."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from nacl.signing import SigningKey

from tests.vectors._makers.hostile import HOSTILE, PAST
from tests.vectors._makers.newsdesk import (
    ADMINS,
    BOARD_SHA256,
    NOW,
    Office,
    key_fields,
    key_id,
    root_signed,
    signed_text,
    stamp,
)
from tests.vectors.vector import Vector, as_json, drawn

VERSIONS = {"root": 1, "targets": 4, "snapshot": 9, "timestamp": 12, "board": 41}


def _vector(name: str, expect: str, why: str, office: Office, body: bytes, **more: str) -> Vector:
    fields = {"pin": office.pin.hex(), "now": stamp(NOW)} | more
    return Vector(f"directory/{name}", expect, why, fields, body)


def _good(name: str, why: str, office: Office, versions: dict[str, int] = VERSIONS, **more: str) -> Vector:
    board = {"board sha256": BOARD_SHA256} if versions["board"] else {}
    return _vector(name, "success", why, office, office.bundle(), versions=as_json(versions), **board, **more)


def directory_opens() -> Iterator[Vector]:
    """Directories that are accepted."""
    yield _good("good", "two of three admins signed, nothing has run out", Office())
    seen = as_json(VERSIONS)
    yield _good("seen_before", "exactly the versions seen before", Office(), seen=seen)
    office = Office()
    office.timestamp.pop("board")
    yield _good("no_board", "before the first trip no board is named", office, VERSIONS | {"board": 0})
    office = Office()
    office.timestamp["mood"] = office.targets["mood"] = office.snapshot["mood"] = {"é": ['"\\', None, True, -7, {}]}
    yield _good("unknown_fields", "fields that are not known are passed over, and signed with the rest", office)
    office = Office()
    root = root_signed(1, office.admins, 2) | {"mood": "calm"}
    root["keys"][key_id(ADMINS[4])] = key_fields(ADMINS[4])
    office.roots = [signed_text(root, ADMINS[:3])]
    yield _good("root_more", "a key without a role, a third signature, a field that is not known", office)
    office = Office()
    office.snapshot["meta"]["targets.json"] = {"version": 4}
    yield _good("no_hashes", "length and hash of metadata may be left out", office)
    office = Office()
    parts = office.metadata()
    stranger = json.loads(parts["timestamp.json"])
    stranger["signatures"].insert(0, {"keyid": key_id(ADMINS[4]), "sig": "00" * 64})
    parts["timestamp.json"] = json.dumps(stranger).encode()
    body = office.bundle(parts)
    shown = {"versions": as_json(VERSIONS), "board sha256": BOARD_SHA256}
    yield _vector(
        "strange_signature",
        "success",
        "a signature of a key without the role counts for nothing",
        office,
        body,
        **shown,
    )
    office = Office()
    office.timestamp["expires"] = PAST
    body = office.bundle()
    shown = {"versions": as_json(VERSIONS), "board sha256": BOARD_SHA256, "now": "none"}
    yield _vector("air_gap", "success", "the air gap has no time, so nothing runs out", office, body, **shown)


def directory_refused() -> Iterator[Vector]:
    """Directories that are refused."""
    for name, (expect, why, spoil) in HOSTILE.items():
        office = Office()
        body = spoil(office)
        yield _vector(name, expect, why, office, body)
    office = Office()
    yield _vector(
        "wrong_pin", "directory", "another newsroom's directory", office, office.bundle(), pin=drawn("x").hex()
    )
    for part, version in VERSIONS.items():
        seen = as_json(VERSIONS | {part: version + 1})
        yield _vector(
            f"rollback_{part}", "directory-older", f"a newer {part} was seen before", office, office.bundle(), seen=seen
        )
    for name, body in (("nothing", b""), ("not_json", b"{"), ("list", b"[]"), ("no_parts", b'{"metadata":{}}')):
        yield _vector(f"broken_{name}", "directory", "it is no directory", office, body)
    parts = office.metadata() | {"timestamp.json": b"{"}
    yield _vector("broken_part", "directory", "timestamp is no JSON", office, office.bundle(parts))
    parts = office.metadata() | {"timestamp.json": b"[" * 50_000}
    yield _vector("broken_deep", "directory", "lists in lists, fifty thousand deep", office, office.bundle(parts))


def root_chain() -> Iterator[Vector]:
    """Roots that follow each other, and some that must not."""
    three, later = ADMINS[:3], [*ADMINS[1:3], ADMINS[3]]

    def office_with(*roots: bytes, signers: list[SigningKey] | None = None) -> Office:
        office = Office()
        office.roots += roots
        office.signers = signers or office.signers
        return office

    second = signed_text(root_signed(2, later, 2), [*ADMINS[:2], ADMINS[3]])
    third_courier = SigningKey(drawn("courier two"))
    third = signed_text(root_signed(3, later, 2, courier=third_courier), later[:2])
    yield _good("root_2", "an admin was replaced", office_with(second, signers=later[:2]), VERSIONS | {"root": 2})
    office = office_with(second, third, signers=later[:2])
    office.courier = third_courier
    yield _good("root_3", "then the courier", office, VERSIONS | {"root": 3})
    old = root_signed(1, three, 2, days=-10)
    office = office_with(second, signers=later[:2])
    office.roots[0] = signed_text(old, ADMINS[:2])
    yield _good(
        "root_old_expired", "an old root that ran out still leads to the new one", office, VERSIONS | {"root": 2}
    )
    for name, expect, why, office in (
        (
            "root_2_not_by_old",
            "directory",
            "the old root's admins did not sign the new one",
            office_with(signed_text(root_signed(2, later, 2), [ADMINS[3], ADMINS[1]])),
        ),
        (
            "root_2_not_by_new",
            "directory",
            "the new root's own threshold did not sign it",
            office_with(signed_text(root_signed(2, ADMINS[2:5], 2), ADMINS[:3])),
        ),
        (
            "root_2_threshold",
            "directory",
            "one signature more is asked for than there are",
            office_with(signed_text(root_signed(2, three, 3), ADMINS[:2])),
        ),
        (
            "root_2_version",
            "directory-older",
            "version 3 under the name of version 2",
            office_with(signed_text(root_signed(3, three, 2), ADMINS[:2])),
        ),
        (
            "root_2_again",
            "directory-older",
            "version 1 again under the name of version 2",
            office_with(Office().roots[0]),
        ),
        ("root_2_broken", "directory", "the second root is no JSON", office_with(b"{")),
        (
            "root_2_old_courier",
            "directory",
            "timestamp is signed by a courier whom the new root has replaced",
            office_with(second, third, signers=later[:2]),
        ),
        (
            "root_2_expired",
            "directory-expired",
            "the newest root ran out",
            office_with(signed_text(root_signed(2, three, 2, days=-1), ADMINS[:2])),
        ),
    ):
        yield _vector(name, expect, why, office, office.bundle())
    changes: tuple[tuple[str, str, Callable[[dict[str, Any]], object]], ...] = (
        ("root_1_version", "the first root says that it is of version 2", lambda root: root.update(version=2)),
        ("root_no_role", "a role is missing", lambda root: root["roles"].pop("snapshot")),
        ("root_threshold_0", "a threshold of nobody", lambda root: root["roles"]["timestamp"].update(threshold=0)),
        (
            "root_role_unknown_key",
            "a role names a key that is not listed",
            lambda root: root["roles"]["root"]["keyids"].append("bb" * 32),
        ),
        (
            "root_other_scheme",
            "a key that is not of Ed25519, though enough others signed",
            lambda root: root["keys"][key_id(ADMINS[2])].update(keytype="rsa", scheme="rsassa-pss-sha256"),
        ),
    )
    for name, why, change in changes:
        root = root_signed(1, three, 2)
        change(root)
        office = Office()
        office.roots = [signed_text(root, ADMINS[:2])]
        yield _vector(name, "directory", why, office, office.bundle())
