"""FLAC: what a decoder needs, a table to seek by, and the frames; comments, pictures, padding and all else go.

The frames are not taken apart, but their checksums are verified from end to end: bytes that are no frame break them.
Source: RFC 9639, sections 8 and 9.
"""

from __future__ import annotations

from typing import Final

from intake.clean.cleaned import Cleaned
from intake.clean.errors import BrokenFileError, TooComplexError
from intake.clean.finding import Findings, as_text
from intake.clean.plan import PlanBuilder
from intake.clean.sound.checksums import flac_crc8, flac_crc16
from intake.clean.sound.edges import edges
from intake.clean.sound.vorbiscomment import read_comments
from intake.clean.source import BLOCK, Source, Window

MAGIC: Final = b"fLaC"
STREAMINFO, PADDING, _APPLICATION, _SEEKTABLE, COMMENT, _CUESHEET, _PICTURE = range(7)
STREAMINFO_SIZE: Final = 34
_POINT: Final = 18  # bytes of one entry of a seek table
_PLACEHOLDER: Final = bytes([255] * 8)
_MAX_BLOCKS: Final = 1000
_MAX_READ: Final = 1024 * 1024  # bytes of a block that is read to say what it tells
_NUMBER_BYTES: Final = ((0x80, 0, 1), (0xE0, 0xC0, 2), (0xF0, 0xE0, 3), (0xF8, 0xF0, 4), (0xFC, 0xF8, 5), (0xFE, 0xFC, 6), (0xFF, 0xFE, 7))  # fmt: skip


def clean_flac(source: Source) -> Cleaned:
    """Plan a FLAC file.

    Raises: BrokenFileError: among others, the checksum of a frame.  TooComplexError: too many blocks.
    """
    window, findings = Window(source), Findings()
    start, end = edges(window, findings)
    if window.take(start, min(4, end - start)) != MAGIC:
        raise BrokenFileError
    info, table, sound = _blocks(window, start + 4, end, findings)
    _check_frames(window, sound, end)
    plan = PlanBuilder(source.size)
    kept = table if _is_sound_table(table, end - sound) else b""
    if table and not kept:
        findings.add("hidden-data")
    plan.literal(MAGIC + _head(STREAMINFO, STREAMINFO_SIZE, last=not kept) + info)
    if kept:
        plan.literal(_head(_SEEKTABLE, len(kept), last=True))
        plan.literal(kept)
    plan.range(sound, end - sound)
    return Cleaned("flac", "flac", "audio/flac", plan.build(), findings.listed())


def _head(kind: int, size: int, *, last: bool) -> bytes:
    return bytes((kind | (0x80 if last else 0),)) + size.to_bytes(3, "big")


def _blocks(window: Window, at: int, end: int, findings: Findings) -> tuple[bytes, bytes, int]:
    """Read the blocks before the frames. Returns: stream info, seek table, where the frames begin."""
    info = table = b""
    for index in range(_MAX_BLOCKS):
        head = window.take(at, 4)
        kind, size = head[0] & 0x7F, int.from_bytes(head[1:], "big")
        at += 4
        if at + size > end or (index == 0) != (kind == STREAMINFO):
            raise BrokenFileError
        if kind == STREAMINFO:
            if size != STREAMINFO_SIZE:
                raise BrokenFileError
            info = bytes(window.take(at, size))
        elif kind == _SEEKTABLE and not table:
            table = bytes(window.take(at, size))
        else:
            tell_block(kind, window.take(at, min(size, _MAX_READ)), findings)
        at += size
        if head[0] & 0x80:
            return info, table, at
    raise TooComplexError


def tell_block(kind: int, body: bytes, findings: Findings) -> None:
    """Note what a block tells that goes."""
    if kind == COMMENT:
        read_comments(body, findings)
    elif kind == _PICTURE:
        findings.add("thumbnail")
    elif kind == _CUESHEET:
        findings.add("text", as_text(body[:128]))
    elif kind != PADDING or any(body):
        findings.add("hidden-data")


def _is_sound_table(table: bytes, sound_size: int) -> bool:
    """Whether a seek table holds nothing but rising samples and places in the sound, and placeholders behind them."""
    if not table or len(table) % _POINT:
        return False
    before = -1
    ended = False
    for at in range(0, len(table), _POINT):
        sample = table[at : at + 8]
        if sample == _PLACEHOLDER:
            ended = True
            if any(table[at + 8 : at + _POINT]):
                return False
        else:
            number, place = int.from_bytes(sample, "big"), int.from_bytes(table[at + 8 : at + 16], "big")
            if ended or number <= before or place >= sound_size:
                return False
            before = number
    return True


def is_frame_head(head: bytes) -> bool:
    """Whether these bytes (16, or fewer at the end of the file) begin a frame."""
    if len(head) < 6 or head[0] != 0xFF or head[1] & 0xFE != 0xF8 or head[3] & 1:
        return False
    block, rate = head[2] >> 4, head[2] & 15
    if block == 0 or rate == 15 or head[3] >> 4 > 10 or head[3] >> 1 & 7 == 3:
        return False
    number = next((size for mask, bits, size in _NUMBER_BYTES if head[4] & mask == bits), 0)
    size = 4 + number + {6: 1, 7: 2}.get(block, 0) + {12: 1, 13: 2, 14: 2}.get(rate, 0)
    return number > 0 and size < len(head) and flac_crc8(head[:size]) == head[size]


def _check_frames(window: Window, at: int, end: int) -> None:
    """Verify that there is nothing but frames: each ends in a checksum that brings the running one to zero."""
    if at == end:
        return
    if not is_frame_head(window.take(at, min(16, end - at))):
        raise BrokenFileError
    rest = 0
    while at < end:
        block = window.take(at, min(BLOCK, end - at))
        rest = flac_crc16(block, rest)
        at += len(block)
    if rest:
        raise BrokenFileError
