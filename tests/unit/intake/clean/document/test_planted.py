"""What Word, Excel, PowerPoint and LibreOffice write beside the text, planted one by one: gone from the cleaned file."""

from __future__ import annotations

import base64
import email
import functools
import io
import quopri
import zipfile

import pytest

from intake.clean import BytesSource, CleanError, clean
from intake.clean.finding import STAYS
from tests.corpus.corpus import sample
from tests.corpus.document.mails import signature
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


HEAD = "From: minister@ministry.example\r\nTo: a@ministry.example\r\nSubject: a\r\nDate: Fri, 01 Mar 2024 12:30:00 +0600\r\n"
PAGES = {
    "a comment": f"<!-- {CANARY} --><p>shown</p>",
    "what Outlook alone reads": f"<!--[if mso]>{CANARY}<![endif]--><p>shown</p>",
    "the program": f'<head><meta name="Generator" content="{CANARY}"><title>{CANARY}</title></head><p>shown</p>',
    "attributes": f'<p data-a="{CANARY}" title="{CANARY}" onclick="{CANARY}" aria-label="{CANARY}">shown</p>',
    "scripts": f"<script>{CANARY}</script><template>{CANARY}</template><p>shown</p>",
    "what is fetched": f'<link href="//{CANARY}"><img src="//{CANARY}/a.gif"><p style="background:url(//{CANARY})">shown</p>',
    "a style sheet": f"<style>/* {CANARY} */ p {{ color: red }}</style><style>@import '{CANARY}';</style><p>shown</p>",
    "hidden fields": f'<input type="hidden" value="{CANARY}"><textarea>{CANARY}</textarea><p>shown</p>',
    "the number of a picture": f'<img src="cid:{CANARY}@a" alt="a"><p>shown</p>',
    "letters spelled out": f"<p>shown</p><!-- \u00e9\u20ac {CANARY} -->",
}


def mail(page: str, encoding: str, charset: str) -> bytes:
    """An unsigned mail of one page."""
    data = page.encode(charset)
    if encoding == "base64":
        data = base64.encodebytes(data).replace(b"\n", b"\r\n")
    elif encoding == "quoted-printable":
        data = quopri.encodestring(data).replace(b"\n", b"\r\n")
    kind = f"MIME-Version: 1.0\r\nContent-Type: text/html; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return (HEAD + kind).encode() + data


def payloads(data: bytes) -> bytes:
    """All parts of a mail, decoded, and the mail."""
    parts = [part.get_payload(decode=True) for part in email.message_from_bytes(data).walk()]
    return b"\n".join([data, *(part for part in parts if isinstance(part, bytes))])


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252"])
@pytest.mark.parametrize("encoding", ["8bit", "base64", "quoted-printable"])
@pytest.mark.parametrize("what", PAGES)
def test_a_page_in_a_mail_tells_no_more_than_a_saved_one(what: str, encoding: str, charset: str) -> None:
    """What goes from a saved page goes from a page in a mail, however it is encoded."""
    data = mail(PAGES[what], encoding, charset)
    assert CANARY.encode() in payloads(data)
    shown = payloads(written(data))
    assert CANARY.encode() not in shown
    assert b"shown" in shown
    assert cleaned(written(data)).findings == ()


@pytest.mark.parametrize(
    "charset", ["koi8-r", "windows-1256", "gb2312", "gbk", "big5", "euc-kr", "shift_jis", "iso-8859-7"]
)
def test_letters_of_other_encodings_stay_byte_by_byte(charset: str) -> None:
    """Mark-up is read where no letter can look like it."""
    letters = bytes(range(0xB0, 0xDA)).decode(charset, "ignore").encode(charset)
    assert letters
    head = f"{HEAD}Content-Type: text/html; charset={charset}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n".encode()
    data = head + b"<!-- %b %b --><p title='%b'>%b</p>" % (letters, CANARY.encode(), letters, letters)
    assert written(data) == head + b"<p>" + letters + b"</p>"


@pytest.mark.parametrize(
    ("charset", "page"),
    [
        ("iso-2022-jp", b"<p>\x1b$B<$>\x1b(B</p>"),
        ("utf-16", b"<p>a"),
        ("utf-7", b"<p>a"),
        ("utf-8", b"<p>\xff"),
        ("utf-8", b"<p>\0"),
        ("utf-8", b"<p><!-- no end"),
        ("gbk", b"<p>\x81\x40<svg>"),
    ],
)
def test_a_page_that_cannot_be_read_is_never_called_clean(charset: str, page: bytes) -> None:
    """In a mail as by itself: unknown letters, junk, mark-up without its end."""
    head = f"{HEAD}Content-Type: text/html; charset={charset}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n".encode()
    with pytest.raises(CleanError):
        clean(BytesSource(head + page))


def test_no_line_becomes_the_end_of_a_part() -> None:
    """A comment that goes from before such a line would let readers see another mail than was cleaned."""
    kind = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=cut\r\n\r\n"
    part = "Content-Type: text/html\r\n\r\n<p>a\r\n<!-- a -->--cut\r\n<p>b\r\n"
    with pytest.raises(CleanError):
        clean(BytesSource(f"{HEAD}{kind}--cut\r\n{part}--cut--\r\n".encode()))


@pytest.mark.parametrize("name", ["phone.jpg", "history.pdf", "sheet.xlsx", "folder.zip"])
def test_what_is_attached_to_a_mail_is_cleaned(name: str) -> None:
    """As it would be if it were sent alone."""
    kind = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=cut\r\n\r\n"
    part = "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    packed = base64.encodebytes(sample(name)).decode().replace("\n", "\r\n")
    data = f"{HEAD}{kind}--cut\r\n{part}{packed}--cut--\r\n".encode()
    shown = [part.get_payload(decode=True) for part in email.message_from_bytes(written(data)).walk()]
    assert shown[1] == written(sample(name))
    assert cleaned(data).findings == cleaned(sample(name)).findings
    assert cleaned(written(data)).findings == ()


def test_a_signed_page_stays_and_what_it_tells_is_said() -> None:
    """Also one that cannot be read: it is said to stay, and not called clean."""
    for page, told in ((PAGES["a comment"], f"{STAYS}{CANARY}"), ("<p><!-- no end", f"{STAYS}text/html")):
        data = mail(page, "8bit", "utf-8")
        signed = signature(data, (b"relaxed", b"relaxed")) + data
        assert written(signed).endswith(page.encode())
        assert told in [finding.detail for finding in cleaned(signed).findings]
