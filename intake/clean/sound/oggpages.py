"""Ogg pages: read one by one, and written anew for headers that were emptied.

Source: RFC 3533, section 6.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from intake.clean.errors import BrokenFileError
from intake.clean.sound.checksums import ogg_crc32
from intake.clean.source import BLOCK, Window

MAGIC: Final = b"OggS"
HEAD: Final = 27
CONTINUED, FIRST, LAST = 1, 2, 4
_NO_PACKET_ENDS: Final = bytes([255] * 8)
_MAX_LACES: Final = 255  # a page's, and the bytes that one lace says


@dataclass(frozen=True, slots=True)
class Page:
    """A page: where it lies, and what its header says."""

    start: int
    whole: bytes
    flags: int
    serial: bytes
    number: int

    @property
    def laces(self) -> bytes:
        """The laces: lengths of the pieces of packets, at most 255 each."""
        return self.whole[HEAD : HEAD + self.whole[26]]

    @property
    def content(self) -> bytes:
        """The pieces of packets."""
        return self.whole[HEAD + self.whole[26] :]


def read_page(window: Window, at: int) -> Page:
    """The page that begins here, its checksum verified.

    Raises: BrokenFileError: there is none, or it is cut or damaged.
    """
    head = window.take(at, HEAD)
    if not head.startswith(MAGIC) or head[4] != 0 or head[5] > 7:
        raise BrokenFileError
    head = window.take(at, HEAD + head[26])
    whole = bytes(window.take(at, len(head) + sum(head[HEAD:])))
    if sealed(whole) != whole:
        raise BrokenFileError
    return Page(at, whole, head[5], whole[14:18], int.from_bytes(whole[18:22], "little"))


def find_page(window: Window, at: int) -> int:
    """Where the next page begins, at `at` or behind it; the end of the file when there is none."""
    while at < window.size:
        block = window.take(at, min(BLOCK, window.size - at))
        found = block.find(MAGIC)
        if found >= 0:
            return at + found
        if len(block) < BLOCK:
            break
        at += BLOCK - 3
    return window.size


def paginate(packets: list[bytes], serial: bytes, number: int) -> list[bytes]:
    """Pages that hold these packets of headers, numbered from `number`; the page 0 begins a stream."""
    pieces: list[tuple[int, bytes, bool]] = []  # lace, bytes, whether it goes on a packet
    for packet in packets:
        for at in range(0, len(packet) + 1, _MAX_LACES):
            piece = packet[at : at + _MAX_LACES]
            pieces.append((len(piece), piece, at > 0))
    pages: list[bytes] = []
    for start in range(0, len(pieces), _MAX_LACES):
        part = pieces[start : start + _MAX_LACES]
        ends = any(lace < _MAX_LACES for lace, _, _ in part)
        flags = (CONTINUED if part[0][2] else 0) | (0 if number + len(pages) else FIRST)
        head = MAGIC + bytes((0, flags)) + (bytes(8) if ends else _NO_PACKET_ENDS)
        head += serial + (number + len(pages)).to_bytes(4, "little") + bytes(4) + bytes((len(part),))
        pages.append(sealed(head + bytes(lace for lace, _, _ in part) + b"".join(piece for _, piece, _ in part)))
    return pages


def sealed(page: bytes) -> bytes:
    """A page with its checksum."""
    blank = page[:22] + bytes(4) + page[26:]
    return page[:22] + ogg_crc32(blank).to_bytes(4, "little") + page[26:]
