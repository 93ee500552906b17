"""What Word, Excel, PowerPoint and LibreOffice write beside the text, planted one by one: gone from the cleaned file."""

from __future__ import annotations

import base64
import functools
import io
import zipfile

import pytest

from tests.corpus.corpus import sample
from tests.corpus.making import CANARY
from tests.support.cleaning import cleaned, written

NAMESPACES = {
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "wp14": "http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing",
}
DRAWING = (
    '<wp:docPr id="1" name=""/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"/></a:graphic>'
)
PACKED = io.BytesIO()
with zipfile.ZipFile(PACKED, "w") as _archive:
    _archive.writestr("drs/shapexml.xml", CANARY)
COPY = base64.b64encode(PACKED.getvalue()).decode()

WORD = {
    "the drawing once more": f'<w:p><w:r><w:pict><v:shape o:gfxdata="{COPY}"/></w:pict></w:r></w:p>',
    "a formula once more": f'<w:p><w:r><w:pict><v:shape equationxml="{CANARY}"/></w:pict></w:r></w:p>',
    "the watermark's number": f'<w:p><w:r><w:pict><v:shape id="PowerPlusWaterMarkObject{CANARY}"/></w:pict></w:r></w:p>',
    "where a drawing lay": f'<w:p><w:r><w:pict><v:shape href="{CANARY}" target="{CANARY}" o:althref="{CANARY}">'
    f'<v:imagedata src="{CANARY}"/></v:shape></w:pict></w:r></w:p>',
    "who is to sign": f'<w:p><w:r><w:pict><v:shape><o:signatureline o:suggestedsigner="{CANARY}" '
    f'o:suggestedsigneremail="{CANARY}"/></v:shape></w:pict></w:r></w:p>',
    "when it was anchored": f'<w:p><w:r><w:drawing><wp:inline wp14:anchorId="{CANARY}" wp14:editId="{CANARY}">{DRAWING}</wp:inline>'
    "</w:drawing></w:r></w:p>",
    "what was moved": f'<w:p><w:moveFromRangeStart w:id="1" w:name="move{CANARY}"/><w:moveFromRangeEnd w:id="1"/></w:p>',
    "what was to be filled in": f'<w:sdt><w:sdtPr><w:id w:val="{CANARY}"/><w:placeholder><w:docPart w:val="{CANARY}"/></w:placeholder>'
    f'<w:docPartObj><w:docPartCategory w:val="{CANARY}"/></w:docPartObj><w:date w:fullDate="{CANARY}"/></w:sdtPr>'
    "<w:sdtContent><w:p/></w:sdtContent></w:sdt>",
    "help and macros of a field": f'<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:helpText w:val="{CANARY}"/>'
    f'<w:statusText w:val="{CANARY}"/><w:entryMacro w:val="{CANARY}"/><w:exitMacro w:val="{CANARY}"/></w:ffData></w:fldChar></w:r></w:p>',
    "a table's description": f'<w:tbl><w:tblPr><w:tblCaption w:val="{CANARY}"/><w:tblDescription w:val="{CANARY}"/></w:tblPr>'
    "<w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>",
    "a frame of its own": f'<w:p><w:hyperlink w:anchor="a" w:tgtFrame="{CANARY}"><w:r><w:t>a</w:t></w:r></w:hyperlink></w:p>',
}
SETTINGS = f'<w:compat><w:compatSetting w:name="{CANARY}" w:uri="urn:{CANARY}" w:val="{CANARY}"/></w:compat>'
BOOK = (
    f'<calcPr calcId="{CANARY}"/><functionGroups><functionGroup name="{CANARY}"/></functionGroups>'
    f'<webPublishObjects><webPublishObject destinationFile="{CANARY}"/></webPublishObjects><definedNames><definedName name="a" '
    f'statusBar="{CANARY}" customMenu="{CANARY}" shortcutKey="{CANARY}">Payments!A1</definedName></definedNames>'
    f'<bookViews><workbookView xWindow="{CANARY}" yWindow="{CANARY}" windowWidth="{CANARY}" windowHeight="{CANARY}"/></bookViews>'
)
TEXT = {
    "fields of the author's": f'<text:p><text:user-field-get text:name="{CANARY}">shown</text:user-field-get>'
    f'<text:placeholder text:placeholder-type="text" text:description="{CANARY}">shown</text:placeholder>'
    f'<text:conditional-text text:condition="{CANARY}" text:string-value-if-true="{CANARY}">shown</text:conditional-text></text:p>',
    "their values": f'<text:user-field-decls><text:user-field-decl text:name="{CANARY}" office:string-value="{CANARY}"/>'
    "</text:user-field-decls>",
    "text that is hidden": f'<text:p><text:hidden-text text:condition="a" text:string-value="{CANARY}">{CANARY}</text:hidden-text></text:p>',
    "a password's hash": f'<text:section text:name="a" text:protection-key="{CANARY}"><text:p>shown</text:p></text:section>',
    "numbers of this save": f'<text:list xml:id="list{CANARY}"/><text:list text:continue-list="list{CANARY}"/><text:p>'
    f'<office:annotation office:name="__Annotation__{CANARY}" loext:sender-initials="{CANARY}"><text:p>shown</text:p></office:annotation>'
    f'<office:annotation-end office:name="__Annotation__{CANARY}"/></text:p>',
    "a table's description": f'<table:table table:name="a"><table:title>{CANARY}</table:title><table:desc>{CANARY}</table:desc>'
    "<table:table-column/><table:table-row><table:table-cell/></table:table-row></table:table>",
    "what is to be filled in": f'<text:p><loext:content-control loext:alias="{CANARY}" loext:tag="{CANARY}" '
    f'loext:data-binding-xpath="{CANARY}">shown</loext:content-control></text:p>',
}


@functools.cache
def parts(name: str) -> dict[str, bytes]:
    """The parts of a cleaned document of the corpus."""
    with zipfile.ZipFile(io.BytesIO(written(sample(name)))) as archive:
        return {member: archive.read(member) for member in archive.namelist()}


def planted(name: str, part: str, mark: str, new: str) -> bytes:
    """A cleaned document of the corpus with something put into a part, before a mark in it."""
    text = parts(name)[part].decode()
    assert mark in text
    text = text.replace(mark, new + mark, 1)
    for prefix, uri in NAMESPACES.items():
        if f"xmlns:{prefix}=" not in text:
            text = text.replace("<w:document ", f'<w:document xmlns:{prefix}="{uri}" ', 1)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for member, data in parts(name).items():
            archive.writestr(member, text.encode() if member == part else data)
    return out.getvalue()


def left(data: bytes) -> bytes:
    """All parts of the document once it is cleaned."""
    with zipfile.ZipFile(io.BytesIO(written(data))) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize("what", WORD)
def test_word_tells_no_more(what: str) -> None:
    """Each is written by Word itself, for readers of old files, for forms, or for its own next save."""
    assert CANARY.encode() not in left(planted("word.docx", "word/document.xml", "<w:sectPr", WORD[what]))


def test_word_counts_what_was_moved() -> None:
    """Both ends of a move still name each other, by a number that says nothing."""
    ends = "".join(
        f'<w:p><w:{end}RangeStart w:id="{at}" w:name="move{CANARY}"/><w:{end}RangeEnd w:id="{at}"/></w:p>'
        for at, end in enumerate(("moveFrom", "moveTo"))
    )
    assert left(planted("word.docx", "word/document.xml", "<w:sectPr", ends)).count(b'w:name="move1"') == 2


def test_settings_of_compatibility_say_one_of_few_things() -> None:
    """A setting that Word does not know is a place to hide something."""
    assert CANARY.encode() not in left(planted("word.docx", "word/settings.xml", "</w:settings>", SETTINGS))


def test_lists_have_no_number_of_their_first_save() -> None:
    """Two documents of one origin would tell it: Word draws a number for each list and keeps it for ever."""
    assert b"w:nsid" in left_as_it_is("word.docx")
    assert b"w:nsid" not in left(sample("word.docx"))
    assert b"w:tmpl" not in left(sample("word.docx"))


def left_as_it_is(name: str) -> bytes:
    """All parts of a document of the corpus."""
    with zipfile.ZipFile(io.BytesIO(sample(name))) as archive:
        return b"\n".join(archive.read(member) for member in archive.namelist())


def test_excel_tells_no_more() -> None:
    """The version that saved, the size of its window, macros' menus, where it was published."""
    data = planted("sheet.xlsx", "xl/workbook.xml", "</workbook>", BOOK)
    assert CANARY.encode() not in left(data)
    assert "hidden-data" in {finding.kind for finding in cleaned(data).findings}


@pytest.mark.parametrize("what", TEXT)
def test_libreoffice_tells_no_more(what: str) -> None:
    """What is shown stays as text."""
    data = bytearray(planted("text.odt", "content.xml", "</office:text>", TEXT[what]))
    shown = left(bytes(data))
    assert CANARY.encode() not in shown
    assert shown.count(b"shown") == TEXT[what].count("shown")
