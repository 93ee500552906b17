"""What can be wrong with what came from outside, in the words of docs/protocol.md.

"Not for me" is a value (``None``); "broken" is one of these. No error quotes what it refused.
"""

from __future__ import annotations


class AsterismError(Exception):
    """The root of every error that a person may read.

    A subclass sets four class attributes; an instance may replace the three sentences with what is known at the spot.
    ``code`` is the key into the locales, the same in JavaScript.
    """

    code = "error"
    happened = "Something went wrong"
    kept = "Nothing was changed"
    todo = "Try again"

    def __init__(self, happened: str | None = None, *, kept: str | None = None, todo: str | None = None) -> None:
        """Keep the class's sentences unless told better ones."""
        self.happened = happened or self.happened
        self.kept = kept or self.kept
        self.todo = todo or self.todo
        super().__init__(self.code)


class ProtocolError(AsterismError):
    """Bytes or words do not follow the specification."""

    code = "broken"
    happened = "This does not follow the protocol"
    todo = "Ask for it to be sent again"


class WrongSizeError(ProtocolError):
    """A sealed object has one size only, and this is another."""

    code = "size"
    happened = "This object does not have the one size that it must have"


class UnknownSuiteError(ProtocolError):
    """The suite byte names a construction that this version does not know."""

    code = "suite"
    happened = "This was made by a version that is not known here"
    todo = "Update this program, then try again"


class RetiredDayError(ProtocolError):
    """The letter is sealed to a day whose key is gone."""

    code = "retired-day"
    happened = "This letter is locked to a day whose key is gone for good"
    todo = "Nobody can open it any more; the source has to send again"


class BrokenLetterError(ProtocolError):
    """The letter is for us, and what is inside does not parse."""

    code = "broken-letter"
    happened = "A letter is for this reporter, but what is inside is damaged"


class BrokenParcelError(ProtocolError):
    """A parcel does not open under the key that the letter gave."""

    code = "broken-parcel"
    happened = "A piece of a file is damaged"


class BrokenReplyError(ProtocolError):
    """The reply is for us, and what is inside does not parse or is not authentic."""

    code = "broken-reply"
    happened = "An answer is damaged or was not written by whom it names"


class TooLongError(ProtocolError):
    """The content does not fit into the fixed size."""

    code = "too-long"
    happened = "This text is too long for one message"
    kept = "The text is as it was"
    todo = "Shorten it, or send it as a file"


class WrongCodeError(ProtocolError):
    """A code that a person typed has a slip; ``number`` says in which of its numbers or words (from 1), if known."""

    code = "wrong-code"
    happened = "The code has a slip"
    kept = "Nothing was sent"
    todo = "Compare it with what you wrote down"

    def __init__(self, happened: str | None = None, *, code: str | None = None, number: int | None = None) -> None:
        """Keep where the slip is, never what was typed."""
        super().__init__(happened)
        self.code = code or self.code
        self.number = number


class BrokenBoardError(ProtocolError):
    """The board does not parse, or no courier of this newsroom signed it."""

    code = "board"
    happened = "The list of answers is damaged or was not signed by this newsroom"
    todo = "Try again later; if it stays so, tell the newsroom on another channel"


class BrokenKeyRecordError(ProtocolError):
    """A key record does not parse or was not signed by the reporter that it names."""

    code = "key-record"
    happened = "A reporter's key of the day is damaged or was not signed by that reporter"
    todo = "Send to nobody under this key; tell the newsroom on another channel"


class DirectoryError(ProtocolError):
    """The newsroom's directory was refused."""

    code = "directory"
    happened = "The newsroom's directory is damaged or was not signed by its admins"
    todo = "Do not send anything now; ask the newsroom on another channel"


class ExpiredDirectoryError(DirectoryError):
    """The directory's signatures have run out (TUF: freeze)."""

    code = "directory-expired"
    happened = "The newsroom's directory has run out: nobody renewed it in time"
    todo = "Wait for the newsroom's next trip, or check this device's date"


class RollbackError(DirectoryError):
    """The directory is older than one that was seen before (TUF: rollback)."""

    code = "directory-older"
    happened = "The newsroom's directory is older than the one that was seen before"


class WrongClockError(ProtocolError):
    """The device's day and the newsroom's differ by more than one."""

    code = "wrong-clock"
    happened = "This device's date and the newsroom's differ by more than a day"
    kept = "Your text is as it was; nothing was sent"
    todo = "Set this device's date, then try again"
