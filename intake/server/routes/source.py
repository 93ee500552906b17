"""What a source sends: exchanges and parcels. Nothing here knows or keeps who sends."""

from __future__ import annotations

import secrets
import time

from flask import Blueprint, Response

from intake.protocol import wire
from intake.server import clock, limits
from intake.server.errors import UnknownError
from intake.server.routes import bodies
from intake.server.routes.answers import Answer
from intake.server.routes.context import service
from intake.server.store import queries

source = Blueprint("source", __name__)

REFUSAL_S = 0.003
"""A parcel that is not here is answered so long after the question, whatever the database had to do: looking in vain for
an id that expired takes some microseconds more than for one that never was, and ten thousand questions would tell."""


def parse_id(untrusted: str) -> bytes | None:
    """An id's 16 bytes from its 32 lower-case hexadecimal digits, or None."""
    if len(untrusted) != 2 * wire.ID_SIZE or set(untrusted) - set("0123456789abcdef"):
        return None
    return bytes.fromhex(untrusted)


@source.post("/letters")
def post_exchange() -> Response:
    """Store four letters: 201 once they are on disk, and again for the same bytes, which are stored once."""
    untrusted = bodies.exactly(wire.EXCHANGE_SIZE)
    letters = wire.split_exchange(untrusted, clock.today())
    service().room.take(wire.EXCHANGE_SIZE)
    service().database.writer.put_letters(letters)
    return Answer(status=201)


@source.put("/parcels/<untrusted_id>")
def put_parcel(untrusted_id: str) -> Response:
    """Store one parcel: 201 once it is on disk, 200 when these bytes are there already, 409 when others are."""
    parcel_id = parse_id(untrusted_id)
    if parcel_id is None:
        raise UnknownError
    untrusted = bodies.exactly(wire.PARCEL_SIZE)
    service().room.take(wire.PARCEL_SIZE)
    new = service().database.writer.put_parcel(parcel_id, untrusted)
    return Answer(status=201 if new else 200)


@source.route("/parcels/<untrusted_id>", methods=["HEAD"])
def head_parcel(untrusted_id: str) -> Response:
    """200 when the parcel is here; unknown, expired and malformed ids are one answer by one path at one time."""
    until = time.monotonic() + REFUSAL_S
    parcel_id = parse_id(untrusted_id)
    nobodys = secrets.token_bytes(wire.ID_SIZE)  # looked for in the place of a malformed one, somewhere in the table
    with service().database.read() as connection:
        found = queries.has_parcel(connection, parcel_id or nobodys, service().oldest)
    if found and parcel_id:
        return Answer(status=200)
    time.sleep(max(0.0, until - time.monotonic()))
    raise UnknownError


LIMITS = {"source.post_exchange": limits.exchanges, "source.put_parcel": limits.parcels}
"""Each origin's share of what is written here."""
