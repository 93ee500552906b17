"""The contacts of a vault in one file, under a passphrase of its own: so that a broken disk loses no source.

In it: pair keys, reply keys, pseudonyms, running numbers. Never in it: day seeds, the signing key, texts, files, answers.
Whoever has it and its passphrase can pose as these sources to the reporter and as the reporter to them, as with the
vault itself, but reads nothing.

A pair key belongs to one reporter id, and ids are never used twice. So a new machine of the same reporter answers these
contacts under the id that they know, which the directory goes on listing for as long as replies live; what they write
next comes to the new id, under a new pair key. Answers that the old machine sealed after the backup may bear the same
running numbers; that only hides a gap.

Layout: ``seal_secret`` over JSON, filled up with spaces to a multiple of 65,536 bytes, so that its size says little.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from intake.protocol import wire
from intake.protocol.pseudonym import pseudonym
from intake.protocol.suite import PUBLIC_KEY_SIZE
from keys.reporter.errors import BrokenBackupError, ForeignContactsError, ForeignNewsroomError, NothingReceivedError
from keys.reporter.machine import Contact, Machine
from keys.vault.errors import AlreadyThereError, DamagedVaultError, NotAVaultError
from keys.vault.files import write_durably
from keys.vault.passphrase import STANDARD, Cost, open_secret, seal_secret

LABEL = b"asterism contacts backup"
FORMAT = 1
_STEP = 65_536
_LARGEST = 256 << 20
_PAIR_SIZE = 32


@dataclass(frozen=True, slots=True, repr=False)
class Backup:
    """What a file holds. reporter: the id of the machine.  pin: SHA-256 of the newsroom's root 1, or None: not known."""

    reporter: bytes
    name: str
    pin: bytes | None
    contacts: Sequence[Contact]

    def pack(self) -> bytes:
        """As JSON, filled up."""
        body = json.dumps(
            {
                "format": FORMAT,
                "reporter": self.reporter.hex(),
                "name": self.name,
                "pin": None if self.pin is None else self.pin.hex(),
                "contacts": [_as_json(contact) for contact in self.contacts],
            },
            separators=(",", ":"),
        ).encode()
        return body.ljust(-(-len(body) // _STEP) * _STEP)

    @classmethod
    def parse(cls, untrusted: bytes) -> Backup:
        """Raise BrokenBackupError unless it is what :meth:`pack` writes."""
        try:
            found = json.loads(untrusted)
            if found["format"] != FORMAT:
                raise BrokenBackupError("A later version of this program wrote this backup", todo="Update this program")
            return cls(
                reporter=wire.from_hex(found["reporter"], wire.REPORTER_ID_SIZE),
                name=str(found["name"]),
                pin=None if found["pin"] is None else wire.from_hex(found["pin"], 32),
                contacts=[_from_json(number, each) for number, each in enumerate(found["contacts"])],
            )
        except (ValueError, KeyError, TypeError, RecursionError):
            raise BrokenBackupError from None


def backup_of(machine: Machine) -> Backup:
    """The contacts of a machine as they are now."""
    contacts = [replace(contact, letters_before=machine.letter_count(contact)) for contact in machine.contacts()]
    return Backup(machine.reporter, machine.card().name, machine.pin, contacts)


def write_backup(path: Path, backup: Backup, passphrase: str, *, cost: Cost = STANDARD) -> None:
    """Write a new file, mode 0600, durably. Raises AlreadyThereError, EmptyPassphraseError; OSError."""
    if path.exists():
        raise AlreadyThereError
    write_durably(path, seal_secret(backup.pack(), passphrase, label=LABEL, cost=cost))


def read_backup(path: Path, passphrase: str) -> Backup:
    """What a file holds. Raises BrokenBackupError, WrongPassphraseError, NewerVaultError; OSError."""
    try:
        with path.open("rb") as file:
            untrusted = file.read(_LARGEST)
        return Backup.parse(open_secret(untrusted, passphrase, label=LABEL))
    except (DamagedVaultError, NotAVaultError):
        raise BrokenBackupError from None


def restore(machine: Machine, backup: Backup) -> tuple[int, int]:
    """Take the contacts into a vault, all or none; how many were new, how many were here already.

    Raises:  ForeignNewsroomError, ForeignContactsError: not this reporter's, or the old machine is not ended yet;
             NothingReceivedError: only a bundle's directory can tell whether it is; OSError.
    """
    _check_follows(machine, backup)
    added = known = 0
    with machine.vault.transaction() as database:
        for contact in backup.contacts:
            if machine.one("SELECT 1 FROM contacts WHERE pair = ?", (contact.pair,)):
                known += 1
                database.execute(
                    "UPDATE contacts SET numbered = max(numbered, ?), kept = max(kept, ?) WHERE pair = ?",
                    (contact.numbered, contact.kept, contact.pair),
                )
                continue
            added += 1
            twin = contact.twin or bool(machine.one("SELECT 1 FROM contacts WHERE pseudonym = ?", (contact.pseudonym,)))
            database.execute(
                "INSERT INTO contacts (pair, reply_key, pseudonym, twin, numbered, told, kept, reporter, letters_before)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(contact.pair, contact.reply_key, contact.pseudonym, twin, contact.numbered, contact.told),
                    *(contact.kept, None if contact.reporter == machine.reporter else contact.reporter),
                    contact.letters_before,
                ),
            )
    return added, known


def missing_in(machine: Machine, backup: Backup) -> int:
    """How many contacts of a vault a backup does not have."""
    pairs = {contact.pair for contact in backup.contacts}
    return sum(contact.pair not in pairs for contact in machine.contacts())


def _check_follows(machine: Machine, backup: Backup) -> None:
    if backup.reporter == machine.reporter:
        return
    newsroom = machine.newsroom()
    if newsroom is None:
        raise NothingReceivedError(
            "This is a new machine, and no bundle has told it yet who it follows",
            todo='Run "reporter receive" first, then restore',
        )
    if backup.pin != machine.pin:
        raise ForeignNewsroomError(
            "These contacts are of another newsroom than this machine's",
            todo="Restore them on a machine of that newsroom",
        )
    before, name = newsroom.reporter(backup.reporter), machine.card().name
    if before is None:
        raise ForeignContactsError(
            "The newsroom no longer lists the machine of these contacts, so no source would find an answer",
            todo="Wait until they write again: sources come back to whoever the page lists",
        )
    if before.name != name:
        raise ForeignContactsError
    if before.takes_letters(machine.closing + 1):
        raise ForeignContactsError(
            "The newsroom still lets sources write to the machine of these contacts, so two would answer as one",
            todo="Ask the admins to revoke the old machine, receive the bundle that says so, then restore",
        )


def _as_json(contact: Contact) -> dict[str, Any]:
    return {
        "pair": contact.pair.hex(),
        "reply_key": contact.reply_key.hex(),
        "name": contact.pseudonym,
        "twin": contact.twin,
        "numbered": contact.numbered,
        "told": contact.told,
        "kept": contact.kept,
        "reporter": contact.reporter.hex(),
        "letters": contact.letters_before,
    }


def _from_json(number: int, untrusted: Any) -> Contact:
    reply_key = wire.from_hex(untrusted["reply_key"], PUBLIC_KEY_SIZE)
    if pseudonym(reply_key) != untrusted["name"]:
        raise ValueError
    numbers = [untrusted[name] for name in ("numbered", "told", "letters")]
    flags = [untrusted[name] for name in ("twin", "kept")]
    if any(type(each) is not int or not 0 <= each < 1 << 31 for each in numbers):
        raise ValueError
    if any(type(each) is not bool for each in flags):
        raise ValueError
    return Contact(
        id=number,
        pair=wire.from_hex(untrusted["pair"], _PAIR_SIZE),
        reply_key=reply_key,
        pseudonym=untrusted["name"],
        twin=flags[0],
        numbered=numbers[0],
        told=numbers[1],
        kept=flags[1],
        reporter=wire.from_hex(untrusted["reporter"], wire.REPORTER_ID_SIZE),
        letters_before=numbers[2],
    )
