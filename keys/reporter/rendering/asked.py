"""What is asked of a renderer, and what it gives back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from keys.reporter.rendering.stream import MAX_PAGES, MAX_TOTAL, Kind, Refusal, RefusedError

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True, slots=True)
class Asked:
    """One file inside the sandbox and the pages wanted, from 1. ``last`` 0: all, if they are not too many."""

    path: Path
    first: int = 1
    last: int = 0

    def pages(self, total: int) -> range:
        """The indexes of the pages wanted, from 0, of a file that has so many. Raises RefusedError."""
        if not 1 <= total <= MAX_TOTAL:
            raise RefusedError(Refusal.DAMAGED if total < 1 else Refusal.TOO_MANY_PAGES)
        last = min(self.last or total, total)
        if self.first > last:
            raise RefusedError(Refusal.NO_SUCH_PAGE)
        if last - self.first >= MAX_PAGES:
            raise RefusedError(Refusal.TOO_MANY_PAGES)
        return range(self.first - 1, last)


@dataclass(frozen=True, slots=True)
class Shown:
    """Pages as pictures in RGB, drawn one after the other as they are taken; ``count`` of them, of ``total``."""

    kind: Kind
    count: int
    total: int
    pictures: Iterator[Image]
