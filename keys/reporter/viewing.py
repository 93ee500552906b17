"""Files of a conversation as pictures: decrypted here, drawn in the sandbox, written as PNG; nothing else is written.

What others have signed in them is checked in a sandbox too, and said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from keys.reporter.evidence.proofs import NOTHING, Brought, Proof, proofs_of
from keys.reporter.filed import Filed
from keys.reporter.machine import Machine
from keys.reporter.rendering.stream import Kind
from keys.reporter.sandbox.errors import BrokenSandboxError, NoSandboxError, NotShownError
from keys.reporter.sandbox.pixels import Page, drawn
from keys.reporter.sandbox.png import png

WORDS = {
    Kind.PICTURE: "a picture",
    Kind.DOCUMENT: "a document",
    Kind.FILM: "stills of a film",
    Kind.SOUND: "the loudness of a sound",
    Kind.TEXT: "a text",
    Kind.ARCHIVE: "the list of an archive",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """One file as pictures: how many of its pages; or why not. proofs: what somebody else has signed in it."""

    name: str
    kind: Kind | None = None
    pages: int = 0
    total: int = 0
    paths: tuple[str, ...] = ()
    error: NotShownError | None = None
    proofs: tuple[Proof, ...] = ()


def view(
    machine: Machine,
    files: list[Filed],
    folder: Path,
    *,
    first: int = 1,
    last: int = 0,
    brought: Brought = NOTHING,
) -> Iterator[Seen]:
    """Draw files into an empty folder, one after the other; what cannot be drawn is told and leaves nothing.

    Args:    brought: what their proofs are held against.

    Raises:  NoSandboxError, BrokenSandboxError: nothing can be drawn at all.  DamagedVaultError; OSError.
    """
    for file in files:
        try:
            seen = draw(file.pieces(machine), folder, file.name, first=first, last=last)
        except (NoSandboxError, BrokenSandboxError):
            raise
        except NotShownError as error:
            seen = Seen(file.name, error=error)
        yield replace(seen, proofs=tuple(proofs_of(file.pieces(machine), brought)))


def draw(
    pieces: Iterator[bytes],
    folder: Path,
    name: str,
    *,
    first: int = 1,
    last: int = 0,
    change: Callable[[int, Page], None] = lambda _number, _page: None,
) -> Seen:
    """Draw one file to ``name.png``, or ``name-001.png`` and so on.

    Args:    change: is handed each page's number (from 1) and the page, and may paint over its pixels.
    Raises:  NotShownError: no page of it stays in the folder.  What ``pieces`` or ``change`` raise.
    """
    written: list[Path] = []
    try:
        with drawn(pieces, first, last) as pages:
            for number, page in enumerate(pages, first):
                change(number, page)
                path = folder / (f"{name}.png" if pages.total == 1 else f"{name}-{number:03}.png")
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                with path.open("xb") as file:
                    written.append(path)
                    file.write(png(page.width, page.height, page.rgb))
    except BaseException:
        for path in written:
            path.unlink()
        raise
    names = tuple(str(path.relative_to(folder)) for path in written)
    return Seen(name, pages.kind, pages.count, pages.total, names)
