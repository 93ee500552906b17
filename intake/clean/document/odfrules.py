"""What stays of the XML of OpenDocument: text and form.

Authors, times, ids of saves, fields of the author's own data, forms, scripts and addresses of files go.

Source: OASIS OpenDocument 1.3, part 3.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final

from intake.clean.document.officerules import LOCAL_PATH, NOBODY
from intake.clean.document.xmlrules import DROP, KEEP, UNWRAP, Attribute, replaced, small, taken, value_of, words
from intake.clean.finding import Findings

_OASIS: Final = "urn:oasis:names:tc:opendocument:xmlns:"
_DOCUMENT_FOUNDATION: Final = "urn:org:documentfoundation:names:experimental:"
_W3: Final = "http://www.w3.org/"
_OOO: Final = "http://openoffice.org/"
NAMESPACES: Final[dict[str, str]] = {
    **{
        f"{_OASIS}{name}:1.0": name
        for name in "office style text table presentation chart form script config meta".split()  # noqa: SIM905
    },
    f"{_OASIS}drawing:1.0": "draw",
    f"{_OASIS}datastyle:1.0": "number",
    f"{_OASIS}animation:1.0": "anim",
    f"{_OASIS}dr3d:1.0": "dr3d",
    f"{_OASIS}xsl-fo-compatible:1.0": "fo",
    f"{_OASIS}svg-compatible:1.0": "svg",
    f"{_OASIS}smil-compatible:1.0": "smil",
    f"{_OASIS}manifest:1.0": "manifest",
    f"{_OASIS}of:1.2": "of",
    f"{_W3}1999/xlink": "xlink",
    f"{_W3}1998/Math/MathML": "math",
    f"{_W3}TR/css3-text/": "css3t",
    "http://purl.org/dc/elements/1.1/": "dc",
    f"{_OOO}2004/office": "ooo",
    f"{_OOO}2004/writer": "ooow",
    f"{_OOO}2004/calc": "oooc",
    f"{_OOO}2009/table": "tableooo",
    f"{_OOO}2009/office": "officeooo",
    f"{_OOO}2010/draw": "drawooo",
    f"{_DOCUMENT_FOUNDATION}office:xmlns:loext:1.0": "loext",
    f"{_DOCUMENT_FOUNDATION}calc:xmlns:calcext:1.0": "calcext",
    "urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0": "field",
}

_GONE: Final[dict[str, str]] = {
    **dict.fromkeys(words("office:meta office:scripts draw:control config:config-item-map-indexed"), ""),
    **dict.fromkeys(words("config:config-item-map-named config:config-item-map-entry"), ""),
    **dict.fromkeys(words("text:user-field-decls text:variable-decls text:label"), ""),
    **dict.fromkeys(words("svg:title svg:desc table:title table:desc"), "text"),
    **dict.fromkeys(words("text:hidden-text table:data-pilot-tables"), "hidden-data"),
    **dict.fromkeys(words("office:event-listeners office:binary-data office:dde-source text:script"), "hidden-data"),
    **dict.fromkeys(words("text:section-source text:dde-connection-decls table:table-source table:dde-links"), "hidden-data"),
    **dict.fromkeys(words("table:cell-range-source table:database-source-query table:database-source-sql"), "hidden-data"),
    **dict.fromkeys(words("table:database-source-table svg:font-face-src draw:object-ole draw:applet"), "hidden-data"),
    **dict.fromkeys(words("draw:floating-frame table:scenario table:detective"), "hidden-data"),
}  # fmt: skip
"""Elements that go with all that is inside, and the kind of finding, or ""."""

_FIELDS: Final = words(
    "text:author-name text:author-initials text:initial-creator text:creator text:creation-date text:creation-time "
    "text:modification-date text:modification-time text:print-date text:print-time text:printed-by text:editing-cycles "
    "text:editing-duration text:file-name text:template-name text:user-defined text:title text:description text:subject "
    "text:keywords text:date text:time text:dde-connection text:execute-macro text:database-display text:database-name "
    "text:database-next text:database-row-number text:database-row-select text:page-variable-get "
    "text:user-field-get text:user-field-input text:variable-get text:variable-set text:variable-input text:placeholder "
    "text:conditional-text text:dropdown text:meta-field text:meta text:expression text:bibliography-mark"
)
"""Fields whose text stays and is no field any more."""

NO_TIME: Final = "1970-01-01T00:00:00"
_REPLACED: Final = {
    "dc:creator": NOBODY,
    "dc:date": NO_TIME,
    "meta:creator-initials": "",
    "loext:sender-initials": "",
    "meta:date-string": "",
}
"""Who changed or commented, and when: LibreOffice shows no changes that do not say it."""

_NUMBERED: Final = {
    **dict.fromkeys(("text:list@xml:id", "text:list@text:continue-list"), "list"),
    **dict.fromkeys(("office:annotation@office:name", "office:annotation@loext:parent-name"), "note"),
    "office:annotation-end@office:name": "note",
}
"""Names that LibreOffice draws by chance at every save, and others call: they are counted instead."""

_NAMELESS: Final = {
    **dict.fromkeys(words("text:protection-key table:protection-key loext:current-date"), "hidden-data"),
    **dict.fromkeys(words("loext:data-binding-xpath loext:data-binding-store-item-id"), "hidden-data"),
    **dict.fromkeys(words("loext:data-binding-prefix-mappings loext:placeholder-doc-part"), ""),
    **dict.fromkeys(words("loext:alias loext:tag"), "text"),
    **dict.fromkeys(words("draw:caption-id office:target-frame-name"), ""),
    "loext:sender-initials": "person",
}
"""Attributes that go, and the kind of finding, or ""."""

_LINKS: Final = ("text:a", "draw:a")
_WITH_NAMES: Final = words(
    "draw:page draw:gradient draw:hatch draw:fill-image draw:marker draw:stroke-dash draw:opacity draw:layer "
    "svg:linearGradient svg:radialGradient draw:equation"
)
"""Elements whose draw:name is what others call them by; everywhere else it is the name of a file, or a number."""

_FILE_NAME: Final = re.compile(r"[\\/]|\.[A-Za-z0-9]{2,4}$")
_WEB: Final = re.compile("(?:https?://|mailto:|tel:)", re.IGNORECASE | re.ASCII)
_OBJECT: Final = re.compile("(Object [0-9]{1,5})/?")
_WORD: Final = re.compile("[A-Za-z]{1,60}")


_LAYOUT: Final = ("PrinterIndependentLayout", "CharacterCompressionType")
_VALUES: Final = ("true", "false", "disabled", "low-resolution", "high-resolution", "0", "1", "2")
"""What a setting may be."""


class OdfRules:
    """The decisions for the parts of one document; `pictures` and `objects` collect what its kept elements name."""

    namespaces: Mapping[str, str] = NAMESPACES
    texts: Collection[str] = (*_REPLACED, "config:config-item")
    spelled: bool = False
    lines: Collection[str] = words("text:p text:h table:table-cell")

    def __init__(self, findings: Findings, members: Collection[str]) -> None:
        self.findings = findings
        self.pictures: dict[str, str] = {}  # old name to new
        self.objects: dict[str, None] = {}  # in the order in which they are named
        self._members = members
        self._numbers: dict[str, str] = {}

    def element(self, key: str, attributes: list[Attribute], prefixes: Mapping[str, str]) -> str:
        """Decide about an element. See `XmlRules`."""
        del prefixes
        gone = _GONE.get(key)
        if gone is not None:
            if gone:
                self.findings.add(gone)
            return DROP
        if key.startswith(("form:", "script:", "field:")):
            self.findings.add("hidden-data")
            return DROP
        if key.startswith("text:bookmark") and value_of(attributes, "text:name").startswith("permission-for"):
            self.findings.add("person", value_of(attributes, "text:name"))
            return DROP
        if key in _FIELDS or key.startswith("text:sender-"):
            return UNWRAP
        if key in _REPLACED:
            return replaced(_REPLACED[key])
        if key.startswith("config:"):
            return self._setting(key, attributes)
        for attribute in tuple(attributes):
            name = attribute.key
            if name.startswith(("officeooo:rsid", "officeooo:paragraph-rsid")):
                taken(attributes, name)
                self.findings.add("edit-history")
            elif name.startswith(("form:", "script:", "meta:")):
                taken(attributes, name)
            elif name in _NAMELESS or (name == "office:name" and key in _LINKS):
                taken(attributes, name)
                if _NAMELESS.get(name):
                    self.findings.add(_NAMELESS[name], attribute.value)
            elif f"{key}@{name}" in _NUMBERED:
                number = f"{_NUMBERED[f'{key}@{name}']}{len(self._numbers) + 1}"
                attribute.value = self._numbers.setdefault(f"{_NUMBERED[f'{key}@{name}']} {attribute.value}", number)
            elif name == "draw:name" and key not in _WITH_NAMES:
                taken(attributes, name)
                if _FILE_NAME.search(attribute.value):
                    self.findings.add("text", attribute.value)
            elif name == "xlink:href":
                address = self._address(key, attribute.value)
                if address is None:
                    return DROP
                attribute.value = address
        return KEEP

    def _setting(self, key: str, attributes: list[Attribute]) -> str:
        """Of the settings, what is either true or false decides how pages are laid out; the rest is the author's."""
        name = value_of(attributes, "config:name")
        if key == "config:config-item-set":
            return KEEP if name == "ooo:configuration-settings" else DROP
        if key == "config:config-item" and value_of(attributes, "config:type") == "boolean" and _WORD.fullmatch(name):
            return KEEP
        if key == "config:config-item" and name in _LAYOUT:
            return KEEP
        if name.startswith("Printer"):
            self.findings.add("device")
        elif name.startswith("Rsid"):
            self.findings.add("edit-history")
        return DROP

    def _address(self, key: str, address: str) -> str | None:
        """What becomes of an address; None: the element that has it goes."""
        if address.startswith("#") or address in ("", ".", ".."):  # "..": a chart's numbers are in the table around it
            return address
        part = address.removeprefix("./")
        if part in self._members and part.startswith(("Pictures/", "Media/", "media/")):
            extension = small(part.rpartition(".")[2])
            new = f"Pictures/image{len(self.pictures) + 1}.{extension}"
            return self.pictures.setdefault(part, new)
        found = _OBJECT.fullmatch(part)
        if found and key == "draw:object":
            self.objects[found[1]] = None
            return f"./{found[1]}"
        if part.startswith("ObjectReplacements/"):
            return None
        if key in _LINKS and _WEB.match(address) and not LOCAL_PATH.search(address):
            return address
        self.findings.add("hidden-data", address)
        return "#" if key in _LINKS else None

    def text(self, key: str, text: str) -> str:
        """What stays of a name, a time, or a setting."""
        if key == "config:config-item":
            return text if text in _VALUES else ""
        if text not in (NOBODY, NO_TIME):
            self.findings.add("time" if key in ("dc:date", "meta:date-string") else "person", text)
        return ""
