"""``keys admin``: one admin's own keys, on that admin's own machine."""

from __future__ import annotations

from pathlib import Path

import click

from intake.voice import Voice, voiced
from keys.ceremony.asking import DRY, FILES, dry_run, for_one, passphrases, this_day

OWN = click.argument("folder", type=click.Path(path_type=Path), callback=for_one)
YOURS = ("your root key", "your targets key")


@click.group()
def admin() -> None:
    """Your own keys as an admin, in a folder on your own machine without network."""


@admin.command("new")
@OWN
@click.option("--name", required=True, help="Your name, as the other admins know you.")
@FILES
@DRY
@voiced("keys")
def admin_new(voice: Voice, folder: Path, name: str, files: tuple[Path, ...], dry_run_only: bool) -> None:
    """Make your two keys in FOLDER: the root key says who the admins are, the targets key says everything else."""
    from keys.ceremony.draft import checked_name
    from keys.ceremony.own import OwnFolder, draw_seeds

    shown = checked_name(name)
    OwnFolder(folder).check_new()
    if dry_run_only:
        dry_run(voice, f"two keys for {shown} would be made in {folder}.", name=shown)
        return
    own = OwnFolder.create(folder, shown, draw_seeds(), passphrases(files, YOURS, new=True))
    card = own.card()
    voice.done(
        f"Your keys are made, {card.name}. Your card's words:\n    {card.spoken}",
        kept="The keys lie in the folder keys, each under its own passphrase; they never leave this machine.",
        todo='make a paper copy ("keys backup paper"), then hand over your card ("keys admin card").',
        name=card.name,
        words=card.spoken,
        root=card.root.hex(),
        targets=card.targets.hex(),
    )


@admin.command("card")
@OWN
@click.argument("stick", type=click.Path(path_type=Path))
@DRY
@voiced("keys")
def admin_card(voice: Voice, folder: Path, stick: Path, dry_run_only: bool) -> None:
    """Write your card, the public halves of your keys, onto STICK; of new keys, if some are waiting."""
    from keys.ceremony.own import CARD, NEXT_CARD, OwnFolder
    from keys.stick import layout
    from keys.stick.layout import check_stick

    own = OwnFolder.open(folder)
    check_stick(stick)
    which = NEXT_CARD if own.renewing else CARD
    card = own.card(which)
    if dry_run_only:
        dry_run(voice, f"the card of {card.name} would be written: {card.spoken}.", words=card.spoken)
        return
    place = layout.stick_folder(stick, layout.CARDS, make=True) / card.file_name
    layout.write_plain(place, own.card_bytes(which))
    voice.done(
        f"The card of {card.name} lies on the stick. Read these words to whoever collects the cards:\n    {card.spoken}",
        todo='hand over the stick; whoever collects runs "keys root new --card" or "keys root change".',
        name=card.name,
        words=card.spoken,
    )


@admin.command("renew")
@OWN
@FILES
@DRY
@voiced("keys")
def admin_renew(voice: Voice, folder: Path, files: tuple[Path, ...], dry_run_only: bool) -> None:
    """Make new keys beside the old ones, which serve until a root names the new ones."""
    from keys.ceremony.own import OwnFolder, draw_seeds

    own = OwnFolder.open(folder)
    if dry_run_only:
        dry_run(voice, "new keys would be made beside those that serve.")
        return
    card = own.renew(draw_seeds(), passphrases(files, ("your new root key", "your new targets key"), new=True))
    voice.done(
        f"New keys are made. Your new card's words:\n    {card.spoken}",
        kept="The old keys serve until a root that names the new ones is shown to this machine; then they are destroyed.",
        todo='hand over the new card ("keys admin card"); whoever collects runs "keys root change --replace".',
        words=card.spoken,
        root=card.root.hex(),
        targets=card.targets.hex(),
    )


@admin.command("status")
@OWN
@voiced("keys")
def admin_status(voice: Voice, folder: Path) -> None:
    """Which keys lie here, what this machine knows to be signed, and what it has signed."""
    from keys.ceremony.own import OwnFolder
    from keys.ceremony.ownstatus import status_of_own

    found = status_of_own(OwnFolder.open(folder), this_day())
    voice.done("\n".join(found.lines), todo=found.todo, **found.data)
