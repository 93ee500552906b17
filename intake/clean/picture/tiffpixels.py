"""How a page of a TIFF file is cut into strips or tiles, and how many bytes each needs.

Source: TIFF 6.0, sections 3 and 15.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from intake.clean.errors import BrokenFileError, TooComplexError
from intake.clean.picture.tiffpages import Field, Reader

_MAX_SAMPLES: Final = 32
_WIDTH, _HEIGHT, _BITS, _PHOTOMETRIC, _SAMPLES, _ROWS, _PLANAR = 0x0100, 0x0101, 0x0102, 0x0106, 0x0115, 0x0116, 0x011C
_TILE_WIDTH, _TILE_HEIGHT = 0x0142, 0x0143
_SUBSAMPLED: Final = 6  # YCbCr may have fewer samples of colour than of light
_SEPARATE: Final = 2


@dataclass(frozen=True, slots=True)
class Layout:
    """The pieces of a page: strips (as wide as the page) or tiles, for all samples or for each."""

    tiles: bool
    width: int  # of a piece, in pixels
    height: int
    page_height: int
    planes: int
    count: int
    bits: tuple[int, ...]  # of a pixel, in each plane
    subsampled: bool

    def needed(self, index: int) -> int | None:
        """How many bytes a piece has when it is not compressed; None where that is not as simple."""
        if self.subsampled:
            return None
        of_plane = self.count // self.planes
        rows = self.height
        if not self.tiles:
            rows = min(rows, self.page_height - index % of_plane * self.height)
        return (self.width * self.bits[index // of_plane] + 7) // 8 * rows


def layout(reader: Reader, page: dict[int, Field]) -> Layout:
    """Read how a page is cut.

    Raises: BrokenFileError: it has no size.  TooComplexError: too many samples.
    """

    def one(tag: int, default: int) -> int:
        numbers = reader.numbers(page.get(tag), 65_536)
        return numbers[0] if numbers else default

    width, height, samples = one(_WIDTH, 0), one(_HEIGHT, 0), one(_SAMPLES, 1)
    bits = reader.numbers(page.get(_BITS), 65_536) or [1]
    if not 1 <= samples <= _MAX_SAMPLES:
        raise TooComplexError
    each = [bits[min(index, len(bits) - 1)] for index in range(samples)]
    planes = samples if one(_PLANAR, 1) == _SEPARATE else 1
    tiles = _TILE_WIDTH in page
    across, down = (one(_TILE_WIDTH, 0), one(_TILE_HEIGHT, 0)) if tiles else (width, min(one(_ROWS, height), height))
    if not (width and height and across and down):
        raise BrokenFileError
    count = -(-width // across) * -(-height // down) * planes
    of_planes = tuple(each) if planes > 1 else (sum(each),)
    subsampled = one(_PHOTOMETRIC, 0) == _SUBSAMPLED
    return Layout(tiles, across, down, height, planes, count, of_planes, subsampled)
