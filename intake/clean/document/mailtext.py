"""The texts of a mail: decoded, without what hides in them, and encoded again as they were.

UTF-8 is read, and letters of the west in one byte. In other old encodings nothing hides between letters, and of pages
the mark-up is read, whose signs no letter of several bytes has in it; what stands between it stays byte by byte.
Source: RFC 2045, section 6; RFC 2047.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable
from typing import Final

from intake.clean.document.invisible import Hidden
from intake.clean.errors import BrokenFileError, TooComplexError

_UTF8: Final = ("", "utf-8", "utf8", "us-ascii", "ascii")
_WESTERN: Final = ("iso-8859-1", "iso-8859-15", "windows-1252")
_OLD: Final = re.compile(
    "iso-8859-[0-9]{1,2}(?:-[ie])?|windows-(?:874|125[0-8])|cp125[0-8]|koi8-[ru]|gb2312|gbk|big5(?:-hkscs)?|euc-(?:jp|kr|tw)"
    "|shift[_-]jis|iso-2022-(?:jp|kr)[a-z0-9-]{0,6}|ks_c_5601-1987|tis-620|macintosh"
)
_SHIFTED: Final = re.compile("iso-2022-")  # in these a letter may look like mark-up
_WINDOWS: Final = (
    "\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f"
    "\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178"
)
"""The letters 0x80 to 0x9F of windows-1252; the others are those of Latin 1, near enough to see what hides."""
_TO_LETTERS: Final = dict(enumerate(_WINDOWS, 0x80))
_FROM_LETTERS: Final = {ord(letter): code for code, letter in _TO_LETTERS.items()}
_BLANKS: Final = re.compile(rb"[ \t\r\n]")
_BASE64: Final = re.compile(rb"[A-Za-z0-9+/]*={0,2}")
_QUOTED: Final = re.compile(rb"=([0-9A-Fa-f]{2})|=[ \t]*(?:\r?\n|\Z)|[ \t]+(?=\r?\n|\Z)")
_TO_QUOTE: Final = re.compile(rb"[^\t\r\n !-<>-~]|[ \t](?=\r?\n|\Z)|\r(?!\n)")
_WORD: Final = re.compile(rb"=\?([A-Za-z0-9_-]{1,40})\?([bBqQ])\?([^? \t\r\n]*)\?=")
_LINE: Final = 72  # letters of a line of quoted text, before its soft end
_BASE64_LINE: Final = 76


def cleaned_body(body: bytes, encoding: str, charset: str, clean: Callable[[str], str], *, page: bool) -> bytes:
    """A part of a mail, its text cleaned by a function; the same bytes if that changes nothing.

    Args:   page: whether it is a page: the mark-up of those can be read in old encodings.
    Raises: BrokenFileError: it is not encoded as it says.  TooComplexError: in a way that we do not read.
            Others as `clean`.
    """
    if charset not in _UTF8 and charset not in _WESTERN:
        if not _OLD.fullmatch(charset) or (page and _SHIFTED.match(charset)):
            raise TooComplexError
        if not page:
            return body
    if encoding == "base64":
        plain = unpacked(body)
    elif encoding == "quoted-printable":
        plain = _QUOTED.sub(_quoted_byte, body)
    elif encoding in ("7bit", "8bit", "binary"):
        plain = body
    else:
        raise TooComplexError
    shown = _changed(plain, charset, clean)
    if shown == plain:
        return body
    if encoding == "base64":
        return packed(shown, body)
    return _quoted(shown) if encoding == "quoted-printable" else shown


def without_hidden_header(raw: bytes, hidden: Hidden) -> bytes:
    """A header without what hides in its words, written as they are or encoded; of old encodings nothing goes.

    Raises: as `cleaned_body`.
    """

    def clean(text: str) -> str:
        return hidden.taken_from([text])[0]

    def word(match: re.Match[bytes]) -> bytes:
        charset, sort, text = match[1].decode("ascii").lower(), match[2].lower(), match[3]
        if charset not in _UTF8 and charset not in _WESTERN:
            return match[0]
        plain = unpacked(text) if sort == b"b" else _QUOTED.sub(_quoted_byte, text.replace(b"_", b" "))
        shown = _changed(plain, charset, clean)
        return match[0] if shown == plain else b"=?%b?B?%b?=" % (match[1], binascii.b2a_base64(shown, newline=False))

    try:
        raw.decode()
    except UnicodeDecodeError:
        return raw
    return _WORD.sub(word, _changed(raw, "", clean))


def unpacked(text: bytes) -> bytes:
    """What base64 holds. Raises: BrokenFileError: it is none."""
    text = _BLANKS.sub(b"", text)
    if len(text) % 4 or not _BASE64.fullmatch(text):
        raise BrokenFileError
    return binascii.a2b_base64(text)


def packed(data: bytes, before: bytes) -> bytes:
    """Bytes in base64, with the ends of lines of what stood there before."""
    line_end = b"\r\n" if b"\r\n" in before else b"\n"
    text = binascii.b2a_base64(data, newline=False)
    lines = line_end.join(text[at : at + _BASE64_LINE] for at in range(0, len(text), _BASE64_LINE))
    return lines + before[len(before.rstrip(b"\r\n")) :]


def _changed(plain: bytes, charset: str, clean: Callable[[str], str]) -> bytes:
    """Bytes with their text cleaned. A letter that we cannot read is one of those that stand for nothing."""
    if charset in _UTF8:
        try:
            return clean(plain.decode()).encode()
        except UnicodeDecodeError:
            raise TooComplexError from None
    text = plain.decode("latin-1")
    if charset in _WESTERN:
        return clean(text.translate(_TO_LETTERS)).translate(_FROM_LETTERS).encode("latin-1")
    opaque = re.sub("[\x80-\xff]", lambda match: chr(ord(match[0]) + 0xE000), text)
    return re.sub("[\ue080-\ue0ff]", lambda match: chr(ord(match[0]) - 0xE000), clean(opaque)).encode("latin-1")


def _quoted_byte(match: re.Match[bytes]) -> bytes:
    return bytes((int(match[1], 16),)) if match[1] else b""


def _quoted(plain: bytes) -> bytes:
    lines = []
    for line in re.split(rb"(?<=\n)", _TO_QUOTE.sub(lambda match: b"=%02X" % match[0][0], plain)):
        at = 0
        while len(line) - at > _LINE + 2:
            cut = at + _LINE
            # no soft end within the letters of one byte
            cut -= next((back for back in (1, 2) if line[cut - back : cut - back + 1] == b"="), 0)
            lines.append(line[at:cut] + (b"=\r\n" if b"\r\n" in plain else b"=\n"))
            at = cut
        lines.append(line[at:])
    return b"".join(lines)
