"""Why a file was not shown."""

from __future__ import annotations

from keys.reporter.errors import ReporterError
from keys.reporter.rendering.stream import (
    MAX_FILE,
    MAX_PAGES,
    MAX_SOURCE_PIXELS,
    Refusal,
)


class NotShownError(ReporterError):
    """The root: a file that cannot be shown as pixels."""

    code = "not-shown"
    happened = "This file cannot be shown"
    kept = "The file is in the vault as it came; nothing of it was written outside"
    todo = "Look at the other files; to open this one, save it and use a machine that you can lose"


class NoSandboxError(NotShownError):
    """bubblewrap is not installed, or something that goes into the sandbox is not."""

    code = "no-sandbox"
    happened = "The program bwrap is missing here, and no file is ever opened without its sandbox"
    kept = "No file was opened; the vault is as it was"
    todo = "Install Debian's package bubblewrap (0.8 or newer), then run the command again"


class BrokenSandboxError(NotShownError):
    """bwrap is there, and this system does not let it work."""

    code = "sandbox-refused"
    happened = "The sandbox does not start here, and no file is ever opened without it"
    kept = "No file was opened; the vault is as it was"
    todo = 'Run "bwrap --unshare-all --ro-bind / / true": what it says is what this system has to allow'


class LyingWorkerError(NotShownError):
    """What came out of the sandbox is not what may come out of it."""

    code = "worker-lied"
    happened = "What came out of the sandbox is not a row of pictures, so the file may have taken over its renderer"
    todo = "Treat this file as an attack: do not open it anywhere, and tell whoever looks after this machine"


class WorkerDiedError(NotShownError):
    """The worker ended before it had said everything."""

    code = "worker-died"
    happened = "The renderer broke down over this file, or was stopped because it wanted more than it may have"


class TooSlowError(NotShownError):
    """The wall-clock limit."""

    code = "too-slow"
    happened = "The file kept its renderer busy for too long, so it was stopped"
    todo = 'If it has many pages, ask for a few ("--pages 1-20"); else treat it as an attack'


class TooHungryError(NotShownError):
    """More memory or more processes than the sandbox has."""

    code = "too-hungry"
    happened = "The file made its renderer take more memory or start more programs than it may, so it was stopped"
    todo = 'If it has many pages, ask for a few ("--pages 1-20"); else treat it as an attack'


_SENTENCES: dict[Refusal, tuple[str, str | None]] = {
    Refusal.UNKNOWN: ("No renderer knows this kind of file", None),
    Refusal.DAMAGED: ("The file is damaged, or is not what its beginning says", None),
    Refusal.LOCKED: ("The file is locked with a password", "Ask the source for a copy without one"),
    Refusal.TOO_MANY_PAGES: (
        f"The file has more than the {MAX_PAGES} pages that are shown at once",
        f'Ask for a part of it: "--pages 1-{MAX_PAGES}"',
    ),
    Refusal.TOO_MANY_PIXELS: (
        f"A picture has more than {MAX_SOURCE_PIXELS // 10**6} million pixels: it may be a decompression bomb",
        None,
    ),
    Refusal.INFLATES: (
        "The file says, or shows, that it unpacks to far more than it is: a decompression bomb, so it was not unpacked",
        "Treat this file as an attack: do not unpack it anywhere",
    ),
    Refusal.TOO_LARGE: (
        f"The file is larger than {MAX_FILE >> 20:,} MiB, or needs more memory than the sandbox has",
        None,
    ),
    Refusal.NO_OFFICE: (
        "This is an office document, and LibreOffice is not installed here",
        "Install Debian's libreoffice-writer-nogui, -calc-nogui and -impress-nogui, then run the command again",
    ),
    Refusal.NO_FFMPEG: (
        "This is a film or a sound, and ffmpeg is not installed here",
        "Install Debian's package ffmpeg, then run the command again",
    ),
    Refusal.NO_SUCH_PAGE: ("The file has no such page", 'Look at its first pages: "--pages 1-20"'),
}


class RefusedFileError(NotShownError):
    """The worker itself says that there is nothing to show, and why."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        happened, todo = _SENTENCES[refusal]
        super().__init__(happened, todo=todo)
        self.code = f"not-shown-{refusal.name.lower().replace('_', '-')}"
