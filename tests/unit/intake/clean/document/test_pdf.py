"""PDF: each guard against what hides in a file has its test; pages look the same; other tools agree."""

from __future__ import annotations

import io
import re
import tracemalloc
import zlib
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, Stream, String

from intake.clean import BrokenFileError, BytesSource, FileSource, TooComplexError, clean, plan_chunks
from intake.clean.document.pdfkeys import DROPPED, KEYS
from intake.clean.finding import Finding
from tests.corpus.corpus import expected, sample
from tests.support.browser import WEB
from tests.support.cleaning import cleaned, written

CLEANED = [name for name, told in expected("pdf").items() if "sha256" in told]
CANARY = re.compile(rb"c(\0?)a\1n\1a\1r\1y", re.IGNORECASE)
MIB = 1024 * 1024


def plain(data: bytes) -> bytes:
    """A PDF with every stream decompressed and every object on its own, as qpdf writes it."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(
            out,
            qdf=True,
            stream_decode_level=pikepdf.StreamDecodeLevel.specialized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return out.getvalue()


def pixels(data: bytes) -> list[bytes]:
    """The pages as PDFium draws them, with their annotations and forms."""
    document = pypdfium2.PdfDocument(data)
    document.init_forms()
    return [page.render(scale=1.5).to_pil().tobytes() for page in document]


def saved(pdf: pikepdf.Pdf, **options: object) -> bytes:
    """A PDF's bytes."""
    out = io.BytesIO()
    pdf.save(out, **options)  # type: ignore[arg-type]
    return out.getvalue()


def page_with(contents: bytes = b"", **entries: object) -> pikepdf.Pdf:
    """A PDF of one page."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(100, 100))
    pdf.pages[0].obj.Contents = Stream(pdf, contents)
    for key, value in entries.items():
        pdf.pages[0].obj[Name("/" + key)] = value
    return pdf


def bare(*objects: bytes, root: bytes = b"/Root 1 0 R") -> bytes:
    """A PDF of exactly these objects, numbered from 1."""
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%strailer\n" % (len(places) + 1, table)
    return bytes(out) + b"<</Size %d %s>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, root, start)


CATALOG, PAGES = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"


def test_both_languages_keep_the_same_keys() -> None:
    """The lists of what stays are one text, to the letter."""
    script = (WEB / "src" / "clean" / "document" / "pdfkeys.js").read_text()
    assert re.findall(r"= `\n(.*?)`;", script, re.DOTALL) == [KEYS.lstrip("\n"), DROPPED.lstrip("\n")]


@pytest.mark.parametrize("name", CLEANED)
def test_no_canary_is_left_in_any_stream(name: str) -> None:
    """Neither in what is compressed: qpdf unpacks everything, and there is nothing."""
    assert not CANARY.search(plain(written(sample(name))))


@pytest.mark.parametrize("name", CLEANED)
def test_the_pages_look_the_same(name: str) -> None:
    """PDFium draws the same pixels, annotations and forms included."""
    assert pixels(written(sample(name))) == pixels(sample(name))


@pytest.mark.parametrize("name", CLEANED)
def test_the_file_is_in_order(name: str) -> None:
    """qpdf has nothing to repair and nothing to say."""
    with pikepdf.open(io.BytesIO(written(sample(name)))) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert "/Info" not in pdf.trailer
        assert "/ID" not in pdf.trailer


def test_two_ways_of_packing_give_one_file() -> None:
    """Object streams or none, linearized or not: the cleaned file does not tell."""
    assert written(sample("everything.pdf")) == written(sample("linear.pdf"))


def test_what_people_need_stays() -> None:
    """Comments without their authors, layers without names, links and the outline by their pages."""
    with pikepdf.open(io.BytesIO(written(sample("everything.pdf")))) as pdf:
        note, _, by_name, _, direct = pdf.pages[0].obj.Annots  # two lead nowhere any more
        assert sorted(note.keys()) == ["/AP", "/C", "/Contents", "/Rect", "/Subtype", "/Type"]
        assert str(note.Contents) == "A comment"
        assert by_name.A.D[0] == pdf.pages[1].obj
        assert direct.Dest[0] == pdf.pages[2].obj
        assert [str(layer.Name) for layer in pdf.Root.OCProperties.OCGs] == ["Layer", "Layer"]
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root] == ["Everything", "The second"]
            assert [item.title for item in outline.root[1].children] == ["The third"]


def test_what_was_filled_in_stays() -> None:
    """The values of a form, and the fields that hold them."""
    with pikepdf.open(io.BytesIO(written(sample("report.pdf")))) as pdf:
        assert [str(field.V) for field in pdf.Root.AcroForm.Fields] == ["Forty-two", "/Yes"]


def test_a_signature_is_named_as_a_proof() -> None:
    """It holds no longer once anything is taken out, so that it is said; its certificate names its holder, and goes."""
    assert Finding("proof", "digital signature") in cleaned(sample("signed.pdf")).findings
    assert b"ByteRange" not in written(sample("signed.pdf"))


def test_content_credentials_are_named_as_a_proof() -> None:
    """C2PA puts its manifest into an associated file."""
    pdf = page_with()
    manifest = Dictionary(Type=Name.Filespec, AFRelationship=Name.C2PA_Manifest, EF=Dictionary(F=Stream(pdf, b"jumb")))
    pdf.Root.AF = Array([manifest])
    assert Finding("proof", "Content Credentials") in cleaned(saved(pdf)).findings


def test_earlier_versions_go() -> None:
    """What was blacked out in a later version is not in the file any more."""
    old = saved(page_with(b"(secret) Tj"), compress_streams=False)
    number = int(re.findall(rb"/Contents (\d+) 0 R", old)[0])
    start, size = int(re.findall(rb"startxref\n(\d+)", old)[0]), int(re.findall(rb"/Size (\d+)", old)[0])
    new = old + b"%d 0 obj\n<</Length 4>>\nstream\nq Q \nendstream\nendobj\n" % number
    new += b"xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size %d/Root 1 0 R/Prev %d>>\n" % (number, len(old), size, start)
    new += b"startxref\n%d\n%%%%EOF\n" % new.rindex(b"xref\n%d 1" % number)
    assert b"secret" in new
    assert Finding("edit-history") in cleaned(new).findings
    assert b"secret" not in written(new)


def test_a_page_that_was_taken_out_does_not_come_back() -> None:
    """A link, an outline or a form that still points to it does not bring it along."""
    pdf = page_with()
    gone = pdf.make_indirect(
        Dictionary(Type=Name.Page, MediaBox=Array([0, 0, 9, 9]), Contents=Stream(pdf, b"(secret) Tj"))
    )
    field = pdf.make_indirect(
        Dictionary(
            FT=Name.Tx, T=String("secret"), V=String("secret"), Subtype=Name.Widget, Rect=Array([0, 0, 9, 9]), P=gone
        )
    )
    title = pdf.make_indirect(Dictionary(Title=String("secret"), Dest=Array([gone, Name.Fit])))
    pdf.Root.Outlines = pdf.make_indirect(Dictionary(First=title, Last=title, Count=1))
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))
    pdf.pages[0].obj.Annots = Array(
        [Dictionary(Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), Dest=Array([gone, Name.Fit]))]
    )
    assert b"secret" in plain(saved(pdf))
    assert b"secret" not in plain(written(saved(pdf)))


def test_what_is_never_shown_goes() -> None:
    """A hidden comment and a hidden field: only a script could show them, and scripts go."""
    pdf = page_with()
    box = Array([0, 0, 9, 9])
    note = Dictionary(Subtype=Name.Text, Contents=String("secret"), Rect=box, F=2)
    field = Dictionary(Subtype=Name.Widget, FT=Name.Tx, T=String("secret"), V=String("secret"), Rect=box, F=2)
    field = pdf.make_indirect(field)
    pdf.pages[0].obj.Annots = Array([note, field])
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))
    assert b"secret" in plain(saved(pdf))
    assert b"secret" not in plain(written(saved(pdf)))
    assert Finding("hidden-data") in cleaned(saved(pdf)).findings


def test_nothing_is_written_that_nothing_needs() -> None:
    """The resources of a form without fields do not outlive it."""
    pdf = page_with()
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), DR=Dictionary(Font=Dictionary(A=Dictionary(BaseFont=Name.secret))))
    pdf.Root.AcroForm.DR.Font.A = pdf.make_indirect(pdf.Root.AcroForm.DR.Font.A)
    assert b"secret" not in plain(written(saved(pdf)))


@pytest.mark.parametrize("name", ["locked.pdf", "jpeg2000.pdf"])
def test_what_we_cannot_look_into_is_refused(name: str) -> None:
    """An encrypted file, even if it opens for everybody, and a picture in JPEG 2000."""
    with pytest.raises(TooComplexError):
        cleaned(sample(name))


def test_data_in_another_file_is_not_followed() -> None:
    """A stream that lies elsewhere is refused."""
    pdf = page_with(b"q Q")
    pdf.pages[0].obj.Contents.stream_dict = Dictionary(F=String("/etc/passwd"))
    with pytest.raises(TooComplexError):
        cleaned(saved(pdf))


def test_a_length_that_lies_is_broken() -> None:
    """A stream ends where it says, or the file is not taken."""
    page = PAGE.replace(b"]>>", b"]/Contents 4 0 R>>")
    stream = b"<</Length %d>>\nstream\nq Q\nendstream"
    assert cleaned(bare(CATALOG, PAGES, page, stream % 3)).format == "pdf"
    for length in (2, 5, 400, -1):
        with pytest.raises(BrokenFileError):
            cleaned(bare(CATALOG, PAGES, page, stream % length))


def test_a_table_that_lies_is_broken() -> None:
    """No object is searched for: a repairing reader would choose between versions."""
    data = bare(CATALOG, PAGES, PAGE)
    with pytest.raises(BrokenFileError):
        cleaned(data.replace(b"3 0 obj", b"4 0 obj"))
    with pytest.raises(BrokenFileError):
        cleaned(data.replace(b"startxref\n", b"startxref\n1"))


def test_circles_end() -> None:
    """Pages below themselves, tables before themselves, lengths that need themselves, titles behind themselves."""
    with pytest.raises(TooComplexError):
        cleaned(bare(CATALOG, b"<</Kids[2 0 R]>>", PAGE))
    with pytest.raises(TooComplexError):
        cleaned(bare(CATALOG, b"<</Kids[3 0 R 3 0 R]>>", PAGE))
    data = bare(CATALOG, PAGES, PAGE)
    with pytest.raises(BrokenFileError):
        cleaned(bare(CATALOG, PAGES, PAGE, root=b"/Root 1 0 R/Prev %d" % data.rindex(b"xref\n0")))
    with pytest.raises(BrokenFileError):
        cleaned(
            bare(CATALOG, PAGES, PAGE.replace(b"]>>", b"]/Contents 4 0 R>>"), b"<</Length 4 0 R>>\nstream\n\nendstream")
        )
    title = b"<</Title(a)/Next 4 0 R/Dest[3 0 R/Fit]>>"
    with pytest.raises(TooComplexError):
        cleaned(bare(CATALOG.replace(b">>", b"/Outlines<</First 4 0 R>>>>"), PAGES, PAGE, title))


def test_nesting_is_bounded() -> None:
    """A thousand brackets are refused, and lists that hold each other a thousandfold as well."""
    with pytest.raises(TooComplexError):
        cleaned(bare(CATALOG, PAGES, PAGE.replace(b"]>>", b"]/Rotate " + b"[" * 1000 + b"]" * 1000 + b">>")))
    lists = [b"[" + b"%d 0 R " % number * 60 + b"]" for number in range(5, 12)]
    with pytest.raises(TooComplexError):
        cleaned(bare(CATALOG, PAGES, PAGE.replace(b"[0 0 9 9]", b" 4 0 R"), *lists, b"[1 2]"))


def test_a_stream_that_inflates_without_end_is_not_inflated() -> None:
    """A page's own stream is never unpacked, and metadata up to a bound."""
    bomb = zlib.compress(bytes(64 * MIB), 9)
    packet = b"<</Type/Metadata/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (len(bomb), bomb)
    page = PAGE.replace(b"]>>", b"]/Contents 4 0 R/Metadata 4 0 R>>")
    tracemalloc.start()
    try:
        assert Finding("hidden-data") in cleaned(bare(CATALOG, PAGES, page, packet)).findings
        assert tracemalloc.get_traced_memory()[1] < 40 * MIB
    finally:
        tracemalloc.stop()


def test_a_book_of_scans_needs_little_memory(tmp_path: Path) -> None:
    """Streams are planned as ranges: 300 MiB of fax take less than 2 MiB."""
    size, path = 300 * MIB, tmp_path / "book.pdf"
    head = b"<</Subtype/Image/Width 8/Height 8/Filter/CCITTFaxDecode/Length %d>>\nstream\n" % size
    page = PAGE.replace(b"]>>", b"]/Resources<</XObject<</A 4 0 R>>>>>>")
    small = bare(CATALOG, PAGES, page, head + b"\nendstream")
    at = small.index(b"stream\n") + 7
    with path.open("wb") as out:
        out.write(small[:at])
        out.seek(at + size)
        start = small.rindex(b"xref\n0")
        out.write(small[at:].replace(b"startxref\n%d" % start, b"startxref\n%d" % (start + size)))
    tracemalloc.start()
    try:
        with path.open("rb") as file:
            found = clean(FileSource(file))
            assert found is not None
            assert found.plan.size > size
            assert tracemalloc.get_traced_memory()[1] < 2 * MIB
    finally:
        tracemalloc.stop()


def test_photographs_under_other_filters_are_cleaned() -> None:
    """Packed once more, or spelled in hexadecimal: the place in them goes all the same."""
    photograph = sample("phone.jpg")
    for filters, data in (
        ("[/FlateDecode/DCTDecode]", zlib.compress(photograph)),
        ("[/ASCIIHexDecode/DCTDecode]", photograph.hex().encode() + b">"),
        ("/DCTDecode", photograph),
    ):
        head = f"<</Subtype/Image/Width 96/Height 64/Filter{filters}/Length {len(data)}>>\nstream\n".encode()
        page = PAGE.replace(b"]>>", b"]/Resources<</XObject<</A 4 0 R>>>>>>")
        file = bare(CATALOG, PAGES, page, head + data + b"\nendstream")
        assert Finding("place", "23.78000 N, 90.41000 E") in cleaned(file).findings
        assert written(photograph) in written(file)


def test_every_prefix_is_broken() -> None:
    """A file that is cut short has no way to its tables."""
    data = sample("plain.pdf")
    for length in range(6, len(data) - 6, 29):
        with pytest.raises(BrokenFileError):
            clean(BytesSource(data[:length]))


def test_the_plan_is_made_of_the_files_own_ranges() -> None:
    """Few bytes are new: what draws is taken from the file as it is."""
    source = BytesSource(sample("office.pdf"))
    found = clean(source)
    assert found is not None
    assert sum(len(segment.data) for segment in found.plan.segments if hasattr(segment, "data")) < found.plan.size / 3
    assert len(b"".join(plan_chunks(source, found.plan))) == found.plan.size
