"""What the cleaners of documents keep, take out and refuse: each guard with the file that needs it."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

import pytest

from intake.clean import BrokenFileError, BytesSource, CleanError, TooComplexError, clean, neutral_name
from intake.clean.document.package import clean_package
from intake.clean.document.zipread import MAX_UNPACKED, Budget
from tests.corpus.corpus import expected, sample
from tests.support.cleaning import cleaned, written

PACKED = [
    name for name, told in expected("document").items() if told.get("format") in ("docx", "xlsx", "pptx", "odt", "zip")
]


def members(data: bytes) -> dict[str, bytes]:
    """The members of an archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    """An archive of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def with_part(name: str, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A document of the corpus with one part changed."""
    parts = members(sample(name))
    return packed({**parts, part: change(parts[part])})


def refused(data: bytes) -> str:
    """The code with which a file is refused."""
    with pytest.raises(CleanError) as caught:
        clean(BytesSource(data))
    return caught.value.code


@pytest.mark.parametrize("name", PACKED)
def test_archives_tell_no_time_no_owner_and_no_comment(name: str) -> None:
    """Every member is of the first day that ZIP can tell, with no attributes and nothing extra."""
    with zipfile.ZipFile(io.BytesIO(written(sample(name)))) as archive:
        assert archive.comment == b""
        for member in archive.infolist():
            assert member.date_time == (1980, 1, 1, 0, 0, 0)
            assert (member.extra, member.comment, member.external_attr, member.create_system) == (b"", b"", 0, 0)


def test_only_what_shows_something_is_left_of_an_office_file() -> None:
    """Properties, the picture of the first page, custom XML and ids of saves are gone; the rest is named as before."""
    left = members(written(sample("word.docx")))
    assert not [name for name in left if name.startswith(("docProps", "customXml"))]
    assert b"rsid" not in left["word/document.xml"] + left["word/settings.xml"]
    assert "word/comments.xml" in left
    kinds = {finding.kind for finding in cleaned(sample("word.docx")).findings}
    assert kinds == {"place", "time", "person", "software", "thumbnail", "text", "hidden-data", "edit-history"}


def test_changes_stay_and_nobody_made_them() -> None:
    """What was added and what was taken out is still told apart, without who and when."""
    text = members(written(sample("word.docx")))["word/document.xml"]
    assert b'<w:ins w:id="91" w:author="Author"><w:r><w:t>added later</w:t>' in text
    assert b'<w:del w:id="92" w:author="Author"><w:r><w:delText>taken out</w:delText>' in text


def test_fields_that_name_files_become_text() -> None:
    """The number of the page stays a field; the path of a file and the name of a user do not."""
    text = members(written(sample("word.docx")))["word/document.xml"]
    assert b"<w:instrText> PAGE </w:instrText>" in text
    assert b"INCLUDETEXT" not in text
    assert b"USERNAME" not in text
    assert b"somebody" in text


def test_a_part_that_we_do_not_know_refuses_the_document() -> None:
    """Macros, controls and new inventions are not passed on as clean."""
    parts = members(sample("word.docx"))
    types = parts["[Content_Types].xml"]
    new = types.replace(b"</Types>", b'<Override PartName="/word/new.xml" ContentType="application/new+xml"/></Types>')
    assert refused(packed({**parts, "[Content_Types].xml": new, "word/new.xml": b"<a/>"})) == "file-too-complex"
    assert refused(sample("macro.docx")) == refused(sample("macro.odt")) == "file-too-complex"


def test_a_picture_that_cannot_be_cleaned_refuses_the_document() -> None:
    """A picture inside is no cleaner than one that is sent alone."""
    name = next(name for name in members(sample("word.docx")) if name.startswith("word/media/"))
    assert refused(with_part("word.docx", name, lambda data: data[:-700])) == "broken-file"
    assert refused(with_part("word.docx", name, lambda _: b"\x01\0\0\0 EMF")) == "file-too-complex"


def test_encrypted_files_are_refused() -> None:
    """What cannot be read cannot be cleaned."""
    assert refused(sample("locked.zip")) == refused(sample("locked.odt")) == "file-too-complex"


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    """65 MiB of one letter, and a member whose size lies."""
    assert refused(sample("bomb.zip")) == "file-too-complex"
    data = bytearray(packed({"a.txt": b"0" * 5_000_000}))
    at = data.index(b"PK\1\2")
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    assert refused(bytes(data)) == "broken-file"


def test_members_that_share_bytes_are_refused() -> None:
    """Bombs of today name the same bytes many times."""
    data = packed({"a.txt": b"first " * 9, "b.txt": b"first " * 9})
    first, second = data.index(b"PK\1\2"), data.rindex(b"PK\1\2")
    overlapping = bytearray(data)
    overlapping[second + 42 : second + 46] = overlapping[first + 42 : first + 46]
    assert refused(bytes(overlapping)) == "broken-file"


def test_archives_lie_in_archives_three_deep_and_no_deeper() -> None:
    """Depth is bounded."""
    data = packed({"a.txt": b"deep"})
    for _ in range(2):
        data = packed({"a.zip": data})
    assert cleaned(data).format == "zip"
    assert refused(packed({"a.zip": data})) == "file-too-complex"


def test_all_that_lies_in_one_archive_shares_one_bound() -> None:
    """A document in an archive may unpack no more than what the others have left."""
    nested = packed({"1.zip": packed({"1.txt": b"word " * 100}), "2.zip": packed({"2.txt": b"word " * 100})})
    budget = Budget()
    budget.take(MAX_UNPACKED - 900)
    with pytest.raises(TooComplexError):
        clean_package(BytesSource(nested), budget=budget)
    assert clean_package(BytesSource(nested)).format == "zip"


def test_a_member_of_no_known_format_refuses_the_archive() -> None:
    """An archive is as clean as the least clean of its members."""
    assert refused(sample("unknown.zip")) == "file-too-complex"


def test_members_are_named_like_files_that_are_sent_alone() -> None:
    """Numbers and kinds, and folders by number; what the system left beside is gone."""
    assert list(members(written(sample("folder.zip")))) == [
        "document-1.txt", "folder-1/folder-2/photo-2.jpg", "folder-1/folder-2/file-3.txt", "document-4.docx",
    ]  # fmt: skip


def test_bytes_behind_a_compressed_member_refuse_it() -> None:
    """A compressed stream that is kept holds nothing behind its end."""
    data = packed({"a.txt": b"one line\n" * 40})
    assert b"".join(members(written(data)).values()) == b"one line\n" * 40
    local, at = data.index(b"PK\3\4"), data.index(b"PK\1\2")
    grown = bytearray(data[:at] + b"hidden" + data[at:])
    (size,) = struct.unpack_from("<I", data, local + 18)
    struct.pack_into("<I", grown, local + 18, size + 6)
    struct.pack_into("<I", grown, at + 6 + 20, size + 6)
    end = grown.rindex(b"PK\5\6")
    struct.pack_into("<I", grown, end + 16, at + 6)
    assert refused(bytes(grown)) == "broken-file"


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "file-too-complex"),
        (b"<w:document>", "broken-file"),
        (b"\xff\xfe<\0a\0/\0>\0", "file-too-complex"),
        (b"<?xml version='1.0' encoding='latin-1'?><a/>", "file-too-complex"),
        (b"<a>&nbsp;</a>", "file-too-complex"),
        (b"<a b='1' b='2'/>", "broken-file"),
        (b"<a></b>", "broken-file"),
        (b"<a/><a/>", "broken-file"),
        (b"<a>\0</a>", "broken-file"),
    ],
)
def test_xml_is_read_strictly(xml: bytes, code: str) -> None:
    """No entities, no other encodings, nothing that two readers could read in two ways."""
    namespace = b" xmlns='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"
    if xml.startswith((b"<a>", b"<a ", b"<a/")) and b"nbsp" not in xml:
        xml = xml.replace(b"<a", b"<a" + namespace, 1)
    assert refused(with_part("word.docx", "word/document.xml", lambda _: xml)) == code


def test_xml_too_deep_is_refused() -> None:
    """Depth is bounded."""
    namespace = b"<w:p xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>"
    deep = namespace + b"<w:p>" * 300 + b"</w:p>" * 301
    assert refused(with_part("word.docx", "word/document.xml", lambda _: deep)) == "file-too-complex"


def test_text_keeps_what_its_writing_needs() -> None:
    """Hindi, Persian, Urdu, Thai, Japanese, and emoji with their joiners, selectors and flags."""
    assert written(sample("plain.txt")) == sample("plain.txt")
    assert "\u200d" in sample("plain.txt").decode()


@pytest.mark.parametrize(
    "hidden", ["\u200b", "\u200c", "\u200d", "\u2060", "\xad", "\u202e", "\u2066", "\u200e", "️", "\U000e0041", "󠄁"]
)
def test_between_latin_letters_nothing_hides(hidden: str) -> None:
    """The same characters are of no use there."""
    assert written(f"pay{hidden}ment".encode()) == b"payment"


def test_text_that_is_none_is_not_taken_for_it() -> None:
    """Mark-up, RTF, collections of mails and other encodings are unknown; controls further on refuse."""
    for data in (
        b"<a>b</a>",
        b"{\\rtf1 a}",
        b"From ada@example.org Fri\n\nText\n",
        b"caf\xe9",
        b"BEGIN:VCARD\n",
        b"a\0b",
    ):
        assert clean(BytesSource(data)) is None, data
    with pytest.raises(TooComplexError):
        clean(BytesSource(sample("binary.log")))
    with pytest.raises(BrokenFileError):
        clean(BytesSource(b"a" * 600 + b"\xff"))


def test_a_mail_whose_attachment_tells_something_is_refused() -> None:
    """If it is signed: its body cannot be changed without breaking that, and the parts can be sent alone."""
    assert refused(sample("attached-signed.eml")) == "file-too-complex"
    assert b"/9j/4AAQSkZJRgAB" in written(sample("attached.eml")), "unsigned, it is cleaned"


def test_a_signature_that_does_not_hold_is_named_and_goes() -> None:
    """It would prove nothing."""
    assert b"DKIM-Signature" not in written(sample("changed.eml"))
    assert [finding.kind for finding in cleaned(sample("changed.eml")).findings].count("proof") == 1


def test_without_a_signature_the_headers_are_a_short_list() -> None:
    """Who, whom, what about, when, and how to decode it."""
    names = [
        line.split(b":")[0]
        for line in written(sample("unsigned.eml")).split(b"\n\n", 1)[0].split(b"\n")
        if b": " in line
    ]
    assert names == [b"From", b"To", b"Subject", b"Date", b"MIME-Version", b"Content-Type"]


def test_without_a_signature_the_parts_say_only_how_to_show_them() -> None:
    """Names of files, descriptions, and what stands before and behind the parts go; signed, they stay."""
    head = b"From: a@example.org\r\nTo: b@example.org\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=cut; x-a=1\r\n\r\n"
    part = (
        b'Content-Type: text/plain; charset=utf-8; name="plan.txt"\r\nContent-Disposition: attachment;\r\n\tfilename="a;b.txt"; '
        b'modification-date="Fri"\r\nContent-Description: plan\r\nX-Attachment-Id: f_1\r\n\r\nshown\r\n'
    )
    mail = head + b"This program knows MIME.\r\n--cut\r\n" + part + b"--cut--\r\nSent by a program.\r\n"
    assert written(mail).partition(b"\r\n\r\n")[2] == (
        b"\r\n--cut\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Disposition: attachment\r\n\r\nshown\r\n--cut--\r\n\r\n"
    )
    assert b"x-a" not in written(mail)
    assert [finding.kind for finding in cleaned(mail).findings] == ["hidden-data"] * 6
    assert cleaned(written(mail)).findings == ()


def test_styles_that_are_fetched_and_entities_refuse_a_drawing() -> None:
    """A drawing that asks a server tells it who looks."""
    assert refused(sample("fetched.svg")) == refused(sample("entity.svg")) == "file-too-complex"


def test_names_of_documents() -> None:
    """A mail is a document, and a drawing is a photo."""
    assert neutral_name(1, cleaned(sample("signed.eml")), "") == "document-1.eml"
    assert neutral_name(2, cleaned(sample("plain.svg")), "") == "photo-2.svg"
    assert neutral_name(3, cleaned(sample("word.docx")), "") == "document-3.docx"


def test_a_page_fetches_and_runs_nothing() -> None:
    """Of a saved page the words stay, the order, and links; no script, no address that is loaded, no hidden field."""
    page = written(sample("saved.html")).decode()
    assert "2 &lt; 3" in page
    assert '<a href="https://example.org/">a link</a>' in page
    assert '<html lang="ur" dir="rtl">' in page
    for gone in (
        "<script",
        "<link",
        "<input",
        "<iframe",
        "<object",
        "<svg",
        "onload",
        "javascript",
        "url(",
        "<!--",
        "./",
    ):
        assert gone not in page, gone
    assert page.count("<img") == 2
    assert page.count("src=") == 1, "the photograph that is written into it"


def test_a_page_in_another_encoding_is_refused() -> None:
    """What its letters are cannot be told."""
    assert refused(sample("latin.html")) == "file-too-complex"


@pytest.mark.parametrize("html", ["<!doctype html><a b='c", "<html><script>a", "<html><svg>", "<html><!-- a"])
def test_a_page_that_does_not_end_is_refused(html: str) -> None:
    """What is cut short is not called clean."""
    assert refused(html.encode()) in ("broken-file", "file-too-complex")


@pytest.mark.parametrize("text", ["\u200b", "\u200b<html><p>a", "\u2060GIF89a"])
def test_a_text_that_becomes_something_else_is_refused(text: str) -> None:
    """What is called clean text is text: nothing left, or the mark of another format, is not."""
    assert refused(text.encode()) == "file-too-complex"
