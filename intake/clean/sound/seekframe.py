"""The first frame of an MP3 that holds no sound but a table to seek by: Xing's, LAME's or Fraunhofer's (VBRI).

The counts, the table, and the samples to leave out at either end stay. What names the
encoder and its settings goes; as players take the samples to leave out only from an encoder that they know, the name
becomes "LAME" for all.
Source: "Mp3 Info Tag revision 1"; "Xing VBR header"; the VBRI header as published by Fraunhofer IIS.
"""

from __future__ import annotations

import itertools
from typing import Final

from intake.clean.finding import Findings
from intake.clean.sound.checksums import lame_crc16

Counts = tuple[int, int]  # frames of sound, bytes with this frame

_FRAMES, _BYTES, _TABLE, _QUALITY = 1, 2, 4, 8
_TABLE_SIZE: Final = 100
_LAME_SIZE, _LAME_NAME, _LAME_DELAYS, _LAME_CRC = 36, 9, slice(21, 24), 34
_KNOWN: Final = frozenset({b"LAME", b"Lavf", b"Lavc"})
_NEUTRAL: Final = b"LAME".ljust(_LAME_NAME, b"\0")
VBRI_AT, _VBRI_SIZE = 36, 26


def marker_of(frame: bytes) -> int:
    """Where in a frame of layer 3 the marker of a table stands; 0: it is a frame of sound."""
    mono = frame[3] >> 6 == 3
    at = 4 + ((17 if mono else 32) if frame[1] >> 3 & 3 == 3 else (9 if mono else 17))
    if frame[at : at + 4] in (b"Xing", b"Info"):
        return at
    return VBRI_AT if frame[VBRI_AT : VBRI_AT + 4] == b"VBRI" else 0


def seek_frame(frame: bytes, marker: int, counts: Counts | None, findings: Findings) -> bytes:
    """The frame with nothing in it but what is needed to seek.

    Args:    counts: what to write as counts, or None: they stay.
    Returns: a frame of the same length, or no bytes: its fields do not fit into it.
    """
    new = bytearray(len(frame))
    new[:4] = frame[:4]
    new[1] |= 1  # no checksum of a frame that has no sound
    new[marker : marker + 4] = frame[marker : marker + 4]
    used = (_vbri if marker == VBRI_AT and frame[marker : marker + 4] == b"VBRI" else _xing)(
        frame, marker, counts, new, findings
    )
    if not used:
        return b""
    if any(frame[used:]) or any(frame[4:marker]):
        findings.add("hidden-data")
    return bytes(new)


def _xing(frame: bytes, marker: int, counts: Counts | None, new: bytearray, findings: Findings) -> int:
    """Fill in Xing's fields and LAME's behind them. Returns: how many bytes of the frame were understood, 0: none."""
    if marker + 8 > len(frame):
        return 0
    flags = frame[marker + 7] & 15
    new[marker + 7] = flags
    at = marker + 8
    for flag, size in ((_FRAMES, 4), (_BYTES, 4), (_TABLE, _TABLE_SIZE), (_QUALITY, 4)):
        if flags & flag:
            if at + size > len(frame):
                return 0
            if counts and flag in (_FRAMES, _BYTES):
                new[at : at + 4] = (counts[flag - 1] & 0xFFFFFFFF).to_bytes(4, "big")
            elif flag == _TABLE and any(one > other for one, other in itertools.pairwise(frame[at : at + _TABLE_SIZE])):
                # no table: places in a sound rise
                new[at : at + size] = bytes(256 * percent // 100 for percent in range(_TABLE_SIZE))
                findings.add("hidden-data")
            elif flag != _QUALITY:
                new[at : at + size] = frame[at : at + size]
            at += size
    lame = frame[at : at + _LAME_SIZE]
    name = lame[:_LAME_NAME]
    if len(lame) < _LAME_SIZE or not any(lame):
        return at
    if name != _NEUTRAL:
        findings.add("software", name.decode("latin-1"))
    if name[:4] in _KNOWN:
        new[at : at + _LAME_NAME] = _NEUTRAL
        new[at + _LAME_DELAYS.start : at + _LAME_DELAYS.stop] = lame[_LAME_DELAYS]
        end = at + _LAME_CRC
        new[end : end + 2] = lame_crc16(bytes(new[:end])).to_bytes(2, "big")
    return at + _LAME_SIZE


def _vbri(frame: bytes, marker: int, counts: Counts | None, new: bytearray, _findings: Findings) -> int:
    """Fill in the VBRI fields. Returns: as `_xing`."""
    fields = frame[marker : marker + _VBRI_SIZE]
    if len(fields) < _VBRI_SIZE:
        return 0
    entries, size = int.from_bytes(fields[18:20], "big"), int.from_bytes(fields[22:24], "big")
    used = marker + _VBRI_SIZE + entries * size
    if used > len(frame):
        return 0
    new[marker:used] = frame[marker:used]
    new[marker + 8 : marker + 10] = bytes(2)  # the encoder's mark for its own quality
    if counts:
        new[marker + 10 : marker + 18] = counts[1].to_bytes(8, "big")[4:] + (counts[0] & 0xFFFFFFFF).to_bytes(4, "big")
    return used
