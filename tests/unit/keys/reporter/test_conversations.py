"""What a reporter sees, and what leaves with time."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.protocol.parcel import FileEntry
from intake.protocol.reply import State
from keys.reporter import conversations
from keys.reporter.answers import queue
from keys.reporter.custody import OPENED
from keys.reporter.errors import NotEmptyError, UnknownContactError
from keys.reporter.filed import harmless_name
from keys.reporter.machine import Contact, Machine
from keys.reporter.parcels import _write_file
from keys.reporter.save import save
from keys.vault.errors import DamagedVaultError
from tests.support.newsroom import Newsroom, Source, attachment, sealed


def shown(newsroom: Newsroom, source: Source) -> None:
    """A person reads it."""
    with newsroom.machine("Ada") as machine:
        conversations.mark_shown(machine, machine.contact(source.name), OPENED, newsroom.today)


def due(newsroom: Newsroom, source: Source) -> int | None:
    """How many days the inbox counts down for a source."""
    with newsroom.machine("Ada") as machine:
        return next(line.due for line in conversations.inbox(machine) if line.name == source.name)


def pass_days(newsroom: Newsroom, days: int) -> int:
    """A bundle that closes so many days from now; how many messages left the vault."""
    newsroom.bundle(closing=newsroom.today - 1 + days)
    return newsroom.receive().gone


def test_the_inbox_says_what_is_there_and_what_is_due(newsroom: Newsroom) -> None:
    """Unread first, then the newest; words and files of what is here; days until the first text leaves."""
    one, two = newsroom.source(), newsroom.source()
    outgoing, parcels = sealed(attachment(b"x"), attachment(b"y"))
    waits, _ = sealed(attachment(b"z"))
    newsroom.bundle(
        [
            newsroom.letter(one, "three short words", outgoing=outgoing),
            newsroom.letter(two, "unread", outgoing=waits),
            newsroom.letter(one, "and two more"),
        ],
        parcels,
    )
    newsroom.receive()
    shown(newsroom, one)
    with newsroom.machine("Ada") as machine:
        first, second = conversations.inbox(machine)
    assert (first.name, first.state, first.unread, first.words, first.files, first.waiting, first.due) == (
        *(two.name, "new", 1, 1, 0, 1),
        None,
    )
    assert (second.name, second.state, second.messages, second.words, second.files, second.due) == (
        *(one.name, "read", 2, 6, 2),
        90,
    )


def test_texts_files_and_answers_leave_ninety_days_after_they_were_shown(newsroom: Newsroom) -> None:
    """Counted in closing days; what nobody has read yet stays, and the contact can still be answered."""
    source, unread = newsroom.source(), newsroom.source()
    outgoing, parcels = sealed(attachment(b"the file's bytes"))
    newsroom.bundle(
        [newsroom.letter(source, "unforgettable", outgoing=outgoing), newsroom.letter(unread, "y")], parcels
    )
    newsroom.receive()
    shown(newsroom, source)
    with newsroom.machine("Ada") as machine:
        queue(machine, machine.contact(source.name), State.BEING_READ, "our words")
    newsroom.outbox()
    assert pass_days(newsroom, 89) == 0
    assert due(newsroom, source) == 1
    assert pass_days(newsroom, 90) == 1
    assert due(newsroom, source) is None
    with newsroom.machine("Ada") as machine:
        contact = machine.contact(source.name)
        (message,) = conversations.messages_of(machine, contact)
        (answer,) = conversations.answers_to(machine, contact)
        assert (message.text, message.files, answer.text) == (None, (), None)
        assert conversations.find(machine, "unforgettable") == []
        assert machine.vault.file_names() == set()
        assert conversations.messages_of(machine, machine.contact(unread.name))[0].text == "y"
        queue(machine, contact, State.PUBLISHED, "still here")


def test_files_that_wait_do_not_outlive_their_text(newsroom: Newsroom) -> None:
    """A message shown and taken out while its parcels were missing asks for none any more."""
    source = newsroom.source()
    outgoing, parcels = sealed(attachment(b"late"))
    newsroom.bundle([newsroom.letter(source, "x", outgoing=outgoing)])
    newsroom.receive()
    shown(newsroom, source)
    assert pass_days(newsroom, 90) == 1
    newsroom.bundle([], parcels, closing=newsroom.today + 90)
    assert (newsroom.receive().files, newsroom.receive().waiting) == (0, 0)


def test_what_is_kept_stays_and_what_is_let_go_leaves(newsroom: Newsroom) -> None:
    """A conversation is kept with all that comes later, until it is let go."""
    source = newsroom.source()
    newsroom.bundle([newsroom.letter(source, "first")])
    newsroom.receive()
    with newsroom.machine("Ada") as machine:
        conversations.keep(machine, machine.contact(source.name), kept=True)
    newsroom.bundle([newsroom.letter(source, "second")])
    newsroom.receive()
    shown(newsroom, source)
    assert pass_days(newsroom, 200) == 0
    assert due(newsroom, source) is None
    with newsroom.machine("Ada") as machine:
        conversations.keep(machine, machine.contact(source.name), kept=False)
    assert pass_days(newsroom, 200) == 2


def test_three_weeks_without_a_bundle_are_said(newsroom: Newsroom) -> None:
    """By this machine's clock, which decides nothing else."""
    newsroom.bundle(closing=newsroom.today)
    with newsroom.machine("Ada") as machine:
        assert conversations.days_without_a_bundle(machine, newsroom.today + 100) is None
    newsroom.receive()
    with newsroom.machine("Ada") as machine:
        assert conversations.days_without_a_bundle(machine, newsroom.today + 21) is None
        assert conversations.days_without_a_bundle(machine, newsroom.today + 22) == 22


def test_a_contact_is_found_by_number_name_or_the_names_beginning(newsroom: Newsroom) -> None:
    """What is not one contact is told, whatever a person types."""
    source = newsroom.source()
    newsroom.bundle([newsroom.letter(source, "x")])
    newsroom.receive()
    with newsroom.machine("Ada") as machine:
        for named in ("1", source.name, source.name.upper(), source.name[:3]):
            assert machine.contact(named).pseudonym == source.name
        for named in ("2", "²", "٣", "9" * 30, "nobody at all", "-1"):
            with pytest.raises(UnknownContactError):
                machine.contact(named)


def test_words_are_found_whatever_is_typed(newsroom: Newsroom) -> None:
    """In every script; what the search language would read as its own is only text."""
    source = newsroom.source()
    newsroom.bundle([newsroom.letter(source, "Взятка в порту: 'cash' AND \"gold\"")])
    newsroom.receive()
    with newsroom.machine("Ada") as machine:
        for words in ("взятка", "cash gold", 'AND "gold', "порту:"):
            assert conversations.find(machine, words) == [1]
        for words in ("silver", "", '"', "NEAR(cash gold", "*", "text:cash silver"):
            assert conversations.find(machine, words) == []


HOSTILE = {
    "../../etc/passwd": "_.._etc_passwd",
    "/etc/shadow": "_etc_shadow",
    ".bashrc": "bashrc",
    "-rf *": "rf__",
    "": "file",
    "..": "file",
    "untouched": "file",
    "a\0b\n\x1b[2J.jpg": "a_b___2J.jpg",
    "\u202egnp.exe": "_gnp.exe",
    "фото-1.jpg": "фото-1.jpg",
}


@pytest.mark.parametrize(("untrusted", "name"), HOSTILE.items())
def test_hostile_names_become_harmless(untrusted: str, name: str) -> None:
    """No path, no option, no escape sequence, no hidden file."""
    assert harmless_name(untrusted) == name


@given(st.text(max_size=400))
def test_any_name_can_be_written_here(untrusted: str) -> None:
    """One path component of at most 120 bytes."""
    name = harmless_name(untrusted)
    assert name
    assert len(name.encode()) <= 120
    assert Path("/top", name).parent == Path("/top")
    assert not set(name) & set("/\0\n\x1b *$`\"'")
    assert name[0] not in ".-"


def put_file(machine: Machine, name: str, body: bytes, *, cleaned: bool) -> None:
    """A file in the vault under any name, as a stream's table would bring it."""
    digest = hashlib.sha256(bytes(16) + body).digest()
    entry = FileEntry(name, len(body), bytes(16), digest, digest, (), cleaned)
    place = int(machine.one("SELECT count(*) FROM files"))
    with machine.vault.transaction():
        _write_file(machine, 1, place, entry, iter([body]))


@pytest.fixture
def contact(newsroom: Newsroom) -> Contact:
    """A source with one text."""
    source = newsroom.source()
    newsroom.bundle([newsroom.letter(source, "the text\x1b[2J\r\n")])
    newsroom.receive()
    with newsroom.machine("Ada") as machine:
        return machine.contact(source.name)


def test_saving_writes_all_apart_and_inside_the_folder(newsroom: Newsroom, contact: Contact, tmp_path: Path) -> None:
    """Texts as they came, cleaned files beside them, untouched ones in a folder of their own, no name twice."""
    names = ["../../../evil", "a.jpg", "a.jpg", "text.txt", "untouched", "x" * 300 + ".png", "漢" * 200]
    out = tmp_path / "deep" / "out"
    with newsroom.machine("Ada") as machine:
        for at, name in enumerate(names):
            put_file(machine, name, bytes([at]), cleaned=True)
            put_file(machine, name, bytes([at, at]), cleaned=False)
        written = save(machine, contact, out, newsroom.today)
    assert (out / "text.txt").read_bytes() == b"the text\x1b[2J\r\n"
    there = {path for path in tmp_path.rglob("*") if path.is_file() and out in path.parents}
    assert there == set(written)
    assert {path.parent for path in written} == {out, out / "untouched"}
    assert sorted(path.read_bytes() for path in written if path.name != "text.txt" or path.parent != out) == sorted(
        [bytes([at]) for at in range(7)] + [bytes([at, at]) for at in range(7)]
    )
    assert not (tmp_path / "evil").exists()


def test_saving_never_overwrites(newsroom: Newsroom, contact: Contact, tmp_path: Path) -> None:
    """A folder with anything in it is refused before anything is written."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "text.txt").write_text("mine")
    with newsroom.machine("Ada") as machine, pytest.raises(NotEmptyError):
        save(machine, contact, tmp_path / "out", newsroom.today)
    assert (tmp_path / "out" / "text.txt").read_text() == "mine"


def test_a_saving_that_fails_leaves_nothing_half(newsroom: Newsroom, contact: Contact, tmp_path: Path) -> None:
    """A damaged file in the vault is noticed, and what was written by then is taken away."""
    with newsroom.machine("Ada") as machine:
        put_file(machine, "a.jpg", os.urandom(100_000), cleaned=True)
        (name,) = machine.vault.file_names()
        body = bytearray((machine.vault.files_folder / name).read_bytes())
        body[70_000] ^= 1
        (machine.vault.files_folder / name).write_bytes(body)
        with pytest.raises(DamagedVaultError):
            save(machine, contact, tmp_path / "out", newsroom.today)
    assert not (tmp_path / "out").exists()
