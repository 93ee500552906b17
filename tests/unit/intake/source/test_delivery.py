"""Parcels over a bad line: every one arrives, byte for byte, and progress says only what is safe."""

from __future__ import annotations

import itertools
import os
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from intake.protocol import wire
from intake.source import client as clients
from intake.source.client import Client
from intake.source.delivery import Progress, deliver
from intake.source.errors import FileChangedError, FullError, OfflineError, RefusedError
from intake.source.stream import Outgoing, attach
from tests.support.newsroom import attachment
from tests.support.proxy import line_to
from tests.support.scripted import Says, scripted
from tests.support.served import Served


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits a second in a test."""
    monkeypatch.setattr(clients, "FIRST_PAUSE_S", 0.02)


def there(newsroom: Served, outgoing: Outgoing) -> int:
    """How many of the parcels that should be on the server are."""
    import requests

    from intake.protocol.parcel import parcel_id

    ids = [parcel_id(outgoing.key, index).hex() for index in range(outgoing.count)]
    return sum(requests.head(f"{newsroom.url}/parcels/{each}", timeout=60).status_code == 200 for each in ids)


def port(newsroom: Served) -> int:
    """Where the server listens."""
    return int(newsroom.url.rsplit(":", 1)[1])


def test_over_a_line_that_is_cut_again_and_again_all_arrives(newsroom: Served) -> None:
    """Thirty parcels through a line that is reset at odd places: each is there, and no more than they are."""
    outgoing = Outgoing([attachment(os.urandom(30 * 65_000))])
    seen: list[Progress] = []
    with line_to(port(newsroom)) as line:
        line.cuts_after = [100_000, 33_333, 1, 70_000, 400_000, 65_536]
        deliver(outgoing, Client(line.address), seen.append)
        assert line.cuts >= 6
        assert line.up < 2 * outgoing.count * wire.PARCEL_SIZE
    assert there(newsroom, outgoing) == outgoing.count
    assert [each.safe for each in seen] == sorted(each.safe for each in seen)
    assert seen[-1] == Progress(outgoing.count, outgoing.count, "ok")
    assert {"ok", "cut"} <= {each.line for each in seen}


def test_progress_never_says_more_than_the_server_has(newsroom: Served) -> None:
    """At every step what is called safe is on the server's disk already."""
    outgoing = Outgoing([attachment(os.urandom(5 * 65_000))])

    def look(now: Progress) -> None:
        assert there(newsroom, outgoing) >= now.safe

    deliver(outgoing, Client(newsroom.url), look)


def test_a_parcel_is_sent_again_byte_for_byte() -> None:
    """Sealed once: a second seal under the same index would be other bytes under one id."""
    outgoing = Outgoing([attachment(b"x")])
    with scripted([Says(hang_up=True), Says(503), Says(429, headers=(("Retry-After", "0"),)), Says(201)]) as server:
        deliver(outgoing, Client(server.address), lambda _now: None)
    assert len(server.came) == 4
    assert len(set(server.came)) == 1


def test_a_pause_that_ends_between_two_looks_at_the_clock_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every look at the clock finds it on by more than half of the first pause: the parcel goes again, nothing hangs."""
    looks = itertools.count()
    clock = SimpleNamespace(monotonic=lambda: 0.6 * clients.FIRST_PAUSE_S * next(looks))
    monkeypatch.setattr("intake.source.delivery.time", clock)
    outgoing = Outgoing([attachment(b"x")])
    with scripted([Says(hang_up=True), Says(201)]) as server:
        sending = threading.Thread(
            target=deliver, args=(outgoing, Client(server.address), lambda _now: None), daemon=True
        )
        sending.start()
        sending.join(30)
    assert not sending.is_alive()
    assert len(server.came) == 2


def test_what_is_there_already_is_as_good() -> None:
    """200 after an answer that was lost: the parcel counts once."""
    outgoing = Outgoing([attachment(b"x")])
    seen: list[Progress] = []
    with scripted([Says(200)]) as server:
        deliver(outgoing, Client(server.address), seen.append)
    assert [each.safe for each in seen] == [0, 1]


@pytest.mark.parametrize(
    ("says", "error"),
    [
        (Says(409, b'{"error": "conflict"}'), RefusedError),
        (Says(503, b'{"error": "full"}', (("Retry-After", "3600"),)), FullError),
        (Says(hang_up=True), OfflineError),
    ],
    ids=["conflict", "full for an hour", "dead"],
)
def test_what_cannot_go_on_ends_soon_and_leaves_no_thread(says: Says, error: type[Exception]) -> None:
    """The error is told at once; nothing goes on trying behind it."""
    outgoing = Outgoing([attachment(os.urandom(20 * 65_000))])
    with scripted([says]) as server, pytest.raises(error):
        deliver(outgoing, Client(server.address, patience_s=0.2), lambda _now: None)
    ours = [thread for thread in threading.enumerate() if thread.name.endswith("(_work)")]
    for thread in ours:
        thread.join(5)
    assert not any(thread.is_alive() for thread in ours)


def test_a_file_that_changes_under_way_stops_the_sending(newsroom: Served, tmp_path: Path) -> None:
    """The last parcel is never sealed, so that no letter can follow."""
    path = tmp_path / "film"
    path.write_bytes(os.urandom(40 * 65_000))
    outgoing = Outgoing([attach(path, 1, untouched=True)])

    def change(now: Progress) -> None:
        if now.safe == 5:
            with path.open("r+b") as file:
                file.seek(-9, os.SEEK_END)
                file.write(b"different")

    with pytest.raises(FileChangedError):
        deliver(outgoing, Client(newsroom.url), change)
    assert there(newsroom, outgoing) < outgoing.count


def test_six_parcels_are_held_at_most() -> None:
    """While nothing is answered, no more is read and sealed than is under way."""
    taken = 0

    class Counted(Outgoing):
        def parcels(self):  # type: ignore[no-untyped-def]  # noqa: ANN202
            nonlocal taken
            for each in super().parcels():
                taken += 1
                yield each

    outgoing = Counted([attachment(os.urandom(40 * 65_000))])
    with scripted([Says(hang_up=True)]) as server, pytest.raises(OfflineError):
        deliver(outgoing, Client(server.address, patience_s=0.3), lambda _now: None)
    assert taken == 6
