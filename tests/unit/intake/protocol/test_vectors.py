"""Every vector of tests/vectors/, run against the Python code; the browser runs the same files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from intake.protocol import suite
from intake.protocol.board import find_replies, open_board, section_weights
from intake.protocol.code import Code, read_code, read_numbers, read_words
from intake.protocol.directory import Versions, open_directory
from intake.protocol.errors import AsterismError, WrongCodeError
from intake.protocol.keyrecord import open_day_file, open_key_record
from intake.protocol.letter import open_letter
from intake.protocol.newsroom import Newsroom
from intake.protocol.parcel import Stream, open_parcel, padded_count, parcel_id, parse_table
from intake.protocol.pseudonym import pseudonym
from intake.protocol.reply import Expected, expected_tags, open_reply, reply_tag
from intake.protocol.source import Identity, meet_number
from intake.protocol.suite import Label
from tests.vectors import make
from tests.vectors._makers.parcels import stream_piece
from tests.vectors.vector import Vector, kinds, load

Shown = dict[str, Any] | None


def _code(vector: Vector) -> Shown:
    readers: dict[str, Callable[[Any], Any]] = {"numbers": read_numbers, "words": read_words, "text": read_code}
    name = next(name for name in readers if name in vector.fields)
    code = readers[name](vector.json(name))
    spelt = {"spelt numbers": json.dumps(list(code.numbers())), "spelt words": json.dumps(list(code.spoken()))}
    return {"digits": code.digits} | {name: text for name, text in spelt.items() if name in vector.fields}


def _identity(vector: Vector) -> Shown:
    source, day = Identity.of(Code(vector.fields["digits"]), vector.hex("root one sha256")), vector.number("day")
    pair = source.pair(vector.hex("reporter"))
    assert source.reply_key == vector.body
    return {
        "master": source.master.hex(),
        "reply seed": source.reply_seed.hex(),
        "pair": pair.hex(),
        "pseudonym": pseudonym(source.reply_key),
        "meet source": meet_number(pair, day, source=True),
        "meet reporter": meet_number(pair, day, source=False),
        "tags": " ".join(reply_tag(pair, day, ordinal).hex() for ordinal in range(4)),
    }


def _letter(vector: Vector) -> Shown:
    seeds = {vector.number("day"): vector.hex("day key")}
    opened = open_letter(vector.body, vector.hex("reader"), seeds.get)
    if opened is None:
        return None
    content: dict[str, Any] = {"text": opened.content.text, "to": [reader.hex() for reader in opened.content.to]}
    if opened.content.stream is not None:
        content["stream"] = opened.content.stream.as_json()
    return {"pair": opened.pair.hex(), "tip": opened.tip.hex(), "content": content}


def _parcel(vector: Vector) -> Shown:
    key, index, nonce = vector.hex("key"), vector.number("index"), vector.hex("nonce")
    plain = stream_piece(vector.fields["plain"])
    aad = Label.PARCEL.prefix + index.to_bytes(4, "big")
    sealed = bytearray(nonce + AESGCM(key).encrypt(nonce, plain, aad))
    shown = {"sealed sha256": hashlib.sha256(sealed).hexdigest(), "id": parcel_id(key, index).hex()}
    if "flip" in vector.fields:
        sealed[vector.number("flip")] ^= 1
    sealed = sealed[: int(vector.fields.get("keep", "65536"))]
    opened = open_parcel(
        bytes(sealed),
        bytes.fromhex(vector.fields.get("open key", key.hex())),
        int(vector.fields.get("open index", index)),
    )
    assert opened == plain
    return shown


def _table(vector: Vector) -> Shown:
    stream = Stream(bytes(32), 2**22, vector.number("table"), vector.hex("table sha256"))
    return {
        "files": [
            {
                "name": entry.name,
                "size": entry.size,
                "salt": entry.salt.hex(),
                "original": entry.original.hex(),
                "sent": entry.sent.hex(),
                "removed": list(entry.removed),
                "cleaned": entry.cleaned,
                "role": entry.role,
            }
            for entry in parse_table(vector.body, stream)
        ]
    }


def _tag(vector: Vector) -> Shown:
    day, ordinal, reporter = vector.number("day"), vector.number("ordinal"), bytes(16)
    tag = reply_tag(vector.hex("pair"), day, ordinal)
    assert tag == vector.hex("tag")
    found = expected_tags([(reporter, vector.hex("pair"))], vector.number("today")).get(tag)
    assert found in (None, Expected(reporter, day, ordinal))
    return None if found is None else {"tag": tag.hex()}


def _reply(vector: Vector) -> Shown:
    seed, pair, reporter, tag = (vector.hex(name) for name in ("seed", "pair", "reporter", "tag"))
    answer = open_reply(vector.body, seed, pair, reporter, tag)
    if answer is None:
        return None
    shown = {"number": answer.number, "letters": answer.letters, "state": answer.state.value, "text": answer.text}
    return {"answer": shown}


def _board(vector: Vector) -> Shown:
    board = open_board(
        vector.body,
        [bytes.fromhex(key) for key in vector.fields["couriers"].split()],
        at_least=int(vector.fields.get("at least", "0")),
        sha256=vector.hex("sha256") if "sha256" in vector.fields else None,
    )
    tags = [bytes.fromhex(tag) for tag in vector.fields.get("tags", "").split()]
    found = find_replies(board, {tag: Expected(bytes(16), 0, 0) for tag in tags})
    sections = [
        {"number": s.number, "day": s.day, "tags": len(s.tags), "first": s.tags[0].hex(), "last": s.tags[-1].hex()}
        for s in board.sections
    ]
    closings = {reporter.hex(): day for reporter, day in board.closings.items()}
    return {
        "board": {"number": board.number, "day": board.day, "closings": closings, "sections": sections},
        "found": [[hit.place.section, hit.place.group, hit.slot] for hit in found],
    }


def _key(vector: Vector) -> Shown:
    assert len(suite.seal(b"x", vector.body, b"info")) == 1 + suite.SEALED_OVERHEAD
    key = suite.public_key(vector.hex("seed"))
    assert key == vector.body
    return {"public key sha256": hashlib.sha256(key).hexdigest()}


def _key_record(vector: Vector) -> Shown:
    record = open_key_record(vector.body, vector.hex("verify key"))
    digest = hashlib.sha256(record.public_key).hexdigest()
    return {"day": str(record.day), "reporter": record.reporter.hex(), "public key sha256": digest}


def _day_file(vector: Vector) -> Shown:
    keys = {bytes.fromhex(reporter): bytes.fromhex(key) for reporter, key in vector.json("verify keys").items()}
    return {"reporters": " ".join(reporter.hex() for reporter in open_day_file(vector.body, keys))}


def _directory(vector: Vector) -> Shown:
    now = None if vector.fields["now"] == "none" else datetime.fromisoformat(vector.fields["now"]).astimezone(UTC)
    seen = Versions(**vector.json("seen")) if "seen" in vector.fields else None
    directory = open_directory(vector.body, vector.hex("pin"), now, seen=seen)
    versions = {
        name: getattr(directory.versions, name) for name in ("root", "targets", "snapshot", "timestamp", "board")
    }
    board = {} if directory.board_sha256 is None else {"board sha256": directory.board_sha256.hex()}
    assert directory.newsroom.names["en"] == "The Lantern"
    return {"versions": versions} | board


def _newsroom(vector: Vector) -> Shown:
    return {"newsroom": json.loads(Newsroom.parse(vector.body).pack())}


def _count(vector: Vector) -> Shown:
    if "count" in vector.fields:
        padded_count(vector.number("count"))
    return {"counts": {count: padded_count(int(count)) for count in vector.json("counts")}}


def _weights(vector: Vector) -> Shown:
    return {"weights": [round(weight, 9) for weight in section_weights(vector.number("sections"))][:30]}


RUN: dict[str, Callable[[Vector], Shown]] = {
    "board": _board,
    "code": _code,
    "count": _count,
    "day-file": _day_file,
    "directory": _directory,
    "identity": _identity,
    "key": _key,
    "key-record": _key_record,
    "letter": _letter,
    "newsroom": _newsroom,
    "parcel": _parcel,
    "pseudonym": lambda vector: {"pseudonym": pseudonym(vector.body)},
    "reply": _reply,
    "table": _table,
    "tag": _tag,
    "weights": _weights,
}
VECTORS = [vector for kind in kinds() for vector in load(kind)]


def _unfold(said: Any) -> Any:
    """A long text is written as [piece, times]."""
    if isinstance(said, dict) and isinstance(said.get("text"), list):
        piece, times = said["text"]
        return said | {"text": piece * times}
    return said


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name)
def test_vector(vector: Vector) -> None:
    """The code does with the file what the file says."""
    if vector.expect not in ("success", "not for me"):
        with pytest.raises(AsterismError) as raised:
            RUN[vector.kind](vector)
        assert raised.value.code == vector.expect
        if isinstance(raised.value, WrongCodeError):
            assert raised.value.number == (vector.number("number") if "number" in vector.fields else None)
        return
    shown = RUN[vector.kind](vector)
    if shown is None:
        assert vector.expect == "not for me"
        return
    assert vector.expect == "success"
    said = {name: text for name, text in vector.fields.items() if name in shown}
    assert said, "a vector that succeeds says what comes out"
    for name, text in said.items():
        value = shown[name]
        assert value == (
            text if isinstance(value, str) and name not in ("content", "answer") else _unfold(json.loads(text))
        )


def test_every_vector_is_made_by_make_py() -> None:
    """No file lies among the vectors that make.py does not make, and none is missing."""
    made = {vector.name: vector for vector in make.make()}
    assert set(made) == {vector.name for vector in VECTORS}
    for vector in VECTORS:
        again = made[vector.name]
        assert (again.expect, again.why, again.made_by) == (vector.expect, vector.why, vector.made_by)
        if vector.kind not in ("letter", "reply"):  # sealing draws randomness; all else is the same again
            assert again == vector
