"""What must not stand still, nor stay: a store that hangs, a host that died, a reader that never ends, a body given up."""

from __future__ import annotations

import gc
import os
import secrets
import signal
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import OperationalError

from intake.server import upkeep
from intake.server.app import create_app
from intake.server.errors import ConflictError, FullError, NotStoredError, ServerError
from intake.server.settings import DATABASE_NAME, Settings
from intake.server.store import engine as engines
from intake.server.store import writer as writing
from intake.server.store.database import Database
from intake.server.store.engine import make_engine
from intake.server.store.models import Parcel
from intake.server.store.puts import Put
from intake.server.store.writer import _Alone, _lock
from tests.support import sealed
from tests.support.redis import running_redis
from tests.support.waiting import until

DAY = 20_000
PATIENCE_S = 60.0
ONLY_SQLITE = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
ONLY_POSTGRESQL = pytest.mark.parametrize(
    "settings", [pytest.param("postgresql", marks=pytest.mark.xdist_group("postgresql"))], indirect=True
)


def soon(work: Callable[[], Any]) -> Any:
    """What ``work`` returns. Raises what it raises, and TimeoutError when it hangs; then its thread is left behind."""
    pool = ThreadPoolExecutor(1)
    try:
        return pool.submit(work).result(PATIENCE_S)
    finally:
        pool.shutdown(wait=False)


def refused(work: Callable[..., object], *arguments: object) -> type[ServerError] | None:
    """How it is refused, without keeping the error."""
    try:
        work(*arguments)
    except ServerError as error:
        return type(error)
    return None


@contextmanager
def no_collection() -> Iterator[None]:
    """Only what nobody holds any more goes: Python's search for circles may come a million requests later."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def held() -> list[Put | _Alone]:
    """What was given to a writer and is still in memory."""
    return [each for each in gc.get_objects() if isinstance(each, Put | _Alone)]


def test_what_is_refused_goes_from_memory_with_its_answer(database: Database) -> None:
    """An upload in conflict, and a publication that contradicts: neither is held in a circle with its own error."""
    key = secrets.token_bytes(16)
    database.writer.put_parcel(key, sealed.parcel())
    until(lambda: not held(), "the first upload gone")

    def contradict(_connection: object) -> None:
        raise ConflictError

    with no_collection():
        assert refused(database.writer.put_parcel, key, sealed.parcel()) is ConflictError
        assert refused(database.writer.transaction, contradict) is ConflictError
        until(lambda: not held(), "everything gone that was refused")


def test_an_upload_that_was_given_up_leaves_its_bytes_to_nobody(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a compaction takes long, whoever waits is refused and comes again: the queue does not grow with each try."""
    begun, go = threading.Event(), threading.Event()

    def stand_still(_engine: Engine) -> None:
        begun.set()
        go.wait(PATIENCE_S)

    with ThreadPoolExecutor(1) as pool:
        standing = pool.submit(database.writer.alone, stand_still)
        assert begun.wait(PATIENCE_S)
        with monkeypatch.context() as patch:
            patch.setattr(writing, "WAIT_S", 0.01)
            for _ in range(20):
                assert refused(database.writer.put_parcel, secrets.token_bytes(16), sealed.parcel()) is NotStoredError
        assert sum(len(body) for put in held() if isinstance(put, Put) for body in put.rows.values()) == 0
        go.set()
        standing.result(PATIENCE_S)
    assert database.writer.put_parcel(secrets.token_bytes(16), sealed.parcel())
    with database.read() as connection:
        assert connection.execute(select(func.count()).select_from(Parcel)).scalar() == 1


def test_no_request_needs_two_connections_at_once(
    database: Database, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many requests as there are connections would wait for each other, each holding one: sixteen strangers' worth."""
    monkeypatch.setattr(database.readers.pool, "_timeout", 0.2)
    pool: Any = database.readers.pool
    letters = b"".join(sealed.letter(DAY) for _ in range(4))
    asked = [
        ("GET", "/health", b""),
        ("GET", "/", b""),
        ("GET", "/board", b""),
        ("HEAD", f"/parcels/{secrets.token_hex(16)}", b""),
        ("PUT", f"/parcels/{secrets.token_hex(16)}", sealed.parcel()),
        ("POST", "/letters", letters),
    ]
    with ExitStack() as others:
        for _ in range(pool.size() + pool._max_overflow - 1):
            others.enter_context(database.read())
        for method, path, body in asked:
            monkeypatch.setattr(client.application.extensions["asterism"].room, "_looked", -1e9)
            answer = client.open(path, method=method, data=body)
            assert b"does not answer" not in answer.data, path
        assert (client.get("/health").json or {})["database"]


@ONLY_SQLITE
def test_a_program_that_reads_and_never_ends_stops_no_upload(database: Database) -> None:
    """It keeps the log from being emptied: upkeep says so within seconds, and uploads go on."""
    reader = sqlite3.connect(database.settings.folder / DATABASE_NAME, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM letters").fetchone()
    try:
        database.writer.put_letters((sealed.letter(DAY),))
        with pytest.raises(FullError) as told:
            soon(lambda: upkeep.compact(database))
        assert told.value.happened == "The write-ahead log is in use by another program"
        database.writer.put_letters((sealed.letter(DAY),))
    finally:
        reader.close()
    upkeep.compact(database)


@ONLY_POSTGRESQL
@pytest.mark.parametrize("writes", [False, True], ids=["reader", "writer"])
def test_a_host_that_died_in_a_transaction_stops_nobody_for_good(
    database: Database, monkeypatch: pytest.MonkeyPatch, writes: bool
) -> None:
    """What it holds is taken from it, and the others go on."""
    with monkeypatch.context() as patch:
        patch.setattr(engines, "IDLE_S", 2)
        other = make_engine(database.settings, writes=writes)
        dead = other.connect()
    with dead:
        if writes:
            _lock(dead, alone=False)
        else:
            dead.execute(select(func.count()).select_from(Parcel))
        try:
            soon(lambda: upkeep.compact(database))
        finally:
            dead.invalidate()
    other.dispose()
    assert database.writer.put_parcel(secrets.token_bytes(16), sealed.parcel())


def test_a_database_that_takes_the_line_and_says_nothing_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A PostgreSQL that hangs is one that is away."""
    monkeypatch.setitem(engines.DEAD_LINE, "connect_timeout", 2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql+psycopg://nobody@127.0.0.1:{silent.getsockname()[1]}/none"
        with pytest.raises(OperationalError):
            soon(lambda: Database(Settings(folder=tmp_path, database=url)))


@ONLY_SQLITE
def test_a_limiter_store_that_hangs_fails_no_upload(settings: Settings, tmp_path: Path) -> None:
    """Uploads at once, while Redis is there and while it hangs: all of them are taken."""
    folder = tmp_path / "redis"
    folder.mkdir()
    with running_redis(folder) as url:
        database = Database(settings)
        app = create_app(replace(settings, limiter_storage=url), database)
        pid = int(_redis(url, "INFO server").split("process_id:")[1].split()[0])

        def put(_: int) -> int:
            with app.test_client() as client:
                return client.put(f"/parcels/{secrets.token_hex(16)}", data=sealed.parcel()).status_code

        def at_once() -> list[int]:
            with ThreadPoolExecutor(16) as pool:
                return list(pool.map(put, range(32)))

        try:
            assert set(soon(at_once)) == {201}
            os.kill(pid, signal.SIGSTOP)
            try:
                assert set(soon(at_once)) == {201}
            finally:
                os.kill(pid, signal.SIGCONT)
        finally:
            database.close()


def _redis(url: str, command: str) -> str:
    host, port = url.removeprefix("redis://").split(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE_S) as it:
        it.sendall(f"{command}\r\nQUIT\r\n".encode())
        return b"".join(iter(lambda: it.recv(65_536), b"")).decode()
