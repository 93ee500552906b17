"""The lists that hold an Office file together: content types, and which part names which.

Source: ECMA-376, part 2, sections 6.5 and 7.2.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from intake.clean.document.officerules import LOCAL_PATH
from intake.clean.document.xml import HEADER, clean_xml, quoted
from intake.clean.document.xmlrules import KEEP, Attribute, small, value_of
from intake.clean.errors import BrokenFileError
from intake.clean.finding import Findings

_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONSHIPS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_KNOWN_TYPE: Final = re.compile(
    r"http://(?:schemas\.openxmlformats\.org|purl\.oclc\.org/ooxml|schemas\.microsoft\.com)/[A-Za-z0-9/.-]{1,120}"
)
_ID: Final = re.compile("[A-Za-z0-9_.-]{1,64}")
_WEB: Final = re.compile("(?:https?://|mailto:|tel:)", re.IGNORECASE | re.ASCII)
NOWHERE: Final = "http://removed.invalid/"
"""What an address becomes that led to a file or a server of the author's."""


@dataclass(frozen=True, slots=True)
class Relationship:
    """One arrow from a part: `target` is a part's name, or an address outside."""

    name: str
    sort: str  # the URI of its type
    target: str
    external: bool


class _Collector:
    """Takes the rows of either list."""

    namespaces: Mapping[str, str] = {_TYPES: "ct", _RELATIONSHIPS: "rel"}
    texts: Collection[str] = frozenset()
    spelled: bool = False
    lines: Collection[str] = frozenset()

    def __init__(self) -> None:
        self.findings = Findings()
        self.rows: list[tuple[str, list[Attribute]]] = []

    def element(self, key: str, attributes: list[Attribute], prefixes: Mapping[str, str]) -> str:
        del prefixes
        self.rows.append((key, attributes))
        return KEEP

    def text(self, key: str, text: str) -> str:
        del key
        return text


def read_types(untrusted: bytes) -> tuple[dict[str, str], dict[str, str]]:
    """Content types by extension in small letters, and by part. Raises as `clean_xml`."""
    collector = _Collector()
    clean_xml(untrusted, collector)
    by_extension: dict[str, str] = {}
    by_part: dict[str, str] = {}
    for key, attributes in collector.rows:
        sort = value_of(attributes, "ContentType")
        if key == "ct:Default":
            by_extension[small(value_of(attributes, "Extension"))] = sort
        elif key == "ct:Override":
            by_part[value_of(attributes, "PartName").removeprefix("/")] = sort
    return by_extension, by_part


def read_relationships(untrusted: bytes, part: str) -> list[Relationship]:
    """What a part names; `part` is its own name, "" for the whole file. Raises as `clean_xml`."""
    collector = _Collector()
    clean_xml(untrusted, collector)
    found: dict[str, Relationship] = {}
    for key, attributes in collector.rows:
        if key != "rel:Relationship":
            continue
        name, sort = value_of(attributes, "Id"), value_of(attributes, "Type")
        external = value_of(attributes, "TargetMode") == "External"
        if name in found or not _ID.fullmatch(name):
            raise BrokenFileError
        target = value_of(attributes, "Target")
        if _KNOWN_TYPE.fullmatch(sort):
            found[name] = Relationship(name, sort, target if external else resolved(target, part), external)
    return list(found.values())


def resolved(target: str, part: str) -> str:
    """A part's name from an address relative to another part. Raises: BrokenFileError: it leads outside."""
    steps = [] if target.startswith("/") else part.split("/")[:-1]
    for step in target.split("/"):
        if step == "..":
            if not steps:
                raise BrokenFileError
            steps.pop()
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps)


def relative(target: str, part: str) -> str:
    """The address of a part as seen from another."""
    there, here = target.split("/"), part.split("/")[:-1]
    while here and len(there) > 1 and here[0] == there[0]:
        there, here = there[1:], here[1:]
    return "../" * len(here) + "/".join(there)


def outside(relationship: Relationship, findings: Findings) -> str:
    """What stays of an address outside: links to the web and to mailboxes; nothing of the author's own files."""
    target = relationship.target
    if relationship.sort.endswith("/hyperlink") and _WEB.match(target) and not LOCAL_PATH.search(target):
        return target
    if target != NOWHERE:
        findings.add("hidden-data", target)
    return NOWHERE


def relationships_part(rows: list[Relationship], part: str) -> bytes:
    """The list of what a part names."""
    shown = "".join(
        f"<Relationship Id={quoted(row.name)} Type={quoted(row.sort)} "
        f"Target={quoted(row.target if row.external else relative(row.target, part))}"
        f"{' TargetMode=' + quoted('External') if row.external else ''}/>"
        for row in rows
    )
    return f"{HEADER}<Relationships xmlns={quoted(_RELATIONSHIPS)}>{shown}</Relationships>".encode()


def types_part(by_extension: Mapping[str, str], by_part: Mapping[str, str]) -> bytes:
    """The list of content types."""
    defaults = "".join(
        f"<Default Extension={quoted(extension)} ContentType={quoted(sort)}/>"
        for extension, sort in by_extension.items()
    )
    overrides = "".join(
        f"<Override PartName={quoted('/' + part)} ContentType={quoted(sort)}/>" for part, sort in by_part.items()
    )
    return f"{HEADER}<Types xmlns={quoted(_TYPES)}>{defaults}{overrides}</Types>".encode()
