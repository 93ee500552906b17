"""What a courier may do with its token: list, pull, see what is published, publish. No verb deletes; without a token nothing is here."""

from __future__ import annotations

import hashlib
import threading
from collections import defaultdict
from collections.abc import Iterator

from flask import Blueprint, Response, g, request
from sqlalchemy import Connection

from intake.protocol import wire
from intake.server import clock, limits, upkeep
from intake.server.errors import UnknownError
from intake.server.routes import bodies
from intake.server.routes.answers import Answer, as_json
from intake.server.routes.context import service
from intake.server.store import publication, queries, state
from intake.server.store.models import Letter, Parcel

courier = Blueprint("courier", __name__, url_prefix="/courier")

LETTERS_A_PULL = 256
PARCELS_A_PULL = 64
PUBLICATION_BYTES = 64 << 20
TOKEN_BYTES = 32
_SCHEME = "Bearer "
_one_at_a_time: defaultdict[bytes, threading.Lock] = defaultdict(threading.Lock)
"""By token: a publication is held in memory whole, and a laptop that brings one slowly makes no other laptop wait."""


@courier.before_request
def check_token() -> None:
    """Let couriers in; to everybody else these addresses do not exist."""
    untrusted = request.environ.get("HTTP_AUTHORIZATION", "")
    if not untrusted.startswith(_SCHEME):
        raise UnknownError
    try:
        token = bytes.fromhex(untrusted.removeprefix(_SCHEME))
    except ValueError:
        raise UnknownError from None
    if len(token) != TOKEN_BYTES or not service().database.is_courier(token):
        raise UnknownError
    g.token = hashlib.sha256(token).digest()


@courier.get("/state")
def get_state() -> Response:
    """The server's day, the day of the last compaction, and how far the board is."""
    with service().database.read() as connection:
        board = queries.board(connection)
        compacted = state.get(connection, state.COMPACTED)
    sections = max((section.number for section in board.sections), default=0) if board else 0
    return as_json({
        "day": clock.today(),
        "compacted": compacted,
        "board": board.number if board else 0,
        "sections": sections,
    })  # fmt: skip


@courier.get("/list")
def get_list() -> Response:
    """What lay here at the last compaction, by id; a pull causes one where it is allowed."""
    upkeep.compact_for_pull(service().database)
    with service().database.read() as connection:
        compacted = state.get(connection, state.COMPACTED)
        letters = queries.ids(connection, Letter, service().oldest)
        parcels = queries.ids(connection, Parcel, service().oldest)
    return as_json({
        "day": clock.today(),
        "closing": None if compacted is None else compacted - 1,
        "letters": [key.hex() for key in letters],
        "parcels": [key.hex() for key in parcels],
    })  # fmt: skip


@courier.post("/letters")
def pull_letters() -> Response:
    """For each id that exists, ascending: id 16 bytes, letter 8,192 bytes."""
    return _pull(Letter, LETTERS_A_PULL)


@courier.post("/parcels")
def pull_parcels() -> Response:
    """For each id that exists, ascending: id 16 bytes, parcel 65,536 bytes."""
    return _pull(Parcel, PARCELS_A_PULL)


def _pull(table: type[Letter | Parcel], at_most: int) -> Response:
    asked = wire.split_ids(bodies.up_to(at_most * wire.ID_SIZE))
    database = service().database
    with database.read() as connection:
        found = queries.there(connection, table, asked, service().oldest)

    def stream() -> Iterator[bytes]:
        for key in found:  # a short look each: a slow courier must not hold the database open
            with database.read() as connection:
                body = queries.body(connection, table, key)
            if body is not None:
                yield key + body

    return Answer(stream())


@courier.get("/publication")
def get_publication() -> Response:
    """What the next publication must build on, as files: the board, the one-file directory, every day's key records."""
    with service().database.read() as connection:
        files = queries.built_on(connection)
    return Answer(wire.pack_files(files))


@courier.put("/publication")
def put_publication() -> Response:
    """Publish what the courier brought: all of it or nothing; the same again is fine."""
    token: bytes = g.token
    service().room.take_for_publishing(bodies.announced(PUBLICATION_BYTES))
    with _one_at_a_time[token]:
        files = wire.unpack_files(bodies.up_to(PUBLICATION_BYTES))

        def publish(connection: Connection) -> bool:
            if not queries.knows_token(connection, token):  # taken away while the body was on its way
                raise UnknownError
            return publication.publish(connection, files)

        changed = service().database.writer.transaction(publish)
    return as_json({"changed": changed, "day": clock.today()})


LIMITS = dict.fromkeys(("courier.pull_letters", "courier.pull_parcels", "courier.put_publication"), limits.courier)
"""Couriers are few, and even their laptops break."""
