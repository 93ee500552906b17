"""Expiry and compaction: by age alone, and so that what is stored no longer tells in which order it came.

SQLite writes new rows where there is room, so a file tells the order of arrivals. VACUUM writes every table anew in
the order of its keys; the write-ahead log tells the order until it is truncated. PostgreSQL: one transaction gives
all rows that arrived one number and CLUSTER writes them in the order of their keys; its own write-ahead log and the
times of its commits stay what its operator made them (docs/operator.md).
"""

from __future__ import annotations

import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Connection, Engine, delete, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from intake.server import clock
from intake.server.errors import ClockLeaptError, DatabaseFailedError, FullError, NotStoredError
from intake.server.limits import free_while_compacting
from intake.server.store import publication, queries, state
from intake.server.store.database import Database
from intake.server.store.engine import BUSY_MS
from intake.server.store.models import Letter, Parcel, State
from intake.server.store.writer import LOCK

PULLS_A_DAY = 3
KEY_DAYS = 35
LEAP_DAYS = 7
"""docs/decisions/0107."""
CHECKPOINT_TRIES = 100
LOOK_S = 600.0
PATIENCE_LOOKS = 6
"""So many looks a process waits for the compaction that another one has begun; then that one has died of it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What one upkeep did: counts of what went, and whether the rest was compacted."""

    letters: int
    parcels: int
    compacted: bool


def run(database: Database, *, clock_is_right: bool = False) -> Kept:
    """Delete what is too old, then compact. ``clock_is_right``: somebody has looked at it.

    Raises:  ClockLeaptError: nothing was done.  FullError: no room to compact, what was too old is gone.
    """

    def old(connection: Connection) -> tuple[int, int]:
        if not clock_is_right and has_leapt(connection):
            raise ClockLeaptError
        return expire(connection, database.settings.keep_days)

    letters, parcels = database.writer.transaction(old)
    compact(database)
    return Kept(letters, parcels, compacted=True)


def has_leapt(connection: Connection) -> bool:
    """Whether the clock is so far ahead of the last upkeep, and of the board's day, that expiry does not go by it.

    A board is signed on the day of a courier's trip. One that is dated ahead of the clock confirms nothing.
    """
    day = clock.today()
    upkeep, board = state.get(connection, state.UPKEEP), queries.board(connection)
    if upkeep is None:
        return False
    return day - max(upkeep, board.day if board and board.day <= day + 1 else 0) > LEAP_DAYS


def expire(connection: Connection, keep_days: int) -> tuple[int, int]:
    """Delete letters, parcels and key records by age; returns how many letters and parcels went.

    What is dated after tomorrow came while the clock was wrong: it has the whole time from today on, and no more.
    """
    day = clock.today()
    state.put(connection, state.UPKEEP, day)
    for table in (Letter, Parcel):
        connection.execute(update(table).where(table.day > day + 1).values(day=day))
    letters = connection.execute(delete(Letter).where(Letter.day < day - keep_days)).rowcount
    parcels = connection.execute(delete(Parcel).where(Parcel.day < day - keep_days)).rowcount
    old_keys = [f"keys/{old}" for old in queries.key_days(connection) if old < day - KEY_DAYS]
    if old_keys:
        publication.remove(connection, old_keys)
        state.add(connection, state.VERSION, 1)
    taken = [f"{state.TAKEN}{day}", f"{state.TAKEN}{day - 1}"]
    of_days_past = State.name.startswith(state.TAKEN, autoescape=True) & State.name.not_in(taken)
    connection.execute(delete(State).where(of_days_past))
    return letters, parcels


def compact_for_pull(database: Database) -> None:
    """Before a courier lists: compact if something arrived since, at most three times a day.

    Where nothing arrived the list is whole as it is, so only its day moves. Where there is no room the courier gets
    what lay there before: it can wait, the sources' promise cannot.
    """
    with database.read() as connection:
        day = clock.today()
        waits = any(state.get(connection, name) for name in (state.ARRIVED, state.UNSORTED))
        compacted = state.get(connection, state.COMPACTED)
    if not waits and compacted == day:
        return
    try:
        if not waits or database.writer.transaction(_take_pull):
            compact(database, only_if_waiting=True)
    except (FullError, NotStoredError, DatabaseFailedError):
        return


def _take_pull(connection: Connection) -> bool:
    day = clock.today()
    same_day = state.get(connection, state.PULL_DAY) == day
    count = (state.get(connection, state.PULL_COUNT) or 0) if same_day else 0
    if count >= PULLS_A_DAY:
        return False
    state.put(connection, state.PULL_DAY, day)
    state.put(connection, state.PULL_COUNT, count + 1)
    return True


def compact(database: Database, *, only_if_waiting: bool = False) -> None:
    """Store everything anew in the order of ids.

    Raises:  FullError: there is no room for it; nothing was changed.  DatabaseFailedError: it was cut short, and is
             still to be done.
    """

    def work(engine: Engine) -> None:
        if engine.dialect.name == "sqlite":
            _compact_sqlite(engine, database, only_if_waiting=only_if_waiting)
        else:
            _compact_postgresql(engine)

    try:
        database.writer.alone(work)
    except (DBAPIError, PoolTimeoutError, sqlite3.Error):  # VACUUM goes past SQLAlchemy
        raise DatabaseFailedError from None


def _mark(connection: Connection) -> bool:
    """Show couriers what lies here; True when there is something to sort."""
    waits = any(state.get(connection, name) for name in (state.ARRIVED, state.UNSORTED))
    for table in (Letter, Parcel):
        connection.execute(update(table).where(~table.listed).values(listed=True))
    state.drop(connection, state.ARRIVED)
    state.put(connection, state.UNSORTED, 1)
    return waits


def _compact_sqlite(engine: Engine, database: Database, *, only_if_waiting: bool) -> None:
    # First of all, so that what was deleted is overwritten in the file before its pages leave the file.
    _outside_transaction(engine, _truncate_log)
    if free_while_compacting(database.settings, database.used_bytes()) < 0:
        raise FullError(todo="Give the server's disk more room: compacting needs twice the database's size free")
    with engine.begin() as connection:
        day = clock.today()
        waits = _mark(connection)
    if waits or not only_if_waiting:
        _outside_transaction(engine, lambda raw: raw.execute("VACUUM").close())
        _outside_transaction(engine, _truncate_log)
    with engine.begin() as connection:
        state.put(connection, state.COMPACTED, day)
        state.drop(connection, state.UNSORTED)


def _outside_transaction(engine: Engine, work: Callable[[sqlite3.Connection], None]) -> None:
    pooled = engine.raw_connection()
    try:
        work(cast("sqlite3.Connection", pooled.driver_connection))
    finally:
        pooled.close()


def _truncate_log(raw: sqlite3.Connection) -> None:
    """Empty the write-ahead log; readers are short, so it is free within moments."""
    raw.execute("PRAGMA busy_timeout = 0").close()  # else each try waits a minute, and all uploads with it
    try:
        for _ in range(CHECKPOINT_TRIES):
            (busy, _pages, _moved) = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if not busy:
                return
            time.sleep(0.05)
    finally:
        raw.execute(f"PRAGMA busy_timeout = {BUSY_MS}").close()
    raise FullError(happened="The write-ahead log is in use by another program", todo="End it, then run upkeep again")


def _compact_postgresql(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
        day = clock.today()
        for table in (Letter, Parcel):
            _put_in_again(connection, table.__tablename__, since=day - 1)
        state.drop(connection, state.ARRIVED)
        state.put(connection, state.UNSORTED, 1)
    with engine.begin() as connection:  # only after that commit are the old rows dead, so that CLUSTER leaves them out
        for table in (Letter, Parcel):
            connection.execute(text(f"CLUSTER {table.__tablename__} USING {table.__tablename__}_pkey"))
        state.put(connection, state.COMPACTED, day)
        state.drop(connection, state.UNSORTED)


def _put_in_again(connection: Connection, name: str, *, since: int) -> None:
    """Take rows out and put them in by id: their bodies lie outside under numbers that count up, which CLUSTER keeps.

    It takes all of the last two days, listed or not, so that the pulls of one day cannot be told apart afterwards.
    """
    moved = f"DELETE FROM {name} WHERE NOT listed OR day >= :since RETURNING id, day, body"  # noqa: S608 - our tables
    again = f"INSERT INTO {name} (id, day, listed, body) SELECT id, day, true, body FROM moved ORDER BY id"  # noqa: S608
    connection.execute(text(f"WITH moved AS ({moved}) {again}"), {"since": since})


class Upkeeper:
    """A thread of the serving process that runs upkeep once a day, also soon after a start that missed it."""

    def __init__(self, database: Database) -> None:
        """Nothing runs before :meth:`start`."""
        self._database = database
        self._stop = threading.Event()
        self._mine = False
        self._behind = 0
        self._thread = threading.Thread(target=self._run, name="upkeep", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """End; what it has under way ends first."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        wait = 0.0
        while not self._stop.wait(wait):
            wait = LOOK_S
            try:
                self._look()
            except Exception as error:  # noqa: BLE001 - whatever it was: a thread that ended would never look again
                # /health tells it; the next look tries again, and so does the operator with "intake upkeep".
                sys.stderr.write(f"intake: upkeep: {type(error).__name__}\n")

    def _look(self) -> None:
        """Take today's upkeep on, or go on with one that was taken on and not ended; of several processes one does."""
        self._behind = self._behind + 1 if self._is_behind() else 0
        mine = self._database.writer.transaction(self._claim)
        if mine or self._behind > (0 if self._mine else PATIENCE_LOOKS):
            self._mine = True
            compact(self._database)
            self._mine = False

    def _claim(self, connection: Connection) -> bool:
        """Whether today's is ours, and then what is too old is gone: both or neither."""
        if has_leapt(connection):
            raise ClockLeaptError
        mine = state.claim(connection, state.UPKEEP, clock.today())
        if mine:
            expire(connection, self._database.settings.keep_days)
        return mine

    def _is_behind(self) -> bool:
        """Whether the compaction that belongs to the last upkeep is still to come."""
        with self._database.read() as connection:
            upkeep, compacted = (state.get(connection, name) for name in (state.UPKEEP, state.COMPACTED))
            return upkeep is not None and (compacted is None or compacted < upkeep)
