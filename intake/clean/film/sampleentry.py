"""Sample descriptions: what a decoder needs stays; names of encoders, vendors, and unknown boxes go.

Source: ISO/IEC 14496-12, sections 8.5.2 and 12; QuickTime File Format, "Sample description atoms".
"""

from __future__ import annotations

from typing import Final

from intake.clean.errors import BrokenFileError, TooComplexError
from intake.clean.film.boxes import Box, blank, boxes, number, zero
from intake.clean.finding import Findings, as_text
from intake.clean.picture.icc import clean_icc

_KEEPS: Final = frozenset(
    b"avcC hvcC lhvC vvcC vpcC av1C dvcC dvvC dvwC hvcE mvcC svcC esds d263 damr dawp dac3 dec3 dac4 dOps dfLa alac "
    b"dmlp ddts wave chan chnl srat pcmC colr pasp clap fiel btrt clli mdcv SmDm CoLL amve gama glbl vexu hfov "
    b"jpeg st3d sv3d frma ccst irot imir".split()
) | {b"SMI "}
_WAVE_KEEPS: Final = frozenset(b"frma mp4a esds alac enda chan samr damr dac3 QDCA QDMC".split()) | {bytes(4)}
_LOCKED: Final = frozenset(b"encv enca encs enct drms drmi drmt".split())
# every frame is a picture file of its own, with room for metadata of its own
_PICTURE_FILES: Final = frozenset(b"jpeg mjpa mjpb AVDJ dmb1 MJPG mjpg mjp2 tiff".split()) | {b"png ", b"gif "}
_VENDORED, _VENDOR = (b"damr", b"dawp", b"d263"), 5  # bytes that name the encoder's maker and version
_PICTURE_HEAD, _SOUND_HEAD = 78, 28  # bytes before the boxes of an entry
_SOUND_V1, _SOUND_V2 = 44, 64
_ENCODER_NAME: Final = slice(42, 74)


def clean_entries(data: bytearray, stsd: Box, is_picture: bool, findings: Findings) -> tuple[int, int] | None:
    """Clean the sample descriptions of a track in place.

    Returns: for sound of the simplest kind, (samples, bytes) of its smallest unit; None where it does not matter.
    Raises:  BrokenFileError; TooComplexError: encrypted, of picture files, or drawn with a palette that we don't read.
    """
    unit: tuple[int, int] | None = None
    version = number(data, stsd.body, 1)
    end, count = stsd.body + 8, 0
    for entry in boxes(data, stsd.body + 8, stsd.end):
        if entry.kind in _LOCKED or entry.kind in _PICTURE_FILES:
            raise TooComplexError
        if is_picture:
            start = _picture(data, entry, findings)
        else:
            start, unit = _sound(data, entry, version)
        if start > entry.end:
            raise BrokenFileError
        _children(data, start, entry.end, _KEEPS, findings)
        end, count = entry.end, count + 1
    if count != number(data, stsd.body + 4, 4):
        raise BrokenFileError
    zero(data, end, stsd.end)
    return unit


def _picture(data: bytearray, entry: Box, findings: Findings) -> int:
    """The fixed part of a picture's description. Returns: where its boxes begin."""
    at = entry.body
    depth, colours = number(data, at + 74, 2), number(data, at + 76, 2)
    if colours == 0 and depth in (1, 2, 4, 8, 34, 36, 40):
        raise TooComplexError
    name = bytes(data[at + _ENCODER_NAME.start : at + _ENCODER_NAME.stop])
    text = as_text(name[1 : 1 + name[0]])
    if text:
        findings.add("software", text)
    zero(data, at, at + 6)
    zero(data, at + 8, at + 24)
    zero(data, at + 36, at + 40)
    zero(data, at + _ENCODER_NAME.start, at + _ENCODER_NAME.stop)
    return at + _PICTURE_HEAD


def _sound(data: bytearray, entry: Box, stsd_version: int) -> tuple[int, tuple[int, int]]:
    """The fixed part of a sound's description. Returns: where its boxes begin, and (samples, bytes) of a unit."""
    at = entry.body
    version = number(data, at + 8, 2) if stsd_version == 0 else 0
    channels, bits = number(data, at + 16, 2), number(data, at + 18, 2)
    unit = (1, channels * (1 if entry.kind in (b"ulaw", b"alaw") else bits // 8))
    head = _SOUND_HEAD
    if entry.kind == b"ima4":
        unit = (64, 34 * channels)
    if version == 1:
        head = _SOUND_V1
        unit = (number(data, at + 28, 4), number(data, at + 36, 4))
    elif version == 2:
        head = _SOUND_V2
        unit = (number(data, at + 60, 4), number(data, at + 56, 4))
    elif version > 2:
        raise TooComplexError
    zero(data, at, at + 6)
    zero(data, at + 10, at + 16)
    return at + head, unit if all(unit) else (1, 1)


def _children(data: bytearray, start: int, end: int, keeps: frozenset[bytes], findings: Findings) -> None:
    last = start
    for box in boxes(data, start, end):
        last = box.end
        if box.kind not in keeps:
            blank(data, box)
        elif box.kind == b"wave":
            _children(data, box.body, box.end, _WAVE_KEEPS, findings)
        elif box.kind in _VENDORED:
            zero(data, box.body, min(box.body + _VENDOR, box.end))
        elif box.kind == b"colr" and bytes(data[box.body : box.body + 4]) in (b"prof", b"rICC"):
            profile = clean_icc(bytes(data[box.body + 4 : box.end]), findings)
            if profile is None:
                blank(data, box)
            else:
                data[box.body + 4 : box.end] = profile
    zero(data, last, end)
