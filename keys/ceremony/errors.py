"""What can go wrong in a ceremony, in sentences for the admin in front of it."""

from __future__ import annotations

from intake.protocol.errors import AsterismError


class CeremonyError(AsterismError):
    """The root of what a ceremony may refuse."""

    code = "ceremony"
    happened = "This cannot be done"
    kept = "Nothing was signed and nothing was changed"
    todo = 'Run "keys status" to see where things stand'


class NoNewsroomError(CeremonyError):
    """The folder holds no newsroom."""

    code = "no-newsroom"
    happened = "There is no newsroom in this folder"
    todo = 'Check the path; a new newsroom begins with "keys root new"'


class NewsroomThereError(CeremonyError):
    """A ceremony was held in this folder before."""

    code = "newsroom-there"
    happened = "There is a newsroom in this folder already, and its keys are never overwritten"
    todo = 'Choose another folder, or run "keys status" on this one'


class UnfinishedError(CeremonyError):
    """A first ceremony was interrupted: keys without a newsroom, which have signed nothing."""

    code = "unfinished"
    happened = "A first ceremony was interrupted in this folder: its keys have signed nothing"
    todo = 'Delete the folder "keys" in it, then run the command again'


class DamagedFolderError(CeremonyError):
    """A file of the admins' folder does not parse, or its signatures do not hold."""

    code = "damaged-folder"
    happened = "A file of the admins' folder is damaged or was changed by somebody else"
    todo = "Undo the last change made by hand, or put back your copy of the folder"


class BadNameError(CeremonyError):
    """A name is empty, too long, or holds characters that a screen would not show."""

    code = "bad-name"
    happened = "A name is empty, longer than 80 characters, or holds characters that do not show"
    todo = "Give another name"


class ThresholdError(CeremonyError):
    """More signatures asked for than there are admins, or none."""

    code = "threshold"
    happened = "The number of signatures must be at least one and at most the number of admins"
    todo = "Choose other numbers; two of three is a good start"


class UnknownAdminError(CeremonyError):
    """There is no admin with this number."""

    code = "unknown-admin"
    happened = "There is no admin with this number"
    todo = 'Run "keys status" to see the admins'


class TooFewSignersError(CeremonyError):
    """Fewer admins are here than the threshold asks for."""

    code = "too-few"
    happened = "Too few admins are here to sign"
    todo = "Wait for another admin, then run the command again"


class PassphraseCountError(CeremonyError):
    """Neither one passphrase file for all keys nor one a key."""

    code = "passphrase-count"
    happened = "The number of passphrase files does not fit the keys"
    todo = "Give one file for all keys, or one a key in this order, or none to be asked"


class WrongKeyFileError(CeremonyError):
    """A key file holds another key than the one that the newsroom names."""

    code = "wrong-key"
    happened = "A key file holds another key than the one that belongs there"
    todo = "Put back the right key file from its copy"


class NoKeyFileError(CeremonyError):
    """A key file is missing."""

    code = "no-key-file"
    happened = "A key file is not in this folder"
    todo = "Put back the key file from its copy, or let another admin sign"


class UnknownReporterError(CeremonyError):
    """Nobody in the directory has this name or id."""

    code = "unknown-reporter"
    happened = "No certified reporter has this name or id"
    todo = 'Run "keys status" to see who is certified'


class AmbiguousReporterError(CeremonyError):
    """Several reporters have this name, or ids that start like this."""

    code = "ambiguous-reporter"
    happened = "Several reporters have this name"
    todo = 'Give the id instead; "keys status" shows it'


class EndedReporterError(CeremonyError):
    """The reporter was revoked, or the certificate ran out."""

    code = "ended-reporter"
    happened = "This reporter was revoked, or the certificate ran out"
    todo = 'If that was an accident, certify with "--again"; after a theft, ask for a card of a new vault'


class WrongCardError(CeremonyError):
    """A card of the wrong kind, or one that contradicts what is certified."""

    code = "wrong-card"
    happened = "This card cannot be certified here"
    todo = "Ask for the right card"


class NoCardError(CeremonyError):
    """There is no new card on the stick, or more than one."""

    code = "no-card"
    happened = "There is no new card on this stick"
    todo = 'Ask for one ("reporter card" or "courier card"), or give the path of the card itself'


class NotConfirmedError(CeremonyError):
    """The admin did not confirm that the words are the same."""

    code = "not-confirmed"
    happened = "You did not confirm that the words are the same"
    todo = "Do not use this card; ask its owner, in person or by voice, to make a new one"


class UnknownDeskError(CeremonyError):
    """No desk of this name or number, or several and none was named."""

    code = "unknown-desk"
    happened = "There is no desk of this name or number"
    todo = 'Name one with "--desk"; "keys status" shows them'


class DeskFullError(CeremonyError):
    """A desk has four readers, since an exchange has four letters."""

    code = "desk-full"
    happened = "This desk has four readers already, and four is all that one exchange can reach"
    todo = "Revoke one of them first, or choose another desk"


class NoCourierError(CeremonyError):
    """No courier is certified: nobody could publish."""

    code = "no-courier"
    happened = "No courier is certified, and the first root must name one"
    todo = 'Certify one with "keys courier certify", then run the command again'


class UnknownCourierError(CeremonyError):
    """No courier has these words or this key."""

    code = "unknown-courier"
    happened = "No certified courier has this key"
    todo = 'Run "keys status" to see the couriers'


class NothingSignedError(CeremonyError):
    """Keys cannot be rotated before the first root is signed."""

    code = "nothing-signed"
    happened = "Nothing was signed with these keys yet, so there is nothing to rotate"
    todo = 'Sign first, with "keys targets sign"'


class PageError(CeremonyError):
    """The page is not built, or not the built one."""

    code = "page"
    happened = "The page is not built: there is no folder with its files"
    todo = 'Run "make bundle", or name the folder with "--page"'


class StickWriteError(CeremonyError):
    """The newsroom is signed, and the stick could not be written."""

    code = "stick-write"
    happened = "The stick could not be written: it is full, damaged, or was pulled out"
    kept = "What was signed lies in the admins' folder; what lay on the stick before can still be used"
    todo = "Put another stick in and sign once more: that makes the next version, with the same content"


class ClockError(CeremonyError):
    """This machine's date is before the day of the last signing."""

    code = "clock"
    happened = "This machine's date is before the day of the last signing"
    todo = "Set this machine's date, then run the command again"


class OwnMachineError(CeremonyError):
    """A key is asked for that lies on its admin's own machine."""

    code = "own-machine"
    happened = "This admin signs on a machine of their own, not in this folder"
    todo = 'Run "keys sign request": it writes what is to be signed onto a stick'


class NoAdminError(CeremonyError):
    """The folder holds no admin's own keys."""

    code = "no-admin"
    happened = "There are no admin's keys in this folder"
    kept = "Nothing was made and nothing was changed"
    todo = 'Check the path; "keys admin new" makes an admin\'s keys'


class AdminThereError(CeremonyError):
    """Keys were made in this folder before."""

    code = "admin-there"
    happened = "There are an admin's keys in this folder already, and keys are never overwritten"
    kept = "Nothing was made and nothing was changed"
    todo = 'Choose another folder, or run "keys admin status" on this one'


class BrokenRequestError(CeremonyError):
    """What is to be signed does not parse, is incomplete, or says something that cannot be shown in plain words."""

    code = "request"
    happened = "What is to be signed on this stick is damaged, or is more than can be shown in plain words"
    kept = "Nothing was signed"
    todo = 'Ask whoever prepared it to run "keys sign request" again; if it stays so, sign nothing and meet in person'


class OldRequestError(CeremonyError):
    """What is to be signed is older than what this machine knows to be signed."""

    code = "request-old"
    happened = "What is to be signed is older than what this machine knows to be signed already"
    kept = "Nothing was signed"
    todo = 'Ask whoever prepared it to run "keys sign request" again, in the newest copy of the newsroom\'s folder'


class ForeignRequestError(CeremonyError):
    """The stick speaks of another newsroom than this machine knows."""

    code = "request-foreign"
    happened = "This stick is of another newsroom, or its history is not the one that this machine knows"
    kept = "Nothing was signed"
    todo = "Sign nothing, and meet the other admins in person: somebody may be deceiving one of you"


class NotAskedError(CeremonyError):
    """None of this machine's keys counts for what is to be signed."""

    code = "not-asked"
    happened = "None of this machine's keys counts for what is to be signed"
    kept = "Nothing was signed"
    todo = 'Hand over this machine\'s card first ("keys admin card"), or give the stick to another admin'


class NothingAskedError(CeremonyError):
    """There is no request to collect signatures for."""

    code = "nothing-asked"
    happened = "Nothing waits for signatures"
    todo = 'Run "keys sign request" first'


class NotSignedError(CeremonyError):
    """The admin read the summary and did not sign."""

    code = "not-signed"
    happened = "You did not sign"
    kept = "Nothing was signed; the stick is as it was"
    todo = "Ask whoever prepared it, in person or by voice, what it is for"


class NoChangeError(CeremonyError):
    """Nothing was asked for."""

    code = "no-change"
    happened = "Nothing is to be changed"
    todo = "Say what is to change; --help names the choices"


class NameTakenError(CeremonyError):
    """A new machine's card bears the name of somebody who is certified with another machine."""

    code = "name-taken"
    happened = "Somebody of this name is certified already, with another machine"
    todo = (
        'If it is a second machine of the same person, add "--second-machine"; if the first one is lost or was in '
        'other hands, run "keys reporter suspect" first; if it is another person, ask for a card with another name'
    )


class SameDeskError(CeremonyError):
    """Two desks of one name could not be told apart."""

    code = "same-desk"
    happened = "There is a desk of this name already"
    todo = 'Choose another name, or change that desk ("keys desk change")'


class BackupError(CeremonyError):
    """Words or a picture are no backup of a key, or have a slip that cannot be mended."""

    code = "backup"
    happened = "This is no backup of a key"
    kept = "Nothing was changed, and the backup is as good as it was"
    todo = "Type the words again, in their order; or take a sharper picture of the whole sheet"


class WrongBackupError(BackupError):
    """The backup is whole, and of a key that does not belong here."""

    code = "backup-wrong"
    happened = "This backup is whole, and it is of another key than those of this folder"
    todo = "Look for the sheet with this admin's name; a sheet of older keys was replaced when the keys were renewed"


class SharesError(BackupError):
    """Shares are too few, mixed up, or could never be put together."""

    code = "shares"
    happened = "These shares do not make a key"
    todo = "Bring more shares of the same making; every one of them says how many it takes"
