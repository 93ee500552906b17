"""Pictures: JPEG, PNG, WebP, GIF, HEIC and AVIF, TIFF."""

from __future__ import annotations

from typing import Final

from intake.clean.family import Family
from intake.clean.picture.gif import clean_gif
from intake.clean.picture.heif import clean_heif, is_heif
from intake.clean.picture.jpeg import clean_jpeg
from intake.clean.picture.png import clean_png
from intake.clean.picture.tiff import clean_tiff
from intake.clean.picture.webp import clean_webp

_TIFF_HEADS: Final = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")

PICTURES: Final = (
    Family("jpeg", lambda head: head.startswith(b"\xff\xd8\xff"), clean_jpeg),
    Family("png", lambda head: head.startswith(b"\x89PNG\r\n\x1a\n"), clean_png),
    Family("webp", lambda head: head.startswith(b"RIFF") and head[8:12] == b"WEBP", clean_webp),
    Family("gif", lambda head: head[:6] in (b"GIF87a", b"GIF89a"), clean_gif),
    Family("heif", is_heif, clean_heif),
    Family("tiff", lambda head: head[:4] in _TIFF_HEADS, clean_tiff),
)
