"""What can stop a source's sending or looking."""

from __future__ import annotations

from intake.protocol.errors import AsterismError
from intake.voice import StoppedError


class SourceError(AsterismError):
    """The root of a source's errors."""

    code = "source"
    kept = "Your text and files are as they were"


class AddressError(SourceError):
    """This is no address, or none that may be asked without giving the source away."""

    code = "address"
    happened = "This is no address of a newsroom"
    kept = "Nobody was asked anything"
    todo = "Copy the address as the newsroom has printed it, with http:// or https:// in front"


class OfflineError(SourceError):
    """The newsroom's machine does not answer."""

    code = "offline"
    happened = "The line is cut: the newsroom's machine does not answer"
    todo = "Check the connection (some networks want a login first), then run the command again"


class NoNewsroomError(SourceError):
    """Nothing is published at this address."""

    code = "no-newsroom"
    happened = "There is no newsroom at this address"
    todo = "Compare the address with what the newsroom has printed"


class RefusedError(SourceError):
    """The newsroom's machine refused, and the same bytes will not do."""

    code = "refused"
    happened = "The newsroom's machine refused what it was sent"
    todo = "Try again later; if it stays so, tell the newsroom on another channel"


class BusyError(SourceError):
    """The newsroom's machine asks to wait longer than one wants to wait here."""

    code = "busy"
    happened = "The newsroom's machine cannot take anything just now"
    todo = "Run the command again later"


class FullError(BusyError):
    """The newsroom's machine has no room."""

    code = "full"
    happened = "The newsroom's machine has no room for more just now"


class SlowDownError(BusyError):
    """This connection sent its share."""

    code = "slow-down"
    happened = "The newsroom's machine takes no more from this connection for some minutes"


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


class NotAFileError(SourceError):
    """A folder, a device or a pipe."""

    code = "not-a-file"
    happened = "This is not a file"
    kept = "Nothing was sent"
    todo = "Name files only; put the files of a folder in one after the other, or into a zip file"


class FileChangedError(SourceError):
    """A file was changed or taken away since it was looked at, so what is known of its traces does not hold."""

    code = "file-changed"
    happened = "A file was changed or taken away in the meantime"
    kept = "No letter was sent, so nobody can open what arrived of it"
    todo = "Wait until nothing writes to the file any more, then run the command again"


class NotTextError(SourceError):
    """The text is not UTF-8."""

    code = "not-text"
    happened = "The text is not plain text (UTF-8)"
    kept = "Nothing was sent"
    todo = "Save it as plain text, or send it as a file"


class MemoryFileError(SourceError):
    """The memory file is not ours, or of another newsroom."""

    code = "memory"
    happened = "The --memory file is not one that tip has written"
    kept = "Nothing was sent, and the file is as it was"
    todo = "Name another file"


class TakenNameError(SourceError):
    """A file of this name is there already."""

    code = "taken"
    happened = "A file of this name is there already"
    kept = "It is as it was"
    todo = "Name a new folder"


class StoppedSendingError(StoppedError):
    """The person stopped a sending after its code was shown."""

    happened = "Stopped before it was known that the letter has arrived"
    kept = "Nothing is kept on this device. Files without their letter can be opened by nobody"
    todo = 'Run the command again; or, if it was at the very end, ask with "tip check" and the code whether it arrived'
