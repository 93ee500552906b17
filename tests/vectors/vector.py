"""A test vector: one fact in one file, a head of ``name: value`` lines, an empty line, bytes (README.md)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Vector:
    """One fact.

    name:    "kind/fact", which is also its path under tests/vectors/.
    expect:  "success", "not for me", or an error's code.
    fields:  inputs and outputs, each on one line.
    body:    the object itself, or nothing.
    """

    name: str
    expect: str
    why: str
    fields: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    made_by: str = ""

    @property
    def kind(self) -> str:
        """The folder."""
        return self.name.split("/")[0]

    def pack(self) -> bytes:
        """The file."""
        head = {"expect": self.expect, "why": self.why, **self.fields, "made by": self.made_by}
        lines = [f"{name}: {value}" for name, value in head.items()]
        if any("\n" in line for line in lines):
            raise ValueError(self.name)
        return ("\n".join(lines) + "\n\n").encode() + self.body

    @classmethod
    def parse(cls, name: str, file: bytes) -> Vector:
        """The opposite of :meth:`pack`."""
        head, _, body = file.partition(b"\n\n")
        fields = dict(line.split(": ", 1) for line in head.decode().split("\n"))
        return cls(name, fields.pop("expect"), fields.pop("why"), fields, body, fields.pop("made by"))

    def hex(self, name: str) -> bytes:
        """A field's bytes."""
        return bytes.fromhex(self.fields[name])

    def number(self, name: str) -> int:
        """A field's whole number."""
        return int(self.fields[name])

    def json(self, name: str) -> Any:
        """A field's JSON value."""
        return json.loads(self.fields[name])


def load(kind: str) -> list[Vector]:
    """All vectors of a kind, by name."""
    return [Vector.parse(f"{kind}/{path.name}", path.read_bytes()) for path in sorted((FOLDER / kind).iterdir())]


def kinds() -> Iterator[str]:
    """The folders that hold vectors."""
    return (path.name for path in sorted(FOLDER.iterdir()) if path.is_dir() and not path.name.startswith("_"))


def drawn(label: str, size: int = 32) -> bytes:
    """Bytes that look random and are always the same: SHAKE-256 of a label."""
    return hashlib.shake_256(b"asterism vector " + label.encode()).digest(size)


def as_json(value: Any) -> str:
    """A value on one line."""
    return json.dumps(value, ensure_ascii=False)
