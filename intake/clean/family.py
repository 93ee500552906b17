"""One family of formats: how it begins, and who cleans it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from intake.clean.cleaned import Cleaned
from intake.clean.source import Source


@dataclass(frozen=True, slots=True)
class Family:
    """One row of the tables of PICTURES, FILMS, SOUNDS and DOCUMENTS."""

    name: str
    is_ours: Callable[[bytes], bool]  # takes the first HEAD bytes, or all of a shorter file
    clean: Callable[[Source], Cleaned]
