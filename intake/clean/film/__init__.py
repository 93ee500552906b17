"""Films, and sound in a film's container: MP4, MOV, 3GP, M4A, Matroska, WebM."""

from __future__ import annotations

from typing import Final

from intake.clean.family import Family
from intake.clean.film.bmff import IMAGE_BRANDS, clean_bmff
from intake.clean.film.matroska import clean_matroska
from intake.clean.film.mkvindex import EBML


def _is_film(head: bytes) -> bool:
    if head[4:8] == b"ftyp":
        return head[8:12] not in IMAGE_BRANDS
    return head[4:8] in (b"moov", b"mdat", b"wide")


FILMS: Final = (
    Family("bmff", _is_film, clean_bmff),
    Family("matroska", lambda head: head.startswith(EBML.to_bytes(4, "big")), clean_matroska),
)
