"""What a reporter's machine may have to say no to."""

from __future__ import annotations

from intake.protocol.errors import AsterismError


class ReporterError(AsterismError):
    """The root of this machine's errors."""

    code = "reporter"
    kept = "The vault is as it was"
    todo = "Run the command again"


class UnknownContactError(ReporterError):
    """Nobody here has this name, or several have."""

    code = "unknown-contact"
    happened = "Nobody in this vault has this name"
    todo = 'Look at "reporter inbox" and use the number in its first column'


class ForeignNewsroomError(ReporterError):
    """The bundle is another newsroom's."""

    code = "newsroom-foreign"
    happened = "This stick comes from another newsroom than this machine's"
    todo = "Put the right stick in"


class NotConfirmedError(ReporterError):
    """A person has to look first, and nobody said yes."""

    code = "not-confirmed"
    happened = "Something here has to be confirmed by a person"


class NothingReceivedError(ReporterError):
    """An answer needs a bundle first: its tag is made of the closing day."""

    code = "nothing-received"
    happened = "This machine has not received a bundle yet"
    todo = 'Run "reporter receive STICK" first'


class NothingNewError(ReporterError):
    """There is no bundle on the stick that was not received before."""

    code = "nothing-new"
    happened = "Every bundle on this stick was received before"
    todo = "Ask the courier for a new trip"


class UnfinishedError(ReporterError):
    """The making of the vault was cut before it had an id."""

    code = "unfinished-vault"
    happened = "The making of this vault was cut short, so nothing was ever in it"
    todo = 'Remove the folder, then run "reporter new" again'


class NotEmptyError(ReporterError):
    """Files are saved into a new folder only."""

    code = "not-empty"
    happened = "There is something in this folder already, and nothing is ever overwritten"
    kept = "Nothing was written; the vault is as it was"
    todo = "Name a new folder"
