"""Make mails with Python's email, and sign some with dkimpy."""

from __future__ import annotations

import base64
from email.message import EmailMessage
from email.policy import SMTP

import dkim  # type: ignore[import-untyped]
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tests.corpus.corpus import CORPUS
from tests.corpus.document.making import CANARY, FILES, TEXT, drawing, photograph

PAGE = f"""<!-- {TEXT} --><html data-user="{CANARY}"><head><title>{TEXT}</title><meta name="generator" content="{CANARY} Mail">
<style>p {{ color: #c00 }}</style><style>@import "//{CANARY}.example/a.css";</style><script>var user = "{CANARY}";</script></head>
<body background="//{CANARY}.example/"><p title="{TEXT}" onclick="{CANARY}()">Pay them: caf\u00e9 &amp; more.</p>
<!--[if mso]><p>{TEXT}</p><![endif]--><img src="cid:plan.{CANARY}@example.org" alt="a plan">
<img src="https://{CANARY}.example/pixel.gif?to=permanent.secretary" width="1" height="1"><img src="cid:{CANARY}%20">
<a href="https://example.org/">a link</a><input type="hidden" value="{CANARY}"></body></html>
"""
"""What programs and their makers put into the page of a mail."""

_KEY = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
SELECTOR, DOMAIN = "march", "ministry.example"
SIGNED = ("from", "to", "subject", "date", "mime-version", "content-type", "message-id")


def published_key(name: bytes, **_: object) -> bytes | None:
    """The record of the DNS that the mails are verified with, in the form that dkimpy asks for."""
    if name.decode() != f"{SELECTOR}._domainkey.{DOMAIN}.":
        return None
    public = _KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return b"v=DKIM1; k=ed25519; p=" + base64.b64encode(public)


def _mail(*, attached: bytes | None = None, page: str = "<p>Pay them in March.</p>") -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = "Minister <minister@ministry.example>"
    mail["To"] = "permanent.secretary@ministry.example"
    mail["Subject"] = "The generators"
    mail["Date"] = "Fri, 01 Mar 2024 12:30:00 +0600"
    mail["Message-ID"] = "<1@ministry.example>"
    mail.set_content("Pay them in March.\r\n\r\nNobody needs to know.  \r\n\r\n\r\n")
    mail.add_alternative(page, subtype="html")
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


def _page(encoding: str, charset: str) -> EmailMessage:
    """A mail of a page and a picture that it shows."""
    mail = EmailMessage(policy=SMTP)
    for name, value in (("From", "minister@ministry.example"), ("To", "permanent.secretary@ministry.example")):
        mail[name] = value
    mail["Subject"], mail["Date"], mail["Message-ID"] = (
        "The plan",
        "Fri, 01 Mar 2024 12:30:00 +0600",
        "<1@ministry.example>",
    )
    mail.set_content("Pay them.\r\n")
    mail.add_alternative(PAGE, subtype="html", cte=encoding, charset=charset)
    page = mail.get_body(("html",))
    assert page is not None
    page.add_related(photograph(), "image", "jpeg", cid=f"<plan.{CANARY}@example.org>", filename=f"{CANARY}.jpg")
    return mail


def pages() -> None:
    """Pages in each encoding, with what is attached to a mail, and signed ones."""
    mail = _page("quoted-printable", "utf-8")
    for path in (FILES / "sheet.xlsx", CORPUS / "pdf" / "files" / "history.pdf"):
        mail.add_attachment(path.read_bytes(), maintype="application", subtype="octet-stream", filename=f"{CANARY}.bin")
    (FILES / "page.eml").write_bytes(mail.as_bytes())
    (FILES / "page-latin.eml").write_bytes(_page("8bit", "windows-1252").as_bytes())
    (FILES / "page-base64.eml").write_bytes(_page("base64", "utf-8").as_bytes())
    signed = _mail(page="<!-- of the minister --><p data-user='minister'>Pay them in March.</p>")
    (FILES / "page-signed.eml").write_bytes(on_its_way(signature(signed, (b"relaxed", b"relaxed")) + signed))
    signed = _mail(attached=photograph())
    (FILES / "attached-signed.eml").write_bytes(signature(signed, (b"relaxed", b"relaxed")) + signed)


def make() -> None:
    """Signed in both forms, unsigned, changed after signing, with attachments that tell nothing or something."""
    pages()
    plain, attached = _mail(), _mail(attached=drawing())
    (FILES / "signed.eml").write_bytes(on_its_way(signature(plain, (b"relaxed", b"relaxed")) + plain))
    (FILES / "signed-simple.eml").write_bytes(on_its_way(signature(attached, (b"simple", b"simple")) + attached))
    (FILES / "unsigned.eml").write_bytes(on_its_way(plain.replace(b"\r\n", b"\n"), own=True))
    changed = plain.replace(b"in March", b"in April")
    (FILES / "changed.eml").write_bytes(on_its_way(signature(plain, (b"relaxed", b"relaxed")) + changed))
    (FILES / "attached.eml").write_bytes(on_its_way(_mail(attached=photograph())))
