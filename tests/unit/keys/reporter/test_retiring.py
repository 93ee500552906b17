"""Days retired without a bundle: what goes, what stays, and that no clock and no slip of the hand does it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from intake.voice import day_text
from keys.reporter import keydays, retirement
from keys.reporter.cli import reporter
from keys.reporter.conversations import messages_of
from keys.reporter.errors import NothingToRetireError, TooSoonError
from tests.support.newsroom import PASSPHRASE, Newsroom


def run(newsroom: Newsroom, *arguments: str, typed: str = "") -> Result:
    """A verb of ``reporter`` on Ada's vault."""
    words = [arguments[0], str(newsroom.vault("Ada")), *arguments[1:]]
    return CliRunner().invoke(reporter, words, input=f"{PASSPHRASE}\n{typed}")


def days_of(newsroom: Newsroom) -> tuple[int, ...]:
    """The days that Ada's vault has seeds of."""
    with newsroom.machine("Ada") as machine:
        return machine.vault.day_keys.days()


def test_burning_closes_every_letter_that_is_not_in_the_vault_and_no_other(newsroom: Newsroom) -> None:
    """What was received stays readable; what comes later is reported by its day, and never opened."""
    source = newsroom.source()
    newsroom.outbox("Ada")
    newsroom.bundle([newsroom.letter(source, "received")])
    newsroom.receive("Ada")
    late = newsroom.letter(source, "not yet received")
    burned = run(newsroom, "burn", typed="burn 36 days\n")
    assert burned.exit_code == 0, burned.output
    assert days_of(newsroom) == ()
    newsroom.bundle([late])
    done = newsroom.receive("Ada")
    assert (done.messages, done.retired, done.retired_on) == (0, 1, {newsroom.today: 1})
    with newsroom.machine("Ada") as machine:
        (message,) = messages_of(machine, machine.contact(source.name))
        machine.vault.day_keys.ensure([newsroom.today + 35, newsroom.today + 36])
        assert machine.vault.day_keys.days() == (newsroom.today + 36,), "a burned day never comes back"
    assert message.text == "received"


@pytest.mark.parametrize("verb", ["burn", "retire"])
def test_a_dry_run_says_what_would_go_and_destroys_nothing(newsroom: Newsroom, verb: str) -> None:
    """The same days and the same warning; no words are asked for, and none that are given count."""
    newsroom.outbox("Ada")
    before, today = days_of(newsroom), day_text(newsroom.today + 40)
    args = {"burn": ("--confirm", "burn 36 days"), "retire": ("--today", today, "--yes")}[verb]
    done = run(newsroom, verb, "--dry-run", *args, typed="")
    assert done.exit_code == 0, done.output
    days = {"burn": 36, "retire": 26}[verb]
    assert f"This destroys the keys of {days} days" in done.output
    assert f"Dry run: the keys of {days} days would go.\nNo key was destroyed." in done.output
    assert days_of(newsroom) == before


def test_burning_up_to_a_day_keeps_those_after_it(newsroom: Newsroom) -> None:
    """That day itself goes."""
    newsroom.outbox("Ada")
    border = newsroom.today + 3
    done = run(newsroom, "burn", "--up-to", day_text(border), "--confirm", "burn 4 days", "--json")
    told = json.loads(done.stdout)
    assert (told["days"], told["first"], told["last"], told["unpublished"]) == (4, newsroom.today, border, True)
    assert "not to publish your last outbox" in told["next"]
    assert days_of(newsroom) == tuple(range(border + 1, newsroom.today + 36))


@pytest.mark.parametrize("typed", ["", "yes\n", "burn\n", "burn 35 days\n", "BURN 36 DAYS\n"])
def test_nothing_burns_unless_the_very_words_are_typed(newsroom: Newsroom, typed: str) -> None:
    """And without a person (``--json``) only when they are given."""
    newsroom.outbox("Ada")
    before = days_of(newsroom)
    assert run(newsroom, "burn", typed=typed).exit_code != 0
    assert run(newsroom, "burn", "--json").exit_code == 1
    assert days_of(newsroom) == before


def test_a_far_date_burns_no_day_that_was_never_drawn(newsroom: Newsroom) -> None:
    """A slip in the year must not silence the machine for ever."""
    newsroom.outbox("Ada")
    done = run(newsroom, "burn", "--up-to", "2999-01-01", "--confirm", "burn 36 days")
    assert done.exit_code == 0, done.output
    with newsroom.machine("Ada") as machine:
        assert machine.vault.day_keys.retired == newsroom.today + 35


def late(newsroom: Newsroom, days: int) -> None:
    """Ada's last bundle closed so many days ago; she has the keys of forty days before today."""
    with newsroom.machine("Ada") as machine:
        machine.vault.day_keys.ensure(range(newsroom.today - 40, newsroom.today + 5))
    newsroom.bundle(closing=newsroom.today - days)
    newsroom.receive("Ada")


def test_by_hand_go_the_days_that_a_bundle_of_today_would_retire(newsroom: Newsroom) -> None:
    """All before the fourteenth day back, and a smaller part when one is named; never more."""
    late(newsroom, 25)
    part = newsroom.today - 30
    today = day_text(newsroom.today)
    assert run(newsroom, "retire", "--up-to", day_text(part), "--today", today, "--yes").exit_code == 0
    assert days_of(newsroom)[0] == part + 1
    done = run(newsroom, "retire", "--up-to", day_text(newsroom.today), "--today", today, "--yes")
    assert done.exit_code == 0, done.output
    assert days_of(newsroom)[0] == newsroom.today - 14


def test_within_21_days_nothing_is_retired_by_hand(newsroom: Newsroom) -> None:
    """By the date that a person typed; before the first bundle it counts from the first key."""
    late(newsroom, 21)
    assert run(newsroom, "retire", "--today", day_text(newsroom.today), "--yes").exit_code == 1
    with newsroom.machine("Ada") as machine:
        with pytest.raises(TooSoonError):
            retirement.due_by_hand(machine, newsroom.today)
        assert retirement.due_by_hand(machine, newsroom.today + 1) == newsroom.today - 14
    with newsroom.machine("Ben") as machine:
        with pytest.raises(NothingToRetireError):
            retirement.due_by_hand(machine, newsroom.today)
        machine.vault.day_keys.ensure(range(newsroom.today, newsroom.today + 36))
        with pytest.raises(TooSoonError):
            retirement.due_by_hand(machine, newsroom.today + 20)
        assert retirement.due_by_hand(machine, newsroom.today + 21) == newsroom.today + 6


def test_the_machines_clock_retires_nothing(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it says: every verb but these two leaves all days, and these two ask a person for the date or the words."""
    late(newsroom, 1)
    before = days_of(newsroom)
    for module in ("talks", "trips", "checking", "retiring"):
        monkeypatch.setattr(f"keys.reporter.{module}.today", lambda: newsroom.today + 4_000)
    for verb in (["inbox"], ["receive", str(newsroom.stick)], ["outbox", str(newsroom.stick)], ["doctor"]):
        run(newsroom, *verb)
    # Typed: today's true date; the clock is 4,000 days ahead of it, so it asks, and then it is too soon.
    done = run(newsroom, "retire", typed=f"{day_text(newsroom.today)}\ny\ny\n")
    assert "clock" in done.output
    assert done.exit_code == 1
    assert set(before) <= set(days_of(newsroom))


def test_what_is_left_of_the_keys_is_told_in_time(newsroom: Newsroom) -> None:
    """Nothing while fourteen days and more are left; then how many; then that nobody can write."""
    with newsroom.machine("Ada") as machine:
        assert keydays.days_left(machine, newsroom.today) == 0
        assert "Nobody can write" in keydays.notices(machine, Path("v"), newsroom.today)[0]
        machine.vault.day_keys.ensure(range(newsroom.today, newsroom.today + 36))
        for ahead, left in ((0, 36), (22, 14), (23, 13), (35, 1), (36, 0)):
            assert keydays.days_left(machine, newsroom.today + ahead) == left
            told = keydays.notices(machine, Path("v"), newsroom.today + ahead)
            assert bool(told) == (left < 14)
        assert keydays.days_left(machine, 0) == 36 + newsroom.today, (
            "a clock at zero cannot be believed, and only warns"
        )


def test_an_outbox_that_goes_out_again_warns_when_its_keys_run_out(newsroom: Newsroom) -> None:
    """At the end of the sitting, after the last chance to make one."""
    newsroom.outbox("Ada")
    with newsroom.machine("Ada") as machine:
        machine.vault.day_keys.retire_before(newsroom.today + 30)
        kept = machine.vault.day_keys.days()
    assert len(kept) == 6
    done = run(newsroom, "outbox", str(newsroom.stick))
    assert "no bundle has named them yet" in done.output
    assert "36 more days" not in done.output
    with newsroom.machine("Ada") as machine:
        for day in kept:
            machine.vault.day_keys.retire_before(day + 1)
    assert "0 more days" in run(newsroom, "outbox", str(newsroom.stick)).output
