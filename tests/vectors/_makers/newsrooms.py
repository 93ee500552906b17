"""newsroom.json alone, good and broken."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.vectors._makers.newsdesk import newsroom as the_newsroom
from tests.vectors.vector import Vector, as_json, drawn


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
    nan = json.dumps(fields | {"mood": float("nan")}).encode()
    yield Vector("newsroom/not_a_number", "directory", "NaN, which Python writes and JSON does not know", {}, nan)
    yield Vector("newsroom/not_utf8", "directory", "it is no UTF-8", {}, good.replace(b"Ada", b"\xff"))
