"""What can stop a source's sending or looking."""

from __future__ import annotations

from intake.protocol.errors import AsterismError


class SourceError(AsterismError):
    """The root of a source's errors."""

    code = "source"
    kept = "Your text and files are as they were"


class OfflineError(SourceError):
    """The newsroom's machine does not answer."""

    code = "offline"
    happened = "The line is cut: the newsroom's machine does not answer"
    todo = "Check the connection, then run the command again"


class RefusedError(SourceError):
    """The newsroom's machine refused."""

    code = "refused"
    happened = "The newsroom's machine refused"
    todo = "Try again later"


class NoNewsroomError(SourceError):
    """Nothing is published at this address."""

    code = "no-newsroom"
    happened = "There is no newsroom at this address"
    todo = "Compare the address with what the newsroom has printed"


class NobodyReachableError(SourceError):
    """No reader of the desk has a key today."""

    code = "no-key-today"
    happened = "Nobody at this desk can be reached today: their keys of the day have not come"
    todo = "Try again tomorrow, or choose another desk"


class UnknownFormatError(SourceError):
    """A file's traces cannot be taken out, and the source has not chosen to send it as it is."""

    code = "unknown-format"
    happened = "A file is of a format whose traces cannot be taken out here"
    kept = "Nothing was sent"
    todo = 'Leave it out, or send it as it is with "--as-is" if all that it carries may be seen'
