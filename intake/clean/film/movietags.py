"""What the user data and metadata boxes of a film tell: read, never kept.

Reading is lenient, since all of it goes in any case.
Source: QuickTime File Format, "User data atoms" and "Metadata"; 3GPP TS 26.244, section 8; the places that phones use.
"""

from __future__ import annotations

from typing import Final

from intake.clean.errors import CleanError
from intake.clean.film.boxes import Box, boxes, number
from intake.clean.finding import CREDENTIALS, Findings, as_text, place
from intake.clean.picture.exif import device_name
from intake.clean.picture.xmp import read_xmp
from intake.clean.tagnames import place_of

_XMP_UUID: Final = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
_C2PA_UUID: Final = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")

_TELLING: Final = {
    b"\xa9xyz": "place",
    b"\xa9mak": "make",
    b"\xa9mod": "model",
    b"\xa9day": "time",
    b"\xa9swr": "software",
    b"\xa9too": "software",
    b"\xa9enc": "software",
    b"\xa9nam": "text",
    b"\xa9cmt": "text",
    b"\xa9inf": "text",
    b"\xa9des": "text",
    b"\xa9alb": "text",
    b"\xa9gen": "text",
    b"\xa9ART": "person",
    b"\xa9aut": "person",
    b"\xa9dir": "person",
    b"\xa9prd": "person",
    b"\xa9wrt": "person",
    b"\xa9cpy": "person",
    b"aART": "person",
    b"cprt": "person",
    b"auth": "person",
    b"perf": "person",
    b"titl": "text",
    b"dscp": "text",
    b"desc": "text",
    b"name": "text",
    b"covr": "thumbnail",
    b"thmb": "thumbnail",
}
# QuickTime has a length and a language before the text, 3GPP version, flags and language
_MOBILE: Final = frozenset({b"auth", b"perf", b"titl", b"dscp", b"cprt"})
_KEYS: Final = {
    "location.ISO6709": "place",
    "location.name": "place",
    "location.body": "place",
    "location.note": "place",
    "make": "make",
    "model": "model",
    "creationdate": "time",
    "software": "software",
    "author": "person",
    "artist": "person",
    "copyright": "person",
    "director": "person",
    "title": "text",
    "comment": "text",
    "description": "text",
    "displayname": "text",
    "keywords": "text",
    "artwork": "thumbnail",
}
_KEY_SPACES: Final = ("com.apple.quicktime.", "com.android.")


def read_tags(data: bytes | bytearray, box: Box, findings: Findings) -> None:
    """Note what a `udta`, `meta` or `uuid` box tells; hidden data, where nothing in it is understood."""
    tags = _Tags(findings)
    try:
        if box.kind == b"uuid":
            tags.identified(bytes(data[box.body : box.end]))
        elif box.kind == b"meta":
            tags.meta(data, box)
        else:
            tags.user_data(data, box)
    except CleanError:
        findings.add("hidden-data")
    tags.finish()


class _Tags:
    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._device = {"make": "", "model": ""}

    def finish(self) -> None:
        """Make and model are told as one."""
        name = device_name(self._device["make"], self._device["model"])
        if name:
            self._findings.add("device", name)

    def identified(self, body: bytes) -> None:
        """A box that is known by its 16-byte identity alone."""
        if body[:16] == _XMP_UUID:
            read_xmp(body[16:], self._findings)
        elif body[:16] == _C2PA_UUID:
            self._findings.add("proof", CREDENTIALS)
        else:
            self._findings.add("hidden-data")

    def user_data(self, data: bytes | bytearray, box: Box) -> None:
        """`udta`: one box a tag, and perhaps a `meta` with more of them."""
        for tag in boxes(data, box.body, box.end):
            if tag.kind == b"meta":
                self.meta(data, tag)
            elif tag.kind == b"XMP_":
                read_xmp(bytes(data[tag.body : tag.end]), self._findings)
            elif tag.kind == b"loci":
                self._loci(bytes(data[tag.body : tag.end]))
            else:
                body = bytes(data[tag.body : tag.end])
                skip = 4 if tag.kind[:1] == b"\xa9" else 6 if tag.kind in _MOBILE else 0
                self._tell(_TELLING.get(tag.kind, "hidden-data"), as_text(body[skip:]), body)

    def meta(self, data: bytes | bytearray, box: Box) -> None:
        """`meta`: keys and values (`mdta`), or iTunes' list; QuickTime's has no version field."""
        full = bytes(data[box.body + 4 : box.body + 8]) not in (b"hdlr", b"keys", b"ilst")
        keys: list[str] = []
        for part in boxes(data, box.body + (4 if full else 0), box.end):
            if part.kind == b"keys":
                keys = [as_text(bytes(data[key.body : key.end])) for key in boxes(data, part.body + 8, part.end)]
            elif part.kind == b"ilst":
                self._list(data, part, keys)
            elif part.kind not in (b"hdlr", b"free", b"skip"):
                self._findings.add("hidden-data")

    def _list(self, data: bytes | bytearray, box: Box, keys: list[str]) -> None:
        for item in boxes(data, box.body, box.end):
            index = number(item.kind, 0, 4)
            kind = _TELLING.get(item.kind, "hidden-data")
            if 1 <= index <= len(keys):
                key = keys[index - 1]
                for space in _KEY_SPACES:
                    key = key.removeprefix(space)
                kind = _KEYS.get(key, "hidden-data")
            for value in boxes(data, item.body, item.end):
                if value.kind == b"data":
                    body = bytes(data[value.body + 8 : value.end])
                    self._tell(kind, as_text(body), body)

    def _loci(self, body: bytes) -> None:
        """3GPP's place: version and flags, language, a name, a role, then longitude and latitude in 16.16."""
        end = body.find(b"\0", 6)
        numbers = body[end + 2 : end + 10]
        if end < 0 or len(numbers) < 8:
            self._findings.add("place")
            return
        longitude, latitude = (int.from_bytes(numbers[i : i + 4], "big", signed=True) / 65_536 for i in (0, 4))
        self._findings.add("place", place(latitude, longitude))

    def _tell(self, kind: str, text: str, body: bytes) -> None:
        if not body.strip(b"\0"):
            return
        if kind in self._device:
            self._device[kind] = self._device[kind] or text
        elif kind == "place":
            self._findings.add("place", place_of(text))
        else:
            self._findings.add(kind, "" if kind in ("hidden-data", "thumbnail") else text)
