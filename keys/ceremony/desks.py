"""``keys desk``: the desks and what they promise."""

from __future__ import annotations

from pathlib import Path

import click

from intake.voice import Voice, voiced
from keys.ceremony.asking import ADMIN, DRY, dry_run

NAMES = click.option("--name", "names", multiple=True, help='"Sports"; in another language "ru=Спорт".')
PROMISES = click.option("--promise", "promises", multiple=True, help="Who reads, in a sentence; also by language.")
LANGUAGES = click.option("--language", "languages", multiple=True, help="A language that is read; may be given again.")
DESK = click.argument("which", metavar="DESK")


@click.group()
def desk() -> None:
    """The desks: whom a source can choose, and what each promises."""


@desk.command("new")
@ADMIN
@NAMES
@PROMISES
@LANGUAGES
@click.option(
    "--every-days", default=3, show_default=True, type=click.IntRange(1, 120), help="How often it is emptied."
)
@DRY
@voiced("keys")
def desk_new(
    voice: Voice,
    folder: Path,
    names: tuple[str, ...],
    promises: tuple[str, ...],
    languages: tuple[str, ...],
    every_days: int,
    dry_run_only: bool,
) -> None:
    """Open a desk; it is published once a reporter reads at it."""
    from intake.protocol.newsroom import Desk
    from keys.ceremony import draft as drafts
    from keys.ceremony.folder import Folder
    from keys.ceremony.seats import open_desk

    if not names:
        raise click.UsageError("Give the desk's --name.")
    opened = Folder.open(folder)
    spoken = languages or ("en",)
    made = Desk(
        drafts.texts(names, spoken[0]), drafts.texts(promises, spoken[0], drafts.PROMISE_LIMIT), spoken, every_days, ()
    )
    changed = open_desk(opened.draft(), made)
    name = drafts.desk_name(made)
    if dry_run_only:
        dry_run(voice, f"the desk {name} would be opened.")
        return
    opened.write_draft(changed)
    voice.done(
        f"The desk {name} is drafted.",
        kept="It is published once somebody reads at it.",
        todo=f'certify a reporter with "--desk {len(changed.desks)}", or move one ("keys reporter move").',
        desk=len(changed.desks),
        name=name,
    )


@desk.command("change")
@ADMIN
@DESK
@NAMES
@PROMISES
@LANGUAGES
@click.option("--every-days", type=click.IntRange(1, 120), help="How often it is emptied.")
@DRY
@voiced("keys")
def desk_change(
    voice: Voice,
    folder: Path,
    which: str,
    names: tuple[str, ...],
    promises: tuple[str, ...],
    languages: tuple[str, ...],
    every_days: int | None,
    dry_run_only: bool,
) -> None:
    """Change DESK's names, promise, languages, or how often it is emptied."""
    from keys.ceremony import draft as drafts
    from keys.ceremony.folder import Folder
    from keys.ceremony.seats import change_desk
    from keys.ceremony.words import promise_text

    opened = Folder.open(folder)
    draft = opened.draft()
    place = drafts.find_desk(draft, which)
    spoken = next(iter(draft.desks[place].languages), "en")
    changed = change_desk(
        draft,
        place,
        names=drafts.texts(names, spoken),
        promise=drafts.texts(promises, spoken, drafts.PROMISE_LIMIT),
        languages=languages,
        every_days=every_days,
    )
    after = changed.desks[place]
    said = f"{drafts.desk_name(after)} promises: {promise_text(after)}."
    if dry_run_only:
        dry_run(voice, said)
        return
    opened.write_draft(changed)
    voice.done(
        said,
        kept="This is a draft until it is signed; the page shows it from then on.",
        todo=f'sign with "{opened.sign_with()}".',
        desk=place + 1,
        name=drafts.desk_name(after),
    )


@desk.command("remove")
@ADMIN
@DESK
@DRY
@voiced("keys")
def desk_remove(voice: Voice, folder: Path, which: str, dry_run_only: bool) -> None:
    """Close DESK: sources no longer see it; its readers still read and answer what was sent."""
    from keys.ceremony.draft import desk_name, find_desk
    from keys.ceremony.folder import Folder
    from keys.ceremony.seats import close_desk
    from keys.ceremony.words import listing

    opened = Folder.open(folder)
    draft = opened.draft()
    place = find_desk(draft, which)
    name = desk_name(draft.desks[place])
    changed, idle = close_desk(draft, place)
    if dry_run_only:
        dry_run(voice, f"the desk {name} would be closed.")
        return
    opened.write_draft(changed)
    names = [entry.name for entry in idle]
    voice.done(
        f"The desk {name} is closed." + (f" At no desk now: {listing(names)}." if names else ""),
        kept="Who wrote to it before still gets answers: a thread belongs to the reader, not to the desk.",
        todo=f'sign with "{opened.sign_with()}".'
        + (' Move those who are to go on reading ("keys reporter move"), revoke the others.' if names else ""),
        name=name,
        at_no_desk=names,
    )
