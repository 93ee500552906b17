"""The outline of a PDF: titles that lead to pages that are shown; the others go, with what they say.

Source: ISO 32000-1, section 12.3.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from intake.clean.document.pdffile import PdfFile
from intake.clean.document.pdfrules import Item, Rules
from intake.clean.document.pdfvalues import Number, Reference, String, Value, Written, named
from intake.clean.errors import TooComplexError
from intake.clean.finding import Findings

_MAX_TITLES: Final = 50_000
_MAX_DEPTH: Final = 30


@dataclass(frozen=True, slots=True)
class _Title:
    text: String
    target: Value
    below: list[_Title]


class Outline:
    """Reads the titles, then makes them anew. Raises TooComplexError: too many, or in a circle."""

    def __init__(self, file: PdfFile, rules: Rules, findings: Findings) -> None:
        self._file = file
        self._rules = rules
        self._findings = findings
        self._seen: set[int] = set()

    def root(self, old: Value) -> Value:
        """The new outline, closed, or None: no title is left."""
        found = self._file.get(old)
        titles = self._titles(found.get("First"), 0) if isinstance(found, dict) else []
        if not titles:
            return None
        number = self._rules.take_number()
        head = self._level(titles, number)
        self._rules.queue.append(Item(number, head={**head, "Count": Number(str(len(titles)))}))
        return Written(number)

    def _titles(self, first: Value, depth: int) -> list[_Title]:
        """The titles of one level that lead somewhere, or have one below that does."""
        kept: list[_Title] = []
        at = first
        while True:
            found = self._file.get(at)
            if not isinstance(at, Reference) or not isinstance(found, dict):
                return kept
            if at.number in self._seen or len(self._seen) >= _MAX_TITLES or depth > _MAX_DEPTH:
                raise TooComplexError
            self._seen.add(at.number)
            action = self._file.get(found.get("A"))
            leads = isinstance(action, dict) and named(self._file.get(action.get("S"))) == "GoTo"
            place = action.get("D") if isinstance(action, dict) and leads else found.get("Dest")
            target = self._rules.target(place, 0)
            text = self._file.get(found.get("Title"))
            below = self._titles(found.get("First"), depth + 1)
            if isinstance(text, String) and (target is not None or below):
                kept.append(_Title(text, target, below))
            else:
                self._findings.add("hidden-data")
            at = found.get("Next")

    def _level(self, titles: list[_Title], parent: int) -> dict[str, Value]:
        """Queue the titles of one level. Returns: how their parent names them."""
        numbers = [self._rules.take_number() for _ in titles]
        for i, title in enumerate(titles):
            head: dict[str, Value] = {"Title": title.text, "Parent": Written(parent)}
            if i > 0:
                head["Prev"] = Written(numbers[i - 1])
            if i + 1 < len(titles):
                head["Next"] = Written(numbers[i + 1])
            if title.target is not None:
                head["Dest"] = title.target
            if title.below:
                head |= self._level(title.below, numbers[i]) | {"Count": Number(str(-len(title.below)))}
            self._rules.queue.append(Item(numbers[i], head=head))
        return {"First": Written(numbers[0]), "Last": Written(numbers[-1])}
