"""What the fields of a TIFF page tell that go.

Source: TIFF 6.0; Exif 2.32, section 4.6; Adobe Photoshop TIFF Technical Notes; OGC GeoTIFF 1.1.
"""

from __future__ import annotations

from typing import Final

from intake.clean.errors import CleanError
from intake.clean.finding import Findings
from intake.clean.picture.exif import read_exif
from intake.clean.picture.iptc import read_iptc, read_photoshop
from intake.clean.picture.tiffpages import LONG, Field, Reader, Written, packed, written, written_size
from intake.clean.picture.xmp import read_xmp

_MAX_VALUE: Final = 4096  # bytes of a plain field that are looked at
_MAX_BLOCK: Final = 1024 * 1024
_XMP, _IPTC, _PHOTOSHOP, _EXIF_IFD, _GPS_IFD = 0x02BC, 0x83BB, 0x8649, 0x8769, 0x8825
_TOLD: Final = {
    0x0201: "thumbnail",  # a JPEG picture beside the page's own
    0x935C: "edit-history",  # Photoshop's layers
} | dict.fromkeys((0x830E, 0x8482, 0x85D8, 0x87AF, 0x87B0, 0x87B1), "place")  # GeoTIFF
# how old devices draw, and where the page lay on paper; about nobody
_PLAIN: Final = frozenset(
    {0x0107, 0x0108, 0x0109, 0x011E, 0x011F, 0x0120, 0x0121, 0x0122, 0x0123, 0x012D, 0x0146, 0x0147, 0x0148, 0x0202}
)


def tell_fields(reader: Reader, gone: dict[int, Field], findings: Findings, in_full: bool) -> None:
    """Note what the fields of a page tell; `in_full`: read them, else only that there were some."""
    if not in_full:
        findings.add("hidden-data")
        return
    rest: dict[int, Written] = {}
    for tag, field in gone.items():
        if tag == _XMP:
            read_xmp(reader.value(field, _MAX_BLOCK), findings)
        elif tag == _PHOTOSHOP:
            read_photoshop(reader.value(field, _MAX_BLOCK), findings)
        elif tag == _IPTC:
            if not read_iptc(reader.value(field, _MAX_BLOCK), findings):
                findings.add("hidden-data")
        elif tag in _TOLD:
            findings.add(_TOLD[tag])
        elif tag not in _PLAIN and tag not in (_EXIF_IFD, _GPS_IFD):
            rest[tag] = Written(field.kind, reader.value(field, _MAX_VALUE))
    _tell_exif(reader, gone, rest, findings)


def _tell_exif(reader: Reader, gone: dict[int, Field], main: dict[int, Written], findings: Findings) -> None:
    """Put the plain fields and the directories of EXIF together as the block that other formats have."""
    inner: dict[int, dict[int, Written]] = {}
    for tag in (_EXIF_IFD, _GPS_IFD):
        if tag not in gone:
            continue
        try:
            fields, _ = reader.directory(reader.numbers(gone[tag], 1)[0])
        except CleanError:
            findings.add("hidden-data")
        else:
            inner[tag] = {name: Written(field.kind, reader.value(field, _MAX_VALUE)) for name, field in fields.items()}
    main |= {tag: Written(LONG, bytes(4)) for tag in inner}
    at, block = 8 + written_size(main), b""
    for tag, values in inner.items():
        main[tag] = Written(LONG, packed(reader.order, 4, (at + len(block),)))
        block += written(values, reader.order, at + len(block), 0)
    if main:
        head = reader.window.take(0, 4) + packed(reader.order, 4, (8,))
        read_exif(head + written(main, reader.order, 8, 0) + block, findings)
