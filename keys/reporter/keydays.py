"""The days that this machine can still be written on, and what a reporter is told about them.

Nothing here decides anything: the machine's clock may be wrong, so it warns and offers, and no more.
"""

from __future__ import annotations

from pathlib import Path

from intake.voice import count
from keys.reporter.conversations import days_without_a_bundle
from keys.reporter.forget import RETIRE_AFTER_DAYS
from keys.reporter.machine import Machine

LOW_DAYS = 14
"""With fewer days of keys than this left, a trip that falls out means that nobody can write."""


def days_left(machine: Machine, today: int) -> int:
    """For how many days, today included, sources have keys of this machine by the last outbox made; 0: none."""
    drawn = machine.vault.day_keys.days()
    return max(0, drawn[-1] - max(today, machine.closing) + 1) if drawn else 0


def too_few(machine: Machine, today: int) -> str:
    """Why an outbox that was just written has keys for few days only."""
    left = count(days_left(machine, today), "more day")
    if machine.vault.day_keys.retired >= today:
        return f"It has keys for {left} only. Those that you burned never come back."
    return (
        f"It has keys for {left} only: by this machine's clock the last bundle closed {today - machine.closing} days ago, "
        "and a clock so far from it is not believed. Receive the newest bundle, and write the outbox again."
    )


def notices(machine: Machine, vault: Path, today: int) -> list[str]:
    """What a reporter has to hear whatever the command was: sentences, none when all is well."""
    told = []
    late = days_without_a_bundle(machine, today)
    if late is not None:
        told.append(
            f"The last bundle closed {late} days ago. Ask the courier for a trip: the server deletes letters after 30 "
            "days, and the keys of past days go only when a bundle is received."
        )
        if any(day < today - RETIRE_AFTER_DAYS for day in machine.vault.day_keys.days()):
            told.append(f'If no trip can be made, "reporter retire {vault}" retires the keys of past days by hand.')
    left = days_left(machine, today)
    if not left:
        told.append(f'Nobody can write to this machine: it has no keys for today. "reporter outbox {vault} STICK" now.')
    elif left < LOW_DAYS:
        told.append(
            f'Keys for only {left} more days are handed over. "reporter outbox {vault} STICK" makes more: take it to '
            "the courier, or nobody can write after that."
        )
    return told
