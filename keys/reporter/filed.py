"""A contact's files under the names that every verb uses for them: ``save``, ``view`` and ``export`` agree."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from keys.reporter.errors import UnknownFileError
from keys.reporter.machine import Contact, Machine

TEXT = "text.txt"
UNTOUCHED = "untouched"
NAME_BYTES = 120


@dataclass(frozen=True, slots=True)
class Filed:
    """One file. ``name``: its own among the contact's files; of an untouched one it begins with "untouched/".

    day: of the key that its message was sealed to.  message: its message's place in the conversation, from 1.
    salt, original, sent, removed: as the stream's table says.
    """

    name: str
    size: int
    day: int
    cleaned: bool
    stored: str
    key: bytes
    message: int
    salt: bytes
    original: bytes
    sent: bytes
    removed: tuple[str, ...]

    def pieces(self, machine: Machine) -> Iterator[bytes]:
        """What it holds. Raises DamagedVaultError."""
        return machine.vault.read_file(self.stored, self.key)


def files_of(machine: Machine, contact: Contact) -> list[Filed]:
    """All files of a contact that are here, oldest message first."""
    rows = machine.rows(
        "SELECT files.name, size, day, cleaned, stored, key, files.salt, original, sent, removed,"
        " (SELECT count(*) FROM messages AS earlier WHERE contact = ? AND earlier.id <= message)"
        " FROM files JOIN messages ON message = messages.id WHERE contact = ? ORDER BY message, place",
        (contact.id, contact.id),
    )
    taken: set[str] = {TEXT}
    found = []
    for untrusted, size, day, cleaned, stored, key, salt, original, sent, removed, message in rows:
        name = _free("" if cleaned else f"{UNTOUCHED}/", harmless_name(untrusted), taken)
        taken.add(name)
        kinds = tuple(json.loads(removed))
        hashes = (bytes(salt), bytes(original), bytes(sent))
        found.append(Filed(name, size, day, bool(cleaned), stored, bytes(key), message, *hashes, kinds))
    return found


def chosen(files: list[Filed], names: tuple[str, ...]) -> list[Filed]:
    """Those with these names, all if there are none. Raises UnknownFileError."""
    known = {file.name for file in files}
    if not known.issuperset(names):
        raise UnknownFileError
    return [file for file in files if not names or file.name in names]


def harmless_name(untrusted: str) -> str:
    """A file name that stays in its folder, is not hidden, and says nothing to a shell: letters, digits, '.-_'."""
    name = "".join(character if character.isalnum() or character in ".-_" else "_" for character in untrusted)
    name = name[-NAME_BYTES:]  # the end says what kind of file it is
    while len(name.encode()) > NAME_BYTES:
        name = name[1:]
    name = name.lstrip(".-")
    return "file" if name in ("", UNTOUCHED) else name


def _free(folder: str, name: str, taken: set[str]) -> str:
    path, count = PurePosixPath(name), 1
    while folder + name in taken:
        count += 1
        name = f"{path.stem}-{count}{path.suffix}"
    return folder + name
