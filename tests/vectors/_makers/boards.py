"""Boards, what a source finds on them, and the probabilities of sections."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator

from nacl.signing import SigningKey

from intake.protocol.board import section_weights as weights_of
from intake.protocol.board import sign_board
from intake.protocol.suite import Label
from intake.protocol.wire import Board, Section
from tests.vectors.vector import Vector, as_json, drawn

DAY = 20_600
COURIER = SigningKey(drawn("courier"))
COURIERS = {"couriers": f"{drawn('an older courier').hex()} {bytes(COURIER.verify_key).hex()}"}


def _tags(label: str, count: int) -> tuple[bytes, ...]:
    return tuple(sorted(drawn(f"{label} {k}", 6) for k in range(count)))


OLD = Section(3, DAY - 9, _tags("old", 16))
NEW = Section(7, DAY, _tags("new", 24))
BOARD = Board(41, DAY, {drawn("reporter one", 16): DAY - 1, drawn("reporter two", 16): DAY - 3}, (OLD, NEW))


def _shown(board: Board) -> dict[str, str]:
    sections = [
        {"number": s.number, "day": s.day, "tags": len(s.tags), "first": s.tags[0].hex(), "last": s.tags[-1].hex()}
        for s in board.sections
    ]
    closings = {reporter.hex(): day for reporter, day in sorted(board.closings.items())}
    return {"board": as_json({"number": board.number, "day": board.day, "closings": closings, "sections": sections})}


def board_opens() -> Iterator[Vector]:
    """Boards that open."""
    many = Board(2**53 - 1, DAY, {}, tuple(Section(k, DAY - 100 + k, _tags(f"s{k}", 8)) for k in range(1, 101)))
    same = Board(5, DAY, {}, (Section(1, DAY, (bytes(6),) * 8),))
    for name, why, board in (
        ("two_sections", "two reporters' closing days, two sections", BOARD),
        ("empty", "before the first trip", Board(1, DAY, {}, ())),
        ("many", "a hundred sections, the highest number", many),
        ("equal_tags", "tags may collide", same),
    ):
        yield Vector(f"board/{name}", "success", why, COURIERS | _shown(board), sign_board(board, COURIER))
    body = sign_board(BOARD, COURIER)
    equal = {"at least": "41", "sha256": hashlib.sha256(body).hexdigest()}
    yield Vector(
        "board/as_named", "success", "the very board that timestamp names", COURIERS | equal | _shown(BOARD), body
    )
    newer = {"at least": "40", "sha256": drawn("an older board").hex()}
    yield Vector(
        "board/newer",
        "success",
        "newer than timestamp's: the courier's signature is enough",
        COURIERS | newer | _shown(BOARD),
        body,
    )
    found = {
        "tags": f"{OLD.tags[9].hex()} {NEW.tags[0].hex()} {NEW.tags[23].hex()} {drawn('nowhere', 6).hex()}",
        "found": as_json([[7, 0, 0], [7, 2, 7], [3, 1, 1]]),
    }
    yield Vector(
        "board/found",
        "success",
        "section, group and place of ours, the newest section first",
        COURIERS | found | _shown(BOARD),
        body,
    )


def _signed(body: bytes, key: SigningKey = COURIER) -> bytes:
    body += bytes(key.verify_key)
    return body + key.sign(Label.BOARD.prefix + body).signature


def board_refused() -> Iterator[Vector]:
    """Boards that are refused."""
    good = sign_board(BOARD, COURIER)
    packed = BOARD.pack()
    other = SigningKey(drawn("nobody"))
    head, closings = packed[:15], packed[15:55]
    unsorted = _tags("u", 8)[::-1]
    for name, expect, why, body, fields in (
        ("bad_signature", "board", "a bit of the signature was flipped", good[:-1] + bytes([good[-1] ^ 1]), {}),
        ("altered_number", "board", "the number was raised", good[:8] + b"\x2a" + good[9:], {}),
        ("altered_tag", "board", "a tag was altered", good[:-100] + b"\xff" + good[-99:], {}),
        ("other_courier", "board", "signed by a key that the directory does not name", sign_board(BOARD, other), {}),
        ("no_label", "board", "signed without the label", good[:-64] + COURIER.sign(good[:-64]).signature, {}),
        ("short", "board", "a byte is missing", good[:-1], {}),
        ("tiny", "board", "110 bytes", good[:14] + good[-96:], {}),
        ("nothing", "board", "nothing", b"", {}),
        ("suite_2", "suite", "a suite of a later version", _signed(b"\2" + packed[1:]), {}),
        ("trailing", "board", "bytes after the last section", _signed(packed + bytes(5)), {}),
        ("cut_section", "board", "the last tag is missing", _signed(packed[:-6]), {}),
        (
            "cut_closings",
            "board",
            "more closing days are announced than there are",
            _signed(head[:-2] + b"\xff\xff" + closings),
            {},
        ),
        ("closings_unsorted", "board", "reporter ids not ascending", _signed(head + closings[20:] + closings[:20]), {}),
        ("closings_twice", "board", "a reporter id twice", _signed(head + closings[:20] * 2), {}),
        (
            "tags_unsorted",
            "board",
            "tags not ascending",
            _signed(head[:-2] + b"\0\0" + struct.pack(">III", 1, DAY, 8) + b"".join(unsorted)),
            {},
        ),
        (
            "tags_seven",
            "board",
            "seven tags",
            _signed(head[:-2] + b"\0\0" + struct.pack(">III", 1, DAY, 7) + bytes(42)),
            {},
        ),
        (
            "tags_none",
            "board",
            "a section without tags",
            _signed(head[:-2] + b"\0\0" + struct.pack(">III", 1, DAY, 0)),
            {},
        ),
        (
            "sections_unsorted",
            "board",
            "sections not ascending",
            sign_board(Board(1, DAY, {}, (NEW, OLD)), COURIER),
            {},
        ),
        ("sections_twice", "board", "a section's number twice", sign_board(Board(1, DAY, {}, (NEW, NEW)), COURIER), {}),
        (
            "number_large",
            "board",
            "a number of 2^53, which a browser cannot count",
            sign_board(Board(2**53, DAY, {}, ()), COURIER),
            {},
        ),
        ("older", "directory-older", "older than timestamp says", good, {"at least": "42"}),
        (
            "same_number",
            "board",
            "the number that timestamp names, other bytes",
            good,
            {"at least": "41", "sha256": drawn("x").hex()},
        ),
    ):
        yield Vector(f"board/{name}", expect, why, COURIERS | fields, body)


def section_weights() -> Iterator[Vector]:
    """The probability of each section, the newest first."""
    for count in (1, 2, 5, 20, 199, 200, 300):
        shown = as_json([round(weight, 9) for weight in weights_of(count)][:30])
        yield Vector(
            f"weights/{count:03}",
            "success",
            "to nine decimals, the first thirty",
            {"sections": str(count), "weights": shown},
        )
