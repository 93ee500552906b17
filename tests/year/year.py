"""A year of a newsroom: who does what on which day, drawn from a seed; what was sent, served and received is noted."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from keys.courier.cli import SOON_DAYS
from keys.courier.errors import LostBundleError
from keys.courier.held import give_up
from keys.courier.publish import last_days
from keys.courier.state import CourierFolder
from tests.support.clockwork import START, Clockwork

GAPS = (0, 1, 1, 2, 3, 5, 7, 7)
"""Days between two trips: doubled, daily, and as long as the timestamp allows."""

AWAY_DAYS = 12
"""No machine waits longer for the stick, though trips pass it by."""

CHI, LOST_KEY, SECOND, DAMAGED, THIRD, BEN, ROOT, BEN_STOPS = 60, 95, 130, 160, 190, 230, 280, 262


@dataclass(slots=True)
class Year:
    """The story. ``days`` of it; ``served`` is where what a page loaded is kept, for the page's own modules."""

    world: Clockwork
    served: Path
    days: int = 365
    seed: int = 1
    readers: list[str] = field(default_factory=lambda: ["Ada", "Ben"])
    machines: list[str] = field(default_factory=lambda: ["Ada", "Ben"])
    couriers: list[str] = field(default_factory=lambda: ["Laptop"])
    sent: dict[str, list[str]] = field(default_factory=dict)
    facts: Counter[str] = field(default_factory=Counter)
    pages: list[dict[str, object]] = field(default_factory=list)
    received: dict[str, list[str]] = field(default_factory=dict)

    _random: random.Random = field(init=False)
    _next: int = field(init=False, default=0)
    _visited: dict[str, int] = field(init=False, default_factory=dict)
    _signs: tuple[int, ...] = field(init=False, default=(1, 2))

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def play(self) -> None:
        """From the first ceremony to the last trip."""
        world = self.world
        world.found(2, 3)
        for name in self.machines:
            world.join(name)
        world.hire("Laptop")
        self._sign()
        for name in self.machines:
            world.visit_machine(name, world.stick("Laptop"))
        events = self._events()
        for number in range(self.days):
            if number:
                world.turn()
            if number in events:
                events[number]()
            if number and number % 30 == 0:
                self._sign()
                self._next = 0  # what was signed is published the same day
                self.facts["rotations"] += 1
            while self._next <= 0:
                self._trip()
            self._next -= 1
            self._page(number)
        for _ in range(3):  # until every bundle is in and every receipt is out
            world.turn()
            for courier in self.couriers:
                self._sync(courier)
                for name in self.machines:
                    self._visit(name, courier)

    def _events(self) -> dict[int, Callable[[], None]]:
        return {
            CHI: self._chi,
            LOST_KEY: self._lost_key,
            SECOND: lambda: self._hire("Second"),
            DAMAGED: self._damage,
            THIRD: self._replace,
            BEN: self._revoke_ben,
            BEN_STOPS: lambda: self.machines.remove("Ben"),
            ROOT: self._new_root,
        }

    # What happens.

    def _sign(self) -> None:
        """The newsroom goes onto one courier's stick; the others have it from the server."""
        self.world.sign(self.world.stick(self._random.choice(self.couriers)), self._signs)

    def _chi(self) -> None:
        self.world.join("Chi")
        self.machines.append("Chi")
        self._sign_now()
        self._visit("Chi", self.couriers[0])
        self._sync(self.couriers[0])
        self.readers.append("Chi")
        self.facts["new reporters"] += 1

    def _sign_now(self, courier: str = "") -> None:
        """Sign onto a courier's stick, the first one's if none is named, and have it published at once."""
        self.world.sign(self.world.stick(courier or self.couriers[0]), self._signs)
        self._sync(courier or self.couriers[0])

    def _lost_key(self) -> None:
        """Admin 3's key is lost: the two others take it away and take a fourth admin in."""
        self.world.rotate(remove={3}, add=1, absent={3})
        self._signs = (2, 4)
        self.facts["lost admin keys"] += 1
        self.facts["root rotations"] += 1
        self._sign_now()

    def _new_root(self) -> None:
        """All admins make new keys."""
        self.world.rotate(targets=True)
        self.facts["root rotations"] += 1
        self._sign_now()

    def _hire(self, name: str) -> None:
        self.world.hire(name)
        self.couriers.append(name)
        self._sign_now(name)

    def _replace(self) -> None:
        """The first laptop is lost with whatever it had; a third one takes its place and goes on from what it published."""
        gone = self.world.couriers["Laptop"].settings.verify_key
        self.world.hire("Third")
        self.world.keys("courier", "revoke", self.world.admins, gone[:16])
        self.couriers = ["Second", "Third"]
        self._sign_now("Third")
        self.facts["replaced couriers"] += 1

    def _revoke_ben(self) -> None:
        self.world.keys("reporter", "revoke", self.world.admins, "Ben")
        self.readers.remove("Ben")
        self._sign_now()
        self.facts["revocations"] += 1

    def _damage(self) -> None:
        """A bundle that somebody waits for loses a byte on the laptop: declared lost, and carried again."""
        courier = self.couriers[0]
        self.world.send("just before a bundle is damaged")
        self.sent["just before a bundle is damaged"] = list(self.readers)
        self._sync(courier)
        folder = self.world.couriers[courier]
        number = folder.state.bundle
        letters = folder.bundle_folder(number) / "letters"
        letters.write_bytes(letters.read_bytes()[:-1] + b"\x00\x00")
        stick = self.world.stick(courier) / "asterism" / "bundles"
        for bundle in stick.glob(f"*-{number:06}/manifest"):
            bundle.unlink()  # as a stick that was pulled out
        try:
            self._sync(courier)
        except LostBundleError:
            give_up(CourierFolder(folder.folder), number, self.world.day)
            self._sync(courier)
            self.facts["lost bundles"] += 1

    # Trips.

    def _trip(self) -> None:
        courier = self._random.choice(self.couriers)
        self._sync(courier)
        for name in self.machines:
            waited = self.world.day - self._visited.get(name, START)
            if waited + 7 > AWAY_DAYS or self._random.random() < 0.4:
                self._visit(name, courier)
            else:
                self.facts["machines passed by"] += 1
        self._heed(courier)
        self._next = self._random.choice(GAPS)
        self.facts["trips"] += 1
        self.facts["doubled trips"] += self._next == 0

    def _heed(self, courier: str) -> None:
        """A courier who reads that a reader's keys end soon goes there, and brings the outbox back."""
        for name, last in last_days(self.world.couriers[courier], self.world.day):
            if last is None or last < self.world.day + SOON_DAYS:
                self.facts["warnings"] += 1
                self._visit(name, courier, careful=True)
                self._sync(courier)

    def _sync(self, courier: str) -> None:
        self.world.sync(courier)

    def _visit(self, name: str, courier: str, *, careful: bool = False) -> None:
        """Receive, and write the outbox; one in three is lost on the way, also several of a machine in a row."""
        done = self.world.visit_machine(name, self.world.stick(courier))
        self._visited[name] = self.world.day
        for fact in ("messages", "again", "broken", "retired", "revoked", "known"):
            self.facts[fact] += getattr(done, fact)
        if not careful and self._random.random() < 1 / 3:
            self.world.lose_outbox(name, self.world.stick(courier))
            self.facts["lost outboxes"] += 1

    # Sources.

    def _page(self, number: int) -> None:
        """Somebody loads the newsroom and writes; what a page would be served is kept."""
        text = f"day {number}"
        names = self.world.send(text)
        self.sent[text] = names
        assert sorted(names) == sorted(self.readers), f"day {number}: {names} can be reached"
        client = self.world.app.test_client()
        page: dict[str, object] = {"day": number, "noon": int(self.world.now.timestamp() * 1_000)}
        for name, path in (("directory", "directory/bundle.json"), ("keys", "keys/now"), ("board", "board")):
            page[name] = f"{number}.{name}"
            (self.served / f"{number}.{name}").write_bytes(client.get(f"/{path}").data)
        self.pages.append(page)
