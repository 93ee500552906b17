"""What ``reporter doctor`` can say once the vault is open: its clock, its trips, its keys, its rehearsals."""

from __future__ import annotations

from collections.abc import Iterator

from intake.voice import count, day_text
from keys.reporter.conversations import LATE_DAYS
from keys.reporter.finding import KNOW, MEND, WELL, Finding
from keys.reporter.keydays import LOW_DAYS, days_left
from keys.reporter.machine import Machine

EARLIEST = 20_454  # 2026-01-01, before which this program did not exist
AHEAD_DAYS = 60
DRILL_DAYS = 180


def clock(closing: int, today: int) -> Finding:
    """Whether the machine's day can be right. ``closing``: of the last bundle, 0: none yet."""
    least = max(EARLIEST, closing)
    if today < least:
        return Finding(
            "clock",
            MEND,
            f"This machine's date is {day_text(today)}, before {day_text(least)}, which is over",
            "No clock retires keys here; but new keys may be made for the wrong days.",
            "Set the date; if it is lost again, the battery of the clock is empty",
        )
    if closing and today > closing + AHEAD_DAYS:
        return Finding(
            "clock",
            KNOW,
            f"This machine's date is {day_text(today)}, {today - closing} days after the last bundle closed",
            "No clock retires keys here.",
            "Compare it with a calendar, and ask the courier for a trip",
        )
    return Finding("clock", WELL, f"The date can be right: {day_text(today)}")


def look(machine: Machine, today: int) -> Iterator[Finding]:
    """What the open vault knows."""
    closing = machine.closing
    yield clock(closing, today)
    if not closing:
        yield Finding("import", KNOW, "No bundle was received yet", "", 'Run "reporter receive" when the courier comes')
    elif today - closing > LATE_DAYS:
        yield Finding(
            "import",
            MEND,
            f"The last bundle closed {today - closing} days ago",
            "Nothing in the vault suffers; letters on the server are deleted after 30 days, unread.",
            'Ask the courier for a trip; if none can be made, "reporter retire" destroys the keys of past days',
        )
    else:
        yield Finding("import", WELL, f"The last bundle closed {count(max(today - closing, 0), 'day')} ago")
    left = days_left(machine, today)
    if left < LOW_DAYS:
        yield Finding(
            "keys",
            MEND,
            f"Keys for only {count(left, 'more day')} are made: after that nobody can write to this machine",
            "Letters sealed until then are read as always.",
            'Run "reporter outbox", and take it to the courier',
        )
    else:
        yield Finding("keys", WELL, f"Keys for {left} more days are made")
    yield from _rehearsals(machine, today)


def _rehearsals(machine: Machine, today: int) -> Iterator[Finding]:
    changed = machine.one("SELECT passphrase_day FROM machine")
    yield Finding(
        "passphrase",
        WELL,
        "The passphrase is the vault's first"
        if changed is None
        else f"The passphrase was changed on {day_text(changed)}",
    )
    contacts = int(machine.one("SELECT count(*) FROM contacts"))
    made, tried = machine.one("SELECT backup_day FROM machine"), machine.one("SELECT drill_day FROM machine")
    if made is None and contacts:
        yield Finding(
            "backup",
            KNOW,
            f"There is no backup of {count(contacts, 'contact')}: a broken disk would lose them",
            "Sources can always write anew; letters are never backed up, on purpose.",
            '"reporter contacts backup", onto a stick that lies elsewhere',
        )
    elif made is not None and (tried is None or today - max(tried, made) > DRILL_DAYS):
        yield Finding(
            "backup",
            KNOW,
            f"The contacts were backed up on {day_text(made)}, and "
            + ("nobody has tried to open it" if tried is None else f"last opened on {day_text(tried)}"),
            "",
            '"reporter contacts drill" tries it',
        )
    else:
        happened = "No contacts to back up" if made is None else f"The contacts' backup of {day_text(made)} was tried"
        yield Finding("backup", WELL, happened)
