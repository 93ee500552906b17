"""What a reporter sees: the inbox, a conversation, its files; and what leaves the vault with time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from intake.protocol.reply import State
from keys.reporter.machine import Contact, Machine

SHOWN_DAYS = 90
WARN_DAYS = 14

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
    """One message of a source. ``text`` is None when it has left the vault; ``files_state``: whole, waiting, broken."""

    id: int
    day: int
    text: str | None
    readers: tuple[str, ...]
    files: tuple[File, ...]
    files_state: str
    kept: bool


@dataclass(frozen=True, slots=True)
class Sent:
    """One answer of ours: sealed under a closing day, or waiting for the next outbox (None)."""

    state: str
    text: str
    closing: int | None


def inbox(machine: Machine) -> list[Line]:
    """All conversations, those with something unread first, then the newest."""
    lines = [_line(machine, contact) for contact in machine.contacts()]
    return sorted(lines, key=lambda line: (line.unread == 0, -line.day, line.number))


def _line(machine: Machine, contact: Contact) -> Line:
    messages = machine.rows(
        "SELECT received, text, shown, kept, arrived FROM messages WHERE contact = ? ORDER BY id", (contact.id,)
    )
    state = machine.one("SELECT state FROM replies WHERE contact = ? ORDER BY id DESC LIMIT 1", (contact.id,))
    files = machine.one(
        "SELECT count(*) FROM files JOIN messages ON message = messages.id WHERE contact = ? AND role = 'file'",
        (contact.id,),
    )
    unread = sum(1 for _, text, shown, _, _ in messages if shown is None and text is not None)
    dues = [
        shown + SHOWN_DAYS - machine.closing
        for _, text, shown, kept, _ in messages
        if shown is not None and text is not None and not kept
    ]
    return Line(
        number=contact.id,
        name=contact.pseudonym,
        twin=contact.twin,
        state="new" if unread else STATE_WORDS[State(state)] if state else "read",
        day=max((received for received, *_ in messages), default=0),
        messages=len(messages),
        unread=unread,
        words=sum(len((text or "").split()) for _, text, *_ in messages),
        files=int(files),
        waiting=sum(1 for *_, arrived in messages if arrived == 0),
        due=min(dues, default=None),
    )


def messages_of(machine: Machine, contact: Contact) -> list[Message]:
    """The messages of a contact, oldest first."""
    newsroom = machine.newsroom()
    names = {entry.reporter.hex(): entry.name for entry in newsroom.reporters} if newsroom else {}
    rows = machine.rows(
        "SELECT id, day, text, stated, arrived, kept, stream FROM messages WHERE contact = ? ORDER BY id", (contact.id,)
    )
    return [
        Message(
            id=number,
            day=day,
            text=text,
            readers=tuple(names.get(reporter, "somebody not listed") for reporter in json.loads(stated)),
            files=tuple(_files(machine, number)),
            files_state={1: "whole", 0: "waiting", -1: "broken"}[arrived] if stream else "none",
            kept=bool(kept),
        )
        for number, day, text, stated, arrived, kept, stream in rows
    ]


def _files(machine: Machine, message: int) -> Iterator[File]:
    for row in machine.rows(
        "SELECT place, name, size, cleaned, removed, original, sent, salt FROM files"
        " WHERE message = ? AND role = 'file' ORDER BY place",
        (message,),
    ):
        place, name, size, cleaned, removed, original, sent, salt = row
        yield File(place, name, size, bool(cleaned), tuple(json.loads(removed)), original.hex(), sent.hex(), salt.hex())


def answers_to(machine: Machine, contact: Contact) -> list[Sent]:
    """Our answers, oldest first."""
    rows = machine.rows("SELECT state, text, closing FROM replies WHERE contact = ? ORDER BY id", (contact.id,))
    return [Sent(STATE_WORDS[State(state)], text, closing) for state, text, closing in rows]


def mark_shown(machine: Machine, contact: Contact) -> None:
    """From today's closing day on, what was shown has 90 days left."""
    with machine.vault.transaction() as database:
        database.execute(
            "UPDATE messages SET shown = ? WHERE contact = ? AND shown IS NULL", (machine.closing, contact.id)
        )


def keep(machine: Machine, contact: Contact, *, kept: bool) -> None:
    """Keep a contact's messages from leaving the vault, or let them go."""
    with machine.vault.transaction() as database:
        database.execute("UPDATE messages SET kept = ? WHERE contact = ?", (kept, contact.id))


def find(machine: Machine, words: str) -> list[int]:
    """The numbers of the contacts whose messages have all of these words."""
    quoted = " ".join('"{}"'.format(word.replace('"', '""')) for word in words.split())
    if not quoted:
        return []
    rows = machine.rows(
        "SELECT DISTINCT contact FROM messages WHERE id IN (SELECT rowid FROM words WHERE words MATCH ?)", (quoted,)
    )
    return sorted(number for (number,) in rows)


def save(machine: Machine, contact: Contact, folder: Path) -> list[Path]:
    """Write a contact's texts to ``text.txt`` and its files under their neutral names; the paths written.

    Files that came untouched, by the source's own choice, go into a folder of their own, ``untouched``.
    Raises:  OSError: a file is there already, or the disk is full.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    texts = [message.text for message in messages_of(machine, contact) if message.text is not None]
    written = [_write_new(folder / "text.txt", iter(["\n\n".join(texts).encode()]))]
    rows = machine.rows(
        "SELECT files.name, files.cleaned, stored, key FROM files JOIN messages ON message = messages.id"
        " WHERE contact = ? AND role = 'file' ORDER BY message, place",
        (contact.id,),
    )
    for name, cleaned, stored, key in rows:
        into = folder if cleaned else folder / "untouched"
        into.mkdir(mode=0o700, exist_ok=True)
        written.append(_write_new(_free(into, _harmless(name)), machine.vault.read_file(stored, bytes(key))))
    return written


def _harmless(untrusted: str) -> str:
    """A file name that stays in its folder and says nothing to a shell: letters, digits, '.', '-', '_'; never hidden."""
    name = "".join(character if character.isalnum() or character in ".-_" else "_" for character in untrusted)
    return name.lstrip(".")[:100] or "file"


def _free(folder: Path, name: str) -> Path:
    path, count = folder / name, 1
    while path.exists():
        count += 1
        path = folder / f"{Path(name).stem}-{count}{Path(name).suffix}"
    return path


def _write_new(path: Path, pieces: Iterator[bytes]) -> Path:
    with path.open("xb") as file:
        for piece in pieces:
            file.write(piece)
    return path


def expire(machine: Machine) -> int:
    """Take out texts and files that were shown 90 days ago and are not kept; how many messages."""
    border = machine.closing - SHOWN_DAYS
    rows = machine.rows("SELECT id FROM messages WHERE shown <= ? AND kept = 0 AND text IS NOT NULL", (border,))
    stored: list[tuple[Any, ...]] = []
    with machine.vault.transaction() as database:
        for (message,) in rows:
            stored += machine.rows("SELECT stored FROM files WHERE message = ?", (message,))
            database.execute("DELETE FROM files WHERE message = ?", (message,))
            database.execute("DELETE FROM words WHERE rowid = ?", (message,))
            database.execute("UPDATE messages SET text = NULL, stream = NULL WHERE id = ?", (message,))
    for (name,) in stored:
        machine.vault.destroy_file(name)
    return len(rows)
