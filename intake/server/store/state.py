"""The few whole numbers that the server remembers between two starts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Dialect, delete, select

from intake.server.store.models import State

VERSION = "version"
"""Rises with every change of what is published, so that processes know when to forget their copies."""
COMPACTED = "compacted-day"
"""The day of the last compaction: couriers are told what lay there then."""
ARRIVED = "arrived"
"""There while something has arrived since the last compaction."""
UNSORTED = "unsorted"
"""There while a compaction has begun and not ended: the next one must not be left out."""
PULL_DAY = "pull-day"
PULL_COUNT = "pull-count"
"""How many compactions pulls have caused on PULL_DAY."""
UPKEEP = "upkeep-day"
"""The day of the last upkeep."""
TAKEN = "taken-"
"""Followed by a day: bytes taken in on it; only kept when the operator set a limit a day."""


def get(connection: Connection, name: str) -> int | None:
    """The number under ``name``, if there is one."""
    return connection.execute(select(State.number).where(State.name == name)).scalar()


def insert_into(dialect: Dialect, table: Any) -> Any:
    """An INSERT that knows ON CONFLICT; SQLite's and PostgreSQL's are spelled alike."""
    if dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert

        return insert(table)
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table)


def put(connection: Connection, name: str, number: int) -> None:
    """Remember ``number`` under ``name``."""
    new = insert_into(connection.dialect, State).values(name=name, number=number)
    connection.execute(new.on_conflict_do_update(index_elements=["name"], set_={"number": new.excluded.number}))


def add(connection: Connection, name: str, number: int) -> None:
    """Add ``number`` to what stands under ``name``, or begin there."""
    new = insert_into(connection.dialect, State).values(name=name, number=number)
    rise = {"number": State.number + new.excluded.number}
    connection.execute(new.on_conflict_do_update(index_elements=["name"], set_=rise))


def drop(connection: Connection, name: str) -> None:
    """Forget what stands under ``name``."""
    connection.execute(delete(State).where(State.name == name))


def claim(connection: Connection, name: str, day: int) -> bool:
    """Set the day under ``name`` to ``day``; False when another process was first.

    A day after tomorrow is of a clock that was wrong, and is not waited for; tomorrow may be another host's today.
    """
    new = insert_into(connection.dialect, State).values(name=name, number=day)
    rise = new.on_conflict_do_update(
        index_elements=["name"],
        set_={"number": new.excluded.number},
        where=(State.number < day) | (State.number > day + 1),
    )
    return connection.execute(rise, execution_options={"preserve_rowcount": True}).rowcount == 1
