"""One file for publication: cleaned again and proved clean, or as pixels; never as it came."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from intake.clean import CleanError, FileSource, clean, neutral_name, plan_chunks, write_plan
from keys.reporter.filed import Filed
from keys.reporter.machine import Machine
from keys.reporter.publishing.redaction import Blackener, Box
from keys.reporter.rendering.stream import MAX_FILE, Kind, Refusal
from keys.reporter.sandbox.errors import BrokenSandboxError, NoSandboxError, NotShownError, RefusedFileError
from keys.reporter.sandbox.pixels import drawn
from keys.reporter.viewing import draw

BLOCK = 1 << 20
HOLDS = "a listed name or the pseudonym is written in it"


@dataclass(frozen=True, slots=True)
class Copy:
    """What became of one file.

    source: its name in the vault, for the reporter's eyes only.  names: the exported files; empty: left out.
    removed: kinds taken out here.  why: it is pixels, or is left out; of a cleaned one: what it could not be tried with.  boxes: blacked out.
    """

    source: str
    untouched: bool
    names: tuple[str, ...] = ()
    kind: Kind | None = None
    removed: tuple[str, ...] = ()
    why: str = ""
    boxes: int = 0


class Copier:
    """Writes copies into a folder."""

    def __init__(
        self, machine: Machine, folder: Path, *, boxes: Sequence[Box], secrets: Sequence[str], pixels: bool
    ) -> None:
        """``secrets``: words that no copy may hold.  ``pixels``: everything becomes pixels."""
        self._machine, self._folder, self._pixels = machine, folder, pixels
        self._boxes = boxes
        encodings = ("utf-8", "utf-16-le", "utf-16-be")
        self._needles = {word.encode(encoding) for word in secrets for encoding in encodings}

    def copy(self, file: Filed, index: int) -> Copy:
        """The copy of a file, the ``index``-th from 1. Raises BadBoxError; NoSandboxError; DamagedVaultError; OSError."""
        boxes = [box for box in self._boxes if box.file == file.name]
        if boxes or self._pixels:
            return self._drawn(file, index, boxes, "as you asked")
        if file.size > MAX_FILE:
            return Copy(file.name, not file.cleaned, why=f"it is larger than {MAX_FILE >> 20:,} MiB")
        cleaned = self._cleaned(file, index)
        return self._drawn(file, index, [], cleaned) if isinstance(cleaned, str) else cleaned

    def _cleaned(self, file: Filed, index: int) -> Copy | str:
        """A cleaned copy, or why there is none."""
        # In memory, because cleaners jump about in a file and its plaintext must not touch the disk.
        with os.fdopen(os.memfd_create("file"), "w+b") as original:
            for piece in file.pieces(self._machine):
                original.write(piece)
            source = FileSource(original)
            try:
                found = clean(source)
            except CleanError:
                return "it could not be cleaned"
            if found is None:
                return "no cleaner knows its kind"
            path = self._folder / neutral_name(index, found, "")
            with path.open("x+b") as out:
                write_plan(source, found.plan, out)
                why = "it was not clean after cleaning" if not is_clean(out) else ""
                why = why or (HOLDS if self._holds(out) else "")
        if why:
            path.unlink()
            return why
        kinds = tuple(dict.fromkeys(finding.kind for finding in found.findings))
        return self._tried(path, Copy(file.name, not file.cleaned, (path.name,), removed=kinds))

    @staticmethod
    def _tried(path: Path, copy: Copy) -> Copy:
        """Draw the beginning of a cleaned copy: what breaks its renderer here would break others outside."""
        with path.open("rb") as file:
            try:
                with drawn(_blocks(file), 1, 1) as pages:
                    for _ in pages:
                        pass
            except (NoSandboxError, BrokenSandboxError):
                raise
            except RefusedFileError as error:
                if error.refusal not in (Refusal.NO_FFMPEG, Refusal.NO_OFFICE):
                    path.unlink()
                    return replace(copy, names=(), why=_small(error.happened))
                return replace(copy, why=_small(error.happened))
            except NotShownError as error:
                path.unlink()
                return replace(copy, names=(), why=_small(error.happened))
        return copy

    def _drawn(self, file: Filed, index: int, boxes: list[Box], why: str) -> Copy:
        black = Blackener(boxes)
        try:
            seen = draw(file.pieces(self._machine), self._folder, f"page-{index}", change=black)
        except (NoSandboxError, BrokenSandboxError):
            raise
        except NotShownError as error:
            return Copy(file.name, not file.cleaned, why=f"{why}, and: {_small(error.happened)}")
        black.finish()
        return Copy(file.name, not file.cleaned, seen.paths, kind=seen.kind, why=why, boxes=black.done)

    def _holds(self, out: BinaryIO) -> bool:
        """Whether a secret stands in a file as it is. In what is packed inside it, nobody can see it from here."""
        longest = max(map(len, self._needles), default=0)
        tail = b""
        for block in _blocks(out):
            window = (tail + block).lower()
            if any(needle.lower() in window for needle in self._needles):
                return True
            tail = block[-longest:]
        return False


def _small(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while block := file.read(BLOCK):
        yield block


def is_clean(out: BinaryIO) -> bool:
    """Whether cleaning the copy again finds nothing and changes nothing."""
    source = FileSource(out)
    try:
        again = clean(source)
        if again is None or again.findings:
            return False
        planned = hashlib.sha256()
        for chunk in plan_chunks(source, again.plan):
            planned.update(chunk)
    except CleanError:
        return False
    written = hashlib.sha256()
    for block in _blocks(out):
        written.update(block)
    return planned.digest() == written.digest()
