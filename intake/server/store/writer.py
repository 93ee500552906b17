"""The one thread of a process that writes: whoever waits meanwhile goes into the next transaction together.

A caller gets its answer after the commit that holds its bytes, and with SQLite that commit is a sync (engine.py):
nothing is acknowledged before it is on disk, and many uploads share one sync.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from intake.protocol import wire
from intake.server.errors import ConflictError, NotStoredError
from intake.server.store.models import Letter, Parcel
from intake.server.store.puts import Put, Puts
from intake.server.store.turn import Turn

T = TypeVar("T")
GROUP_JOBS = 128
WAIT_S = 90.0
LOCK = 0x617374  # PostgreSQL's advisory lock: shared by writers, alone for compaction and publishing


@dataclass(slots=True)
class _Alone:
    """Work that has the writer for itself."""

    work: Callable[[Engine], Any]
    done: Future[Any] = field(default_factory=Future)


class Writer:
    """Groups what waits. ``keep_days``: an object older than this is as good as gone, and may be replaced."""

    def __init__(self, engine: Engine, turn: Turn | None, *, keep_days: int, counts: bool) -> None:
        """``turn``: of SQLite's processes.  ``counts``: keep a sum of bytes for each day, for the operator's limit."""
        self.engine = engine
        self._turn: Turn | nullcontext[None] = turn or nullcontext()
        self._puts = Puts(engine.dialect, keep_days=keep_days, counts=counts)
        self._queue: queue.SimpleQueue[Put | _Alone | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def put_letters(self, letters: tuple[bytes, ...]) -> None:
        """Store sealed letters, each once. Raises NotStoredError."""
        self._wait(Put(Letter, {wire.object_id(letter): letter for letter in letters}))

    def put_parcel(self, parcel_id: bytes, parcel: bytes) -> bool:
        """Store a sealed parcel; False when the same bytes are there already. Raises ConflictError, NotStoredError."""
        return self._wait(Put(Parcel, {parcel_id: parcel}))

    def alone(self, work: Callable[[Engine], T]) -> T:
        """Run ``work`` between two groups, in this thread's place in the queue. Raises what it raises."""
        job = _Alone(work)
        self._queue.put(job)
        try:
            return cast("T", job.done.result())
        finally:
            job.done = Future()  # as in _wait: here the error's traceback leads to frames of this job that are not ours

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
        if isinstance(self._turn, Turn):
            self._turn.close()

    def _wait(self, job: Put) -> bool:
        self._queue.put(job)
        try:
            return job.done.result(WAIT_S)
        except TimeoutError:
            if job.done.cancel():  # the queue may stand still for long, and whoever gives up may come again and again
                job.rows = {}
            raise NotStoredError from None
        finally:
            del job  # an error's traceback holds this frame, and the job its error: together they would keep the bytes

    def _run(self) -> None:
        while self._serve(self._queue.get()):
            pass  # nothing of what was written is held while the thread waits for more

    def _serve(self, first: Put | _Alone | None) -> bool:
        """The first and what waits behind it; False when there is nothing more to come."""
        if first is None:
            return False
        with self._turn:  # what comes in while another process writes joins this group
            group, then = self._group(first)
            if group:
                self._write(group)
            if then is not None:
                try:
                    then.done.set_result(then.work(self.engine))
                except BaseException as error:  # noqa: BLE001 - it belongs to the thread that waits
                    then.done.set_exception(error)
        return True

    def _group(self, job: Put | _Alone | None) -> tuple[list[Put], _Alone | None]:
        """All that waits, up to something that wants the writer for itself; and that."""
        group: list[Put] = []
        while isinstance(job, Put):
            if job.done.set_running_or_notify_cancel():  # else nobody waits for it any more
                group.append(job)
            if len(group) == GROUP_JOBS:
                return group, None
            try:
                job = self._queue.get_nowait()
            except queue.Empty:
                return group, None
        if job is None:
            self._queue.put(None)
        return group, job

    def _write(self, group: list[Put]) -> None:
        try:
            with self.engine.begin() as connection:
                _lock(connection, alone=False)
                answers = self._puts.store(connection, group)
        except Exception as error:  # noqa: BLE001 - whatever it was: nobody may be told that it is stored
            known = isinstance(error, DBAPIError | PoolTimeoutError)
            for job in group:
                job.done.set_exception(NotStoredError() if known else error)
            return
        for job, answer in zip(group, answers, strict=True):
            if answer is None:
                job.done.set_exception(ConflictError())
            else:
                job.done.set_result(answer)


def _lock(connection: Connection, *, alone: bool) -> None:
    """SQLite's transaction has taken its lock already (engine.py)."""
    if connection.dialect.name == "postgresql":
        kind = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
        connection.execute(text(f"SELECT {kind}({LOCK})"))
