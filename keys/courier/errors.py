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


class ServerUnreachableError(CourierError):
    """The server does not answer."""

    code = "server-unreachable"
    happened = "The server does not answer"
    todo = "Check the connection, then run the command again"


class ServerRefusedError(CourierError):
    """The server answered with a refusal."""

    code = "server-refused"
    happened = "The server refused"
    todo = "Check the token and the server's version with its operator, then run the command again"


class CourierClockError(CourierError):
    """The laptop's day and the server's differ by more than one, so no bundle is closed."""

    code = "wrong-clock"
    happened = "This laptop's date and the server's differ by more than a day, so no bundle was closed"
    todo = "Set the clock that is wrong, then run the command again"
