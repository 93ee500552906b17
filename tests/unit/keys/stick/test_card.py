"""Cards: who asks to be certified."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.protocol.suite import Label
from keys.stick.card import Card, fingerprint, open_card, plain_name
from keys.stick.errors import BadNameError, BrokenCardError
from tests.support.anyjson import KEY, signed, spoiled

REPORTER = Card("reporter", "Ada Lovelace", bytes(KEY.verify_key), bytes(16), 8)
COURIER = Card("courier", "Laptop", bytes(KEY.verify_key))
FIELDS = json.loads(REPORTER.sign(KEY)[64:])


@pytest.mark.parametrize("card", [REPORTER, COURIER, Card("reporter", "अदा", bytes(KEY.verify_key), bytes(16), 32)])
def test_what_was_signed_opens(card: Card) -> None:
    """A card says what its maker wrote, and its words are those of its key and id."""
    opened = open_card(card.sign(KEY))
    assert opened == card
    assert opened.spoken == fingerprint(Label.CARD.prefix + card.verify_key + card.reporter)
    assert len(opened.spoken.split()) == 6


@given(st.binary(max_size=300) | spoiled(FIELDS).map(lambda fields: signed(fields, Label.CARD.prefix)))
def test_any_bytes_give_a_card_or_our_error(untrusted: bytes) -> None:
    """Whatever lies on a stick, and whatever is in a card that is rightly signed, nothing but our error leaves."""
    with suppress(BrokenCardError):
        card = open_card(untrusted)
        assert open_card(card.sign(KEY)) == card or card.verify_key != bytes(KEY.verify_key)


@given(st.integers(0, 8 * len(REPORTER.sign(KEY)) - 1))
def test_a_card_with_one_bit_changed_is_refused(bit: int) -> None:
    """Every bit of a card is under its signature."""
    body = bytearray(REPORTER.sign(KEY))
    body[bit // 8] ^= 1 << bit % 8
    with pytest.raises(BrokenCardError):
        open_card(bytes(body))


@pytest.mark.parametrize(
    "change",
    [
        {"replies": 8.0},
        {"replies": True},
        {"replies": 9},
        {"role": "admin"},
        {"role": "courier"},
        {"id": "00" * 15},
        {"id": "0A" * 16},
        {"key": FIELDS["key"].upper()},
        {"name": "  "},
        {"name": ["Ada"]},
        {"name": "\ud800"},
        {"suite": 2},
    ],
)
def test_a_signed_card_that_says_nonsense_is_refused(change: dict[str, object]) -> None:
    """One spelling, one kind a field: what a signature covers may still be wrong."""
    with pytest.raises(BrokenCardError):
        open_card(signed({**FIELDS, **change}, Label.CARD.prefix))


@pytest.mark.parametrize("name", ["", "   ", "a" * 81, "Ada\x1b[2J", "Ada\u202egnp", "Ada\nBen", "\u200d"])
def test_a_name_that_a_screen_would_not_show_is_no_name(name: str) -> None:
    """Escape sequences, turned text and invisible names never get into a directory."""
    with pytest.raises(BadNameError):
        plain_name(name)


def test_names_of_all_scripts_are_names() -> None:
    """Joiners that Persian and Indian names need stay; white space around goes."""
    assert plain_name(" علی\u200cرضا ") == "علی\u200cرضا"
