"""The texts in a PNG file: read for what they tell, never kept.

Source: PNG (third edition), section 11.3.3; XMP part 3, section 1.1.5; ImageMagick's "Raw profile type" texts.
"""

from __future__ import annotations

import re
from typing import Final

from intake.clean.deflate import inflate
from intake.clean.finding import Findings, as_text
from intake.clean.picture.exif import read_exif
from intake.clean.picture.iptc import read_photoshop
from intake.clean.picture.xmp import read_xmp

_LIMIT: Final = 1024 * 1024
_TELLING: Final = {
    "author": "person",
    "artist": "person",
    "copyright": "person",
    "software": "software",
    "source": "device",
    "make": "device",
    "model": "device",
    "creation time": "time",
    "create-date": "time",
    "modify-date": "time",
    "date:create": "time",
    "date:modify": "time",
    "date:timestamp": "time",
    "location": "place",
}
_NOT_HEX: Final = re.compile(r"[^0-9a-f]+")


def read_text(kind: bytes, untrusted: bytes, findings: Findings) -> None:
    """Note what a tEXt, zTXt or iTXt chunk tells."""
    keyword_bytes, _, rest = untrusted.partition(b"\0")
    keyword = as_text(keyword_bytes)
    text = _plain(kind, rest)
    if text is None:
        findings.add("text")
    elif keyword == "XML:com.adobe.xmp":
        read_xmp(text, findings)
    elif keyword.startswith("Raw profile type "):
        _raw_profile(keyword[17:], text, findings)
    else:
        findings.add(_TELLING.get(keyword.lower(), "text"), as_text(text))


def _plain(kind: bytes, rest: bytes) -> bytes | None:
    """The text itself, inflated where it is compressed; None when it cannot be read."""
    if kind == b"tEXt":
        return rest
    if kind == b"zTXt":
        return inflate(rest[1:], _LIMIT)
    packed = rest[:1] == b"\1"
    parts = rest[2:].split(b"\0", 2)
    if len(parts) < 3:
        return None
    return inflate(parts[2], _LIMIT) if packed else parts[2]


def _raw_profile(name: str, text: bytes, findings: Findings) -> None:
    """A profile written in hexadecimal digits, behind a name and a length on lines of their own."""
    lines = text[:_LIMIT].decode("latin-1").strip("\n").split("\n")
    digits = _NOT_HEX.sub("", "".join(lines[2:]))
    data = bytes.fromhex(digits[: len(digits) // 2 * 2])
    if name in ("exif", "APP1") and data.startswith(b"Exif\0"):
        read_exif(data[6:], findings)
    elif name == "xmp":
        read_xmp(data, findings)
    elif name == "iptc":
        read_photoshop(data, findings)
    else:
        findings.add("hidden-data")
