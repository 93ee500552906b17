"""The parts of an Office file: which stay, which go, and what they told.

A part whose content type is in none of these lists is refused: macros, controls and whatever else may run or hide.
Source: ECMA-376, part 1, sections 11 to 15; MS-OFFMACRO2; MS-XLSX; MS-PPTX.
"""

from __future__ import annotations

import itertools
import re
from typing import Final

from intake.clean.document.xmlrules import words
from intake.clean.finding import Findings

_OPEN: Final = "application/vnd.openxmlformats-officedocument."
_PACKAGE: Final = "application/vnd.openxmlformats-package."


def _xml(area: str, names: str) -> list[str]:
    return [f"{_OPEN}{area}.{name}+xml" for name in names.split()]


MAIN: Final = {
    f"{_OPEN}wordprocessingml.document.main+xml": ("docx", f"{_OPEN}wordprocessingml.document"),
    f"{_OPEN}spreadsheetml.sheet.main+xml": ("xlsx", f"{_OPEN}spreadsheetml.sheet"),
    f"{_OPEN}presentationml.presentation.main+xml": ("pptx", f"{_OPEN}presentationml.presentation"),
    f"{_OPEN}presentationml.slideshow.main+xml": ("ppsx", f"{_OPEN}presentationml.slideshow"),
}
"""Content types of the part that makes a file what it is: format, and media type of the whole."""

SETTINGS: Final = f"{_OPEN}wordprocessingml.settings+xml"
SHEETS: Final = ".spreadsheetml."  # in the content types of Excel's parts
RELATIONSHIPS: Final = f"{_PACKAGE}relationships+xml"

KEPT: Final = frozenset(
    (
        *MAIN,
        SETTINGS,
        f"{_OPEN}theme+xml",
        f"{_OPEN}themeOverride+xml",
        f"{_OPEN}vmlDrawing",
        f"{_OPEN}drawing+xml",
        *_xml("wordprocessingml", "styles fontTable numbering footnotes endnotes header footer comments"),
        *_xml("spreadsheetml", "worksheet chartsheet styles sharedStrings table comments externalLink sheetMetadata"),
        *_xml("presentationml", "slide slideLayout slideMaster notesSlide notesMaster handoutMaster presProps"),
        *_xml("presentationml", "tableStyles comments commentAuthors"),
        *_xml("drawingml", "chart chartshapes diagramData diagramLayout diagramStyle diagramColors"),
    )
)
"""Content types of parts that are cleaned by officerules."""

GONE: Final[dict[str, str]] = {
    f"{_OPEN}extended-properties+xml": "",
    f"{_OPEN}custom-properties+xml": "",
    f"{_PACKAGE}core-properties+xml": "",
    f"{_OPEN}customXmlProperties+xml": "",
    f"{_OPEN}wordprocessingml.webSettings+xml": "",
    f"{_OPEN}wordprocessingml.document.glossary+xml": "hidden-data",
    f"{_OPEN}wordprocessingml.printerSettings": "device",
    f"{_OPEN}spreadsheetml.printerSettings": "device",
    f"{_OPEN}presentationml.printerSettings": "device",
    f"{_OPEN}spreadsheetml.calcChain+xml": "",
    f"{_OPEN}spreadsheetml.connections+xml": "hidden-data",
    f"{_OPEN}spreadsheetml.queryTable+xml": "hidden-data",
    f"{_OPEN}spreadsheetml.pivotTable+xml": "hidden-data",
    f"{_OPEN}spreadsheetml.pivotCacheDefinition+xml": "hidden-data",
    f"{_OPEN}spreadsheetml.pivotCacheRecords+xml": "hidden-data",
    f"{_OPEN}spreadsheetml.revisionHeaders+xml": "edit-history",
    f"{_OPEN}spreadsheetml.revisionLog+xml": "edit-history",
    f"{_OPEN}spreadsheetml.userNames+xml": "person",
    f"{_OPEN}spreadsheetml.sheet": "hidden-data",  # the workbook behind a chart
    f"{_OPEN}presentationml.viewProps+xml": "",
    f"{_OPEN}presentationml.tags+xml": "hidden-data",
    f"{_OPEN}oleObject": "hidden-data",
    f"{_OPEN}obfuscatedFont": "hidden-data",
    "application/x-fontdata": "hidden-data",
    f"{_PACKAGE}digital-signature-origin": "proof",
    f"{_PACKAGE}digital-signature-xmlsignature+xml": "proof",
    "application/vnd.ms-word.stylesWithEffects+xml": "",
    **dict.fromkeys(
        (
            *(f"{_OPEN}wordprocessingml.{name}+xml" for name in ("commentsExtended", "commentsIds", "people")),
            f"{_OPEN}wordprocessingml.commentsExtensible+xml",
            "application/vnd.ms-excel.person+xml",
            "application/vnd.ms-powerpoint.authors+xml",
        ),
        "person",
    ),
    "application/vnd.ms-excel.threadedcomments+xml": "text",
    "application/vnd.ms-powerpoint.comments+xml": "text",
    "application/vnd.ms-powerpoint.changesinfo+xml": "edit-history",
    "application/vnd.ms-powerpoint.revisioninfo+xml": "edit-history",
    "application/vnd.ms-office.chartstyle+xml": "",
    "application/vnd.ms-office.chartcolorstyle+xml": "",
    "application/vnd.ms-office.chartex+xml": "hidden-data",
    "application/vnd.ms-office.drawingml.diagramDrawing+xml": "",
    "application/vnd.ms-office.classificationlabels+xml": "hidden-data",
    "application/vnd.ms-excel.slicer+xml": "",
    "application/vnd.ms-excel.slicerCache+xml": "",
    "image/svg+xml": "",  # beside it stands the same picture as PNG
    "image/vnd.ms-photo": "hidden-data",
}
"""Content types of parts that go, with the kind of finding, or ""."""

MEDIA: Final = ("image/", "audio/", "video/")
MEDIA_EXTENSIONS: Final = words("png jpg jpeg gif tif tiff webp bmp mp4 m4v mov m4a mp3 wav")

_GONE_FOLDERS: Final = (
    ("docProps/thumbnail.", "thumbnail"),
    ("docProps/", ""),
    ("customXml/", "hidden-data"),
    ("docMetadata/", "hidden-data"),
    ("_xmlsignatures/", "proof"),
)


def gone_folder(name: str) -> str | None:
    """The kind of finding ("" for none) of a part that goes for where it lies, or None."""
    for start, kind in _GONE_FOLDERS:
        if name.startswith(start):
            return kind
    return None


_VALUE: Final = r"(?:[ \t\r\n][^<>]{0,300})?>([^<>]{1,200})<"
_PROPERTIES: Final = (
    ("person", "creator|lastModifiedBy|Manager|Company|initial-creator|printed-by"),
    ("time", "created|modified|lastPrinted|creation-date|print-date|date"),
    ("software", "Application|generator"),
    ("text", "title|subject|description|keywords?|category|contentStatus|Template|HyperlinkBase|user-defined"),
    ("edit-history", "revision|TotalTime|editing-cycles|editing-duration"),
    ("hidden-data", "lpwstr|filetime"),
)
_PATTERNS: Final = tuple((kind, re.compile(f"<(?:[A-Za-z0-9]+:)?(?:{names}){_VALUE}")) for kind, names in _PROPERTIES)
_MAX_TOLD: Final = 4  # of one kind


def tell_properties(untrusted: bytes, findings: Findings) -> None:
    """Note what a part of properties tells; it goes in any case."""
    text = untrusted[: 256 * 1024].decode("utf-8", "replace")
    for kind, pattern in _PATTERNS:
        for match in itertools.islice(pattern.finditer(text), _MAX_TOLD):
            if match[1] != "0":
                findings.add(kind, match[1])
