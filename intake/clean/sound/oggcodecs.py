"""What the streams of an Ogg file begin with: how many packets of headers, and what stays of each.

Source: "Vorbis I specification", section 4.2; RFC 7845, section 5; RFC 5334; RFC 9639, section 10.1; "Theora
specification", section 6; "The Speex codec manual", section 7.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from intake.clean.errors import BrokenFileError, TooComplexError
from intake.clean.finding import Findings
from intake.clean.sound.flac import COMMENT, MAGIC, STREAMINFO_SIZE, tell_block
from intake.clean.sound.vorbiscomment import EMPTY, read_comments

SKELETON: Final = b"fishead\0"
_MAX_HEADERS: Final = 100
_SPEEX_VERSION: Final = slice(8, 28)
_SPEEX_MORE_HEADERS: Final = slice(68, 72)
_FLAC_HEADERS: Final = slice(7, 9)
_FLAC_BLOCK: Final = 13  # where the kind of the first block stands


@dataclass(frozen=True, slots=True)
class Codec:
    """How one codec begins in Ogg.

    Attributes:
        magic: how its first packet begins.
        is_whole: whether the first packet has the length that it must have.
        headers: packets of headers, or 0: the first packet says how many.
        first: the first packet as it stays.
        others: takes the other packets of headers and gives those that stay, with the comments emptied.
    """

    name: str
    magic: bytes
    is_whole: Callable[[bytes], bool]
    headers: int
    first: Callable[[bytes, Findings], bytes]
    others: Callable[[list[bytes], Findings], list[bytes]]


def _as_it_is(packet: bytes, _findings: Findings) -> bytes:
    return packet


def _commented(magic: bytes, tail: bytes = b"", setup: bytes = b"") -> Callable[[list[bytes], Findings], list[bytes]]:
    """A packet of comments, and perhaps a setup that stays."""

    def others(packets: list[bytes], findings: Findings) -> list[bytes]:
        if not packets[0].startswith(magic) or any(not packet.startswith(setup) for packet in packets[1:]):
            raise BrokenFileError
        read_comments(packets[0][len(magic) :], findings)
        return [magic + EMPTY + tail, *packets[1:]]

    return others


def is_whole_opus(packet: bytes) -> bool:
    """A table of channels follows where the mapping is not the simplest."""
    return len(packet) >= 19 and len(packet) == (21 + packet[9] if packet[18] else 19)


def _speex_first(packet: bytes, findings: Findings) -> bytes:
    if any(packet[_SPEEX_MORE_HEADERS]):
        raise TooComplexError
    version = packet[_SPEEX_VERSION].rstrip(b"\0")
    if version:
        findings.add("software", "Speex " + version.decode("latin-1"))
    return packet[: _SPEEX_VERSION.start] + bytes(20) + packet[_SPEEX_VERSION.stop :]


def _is_whole_flac(packet: bytes) -> bool:
    return len(packet) == 17 + STREAMINFO_SIZE and packet[9:13] == MAGIC and packet[_FLAC_BLOCK] & 0x7F == 0


def _flac_first(packet: bytes, _findings: Findings) -> bytes:
    """One packet of headers follows, so the stream's information is not the last of them."""
    return packet[: _FLAC_HEADERS.start] + b"\0\1" + packet[9:_FLAC_BLOCK] + b"\0" + packet[_FLAC_BLOCK + 1 :]


def _flac_others(packets: list[bytes], findings: Findings) -> list[bytes]:
    for packet in packets:
        if len(packet) < 4 or int.from_bytes(packet[1:4], "big") != len(packet) - 4:
            raise BrokenFileError
        tell_block(packet[0] & 0x7F, packet[4:], findings)
    return [bytes((0x80 | COMMENT, 0, 0, len(EMPTY))) + EMPTY]


_VORBIS: Final = _commented(b"\3vorbis", b"\1", b"\5vorbis")
_THEORA: Final = _commented(b"\x81theora", setup=b"\x82theora")
CODECS: Final = (
    Codec("vorbis", b"\1vorbis", lambda first: len(first) == 30, 3, _as_it_is, _VORBIS),
    Codec("opus", b"OpusHead", is_whole_opus, 2, _as_it_is, _commented(b"OpusTags")),
    Codec("theora", b"\x80theora", lambda first: len(first) == 42, 3, _as_it_is, _THEORA),
    Codec("speex", b"Speex   ", lambda first: len(first) == 80, 2, _speex_first, _commented(b"")),
    Codec("flac", b"\x7fFLAC\1\0", _is_whole_flac, 0, _flac_first, _flac_others),
)


def codec_of(first: bytes) -> Codec:
    """The codec of a stream by its first packet.

    Raises: BrokenFileError: the packet is not whole.  TooComplexError: a codec that we don't know.
    """
    for codec in CODECS:
        if first.startswith(codec.magic):
            if not codec.is_whole(first):
                raise BrokenFileError
            return codec
    raise TooComplexError


def header_count(codec: Codec, first: bytes) -> int:
    """How many packets of headers a stream has. TooComplexError: it doesn't say, or too many."""
    if codec.headers:
        return codec.headers
    more = int.from_bytes(first[_FLAC_HEADERS], "big")
    if not 0 < more <= _MAX_HEADERS:
        raise TooComplexError
    return 1 + more
