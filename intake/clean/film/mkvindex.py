"""The small parts of a Matroska or WebM file, in memory: its head, its description, its places to jump to.

Everything is overwritten where it lies, so that nothing moves.
Source: RFC 9559, sections 5.1.1 to 5.1.5; RFC 8794, section 11.2.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Final

from intake.clean.errors import TooComplexError
from intake.clean.film.ebml import SMALL, Element, blank, elements, empty, number, number_in
from intake.clean.film.mkvtags import tell
from intake.clean.finding import Findings

EBML, SEGMENT, SEEK_HEAD, INFO = 0x1A45DFA3, 0x18538067, 0x114D9B74, 0x1549A966
TRACKS, CLUSTER, CUES = 0x1654AE6B, 0x1F43B675, 0x1C53BB6B
_EBML_KEEPS: Final = frozenset({0x4286, 0x42F7, 0x42F2, 0x42F3, 0x4282, 0x4287, 0x4285})
_DOC_TYPE, _MAX_ID, _MAX_SIZE = 0x4282, 0x42F2, 0x42F3
_SCALE, _DURATION, _MUXING_APP, _WRITING_APP = 0x2AD7B1, 0x4489, 0x4D80, 0x5741
_SEEK, _SEEK_ID, _SEEK_POSITION = 0x4DBB, 0x53AB, 0x53AC
_SEEK_KEEPS: Final = frozenset({_SEEK_ID, _SEEK_POSITION})
_SOUGHT: Final = frozenset({SEEK_HEAD, INFO, TRACKS, CLUSTER, CUES})
_POINT, _POSITIONS, _CUE_TIME, _CUE_TRACK = 0xBB, 0xB7, 0xB3, 0xF7
_POSITIONS_KEEPS: Final = frozenset({_CUE_TRACK, 0xF1, 0xF0, 0xB2, 0x5378, 0xEA})
_MORE, _ADDITION_ID, _ADDITIONAL = 0xA6, 0xEE, 0xA5


def _lose(data: bytearray, part: Element, findings: Findings) -> None:
    tell(data, part, findings)
    blank(data, part)


def _keep_numbers(data: bytearray, outer: Element, keeps: Container[int], findings: Findings) -> None:
    """Keep the numbers of some kinds in an element. TooComplexError: one is longer than a number can be."""
    for part in elements(data, outer.body, outer.end):
        if part.kind not in keeps:
            _lose(data, part, findings)
        elif part.size > SMALL:
            raise TooComplexError


def clean_header(data: bytearray, outer: Element, findings: Findings) -> bool:
    """Clean the head of the file. Returns: whether it is WebM. TooComplexError: it is neither that nor Matroska."""
    doc_type = b""
    for part in elements(data, outer.body, outer.end):
        if part.kind not in _EBML_KEEPS:
            _lose(data, part, findings)
        elif part.kind == _DOC_TYPE:
            doc_type = bytes(data[part.body : part.end])
        elif part.size > SMALL:
            raise TooComplexError
    sizes = number_in(data, outer, _MAX_ID, 4), number_in(data, outer, _MAX_SIZE, 8)
    if doc_type not in (b"webm", b"matroska") or sizes[0] > 4 or sizes[1] > 8:
        raise TooComplexError
    return doc_type == b"webm"


def clean_seek_head(data: bytearray, outer: Element, findings: Findings) -> None:
    """Keep the places of parts that stay."""
    for seek in elements(data, outer.body, outer.end):
        if seek.kind != _SEEK:
            _lose(data, seek, findings)
        elif number_in(data, seek, _SEEK_ID, 0) not in _SOUGHT:
            blank(data, seek)
        else:
            _keep_numbers(data, seek, _SEEK_KEEPS, findings)


def clean_info(data: bytearray, outer: Element, findings: Findings) -> None:
    """The scale of times and the duration stay; the names of programs must be there, and are empty."""
    for part in elements(data, outer.body, outer.end):
        if part.kind in (_MUXING_APP, _WRITING_APP):
            tell(data, part, findings)
            empty(data, part)
        elif part.kind not in (_SCALE, _DURATION):
            _lose(data, part, findings)
        elif part.size > SMALL:
            raise TooComplexError


def clean_cues(data: bytearray, outer: Element, kept: Container[int], findings: Findings) -> None:
    """Keep the places to jump to in tracks that stay."""
    for point in elements(data, outer.body, outer.end):
        if point.kind != _POINT:
            _lose(data, point, findings)
            continue
        stays = False
        for part in elements(data, point.body, point.end):
            if part.kind == _POSITIONS and number_in(data, part, _CUE_TRACK, 0) in kept:
                stays = True
                _keep_numbers(data, part, _POSITIONS_KEEPS, findings)
            elif part.kind == _POSITIONS:
                blank(data, part)
            elif part.kind != _CUE_TIME:
                _lose(data, part, findings)
            elif part.size > SMALL:
                raise TooComplexError
        if not stays:
            blank(data, point)


def clean_additions(data: bytearray, outer: Element, findings: Findings) -> None:
    """What is drawn with a picture, such as its transparency, is number 1 and stays; all other numbers go."""
    for more in elements(data, outer.body, outer.end):
        if more.kind != _MORE or number_in(data, more, _ADDITION_ID, 1) != 1:
            _lose(data, more, findings)
            continue
        for part in elements(data, more.body, more.end):
            if part.kind == _ADDITION_ID:
                number(data, part)
            elif part.kind != _ADDITIONAL:
                _lose(data, part, findings)
