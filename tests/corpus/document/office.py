"""Make Office files: written by python-docx, openpyxl and python-pptx, and by LibreOffice; then what these cannot write."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
import openpyxl  # type: ignore[import-untyped]
import pptx
from openpyxl.chart import BarChart, Reference  # type: ignore[import-untyped]
from openpyxl.comments import Comment  # type: ignore[import-untyped]
from openpyxl.drawing.image import Image as SheetImage  # type: ignore[import-untyped]
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from tests.corpus.document.making import CANARY, FILES, TEXT, converted, drawing, photograph, reworked

DAY = datetime(2024, 3, 1, 12, 30)  # noqa: DTZ001 - as a device has it
_W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
_CUSTOM = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property '
    f'fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{CANARY}"><vt:lpwstr>{TEXT}</vt:lpwstr></property>'
    "</Properties>"
)


def _properties(core: Any) -> None:
    for name in ("author", "category", "comments", "content_status", "identifier", "keywords", "language",
                 "last_modified_by", "subject", "title", "version", "creator", "description"):  # fmt: skip
        if hasattr(core, name):
            setattr(core, name, TEXT)
    core.created = core.modified = DAY


def _word(path: Path) -> None:
    document = docx.Document()
    _properties(document.core_properties)
    document.add_heading("The minutes", 1)
    paragraph = document.add_paragraph("What was said on that day, ")
    run = paragraph.add_run("and by whom.")
    run.bold = True
    document.add_comment(run, text="Is this so?", author=TEXT, initials="C7")
    document.add_picture(io.BytesIO(photograph()), width=docx.shared.Cm(4))
    table = document.add_table(2, 2)
    table.cell(0, 0).text, table.cell(1, 1).text = "first", "last"
    document.sections[0].header.paragraphs[0].text = "Kept between us"
    document.save(str(path))


def _as_word_writes(text: str) -> str:
    """Tracked changes, ids of saves, fields, content controls, and a linked file, as Word writes them."""
    changed = (
        f'<w:p w:rsidR="00CA7A11" w14:paraId="1A2B3C4D"><w:ins w:id="91" w:author="{TEXT}" w:date="2024-03-01T12:30:00Z">'
        f'<w:r><w:t>added later</w:t></w:r></w:ins><w:del w:id="92" w:author="{TEXT}" w:date="2024-03-01T12:31:00Z"><w:r>'
        "<w:delText>taken out</w:delText></w:r></w:del></w:p>"
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> INCLUDETEXT '
        f'"C:\\\\Users\\\\{CANARY}\\\\notes.docx" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r>'
        '<w:t>from the notes</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
        f'<w:p><w:fldSimple w:instr=" USERNAME {CANARY} "><w:r><w:t>somebody</w:t></w:r></w:fldSimple>'
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r><w:r><w:fldChar '
        'w:fldCharType="end"/></w:r></w:p>'
        f'<w:sdt><w:sdtPr><w:alias w:val="{TEXT}"/><w:tag w:val="{CANARY}"/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>in a '
        f'control</w:t></w:r></w:p></w:sdtContent></w:sdt><!--{TEXT}--><w:p><w:bookmarkStart w:id="7" w:name="_GoBack"/>'
        f'<w:bookmarkEnd w:id="7"/><w:permStart w:id="8" w:ed="{CANARY}"/><w:permEnd w:id="8"/><w:hyperlink '
        f'r:id="rId77"><w:r><w:t>a link</w:t></w:r></w:hyperlink></w:p><x:own xmlns:x="urn:{CANARY}" x:a="{TEXT}"/>'
    )
    text = text.replace("<w:body>", "<w:body>" + changed, 1)
    return text if "xmlns:w14=" in text else text.replace("<w:document ", f'<w:document xmlns:w14="{_W14}" ', 1)


def _link(text: str) -> str:
    return text.replace(
        "</Relationships>",
        '<Relationship Id="rId77" TargetMode="External" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" '
        f'Target="file:///C:/Users/{CANARY}/plan.pdf"/></Relationships>',
    )


def _custom(text: str) -> str:
    return text.replace(
        "</Types>",
        '<Override PartName="/docProps/custom.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.custom-properties+xml"/></Types>',
    )


def word() -> None:
    """A document by python-docx with what Word adds; the same through LibreOffice; one with a macro; one cut short."""
    path = FILES / "word.docx"
    _word(path)
    settings = f'<w:rsids><w:rsidRoot w:val="00CA7A11"/></w:rsids><w:docVars><w:docVar w:name="{CANARY}" w:val="{TEXT}"/></w:docVars>'
    reworked(
        path,
        {
            "word/document.xml": _as_word_writes,
            "word/_rels/document.xml.rels": _link,
            "word/settings.xml": lambda text: text.replace("</w:settings>", settings + "</w:settings>"),
            "[Content_Types].xml": _custom,
        },
        {"docProps/custom.xml": _CUSTOM.encode(), "customXml/item9.xml": f"<a>{TEXT}</a>".encode()},
    )
    plain = FILES / "office-word.docx"
    _word(plain)
    converted(plain, "docx:MS Word 2007 XML", FILES)
    macro = FILES / "macro.docx"
    macro.write_bytes(path.read_bytes())
    reworked(
        macro,
        {
            "[Content_Types].xml": lambda text: text.replace(
                "</Types>",
                '<Override PartName="/word/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>',
            )
        },
        {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0" + CANARY.encode()},
    )
    (FILES / "cut.docx").write_bytes(path.read_bytes()[:-90])


def sheet() -> None:
    """A workbook with a chart, a picture, a comment, a path, and a printer's settings."""
    book = openpyxl.Workbook()
    _properties(book.properties)
    page = book.active
    page.title = "Payments"
    for row in (("To", "Amount"), ("North", 120), ("South", 75), ("Sum", "=SUM(B2:B3)")):
        page.append(row)
    page["A2"].comment = Comment("Who signed?", TEXT)
    page["A3"].hyperlink = f"file:///C:/Users/{CANARY}/south.xlsx"
    chart = BarChart()
    chart.add_data(Reference(page, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    page.add_chart(chart, "D2")
    page.add_image(SheetImage(io.BytesIO(photograph())), "D20")
    path = FILES / "sheet.xlsx"
    book.save(path)
    absolute = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice '
        'Requires="x15" xmlns:x15="http://schemas.microsoft.com/office/spreadsheetml/2010/11/main"><x15ac:absPath '
        f'url="C:\\Users\\{CANARY}\\" xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac"/>'
        "</mc:Choice></mc:AlternateContent>"
    )
    version = f'<fileVersion appName="{CANARY}" lastEdited="7"/><fileSharing userName="{TEXT}"/>'
    reworked(
        path,
        {"xl/workbook.xml": lambda text: text.replace("<workbookPr", version + absolute + "<workbookPr", 1)},
        {},
    )
    converted(path, "ods", FILES).rename(FILES / "office-sheet.ods")
    (FILES / "again").mkdir()
    converted(FILES / "office-sheet.ods", "xlsx", FILES / "again").rename(FILES / "office-sheet.xlsx")
    (FILES / "again").rmdir()
    (FILES / "office-sheet.ods").unlink()


def slides() -> None:
    """A presentation with notes, a picture, and a chart that has a workbook behind it."""
    deck = pptx.Presentation()
    _properties(deck.core_properties)
    page = deck.slides.add_slide(deck.slide_layouts[5])
    page.shapes.title.text = "What we knew"
    page.shapes.add_picture(io.BytesIO(photograph()), Inches(1), Inches(2), Inches(3))
    page.shapes.add_picture(io.BytesIO(drawing()), Inches(1), Inches(5), Inches(1)).name = f"{CANARY}.png"
    page.notes_slide.notes_text_frame.text = "Do not read this aloud"
    data = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = ["March", "April"]
    data.add_series("Sum", (3, 5))  # type: ignore[no-untyped-call]
    page.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(5), Inches(2), Inches(4), Inches(3), data)
    path = FILES / "slides.pptx"
    deck.save(str(path))
    described = f'<p:cNvPr descr="{TEXT}" '
    reworked(
        path,
        {"ppt/slides/slide1.xml": lambda text: text.replace('<p:cNvPr descr="image.jpg" ', described)
         .replace("<p:cNvPr ", described, 1)},
        {},
    )  # fmt: skip
    converted(path, "odp", FILES).rename(FILES / "office-slides.odp")
    (FILES / "again").mkdir()
    converted(FILES / "office-slides.odp", "pptx", FILES / "again").rename(FILES / "office-slides.pptx")
    (FILES / "again").rmdir()
    (FILES / "office-slides.odp").unlink()


def names(path: Path) -> list[str]:
    """The members of an archive."""
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()
