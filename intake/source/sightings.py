"""What ``tip verify`` remembers from run to run: versions against rollback, hashes against two things of one number."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from intake.protocol.directory import Versions
from intake.protocol.wire import from_hex
from intake.source.errors import MemoryFileError

SIZE_LIMIT = 16 << 20
_KEPT = 4_096  # the newest hashes of metadata and boards


@dataclass(frozen=True, slots=True)
class Sightings:
    """What was seen of one newsroom.

    root: SHA-256 of root version 1, 32 bytes.  versions: the highest.  metadata: SHA-256 in hex by file name.
    keys: SHA-256 in hex of key records, by "day reporter id".
    """

    root: bytes = bytes(32)
    versions: Versions = field(default_factory=Versions)
    metadata: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)

    def pack(self) -> bytes:
        """JSON, one object."""
        told = {
            "root": self.root.hex(),
            "versions": asdict(self.versions),
            "metadata": dict(list(self.metadata.items())[-_KEPT:]),
            "keys": self.keys,
        }
        return json.dumps(told, indent=1).encode() + b"\n"

    @classmethod
    def parse(cls, untrusted: bytes) -> Sightings:
        """The opposite of :meth:`pack`. Raises MemoryFileError."""
        try:
            found = json.loads(untrusted.decode())
            versions = {part.name: found["versions"][part.name] for part in fields(Versions)}
            hashes = [{str(k): str(v) for k, v in found[part].items()} for part in ("metadata", "keys")]
            root = from_hex(found["root"], 32)
            days = [int(name.partition(" ")[0]) for name in hashes[1]]
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise MemoryFileError("The --memory file is not one that verify has written") from None
        if not all(type(version) is int and 0 <= version < 2**53 for version in (*versions.values(), *days)):
            raise MemoryFileError("The --memory file is not one that verify has written")
        return cls(root, Versions(**versions), *hashes)


def read_sightings(path: Path) -> Sightings | None:
    """What a file remembers, None when there is none yet. Raises MemoryFileError, OSError."""
    try:
        with path.open("rb") as file:
            return Sightings.parse(file.read(SIZE_LIMIT))
    except FileNotFoundError:
        return None


def write_sightings(path: Path, sightings: Sightings) -> None:
    """Write them in one go; a crash leaves the old ones. Raises OSError."""
    new = path.with_name(f"{path.name}.new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(sightings.pack())
    new.replace(path)
