"""XMP: searched for what it tells, never kept.

The packet is searched as text and not parsed as XML: it goes in any case, so this decides only what the source is told.
Source: ISO 16684-1.
"""

from __future__ import annotations

import re
from typing import Final

from intake.clean.finding import Findings, place
from intake.clean.picture.exif import device_name

_LIMIT: Final = 256 * 1024  # bytes searched

# the value of a property, written as an attribute or as an element
_VALUE: Final = r"""(?:[ \t\r\n]{0,9}=[ \t\r\n]{0,9}["']|>[ \t\r\n]{0,9})([^"'<>]{1,200})"""
# the same inside rdf:Alt, rdf:Seq or rdf:Bag
_ITEM: Final = r"""[^<>]{0,99}>[ \t\r\n]{0,99}<rdf:[A-Z][a-z]{2}>[ \t\r\n]{0,99}<rdf:li[^<>]{0,99}>([^<>]{1,200})"""


def _pattern(names: str, tail: str = _VALUE) -> re.Pattern[str]:
    return re.compile(rf":(?:{names}){tail}")


_LATITUDE: Final = _pattern("GPSLatitude")
_LONGITUDE: Final = _pattern("GPSLongitude")
_DEGREES: Final = re.compile(r"([0-9]{1,3}),([0-9]{1,2}(?:\.[0-9]{1,12})?)([NSEW])")
_MAKE: Final = _pattern("Make")
_MODEL: Final = _pattern("Model")
_SAID: Final = (
    ("place", _pattern("City|Location|Country|CountryName|State|Sublocation")),
    ("device", _pattern("SerialNumber|BodySerialNumber|LensSerialNumber")),
    ("time", _pattern("CreateDate|DateCreated|DateTimeOriginal|ModifyDate|MetadataDate")),
    ("person", _pattern("creator|rights", _ITEM)),
    ("person", _pattern("OwnerName|AuthorsPosition|CaptionWriter|Credit|PersonInImage|Artist")),
    ("software", _pattern("CreatorTool|Software")),
    ("text", _pattern("description|title|subject|UserComment", _ITEM)),
    ("text", _pattern("Headline|Instructions|Label")),
)
_PRESENT: Final = (
    (
        "edit-history",
        re.compile(r":(?:History|DerivedFrom|DocumentID|InstanceID|OriginalDocumentID)[^a-zA-Z]"),
    ),
    ("thumbnail", re.compile(r"[a-zA-Z0-9]:Thumbnails[^a-zA-Z]")),
    ("hidden-data", re.compile(r":(?:MotionPhoto|MicroVideo|HasExtendedXMP)[^a-zA-Z]")),
)


def read_xmp(untrusted: bytes, findings: Findings) -> None:
    """Note what an XMP packet tells; a packet that tells nothing we know is hidden data."""
    text = untrusted[:_LIMIT].decode("utf-8", "replace")
    found = False
    latitude, longitude = _LATITUDE.search(text), _LONGITUDE.search(text)
    if latitude or longitude:
        found = True
        findings.add("place", _place(latitude[1], longitude[1]) if latitude and longitude else "")
    make, model = _MAKE.search(text), _MODEL.search(text)
    if make or model:
        found = True
        findings.add("device", device_name(make[1] if make else "", model[1] if model else ""))
    for kind, pattern in _SAID:
        said = pattern.search(text)
        if said:
            found = True
            findings.add(kind, said[1])
    for kind, pattern in _PRESENT:
        if pattern.search(text):
            found = True
            findings.add(kind)
    if not found:
        findings.add("hidden-data")


def _place(latitude: str, longitude: str) -> str:
    """XMP's degrees and minutes ("23,46.8N") as decimal numbers; "" for any other form."""
    north, east = _DEGREES.fullmatch(latitude), _DEGREES.fullmatch(longitude)
    if not north or not east:
        return ""
    degrees = [(float(part[1]) + float(part[2]) / 60) * (-1 if part[3] in ("S", "W") else 1) for part in (north, east)]
    return place(degrees[0], degrees[1])
