"""How the installation is: what an operator's monitor may know, and strangers too. Nothing here depends on traffic."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from intake.protocol import wire
from intake.server import clock
from intake.server.limits import Room
from intake.server.store import queries, state
from intake.server.store.database import Database

UPKEEP_LATE_DAYS = 2
"""Upkeep runs daily; a day without is a restart, two are a fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Days are whole numbers since 1970-01-01; None: not published yet, or not readable."""

    day: int
    database: bool
    room: bool
    upkeep: bool
    board_day: int | None = None
    keys_until: int | None = None
    timestamp_until: int | None = None
    targets_until: int | None = None

    @property
    def is_well(self) -> bool:
        """Whether a source could use the service today, and its promises are kept."""
        published = (self.keys_until, self.timestamp_until, self.targets_until)
        lasts = all(until is None or until >= self.day for until in published)
        return self.database and self.room and self.upkeep and lasts

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return {"well": self.is_well, **asdict(self)}


def look(database: Database, room: Room) -> Health:
    """Look once at everything."""
    day = clock.today()
    try:
        has_room = room.has_some()  # it looks by a connection of its own: two at once for each would stop all readers
        with database.read() as connection:
            upkeep = state.get(connection, state.UPKEEP)
            board = queries.board(connection)
            days = queries.key_days(connection)
            return Health(
                day=day,
                database=True,
                room=has_room,
                upkeep=upkeep is not None
                and day - UPKEEP_LATE_DAYS < upkeep <= day + 1,  # a later one did not happen yet
                board_day=board.day if board else None,
                keys_until=days[-1] if days else None,
                timestamp_until=_expires(queries.published(connection, "directory/timestamp.json")),
                targets_until=_expires(_newest_targets(connection)),
            )
    except (DBAPIError, OSError):
        return Health(day=day, database=False, room=False, upkeep=False)


def _newest_targets(connection: Connection) -> bytes | None:
    try:
        bundle = json.loads(queries.published(connection, "directory/timestamp.json") or b"")
        snapshot_version = bundle["signed"]["meta"]["snapshot.json"]["version"]
        snapshot = json.loads(queries.published(connection, f"directory/{int(snapshot_version)}.snapshot.json") or b"")
        version = int(snapshot["signed"]["meta"]["targets.json"]["version"])
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None
    return queries.published(connection, f"directory/{version}.targets.json")


def _expires(metadata: bytes | None) -> int | None:
    """The last whole day on which TUF metadata is good."""
    try:
        moment = datetime.fromisoformat(json.loads(metadata or b"")["signed"]["expires"])
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None
    return wire.day_of(moment.replace(tzinfo=UTC).timestamp())
