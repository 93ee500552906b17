"""AIFF and AIFF-C: the description of the sound and the samples stay, in a file written anew.

Source: Apple, "Audio Interchange File Format" 1.3 and "AIFF-C" (draft of 1991).
"""

from __future__ import annotations

from typing import Final

from intake.clean.cleaned import Cleaned
from intake.clean.errors import BrokenFileError, TooComplexError
from intake.clean.finding import Findings
from intake.clean.plan import PlanBuilder
from intake.clean.sound.rifftags import MAX_READ, tell_chunk
from intake.clean.source import Source, Window

_MAX_CHUNKS: Final = 10_000
_MAX_TOLD: Final = 50  # chunks that are read to say what they tell
_COMMON, _COMMON_C = 18, 22  # bytes of the description
_WAYS: Final = frozenset(b"NONE sowt twos raw  fl32 FL32 fl64 FL64 ulaw ULAW alaw ALAW ima4 in24 in32".split()) | {
    b"raw ",
}
_VERSION: Final = b"FVER\0\0\0\4\xa2\x80\x51\x40"


def is_aiff(head: bytes) -> bool:
    """Whether a file that begins so is an AIFF or AIFF-C file."""
    return head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC")


def clean_aiff(source: Source) -> Cleaned:
    """Plan an AIFF or AIFF-C file.

    Raises: BrokenFileError; TooComplexError: a way to code sound that we don't know.
    """
    window, findings = Window(source), Findings()
    form = window.take(0, 12)
    end = 8 + int.from_bytes(form[4:8], "big")
    if end > window.size:
        raise BrokenFileError
    if end < window.size and any(window.take(end, min(window.size - end, 4096))):
        findings.add("hidden-data", f"{window.size - end} B")
    kept: dict[bytes, tuple[int, int]] = {}
    at = 12
    for number in range(_MAX_CHUNKS):
        if end - at < 8:
            break
        head = window.take(at, 8)
        kind, length = bytes(head[:4]), int.from_bytes(head[4:], "big")
        if at + 8 + length > end:
            raise BrokenFileError
        if kind in (b"COMM", b"SSND"):
            if kind in kept:
                raise TooComplexError
            kept[kind] = (at + 8, length)
        elif kind != b"FVER":
            tell_chunk(kind, window.take(at + 8, min(length, MAX_READ)) if number < _MAX_TOLD else b"", findings)
        at += 8 + length + (length & 1)
    else:
        raise TooComplexError
    return Cleaned("aiff", "aiff", "audio/aiff", _plan(window, kept, form[8:12]).build(), findings.listed())


def _plan(window: Window, kept: dict[bytes, tuple[int, int]], sort: bytes) -> PlanBuilder:
    if len(kept) != 2:
        raise BrokenFileError
    start, length = kept[b"COMM"]
    common = bytes(window.take(start, min(length, _COMMON_C)))
    if len(common) < (_COMMON_C if sort == b"AIFC" else _COMMON):
        raise BrokenFileError
    front = b"COMM\0\0\0" + bytes((_COMMON,)) + common[:_COMMON]
    if sort == b"AIFC":
        if common[_COMMON:] not in _WAYS:
            raise TooComplexError
        # the name of the way, for people, is empty
        front = _VERSION + b"COMM\0\0\0" + bytes((_COMMON_C + 2,)) + common + bytes(2)
    start, length = kept[b"SSND"]
    offset = int.from_bytes(window.take(start, 4), "big") if length >= 8 else length
    if length < 8 + offset:
        raise BrokenFileError
    length -= 8 + offset
    size = 4 + len(front) + 16 + length + (length & 1)
    plan = PlanBuilder(window.size)
    plan.literal(b"FORM" + size.to_bytes(4, "big") + sort + front)
    plan.literal(b"SSND" + (8 + length).to_bytes(4, "big") + bytes(8))
    plan.range(start + 8 + offset, length)
    plan.zeros(length & 1)
    return plan
