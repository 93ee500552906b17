"""A file of boxes at its own level: read box by box, and its media data planned with what stays where it lies.

Source: ISO/IEC 14496-12, sections 4.2 and 8.1.
"""

from __future__ import annotations

from typing import Final

from intake.clean.errors import BrokenFileError, TooComplexError
from intake.clean.film.boxes import MAX_BOXES, Box
from intake.clean.film.samples import Span
from intake.clean.finding import Findings
from intake.clean.plan import PlanBuilder
from intake.clean.source import Window

_GAPS_LOOKED_AT: Final = 16
_GAP_BYTES: Final = 4096


def top_boxes(window: Window, needed: frozenset[bytes], findings: Findings) -> list[Box]:
    """The boxes of the file's own level. What lies behind the last is appended, and goes.

    Raises: BrokenFileError: a box of a kind in `needed` does not fit.  TooComplexError: too many boxes.
    """
    top: list[Box] = []
    start, size = 0, window.size
    while size - start >= 8:
        if len(top) >= MAX_BOXES:
            raise TooComplexError
        head = window.take(start, min(16, size - start))
        length, kind, body = int.from_bytes(head[:4], "big"), head[4:8], start + 8
        if length == 1:
            length, body = int.from_bytes(head[8:16], "big"), start + 16
        elif length == 0:
            length = size - start
        if start + length > size or body > start + length:
            if kind in needed:
                raise BrokenFileError
            break
        top.append(Box(kind, start, body, start + length))
        start += length
    if start < size:
        findings.add("hidden-data", f"{size - start} B")
    return top


def plan_media(plan: PlanBuilder, box: Box, spans: list[Span], done: int, gaps: list[Span]) -> int:
    """Plan one box of media data: what stays, zeros between.

    Args:    spans: what stays of the file, merged; `done` of them are planned.  gaps: what goes is added here.
    Returns: how many spans are done now.
    Raises:  BrokenFileError: a span reaches out of the box.
    """
    plan.range(box.start, box.body - box.start)
    at = box.body
    while done < len(spans) and spans[done][0] < box.end:
        start, length = spans[done]
        if start < at or start + length > box.end:
            raise BrokenFileError
        if start > at:
            gaps.append((at, start - at))
        plan.zeros(start - at)
        plan.range(start, length)
        at = start + length
        done += 1
    if box.end > at:
        gaps.append((at, box.end - at))
    plan.zeros(box.end - at)
    return done


def plan_free(plan: PlanBuilder, window: Window, box: Box) -> None:
    """Plan a box that goes: a `free` one full of zeros, so that nothing behind it moves."""
    head = window.take(box.start, box.body - box.start)
    plan.literal(head[:4] + b"free" + head[8:])
    plan.zeros(box.end - box.body)


def tell_gaps(window: Window, gaps: list[Span], findings: Findings) -> None:
    """Note whether something lay in the media data that nothing speaks of."""
    for start, length in gaps[:_GAPS_LOOKED_AT]:
        if any(window.take(start, min(length, _GAP_BYTES))):
            findings.add("hidden-data")
