"""What a reporter sees: the inbox, a conversation, its files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from intake.protocol.reply import State
from keys.reporter.custody import record
from keys.reporter.forget import SHOWN_DAYS
from keys.reporter.machine import Contact, Machine

LATE_DAYS = 21
"""After so many days without a bundle the tool says so: a server deletes letters after 30."""

STATE_WORDS = {
    State.OPENED: "opened",
    State.BEING_READ: "being-read",
    State.TELL_US_MORE: "tell-us-more",
    State.NOT_FOR_US: "not-for-us",
    State.PUBLISHED: "published",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the inbox. Days are whole numbers since 1970-01-01.

    words: in all messages still here.  files: how many; waiting: messages whose files have not all come.
    untouched: how many of the files came as they are, by the source's choice.
    due: days until the first text leaves the vault, None when nothing was shown yet or all is kept.
    """

    number: int
    name: str
    twin: bool
    state: str
    day: int
    messages: int
    unread: int
    words: int
    files: int
    untouched: int
    waiting: int
    due: int | None


@dataclass(frozen=True, slots=True)
class File:
    """One file of a message."""

    place: int
    name: str
    size: int
    cleaned: bool
    removed: tuple[str, ...]
    original: str
    sent: str
    salt: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a source. ``text`` is None when it has left the vault.

    readers: the names of those whom the source says it wrote to.  unlisted: how many more, whom the directory does not
    name.  files_state: "none", "whole", "waiting" (parcels have not all come) or "broken" (damaged, or never came).
    """

    id: int
    day: int
    text: str | None
    readers: tuple[str, ...]
    unlisted: int
    files: tuple[File, ...]
    files_state: str


@dataclass(frozen=True, slots=True)
class Sent:
    """One answer of ours: sealed under a closing day, or waiting for the next outbox (None). ``text``: None: it left."""

    state: str
    text: str | None
    closing: int | None


_INBOX = """
    SELECT contacts.id, pseudonym, twin, kept, max(received), count(*), sum(words),
        sum(shown IS NULL AND text IS NOT NULL), sum(arrived = 0), min(CASE WHEN text IS NOT NULL THEN shown END),
        (SELECT count(*) FROM files JOIN messages AS those ON message = those.id WHERE those.contact = contacts.id),
        (SELECT count(*) FROM files JOIN messages AS those ON message = those.id
            WHERE those.contact = contacts.id AND cleaned = 0),
        (SELECT state FROM replies WHERE replies.contact = contacts.id ORDER BY id DESC LIMIT 1)
    FROM contacts JOIN messages ON contact = contacts.id GROUP BY contacts.id
"""


def inbox(machine: Machine) -> list[Line]:
    """All conversations, those with something unread first, then the newest."""
    closing, lines = machine.closing, []
    for row in machine.rows(_INBOX):
        number, name, twin, kept, day, messages, words, unread, waiting, shown, files, untouched, state = row
        lines.append(
            Line(
                number=number,
                name=name,
                twin=bool(twin),
                state="new" if unread else STATE_WORDS[State(state)] if state else "read",
                day=day,
                messages=messages,
                unread=unread,
                words=words,
                files=files,
                untouched=untouched,
                waiting=waiting,
                due=None if shown is None or kept else shown + SHOWN_DAYS - closing,
            )
        )
    return sorted(lines, key=lambda line: (line.unread == 0, -line.day, line.number))


def days_without_a_bundle(machine: Machine, today: int) -> int | None:
    """How many days ago the last bundle closed by this machine's clock, when that is more than 21; else None."""
    days = today - machine.closing
    return days if machine.closing and days > LATE_DAYS else None


def messages_of(machine: Machine, contact: Contact) -> list[Message]:
    """The messages of a contact, oldest first."""
    newsroom = machine.newsroom()
    names = {entry.reporter.hex(): entry.name for entry in newsroom.reporters} if newsroom else {}
    rows = machine.rows(
        "SELECT id, day, text, stated, arrived, stream FROM messages WHERE contact = ? ORDER BY id", (contact.id,)
    )
    found = []
    for number, day, text, stated, arrived, stream in rows:
        readers = set(json.loads(stated))
        found.append(
            Message(
                id=number,
                day=day,
                text=text,
                readers=tuple(name for reporter, name in names.items() if reporter in readers),
                unlisted=len(readers - set(names)),
                files=tuple(_files(machine, number)),
                files_state={1: "whole", 0: "waiting", -1: "broken"}[arrived] if stream else "none",
            )
        )
    return found


def _files(machine: Machine, message: int) -> Iterator[File]:
    for row in machine.rows(
        "SELECT place, name, size, cleaned, removed, original, sent, salt FROM files WHERE message = ? ORDER BY place",
        (message,),
    ):
        place, name, size, cleaned, removed, original, sent, salt = row
        yield File(place, name, size, bool(cleaned), tuple(json.loads(removed)), original.hex(), sent.hex(), salt.hex())


def answers_to(machine: Machine, contact: Contact) -> list[Sent]:
    """Our answers, oldest first."""
    rows = machine.rows("SELECT state, text, closing FROM replies WHERE contact = ? ORDER BY id", (contact.id,))
    return [Sent(STATE_WORDS[State(state)], text, closing) for state, text, closing in rows]


def mark_shown(machine: Machine, contact: Contact, did: str, day: int, **facts: Any) -> None:
    """Record who had it in hand; from today's closing day on, what was shown has 90 days left.

    Args:    did, facts: as the custody record says it.  day: this machine's own.
    """
    with machine.vault.transaction() as database:
        record(machine, contact.id, did, day, **facts)
        database.execute(
            "UPDATE messages SET shown = ? WHERE contact = ? AND shown IS NULL", (machine.closing, contact.id)
        )


def keep(machine: Machine, contact: Contact, *, kept: bool) -> None:
    """Keep all of a contact's messages, those to come too, from leaving the vault; or let them go."""
    with machine.vault.transaction() as database:
        database.execute("UPDATE contacts SET kept = ? WHERE id = ?", (kept, contact.id))


def find(machine: Machine, words: str) -> list[int]:
    """The numbers of the contacts whose messages have all of these words."""
    quoted = " ".join('"{}"'.format(word.replace('"', '""')) for word in words.split())
    if not quoted:
        return []
    rows = machine.rows(
        "SELECT DISTINCT contact FROM messages WHERE id IN (SELECT rowid FROM words WHERE words MATCH ?)", (quoted,)
    )
    return sorted(number for (number,) in rows)
