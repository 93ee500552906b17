"""What the parts of a Matroska or WebM file tell that go: read, never kept.

Source: RFC 9559, section 5.1; Matroska's list of tags.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from intake.clean.errors import CleanError
from intake.clean.film.ebml import CRC, SMALL, VOID, Element, elements
from intake.clean.finding import Findings, as_text
from intake.clean.tagnames import Teller

CHAPTERS, ATTACHMENTS, TAGS = 0x1043A770, 0x1941A469, 0x1254C367
_TAG, _SIMPLE, _NAME, _STRING, _BINARY = 0x7373, 0x67C8, 0x45A3, 0x4487, 0x4485
_FILE, _FILE_NAME, _FILE_TYPE = 0x61A7, 0x466E, 0x4660
_CHAPTER_PARTS: Final = frozenset({0x45B9, 0xB6, 0x80})  # edition, atom, display
_CHAPTER_TEXT: Final = 0x85
_DATE: Final = 0x4461
_KINDS: Final = {
    0x7BA9: "text",  # the title
    0x7384: "text",  # file names
    0x3C83AB: "text",
    0x3E83BB: "text",
    0x536E: "text",  # the name of a track
    0x4D80: "software",
    0x5741: "software",
    0x258688: "software",
}
# what a muxer writes about the file itself; it goes, but there is nothing to tell
_PLAIN: Final = frozenset(
    {CRC, 0x22B59D, 0xAA, 0x6FAB, 0x7446, 0x6D80, 0x2383E3, 0x55AB, 0x55AC, 0x55AD, 0x55AE, 0x55AF, 0x63A2, 0xA7, 0xAB, 0x5854}
)  # fmt: skip
_MAX_DEPTH: Final = 8


def tell(data: bytes | bytearray, element: Element, findings: Findings) -> None:
    """Note what an element tells; hidden data, where nothing in it is understood."""
    body = bytes(data[element.body : element.end])
    if element.kind == VOID:
        if any(body):
            findings.add("hidden-data")
    elif element.kind in _KINDS:
        said = as_text(body)
        if said:
            findings.add(_KINDS[element.kind], said)
    elif element.kind == _DATE:
        findings.add("time", _date(body))
    elif element.kind in (TAGS, ATTACHMENTS, CHAPTERS):
        teller = Teller(findings)
        try:
            _parts(data, element, teller, findings, 0)
        except CleanError:
            findings.add("hidden-data")
        teller.finish()
    elif element.kind not in _PLAIN:
        findings.add("hidden-data")


def _date(body: bytes) -> str:
    """Nanoseconds since 2001 as a date."""
    seconds = int.from_bytes(body[:SMALL], "big", signed=True) // 1_000_000_000
    if not 0 < seconds < 1 << 32:
        return ""
    return f"{datetime(2001, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds):%Y-%m-%d %H:%M:%S} UTC"


def _parts(data: bytes | bytearray, outer: Element, teller: Teller, findings: Findings, depth: int) -> None:
    """Tags, attached files and chapters, as deep as they lie in each other."""
    name = value = file_type = ""
    for part in elements(data, outer.body, outer.end) if depth < _MAX_DEPTH else ():
        text = as_text(bytes(data[part.body : min(part.end, part.body + 4096)]))
        if part.kind in (_TAG, _SIMPLE, _FILE) or part.kind in _CHAPTER_PARTS:
            _parts(data, part, teller, findings, depth + 1)
        elif part.kind in (_NAME, _FILE_NAME):
            name = text
        elif part.kind == _STRING:
            value = text
        elif part.kind == _FILE_TYPE:
            file_type = text
        elif part.kind == _BINARY:
            findings.add("hidden-data")
        elif part.kind == _CHAPTER_TEXT:
            findings.add("text", text)
    if outer.kind == _SIMPLE:
        teller.tell(name, value)
    elif outer.kind == _FILE:
        is_picture = file_type.startswith("image/")
        findings.add("thumbnail" if is_picture else "hidden-data", "" if is_picture else name)
