"""Which cleaner takes a file: told by its first bytes, never by its name.

A new format is one module with one function and one row in its group's table.
"""

from __future__ import annotations

from typing import Final

from intake.clean.cleaned import Cleaned
from intake.clean.document import DOCUMENTS
from intake.clean.family import Family
from intake.clean.film import FILMS
from intake.clean.picture import PICTURES
from intake.clean.sound import SOUNDS
from intake.clean.source import Source

HEAD: Final = 512  # bytes that tell a family
FAMILIES: Final[tuple[Family, ...]] = (*PICTURES, *FILMS, *SOUNDS, *DOCUMENTS)


def clean(source: Source) -> Cleaned | None:
    """Find what a file tells about its maker, and plan the file without it.

    Args:    source: the file; nothing of it is changed.
    Returns: the plan and the findings, or None: the format is none that we know, which is no error.
    Raises:  BrokenFileError: the file is damaged.  TooComplexError: it is built in a way that we cannot vouch for.
    """
    head = source.read(0, min(HEAD, source.size))
    for family in FAMILIES:
        if family.is_ours(head):
            return family.clean(source)
    return None
