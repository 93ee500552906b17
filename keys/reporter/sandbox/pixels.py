"""What a worker says, believed as far as it is bounded numbers and pixels, and no further."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from keys.reporter.rendering.stream import (
    MAX_ALL_PIXELS,
    MAX_PAGES,
    MAX_PIXELS,
    MAX_SIDE,
    MAX_TOTAL,
    NUMBER,
    Kind,
    Refusal,
)
from keys.reporter.sandbox import arguments
from keys.reporter.sandbox.arguments import Limits
from keys.reporter.sandbox.errors import LyingWorkerError, RefusedFileError
from keys.reporter.sandbox.run import started

_KINDS = frozenset(kind.value for kind in Kind)
_REFUSALS = frozenset(refusal.value for refusal in Refusal)


class Spoken(Protocol):
    """Where a stream comes from."""

    def read(self, size: int) -> bytearray:
        """Exactly so many bytes, or an error."""
        ...

    def ended(self) -> bool:
        """Whether it is over; waits for it."""
        ...


@dataclass(frozen=True, slots=True)
class Page:
    """One page: ``rgb`` has width x height x 3 bytes, row by row from the top."""

    width: int
    height: int
    rgb: bytearray


class Pages:
    """A file as pixels. ``kind``, ``count`` pages of ``total``; the pages come as one iterates, once."""

    def __init__(self, untrusted: Spoken) -> None:
        """Read the beginning. Raises RefusedFileError; LyingWorkerError; what ``untrusted`` raises."""
        self._untrusted = untrusted
        verdict = self._number()
        if verdict:
            raise self._refused(verdict)
        kind, self.count, self.total = self._number(), self._number(), self._number()
        if kind not in _KINDS or not 1 <= self.count <= min(self.total, MAX_PAGES) or self.total > MAX_TOTAL:
            raise LyingWorkerError
        self.kind = Kind(kind)

    def __iter__(self) -> Iterator[Page]:
        """The pages. Raises as the constructor does; only when it ends well were all of them right."""
        room = MAX_ALL_PIXELS
        for _ in range(self.count):
            width, height = self._number(), self._number()
            if width == 0:
                raise self._refused(height)
            room -= width * height
            if not (width <= MAX_SIDE and 1 <= height <= MAX_SIDE and width * height <= MAX_PIXELS):
                raise LyingWorkerError
            if room < 0:
                raise RefusedFileError(Refusal.TOO_MANY_PAGES)
            yield Page(width, height, self._untrusted.read(width * height * 3))
        if not self._untrusted.ended():
            raise LyingWorkerError

    def _number(self) -> int:
        return int(NUMBER.unpack(self._untrusted.read(NUMBER.size))[0])

    def _refused(self, number: int) -> RefusedFileError | LyingWorkerError:
        if number not in _REFUSALS or not self._untrusted.ended():
            return LyingWorkerError()
        return RefusedFileError(Refusal(number))


@contextmanager
def drawn(
    pieces: Iterable[bytes], first: int = 1, last: int = 0, *, limits: Limits | None = None, code: str | None = None
) -> Iterator[Pages]:
    """A hostile file as pixels.

    Args:    pieces: the file.  first, last: the pages wanted, from 1; ``last`` 0: all, if they are not too many.
    Raises:  NotShownError, also while pages are taken; what ``pieces`` raise.
    """
    with started(code or arguments.WORKER, first, last, limits=limits) as worker:
        worker.feed(pieces)
        yield Pages(worker)
