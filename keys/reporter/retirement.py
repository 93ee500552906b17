"""Retiring days without a bundle: at once (``burn``), or because none has come for long (``retire``).

Both only count here what would go; :meth:`keys.vault.daykeys.DayKeys.retire_before` does it, whole at any crash.
"""

from __future__ import annotations

from dataclasses import dataclass

from intake.voice import count
from keys.reporter.conversations import LATE_DAYS
from keys.reporter.errors import NothingToRetireError, TooSoonError
from keys.reporter.forget import RETIRE_AFTER_DAYS
from keys.reporter.machine import Machine


@dataclass(frozen=True, slots=True)
class Going:
    """What retiring would take: ``days`` with a key, ``first`` to ``last``; ``to_come`` of them not yet over.

    conversations: stay readable in the vault.  unpublished: the last outbox, which no bundle has named, has their keys.
    """

    days: int
    first: int
    last: int
    to_come: int
    conversations: int
    unpublished: bool


def going(machine: Machine, last: int | None, today: int) -> Going:
    """What would go, up to a day (itself included), or with None all there is.

    Args:    today: the machine's own day; only ``to_come`` goes by it.
    Raises:  NothingToRetireError.
    """
    drawn = machine.vault.day_keys.days()
    days = [day for day in drawn if last is None or day <= last]
    if not days:
        raise NothingToRetireError
    to_come = sum(day >= today for day in days)
    unnamed = machine.one("SELECT outbox IS NOT NULL AND NOT outbox_named FROM machine")
    return Going(
        days=len(days),
        first=days[0],
        last=days[-1],
        to_come=to_come,
        conversations=int(machine.one("SELECT count(DISTINCT contact) FROM messages")),
        unpublished=bool(to_come and unnamed),
    )


def retire(machine: Machine, gone: Going) -> int:
    """Retire for good; how many days had keys. Raises OSError: the state before or the one after."""
    return len(machine.vault.day_keys.retire_before(gone.last + 1))


def due_by_hand(machine: Machine, calendar_day: int) -> int:
    """The last day that may go by hand, as an import of this day would take it.

    Args:    calendar_day: today, as a person said it; no clock is believed.
    Raises:  TooSoonError: a bundle closed within 21 days; NothingToRetireError.
    """
    drawn = machine.vault.day_keys.days()
    if not drawn:
        raise NothingToRetireError
    since = machine.closing or drawn[0] - 1
    if calendar_day - since <= LATE_DAYS:
        raise TooSoonError(f"By that date the last bundle closed {count(max(calendar_day - since, 0), 'day')} ago")
    return calendar_day - RETIRE_AFTER_DAYS - 1
