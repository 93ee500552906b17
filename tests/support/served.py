"""A newsroom on the real server for tests: real vaults and courier's folder, their passphrases cheap to open.

What the commands do stands here as calls of the functions that they call; only the passphrases are not stretched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from intake.protocol.reply import State
from intake.server import upkeep
from intake.server.settings import load
from intake.server.store.database import Database
from keys.courier.carry import carry
from keys.courier.client import Server as Asked
from keys.courier.publish import publish
from keys.courier.pull import pull
from keys.courier.state import CourierFolder, Settings
from keys.courier.take import take_newsroom, take_outboxes
from keys.reporter import answers, conversations, receive
from keys.reporter.save import save
from tests.support.newsroom import CHEAP, PASSPHRASE, Newsroom
from tests.support.server import Server, init_server, running_server


@dataclass(slots=True)
class Served:
    """A newsroom, its server and its courier's laptop. ``without``: readers who hand no outbox over, so have no keys."""

    newsroom: Newsroom
    server: Server
    folder: Path
    token: str
    without: Sequence[str] = ()
    laptop: CourierFolder = field(init=False)

    def __post_init__(self) -> None:
        """Everything up to the end of the first trip."""
        key = self.newsroom.courier
        settings = Settings(
            name="Laptop", server=self.url, token=self.token, verify_key=bytes(key.verify_key).hex(), proxy=None
        )
        self.laptop = CourierFolder.create(
            self.newsroom.folder / "courier", settings, bytes(key), PASSPHRASE, cost=CHEAP
        )
        self.newsroom.write_newsroom()
        self.outboxes()
        self.trip()

    @property
    def url(self) -> str:
        """Where the server answers."""
        return self.server.url

    @property
    def pin(self) -> str:
        """As it is printed."""
        return self.newsroom.pin.hex()

    def outboxes(self) -> None:
        """Every machine hands its outbox over."""
        for name in self.newsroom.names:
            if name not in self.without:
                with self.newsroom.machine(name) as machine:
                    body, _ = answers.make_outbox(machine, self.newsroom.today)
                    answers.write_outbox(machine, body, self.newsroom.stick)

    def trip(self) -> None:
        """What ``courier sync`` does."""
        stick, today, seed = self.newsroom.stick, self.newsroom.today, bytes(self.newsroom.courier)
        take_newsroom(self.laptop, stick)
        take_outboxes(self.laptop, stick)
        publish(self.laptop, Asked(self.laptop.settings), seed, datetime.now(UTC))
        self.compact()
        pull(self.laptop, Asked(self.laptop.settings), seed, today, lambda _bytes: None)
        carry(self.laptop, stick, today, lambda _bytes: None)

    def compact(self) -> None:
        """What ``intake upkeep`` does; a pull alone may cause it three times a day only, and tests make more trips."""
        database = Database(load(self.folder))
        try:
            upkeep.run(database)
        finally:
            database.close()

    def receive(self, name: str) -> None:
        """What ``reporter receive`` does."""
        with self.newsroom.machine(name) as machine:
            receive.receive(machine, receive.new_bundles(machine, self.newsroom.stick), self.newsroom.pin)

    def messages(self, name: str, pseudonym: str) -> list[conversations.Message]:
        """What a reader has from a source; none at all is an empty list."""
        with self.newsroom.machine(name) as machine:
            contact = next((found for found in machine.contacts() if found.pseudonym == pseudonym), None)
            return conversations.messages_of(machine, contact) if contact else []

    def saved(self, name: str, pseudonym: str, to: Path) -> Path:
        """What ``reporter save`` writes."""
        with self.newsroom.machine(name) as machine:
            save(machine, machine.contact(pseudonym), to, self.newsroom.today)
        return to

    def answer(self, name: str, pseudonym: str, text: str, state: State = State.BEING_READ) -> None:
        """Write an answer; the next outbox takes it."""
        with self.newsroom.machine(name) as machine:
            answers.queue(machine, machine.contact(pseudonym), state, text)

    def carry_in(self) -> None:
        """A trip, and every machine receives."""
        self.trip()
        for name in self.newsroom.names:
            self.receive(name)

    def carry_out(self) -> None:
        """Every machine's outbox, and a trip."""
        self.outboxes()
        self.trip()


@contextmanager
def served(
    folder: Path, names: Sequence[str] = ("Ada", "Ben"), *, without: Sequence[str] = (), settings: str = ""
) -> Iterator[Served]:
    """A newsroom after its first trip, on a server that ends with the block; ``settings``: lines of intake.toml."""
    token = init_server(folder / "server", settings)
    newsroom = Newsroom(folder, names)
    with running_server(folder / "server") as server:
        yield Served(newsroom, server, folder / "server", token, without)
