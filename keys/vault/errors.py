"""What can be wrong with a vault or a key file, in sentences for the person in front of it."""

from __future__ import annotations

from intake.protocol.errors import AsterismError


class VaultError(AsterismError):
    """Something about a vault or a key file; what lies on the disk was not changed."""

    code = "vault"
    happened = "This vault cannot be used"
    kept = "What is on the disk is as it was"
    todo = "Check that this is the right folder, then run the command again"


class WrongPassphraseError(VaultError):
    """The passphrase does not open this."""

    code = "wrong-passphrase"
    happened = "This passphrase does not open it"
    todo = "Type it again; check the keyboard's language and the caps lock"


class EmptyPassphraseError(VaultError):
    """Nothing, or only spaces, was given as a new passphrase."""

    code = "empty-passphrase"
    happened = "The passphrase is empty"
    kept = "Nothing was made"
    todo = "Choose one of at least six random words"


class NotAVaultError(VaultError):
    """The folder is no vault, or a file that belongs to it is missing."""

    code = "not-a-vault"
    happened = "There is no vault here, or a part of it is missing"


class DamagedVaultError(VaultError):
    """What is on the disk was not written by this program, or was changed or cut since."""

    code = "damaged-vault"
    happened = "A part of the vault is damaged"
    todo = "Copy the folder away before anything else is tried, then check the disk"


class NewerVaultError(VaultError):
    """The vault was last written by a later version of the program."""

    code = "newer-vault"
    happened = "A later version of this program wrote this vault"
    todo = "Update this program, then run the command again"


class VaultInUseError(VaultError):
    """Another command has the vault open."""

    code = "vault-in-use"
    happened = "Another command is using this vault"
    todo = "Wait until it has ended, then run the command again"


class FolderInUseError(VaultError):
    """Another command works in the folder."""

    code = "folder-in-use"
    happened = "Another command is at work in this folder"
    kept = "Nothing was changed by this one"
    todo = "Wait until it has ended, then run the command again"


class AlreadyThereError(VaultError):
    """Something that is never overwritten is there already."""

    code = "already-there"
    happened = "There is something at this place already, and it is never overwritten"
    todo = "Choose another place, or move away what is there"
