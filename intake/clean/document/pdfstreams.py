"""The bytes of a PDF's streams: ranges of the old file, but for photographs, which their own cleaner goes through.

Source: ISO 32000-1, section 7.4.
"""

from __future__ import annotations

import re
from typing import Final

from intake.clean.document.pdffile import PdfFile, lenient_inflate
from intake.clean.document.pdfkeys import PARAMETERS, STREAMS
from intake.clean.document.pdfrules import Rules
from intake.clean.document.pdfvalues import Name, Number, Stream, Value, whole
from intake.clean.document.zipread import Part
from intake.clean.errors import BrokenFileError, TooComplexError
from intake.clean.finding import Findings
from intake.clean.picture.jpeg import clean_jpeg
from intake.clean.plan import Plan, PlanBuilder, Range, Zeros, plan_chunks
from intake.clean.source import WHOLE_LIMIT, BytesSource, Source

_PAIRS: Final = re.compile(rb"(?:[0-9A-Fa-f]{2})*")
_BLANKS: Final = b"\0\t\n\f\r "


def stream_bytes(
    source: Source, file: PdfFile, rules: Rules, stream: Stream, kind: str, findings: Findings
) -> tuple[dict[str, Value], PlanBuilder]:
    """How a stream is written: the keys that tell how it is packed, and its bytes.

    Raises: BrokenFileError, TooComplexError: among others, a filter that we do not know, or data in another file.
    """
    filters, parameters = file.filters(stream), _parameters(file, rules, stream)
    if file.get(stream.head.get("F")) is not None:
        raise TooComplexError
    body = PlanBuilder(source.size)
    if kind == "Image" and filters and filters[-1] == "DCTDecode":
        if len(filters) == 1:
            photograph: Source = Part(source, stream.offset, stream.length)
            _add(body, _cleaned(photograph, findings), stream.offset)
        else:
            photograph = BytesSource(_undone(file.stored(stream), filters[:-1], parameters[:-1]))
            body.literal(b"".join(plan_chunks(photograph, _cleaned(photograph, findings))))
            filters, parameters = filters[-1:], parameters[-1:]
    elif not STREAMS.issuperset(filters):
        raise TooComplexError
    else:
        body.range(stream.offset, stream.length)
    head: dict[str, Value] = {}
    if filters:
        head["Filter"] = [Name(each) for each in filters]
    if any(each is not None for each in parameters):
        head["DecodeParms"] = parameters
    return head | {"Length": Number(str(body.size))}, body


def _cleaned(photograph: Source, findings: Findings) -> Plan:
    if photograph.size < 3 or photograph.read(0, 3) != b"\xff\xd8\xff":
        raise BrokenFileError
    cleaned = clean_jpeg(photograph)
    for finding in cleaned.findings:
        findings.add(finding.kind, finding.detail)
    return cleaned.plan


def _add(body: PlanBuilder, plan: Plan, offset: int) -> None:
    """Add a plan over a part of the file to one over the whole file."""
    for segment in plan.segments:
        if isinstance(segment, Range):
            body.range(segment.offset + offset, segment.length)
        elif isinstance(segment, Zeros):
            body.zeros(segment.length)
        else:
            body.literal(segment.data)


def _parameters(file: PdfFile, rules: Rules, stream: Stream) -> list[Value]:
    """What the filters have to know, one each."""
    count = len(file.filters(stream))
    found = file.get(stream.head.get("DecodeParms"))
    listed = found if isinstance(found, list) else [found]
    kept: list[Value] = []
    for each in listed[:count]:
        told = file.get(each)
        known = told.items() if isinstance(told, dict) else ()
        cleaned = {key: rules.value(value, "atoms") for key, value in known if key in PARAMETERS}
        kept.append({key: value for key, value in cleaned.items() if value is not None} or None)
    return kept + [None] * (count - len(kept))


def _undone(data: bytes, filters: list[str], parameters: list[Value]) -> bytes:
    """A photograph's bytes out of the filters around it."""
    for name, told in zip(filters, parameters, strict=True):
        if told is not None and whole(told.get("Predictor") if isinstance(told, dict) else None) not in (None, 1):
            raise TooComplexError
        if name == "FlateDecode":
            inflated = lenient_inflate(data, WHOLE_LIMIT)
            if inflated is None:
                raise BrokenFileError
            data = inflated
        elif name == "ASCIIHexDecode":
            digits = data.split(b">", 1)[0].translate(None, _BLANKS)
            if not _PAIRS.fullmatch(digits):
                raise BrokenFileError
            data = bytes.fromhex(digits.decode())
        elif name == "ASCII85Decode":
            data = _from_base_85(data)
        else:
            raise TooComplexError
    return data


def _from_base_85(data: bytes) -> bytes:
    digits = data.translate(None, _BLANKS).removeprefix(b"<~").split(b"~", 1)[0]
    out = bytearray()
    group: list[int] = []
    for digit in digits:
        if digit == 0x7A and not group:
            out += bytes(4)
            continue
        if not 0x21 <= digit <= 0x75:
            raise BrokenFileError
        group.append(digit - 0x21)
        if len(group) == 5:
            out += _four(group)
            group = []
    if len(group) == 1:
        raise BrokenFileError
    if group:
        out += _four(group + [84] * (5 - len(group)))[: len(group) - 1]
    return bytes(out)


def _four(group: list[int]) -> bytes:
    number = 0
    for digit in group:
        number = number * 85 + digit
    if number >= 1 << 32:
        raise BrokenFileError
    return number.to_bytes(4, "big")
