"""The pixel stream: all that a worker may say, and how much of it.

All numbers have 4 bytes, the high one first::

    magic     16 bytes, said before the file is read: the sandbox works
    verdict   0: pages follow; else one of Refusal, and the end
    kind      one of Kind
    pages     how many follow, 1 to MAX_PAGES
    total     how many the file has, up to MAX_TOTAL
    page      width and height in pixels, each 1 to MAX_SIDE, together at most MAX_PIXELS; then red, green, blue for
              each pixel, row by row from the top. A width of 0 says that the file went wrong here: then a Refusal, and
              the end
    the end   nothing after the last page

It is told from inside and believed outside only within these bounds.
"""

from __future__ import annotations

import struct
from enum import IntEnum
from typing import BinaryIO, Final

MAGIC: Final = b"asterism pixels1"
NUMBER: Final = struct.Struct(">I")

MAX_FILE: Final = 1 << 30  # bytes of a file that is looked at: it has to fit into memory
MAX_PAGES: Final = 300  # in one run; --pages takes the next ones
MAX_TOTAL: Final = 1_000_000
MAX_SIDE: Final = 20_000
MAX_PIXELS: Final = 32_000_000  # of one page: an A3 sheet at 300 dots an inch has 17 million
MAX_ALL_PIXELS: Final = 1_000_000_000  # of all pages of a run: 3 GB before they are packed
MAX_SOURCE_PIXELS: Final = 128_000_000  # of a picture that is read, and made smaller if it has to be
MAX_INFLATED: Final = 512 << 20  # bytes that a packed file may say it has inside, or have, before it is called a bomb
MAX_MEMBERS: Final = 5_000  # of an archive that are listed
BOMB_RATIO: Final = 200  # times a file may grow beyond MAX_INFLATED: texts pack 20 times, bombs 1,000
MAX_TEXT: Final = 8 << 20  # bytes of a text
DOTS_PER_INCH: Final = 150


class Kind(IntEnum):
    """What the file was shown as."""

    PICTURE = 1
    DOCUMENT = 2
    FILM = 3
    SOUND = 4
    TEXT = 5
    ARCHIVE = 6


class Refusal(IntEnum):
    """Why there are no pixels."""

    UNKNOWN = 1  # no renderer takes it
    DAMAGED = 2
    LOCKED = 3  # it wants a password
    TOO_MANY_PAGES = 4
    TOO_MANY_PIXELS = 5
    INFLATES = 6  # a decompression bomb
    TOO_LARGE = 7  # more than MAX_FILE, or than fits into the sandbox's memory
    NO_OFFICE = 8  # LibreOffice is not installed
    NO_FFMPEG = 9
    NO_SUCH_PAGE = 10  # of those asked for


class RefusedError(Exception):
    """A renderer gives up, for a reason of the list."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(refusal.name)


def say(out: BinaryIO, *numbers: int) -> None:
    """Write numbers."""
    out.write(b"".join(map(NUMBER.pack, numbers)))
