"""Files that a source may send, small and made here: a photograph with its place, a paper, a locked one, a bomb."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

from PIL import Image, ImageDraw

from intake.clean import BytesSource, clean
from intake.source.stream import Attachment
from keys.reporter.sandbox.png import png
from tests.support.newsroom import attachment

CANARY = "Canary7Q"


def photograph(size: tuple[int, int] = (640, 480)) -> bytes:
    """A JPEG whose tags name a device, a time and a place."""
    picture = Image.effect_noise(size, 40).convert("RGB")
    ImageDraw.Draw(picture).rectangle((100, 100, 300, 200), "yellow")
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0132] = CANARY, CANARY, "2026:11:20 14:32:07"
    exif.get_ifd(0x8825).update({1: "N", 2: (23.0, 46.0, 48.0), 3: "E", 4: (90.0, 24.0, 36.0)})
    file = BytesIO()
    picture.save(file, "JPEG", exif=exif)
    return file.getvalue()


def paper(*pages: str) -> bytes:
    """A PDF with a line of text on each page, without any tool's help."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for number, text in enumerate(pages):
        drawn = f"BT /F 18 Tf 20 100 Td ({text}) Tj ET".encode()
        entries = f"/Resources<</Font<</F 3 0 R>>>>/Contents {5 + 2 * number} 0 R"
        bodies.append(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]{entries}>>".encode())
        bodies.append(b"<</Length %d>>stream\n" % len(drawn) + drawn + b"\nendstream")
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out) + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, start)


def many_pages() -> bytes:
    """A text of more pages than are shown at once."""
    return b"line\n" * (66 * 301)


def bomb() -> bytes:
    """A PNG that says it has 3,600 million pixels."""
    small = bytearray(png(1, 1, b"\0\0\0"))
    small[16:24] = (60_000).to_bytes(4, "big") * 2
    small[29:33] = zlib.crc32(small[12:29]).to_bytes(4, "big")
    return bytes(small)


def contract() -> bytes:
    """A package that says it is a document of Word, and that somebody has signed it."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("word/document.xml", "<document/>")
        packed.writestr("_xmlsignatures/sig1.xml", "<Signature/>")
    return file.getvalue()


def cleaned(body: bytes, name: str) -> Attachment:
    """A file as the source's side cleans it before it goes."""
    source = BytesSource(body)
    found = clean(source)
    assert found is not None
    return Attachment(name, source, found.plan, found, None)


def exhibits() -> list[Attachment]:
    """A cleaned photograph, an untouched one, a paper of two pages, and what cannot be shown."""
    return [
        cleaned(photograph(), "photo-1.jpg"),
        attachment(photograph(), "photo-1.jpg"),
        attachment(paper("The bridge list", "Rahima Akter signed it"), "file-3.pdf"),
        attachment(bomb(), "file-4.png"),
        attachment(b"\x7fELF\2\1\1\0", "file-5"),
    ]


def refused() -> list[Attachment]:
    """A paper with a password, an archive that says it unpacks to 3 GiB, a text of too many pages, a cut photograph."""
    key = b"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O(" + b"o" * 32 + b")/U(" + b"u" * 32 + b")>>/ID[(a)(a)]"
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("zeros", b"")
    zeros = bytearray(archive.getvalue())
    at = zeros.index(b"PK\1\2") + 24
    zeros[at : at + 4] = (3 << 30).to_bytes(4, "little")
    return [
        attachment(paper("locked").replace(b"trailer\n<<", b"trailer\n<<" + key), "file-1.pdf"),
        attachment(bytes(zeros), "file-2.zip"),
        attachment(many_pages(), "file-3.txt"),
        attachment(photograph()[:200], "file-4.jpg"),
    ]
