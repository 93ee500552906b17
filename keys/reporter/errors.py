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


class NothingToRetireError(ReporterError):
    """No day that was asked for has a key."""

    code = "nothing-to-retire"
    happened = "No key of those days is here: they are retired, or were never drawn"
    kept = "All keys are as they were"
    todo = "Nothing is left to do for those days"


class TooSoonError(ReporterError):
    """Days are retired by hand only when no bundle has come for 21 days."""

    code = "too-soon"
    happened = "A bundle was received not long ago"
    kept = "All keys are as they were"
    todo = 'Receive the next bundle, which retires days by itself; in danger, "reporter burn" does it at once'


class WrongDateError(ReporterError):
    """What was typed is no date."""

    code = "wrong-date"
    happened = "This is no date: it has to look like 2026-11-24"
    kept = "All keys are as they were"
    todo = "Type it again"


class BrokenBackupError(ReporterError):
    """A contacts backup is damaged inside."""

    code = "broken-backup"
    happened = "This file is no contacts backup, or is damaged"
    kept = "The vault is as it was"
    todo = "Try another copy of it"


class ForeignContactsError(ReporterError):
    """The contacts are of a machine that this one does not follow."""

    code = "foreign-contacts"
    happened = "These contacts belong to another reporter's machine"
    kept = "The vault is as it was; nothing of the backup is in it"
    todo = "Restore it on a machine of the same reporter"


class SamePassphraseError(ReporterError):
    """A backup under the vault's own passphrase would make one secret of two."""

    code = "same-passphrase"
    happened = "This is the vault's own passphrase, and the backup needs another"
    kept = "The vault is as it was; no backup was written"
    todo = "Choose one of at least six random words for the backup alone"


class UnknownFileError(ReporterError):
    """No file of this conversation has the name."""

    code = "unknown-file"
    happened = "No file of this conversation has this name"
    kept = "Nothing was written; the vault is as it was"
    todo = 'Look at the names in what "reporter view" or "reporter save" writes'
