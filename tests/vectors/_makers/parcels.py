"""Counts of parcels, parcels as recipes, tables."""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterator
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from intake.protocol.parcel import PARCELS_LIMIT, PLAIN_SIZE, FileEntry, pack_table, padded_count, parcel_id
from intake.protocol.suite import Label
from tests.vectors.vector import Vector, as_json, drawn

KEY = drawn("stream key")


def count() -> Iterator[Vector]:
    """How many parcels are sent."""
    asked = [*range(40), 63, 64, 65, 100, 127, 128, 129, 255, 257, 1_000, 1_025, 4_097, 65_537, 999_999, PARCELS_LIMIT]
    counts = {str(k): padded_count(k) for k in asked}
    yield Vector("count/table", "success", "parcels filled → parcels sent", {"counts": as_json(counts)})
    yield Vector("count/too_many", "too-long", "more than 2^20 parcels", {"count": str(PARCELS_LIMIT + 1)})


def stream_piece(recipe: str, size: int = PLAIN_SIZE) -> bytes:
    """The plain bytes of a recipe: "zeros", or "counting": byte k is k mod 251."""
    return bytes(size) if recipe == "zeros" else bytes(k % 251 for k in range(size))


def parcel() -> Iterator[Vector]:
    """A parcel as key, index, nonce and recipe; what it is then, and what opening it gives."""
    for name, expect, why, recipe, index, change in (
        ("first", "success", "the first parcel of a stream", "counting", 0, {}),
        ("later", "success", "the index is in the associated data and in the id", "counting", 258, {}),
        ("last", "success", "the highest index", "counting", PARCELS_LIMIT - 1, {}),
        ("surplus", "success", "zeros, sealed like all else", "zeros", 5, {}),
        ("altered_nonce", "broken-parcel", "a bit of the nonce was flipped", "counting", 0, {"flip": "3"}),
        ("altered_text", "broken-parcel", "a bit of the ciphertext was flipped", "counting", 0, {"flip": "30000"}),
        ("altered_tag", "broken-parcel", "a bit of the GCM tag was flipped", "counting", 0, {"flip": "65535"}),
        ("other_index", "broken-parcel", "another parcel of the same stream", "counting", 1, {"open index": "0"}),
        ("other_key", "broken-parcel", "a parcel of another stream", "counting", 0, {"open key": drawn("other").hex()}),
        ("short", "size", "a byte is missing", "counting", 0, {"keep": "65535"}),
        ("empty", "size", "nothing", "counting", 0, {"keep": "0"}),
    ):
        nonce = drawn(f"nonce {name}", 12)
        aad = Label.PARCEL.prefix + struct.pack(">I", index)
        sealed = nonce + AESGCM(KEY).encrypt(nonce, stream_piece(recipe), aad)
        fields = {
            "key": KEY.hex(),
            "index": str(index),
            "nonce": nonce.hex(),
            "plain": recipe,
            "id": parcel_id(KEY, index).hex(),
            "sealed sha256": hashlib.sha256(sealed).hexdigest(),
        }
        yield Vector(f"parcel/{name}", expect, why, fields | change)


ENTRIES = (
    FileEntry("picture 1.jpg", 150_000, drawn("s1", 16), drawn("o1"), drawn("c1"), ("place", "phone"), cleaned=True),
    FileEntry("document 2.pdf", 49_000, drawn("s2", 16), drawn("o2"), drawn("o2"), (), cleaned=False),
    FileEntry("text", 0, drawn("s3", 16), drawn("o3"), drawn("o3"), (), cleaned=True, role="text"),
)


def table() -> Iterator[Vector]:
    """A stream's table."""

    def made(name: str, expect: str, why: str, body: bytes, *, at: int = 199_000, digest: bytes = b"") -> Vector:
        stream = {"table": str(at), "table sha256": (digest or hashlib.sha256(body).digest()).hex()}
        shown = {"files": as_json(json.loads(body))} if expect == "success" else {}
        return Vector(f"table/{name}", expect, why, stream | shown, body)

    good = pack_table(ENTRIES)
    yield made("three", "success", "a cleaned picture, an untouched document, an empty text", good)
    yield made("nothing", "success", "no file", b"[]", at=0)
    yield made("other_hash", "broken-letter", "not the table that the letter named", good, digest=drawn("x"))
    yield made("other_sum", "broken-letter", "the sizes do not add up to the table's place", good, at=199_001)
    row = json.loads(good)[0] | {"size": 199_000}
    changes: dict[str, tuple[str, Any]] = {
        "name_number": ("a name that is a number", row | {"name": 1}),
        "name_half_pair": ("a name with half of a surrogate pair", row | {"name": "\ud800"}),
        "size_text": ("a size that is a text", row | {"size": "199000"}),
        "size_true": ("a size that is a truth value", row | {"size": True}),
        "salt_short": ("a salt of 15 bytes", row | {"salt": "00" * 15}),
        "sent_upper_case": ("hex has one spelling", row | {"sent": "AB" * 32}),
        "removed_text": ("what was removed is a text", row | {"removed": "place"}),
        "removed_number": ("what was removed is a number", row | {"removed": [1]}),
        "cleaned_number": ("a number for a truth value", row | {"cleaned": 1}),
        "role_other": ("a role that is not known", row | {"role": "table"}),
        "no_role": ("the role is missing", {k: row[k] for k in row if k != "role"}),
        "row_text": ("a text for a row", "row"),
    }
    for name, (why, wrong) in changes.items():
        yield made(name, "broken-letter", why, json.dumps([wrong]).encode())
    negative = [row | {"size": 200_000}, row | {"size": -1_000}]
    yield made(
        "size_negative", "broken-letter", "a negative size that makes the sum right", json.dumps(negative).encode()
    )
    yield made("object", "broken-letter", "an object where the list must be", b"{}", at=0)
    yield made("not_json", "broken-letter", "it is no JSON", b"[", at=0)
    endless = json.dumps([row | {"mood": float("inf")}]).encode()
    yield made("endless", "broken-letter", "Infinity, which Python writes and JSON does not know", endless)
