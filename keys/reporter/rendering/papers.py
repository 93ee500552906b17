"""PDF, by PDFium: each page at 150 dots an inch, fewer where it would be too large."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pypdfium2
import pypdfium2.raw

from keys.reporter.rendering.asked import Asked, Shown
from keys.reporter.rendering.stream import DOTS_PER_INCH, MAX_PIXELS, MAX_SIDE, Kind, Refusal, RefusedError

if TYPE_CHECKING:
    from PIL.Image import Image

POINTS_PER_INCH = 72


def draw(asked: Asked) -> Shown:
    """The pages, with notes and filled forms drawn as paper would show them. Raises RefusedError."""
    try:
        document = pypdfium2.PdfDocument(asked.path)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD
        raise RefusedError(Refusal.LOCKED if locked else Refusal.DAMAGED) from None
    total = len(document)
    wanted = asked.pages(total)
    document.init_forms()
    return Shown(Kind.DOCUMENT, len(wanted), total, _pages(document, wanted))


def _pages(document: pypdfium2.PdfDocument, wanted: range) -> Iterator[Image]:
    for index in wanted:
        page = document[index]
        width, height = page.get_size()
        if not (width > 0 and height > 0):
            raise RefusedError(Refusal.DAMAGED)
        scale = min(
            DOTS_PER_INCH / POINTS_PER_INCH,
            (MAX_SIDE - 1) / max(width, height),
            ((MAX_PIXELS * 0.99) / (width * height)) ** 0.5,
        )
        bitmap = page.render(scale=scale)
        yield bitmap.to_pil().convert("RGB")
        bitmap.close()
        page.close()
