"""The texts of a mail: decoded, without what hides in them, and encoded again as they were.

UTF-8 is read, and letters of the west in one byte; old encodings that have no such characters stay as they are.
Source: RFC 2045, section 6; RFC 2047.
"""

from __future__ import annotations

import binascii
import re
from typing import Final

from intake.clean.document.htmltext import without_hidden_html
from intake.clean.document.invisible import Hidden
from intake.clean.errors import BrokenFileError, TooComplexError

_UTF8: Final = ("", "utf-8", "utf8", "us-ascii", "ascii")
_WESTERN: Final = ("iso-8859-1", "iso-8859-15", "windows-1252")
_OLD: Final = re.compile(
    "iso-8859-[0-9]{1,2}(?:-[ie])?|windows-(?:874|125[0-8])|cp125[0-8]|koi8-[ru]|gb2312|gbk|big5(?:-hkscs)?|euc-(?:jp|kr|tw)"
    "|shift[_-]jis|iso-2022-(?:jp|kr)[a-z0-9-]{0,6}|ks_c_5601-1987|tis-620|macintosh"
)
_BLANKS: Final = re.compile(rb"[ \t\r\n]")
_BASE64: Final = re.compile(rb"[A-Za-z0-9+/]*={0,2}")
_QUOTED: Final = re.compile(rb"=([0-9A-Fa-f]{2})|=[ \t]*(?:\r?\n|\Z)|[ \t]+(?=\r?\n|\Z)")
_TO_QUOTE: Final = re.compile(rb"[^\t\r\n !-<>-~]|[ \t](?=\r?\n|\Z)|\r(?!\n)")
_WORD: Final = re.compile(rb"=\?([A-Za-z0-9_-]{1,40})\?([bBqQ])\?([^? \t\r\n]*)\?=")
_LINE: Final = 72  # letters of a line of quoted text, before its soft end
_BASE64_LINE: Final = 76


def without_hidden_body(body: bytes, encoding: str, charset: str, *, html: bool, hidden: Hidden) -> bytes:
    """A part of a mail without what hides in its text; the same bytes if there is nothing.

    Raises: BrokenFileError: it is not encoded as it says.  TooComplexError: in a way that we do not read.
    """
    if charset not in _UTF8 and charset not in _WESTERN:
        if not _OLD.fullmatch(charset):
            raise TooComplexError
        return body
    if encoding == "base64":
        plain = unpacked(body)
    elif encoding == "quoted-printable":
        plain = _QUOTED.sub(_quoted_byte, body)
    elif encoding in ("7bit", "8bit", "binary"):
        plain = body
    else:
        raise TooComplexError
    shown = _without_hidden(plain, charset, html=html, hidden=hidden)
    if shown == plain:
        return body
    if encoding == "base64":
        return _packed(shown, b"\r\n" if b"\r\n" in body else b"\n") + body[len(body.rstrip(b"\r\n")) :]
    return _quoted(shown) if encoding == "quoted-printable" else shown


def without_hidden_header(raw: bytes, hidden: Hidden) -> bytes:
    """A header without what hides in its words, written as they are or encoded; of old encodings nothing goes.

    Raises: as `without_hidden_body`.
    """

    def word(match: re.Match[bytes]) -> bytes:
        charset, sort, text = match[1].decode("ascii").lower(), match[2].lower(), match[3]
        if charset not in _UTF8 and charset not in _WESTERN:
            return match[0]
        plain = unpacked(text) if sort == b"b" else _QUOTED.sub(_quoted_byte, text.replace(b"_", b" "))
        shown = _without_hidden(plain, charset, html=False, hidden=hidden)
        return match[0] if shown == plain else b"=?%b?B?%b?=" % (match[1], binascii.b2a_base64(shown, newline=False))

    try:
        raw.decode()
    except UnicodeDecodeError:
        return raw
    return _WORD.sub(word, _without_hidden(raw, "", html=False, hidden=hidden))


def unpacked(text: bytes) -> bytes:
    """What base64 holds. Raises: BrokenFileError: it is none."""
    text = _BLANKS.sub(b"", text)
    if len(text) % 4 or not _BASE64.fullmatch(text):
        raise BrokenFileError
    return binascii.a2b_base64(text)


def _without_hidden(plain: bytes, charset: str, *, html: bool, hidden: Hidden) -> bytes:
    if charset in _WESTERN:
        # of what is no ASCII only the soft hyphen matters here
        text, encoding = plain.decode("latin-1"), "latin-1"
        seen = re.sub("[\x80-\xac\xae-\xff]", "\ufffd", text)
    else:
        try:
            seen, encoding = plain.decode(), "utf-8"
        except UnicodeDecodeError:
            raise TooComplexError from None
        text = seen
    pieces = [seen]
    shown = without_hidden_html(pieces, hidden)[0] if html else hidden.taken_from(pieces)[0]
    if shown == seen:
        return plain
    if charset in _WESTERN:
        letters = iter(re.findall("[\x80-\xac\xae-\xff]", text))
        shown = re.sub("\ufffd", lambda _: next(letters), shown)
    return shown.encode(encoding)


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


def _packed(plain: bytes, line_end: bytes) -> bytes:
    text = binascii.b2a_base64(plain, newline=False)
    return line_end.join(text[at : at + _BASE64_LINE] for at in range(0, len(text), _BASE64_LINE))
