"""newsroom.json: what admins sign comes back, all else is a DirectoryError."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from intake.protocol.errors import DirectoryError
from intake.protocol.newsroom import Newsroom
from tests.unit.intake.protocol.spoil import altered, any_json, quick, spoilt
from tests.vectors._makers import newsdesk

GOOD = newsdesk.newsroom()


def test_what_admins_sign_comes_back() -> None:
    """Packed and parsed it is the same, and people can read it."""
    assert Newsroom.parse(GOOD.pack()) == GOOD
    assert "लालटेन".encode() in GOOD.pack()


@quick
@given(spoilt(json.loads(GOOD.pack())) | any_json)
def test_any_json_is_a_newsroom_or_refused(fields: Any) -> None:
    """Any JSON is a newsroom or a DirectoryError; what parses packs and parses to the same."""
    with suppress(DirectoryError):
        newsroom = Newsroom.parse(json.dumps(fields).encode())
        assert Newsroom.parse(newsroom.pack()) == newsroom


@quick
@given(altered(GOOD.pack()) | st.binary(max_size=100))
def test_any_bytes_are_a_newsroom_or_refused(untrusted: bytes) -> None:
    """No ValueError and no KeyError leaves the parser."""
    with suppress(DirectoryError):
        Newsroom.parse(untrusted)


def test_nothing_is_sealed_to_a_reporter_who_left() -> None:
    """Both days of an entry are included, and none beyond."""
    retired = GOOD.reporters[2]
    assert retired.takes_letters(retired.since)
    assert retired.takes_letters(retired.until)
    assert not retired.takes_letters(retired.since - 1)
    assert not retired.takes_letters(retired.until + 1)
    assert GOOD.reporter(retired.reporter) == retired
    assert GOOD.reporter(bytes(16)) is None
    assert set(GOOD.verify_keys()) == {entry.reporter for entry in GOOD.reporters}
