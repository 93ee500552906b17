"""Power cuts, as far as a process can suffer them: what was acknowledged is there afterwards, whole."""

from __future__ import annotations

import os
import random
import secrets
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from hashlib import sha256
from http.client import HTTPException
from pathlib import Path

import pytest
from sqlalchemy import select, text

from intake.protocol import wire
from intake.server.settings import load
from intake.server.store.engine import make_engine
from intake.server.store.models import Letter, Parcel
from tests.support import sealed
from tests.support.again import starter
from tests.support.http import Line, line
from tests.support.postgres import restart, running_postgres, stop
from tests.support.server import init_server, run, running_server
from tests.support.waiting import until

CLIENTS = 4
ROUNDS = 6
LONG_ROUNDS, LONG_ROUNDS_POSTGRES = 200, 50
# After how many seconds under load the server is killed, drawn anew for each round; and not before so many objects are
# acknowledged, however slow the machine is.
SOONEST_S, LATEST_S = 0.02, 0.4
LEAST = 10


class Uploader(threading.Thread):
    """Sends until the line breaks; remembers what was acknowledged and what was under way."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.line = Line(url)
        self.letters: dict[bytes, bytes] = {}
        self.parcels: dict[bytes, bytes] = {}
        self.broke = False
        self.stop = threading.Event()

    def run(self) -> None:
        """Letters and parcels in turn."""
        day = wire.day_of(time.time())
        try:
            while not self.stop.is_set():
                body = sealed.exchange(day)
                assert self.line.ask("POST", "/letters", body).status == 201
                self.letters |= {wire.object_id(each): sha256(each).digest() for each in wire.split_exchange(body, day)}
                key, parcel = secrets.token_bytes(16), sealed.parcel()
                assert self.line.ask("PUT", f"/parcels/{key.hex()}", parcel).status == 201
                self.parcels[key] = sha256(parcel).digest()
        except (OSError, HTTPException):
            self.broke = True
        finally:
            self.line.close()


def acknowledged(uploaders: list[Uploader]) -> int:
    """How many objects so far."""
    return sum(len(each.letters) + len(each.parcels) for each in uploaders)


def rounds(folder: Path, number: int, workers: int, database: str = "") -> int:
    """Start, load, kill, look; returns how many objects were acknowledged in all, of which none is lost."""
    init_server(folder, f'database = "{database}"\n')
    letters: dict[bytes, bytes] = {}
    parcels: dict[bytes, bytes] = {}
    with starter() as servers:
        for turn in range(number):
            server = servers.start(folder, workers)
            uploaders = [Uploader(server.url) for _ in range(CLIENTS)]
            for uploader in uploaders:
                uploader.start()
            time.sleep(random.Random(turn).uniform(SOONEST_S, LATEST_S))
            until(lambda: acknowledged(uploaders) >= LEAST, "uploads")  # noqa: B023 - now
            server.kill()
            for uploader in uploaders:
                uploader.join(60)
                assert uploader.broke, "an upload failed in another way than by the kill"
                letters |= uploader.letters
                parcels |= uploader.parcels
    check(folder, letters, parcels)
    print(f"{number} kills, {len(letters) + len(parcels)} objects acknowledged, acknowledged objects lost: 0")
    return len(letters) + len(parcels)


def check(folder: Path, letters: dict[bytes, bytes], parcels: dict[bytes, bytes]) -> None:
    """All that was acknowledged is there, and nothing is there in part. What is kept are the bodies' SHA-256."""
    settings = load(folder)
    engine = make_engine(settings, writes=False)
    with engine.connect() as connection:
        if settings.is_sqlite:
            assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
        for table, kept, size in ((Letter, letters, wire.LETTER_SIZE), (Parcel, parcels, wire.PARCEL_SIZE)):
            lost = dict(kept)
            for row in connection.execution_options(yield_per=256).execute(select(table.id, table.body)):
                assert len(row.body) == size
                if bytes(row.id) in lost:
                    assert lost.pop(bytes(row.id)) == sha256(row.body).digest()
            assert not lost, f"acknowledged objects lost: {len(lost)}"
    engine.dispose()


def test_what_was_acknowledged_outlives_a_kill(tmp_path: Path) -> None:
    """Some kills in the middle of uploads: nothing acknowledged is lost, nothing is half there."""
    assert rounds(tmp_path, ROUNDS, workers=1) > 50


def test_what_was_acknowledged_outlives_a_kill_on_postgresql(tmp_path: Path) -> None:
    """The same promise on the other database."""
    with running_postgres() as url:
        assert rounds(tmp_path, 3, workers=1, database=url) > 10


def test_uploads_pulls_and_upkeep_at_once_lose_nothing(tmp_path: Path) -> None:
    """Two workers, a courier that pulls and an operator who compacts, in the middle of uploads: all wait their turn."""
    token = init_server(tmp_path)
    with running_server(tmp_path, workers=2) as server:
        uploaders = [Uploader(server.url) for _ in range(CLIENTS)]
        for uploader in uploaders:
            uploader.start()
        with line(server.url) as courier:
            for _ in range(4):
                listed = courier.ask("GET", "/courier/list", headers={"Authorization": f"Bearer {token}"})
                assert listed.status == 200
                time.sleep(0.2)
        run("upkeep", str(tmp_path))
        until(lambda: all(len(each.parcels) > 1 for each in uploaders), "uploads")
        for uploader in uploaders:
            uploader.stop.set()
        for uploader in uploaders:
            uploader.join(60)
            assert not uploader.broke
        assert server.output.read_bytes() == b""
    letters = {key: body for uploader in uploaders for key, body in uploader.letters.items()}
    parcels = {key: body for uploader in uploaders for key, body in uploader.parcels.items()}
    assert len(parcels) > CLIENTS
    check(tmp_path, letters, parcels)


def test_a_database_that_restarts_under_load_costs_nothing_acknowledged(tmp_path: Path) -> None:
    """Uploads meanwhile are refused with 503 and go through when they are sent again; the server itself stays up."""
    with running_postgres() as url:
        init_server(tmp_path, f'database = "{url}"\n')
        parcels: dict[bytes, bytes] = {}
        with running_server(tmp_path) as server, ThreadPoolExecutor(CLIENTS) as pool:
            ended = threading.Event()
            answers: list[int] = []
            waiting = [pool.submit(_persist, server.url, ended, answers) for _ in range(CLIENTS)]
            try:
                restarts = 0
                while restarts < 2 or 503 not in answers:
                    before = len(answers)
                    until(partial(_is_acknowledged, answers, before + CLIENTS), "uploads")
                    assert restarts < 20, "no restart was ever noticed"
                    restart(url)
                    restarts += 1
                before = len(answers)
                until(partial(_is_acknowledged, answers, before), "uploads after the last one")
            finally:
                ended.set()
            for each in waiting:
                parcels |= each.result(60)
            assert set(answers) <= {200, 201, 503}
            assert server.process.poll() is None
        check(tmp_path, {}, parcels)
        assert len(parcels) > CLIENTS


def test_a_worker_that_begins_while_the_database_is_away_waits_for_it(tmp_path: Path) -> None:
    """Workers are replaced daily; one that begins in the middle of a restart does not take the server down with it."""
    with running_postgres() as url:
        init_server(tmp_path, f'database = "{url}"\n')
        with running_server(tmp_path) as server:
            (_, worker) = server.pids
            stop(url)
            os.kill(worker, signal.SIGKILL)
            until(lambda: server.process.poll() is not None or worker not in server.pids, "another worker")
            time.sleep(4)  # granian gives up if the next one dies too within 5.5 s of its beginning
            restart(url)
            put = f"/parcels/{secrets.token_hex(16)}"

            def stored() -> bool:
                assert server.process.poll() is None
                with suppress(OSError, HTTPException), line(server.url) as it:
                    return it.ask("PUT", put, sealed.parcel()).status in {201, 409}
                return False

            until(stored, "the server is back")


def _is_acknowledged(answers: list[int], since: int) -> bool:
    return 201 in answers[since:]


def _persist(url: str, ended: threading.Event, answers: list[int]) -> dict[bytes, bytes]:
    """Upload parcels, each again until it is acknowledged; what is answered joins ``answers``."""
    parcels: dict[bytes, bytes] = {}
    with line(url) as it:
        while not ended.is_set():
            key, parcel = secrets.token_bytes(16), sealed.parcel()
            while (status := it.ask("PUT", f"/parcels/{key.hex()}", parcel).status) not in {200, 201}:
                answers.append(status)
                time.sleep(0.1)
            answers.append(status)
            parcels[key] = sha256(parcel).digest()
    return parcels


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_what_was_acknowledged_outlives_two_hundred_kills(tmp_path: Path) -> None:
    """Two workers race for one database, and neither is let end what it does."""
    assert rounds(tmp_path, LONG_ROUNDS, workers=2) > 5 * LONG_ROUNDS


@pytest.mark.long
@pytest.mark.timeout(900)
def test_what_was_acknowledged_outlives_fifty_kills_on_postgresql(tmp_path: Path) -> None:
    """The same on the other database."""
    with running_postgres() as url:
        assert rounds(tmp_path, LONG_ROUNDS_POSTGRES, workers=2, database=url) > 5 * LONG_ROUNDS_POSTGRES
