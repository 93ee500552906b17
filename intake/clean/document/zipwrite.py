"""ZIP archives, written without times, owners, comments, or the name of a system.

What is rewritten is compressed in a way that gives the same bytes in Python and every browser (`deflater`); what is
unchanged stays compressed as it was.  Source: PKWARE APPNOTE 6.3.10, section 4.3.
"""

from __future__ import annotations

import zlib
from typing import Final

from intake.clean.deflater import smaller
from intake.clean.document.zipread import DEFLATED, STORED, Member, Part
from intake.clean.errors import TooComplexError
from intake.clean.plan import Literal, Plan, PlanBuilder, Range, plan_chunks
from intake.clean.source import BytesSource

_LIMIT: Final = 0xFFFFFFFF  # bytes of an archive without 64-bit fields
_VERSION: Final = 20
_UTF8: Final = 1 << 11
_DAY: Final = 0x21  # 1980-01-01


class ZipWriter:
    """Collects members, then the directory, as a plan over the original archive."""

    def __init__(self, source_size: int) -> None:
        self._plan = PlanBuilder(source_size)
        self._directory: list[bytes] = []
        self._at = 0

    def add_new(self, name: str, data: bytes) -> None:
        """Add a member with new bytes."""
        packed = smaller(data)
        shown = data if packed is None else packed
        self._begin(name, STORED if packed is None else DEFLATED, zlib.crc32(data), len(shown), len(data))
        self._plan.literal(shown)

    def add_kept(self, name: str, member: Member) -> None:
        """Add a member whose bytes are those of the original, as they lie there."""
        self._begin(name, member.method, member.crc, member.packed, member.size)
        self._plan.range(member.at, member.packed)

    def add(self, name: str, member: Member, before: bytes, after: bytes) -> None:
        """Add a member, from the original where it has not changed."""
        if before == after:
            self.add_kept(name, member)
        else:
            self.add_new(name, after)

    def add_cleaned(self, name: str, member: Member, part: Part | BytesSource, plan: Plan) -> None:
        """Add a member by its own plan, which is over `part`."""
        if isinstance(part, BytesSource):
            self.add(name, member, part.read(0, part.size), b"".join(plan_chunks(part, plan)))
            return
        crc = 0
        for chunk in plan_chunks(part, plan):
            crc = zlib.crc32(chunk, crc)
        self._begin(name, STORED, crc, plan.size, plan.size)
        for segment in plan.segments:
            if isinstance(segment, Literal):
                self._plan.literal(segment.data)
            elif isinstance(segment, Range):
                self._plan.range(part.at + segment.offset, segment.length)
            else:
                self._plan.zeros(segment.length)

    def _begin(self, name: str, method: int, crc: int, packed: int, size: int) -> None:
        encoded = name.encode()
        if self._at + packed + size > _LIMIT:
            raise TooComplexError
        flags = 0 if name.isascii() else _UTF8
        common = b"".join(
            number.to_bytes(width, "little")
            for number, width in (
                *((_VERSION, 2), (flags, 2), (method, 2), (0, 2), (_DAY, 2)),
                *((crc, 4), (packed, 4), (size, 4), (len(encoded), 2), (0, 2)),
            )
        )
        self._directory.append(
            b"PK\1\2" + _VERSION.to_bytes(2, "little") + common + bytes(10) + self._at.to_bytes(4, "little") + encoded
        )
        self._plan.literal(b"PK\3\4" + common + encoded)
        self._at += 30 + len(encoded) + packed

    def build(self) -> Plan:
        """The finished plan."""
        directory = b"".join(self._directory)
        if self._at + len(directory) > _LIMIT:
            raise TooComplexError
        count = len(self._directory).to_bytes(2, "little")
        self._plan.literal(directory)
        self._plan.literal(
            b"PK\5\6" + bytes(4) + count + count + len(directory).to_bytes(4, "little")
            + self._at.to_bytes(4, "little") + bytes(2)
        )  # fmt: skip
        return self._plan.build()
