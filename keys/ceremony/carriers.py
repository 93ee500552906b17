"""``keys courier``: who carries."""

from __future__ import annotations

from pathlib import Path

import click

from intake.voice import Voice, voiced
from keys.ceremony.asking import ADMIN, DRY, YES, compare, dry_run


@click.group()
def courier() -> None:
    """Who carries."""


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
