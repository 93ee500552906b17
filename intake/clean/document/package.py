"""What begins like a ZIP archive: told apart by what is inside."""

from __future__ import annotations

from intake.clean.cleaned import Cleaned
from intake.clean.document.archive import clean_archive
from intake.clean.document.office import TYPES, clean_office
from intake.clean.document.opendocument import MIMETYPE, clean_opendocument
from intake.clean.document.zipread import STORED, Budget, read_members
from intake.clean.finding import Findings
from intake.clean.source import Source


def is_package(head: bytes) -> bool:
    """Whether a file begins like a ZIP archive, be it an empty one."""
    return head.startswith((b"PK\3\4", b"PK\5\6"))


def clean_package(source: Source, depth: int = 0, budget: Budget | None = None) -> Cleaned:
    """Plan an Office file, an OpenDocument file or an archive.

    Args:   depth: how many archives this one lies in.  budget: what may still be unpacked, if this lies in another.
    Raises: BrokenFileError, TooComplexError.
    """
    budget = budget or Budget()
    findings = Findings()
    members = read_members(source, findings)
    if any(member.name == TYPES for member in members):
        return clean_office(source, members, findings, budget)
    if members and members[0].name == MIMETYPE and members[0].method == STORED:
        return clean_opendocument(source, members, findings, budget)
    return clean_archive(source, members, findings, depth, budget)
