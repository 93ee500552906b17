"""The one thread of a process that writes: whoever waits meanwhile goes into the next transaction together.

A caller gets its answer after the commit that holds its bytes, and with SQLite that commit is a sync (engine.py):
nothing is acknowledged before it is on disk, and many uploads share one sync.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from intake.protocol import wire
from intake.server import clock
from intake.server.errors import ConflictError, NotStoredError
from intake.server.store import state
from intake.server.store.models import Letter, Parcel, State

T = TypeVar("T")
GROUP_JOBS = 128
WAIT_S = 90.0
LOCK = 0x617374  # PostgreSQL's advisory lock: shared by writers, alone for compaction and publishing


@dataclass(slots=True)
class _Put:
    """What one request brings: letters, or parcels; ids with bodies."""

    table: type[Letter | Parcel]
    rows: dict[bytes, bytes]
    done: Future[bool] = field(default_factory=Future)


@dataclass(slots=True)
class _Alone:
    """Work that has the writer for itself."""

    work: Callable[[Engine], Any]
    done: Future[Any] = field(default_factory=Future)


class Writer:
    """Groups what waits. ``keep_days``: an object older than this is as good as gone, and may be replaced."""

    def __init__(self, engine: Engine, *, keep_days: int, counts: bool) -> None:
        """``counts``: keep a sum of bytes for each day, for the operator's limit."""
        self.engine = engine
        self._keep_days = keep_days
        self._counts = counts
        self._queue: queue.SimpleQueue[_Put | _Alone | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def put_letters(self, letters: tuple[bytes, ...]) -> None:
        """Store sealed letters, each once. Raises NotStoredError."""
        self._wait(_Put(Letter, {wire.object_id(letter): letter for letter in letters}))

    def put_parcel(self, parcel_id: bytes, parcel: bytes) -> bool:
        """Store a sealed parcel; False when the same bytes are there already. Raises ConflictError, NotStoredError."""
        return self._wait(_Put(Parcel, {parcel_id: parcel}))

    def alone(self, work: Callable[[Engine], T]) -> T:
        """Run ``work`` between two groups, in this thread's place in the queue. Raises what it raises."""
        job = _Alone(work)
        self._queue.put(job)
        return cast("T", job.done.result())

    def transaction(self, work: Callable[[Connection], T]) -> T:
        """Run ``work`` in one transaction that no other writer of any process shares. Raises NotStoredError."""

        def run(engine: Engine) -> T:
            with engine.begin() as connection:
                _lock(connection, alone=True)
                return work(connection)

        try:
            return self.alone(run)
        except (DBAPIError, PoolTimeoutError):
            raise NotStoredError from None

    def stop(self) -> None:
        """Write what waits, then end the thread."""
        self._queue.put(None)
        self._thread.join()
        self.engine.dispose()

    def _wait(self, job: _Put) -> bool:
        self._queue.put(job)
        try:
            return job.done.result(WAIT_S)
        except TimeoutError:
            raise NotStoredError from None

    def _run(self) -> None:
        while (job := self._queue.get()) is not None:
            group: list[_Put] = []
            while isinstance(job, _Put):
                group.append(job)
                if len(group) == GROUP_JOBS:
                    job = None
                    break
                try:
                    job = self._queue.get_nowait()
                except queue.Empty:
                    job = None
                    break
                if job is None:
                    self._queue.put(None)
            if group:
                self._write(group)
            if isinstance(job, _Alone):
                try:
                    job.done.set_result(job.work(self.engine))
                except BaseException as error:  # noqa: BLE001 - it belongs to the thread that waits
                    job.done.set_exception(error)
                del job

    def _write(self, group: list[_Put]) -> None:
        try:
            with self.engine.begin() as connection:
                _lock(connection, alone=False)
                answers = self._store(connection, group)
        except Exception as error:  # noqa: BLE001 - whatever it was: nobody may be told that it is stored
            told = NotStoredError() if isinstance(error, DBAPIError | PoolTimeoutError) else error
            for job in group:
                job.done.set_exception(told)
            return
        for job, answer in zip(group, answers, strict=True):
            if answer is None:
                job.done.set_exception(ConflictError())
            else:
                job.done.set_result(answer)

    def _store(self, connection: Connection, group: list[_Put]) -> list[bool | None]:
        """True: new; False: there already; None: other bytes are there. All or, if it raises, nothing."""
        day = clock.today()  # read under the lock: a compaction of a later day has certainly seen this
        letters = {key: body for job in group if job.table is Letter for key, body in job.rows.items()}
        if letters:
            connection.execute(
                state.insert_into(connection, Letter).on_conflict_do_nothing(),
                [{"id": key, "day": day, "listed": False, "body": body} for key, body in letters.items()],
            )
        answers: list[bool | None] = []
        parcels: dict[bytes, bytes] = {}
        there = self._there(connection, [key for job in group if job.table is Parcel for key in job.rows], day)
        for job in group:
            if job.table is Letter:
                answers.append(True)
                continue
            ((key, body),) = job.rows.items()
            known = there.get(key, parcels.get(key))
            answers.append(True if known is None else False if known == body else None)
            parcels.setdefault(key, body) if key not in there else None
        if parcels and not self._insert_parcels(connection, parcels, day):
            return self._store(connection, group)  # PostgreSQL: another host was first; it has committed by now
        if letters or parcels:
            connection.execute(
                state.insert_into(connection, State).values(name=state.ARRIVED, number=1).on_conflict_do_nothing()
            )
            if self._counts:
                size = len(letters) * wire.LETTER_SIZE + len(parcels) * wire.PARCEL_SIZE
                state.add(connection, f"{state.TAKEN}{day}", size)
        return answers

    def _there(self, connection: Connection, keys: list[bytes], day: int) -> dict[bytes, bytes]:
        if not keys:
            return {}
        found = select(Parcel.id, Parcel.body).where(Parcel.id.in_(keys), Parcel.day >= day - self._keep_days)
        return {key: body for key, body in connection.execute(found)}  # noqa: C416 - rows are not pairs for mypy

    def _insert_parcels(self, connection: Connection, parcels: dict[bytes, bytes], day: int) -> bool:
        new = state.insert_into(connection, Parcel)
        replace = new.on_conflict_do_update(
            index_elements=["id"],
            set_={"day": new.excluded.day, "listed": new.excluded.listed, "body": new.excluded.body},
            where=Parcel.day < day - self._keep_days,
        )
        rows = [{"id": key, "day": day, "listed": False, "body": body} for key, body in parcels.items()]
        return connection.execute(replace, rows).rowcount in (len(rows), -1)


def _lock(connection: Connection, *, alone: bool) -> None:
    """SQLite's transaction has taken its lock already (engine.py)."""
    if connection.dialect.name == "postgresql":
        kind = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
        connection.execute(text(f"SELECT {kind}({LOCK})"))
