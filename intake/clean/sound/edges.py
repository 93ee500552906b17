"""Tags before and behind the sound: ID3, APE and Lyrics3, wherever players look for them.

Source: id3.org (as sound/id3.py); "APEv2 specification"; "Lyrics3 made easy" and "Lyrics3 v2.00".
"""

from __future__ import annotations

from typing import Final

from intake.clean.errors import BrokenFileError, TooComplexError
from intake.clean.finding import Findings, as_text
from intake.clean.sound.id3 import HEAD, id3_length, read_id3, read_id3v1
from intake.clean.source import Window
from intake.clean.tagnames import Teller

_MAX_TAGS: Final = 32  # at either end
_MAX_READ: Final = 4 * 1024 * 1024  # bytes of a tag that is read to say what it tells
_MAX_ITEMS: Final = 500
_MAX_LYRICS: Final = 1_000_000  # six digits
_ID3V1, _ID3V1_MORE, _APE, _LYRICS_END, _LYRICS_OLD = 128, 227, 32, 9, 5100
_LYRICS_START: Final = b"LYRICSBEGIN"
_APE_MAGIC: Final = b"APETAGEX"
_APE_HAS_HEADER: Final = 0x80  # in the last byte of the flags
_BINARY: Final = 2  # bits of an item's flags: not a text


def edges(window: Window, findings: Findings) -> tuple[int, int]:
    """Where the sound begins and where it ends, without the tags around it.

    Raises: BrokenFileError: a tag is longer than the file.  TooComplexError: too many tags.
    """
    start, end = 0, window.size
    for _ in range(_MAX_TAGS):
        length = tag_at(window, start, end, findings)
        if not length:
            break
        start += length
    else:
        raise TooComplexError
    for _ in range(_MAX_TAGS):
        length = _tag_before(window, start, end, findings)
        if not length:
            return start, end
        end -= length
    raise TooComplexError


def tag_at(window: Window, at: int, end: int, findings: Findings) -> int:
    """How long the tag is that begins here, 0 for none. What it tells is noted."""
    head = window.take(at, min(_APE, end - at))
    length = id3_length(head)
    if length:
        if length > end - at:
            raise BrokenFileError
        read_id3(window.take(at, min(length, _MAX_READ)), findings)
        return length
    if head.startswith(_APE_MAGIC) and len(head) == _APE:
        length = _APE + int.from_bytes(head[12:16], "little")
        if length > end - at:
            raise BrokenFileError
        _read_ape(window.take(at + _APE, min(length - _APE, _MAX_READ)), findings)
        return length
    return 0


def _tag_before(window: Window, start: int, end: int, findings: Findings) -> int:
    """How long the tag is that ends here, 0 for none."""
    tail = window.take(max(start, end - _ID3V1), min(_ID3V1, end - start))
    if len(tail) == _ID3V1 and tail.startswith(b"TAG"):
        read_id3v1(tail, findings)
        more = _ID3V1 + _ID3V1_MORE
        return more if end - start >= more and window.take(end - more, 4) == b"TAG+" else _ID3V1
    if tail[-_APE:].startswith(_APE_MAGIC) and len(tail) >= _APE:
        foot = tail[-_APE:]
        size = int.from_bytes(foot[12:16], "little")
        length = size + (_APE if foot[23] & _APE_HAS_HEADER else 0)
        if size < _APE or length > end - start:
            raise BrokenFileError
        _read_ape(window.take(end - size, min(size - _APE, _MAX_READ)), findings)
        return length
    length = id3_length(tail[-HEAD:] if len(tail) >= HEAD else b"", b"3DI")
    if length:
        if length > end - start:
            raise BrokenFileError
        read_id3(window.take(end - length, min(length, _MAX_READ)), findings)
        return length
    return _lyrics(window, start, end, tail, findings)


def _lyrics(window: Window, start: int, end: int, tail: bytes, findings: Findings) -> int:
    length, foot = 0, _LYRICS_END
    if tail.endswith(b"LYRICS200"):
        digits = tail[-_LYRICS_END - 6 : -_LYRICS_END]
        if len(digits) != 6 or not digits.isdigit():
            raise BrokenFileError
        foot += 6
        length = int(digits) + foot
        if length > end - start:
            raise BrokenFileError
    elif tail.endswith(b"LYRICSEND"):
        most = min(_LYRICS_OLD + len(_LYRICS_START) + _LYRICS_END, end - start)
        found = window.take(end - most, most).rfind(_LYRICS_START)
        length = most - found if found >= 0 else 0
    if length:
        words = window.take(end - length, length - foot) if foot < length <= _MAX_LYRICS else b""
        findings.add("text", as_text(words[len(_LYRICS_START) :]))
    return length


def _read_ape(items: bytes, findings: Findings) -> None:
    """Note what the items of an APE tag tell."""
    teller = Teller(findings)
    at = 0
    for _ in range(_MAX_ITEMS):
        if at + 9 > len(items):
            break
        size, flags = int.from_bytes(items[at : at + 4], "little"), items[at + 4]
        name_end = items.find(b"\0", at + 8)
        if name_end < 0 or name_end + 1 + size > len(items):
            findings.add("hidden-data")
            break
        name, value = as_text(items[at + 8 : name_end]), items[name_end + 1 : name_end + 1 + size]
        if flags & _BINARY and not name.lower().startswith("cover"):
            findings.add("hidden-data")
        else:
            teller.tell(name, as_text(value))
        at = name_end + 1 + size
    teller.finish()
