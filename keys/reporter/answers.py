"""Answers wait in the vault; an outbox seals as many as there are slots, fills up with "opened" and then with cover.

What was sealed is handed over until a bundle says that it was published, and nothing else takes its place meanwhile; the
keys, receipts and closing day beside it are always those of the moment (docs/decisions/0308).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from intake.protocol import suite, wire
from intake.protocol.keyrecord import KeyRecord
from intake.protocol.reply import ORDINALS, Answer, State, cover_reply, reply_tag, seal_reply
from keys.reporter.errors import NothingReceivedError
from keys.reporter.machine import Contact, Machine
from keys.stick.layout import OUTBOXES, stick_folder, write_plain
from keys.stick.outbox import RECEIPT_SLOTS, Outbox, open_outbox

_NOTHING_BEFORE = bytes(32)
# Contacts with letters that no reply has acknowledged: they are told "opened" by itself.
_UNTOLD = """SELECT id FROM contacts
    WHERE told < letters_before + (SELECT count(*) FROM messages WHERE contact = contacts.id) ORDER BY id"""


def queue(machine: Machine, contact: Contact, state: State, text: str) -> None:
    """Put an answer into the vault, to be sealed into the next outbox.

    Raises:  NothingReceivedError; TooLongError: it does not fit one reply.
    """
    if not machine.closing:
        raise NothingReceivedError
    Answer(0, 0, state, text).pack()  # too long is said now, not when the stick is in
    with machine.vault.transaction() as database:
        database.execute("INSERT INTO replies (contact, state, text) VALUES (?, ?, ?)", (contact.id, state, text))


def waiting(machine: Machine) -> int:
    """How many answers wait for a slot."""
    return int(machine.one("SELECT count(*) FROM replies WHERE closing IS NULL"))


def make_outbox(machine: Machine, today: int) -> tuple[bytes, bool]:
    """The outbox to hand over: the replies of the last one again until a bundle names them, else new ones.

    Where nothing beside the replies has changed either, it is the last one itself, byte for byte.

    Args:    today: the machine's own day; only the days that keys are published for go by it.
    Returns: the bytes, and whether its replies are new ones.
    """
    last = machine.one("SELECT outbox FROM machine")
    sha256 = _NOTHING_BEFORE if last is None else hashlib.sha256(last).digest()
    waits = last is not None and not machine.one("SELECT outbox_named FROM machine")
    before = open_outbox(bytes(last), bytes(machine.signing_key.verify_key)) if waits else None
    number = int(machine.one("SELECT outbox_number FROM machine")) + 1
    days = _days_to_come(machine.closing, today)
    machine.vault.day_keys.ensure(days)
    with machine.vault.transaction() as database:
        outbox = Outbox(
            reporter=machine.reporter,
            number=number,
            previous=sha256,
            closing=machine.closing,
            replies=tuple(_replies(machine, number)) if before is None else before.replies,
            records=tuple(_records(machine, days)),
            receipts=tuple(_receipts(machine)),
        )
        if before is not None and replace(outbox, number=before.number, previous=before.previous) == before:
            return bytes(last), False
        if before is None:
            database.execute("DELETE FROM handed_over")
        else:
            database.execute("INSERT INTO handed_over (sha256) VALUES (?)", (sha256,))
        body = outbox.sign(machine.signing_key)
        machine.set(outbox=body, outbox_number=number, outbox_named=0)
    return body, before is None


def note_published(machine: Machine, outboxes: Collection[bytes]) -> None:
    """Note that these (SHA-256 each) were published: if one had the last outbox's replies, the next seals new ones."""
    last = machine.one("SELECT outbox FROM machine")
    if last is not None:
        handed = {
            hashlib.sha256(last).digest(),
            *(bytes(row[0]) for row in machine.rows("SELECT sha256 FROM handed_over")),
        }
        if not handed.isdisjoint(outboxes):
            machine.set(outbox_named=1)


def write_outbox(machine: Machine, body: bytes, stick: Path) -> Path:
    """Put an outbox onto the stick, in the place of the one before. Raises StickMissingError; OSError."""
    path = stick_folder(stick, OUTBOXES, make=True) / f"{machine.reporter.hex()}.outbox"
    write_plain(path, body)
    return path


def _days_to_come(closing: int, today: int) -> range:
    """36 days from the first that may still need a key: the day after the closing day, or this machine's today.

    A clock that is far from the closing day is not believed.
    """
    start = closing + 1 if closing else today
    if closing < today <= closing + wire.KEY_DAYS_AHEAD:
        start = today
    return range(start, start + wire.KEY_DAYS_AHEAD + 1)


def _records(machine: Machine, days: range) -> list[bytes]:
    key, reporter = machine.signing_key, machine.reporter
    seeds = [(day, machine.vault.day_keys.seed_of(day)) for day in days]
    return [KeyRecord(day, reporter, suite.public_key(seed)).sign(key) for day, seed in seeds if seed is not None]


def _receipts(machine: Machine) -> list[tuple[bytes, int]]:
    """The last bundle imported of each courier: bundles come without gaps, so it stands for all before it."""
    rows = machine.rows(
        "SELECT courier, max(number) FROM bundles GROUP BY courier ORDER BY max(closing) DESC LIMIT ?", (RECEIPT_SLOTS,)
    )
    return [(bytes(courier), number) for courier, number in rows]


def _replies(machine: Machine, outbox: int) -> list[tuple[bytes, bytes]]:
    """As many as there are slots: human answers by age, then "opened", then cover; in the order of their tags."""
    slots = machine.replies_a_trip
    sealed: list[tuple[bytes, bytes]] = []
    if machine.closing:
        contacts = {contact.id: contact for contact in machine.contacts()}
        answers = machine.rows("SELECT id, contact, state, text FROM replies WHERE closing IS NULL ORDER BY id")
        for reply, number, state, text in answers:
            if len(sealed) < slots and (ordinal := _free_ordinal(machine, number)) is not None:
                sealed.append(_seal(machine, contacts[number], ordinal, State(state), text))
                _mark(machine, reply, ordinal, outbox)
        database = machine.vault.database
        for (number,) in machine.rows(_UNTOLD):
            if len(sealed) < slots and (ordinal := _free_ordinal(machine, number)) is not None:
                sealed.append(_seal(machine, contacts[number], ordinal, State.OPENED, ""))
                database.execute("INSERT INTO replies (contact, state, text) VALUES (?, ?, '')", (number, State.OPENED))
                _mark(machine, database.last_insert_rowid(), ordinal, outbox)
    sealed += [cover_reply() for _ in range(slots - len(sealed))]
    return sorted(sealed)


def _free_ordinal(machine: Machine, contact: int) -> int | None:
    """The next of the four tags under this closing day, or None: the answer waits for the next trip."""
    used = machine.one("SELECT count(*) FROM replies WHERE contact = ? AND closing = ?", (contact, machine.closing))
    return int(used) if used < ORDINALS else None


def _seal(machine: Machine, contact: Contact, ordinal: int, state: State, text: str) -> tuple[bytes, bytes]:
    letters = machine.letter_count(contact)
    numbered = int(machine.one("SELECT numbered FROM contacts WHERE id = ?", (contact.id,))) + 1
    tag = reply_tag(contact.pair, machine.closing, ordinal)
    body = seal_reply(Answer(numbered, letters, state, text), contact.pair, contact.reply_key, contact.reporter, tag)
    machine.vault.database.execute(
        "UPDATE contacts SET numbered = ?, told = ? WHERE id = ?", (numbered, letters, contact.id)
    )
    return tag, body


def _mark(machine: Machine, reply: int, ordinal: int, outbox: int) -> None:
    machine.vault.database.execute(
        "UPDATE replies SET closing = ?, ordinal = ?, outbox = ? WHERE id = ?",
        (machine.closing, ordinal, outbox, reply),
    )
