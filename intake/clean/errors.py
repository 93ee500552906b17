"""What can go wrong when a file is cleaned. A format that we do not know is no error: it is the value None."""

from __future__ import annotations

from intake.protocol.errors import AsterismError


class CleanError(AsterismError):
    """A file of a format that we know was not cleaned. Nothing of it may be called clean."""

    code = "not-cleaned"
    happened = "This file could not be cleaned"
    kept = "The file is as it was; nothing was sent"
    todo = "Leave it out, or send it as it is if what it carries may be seen"


class BrokenFileError(CleanError):
    """The file contradicts itself: it is cut short, a length lies, or a part that it needs is missing."""

    code = "broken-file"
    happened = "This file is damaged or cut short, so what it carries cannot be told"


class TooComplexError(CleanError):
    """The file may be sound, but it holds more parts, larger parts, or other parts than we can vouch for."""

    code = "file-too-complex"
    happened = "This file is built in a way that this program cannot vouch for"
