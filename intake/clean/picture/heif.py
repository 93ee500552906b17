"""HEIC, HEIF and AVIF: nothing moves; what is not needed to show the picture becomes zeros.

Source: ISO/IEC 23008-12; ISO/IEC 14496-12; AV1 Image File Format 1.1.
"""

from __future__ import annotations

from typing import Final

from intake.clean.cleaned import Cleaned
from intake.clean.errors import BrokenFileError, TooComplexError
from intake.clean.film.bmff import IMAGE_BRANDS
from intake.clean.film.boxes import Box, boxes, find
from intake.clean.film.movie import Movie, clean_movie
from intake.clean.film.movietags import read_tags
from intake.clean.film.samples import Span, merged
from intake.clean.film.toplevel import plan_free, plan_media, tell_gaps, top_boxes
from intake.clean.finding import CREDENTIALS, Findings
from intake.clean.picture.heifmeta import Meta, clean_meta
from intake.clean.plan import Plan, PlanBuilder
from intake.clean.source import BLOCK, Source, Window

_RAW: Final = b"crx "
_MAX_BRANDS: Final = 4096  # bytes of `ftyp`
_BRAND_START, _FIRST_COMPATIBLE = 8, 16
_BRANDS: Final = IMAGE_BRANDS | frozenset(
    b"avio iso2 iso3 iso4 iso5 iso6 iso7 iso8 iso9 isoa isob isoc isom MA1A MA1B MiHA MiHB MiHE MiPr".split()
)
_PLAINEST: Final = b"mif1"
_MAX_META: Final = 16 * 1024 * 1024
_MAX_TOLD: Final = 20  # boxes of the file's own level that are read to say what they tell
_KEEPS: Final = frozenset(b"ftyp meta moov moof mdat".split())
_FILL: Final = frozenset({b"free", b"skip", b"wide"})
_SEQUENCES: Final = frozenset(b"hevc hevx hevm hevs msf1 avis avcs".split())
_HANDLERS: Final = (b"pict", b"vide")
_ALPHA_HANDLER: Final = b"auxv"


def is_heif(head: bytes) -> bool:
    """Whether a file begins as a picture in boxes; raw pictures of cameras are none that we know."""
    return head[4:8] == b"ftyp" and head[8:12] in IMAGE_BRANDS and head[8:12] != _RAW


def clean_heif(source: Source) -> Cleaned:
    """Plan a picture, or a sequence of pictures, of the HEIF family.

    Raises: BrokenFileError; TooComplexError: protected, in fragments, or of parts that we don't know.
    """
    window, findings = Window(source), Findings()
    top = top_boxes(window, _KEEPS, findings)
    meta, movie = _meta(window, top, findings), _movie(window, top, findings)
    brand = window.take(8, 4)
    if meta is None and (movie is None or brand not in _SEQUENCES):
        raise BrokenFileError
    spans = merged((meta.spans if meta else []) + (movie.spans if movie else []))
    told = 0
    for box in top:
        if box.kind not in _KEEPS:
            told += 1
            _tell(window, box, told, findings)
    while top[-1].kind not in _KEEPS:
        top.pop()
    plan, gaps = _plan(window, top, meta, movie, spans)
    if not (meta and meta.dropped) and not (movie and movie.dropped):
        tell_gaps(window, gaps, findings)
    name = meta.format if meta else "avif" if brand == b"avis" else "heic"
    return Cleaned(name, name, f"image/{name}", plan, findings.listed())


def _one(top: list[Box], kind: bytes) -> Box | None:
    found = [box for box in top if box.kind == kind]
    if len(found) > 1:
        raise BrokenFileError
    return found[0] if found else None


def _meta(window: Window, top: list[Box], findings: Findings) -> Meta | None:
    box = _one(top, b"meta")
    if box is not None and box.end - box.start > _MAX_META:
        raise TooComplexError
    return clean_meta(window, box, findings) if box else None


def _movie(window: Window, top: list[Box], findings: Findings) -> Movie | None:
    """The movie box of a sequence. Transparency beside its pictures is none that we can vouch for."""
    box = _one(top, b"moov")
    if any(other.kind == b"moof" for other in top):
        raise TooComplexError
    if box is None:
        return None
    data = window.take(box.start, box.end - box.start)
    for track in boxes(data, box.body - box.start, len(data)):
        handler = find(data, track.body, track.end, b"mdia", b"hdlr") if track.kind == b"trak" else None
        if handler and data[handler.body + 8 : handler.body + 12] == _ALPHA_HANDLER:
            raise TooComplexError
    return clean_movie(data, findings, _HANDLERS)


def _tell(window: Window, box: Box, told: int, findings: Findings) -> None:
    """Note what a box of the file's own level tells that goes."""
    if box.kind in _FILL:
        if any(window.take(box.body, min(box.end - box.body, BLOCK))):
            findings.add("hidden-data")
    elif box.kind == b"uuid" and told <= _MAX_TOLD and box.end - box.start <= _MAX_META:
        data = window.take(box.start, box.end - box.start)
        read_tags(data, Box(box.kind, 0, box.body - box.start, len(data)), findings)
    elif box.kind == b"jumb":
        findings.add("proof", CREDENTIALS)
    else:
        findings.add("hidden-data")


def _brands(window: Window, box: Box) -> bytes:
    """The box of brands. One that promises what went, or that we don't know, becomes the plainest there is."""
    if box.start or box.body != _BRAND_START or box.end - box.start > _MAX_BRANDS:
        raise TooComplexError
    if (box.end - box.body) % 4:
        raise BrokenFileError
    data = window.take(0, box.end)
    brands = [data[at : at + 4] for at in range(_FIRST_COMPATIBLE, box.end, 4)]
    head = data[: _FIRST_COMPATIBLE - 4] + bytes(4)  # no version of the first brand
    return head + b"".join(brand if brand in _BRANDS else _PLAINEST for brand in brands)


def _plan(
    window: Window, top: list[Box], meta: Meta | None, movie: Movie | None, spans: list[Span]
) -> tuple[Plan, list[Span]]:
    """The plan of the file, and the media data that goes."""
    plan, gaps, done = PlanBuilder(window.size), list[Span](), 0
    for box in top:
        if box.kind == b"meta" and meta:
            plan.literal(meta.data)
        elif box.kind == b"moov" and movie:
            plan.literal(bytes(movie.data))
        elif box.kind == b"ftyp":
            plan.literal(_brands(window, box))
        elif box.kind == b"mdat":
            done = plan_media(plan, box, spans, done, gaps)
        else:
            plan_free(plan, window, box)
    if done < len(spans):
        raise BrokenFileError  # what stays lies outside the media data
    return plan.build(), gaps
