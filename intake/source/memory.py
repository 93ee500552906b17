"""The one thing that ``tip`` keeps, if told to: which versions of a newsroom's directory it has seen."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from intake.protocol.directory import Versions
from intake.protocol.wire import from_hex
from intake.source.errors import MemoryFileError

SIZE_LIMIT = 4_096
_HIGHEST = 2**53


@dataclass(frozen=True, slots=True)
class Memory:
    """root_one_sha256: the newsroom's name, 32 bytes.  versions: the highest that were seen."""

    root_one_sha256: bytes
    versions: Versions

    def pack(self) -> bytes:
        """JSON, one object."""
        return json.dumps({"root": self.root_one_sha256.hex(), **{f"seen_{k}": v for k, v in _seen(self)}}).encode()

    @classmethod
    def parse(cls, untrusted: bytes) -> Memory:
        """The opposite of :meth:`pack`. Raises MemoryFileError."""
        try:
            found = json.loads(untrusted.decode())
            seen = {field.name: found[f"seen_{field.name}"] for field in fields(Versions)}
            root = from_hex(found["root"], 32)
        except (ValueError, KeyError, TypeError, RecursionError):
            raise MemoryFileError from None
        if not all(type(version) is int and 0 <= version < _HIGHEST for version in seen.values()):
            raise MemoryFileError
        return cls(root, Versions(**seen))


def _seen(memory: Memory) -> list[tuple[str, int]]:
    return list(asdict(memory.versions).items())


def remembered(path: Path) -> Memory | None:
    """What a file remembers, None when there is none yet. Raises MemoryFileError, OSError."""
    try:
        with path.open("rb") as file:
            return Memory.parse(file.read(SIZE_LIMIT))
    except FileNotFoundError:
        return None


def remember(path: Path, memory: Memory) -> None:
    """Write it in one go, for this user's eyes only; a crash leaves the old one. Raises OSError."""
    new = path.with_name(f"{path.name}.new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(memory.pack())
    new.replace(path)
