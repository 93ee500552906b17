"""Signatures that are seen and not checked: of office documents, and the chunk dSIG of a PNG.

Office signs parts of its package through a transform of its own, and OpenDocument in a form that LibreOffice alone
writes; no well-kept library of Python checks either (decision 306).
"""

from __future__ import annotations

from mmap import mmap
from pathlib import Path

from keys.reporter.notary.answers import Answer, Kind, Why

_PNG = b"\x89PNG\r\n\x1a\n"
_ODF = ("meta-inf/documentsignatures.xml", "meta-inf/macrosignatures.xml", "meta-inf/signatures.xml")
_MAX_CHUNKS = 100_000


def sealed_proofs(path: Path, untrusted: bytes | mmap) -> list[Answer]:
    """One answer when there is such a signature."""
    head = untrusted[:8]
    found = _package(path) if head[:4] == b"PK\3\4" else head == _PNG and _chunk(untrusted)
    return [Answer(Kind.SIGNATURE, Why.PRESENT)] if found else []


def _package(path: Path) -> bool:
    import zipfile

    try:
        with zipfile.ZipFile(path) as archive:
            names = [entry.filename.lower().lstrip("/") for entry in archive.infolist()]
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False
    return any(name in _ODF or (name.startswith("_xmlsignatures/") and name.endswith(".xml")) for name in names)


def _chunk(untrusted: bytes | mmap) -> bool:
    at = 8
    for _ in range(_MAX_CHUNKS):
        kind = untrusted[at + 4 : at + 8]
        if kind in (b"dSIG", b"IEND", b""):
            return kind == b"dSIG"
        at += 12 + int.from_bytes(untrusted[at : at + 4], "big")
    return False
