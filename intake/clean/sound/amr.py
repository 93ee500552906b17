"""AMR and AMR-WB, as phones record speech: a row of frames, each of a known length; there is nowhere else for anything.

Source: RFC 4867, section 5; 3GPP TS 26.101 and 26.201 (frame sizes).
"""

from __future__ import annotations

from typing import Final

from intake.clean.cleaned import Cleaned
from intake.clean.errors import BrokenFileError
from intake.clean.plan import PlanBuilder
from intake.clean.source import BLOCK, Source, Window

NARROW: Final = b"#!AMR\n"
WIDE: Final = b"#!AMR-WB\n"
# bytes of a frame with its first, by the sort that the first byte names; the others are not in use
_NARROW_SIZES: Final = {0: 13, 1: 14, 2: 16, 3: 18, 4: 20, 5: 21, 6: 27, 7: 32, 8: 6, 15: 1}
_WIDE_SIZES: Final = {0: 18, 1: 24, 2: 33, 3: 37, 4: 41, 5: 47, 6: 51, 7: 59, 8: 61, 9: 6, 14: 1, 15: 1}
_PADDING: Final = 0x83  # bits of the first byte that are zero


def clean_amr(source: Source) -> Cleaned:
    """Plan an AMR file: it stays as it is, once every byte is known to be of a frame.

    Raises: BrokenFileError: something else than whole frames is in it.
    """
    window = Window(source)
    wide = window.take(0, min(len(WIDE), window.size)) == WIDE
    sizes = _WIDE_SIZES if wide else _NARROW_SIZES
    at = len(WIDE if wide else NARROW)
    while at < window.size:
        block = window.take(at, min(BLOCK, window.size - at))
        i = 0
        while i < len(block):
            size = 0 if block[i] & _PADDING else sizes.get(block[i] >> 3, 0)
            if not size or at + i + size > window.size:
                raise BrokenFileError
            i += size
        at += i
    plan = PlanBuilder(window.size)
    plan.range(0, window.size)
    name, media_type = ("awb", "audio/amr-wb") if wide else ("amr", "audio/amr")
    return Cleaned(name, name, media_type, plan.build(), ())
