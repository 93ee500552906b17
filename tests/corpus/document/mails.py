"""Make mails with Python's email, and sign some with dkimpy."""

from __future__ import annotations

import base64
from email.message import EmailMessage
from email.policy import SMTP

import dkim  # type: ignore[import-untyped]
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tests.corpus.document.making import CANARY, FILES, drawing, photograph

_KEY = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
SELECTOR, DOMAIN = "march", "ministry.example"
SIGNED = ("from", "to", "subject", "date", "mime-version", "content-type", "message-id")


def published_key(name: bytes, **_: object) -> bytes | None:
    """The record of the DNS that the mails are verified with, in the form that dkimpy asks for."""
    if name.decode() != f"{SELECTOR}._domainkey.{DOMAIN}.":
        return None
    public = _KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return b"v=DKIM1; k=ed25519; p=" + base64.b64encode(public)


def _mail(*, attached: bytes | None = None) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = "Minister <minister@ministry.example>"
    mail["To"] = "permanent.secretary@ministry.example"
    mail["Subject"] = "The generators"
    mail["Date"] = "Fri, 01 Mar 2024 12:30:00 +0600"
    mail["Message-ID"] = "<1@ministry.example>"
    mail.set_content("Pay them in March.\r\n\r\nNobody needs to know.  \r\n\r\n\r\n")
    mail.add_alternative("<p>Pay them in March.</p>", subtype="html")
    if attached is not None:
        mail.add_attachment(attached, maintype="image", subtype="png", filename="plan.png")
    return mail.as_bytes()


def on_its_way(mail: bytes, *, own: bool = False) -> bytes:
    """A mail with what servers and programs put above and below."""
    way = (
        f"Return-Path: <{CANARY}@ministry.example>\r\nDelivered-To: {CANARY}@ministry.example\r\n"
        f"Received: from [192.0.2.7] ({CANARY}.ministry.example)\r\n\tby mail.example; Fri, 01 Mar 2024 06:30:02 +0000\r\n"
        f"X-Originating-IP: [192.0.2.7] {CANARY}\r\nX-Mailer: {CANARY} Mail 16\r\nX-{CANARY}: yes\r\n"
    )
    if own:
        way += f"Bcc: {CANARY}@example.org\r\nReply-To: {CANARY}@example.org\r\n"
    return way.encode() + mail


def signature(mail: bytes, canonicalize: tuple[bytes, bytes]) -> bytes:
    """The header with a signature over a mail, in the forms of headers and body."""
    private = _KEY.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    made: bytes = dkim.sign(
        mail,
        SELECTOR.encode(),
        DOMAIN.encode(),
        base64.b64encode(private),
        canonicalize=canonicalize,
        signature_algorithm=b"ed25519-sha256",
        include_headers=[name.encode() for name in SIGNED],
    )
    return made


def make() -> None:
    """Signed in both forms, unsigned, changed after signing, with attachments that tell nothing or something."""
    plain, attached = _mail(), _mail(attached=drawing())
    (FILES / "signed.eml").write_bytes(on_its_way(signature(plain, (b"relaxed", b"relaxed")) + plain))
    (FILES / "signed-simple.eml").write_bytes(on_its_way(signature(attached, (b"simple", b"simple")) + attached))
    (FILES / "unsigned.eml").write_bytes(on_its_way(plain.replace(b"\r\n", b"\n"), own=True))
    changed = plain.replace(b"in March", b"in April")
    (FILES / "changed.eml").write_bytes(on_its_way(signature(plain, (b"relaxed", b"relaxed")) + changed))
    (FILES / "attached.eml").write_bytes(on_its_way(_mail(attached=photograph())))
