"""Photoshop's resource blocks and the IPTC records in them: read for what they tell, never kept.

Source: IPTC-IIM 4.2, chapter 6; Adobe Photoshop File Formats, "Image Resource Blocks".
"""

from __future__ import annotations

from typing import Final

from intake.clean.finding import Findings, as_text

_MAX_RECORDS: Final = 1000
_TELLING: Final = {
    5: "text",  # object name
    15: "text",
    25: "text",  # keywords
    26: "place",
    40: "text",
    55: "time",
    60: "time",
    62: "time",
    65: "software",
    80: "person",  # by-line
    85: "person",
    90: "place",  # city
    92: "place",
    95: "place",
    101: "place",
    103: "hidden-data",
    105: "text",
    110: "person",
    115: "person",
    116: "person",
    118: "person",
    120: "text",  # caption
    122: "person",
}
_THUMBNAILS: Final = (0x0409, 0x040C)
_IPTC: Final = 0x0404


def read_photoshop(untrusted: bytes, findings: Findings) -> None:
    """Note what the resource blocks of an APP13 segment (after "Photoshop 3.0" and NUL) tell."""
    at, known = 0, False
    for _ in range(_MAX_RECORDS):
        if untrusted[at : at + 4] != b"8BIM" or at + 7 > len(untrusted):
            break
        resource = int.from_bytes(untrusted[at + 4 : at + 6], "big")
        name = untrusted[at + 6] + 1
        at += 6 + name + (name & 1)
        size = int.from_bytes(untrusted[at : at + 4], "big")
        block = untrusted[at + 4 : at + 4 + size]
        at += 4 + size + (size & 1)
        if resource in _THUMBNAILS:
            findings.add("thumbnail")
            known = True
        elif resource == _IPTC:
            known = read_iptc(block, findings) or known
    if not known:
        findings.add("hidden-data")


def read_iptc(untrusted: bytes, findings: Findings) -> bool:
    """Note what IPTC records tell. Returns: whether any was understood."""
    at, known = 0, False
    for _ in range(_MAX_RECORDS):
        head = untrusted[at : at + 5]
        if len(head) < 5 or head[0] != 0x1C:
            break
        size = int.from_bytes(head[3:5], "big")
        kind = _TELLING.get(head[2]) if head[1] == 2 else None
        if kind:
            findings.add(kind, "" if kind == "hidden-data" else as_text(untrusted[at + 5 : at + 5 + size]))
            known = True
        at += 5 + size
    return known
