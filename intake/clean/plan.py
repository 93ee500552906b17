"""A cleaned file as a recipe: what of the original stays, and which few bytes are new.

A plan holds no file content but what was rewritten, so a video of gigabytes is planned in a few kilobytes and written
in blocks. Its size is known before anything is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from intake.clean.errors import BrokenFileError, TooComplexError
from intake.clean.source import BLOCK, Source

MAX_SEGMENTS = 2_000_000


@dataclass(frozen=True, slots=True)
class Literal:
    """New bytes."""

    data: bytes

    @property
    def length(self) -> int:
        """How many bytes this writes."""
        return len(self.data)


@dataclass(frozen=True, slots=True)
class Range:
    """`length` bytes of the original, from `offset`."""

    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Zeros:
    """`length` bytes of zero."""

    length: int


Segment = Literal | Range | Zeros


@dataclass(frozen=True, slots=True)
class Plan:
    """The segments of the cleaned file in order, and their bytes in all."""

    segments: tuple[Segment, ...]
    size: int


class PlanBuilder:
    """Collects segments; neighbours of one sort become one. Ranges are checked against the file's size."""

    def __init__(self, source_size: int) -> None:
        self._source_size = source_size
        self._segments: list[Segment] = []

    def literal(self, data: bytes) -> None:
        """Add new bytes."""
        last = self._segments[-1] if self._segments else None
        if isinstance(last, Literal) and last.length + len(data) <= BLOCK:
            self._segments[-1] = Literal(last.data + data)
        elif data:
            self._add(Literal(bytes(data)))

    def range(self, offset: int, length: int) -> None:
        """Add bytes of the original; BrokenFileError when they lie outside it."""
        if offset < 0 or length < 0 or offset + length > self._source_size:
            raise BrokenFileError
        last = self._segments[-1] if self._segments else None
        if isinstance(last, Range) and last.offset + last.length == offset:
            self._segments[-1] = Range(last.offset, last.length + length)
        elif length:
            self._add(Range(offset, length))

    def zeros(self, length: int) -> None:
        """Add zeros."""
        last = self._segments[-1] if self._segments else None
        if isinstance(last, Zeros):
            self._segments[-1] = Zeros(last.length + length)
        elif length:
            self._add(Zeros(length))

    def _add(self, segment: Segment) -> None:
        if len(self._segments) >= MAX_SEGMENTS:
            raise TooComplexError
        self._segments.append(segment)

    def extend(self, other: PlanBuilder) -> None:
        """Add all that another builder over the same file has collected."""
        for segment in other._segments:
            if isinstance(segment, Literal):
                self.literal(segment.data)
            elif isinstance(segment, Range):
                self.range(segment.offset, segment.length)
            else:
                self.zeros(segment.length)

    @property
    def size(self) -> int:
        """Bytes so far."""
        return sum(segment.length for segment in self._segments)

    def build(self) -> Plan:
        """The finished plan."""
        return Plan(tuple(self._segments), self.size)


def plan_chunks(source: Source, plan: Plan) -> Iterator[bytes]:
    """The cleaned file, in chunks of at most 64 KiB.

    Raises: BrokenFileError: the original became shorter since it was planned.
    """
    for segment in plan.segments:
        for done in range(0, segment.length, BLOCK):
            length = min(BLOCK, segment.length - done)
            if isinstance(segment, Literal):
                yield segment.data[done : done + length]
            elif isinstance(segment, Range):
                yield source.read(segment.offset + done, length)
            else:
                yield bytes(length)


def write_plan(source: Source, plan: Plan, out: BinaryIO) -> None:
    """Write the cleaned file to `out`: `plan.size` bytes. Errors as `plan_chunks`."""
    out.writelines(plan_chunks(source, plan))
