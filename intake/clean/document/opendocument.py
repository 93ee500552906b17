"""OpenDocument: text, styles and those pictures and objects that they name; no properties, no earlier versions.

Source: OASIS OpenDocument 1.3, parts 2 and 3.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final

from intake.clean.cleaned import Cleaned
from intake.clean.document.invisible import Hidden
from intake.clean.document.media import clean_media
from intake.clean.document.odfrules import NAMESPACES, OdfRules
from intake.clean.document.officeparts import MEDIA_EXTENSIONS, tell_properties
from intake.clean.document.xml import clean_xml, quoted
from intake.clean.document.xmlrules import KEEP, Attribute, value_of
from intake.clean.document.zipread import Budget, Member, Unpacker
from intake.clean.document.zipwrite import ZipWriter
from intake.clean.errors import BrokenFileError, TooComplexError
from intake.clean.finding import DIGITAL_SIGNATURE, Findings
from intake.clean.source import Source

_TYPE: Final = "application/vnd.oasis.opendocument."
_FORMS: Final = {"text": "odt", "spreadsheet": "ods", "presentation": "odp", "graphics": "odg"}
_OBJECT_FORMS: Final = (*_FORMS, "chart", "formula")
_HEADER: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
MIMETYPE: Final = "mimetype"
_MANIFEST: Final = "META-INF/manifest.xml"
_PARTS: Final = ("content.xml", "styles.xml", "settings.xml")
_GONE: Final = (
    ("Thumbnails/", "thumbnail"),
    ("Configurations2/", ""),
    ("ObjectReplacements/", ""),
    ("layout-cache", ""),
    ("manifest.rdf", ""),
    ("META-INF/documentsignatures.xml", "proof"),
    ("META-INF/macrosignatures.xml", "proof"),
    ("Fonts/", "hidden-data"),
    ("Versions/", "edit-history"),
    ("VersionList.xml", "edit-history"),
)
_OBJECT: Final = re.compile("(Object [0-9]{1,5})(?:/(.*))?", re.DOTALL)


def clean_opendocument(source: Source, members: list[Member], findings: Findings, budget: Budget) -> Cleaned:
    """Plan an OpenDocument file without properties, authors, times, ids of saves, and what it does not show.

    Raises: BrokenFileError, TooComplexError: among others, an encrypted file, and one with macros.
    """
    return _Cleaner(source, members, findings, budget).cleaned()


class _Manifest:
    """Collects the media types that the manifest tells."""

    namespaces: Mapping[str, str] = NAMESPACES
    texts: Collection[str] = frozenset()
    spelled: bool = False
    lines: Collection[str] = frozenset()

    def __init__(self) -> None:
        self.findings = Findings()
        self.types: dict[str, str] = {}

    def element(self, key: str, attributes: list[Attribute], prefixes: Mapping[str, str]) -> str:
        del prefixes
        if key == "manifest:encryption-data":
            raise TooComplexError
        if key == "manifest:file-entry":
            self.types[value_of(attributes, "manifest:full-path")] = value_of(attributes, "manifest:media-type")
        return KEEP

    def text(self, key: str, text: str) -> str:
        del key
        return text


class _Cleaner:
    """First the document's own parts are cleaned, then the objects that they name, then what is left is looked at."""

    def __init__(self, source: Source, members: list[Member], findings: Findings, budget: Budget) -> None:
        self._source = source
        self._findings = findings
        self._unpacker = Unpacker(source, budget)
        self._members = {member.name: member for member in members}
        if len(self._members) != len(members) or _MANIFEST not in self._members or _PARTS[0] not in self._members:
            raise BrokenFileError
        if Hidden().taken_from(list(self._members)) != list(self._members):
            raise TooComplexError  # what names them would lose what hides there
        self._rules = OdfRules(findings, self._members)
        self._before: dict[str, bytes] = {}
        self._after: dict[str, bytes] = {}

    def cleaned(self) -> Cleaned:
        kind = self._whole(MIMETYPE).decode("latin-1")
        form = _FORMS.get(kind.removeprefix(_TYPE))
        if not form or not kind.startswith(_TYPE):
            raise TooComplexError
        manifest = _Manifest()
        manifest_before = self._whole(_MANIFEST)
        clean_xml(manifest_before, manifest)
        self._clean_parts("")
        pictures = len(self._rules.pictures)
        types = {"/": kind}
        for name in self._rules.objects:
            object_type = manifest.types.get(f"{name}/", "")
            if object_type.removeprefix(_TYPE) not in _OBJECT_FORMS:
                raise TooComplexError
            types[f"{name}/"] = object_type
            self._clean_parts(f"{name}/")
        if len(self._rules.pictures) > pictures or len(self._rules.objects) + 1 > len(types):
            raise TooComplexError  # objects in objects, or their pictures
        writer = ZipWriter(self._source.size)
        writer.add_kept(MIMETYPE, self._members[MIMETYPE])
        for name, member in self._members.items():
            if name in self._after:
                types[name] = "text/xml"
                writer.add(name, member, self._before[name], self._after[name])
            elif name in self._rules.pictures:
                new = self._rules.pictures[name]
                if new.rpartition(".")[2] not in MEDIA_EXTENSIONS:
                    raise TooComplexError
                part = self._unpacker.part(member)
                media = clean_media(part, self._findings)
                types[new] = media.media_type
                writer.add_cleaned(new, member, part, media.plan)
            else:
                self._leave_out(name)
        writer.add(_MANIFEST, self._members[_MANIFEST], manifest_before, _manifest(types))
        return Cleaned(form, form, kind, writer.build(), self._findings.listed())

    def _whole(self, name: str) -> bytes:
        member = self._members.get(name)
        if member is None:
            raise BrokenFileError
        return self._unpacker.whole(member)

    def _clean_parts(self, folder: str) -> None:
        for part in _PARTS:
            name = folder + part
            if name in self._members:
                self._before[name] = self._whole(name)
                self._after[name] = clean_xml(self._before[name], self._rules, _HEADER)

    def _leave_out(self, name: str) -> None:
        """Note what a part told that goes. Raises: TooComplexError: it is none that we know."""
        if name in (MIMETYPE, _MANIFEST):
            return
        found = _OBJECT.fullmatch(name)
        inside = found[2] if found and found[1] in self._rules.objects else name
        if inside == "meta.xml":
            tell_properties(self._whole(name), self._findings)
        elif found or name.startswith(("Pictures/", "Media/", "media/")):
            self._findings.add("hidden-data")
        else:
            kinds = [kind for start, kind in _GONE if name.startswith(start)]
            if not kinds:
                raise TooComplexError
            if kinds[0]:
                self._findings.add(kinds[0], DIGITAL_SIGNATURE if kinds[0] == "proof" else "")


def _manifest(types: Mapping[str, str]) -> bytes:
    entries = "".join(
        f"<manifest:file-entry manifest:full-path={quoted(name)} manifest:media-type={quoted(kind)}/>"
        for name, kind in types.items()
    )
    return (
        f'{_HEADER}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
        f'manifest:version="1.2">{entries}</manifest:manifest>'
    ).encode()
