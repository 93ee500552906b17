"""Letters: for us, not for us, and every way to be broken."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator
from typing import Any

from intake.protocol import suite
from intake.protocol.letter import PLAIN_SIZE, Content, Opened, cover_letter, seal_letter
from intake.protocol.parcel import PARCELS_LIMIT, TABLE_LIMIT, Stream
from intake.protocol.parcel import PLAIN_SIZE as STREAM_PIECE
from tests.vectors.vector import Vector, as_json, drawn

DAY = 20_600
SEED = drawn("day key")
READER = drawn("reporter one", 16)
PAIR, TIP = drawn("pair"), drawn("tip", 16)
REPLY_KEY = suite.public_key(drawn("reply seed"))
KEY = drawn("stream key")
STREAM = Stream(KEY, 200_000, 199_000, drawn("table"))
FIELDS = {"day key": SEED.hex(), "day": str(DAY), "reader": READER.hex()}


def _seal(plain: bytes, *, day: int = DAY, reader: bytes = READER, seed: bytes = SEED) -> bytes:
    return seal_letter(plain, day, reader, suite.public_key(seed))


def letter_opens() -> Iterator[Vector]:
    """Letters that open."""
    for name, why, content in (
        ("text", "a short text for one reader", Content("The minister's brother owns the lorries.", (READER,))),
        ("scripts", "any script, a line break, a zero character", Content("गवाह\nشاهد\n\0👁", (READER, drawn("b", 16)))),
        ("stream", "a text and files", Content("See the second page.", (READER,), STREAM)),
        ("table_only", "a stream of nothing but a table of 4 MiB", Content("", (), Stream(KEY, TABLE_LIMIT, 0, KEY))),
        ("long_text", "no text: it is the first file of the stream", Content("", (READER,), STREAM)),
        ("repeated", "much text that presses well, under the limit", Content("no " * 80_000, (READER,))),
        ("nobody", "no addressee is stated", Content("To whom it may concern")),
    ):
        shown: dict[str, Any] = {"text": content.text, "to": [reader.hex() for reader in content.to]}
        if content.stream is not None:
            shown["stream"] = content.stream.as_json()
        said = as_json(shown) if name != "repeated" else as_json({"text": ["no ", 80_000], "to": [READER.hex()]})
        inside = {"pair": PAIR.hex(), "tip": TIP.hex(), "content": said}
        body = _seal(Opened(PAIR, REPLY_KEY, TIP, content).pack())
        yield Vector(f"letter/{name}", "success", why, FIELDS | inside, body)
    extra = _content(json.dumps({"text": "from a later version", "to": [], "mood": 7}).encode())
    inside = {"pair": PAIR.hex(), "tip": TIP.hex(), "content": as_json({"text": "from a later version", "to": []})}
    yield Vector(
        "letter/unknown_field", "success", "a field that is not known is passed over", FIELDS | inside, _seal(extra)
    )


def letter_filled() -> Iterator[Vector]:
    """Content that fills a letter to the last byte, stored and not pressed."""
    press = zlib.compressobj(0, zlib.DEFLATED, -15)
    packed = press.compress(_filled(5_780)) + press.flush()
    said = as_json({"text": ["a", 5_780 - 19], "to": []})
    inside = {"pair": PAIR.hex(), "tip": TIP.hex(), "content": said}
    yield Vector(
        "letter/filled", "success", "5,785 bytes of content, no padding", FIELDS | inside, _seal(_plain(packed))
    )


def letter_refused() -> Iterator[Vector]:
    """Letters for others, and what is no letter."""
    plain = Opened(PAIR, REPLY_KEY, TIP, Content("Not for you", (READER,))).pack()
    good = _seal(plain)
    for name, expect, why, body in (
        ("cover", "not for me", "cover: sealed to a key that nobody has", cover_letter(DAY)),
        (
            "other_reader",
            "not for me",
            "sealed for another reporter id under the same day key",
            _seal(plain, reader=drawn("x", 16)),
        ),
        (
            "other_key",
            "not for me",
            "sealed to another reporter's key of the same day",
            _seal(plain, seed=drawn("other")),
        ),
        (
            "altered_day",
            "not for me",
            "the day in the head was altered, so the info differs",
            good[:4] + b"\x79" + good[5:],
        ),
        ("altered_encapsulation", "not for me", "a bit of the encapsulation was flipped", _flip(good, 700)),
        ("altered_text", "not for me", "a bit of the ciphertext was flipped", _flip(good, 5_000)),
        ("altered_tag", "not for me", "a bit of the GCM tag was flipped", _flip(good, 8_191)),
        (
            "low_order",
            "not for me",
            "the X25519 part of the encapsulation is of low order",
            good[:1_093] + bytes(32) + good[1_125:],
        ),
        ("short", "size", "a byte is missing", good[:-1]),
        ("long", "size", "a byte too many", good + b"\0"),
        ("empty", "size", "nothing", b""),
        ("suite_0", "suite", "no suite", b"\0" + good[1:]),
        ("suite_2", "suite", "a suite of a later version", b"\2" + good[1:]),
        ("retired_day", "retired-day", "sealed to a day whose key is gone", _seal(plain, day=DAY - 30)),
    ):
        fields = FIELDS if name != "altered_day" else FIELDS | {"day": str(struct.unpack(">I", body[1:5])[0])}
        yield Vector(f"letter/{name}", expect, why, fields, body)


def _flip(body: bytes, at: int) -> bytes:
    return body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]


def _press(plain: bytes) -> bytes:
    press = zlib.compressobj(9, zlib.DEFLATED, -15)
    return press.compress(plain) + press.flush()


def _plain(packed: bytes, *, size: int | None = None) -> bytes:
    head = PAIR + REPLY_KEY + TIP + struct.pack(">H", len(packed) if size is None else size)
    return (head + packed).ljust(PLAIN_SIZE, b"\0")


def _content(plain: bytes) -> bytes:
    return _plain(_press(plain))


def letter_broken_inside() -> Iterator[Vector]:
    """It is for us; length, padding or pressing are wrong."""
    packed = _press(b'{"text":"x","to":[]}')
    filled = _plain(packed)
    for name, why, plain in (
        ("length_beyond", "the length points beyond the end", _plain(packed, size=5_786)),
        ("length_most", "the largest length", _plain(packed, size=65_535)),
        ("length_zero", "no content", _plain(b"")),
        ("length_short", "the length cuts the pressed text", _plain(packed, size=len(packed) - 1)),
        ("padding", "the last byte of the padding is not zero", filled[:-1] + b"\1"),
        ("padding_first", "the first byte of the padding is not zero", _plain(packed + b"\1", size=len(packed))),
        ("trailing", "bytes after the end of the pressed text", _plain(packed + b"\0\0")),
        ("not_pressed", "it is no DEFLATE", _plain(b"\xff" * 40)),
        ("zlib_head", "zlib's head stands before the DEFLATE", _plain(zlib.compress(b'{"text":"x","to":[]}'))),
        (
            "bomb",
            "five kilobytes that inflate to five megabytes",
            _content(b'{"text":"' + bytes(5_000_000) + b'","to":[]}'),
        ),
        ("over_limit", "one byte more than 262,144 when inflated", _content(_filled(262_145))),
    ):
        yield Vector(f"letter/broken_{name}", "broken-letter", why, FIELDS, _seal(plain))


def _filled(size: int) -> bytes:
    frame = b'{"text":"","to":[]}'
    return frame[:9] + b"a" * (size - len(frame)) + frame[9:]


def letter_broken_content() -> Iterator[Vector]:
    """It is for us; the JSON does not say what it must."""
    good: dict[str, Any] = {"text": "x", "to": [READER.hex()]}
    stream = STREAM.as_json()
    for name, why, fields in (
        ("no_text", "the text is missing", {"to": []}),
        ("no_to", "the addressees are missing", {"text": "x"}),
        ("text_number", "the text is a number", good | {"text": 1}),
        ("text_half_pair", "the text holds half of a surrogate pair", good | {"text": "\ud800"}),
        ("to_text", "the addressees are a text", good | {"to": ""}),
        ("to_object", "the addressees are an object", good | {"to": {}}),
        ("to_short", "an addressee of 15 bytes", good | {"to": [READER.hex()[2:]]}),
        ("to_upper_case", "hex has one spelling", good | {"to": ["AB" * 16]}),
        ("to_number", "an addressee is a number", good | {"to": [7]}),
        ("a_list", "a list where the object must be", [good]),
        ("null", "null where the object must be", None),
        ("stream_null", "a stream that is null", good | {"stream": None}),
        ("stream_suite", "a stream of a later suite", good | {"stream": stream | {"suite": 2}}),
        ("stream_key", "a stream key of 31 bytes", good | {"stream": stream | {"key": "00" * 31}}),
        (
            "stream_hash",
            "the table's hash is missing",
            good | {"stream": {k: stream[k] for k in ("suite", "key", "size", "table")}},
        ),
        (
            "stream_no_table",
            "the table begins where the stream ends",
            good | {"stream": stream | {"table": stream["size"]}},
        ),
        ("stream_negative", "the table begins before the stream", good | {"stream": stream | {"table": -1}}),
        ("stream_fraction", "a size with a fraction", good | {"stream": stream | {"size": 200_000.5}}),
        ("stream_true", "a size that is a truth value", good | {"stream": stream | {"table": True}}),
        ("stream_text", "a size that is a text", good | {"stream": stream | {"size": "200000"}}),
        (
            "stream_large",
            "a stream of one byte more than 2^20 parcels",
            good | {"stream": _sized(PARCELS_LIMIT * STREAM_PIECE + 1)},
        ),
        (
            "stream_table_large",
            "a table of one byte more than 4 MiB",
            good | {"stream": stream | {"size": 4_194_305, "table": 0}},
        ),
    ):
        plain = _content(json.dumps(fields).encode())
        yield Vector(f"letter/content_{name}", "broken-letter", why, FIELDS, _seal(plain))
    for name, why, raw in (
        ("not_json", "it is no JSON", b"text=x"),
        ("not_a_number", "NaN, which Python writes and JSON does not know", b'{"text":"x","to":[],"mood":NaN}'),
        ("not_utf8", "it is no UTF-8", b'{"text":"\xff","to":[]}'),
        ("utf16", "it is JSON in UTF-16", '{"text":"x","to":[]}'.encode("utf-16-le")),
        ("deep", "lists in lists, a hundred thousand deep", b"[" * 100_000 + b"]" * 100_000),
    ):
        yield Vector(f"letter/content_{name}", "broken-letter", why, FIELDS, _seal(_content(raw)))


def _sized(size: int) -> dict[str, Any]:
    return STREAM.as_json() | {"size": size, "table": size - 100}
