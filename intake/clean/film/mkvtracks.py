"""The tracks of a Matroska or WebM file: picture and sound stay, with what a decoder needs; names and all else go.

Everything is overwritten where it lies, so that nothing moves.
Source: RFC 9559, section 5.1.4; RFC 9559's registry of codecs ("Matroska Media Container Codec Specifications").
"""

from __future__ import annotations

from typing import Final

from intake.clean.errors import BrokenFileError, TooComplexError
from intake.clean.film.ebml import SMALL, Element, blank, elements, find, number_in
from intake.clean.film.mkvtags import tell
from intake.clean.finding import Findings
from intake.clean.sound.flac import MAGIC, PADDING, STREAMINFO, STREAMINFO_SIZE, tell_block
from intake.clean.sound.oggcodecs import is_whole_opus
from intake.clean.sound.vorbiscomment import EMPTY, read_comments

PICTURE, SOUND = 1, 2
_TEXT, _COMPLEX = 0x11, 3
_ENTRY, _NUMBER, _UID, _TYPE, _CODEC, _PRIVATE, _LANGUAGE = 0xAE, 0xD7, 0x73C5, 0x83, 0x86, 0x63A2, 0x22B59C
_VIDEO, _AUDIO, _COLOUR, _MASTERING, _PROJECTION, _MAPPING = 0xE0, 0xE1, 0x55B0, 0x55D0, 0x7670, 0x41E4
_ENCODINGS, _ENCODING, _COMPRESSION, _ENCODING_TYPE, _ENCRYPTION = 0x6D80, 0x6240, 0x5034, 0x5033, 0x5035
_ALGORITHM, _SETTINGS, _STRIPPED = 0x4254, 0x4255, 3
_EXTRA, _PROJECTION_PRIVATE = 0x41ED, 0x7672
_MAX_EXTRA: Final = 64  # bytes of the few settings that are no numbers
_MAX_TRACKS, _MAX_NUMBER = 100, 0xFFFF
# the elements that stay, by the element they lie in; what is a key here is walked through
_KEEPS: Final = {
    _ENTRY: frozenset(
        {_NUMBER, _TYPE, 0xB9, 0x88, 0x55AA, 0x9C, 0x6DE7, 0x6DF8, 0x23E383, 0x234E7A, 0x23314F, 0x55EE, 0x56AA, 0x56BB,
         _VIDEO, _AUDIO, _MAPPING, _ENCODINGS}
    ),
    _VIDEO: frozenset(
        {0xB0, 0xBA, 0x54AA, 0x54BB, 0x54CC, 0x54DD, 0x54B0, 0x54BA, 0x54B2, 0x54B3, 0x9A, 0x9D, 0x53B8, 0x53C0, 0x2EB524,
         _COLOUR, _PROJECTION}
    ),
    _AUDIO: frozenset({0xB5, 0x78B5, 0x9F, 0x6264, 0x52F1}),
    _COLOUR: frozenset({*range(0x55B1, 0x55BE), _MASTERING}),
    _MASTERING: frozenset(range(0x55D1, 0x55DB)),
    _PROJECTION: frozenset({0x7671, _PROJECTION_PRIVATE, 0x7673, 0x7674, 0x7675}),
    _MAPPING: frozenset({0x41F0, 0x41E7, _EXTRA}),
    _ENCODINGS: frozenset({_ENCODING}),
    _ENCODING: frozenset({0x5031, 0x5032, _ENCODING_TYPE, _COMPRESSION}),
    _COMPRESSION: frozenset({_ALGORITHM, _SETTINGS}),
}  # fmt: skip
_EXTRAS: Final = frozenset({_EXTRA, _PROJECTION_PRIVATE, _SETTINGS})
# codecs, and what their private data is: none, a few settings, headers of the codec
_BARE: Final = frozenset(
    b"V_VP8 A_AC3 A_EAC3 A_DTS A_TRUEHD A_MPEG/L3 A_MPEG/L2 A_PCM/INT/LIT A_PCM/INT/BIG A_PCM/FLOAT/IEEE".split()
)
_SETTLED: Final = frozenset(b"V_VP9 A_AAC A_ALAC".split())
_HEADED: Final = frozenset(
    b"V_AV1 V_MPEG4/ISO/AVC V_MPEGH/ISO/HEVC V_MPEG4/ISO/SP V_MPEG4/ISO/ASP V_MPEG4/ISO/AP V_MPEG1 V_MPEG2".split()
)
_XIPH: Final = {b"A_VORBIS": (b"\3vorbis", b"\1"), b"V_THEORA": (b"\x81theora", b"")}


def clean_tracks(data: bytearray, outer: Element, findings: Findings) -> tuple[dict[int, int], set[int]]:
    """Clean the tracks in place.

    Returns: the type of each track that stays, by its number; the numbers of those that went.
    Raises:  BrokenFileError: among others, none stays.  TooComplexError: encrypted, or coded in a way we don't know.
    """
    kept: dict[int, int] = {}
    dropped: set[int] = set()
    for entry in elements(data, outer.body, outer.end):
        if entry.kind != _ENTRY:
            tell(data, entry, findings)
            blank(data, entry)
            continue
        track, sort = number_in(data, entry, _NUMBER, 0), number_in(data, entry, _TYPE, 0)
        if not track or track in kept or track in dropped:
            raise BrokenFileError
        if sort == _COMPLEX or track > _MAX_NUMBER or len(kept) + len(dropped) >= _MAX_TRACKS:
            raise TooComplexError
        if sort in (PICTURE, SOUND):
            kept[track] = sort
            _clean_entry(data, entry, track, findings)
        else:
            dropped.add(track)
            findings.add("text" if sort == _TEXT else "hidden-data")
            blank(data, entry)
    if not kept:
        raise BrokenFileError
    return kept, dropped


def _clean_entry(data: bytearray, entry: Element, track: int, findings: Findings) -> None:
    codec = find(data, entry, _CODEC)
    if codec is None:
        raise BrokenFileError
    name = bytes(data[codec.body : codec.end]).rstrip(b"\0")
    if (
        name not in _BARE
        and name not in _SETTLED
        and name not in _HEADED
        and name not in (*_XIPH, b"A_OPUS", b"A_FLAC")
    ):
        raise TooComplexError
    for part in elements(data, entry.body, entry.end):
        if part.kind == _PRIVATE:
            _clean_private(data, part, name, findings)
        elif part.kind == _UID:
            uid = track % (1 << 8 * min(part.size, 4)) or 1
            data[part.body : part.end] = uid.to_bytes(part.size, "big") if part.size else b""
        elif part.kind == _LANGUAGE and part.size >= 3:
            data[part.body : part.end] = b"und".ljust(part.size, b"\0")
        elif part.kind == _ENCODINGS:
            _check_encodings(data, part)
            _walk(data, part, findings)
        elif part.kind != _CODEC:
            _keep_or_drop(data, part, _ENTRY, findings)


def _keep_or_drop(data: bytearray, part: Element, outer_kind: int, findings: Findings) -> None:
    """One element within another: kept, walked through, or overwritten. TooComplexError: a number too long for one."""
    if part.kind not in _KEEPS[outer_kind]:
        if part.kind != _LANGUAGE:
            tell(data, part, findings)
        blank(data, part)
    elif part.kind in _KEEPS:
        _walk(data, part, findings)
    elif part.size > (_MAX_EXTRA if part.kind in _EXTRAS else SMALL):
        raise TooComplexError


def _walk(data: bytearray, outer: Element, findings: Findings) -> None:
    """As deep as _KEEPS, no deeper."""
    for part in elements(data, outer.body, outer.end):
        _keep_or_drop(data, part, outer.kind, findings)


def _check_encodings(data: bytearray, outer: Element) -> None:
    """Frames may have had the same first bytes taken off; nothing else may have been done to them."""
    for encoding in elements(data, outer.body, outer.end):
        if encoding.kind == _ENCODING:
            compression = find(data, encoding, _COMPRESSION)
            if (
                number_in(data, encoding, _ENCODING_TYPE, 0)
                or find(data, encoding, _ENCRYPTION)
                or compression is None
                or number_in(data, compression, _ALGORITHM, 0) != _STRIPPED
            ):
                raise TooComplexError


def _clean_private(data: bytearray, part: Element, codec: bytes, findings: Findings) -> None:
    """The codec's own data, by the codec."""
    body = bytes(data[part.body : part.end])
    if codec in _XIPH:
        data[part.body : part.end] = _xiph(body, *_XIPH[codec], findings)
    elif codec == b"A_FLAC":
        data[part.body : part.end] = _flac(body, findings)
    elif codec == b"A_OPUS":
        if not body.startswith(b"OpusHead") or not is_whole_opus(body):
            raise TooComplexError
    elif codec in _SETTLED:
        if len(body) > _MAX_EXTRA:
            raise TooComplexError
    elif codec in _BARE:
        blank(data, part)


def _xiph(body: bytes, magic: bytes, tail: bytes, findings: Findings) -> bytes:
    """Three packets of headers behind their lengths: the second, of comments, is emptied at its length."""
    if body[:1] != b"\2":
        raise BrokenFileError
    at, sizes = 1, []
    for _ in range(2):
        size = 0
        while at < len(body) and body[at] == 255:
            size += 255
            at += 1
        if at >= len(body):
            raise BrokenFileError
        sizes.append(size + body[at])
        at += 1
    start, end = at + sizes[0], at + sizes[0] + sizes[1]
    new = magic + EMPTY + tail
    if end > len(body) or body[start : start + len(magic)] != magic or end - start < len(new):
        raise BrokenFileError
    read_comments(body[start + len(magic) : end], findings)
    return body[:start] + new.ljust(end - start, b"\0") + body[end:]


def _flac(body: bytes, findings: Findings) -> bytes:
    """What FLAC has before its frames: all but the stream's information becomes padding."""
    new = bytearray(body)
    if body[:4] != MAGIC:
        raise BrokenFileError
    at, is_last = 4, False
    while not is_last:
        head = body[at : at + 4]
        kind, size = head[0] & 0x7F if head else -1, int.from_bytes(head[1:], "big")
        if len(head) < 4 or at + 4 + size > len(body) or (kind == STREAMINFO) != (at == 4):
            raise BrokenFileError
        if kind == STREAMINFO and size != STREAMINFO_SIZE:
            raise BrokenFileError
        if kind != STREAMINFO:
            tell_block(kind, body[at + 4 : at + 4 + size], findings)
            new[at] = head[0] & 0x80 | PADDING
            new[at + 4 : at + 4 + size] = bytes(size)
        is_last = bool(head[0] & 0x80)
        at += 4 + size
    if at != len(body):
        raise BrokenFileError
    return bytes(new)
