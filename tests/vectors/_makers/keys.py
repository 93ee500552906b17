"""Public keys, key records and a day's file of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from nacl.signing import SigningKey

from intake.protocol import suite
from intake.protocol.keyrecord import KeyRecord
from tests.vectors.vector import Vector, as_json, drawn

DAY = 20_600
ONE, TWO, THREE = sorted(drawn(f"reporter {name}", 16) for name in ("one", "two", "three"))
SIGN = {reporter: SigningKey(drawn(f"signs {reporter.hex()}")) for reporter in (ONE, TWO, THREE)}
KEYS = {reporter: suite.public_key(drawn(f"day key {reporter.hex()}")) for reporter in (ONE, TWO, THREE)}
LOW_ORDER = bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800")


def public_key() -> Iterator[Vector]:
    """What a seed makes, and keys that nothing can be sealed to."""
    for number in (1, 2):
        seed = drawn(f"seed {number}")
        key = suite.public_key(seed)
        why = "an X-Wing seed and its public key"
        fields = {"seed": seed.hex(), "public key sha256": hashlib.sha256(key).hexdigest()}
        yield Vector(f"key/seed_{number}", "success", why, fields, key)
    good = KEYS[ONE]
    for name, why, body in (
        ("short", "a byte is missing", good[:-1]),
        ("long", "a byte too many", good + b"\0"),
        ("empty", "nothing", b""),
        ("mlkem_large", "coefficients of 4,095 in the ML-KEM part", b"\xff" * 3 + good[3:]),
        ("curve_zero", "the X25519 part is zero", good[:1_184] + bytes(32)),
        ("curve_low_order", "the X25519 part is a point of order eight", good[:1_184] + LOW_ORDER),
    ):
        yield Vector(f"key/{name}", "unusable-key", why, {}, body)


def _record(reporter: bytes, day: int = DAY, signer: bytes | None = None) -> bytes:
    return KeyRecord(day, reporter, KEYS[reporter]).sign(SIGN[signer or reporter])


def key_record() -> Iterator[Vector]:
    """One record."""
    good = _record(ONE)
    fields = {"verify key": bytes(SIGN[ONE].verify_key).hex()}
    shown = {"day": str(DAY), "reporter": ONE.hex(), "public key sha256": hashlib.sha256(KEYS[ONE]).hexdigest()}
    yield Vector("key-record/good", "success", "a reporter's key for one day", fields | shown, good)
    for name, expect, why, body in (
        ("other_signer", "key-record", "another reporter signed it", _record(ONE, signer=TWO)),
        ("altered_day", "key-record", "the day was altered", good[:4] + b"\xff" + good[5:]),
        ("altered_reporter", "key-record", "the reporter id was altered", good[:5] + TWO + good[21:]),
        ("altered_key", "key-record", "the public key was altered", good[:500] + bytes([good[500] ^ 1]) + good[501:]),
        ("no_label", "key-record", "signed without the label", good[:-64] + SIGN[ONE].sign(good[:-64]).signature),
        ("suite_2", "suite", "a suite of a later version", b"\2" + good[1:]),
        ("short", "size", "a byte is missing", good[:-1]),
        ("empty", "size", "nothing", b""),
    ):
        yield Vector(f"key-record/{name}", expect, why, fields, body)


def day_file() -> Iterator[Vector]:
    """All records of one day."""
    one, two, three = (_record(reporter) for reporter in (ONE, TWO, THREE))
    listed = {reporter.hex(): bytes(SIGN[reporter].verify_key).hex() for reporter in (ONE, TWO)}
    fields = {"verify keys": as_json(listed)}
    for name, why, body, reporters in (
        ("two", "two reporters", one + two, (ONE, TWO)),
        ("one_missing", "a reporter without a key today", two, (TWO,)),
        (
            "stranger",
            "a record of somebody whom the directory does not name is passed over",
            one + two + three,
            (ONE, TWO),
        ),
        ("empty", "nobody published", b"", ()),
    ):
        shown = {"reporters": " ".join(reporter.hex() for reporter in reporters)}
        yield Vector(f"day-file/{name}", "success", why, fields | shown, body)
    for name, expect, why, body in (
        ("cut", "size", "a byte is missing", (one + two)[:-1]),
        ("unsorted", "broken", "ids not ascending", two + one),
        ("twice", "broken", "one reporter twice", one + one),
        ("two_days", "broken", "records of two days", one + _record(TWO, DAY + 1)),
        ("bad_signature", "key-record", "one of two is not signed by whom it names", one + _record(TWO, signer=ONE)),
    ):
        yield Vector(f"day-file/{name}", expect, why, fields, body)
