"""WAV, also above 4 GiB (RF64, BW64): the format, the count of samples and the samples stay, in a file written anew.

Source: "Multimedia Programming Interface and Data Specifications 1.0"; EBU Tech 3285 (bext), 3306 (RF64); ITU-R BS.2088.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from intake.clean.cleaned import Cleaned
from intake.clean.errors import BrokenFileError, TooComplexError
from intake.clean.finding import Findings
from intake.clean.plan import PlanBuilder
from intake.clean.sound.rifftags import MAX_READ, tell_chunk
from intake.clean.source import Source, Window

Chunk = tuple[bytes, int, int]  # name, where the content starts, its length

_MAX_CHUNKS: Final = 10_000
_MAX_TOLD: Final = 50  # chunks that are read to say what they tell
_UNKNOWN: Final = 0xFFFFFFFF  # a size that stands elsewhere, or that nobody wrote in the end
_LARGE: Final = (b"RF64", b"BW64")
_MAX_FORMAT: Final = 256
_PCM, _ADPCM, _FLOAT, _ALAW, _ULAW, _IMA, _GSM, _EXTENSIBLE = 1, 2, 3, 6, 7, 0x11, 0x31, 0xFFFE
_FORMATS: Final = frozenset({_PCM, _ADPCM, _FLOAT, _ALAW, _ULAW, _IMA, _GSM, _EXTENSIBLE})
_SIZES: Final = {_ADPCM: 50, _IMA: 20, _GSM: 20, _EXTENSIBLE: 40}
_SETTINGS: Final = bytes.fromhex(
    "070000010000000200ff00000000c0004000f0000000cc0130ff880118ff"
)  # the same in all ADPCM
_SUBTYPE: Final = bytes.fromhex("000000001000800000aa00389b71")  # of the formats above
_BARE: Final = frozenset({_PCM, _FLOAT, _ALAW, _ULAW})  # nothing follows the 16 bytes


def is_wav(head: bytes) -> bool:
    """Whether a file that begins so is a WAV file."""
    return head[:4] in (b"RIFF", *_LARGE) and head[8:12] == b"WAVE"


def clean_wav(source: Source) -> Cleaned:
    """Plan a WAV file.

    Raises: BrokenFileError; TooComplexError: a way to code sound that we don't know, or a size that nobody wrote.
    """
    window, findings = Window(source), Findings()
    form = window.take(0, 12)
    large = form[:4] in _LARGE
    end, data_size = 8 + int.from_bytes(form[4:8], "little"), 0
    if large:
        if window.take(12, 4) != b"ds64":
            raise BrokenFileError
        wide = window.take(20, 16)
        end, data_size = 8 + int.from_bytes(wide[:8], "little"), int.from_bytes(wide[8:], "little")
    elif end == 8 + _UNKNOWN:
        raise TooComplexError
    if end > window.size:
        raise BrokenFileError
    if end < window.size and any(window.take(end, min(window.size - end, 4096))):
        findings.add("hidden-data", f"{window.size - end} B")
    kept: dict[bytes, tuple[int, int]] = {}
    told = 0
    for kind, start, length in _chunks(window, end, data_size if large else -1):
        if kind in (b"fmt ", b"fact", b"data"):
            if kind in kept:
                raise TooComplexError
            kept[kind] = (start, length)
        elif not (large and kind == b"ds64"):
            told += 1
            tell_chunk(kind, window.take(start, min(length, MAX_READ)) if told <= _MAX_TOLD else b"", findings)
    return Cleaned("wav", "wav", "audio/wav", _plan(window, kept).build(), findings.listed())


def _chunks(window: Window, end: int, large_data: int) -> Iterator[Chunk]:
    """The chunks of the file. `large_data` is the length of the samples in a large file, else -1."""
    at = 12
    for _ in range(_MAX_CHUNKS):
        if end - at < 8:
            return
        head = window.take(at, 8)
        length = int.from_bytes(head[4:], "little")
        if head[:4] == b"data" and length == _UNKNOWN and large_data >= 0:
            length = large_data
        if at + 8 + length > end:
            raise BrokenFileError
        yield bytes(head[:4]), at + 8, length
        at += 8 + length + (length & 1)
    raise TooComplexError


def _format(fields: bytes) -> tuple[bytes, int]:
    """The format as it stays, and to how many bytes samples are cut off (1 where they are not)."""
    tag, block = int.from_bytes(fields[:2], "little"), int.from_bytes(fields[12:14], "little")
    if tag not in _FORMATS:
        raise TooComplexError
    if tag in _BARE:
        return fields[:16], max(block, 1)
    size = 18 + int.from_bytes(fields[16:18], "little")
    if len(fields) < size or size != _SIZES[tag]:
        raise BrokenFileError
    if (tag == _ADPCM and fields[20:size] != _SETTINGS) or (tag == _EXTENSIBLE and fields[26:size] != _SUBTYPE):
        raise TooComplexError
    return fields[:size], max(block, 1) if tag == _EXTENSIBLE else 1


def _plan(window: Window, kept: dict[bytes, tuple[int, int]]) -> PlanBuilder:
    if b"fmt " not in kept or b"data" not in kept:
        raise BrokenFileError
    start, length = kept[b"fmt "]
    if not 16 <= length <= _MAX_FORMAT:
        raise BrokenFileError
    fields, block = _format(bytes(window.take(start, length)))
    front = b"fmt " + len(fields).to_bytes(4, "little") + fields + bytes(len(fields) & 1)
    if b"fact" in kept and kept[b"fact"][1] >= 4:
        front += b"fact\4\0\0\0" + window.take(kept[b"fact"][0], 4)
    start, length = kept[b"data"]
    length -= length % block
    size = 4 + len(front) + 8 + length + (length & 1)
    plan = PlanBuilder(window.size)
    if size < _UNKNOWN:
        plan.literal(b"RIFF" + size.to_bytes(4, "little") + b"WAVE" + front + b"data" + length.to_bytes(4, "little"))
    else:
        size += 36
        wide = size.to_bytes(8, "little") + length.to_bytes(8, "little") + bytes(12)
        unknown = _UNKNOWN.to_bytes(4, "little")
        plan.literal(b"RF64" + unknown + b"WAVEds64" + len(wide).to_bytes(4, "little") + wide + front)
        plan.literal(b"data" + unknown)
    plan.range(start, length)
    plan.zeros(length & 1)
    return plan
