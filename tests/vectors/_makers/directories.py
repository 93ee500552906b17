"""Directories, good and hostile, and newsroom.json alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from nacl.signing import SigningKey

from tests.vectors._makers.newsdesk import (
    ADMINS,
    BOARD_SHA256,
    COURIER,
    NOW,
    Office,
    key_fields,
    key_id,
    root_signed,
    signed_text,
    stamp,
)
from tests.vectors._makers.newsdesk import newsroom as the_newsroom
from tests.vectors.vector import Vector, as_json, drawn

VERSIONS = {"root": 1, "targets": 4, "snapshot": 9, "timestamp": 12, "board": 41}
PAST = stamp(NOW - timedelta(seconds=1))


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
    office.timestamp["board"] = None
    del office.timestamp["board"]
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


def _spoil_expiry(part: str) -> Callable[[Office], bytes]:
    def spoil(office: Office) -> bytes:
        getattr(office, part)["expires"] = PAST
        return office.bundle()

    return spoil


def _without(name: str) -> Callable[[Office], bytes]:
    return lambda office: office.bundle({k: v for k, v in office.metadata().items() if k != name})


def _signed_by(name: str, part: str, keys: list[SigningKey], ids: list[str] | None = None) -> Callable[[Office], bytes]:
    def spoil(office: Office) -> bytes:
        return office.bundle(office.metadata() | {name: signed_text(getattr(office, part), keys, ids)})

    return spoil


def _changed(part: str, field: str, value: Any) -> Callable[[Office], bytes]:
    def spoil(office: Office) -> bytes:
        getattr(office, part)[field] = value
        return office.bundle()

    return spoil


def _expired_root(office: Office) -> bytes:
    office.roots = [signed_text(root_signed(1, office.admins, 2, days=-1), office.signers)]
    return office.bundle()


def _runs_out_now(office: Office) -> bytes:
    office.timestamp["expires"] = stamp(NOW)
    return office.bundle()


def _altered_after_signing(office: Office) -> bytes:
    parts = office.metadata()
    return office.bundle(parts | {"timestamp.json": parts["timestamp.json"].replace(b'"number": 41', b'"number": 99')})


def _mixed(office: Office) -> bytes:
    other = Office()
    other.targets["expires"] = stamp(NOW + timedelta(days=99))
    return office.bundle(office.metadata() | {"4.targets.json": other.metadata()["4.targets.json"]})


def _mixed_snapshot(office: Office) -> bytes:
    other = Office()
    other.snapshot["version"] = 8
    return office.bundle(office.metadata() | {"9.snapshot.json": other.metadata()["8.snapshot.json"]})


def _version_differs(office: Office) -> bytes:
    office.snapshot["meta"]["targets.json"] = {"version": 5}
    parts = office.metadata()
    return office.bundle(parts | {"5.targets.json": parts["4.targets.json"]})


def _two_ids(public: Callable[[str], str]) -> Callable[[Office], bytes]:
    def spoil(office: Office) -> bytes:
        root = root_signed(1, [ADMINS[0]], 2)
        again = key_fields(ADMINS[0])
        again["keyval"]["public"] = public(again["keyval"]["public"])
        root["keys"]["aa" * 32] = again
        for role in ("root", "targets"):
            root["roles"][role]["keyids"].append("aa" * 32)
        keys, ids = [ADMINS[0], ADMINS[0]], [key_id(ADMINS[0]), "aa" * 32]
        office.roots = [signed_text(root, keys, ids)]
        parts = office.metadata()
        body = signed_text(office.targets, keys, ids)
        office.snapshot["meta"]["targets.json"] = {"version": 4}
        office.timestamp["meta"] = {}
        return office.bundle(office.metadata() | {"1.root.json": parts["1.root.json"], "4.targets.json": body})

    return spoil


def _no_targets_file(office: Office) -> bytes:
    del office.targets["targets"]["newsroom.json"]
    return office.bundle()


def _no_sha256(office: Office) -> bytes:
    office.targets["targets"]["page/index.html"]["hashes"] = {"sha512": "00" * 64}
    return office.bundle()


def _long_newsroom(office: Office) -> bytes:
    return office.bundle(newsroom=office.newsroom + b" ")


def _altered_newsroom(office: Office) -> bytes:
    return office.bundle(newsroom=office.newsroom.replace(b"Ada", b"Eve"))


def _same_signature_twice(office: Office) -> bytes:
    parts = office.metadata()
    fields = json.loads(parts["4.targets.json"])
    fields["signatures"] = [fields["signatures"][0]] * 2
    return office.bundle(parts | {"4.targets.json": json.dumps(fields).encode()})


def _fraction(office: Office) -> bytes:
    office.timestamp["mood"] = 1
    parts = office.metadata()
    return office.bundle(parts | {"timestamp.json": parts["timestamp.json"].replace(b'"mood": 1', b'"mood": 0.5')})


def _no_meta(office: Office) -> bytes:
    parts = office.metadata()
    office.timestamp["meta"] = {"other.json": {"version": 1}}
    return office.bundle(parts | {"timestamp.json": signed_text(office.timestamp, [office.courier])})


def _no_targets_meta(office: Office) -> bytes:
    parts = office.metadata()
    office.snapshot["meta"] = {"other.json": {"version": 1}}
    office.timestamp["meta"] = {"snapshot.json": {"version": 9}}
    body, stamped = (signed_text(part, [office.courier]) for part in (office.snapshot, office.timestamp))
    return office.bundle(parts | {"9.snapshot.json": body, "timestamp.json": stamped})


def _timestamp_for_snapshot(office: Office) -> bytes:
    parts = office.metadata()
    posing = signed_text(office.timestamp | {"version": 9}, [office.courier])
    office.timestamp["meta"] = {"snapshot.json": {"version": 9}}
    stamped = signed_text(office.timestamp, [office.courier])
    return office.bundle(parts | {"9.snapshot.json": posing, "timestamp.json": stamped})


HOSTILE: dict[str, tuple[str, str, Callable[[Office], bytes]]] = {
    "timestamp_expired": ("directory-expired", "frozen: timestamp ran out a second ago", _spoil_expiry("timestamp")),
    "timestamp_runs_out_now": ("directory-expired", "run out means: not later than now", _runs_out_now),
    "snapshot_expired": ("directory-expired", "snapshot ran out a second ago", _spoil_expiry("snapshot")),
    "targets_expired": ("directory-expired", "targets ran out a second ago", _spoil_expiry("targets")),
    "root_expired": ("directory-expired", "root ran out a day ago", _expired_root),
    "targets_one_signature": (
        "directory",
        "one admin where two must sign",
        _signed_by("4.targets.json", "targets", ADMINS[:1]),
    ),
    "targets_same_signature_twice": ("directory", "one admin's signature twice", _same_signature_twice),
    "targets_by_courier": (
        "directory",
        "the courier signed targets",
        _signed_by("4.targets.json", "targets", [COURIER]),
    ),
    "targets_by_strangers": (
        "directory",
        "two keys that root does not name",
        _signed_by("4.targets.json", "targets", ADMINS[3:5]),
    ),
    "snapshot_by_admins": (
        "directory",
        "admins signed snapshot",
        _signed_by("9.snapshot.json", "snapshot", ADMINS[:2]),
    ),
    "timestamp_by_admins": (
        "directory",
        "admins signed timestamp",
        _signed_by("timestamp.json", "timestamp", ADMINS[:2]),
    ),
    "timestamp_unsigned": ("directory", "nobody signed timestamp", _signed_by("timestamp.json", "timestamp", [])),
    "timestamp_altered": ("directory", "the board's number was raised after signing", _altered_after_signing),
    "mix_and_match": ("directory", "well-signed targets of the same version that snapshot does not name", _mixed),
    "mix_and_match_snapshot": ("directory", "an older snapshot under the newer one's name", _mixed_snapshot),
    "version_differs": ("directory-older", "targets under another version's name, hash left out", _version_differs),
    "two_ids": ("directory", "one admin's key under two ids, to reach two of two", _two_ids(str)),
    "two_spellings": ("directory", "one admin's key in two spellings, to reach two of two", _two_ids(str.upper)),
    "newsroom_altered": ("directory", "a reporter's name was altered", _altered_newsroom),
    "newsroom_longer": ("directory", "newsroom.json is a byte longer than signed", _long_newsroom),
    "newsroom_not_signed": ("directory", "targets do not name newsroom.json", _no_targets_file),
    "target_without_sha256": ("directory", "a file of the page is signed by another hash only", _no_sha256),
    "no_timestamp": ("directory", "timestamp is missing", _without("timestamp.json")),
    "no_snapshot": ("directory", "snapshot is missing", _without("9.snapshot.json")),
    "no_targets": ("directory", "targets are missing", _without("4.targets.json")),
    "no_root": ("directory", "the first root is missing", _without("1.root.json")),
    "wrong_type": ("directory", "a snapshot that says it is a timestamp", _changed("snapshot", "_type", "timestamp")),
    "timestamp_for_snapshot": ("directory", "a well-signed timestamp in snapshot's place", _timestamp_for_snapshot),
    "spec_2": ("directory", "of a later specification", _changed("timestamp", "spec_version", "2.0.0")),
    "version_0": ("directory", "version zero", _changed("timestamp", "version", 0)),
    "version_text": ("directory", "a version that is a text", _changed("timestamp", "version", "12")),
    "fraction": ("directory", "a fraction has no canonical form", _fraction),
    "expires_no_time": ("directory", "a date without a time", _changed("timestamp", "expires", "2027-01-01")),
    "board_number_0": (
        "directory",
        "a board without a number",
        _changed("timestamp", "board", {"number": 0, "sha256": "00" * 32}),
    ),
    "board_number_text": (
        "directory",
        "a board's number that is a text",
        _changed("timestamp", "board", {"number": "41", "sha256": "00" * 32}),
    ),
    "board_hash_short": (
        "directory",
        "a board's hash of 31 bytes",
        _changed("timestamp", "board", {"number": 41, "sha256": "00" * 31}),
    ),
    "snapshot_no_targets": ("directory", "snapshot names no targets", _no_targets_meta),
    "no_meta": (
        "directory",
        "timestamp names no snapshot",
        _no_meta,
    ),
}


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


def _days(reporters: list[dict[str, Any]], since: int, until: int) -> list[dict[str, Any]]:
    return [entry | {"from": since, "until": until} for entry in reporters]


def newsroom() -> Iterator[Vector]:
    """newsroom.json alone."""
    good = the_newsroom().pack()
    fields: dict[str, Any] = json.loads(good)
    shown = {"newsroom": as_json(fields)}
    yield Vector("newsroom/good", "success", "two desks, three reporters, one of them retired", shown, good)
    extra = json.dumps(fields | {"mood": 1}).encode()
    yield Vector("newsroom/unknown_field", "success", "a field that is not known is passed over", shown, extra)
    for name, why, other in (
        ("all_named", "every reporter that is listed reads at a desk", fields | {"reporters": fields["reporters"][:2]}),
        ("since_ever", "days run from 0 to 2^32 - 1", fields | {"reporters": _days(fields["reporters"], 0, 2**32 - 1)}),
    ):
        yield Vector(f"newsroom/{name}", "success", why, {"newsroom": as_json(other)}, json.dumps(other).encode())
    one = fields["reporters"][0]
    desk = fields["desks"][0]
    many = [{**one, "id": drawn(f"many {k}", 16).hex()} for k in range(5)]
    for name, why, wrong in (
        ("reporter_twice", "a reporter id twice", fields | {"reporters": [*fields["reporters"], one]}),
        (
            "reporter_not_listed",
            "a desk names somebody who is not listed",
            fields | {"reporters": fields["reporters"][1:]},
        ),
        (
            "desk_of_five",
            "a desk of five",
            fields | {"desks": [desk | {"reporters": [r["id"] for r in many]}], "reporters": many},
        ),
        ("desk_of_none", "a desk of nobody", fields | {"desks": [desk | {"reporters": []}]}),
        (
            "desk_names_twice",
            "a desk names one reporter twice",
            fields | {"desks": [desk | {"reporters": [one["id"]] * 2}]},
        ),
        ("replies_9", "nine replies a trip", fields | {"reporters": [one | {"replies": 9}, *fields["reporters"][1:]]}),
        (
            "key_short",
            "a key of 31 bytes",
            fields | {"reporters": [one | {"key": "00" * 31}, *fields["reporters"][1:]]},
        ),
        ("id_upper_case", "hex has one spelling", fields | {"couriers": ["AB" * 32]}),
        ("day_large", "a day of 2^32", fields | {"reporters": _days(fields["reporters"], 0, 2**32)}),
        ("day_negative", "a negative day", fields | {"reporters": [one | {"from": -1}, *fields["reporters"][1:]]}),
        (
            "day_true",
            "a day that is a truth value",
            fields | {"reporters": [one | {"from": True}, *fields["reporters"][1:]]},
        ),
        ("languages_text", "languages as a text", fields | {"desks": [desk | {"languages": "en"}]}),
        ("name_number", "a name that is a number", fields | {"names": {"en": 1}}),
        ("desks_object", "an object where a list must be", fields | {"desks": {}}),
        ("no_retention", "the retention is missing", {k: fields[k] for k in fields if k != "retention"}),
        ("list", "a list where the object must be", [fields]),
        ("null", "null where the object must be", None),
    ):
        yield Vector(f"newsroom/{name}", "directory", why, {}, json.dumps(wrong).encode())
    yield Vector("newsroom/not_json", "directory", "it is no JSON", {}, good[:-3])
    yield Vector("newsroom/not_utf8", "directory", "it is no UTF-8", {}, good.replace(b"Ada", b"\xff"))
