"""ZIP archives, read strictly: what the directory says must be what the members say.

Source: PKWARE APPNOTE 6.3.10, sections 4.3 to 4.5.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Final

from intake.clean.deflate import inflate_raw
from intake.clean.errors import BrokenFileError, TooComplexError
from intake.clean.finding import Findings
from intake.clean.source import BLOCK, WHOLE_LIMIT, BytesSource, Source, Window

MAX_MEMBERS: Final = 10_000
MAX_UNPACKED: Final = 256 * 1024 * 1024  # bytes of all members that are unpacked into memory
MAX_NAME: Final = 1_000  # bytes
STORED, DEFLATED = 0, 8
_END: Final = b"PK\5\6"
_END_SIZE, _LOCATOR_SIZE, _END64_SIZE, _ENTRY_SIZE, _LOCAL_SIZE = 22, 20, 56, 46, 30
_ENCRYPTED, _STRONG, _MASKED = 1, 1 << 6, 1 << 13
_NO_TIME: Final = (0, 0x21)  # 1980-01-01 00:00, what is written when there is no time
_MAX_TOLD: Final = 3  # times that are told


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive.

    Attributes:
        name: its path, or "" when it is not UTF-8.
        method: STORED or DEFLATED.
        crc: CRC-32 of what it holds.
        packed: bytes in the archive.
        size: bytes when unpacked.
        at: where its bytes are in the archive.
    """

    name: str
    method: int
    crc: int
    packed: int
    size: int
    at: int


class Part:
    """A piece of another source, as a source."""

    def __init__(self, source: Source, at: int, size: int) -> None:
        self._source = source
        self.at = at
        self.size = size

    def read(self, offset: int, length: int) -> bytes:
        """Exactly `length` bytes from `offset`; BrokenFileError when they lie outside the piece."""
        if offset < 0 or offset + length > self.size:
            raise BrokenFileError
        return self._source.read(self.at + offset, length)


class Budget:
    """How many bytes may still be unpacked, of one file and of all that is packed inside it."""

    def __init__(self) -> None:
        self._left = MAX_UNPACKED

    def take(self, size: int) -> None:
        """Count some bytes. Raises: TooComplexError: that is too many."""
        if size > self._left:
            raise TooComplexError
        self._left -= size


class Unpacker:
    """Takes members out of one archive."""

    def __init__(self, source: Source, budget: Budget) -> None:
        self._source = source
        self._budget = budget

    def whole(self, member: Member) -> bytes:
        """What a member holds.

        Raises: BrokenFileError: it is not what the directory says.  TooComplexError: it, or all together, is too large.
        """
        if member.size > WHOLE_LIMIT or member.packed > WHOLE_LIMIT:
            raise TooComplexError
        self._budget.take(member.size)
        packed = self._source.read(member.at, member.packed)
        data = packed if member.method == STORED else inflate_raw(packed, member.size)
        if data is None or len(data) != member.size or zlib.crc32(data) != member.crc:
            raise BrokenFileError
        return data

    def part(self, member: Member) -> Part | BytesSource:
        """A member as a source: where it lies when it is stored, else unpacked. Raises as `whole`."""
        if member.method != STORED or member.size <= BLOCK:
            return BytesSource(self.whole(member))
        crc = 0
        for done in range(0, member.size, BLOCK):
            crc = zlib.crc32(self._source.read(member.at + done, min(BLOCK, member.size - done)), crc)
        if crc != member.crc:
            raise BrokenFileError
        return Part(self._source, member.at, member.size)


def read_members(source: Source, findings: Findings) -> list[Member]:
    """The files of an archive in the order of its directory; what is told by the archive itself is noted.

    Raises: BrokenFileError: it contradicts itself.  TooComplexError: it is encrypted, split, or has too many members.
    """
    window = Window(source)
    at, size, count, end = _directory(window, findings)
    if count > MAX_MEMBERS:
        raise TooComplexError
    members: list[Member] = []
    times: list[str] = []
    first = end
    for _ in range(count):
        entry = window.take(at, _ENTRY_SIZE)
        if entry[:4] != b"PK\1\2":
            raise BrokenFileError
        name_size, extra_size, comment_size = (_number(entry, place, 2) for place in (28, 30, 32))
        tail = window.take(at + _ENTRY_SIZE, name_size + extra_size + comment_size)
        at += _ENTRY_SIZE + len(tail)
        name, extra, comment = (
            tail[:name_size],
            tail[name_size : name_size + extra_size],
            tail[name_size + extra_size :],
        )
        member, start = _member(window, entry, name, extra, end)
        first = min(first, start)
        _tell(entry, extra, comment, times, findings)
        if not name.endswith(b"/"):
            members.append(member)
        elif member.size:
            raise BrokenFileError
    if at != end:
        raise BrokenFileError
    if count and first > 0:
        findings.add("hidden-data", f"{first} B")
    _check_apart(members, end - size)
    return members


def _directory(window: Window, findings: Findings) -> tuple[int, int, int, int]:
    """Where the directory starts, its bytes, its entries, and where it ends."""
    tail_size = min(window.size, _END_SIZE + 0xFFFF)
    tail = window.take(window.size - tail_size, tail_size)
    found = tail.rfind(_END)
    while found >= 0 and (
        found + _END_SIZE > len(tail) or found + _END_SIZE + _number(tail, found + 20, 2) != len(tail)
    ):
        found = tail.rfind(_END, 0, found)
    if found < 0:
        raise BrokenFileError
    if found + _END_SIZE < len(tail):
        findings.add("text", tail[found + _END_SIZE :].decode("utf-8", "replace"))
    record = tail[found : found + _END_SIZE]
    end = window.size - tail_size + found
    count, size, at = _number(record, 10, 2), _number(record, 12, 4), _number(record, 16, 4)
    if 0xFFFF in (count, _number(record, 8, 2)) or 0xFFFFFFFF in (size, at):
        return _directory64(window, end)
    if any(record[4:8]) or _number(record, 8, 2) != count:
        raise TooComplexError
    if at + size != end:
        # a 64-bit end without need for it stands between
        return _directory64(window, end)
    return at, size, count, end


def _directory64(window: Window, end: int) -> tuple[int, int, int, int]:
    locator = window.take(end - _LOCATOR_SIZE, _LOCATOR_SIZE)
    at = _number(locator, 8, 8)
    if locator[:4] != b"PK\6\7" or at + _END64_SIZE != end - _LOCATOR_SIZE:
        raise BrokenFileError
    record = window.take(at, _END64_SIZE)
    if record[:4] != b"PK\6\6" or any(record[16:24]) or record[24:32] != record[32:40]:
        raise BrokenFileError
    size, start = _number(record, 40, 8), _number(record, 48, 8)
    if start + size != at:
        raise BrokenFileError
    return start, size, _number(record, 32, 8), at


def _member(window: Window, entry: bytes, name: bytes, extra: bytes, end: int) -> tuple[Member, int]:
    """The member of one entry of the directory, and where its own header starts."""
    flags, method = _number(entry, 8, 2), _number(entry, 10, 2)
    if flags & (_ENCRYPTED | _STRONG | _MASKED) or method not in (STORED, DEFLATED):
        raise TooComplexError
    crc, packed, size, start = (_number(entry, place, 4) for place in (16, 20, 24, 42))
    wide = _extra_field(extra, 1)
    numbers = []
    for value in (size, packed, start):
        if value == 0xFFFFFFFF:
            numbers.append(_number(wide, 0, 8))
            wide = wide[8:]
        else:
            numbers.append(value)
    size, packed, start = numbers
    if not name or len(name) > MAX_NAME or b"\0" in name or (method == STORED and packed != size):
        raise BrokenFileError
    local = window.take(start, _LOCAL_SIZE)
    at = start + _LOCAL_SIZE + _number(local, 26, 2) + _number(local, 28, 2)
    if local[:4] != b"PK\3\4" or _number(local, 8, 2) != method or _number(local, 6, 2) & _ENCRYPTED:
        raise BrokenFileError
    if window.take(start + _LOCAL_SIZE, _number(local, 26, 2)) != name or at + packed > end:
        raise BrokenFileError
    try:
        text = name.decode()
    except UnicodeDecodeError:
        text = ""
    return Member(text, method, crc, packed, size, at), start


def _extra_field(extra: bytes, wanted: int) -> bytes:
    at = 0
    while at + 4 <= len(extra):
        size = _number(extra, at + 2, 2)
        if _number(extra, at, 2) == wanted:
            return extra[at + 4 : at + 4 + size]
        at += 4 + size
    return b""


def _tell(entry: bytes, extra: bytes, comment: bytes, times: list[str], findings: Findings) -> None:
    """Note the times, owners and comments that go."""
    clock, day = _number(entry, 12, 2), _number(entry, 14, 2)
    if (clock, day) != _NO_TIME and len(times) < _MAX_TOLD:
        told = (
            f"{1980 + (day >> 9)}-{day >> 5 & 15:02d}-{day & 31:02d} {clock >> 11:02d}:{clock >> 5 & 63:02d}"
            if day
            else ""
        )
        if told not in times:
            times.append(told)
            findings.add("time", told)
    if _extra_field(extra, 0x7875) or _extra_field(extra, 0x7855) or _extra_field(extra, 0x5855):
        findings.add("person")  # the numbers of the account that owned the file
    if comment:
        findings.add("text", comment.decode("utf-8", "replace"))


def _check_apart(members: list[Member], end: int) -> None:
    """No two members share bytes, as bombs do, and none lies in the directory."""
    last = 0
    for member in sorted(members, key=lambda member: member.at):
        if member.at < last or member.at + member.packed > end:
            raise BrokenFileError
        last = member.at + member.packed


def _number(data: bytes, at: int, size: int) -> int:
    if at + size > len(data):
        raise BrokenFileError
    return int.from_bytes(data[at : at + size], "little")
