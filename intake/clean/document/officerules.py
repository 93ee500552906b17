"""What stays of the XML of Word, Excel and PowerPoint: text and form, without authors, times, ids of saves, and paths.

Elements and attributes of namespaces that are not listed go, and so do extension lists, which are optional by their
definition; of Word's settings a short list stays.  Source: ECMA-376, parts 1, 3 and 4; MS-DOCX, MS-XLSX, MS-OE376.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final

from intake.clean.document.invisible import may_hide, spelled_out
from intake.clean.document.xmlrules import DROP, KEEP, UNWRAP, Attribute, replaced, taken, value_of, words
from intake.clean.finding import Findings

_OPEN: Final = "http://schemas.openxmlformats.org/"
_STRICT: Final = "http://purl.oclc.org/ooxml/"
_MICROSOFT: Final = "http://schemas.microsoft.com/office/"
_OF_BOTH: Final = (
    ("w", "wordprocessingml", "main"),
    ("r", "officeDocument", "relationships"),
    ("m", "officeDocument", "math"),
    ("a", "drawingml", "main"),
    ("wp", "drawingml", "wordprocessingDrawing"),
    ("pic", "drawingml", "picture"),
    ("c", "drawingml", "chart"),
    ("cdr", "drawingml", "chartDrawing"),
    ("dgm", "drawingml", "diagram"),
    ("xdr", "drawingml", "spreadsheetDrawing"),
    ("lc", "drawingml", "lockedCanvas"),
    ("x", "spreadsheetml", "main"),
    ("p", "presentationml", "main"),
)
NAMESPACES: Final[dict[str, str]] = {
    **{f"{_OPEN}{area}/2006/{name}": key for key, area, name in _OF_BOTH},
    **{f"{_STRICT}{area}/{name}": key for key, area, name in _OF_BOTH},
    f"{_OPEN}markup-compatibility/2006": "mc",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:office": "o",
    "urn:schemas-microsoft-com:office:word": "w10",
    "urn:schemas-microsoft-com:office:excel": "xv",
    "urn:schemas-microsoft-com:office:powerpoint": "pv",
    f"{_MICROSOFT}word/2010/wordprocessingShape": "wps",
    f"{_MICROSOFT}word/2010/wordprocessingGroup": "wpg",
    f"{_MICROSOFT}word/2010/wordprocessingCanvas": "wpc",
    f"{_MICROSOFT}word/2010/wordprocessingDrawing": "wp14",
    f"{_MICROSOFT}word/2010/wordml": "w14",
    f"{_MICROSOFT}word/2023/wordml/word16du": "w16du",
    f"{_MICROSOFT}drawing/2010/main": "a14",
    f"{_MICROSOFT}powerpoint/2010/main": "p14",
    f"{_MICROSOFT}spreadsheetml/2009/9/ac": "x14ac",
    f"{_MICROSOFT}spreadsheetml/2010/11/main": "x15",
    f"{_MICROSOFT}spreadsheetml/2010/11/ac": "x15ac",
    f"{_MICROSOFT}spreadsheetml/2014/revision": "xr",
    f"{_MICROSOFT}spreadsheetml/2015/revision2": "xr",
    f"{_MICROSOFT}spreadsheetml/2016/revision3": "xr",
    f"{_MICROSOFT}spreadsheetml/2016/revision6": "xr",
    f"{_MICROSOFT}spreadsheetml/2016/revision10": "xr",
    "": "plain",  # the root of a VML drawing has no namespace
}

NOBODY: Final = "Author"  # what Word itself writes when it is told to forget who wrote

# elements that go with all that is inside: the kind of finding ("" for none) and the attribute that tells it
_GONE: Final[dict[str, tuple[str, str]]] = {
    **dict.fromkeys(("w:rsids", "w:rsid", "x15ac:documentLinks"), ("edit-history", "")),
    **dict.fromkeys(("w:docVars", "w:mailMerge", "w:fldData", "w:control", "o:OLEObject"), ("hidden-data", "")),
    **dict.fromkeys(("w:embedRegular", "w:embedBold", "w:embedItalic", "w:embedBoldItalic"), ("hidden-data", "")),
    **dict.fromkeys(
        ("w:smartTagPr", "w:customXmlPr", "w:attachedTemplate", "w:documentProtection"), ("hidden-data", "")
    ),
    **dict.fromkeys(("w:proofErr", "w:permEnd", "w:dataBinding", "w:printerSettings", "w:saveThroughXslt"), ("", "")),
    **dict.fromkeys(("w:tag", "w:alias"), ("text", "w:val")),
    **dict.fromkeys(("w:tblCaption", "w:tblDescription", "w:helpText", "w:statusText"), ("text", "w:val")),
    **dict.fromkeys(("w:entryMacro", "w:exitMacro"), ("hidden-data", "w:val")),
    **dict.fromkeys(("w:nsid", "w:tmpl", "w:id", "w:placeholder", "w:docPartCategory"), ("", "")),
    "o:signatureline": ("person", "o:suggestedsigner"),
    "w:permStart": ("person", "w:ed"),
    "x:fileVersion": ("software", "appName"),
    "x:fileSharing": ("person", "userName"),
    "x15ac:absPath": ("hidden-data", "url"),
    **dict.fromkeys(("x:workbookProtection", "x:sheetProtection", "x:protectedRanges"), ("hidden-data", "")),
    **dict.fromkeys(("x:customWorkbookViews", "x:customSheetViews", "x:scenarios"), ("edit-history", "")),
    **dict.fromkeys(
        ("x:oleObjects", "x:controls", "x:pivotCaches", "x:sheetDataSet", "x:ddeLink"), ("hidden-data", "")
    ),
    **dict.fromkeys(("x:oleLink", "x:customProperties", "x:dataConsolidate", "x:webPublishItems"), ("hidden-data", "")),
    **dict.fromkeys(("x:fileRecoveryPr", "x:webPublishing", "x:smartTags", "x:smartTagPr"), ("", "")),
    **dict.fromkeys(("x:smartTagTypes", "x:xmlColumnPr", "xv:FmlaMacro"), ("", "")),
    **dict.fromkeys(("x:extLst", "a:extLst", "p:extLst", "c:extLst", "dgm:extLst", "xdr:extLst"), ("", "")),
    **dict.fromkeys(("x:functionGroups", "x:cellWatches", "x:webPublishObjects", "x:oleSize"), ("hidden-data", "")),
    **dict.fromkeys(
        ("xv:ScriptText", "xv:ScriptExtended", "xv:ScriptLanguage", "xv:ScriptLocation"), ("hidden-data", "")
    ),
    "c:externalData": ("hidden-data", ""),
    **dict.fromkeys(("c:printSettings", "c:pivotSource"), ("", "")),
    **dict.fromkeys(("p:custDataLst", "p:embeddedFontLst", "p:controls", "p:modifyVerifier"), ("hidden-data", "")),
    "p:smartTags": ("", ""),
}
# attributes that go, or get a value that says nothing: "element@attribute" or "@attribute"
_ATTRIBUTES: Final[dict[str, tuple[str, str | None]]] = {
    "@w:author": ("person", NOBODY),
    "@w:initials": ("person", None),
    **dict.fromkeys(("@w:date", "@w16du:dateUtc", "p:cm@dt"), ("time", None)),
    "p:cmAuthor@name": ("person", NOBODY),
    "p:cmAuthor@initials": ("person", "A"),
    **dict.fromkeys(("@o:title", "@alt", "@descr", "@title", "a:theme@name"), ("text", None)),
    **dict.fromkeys(("@o:href", "a:hlinkClick@invalidUrl", "x:definedName@comment"), ("hidden-data", None)),
    **dict.fromkeys(("x:definedName@description", "x:definedName@help"), ("text", None)),
    **dict.fromkeys(("a:fontScheme@name", "a:clrScheme@name", "a:fmtScheme@name"), ("", "")),
    **dict.fromkeys(("p:cSld@name", "x:pageSetup@r:id", "x:workbookPr@codeName", "x:sheetPr@codeName"), ("", None)),
    **dict.fromkeys(("x:table@connectionId", "x:table@tableType", "x:tableColumn@queryTableFieldId"), ("", None)),
    **dict.fromkeys(("@mc:ProcessContent", "@mc:PreserveElements", "@mc:PreserveAttributes"), ("", None)),
    "@mc:MustUnderstand": ("", None),
    **dict.fromkeys(("@href", "@src", "@target", "@o:althref", "x:definedName@customMenu"), ("hidden-data", None)),
    **dict.fromkeys(("a:custClr@name", "x:definedName@statusBar", "p:oleObj@name", "p:oleObj@progId"), ("text", None)),
    "w:date@w:fullDate": ("time", None),
    **dict.fromkeys(("w:hyperlink@w:tgtFrame", "x:hyperlink@display", "x:definedName@shortcutKey"), ("", None)),
    # which version saved it, and how large the window was
    **dict.fromkeys(
        ("x:calcPr@calcId", "x:workbookPr@defaultThemeVersion", "p:presentation@bookmarkIdSeed"), ("", None)
    ),
    **dict.fromkeys(
        (f"x:workbookView@{of}" for of in ("xWindow", "yWindow", "windowWidth", "windowHeight")), ("", None)
    ),
    "x:comment@guid": ("", None),
}
_IDS: Final = (
    "w:rsid",
    "w14:paraId",
    "w14:textId",
    "w14:anchorId",
    "w:anchorId",
    "wp14:anchorId",
    "wp14:editId",
    "xr:",
)  # how attributes begin that say in which save something came
_NAMED: Final = frozenset(("wp:docPr", *(f"{of}:cNvPr" for of in ("pic", "p", "xdr", "a", "wps", "wpg", "cdr", "lc"))))
_COPIES: Final = ("o:gfxdata", "equationxml")  # of the same drawing in another form, whole
_SHAPE_ID: Final = re.compile("_x0000_[A-Za-z]{0,4}[0-9]{1,10}")
_MOVES: Final = ("w:moveFromRangeStart", "w:moveToRangeStart")
_COMPATIBLE: Final = {  # what a setting of compatibility may say
    "w:name": re.compile("[A-Za-z0-9]{1,60}"),
    "w:uri": re.compile("http://schemas.microsoft.com/office/word"),
    "w:val": re.compile("[0-9]{1,2}"),
}
_OFFICE_THEMES: Final = ("", "Office Theme", "Office", "Larissa")
_FILE_NAME: Final = re.compile(r"[\\/]|\.[A-Za-z0-9]{2,4}$")

# what a document's settings may say: how it is laid out
_SETTINGS: Final = frozenset(
    f"w:{name}"
    for name in words(
        "settings mirrorMargins alignBordersAndEdges bordersDoNotSurroundHeader bordersDoNotSurroundFooter "
        "gutterAtTop displayBackgroundShape evenAndOddHeaders bookFoldPrinting defaultTabStop autoHyphenation "
        "hyphenationZone consecutiveHyphenLimit doNotHyphenateCaps characterSpacingControl noLineBreaksAfter "
        "noLineBreaksBefore drawingGridHorizontalSpacing drawingGridVerticalSpacing footnotePr endnotePr footnote "
        "endnote pos numFmt numStart numRestart compat compatSetting useFELayout themeFontLang clrSchemeMapping "
        "decimalSymbol listSeparator spaceForUL balanceSingleByteDoubleByteWidth doNotLeaveBackslashAlone "
        "ulTrailSpace doNotExpandShiftReturn adjustLineHeightInTable strictFirstAndLastChars printTwoOnOne "
        "defaultTableStyle"
    )
)

# fields whose instruction draws what is shown; the result of any other stays as text
_FIELDS: Final = words(
    "PAGE NUMPAGES SECTIONPAGES SECTION TOC TC TOA TA XE INDEX HYPERLINK REF PAGEREF NOTEREF STYLEREF SEQ EQ SYMBOL "
    "LISTNUM AUTONUM AUTONUMLGL AUTONUMOUT FORMTEXT FORMCHECKBOX FORMDROPDOWN QUOTE ADVANCE ="
)
_FIELD_WORD: Final = re.compile("^[ \t\r\n]*(=|[A-Za-z]+)")
LOCAL_PATH: Final = re.compile(r"[fF][iI][lL][eE]:|(?:^|[^A-Za-z])[A-Za-z]:[\\/]|\\\\")


class OfficeRules:
    """The decisions for one part; `used` collects the relationships that its kept elements name."""

    namespaces: Mapping[str, str] = NAMESPACES
    texts: Collection[str] = frozenset(("x:author", "w:instrText", "w:delInstrText"))
    lines: Collection[str] = words("w:p a:p x:si x:c x:f x:v x:text c:v")

    def __init__(self, findings: Findings, *, settings: bool = False, spelled: bool = False) -> None:
        self.findings = findings
        self.spelled = spelled
        self.used: set[str] = set()
        self._settings = settings
        self._fields: list[str] = []
        self._bookmarks: set[str] = set()
        self._moves: dict[str, str] = {}

    def element(self, key: str, attributes: list[Attribute], prefixes: Mapping[str, str]) -> str:
        """Decide about an element. See `XmlRules`."""
        gone = _GONE.get(key)
        if gone:
            self._tell(gone[0], value_of(attributes, gone[1]))
            return DROP
        if key.startswith("xr:") or (key.startswith("plain:") and key != "plain:xml"):
            self.findings.add("edit-history" if key.startswith("xr:") else "hidden-data")
            return DROP
        if self._settings and key not in _SETTINGS and not key.startswith("m:"):
            return DROP
        decision = self._special(key, attributes, prefixes)
        if decision != KEEP:
            return decision
        for attribute in tuple(attributes):
            self._attribute(key, attribute, attributes, prefixes)
        self.used.update(a.value for a in attributes if a.key.startswith("r:") or a.key == "o:relid")
        return KEEP

    def _special(self, key: str, attributes: list[Attribute], prefixes: Mapping[str, str]) -> str:
        """Elements whose fate hangs on what they say."""
        if key in ("w:smartTag", "w:customXml"):
            return UNWRAP
        if key == "x:author":
            return replaced(NOBODY)
        if key == "w:fldSimple":
            return KEEP if self._is_field(value_of(attributes, "w:instr")) else UNWRAP
        if key == "w:fldChar":
            self._field(value_of(attributes, "w:fldCharType"))
        elif key == "w:bookmarkStart" and value_of(attributes, "w:name") == "_GoBack":
            self._bookmarks.add(value_of(attributes, "w:id"))
            return DROP
        elif key == "w:bookmarkEnd":
            return DROP if value_of(attributes, "w:id") in self._bookmarks else KEEP
        elif key == "w:compatSetting" and any(
            not pattern.fullmatch(value_of(attributes, name)) for name, pattern in _COMPATIBLE.items()
        ):
            return DROP
        elif key == "w:sym" and may_hide(spelled_out(f"_x{value_of(attributes, 'w:char')}_")):
            self.findings.add("hidden-data", value_of(attributes, "w:char"))
            return DROP
        elif key == "mc:Choice":
            return KEEP if all(map(prefixes.get, value_of(attributes, "Requires").split(" "))) else DROP
        return KEEP

    def _attribute(
        self, key: str, attribute: Attribute, attributes: list[Attribute], prefixes: Mapping[str, str]
    ) -> None:
        name = attribute.key
        if name.startswith(_IDS):
            taken(attributes, name)
            self.findings.add("edit-history")
        elif name in _COPIES or (name == "id" and key[:2] == "v:" and self._is_named(key, attribute.value)):
            taken(attributes, name)
            self._tell("hidden-data" if name in _COPIES else "", "")
        elif name == "w:name" and key in _MOVES:
            attribute.value = self._moves.setdefault(attribute.value, f"move{len(self._moves) + 1}")
        elif name == "mc:Ignorable":
            attribute.value = " ".join(prefix for prefix in attribute.value.split(" ") if prefixes.get(prefix))
        elif name == "name" and key in _NAMED:
            if _FILE_NAME.search(attribute.value):
                self.findings.add("text", attribute.value)
            attribute.value = ""
        else:
            rule = _ATTRIBUTES.get(f"{key}@{name}") or (_ATTRIBUTES.get("@" + name) if key not in _VISIBLE else None)
            if rule:
                kind, value = rule
                if attribute.value != (value or "") and not (key == "a:theme" and attribute.value in _OFFICE_THEMES):
                    self._tell(kind, attribute.value)
                if value is None:
                    taken(attributes, name)
                else:
                    attribute.value = value

    @staticmethod
    def _is_named(key: str, value: str) -> bool:
        """Whether a drawing has another name than a number that its program gave; types are called by theirs."""
        return key != "v:shapetype" and not _SHAPE_ID.fullmatch(value)

    def _tell(self, kind: str, detail: str) -> None:
        if kind:
            self.findings.add(kind, detail)

    def _field(self, sort: str) -> None:
        if sort == "begin":
            self._fields.append("")
        elif sort == "end" and self._fields:
            self._fields.pop()

    def _is_field(self, instruction: str) -> bool:
        word = _FIELD_WORD.match(instruction)
        return word is not None and word[1].upper() in _FIELDS and not LOCAL_PATH.search(instruction)

    def text(self, key: str, text: str) -> str:
        """What stays of the name of an author, or of a field's instruction."""
        if key == "x:author":
            self._tell("person" if text != NOBODY else "", text)
            return ""
        if not text.strip(" \t\r\n"):
            return text
        state = self._fields[-1] if self._fields else "gone"
        if not state:
            state = self._fields[-1] = "kept" if self._is_field(text) else "gone"
        if state == "kept" and not LOCAL_PATH.search(text):
            return text
        self.findings.add("hidden-data", text)
        return ""


_VISIBLE: Final = frozenset(
    ("w:dropDownList", "x:hyperlink", "x:dataValidation")
)  # whose texts of these names are shown
