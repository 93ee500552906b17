"""The custody record: who had a conversation in hand, on which day, as a chain that cannot be changed in the middle."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import apsw
import pytest

from keys.reporter import conversations
from keys.reporter.custody import FIRST, OPENED, canonical, chain, record
from keys.reporter.machine import Machine
from keys.reporter.schema import SCHEMA
from keys.vault.database import transaction
from tests.support.newsroom import PASSPHRASE, Newsroom, attachment, sealed

BEFORE_THE_RECORD = SCHEMA[:3]


def entries(newsroom: Newsroom, name: str = "1") -> list[dict[str, Any]]:
    """A conversation's chain."""
    with newsroom.machine("Ada") as machine:
        return [json.loads(entry) for entry in chain(machine, machine.contact(name).id)]


def test_what_is_done_stands_in_a_chain_of_hashes(newsroom: Newsroom) -> None:
    """Received under the closing day, opened under this machine's; each entry names the one before and the key."""
    outgoing, parcels = sealed(attachment(b"x" * 90), attachment(b"y"))
    newsroom.bundle([newsroom.letter(newsroom.source(), "hello", outgoing=outgoing)], parcels)
    newsroom.receive()
    with newsroom.machine("Ada") as machine:
        contact = machine.contact("1")
        for _ in range(2):
            conversations.mark_shown(machine, contact, OPENED, newsroom.today, messages=1)
        found = chain(machine, contact.id)
        key = bytes(machine.signing_key.verify_key).hex()
        (message,) = conversations.messages_of(machine, contact)
        (salt,) = machine.rows("SELECT salt FROM messages")[0]
    received, opened = map(json.loads, found)
    assert [canonical(received), canonical(opened)] == found
    assert (received["did"], opened["did"]) == ("received", "opened"), "opening it twice on a day is one entry"
    assert received["previous"] == FIRST
    assert opened["previous"] == hashlib.sha256(found[0]).hexdigest()
    assert {received["key"], opened["key"]} == {key}
    assert (received["day"], opened["day"]) == tuple(day_text(newsroom.today - ago) for ago in (1, 0))
    assert received["sent"] == [file.sent for file in message.files]
    assert received["text"] == hashlib.sha256(bytes(salt) + b"hello").hexdigest()


def day_text(day: int) -> str:
    """A day as the record has it."""
    from intake.voice import day_text as written

    return written(day)


def test_files_that_come_later_are_recorded_when_they_come(newsroom: Newsroom) -> None:
    """First the letter, whose files wait; then the files; then something new is opened again."""
    outgoing, parcels = sealed(attachment(b"x" * 90))
    newsroom.bundle([newsroom.letter(newsroom.source(), "hello", outgoing=outgoing)])
    newsroom.receive()
    newsroom.bundle([], parcels)
    newsroom.receive()
    letter, files = entries(newsroom)
    assert (letter["did"], letter["files"], letter["sent"]) == ("received", "waiting", [])
    assert (files["did"], files["files"], len(files["sent"])) == ("files came", "whole", 1)
    assert letter["text"] == files["text"]


def test_a_text_that_came_as_a_file_is_recorded_as_a_text(newsroom: Newsroom) -> None:
    """Its hash stands there once it is known."""
    outgoing, parcels = sealed(attachment(b"long words", role="text"))
    newsroom.bundle([newsroom.letter(newsroom.source(), "", outgoing=outgoing)], parcels)
    newsroom.receive()
    (entry,) = entries(newsroom)
    with newsroom.machine("Ada") as machine:
        salt = bytes(machine.one("SELECT salt FROM messages"))
    assert entry["text"] == hashlib.sha256(salt + b"long words").hexdigest()


def test_the_record_is_only_added_to(newsroom: Newsroom) -> None:
    """Not even this program changes or removes an entry."""
    newsroom.bundle([newsroom.letter(newsroom.source(), "hello")])
    newsroom.receive()
    before = entries(newsroom)
    with newsroom.machine("Ada") as machine:
        for change in ("DELETE FROM custody", "UPDATE custody SET entry = '{}'", "DELETE FROM contacts"):
            with pytest.raises(apsw.ConstraintError), machine.vault.transaction() as database:
                database.execute(change)
    assert entries(newsroom) == before


def test_an_entry_is_in_the_transaction_of_what_it_records(newsroom: Newsroom) -> None:
    """When that is undone, so is the entry."""
    newsroom.bundle([newsroom.letter(newsroom.source(), "hello")])
    newsroom.receive()
    with newsroom.machine("Ada") as machine:
        contact = machine.contact("1")
        with pytest.raises(RuntimeError), machine.vault.transaction():  # noqa: PT012 - what is undone is the block
            conversations.mark_shown(machine, contact, OPENED, newsroom.today, messages=1)
            raise RuntimeError
        assert machine.one("SELECT shown FROM messages") is None
    assert len(entries(newsroom)) == 1


def test_a_text_that_has_left_cannot_be_guessed_from_its_record(newsroom: Newsroom) -> None:
    """The salt of its hash leaves with it, and so do those of its files."""
    outgoing, parcels = sealed(attachment(b"x"))
    newsroom.bundle([newsroom.letter(newsroom.source(), "yes", outgoing=outgoing)], parcels)
    newsroom.receive()
    with newsroom.machine("Ada") as machine:
        conversations.mark_shown(machine, machine.contact("1"), OPENED, newsroom.today)
    newsroom.bundle(closing=newsroom.today + 100)
    assert newsroom.receive().gone == 1
    with newsroom.machine("Ada") as machine:
        assert machine.one("SELECT salt FROM messages") is None
        assert machine.one("SELECT count(*) FROM files") == 0
    assert len(entries(newsroom)) == 2, "the record itself stays"


def test_a_vault_from_before_the_record_gets_one_that_says_so(newsroom: Newsroom) -> None:
    """The first thing that is done with an old conversation begins its chain, and tells what came before it."""
    newsroom.bundle([newsroom.letter(newsroom.source(), "hello")])
    newsroom.receive()
    with newsroom.machine("Ada") as machine, transaction(machine.vault.database) as database:
        for undo in (
            *(
                "DROP TABLE handed_over",
                "DROP TABLE custody",
                "ALTER TABLE messages DROP COLUMN salt",
                "ALTER TABLE messages DROP COLUMN logged",
            ),
            f"PRAGMA user_version = {len(BEFORE_THE_RECORD)}",
        ):
            database.execute(undo).fetchall()
    with Machine.open(newsroom.vault("Ada"), PASSPHRASE) as machine:
        record(machine, 1, OPENED, newsroom.today, messages=1)
    begun, opened = entries(newsroom)
    assert (begun["did"], begun["messages_before"], begun["previous"]) == ("begun", 1, FIRST)
    assert opened["did"] == "opened"
