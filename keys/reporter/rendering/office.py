"""Office and OpenDocument files, by LibreOffice: to PDF inside the sandbox, and from there to pixels."""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile

from keys.reporter.rendering import papers
from keys.reporter.rendering.asked import Asked, Shown
from keys.reporter.rendering.stream import MAX_INFLATED, Refusal, RefusedError

PROGRAM = "soffice"
SECONDS = 90


def is_here() -> bool:
    """Whether LibreOffice is installed."""
    return shutil.which(PROGRAM) is not None


def draw(asked: Asked) -> Shown:
    """A text, a table or slides, as they would be printed. Raises RefusedError."""
    if not is_here():
        raise RefusedError(Refusal.NO_OFFICE)
    if zipfile.is_zipfile(asked.path):
        refuse_bombs(asked)
    folder = asked.path.parent
    command = (PROGRAM, "--headless", "--norestore", "--nolockcheck", f"-env:UserInstallation=file://{folder}/profile")
    try:
        subprocess.run(
            [*command, "--convert-to", "pdf", "--outdir", str(folder / "pdf"), str(asked.path)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
            env={**os.environ, "SAL_USE_VCLPLUGIN": "svp"},
        )
    except subprocess.TimeoutExpired:
        raise RefusedError(Refusal.TOO_LARGE) from None
    made = folder / "pdf" / f"{asked.path.stem}.pdf"
    if not made.exists():
        raise RefusedError(Refusal.DAMAGED)
    return papers.draw(Asked(made, asked.first, asked.last))


def refuse_bombs(asked: Asked) -> None:
    """Look at what a ZIP says of its sizes; one that lies meets the sandbox's memory. Raises RefusedError."""
    try:
        with zipfile.ZipFile(asked.path) as archive:
            inflated = sum(entry.file_size for entry in archive.infolist())
            locked = any(entry.flag_bits & 1 for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise RefusedError(Refusal.DAMAGED) from None
    if inflated > MAX_INFLATED:
        raise RefusedError(Refusal.INFLATES)
    if locked:
        raise RefusedError(Refusal.LOCKED)
