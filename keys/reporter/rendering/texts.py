"""Text as pixels: what it says, not what it would do. Mail, web pages and drawings in XML are shown as they are written."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from keys.reporter.rendering import office
from keys.reporter.rendering.asked import Asked, Shown
from keys.reporter.rendering.stream import MAX_TEXT, Kind, Refusal, RefusedError

COLUMNS, ROWS = 100, 66
SIZE = 20  # pixels of a letter's height
LINE, MARGIN = 26, 50
FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf")

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# Latin, Greek, Cyrillic, punctuation, signs and boxes: what one plain font draws letter by letter.
_OTHER_SCRIPTS = re.compile("[^\x00-\u052f\u1e00-\u2bff\ufeff\ufffd]")


def is_text(head: bytes) -> bool:
    """Whether a file that begins so is a text."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return bool(head) and not _CONTROLS.search(head.decode("latin-1"))


def draw(asked: Asked) -> Shown:
    """A text, page by page. Other scripts than Latin, Greek and Cyrillic are set by LibreOffice, if it is there."""
    if asked.path.stat().st_size > MAX_TEXT:
        raise RefusedError(Refusal.TOO_MANY_PAGES)
    text = decoded(asked.path.read_bytes())
    if _OTHER_SCRIPTS.search(text) and office.is_here():
        plain = asked.path.with_suffix(".txt")
        plain.write_text("\ufeff" + text, encoding="utf-8")
        shown = office.draw(Asked(plain, asked.first, asked.last))
        return Shown(Kind.TEXT, shown.count, shown.total, shown.pictures)
    lines = [part for line in text.splitlines() for part in _wrapped(line)]
    return draw_lines(asked, lines or [""], Kind.TEXT)


def _wrapped(line: str) -> list[str]:
    return textwrap.wrap(line, COLUMNS, replace_whitespace=False, drop_whitespace=False, break_on_hyphens=False) or [""]


def decoded(data: bytes) -> str:
    """As UTF-16 if it says so, as UTF-8 if it is, else as Windows' Latin."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def font(size: int = SIZE) -> ImageFont.ImageFont | ImageFont.FreeTypeFont:
    """A font of even widths, or the one that Pillow brings."""
    return ImageFont.truetype(FONT, size) if FONT.exists() else ImageFont.load_default(size)


def draw_lines(asked: Asked, lines: Sequence[str], kind: Kind) -> Shown:
    """Lines that are short enough, on as many pages as they need."""
    total = -(-len(lines) // ROWS)
    wanted = asked.pages(total)
    return Shown(kind, len(wanted), total, _pages(lines, wanted))


def _pages(lines: Sequence[str], wanted: range) -> Iterator[Image.Image]:
    letters = font()
    width = 2 * MARGIN + int(letters.getlength("0") * COLUMNS)
    for index in wanted:
        page = Image.new("RGB", (width, 2 * MARGIN + ROWS * LINE), "white")
        pen = ImageDraw.Draw(page)
        for row, line in enumerate(lines[index * ROWS : (index + 1) * ROWS]):
            pen.text((MARGIN, MARGIN + row * LINE), _CONTROLS.sub("\ufffd", line), "black", letters)
        yield page
