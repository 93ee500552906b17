"""The verbs that retire days without a bundle: at once (burn), or because none has come for long (retire)."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from intake.voice import Voice, count, day_text, voiced
from keys.reporter.command import PASSPHRASE, VAULT, YES, confirm, opened, reporter, today

if TYPE_CHECKING:
    from keys.reporter.retirement import Going

UP_TO = click.option("--up-to", metavar="DATE", help="Only the days up to this one, itself included.")
DRY = click.option("--dry-run", "dry_run_only", is_flag=True, help="Say what would become unreadable; destroy nothing.")


@reporter.command()
@VAULT
@UP_TO
@click.option("--confirm", "typed", metavar="WORDS", help="The words that would have to be typed.")
@DRY
@PASSPHRASE
@voiced("reporter")
def burn(
    voice: Voice,
    vault: Path,
    up_to: str | None,
    typed: str | None,
    dry_run_only: bool,
    passphrase_file: IO[str] | None,
) -> None:
    """Destroy the keys of all days, or of those up to a date, at once and for good."""
    from keys.reporter import retirement
    from keys.reporter.errors import NotConfirmedError

    last = None if up_to is None else _day(up_to)
    with opened(vault, passphrase_file) as machine:
        going = retirement.going(machine, last, today())
        words = f"burn {count(going.days, 'day')}"
        _say_what_goes(voice, going)
        if dry_run_only:
            _dry_run(voice, going)
            return
        if typed is None and not voice.as_json:
            typed = click.prompt(f'Type "{words}" to go on', err=True)
        if (typed or "").strip() != words:
            raise NotConfirmedError(
                "Not confirmed: no key was destroyed",
                kept="The vault and all its keys are as they were",
                todo=f'Run the command again and type exactly "{words}"',
            )
        retirement.retire(machine, going)
    voice.done(
        f"The keys of {count(going.days, 'day')} are gone for good, as far as this disk obeys overwriting.",
        kept=_kept(going),
        todo=_after(going, vault),
        **asdict(going),
    )


@reporter.command()
@VAULT
@UP_TO
@click.option("--today", "calendar", metavar="DATE", help="Today's date by a calendar, not by this machine.")
@YES
@DRY
@PASSPHRASE
@voiced("reporter")
def retire(
    voice: Voice,
    vault: Path,
    up_to: str | None,
    calendar: str | None,
    yes: bool,
    dry_run_only: bool,
    passphrase_file: IO[str] | None,
) -> None:
    """Retire the keys of past days by hand, when no bundle has come for 21 days."""
    from keys.reporter import retirement
    from keys.reporter.receive import ASK_WHEN_DAYS_OFF

    last = None if up_to is None else _day(up_to)
    with opened(vault, passphrase_file) as machine:
        if calendar is None and not voice.as_json:
            calendar = click.prompt("Type today's date as a calendar or telephone says it (like 2026-11-24)", err=True)
        said = _day(calendar or "")
        if abs(said - today()) > ASK_WHEN_DAYS_OFF:
            confirm(
                voice,
                f"This machine's clock says {day_text(today())}. Is it wrong, and {day_text(said)} right?",
                yes=yes,
            )
        due = retirement.due_by_hand(machine, said)
        going = retirement.going(machine, due if last is None else min(last, due), said)
        _say_what_goes(voice, going)
        if dry_run_only:
            _dry_run(voice, going)
            return
        confirm(voice, "Retire them?", yes=yes)
        retirement.retire(machine, going)
    voice.done(
        f"The keys of {count(going.days, 'day')} are gone for good, as far as this disk obeys overwriting.",
        kept=_kept(going),
        todo="ask the courier for a trip: the next bundle says which letters came too late.",
        **asdict(going),
    )


def _dry_run(voice: Voice, going: Going) -> None:
    voice.done(
        f"Dry run: the keys of {count(going.days, 'day')} would go.",
        kept="No key was destroyed.",
        todo='run the command again without "--dry-run".',
        dry_run=True,
        **asdict(going),
    )


def _say_what_goes(voice: Voice, going: Going) -> None:
    """Exactly what becomes unreadable, before anything is asked."""
    span = day_text(going.first) if going.days == 1 else f"{day_text(going.first)} to {day_text(going.last)}"
    voice.say(f"This destroys the keys of {count(going.days, 'day')}: {span}.")
    voice.say(
        "Unreadable for ever, to you as to everybody: each letter sealed to these days that is not in this vault yet, "
        "with its files. It may lie on the server, on the courier's laptop, on a stick, or where somebody recorded it."
    )
    voice.say("Nobody can say how many there are. To lose none of them, receive the newest bundle first.")
    if going.to_come:
        voice.say(
            f"{count(going.to_come, 'of these days is', 'of these days are')} not over: sources go on sealing to them, "
            "unheard, until the admins have revoked this machine and the courier has published that."
        )
    voice.say(
        f"Not touched: {count(going.conversations, 'conversation')} in this vault; the passphrase still opens them."
    )


def _kept(going: Going) -> str:
    return f"{count(going.conversations, 'conversation')} in the vault, with the sources' keys: answers can still be sealed."


def _after(going: Going, vault: Path) -> str:
    if not going.to_come:
        return f'"reporter receive {vault} STICK" says which letters came too late; ask their sources to send again.'
    steps = [
        'call the admins now: "keys reporter suspect" or "keys reporter revoke", signed and published today',
        'with a new vault ("reporter new") ask for a new certificate: the burned days never come back here',
        f'"reporter contacts backup {vault} FILE" takes the contacts along',
    ]
    if going.unpublished:
        steps.insert(1, "tell the courier not to publish your last outbox: it carries keys of the burned days")
    return "; ".join(f"({number}) {step}" for number, step in enumerate(steps, 1)) + "."


def _day(untrusted: str) -> int:
    """The day that a person typed. Raises WrongDateError."""
    from datetime import date

    from keys.reporter.errors import WrongDateError

    try:
        return (date.fromisoformat(untrusted.strip()) - date(1970, 1, 1)).days
    except ValueError:
        raise WrongDateError from None
