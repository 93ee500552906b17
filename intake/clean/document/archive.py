"""ZIP archives: every member cleaned by its own cleaner, under a new name; what a member's cleaner refuses, refuses all.

Names tell as much as contents do ("Ada's leave 2024-03-01.docx"), so members are named like files that are sent alone,
and folders are numbered.
"""

from __future__ import annotations

from typing import Final

from intake.clean.cleaned import Cleaned
from intake.clean.document.zipread import Budget, Member, Part, Unpacker
from intake.clean.document.zipwrite import ZipWriter
from intake.clean.errors import TooComplexError
from intake.clean.finding import Findings
from intake.clean.names import neutral_name
from intake.clean.source import BytesSource, Source

MAX_DEPTH: Final = 3  # archives in archives
_MAX_FOLDERS: Final = 32  # in one name
_MAX_TOLD: Final = 8  # names that are told
_LEFT_BEHIND: Final = (".DS_Store", "Thumbs.db", "desktop.ini")  # what systems put beside the files


def clean_archive(source: Source, members: list[Member], findings: Findings, depth: int, budget: Budget) -> Cleaned:
    """Plan an archive of cleaned members without their names, times, owners and comments.

    Raises: BrokenFileError.  TooComplexError: among others, for a member of a format that we do not know.
    """
    if depth >= MAX_DEPTH:
        raise TooComplexError
    unpacker = Unpacker(source, budget)
    writer = ZipWriter(source.size)
    folders: dict[str, str] = {}
    index = told = 0
    for member in members:
        steps = member.name.split("/")
        if steps[0] == "__MACOSX" or steps[-1] in _LEFT_BEHIND:
            findings.add("hidden-data", member.name)
            continue
        part = unpacker.part(member)
        cleaned = _clean_member(part, depth, budget) if part.size else None
        index += 1
        name = _folder(steps[:-1], folders) + neutral_name(index, cleaned, steps[-1])
        if name != member.name and told < _MAX_TOLD:
            findings.add("text", member.name)
            told += 1
        if cleaned is None:
            writer.add_new(name, b"")
            continue
        for finding in cleaned.findings:
            findings.add(finding.kind, finding.detail)
        writer.add_cleaned(name, member, part, cleaned.plan)
    return Cleaned("zip", "zip", "application/zip", writer.build(), findings.listed())


def _clean_member(part: Part | BytesSource, depth: int, budget: Budget) -> Cleaned:
    from intake.clean.document.package import clean_package, is_package
    from intake.clean.families import HEAD, clean

    if is_package(part.read(0, min(HEAD, part.size))):
        return clean_package(part, depth + 1, budget)
    cleaned = clean(part)
    if cleaned is None:
        raise TooComplexError
    return cleaned


def _folder(steps: list[str], folders: dict[str, str]) -> str:
    """The new path of a folder, with a slash behind each step."""
    if len(steps) > _MAX_FOLDERS:
        raise TooComplexError
    old = new = ""
    for step in steps:
        old += step + "/"
        new = folders.setdefault(old, f"{new}folder-{len(folders) + 1}/")
    return new
