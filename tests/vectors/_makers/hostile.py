"""What hostile admins, couriers and servers do to a directory: each makes a bundle out of a good office."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from nacl.signing import SigningKey

from tests.vectors._makers.newsdesk import (
    ADMINS,
    COURIER,
    NOW,
    Office,
    key_fields,
    key_id,
    root_signed,
    signed_text,
    stamp,
)

PAST = stamp(NOW - timedelta(seconds=1))


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
