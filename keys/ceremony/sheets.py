"""Sheets to be printed: words in columns and as a QR code, in one HTML file each; and reading a picture of one."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path

from keys.ceremony.errors import BackupError
from keys.vault.files import destroy, write_durably

PREFIX = "key-sheet-"
_COLUMNS = 4
_MOST_PIXELS = 200_000_000
_STYLE = (
    "body{font:16px/1.5 serif;margin:2cm;color:#000}h1{font-size:24px}ol{columns:4;font-size:20px}"
    "svg{width:9cm;height:9cm}p{max-width:40em}"
)


def write_sheet(folder: Path, name: str, title: str, notes: Sequence[str], words: Sequence[str]) -> Path:
    """One sheet as an HTML file that needs nothing else, for this user's eyes alone. Raises OSError."""
    import segno

    code = segno.make(" ".join(words).upper(), error="q", micro=False).svg_inline(border=4, omitsize=True)
    listed = "".join(f"<li>{html.escape(word)}</li>" for word in words)
    said = "".join(f"<p>{html.escape(note)}</p>" for note in notes)
    path = folder / f"{PREFIX}{name}.html"
    page = (
        f'<!doctype html><meta charset="utf-8"><title>{html.escape(title)}</title><style>{_STYLE}</style>'
        f"<h1>{html.escape(title)}</h1>{said}<ol>{listed}</ol>{code}\n"
    )
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_durably(path, page.encode())
    return path


def destroy_sheets(folder: Path) -> int:
    """Blank and remove the sheets in a folder; how many there were. Raises OSError."""
    found = sorted(folder.glob(f"{PREFIX}*"))
    for path in found:
        destroy(path)
    return len(found)


def in_columns(words: Sequence[str]) -> list[str]:
    """Words with their numbers, row by row, to be copied by hand."""
    rows = -(-len(words) // _COLUMNS)
    return [
        "".join(f"{at + 1:>4} {words[at]:<12}" for at in range(row, len(words), rows)).rstrip() for row in range(rows)
    ]


def read_picture(path: Path) -> list[str]:
    """The text of every QR code in a picture (JPEG, PNG, WebP). Raises BackupError: none is seen; OSError."""
    import zxingcpp
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    try:
        with path.open("rb") as file, Image.open(file, formats=("JPEG", "PNG", "WEBP")) as picture:
            found = zxingcpp.read_barcodes(picture.convert("L"))
    except (UnidentifiedImageError, Image.DecompressionBombError, ValueError, SyntaxError):
        raise BackupError("This is no picture that can be read: JPEG, PNG or WebP") from None
    texts = [code.text for code in found if code.text]
    if not texts:
        raise BackupError("No code is to be seen in this picture")
    return texts
