"""What can stop a courier's trip. Whatever stops it, the same command is simply run again."""

from __future__ import annotations

from intake.protocol.errors import AsterismError


class CourierError(AsterismError):
    """The root of a courier's errors."""

    code = "courier"
    kept = "What was carried so far is kept; nothing is doubled"
    todo = "Run the command again"


class NotACourierError(CourierError):
    """The folder is no courier's."""

    code = "not-a-courier"
    happened = "This folder is not a courier's"
    kept = "Nothing was changed"
    todo = 'Name the folder that "courier new" made'


class DamagedCourierError(CourierError):
    """A file in the courier's folder was not written by this program, or was changed since."""

    code = "courier-damaged"
    happened = "A file in this courier's folder is damaged"
    kept = "What is on the disk is as it was"
    todo = "Copy the folder away before anything else is tried, then check the disk"


class BadAddressError(CourierError):
    """The server's address, the token or the proxy does not have its form."""

    code = "bad-address"
    happened = "The server's address, the token or the proxy is not written as it should be"
    kept = "Nothing was made"
    todo = 'Take an address like http://….onion, the 64 digits of "intake courier-token", a proxy like socks5h://…'


class NoNewsroomError(CourierError):
    """No signed newsroom has been taken from an admin's stick yet."""

    code = "no-newsroom"
    happened = "No signed newsroom has come from the admins yet"
    todo = 'Bring a stick on which "keys targets sign" has written, then run the command again'


class ForeignNewsroomError(CourierError):
    """The stick's newsroom starts from another first root."""

    code = "newsroom-foreign"
    happened = "The newsroom on this stick is another one than this courier's"
    kept = "Nothing was taken from the stick"
    todo = "Put the right stick in"


class UnsignedNewsroomError(CourierError):
    """What lies in the stick's newsroom folder is not, or not all, what the admins signed."""

    code = "newsroom-unsigned"
    happened = "The newsroom on this stick is cut short, or the admins did not sign it"
    kept = "The newsroom taken before stays in use; nothing was taken from the stick"
    todo = 'Ask the admins to write the stick again ("keys targets sign"); if it stays so, do not use this stick'


class UncertifiedError(CourierError):
    """The newsroom does not name this courier's key."""

    code = "courier-uncertified"
    happened = "The newsroom does not name this laptop as a courier"
    todo = 'Bring its card to the admins ("courier card"), then take the stick that they sign'


class ServerUnreachableError(CourierError):
    """The server does not answer."""

    code = "server-unreachable"
    happened = "The server does not answer"
    todo = "Check the connection, then run the command again"


class ServerRefusedError(CourierError):
    """The server answered with a refusal, or with what it may not answer."""

    code = "server-refused"
    happened = "The server refused"
    todo = "Check the token and the server's version with its operator, then run the command again"


class ServerConflictError(ServerRefusedError):
    """What was sent does not follow what is published: another courier was faster, or the server is not as it was."""


class ForeignPublicationError(CourierError):
    """What is published was signed by nobody whom the roots ever named, or counts to the end of its numbers."""

    code = "publication-foreign"
    happened = "What lies on the server was not published by a courier of this newsroom"
    kept = "Nothing was signed and nothing was sent"
    todo = (
        "Tell the admins and the operator: a laptop, its token or the server may be in other hands. "
        'After "intake unpublish" on the server, run the command again'
    )


class CopiedCourierError(CourierError):
    """A machine has a bundle that this folder does not remember: a number would stand for two bundles."""

    code = "courier-copied"
    happened = "This courier's folder was put back from a copy"
    kept = "Answers, keys and the directory are published; no bundle was signed"
    todo = 'Make a new key in a new folder ("courier new", "courier card"), and have the admins take the old one away'


class LostBundleError(CourierError):
    """A bundle that some machine still waits for is not whole on this laptop."""

    code = "bundle-lost"
    happened = "A bundle is damaged on this laptop"
    kept = "Every other bundle is as it was"


class NoSuchBundleError(CourierError):
    """No machine waits for a bundle of this number."""

    code = "no-such-bundle"
    happened = "No machine waits for a bundle of this number"
    kept = "Nothing was changed"
    todo = 'Run "courier status": it says which bundles wait for receipts'


class CourierClockError(CourierError):
    """The laptop's day and the server's differ by more than one."""

    code = "wrong-clock"
    happened = "This laptop's date and the server's differ by more than a day, so nothing was signed"
    todo = "Set the clock that is wrong, then run the command again"
