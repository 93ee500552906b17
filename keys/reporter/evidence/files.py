"""A conversation's files in the bag: as they arrived, and a cleaned copy of each that came untouched."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from intake.clean import CleanError, FileSource, clean, write_plan
from intake.clean.finding import CREDENTIALS
from keys.reporter.evidence.bag import CLEANED, RECEIVED, UNTOUCHED
from keys.reporter.evidence.proofs import Brought, Proof, proofs_of
from keys.reporter.evidence.talk import Veil
from keys.reporter.filed import Filed, harmless_name
from keys.reporter.machine import Machine
from keys.reporter.notary.answers import Kind
from keys.reporter.publishing.copies import is_clean
from keys.reporter.rendering.stream import MAX_FILE


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One file. path: in the bag, or None: left out.  clean_path, why_not: its cleaned copy, or why there is none.

    holds: a secret stands in its bytes.  proofs: what somebody else has signed in it, as it came.
    """

    file: Filed
    name: str
    path: str | None
    clean_path: str | None = None
    why_not: str | None = None
    taken_out: tuple[str, ...] = ()
    holds: bool = False
    proofs: tuple[Proof, ...] = ()

    @property
    def told(self) -> str:
        """What became of it, for a person."""
        if self.file.cleaned:
            return f"{self.path}, as it arrived"
        copy = self.clean_path or f"no cleaned copy ({self.why_not})"
        original = f"the untouched original {self.path}" if self.path else "the untouched original left out"
        return f"{copy}; {original}"

    def as_json(self) -> dict[str, Any]:
        """Its row in ``hashes.json``: what the stream's table said of it, and where it lies."""
        file = self.file
        fields: dict[str, Any] = {
            "message": file.message,
            "name": self.name,
            "size": file.size,
            "salt": file.salt.hex(),
            "original": file.original.hex(),
            "sent": file.sent.hex(),
            "removed": list(file.removed),
            "untouched": not file.cleaned,
            "path": self.path,
            "proofs": [proof.as_json() for proof in self.proofs],
        }
        if not file.cleaned:
            copy = {"path": self.clean_path, "removed": list(self.taken_out), "why_not": self.why_not}
            fields["cleaned_copy"] = copy
        return fields


class Exhibitor:
    """Writes files into a bag."""

    def __init__(
        self,
        machine: Machine,
        folder: Path,
        veil: Veil,
        secrets: Sequence[str],
        *,
        untouched: bool,
        brought: Brought,
    ) -> None:
        """``untouched``: originals too.  ``brought``: what proofs are held against.  ``secrets``: words that the reporter is warned of when a file holds them."""
        self._machine, self._folder, self._veil, self._with_untouched = machine, folder, veil, untouched
        encodings = ("utf-8", "utf-16-le", "utf-16-be")
        self._brought = brought
        self._needles = {word.lower().encode(encoding) for word in secrets for encoding in encodings}

    def write(self, file: Filed, index: int) -> Exhibit:
        """One file, the ``index``-th from 1. Raises DamagedVaultError; OSError."""
        name = self._veil.over(file.name.rpartition("/")[2])
        # ASCII and a number: the same name on every file system, and never two that differ by case alone.
        plain = f"{index}-" + harmless_name(name.encode("ascii", "replace").decode().replace("?", "_"))
        if file.cleaned:
            arrived = f"{RECEIVED}/{plain}"
            return Exhibit(file, name, arrived, holds=self._write(file, arrived), proofs=self._proofs(file))
        path: str | None = None
        holds = False
        if self._with_untouched:
            path = f"{UNTOUCHED}/{plain}"
            holds = self._write(file, path)
        exhibit = Exhibit(file, name, path, holds=holds, proofs=self._proofs(file))
        return self._cleaned(exhibit, f"{CLEANED}/{plain}")

    def _proofs(self, file: Filed) -> tuple[Proof, ...]:
        return tuple(proofs_of(file.pieces(self._machine), self._brought))

    def _write(self, file: Filed, path: str) -> bool:
        """Copy it as it is; whether a secret stands in it."""
        target = self._folder / path
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        longest, tail, holds = max(map(len, self._needles), default=0), b"", False
        with target.open("xb") as out:
            for piece in file.pieces(self._machine):
                out.write(piece)
                window = (tail + piece).lower()
                holds = holds or any(needle in window for needle in self._needles)
                tail = window[-longest:]
        return holds

    def _cleaned(self, exhibit: Exhibit, path: str) -> Exhibit:
        """With a cleaned copy, or why there is none; and with proofs that the cleaner alone has seen."""
        if exhibit.file.size > MAX_FILE:
            return replace(exhibit, why_not=f"larger than {MAX_FILE >> 20:,} MiB")
        # In memory, because cleaners jump about in a file and its plaintext must not touch the disk.
        with os.fdopen(os.memfd_create("file"), "w+b") as original:
            for piece in exhibit.file.pieces(self._machine):
                original.write(piece)
            source = FileSource(original)
            try:
                found, why = clean(source), "no cleaner knows its kind"
            except CleanError:
                found, why = None, "it could not be cleaned"
            if found and not exhibit.proofs:
                told = {finding.detail for finding in found.findings if finding.kind == "proof"}
                kind = Kind.CREDENTIALS if CREDENTIALS in told else Kind.SIGNATURE
                exhibit = replace(exhibit, proofs=(Proof.unchecked(kind),) if told else ())
            if found is None:
                return replace(exhibit, why_not=why)
            target = self._folder / path
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with target.open("x+b") as out:
                write_plan(source, found.plan, out)
                whole = is_clean(out)
        if not whole:
            target.unlink()
            return replace(exhibit, why_not="it was not clean after cleaning")
        kinds = tuple(dict.fromkeys(finding.kind for finding in found.findings))
        return replace(exhibit, clean_path=path, taken_out=kinds)
