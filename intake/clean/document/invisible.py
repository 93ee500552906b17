"""Characters that do not show: what writing needs of them stays, the rest can only carry what nobody sees.

Hindi, Urdu, Persian and many others need joiners, emoji need joiners and selectors, lines in Hebrew or Arabic need marks
of direction. All else of no width goes, and so do overrides of direction, which make a text read as it is not.
Source: The Unicode Standard 15, sections 23.2 to 23.9; UTS #51 (emoji); UTS #37 (ideographic variation).
"""

from __future__ import annotations

import re
from typing import Final

from intake.clean.errors import TooComplexError
from intake.clean.finding import Findings

_MAX_PASSES: Final = 8
_HIDDEN: Final = re.compile(
    # the flags of England, Scotland and Wales are spelled in tag characters
    "\U0001f3f4\U000e0067\U000e0062(?:\U000e0065\U000e006e\U000e0067|\U000e0073\U000e0063\U000e0074"
    "|\U000e0077\U000e006c\U000e0073)\U000e007f"
    "|[\u0080-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_SPELLED: Final = re.compile("_x(D[89AB][0-9A-F]{2})__x(D[C-F][0-9A-F]{2})_|_x([0-9A-F]{4})_", re.IGNORECASE | re.ASCII)
_JOINING: Final = re.compile(
    "[\u0600-\u061b\u061d-\u077f\u07c0-\u07ff\u08a0-\u0dff\u0f00-\u109f\u1780-\u17b3\u17b6-\u180a\u1810-\u18af"
    "\u1a20-\u1aaf\u1b00-\u1bff\ua800-\ua8ff\ua980-\ua9df\uaa00-\uaadf\uabc0-\uabff\ufb50-\ufdff\ufe70-\ufefc"
    "\U00011000-\U00011aff]"
)
_UNSPACED: Final = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17b3\u17b6-\u17ff\u1980-\u19ff\u1a20-\u1aaf]")
_EMOJI: Final = re.compile(
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030"
    "\u303d\u3297\u3299\U0001f000-\U0001faff]"
)
_KEYCAP: Final = re.compile("[0-9#*]")
_IDEOGRAPH: Final = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_VARIED: Final = re.compile("[\u1000-\u109f\u2200-\u22ff\u2a00-\u2aff\uaa60-\uaa7f]")
_MONGOLIAN: Final = re.compile("[\u1820-\u18af]")
_JAMO: Final = re.compile("[\u1100-\u115e\u1161-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]")
_RIGHT_TO_LEFT: Final = re.compile(
    "[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001eeff]"
)
_LINE_END: Final = re.compile("[\n\r\u2028\u2029]")

_NO_JOIN, _JOIN, _NO_SPACE = 0x200C, 0x200D, 0x200B
_MARKS: Final = (0x200E, 0x200F, 0x061C)
_ISOLATES: Final = (0x202A, 0x202B, 0x202C, 0x2066, 0x2067, 0x2068, 0x2069)


def without_hidden(text: str, findings: Findings) -> str:
    """A text without the characters of no width that its writing does not need; what they were is noted.

    Raises: TooComplexError: they are nested as no writing has them.
    """
    hidden = Hidden()
    (shown,) = hidden.taken_from([text])
    hidden.tell(findings)
    return shown


def may_hide(text: str) -> bool:
    """Whether a text has any character of no width, needed or not."""
    return not text.isascii() and _HIDDEN.search(text) is not None


def spelled_out(text: str) -> str:
    """A text with hidden characters in place of Excel's spelling of them, `_x200B_` (ECMA-376, part 1, 22.9.2.19)."""
    return _SPELLED.sub(_meant, text) if "_x" in text else text


def _meant(match: re.Match[str]) -> str:
    pair = 0x10000 + ((int(match[1], 16) - 0xD800) << 10) + int(match[2], 16) - 0xDC00 if match[1] else 0
    code = pair or int(match[3], 16)
    return chr(code) if not 0xD800 <= code < 0xE000 and may_hide(chr(code)) else match[0]


class Hidden:
    """Takes hidden characters out of texts, and tells at the end what they were."""

    def __init__(self) -> None:
        self._gone: dict[str, int] = {}
        self._spelled: list[str] = []

    def taken_from(self, texts: list[str]) -> list[str]:
        """The pieces of one text, each without what hides in it; what is needed is decided over them all.

        Raises: TooComplexError: as `without_hidden`.
        """
        for _ in range(_MAX_PASSES):
            whole = "".join(texts)
            if not may_hide(whole):
                return texts
            look = _Pass(whole)
            gone = [match for match in _HIDDEN.finditer(whole) if not look.keeps(match)]
            if not gone:
                return texts
            for match in gone:
                self._note(ord(match[0]))
            texts = _without(texts, [match.start() for match in gone])
        raise TooComplexError

    def _note(self, code: int) -> None:
        if 0xE0020 <= code <= 0xE007E:
            self._spelled.append(chr(code - 0xE0000))
        else:
            name = _name(code)
            self._gone[name] = self._gone.get(name, 0) + 1

    def tell(self, findings: Findings, before: str = "") -> None:
        """Note what was taken out, with a word before it."""
        for name, count in self._gone.items():
            findings.add("hidden-data", f"{before}{name} x {count}")
        if self._spelled:
            findings.add("hidden-data", before + "".join(self._spelled))


def _without(texts: list[str], places: list[int]) -> list[str]:
    """Pieces of one text without the characters at some places of the whole, which are in order."""
    shown: list[str] = []
    start = index = 0
    for text in texts:
        kept, at = [], 0
        while index < len(places) and places[index] < start + len(text):
            kept.append(text[at : places[index] - start])
            at = places[index] - start + 1
            index += 1
        shown.append("".join(kept) + text[at:] if at else text)
        start += len(text)
    return shown


class _Pass:
    """One look at every hidden character, in order."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._line_end = 0
        self._line_turns = False

    def keeps(self, match: re.Match[str]) -> bool:
        return len(match[0]) > 1 or self._is_needed(match.start())

    def _is_needed(self, at: int) -> bool:
        text = self._text
        code, before, after = ord(text[at]), text[at - 1 : at], text[at + 1 : at + 2]
        clear = not _HIDDEN.match(before)
        if code in (_NO_JOIN, _JOIN):
            if _JOINING.match(before) or (clear and _JOINING.match(after)):
                return True
            base = text[at - 2 : at - 1] if before == "\ufe0f" else before
            return code == _JOIN and bool(_EMOJI.match(base) and _EMOJI.match(after))
        if code == _NO_SPACE:
            return bool(_UNSPACED.match(before) or (clear and _UNSPACED.match(after)))
        if code in _MARKS:
            return self._turns(at) and (clear or ord(before) in _ISOLATES)
        if code in _ISOLATES:
            return self._turns(at)
        if code in (0x115F, 0x1160):
            return bool(_JAMO.match(before) or (clear and _JAMO.match(after)))
        return _is_selector(code, before)

    def _turns(self, at: int) -> bool:
        """Whether the line of a character has letters that run from right to left."""
        if at >= self._line_end:
            end = _LINE_END.search(self._text, at)
            start = self._line_end
            for line_end in _LINE_END.finditer(self._text, start, at):
                start = line_end.end()
            self._line_end = end.end() if end else len(self._text)
            self._line_turns = _RIGHT_TO_LEFT.search(self._text, start, self._line_end) is not None
        return self._line_turns


def _is_selector(code: int, before: str) -> bool:
    """Whether a variation selector stands where one has a meaning."""
    if code in (0xFE0E, 0xFE0F):
        return bool(_EMOJI.match(before) or _KEYCAP.match(before))
    if 0xFE00 <= code <= 0xFE02:
        return bool(_IDEOGRAPH.match(before) or (code == 0xFE00 and _VARIED.match(before)))
    if 0x180B <= code <= 0x180F:
        return bool(_MONGOLIAN.match(before))
    return 0xE0100 <= code <= 0xE01EF and bool(_IDEOGRAPH.match(before))


def _name(code: int) -> str:
    if 0xFE00 <= code <= 0xFE0F:
        return "U+FE00-U+FE0F"
    if code >= 0xE0000:
        return "U+E0000-U+E0FFF"
    return f"U+{code:04X}"
