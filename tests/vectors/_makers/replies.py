"""Tags and replies."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from intake.protocol import suite
from intake.protocol.reply import (
    CONTENT_SIZE,
    Answer,
    State,
    cover_reply,
    expected_tags,
    reply_info,
    reply_tag,
    seal_reply,
)
from intake.protocol.suite import Label, authenticate, derive
from tests.vectors.vector import Vector, as_json, drawn

DAY = 20_600
SEED = drawn("reply seed")
REPLY_KEY = suite.public_key(SEED)
PAIR = drawn("pair")
REPORTER = drawn("reporter one", 16)
TAG = reply_tag(PAIR, DAY, 2)
FIELDS = {"seed": SEED.hex(), "pair": PAIR.hex(), "reporter": REPORTER.hex(), "tag": TAG.hex()}


def tag() -> Iterator[Vector]:
    """What a source looks for on the board."""
    for name, why, day, ordinal in (
        ("first", "the first reply under a closing day", DAY, 0),
        ("last", "the fourth", DAY, 3),
        ("oldest", "a reply of 120 days ago is still looked for", DAY - 120, 1),
    ):
        fields = {"pair": PAIR.hex(), "day": str(day), "ordinal": str(ordinal), "today": str(DAY)}
        yield Vector(f"tag/{name}", "success", why, fields | {"tag": reply_tag(PAIR, day, ordinal).hex()})
    for name, why, day, ordinal in (
        ("too_old", "of 121 days ago", DAY - 121, 0),
        ("tomorrow", "no closing day lies ahead", DAY + 1, 0),
        ("fifth", "there are four ordinals", DAY, 4),
    ):
        assert reply_tag(PAIR, day, ordinal) not in expected_tags([(REPORTER, PAIR)], DAY)
        fields = {"pair": PAIR.hex(), "day": str(day), "ordinal": str(ordinal), "today": str(DAY)}
        yield Vector(
            f"tag/{name}", "not for me", f"{why}: not looked for", fields | {"tag": reply_tag(PAIR, day, ordinal).hex()}
        )


def reply_opens() -> Iterator[Vector]:
    """Replies that open."""
    for name, why, answer in (
        ("text", "a person answers", Answer(1, 2, State.TELL_US_MORE, "Who signed it?")),
        ("scripts", "any script, a line break, a zero character", Answer(7, 9, State.BEING_READ, "शुक्रिया\nشکریہ\n\0👁")),
        ("opened", "nothing but a state", Answer(2, 1, State.OPENED, "")),
        ("not_for_us", "the fourth state", Answer(3, 1, State.NOT_FOR_US, "Ask the county paper.")),
        (
            "published",
            "the fifth state, numbers at their ends",
            Answer(2**32 - 1, 2**32 - 1, State.PUBLISHED, "Page one."),
        ),
        ("limit", "65,536 bytes when inflated", Answer(1, 1, State.OPENED, "no, " * 16_384)),
    ):
        shown = {"number": answer.number, "letters": answer.letters, "state": int(answer.state), "text": answer.text}
        said = shown if name != "limit" else shown | {"text": ["no, ", 16_384]}
        body = seal_reply(answer, PAIR, REPLY_KEY, REPORTER, TAG)
        yield Vector(f"reply/{name}", "success", why, FIELDS | {"answer": as_json(said)}, body)


def _press(plain: bytes) -> bytes:
    press = zlib.compressobj(9, zlib.DEFLATED, -15)
    return press.compress(plain) + press.flush()


def _content(packed: bytes, *, state: int = 1, size: int | None = None) -> bytes:
    head = struct.pack(">IIBH", 1, 1, state, len(packed) if size is None else size)
    return (head + packed).ljust(CONTENT_SIZE, b"\0")


def _seal(content: bytes, *, pair: bytes = PAIR, info: bytes | None = None, mac_key: bytes = REPLY_KEY) -> bytes:
    mac = authenticate(derive(pair, Label.REPLY_MAC), (info or reply_info(REPORTER, TAG)) + mac_key + content)
    return b"\1" + suite.seal(mac + content, REPLY_KEY, reply_info(REPORTER, TAG))


def reply_filled() -> Iterator[Vector]:
    """Text that fills a reply to the last byte, stored and not pressed."""
    press = zlib.compressobj(0, zlib.DEFLATED, -15)
    packed = press.compress(b"a" * 2_911) + press.flush()
    said = as_json({"number": 1, "letters": 1, "state": 1, "text": ["a", 2_911]})
    yield Vector(
        "reply/filled", "success", "2,916 bytes of text, no padding", FIELDS | {"answer": said}, _seal(_content(packed))
    )


def reply_refused() -> Iterator[Vector]:
    """Replies that do not open."""
    answer = Answer(1, 1, State.OPENED, "x")
    good = seal_reply(answer, PAIR, REPLY_KEY, REPORTER, TAG)
    other_key = suite.public_key(drawn("other"))
    text = _press(b"x")
    for name, expect, why, body in (
        ("cover", "not for me", "cover: sealed to a key that nobody has", cover_reply()[1]),
        (
            "other_source",
            "not for me",
            "another source's, under a tag that collides",
            seal_reply(answer, PAIR, other_key, REPORTER, TAG),
        ),
        (
            "other_tag",
            "not for me",
            "moved to another tag",
            seal_reply(answer, PAIR, REPLY_KEY, REPORTER, reply_tag(PAIR, DAY, 3)),
        ),
        (
            "other_reporter",
            "not for me",
            "sealed in another reporter's name",
            seal_reply(answer, PAIR, REPLY_KEY, drawn("x", 16), TAG),
        ),
        ("altered_encapsulation", "not for me", "a bit of the encapsulation was flipped", _flip(good, 50)),
        ("altered_text", "not for me", "a bit of the ciphertext was flipped", _flip(good, 2_000)),
        ("short", "size", "a byte is missing", good[:-1]),
        ("long", "size", "a byte too many", good + b"\0"),
        ("suite_2", "suite", "a suite of a later version", b"\2" + good[1:]),
        (
            "other_pair",
            "broken-reply",
            "somebody without the pair key wrote it",
            _seal(_content(text), pair=drawn("p")),
        ),
        (
            "mac_other_info",
            "broken-reply",
            "the MAC is of another tag",
            _seal(_content(text), info=reply_info(REPORTER, bytes(6))),
        ),
        ("mac_other_key", "broken-reply", "the MAC is of another reply key", _seal(_content(text), mac_key=other_key)),
        ("state_0", "broken-reply", "no state", _seal(_content(text, state=0))),
        ("state_6", "broken-reply", "a state that is not known", _seal(_content(text, state=6))),
        ("length_beyond", "broken-reply", "the length points beyond the end", _seal(_content(text, size=2_917))),
        ("length_zero", "broken-reply", "no pressed text, not even an empty one", _seal(_content(b""))),
        ("padding", "broken-reply", "the last byte of the padding is not zero", _seal(_content(text)[:-1] + b"\1")),
        ("trailing", "broken-reply", "bytes after the end of the pressed text", _seal(_content(text + b"\0"))),
        ("not_utf8", "broken-reply", "it is no UTF-8", _seal(_content(_press(b"\xff")))),
        ("half_pair", "broken-reply", "half of a surrogate pair is no UTF-8", _seal(_content(_press(b"\xed\xa0\x80")))),
        (
            "bomb",
            "broken-reply",
            "two kilobytes that inflate to two megabytes",
            _seal(_content(_press(bytes(2_000_000)))),
        ),
        ("over_limit", "broken-reply", "65,537 bytes when inflated", _seal(_content(_press(bytes(65_537))))),
    ):
        yield Vector(f"reply/{name}", expect, why, FIELDS, body)


def _flip(body: bytes, at: int) -> bytes:
    return body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]
