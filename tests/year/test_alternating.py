"""Two laptops that trip by turns and lose outboxes, for sixty days: keys never run out, no reply is doubled or lost."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

from intake.protocol import wire
from intake.protocol.reply import State
from intake.protocol.source import Identity
from keys.courier.publish import last_days
from keys.reporter.answers import queue, waiting
from tests.support.clockwork import START, Clockwork, clockwork, in_memory

DAYS = 60
LAPTOPS = ("One", "Two")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Clockwork]:
    """Ada's machine, two laptops that are both certified, and keys published until day 35."""
    with clockwork(in_memory(tmp_path)) as made:
        made.found(1, 1)
        made.join("Ada")
        for name in LAPTOPS:
            made.hire(name)
        for name in LAPTOPS:
            made.sign(made.stick(name))
        made.visit_machine("Ada", made.stick("One"))
        for name in LAPTOPS:
            made.sync(name)
        yield made


def play(world: Clockwork, delivered: Collection[int]) -> None:
    """A trip a day, each with the other laptop; what leaves the air gap arrives only when it leaves on these days.

    Each day a source writes, after eight days one of them is answered a day.
    """
    sources: list[Identity] = []
    for number in range(1, DAYS + 1):
        world.turn()
        laptop, other = LAPTOPS[number % 2], LAPTOPS[1 - number % 2]
        world.sync(laptop)
        world.visit_machine("Ada", world.stick(laptop))
        if number in delivered:
            world.sync(laptop)
            until = world.day + wire.KEY_DAYS_AHEAD
            assert last_days(world.couriers[laptop], world.day) == [("Ada", until)], "the horizon is filled up again"
            world.sync(other)  # goes on from it, and takes nothing back
        else:
            world.lose_outbox("Ada", world.stick(laptop))
        source = world.source()
        assert world.send(f"letter {number}", source) == ["Ada"], f"nobody can write on day {number}"
        sources.append(source)
        if number > 8:
            _answer(world, f"answer {number}")
    for number in range(2 * DAYS):  # until every answer has found a slot and every outbox is published
        world.turn()
        world.sync(LAPTOPS[number % 2])
        world.visit_machine("Ada", world.stick(LAPTOPS[number % 2]))
        with world.machine("Ada") as machine:
            if not waiting(machine):
                break
    for name in (*LAPTOPS, *LAPTOPS):
        world.sync(name)
    texts = [text for source in sources for text in world.answers(source)]
    assert sorted(texts) == sorted(f"answer {number}" for number in range(9, DAYS + 1))
    tags = [tag for section in world.board().sections for tag in section.tags]
    assert len(tags) == len(set(tags)), "no reply stands on the board twice"
    assert len(world.texts("Ada")) == DAYS


def _answer(world: Clockwork, text: str) -> None:
    """Whoever wrote longest ago and has no answer yet gets it."""
    with world.machine("Ada") as machine:
        answered = {row[0] for row in machine.rows("SELECT contact FROM replies WHERE state <> ?", (State.OPENED,))}
        contact = next(contact for contact in machine.contacts() if contact.id not in answered)
        queue(machine, contact, State.BEING_READ, text)


def test_an_outbox_that_arrives_after_weeks_of_lost_ones_fills_the_horizon_again(world: Clockwork) -> None:
    """Its replies were sealed weeks ago, and those of the second one are published already; their keys are of the day."""
    play(world, {29, 30, 59})
    assert world.day > START + DAYS


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4))
def test_whichever_outboxes_are_lost_keys_never_run_out(world: Clockwork, seed: int) -> None:
    """Five in six are lost, by chance, as long as one arrives every thirty days."""
    draw = random.Random(seed)
    delivered, last = set(), 0
    for number in range(1, DAYS + 1):
        if number - last == 30 or draw.random() < 1 / 6:
            delivered.add(number)
            last = number
    play(world, delivered)
