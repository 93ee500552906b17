"""Which cleaner takes a file: told by its first bytes, never by its name.

A new format is one module with one function and one row here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from intake.clean.bmff import IMAGE_BRANDS, clean_bmff
from intake.clean.cleaned import Cleaned
from intake.clean.jpeg import clean_jpeg
from intake.clean.png import clean_png
from intake.clean.source import Source
from intake.clean.webp import clean_webp

HEAD: Final = 32  # bytes that tell a family


@dataclass(frozen=True, slots=True)
class Family:
    """One family of formats: how it begins, and who cleans it."""

    name: str
    is_ours: Callable[[bytes], bool]  # takes the first HEAD bytes, or all of a shorter file
    clean: Callable[[Source], Cleaned]


def _is_film(head: bytes) -> bool:
    if head[4:8] == b"ftyp":
        return head[8:12] not in IMAGE_BRANDS
    return head[4:8] in (b"moov", b"mdat", b"wide")


FAMILIES: Final = (
    Family("jpeg", lambda head: head.startswith(b"\xff\xd8\xff"), clean_jpeg),
    Family("png", lambda head: head.startswith(b"\x89PNG\r\n\x1a\n"), clean_png),
    Family("webp", lambda head: head.startswith(b"RIFF") and head[8:12] == b"WEBP", clean_webp),
    Family("bmff", _is_film, clean_bmff),
)


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
