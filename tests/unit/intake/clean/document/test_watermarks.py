"""What hides between the letters of documents goes, and what their writing needs stays, as in plain text."""

from __future__ import annotations

import io
import zipfile

import docx
import openpyxl  # type: ignore[import-untyped]
import pptx
import pytest

from intake.clean import BytesSource, TooComplexError, clean
from intake.clean.document.htmltext import without_hidden_html
from intake.clean.document.invisible import Hidden, may_hide
from intake.clean.finding import STAYS
from tests.corpus.corpus import sample
from tests.corpus.document.watermarks import CUT, NEEDED
from tests.support.cleaning import cleaned, written

SHOWN = " ".join(("payments of March made", *NEEDED))
LETTER = b"From: a@example.org\r\nTo: b@example.org\r\n"


def mail(kind: str, encoding: str, body: bytes) -> bytes:
    """A mail of one part."""
    return LETTER + f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode() + body


def test_word_keeps_what_its_writing_needs_across_runs() -> None:
    """A joiner at the start of a run joins what stands in the run before; a mark of direction has its own run."""
    document = docx.Document(io.BytesIO(written(sample("marked.docx"))))
    shown = [paragraph.text for paragraph in document.paragraphs]
    assert shown[-2:] == [SHOWN + "payment", "".join(CUT)]
    assert b"w:sym" not in written(sample("marked.docx"))


def test_excel_spells_characters_and_they_go_too() -> None:
    """`_x200B_` is a character of no width to Excel; `_x00e9_` is a letter, and stays."""
    book = openpyxl.load_workbook(io.BytesIO(written(sample("marked.xlsx"))))
    assert book.sheetnames == ["Payments"]
    assert book.active["A2"].value.split(" _x")[0].rstrip(" ") == SHOWN
    with zipfile.ZipFile(io.BytesIO(written(sample("marked.xlsx")))) as archive:
        assert b"_x00e9_" in archive.read("xl/worksheets/sheet1.xml")
        assert b"_xDB40_" not in archive.read("xl/worksheets/sheet1.xml")


def test_powerpoint_and_opendocument_keep_their_words() -> None:
    """The title of the slide, and the last paragraphs of the text."""
    deck = pptx.Presentation(io.BytesIO(written(sample("marked.pptx"))))
    assert deck.slides[0].shapes.title.text == f"What we knew {SHOWN}"
    with zipfile.ZipFile(io.BytesIO(written(sample("marked.odt")))) as archive:
        text = archive.read("content.xml").decode()
    assert f"<text:p>{SHOWN}</text:p>" in text
    assert "".join(f"<text:span>{piece}</text:span>" for piece in CUT) in text


def test_a_picture_of_opendocument_whose_name_hides_something_refuses_it() -> None:
    """The page that names the picture would lose it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sample("text.odt"))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("Pictures/a\u200b.png", b"")
    with pytest.raises(TooComplexError):
        clean(BytesSource(out.getvalue()))


def test_a_page_keeps_references_that_its_writing_needs() -> None:
    """Persian pages are full of `&zwnj;`; between Latin letters, or spelled in numbers, they go."""
    page = written(sample("marked.html")).decode()
    assert (
        "\u0645\u06cc&zwnj;\u062e\u0648\u0627\u0647\u0645 <b>\U0001f468</b>&zwj;<i>\U0001f469</i> &rlm;(2024)" in page
    )
    assert f"<p>{SHOWN}</p><p>payment  and it  &#150; &nbsp;</p>" in page
    assert '<a href="https://example.org/?a=1&shy=2">a link</a><a>no</a>' in page


@pytest.mark.parametrize(
    "hidden",
    ["&#8203;", "&#8203", "&#x200b;", "&#X0000200B", "&zwj;", "&shy", "&ZeroWidthSpace;", "&#917569;", "&#x81;"],
)
def test_between_latin_letters_no_reference_hides(hidden: str) -> None:
    """In every spelling that browsers read."""
    assert without_hidden_html([f"pay{hidden} ment"], Hidden()) == ["pay ment"]


@pytest.mark.parametrize(
    "shown", ["&eacute;", "&#150;", "&#65;", "&#xD800;", "&#99999999;", "&zwjx", "&amp;#8203;", "&lang;"]
)
def test_other_references_stay(shown: str) -> None:
    """What shows something, or is no reference, is not touched."""
    assert without_hidden_html([f"pay{shown} ment"], Hidden()) == [f"pay{shown} ment"]


def test_drawings_keep_their_words() -> None:
    """The text, an emoji that two spans share, and colours and weights of letters."""
    text = written(sample("marked.svg")).decode()
    assert f">{SHOWN}<tspan>{CUT[0]}</tspan><tspan>{CUT[1]}</tspan></text>" in text
    assert 'id="a" x="5" y="45" font-weight="bold"' in text
    assert "flood-color=" in text


def test_a_signed_mail_stays_as_it_is_and_says_so() -> None:
    """To change the body would break the proof; whoever looks again is told again."""
    found = [finding.detail for finding in cleaned(sample("marked-signed.eml")).findings]
    assert [detail for detail in found if detail.startswith(STAYS)] == ["stays: U+200B x 1", "stays: U+2060 x 1"]
    assert b"Pay=E2=80=8B them" in written(sample("marked-signed.eml"))


def test_an_unsigned_mail_loses_it_in_every_encoding() -> None:
    """Quoted, in base64, bare, and in Latin letters of one byte; the subject too."""
    shown = written(sample("marked.eml"))
    assert not may_hide(shown.decode("latin-1").encode("latin-1").decode("utf-8", "replace").partition("made")[0])
    assert b"Subject: The =?utf-8?B?UGF5bWVudCA=?= =?UTF-8?B?dHdvd29yZHM=?=" in shown
    assert b"caf\xe9 payment\r\n" in shown
    assert cleaned(shown).findings == ()


@pytest.mark.parametrize(
    ("kind", "encoding", "body", "after"),
    [
        ("text/plain; charset=utf-8", "quoted-printable", b"a =\r\nb=E2=80=\r\n=8B c \r\n", b"a b c\r\n"),
        ("text/plain", "7bit", b"a &zwj; b", b"a &zwj; b"),
        ("text/html", "7bit", b"a &zwj; b", b"a  b"),
        ("text/html; charset=windows-1252", "8bit", b"\x93a&#8203;b\x94", b"\x93ab\x94"),
        ("text/plain; charset=gb2312", "8bit", b"\xb8\xb6\xbf\xee", b"\xb8\xb6\xbf\xee"),
        ("text/plain; charset=UTF-8", "base64", b"YeKAi2I=\r\n", b"YWI=\r\n"),
    ],
)
def test_bodies_are_written_as_they_were_encoded(kind: str, encoding: str, body: bytes, after: bytes) -> None:
    """What is taken out leaves the rest as it was; old encodings have no such characters."""
    assert written(mail(kind, encoding, body)) == mail(kind, encoding, after)


@pytest.mark.parametrize(
    ("kind", "encoding", "body"),
    [
        ("text/plain; charset=utf-7", "7bit", b"a+IAs-b"),
        ("text/plain; charset=utf-8", "8bit", b"a\xff\xe2\x80\x8b"),
        ("text/plain; charset=utf-8", "x-uuencode", b"begin"),
    ],
)
def test_a_mail_whose_text_cannot_be_read_is_refused(kind: str, encoding: str, body: bytes) -> None:
    """What hides in it could not be seen."""
    with pytest.raises(TooComplexError):
        clean(BytesSource(mail(kind, encoding, body)))
