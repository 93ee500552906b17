"""Make the PDFs of the corpus. See tests/corpus/make.py. Needs LibreOffice, exiftool, reportlab, pikepdf and pyhanko.

`python -m tests.corpus.pdf.make NAME ...` makes the named files only.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image
from reportlab.lib.pagesizes import A6  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from tests.corpus.making import BINARY_CANARY, CANARY, TEXT, exiftool, picture, plant, profile

FILES: Final = Path(__file__).parent / "files"
MAKERS: Final[dict[str, Callable[[Path], None]]] = {}


def maker(name: str) -> Callable[[Callable[[Path], None]], Callable[[Path], None]]:
    """Register the maker of a file."""

    def register(make_it: Callable[[Path], None]) -> Callable[[Path], None]:
        MAKERS[name] = make_it
        return make_it

    return register


def photograph() -> bytes:
    """A JPEG with canaries in its EXIF, IPTC and XMP, and a place."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "photo.jpg"
        picture().save(path, quality=85, comment=BINARY_CANARY)
        plant(path, "EXIF", "IPTC", "XMP-dc")
        return path.read_bytes()


def canvas(out: Path | io.BytesIO) -> Canvas:
    """A reportlab document that tells all about its author."""
    made = Canvas(str(out) if isinstance(out, Path) else out, pagesize=A6)
    made.setAuthor(TEXT)
    made.setTitle(f"{TEXT} title")
    made.setSubject(TEXT)
    made.setKeywords([TEXT])
    made.setCreator(f"{CANARY} Writer")
    return made


def packet() -> bytes:
    """An XMP packet."""
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="{TEXT}"/></rdf:RDF></x:xmpmeta>'
    ).encode()


@maker("office.pdf")
def office(path: Path) -> None:
    """LibreOffice: tagged, with an outline and links; then a tag that ExifTool appended."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "office.html"
        page.write_text(
            f"<html><head><title>{TEXT}</title><meta name=author content='{TEXT}'><meta name=keywords content='{TEXT}'>"
            "</head><body><h1>One</h1><p>The first page, with <a href='https://example.org/'>a link</a>.</p>"
            "<p><a href='#two'>And one inside</a></p>"
            "<h2 style='page-break-before:always'><a name='two'>Two</a></h2><p>The second page, &#1087;&#1086;.</p>"
            "</body></html>"
        )
        options = (
            '{"ExportBookmarks":{"type":"boolean","value":"true"},"UseTaggedPDF":{"type":"boolean","value":"true"}}'
        )
        subprocess.run(
            [
                *("soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to"),
                *(f"pdf:writer_web_pdf_Export:{options}", "--outdir", folder, str(page)),
            ],
            check=True,
            capture_output=True,
        )  # fmt: skip
        path.write_bytes((Path(folder) / "office.pdf").read_bytes())
    exiftool(path, f"-PDF:Keywords={TEXT}")


@maker("report.pdf")
def report(path: Path) -> None:
    """Reportlab: a photograph under ASCII85, form fields, an outline, named destinations, links."""
    made = canvas(path)
    made.drawString(20, 380, "A report")
    made.bookmarkPage("first")
    made.addOutlineEntry("The report", "first", 0)
    with tempfile.TemporaryDirectory() as folder:
        photo = Path(folder) / "photo.jpg"
        photo.write_bytes(photograph())
        made.drawImage(str(photo), 20, 200, 192, 128)
    made.linkURL("https://example.org/", (20, 370, 100, 390))
    made.acroForm.textfield(name="answer", value="Forty-two", x=20, y=100, width=120, height=20, fontSize=10)
    made.acroForm.checkbox(name="agreed", checked=True, x=160, y=100, size=20)
    made.showPage()
    made.bookmarkPage("second")
    made.addOutlineEntry("The rest", "second", 1)
    made.drawString(20, 380, "The rest")
    made.linkRect("", "first", (20, 370, 100, 390))
    made.showPage()
    made.save()


@maker("scan.pdf")
def scan(path: Path) -> None:
    """Pillow: a photograph with EXIF, put in as it is, as scanners do; a grey one beside it, and one with a mask."""
    pdf = pikepdf.new()
    photo = Stream(pdf, photograph())
    photo.stream_dict = Dictionary(
        Type=Name.XObject, Subtype=Name.Image, Width=96, Height=64, ColorSpace=Name.DeviceRGB, BitsPerComponent=8,
        Filter=Name.DCTDecode, Metadata=Stream(pdf, packet()), Name=Name("/" + CANARY),
    )  # fmt: skip
    mask = Stream(pdf, bytes(range(0, 240, 10)) * 2, Type=Name.XObject, Subtype=Name.Image, Width=8, Height=6,
                  ColorSpace=Name.DeviceGray, BitsPerComponent=8)  # fmt: skip
    icc = Stream(pdf, profile(), N=3, Alternate=Name.DeviceRGB)
    drawn = Stream(pdf, picture((32, 24)).tobytes(), Type=Name.XObject, Subtype=Name.Image, Width=32, Height=24,
                   ColorSpace=Array([Name.ICCBased, pdf.make_indirect(icc)]), BitsPerComponent=8, SMask=mask,
                   OPI=Dictionary(F=String(TEXT)))  # fmt: skip
    colours = Array([Name.Indexed, Name.DeviceRGB, 1, String(b"\x20\x40\x60\xff\xc0\x80")])
    two = Stream(pdf, b"\xaa\x55" * 4, Type=Name.XObject, Subtype=Name.Image, Width=8, Height=8, ColorSpace=colours,
                 BitsPerComponent=1)  # fmt: skip
    pdf.add_blank_page(page_size=(200, 150))
    page = pdf.pages[0].obj
    page.Resources = Dictionary(XObject=Dictionary(P=photo, D=drawn, T=two))
    page.Contents = Stream(
        pdf, b"q 180 0 0 120 10 10 cm /P Do Q q 64 0 0 48 100 90 cm /D Do Q q 20 0 0 20 5 5 cm /T Do Q"
    )
    pdf.save(path, compress_streams=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    exiftool(path, f"-PDF:Author={TEXT}", f"-PDF:Producer={TEXT}", "-PDF:CreateDate=2024:03:01 12:30:00+06:00")


@maker("history.pdf")
def history(path: Path) -> None:
    """ExifTool: tags written by appending, over and over; the earlier ones are still there."""
    made = canvas(path)
    made.drawString(20, 380, "A history")
    made.save()
    exiftool(path, f"-PDF:Title={TEXT} first", f"-XMP-dc:Creator={TEXT}", "-XMP-xmp:CreateDate=2024:03:01 12:30:00")
    exiftool(path, "-PDF:all=", "-XMP:all=")
    path.write_bytes(path.read_bytes() + BINARY_CANARY)


@maker("everything.pdf")
def everything(path: Path) -> None:
    """pikepdf: every other place that we know of, in object streams."""
    pdf = _with_everything()
    pdf.save(path, object_stream_mode=pikepdf.ObjectStreamMode.generate)


@maker("linear.pdf")
def linear(path: Path) -> None:
    """qpdf: the same, linearized, with a table of text."""
    pdf = _with_everything()
    pdf.save(path, object_stream_mode=pikepdf.ObjectStreamMode.disable, linearize=True)


def _with_everything() -> pikepdf.Pdf:
    base = io.BytesIO()
    made = canvas(base)
    for text in ("Everything", "The second", "The third"):
        made.drawString(20, 380, text)
        made.showPage()
    made.save()
    pdf = pikepdf.open(base)
    root, page = pdf.Root, pdf.pages[0].obj
    with pdf.open_metadata() as metadata:
        metadata["dc:creator"] = [TEXT]
        metadata["xmp:CreatorTool"] = TEXT
    pdf.docinfo[Name("/CanaryKey")] = TEXT
    pdf.docinfo[Name.ModDate] = "D:20240301123000+06'00'"
    pdf.attachments[f"{CANARY}.txt"] = pikepdf.AttachedFileSpec(
        pdf, BINARY_CANARY, description=TEXT, filename=f"{CANARY}.txt", creation_date="D:20240301123000Z"
    )
    script = Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{TEXT}')"))
    root.Names.JavaScript = Dictionary(Names=Array([String(CANARY), pdf.make_indirect(script)]))
    root.OpenAction = Dictionary(S=Name.Launch, F=String(f"{CANARY}.exe"))
    root.AA = Dictionary(WC=script)
    root.URI = Dictionary(Base=String(f"https://example.org/{CANARY}"))
    root.Lang = String("en-CANARY")
    root.PieceInfo = Dictionary(Canary=Dictionary(LastModified=String("D:20240301123000Z"), Private=String(TEXT)))
    root.OutputIntents = Array([
        Dictionary(S=Name.GTS_PDFA1, OutputConditionIdentifier=String(TEXT), DestOutputProfile=Stream(pdf, profile(), N=3))
    ])  # fmt: skip
    layer = pdf.make_indirect(Dictionary(
        Type=Name.OCG, Name=String(TEXT), Usage=Dictionary(CreatorInfo=Dictionary(Creator=String(TEXT)),
                                                           View=Dictionary(ViewState=Name.ON)),
    ))  # fmt: skip
    hidden = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Layer")))
    root.OCProperties = Dictionary(
        OCGs=Array([layer, hidden]),
        D=Dictionary(Name=String(TEXT), Creator=String(TEXT), ON=Array([layer]), OFF=Array([hidden]),
                     Order=Array([String(TEXT), layer])),
    )  # fmt: skip
    form = Stream(pdf, b"0 0 1 rg 0 0 20 20 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 20, 20]),
                  Metadata=Stream(pdf, packet()), PieceInfo=Dictionary(X=String(TEXT)), OC=layer,
                  LastModified=String("D:20240301123000Z"), **{"/PTEX.FileName": String(f"/home/{CANARY}/figure.pdf")},
                  **{"/PTEX.InfoDict": Dictionary(Author=String(TEXT))})  # fmt: skip
    page.Resources.XObject = Dictionary(F=form)
    page.Resources.Properties = Dictionary(MC0=layer, MC1=hidden, MC2=Dictionary(Metadata=Stream(pdf, packet())))
    added = b"q 1 0 0 1 150 150 cm /F Do Q /OC /MC1 BDC 10 10 90 90 re f EMC /Placed /MC2 BDC 200 9 9 9 re f EMC"
    pdf.pages[0].contents_add(added)
    page.Metadata = Stream(pdf, packet())
    page.Thumb = Stream(
        pdf, bytes(48), Width=4, Height=4, ColorSpace=Name.DeviceRGB, BitsPerComponent=8, X=String(TEXT)
    )
    page.LastModified = String("D:20240301123000Z")
    page.PieceInfo = Dictionary(Canary=String(TEXT))
    page.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB, I=True)
    page.VP = Array([Dictionary(Type=Name.Viewport, Name=String(TEXT), Measure=Dictionary(Subtype=Name.GEO,
                     GPTS=Array([23.78, 90.41])))])  # fmt: skip
    note = pdf.make_indirect(Dictionary(
        Type=Name.Annot, Subtype=Name.Square, Rect=Array([30, 30, 60, 60]), Contents=String("A comment"), T=String(TEXT),
        NM=String(CANARY), M=String("D:20240301123000Z"), CreationDate=String("D:20240301123000Z"), Subj=String(TEXT),
        RC=String(f"<p>{TEXT}</p>"), C=Array([1, 0, 0]),
        AP=Dictionary(N=Stream(pdf, b"1 0 0 RG 1 1 28 28 re S", Subtype=Name.Form, BBox=Array([0, 0, 30, 30]))),
    ))  # fmt: skip
    popup = pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Popup, Rect=Array([60, 60, 90, 90]), Parent=note,
                                         Contents=String(TEXT)))  # fmt: skip
    note.Popup = popup
    attached = Dictionary(Type=Name.Filespec, F=String(f"{CANARY}.bin"),
                          EF=Dictionary(F=Stream(pdf, BINARY_CANARY, Type=Name.EmbeddedFile)))  # fmt: skip
    clip = pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=Array([0, 0, 0, 0]),
                                        FS=attached, T=String(TEXT)))  # fmt: skip
    gone = pdf.make_indirect(
        Dictionary(Type=Name.Page, MediaBox=Array([0, 0, 9, 9]), Contents=Stream(pdf, BINARY_CANARY))
    )
    links = [
        Dictionary(A=Dictionary(S=Name.GoTo, D=Array([gone, Name.Fit]))),
        Dictionary(A=Dictionary(S=Name.GoTo, D=String("Second"))),
        Dictionary(A=Dictionary(S=Name.Launch, F=String(CANARY))),
        Dictionary(Dest=Array([pdf.pages[2].obj, Name.XYZ, 0, 100, None])),
    ]
    for at, link in enumerate(links):
        link.update(Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 9 * at, 9, 9 * at + 9]),
                               Border=Array([0, 0, 0])))  # fmt: skip
    page.Annots = pdf.make_indirect(Array([note, popup, clip, *(pdf.make_indirect(link) for link in links)]))
    root.Names.Dests = Dictionary(Names=Array([String("Second"), Dictionary(D=Array([pdf.pages[1].obj, Name.Fit]))]))
    with pdf.open_outline() as outline:
        second = pikepdf.OutlineItem("The second", 1)
        second.children.append(pikepdf.OutlineItem("The third", 2))
        outline.root.extend([pikepdf.OutlineItem("Everything", 0), second])
    return pdf


@maker("signed.pdf")
def signed(path: Path) -> None:
    """pyHanko: signed with a certificate that names its holder."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers

    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, CANARY)])
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
        .not_valid_before(datetime(2024, 1, 1, tzinfo=UTC)).not_valid_after(datetime(2034, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    made = canvas(path)
    made.drawString(20, 380, "A contract")
    made.save()
    with tempfile.TemporaryDirectory() as folder:
        pem, crt = Path(folder) / "key.pem", Path(folder) / "crt.pem"
        pem.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                          serialization.NoEncryption()))  # fmt: skip
        crt.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        signer = signers.SimpleSigner.load(str(pem), str(crt))  # type: ignore[no-untyped-call]
    told = signers.PdfSignatureMetadata(field_name="Signature1", name=TEXT, location=TEXT, reason=TEXT)
    with path.open("rb") as file:
        out = signers.sign_pdf(IncrementalPdfFileWriter(file), told, signer=signer)
    path.write_bytes(out.getvalue())


@maker("locked.pdf")
def locked(path: Path) -> None:
    """qpdf: opens without a password, and is encrypted all the same."""
    pdf = _with_everything()
    pdf.save(path, encryption=pikepdf.Encryption(owner="owner", user=""))


@maker("cut.pdf")
def cut(path: Path) -> None:
    """Without its end."""
    path.write_bytes((FILES / "office.pdf").read_bytes()[:-400])


@maker("jpeg2000.pdf")
def jpeg2000(path: Path) -> None:
    """A picture in a format that we do not look into."""
    made = io.BytesIO()
    picture().save(made, "JPEG2000")
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(96, 64))
    drawn = Stream(pdf, made.getvalue())
    drawn.stream_dict = Dictionary(Type=Name.XObject, Subtype=Name.Image, Width=96, Height=64, Filter=Name.JPXDecode)
    pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(P=drawn))
    pdf.pages[0].obj.Contents = Stream(pdf, b"96 0 0 64 0 0 cm /P Do")
    pdf.save(path)


@maker("plain.pdf")
def plain(path: Path) -> None:
    """Pillow's own writer, a fax of two colours."""
    Image.effect_noise((40, 30), 60).convert("1").save(path)


def make() -> None:
    """All PDFs, anew."""
    for name, make_it in MAKERS.items():
        make_it(FILES / name)


if __name__ == "__main__":
    for chosen in sys.argv[1:]:
        MAKERS[chosen](FILES / chosen)
