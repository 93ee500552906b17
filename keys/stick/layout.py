"""Where things lie on the stick: everything below one folder ``asterism``."""

from __future__ import annotations

from pathlib import Path

from keys.stick.errors import ForeignStickError, StickMissingError

TOP = "asterism"
CARDS = "cards"
NEWSROOM = "newsroom"
BUNDLES = "bundles"
OUTBOXES = "outboxes"


def stick_folder(stick: Path, part: str, *, make: bool = False) -> Path:
    """The folder of one part of the stick.

    Args:    make: create it; otherwise it has to be there.
    Raises:  StickMissingError: ``stick`` is no folder.  ForeignStickError: the part is not on it.
    """
    if not stick.is_dir():
        raise StickMissingError(f"There is no stick at {stick}")
    folder = stick / TOP / part
    if make:
        folder.mkdir(parents=True, exist_ok=True)
    elif not folder.is_dir():
        raise ForeignStickError
    return folder
