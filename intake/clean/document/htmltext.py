"""The text of HTML: what hides in it, be it written as itself or as a reference such as `&ZeroWidthSpace;`.

Source: HTML Living Standard, sections 13.2.5.72 to 13.2.5.80, and 13.5 (the names of characters).
"""

from __future__ import annotations

import re
from typing import Final

from intake.clean.document.invisible import Hidden, may_hide
from intake.clean.errors import TooComplexError

_MAX_PASSES: Final = 8
_NAMES: Final = {
    **dict.fromkeys(("ZeroWidthSpace", "NegativeVeryThinSpace", "NegativeThinSpace"), "\u200b"),
    **dict.fromkeys(("NegativeMediumSpace", "NegativeThickSpace"), "\u200b"),
    **dict.fromkeys(("ApplyFunction", "af"), "\u2061"),
    **dict.fromkeys(("InvisibleTimes", "it"), "\u2062"),
    **dict.fromkeys(("InvisibleComma", "ic"), "\u2063"),
    "NoBreak": "\u2060",
    "zwnj": "\u200c",
    "zwj": "\u200d",
    "lrm": "\u200e",
    "rlm": "\u200f",
    "shy": "\xad",
}
"""The names of characters that hide; names of two characters, a sign and its variant, show something."""

_NUMBER: Final = "&#[xX]0*([0-9a-fA-F]{1,6})(?![0-9a-fA-F]);?|&#0*([0-9]{1,7})(?![0-9]);?"
_NAME: Final = f"&({'|'.join(_NAMES)});"
_IN_TEXT: Final = re.compile(f"{_NUMBER}|{_NAME}|&(shy)(?!;)")
_IN_ATTRIBUTE: Final = re.compile(f"{_NUMBER}|{_NAME}|&(shy)(?![;=0-9A-Za-z])")


def without_hidden_html(texts: list[str], hidden: Hidden, *, attribute: bool = False) -> list[str]:
    """The pieces of one text, as they stand in HTML, without what hides in them.

    Raises: TooComplexError: they are nested as no writing has them.
    """
    references = _IN_ATTRIBUTE if attribute else _IN_TEXT
    for _ in range(_MAX_PASSES):
        if not any("&" in text or may_hide(text) for text in texts):
            return texts
        pieces = [_pieces(text, references) for text in texts]
        shown = hidden.taken_from([meant for text in pieces for _, meant in text])
        at, after = 0, []
        for text in pieces:
            kept = shown[at : at + len(text)]
            at += len(text)
            after.append("".join(
                new if new != meant else written for (written, meant), new in zip(text, kept, strict=True)
            ))  # fmt: skip
        if after == texts:
            return texts
        texts = after  # what stood around may be a reference now
    raise TooComplexError


def _pieces(text: str, references: re.Pattern[str]) -> list[tuple[str, str]]:
    """A text in pieces: each as it is written, and what it means; only references that hide something are resolved."""
    found: list[tuple[str, str]] = []
    at = 0
    for match in references.finditer(text):
        meant = _meant(match)
        if meant:
            found += [(text[at : match.start()],) * 2, (match[0], meant)]
            at = match.end()
    return [*found, (text[at:], text[at:])]


def _meant(match: re.Match[str]) -> str:
    """The hidden character that a reference stands for, or ""."""
    named = match[3] or match[4]
    if named:
        return _NAMES[named]
    code = int(match[1], 16) if match[1] else int(match[2])
    if code > 0x10FFFF or 0xD800 <= code < 0xE000 or (0x80 <= code < 0xA0 and code not in _CONTROLS):
        return ""
    return chr(code) if may_hide(chr(code)) else ""


_CONTROLS: Final = (0x81, 0x8D, 0x8F, 0x90, 0x9D)  # the others of 0x80 to 0x9F are read as letters of Windows
