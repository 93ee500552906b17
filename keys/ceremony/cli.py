"""The command ``keys``: asks, calls one function, says the next step."""

from __future__ import annotations

from pathlib import Path

import click

from intake.voice import Program, Voice, voiced
from keys.ceremony.adminship import admin
from keys.ceremony.asking import ADMIN, DRY, FILES, dry_run, passphrases, tell, this_day
from keys.ceremony.carriers import courier
from keys.ceremony.desks import desk
from keys.ceremony.loss import backup, drill, passphrase
from keys.ceremony.people import reporter
from keys.ceremony.rooting import root
from keys.ceremony.turns import sign


@click.group(cls=Program)
def keys() -> None:
    """The admins' offline tool: who reads, who carries, and what the newsroom's directory says.

    ADMIN is the newsroom's folder on this machine, which has no network.
    """


keys.add_command(root)
keys.add_command(admin)
keys.add_command(reporter)
keys.add_command(courier)
keys.add_command(desk)
keys.add_command(sign)
keys.add_command(backup)
keys.add_command(drill)
keys.add_command(passphrase)


@keys.group()
def targets() -> None:
    """What the newsroom says, signed."""


@targets.command("sign")
@ADMIN
@click.argument("stick", type=click.Path(path_type=Path))
@click.option(
    "--page", type=click.Path(path_type=Path), help="The built page; default: the one this program came with."
)
@click.option("--admin", "signers", multiple=True, type=int, metavar="N", help="This admin signs; default: the first.")
@FILES
@DRY
@voiced("keys")
def targets_sign(
    voice: Voice,
    folder: Path,
    stick: Path,
    page: Path | None,
    signers: tuple[int, ...],
    files: tuple[Path, ...],
    dry_run_only: bool,
) -> None:
    """Sign the draft and the page, and write everything the courier publishes onto STICK."""
    from keys.ceremony.folder import Folder
    from keys.ceremony.page import built_page
    from keys.ceremony.publish import plan_signing, sign, write_stick
    from keys.ceremony.words import date_text, newsroom_name
    from keys.stick.layout import check_stick

    opened = Folder.open(folder)
    check_stick(stick)
    plan = plan_signing(opened, page or built_page(), this_day(), signers)
    tell(voice, f"Version {plan.version} of what {newsroom_name(plan.newsroom)} says", plan.changes)
    voice.say(f"It is valid until {date_text(plan.until)}.")
    if dry_run_only:
        dry_run(voice, f"version {plan.version} would be signed.", changes=list(plan.changes))
        return
    signed = sign(plan, passphrases(files, plan.keys))
    write_stick(opened, stick, signed)
    voice.done(
        f"Version {signed.targets_version} is signed and lies on the stick, with root version {signed.root_version} and {len(signed.files) - 1} files of the page.",
        kept=f"The newsroom's first root is {signed.pin.hex()}; it never changes.",
        todo='hand the stick to the courier, who runs "courier sync".',
        root_sha256=signed.pin.hex(),
        root_version=signed.root_version,
        targets_version=signed.targets_version,
        until=date_text(plan.until),
        changes=list(plan.changes),
        files=sorted(signed.files),
    )


@keys.command()
@ADMIN
@click.option("--stick", type=click.Path(path_type=Path), help="Also say how far the day keys on this stick reach.")
@voiced("keys")
def status(voice: Voice, folder: Path, stick: Path | None) -> None:
    """Who is certified until when, what runs out when, and what is not signed yet."""
    from keys.ceremony.folder import Folder
    from keys.ceremony.horizon import horizons
    from keys.ceremony.status import status_of
    from keys.ceremony.words import date_text

    opened = Folder.open(folder)
    found = status_of(opened, this_day())
    reach = horizons(stick, opened.draft(), this_day()) if stick else []
    voice.done(
        "\n".join([*found.lines, *(horizon.line(this_day()) for horizon in reach)]),
        todo=found.todo,
        **found.data,
        day_keys={each.name: date_text(each.last) if each.last is not None else None for each in reach},
    )
