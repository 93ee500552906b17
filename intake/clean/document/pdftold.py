"""What a PDF tells outside its pages: read, never kept. Source: ISO 32000-1, sections 7.9, 7.11, 14.3."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from intake.clean.document.pdffile import PdfFile
from intake.clean.document.pdfkeys import DROPPED, dropped
from intake.clean.document.pdfvalues import Dictionary, Stream, String, Value, named
from intake.clean.errors import TooComplexError
from intake.clean.finding import CREDENTIALS, DIGITAL_SIGNATURE, Findings, as_text
from intake.clean.picture.xmp import read_xmp

_KINDS: Final = dropped(DROPPED)
_MAX_PACKETS: Final = 50  # XMP packets that are read to say what they tell
_MAX_NODES: Final = 50_000  # of a tree of names
_MAX_TEXT: Final = 400  # bytes of a text that are shown
_ATTACHED: Final = ("AF", "FS", "EF")
_TIME: Final = re.compile("D:([0-9]{4})([0-9]{2})?([0-9]{2})?([0-9]{2})?([0-9]{2})?([0-9]{2})?")
_LONE: Final = re.compile("[\ud800-\udfff]")


class Told:
    """Notes what goes."""

    def __init__(self, file: PdfFile, findings: Findings) -> None:
        self._file = file
        self._findings = findings
        self._packets = 0

    def entry(self, key: str, untrusted: Value) -> None:
        """A key of a dictionary goes, with what stands behind it."""
        value = self._file.get(untrusted)
        kind = _KINDS.get(key, "hidden-data")
        if value is None or kind == "quiet":
            return
        if key == "Metadata":
            self.packet(value)
        elif key in _ATTACHED:
            self.attachment(value)
        elif key == "PTEX.InfoDict" and isinstance(value, dict):
            self.information(value)
        elif kind == "proof":
            self._findings.add("proof", DIGITAL_SIGNATURE)
        elif isinstance(value, String):
            shown = text_of(value)
            self._findings.add(kind, _time(shown) if kind == "time" else shown)
        else:
            self._findings.add(kind)

    def information(self, untrusted: Dictionary) -> None:
        """The document's information: Creator is a program here, and not a person as in other dictionaries."""
        for key, value in untrusted.items():
            if key in ("Creator", "PTEX.Fullbanner"):
                shown = self._file.get(value)
                self._findings.add("software", text_of(shown) if isinstance(shown, String) else "")
            elif key in _KINDS or not isinstance(self._file.get(value), String):
                self.entry(key, value)
            else:
                self.entry("Title", value)  # a key of the maker's own: a text

    def packet(self, value: Value) -> None:
        """An XMP packet."""
        self._packets += 1
        data = self._file.inflated(value) if isinstance(value, Stream) and self._packets <= _MAX_PACKETS else None
        if data is None:
            self._findings.add("hidden-data")
        else:
            read_xmp(data, self._findings)

    def names(self, untrusted: Value) -> None:
        """The catalog's trees of names: attachments and scripts among them."""
        found = self._file.get(untrusted)
        for key, value in found.items() if isinstance(found, dict) else ():
            if key == "EmbeddedFiles":
                for _, each in tree(self._file, value):
                    self.attachment(each)
            elif key != "Dests":
                self._findings.add("hidden-data")

    def attachment(self, value: Value) -> None:
        """Files inside the file: a specification, or several in a list."""
        for each in (value if isinstance(value, list) else [value])[:100]:
            told = self._file.get(each)
            head = told if isinstance(told, dict) else {}
            if named(self._file.get(head.get("AFRelationship"))) == "C2PA_Manifest":
                self._findings.add("proof", CREDENTIALS)
                continue
            names = [self._file.get(head.get(key)) for key in ("UF", "F")]
            shown = [text_of(name) for name in names if isinstance(name, String)]
            self._findings.add("hidden-data", shown[0] if shown else "")


def tree(file: PdfFile, root: Value) -> Iterator[tuple[str, Value]]:
    """The names of a tree and their values, from left to right. Raises: TooComplexError: too many."""
    stack, nodes = [root], 0
    while stack:
        node = file.get(stack.pop())
        nodes += 1
        if nodes > _MAX_NODES:
            raise TooComplexError
        if not isinstance(node, dict):
            continue
        listed = file.get(node.get("Names"))
        pairs = listed if isinstance(listed, list) else []
        nodes += len(pairs)
        for key, value in zip(pairs[::2], pairs[1::2], strict=False):
            name = file.get(key)
            if isinstance(name, String):
                yield name.value, value
        kids = file.get(node.get("Kids"))
        stack += reversed(kids if isinstance(kids, list) else [])


def text_of(string: String) -> str:
    """The beginning of a text: UTF-16 or UTF-8 if it says so, else taken for Latin-1."""
    data = string.value[:_MAX_TEXT].encode("latin-1")
    if data.startswith(b"\xfe\xff"):
        return _wide(data[2:], "utf-16-be")
    if data.startswith(b"\xff\xfe"):
        return _wide(data[2:], "utf-16-le")
    if data.startswith(b"\xef\xbb\xbf"):
        return as_text(data[3:])
    return data.decode("latin-1")


def _wide(data: bytes, form: str) -> str:
    return _LONE.sub("\ufffd", data[: len(data) // 2 * 2].decode(form, "surrogatepass"))


def _time(shown: str) -> str:
    found = _TIME.match(shown)
    if not found:
        return shown
    date = "-".join(part for part in found.groups()[:3] if part)
    clock = ":".join(part for part in found.groups()[3:] if part)
    return f"{date} {clock}".strip()
