"""Copying a conversation out of the vault, unencrypted, into a new folder. Nothing is ever overwritten."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from keys.reporter.conversations import messages_of
from keys.reporter.errors import NotEmptyError
from keys.reporter.machine import Contact, Machine

TEXT = "text.txt"
UNTOUCHED = "untouched"
NAME_BYTES = 120


def save(machine: Machine, contact: Contact, folder: Path) -> list[Path]:
    """Write a contact's texts to ``text.txt`` and its files under their neutral names; the paths written.

    Files that came untouched, by the source's own choice, go into a folder of their own, ``untouched``.
    Raises:  NotEmptyError: the folder has something in it.  DamagedVaultError; OSError: the disk is full. Whatever
             stops it, what was written by then is removed again.
    """
    if folder.exists() and any(folder.iterdir()):
        raise NotEmptyError
    texts = [message.text for message in messages_of(machine, contact) if message.text is not None]
    rows = machine.rows(
        "SELECT files.name, files.cleaned, stored, key FROM files JOIN messages ON message = messages.id"
        " WHERE contact = ? ORDER BY message, place",
        (contact.id,),
    )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        written = [_write_new(folder / TEXT, ["\n\n".join(texts).encode()])]
        for name, cleaned, stored, key in rows:
            into = folder if cleaned else folder / UNTOUCHED
            into.mkdir(mode=0o700, exist_ok=True)
            written.append(_write_new(_free(into, harmless_name(name)), machine.vault.read_file(stored, bytes(key))))
    except BaseException:
        shutil.rmtree(folder)
        raise
    return written


def harmless_name(untrusted: str) -> str:
    """A file name that stays in its folder, is not hidden, and says nothing to a shell: letters, digits, '.-_'."""
    name = "".join(character if character.isalnum() or character in ".-_" else "_" for character in untrusted)
    name = name[-NAME_BYTES:]  # the end says what kind of file it is
    while len(name.encode()) > NAME_BYTES:
        name = name[1:]
    name = name.lstrip(".-")
    return "file" if name in ("", UNTOUCHED) else name


def _free(folder: Path, name: str) -> Path:
    path, count = folder / name, 1
    while path.exists():
        count += 1
        path = folder / f"{Path(name).stem}-{count}{Path(name).suffix}"
    return path


def _write_new(path: Path, pieces: Iterable[bytes]) -> Path:
    with path.open("xb") as file:
        for piece in pieces:
            file.write(piece)
    return path
