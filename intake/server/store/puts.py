"""What many requests bring, in one transaction: who is new, who is known, who is in conflict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Dialect, bindparam, select

from intake.protocol import wire
from intake.server import clock
from intake.server.store import state
from intake.server.store.models import Letter, Parcel, State

Answer = bool | None
"""True: it is new. False: it is there already. None: other bytes are there."""


@dataclass(slots=True)
class Put:
    """What one request brings, letters or one parcel: bodies by id; and where its answer goes."""

    table: type[Letter | Parcel]
    rows: dict[bytes, bytes]
    done: Future[bool] = field(default_factory=Future)


class Puts:
    """The statements, built once: building them anew cost as much as Flask."""

    def __init__(self, dialect: Dialect, *, keep_days: int, counts: bool) -> None:
        """``keep_days``: an older parcel is as good as gone.  ``counts``: keep a sum of bytes for each day."""
        self._keep_days = keep_days
        self._counts = counts
        parcels: Any = Parcel.__table__
        self._letters = _or_instead_of_older(dialect, Letter.__table__)
        # An INSERT's number of rows is not kept otherwise, and PostgreSQL's would be -1.
        self._parcels = _or_instead_of_older(dialect, parcels).execution_options(preserve_rowcount=True)
        self._known = select(parcels.c.id, parcels.c.body).where(
            parcels.c.id.in_(bindparam("keys", expanding=True)), parcels.c.day >= bindparam("oldest")
        )
        arrived = state.insert_into(dialect, State.__table__).values(name=state.ARRIVED, number=1)
        self._arrived = arrived.on_conflict_do_nothing()

    def store(self, connection: Connection, group: Sequence[Put]) -> list[Answer]:
        """Store a group and answer each of it, in order. If it raises, nothing may be acknowledged."""
        day = clock.today()  # read under the writers' lock: a compaction of a later day has certainly seen this
        letters = {key: body for put in group if put.table is Letter for key, body in put.rows.items()}
        if letters:
            connection.execute(self._letters, self._rows(letters, day))
        keys = [key for put in group if put.table is Parcel for key in put.rows]
        known = self._there(connection, keys, day)
        new: dict[bytes, bytes] = {}
        answers: list[Answer] = []
        for put in group:
            if put.table is Letter:
                answers.append(True)
                continue
            ((key, body),) = put.rows.items()
            if key not in known:
                new[key] = known[key] = body
                answers.append(True)
            else:
                answers.append(False if known[key] == body else None)
        if new and not self._insert(connection, new, day):
            return self.store(connection, group)  # PostgreSQL: another host was first, and has committed by now
        if letters or new:
            connection.execute(self._arrived)
            if self._counts:
                size = len(letters) * wire.LETTER_SIZE + len(new) * wire.PARCEL_SIZE
                state.add(connection, f"{state.TAKEN}{day}", size)
        return answers

    def _rows(self, bodies: Mapping[bytes, bytes], day: int) -> list[dict[str, Any]]:
        """By id: two hosts that bring the same rows wait for each other in one order, and so never for good."""
        rest = {"day": day, "listed": False, "oldest": day - self._keep_days}
        return [{"id": key, "body": bodies[key], **rest} for key in sorted(bodies)]

    def _there(self, connection: Connection, keys: Sequence[bytes], day: int) -> dict[bytes, bytes]:
        if not keys:
            return {}
        found = connection.execute(self._known, {"keys": keys, "oldest": day - self._keep_days})
        return {bytes(row.id): bytes(row.body) for row in found}

    def _insert(self, connection: Connection, new: Mapping[bytes, bytes], day: int) -> bool:
        """False when an id was taken meanwhile, which only another host can do."""
        rows = self._rows(new, day)
        return connection.execute(self._parcels, rows).rowcount == len(rows)


def _or_instead_of_older(dialect: Dialect, table: Any) -> Any:
    """An INSERT that leaves a row of this id alone, unless it is as good as gone: the next upkeep would take it."""
    new = state.insert_into(dialect, table)
    return new.on_conflict_do_update(
        index_elements=["id"],
        set_={name: new.excluded[name] for name in ("day", "listed", "body")},
        where=table.c.day < bindparam("oldest"),
    )
