"""Cleaned documents open in other programs and show what they showed."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import dkim  # type: ignore[import-untyped]
import docx
import openpyxl  # type: ignore[import-untyped]
import pptx
import pytest
from PIL import Image, ImageChops

from tests.corpus.corpus import sample
from tests.corpus.document.mails import published_key
from tests.corpus.document.making import converted
from tests.support.cleaning import written

LIBREOFFICE = ("office-word.docx", "office-sheet.xlsx", "office-slides.pptx", "text.odt", "book.ods", "deck.odp")


def test_python_docx_opens_it_and_reads_the_same() -> None:
    """Paragraphs, tables and comments are there; the comment is nobody's."""
    document = docx.Document(io.BytesIO(written(sample("word.docx"))))
    before = docx.Document(io.BytesIO(sample("word.docx")))
    # python-docx does not read what stands in a field of its own; cleaned, it is text
    shown, was = (
        [p.text for p in opened.paragraphs if p.text not in ("", "somebody")] for opened in (document, before)
    )
    assert shown == was
    assert "from the notes" in shown
    assert document.tables[0].cell(1, 1).text == "last"
    (comment,) = document.comments
    assert (comment.text, comment.author, comment.initials) == ("Is this so?", "Author", None)
    assert document.core_properties.last_modified_by == "python-docx", "the default of a file without properties"


def test_openpyxl_opens_it_and_reads_the_same() -> None:
    """Cells, formulas, the comment, the chart and the picture are there."""
    page = openpyxl.load_workbook(io.BytesIO(written(sample("sheet.xlsx")))).active
    assert [cell.value for cell in page["B"]] == ["Amount", 120, 75, "=SUM(B2:B3)"]
    assert (page["A2"].comment.text, page["A2"].comment.author) == ("Who signed?", "Author")
    assert (len(page._charts), len(page._images)) == (1, 1)
    assert page["A3"].hyperlink.target == "http://removed.invalid/"


def test_python_pptx_opens_it_and_reads_the_same() -> None:
    """The title, the notes and the chart's numbers are there; the workbook behind the chart is not."""
    deck = pptx.Presentation(io.BytesIO(written(sample("slides.pptx"))))
    page = deck.slides[0]
    assert page.shapes.title.text == "What we knew"
    assert page.notes_slide.notes_text_frame.text == "Do not read this aloud"
    (chart,) = [shape.chart for shape in page.shapes if shape.has_chart]
    assert list(chart.plots[0].series[0].values) == [3.0, 5.0]
    assert chart.part.chart_workbook.xlsx_part is None


@pytest.mark.long
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice draws the pages")
@pytest.mark.parametrize("name", LIBREOFFICE)
def test_libreoffice_draws_the_same_page(name: str, tmp_path: Path) -> None:
    """As a PDF, the cleaned document has the same words, and each page the same pixels."""
    pages = []
    for folder, data in (("before", sample(name)), ("after", written(sample(name)))):
        (tmp_path / folder).mkdir()
        path = tmp_path / folder / name
        path.write_bytes(data)
        pdf = converted(path, "pdf", tmp_path / folder)
        words = subprocess.run(["pdftotext", str(pdf), "-"], check=True, capture_output=True).stdout
        subprocess.run(["pdftoppm", "-r", "50", "-png", str(pdf), str(pdf.with_suffix(""))], check=True)
        pages.append((words, [Image.open(page) for page in sorted((tmp_path / folder).glob("*.png"))]))
    (words_before, before), (words_after, after) = pages
    assert len(words_before.split()) > 1
    assert words_after == words_before
    assert len(after) == len(before)
    for one, other in zip(before, after, strict=True):
        assert ImageChops.difference(one, other).getbbox() is None


@pytest.mark.parametrize("name", ["signed.eml", "signed-simple.eml"])
def test_a_signature_that_held_still_holds(name: str) -> None:
    """With the sender's public key dkimpy verifies the mail before and after; one letter more and it does not."""
    after = written(sample(name))
    assert dkim.verify(sample(name), dnsfunc=published_key)
    assert dkim.verify(after, dnsfunc=published_key)
    assert not dkim.verify(after.replace(b"in March", b"in Marche", 1), dnsfunc=published_key)
    assert after.split(b"\r\n\r\n", 1)[1] == sample(name).split(b"\r\n\r\n", 1)[1]
