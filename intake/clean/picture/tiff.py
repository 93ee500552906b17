"""TIFF: every page is written anew with the fields that draw it; its strips and tiles are never decoded.

Source: TIFF 6.0; TIFF Technical Note 2 (JPEG); Adobe Photoshop TIFF Technical Notes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from intake.clean.cleaned import Cleaned
from intake.clean.errors import BrokenFileError, TooComplexError
from intake.clean.finding import Findings
from intake.clean.picture.icc import MAX_PROFILE, clean_icc
from intake.clean.picture.jpeg import clean_jpeg, clean_tables
from intake.clean.picture.tiffpages import LONG, Field, Reader, Written, packed, written, written_size
from intake.clean.picture.tiffpixels import layout
from intake.clean.picture.tifftags import tell_fields
from intake.clean.plan import Literal, PlanBuilder, Range, plan_chunks
from intake.clean.source import BytesSource, Source, Window

_BIG: Final = 43  # the version of files with numbers of eight bytes
_MAX_TOLD: Final = 20  # pages whose fields are read to say what they tell
_MAX_NEW: Final = 64 * 1024 * 1024  # bytes of fields, and of JPEG data that was rewritten
_MAX_PIECES: Final = 1_000_000  # of all pages
_MAX_SIZE: Final = 0xFFFF_FFFF
_RAW: Final = (0xC612, 0x828D, 0x828E)  # DNG's version, and the mosaic of a sensor
_SUBFILE, _COMPRESSION, _PHOTOMETRIC = 0x00FE, 0x0103, 0x0106
_SUB_IFDS, _JPEG_TABLES, _PROFILE = 0x014A, 0x015B, 0x8773
_STRIP_OFFSETS, _STRIP_COUNTS, _TILE_OFFSETS, _TILE_COUNTS = 0x0111, 0x0117, 0x0144, 0x0145
_JPEG: Final = 7
_COMPRESSIONS: Final = frozenset({1, 2, 3, 4, 5, _JPEG, 8, 32771, 32773, 32946, 34925, 50000})
_COLOURS: Final = frozenset({0, 1, 2, 3, 4, 5, 6, 8, 9, 10})
_NUMBERS: Final = frozenset({1, 3, 4, 5, 6, 8, 9, 10, 11, 12})  # types: all but texts, unknown bytes and directories
# what draws: the field and the most bytes that it may have
_KEEPS: Final = (
    dict.fromkeys((_SUBFILE, 0x00FF, 0x0100, 0x0101, _COMPRESSION, _PHOTOMETRIC, 0x010A, 0x0112, 0x0115, 0x0116), 4)
    | dict.fromkeys((0x011C, 0x0124, 0x0125, 0x0128, 0x0129, 0x013D, 0x0142, 0x0143, 0x014C, 0x014E, 0x0212, 0x0213), 4)
    | dict.fromkeys((0x011A, 0x011B), 8)  # resolution
    | dict.fromkeys((0x0102, 0x0118, 0x0119, 0x0150, 0x0152, 0x0153), 64)  # for each sample: bits, range, sort
    | {0x0154: 512, 0x0155: 512, 0x013E: 16, 0x013F: 48, 0x0140: 393_216, 0x0211: 24, 0x0214: 48}
)


def clean_tiff(source: Source) -> Cleaned:
    """Plan a TIFF file without EXIF, XMP, IPTC, layers, previews, private fields, and what no page speaks of.

    Raises: BrokenFileError; TooComplexError: BigTIFF, a camera's raw picture, or a compression that we don't know.
    """
    window, findings = Window(source), Findings()
    reader = Reader(window)
    if int.from_bytes(window.take(2, 2), reader.order) == _BIG or window.take(0, min(10, source.size))[8:] == b"CR":
        raise TooComplexError
    cleaner = _Cleaner(reader, findings)
    plan = cleaner.plan()
    return Cleaned("tiff", "tif", "image/tiff", plan.build(), findings.listed())


@dataclass(frozen=True, slots=True)
class _Page:
    """The fields of a page, its pieces (strips or tiles), and the fields that say where they are."""

    fields: dict[int, Written]
    pieces: list[Range | Literal]
    offsets: int


class _Cleaner:
    def __init__(self, reader: Reader, findings: Findings) -> None:
        self._reader = reader
        self._findings = findings
        self._told = 0
        self._new = 0
        self._pieces_left = _MAX_PIECES

    def plan(self) -> PlanBuilder:
        pages = self._reader.pages()
        for page in pages:
            self._refuse_raw(page)
        whole = [page for page in pages if not self._number(page, _SUBFILE, 0) & 1]
        if len(whole) < len(pages) and whole:
            self._findings.add("thumbnail")
        return self._written([self._page(page) for page in whole or pages])

    def _written(self, pages: list[_Page]) -> PlanBuilder:
        """The file: page for page its directory, its fields' values, and its pieces."""
        size, order = self._reader.window.size, self._reader.order
        if not pages or sum(piece.length for page in pages for piece in page.pieces) > size:
            raise BrokenFileError  # pieces that lie over each other
        plan, at = PlanBuilder(size), 8
        plan.literal(self._reader.window.take(0, 4) + packed(order, 4, (at,)))
        for index, page in enumerate(pages):
            start = at
            at += written_size(page.fields)
            offsets = []
            for piece in page.pieces:
                offsets.append(at if piece.length else 0)
                at += piece.length
            spare = at & 1
            at += spare
            if at > _MAX_SIZE:
                raise TooComplexError
            page.fields[page.offsets] = Written(LONG, packed(order, 4, offsets))
            plan.literal(written(page.fields, order, start, at if index + 1 < len(pages) else 0))
            for piece in page.pieces:
                if isinstance(piece, Range):
                    plan.range(piece.offset, piece.length)
                else:
                    plan.literal(piece.data)
            plan.zeros(spare)
        return plan

    def _number(self, page: dict[int, Field], tag: int, default: int) -> int:
        numbers = self._reader.numbers(page.get(tag), 65_536)
        return numbers[0] if numbers else default

    def _refuse_raw(self, page: dict[int, Field]) -> None:
        """Raw pictures of cameras need fields that we don't know, and hide the picture itself below a preview."""
        unknown = self._number(page, _COMPRESSION, 1) not in _COMPRESSIONS
        if unknown or self._number(page, _PHOTOMETRIC, 0) not in _COLOURS or any(tag in page for tag in _RAW):
            raise TooComplexError
        for offset in self._reader.numbers(page.get(_SUB_IFDS), 64):
            inner, _ = self._reader.directory(offset)
            if not self._number(inner, _SUBFILE, 0) & 1:
                raise TooComplexError
            self._findings.add("thumbnail")

    def _page(self, page: dict[int, Field]) -> _Page:
        fields: dict[int, Written] = {}
        gone: dict[int, Field] = {}
        for tag, field in page.items():
            if tag in _KEEPS and field.kind in _NUMBERS:
                if field.length > _KEEPS[tag]:
                    raise BrokenFileError
                fields[tag] = Written(field.kind, self._reader.value(field, field.length))
            elif tag not in (_STRIP_OFFSETS, _STRIP_COUNTS, _TILE_OFFSETS, _TILE_COUNTS, _SUB_IFDS):
                gone[tag] = field
        compression = self._number(page, _COMPRESSION, 1)
        self._profile(gone, fields)
        if compression == _JPEG:
            self._tables(gone, fields)
        if gone:
            self._told += 1
            tell_fields(self._reader, gone, self._findings, self._told <= _MAX_TOLD)
        self._bounded(sum(len(field.data) for field in fields.values()))
        return self._pieces(page, fields, compression)

    def _bounded(self, more: int) -> None:
        """Note that so many bytes of the new file are in memory."""
        self._new += more
        if self._new > _MAX_NEW:
            raise TooComplexError

    def _profile(self, gone: dict[int, Field], fields: dict[int, Written]) -> None:
        field = gone.pop(_PROFILE, None)
        if field is not None:
            profile = clean_icc(self._reader.value(field, MAX_PROFILE + 1), self._findings)
            if profile is not None:
                fields[_PROFILE] = Written(7, profile)

    def _tables(self, gone: dict[int, Field], fields: dict[int, Written]) -> None:
        field = gone.pop(_JPEG_TABLES, None)
        if field is not None:
            tables = clean_tables(self._reader.value(field, 65_536), self._findings)
            fields[_JPEG_TABLES] = Written(7, tables)

    def _pieces(self, page: dict[int, Field], fields: dict[int, Written], compression: int) -> _Page:
        shape = layout(self._reader, page)
        self._pieces_left -= shape.count
        if self._pieces_left < 0:
            raise TooComplexError
        tags = (_TILE_OFFSETS, _TILE_COUNTS) if shape.tiles else (_STRIP_OFFSETS, _STRIP_COUNTS)
        if not shape.tiles and _TILE_OFFSETS in page:
            self._findings.add("hidden-data")
        offsets, counts = (self._reader.numbers(page.get(tag), _MAX_PIECES) for tag in tags)
        if len(offsets) < shape.count or len(counts) < shape.count:
            raise BrokenFileError
        if len(offsets) > shape.count:
            self._findings.add("hidden-data")
        pieces: list[Range | Literal] = []
        for index in range(shape.count):
            offset, length = offsets[index], counts[index]
            if compression == 1 and (needed := shape.needed(index)) is not None and length > needed:
                self._findings.add("hidden-data", f"{length - needed} B")
                length = needed
            pieces.append(self._jpeg(offset, length) if compression == _JPEG and length else Range(offset, length))
        fields[tags[0]] = fields[tags[1]] = Written(
            LONG, packed(self._reader.order, 4, (piece.length for piece in pieces))
        )
        return _Page(fields, pieces, tags[0])

    def _jpeg(self, offset: int, length: int) -> Range | Literal:
        """A piece that is a JPEG picture of its own, cleaned as such."""
        data = self._reader.window.take(offset, length)
        source = BytesSource(data)
        cleaned = clean_jpeg(source)
        for finding in cleaned.findings:
            self._findings.add(finding.kind, finding.detail)
        new = b"".join(plan_chunks(source, cleaned.plan))
        if new == data:
            return Range(offset, length)
        self._bounded(len(new))
        return Literal(new)
