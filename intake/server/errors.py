"""What the server refuses, in the three sentences that a person may read; ``status`` is the HTTP answer."""

from __future__ import annotations

from typing import ClassVar

from intake.protocol.errors import AsterismError

MINUTE = 60
HOUR = 3600


class ServerError(AsterismError):
    """The root of what the server refuses."""

    status: ClassVar[int] = 400
    retry_after: ClassVar[int | None] = None


class SettingsError(ServerError):
    """The settings file does not parse, or has a key that nobody reads."""

    code = "settings"
    happened = "The settings file cannot be used"
    kept = "The server was not started"
    todo = "Mend intake.toml as docs/operator.md says, then start again"


class NotInitialisedError(ServerError):
    """The folder holds no server, or one of another version."""

    code = "not-initialised"
    happened = "This folder holds no server, or its database is of another version"
    kept = "Nothing was changed"
    todo = 'Run "intake init" on this folder; it brings an older database up to date'


class ClockLeaptError(ServerError):
    """The clock is far ahead of every day that is known otherwise: expiry by it could delete everything at once."""

    code = "clock-leapt"
    happened = "The clock has leapt ahead, and nothing that was published since confirms it"
    kept = "Nothing was deleted"
    todo = (
        "Look at this machine's clock; if it is right: intake upkeep FOLDER --clock-is-right, or wait for the courier"
    )


class NoSuchTokenError(ServerError):
    """No courier's token has this name."""

    code = "no-such-token"
    happened = "No token has this name"
    kept = "Nothing was changed"
    todo = 'Give the name that "intake courier-token" was given'


class PortTakenError(ServerError):
    """Another program answers at the port: granian would listen beside it, and requests would go to either."""

    code = "port-taken"
    happened = "Another program answers at this port already"
    kept = "Nothing was started"
    todo = "End the other one, or choose another --port"


class UnknownError(ServerError):
    """There is nothing at this address: unknown, expired and malformed are one answer."""

    status = 404
    code = "unknown"
    happened = "There is nothing here"
    kept = "Nothing was stored"
    todo = "Check the address"


class TooLargeError(ServerError):
    """The body is larger than the one size of this address."""

    status = 413
    code = "size"
    happened = "This is larger than the one size that is taken here"
    kept = "Nothing was stored"
    todo = "Send the exact size that the protocol says"


class TooSmallError(ServerError):
    """The body is smaller than the one size of this address, or ended early."""

    status = 400
    code = "size"
    happened = "This is smaller than the one size that is taken here, or it was cut on its way"
    kept = "Nothing was stored"
    todo = "Send the same bytes again, whole"


class LengthRequiredError(ServerError):
    """The body has no length in front: it could be of any size."""

    status = 411
    code = "length"
    happened = "The length has to be said first"
    kept = "Nothing was stored"
    todo = "Send it with Content-Length, not in chunks"


class EncodedError(ServerError):
    """The body is compressed: its true size would be known only afterwards."""

    status = 415
    code = "encoded"
    happened = "Compressed bodies are not taken"
    kept = "Nothing was stored"
    todo = "Send it without Content-Encoding"


class ConflictError(ServerError):
    """Other bytes lie under this id."""

    status = 409
    code = "conflict"
    happened = "Other bytes lie here already"
    kept = "What was there before is as it was"
    todo = "Seal it again under a new key"


class PublicationError(ServerError):
    """What the courier brought has a path or a size that has no place here."""

    status = 400
    code = "publication"
    happened = "What was brought does not have the form that is published here"
    kept = "What was published before is as it was"
    todo = "Use the courier of the same version as this server"


class UnsignedError(ServerError):
    """What the courier brought is no page that this newsroom's admins signed."""

    status = 400
    code = "unsigned"
    happened = "What was brought is not what this newsroom's admins signed"
    kept = "What was published before is as it was"
    todo = "Take the admins' files from the stick again; if this laptop was in other hands, tell the admins"


class NotExtendingError(ServerError):
    """What the courier brought contradicts what is published."""

    status = 409
    code = "not-extending"
    happened = "What was brought contradicts what is published: answers and keys are only ever added"
    kept = "What was published before is as it was"
    todo = "Ask whether another courier published in between; get the present state, then sign again"


class UnpublishedError(ServerError):
    """The newsroom has not published anything yet."""

    status = 503
    retry_after = HOUR
    code = "unpublished"
    happened = "This newsroom has not opened yet"
    kept = "Nothing was stored"
    todo = 'Operator: give the courier the token that "intake courier-token" prints; its first sync publishes the page'


class SlowDownError(ServerError):
    """One connection sends more than its share."""

    status = 429
    retry_after = 10 * MINUTE
    code = "slow-down"
    happened = "This connection has sent very much in a short time"
    kept = "What was acknowledged is kept; this was not stored"
    todo = "Wait ten minutes, then send the same bytes again"


class FullError(ServerError):
    """The server is near the end of its room, or of what it takes a day."""

    status = 503
    retry_after = HOUR
    code = "full"
    happened = "The server has no room for more just now"
    kept = "What was acknowledged is kept; this was not stored"
    todo = "Send the same bytes again later"


class NotStoredError(ServerError):
    """The database did not confirm that the bytes are on disk."""

    status = 503
    retry_after = MINUTE
    code = "not-stored"
    happened = "The server could not write this to its disk"
    kept = "What was acknowledged before is kept; whether this was stored is not known"
    todo = "Send the same bytes again in a minute"


class DatabaseFailedError(ServerError):
    """A command of the operator's could not read or write the database."""

    code = "database"
    happened = "The server's database cannot be read, or has no room to be written"
    kept = "Nothing was begun that is half done: what the database does not confirm it takes back"
    todo = 'Look how much of the disk is free, then run the command again; "intake doctor" says whether the database is whole'


class BrokenServerError(ServerError):
    """Something failed that should not: the operator finds the place, without any data, in the service's output."""

    status = 500
    code = "server"
    happened = "The server made a mistake"
    kept = "What was acknowledged before is kept"
    todo = "Send the same bytes again later"
