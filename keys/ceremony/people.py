"""``keys reporter`` and ``keys courier``: who reads and who carries."""

from __future__ import annotations

from pathlib import Path

import click

from intake.voice import Voice, voiced
from keys.ceremony.asking import ADMIN, DRY, YES, compare, dry_run, this_day


@click.group()
def reporter() -> None:
    """Who reads."""


@click.group()
def courier() -> None:
    """Who carries."""


@reporter.command("certify")
@ADMIN
@click.argument("card", type=click.Path(path_type=Path))
@click.option("--desk", help="The desk, by name or number; needed when there are several.")
@click.option("--days", default=365, show_default=True, type=click.IntRange(1, 1_000), help="How long it holds.")
@click.option("--again", is_flag=True, help="Revive a certificate that was revoked or ran out.")
@YES
@DRY
@voiced("keys")
def reporter_certify(
    voice: Voice,
    folder: Path,
    card: Path,
    desk: str | None,
    days: int,
    again: bool,
    yes: bool,
    dry_run_only: bool,
) -> None:
    """Add the reporter of CARD (a card, or a stick with one new card) to a desk; or extend the certificate."""
    from keys.ceremony.cards import find_card
    from keys.ceremony.draft import certify, desk_name, find_desk
    from keys.ceremony.folder import Folder
    from keys.ceremony.words import date_text

    opened = Folder.open(folder)
    draft = opened.draft()
    found = find_card(card, "reporter", {entry.verify_key for entry in draft.reporters})
    seated = any(found.reporter in listed.reporters for listed in draft.desks)
    place = None if seated and desk is None else find_desk(draft, desk)
    changed, entry = certify(draft, found, place, today=this_day(), days=days, again=again)
    if dry_run_only:
        dry_run(voice, f"{entry.name} would be certified until {date_text(entry.until)}.", words=found.spoken)
        return
    compare(voice, found.name, found.role, found.spoken, yes=yes)
    opened.write_draft(changed)
    desks = [desk_name(listed) for listed in changed.desks if entry.reporter in listed.reporters]
    voice.done(
        f"{entry.name} is certified for {' and '.join(desks)} until {date_text(entry.until)}.",
        kept="This is a draft until it is signed.",
        todo=f'certify others, or sign with "{opened.sign_with()}".',
        reporter=entry.reporter.hex(),
        name=entry.name,
        desks=desks,
        until=date_text(entry.until),
        words=found.spoken,
    )


@reporter.command("revoke")
@ADMIN
@click.argument("who", metavar="NAME|ID")
@DRY
@voiced("keys")
def reporter_revoke(voice: Voice, folder: Path, who: str, dry_run_only: bool) -> None:
    """End a reporter's certificate: from the next publication on nothing is sealed to it any more."""
    from keys.ceremony.draft import desk_name, find_reporter, revoke
    from keys.ceremony.folder import Folder
    from keys.ceremony.words import date_text

    opened = Folder.open(folder)
    draft, today = opened.draft(), this_day()
    entry = find_reporter(draft, who, today)
    changed, emptied = revoke(draft, entry.reporter, today)
    if dry_run_only:
        dry_run(voice, f"{entry.name} would be revoked as of {date_text(today - 1)}.")
        return
    opened.write_draft(changed)
    names = [desk_name(desk) for desk in emptied]
    for name in names:
        voice.say(
            f"{name} has no reader left. It is not published any more: sources do not see it, and who wrote to it "
            "before gets no answer from it. It stays in the draft for another reader."
        )
    voice.done(
        f"{entry.name} is revoked: the last day was {date_text(today - 1)}.",
        kept="What was sent before can still be read with that vault, and answers already given stay on the board.",
        todo=f'sign with "{opened.sign_with()}" today: until the courier publishes it, sources still write to '
        f"{entry.name}.",
        reporter=entry.reporter.hex(),
        name=entry.name,
        desks_without_reader=names,
    )


@courier.command("certify")
@ADMIN
@click.argument("card", type=click.Path(path_type=Path))
@YES
@DRY
@voiced("keys")
def courier_certify(voice: Voice, folder: Path, card: Path, yes: bool, dry_run_only: bool) -> None:
    """Let the courier of CARD (a card, or a stick with one new card) carry and publish."""
    from keys.ceremony.cards import find_card
    from keys.ceremony.draft import certify_courier
    from keys.ceremony.folder import Folder

    opened = Folder.open(folder)
    draft = opened.draft()
    found = find_card(card, "courier", set(draft.couriers))
    changed = certify_courier(draft, found)
    if dry_run_only:
        dry_run(voice, f"the courier {found.name} would be certified.", words=found.spoken)
        return
    compare(voice, found.name, found.role, found.spoken, yes=yes)
    opened.write_draft(changed)
    why = "a new root will name it" if opened.pin() else "the first root will name it"
    voice.done(
        f"The courier {found.name} is certified.",
        kept=f"This is a draft until it is signed; {why}.",
        todo=f'certify reporters, or sign with "{opened.sign_with()}".',
        courier=found.verify_key.hex(),
        name=found.name,
        words=found.spoken,
    )


@courier.command("revoke")
@ADMIN
@click.argument("who", metavar="WORDS|KEY")
@DRY
@voiced("keys")
def courier_revoke(voice: Voice, folder: Path, who: str, dry_run_only: bool) -> None:
    """Take a courier's key away: what it signs is refused once the next root is published."""
    from keys.ceremony.draft import revoke_courier
    from keys.ceremony.folder import Folder

    opened = Folder.open(folder)
    draft = opened.draft()
    changed = revoke_courier(draft, who)
    if dry_run_only:
        dry_run(voice, "the courier's key would be taken away.")
        return
    opened.write_draft(changed)
    (gone,) = set(draft.couriers) - set(changed.couriers)
    voice.done(
        "The courier's key is taken away.",
        kept="This is a draft until it is signed; a new root will leave the key out.",
        todo=f'sign with "{opened.sign_with()}", publish with another courier, and make a new token on the server.',
        courier=gone.hex(),
    )
