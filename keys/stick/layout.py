"""Where things lie on the stick, below one folder ``asterism``; and how they are opened.

A stick has been in strangers' hands: nothing on it is followed, nothing but plain files is opened, and what is read into
memory has a limit.
"""

from __future__ import annotations

import io
import os
import stat
from pathlib import Path

from keys.stick.errors import ForeignStickError, StickMissingError, StrangeStickError
from keys.vault.files import TEMPORARY, write_durably

TOP = "asterism"
CARDS = "cards"
NEWSROOM = "newsroom"
BUNDLES = "bundles"
OUTBOXES = "outboxes"


def stick_folder(stick: Path, part: str, *, make: bool = False) -> Path:
    """The folder of one part of the stick.

    Args:    make: create it; otherwise it has to be there.
    Raises:  StickMissingError: ``stick`` is no folder.  ForeignStickError: the part is not on it.
             StrangeStickError: a link or a file has its name.
    """
    check_stick(stick)
    folder = stick
    for name in (TOP, part):
        folder = folder / name
        if make:
            folder.mkdir(exist_ok=True)
        if not os.path.lexists(folder):
            raise ForeignStickError
        if folder.is_symlink() or not folder.is_dir():
            raise StrangeStickError
    return folder


def check_stick(stick: Path) -> None:
    """Raise StickMissingError unless there is a folder where the stick should be."""
    if not stick.is_dir():
        raise StickMissingError(f"There is no stick at {stick}")


def open_plain(path: Path) -> io.BufferedReader:
    """A plain file, to be read. Raises FileNotFoundError; StrangeStickError: a link, a device, a folder; OSError."""
    if not stat.S_ISREG(path.lstat().st_mode):
        raise StrangeStickError
    return open(path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NOFOLLOW))


def read_plain(path: Path, limit: int) -> bytes:
    """A plain file of at most ``limit`` bytes. Raises FileNotFoundError; StrangeStickError: no plain file, or larger."""
    with open_plain(path) as file:
        untrusted = file.read(limit + 1)
    if len(untrusted) > limit:
        raise StrangeStickError
    return untrusted


def write_plain(path: Path, data: bytes) -> None:
    """Write a whole file, readable for whoever gets the stick next; a link in its place goes, unfollowed. Raises OSError."""
    path.with_name(path.name + TEMPORARY).unlink(missing_ok=True)
    write_durably(path, data, 0o644)
