"""Real files through the real sandbox: what is shown, and what is refused with a message."""

from __future__ import annotations

import bz2
import gzip
import lzma
import shutil
import struct
import subprocess
import tarfile
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import pi_heif
import pypdfium2
import pytest
from PIL import Image, ImageDraw

from keys.reporter.rendering.stream import MAX_PAGES, Kind
from keys.reporter.sandbox.arguments import Limits
from keys.reporter.sandbox.errors import NotShownError, TooHungryError
from keys.reporter.sandbox.pixels import drawn

LIMITS = Limits(seconds=60)
HEIC = Path(__file__).parents[4] / "corpus" / "picture" / "files"
needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


def shown(data: bytes, first: int = 1, last: int = 0) -> tuple[Kind, int, list[Image.Image]]:
    """Kind, total and pages."""
    with drawn([data], first, last, limits=LIMITS) as pages:
        pictures = [Image.frombytes("RGB", (page.width, page.height), bytes(page.rgb)) for page in pages]
        return pages.kind, pages.total, pictures


def refused(data: bytes, first: int = 1, last: int = 0) -> str:
    """The code of the refusal."""
    with pytest.raises(NotShownError) as error:
        shown(data, first, last)
    return error.value.code


def darkest(page: Image.Image) -> int:
    """The darkest point of a page: where something is written."""
    return min(page.convert("L").tobytes())


def picture(mode: str = "RGB", size: tuple[int, int] = (40, 30)) -> Image.Image:
    """Left half red or dark, right half white."""
    made = Image.new("RGB", size, "white")
    ImageDraw.Draw(made).rectangle((0, 0, size[0] // 2 - 1, size[1]), "red")
    return made.convert(mode)


def saved(image: Image.Image, kind: str, **how: object) -> bytes:
    """As a file."""
    file = BytesIO()
    image.save(file, kind, **how)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP", "AVIF"])
def test_a_picture_is_itself(kind: str) -> None:
    """Size and colours of each format."""
    how: dict[str, object] = {"lossless": True} if kind == "WEBP" else {}
    found, total, (page,) = shown(saved(picture(), kind, **how))
    assert (found, total, page.size) == (Kind.PICTURE, 1, (40, 30))
    red, white = page.getpixel((5, 15)), page.getpixel((35, 15))
    assert isinstance(red, tuple)
    assert isinstance(white, tuple)
    assert red[0] > 230
    assert max(red[1:]) < 25
    assert min(white) > 230


def test_a_photograph_stands_as_it_was_held() -> None:
    """The turn that the camera wrote is done, as every viewer does it."""
    exif = Image.Exif()
    exif[0x0112] = 6
    _, _, (page,) = shown(saved(picture(), "JPEG", exif=exif))
    assert page.size == (30, 40)


def test_what_is_transparent_lies_on_white_and_sixteen_bits_stay_grey() -> None:
    """Nothing hides in what a viewer would not show, and nothing turns black or white."""
    clear = Image.new("RGBA", (4, 4), (0, 0, 0, 0))
    assert shown(saved(clear, "PNG"))[2][0].getpixel((1, 1)) == (255, 255, 255)
    grey = Image.new("I;16", (4, 4), 0x8000)
    assert shown(saved(grey, "PNG"))[2][0].getpixel((1, 1)) == (128, 128, 128)


def test_each_frame_of_an_animation_is_a_page() -> None:
    """Also those that flash by; more than are shown at once are asked for in parts."""
    colours = [Image.new("RGB", (8, 8), (number % 256, number // 256 * 100, 0)) for number in range(MAX_PAGES + 1)]
    data = saved(colours[0], "GIF", save_all=True, append_images=colours[1:])
    assert refused(data) == "not-shown-too-many-pages"
    kind, total, pages = shown(data, MAX_PAGES, MAX_PAGES + 1)
    assert (kind, total, len(pages)) == (Kind.PICTURE, MAX_PAGES + 1, 2)
    assert refused(data, MAX_PAGES + 2, MAX_PAGES + 2) == "not-shown-no-such-page"


def test_a_pdf_is_its_pages(tmp_path: Path) -> None:
    """At 150 dots an inch; one with a password is told apart from a damaged one."""
    document = pypdfium2.PdfDocument.new()
    document.new_page(595, 842)
    document.new_page(842, 595)
    document.save(tmp_path / "two.pdf")
    data = (tmp_path / "two.pdf").read_bytes()
    kind, total, pages = shown(data)
    assert (kind, total, [page.size for page in pages]) == (Kind.DOCUMENT, 2, [(1240, 1755), (1755, 1240)])
    assert shown(data, 2, 2)[2][0].size == (1755, 1240)
    assert refused(data[:40]) == "not-shown-damaged"
    key = b"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O(" + b"o" * 32 + b")/U(" + b"u" * 32 + b")>>/ID[(a)(a)]"
    locked = pdf("").replace(b"trailer\n<<", b"trailer\n<<" + key)
    assert refused(locked) == "not-shown-locked"


def pdf(page: str, *objects: bytes, count: int = 1) -> bytes:
    """A PDF from its page's entries and further objects, numbered from 4; all pages are the same one."""
    kids = " ".join(["3 0 R"] * count)
    bodies = [b"<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count {count}/Kids[{kids}]>>".encode()]
    bodies += [f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]{page}>>".encode(), *objects]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out) + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, start)


def packed_zeros(size: int) -> bytes:
    """So many zeros, deflated, made without holding them."""
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(size >> 20)) + packer.flush()


def png_bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it has so many pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed_zeros(4 << 20)) + chunk(b"IEND", b"")


def zipped(members: dict[str, bytes]) -> bytes:
    """A ZIP."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
DOCX = {
    "[Content_Types].xml": f"""<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml" ContentType="{TYPE}"/></Types>""".encode(),
    "_rels/.rels": b"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship
Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
Target="word/document.xml"/></Relationships>""",
    "word/document.xml": f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>hello</w:t></w:r></w:p></w:body></w:document>'.encode(),
}


def test_bombs_are_refused_with_a_message() -> None:
    """Pixels, pages, and what unpacks to far more than it is."""
    assert refused(png_bomb(60_000, 60_000)) == "not-shown-too-many-pixels"
    assert refused(pdf("", count=100_000)) == "not-shown-too-many-pages"
    packer = zlib.compressobj(1, wbits=31)
    block = b"a" * (1 << 20)
    assert refused(b"".join(packer.compress(block) for _ in range(520)) + packer.flush()) == "not-shown-inflates"
    for names in ({"zeros": b""}, {"word/document.xml": b"", "[Content_Types].xml": b""}):
        data = bytearray(zipped(names))
        at = data.index(b"PK\1\2")
        data[at + 24 : at + 28] = struct.pack("<I", 3 << 30)  # the size in the list: all that is asked before unpacking
        assert refused(bytes(data)) == "not-shown-inflates"
    assert refused(b"a\n" * (5 << 20)) == "not-shown-too-many-pages"


def test_a_pdf_that_unpacks_to_far_more_than_the_sandbox_has_is_stopped() -> None:
    """A quarter of a gibibyte, packed twice into 2 kilobytes, where there are 200 megabytes."""
    twice = zlib.compress(packed_zeros(256 << 20), 9)
    assert len(twice) < 4_000
    stream = b"<</Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n" % len(twice) + twice + b"\nendstream"
    data = pdf("/Contents 4 0 R", stream)
    with pytest.raises(TooHungryError), drawn([data], limits=Limits(memory=200_000_000)) as pages:
        list(pages)


def test_archives_are_listed_and_never_unpacked() -> None:
    """Names that would leave the folder are letters on a page, like all others."""
    data = zipped({"../../etc/cron.d/evil": b"x", "photo.jpg": b"y" * 70})
    kind, total, (page,) = shown(data)
    assert (kind, total) == (Kind.ARCHIVE, 1)
    assert page.convert("L").getextrema() == (0, 255), "something is written on it"
    tar = BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as archive:
        entry = tarfile.TarInfo("/dev/evil")
        entry.size = 4
        archive.addfile(entry, BytesIO(b"evil"))
    for packed in (
        tar.getvalue(),
        gzip.compress(tar.getvalue()),
        bz2.compress(tar.getvalue()),
        lzma.compress(tar.getvalue()),
    ):
        assert shown(packed)[0] == Kind.ARCHIVE
    assert shown(gzip.compress(b"one file"))[0] == Kind.ARCHIVE
    assert refused(data[:30]) == "not-shown-damaged"


def test_text_is_pixels_and_mail_and_web_pages_are_text() -> None:
    """What would fetch, run or link is written out."""
    for data in (
        "Взятка\n".encode(),
        "Взятка\n".encode("utf-16"),
        b"<html><img src='http://127.0.0.1/x'>",
        b"From: a@b\n\n",
    ):
        kind, total, (page,) = shown(data)
        assert (kind, total) == (Kind.TEXT, 1)
        assert page.convert("L").getextrema() == (0, 255)
    assert shown(b"line\n" * 200)[1] == 4


@needs_office
def test_office_documents_and_other_scripts_go_through_libreoffice() -> None:
    """A document of one word; and a text that needs shaping."""
    kind, total, (page,) = shown(zipped(DOCX))
    assert (kind, total) == (Kind.DOCUMENT, 1)
    assert darkest(page) < 50
    kind, _, (page,) = shown("रिश्वत رشوت".encode())
    assert (kind, darkest(page) < 50) == (Kind.TEXT, True)


@pytest.mark.parametrize("name", ["phone", "deep", "alpha", "motion"])
def test_a_telephones_heic_is_a_picture(name: str) -> None:
    """As libheif decodes it: pixel by pixel where it has no transparency; what is transparent lies on white."""
    data = (HEIC / f"{name}.heic").read_bytes()
    kind, total, (page,) = shown(data)
    assert (kind, total) == (Kind.PICTURE, 1)
    expected = pi_heif.open_heif(data).to_pillow()
    assert page.size == expected.size
    if expected.mode == "RGB":
        assert page.tobytes() == expected.tobytes()
    else:
        paper = Image.new("RGBA", expected.size, "white")
        paper.alpha_composite(expected)
        assert page.tobytes() == paper.convert("RGB").tobytes()


def test_a_cut_or_a_lying_heic_is_refused() -> None:
    """And one whose beginning is a film's is given to those who draw films."""
    assert refused((HEIC / "cut.heic").read_bytes()) == "not-shown-damaged"
    whole = (HEIC / "phone.heic").read_bytes()
    large = whole.replace(b"ispe\0\0\0\0\0\0", b"ispe\0\0\0\0\x7f\xff")
    assert large != whole
    assert refused(large) == "not-shown-too-many-pixels"
    assert refused(whole.replace(b"ftypheic", b"ftypisom")) == "not-shown-damaged"


def test_a_film_is_stills_and_a_sound_is_its_loudness(tmp_path: Path) -> None:
    """Twelve stills on one sheet, each drawn from another second."""
    make = ["ffmpeg", "-v", "error", "-f", "lavfi"]
    subprocess.run([*make, "-i", "testsrc=duration=4:size=160x120:rate=5", str(tmp_path / "a.mp4")], check=True)
    subprocess.run([*make, "-i", "sine=duration=2", str(tmp_path / "a.ogg")], check=True)
    kind, total, (sheet,) = shown((tmp_path / "a.mp4").read_bytes())
    assert (kind, total) == (Kind.FILM, 1)
    first, last = sheet.crop((0, 0, 480, 360)), sheet.crop((960, 1170, 1440, 1530))
    assert first.tobytes() != last.tobytes()
    assert shown((tmp_path / "a.ogg").read_bytes())[0] == Kind.SOUND


def test_what_nobody_knows_and_what_is_cut_is_said() -> None:
    """Each with its own words."""
    assert refused(b"\x7fELF\2\1\1\0") == "not-shown-unknown"
    assert refused(b"") == "not-shown-unknown"
    assert refused(saved(picture(), "PNG")[:60]) == "not-shown-damaged"
    assert refused(b"\xff\xd8\xff\xe0" + bytes(40)) == "not-shown-damaged"
    assert refused(b"\0\0\0\x18ftypisom" + bytes(12)) == "not-shown-damaged"
