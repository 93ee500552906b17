"""Certify, revoke, burn, rotate, restore, send, answer, trip, lose, in any order: whoever should read reads, and only they.

The model is a few sets. What it says is compared with what the page would seal to, and, in the end, with every vault.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from intake.protocol import wire
from intake.protocol.errors import ExpiredDirectoryError
from intake.protocol.keyrecord import open_key_record
from intake.protocol.reply import State
from intake.protocol.source import Identity
from keys.ceremony.admins import KeyName
from keys.ceremony.folder import Folder
from keys.ceremony.paper import key_words, read_key_words
from keys.courier.errors import NoNewsroomError, UncertifiedError
from keys.reporter.answers import queue
from keys.reporter.errors import NothingToRetireError
from keys.reporter.retirement import going, retire
from keys.stick.outbox import open_outbox
from keys.vault.passphrase import write_key_file
from tests.support.clockwork import Clockwork, clockwork, in_memory, passphrase_of
from tests.support.newsroom import CHEAP

CARRY_WITHIN = 10
"""Days: a letter that waits longer for its readers is not in this story; the year has those."""

TIMESTAMP_DAYS = 7
CHOICE = st.integers(0, 1_000)


@dataclass(slots=True)
class Signed:
    """What the admins signed: who takes letters, who carries, whom outboxes are taken from."""

    version: int = 0
    readers: frozenset[str] = frozenset()
    couriers: frozenset[str] = frozenset()
    listed: frozenset[str] = frozenset()


@dataclass(slots=True)
class Letter:
    """What was sent on a day, to whom, and who has it or has said that it cannot be opened."""

    text: str
    day: int
    source: Identity
    waits_for: set[str]
    read_by: set[str] = field(default_factory=set)
    locked_to: set[str] = field(default_factory=set)


class AnyOrder(RuleBasedStateMachine):
    """The newsroom and the model beside it."""

    def __init__(self) -> None:
        super().__init__()
        self._top = Path(tempfile.mkdtemp())
        self._open = contextlib.ExitStack()
        self._open.callback(shutil.rmtree, self._top, ignore_errors=True)
        self.world: Clockwork = self._open.enter_context(clockwork(in_memory(self._top)))
        self.draft_readers: list[str] = []
        self.draft_couriers: list[str] = []
        self.machines: list[str] = []
        self.signed = Signed()
        self.on_stick: dict[str, Signed] = {}
        self.known: dict[str, Signed] = {}
        self.published = Signed()
        self.handed_over: dict[tuple[str, str], set[int]] = {}
        self.key_days: dict[str, set[int]] = {}
        self.letters: list[Letter] = []
        self.last_sync = 0
        self.answers = 0

    def teardown(self) -> None:
        """Everybody is visited once more; then each vault has exactly what it should."""
        try:
            if self.machines:
                for courier in self.draft_couriers:  # not only the first: it may be one whose key was taken away
                    self.sync(sorted(self.world.couriers).index(courier))
                    for name in self.machines:
                        self._visit(name, courier)
                self._compare()
        finally:
            self._open.close()

    @initialize()
    def found(self) -> None:
        """Two of two admins, Ada and Ben, one laptop, published."""
        self.world.found(2, 2)
        for _ in range(2):
            self._certify()
        self._hire()
        self.sign(0)
        for name in self.machines:
            self._visit(name, self.draft_couriers[0])
        self.sync(0)

    # The admins.

    def _certify(self) -> None:
        name = f"R{len(self.machines)}"
        self.world.join(name)
        self.machines.append(name)
        self.draft_readers.append(name)

    @precondition(lambda self: len(self.draft_readers) < 4 and len(self.machines) < 5)
    @rule()
    def certify(self) -> None:
        """Somebody joins the desk."""
        self._certify()

    @precondition(lambda self: len(self.draft_readers) > 1)
    @rule(who=CHOICE)
    def revoke(self, who: int) -> None:
        """Somebody leaves it."""
        name = self.draft_readers.pop(who % len(self.draft_readers))
        self.world.keys("reporter", "revoke", self.world.admins, name)

    def _hire(self) -> None:
        name = f"C{len(self.world.couriers)}"
        self.world.hire(name)
        self.draft_couriers.append(name)

    @precondition(lambda self: len(self.world.couriers) < 3)
    @rule(at_once=st.booleans())
    def hire(self, at_once: bool) -> None:
        """Another laptop, which may make its first trip at once."""
        self._hire()
        if at_once:
            self.sign(len(self.draft_couriers) - 1)
            self.sync(sorted(self.world.couriers).index(self.draft_couriers[-1]))

    @precondition(lambda self: len(set(self.draft_couriers) & self.published.couriers) > 1)
    @rule(who=CHOICE)
    def replace(self, who: int) -> None:
        """A laptop's key is taken away; another that is certified already stays."""
        mine = [name for name in self.draft_couriers if name in self.published.couriers]
        name = mine[who % len(mine)]
        self.draft_couriers.remove(name)
        self.world.keys("courier", "revoke", self.world.admins, self.world.couriers[name].settings.verify_key[:16])

    @rule()
    def rotate(self) -> None:
        """All admins make new root keys; whoever signs next brings the new root."""
        self.world.rotate()

    @rule(admin=st.integers(1, 2), role=st.sampled_from(("root", "targets")))
    def restore(self, admin: int, role: Any) -> None:
        """A key's file is lost, and comes back from the words on paper."""
        name = KeyName(role, admin)
        held = Folder(self.world.admins).held(name)
        paper = key_words(role, held.seed(passphrase_of(name)))
        held.path.unlink()
        write_key_file(held.path, read_key_words(paper).seed, passphrase_of(name), cost=CHEAP)

    @rule(where=CHOICE)
    def sign(self, where: int) -> None:
        """The draft is signed onto a courier's stick."""
        courier = self.draft_couriers[where % len(self.draft_couriers)]
        self.world.sign(self.world.stick(courier))
        self.signed = self.on_stick[courier] = Signed(
            self.signed.version + 1,
            frozenset(self.draft_readers),
            frozenset(self.draft_couriers),
            frozenset(self.machines),
        )

    # Couriers and machines.

    @rule(which=CHOICE)
    def sync(self, which: int) -> None:
        """A trip: it publishes the newest that it or another courier has, or it is refused."""
        names = sorted(self.world.couriers)
        courier = names[which % len(names)]
        here = max(
            self.known.get(courier, Signed()), self.on_stick.get(courier, Signed()), key=lambda each: each.version
        )
        if here.version == 0:
            with pytest.raises(NoNewsroomError):
                self.world.sync(courier)
            return
        self.known[courier] = here
        newest = max(here, self.published, key=lambda each: each.version)
        if courier not in here.couriers or courier not in newest.couriers:
            with pytest.raises(UncertifiedError):
                self.world.sync(courier)
            if courier in here.couriers:
                self.known[courier] = newest
            return
        self.world.sync(courier)
        self.known[courier] = self.published = newest
        self.last_sync = self.world.day
        for (stick, name), days in self.handed_over.items():
            if stick == courier and name in here.listed:
                self.key_days.setdefault(name, set()).update(days)

    @rule(who=CHOICE, where=CHOICE)
    def visit(self, who: int, where: int) -> None:
        """A machine receives from a courier's stick, and hands its outbox over."""
        couriers = sorted(self.world.couriers)
        self._visit(self.machines[who % len(self.machines)], couriers[where % len(couriers)])

    def _visit(self, name: str, courier: str) -> None:
        stick = self.world.stick(courier)
        with self.world.machine(name) as machine:
            retired = machine.vault.day_keys.retired
        done = self.world.visit_machine(name, stick)
        assert done.broken == 0
        here = set(self.world.texts(name))
        for letter in self.letters:
            if name in letter.waits_for and letter.text in here:
                letter.waits_for.remove(name)
                letter.read_by.add(name)
        if done.retired:  # said aloud: it can only be of a day that was burnt before it came
            assert set(done.retired_on) <= set(range(retired + 1))
            for letter in self.letters:
                if name in letter.locked_to and letter.day in done.retired_on:
                    letter.waits_for.discard(name)
        with self.world.machine(name) as machine:
            body = (stick / "asterism" / "outboxes" / f"{machine.reporter.hex()}.outbox").read_bytes()
            until = (machine.closing or self.world.day) + wire.KEY_DAYS_AHEAD
            verify_key = bytes(machine.signing_key.verify_key)
        records = open_outbox(body, verify_key).records
        days = {open_key_record(record, verify_key).day for record in records}
        if self.world.day <= until:
            assert max(days) == self.world.day + wire.KEY_DAYS_AHEAD, "each sitting fills the horizon up again"
        self.handed_over[courier, name] = days

    @rule(who=CHOICE, where=CHOICE)
    def lose(self, who: int, where: int) -> None:
        """An outbox is gone from a stick; what was taken from it before stays taken."""
        name = self.machines[who % len(self.machines)]
        courier = sorted(self.world.couriers)[where % len(self.world.couriers)]
        if self.handed_over.pop((courier, name), None) is not None:
            self.world.lose_outbox(name, self.world.stick(courier))

    @precondition(lambda self: any(letter.read_by for letter in self.letters))
    @rule(which=CHOICE)
    def answer(self, which: int) -> None:
        """A reporter answers somebody."""
        read = [(letter, name) for letter in self.letters for name in sorted(letter.read_by)]
        letter, name = read[which % len(read)]
        self.answers += 1
        with self.world.machine(name) as machine:
            contact = machine.one("SELECT contact FROM messages WHERE text = ?", (letter.text,))
            found = next(each for each in machine.contacts() if each.id == contact)
            queue(machine, found, State.BEING_READ, f"answer {self.answers}")

    @rule(who=CHOICE, back=st.integers(0, 3))
    def burn(self, who: int, back: int) -> None:
        """A reporter retires days at once: what has not come by then stays closed to this machine."""
        name = self.machines[who % len(self.machines)]
        last = self.world.day - back
        with self.world.machine(name) as machine, contextlib.suppress(NothingToRetireError):
            retire(machine, going(machine, last, self.world.day))
        for letter in self.letters:
            if letter.day <= last and name in letter.waits_for:
                letter.locked_to.add(name)

    # Time and sources.

    @precondition(lambda self: self._oldest_wait() < CARRY_WITHIN)
    @rule(days=st.integers(1, 4))
    def turn(self, days: int) -> None:
        """Days pass."""
        self.world.turn(days)

    def _oldest_wait(self) -> int:
        return max((self.world.day - letter.day for letter in self.letters if letter.waits_for), default=0)

    @rule()
    def send(self) -> None:
        """Somebody writes to all whom the page can reach: those whom the model says, and nobody else."""
        day = self.world.day
        if day > self.last_sync + TIMESTAMP_DAYS:
            with pytest.raises(ExpiredDirectoryError):
                self.world.load()
            return
        expected = {name for name in self.published.readers if day in self.key_days.get(name, ())}
        if not expected:
            visit = self.world.load()
            (desk,) = visit.directory.newsroom.desks
            assert not any(visit.can_reach(reader) for reader in visit.readers(desk))
            return
        text = f"letter {len(self.letters)}"
        source = self.world.source()
        assert set(self.world.send(text, source)) == expected
        burnt = {name for name in expected if self._burnt(name) >= day}
        self.letters.append(Letter(text, day, source, set(expected), locked_to=burnt))

    def _burnt(self, name: str) -> int:
        with self.world.machine(name) as machine:
            return machine.vault.day_keys.retired

    @invariant()
    def nobody_has_what_was_not_for_them(self) -> None:
        """Whoever is on no letter's list has read none of it."""
        assert all(letter.read_by.isdisjoint(letter.waits_for) for letter in self.letters)

    def _compare(self) -> None:
        for name in self.machines:
            has = self.world.texts(name)
            should = sorted(letter.text for letter in self.letters if name in letter.read_by)
            assert has == should, name
        for letter in self.letters:
            assert letter.waits_for <= letter.locked_to, f"{letter.text} was neither opened nor lost to a burnt key"
        tags = [tag for section in self.world.board().sections for tag in section.tags]
        assert len(tags) == len(set(tags)), "no reply stands on the board twice"
        texts = [text for letter in self.letters for text in self.world.answers(letter.source)]
        assert len(texts) == len(set(texts)), "no answer is told twice"


def explore(examples: int, steps: int) -> None:
    """Run it, bounded."""
    bounded = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(AnyOrder, settings=bounded)


def test_whoever_should_read_reads_and_whoever_should_not_does_not() -> None:
    """A few short stories: about as many as a minute has room for."""
    explore(8, 20)


@pytest.mark.long
def test_whoever_should_read_reads_in_long_stories_too() -> None:
    """More of them, and longer ones."""
    explore(16, 30)
