"""The items of a HEIF file: pictures and what belongs to them, how they hang together, and where their bytes are.

Source: ISO/IEC 14496-12, section 8.11; ISO/IEC 23008-12, sections 6 and 9.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from intake.clean.errors import BrokenFileError, TooComplexError
from intake.clean.film.boxes import Box, boxes, number
from intake.clean.film.samples import Span

CODED: Final = {b"hvc1": "heic", b"av01": "avif", b"avc1": "heif"}
"""Compressed pictures that we know, and the format that a file is named for."""
DERIVED: Final = frozenset({b"grid", b"iovl", b"iden"})
IN_FILE, IN_META = 0, 1  # where extents lie: by offsets of the file, or in `idat`
_MAX_ITEMS: Final = 20_000
_MAX_EXTENTS: Final = 50_000
_MAX_REFERENCES: Final = 50_000


@dataclass(slots=True)
class Item:
    """One item: its type, its entry in the list (a box), and its bytes, unless they are out of our reach."""

    kind: bytes
    entry: Box
    locked: bool
    where: int = IN_FILE
    extents: list[Span] = field(default_factory=list)
    reachable: bool = True


@dataclass(frozen=True, slots=True)
class Reference:
    """That one item refers to others: `kind` says as what."""

    kind: bytes
    origin: int
    targets: tuple[int, ...]


def read_items(meta: bytes, listing: Box) -> dict[int, Item]:
    """The items of an `iinf` box by their ids. BrokenFileError, TooComplexError (too many, or of an old form)."""
    wide = number(meta, listing.body, 1) > 0
    start = listing.body + (8 if wide else 6)
    items: dict[int, Item] = {}
    for entry in boxes(meta, start, listing.end):
        version = number(meta, entry.body, 1)
        if entry.kind != b"infe" or version not in (2, 3) or len(items) >= _MAX_ITEMS:
            raise TooComplexError
        size = 2 if version == 2 else 4
        item_id, locked = number(meta, entry.body + 4, size), number(meta, entry.body + 4 + size, 2) != 0
        at = entry.body + 6 + size
        if item_id in items or at + 4 > entry.end:
            raise BrokenFileError
        items[item_id] = Item(meta[at : at + 4], entry, locked)
    if len(items) != number(meta, listing.body + 4, 4 if wide else 2):
        raise BrokenFileError
    return items


def kept_items(meta: bytes, listing: Box, items: dict[int, Item], kept: set[int]) -> bytes:
    """The `iinf` box with the kept items alone, their names blank."""
    entries = bytearray()
    for item_id, item in items.items():
        if item_id in kept:
            entry = item.entry
            named = entry.body + (12 if number(meta, entry.body, 1) == 2 else 14)
            entries += meta[entry.start : named] + bytes(entry.end - named)
    wide = number(meta, listing.body, 1) > 0
    head = meta[listing.body : listing.body + 4] + len(kept).to_bytes(4 if wide else 2, "big")
    return made(b"iinf", head + bytes(entries))


def read_locations(meta: bytes, box: Box, items: dict[int, Item]) -> list[tuple[int, int, int]]:
    """Note where each item's bytes are. Returns: of each entry of `iloc` its item, its start and its end."""
    version = number(meta, box.body, 1)
    if version > 2:
        raise TooComplexError
    sizes = number(meta, box.body + 4, 2)
    offset_size, length_size, base_size, index_size = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    if version == 0:
        index_size = 0
    if any(size not in (0, 4, 8) for size in (offset_size, length_size, base_size, index_size)):
        raise BrokenFileError
    id_size = 2 if version < 2 else 4
    at = box.body + 6 + id_size
    entries: list[tuple[int, int, int]] = []
    seen: set[int] = set()
    total = 0
    for _ in range(number(meta, box.body + 6, id_size)):
        start, item_id = at, number(meta, at, id_size)
        if item_id not in items or item_id in seen:
            raise BrokenFileError
        item = items[item_id]
        seen.add(item_id)
        at += id_size
        if version > 0:
            item.where = number(meta, at, 2) & 15
            at += 2
        item.reachable = item.where <= IN_META and number(meta, at, 2) == 0
        base = number(meta, at + 2, base_size)
        count = number(meta, at + 2 + base_size, 2)
        at += 4 + base_size
        total += count
        if total > _MAX_EXTENTS:
            raise TooComplexError
        for _ in range(count):
            at += index_size
            length = number(meta, at + offset_size, length_size)
            item.extents.append((base + number(meta, at, offset_size), length))
            item.reachable = item.reachable and length > 0  # zero stands for all of the file
            at += offset_size + length_size
        if at > box.end:
            raise BrokenFileError
        entries.append((item_id, start, at))
    return entries


def kept_locations(meta: bytes, box: Box, entries: list[tuple[int, int, int]], kept: set[int]) -> bytes:
    """The `iloc` box with the entries of kept items alone."""
    stays = [meta[start:end] for item_id, start, end in entries if item_id in kept]
    count = len(stays).to_bytes(2 if number(meta, box.body, 1) < 2 else 4, "big")
    return made(b"iloc", meta[box.body : box.body + 6] + count + b"".join(stays))


def read_references(meta: bytes, box: Box | None, items: dict[int, Item]) -> list[Reference]:
    """The references of an `iref` box. BrokenFileError: one to or from an item that there is not."""
    found: list[Reference] = []
    if box is None:
        return found
    size = 2 if number(meta, box.body, 1) == 0 else 4
    for reference in boxes(meta, box.body + 4, box.end):
        if len(found) >= _MAX_REFERENCES:
            raise TooComplexError
        count = number(meta, reference.body + size, 2)
        if reference.body + size + 2 + count * size != reference.end:
            raise BrokenFileError
        ids = [number(meta, reference.body, size)]
        ids += [number(meta, at, size) for at in range(reference.body + size + 2, reference.end, size)]
        if any(item_id not in items for item_id in ids):
            raise BrokenFileError
        found.append(Reference(reference.kind, ids[0], tuple(ids[1:])))
    return found


def kept_references(meta: bytes, box: Box, references: list[Reference], kept: set[int]) -> bytes:
    """The `iref` box with what joins kept items to a picture, or nothing."""
    size = 2 if number(meta, box.body, 1) == 0 else 4
    out = bytearray()
    for reference in references:
        targets = [target for target in reference.targets if target in kept]
        if reference.kind in (b"dimg", b"auxl", b"prem") and reference.origin in kept and targets:
            ids = [reference.origin.to_bytes(size, "big"), len(targets).to_bytes(2, "big")]
            out += made(reference.kind, b"".join(ids + [target.to_bytes(size, "big") for target in targets]))
    return made(b"iref", meta[box.body : box.body + 4] + bytes(out)) if out else b""


def overlap(one: list[Span], other: list[Span]) -> bool:
    """Whether two lists of spans, each merged, have a byte in common."""
    rest: Iterator[Span] = iter(other)
    span = next(rest, None)
    for start, length in one:
        while span is not None and span[0] + span[1] <= start:
            span = next(rest, None)
        if span is not None and span[0] < start + length:
            return True
    return False


def made(kind: bytes, body: bytes) -> bytes:
    """A box."""
    return (len(body) + 8).to_bytes(4, "big") + kind + body
