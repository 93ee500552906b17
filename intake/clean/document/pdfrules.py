"""How each kind of value of a PDF is cleaned: what the lists of pdfkeys.py do not keep is left out and told.

Objects that stay get new numbers in the order in which they are met, so that nothing that no page needs is written.
Source: ISO 32000-1, sections 8.6 (colours), 12.3 (destinations), 12.5 (annotations), 12.6 (actions), 12.7 (forms).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from intake.clean.document.pdffile import PdfFile
from intake.clean.document.pdfkeys import KEYS, table
from intake.clean.document.pdftold import Told, text_of, tree
from intake.clean.document.pdfvalues import (
    Budget,
    Dictionary,
    Name,
    Number,
    Reference,
    Stream,
    String,
    Value,
    Written,
    named,
    whole,
)
from intake.clean.errors import TooComplexError
from intake.clean.finding import DIGITAL_SIGNATURE, Findings
from intake.clean.picture.icc import clean_icc

_KINDS: Final = table(KEYS)
_MAX_DEPTH: Final = 60
_MAX_VALUES: Final = 2_000_000  # lists may hold each other many times over
_DEVICE: Final = {1: "DeviceGray", 3: "DeviceRGB", 4: "DeviceCMYK"}
_MARKUP: Final = frozenset(
    (
        *("Text", "FreeText", "Line", "Square", "Circle", "Polygon", "PolyLine", "Highlight", "Underline", "Squiggly"),
        *("StrikeOut", "Stamp", "Caret", "Ink", "Watermark", "Redact"),
    )
)
_STEPS: Final = ("NextPage", "PrevPage", "FirstPage", "LastPage")
_LAYER: Final = "Layer"  # what every layer is called


@dataclass(frozen=True, slots=True)
class Item:
    """An object to be written: one of the old file by its kind, or a new one, with its bytes if it is a stream."""

    number: int
    kind: str = ""
    old: int = 0
    head: Dictionary | None = None
    data: bytes | None = None


class Rules:
    """Cleans values. `queue`: the objects to be written, which grows as they are met."""

    def __init__(self, file: PdfFile, findings: Findings, told: Told, first: int) -> None:
        self.queue: list[Item] = []
        self.pages: dict[int, int] = {}  # old numbers of the pages that are shown → new ones
        self.destinations: Dictionary | None = None  # the catalog, for what links call by name
        self._file = file
        self._findings = findings
        self._told = told
        self._next = first
        self._numbers: dict[tuple[int, str], int] = {}
        self._profiles: dict[int, Value] = {}
        self._names: dict[str, Value] | None = None
        self._widgets: set[int] = set()
        self._alive: dict[int, bool] = {}
        self._values = Budget(_MAX_VALUES)
        self._rules: Final[dict[str, Callable[[Value, int], Value]]] = {
            "atoms": self._atoms,
            "text": self._text,
            "colour": self._colour,
            "function": self._function,
            "pattern": lambda value, depth: self._either(value, "Tiling", "Shaded", depth),
            "shading": lambda value, depth: self._either(value, "Mesh", "Shading", depth),
            "xobject": self._xobject,
            "encoding": lambda value, depth: self._name_or(value, "CMap", "Encoding", depth),
            "glyphs": lambda value, depth: self._name_or(value, "Data", "", depth),
            "softmask": lambda value, depth: self._name_or(value, "", "SoftMask", depth),
            "mask": self._mask,
            "sizedfont": self._sized_font,
            "properties": self._properties,
            "layer": self._layer,
            "layername": self._layer_name,
            "expression": self._expression,
            "annot": self._annotation,
            "action": self._action,
            "target": self.target,
            "appearance": self._appearance,
            "parent": self._parent,
            "kid": self._kid,
            "fieldvalue": self._field_value,
        }

    def take_number(self) -> int:
        """A number for an object that is new."""
        self._next += 1
        return self._next - 1

    def dictionary(self, old: Dictionary, kind: str, depth: int = 0) -> dict[str, Value]:
        """The keys that a kind keeps, in their order; the others are told."""
        keys, new = _KINDS[kind], dict[str, Value]()
        for key, value in old.items():
            if key in keys and key != "*":
                cleaned = self.value(value, keys[key], depth + 1)
                if cleaned is not None:
                    new[key] = cleaned
            else:
                self._told.entry(key, value)
        return new

    def value(self, value: Value, kind: str, depth: int = 0) -> Value:
        """A value of a kind, or None: it is not, and goes."""
        self._values.spend(1)
        if depth > _MAX_DEPTH:
            raise TooComplexError
        if kind.endswith("[]"):
            listed = self._file.get(value)
            if not isinstance(listed, list):
                return self.value(value, kind[:-2], depth)
            kept = [self.value(each, kind[:-2], depth + 1) for each in listed]
            return [each for each in kept if each is not None]
        if kind.endswith("{}"):
            named_ones = self._file.get(value)
            if not isinstance(named_ones, dict):
                return self._strange(value)
            cleaned = [(key, self.value(each, kind[:-2], depth + 1)) for key, each in named_ones.items()]
            return {key: each for key, each in cleaned if each is not None}
        rule = self._rules.get(kind)
        return rule(value, depth) if rule else self._typed(value, kind, depth)

    def _strange(self, value: Value) -> Value:
        """Something is not what it has to be: it goes, and is hidden data unless it is nothing at all."""
        if self._file.get(value) is not None:
            self._findings.add("hidden-data")
        return None

    def _typed(self, value: Value, kind: str, depth: int) -> Value:
        found = self._file.get(value)
        if isinstance(found, Stream) != ("*" in _KINDS[kind]) or not isinstance(found, Stream | dict):
            return self._strange(value)
        if not isinstance(value, Reference):
            return self.dictionary(found, kind, depth) if isinstance(found, dict) else None
        return Written(self.number(value.number, kind))

    def number(self, old: int, kind: str) -> int:
        """The new number of an old object, taken as one of a kind."""
        if (old, kind) not in self._numbers:
            self._numbers[old, kind] = self.take_number()
            self.queue.append(Item(self._numbers[old, kind], kind, old))
        return self._numbers[old, kind]

    def _atoms(self, value: Value, depth: int) -> Value:
        found = self._file.get(value)
        if isinstance(found, bool | Name | Number):
            return found
        if isinstance(found, list):
            return [self.value(each, "atoms", depth + 1) for each in found]
        return self._strange(value)

    def _text(self, value: Value, _: int) -> Value:
        found = self._file.get(value)
        return found if isinstance(found, String) else self._strange(value)

    def _either(self, value: Value, stream: str, dictionary: str, depth: int) -> Value:
        return self._typed(value, stream if isinstance(self._file.get(value), Stream) else dictionary, depth)

    def _name_or(self, value: Value, stream: str, dictionary: str, depth: int) -> Value:
        found = self._file.get(value)
        if isinstance(found, Name):
            return found
        kind = stream if isinstance(found, Stream) else dictionary
        return self._typed(value, kind, depth) if kind else self._strange(value)

    def _function(self, value: Value, depth: int) -> Value:
        found = self._file.get(value)
        if isinstance(found, list):
            return [self.value(each, "function", depth + 1) for each in found]
        return self._name_or(value, "Sampled", "Function", depth)

    def _colour(self, value: Value, depth: int) -> Value:
        found = self._file.get(value)
        if isinstance(found, Name):
            return found
        if not isinstance(found, list) or not found:
            return self._strange(value)
        space = named(self._file.get(found[0]))
        if space == "ICCBased" and len(found) > 1:
            return self._profile(found[1], depth)
        if space == "Indexed" and len(found) > 3:
            stream = isinstance(self._file.get(found[3]), Stream)
            kinds = ["colour", "atoms", "Data" if stream else "text"]
        else:
            kinds = {
                "CalGray": ["Calibrated"],
                "CalRGB": ["Calibrated"],
                "Lab": ["Calibrated"],
                "Separation": ["atoms", "colour", "function"],
                "DeviceN": ["atoms", "colour", "function", "DeviceN"],
                "Pattern": ["colour"],
                "DeviceGray": [],
                "DeviceRGB": [],
                "DeviceCMYK": [],
            }.get(space, ["none"])
        if kinds == ["none"]:
            return self._strange(value)
        parts = [self.value(each, kind, depth + 1) for each, kind in zip(found[1:], kinds, strict=False)]
        return [Name(space), *parts]

    def _profile(self, value: Value, depth: int) -> Value:
        """A colour space of a profile; where the profile is none that we understand, the space that stands in for it."""
        found = self._file.get(value)
        if not isinstance(found, Stream) or not isinstance(value, Reference):
            return self._strange(value)
        if value.number not in self._profiles:
            self._profiles[value.number] = None
            count = whole(self._file.get(found.head.get("N")))
            data = clean_icc(self._file.inflated(found) or b"", self._findings)
            if count not in _DEVICE:
                self._strange(value)
            elif data is None:
                instead = self.value(found.head.get("Alternate"), "colour", depth + 1)
                self._profiles[value.number] = instead or Name(_DEVICE[count])
            else:
                head: dict[str, Value] = {"N": Number(str(count))}
                span = self.value(found.head.get("Range"), "atoms", depth + 1)
                head |= {"Range": span} if span is not None else {}
                number = self.take_number()
                self.queue.append(Item(number, head=head, data=data))
                self._profiles[value.number] = [Name("ICCBased"), Written(number)]
        return self._profiles[value.number]

    def _xobject(self, value: Value, depth: int) -> Value:
        found = self._file.get(value)
        kind = named(self._file.get(found.head.get("Subtype"))) if isinstance(found, Stream) else ""
        return self._typed(value, kind, depth) if kind in ("Image", "Form") else self._strange(value)

    def _mask(self, value: Value, depth: int) -> Value:
        return self.value(value, "Image" if isinstance(self._file.get(value), Stream) else "atoms", depth)

    def _sized_font(self, value: Value, depth: int) -> Value:
        found = self._file.get(value)
        if not isinstance(found, list) or len(found) != 2:
            return self._strange(value)
        return [self._typed(found[0], "Font", depth + 1), self._atoms(found[1], depth + 1)]

    def _type(self, value: Value) -> str:
        found = self._file.get(value)
        return named(self._file.get(found.get("Type"))) if isinstance(found, dict) else ""

    def _properties(self, value: Value, depth: int) -> Value:
        return self._typed(value, {"OCG": "Layer", "OCMD": "Membership"}.get(self._type(value), "Marked"), depth)

    def _layer(self, value: Value, depth: int) -> Value:
        kind = {"OCG": "Layer", "OCMD": "Membership"}.get(self._type(value))
        return self._typed(value, kind, depth) if kind else self._strange(value)

    def _layer_name(self, value: Value, _: int) -> Value:
        found = self._file.get(value)
        if isinstance(found, String) and found.value != _LAYER:
            self._findings.add("text", text_of(found))
        return String(_LAYER)

    def _expression(self, value: Value, depth: int) -> Value:
        found = self._file.get(value)
        if isinstance(found, Name):
            return found
        if isinstance(found, list):
            return [self.value(each, "expression", depth + 1) for each in found]
        return self._typed(value, "Layer", depth)

    def _annotation(self, value: Value, depth: int) -> Value:
        found = self._file.get(value)
        subtype = named(self._file.get(found.get("Subtype"))) if isinstance(found, dict) else ""
        if isinstance(found, dict) and self._is_hidden(found):
            return self._strange(value)
        kind = "Markup" if subtype in _MARKUP else subtype
        if kind in ("Markup", "Link", "Widget"):
            return self._typed(value, kind, depth)
        if isinstance(found, dict) and subtype == "FileAttachment":
            self._told.entry("FS", found.get("FS"))
        elif subtype != "Popup":
            self._strange(value)
        return None

    def _is_hidden(self, annotation: Dictionary) -> bool:
        """Whether an annotation is never shown: only a script could change that, and scripts go."""
        return (whole(self._file.get(annotation.get("F"))) or 0) % 4 >= 2

    def _action(self, value: Value, depth: int) -> Value:
        found = self._file.get(value)
        action = found if isinstance(found, dict) else {}
        sort = named(self._file.get(action.get("S")))
        step = self._file.get(action.get("N"))
        new: dict[str, Value] = {"S": Name(sort)}
        if sort == "GoTo":
            target = self.target(action.get("D"), depth)
            return new | {"D": target} if target is not None else None
        if sort == "URI":
            address = self._text(action.get("URI"), depth)
            return new | {"URI": address} if address is not None else None
        if sort == "Named" and named(step) in _STEPS:
            return new | {"N": step}
        return self._strange(value)

    def target(self, value: Value, depth: int) -> Value:
        """Where a link leads: to a page that is shown, said directly and not by a name; None for anywhere else."""
        found = self._file.get(value)
        if isinstance(found, Name | String):
            found = self._file.get(self._called(found.value))
            found = self._file.get(found.get("D")) if isinstance(found, dict) else found
        page = found[0] if isinstance(found, list) and found else None
        if not isinstance(found, list) or not isinstance(page, Reference) or page.number not in self.pages:
            return None
        rest = [self.value(each, "atoms", depth + 1) for each in found[1:]]
        return [Written(self.pages[page.number]), *rest]

    def _called(self, name: str) -> Value:
        if self._names is None:
            catalog = self.destinations or {}
            old, new = self._file.get(catalog.get("Dests")), self._file.get(catalog.get("Names"))
            self._names = dict(old) if isinstance(old, dict) else {}
            self._names |= dict(tree(self._file, new.get("Dests"))) if isinstance(new, dict) else {}
        return self._names.get(name)

    def _appearance(self, value: Value, depth: int) -> Value:
        stream = isinstance(self._file.get(value), Stream)
        return self.value(value, "Form" if stream else "Form{}", depth)

    def on_page(self, annotations: Value) -> None:
        """Note which fields of forms a page shows: the others go with the pages that are gone."""
        listed = self._file.get(annotations)
        for each in listed if isinstance(listed, list) else []:
            found = self._file.get(each)
            subtype = named(self._file.get(found.get("Subtype"))) if isinstance(found, dict) else ""
            shown = isinstance(found, dict) and subtype == "Widget" and not self._is_hidden(found)
            if isinstance(each, Reference) and shown:
                self._widgets.add(each.number)

    def _shown(self, value: Value, depth: int = 0) -> bool:
        """Whether a field, or one below it, is on a page."""
        if not isinstance(value, Reference):
            return False
        if depth > _MAX_DEPTH:
            raise TooComplexError
        if value.number not in self._alive:
            self._alive[value.number] = value.number in self._widgets
            field = self._file.get(value)
            kids = self._file.get(field.get("Kids")) if isinstance(field, dict) else None
            below = [self._shown(kid, depth + 1) for kid in (kids if isinstance(kids, list) else [])]
            self._alive[value.number] = self._alive[value.number] or any(below)
        return self._alive[value.number]

    def _parent(self, value: Value, depth: int) -> Value:
        on_page = isinstance(value, Reference) and value.number in self._widgets
        return self._typed(value, "Widget" if on_page else "Field", depth) if isinstance(value, Reference) else None

    def _kid(self, value: Value, depth: int) -> Value:
        return self._parent(value, depth) if self._shown(value) else self._strange(value)

    def fields(self, value: Value) -> list[Value]:
        """The fields of a form that pages show."""
        kept = self.value(value, "kid[]")
        return list(kept) if isinstance(kept, list) else []

    def _field_value(self, value: Value, depth: int) -> Value:
        found = self._file.get(value)
        if isinstance(found, String | Name | Number):
            return found
        if isinstance(found, list):
            return [self.value(each, "fieldvalue", depth + 1) for each in found]
        if isinstance(found, dict):
            self._findings.add("proof", DIGITAL_SIGNATURE)
            return None
        return self._strange(value)
