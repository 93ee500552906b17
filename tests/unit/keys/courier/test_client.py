"""The server as a courier meets it: it may starve a trip, and not deceive it."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest

from intake.protocol import wire
from keys.courier import client
from keys.courier.client import Now, Server
from keys.courier.errors import ServerRefusedError, ServerUnreachableError
from keys.courier.state import Settings
from tests.support.scripted import Says, Scripted, scripted

LETTERS = sorted((os.urandom(wire.LETTER_SIZE) for _ in range(5)), key=wire.object_id)
IDS = [wire.object_id(letter) for letter in LETTERS]
ROWS = [found + letter for found, letter in zip(IDS, LETTERS, strict=True)]
LISTING = {"day": 20_001, "closing": 20_000, "letters": ["00" * 16], "parcels": []}


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "CUT_PAUSES_SECONDS", (0.0, 0.0))
    monkeypatch.setattr(client, "BUSY_PAUSES_SECONDS", (0.0, 0.0))


def asked(script: Scripted) -> Server:
    """A courier's view of a scripted server."""
    return Server(Settings("Laptop", script.address, "ab" * 32, "cd" * 32))


def ok(fields: Any) -> Says:
    """A JSON answer."""
    return Says(body=json.dumps(fields).encode())


def test_what_was_asked_for_comes_in_order_and_what_expired_is_left_out() -> None:
    """The server answers with those that it still has."""
    with scripted([Says(body=ROWS[0] + ROWS[2])]) as script:
        assert list(asked(script).letters(IDS)) == [LETTERS[0], LETTERS[2]]
        assert script.came == [("POST", "/courier/letters", b"".join(IDS))]


@pytest.mark.parametrize(
    "rows",
    [[ROWS[1], ROWS[0]], [ROWS[0], ROWS[0]], [os.urandom(16) + LETTERS[0]], [IDS[0] + LETTERS[1]]],
    ids=["out of order", "twice", "not asked for", "other bytes under an id"],
)
def test_other_rows_than_asked_for_are_refused(rows: list[bytes]) -> None:
    """A letter's id is its hash, so nothing can be put in its place."""
    with scripted([Says(body=b"".join(rows))]) as script, pytest.raises(ServerRefusedError):
        list(asked(script).letters(IDS))


def test_a_cut_pull_asks_again_for_the_rest_only() -> None:
    """Whole rows that came are kept; the last, cut one is asked for again."""
    with scripted([Says(body=ROWS[0] + ROWS[1][:500]), Says(hang_up=True), Says(body=b"".join(ROWS[1:]))]) as script:
        assert list(asked(script).letters(IDS)) == LETTERS
        assert [body for _, _, body in script.came] == [b"".join(IDS), b"".join(IDS[1:]), b"".join(IDS[1:])]


def test_a_line_that_stays_cut_ends_the_trip() -> None:
    """After a few tries; a server that never answered gets a single one."""
    with scripted([Says(body=ROWS[0]), Says(hang_up=True)]) as script:
        server = asked(script)
        assert list(server.letters(IDS)) == LETTERS[:1]
        with pytest.raises(ServerUnreachableError):
            list(server.letters(IDS))
    assert len(script.came) == 1 + 3
    with scripted([Says(hang_up=True)]) as script, pytest.raises(ServerUnreachableError):
        asked(script).state()
    assert len(script.came) == 1


def test_a_busy_server_is_waited_for() -> None:
    """Its limit counts requests over ten minutes, which a large bundle uses up."""
    with scripted([Says(429), Says(503), ok({"day": 20_001, "board": 3})]) as script:
        assert asked(script).state() == Now(20_001, 3)
    with scripted([Says(429)]) as script, pytest.raises(ServerRefusedError):
        asked(script).state()


def test_the_token_goes_nowhere_else() -> None:
    """A redirect is a refusal."""
    with scripted([ok({"day": 1})]) as other:
        away = Says(302, headers=(("Location", f"{other.address}/courier/state"),))
        with scripted([away]) as script, pytest.raises(ServerRefusedError):
            asked(script).state()
        assert other.came == []


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"<html>",
        b"[]",
        b"[" * 100_000,
        *(
            json.dumps({**LISTING, **change}).encode()
            for change in (
                {"day": "20001"},
                {"day": True},
                {"closing": None},
                {"closing": 20_002},
                {"closing": -1},
                {"letters": "ab"},
                {"letters": ["0A" * 16]},
                {"parcels": [7]},
                {"parcels": 7},
            )
        ),
    ],
)
def test_a_listing_that_is_none_is_refused(answer: bytes) -> None:
    """Above all a closing day that is not over: every machine would retire days by it."""
    with scripted([Says(body=answer)]) as script, pytest.raises(ServerRefusedError):
        asked(script).listing()


def test_a_refusals_words_are_one_harmless_line() -> None:
    """What a server says of itself is shown, and cannot do anything to a terminal."""
    said = json.dumps({"happened": "no\x1b[2J\nroom" + "x" * 9_000}).encode()
    with scripted([Says(507, said[:4_000])]) as script, pytest.raises(ServerRefusedError) as refused:
        asked(script).publish({})
    assert refused.value.happened == "The server refused (507)"
    said = json.dumps({"happened": "no\x1b[2J\nroom" + "x" * 900}).encode()
    with scripted([Says(507, said)]) as script, pytest.raises(ServerRefusedError) as refused:
        asked(script).publish({})
    assert refused.value.happened.startswith("The server refused (507): no[2Jroomx")
    assert len(refused.value.happened) < 240
    with scripted([Says(404)]) as script, pytest.raises(ServerRefusedError, match="server-refused") as refused:
        asked(script).publish({})
    assert "token" in refused.value.happened
