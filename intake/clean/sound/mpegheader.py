"""Headers of the frames of MPEG audio and of AAC in ADTS: how long a frame is.

Source: ISO/IEC 11172-3, section 2.4; ISO/IEC 13818-3; ISO/IEC 14496-3, section 1.A.2 (ADTS).
"""

from __future__ import annotations

from typing import Final

from intake.clean.errors import TooComplexError

MPEG_HEAD: Final = 4  # bytes
ADTS_HEAD: Final = 7
_KILOBITS: Final = {  # by (MPEG 1, layer)
    (True, 2): (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (True, 3): (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (False, 2): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (False, 3): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_HERTZ: Final = (44_100, 48_000, 32_000)
_SLOWER: Final = {3: 1, 2: 2, 0: 4}  # by version: MPEG 1, 2, 2.5
_COPYRIGHT_NUMBER, _PRIVATE = 0x0C, 0x02


def mpeg_layer(head: bytes) -> int:
    """2 or 3, or 0: these bytes begin no frame of MPEG audio that we know (layer 1 and free bit rates are not)."""
    if len(head) < MPEG_HEAD or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return 0
    layer = 4 - (head[1] >> 1 & 3)
    sound = head[1] >> 3 & 3 != 1 and layer in (2, 3) and 0 < head[2] >> 4 < 15 and head[2] >> 2 & 3 != 3
    return layer if sound else 0


def mpeg_length(head: bytes) -> int:
    """The bytes of a frame of MPEG audio, 0 when these bytes begin none."""
    layer = mpeg_layer(head)
    if not layer:
        return 0
    version = head[1] >> 3 & 3
    bits = _KILOBITS[version == 3, layer][head[2] >> 4] * 1000
    hertz = _HERTZ[head[2] >> 2 & 3] // _SLOWER[version]
    return (72 if layer == 3 and version != 3 else 144) * bits // hertz + (head[2] >> 1 & 1)


def mpeg_sort(head: bytes) -> int:
    """What all frames of one stream have in common: version, layer, samples a second."""
    return (head[1] & 0xFE) << 8 | head[2] & 0x0C


def is_adts(head: bytes) -> bool:
    """Whether these bytes begin a frame of AAC in ADTS."""
    return len(head) >= ADTS_HEAD and head[0] == 0xFF and head[1] & 0xF6 == 0xF0 and head[2] >> 2 & 15 < 13


def adts_length(head: bytes) -> int:
    """The bytes of a frame of AAC in ADTS, 0 when these bytes begin none."""
    if not is_adts(head):
        return 0
    length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    return length if length > (ADTS_HEAD if head[1] & 1 else ADTS_HEAD + 2) else 0


def adts_sort(head: bytes) -> int:
    """What all frames of one stream have in common: version, profile, samples a second, channels."""
    return (head[1] & 0xFE) << 16 | (head[2] & 0xFD) << 8 | head[3] & 0xC0


def adts_check(head: bytes) -> None:
    """Refuse (TooComplexError) headers that carry a copyright number or private bits, one bit a frame."""
    if head[2] & _PRIVATE or head[3] & _COPYRIGHT_NUMBER:
        raise TooComplexError
