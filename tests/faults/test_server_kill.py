"""Power cuts, as far as a process can suffer them: what was acknowledged is there afterwards, whole."""

from __future__ import annotations

import random
import secrets
import sqlite3
import threading
import time
from http.client import HTTPException
from pathlib import Path

import pytest

from intake.protocol import wire
from tests.support import sealed
from tests.support.http import Line
from tests.support.server import init_server, running_server

CLIENTS = 4
ROUNDS = 12
LONG_ROUNDS = 200


class Uploader(threading.Thread):
    """Sends until the line breaks; remembers what was acknowledged and what was under way."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.line = Line(url)
        self.letters: dict[bytes, bytes] = {}
        self.parcels: dict[bytes, bytes] = {}
        self.broke = False

    def run(self) -> None:
        """Letters and parcels in turn."""
        day = wire.day_of(time.time())
        try:
            while True:
                body = sealed.exchange(day)
                assert self.line.ask("POST", "/letters", body).status == 201
                self.letters |= {wire.object_id(each): each for each in wire.split_exchange(body, day)}
                key, parcel = secrets.token_bytes(16), sealed.parcel()
                assert self.line.ask("PUT", f"/parcels/{key.hex()}", parcel).status == 201
                self.parcels[key] = parcel
        except (OSError, HTTPException):
            self.broke = True


def rounds(folder: Path, number: int, workers: int) -> int:
    """Start, load, kill, look; returns how many objects were acknowledged in all."""
    init_server(folder)
    letters: dict[bytes, bytes] = {}
    parcels: dict[bytes, bytes] = {}
    for turn in range(number):
        with running_server(folder, workers=workers) as server:
            uploaders = [Uploader(server.url) for _ in range(CLIENTS)]
            for uploader in uploaders:
                uploader.start()
            time.sleep(random.Random(turn).uniform(0.02, 0.5))
            server.kill()
            for uploader in uploaders:
                uploader.join(20)
                assert uploader.broke, "an upload failed in another way than by the kill"
                letters |= uploader.letters
                parcels |= uploader.parcels
    file = sqlite3.connect(folder / "intake.db")
    assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    for table, kept, size in (("letters", letters, wire.LETTER_SIZE), ("parcels", parcels, wire.PARCEL_SIZE)):
        there = dict(file.execute(f"SELECT id, body FROM {table}"))  # noqa: S608 - two names that stand above
        assert kept.items() <= there.items()
        assert {len(body) for body in there.values()} <= {size}
    file.close()
    return len(letters) + len(parcels)


def test_what_was_acknowledged_outlives_a_kill(tmp_path: Path) -> None:
    """A dozen kills in the middle of uploads: nothing acknowledged is lost, nothing is half there."""
    assert rounds(tmp_path, ROUNDS, workers=1) > 100


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_what_was_acknowledged_outlives_many_kills(tmp_path: Path) -> None:
    """Two hundred kills, two workers racing for one database."""
    assert rounds(tmp_path, LONG_ROUNDS, workers=2) > 1000
