"""Copying a conversation out of the vault, unencrypted, into a new folder. Nothing is ever overwritten."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from keys.reporter.conversations import mark_shown, messages_of
from keys.reporter.custody import SAVED, hashes
from keys.reporter.errors import NotEmptyError
from keys.reporter.filed import TEXT, files_of
from keys.reporter.machine import Contact, Machine


def save(machine: Machine, contact: Contact, folder: Path, day: int) -> list[Path]:
    """Write a contact's texts to ``text.txt`` and its files under their neutral names; the paths written.

    Files that came untouched, by the source's own choice, go into a folder of their own, ``untouched``.

    Args:    day: this machine's own, for the custody record, which says "saved" before anything is.
    Raises:  NotEmptyError: the folder has something in it.  DamagedVaultError; OSError: the disk is full. Whatever
             stops it, what was written by then is removed again.
    """
    if folder.exists() and any(folder.iterdir()):
        raise NotEmptyError
    texts = [message.text for message in messages_of(machine, contact) if message.text is not None]
    files = files_of(machine, contact)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    mark_shown(machine, contact, SAVED, day, sent=hashes(file.sent for file in files))
    try:
        written = [_write_new(folder / TEXT, ["\n\n".join(texts).encode()])]
        for file in files:
            (folder / file.name).parent.mkdir(mode=0o700, exist_ok=True)
            written.append(_write_new(folder / file.name, file.pieces(machine)))
    except BaseException:
        shutil.rmtree(folder)
        raise
    return written


def _write_new(path: Path, pieces: Iterable[bytes]) -> Path:
    with path.open("xb") as file:
        for piece in pieces:
            file.write(piece)
    return path
