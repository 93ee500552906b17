"""Answers and outboxes: the same number every trip, the same ones until a bundle names them; the keys always of today."""

from __future__ import annotations

import hashlib

import pytest

from intake.protocol import wire
from intake.protocol.errors import TooLongError
from intake.protocol.keyrecord import open_key_record
from intake.protocol.reply import State
from keys.reporter.answers import make_outbox, queue, waiting
from keys.reporter.conversations import answers_to
from keys.reporter.errors import NothingReceivedError
from keys.stick.outbox import Outbox, open_outbox, outbox_size
from tests.support.newsroom import Newsroom, Source


def opened(newsroom: Newsroom, body: bytes, name: str = "Ada") -> Outbox:
    """As the courier opens it."""
    return open_outbox(body, newsroom.listing.verify_keys()[newsroom.reporter_id(name)])


def answer(newsroom: Newsroom, source: Source, *texts: str) -> None:
    """Queue answers."""
    with newsroom.machine("Ada") as machine:
        for text in texts:
            queue(machine, machine.contact(source.name), State.BEING_READ, text)


def bring(newsroom: Newsroom, source: Source | None = None, *, closing: int | None = None, names: bytes = b"") -> None:
    """A bundle with a letter of the source, that names an outbox; received."""
    letters = [newsroom.letter(source, "hello")] if source else []
    newsroom.bundle(letters, closing=closing, outboxes=[names] if names else ())
    newsroom.receive()


def key_days(newsroom: Newsroom, body: bytes) -> list[int]:
    """The days that an outbox has keys of."""
    outbox = opened(newsroom, body)
    key = newsroom.listing.verify_keys()[outbox.reporter]
    return [open_key_record(record, key).day for record in outbox.records]


def test_replies_are_the_same_byte_for_byte_until_a_bundle_names_them(newsroom: Newsroom) -> None:
    """A lost stick loses nothing, and nobody learns from a second outbox what was answered in between."""
    source = newsroom.source()
    bring(newsroom, source)
    first = newsroom.outbox()
    answer(newsroom, source, "later")
    assert newsroom.outbox() == first, "nothing else has changed, so it is the very same file"
    bring(newsroom, newsroom.source())
    second = newsroom.outbox()
    one, two = opened(newsroom, first), opened(newsroom, second)
    assert (two.replies, len(second)) == (one.replies, len(first))
    assert (two.number, two.previous, two.receipts[0][1]) == (2, hashlib.sha256(first).digest(), one.receipts[0][1] + 1)
    bring(newsroom, names=second)
    third = opened(newsroom, newsroom.outbox())
    assert third.replies != two.replies
    assert (third.number, third.previous) == (3, hashlib.sha256(second).digest())


def test_replies_that_wait_go_out_with_the_keys_and_the_closing_day_of_today(newsroom: Newsroom) -> None:
    """The horizon is 36 days after each sitting, however many outboxes before it were lost."""
    source = newsroom.source()
    bring(newsroom, source, closing=newsroom.today - 1)
    answer(newsroom, source, "one")
    first = newsroom.outbox()
    for _ in range(3):
        newsroom.today += 30
        bring(newsroom, closing=newsroom.today - 1)
        body = newsroom.outbox()
        assert key_days(newsroom, body) == list(range(newsroom.today, newsroom.today + wire.KEY_DAYS_AHEAD + 1))
        assert opened(newsroom, body).closing == newsroom.today - 1
        assert opened(newsroom, body).replies == opened(newsroom, first).replies


@pytest.mark.parametrize("which", [0, 1, 2])
def test_whichever_outbox_with_the_replies_a_bundle_names_they_are_sealed_no_more(
    newsroom: Newsroom, which: int
) -> None:
    """Two laptops may have taken two of them; and one of an earlier time, named once more, ends nothing."""
    source = newsroom.source()
    bring(newsroom, source, closing=newsroom.today - 1)
    old = newsroom.outbox()
    bring(newsroom, names=old)
    answer(newsroom, source, "once")
    bodies = []
    for _ in range(3):
        newsroom.today += 1
        bring(newsroom, closing=newsroom.today - 1)
        bodies.append(newsroom.outbox())
    bring(newsroom, names=old)
    assert opened(newsroom, newsroom.outbox()).replies == opened(newsroom, bodies[0]).replies
    bring(newsroom, names=bodies[which])
    found = newsroom.replies(source, newsroom.outbox())
    assert found == []
    assert [reply.text for reply in newsroom.replies(source, bodies[2])] == ["once"]


def test_every_outbox_has_one_size_and_one_number_of_replies(newsroom: Newsroom) -> None:
    """Before the first bundle, with one answer, with more than there are slots."""
    sizes, source = [], newsroom.source()
    body = newsroom.outbox()
    sizes.append((len(body), len(opened(newsroom, body).replies)))
    bring(newsroom, source, names=body)
    for count in (0, 1, 9):
        answer(newsroom, source, *["text"] * count)
        body = newsroom.outbox()
        sizes.append((len(body), len(opened(newsroom, body).replies)))
        bring(newsroom, names=body)
    assert set(sizes) == {(outbox_size(8), 8)}


def test_the_source_reads_what_was_written_in_order(newsroom: Newsroom) -> None:
    """Running numbers without gaps, and how many letters have come."""
    source = newsroom.source()
    bring(newsroom, source)
    answer(newsroom, source, "one", "двa")
    first = newsroom.outbox()
    bring(newsroom, source, names=first, closing=newsroom.today)
    answer(newsroom, source, "three")
    second = newsroom.outbox()
    found = newsroom.replies(source, first) + newsroom.replies(source, second)
    assert [(reply.number, reply.letters, reply.text) for reply in found] == [
        (1, 1, "one"),
        (2, 1, "двa"),
        (3, 2, "three"),
    ]
    assert newsroom.replies(newsroom.source(), second) == []


def test_opened_goes_by_itself_one_a_source_and_trip(newsroom: Newsroom) -> None:
    """Only for letters that no reply has acknowledged yet, and not beside a human answer."""
    source = newsroom.source()
    newsroom.bundle([newsroom.letter(source, "a"), newsroom.letter(source, "b")])
    newsroom.receive()
    first = newsroom.outbox()
    assert [(reply.state, reply.letters) for reply in newsroom.replies(source, first)] == [(State.OPENED, 2)]
    bring(newsroom, names=first)
    second = newsroom.outbox()
    assert newsroom.replies(source, second) == [], "nothing new came, so nothing is said"
    bring(newsroom, source, names=second)
    answer(newsroom, source, "a person")
    third = newsroom.outbox()
    assert [(reply.state, reply.number) for reply in newsroom.replies(source, third)] == [(State.BEING_READ, 2)]


def test_human_answers_go_first_and_the_rest_waits(newsroom: Newsroom) -> None:
    """Eight slots: nine people answered, ten more only waiting for "opened"."""
    sources = [newsroom.source() for _ in range(19)]
    newsroom.bundle([newsroom.letter(source, "x") for source in sources])
    newsroom.receive()
    for source in sources[10:]:
        answer(newsroom, source, "yours")
    first = newsroom.outbox()
    assert [len(newsroom.replies(source, first)) for source in sources] == [0] * 10 + [1] * 8 + [0]
    with newsroom.machine("Ada") as machine:
        assert waiting(machine) == 1
    bring(newsroom, names=first)
    second = newsroom.outbox()
    told = [len(newsroom.replies(source, second)) for source in sources]
    assert (sum(told[:10]), told[10:]) == (7, [0] * 8 + [1])


def test_at_most_four_replies_a_contact_and_closing_day(newsroom: Newsroom) -> None:
    """There are four tags a day; the fifth answer waits for a later closing day, not only for a later trip."""
    source = newsroom.source()
    bring(newsroom, source, closing=newsroom.today - 1)
    answer(newsroom, source, *"abcdef")
    first = newsroom.outbox()
    assert [reply.text for reply in newsroom.replies(source, first)] == list("abcd")
    bring(newsroom, names=first, closing=newsroom.today - 1)
    second = newsroom.outbox()
    assert newsroom.replies(source, second) == []
    bring(newsroom, names=second, closing=newsroom.today)
    assert [reply.text for reply in newsroom.replies(source, newsroom.outbox())] == list("ef")


def test_an_answer_too_long_is_refused_when_it_is_written(newsroom: Newsroom) -> None:
    """Not when the stick is in; and nobody can be answered before the first bundle."""
    source = newsroom.source()
    bring(newsroom, source)
    with pytest.raises(TooLongError):
        answer(newsroom, source, "".join(chr(0x4E00 + at * 37 % 20_000) for at in range(4_000)))
    with newsroom.machine("Ada") as machine:
        assert waiting(machine) == 0
        contact = machine.contact(source.name)
    with newsroom.machine("Ben") as machine, pytest.raises(NothingReceivedError):
        queue(machine, contact, State.OPENED, "x")


def test_keys_of_the_days_to_come_go_out_and_stay_the_same(newsroom: Newsroom) -> None:
    """Thirty-six days from today; a clock that is far from the closing day is not believed."""
    bring(newsroom, newsroom.source(), closing=newsroom.today - 1)
    first = opened(newsroom, newsroom.outbox())
    key = newsroom.listing.verify_keys()[first.reporter]
    days = {open_key_record(record, key).day: record for record in first.records}
    assert sorted(days) == list(range(newsroom.today, newsroom.today + wire.KEY_DAYS_AHEAD + 1))
    bring(newsroom, names=newsroom.outbox(), closing=newsroom.today)
    with newsroom.machine("Ada") as machine:
        body, made = make_outbox(machine, newsroom.today + 400)
    assert made
    again = {open_key_record(record, key).day: record for record in opened(newsroom, body).records}
    assert sorted(again) == list(range(newsroom.today + 1, newsroom.today + wire.KEY_DAYS_AHEAD + 2))
    assert all(open_key_record(again[day], key) == open_key_record(days[day], key) for day in set(days) & set(again))


def test_one_receipt_stands_for_all_bundles_before_it(newsroom: Newsroom) -> None:
    """A machine that was away for fifty trips gives one receipt, and none is forgotten."""
    for number in range(50):
        newsroom.bundle(number=number + 1, closing=newsroom.today - 50 + number)
    newsroom.receive()
    assert opened(newsroom, newsroom.outbox()).receipts == ((bytes(newsroom.courier.verify_key), 50),)


def test_what_was_answered_is_seen_in_the_vault(newsroom: Newsroom) -> None:
    """With the day that it was sealed under, or that it waits."""
    source = newsroom.source()
    bring(newsroom, source)
    answer(newsroom, source, *"abcde")
    newsroom.outbox()
    with newsroom.machine("Ada") as machine:
        sent = answers_to(machine, machine.contact(source.name))
    assert [(each.text, each.closing is None) for each in sent] == [*((text, False) for text in "abcd"), ("e", True)]
