"""A whole newsroom in this process, on a clock that a test turns by days.

Real ceremonies (the command ``keys`` and the functions that it calls), the real server's application and database, couriers'
folders, vaults and the source's client of ``tip``. Passphrases are cheap to open; nothing else is made easier.
"""

from __future__ import annotations

import hashlib
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from nacl.signing import SigningKey

from intake.protocol import wire
from intake.protocol.board import open_board
from intake.protocol.code import Code
from intake.protocol.directory import Versions
from intake.protocol.newsroom import Newsroom, Reporter
from intake.protocol.source import Identity
from intake.server import clock, upkeep
from intake.server.app import create_app
from intake.server.settings import Settings as ServerSettings
from intake.server.store import queries
from intake.server.store.database import Database
from intake.server.store.engine import migrate
from intake.source.client import Client
from intake.source.thread import Thread
from intake.source.visit import Visit
from keys.ceremony import asking
from keys.ceremony import draft as drafts
from keys.ceremony.cli import keys
from keys.ceremony.folder import Folder
from keys.ceremony.founding import found, founding_keys
from keys.ceremony.publish import plan_signing
from keys.ceremony.rotate import plan_rotation, rotate
from keys.courier import client
from keys.courier.carry import carry
from keys.courier.client import Server
from keys.courier.publish import publish
from keys.courier.pull import pull
from keys.courier.state import CourierFolder, Settings
from keys.courier.take import take_newsroom, take_outboxes
from keys.reporter.answers import make_outbox, write_outbox
from keys.reporter.conversations import messages_of
from keys.reporter.machine import Machine
from keys.reporter.receive import Received, new_bundles, receive
from keys.stick import layout
from keys.stick.card import Card
from tests.support.inprocess import URL, InProcess
from tests.support.newsroom import CHEAP, PASSPHRASE

INDEX = '<!doctype html>\n<meta name="newsroom-root" content="">\n<script type="module" src="app.js"></script>\n'
START = 20_800
NOON = 43_200


def passphrase_of(name: object) -> str:
    """Each admin's key has another."""
    return f"the words of {name}"


@dataclass(slots=True)
class Clockwork:
    """One newsroom. Made by :func:`clockwork`; the day is turned by :meth:`turn`."""

    top: Path
    database: Database
    app: Any
    day: int = START
    couriers: dict[str, CourierFolder] = field(default_factory=dict)
    seeds: dict[str, bytes] = field(default_factory=dict)
    seen: Versions | None = None

    # Time.

    @property
    def now(self) -> datetime:
        """Noon of the day, UTC."""
        return datetime(1970, 1, 1, 12, tzinfo=UTC) + timedelta(days=self.day)

    def turn(self, days: int = 1) -> None:
        """Let days pass; the server's upkeep runs on each."""
        for _ in range(days):
            self.day += 1
            upkeep.run(self.database)

    # Admins: one folder, as a small newsroom has it.

    @property
    def admins(self) -> Path:
        """The admins' folder."""
        return self.top / "admin"

    def keys(self, *args: object) -> str:
        """The command ``keys``; what it said."""
        result = CliRunner().invoke(keys, [str(arg) for arg in args])
        assert result.exit_code == 0, result.output
        return result.output

    def found(self, threshold: int, admins: int) -> None:
        """The first ceremony."""
        draft = Newsroom({"en": "The Newsroom"}, drafts.desks_of(("News",), ("en",), 3, {}), (), ())
        spoken = [passphrase_of(name) for name in founding_keys(admins)]
        found(self.admins, draft, threshold=threshold, admins=admins, passphrases=spoken, cost=CHEAP)

    def sign(self, stick: Path, admins: Sequence[int] = ()) -> list[str]:
        """``keys targets sign``; what it changes."""
        page = self.top / "page"
        plan = plan_signing(Folder(self.admins), page, self.day, admins)
        files: list[object] = []
        for number, name in enumerate(plan.keys):
            path = self.top / f"passphrase-{number}"
            path.write_text(passphrase_of(name) + "\n")
            files += ["--passphrase-file", path]
        chosen = [part for number in admins for part in ("--admin", number)]
        self.keys("targets", "sign", self.admins, stick, "--page", page, *chosen, *files)
        return list(plan.changes)

    def rotate(self, **how: Any) -> None:
        """``keys root rotate``, with new keys that open quickly."""
        plan = plan_rotation(Folder(self.admins), self.day, **how)
        rotate(plan, [*map(passphrase_of, plan.old_keys)], [*map(passphrase_of, plan.new_keys)], cost=CHEAP)

    def listed(self, name: str) -> Reporter:
        """How the admins' draft has a reporter, the newest of this name."""
        return [entry for entry in Folder(self.admins).draft().reporters if entry.name == name][-1]

    @property
    def pin(self) -> bytes:
        """SHA-256 of the first root."""
        pin = Folder(self.admins).pin()
        assert pin is not None
        return pin

    # Machines.

    def vault(self, name: str) -> Path:
        """A machine's vault."""
        return self.top / f"airgap-{name.lower()}"

    def machine(self, name: str) -> Machine:
        """A machine, open."""
        return Machine.open(self.vault(name), PASSPHRASE)

    def join(self, name: str) -> None:
        """A new reporter's machine, certified in the draft."""
        with Machine.create(self.vault(name), name, 8, PASSPHRASE, cost=CHEAP) as machine:
            card = machine.card().sign(machine.signing_key)
        path = self.top / f"{name}.reporter"
        path.write_bytes(card)
        self.keys("reporter", "certify", self.admins, path, "--yes")

    def visit_machine(self, name: str, stick: Path) -> Received:
        """``reporter receive``, then ``reporter outbox``."""
        with self.machine(name) as machine:
            layout.stick_folder(stick, layout.BUNDLES, make=True)
            done = receive(machine, new_bundles(machine, stick), self.pin)
            body, _ = make_outbox(machine, self.day)
            write_outbox(machine, body, stick)
        return done

    def texts(self, name: str) -> list[str]:
        """All texts in a vault, once for each message."""
        with self.machine(name) as machine:
            return sorted(
                message.text or "" for contact in machine.contacts() for message in messages_of(machine, contact)
            )

    # Couriers.

    def hire(self, name: str) -> None:
        """A new laptop with a key and a token of its own, certified in the draft; its stick is ``stick-<name>``."""
        key, token = SigningKey.generate(), secrets.token_bytes(32)
        self.database.writer.transaction(lambda c: queries.write_token(c, hashlib.sha256(token).digest(), name))
        settings = Settings(name, URL, token.hex(), bytes(key.verify_key).hex())
        folder = self.top / f"courier-{name.lower()}"
        self.couriers[name] = CourierFolder.create(folder, settings, bytes(key), PASSPHRASE, cost=CHEAP)
        self.seeds[name] = bytes(key)
        self.stick(name).mkdir()
        path = self.top / f"{name}.courier"
        path.write_bytes(Card("courier", name, settings.own_key).sign(key))
        self.keys("courier", "certify", self.admins, path, "--yes")

    def stick(self, name: str) -> Path:
        """A courier's stick."""
        return self.top / f"stick-{name.lower()}"

    def server(self, name: str) -> Server:
        """The server as a courier asks it."""
        server = Server(self.couriers[name].settings)
        server._session.mount(URL, InProcess(self.app))
        return server

    def sync(self, name: str) -> None:
        """``courier sync``: take, publish, pull, carry."""
        courier = CourierFolder(self.couriers[name].folder)  # opened anew, as the command does
        self.couriers[name] = courier
        stick, server, seed = self.stick(name), self.server(name), self.seeds[name]
        take_newsroom(courier, stick)
        take_outboxes(courier, stick)
        publish(courier, server, seed, self.now)
        pull(courier, server, seed, self.day, lambda _bytes: None)
        carry(courier, stick, self.day, lambda _bytes: None)

    def lose_outbox(self, name: str, stick: Path) -> None:
        """A machine's outbox, with its receipts, never reaches the laptop."""
        with self.machine(name) as machine:
            (stick / "asterism" / "outboxes" / f"{machine.reporter.hex()}.outbox").unlink()

    # Sources.

    def load(self, *, remembers: bool = True) -> Visit:
        """Load the newsroom as ``tip`` does; a source that ``remembers`` refuses whatever is older than it saw."""
        tip = Client(URL, patience_s=0)
        tip._session().mount(URL, InProcess(self.app))
        visit = Visit.open(tip, self.pin, self.now, seen=self.seen if remembers else None)
        if remembers:
            self.seen = visit.versions
        return visit

    def send(self, text: str, identity: Identity | None = None) -> list[str]:
        """A source loads, writes to everybody of the desk who can be reached, and looks for answers; their names."""
        visit = self.load()
        visit.enter(identity or self.source())
        (desk,) = visit.directory.newsroom.desks
        readers = [reader for reader in visit.readers(desk) if visit.can_reach(reader)]
        visit.send(visit.compose(text, readers, []), lambda _progress: None)
        if visit.problem is not None:
            raise visit.problem
        self.seen = visit.versions
        return [reader.name for reader in readers]

    def board(self) -> wire.Board:
        """The list of answers as a page opens it today."""
        return open_board(self.app.test_client().get("/board").data, self.load().directory.newsroom.couriers)

    def answers(self, identity: Identity) -> list[str]:
        """What people wrote to a source, by all groups in which it finds its tags; "opened" has no text."""
        visit = self.load()
        thread = Thread(identity, visit.directory.newsroom.reporters)
        found = thread.find(self.board())
        assert len({hit.tag for hit in found}) == len(found)
        for place in {hit.place for hit in found}:
            thread.take(place, visit.client.group(place))
        assert not any(reply.missing for reply in thread.replies)
        return [reply.answer.text for reply in thread.replies if reply.answer.text]

    def source(self) -> Identity:
        """Somebody new."""
        return Identity.of(Code.draw(), self.pin)


def in_memory(top: Path) -> Path:
    """A folder for a world: in memory where the system has such a place, since a year syncs ten thousand files."""
    memory = Path("/dev/shm")
    return Path(tempfile.mkdtemp(prefix="clockwork-", dir=memory if memory.is_dir() else top))


@contextmanager
def clockwork(top: Path) -> Iterator[Clockwork]:
    """A server without a newsroom yet, on day ``START``; clocks are themselves again after the block."""
    (top / "server").mkdir(parents=True)
    (top / "page").mkdir()
    (top / "page" / "index.html").write_text(INDEX)
    (top / "page" / "app.js").write_text("export {};\n")
    settings = ServerSettings(folder=top / "server", disk_floor_bytes=0)
    migrate(settings)
    database = Database(settings)
    made = Clockwork(top, database, create_app(settings, database))
    with pytest.MonkeyPatch.context() as patch:
        for module in (clock, asking):
            patch.setattr(module, "_now", lambda: made.day * 86_400 + NOON)
        patch.setattr(client, "BUSY_PAUSES_SECONDS", ())
        patch.setattr(client, "CUT_PAUSES_SECONDS", ())
        try:
            yield made
        finally:
            database.close()
            shutil.rmtree(top, ignore_errors=True)
