"""Which renderer takes a file: told by its bytes, never by a name."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

from keys.reporter.rendering import archives, films, office, papers, pictures, texts
from keys.reporter.rendering.asked import Asked, Shown
from keys.reporter.rendering.stream import Refusal, RefusedError

Renderer = Callable[[Asked], Shown]

HEAD = 4_096

_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*", b"BM")
_FILMS = (b"\x1aE\xdf\xa3", b"\0\0\1\xba", b"\0\0\1\xb3", b"FLV\1", b"0&\xb2u\x8ef\xcf\x11")
_HEIF = (b"heic", b"heix", b"heim", b"heis", b"mif1")
_SOUNDS = (b"ID3", b"fLaC", b"OggS", b"#!AMR", b"FORM", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xf1", b"\xff\xf9")
_OFFICE = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf")


def renderer_of(path: Path) -> Renderer:
    """The renderer for a file. Raises RefusedError: there is none."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if b"%PDF-" in head[:1024]:
        return papers.draw
    if head.startswith(_PICTURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return pictures.draw
    if head[4:8] == b"ftyp":
        return _of_boxes(head)
    if head.startswith((*_FILMS, *_SOUNDS)) or (head[:4] == b"RIFF" and head[8:12] in (b"AVI ", b"WAVE")):
        return films.draw
    if head.startswith(_OFFICE):
        return office.draw
    if head.startswith((b"PK\3\4", b"PK\5\6")):
        return office.draw if _is_office(path) else archives.draw_zip
    if head[257:262] == b"ustar" or head.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0")):
        return archives.draw_tar
    if texts.is_text(head):
        return texts.draw
    raise RefusedError(Refusal.UNKNOWN)


def _of_boxes(head: bytes) -> Renderer:
    """By the brands at the beginning of a file in boxes: pictures in AV1, pictures in HEVC, or a film."""
    brands = head[8 : min(int.from_bytes(head[:4], "big"), 256)]
    if b"avif" in brands or b"avis" in brands:
        return pictures.draw
    return pictures.draw_heif if brands[:4] in _HEIF else films.draw


def _is_office(path: Path) -> bool:
    """Whether a ZIP says that it is a document of Office or OpenDocument."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = {entry.filename for entry in archive.infolist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise RefusedError(Refusal.DAMAGED) from None
    return "[Content_Types].xml" in names or {"mimetype", "content.xml"} <= names
