"""A newsroom whose whole directory is made in memory, so that vectors and tests can spoil one thing at a time."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from nacl.signing import SigningKey
from securesystemslib.formats import encode_canonical

from intake.protocol.newsroom import Desk, Newsroom, Reporter
from tests.vectors.vector import drawn

NOW = datetime(2026, 6, 1, 12, 0, 0, tzinfo=UTC)
DAY = int(NOW.timestamp()) // 86_400
BOARD_SHA256 = drawn("board").hex()
ADMINS = [SigningKey(drawn(f"admin {k}")) for k in range(5)]
COURIER = SigningKey(drawn("courier"))


def key_id(key: SigningKey) -> str:
    """The id that TUF gives a key: SHA-256 of its canonical form."""
    return hashlib.sha256(encode_canonical(key_fields(key)).encode()).hexdigest()  # type: ignore[union-attr]


def key_fields(key: SigningKey) -> dict[str, Any]:
    """A key as root lists it."""
    return {"keytype": "ed25519", "scheme": "ed25519", "keyval": {"public": bytes(key.verify_key).hex()}}


def stamp(when: datetime) -> str:
    """TUF's form of a time."""
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def signed_text(signed: dict[str, Any], keys: list[SigningKey], ids: list[str] | None = None) -> bytes:
    """A metadata file: ``signed`` with signatures by these keys, under their own ids or others."""
    body = str(encode_canonical(signed)).encode()
    named = zip(ids or [key_id(key) for key in keys], keys, strict=True)
    signatures = [{"keyid": name, "sig": key.sign(body).signature.hex()} for name, key in named]
    return json.dumps({"signatures": signatures, "signed": signed}, indent=1).encode()


def root_signed(
    version: int, admins: list[SigningKey], threshold: int, *, courier: SigningKey = COURIER, days: int = 365
) -> dict[str, Any]:
    """Root's signed part: admins hold root and targets, the courier the other two."""

    def role(keys: list[SigningKey], least: int) -> dict[str, Any]:
        return {"keyids": [key_id(key) for key in keys], "threshold": least}

    admins_role, courier_role = (admins, threshold), ([courier], 1)
    return {
        "_type": "root",
        "spec_version": "1.0.31",
        "version": version,
        "expires": stamp(NOW + timedelta(days=days)),
        "consistent_snapshot": True,
        "keys": {key_id(key): key_fields(key) for key in [*admins, courier]},
        "roles": {
            "root": role(*admins_role),
            "targets": role(*admins_role),
            "snapshot": role(*courier_role),
            "timestamp": role(*courier_role),
        },
    }


def newsroom() -> Newsroom:
    """Two desks, three reporters, one of them retired."""
    one, two, old = (
        Reporter(drawn(f"reporter {name}", 16), name, drawn(f"signs {name}"), DAY - 300, DAY + 300, 8)
        for name in ("Ada", "Bo", "Cy")
    )
    desks = (
        Desk(
            {"en": "Investigations", "ur": "تحقیقات"},
            {"en": "Two people read this."},
            ("en", "ur"),
            2,
            (one.reporter, two.reporter),
        ),
        Desk({"en": "Courts"}, {"en": "Ada reads this."}, ("en",), 7, (one.reporter,)),
    )
    retired = replace(old, until=DAY - 30)
    return Newsroom({"en": "The Lantern", "hi": "लालटेन"}, desks, (one, two, retired), (bytes(COURIER.verify_key),))


class Office:
    """A directory's parts, all good until somebody changes one; ``bundle()`` gives the one file."""

    def __init__(self) -> None:
        """Root 1 (two of three), targets 4, snapshot 9, timestamp 12, board 41."""
        self.admins = ADMINS[:3]
        self.signers = ADMINS[:2]
        self.courier = COURIER
        self.newsroom = newsroom().pack()
        self.roots = [signed_text(root_signed(1, self.admins, 2), self.signers)]
        page = {"length": 9, "hashes": {"sha256": hashlib.sha256(b"<!doctype").hexdigest()}}
        listed = {"length": len(self.newsroom), "hashes": {"sha256": hashlib.sha256(self.newsroom).hexdigest()}}
        self.targets = self._part("targets", 4, 120, targets={"newsroom.json": listed, "page/index.html": page})
        self.snapshot = self._part("snapshot", 9, 120, meta={})
        self.timestamp = self._part("timestamp", 12, 7, meta={}, board={"number": 41, "sha256": BOARD_SHA256})

    def _part(self, kind: str, version: int, days: int, **fields: Any) -> dict[str, Any]:
        expires = stamp(NOW + timedelta(days=days))
        return {"_type": kind, "spec_version": "1.0.31", "version": version, "expires": expires, **fields}

    @property
    def pin(self) -> bytes:
        """SHA-256 of the first root."""
        return hashlib.sha256(self.roots[0]).digest()

    def metadata(self) -> dict[str, bytes]:
        """All metadata files by name, each naming the one below by version, length and hash."""
        targets = signed_text(self.targets, self.signers)
        self.snapshot["meta"].setdefault("targets.json", self._named(self.targets, targets))
        snapshot = signed_text(self.snapshot, [self.courier])
        self.timestamp["meta"].setdefault("snapshot.json", self._named(self.snapshot, snapshot))
        return {
            **{f"{version}.root.json": body for version, body in enumerate(self.roots, 1)},
            f"{self.targets['version']}.targets.json": targets,
            f"{self.snapshot['version']}.snapshot.json": snapshot,
            "timestamp.json": signed_text(self.timestamp, [self.courier]),
        }

    @staticmethod
    def _named(signed: dict[str, Any], body: bytes) -> dict[str, Any]:
        hashes = {"sha256": hashlib.sha256(body).hexdigest()}
        return {"version": signed["version"], "length": len(body), "hashes": hashes}

    def bundle(self, metadata: dict[str, bytes] | None = None, newsroom: bytes | None = None) -> bytes:
        """The one-file directory, of these parts or of others put in their place."""
        parts = self.metadata() if metadata is None else metadata
        fields = {
            "metadata": {name: body.decode() for name, body in parts.items()},
            "targets": {"newsroom.json": (self.newsroom if newsroom is None else newsroom).decode()},
        }
        return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
