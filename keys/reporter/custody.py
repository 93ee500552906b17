"""The custody record: what was done with a conversation, on which day, under which key; one chain for each conversation.

An entry is canonical JSON with the SHA-256 of the entry before it, so nothing can be taken out, changed or moved without
breaking every later one. It is written in the transaction of what it records; what leaves the vault is recorded before
it is written. It holds no text and no name: files and texts stand in it as hashes over a salt that leaves the vault
with them, so that the record of a text that is gone cannot be tried against guesses.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from typing import Any

from intake.protocol.wire import SECONDS_A_DAY
from keys.reporter.machine import Machine

FIRST = "0" * 64
"""What the first entry has in the place of a hash."""

BEGUN, RECEIVED, CAME = "begun", "received", "files came"
OPENED, VIEWED, SAVED, EXPORTED = "opened", "viewed", "saved", "exported"
DID = (BEGUN, RECEIVED, CAME, OPENED, VIEWED, SAVED, EXPORTED)
SALT_SIZE = 16


def canonical(fields: object) -> bytes:
    """JSON in its one spelling: members sorted, no white space, ASCII alone."""
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def salted(salt: bytes, body: bytes) -> str:
    """Hex SHA-256(salt ‖ body), as the stream's table has it of files."""
    return hashlib.sha256(salt + body).hexdigest()


def date_of(day: int) -> str:
    """A day as the record writes it: 2026-11-24."""
    from datetime import UTC, datetime

    return datetime.fromtimestamp(day * SECONDS_A_DAY, UTC).date().isoformat()


def chain(machine: Machine, contact: int) -> list[bytes]:
    """The entries of a conversation, oldest first."""
    rows = machine.rows("SELECT entry FROM custody WHERE contact = ? ORDER BY number", (contact,))
    return [str(entry).encode() for (entry,) in rows]


def record(machine: Machine, contact: int, did: str, day: int, **facts: Any) -> None:
    """Add an entry to a conversation's chain. Opening it again on the same day, with nothing new in it, adds none.

    Args:    day: of a bundle's closing for what was received, else this machine's own.
             facts: what the entry says besides; values of JSON.
    """
    with machine.vault.transaction():
        entries = chain(machine, contact)
        if not entries and (before := _received_before(machine, contact)):
            entries = [_add(machine, contact, [], {"did": BEGUN, "day": date_of(day), "messages_before": before})]
        fields = {"did": did, "day": date_of(day), **facts}
        if did != OPENED or not _says(entries, fields):
            _add(machine, contact, entries, fields)


def record_received(machine: Machine, closing: int) -> None:
    """Record the messages and files that an import has brought; called at the end of its transaction."""
    rows = machine.rows(
        "SELECT id, contact, text, salt, stream, arrived, logged FROM messages"
        " WHERE logged = 0 OR (logged = 1 AND arrived != 0) ORDER BY id"
    )
    for message, contact, text, known, stream, arrived, logged in rows:
        number = machine.one("SELECT count(*) FROM messages WHERE contact = ? AND id <= ?", (contact, message))
        facts: dict[str, Any] = {"message": number}
        salt = known
        if text:
            salt = bytes(known or os.urandom(SALT_SIZE))
            facts["text"] = salted(salt, text.encode())
        if stream is not None:
            facts["files"] = {0: "waiting", 1: "whole", -1: "damaged"}[arrived]
            facts["sent"] = [
                bytes(sent).hex()
                for (sent,) in machine.rows("SELECT sent FROM files WHERE message = ? ORDER BY place", (message,))
            ]
        record(machine, contact, CAME if logged else RECEIVED, closing, **facts)
        with machine.vault.transaction() as database:
            settled = 1 if arrived == 0 else 2
            database.execute("UPDATE messages SET logged = ?, salt = ? WHERE id = ?", (settled, salt, message))


def hashes(files: Iterable[bytes]) -> list[str]:
    """The salted hashes of files as the record names them."""
    return [sent.hex() for sent in files]


def _received_before(machine: Machine, contact: int) -> int:
    return int(machine.one("SELECT count(*) FROM messages WHERE contact = ? AND logged > 0", (contact,)))


def _says(entries: list[bytes], fields: dict[str, Any]) -> bool:
    """Whether the same stands there since something last came."""
    for entry in reversed(entries):
        found = json.loads(entry)
        if found["did"] in (RECEIVED, CAME):
            return False
        if all(found.get(name) == value for name, value in fields.items()):
            return True
    return False


def _add(machine: Machine, contact: int, entries: list[bytes], fields: dict[str, Any]) -> bytes:
    entry = canonical(
        {
            **fields,
            "key": bytes(machine.signing_key.verify_key).hex(),
            "number": len(entries) + 1,
            "previous": hashlib.sha256(entries[-1]).hexdigest() if entries else FIRST,
        }
    )
    values = (contact, len(entries) + 1, entry.decode())
    with machine.vault.transaction() as database:
        database.execute("INSERT INTO custody (contact, number, entry) VALUES (?, ?, ?)", values)
    return entry
