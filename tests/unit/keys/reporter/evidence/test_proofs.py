"""Proofs by others: our checks against dkimpy and pyHanko, which made the signatures and judge them beside us."""

from __future__ import annotations

import base64
import json
import random
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import dkim  # type: ignore[import-untyped]
import pytest
from asn1crypto import keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko_certvalidator.registry import SimpleCertificateStore

from keys.reporter.evidence import bag
from keys.reporter.evidence.export import Wish, export_evidence
from keys.reporter.evidence.proofs import Brought, Proof, proofs_of
from keys.reporter.evidence.verify import verify
from keys.reporter.notary.answers import Answer, Issuer, Kind, Why
from keys.reporter.notary.mail import mail_proofs
from keys.reporter.notary.pdf import pdf_proofs
from tests.corpus.document.mails import DOMAIN, SELECTOR, published_key
from tests.support.exhibits import paper
from tests.support.newsroom import Newsroom, attachment, sealed

MAILS = Path(__file__).parents[4] / "corpus" / "document" / "files"
SIGNED_PDF = Path(__file__).parents[4] / "corpus" / "pdf" / "files" / "signed.pdf"
RECORD = (published_key(f"{SELECTOR}._domainkey.{DOMAIN}.".encode()) or b"").decode()
KEY = rsa.generate_private_key(65537, 2048)
RSA_RECORD = (
    "v=DKIM1; k=rsa; p="
    + base64.b64encode(KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()
)


def only(body: bytes, record: str | None = None) -> Proof:
    """The one proof of a file, judged in the sandbox."""
    (proof,) = proofs_of([body], Brought(record))
    return proof


@pytest.mark.parametrize("name", ["signed.eml", "signed-simple.eml"])
def test_a_signed_mail_holds_by_the_key_that_was_brought_along(name: str) -> None:
    """Without it the body alone is checked; with another one it does not hold."""
    body = (MAILS / name).read_bytes()
    assert only(body, RECORD).holds is True
    assert only(body, RECORD).by == DOMAIN
    assert only(body).holds is None
    assert only(body, "v=DKIM1; k=ed25519; p=" + base64.b64encode(bytes(32)).decode()).holds is False
    assert only(body, RSA_RECORD).holds is False


def test_a_changed_mail_and_an_unsigned_one() -> None:
    """A changed body needs no key; what nobody signed has no proof."""
    assert only((MAILS / "changed.eml").read_bytes()).holds is False
    for body in ((MAILS / "unsigned.eml").read_bytes(), b"no mail at all", b""):
        assert proofs_of([body], Brought(RECORD)) == []


@pytest.mark.parametrize("form", [(b"relaxed", b"simple"), (b"simple", b"relaxed")])
def test_mail_is_judged_as_dkimpy_judges_it(form: tuple[bytes, bytes]) -> None:
    """RSA, both canonical forms, a header twice, folded lines; 60 seeded changes, and the mail as it is."""
    mail = (
        b"From: Minister  <m@ministry.example>\r\nTo: a@example.org\r\nX-List: one\r\nX-List: two\r\n"
        b"Subject: The\r\n\t generators \r\nDate: Fri, 01 Mar 2024 12:30:00 +0600\r\n\r\nPay them.  \r\n\r\nNow\t.\r\n\r\n"
    )
    pem = KEY.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    names = [b"from", b"to", b"subject", b"date", b"x-list", b"x-list"]
    mail = dkim.sign(mail, b"s", b"ministry.example", pem, canonicalize=form, include_headers=names) + mail
    draw, judged = random.Random(11), set()
    for number in range(61):
        body = bytearray(mail)
        if number:
            at = draw.randrange(len(body))
            body[at] = draw.choice([32, 9, body[at] ^ 1, body[at] ^ 32])
        try:
            by_dkimpy = dkim.verify(bytes(body), dnsfunc=lambda *_, **__: RSA_RECORD.encode())
        except (dkim.DKIMException, ValueError):  # a judge that chokes says no
            by_dkimpy = False
        ours = [answer.why for answer in mail_proofs(bytes(body), RSA_RECORD)] == [Why.MAIL_HOLDS]
        assert ours == by_dkimpy, bytes(body)
        judged.add(ours)
    assert judged == {True, False}


def certificate(key: ec.EllipticCurvePrivateKey, *, qualified: bool) -> x509.Certificate:
    """A person's, from an authority."""
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Rahima Akter")])
    issuer = x509.Name([x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "Trust Ltd")])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(77)
        .not_valid_before(datetime(2024, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2044, 1, 1, tzinfo=UTC))
    )
    if qualified:
        compliance = bytes.fromhex("300a300806060 4008e460101".replace(" ", ""))
        made = made.add_extension(
            x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3"), compliance), critical=False
        )
    return made.sign(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256())


def signed_paper(*, qualified: bool) -> bytes:
    """By pyHanko, with a key on P-256."""
    key = ec.generate_private_key(ec.SECP256R1())
    private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    signer = signers.SimpleSigner(
        signing_cert=asn1.Certificate.load(certificate(key, qualified=qualified).public_bytes(Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(private),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )
    told = signers.PdfSignatureMetadata(field_name="Signature1", md_algorithm="sha256")
    writer = IncrementalPdfFileWriter(BytesIO(paper("A contract")))
    # in a thread of its own: pyHanko starts an event loop, and another test's browser may have one here already
    with ThreadPoolExecutor(1) as alone:
        made: bytes = alone.submit(lambda: signers.sign_pdf(writer, told, signer=signer).getvalue()).result()
    return made


def by_pyhanko(body: bytes) -> bool:
    """Whether pyHanko says that the bytes are those that were signed."""
    try:
        signature = PdfFileReader(BytesIO(body), strict=False).embedded_signatures[0]
        signature.compute_integrity_info()
        intact, valid = validate_sig_integrity(
            signature.signer_info,
            signature.signer_cert,
            expected_content_type="data",
            actual_digest=signature.compute_digest(),
        )
    except Exception:  # noqa: BLE001 - a judge that chokes says no
        return False
    return bool(intact and valid)


def test_issuers_are_told_by_class_and_never_by_a_persons_name() -> None:
    """Self-signed, an authority's, a qualified one's; the authority stands in the folder alone."""
    own = only(SIGNED_PDF.read_bytes())
    assert (own.holds, own.by) == (True, "")
    assert "self-signed" in own.said
    for qualified, said in ((False, "names itself"), (True, "qualified")):
        proof = only(signed_paper(qualified=qualified))
        assert (proof.holds, proof.by) == (True, "Trust Ltd")
        assert said in proof.said
        assert "Trust" not in proof.told
        assert "Rahima" not in repr(proof)


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_pdfs_are_judged_as_pyhanko_judges_them(kind: str) -> None:
    """As they are; with 25 seeded bits flipped in what was signed; and with something added after it."""
    whole = SIGNED_PDF.read_bytes() if kind == "rsa" else signed_paper(qualified=False)
    assert by_pyhanko(whole)
    assert only(whole).holds is True
    start, end = whole.index(b"/Contents <") + 11, whole.index(b">", whole.index(b"/Contents <") + 11)
    draw = random.Random(5)
    for _ in range(25):
        body = bytearray(whole)
        at = draw.choice(
            [place for place in (draw.randrange(len(whole)) for _ in range(50)) if not start <= place < end]
        )
        body[at] ^= 1 << draw.randrange(8)
        said = {answer.why for answer in pdf_proofs(bytes(body))}
        assert said <= {Why.PDF_CHANGED, Why.PDF_RANGE, Why.DAMAGED}, at
        assert not by_pyhanko(bytes(body))
    added = only(whole + b"\n% added\n")
    assert added.holds is True
    assert "added to the file after it was signed" in added.said


@pytest.mark.parametrize("numbers", [b"0 9 9 9", b"0 1 99999999 1", b"1 2 3 4", b"0 10 40 999999", b"0 8 12 4"])
def test_a_signature_that_lies_about_its_bytes_does_not_hold(numbers: bytes) -> None:
    """Whatever it says, nothing is read beyond the file, and nothing breaks."""
    (answer,) = pdf_proofs(b"%PDF-1.7 /ByteRange [" + numbers + b"]" + b"x" * 30)
    assert answer.why in (Why.PDF_RANGE, Why.DAMAGED)


def package(*names: str) -> bytes:
    """A ZIP with files of these names."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, b"<x/>")
    return file.getvalue()


SMIME = b"From: a@b.example\r\nContent-Type: multipart/signed; protocol=x;\r\n boundary=y\r\n\r\n--y\r\n"
DSIG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\2tEXtxx\0\0\0\0" + b"\0\0\0\0dSIG\0\0\0\0" + b"\0\0\0\0IEND\0\0\0\0"


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        (package("[Content_Types].xml", "_xmlsignatures/sig1.xml"), True),
        (package("mimetype", "META-INF/documentsignatures.xml"), True),
        (SMIME, True),
        (DSIG, True),
        (package("[Content_Types].xml", "word/signatures.xml"), False),
        (DSIG.replace(b"dSIG", b"tIME"), False),
        (SMIME.replace(b"signed", b"mixed"), False),
    ],
    ids=["ooxml", "odf", "smime", "png", "no-ooxml", "no-png", "no-smime"],
)
def test_a_signature_that_nobody_checks_here_is_said_to_be_there(body: bytes, *, seen: bool) -> None:
    """Of office documents, of a mail's writer, in a PNG; and no signature is seen where there is none."""
    found = [(proof.kind, proof.holds, proof.said) for proof in proofs_of([body], Brought())]
    assert found == [("signature", None, "present; not checked: no program for it runs here")] * seen


def test_every_answer_has_its_sentence_and_reads_back() -> None:
    """Whatever a judge says becomes words; what stands in hashes.json becomes the same proof; anything else none."""
    for kind in Kind:
        for why in Why:
            for issuer in Issuer:
                proof = Proof.of(Answer(kind, why, issuer, "Trust Ltd", "Camera"), roots=False)
                assert len(proof.said) > 15
                assert Proof.read(json.loads(json.dumps(proof.as_json()))) == proof
    wrong: list[Any] = [[], {}, {"kind": []}, {"kind": "dkim", "holds": 1}, {"kind": "dkim", "said": {}}, {"kind": "x"}]
    for untrusted in wrong:
        assert Proof.read(untrusted) is None
    told = Proof.read({"kind": "dkim", "holds": None, "said": "a\u202eb\n" + "c" * 1000})
    assert told is not None
    assert told.said.startswith("a\ufffdb\ufffdccc")
    assert len(told.said) == 400


def test_proofs_stand_in_the_evidence(newsroom: Newsroom, tmp_path: Path) -> None:
    """In hashes.json, beside the file that carries them, whether the original itself is in it or not."""
    files = [
        attachment((MAILS / "signed.eml").read_bytes(), "file-1.eml"),
        attachment(SIGNED_PDF.read_bytes(), "file-2.pdf"),
        attachment(paper("none"), "file-3.pdf"),
    ]
    outgoing, parcels = sealed(*files)
    newsroom.bundle([newsroom.letter(newsroom.source(), "x", outgoing=outgoing)], parcels)
    newsroom.receive()
    with newsroom.machine("Ada") as machine:
        wish = Wish(brought=Brought(RECORD))
        export_evidence(machine, machine.contact("1"), tmp_path / "out", wish, newsroom.today)
    rows = json.loads((tmp_path / "out" / bag.HASHES).read_bytes())
    assert [[(proof["kind"], proof["holds"]) for proof in row["proofs"]] for row in rows] == [
        [("dkim", True)],
        [("pdf-signature", True)],
        [],
    ]
    verdict = verify(tmp_path / "out")
    assert verdict.differences == {}
    assert [(name, proof.kind, proof.holds) for name, proof in verdict.vouched] == [
        ("file-1.eml in message 1", "dkim", True),
        ("file-2.pdf in message 1", "pdf-signature", True),
    ]
