"""Word, Excel and PowerPoint: the parts that show something stay, each cleaned, and only what those still name.

Source: ECMA-376, parts 1 and 2.
"""

from __future__ import annotations

import re
from typing import Final

from intake.clean.cleaned import Cleaned
from intake.clean.document.media import clean_media
from intake.clean.document.officeparts import (
    GONE,
    KEPT,
    MAIN,
    MEDIA,
    MEDIA_EXTENSIONS,
    RELATIONSHIPS,
    SETTINGS,
    SHEETS,
    gone_folder,
    tell_properties,
)
from intake.clean.document.officerules import OfficeRules
from intake.clean.document.relationships import (
    Relationship,
    outside,
    read_relationships,
    read_types,
    relationships_part,
    types_part,
)
from intake.clean.document.xml import clean_xml
from intake.clean.document.xmlrules import small
from intake.clean.document.zipread import Budget, Member, Unpacker
from intake.clean.document.zipwrite import ZipWriter
from intake.clean.errors import BrokenFileError, TooComplexError
from intake.clean.finding import DIGITAL_SIGNATURE, Findings
from intake.clean.source import Source

TYPES: Final = "[Content_Types].xml"
_NAME: Final = re.compile(r"(?:[A-Za-z0-9_-]+/)*[A-Za-z0-9_-]+(?:\.[A-Za-z0-9]+)+")
_RELS: Final = re.compile(r"(?:(.*)/)?_rels/([^/]*)\.rels")


def clean_office(source: Source, members: list[Member], findings: Findings, budget: Budget) -> Cleaned:
    """Plan an Office file without properties, authors, times, ids of saves, and what it does not show.

    Raises: BrokenFileError, TooComplexError.
    """
    return _Cleaner(source, members, findings, budget).cleaned()


class _Cleaner:
    """The parts by name; first their XML is cleaned, then what that still names is followed from the root."""

    def __init__(self, source: Source, members: list[Member], findings: Findings, budget: Budget) -> None:
        self._source = source
        self._findings = findings
        self._unpacker = Unpacker(source, budget)
        self._members = {member.name: member for member in members}
        if len({small(name) for name in self._members}) != len(members):
            raise BrokenFileError
        self._by_extension, by_part = read_types(self._unpacker.whole(self._members[TYPES]))
        self._types = {name: self._type(name, by_part) for name in self._members}
        self._before: dict[str, bytes] = {}
        self._after: dict[str, bytes] = {}
        self._named: dict[str, list[Relationship]] = {}

    def _type(self, name: str, by_part: dict[str, str]) -> str:
        return by_part.get(name) or self._by_extension.get(small(name.rpartition(".")[2]), "")

    def cleaned(self) -> Cleaned:
        wanted = [name for name in self._members if self._is_wanted(name)]
        roots = self._relationships("", None)
        roots = [row for row in roots if row.sort.endswith("/officeDocument") and not row.external]
        if len(roots) != 1 or self._types.get(roots[0].target) not in MAIN:
            raise TooComplexError
        self._named[""] = roots
        reached = self._follow(roots[0].target, frozenset(wanted))
        for name in wanted:
            if name not in reached:
                self._findings.add("hidden-data")
        form, media_type = MAIN[self._types[roots[0].target]]
        plan = self._written([name for name in wanted if name in reached]).build()
        return Cleaned(form, form, media_type, plan, self._findings.listed())

    def _is_wanted(self, name: str) -> bool:
        """Whether a part may stay; what it told is noted if not."""
        if name == TYPES or _RELS.fullmatch(name):
            return False
        kind = gone_folder(name)
        sort = self._types[name]
        if kind is None and (sort in KEPT or (sort.startswith(MEDIA) and sort not in GONE)):
            if not _NAME.fullmatch(name):
                raise TooComplexError
            return True
        if kind is None:
            kind = GONE.get(sort)
        if kind is None:
            raise TooComplexError
        if kind:
            self._findings.add(kind, DIGITAL_SIGNATURE if kind == "proof" else "")
        if name.startswith("docProps/") and name.endswith(".xml"):
            tell_properties(self._unpacker.whole(self._members[name]), self._findings)
        return False

    def _relationships(self, part: str, used: set[str] | None) -> list[Relationship]:
        folder, _, last = part.rpartition("/")
        member = self._members.get(f"{folder}/_rels/{last}.rels" if folder else f"_rels/{last}.rels")
        rows = read_relationships(self._unpacker.whole(member), part) if member else []
        if used is not None and used - {row.name for row in rows}:
            raise TooComplexError
        return rows

    def _follow(self, main: str, wanted: frozenset[str]) -> set[str]:
        """Clean what is reached from the main part. Returns: the names of parts that stay."""
        reached = {main}
        ahead = [main]
        while ahead:
            part = ahead.pop()
            if self._types[part].startswith(MEDIA):
                continue
            sort = self._types[part]
            rules = OfficeRules(self._findings, settings=sort == SETTINGS, spelled=SHEETS in sort)
            self._before[part] = self._unpacker.whole(self._members[part])
            self._after[part] = clean_xml(self._before[part], rules)
            self._named[part] = kept = []
            for row in self._relationships(part, rules.used):
                if row.external and row.name in rules.used:
                    kept.append(Relationship(row.name, row.sort, outside(row, self._findings), external=True))
                elif row.external:
                    self._findings.add("hidden-data", row.target)
                elif row.target in wanted and (row.name in rules.used or not self._types[row.target].startswith(MEDIA)):
                    kept.append(row)
                    if row.target not in reached:
                        reached.add(row.target)
                        ahead.append(row.target)
                elif row.name in rules.used:
                    raise TooComplexError
        return reached

    def _written(self, kept: list[str]) -> ZipWriter:
        names = self._new_names(kept)
        writer = ZipWriter(self._source.size)
        media = {small(names[name].rpartition(".")[2]): self._types[name] for name in kept if name not in self._after}
        by_extension = {"rels": RELATIONSHIPS, **dict(sorted(media.items()))}
        by_part = {name: self._types[name] for name in kept if name in self._after}
        self._add(writer, TYPES, types_part(by_extension, by_part))
        self._add_relationships(writer, "", names)
        for name in kept:
            member = self._members[name]
            if name in self._after:
                writer.add(name, member, self._before[name], self._after[name])
                self._add_relationships(writer, name, names)
            else:
                part = self._unpacker.part(member)
                writer.add_cleaned(names[name], member, part, clean_media(part, self._findings).plan)
        return writer

    def _new_names(self, kept: list[str]) -> dict[str, str]:
        """Pictures lose the names of the files that they were; all else is named by the program that wrote it."""
        names = {name: name for name in kept}
        for number, name in enumerate([name for name in kept if name not in self._after], start=1):
            extension = small(name.rpartition(".")[2])
            if extension not in MEDIA_EXTENSIONS:
                raise TooComplexError
            names[name] = f"{name.rpartition('/')[0]}/image{number}.{extension}"
        return names

    def _add(self, writer: ZipWriter, name: str, data: bytes) -> None:
        member = self._members.get(name)
        if member:
            writer.add(name, member, self._unpacker.whole(member), data)
        else:
            writer.add_new(name, data)

    def _add_relationships(self, writer: ZipWriter, part: str, names: dict[str, str]) -> None:
        rows = [
            row if row.external else Relationship(row.name, row.sort, names[row.target], external=False)
            for row in self._named[part]
        ]
        folder, _, last = part.rpartition("/")
        if rows:
            name = f"{folder}/_rels/{last}.rels" if folder else f"_rels/{last}.rels"
            self._add(writer, name, relationships_part(rows, part))
