"""The draft: who may be certified, who is revoked, and what a name may be."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from intake.protocol.newsroom import Newsroom
from keys.ceremony import draft as drafts
from keys.ceremony.errors import (
    AmbiguousReporterError,
    BadNameError,
    CeremonyError,
    DeskFullError,
    EndedReporterError,
    NoCourierError,
    UnknownCourierError,
    UnknownDeskError,
    UnknownReporterError,
    WrongCardError,
)
from keys.stick.card import Card

TODAY = 20_000


def card(name: str = "Ada", reporter: bytes | None = None) -> Card:
    """A reporter's card under a new key."""
    return Card("reporter", name, SigningKey.generate().verify_key.encode(), reporter or os.urandom(16), 8)


def courier() -> Card:
    """A courier's card under a new key."""
    return Card("courier", "Laptop", SigningKey.generate().verify_key.encode())


def newsroom(*desks: str) -> Newsroom:
    """A draft with these desks and nobody in it."""
    return Newsroom({"en": "The Newsroom"}, drafts.desks_of(desks or ("Investigations",), ("en",), 3, {}), (), ())


def with_cards(*cards: Card) -> Newsroom:
    """A draft with these reporters at its one desk."""
    made = newsroom()
    for one in cards:
        made, _ = drafts.certify(made, one, 0, today=TODAY, days=365)
    return made


def test_a_draft_with_and_without_readers_reads_back_as_it_was_written() -> None:
    """A desk without a reader is kept in the draft, in its place, and left out of what is published."""
    made, _ = drafts.certify(newsroom("Investigations", "Sports"), card(), 1, today=TODAY, days=365)
    assert drafts.parse_draft(made.pack()) == made
    assert [drafts.desk_name(desk) for desk in drafts.published(made).desks] == ["Sports"]
    assert Newsroom.parse(drafts.published(made).pack()) == drafts.published(made)


@given(st.binary(max_size=200) | st.sampled_from([b"{}", b'{"desks":[1]}', b'{"desks":[{"reporters":0}]}', b"[]"]))
def test_any_bytes_are_a_draft_or_our_error(untrusted: bytes) -> None:
    """Nothing but the documented error leaves the parser."""
    with suppress(CeremonyError):
        drafts.parse_draft(untrusted)


def test_certifying_again_extends_and_keeps_the_first_day() -> None:
    """The same card a month later moves the end, not the beginning, and adds no second entry."""
    ada = card()
    made = with_cards(ada)
    later, entry = drafts.certify(made, ada, None, today=TODAY + 30, days=365)
    assert (entry.since, entry.until) == (TODAY, TODAY + 395)
    assert later.reporters == (entry,)
    assert later.desks == made.desks


def test_an_id_under_another_key_and_a_key_under_another_id_are_refused() -> None:
    """A reporter id is one machine for ever; a thief cannot put a new key under it, nor the key under a new id."""
    ada = card()
    made = with_cards(ada)
    with pytest.raises(WrongCardError):
        drafts.certify(made, card("Ada", ada.reporter), 0, today=TODAY, days=365)
    with pytest.raises(WrongCardError):
        drafts.certify(made, replace(ada, reporter=os.urandom(16)), 0, today=TODAY, days=365)
    with pytest.raises(WrongCardError):
        drafts.certify(made, card("Eve", bytes(16)), 0, today=TODAY, days=365)
    with pytest.raises(WrongCardError):
        drafts.certify(made, courier(), 0, today=TODAY, days=365)
    with pytest.raises(WrongCardError):
        drafts.certify_courier(made, ada)


def test_a_revoked_reporter_is_not_revived_by_an_old_card_left_on_the_stick() -> None:
    """Only "--again" does it, on purpose."""
    ada, ben = card(), card("Ben")
    made, _ = drafts.revoke(with_cards(ada, ben), ada.reporter, TODAY)
    with pytest.raises(EndedReporterError):
        drafts.certify(made, ada, 0, today=TODAY, days=365)
    _, entry = drafts.certify(made, ada, 0, today=TODAY, days=365, again=True)
    assert entry.takes_letters(TODAY)


def test_a_desk_has_at_most_four_readers() -> None:
    """An exchange has four letters, so a fifth reader would never be written to."""
    made = with_cards(*(card(name) for name in "ABCD"))
    with pytest.raises(DeskFullError):
        drafts.certify(made, card("E"), 0, today=TODAY, days=365)


def test_revoking_ends_yesterday_and_says_which_desks_lost_their_last_reader() -> None:
    """The entry stays listed; with a second reader no desk is emptied, without one it is."""
    ada, ben = card(), card("Ben")
    made, emptied = drafts.revoke(with_cards(ada, ben), ada.reporter, TODAY)
    entry = made.reporter(ada.reporter)
    assert entry is not None
    assert entry.until == TODAY - 1
    assert not emptied
    made, emptied = drafts.revoke(made, ben.reporter, TODAY)
    assert [drafts.desk_name(desk) for desk in emptied] == ["Investigations"]
    assert len(made.reporters) == 2


def test_a_reporter_is_found_by_name_or_by_the_start_of_an_id() -> None:
    """Case does not matter; two of one name need the id; nobody, and somebody whose days are over, are told apart."""
    ada, other, ben = card(), card("ada"), card("Ben")
    made = with_cards(ada, other, ben)
    with pytest.raises(AmbiguousReporterError) as told:
        drafts.find_reporter(made, "ADA", TODAY)
    assert ada.reporter.hex()[:8] in told.value.happened
    assert drafts.find_reporter(made, ada.reporter.hex()[:8], TODAY).reporter == ada.reporter
    made, _ = drafts.revoke(made, other.reporter, TODAY)
    assert drafts.find_reporter(made, "Ada", TODAY).reporter == ada.reporter
    made, _ = drafts.revoke(made, ben.reporter, TODAY)
    with pytest.raises(EndedReporterError):
        drafts.find_reporter(made, "Ben", TODAY)
    with pytest.raises(UnknownReporterError):
        drafts.find_reporter(made, "Chi", TODAY)
    with pytest.raises(UnknownReporterError):
        drafts.find_reporter(made, ada.reporter.hex()[:5], TODAY)


def test_desks_are_found_by_number_or_any_name_and_never_guessed() -> None:
    """With several desks one has to be named."""
    made = newsroom("Investigations", "ru=Расследования", "Sports")
    assert len(made.desks) == 2
    assert [drafts.find_desk(made, wanted) for wanted in ("1", "расследования", "SPORTS")] == [0, 0, 1]
    for unknown in (None, "3", "0", "Culture"):
        with pytest.raises(UnknownDeskError):
            drafts.find_desk(made, unknown)
    assert drafts.find_desk(newsroom(), None) == 0


def test_couriers_are_certified_once_and_the_last_one_stays() -> None:
    """A courier goes by its words or its key; a newsroom without one could not publish, so the last is kept."""
    first, second = courier(), courier()
    made = drafts.certify_courier(drafts.certify_courier(newsroom(), first), second)
    with pytest.raises(WrongCardError):
        drafts.certify_courier(made, first)
    assert drafts.revoke_courier(made, first.verify_key.hex()[:8]).couriers == (second.verify_key,)
    made = drafts.revoke_courier(made, first.spoken.upper())
    assert made.couriers == (second.verify_key,)
    with pytest.raises(UnknownCourierError):
        drafts.revoke_courier(made, first.spoken)
    with pytest.raises(NoCourierError):
        drafts.revoke_courier(made, second.spoken)


@pytest.mark.parametrize("name", ["", "  ", "A\x1b[2J", "two\nlines", "right\u202eleft", "\u200d", "x" * 81])
def test_a_name_that_a_screen_would_not_show_as_it_is_is_refused(name: str) -> None:
    """Escape sequences, invisible and turning characters could make an admin certify somebody else."""
    with pytest.raises(BadNameError):
        drafts.checked_name(name)


@pytest.mark.parametrize("name", ["Ada", "সুমিত", "می‌خواهم", "Zoë O'Brien-Łuk", "क्‍ष"])
def test_names_of_any_script_are_taken(name: str) -> None:
    """Joiners that Persian and Indian scripts need are part of a name."""
    assert drafts.checked_name(f" {name} ") == name


def test_names_by_language_and_a_text_that_only_looks_like_one() -> None:
    """``ru=Имя`` is Russian; an equals sign elsewhere is part of the name."""
    assert drafts.texts(["The Newsroom", "ru=Редакция"], "en") == {"en": "The Newsroom", "ru": "Редакция"}
    assert drafts.texts(["E = mc2"], "de") == {"de": "E = mc2"}
