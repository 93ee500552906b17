"""PDF: the pages as they are shown stay, written anew as one file without history; all else goes.

The new file has what can be reached from the pages that are shown, key by key (pdfkeys.py), under new numbers. Streams
are ranges of the old file, so that a book of scans needs little memory; photographs go through their own cleaner.
Named as a proof and not kept: signatures, Content Credentials. Refused: encrypted files (also those that open without a
password), pictures in JPEG 2000 and JBIG2, and forms that exist only as XFA.
Source: ISO 32000-1, sections 7.5 and 7.7.
"""

from __future__ import annotations

from typing import Final

from intake.clean.cleaned import Cleaned
from intake.clean.document.pdffile import PdfFile
from intake.clean.document.pdfoutline import Outline
from intake.clean.document.pdfrules import Item, Rules
from intake.clean.document.pdfstreams import stream_bytes
from intake.clean.document.pdftold import Told
from intake.clean.document.pdfvalues import Budget, Dictionary, Name, Number, Reference, Stream, Value, Written, written
from intake.clean.errors import BrokenFileError, TooComplexError
from intake.clean.finding import Findings
from intake.clean.plan import Plan, PlanBuilder
from intake.clean.source import Source

_HEAD: Final = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_MAX_PAGES: Final = 50_000
_MAX_DEPTH: Final = 60
_MAX_WRITTEN: Final = 5_000_000  # values
_CATALOG, _PAGES, _FIRST = 1, 2, 3  # numbers of the objects that every file has, and of the first other
_INHERITED: Final = ("Resources", "MediaBox", "CropBox", "Rotate")
_NODE: Final = ("Type", "Parent", "Kids", "Count")
_CATALOG_KEYS: Final = ("Type", "Pages", "AcroForm", "OCProperties", "Outlines", "Dests", "Names", "OpenAction")


def clean_pdf(source: Source) -> Cleaned:
    """Plan a PDF file without metadata, earlier versions, attachments, scripts, and names of who commented or signed.

    Raises: BrokenFileError, TooComplexError: among others, an encrypted file.
    """
    cleaner = _Cleaner(source)
    plan = cleaner.plan()
    return Cleaned("pdf", "pdf", "application/pdf", plan, cleaner.findings.listed())


class _Cleaner:
    def __init__(self, source: Source) -> None:
        self.findings = Findings()
        self._source = source
        self._file = PdfFile(source)
        self._told = Told(self._file, self.findings)
        self._rules = Rules(self._file, self.findings, self._told, _FIRST)
        self._pages: dict[int, Dictionary] = {}  # by their old numbers, with what they inherit
        self._plan = PlanBuilder(source.size)
        self._text: list[bytes] = []
        self._size = 0
        self._offsets: dict[int, int] = {}
        self._budget = Budget(_MAX_WRITTEN)

    def plan(self) -> Plan:
        self._file.open()
        catalog = self._file.get(self._file.trailer.get("Root"))
        if not isinstance(catalog, dict):
            raise BrokenFileError
        if self._file.get(catalog.get("NeedsRendering")) is True:
            raise TooComplexError
        self._find_pages(catalog.get("Pages"))
        self._literal(_HEAD)
        self._rules.destinations = catalog
        for old in self._pages:
            self._rules.pages[old] = self._rules.number(old, "Page")
        self._write(_CATALOG, self._catalog(catalog))
        pages = [Written(self._rules.pages[old]) for old in self._pages]
        self._write(_PAGES, {"Type": Name("Pages"), "Kids": pages, "Count": Number(str(len(pages)))})
        for item in self._rules.queue:  # it grows meanwhile
            self._item(item)
        self._tell(catalog)
        return self._end()

    def _find_pages(self, root: Value) -> None:
        """The pages in their order. A page that is listed twice, or below itself, is not what we can vouch for."""
        seen: set[int] = set()
        stack: list[tuple[Value, Dictionary, int]] = [(root, {}, 0)]
        while stack:
            value, inherited, depth = stack.pop()
            node = self._file.get(value)
            if not isinstance(value, Reference) or not isinstance(node, dict):
                raise BrokenFileError
            if value.number in seen or depth > _MAX_DEPTH or len(seen) >= _MAX_PAGES:
                raise TooComplexError
            seen.add(value.number)
            own = {key: node[key] for key in _INHERITED if self._file.get(node.get(key)) is not None}
            kids = self._file.get(node.get("Kids"))
            if isinstance(kids, list):
                for key, entry in node.items():
                    if key not in _INHERITED and key not in _NODE:
                        self._told.entry(key, entry)
                stack += [(kid, {**inherited, **own}, depth + 1) for kid in reversed(kids)]
            else:
                self._pages[value.number] = {**node, **{key: inherited[key] for key in inherited if key not in own}}
                self._rules.on_page(node.get("Annots"))
        if not self._pages:
            raise BrokenFileError

    def _catalog(self, old: Dictionary) -> Dictionary:
        new: dict[str, Value] = {"Type": Name("Catalog"), "Pages": Written(_PAGES)}
        form = self._file.get(old.get("AcroForm"))
        if isinstance(form, dict):
            fields = self._rules.fields(form.get("Fields"))
            rest = {key: value for key, value in form.items() if key != "Fields"}
            if fields:
                new["AcroForm"] = {"Fields": fields, **self._rules.dictionary(rest, "Dialog")}
            else:
                for key, value in rest.items():
                    self._told.entry(key, value)
        layers = self._file.get(old.get("OCProperties"))
        if isinstance(layers, dict):
            new["OCProperties"] = self._rules.dictionary(layers, "Layers")
        outline = Outline(self._file, self._rules, self.findings).root(old.get("Outlines"))
        return new | {"Outlines": outline} if outline is not None else new

    def _tell(self, catalog: Dictionary) -> None:
        """What stands beside the pages and goes."""
        for key, value in catalog.items():
            if key not in _CATALOG_KEYS:
                self._told.entry(key, value)
        opening = self._file.get(catalog.get("OpenAction"))
        if isinstance(opening, dict) and self._file.get(opening.get("S")) != Name("GoTo"):
            self.findings.add("hidden-data")
        self._told.names(catalog.get("Names"))
        information = self._file.get(self._file.trailer.get("Info"))
        if isinstance(information, dict):
            self._told.information(information)
        if self._file.get(self._file.trailer.get("ID")) is not None:
            self.findings.add("hidden-data")
        if self._file.revised:
            self.findings.add("edit-history")
        if self._file.behind:
            self.findings.add("hidden-data", f"{self._file.behind} B")

    def _item(self, item: Item) -> None:
        """Write one object of the queue."""
        if item.head is not None:
            data = PlanBuilder(self._source.size)
            data.literal(item.data or b"")
            length: dict[str, Value] = {} if item.data is None else {"Length": Number(str(len(item.data)))}
            self._write(item.number, {**item.head, **length}, None if item.data is None else data)
            return
        old = self._pages[item.old] if item.kind == "Page" else self._file.get(Reference(item.old))
        if isinstance(old, Stream):
            cleaned = self._rules.dictionary(old.head, item.kind)
            packed, body = stream_bytes(self._source, self._file, self._rules, old, item.kind, self.findings)
            self._write(item.number, {**cleaned, **packed}, body)
        elif isinstance(old, dict):
            first: dict[str, Value] = {"Type": Name("Page"), "Parent": Written(_PAGES)} if item.kind == "Page" else {}
            cleaned = {**first, **self._rules.dictionary(old, item.kind)}
            self._write(item.number, cleaned)

    def _write(self, number: int, value: Dictionary, body: PlanBuilder | None = None) -> None:
        self._offsets[number] = self._size
        self._literal(f"{number} 0 obj\n{written(value, self._budget)}\n".encode("latin-1"))
        if body is not None:
            self._literal(b"stream\n")
            self._flush()
            self._plan.extend(body)
            self._size += body.size
            self._literal(b"\nendstream\n")
        self._literal(b"endobj\n")

    def _literal(self, data: bytes) -> None:
        self._text.append(data)
        self._size += len(data)

    def _flush(self) -> None:
        self._plan.literal(b"".join(self._text))
        self._text = []

    def _end(self) -> Plan:
        """The table of objects, and the way to it."""
        start, count = self._size, len(self._offsets) + 1
        lines = [f"{self._offsets[number]:010d} 00000 n \n" for number in range(1, count)]
        trailer = written({"Size": Number(str(count)), "Root": Written(_CATALOG)}, self._budget)
        self._literal(f"xref\n0 {count}\n0000000000 65535 f \n{''.join(lines)}".encode())
        self._literal(f"trailer\n{trailer}\nstartxref\n{start}\n%%EOF\n".encode())
        self._flush()
        return self._plan.build()
