"""Put watermarks into the texts of documents: characters of no width between letters, and a word in tag characters.

Beside them stands what several writings need of such characters, so that a cleaner that takes too much is seen.
"""

from __future__ import annotations

import base64
import quopri
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP

from tests.corpus.document.mails import on_its_way, signature
from tests.corpus.document.making import CANARY, FILES, reworked
from tests.corpus.document.texts import hidden

MARKED = f"pay\u200bments\u2060 of\u00ad March\u2064{hidden(CANARY)} made\u202e"
NEEDED = (
    "\u0915\u094d\u200d\u0937",  # a joiner after a virama
    "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # a non-joiner
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 \u2764\ufe0f",  # a family, and a heart in colours
)
CUT = ("\U0001f468", "\u200d\U0001f469", "(2024)", "\u200f", "\u06c1\u06d2", "\u200f")
"""One line whose letters are needed across the pieces that an office program cuts it into."""


def _into(mark: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(mark, new + mark, 1)


def _documents() -> None:
    shown = " ".join((MARKED, *NEEDED))
    runs = "".join(f"<w:r><w:t>{piece}</w:t></w:r>" for piece in CUT)
    paragraphs = (
        f'<w:p><w:r><w:t xml:space="preserve">{shown}</w:t></w:r><w:r><w:t>pay&#x200B;ment</w:t></w:r>'
        f'<w:r><w:sym w:font="Arial" w:char="200B"/></w:r></w:p><w:p>{runs}</w:p>'
    )
    (FILES / "marked.docx").write_bytes((FILES / "word.docx").read_bytes())
    reworked(FILES / "marked.docx", {"word/document.xml": _into("<w:sectPr", paragraphs)}, {})

    spelled = "".join(f"_xDB40__xDC{ord(letter):02X}_" for letter in CANARY)
    (FILES / "marked.xlsx").write_bytes((FILES / "sheet.xlsx").read_bytes())
    reworked(
        FILES / "marked.xlsx",
        {
            "xl/worksheets/sheet1.xml": lambda text: text.replace(
                "<t>North</t>", f"<t>{shown} _x200B_{spelled} _x00e9_</t>"
            ),
            "xl/workbook.xml": lambda text: text.replace('name="Payments"', f'name="Pay\u200bments{hidden(CANARY)}"'),
        },
        {},
    )
    (FILES / "marked.pptx").write_bytes((FILES / "slides.pptx").read_bytes())
    reworked(
        FILES / "marked.pptx",
        {"ppt/slides/slide1.xml": lambda text: text.replace("What we knew", f"What we knew {shown}")},
        {},
    )
    spans = "".join(f"<text:span>{piece}</text:span>" for piece in CUT)
    (FILES / "marked.odt").write_bytes((FILES / "text.odt").read_bytes())
    reworked(
        FILES / "marked.odt",
        {"content.xml": _into("</office:text>", f"<text:p>{shown}</text:p><text:p>{spans}</text:p>")},
        {},
    )


def _pages() -> None:
    shown = " ".join((MARKED, *NEEDED))
    (FILES / "marked.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 50"><style>text{{fill:#111}}/\u200b* a *\u200b/</style>'
        f'<text id="a{hidden(CANARY)}" x="5" y="45" font-weight="bold" fill="#123">{shown}<tspan>{CUT[0]}</tspan>'
        f'<tspan>{CUT[1]}</tspan></text><filter id="f" color-interpolation-filters="sRGB"><feFlood flood-color="#0a0"/></filter></svg>'
    )
    (FILES / "marked.html").write_text(
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><style>p{{color:red}}/\u200b*a*/</style></head><body><p>{shown}</p>'
        "<p>pay&ZeroWidthSpace;ment&shy; &#8203;&#x00200b;&#x200B and&#8205; it&#820\u200b3; &#x200<!-- a -->B; &#150; &nbsp;</p>"
        "<p>\u0645\u06cc&zwnj;\u062e\u0648\u0627\u0647\u0645 <b>\U0001f468</b>&zwj;<i>\U0001f469</i> &rlm;(2024)</p>"
        f'<p title="a" class="a\u200b"><a href="https://example.org/?a=1&shy=2&#8203;">a link</a><a href="\u200bjava\u200bscript:a">no</a>'
        f'<img alt="a&zwj;b{hidden(CANARY)}"></p></body></html>'
    )


def _mail() -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = "Minister <minister@ministry.example>"
    mail["To"] = "permanent.secretary@ministry.example"
    mail["Subject"] = "The generators"
    mail["Date"] = "Fri, 01 Mar 2024 12:30:00 +0600"
    mail["Message-ID"] = "<1@ministry.example>"
    return mail


def _mails() -> None:
    shown = " ".join((MARKED, *NEEDED))
    page = f"<p>pay&ZeroWidthSpace;ment {shown} \u0645\u06cc&zwnj;\u062e</p>"
    encoded = base64.b64encode(f"Pay\u2060ment {hidden(CANARY)}".encode()).decode()
    quoted = quopri.encodestring(
        f"{shown} = it\r\nA second line, long enough to be broken in two by what sends it, \u20ac 7 \r\n".encode()
    )
    parts = (
        (b'text/plain; charset="utf-8"', b"quoted-printable", quoted.replace(b"\n", b"\r\n").replace(b"\r\r", b"\r")),
        (b"text/html; charset=utf-8", b"base64", base64.encodebytes(page.encode()).replace(b"\n", b"\r\n")),
        (b"text/html; charset=UTF-8", b"8bit", page.encode() + b"\r\n"),
        (b"text/plain; charset=iso-8859-1", b"8bit", b"caf\xe9 pay\xadment\r\n"),
    )
    body = b"".join(
        b"--cut\r\nContent-Type: %b\r\nContent-Transfer-Encoding: %b\r\n\r\n%b\r\n" % part for part in parts
    )
    head = (
        "From: Minister <minister@ministry.example>\r\nTo: permanent.secretary@ministry.example\r\n"
        f"Subject: The\u200b =?utf-8?B?{encoded}?= =?UTF-8?Q?two=E2=80=8Bwords?=\r\nDate: Fri, 01 Mar 2024 12:30:00 +0600\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="cut"\r\n\r\n'
    )
    (FILES / "marked.eml").write_bytes(on_its_way(head.encode() + body + b"--cut--\r\n"))
    mail = _mail()
    mail.set_content("Pay\u200b them\u2060 in March.\r\n", cte="quoted-printable")
    signed = mail.as_bytes()
    (FILES / "marked-signed.eml").write_bytes(on_its_way(signature(signed, (b"relaxed", b"relaxed")) + signed))


def make() -> None:
    """One of every format that holds text."""
    _documents()
    _pages()
    _mails()
