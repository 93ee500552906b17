"""The talk as a text for publication: new names, days, nothing that has no width."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from intake.voice import day_text
from keys.reporter.publishing.codes import without_codes
from keys.reporter.publishing.renaming import Renamer

CHANGED = "Names have been changed to protect sources."
LONG_WORDS = 40  # of one message: from here on, how somebody writes can tell who it is
_JOINERS = "\u200c\u200d"  # Persian and Indian scripts are spelt with them

_CLOCK = re.compile(r"(?<!\d)\d{1,2}[:.h]\d{2}(?!\d)")
_REACHABLE = re.compile(r"\S@\S|://|www\.|(?<!\d)\+?\d(?:[ \-/]?\d){6,}(?!\d)")


@dataclass(frozen=True, slots=True)
class Turn:
    """One message or answer. ``text`` None: it has left the vault."""

    day: int
    ours: bool
    text: str | None


@dataclass(frozen=True, slots=True)
class Transcript:
    """``text`` for publication, and what a person has to look at: how many of each."""

    text: str
    codes: int
    long_quotes: tuple[tuple[str, int], ...]  # day, words
    names_left: int
    clocks: int
    reachable: int
    gone: int


def plain(text: str) -> str:
    """Without controls, marks of direction and characters of no width: an invisible sign can carry a mark."""
    out: list[str] = []
    for character in text.replace("\r\n", "\n"):
        category = unicodedata.category(character)
        joins = character in _JOINERS and bool(out) and out[-1] >= "\u0600" and out[-1].isprintable()
        if joins or character in "\n\t" or category[0] != "C":
            out.append(character)
    return "".join(out)


def write(turns: list[Turn], renamer: Renamer, source: str) -> Transcript:
    """The talk, oldest turn first; ``source`` is the new name of whom we talked to."""
    lines, codes, quotes, gone = [CHANGED, ""], 0, [], 0
    for turn in sorted(turns, key=lambda turn: (turn.day, turn.ours)):
        lines.append(f"{day_text(turn.day)}, {'the newsroom' if turn.ours else source}:")
        if turn.text is None:
            gone += 1
            lines += ["    (this text is no longer there)", ""]
            continue
        text, taken = without_codes(plain(turn.text))
        codes += taken
        lines += [f"    {line}".rstrip() for line in renamer.change(text).split("\n")] + [""]
        if not turn.ours and len(text.split()) >= LONG_WORDS:
            quotes.append((day_text(turn.day), len(text.split())))
    body = "\n".join(lines)
    spoken = "\n".join(line for line in lines if line.startswith("    "))
    return Transcript(
        text=body,
        codes=codes,
        long_quotes=tuple(quotes),
        names_left=renamer.left(spoken),
        clocks=len(_CLOCK.findall(spoken)),
        reachable=len(_REACHABLE.findall(spoken)),
        gone=gone,
    )
