"""What the chunks of WAV and AIFF files tell that go: read, never kept.

Source: as sound/riff.py; AES46 (cart); "iXML specification"; EXIF 2.32, section 5 (the names of INFO).
"""

from __future__ import annotations

import re
from typing import Final

from intake.clean.finding import Findings, as_text
from intake.clean.picture.xmp import read_xmp
from intake.clean.sound.id3 import HEAD, id3_length, read_id3

MAX_READ: Final = 1024 * 1024  # bytes of a chunk that is read to say what it tells
_MAX_TAGS: Final = 200
_INFO: Final = {
    b"IART": "person",
    b"ICOP": "person",
    b"IENG": "person",
    b"ITCH": "person",
    b"ICMS": "person",
    b"IWRI": "person",
    b"ISRC": "person",
    b"ICRD": "time",
    b"IDIT": "time",
    b"ISFT": "software",
    b"ITOC": "software",
    b"IENC": "software",
    b"IARL": "place",
    b"IMED": "device",
    b"ISRF": "device",
}
_TEXTS: Final = frozenset(b"NAME ANNO labl note ltxt cart DISP".split())
_PERSONS: Final = frozenset({b"AUTH", b"(c) "})
_FILL: Final = frozenset({b"JUNK", b"junk", b"PAD ", b"FLLR", b"filr"})
_IXML: Final = re.compile(r"<([A-Z_]{1,40})>([^<>]{1,200})</")
_IXML_KINDS: Final = {
    "PROJECT": "text",
    "SCENE": "text",
    "TAKE": "text",
    "TAPE": "text",
    "NOTE": "text",
    "NAME": "text",
    "BWF_DESCRIPTION": "text",
    "BWF_ORIGINATOR": "person",
    "BWF_ORIGINATION_DATE": "time",
    "BWF_ORIGINATION_TIME": "time",
    "LOCATION_NAME": "place",
    "LOCATION_GPS": "place",
    "FILE_UID": "hidden-data",
}


def tell_chunk(kind: bytes, body: bytes, findings: Findings) -> None:
    """Note what a chunk tells. `body` has its first bytes, at most MAX_READ."""
    if kind == b"LIST":
        _list(body, findings)
    elif kind == b"bext":
        _broadcast(body, findings)
    elif kind in (b"id3 ", b"ID3 ") and id3_length(body[:HEAD]):
        read_id3(body, findings)
    elif kind == b"_PMX":
        read_xmp(body, findings)
    elif kind == b"iXML":
        for name, value in _IXML.findall(body[: 64 * 1024].decode("utf-8", "replace")):
            if name in _IXML_KINDS:
                findings.add(_IXML_KINDS[name], "" if _IXML_KINDS[name] == "hidden-data" else value)
    elif kind == b"PEAK":
        findings.add("time")
    elif kind in _TEXTS:
        findings.add("text", as_text(body[4:] if kind in (b"labl", b"note", b"cart", b"DISP") else body))
    elif kind == b"COMT":
        findings.add("time")
        findings.add("text", as_text(body[10:]))
    elif kind in _PERSONS:
        findings.add("person", as_text(body))
    elif kind not in _FILL or any(body):
        findings.add("hidden-data")


def _list(body: bytes, findings: Findings) -> None:
    """A list of tags (INFO), or of labels of places in the sound (adtl)."""
    at = 4
    for _ in range(_MAX_TAGS):
        if at + 8 > len(body):
            return
        kind, size = body[at : at + 4], int.from_bytes(body[at + 4 : at + 8], "little")
        part = body[at + 8 : at + 8 + size]
        if body[:4] == b"INFO":
            findings.add(_INFO.get(kind, "text"), as_text(part))
        else:
            findings.add("text", as_text(part[4:]))
        at += 8 + size + (size & 1)


def _broadcast(body: bytes, findings: Findings) -> None:
    """The broadcast extension: who recorded what with which machine, when, and how it was coded."""
    for kind, start, end in (
        ("text", 0, 256),
        ("person", 256, 288),
        ("device", 288, 320),
        ("software", 602, len(body)),
    ):
        said = as_text(body[start:end])
        if said:
            findings.add(kind, said)
    day, hour = as_text(body[320:330]), as_text(body[330:338])
    if day or hour:
        findings.add("time", f"{day} {hour}")
