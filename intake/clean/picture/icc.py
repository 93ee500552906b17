"""Colour profiles: the numbers that give the colours stay; names, dates, makers and serial numbers go.

A screenshot's profile can name the screen and its serial number. Nothing moves inside the profile: what goes is zero.
Source: ICC.1:2022, chapters 7 to 10.
"""

from __future__ import annotations

import re
from typing import Final

from intake.clean.finding import Findings

MAX_PROFILE: Final = 4 * 1024 * 1024
_HEADER: Final = 128
_MAX_TAGS: Final = 100
_KEEPS: Final = frozenset(
    b"rXYZ gXYZ bXYZ rTRC gTRC bTRC kTRC wtpt bkpt chad chrm A2B0 A2B1 A2B2 A2B3 B2A0 B2A1 B2A2 B2A3 "
    b"D2B0 D2B1 D2B2 D2B3 B2D0 B2D1 B2D2 B2D3 gamt cicp".split()
)
_TYPES: Final = frozenset(
    {b"XYZ ", b"curv", b"para", b"mft1", b"mft2", b"mAB ", b"mBA ", b"sf32", b"chrm", b"mpet", b"cicp"}
)
_KEPT_HEADER: Final = ((0, 4), (8, 10), (12, 24), (36, 40), (67, 68))  # size, version, class, spaces; "acsp"; intent
_WHITE: Final = slice(68, 80), bytes.fromhex("0000f6d6000100000000d32d")  # the same in every profile
_CLASSES: Final = frozenset(b"scnr mntr prtr link spac abst nmcl".split())
_SPACE: Final = re.compile(rb"XYZ |Lab |Luv |YCbr|Yxy |RGB |GRAY|HSV |HLS |CMYK|CMY |[2-9A-F]CLR")
_PARAMETERS: Final = {0: 1, 1: 3, 2: 4, 3: 5, 4: 7}  # of a curve, by its sort
_ROOM: Final = {b"XYZ ": 20, b"sf32": 44, b"cicp": 12}
_DEVICE: Final = frozenset({b"mmod", b"targ", b"dmnd", b"dmdd"})

# what a profile must have, saying nothing: an empty description and an empty copyright, for versions 2 and 4
_EMPTY_V2: Final = {b"desc": b"desc" + bytes(4) + b"\0\0\0\1" + bytes(79), b"cprt": b"text" + bytes(8)}
_EMPTY_V4: Final = b"mluc" + bytes(4) + b"\0\0\0\1\0\0\0\x0cenUS" + bytes(4) + b"\0\0\0\x1c"


def clean_icc(untrusted: bytes, findings: Findings) -> bytes | None:
    """A colour profile without what it tells, of the same size.

    Returns: the profile, or None when it is none that we understand: then it goes as a whole (and is hidden data).
    """
    profile = _rewritten(untrusted, findings)
    if profile is None:
        findings.add("hidden-data")
    return profile


def _rewritten(untrusted: bytes, findings: Findings) -> bytes | None:
    size = len(untrusted)
    if not _HEADER + 4 <= size <= MAX_PROFILE or untrusted[36:40] != b"acsp":
        return None
    count = int.from_bytes(untrusted[_HEADER : _HEADER + 4], "big")
    data_start = _HEADER + 4 + 12 * count
    if untrusted[12:16] not in _CLASSES or not _SPACE.match(untrusted, 16) or not _SPACE.match(untrusted, 20):
        return None
    if int.from_bytes(untrusted[:4], "big") != size or count > _MAX_TAGS or data_start > size:
        return None
    new = bytearray(size)
    for start, end in _KEPT_HEADER:
        new[start:end] = untrusted[start:end]
    new[_WHITE[0]] = _WHITE[1]
    kept: list[tuple[bytes, int, int]] = []
    empty: list[tuple[bytes, int, int]] = []
    said: list[tuple[int, bytes]] = []
    gone: list[tuple[int, int]] = []
    for at in range(_HEADER + 4, data_start, 12):
        name = untrusted[at : at + 4]
        offset, length = (int.from_bytes(untrusted[at + i : at + i + 4], "big") for i in (4, 8))
        if offset < data_start or offset + length > size:
            return None
        if name in _KEEPS and length >= 8 and untrusted[offset : offset + 4] in _TYPES:
            kept.append((name, offset, length))
            continue
        gone.append((offset, offset + length))
        if name in _EMPTY_V2:
            nothing = _EMPTY_V2[name] if untrusted[8] < 4 else _EMPTY_V4
            if length >= len(nothing):
                empty.append((name, offset, length))
                said.append((offset, nothing))
                new[offset : offset + len(nothing)] = nothing
        elif name in _DEVICE:
            findings.add("device")
    if any(new[offset : offset + len(nothing)] != nothing for offset, nothing in said):
        return None  # two lie over each other
    for _, offset, length in kept:
        if any(start < offset + length and offset < end for start, end in gone):
            return None  # what stays would bring back what goes
        used = min(length, _used(untrusted, offset))
        new[offset : offset + 4] = untrusted[offset : offset + 4]
        new[offset + 8 : offset + used] = untrusted[offset + 8 : offset + used]  # four that are reserved lie between
    tags = sorted(empty + kept, key=lambda tag: tag[1])
    new[_HEADER : _HEADER + 4] = len(tags).to_bytes(4, "big")
    for at, (name, offset, length) in zip(range(_HEADER + 4, data_start, 12), tags, strict=False):
        new[at : at + 12] = name + offset.to_bytes(4, "big") + length.to_bytes(4, "big")
    return bytes(new)


def _used(profile: bytes, offset: int) -> int:
    """How many bytes of a tag's room say something; its whole room where that is not as simple."""
    if offset + 12 > len(profile):
        return MAX_PROFILE
    kind = profile[offset : offset + 4]
    two, four = (int.from_bytes(profile[offset + 8 : offset + 8 + size], "big") for size in (2, 4))
    if kind == b"curv":
        return 12 + 2 * four
    if kind == b"para":
        return 12 + 4 * _PARAMETERS.get(two, 0)
    return 12 + 8 * two if kind == b"chrm" else _ROOM.get(kind, MAX_PROFILE)
