"""The `meta` box of a HEIF file: the picture that is shown stays, with its parts and its transparency.

Previews, depth, gain maps, EXIF, XMP and all other items go, from the lists and from where their bytes are. The box
keeps its size, so that nothing behind it moves.
Source: ISO/IEC 14496-12, section 8.11; ISO/IEC 23008-12.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from intake.clean.errors import BrokenFileError, TooComplexError
from intake.clean.film.boxes import Box, boxes, number
from intake.clean.film.samples import Span, merged
from intake.clean.finding import CREDENTIALS, Findings, as_text
from intake.clean.picture.exif import read_exif
from intake.clean.picture.heifitems import (
    CODED,
    DERIVED,
    IN_FILE,
    IN_META,
    Item,
    kept_items,
    kept_locations,
    kept_references,
    made,
    overlap,
    read_items,
    read_locations,
    read_references,
)
from intake.clean.picture.heifproperties import Properties
from intake.clean.picture.xmp import read_xmp
from intake.clean.source import Window

_NEEDED: Final = (b"hdlr", b"pitm", b"iinf", b"iloc", b"iprp")
_PLAIN: Final = frozenset(b"free skip dinf grpl iods".split())
_HANDLER = b"pict"
_BLAND_NAME: Final = re.compile(r"[A-Za-z ]*Handler?")
_MAX_TOLD: Final = 20  # items that are read to say what they tell
_SMALL: Final = 16 * 1024 * 1024
# the media lies in this very file: the one form of `dinf` that stays
_SAME_FILE: Final = b"\0\0\0\x24dinf\0\0\0\x1cdref\0\0\0\0\0\0\0\1\0\0\0\x0curl \0\0\0\1"
_XMP, _C2PA = "application/rdf+xml", "application/c2pa"


@dataclass(frozen=True, slots=True)
class Meta:
    """A cleaned `meta` box of the same size, the bytes of the file that stay, the format, and whether items went."""

    data: bytes
    spans: list[Span]
    format: str
    dropped: bool


def clean_meta(window: Window, box: Box, findings: Findings) -> Meta:
    """Clean the `meta` box at the file's own level.

    Raises: BrokenFileError; TooComplexError: protected, scattered, or of parts that we don't know.
    """
    return _Cleaner(window, window.take(box.start, box.end - box.start), box.body - box.start, findings).cleaned()


class _Cleaner:
    def __init__(self, window: Window, meta: bytes, body: int, findings: Findings) -> None:
        self._window = window
        self._meta = bytes(meta)
        self._findings = findings
        self._start = body + 4
        self._children = list(boxes(self._meta, self._start, len(self._meta)))
        self._box = {child.kind: child for child in reversed(self._children)}
        kinds = [child.kind for child in self._children]
        if any(kinds.count(kind) != 1 for kind in _NEEDED) or kinds.count(b"iref") > 1 or kinds.count(b"idat") > 1:
            raise BrokenFileError
        if b"ipro" in self._box:
            raise TooComplexError
        self._items = read_items(self._meta, self._box[b"iinf"])
        self._entries = read_locations(self._meta, self._box[b"iloc"], self._items)
        self._references = read_references(self._meta, self._box.get(b"iref"), self._items)
        self._properties = Properties(self._meta, self._box[b"iprp"])
        self._previews = {one.origin for one in self._references if one.kind == b"thmb"}
        self._parts: dict[int, list[int]] = {}  # what a derived picture is made of
        for reference in self._references:
            if reference.kind == b"dimg":
                self._parts.setdefault(reference.origin, []).extend(reference.targets)
        self._told = 0

    def cleaned(self) -> Meta:
        primary = self._primary()
        kept = self._kept(primary)
        gone = set(self._items) - kept
        spans = {where: self._spans(kept, where) for where in (IN_FILE, IN_META)}
        if any(overlap(stays, self._spans(gone, where)) for where, stays in spans.items()):
            raise TooComplexError  # what stays would bring back what goes
        for item_id in sorted(gone):
            self._tell(item_id)
        out = bytearray(self._meta[: self._start])
        for child in self._children:
            out += self._child(child, kept, spans[IN_META])
        spare = len(self._meta) - len(out)
        if 0 < spare < 8:
            raise TooComplexError
        if spare:
            out += made(b"free", bytes(spare - 8))
        coded = next((CODED[self._items[item].kind] for item in sorted(kept) if self._items[item].kind in CODED), "")
        if not coded:
            raise BrokenFileError
        return Meta(bytes(out), spans[IN_FILE], coded, bool(gone))

    def _primary(self) -> int:
        box = self._box[b"pitm"]
        size = 2 if number(self._meta, box.body, 1) == 0 else 4
        if box.end - box.body != 4 + size:
            raise BrokenFileError
        return number(self._meta, box.body + 4, size)

    def _kept(self, primary: int) -> set[int]:
        """The picture that is shown, the parts that it is made of, and the transparency of any of them."""
        kept: set[int] = set()
        self._follow(primary, kept)
        alphas = self._properties.alphas()
        for reference in self._references:
            if reference.kind == b"auxl" and reference.origin in alphas and not kept.isdisjoint(reference.targets):
                self._follow(reference.origin, kept)
        return kept

    def _follow(self, first: int, kept: set[int]) -> None:
        ahead = [first]
        while ahead:
            item_id = ahead.pop()
            if item_id in kept:
                continue
            item = self._items.get(item_id)
            if item is None:
                raise BrokenFileError
            if item.locked or not item.reachable or not (item.kind in CODED or item.kind in DERIVED):
                raise TooComplexError
            kept.add(item_id)
            ahead += self._parts.get(item_id, ())

    def _spans(self, items: set[int], where: int) -> list[Span]:
        found = [self._items[item_id] for item_id in items]
        return merged([span for item in found if item.where == where and item.reachable for span in item.extents])

    def _child(self, child: Box, kept: set[int], spans: list[Span]) -> bytes:
        """A box in `meta` as it stays, or nothing."""
        meta, kind = self._meta, child.kind
        if kind == b"hdlr":
            return self._handler(child)
        if kind == b"pitm" or meta[child.start : child.end] == _SAME_FILE:
            return meta[child.start : child.end]
        if kind == b"iinf":
            return kept_items(meta, child, self._items, kept)
        if kind == b"iloc":
            return kept_locations(meta, child, self._entries, kept)
        if kind == b"iref":
            return kept_references(meta, child, self._references, kept)
        if kind == b"iprp":
            return self._properties.kept(kept, self._findings)
        if kind == b"idat":
            return self._data(child, spans)
        if kind not in _PLAIN or (kind in (b"free", b"skip") and any(meta[child.body : child.end])):
            self._findings.add("hidden-data")
        return b""

    def _handler(self, box: Box) -> bytes:
        """The kind of handler stays, its maker and its name go."""
        if box.end - box.body < 24 or self._meta[box.body + 8 : box.body + 12] != _HANDLER:
            raise BrokenFileError
        name = as_text(self._meta[box.body + 24 : box.end])
        if name and not _BLAND_NAME.fullmatch(name):
            self._findings.add("software", name)
        content = (bytes(8) + _HANDLER).ljust(box.end - box.body, b"\0")
        return self._meta[box.start : box.body] + content

    def _data(self, box: Box, spans: list[Span]) -> bytes:
        """The `idat` box with the bytes of kept items, and zeros."""
        data = bytearray(box.end - box.start)
        data[: box.body - box.start] = self._meta[box.start : box.body]
        for start, length in spans:
            if box.body + start + length > box.end:
                raise BrokenFileError
            at = box.body - box.start + start
            data[at : at + length] = self._meta[box.body + start : box.body + start + length]
        return bytes(data)

    def _tell(self, item_id: int) -> None:
        """Note what an item tells that goes."""
        item = self._items[item_id]
        if item.kind in CODED or item.kind in DERIVED:
            self._findings.add("thumbnail" if item_id in self._previews else "hidden-data")
            return
        content = self._content(item) if item.kind in (b"Exif", b"mime") and self._told < _MAX_TOLD else None
        self._told += 1
        if item.kind == b"Exif" and content and len(content) >= 4:
            read_exif(content[4 + int.from_bytes(content[:4], "big") :], self._findings)
        elif item.kind == b"mime" and self._type(item) == _XMP and content:
            read_xmp(content, self._findings)
        elif item.kind == b"mime" and self._type(item) == _C2PA:
            self._findings.add("proof", CREDENTIALS)
        else:
            self._findings.add("hidden-data")

    def _type(self, item: Item) -> str:
        """The type that the entry of a mime item names, behind the item's own name."""
        named = item.entry.body + (12 if number(self._meta, item.entry.body, 1) == 2 else 14)
        parts = self._meta[named : item.entry.end].split(b"\0")
        return as_text(parts[1]) if len(parts) > 1 else ""

    def _content(self, item: Item) -> bytes | None:
        """The bytes of an item that goes, or None: too many, or out of reach."""
        idat = self._box.get(b"idat")
        if not item.reachable or sum(length for _, length in item.extents) > _SMALL:
            return None
        content = bytearray()
        for start, length in item.extents:
            if item.where == IN_FILE and start + length <= self._window.size:
                content += self._window.take(start, length)
            elif item.where == IN_META and idat is not None and idat.body + start + length <= idat.end:
                content += self._meta[idat.body + start : idat.body + start + length]
            else:
                return None
        return bytes(content)
