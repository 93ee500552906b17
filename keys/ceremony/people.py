"""``keys reporter``: who reads."""

from __future__ import annotations

from pathlib import Path

import click

from intake.voice import Voice, voiced
from keys.ceremony.asking import ADMIN, DRY, YES, compare, dry_run, this_day

_JOINING = " {name} reads what is sent from then on: earlier letters were sealed to others alone."
_EMPTIED = "{name} has no reader left. It is not published any more: sources do not see it."
_NO_ANSWER = " Who wrote to it before gets no answer from it. It stays in the draft for another reader."
# docs/protocol.md, "Who may learn what", the row of a reporter who turned or whose vault was copied.
_SUSPECT = (
    "they can read {name}'s letters: those in the vault, and those of the days that are published and not yet retired",
    "they can pose as {name}'s sources to {name}, and as {name} to those sources, until {name} has a new id",
    "together with the server's operator they can make keys for later days, until this is published",
    "they cannot read other readers' letters, nor those of retired days that are no longer in the vault, not even recorded",
)


@click.group()
def reporter() -> None:
    """Who reads."""


@reporter.command("certify")
@ADMIN
@click.argument("card", type=click.Path(path_type=Path))
@click.option("--desk", help="The desk, by name or number; needed when there are several.")
@click.option("--days", default=365, show_default=True, type=click.IntRange(1, 1_000), help="How long it holds.")
@click.option("--again", is_flag=True, help="Revive a certificate that was revoked or ran out.")
@click.option("--second-machine", is_flag=True, help="The same person reads on another machine as well.")
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
    second_machine: bool,
    yes: bool,
    dry_run_only: bool,
) -> None:
    """Add the reporter of CARD (a card, or a stick with one new card) to a desk; or extend the certificate."""
    from keys.ceremony.cards import find_card
    from keys.ceremony.draft import certify, desk_name, find_desk
    from keys.ceremony.folder import Folder
    from keys.ceremony.seats import check_free
    from keys.ceremony.words import date_text

    opened = Folder.open(folder)
    draft = opened.draft()
    found = find_card(card, "reporter", {entry.verify_key for entry in draft.reporters})
    if not second_machine:
        check_free(draft, found, this_day())
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
        kept="This is a draft until it is signed."
        + (_JOINING.format(name=entry.name) if draft.reporter(entry.reporter) is None and opened.pin() else ""),
        todo=f'certify others, or sign with "{opened.sign_with()}".',
        reporter=entry.reporter.hex(),
        name=entry.name,
        desks=desks,
        until=date_text(entry.until),
        words=found.spoken,
    )


@reporter.command("renew")
@ADMIN
@click.argument("who", metavar="NAME|ID")
@click.option("--days", default=365, show_default=True, type=click.IntRange(1, 1_000), help="How long it holds.")
@DRY
@voiced("keys")
def reporter_renew(voice: Voice, folder: Path, who: str, days: int, dry_run_only: bool) -> None:
    """Move the end of a certificate that still holds; no card is needed, since the key stays."""
    from keys.ceremony.draft import find_reporter
    from keys.ceremony.folder import Folder
    from keys.ceremony.seats import renew
    from keys.ceremony.words import date_text

    opened = Folder.open(folder)
    draft, today = opened.draft(), this_day()
    changed, entry = renew(draft, find_reporter(draft, who, today).reporter, today=today, days=days)
    said = f"{entry.name} is certified until {date_text(entry.until)}."
    if dry_run_only:
        dry_run(voice, said)
        return
    opened.write_draft(changed)
    voice.done(
        said,
        kept="This is a draft until it is signed.",
        todo=f'sign with "{opened.sign_with()}".',
        reporter=entry.reporter.hex(),
        name=entry.name,
        until=date_text(entry.until),
    )


@reporter.command("move")
@ADMIN
@click.argument("who", metavar="NAME|ID")
@click.option("--to", required=True, help="The desk at which this reporter reads from now on, by name or number.")
@click.option("--from", "leaving", help="The desk that is left; needed when there are several.")
@click.option("--stay", is_flag=True, help="Leave no desk: read at both.")
@DRY
@voiced("keys")
def reporter_move(
    voice: Voice, folder: Path, who: str, to: str, leaving: str | None, stay: bool, dry_run_only: bool
) -> None:
    """Let a reporter read at another desk."""
    from keys.ceremony.draft import desk_name, find_desk, find_reporter
    from keys.ceremony.errors import UnknownDeskError
    from keys.ceremony.folder import Folder
    from keys.ceremony.seats import move, seats
    from keys.ceremony.words import listing

    opened = Folder.open(folder)
    draft = opened.draft()
    entry = find_reporter(draft, who, this_day())
    place = find_desk(draft, to)
    at = seats(draft, entry.reporter)
    if leaving is not None:
        left: tuple[int, ...] = (find_desk(draft, leaving),)
    else:
        left = () if stay else tuple(seat for seat in at if seat != place)
    if leaving is None and len(left) > 1:
        told = listing([desk_name(draft.desks[seat]) for seat in at])
        raise UnknownDeskError(f"{entry.name} reads at {told}", todo='Say which one is left, with "--from"')
    changed = move(draft, entry.reporter, place, leave=left)
    names = [desk_name(changed.desks[seat]) for seat in seats(changed, entry.reporter)]
    if dry_run_only:
        dry_run(voice, f"{entry.name} would read at {listing(names)}.", desks=names)
        return
    opened.write_draft(changed)
    for seat in left:
        if not changed.desks[seat].reporters:
            voice.say(_EMPTIED.format(name=desk_name(changed.desks[seat])))
    voice.done(
        f"{entry.name} reads at {listing(names)} from now on.",
        kept="Who wrote before still gets answers: a thread belongs to the reader, not to the desk.",
        todo=f'sign with "{opened.sign_with()}".',
        reporter=entry.reporter.hex(),
        name=entry.name,
        desks=names,
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
        voice.say(_EMPTIED.format(name=name) + _NO_ANSWER)
    voice.done(
        f"{entry.name} is revoked: the last day was {date_text(today - 1)}.",
        kept="What was sent before can still be read with that vault, and answers already given stay on the board.",
        todo=f'sign with "{opened.sign_with()}" today: until the courier publishes it, sources still write to '
        f"{entry.name}.",
        reporter=entry.reporter.hex(),
        name=entry.name,
        desks_without_reader=names,
    )


@reporter.command("suspect")
@ADMIN
@click.argument("who", metavar="NAME|ID")
@DRY
@voiced("keys")
def reporter_suspect(voice: Voice, folder: Path, who: str, dry_run_only: bool) -> None:
    """A reporter's machine or vault was in other hands: retire the id at once, and say what that means."""
    from keys.ceremony.draft import desk_name, find_reporter, revoke
    from keys.ceremony.folder import Folder
    from keys.ceremony.words import date_text

    opened = Folder.open(folder)
    draft, today = opened.draft(), this_day()
    entry = find_reporter(draft, who, today)
    changed, emptied = revoke(draft, entry.reporter, today)
    name, meaning = entry.name, [line.format(name=entry.name) for line in _SUSPECT]
    voice.say(f"What it means that somebody may have {name}'s vault:")
    for line in meaning:
        voice.say(f"  - {line}")
    if dry_run_only:
        dry_run(voice, f"{name}'s id would be retired as of {date_text(today - 1)}.", meaning=meaning)
        return
    opened.write_draft(changed)
    for desk in emptied:
        voice.say(_EMPTIED.format(name=desk_name(desk)) + _NO_ANSWER)
    voice.done(
        f"{name}'s id is retired: its last day was {date_text(today - 1)}.",
        kept="The id is never used again; its entry stays listed as long as answers live.",
        todo=f'(1) sign with "{opened.sign_with()}" now, and let the courier publish now; (2) on a machine that nobody '
        'has touched, "reporter new" and "reporter card"; (3) certify that card: it is a new id, and sources who come '
        'back write to it under new keys; (4) before trusting an old thread, compare the numbers of "reporter meet" '
        "with the source on another channel.",
        reporter=entry.reporter.hex(),
        name=name,
        meaning=meaning,
        desks_without_reader=[desk_name(desk) for desk in emptied],
    )
