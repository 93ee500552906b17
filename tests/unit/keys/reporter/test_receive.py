"""Receiving: every letter first, then the days; nothing hostile in a bundle or on a stick gets further."""

from __future__ import annotations

import os
import zlib
from dataclasses import replace

import pytest
from nacl.signing import SigningKey

from intake.protocol import suite, wire
from intake.protocol.errors import DirectoryError
from intake.protocol.letter import PLAIN_SIZE, Content, Opened, cover_letter, seal_letter
from intake.protocol.source import Identity
from keys.reporter.conversations import inbox, messages_of
from keys.reporter.errors import ForeignNewsroomError, NothingNewError
from keys.reporter.machine import Machine
from keys.reporter.receive import new_bundles, newsroom_on, questions, receive
from keys.stick.errors import BrokenBundleError, BundleOrderError
from tests.support.newsroom import Newsroom, Source


def test_a_letter_is_read_by_whom_it_was_sealed_to(newsroom: Newsroom) -> None:
    """Cover and another reader's letters are no error, only not ours."""
    source = newsroom.source()
    letters = [newsroom.letter(source, "for Ada"), newsroom.letter(source, "for Ben", "Ben")]
    newsroom.bundle([*letters, cover_letter(newsroom.today), cover_letter(newsroom.today)])
    for name in ("Ada", "Ben"):
        done = newsroom.receive(name)
        assert (done.messages, done.others, done.broken, done.retired) == (1, 3, 0, 0)
        with newsroom.machine(name) as machine:
            (message,) = messages_of(machine, machine.contact(source.name))
            assert (message.text, message.readers, message.unlisted) == (f"for {name}", (name,), 0)


def test_a_letter_that_comes_again_is_one_message(newsroom: Newsroom) -> None:
    """The same bytes twice, the same tip sealed anew, in this bundle or a later one: one message."""
    source, tip = newsroom.source(), os.urandom(16)
    first = newsroom.letter(source, "once", tip=tip)
    newsroom.bundle([first, first, newsroom.letter(source, "once more", tip=tip)])
    done = newsroom.receive()
    assert (done.messages, done.again, done.known) == (1, 1, 1)
    newsroom.bundle([first, newsroom.letter(source, "and again", tip=tip)])
    done = newsroom.receive()
    assert (done.messages, done.again, done.known) == (0, 1, 1)
    with newsroom.machine("Ada") as machine:
        assert [line.messages for line in inbox(machine)] == [1]


def test_days_retire_after_the_import_and_by_the_closing_day_alone(newsroom: Newsroom) -> None:
    """Older than closing day - 14 goes, and the letters of those days that this bundle brings are read first."""
    today = newsroom.today
    edge = newsroom.letter(newsroom.source(), "edge", day=today - 14)
    late = newsroom.letter(newsroom.source(), "late", day=today - 15)
    later = newsroom.letter(newsroom.source(), "too late", day=today - 15)
    newsroom.bundle([edge, late], closing=today)
    done = newsroom.receive()
    assert (done.messages, done.days_retired) == (2, 1)
    newsroom.bundle([later, newsroom.letter(newsroom.source(), "in time", day=today - 14)], closing=today)
    done = newsroom.receive()
    assert (done.messages, done.retired, done.days_retired) == (1, 1, 0), "a letter of a retired day is counted"
    with newsroom.machine("Ada") as machine:
        assert machine.vault.day_keys.seed_of(today - 15) is None
        assert machine.vault.day_keys.seed_of(today - 14) is not None


def test_a_lower_closing_day_retires_nothing(newsroom: Newsroom) -> None:
    """The closing day of a machine only rises."""
    newsroom.bundle(closing=newsroom.today)
    newsroom.receive()
    letter = newsroom.letter(newsroom.source(), "still", day=newsroom.today - 14)
    newsroom.bundle([letter], closing=newsroom.today - 40)
    done = newsroom.receive()
    assert (done.messages, done.days_retired) == (1, 0)
    with newsroom.machine("Ada") as machine:
        assert machine.closing == newsroom.today


def test_a_day_that_never_had_a_key_of_ours_is_not_called_retired(newsroom: Newsroom) -> None:
    """Other readers' letters of days before this machine's first keys, or after its last, are others'."""
    newsroom.bundle([cover_letter(newsroom.today + day) for day in (-3, 1)])
    done = newsroom.receive()
    assert (done.others, done.retired) == (2, 0)


def test_a_doubtful_closing_day_asks(newsroom: Newsroom) -> None:
    """More than 35 days past the one before, or more than 2 off the machine's own clock."""
    today = newsroom.today

    def asked(closing: int, clock: int) -> int:
        newsroom.bundle(closing=closing)
        with newsroom.machine("Ada") as machine:
            return len(questions(machine, new_bundles(machine, newsroom.stick), clock))

    with newsroom.machine("Ada") as machine:
        assert questions(machine, [], today) == []
    assert asked(today, today) == 0
    newsroom.receive()
    assert asked(today + 35, today + 35) == 0
    assert asked(today + 36, today + 36) == 1
    assert asked(today + 36, today + 33) == 2
    assert asked(today + 36, today + 39) == 2


def test_a_missing_bundle_is_noticed_unless_it_is_said_to_be_lost(newsroom: Newsroom) -> None:
    """The first of a courier may bear any number; from then on none may be missing."""
    newsroom.bundle(number=7)
    newsroom.receive()
    gap = newsroom.bundle(number=9)
    with pytest.raises(BundleOrderError, match="bundle-order"):
        newsroom.receive()
    (gap / "manifest").unlink()
    newsroom.bundle(number=10, lost=(8, 9))
    assert newsroom.receive().bundles == [10]
    newsroom.bundle(number=11)
    assert newsroom.receive().bundles == [11]
    assert newsroom.receive().bundles == []


def test_a_number_near_the_end_of_numbers_is_a_gap_like_any_other(newsroom: Newsroom) -> None:
    """A stranger's manifests, which name a key of their own, cannot make the machine count to four thousand million."""
    stranger = SigningKey.generate()
    newsroom.bundle(number=1, courier=stranger)
    newsroom.bundle(number=2**32 - 1, courier=stranger)
    with pytest.raises(BundleOrderError):
        newsroom.receive()


def test_a_bundle_of_nobody_we_know_is_refused(newsroom: Newsroom) -> None:
    """Its directory may be ours, its manifest has to be of one of our couriers."""
    newsroom.bundle([newsroom.letter(newsroom.source(), "x")], courier=SigningKey.generate())
    with pytest.raises(BrokenBundleError):
        newsroom.receive()
    with newsroom.machine("Ada") as machine:
        assert (inbox(machine), machine.closing) == ([], 0)


def test_another_newsrooms_stick_is_refused(newsroom: Newsroom) -> None:
    """What a person compared once is pinned for ever."""
    other = Newsroom(newsroom.folder / "other")
    other.bundle().joinpath("manifest").unlink()
    with newsroom.machine("Ada") as machine:
        with pytest.raises(NothingNewError):
            newsroom_on(other.stick)
        other.bundle()
        assert newsroom_on(other.stick) == other.pin
        with pytest.raises(ForeignNewsroomError):
            receive(machine, new_bundles(machine, other.stick), newsroom.pin)


def test_a_directory_that_the_admins_did_not_sign_is_refused(newsroom: Newsroom) -> None:
    """The same first root, targets by a stranger's key."""
    forged = replace(newsroom, admins={**newsroom.admins, "targets": SigningKey.generate()}, names=())
    forged.root_versions[:], forged.listing = newsroom.root_versions[:1], newsroom.listing
    newsroom.bundle(directory=forged.directory())
    with pytest.raises(DirectoryError):
        newsroom.receive()


def test_an_older_directory_changes_nothing_and_stops_nothing(newsroom: Newsroom) -> None:
    """A bundle made before one received already is opened; what it says of the newsroom is not taken back."""
    old = newsroom.directory()
    listing = newsroom.listing
    newsroom.sign_targets(replace(listing, names={"en": "Renamed"}))
    newsroom.bundle()
    newsroom.receive()
    newsroom.bundle([newsroom.letter(newsroom.source(), "x")], directory=old)
    assert newsroom.receive().messages == 1
    with newsroom.machine("Ada") as machine:
        known = machine.newsroom()
        assert known is not None
        assert dict(known.names) == {"en": "Renamed"}


def test_who_takes_a_known_name_is_marked(newsroom: Newsroom) -> None:
    """A colleague who had a letter can copy its reply key, not the pair key: the newcomer is a twin, the first is not."""
    source = newsroom.source()
    newsroom.bundle([newsroom.letter(source, "first")])
    newsroom.receive()
    thief = Identity(os.urandom(32))
    object.__setattr__(thief, "reply_key", source.identity.reply_key)
    newsroom.bundle([newsroom.letter(Source(thief), "I am that source, believe me")])
    newsroom.receive()
    with newsroom.machine("Ada") as machine:
        first, second = machine.contacts()
        assert (first.pseudonym, first.twin, second.pseudonym, second.twin) == (source.name, False, source.name, True)
        assert (machine.namesakes(first), machine.namesakes(second)) == ([second.id], [first.id])


def _letter_of(newsroom: Newsroom, plain: bytes) -> bytes:
    return seal_letter(plain, newsroom.today, newsroom.reporter_id("Ada"), newsroom.day_key("Ada", newsroom.today))


def test_damaged_letters_are_counted_and_stop_nothing(newsroom: Newsroom) -> None:
    """Not our format, a reply key that nothing can be sealed to, another suite: the next letter is read all the same."""
    source = newsroom.source()
    content = Content("x")
    low_order = suite.public_key(bytes(32))[:-32] + bytes(32)
    newsroom.bundle(
        [
            _letter_of(newsroom, bytes(PLAIN_SIZE)),
            _letter_of(newsroom, os.urandom(PLAIN_SIZE)),
            _letter_of(newsroom, Opened(bytes(32), low_order, bytes(16), content).pack()),
            _letter_of(newsroom, Opened(bytes(32), b"\xff" * 1_216, bytes(16), content).pack()),
            b"\x02" + bytes(wire.LETTER_SIZE - 1),
            newsroom.letter(source, "whole"),
        ]
    )
    done = newsroom.receive()
    assert (done.messages, done.broken) == (1, 5)
    with newsroom.machine("Ada") as machine:
        assert [contact.pseudonym for contact in machine.contacts()] == [source.name]


def test_a_text_of_the_largest_size_is_kept_whole(newsroom: Newsroom) -> None:
    """What inflates to just under 256 KiB is read; what inflates further is a damaged letter."""
    source = newsroom.source()
    newsroom.bundle([newsroom.letter(source, "a " * 131_000)])
    assert newsroom.receive().broken == 0
    press = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = press.compress(b'{"to": [], "text": "' + b"a" * 300_000 + b'"}') + press.flush()
    head = bytes(32) + source.identity.reply_key + bytes(16) + len(bomb).to_bytes(2, "big")
    newsroom.bundle([_letter_of(newsroom, (head + bomb).ljust(PLAIN_SIZE, b"\0"))])
    assert newsroom.receive().broken == 1
    with newsroom.machine("Ada") as machine:
        (line,) = inbox(machine)
        assert line.words == 131_000


def test_a_cut_bundle_leaves_nothing_behind(newsroom: Newsroom) -> None:
    """It is checked whole before anything in it is believed."""
    folder = newsroom.bundle([newsroom.letter(newsroom.source(), "x"), newsroom.letter(newsroom.source(), "y")])
    body = (folder / "letters").read_bytes()
    (folder / "letters").write_bytes(body[: wire.LETTER_SIZE])
    with pytest.raises(BrokenBundleError):
        newsroom.receive()
    (folder / "letters").write_bytes(body)
    assert newsroom.receive().messages == 2


def test_a_stick_that_drops_letters_after_the_check_is_noticed(newsroom: Newsroom) -> None:
    """What was read is compared again at the end of the import, and all of it is taken back."""
    folder = newsroom.bundle([newsroom.letter(newsroom.source(), "x"), newsroom.letter(newsroom.source(), "y")])
    body = (folder / "letters").read_bytes()

    def drop(_letters: int) -> None:
        (folder / "letters").write_bytes(body[: wire.LETTER_SIZE])

    with newsroom.machine("Ada") as machine:
        bundles = new_bundles(machine, newsroom.stick)
        with pytest.raises(BrokenBundleError):
            receive(machine, bundles, newsroom.pin, drop)
        assert (inbox(machine), machine.contacts(), machine.closing) == ([], [], 0)


def test_a_vault_whose_making_was_cut_says_so(newsroom: Newsroom) -> None:
    """There is no id in it, so it never was anybody's."""
    with newsroom.machine("Ada") as machine, machine.vault.transaction() as database:
        database.execute("DELETE FROM machine")
    with pytest.raises(Exception, match="unfinished-vault"):
        Machine.open(newsroom.vault("Ada"), "the words of the test")
