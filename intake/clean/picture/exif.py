"""EXIF: read for what it tells, kept for nothing but which way is up.

Source: TIFF 6.0, section 2; CIPA DC-008 (Exif 2.32), sections 4.5 and 4.6. Reading is lenient, since all of it goes in
any case: what does not parse is passed over, and the block is then called hidden data.
"""

from __future__ import annotations

import struct
from typing import Final

from intake.clean.finding import Findings, as_text, place

_MAX_ENTRIES: Final = 512  # of one directory
_MAX_VALUE: Final = 4096  # bytes of a value that are looked at
_SIZES: Final = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}

_MAKE, _MODEL, _ORIENTATION, _EXIF_IFD, _GPS_IFD = 0x010F, 0x0110, 0x0112, 0x8769, 0x8825
_USER_COMMENT, _COMMENT_HEAD = 0x9286, 8  # bytes that name the comment's script
_TELLING: Final = {
    0x010E: "text",  # ImageDescription
    0x0131: "software",
    0x0132: "time",
    0x013B: "person",  # Artist
    0x013C: "device",  # HostComputer
    0x02BC: "hidden-data",  # XMP
    0x8298: "person",  # Copyright
    0x83BB: "text",  # IPTC
    0x9003: "time",
    0x9004: "time",
    0x927C: "device",  # MakerNote
    _USER_COMMENT: "text",
    0x9C9B: "text",  # XPTitle and its kin
    0x9C9C: "text",
    0x9C9D: "person",  # XPAuthor
    0x9C9E: "text",
    0x9C9F: "text",
    0xA430: "person",  # CameraOwnerName
    0xA431: "device",  # BodySerialNumber
}
_AS_FOUND: Final = frozenset({0x010E, 0x0131, 0x0132, 0x013B, 0x013C, 0x8298, 0x9003, 0x9004, 0xA430, 0xA431})
# sizes, resolution, colour and versions: in every file, about nobody
_PLAIN: Final = frozenset(
    {0x0100, 0x0101, 0x0102, 0x0103, 0x0106, _ORIENTATION, 0x0115, 0x011A, 0x011B, 0x0128, 0x0213}
    | {_EXIF_IFD, _GPS_IFD, 0x9000, 0x9101, 0xA000, 0xA001, 0xA002, 0xA003, 0xA005}
)


def read_exif(untrusted: bytes, findings: Findings) -> int:
    """Note what an EXIF block tells.

    Args:    untrusted: from the TIFF header on ("II*" or "MM").
    Returns: the orientation, 1 to 8 (1: as it lies).
    """
    reader = _Reader(untrusted)
    if not reader.sound:
        findings.add("hidden-data")
        return 1
    main, following = reader.directory(reader.number(4, 4))
    camera, _ = reader.directory(reader.long(main.get(_EXIF_IFD)))
    position, _ = reader.directory(reader.long(main.get(_GPS_IFD)))
    _device(main, findings)
    _place(reader, position, findings)
    for directory, otherwise in ((main, "hidden-data"), (camera, "device")):
        for tag, value in directory.items():
            kind = _TELLING.get(tag)
            said = value.data[_COMMENT_HEAD:] if tag == _USER_COMMENT else value.data
            if kind and said.strip(b"\0 "):
                findings.add(kind, as_text(value.data) if tag in _AS_FOUND else "")
            elif kind is None and tag not in _PLAIN and tag not in (_MAKE, _MODEL):
                findings.add(otherwise)
    if following and reader.directory(following)[0]:
        findings.add("thumbnail")
    turned = main.get(_ORIENTATION)
    orientation = reader.short(turned) if turned else 1
    return orientation if 1 <= orientation <= 8 else 1


def orientation_exif(orientation: int) -> bytes:
    """The smallest EXIF block that says which way is up: 26 bytes from the TIFF header on."""
    return b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, orientation, 0, 0)


class _Value:
    """One entry of a directory: its type and its bytes."""

    __slots__ = ("data", "kind")

    def __init__(self, kind: int, data: bytes) -> None:
        self.kind = kind
        self.data = data


class _Reader:
    """The TIFF structure: numbers of either byte order, and directories that may lie anywhere."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.sound = data[:4] in (b"II*\0", b"MM\0*") and len(data) >= 8
        self._order: Final = "<" if data[:1] == b"I" else ">"

    def number(self, offset: int, size: int) -> int:
        """An unsigned number of 2 or 4 bytes, 0 where there is none."""
        part = self._data[offset : offset + size]
        return int(struct.unpack(self._order + ("H" if size == 2 else "I"), part)[0]) if len(part) == size else 0

    def directory(self, offset: int) -> tuple[dict[int, _Value], int]:
        """The entries of the directory at `offset` by their tag, and where the next directory is (0: nowhere)."""
        entries: dict[int, _Value] = {}
        if not 8 <= offset <= len(self._data) - 2:
            return entries, 0
        count = self.number(offset, 2)
        for at in range(offset + 2, offset + 2 + 12 * min(count, _MAX_ENTRIES), 12):
            kind = self.number(at + 2, 2)
            length = _SIZES.get(kind, 0) * self.number(at + 4, 4)
            start = at + 8 if length <= 4 else self.number(at + 8, 4)
            if length and start + length <= len(self._data):
                entries.setdefault(
                    self.number(at, 2), _Value(kind, self._data[start : start + min(length, _MAX_VALUE)])
                )
        return entries, self.number(offset + 2 + 12 * count, 4)

    def long(self, value: _Value | None) -> int:
        """The first number of a LONG (or IFD) value, 0 for none."""
        if value is None or value.kind not in (4, 13):
            return 0
        return int(struct.unpack_from(self._order + "I", value.data)[0])

    def short(self, value: _Value) -> int:
        """The first number of a SHORT value, 0 for none."""
        return int(struct.unpack_from(self._order + "H", value.data)[0]) if value.kind == 3 else 0

    def degrees(self, value: _Value | None) -> float | None:
        """Three rationals, degrees, minutes and seconds, as degrees."""
        if value is None or value.kind != 5 or len(value.data) < 24:
            return None
        parts = struct.unpack_from(self._order + "6I", value.data)
        if 0 in parts[1::2]:
            return None
        return float(parts[0] / parts[1] + parts[2] / parts[3] / 60 + parts[4] / parts[5] / 3600)


def _device(main: dict[int, _Value], findings: Findings) -> None:
    make, model = (as_text(main[tag].data) if tag in main else "" for tag in (_MAKE, _MODEL))
    if make or model:
        findings.add("device", device_name(make, model))


def device_name(make: str, model: str) -> str:
    """Make and model as one name, the make once."""
    make, model = make.strip(" "), model.strip(" ")
    return model if model.startswith(make) else f"{make} {model}"


def _place(reader: _Reader, position: dict[int, _Value], findings: Findings) -> None:
    latitude, longitude = reader.degrees(position.get(2)), reader.degrees(position.get(4))
    if latitude is not None and longitude is not None and latitude <= 90 and longitude <= 180:
        south = 1 in position and position[1].data[:1] == b"S"
        west = 3 in position and position[3].data[:1] == b"W"
        findings.add("place", place(-latitude if south else latitude, -longitude if west else longitude))
    elif any(tag != 0 for tag in position):
        findings.add("place")
