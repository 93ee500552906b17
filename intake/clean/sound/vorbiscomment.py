"""Vorbis comments, as Vorbis, Opus, Speex, Theora and FLAC carry them: read, never kept.

Source: Xiph.Org, "Vorbis I specification", section 5; RFC 7845, section 5.2; RFC 9639, section 8.6.
"""

from __future__ import annotations

from typing import Final

from intake.clean.finding import Findings
from intake.clean.tagnames import Teller

EMPTY: Final = bytes(8)  # no vendor, no comments
_MAX_COMMENTS: Final = 1000
_MAX_VALUE: Final = 4096  # bytes of a value that are looked at


def read_comments(data: bytes, findings: Findings) -> None:
    """Note what the vendor and the comments tell, as far as they can be read. `data` begins with the vendor's length."""
    if len(data) < 4:
        return
    vendor_end = 4 + int.from_bytes(data[:4], "little")
    vendor = data[4 : min(vendor_end, 4 + _MAX_VALUE)].decode("utf-8", "replace")
    if vendor:
        findings.add("software", vendor)
    if vendor_end + 4 > len(data):
        return
    count = int.from_bytes(data[vendor_end : vendor_end + 4], "little")
    at = vendor_end + 4
    teller = Teller(findings)
    for _ in range(min(count, _MAX_COMMENTS)):
        if at + 4 > len(data):
            break
        length = int.from_bytes(data[at : at + 4], "little")
        comment = data[at + 4 : at + 4 + min(length, _MAX_VALUE)].decode("utf-8", "replace")
        name, sign, value = comment.partition("=")
        teller.tell(name if sign else "", value if sign else comment)
        at += 4 + length
    teller.finish()
