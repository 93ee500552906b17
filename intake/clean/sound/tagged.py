"""A sound with tags in front: which of the formats it is, is told by what stands behind them."""

from __future__ import annotations

from intake.clean.cleaned import Cleaned
from intake.clean.finding import Findings
from intake.clean.sound.edges import edges
from intake.clean.sound.flac import MAGIC, clean_flac
from intake.clean.sound.mpeg import clean_adts, clean_mpeg
from intake.clean.sound.mpegheader import is_adts
from intake.clean.source import Source, Window


def clean_tagged(source: Source) -> Cleaned:
    """Plan a file that begins with an ID3 or APE tag. Errors as those of the format behind it."""
    window = Window(source)
    start, end = edges(window, Findings())
    head = window.take(start, min(16, end - start))
    if head.startswith(MAGIC):
        return clean_flac(source)
    return clean_adts(source) if is_adts(head) else clean_mpeg(source)
