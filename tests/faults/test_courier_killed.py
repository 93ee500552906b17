"""A courier's trip killed at any point, or its line cut, is just run again: nothing lost, nothing twice."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import requests

from intake.protocol import wire
from intake.protocol.board import open_board
from keys.courier import client
from keys.courier.carry import carry
from keys.courier.client import Server
from keys.courier.errors import ServerUnreachableError
from keys.courier.publish import publish
from keys.courier.pull import pull
from keys.courier.state import CourierFolder
from keys.courier.take import take_newsroom, take_outboxes
from keys.reporter.answers import make_outbox, write_outbox
from keys.stick.bundle import Bundle
from keys.stick.outbox import open_outbox
from tests.support.killed import count_calls, points, run_killed
from tests.support.newsroom import attachment, sealed
from tests.support.proxy import Line, line_to
from tests.support.served import Served, served

POINTS = 24


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A newsroom after its first trip."""
    with served(tmp_path_factory.mktemp("world")) as made:
        yield made


class Ledger:
    """What went in on both sides, to be found exactly once on the other."""

    def __init__(self, world: Served) -> None:
        self.world = world
        self.letters: set[bytes] = set()
        self.parcels: set[bytes] = set()
        self.tags: set[bytes] = set()
        self.outboxes = 0

    def news(self) -> None:
        """A source writes with a file; Ada hands over a new outbox."""
        newsroom = self.world.newsroom
        outgoing, parcels = sealed(attachment(os.urandom(70_000)))
        for found, body in parcels:
            requests.put(f"{self.world.url}/parcels/{found.hex()}", data=body, timeout=30).raise_for_status()
            self.parcels.add(found)
        exchange = newsroom.exchange(newsroom.letter(newsroom.source(), "x", outgoing=outgoing))
        requests.post(f"{self.world.url}/letters", data=exchange, timeout=30).raise_for_status()
        self.letters |= {
            wire.object_id(exchange[at : at + wire.LETTER_SIZE]) for at in range(0, len(exchange), wire.LETTER_SIZE)
        }
        with newsroom.machine("Ada") as machine:
            machine.set(outbox_named=1)  # as if a bundle had named the one before
            body, made = make_outbox(machine, newsroom.today)
            assert made
            write_outbox(machine, body, newsroom.stick)
            opened = open_outbox(body, bytes(machine.signing_key.verify_key))
        self.tags |= {tag for tag, _ in opened.replies}
        self.world.compact()

    def check(self, at: object) -> None:
        """Every letter and parcel in one bundle, every tag in one section, bundles without gaps, all of it whole."""
        laptop = CourierFolder(self.world.laptop.folder)
        numbers = sorted(laptop.bundle_folders())
        assert numbers == list(range(1, laptop.state.bundle + 1)), at
        letters: Counter[bytes] = Counter()
        parcels: Counter[bytes] = Counter()
        stick = self.world.newsroom.stick / "asterism" / "bundles"
        for bundle in laptop.bundles():
            assert bundle.whole(), at
            letters.update(map(wire.object_id, bundle.letters()))
            parcels.update(bundle.parcel_ids())
            on_stick = Bundle.at(stick / bundle.manifest.folder_name)
            assert on_stick is not None, at
            assert (on_stick.manifest, on_stick.whole()) == (bundle.manifest, True), at
        assert set(letters.values()) | set(parcels.values()) == {1}, at
        assert (self.letters <= set(letters), self.parcels <= set(parcels)) == (True, True), at
        board = open_board(
            requests.get(f"{self.world.url}/board", timeout=30).content, self.world.newsroom.listing.couriers
        )
        tags = Counter(tag for section in board.sections for tag in section.tags)
        assert set(tags.values()) == {1}, at
        assert self.tags <= set(tags), at
        assert laptop.waiting_outboxes() == [], at
        assert not (laptop.folder / "pending").exists(), at
        assert list(laptop.folder.rglob("*.tmp")) == [], at


@pytest.fixture
def ledger(world: Served) -> Ledger:
    """What this test sends."""
    return Ledger(world)


def trip(world: Served, url: str | None = None) -> None:
    """``courier sync``, with everything opened anew."""
    laptop = CourierFolder(world.laptop.folder)
    if url is not None:
        object.__setattr__(laptop.settings, "server", url)
    newsroom, seed = world.newsroom, bytes(world.newsroom.courier)
    take_newsroom(laptop, newsroom.stick)
    take_outboxes(laptop, newsroom.stick)
    server = Server(laptop.settings)
    publish(laptop, server, seed, datetime.now(UTC))
    pull(laptop, server, seed, newsroom.today, lambda _bytes: None)
    carry(laptop, newsroom.stick, newsroom.today, lambda _bytes: None)


def test_a_trip_killed_anywhere_is_just_run_again(world: Served, ledger: Ledger) -> None:
    """At two dozen points from the first call to the last, each with a new tip and a new outbox."""
    ledger.news()
    total = count_calls(lambda: trip(world))
    ledger.check("whole")
    killed = 0
    for at in points(total, POINTS):
        ledger.news()
        killed += run_killed(lambda: trip(world), at)
        trip(world)
        ledger.check(at)
    assert killed >= POINTS - 4


def test_another_stick_after_a_kill_loses_nothing(world: Served, ledger: Ledger) -> None:
    """Killed while publishing, then a second outbox is taken before the first was acknowledged: each goes once."""
    ledger.news()
    total = count_calls(lambda: trip(world))
    for at in points(total, 6):
        ledger.news()
        run_killed(lambda: trip(world), at)
        with world.newsroom.machine("Ben") as machine:
            machine.set(outbox_named=1)
            body, _ = make_outbox(machine, world.newsroom.today)
            write_outbox(machine, body, world.newsroom.stick)
            opened = open_outbox(body, bytes(machine.signing_key.verify_key))
            ledger.tags |= {tag for tag, _ in opened.replies}
        trip(world)
        trip(world)
        ledger.check(at)


@pytest.fixture
def cut_line(world: Served, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    """A line to the server that can be cut; the courier does not pause before it tries again."""
    monkeypatch.setattr(client, "CUT_PAUSES_SECONDS", (0.0,))
    with line_to(int(world.url.rpartition(":")[2])) as made:
        yield made


def test_a_line_cut_anywhere_stops_a_trip_that_is_just_run_again(world: Served, ledger: Ledger, cut_line: Line) -> None:
    """At every request, and within what is published: the server has it or not, and the trip after it is whole."""
    stopped = 0
    for at in (1, 400, 900, 1_500, 20_000, 40_000, 60_000, 80_000):
        ledger.news()
        cut_line.cuts_after = [at, 1, 1]
        try:
            trip(world, cut_line.address)
        except ServerUnreachableError:
            stopped += 1
        cut_line.cuts_after = []
        trip(world)
        ledger.check(at)
    assert stopped


def test_a_manifest_is_signed_once_for_a_number(world: Served, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed between signing a bundle and noting it, the next run keeps that bundle, though more has come since."""
    ledger.news()
    laptop = CourierFolder(world.laptop.folder)
    before = laptop.state.bundle

    def cut() -> None:
        opened = CourierFolder(world.laptop.folder)
        take_outboxes(opened, world.newsroom.stick)
        monkeypatch.setattr(CourierFolder, "save_carried", lambda _folder, _ids: os.kill(os.getpid(), signal.SIGKILL))
        publish(opened, Server(opened.settings), bytes(world.newsroom.courier), datetime.now(UTC))
        pull(opened, Server(opened.settings), bytes(world.newsroom.courier), world.newsroom.today, lambda _bytes: None)

    assert run_killed(cut, 10**9)
    manifest = (laptop.bundle_folder(before + 1) / "manifest").read_bytes()
    ledger.news()
    trip(world)
    assert (laptop.bundle_folder(before + 1) / "manifest").read_bytes() == manifest
    trip(world)
    ledger.check("after")
