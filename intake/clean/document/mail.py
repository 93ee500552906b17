"""Mail: the headers that a reader needs stay, or those that a signature covers; the way that it took goes.

With DKIM the signed headers and the body stay byte by byte, since together they prove what was written, and what hides
between the letters or in a page is said to stay; without it that goes. Whether the body still has the hash that was
signed is looked at here, and the signature over the headers can be checked by whoever has the sender's public key. Without
it From, To, Cc, Subject, Date and what decodes the body stay, pages lose what saved pages lose, and what is attached is
cleaned by its own cleaner. What is attached to a signed mail must tell nothing; if it does, the mail is refused and its
parts can be sent alone.
Source: RFC 5322; RFC 2045 to 2047; RFC 6376.
"""

from __future__ import annotations

import itertools
import re
from typing import Final

from intake.clean.cleaned import Cleaned
from intake.clean.document.dkim import Signature, holding
from intake.clean.document.html import clean_page, part_id
from intake.clean.document.invisible import Hidden
from intake.clean.document.mailtext import cleaned_body, packed, unpacked, without_hidden_header
from intake.clean.document.xml import as_xml_text
from intake.clean.errors import BrokenFileError, CleanError, TooComplexError
from intake.clean.finding import STAYS, Findings
from intake.clean.plan import PlanBuilder, plan_chunks
from intake.clean.source import WHOLE_LIMIT, BytesSource, Source

_HEAD: Final = 512  # bytes that tell a family
_MAX_HEADERS: Final = 2_000
_MAX_DEPTH: Final = 16
_MAX_PARTS: Final = 500
_KNOWN: Final = frozenset(
    [
        "return-path",
        "delivered-to",
        "received",
        "from",
        "to",
        "cc",
        "bcc",
        "subject",
        "date",
        "message-id",
        "mime-version",
        "dkim-signature",
        "reply-to",
        "sender",
        "x-received",
        "arc-seal",
        "authentication-results",
        "x-originating-ip",
        "x-mailer",
        "user-agent",
        "content-type",
        "content-transfer-encoding",
    ]
)
_HEADER: Final = re.compile(rb"([!-9;-~]{1,76})[ \t]*:")
_NEEDED: Final = ("from", "to", "cc", "subject", "date")
_DECODES: Final = ("mime-version", "content-type", "content-transfer-encoding")
_TELLS: Final = {
    **dict.fromkeys(("received", "x-received", "x-originating-ip", "x-forwarded-for", "x-sender-ip"), "place"),
    **dict.fromkeys(("x-mailer", "user-agent", "x-generator"), "software"),
    **dict.fromkeys(
        ("return-path", "delivered-to", "bcc", "sender", "reply-to", "x-sender", "x-original-to"), "person"
    ),
    **dict.fromkeys(("resent-date", "delivery-date"), "time"),
    "dkim-signature": "proof",  # one that does not hold over this body
}
_PARAMETER: Final = rb"""[ \t\r\n]*=[ \t\r\n]*(?:"([^"\r\n]{1,200})"|([^ \t\r\n;"]{1,200}))"""
_OF_PARTS: Final = (*_DECODES, "content-disposition", "content-id")
_DETAIL: Final = re.compile(
    rb""";[ \t\r\n]*([!#-'*+.0-9A-Z^-~-]{1,80})[ \t\r\n]*=[ \t\r\n]*(?:"[^"\r\n]*"|[^ \t\r\n;"]*)"""
)
_DETAILS: Final = (b"charset", b"boundary", b"format", b"delsp", b"method", b"type", b"start")
_BOUNDARY: Final = re.compile(rb";[ \t\r\n]*boundary" + _PARAMETER, re.IGNORECASE)
_CHARSET: Final = re.compile(rb";[ \t\r\n]*charset" + _PARAMETER, re.IGNORECASE)
_TYPE: Final = re.compile(rb"[ \t\r\n]*([A-Za-z0-9.+-]{1,80}/[A-Za-z0-9.+-]{1,80})")
_PAGE: Final = "text/html"
_TEXTS: Final = ("text/plain", _PAGE, "text/calendar")

Header = tuple[str, bytes]  # its name in small letters, and all of it as written, with its line end


def is_mail(head: bytes) -> bool:
    """Whether a file begins with headers, and with one that mails have among them."""
    names = []
    for line in re.split(rb"\r?\n", head):
        match = _HEADER.match(line)
        if match:
            names.append(match[1].decode("latin-1").lower())
        elif not names or not line.startswith((b" ", b"\t")):
            break
    return len(names) > 1 and not _KNOWN.isdisjoint(names)


def clean_mail(source: Source) -> Cleaned:
    """Plan a mail without the headers that tell more than a reader needs, or more than its signature covers.

    Raises: BrokenFileError.  TooComplexError: among others, for an attachment that tells something.
    """
    if source.size > WHOLE_LIMIT:
        raise TooComplexError
    data = source.read(0, source.size)
    findings = Findings()
    headers, body = split(data)
    signatures = holding(headers, data[body:])
    kept = _kept(headers, signatures)
    if not any(headers[at][0] == "from" for at in kept):
        raise BrokenFileError
    if not is_mail(b"".join(raw for at, (_, raw) in enumerate(headers) if at in kept)[:_HEAD]):
        raise TooComplexError
    hidden = Hidden()
    parts = _Parts(data, hidden, signed=bool(signatures))
    parts.check(headers, body, len(data), 0)
    for at, (name, raw) in enumerate(headers):
        if at not in kept:
            _tell(name, raw, findings)
    if len(kept) < len(headers):
        for signature in signatures:
            findings.add("proof", signature.told())
    plan = PlanBuilder(source.size)
    at = 0
    for index, (_, raw) in enumerate(headers):
        shown = parts.header(headers[index][0], without_hidden_header(raw, hidden)) if index in kept else b""
        if shown and (shown == raw or signatures):
            plan.range(at, len(raw))
        else:
            plan.literal(shown)
        at += len(raw)
    for start, end, text in () if signatures else parts.changed:
        plan.range(at, start - at)
        plan.literal(text)
        at = end
    plan.range(at, source.size - at)
    hidden.tell(findings, STAYS if signatures else "")
    for name, raw in () if signatures else parts.told:
        _tell(name, raw, findings)
    for found in parts.found.listed():
        findings.add(found.kind, f"{STAYS}{found.detail or _PAGE}" if signatures else found.detail)
    return Cleaned("eml", "eml", "message/rfc822", plan.build(), findings.listed())


def split(data: bytes, start: int = 0, end: int | None = None) -> tuple[list[Header], int]:
    """The headers from `start`, and where the body begins, behind the empty line.

    Raises: BrokenFileError: a line is none.
    """
    end = len(data) if end is None else end
    headers: list[Header] = []
    at = start
    while at < end:
        line_end = data.find(b"\n", at, end)
        line_end = end if line_end < 0 else line_end + 1
        line = data[at:line_end]
        if line in (b"\n", b"\r\n"):
            return headers, line_end
        if line[:1] in (b" ", b"\t") and headers:
            headers[-1] = (headers[-1][0], headers[-1][1] + line)
        else:
            match = _HEADER.match(line)
            if not match or len(headers) >= _MAX_HEADERS:
                raise BrokenFileError
            headers.append((match[1].decode("latin-1").lower(), line))
        at = line_end
    return headers, end


def _kept(headers: list[Header], signatures: list[Signature]) -> set[int]:
    """Which headers stay, by their places."""
    if not signatures:
        return {at for at, (name, _) in enumerate(headers) if name in _NEEDED or name in _DECODES}
    kept = {at for signature in signatures for at in signature.covered}
    return kept | {at for at, (name, _) in enumerate(headers) if name in _DECODES}


def _tell(name: str, raw: bytes, findings: Findings) -> None:
    text = raw.split(b":", 1)[1].decode("utf-8", "replace")
    findings.add(_TELLS.get(name, "hidden-data"), f"{name}:{text}" if name and name not in _TELLS else text)


class _Parts:
    """Looks at what a body is made of: text, pages, or what has its own cleaner."""

    def __init__(self, data: bytes, hidden: Hidden, *, signed: bool) -> None:
        self.changed: list[tuple[int, int, bytes]] = []  # from where to where a part is another once it is cleaned
        self.found = Findings()  # in pages and in what is attached
        self.told: list[tuple[str, bytes]] = []  # headers of parts that go, and texts that stand between them
        self._data = data
        self._hidden = hidden
        self._signed = signed
        self._count = 0
        self._ids: dict[str, str] = {}
        self._marks: list[re.Pattern[bytes]] = []

    def check(self, headers: list[Header], start: int, end: int, depth: int) -> None:
        """Raises: BrokenFileError.  TooComplexError: a part is none that can be cleaned."""
        self._count += 1
        if depth > _MAX_DEPTH or self._count > _MAX_PARTS:
            raise TooComplexError
        found = {name: raw.split(b":", 1)[1] for name, raw in reversed(headers)}
        kind = _TYPE.match(found.get("content-type", b" text/plain"))
        media_type = kind[1].decode("latin-1").lower() if kind else ""
        encoding = found.get("content-transfer-encoding", b"7bit").strip(b" \t\r\n").lower()
        if media_type.startswith("multipart/"):
            self._check_inside(found["content-type"], start, end, depth)
        elif media_type in _TEXTS:
            end -= self._data[end - 1 : end + 1] == b"\r\n" and end > start  # the end of line belongs to what follows
            charset = _CHARSET.search(found.get("content-type", b""))
            name = (charset[1] or charset[2]).decode("latin-1").lower() if charset else ""
            self._clean_text(start, end, encoding.decode("latin-1"), name, page=media_type == _PAGE)
        elif encoding == b"base64":
            self._clean_attached(start, end)
        else:
            raise TooComplexError

    def header(self, name: str, raw: bytes) -> bytes:
        """A header without the names of files and whatever else is not needed to decode or to place a part."""

        def detail(match: re.Match[bytes]) -> bytes:
            if name == "content-type" and match[1].lower() == b"start":
                value = match[0].split(b"=", 1)[1].strip(b' \t\r\n"<>').decode("latin-1")
                return f'; start="<{part_id(value, self._ids)}>"'.encode()
            return match[0] if name == "content-type" and match[1].lower() in _DETAILS else b""

        if name == "content-id":
            old = raw.split(b":", 1)[1].strip(b' \t\r\n"<>').decode("latin-1")
            end = b"\r\n" if raw.endswith(b"\r\n") else b"\n"
            return f"Content-ID: <{part_id(old, self._ids)}>".encode() + end
        return _DETAIL.sub(detail, raw) if name in ("content-type", "content-disposition") else raw

    def _clean_text(self, start: int, end: int, encoding: str, charset: str, *, page: bool) -> None:
        def clean(text: str) -> str:
            if page:
                return clean_page(as_xml_text(text.encode()), self.found, self._hidden, self._ids)
            return self._hidden.taken_from([text])[0]

        text = self._data[start:end]
        try:
            self._change(start, end, cleaned_body(text, encoding, charset, clean, page=page))
        except CleanError:
            if not self._signed or not page:
                raise
            self.found.add("hidden-data", _PAGE)

    def _change(self, start: int, end: int, shown: bytes) -> None:
        """Raises: TooComplexError: without what stood before it, a line looks like the end of a part."""
        if shown != self._data[start:end]:
            if any(marks.search(shown) for marks in self._marks):
                raise TooComplexError
            self.changed.append((start, end, shown))

    def _check_inside(self, content_type: bytes, start: int, end: int, depth: int) -> None:
        found = _BOUNDARY.search(content_type)
        if not found:
            raise TooComplexError
        mark = b"--" + (found[1] or found[2])
        marks = re.compile(rb"(?:^|\n)" + re.escape(mark) + rb"(--)?[ \t]*(?=\r?\n|\Z)")
        places = [(match.start(), match.end(), bool(match[1])) for match in marks.finditer(self._data[start:end])]
        if not places or not places[-1][2] or sum(last for _, _, last in places) != 1:
            raise BrokenFileError
        self._leave_out(start, start + places[0][0])
        self._marks.append(marks)
        for (_, after, _), (before, _, _) in itertools.pairwise(places):
            part = start + after + (2 if self._data[start + after : start + after + 2] == b"\r\n" else 1)
            headers, body = split(self._data, part, max(start + before, part))
            self._clean_headers(headers, part)
            self.check(headers, body, max(start + before, body), depth + 1)
        self._marks.pop()
        self._leave_out(start + places[-1][1], end)

    def _clean_headers(self, headers: list[Header], at: int) -> None:
        for name, raw in headers:
            shown = self.header(name, raw) if name in _OF_PARTS else b""
            if shown != raw:
                self.changed.append((at, at + len(raw), shown))
                self.told.append((name, raw))
            at += len(raw)

    def _leave_out(self, start: int, end: int) -> None:
        """Leave out what no reader shows, before the first part or behind the last; the ends of lines around it stay."""
        text = self._data[start:end]
        inside = text.strip(b"\r\n")
        if inside:
            at = start + text.index(inside)
            self.changed.append((at, at + len(inside), b""))
            self.told.append(("", b":" + inside))

    def _clean_attached(self, start: int, end: int) -> None:
        from intake.clean.families import clean

        text = self._data[start:end]
        attached = BytesSource(unpacked(text))
        cleaned = clean(attached)
        if cleaned is None or (self._signed and cleaned.findings):
            raise TooComplexError
        shown = b"".join(plan_chunks(attached, cleaned.plan))
        if shown == attached.read(0, attached.size):
            return
        if self._signed:
            raise TooComplexError
        for finding in cleaned.findings:
            self.found.add(finding.kind, finding.detail)
        self._change(start, end, packed(shown, text))
