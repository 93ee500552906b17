"""One air-gapped machine: its id, its keys, what it knows of the newsroom, and the tables of its vault."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from nacl.signing import SigningKey

from intake.protocol import wire
from intake.protocol.directory import Directory, Versions, open_directory
from intake.protocol.newsroom import Newsroom
from keys.reporter.errors import UnfinishedError, UnknownContactError
from keys.reporter.schema import SCHEMA
from keys.stick.card import Card, plain_name
from keys.vault.passphrase import STANDARD, Cost
from keys.vault.vault import Vault


@dataclass(frozen=True, slots=True, repr=False)
class Contact:
    """One source, as its pair key makes it one.

    twin: when it came, another contact had its name; so it may have had a letter from that source, and its reply key.
    numbered: replies sealed so far.  told: letters that the last of them acknowledged.  kept: its texts stay.
    reporter: the id that the pair key is of; this machine's own, or an earlier one's whose contacts were restored here.
    letters_before: received by the machine that they were restored from.
    """

    id: int
    pair: bytes
    reply_key: bytes
    pseudonym: str
    twin: bool
    numbered: int
    told: int
    kept: bool
    reporter: bytes
    letters_before: int


_CONTACT = """SELECT id, pair, reply_key, pseudonym, twin, numbered, told, kept,
    coalesce(contacts.reporter, (SELECT reporter FROM machine)), letters_before FROM contacts"""


class Machine:
    """An open vault with what a reporter's tool needs of it. Close it, or use it as a block."""

    def __init__(self, vault: Vault) -> None:
        """Not called from outside: see :meth:`create` and :meth:`open`."""
        self.vault = vault
        self.parcels_folder = vault.folder / "parcels"

    @classmethod
    def create(cls, folder: Path, name: str, replies: int, passphrase: str, *, cost: Cost = STANDARD) -> Machine:
        """Make a vault with a new reporter id and signing key. Raises AlreadyThereError; BadNameError."""
        name = plain_name(name)
        vault = Vault.create(folder, passphrase, schema=SCHEMA, cost=cost)
        with vault.transaction() as database:
            database.execute(
                "INSERT INTO machine (one, reporter, name, seed, replies) VALUES (1, ?, ?, ?, ?)",
                (os.urandom(wire.REPORTER_ID_SIZE), name, bytes(SigningKey.generate()), replies),
            )
        return cls(vault)

    @classmethod
    def open(cls, folder: Path, passphrase: str) -> Machine:
        """Open a vault. Raises what :meth:`keys.vault.vault.Vault.open` raises; UnfinishedError: its making was cut."""
        machine = cls(Vault.open(folder, passphrase, schema=SCHEMA))
        if machine.one("SELECT 1 FROM machine") is None:
            machine.vault.close()
            raise UnfinishedError
        return machine

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.vault.close()

    def one(self, query: str, values: Sequence[Any] = ()) -> Any:
        """The first column of the first row, or None."""
        row = self.vault.database.execute(query, tuple(values)).fetchone()
        return None if row is None else row[0]

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows."""
        return self.vault.database.execute(query, tuple(values)).fetchall()

    def set(self, **columns: Any) -> None:
        """Change columns of the machine's own row."""
        names = ", ".join(f"{name} = ?" for name in columns)
        with self.vault.transaction() as database:
            database.execute(f"UPDATE machine SET {names}", tuple(columns.values()))  # noqa: S608 - our own names

    @property
    def reporter(self) -> bytes:
        """The reporter id, 16 bytes."""
        return bytes(self.one("SELECT reporter FROM machine"))

    @property
    def signing_key(self) -> SigningKey:
        """The key that signs the card, key records and outboxes."""
        return SigningKey(self.one("SELECT seed FROM machine"))

    @property
    def replies_a_trip(self) -> int:
        """How many replies, real or cover, this machine hands over each trip."""
        return int(self.one("SELECT replies FROM machine"))

    @property
    def closing(self) -> int:
        """The closing day of the last bundle imported, 0 before the first."""
        return int(self.one("SELECT closing FROM machine"))

    @property
    def pin(self) -> bytes | None:
        """SHA-256 of root version 1, or None until a person has compared it."""
        found = self.one("SELECT pin FROM machine")
        return None if found is None else bytes(found)

    def card(self) -> Card:
        """What the admins certify."""
        name = str(self.one("SELECT name FROM machine"))
        return Card("reporter", name, bytes(self.signing_key.verify_key), self.reporter, self.replies_a_trip)

    def read_directory(self, untrusted: bytes, pin: bytes) -> Directory:
        """A directory that follows the one known here; expiry is ignored, since no clock decides on the air gap.

        Raises:  DirectoryError, RollbackError.
        """
        return open_directory(untrusted, pin, None, seen=self.versions())

    def known_directory(self) -> Directory | None:
        """The newest directory seen, or None before the first bundle. Raises DirectoryError."""
        body, pin = self.one("SELECT directory FROM machine"), self.pin
        return None if body is None or pin is None else open_directory(bytes(body), pin, None)

    def keep_directory(self, untrusted: bytes, directory: Directory) -> None:
        """Remember a checked directory."""
        versions = json.dumps(asdict(directory.versions))
        self.set(pin=directory.root_one_sha256, versions=versions, directory=untrusted)

    def versions(self) -> Versions:
        """The versions of the newest directory seen here."""
        found = self.one("SELECT versions FROM machine")
        return Versions(**json.loads(found)) if found else Versions()

    def newsroom(self) -> Newsroom | None:
        """The newsroom as last seen, or None before the first bundle."""
        directory = self.known_directory()
        return directory.newsroom if directory else None

    def certified(self) -> bool:
        """Whether the newest directory lets sources write to this machine on the day after the last closing day."""
        newsroom = self.newsroom()
        entry = newsroom.reporter(self.reporter) if newsroom else None
        return entry is not None and entry.takes_letters(self.closing + 1)

    def contacts(self) -> list[Contact]:
        """All contacts by number."""
        return [_contact(row) for row in self.rows(f"{_CONTACT} ORDER BY id")]

    def contact(self, named: str) -> Contact:
        """The contact that a person means: the number in the inbox, the pseudonym, or how it begins.

        Raises:  UnknownContactError: nobody, or several.
        """
        if named.isascii() and named.isdigit() and len(named) < 16:
            found = self.rows(f"{_CONTACT} WHERE id = ?", (int(named),))
        else:
            wanted = named.strip().casefold()
            found = [row for row in self.rows(_CONTACT) if str(row[3]).casefold().startswith(wanted)]
            found = [row for row in found if str(row[3]).casefold() == wanted] or found
        if len(found) > 1:
            raise UnknownContactError("Several contacts in this vault have a name that begins so")
        if not found:
            raise UnknownContactError
        return _contact(found[0])

    def namesakes(self, contact: Contact) -> list[int]:
        """The numbers of the other contacts with the same name."""
        found = self.rows(
            "SELECT id FROM contacts WHERE pseudonym = ? AND id != ? ORDER BY id", (contact.pseudonym, contact.id)
        )
        return [number for (number,) in found]

    def letter_count(self, contact: Contact) -> int:
        """How many messages of a contact were received so far, here and where it was restored from."""
        here = self.one("SELECT count(*) FROM messages WHERE contact = ?", (contact.id,))
        return contact.letters_before + int(here)


def _contact(row: tuple[Any, ...]) -> Contact:
    number, pair, reply_key, pseudonym, twin, numbered, told, kept, reporter, before = row
    return Contact(
        *(number, bytes(pair), bytes(reply_key), pseudonym, bool(twin), numbered, told, bool(kept)),
        reporter=bytes(reporter),
        letters_before=before,
    )
