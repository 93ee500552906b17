"""The command ``keys``: asks, calls one function, says the next step."""

from __future__ import annotations

from pathlib import Path

import click

from intake.voice import Voice, voiced
from keys.ceremony.adminship import admin
from keys.ceremony.asking import ADMIN, DRY, FILES, YES, compare, dry_run, passphrases, tell, this_day
from keys.ceremony.people import courier, reporter
from keys.ceremony.turns import sign


@click.group()
def keys() -> None:
    """The admins' offline tool: who reads, who carries, and what the newsroom's directory says.

    ADMIN is the newsroom's folder on this machine, which has no network.
    """


@keys.group()
def root() -> None:
    """The admins' own keys."""


keys.add_command(admin)
keys.add_command(reporter)
keys.add_command(courier)
keys.add_command(sign)


@keys.group()
def targets() -> None:
    """What the newsroom says, signed."""


@root.command("new")
@ADMIN
@click.option(
    "--name", "names", multiple=True, required=True, help='"The Newsroom"; in another language "ru=Редакция".'
)
@click.option("--threshold", default=2, show_default=True, help="How many admins have to sign.")
@click.option("--admins", default=3, show_default=True, help="How many admins there are, if their keys are made here.")
@click.option(
    "--card",
    "cards",
    multiple=True,
    type=click.Path(path_type=Path),
    help="An admin's card, or a stick with several: the keys stay on the admins' own machines.",
)
@click.option("--desk", "desks", multiple=True, default=("Investigations",), show_default=True, help="A desk's name.")
@click.option("--promise", "promises", multiple=True, help="What the desk promises, in a sentence.")
@click.option("--language", "languages", multiple=True, default=("en",), show_default=True, help="A language it reads.")
@click.option(
    "--every-days", default=3, show_default=True, type=click.IntRange(1, 120), help="How often it is emptied."
)
@YES
@FILES
@DRY
@voiced("keys")
def root_new(
    voice: Voice,
    folder: Path,
    names: tuple[str, ...],
    threshold: int,
    admins: int,
    cards: tuple[Path, ...],
    desks: tuple[str, ...],
    promises: tuple[str, ...],
    languages: tuple[str, ...],
    every_days: int,
    yes: bool,
    files: tuple[Path, ...],
    dry_run_only: bool,
) -> None:
    """Begin a newsroom in ADMIN: keys for every admin, and the draft of what it says."""
    from intake.protocol.newsroom import Newsroom
    from keys.ceremony import draft as drafts
    from keys.ceremony.admincard import find_admin_cards
    from keys.ceremony.admins import Admins
    from keys.ceremony.folder import Folder
    from keys.ceremony.founding import found, found_with_cards, founding_keys

    shown = find_admin_cards(cards) if cards else []
    admins = len(shown) or admins
    Admins.check(threshold, admins)
    Folder(folder).check_new()
    promise = drafts.texts(promises, languages[0])
    draft = Newsroom(drafts.texts(names, languages[0]), drafts.desks_of(desks, languages, every_days, promise), (), ())
    if dry_run_only:
        dry_run(voice, f"a newsroom of {admins} admins would begin in {folder}; it takes {threshold} of them to sign.")
        return
    if shown:
        for card in shown:
            compare(voice, card.name, "admin", card.spoken, yes=yes)
        found_with_cards(folder, draft, threshold=threshold, cards=shown)
        voice.done(
            f"The newsroom begins with {admins} admins; it takes {threshold} of {admins} to sign.",
            kept="Their keys lie on their own machines. What the newsroom says is drafted in newsroom.json.",
            todo='certify a courier ("keys courier certify") and reporters ("keys reporter certify"), '
            'then run "keys sign request".',
            admins=[card.name for card in shown],
        )
        return
    given = passphrases(files, founding_keys(admins), new=True)
    found(folder, draft, threshold=threshold, admins=admins, passphrases=given)
    voice.done(
        f"The keys of {admins} admin{'s' if admins > 1 else ''} are made; it takes {threshold} of {admins} to sign.",
        kept="They lie in the folder keys, each under its own passphrase. What the newsroom says is drafted in newsroom.json.",
        todo='certify a courier ("keys courier certify") and reporters ("keys reporter certify"). '
        "The first root is signed with them, since it must name the courier.",
        keys=[name.file_name for name in founding_keys(admins)],
    )


@root.command("rotate")
@ADMIN
@click.option("--remove-admin", "remove", multiple=True, type=int, metavar="N", help="This admin leaves.")
@click.option("--add-admin", "add", count=True, help="One more admin joins.")
@click.option("--threshold", type=int, help="How many admins have to sign from now on.")
@click.option("--absent", multiple=True, type=int, metavar="N", help="This admin is not here and keeps the old keys.")
@click.option("--targets", "with_targets", is_flag=True, help="Replace the targets keys as well.")
@FILES
@DRY
@voiced("keys")
def root_rotate(
    voice: Voice,
    folder: Path,
    remove: tuple[int, ...],
    add: int,
    threshold: int | None,
    absent: tuple[int, ...],
    with_targets: bool,
    files: tuple[Path, ...],
    dry_run_only: bool,
) -> None:
    """Change who signs: new root keys, in a new root that the old keys and the new ones sign."""
    from keys.ceremony.folder import Folder
    from keys.ceremony.rotate import plan_rotation, rotate

    plan = plan_rotation(
        Folder.open(folder),
        this_day(),
        remove=remove,
        add=add,
        threshold=threshold,
        absent=absent,
        targets=with_targets,
    )
    tell(voice, "This sitting", plan.changes)
    if dry_run_only:
        dry_run(voice, f"root version {len(plan.roots) + 1} would be signed.", changes=list(plan.changes))
        return
    opening = len(plan.old_keys)
    given = passphrases(files, plan.old_keys, more=plan.new_keys)
    new = rotate(plan, given[:opening], given[opening:])
    voice.done(
        f"Root version {new.version} is signed.",
        kept="The keys that were replaced are destroyed. The first root stays, so sources' codes and printed addresses stay good.",
        todo='sign with "keys targets sign": it puts the new root on the stick.',
        root_version=new.version,
        changes=list(plan.changes),
    )


@root.command("change")
@ADMIN
@click.option("--add", multiple=True, type=click.Path(path_type=Path), metavar="CARD", help="Whoever's card joins.")
@click.option("--remove", multiple=True, type=int, metavar="N", help="This admin leaves.")
@click.option(
    "--replace",
    "replaced",
    multiple=True,
    type=(int, click.Path(path_type=Path)),
    metavar="N CARD",
    help="This admin has new keys.",
)
@click.option("--threshold", type=int, help="How many admins have to sign from now on.")
@click.option("--undo", is_flag=True, help="Forget what was planned.")
@YES
@DRY
@voiced("keys")
def root_change(
    voice: Voice,
    folder: Path,
    add: tuple[Path, ...],
    remove: tuple[int, ...],
    replaced: tuple[tuple[int, Path], ...],
    threshold: int | None,
    undo: bool,
    yes: bool,
    dry_run_only: bool,
) -> None:
    """Plan who signs from the next root on, where admins sign on their own machines; what was planned before stays."""
    from keys.ceremony.admincard import find_admin_cards
    from keys.ceremony.change import planned
    from keys.ceremony.errors import NothingSignedError
    from keys.ceremony.folder import Folder
    from keys.ceremony.words import admin_changes

    opened = Folder.open(folder)
    admins = opened.admins()
    if not opened.roots():
        raise NothingSignedError
    if undo:
        if not dry_run_only:
            opened.write_plan(None)
        voice.done("Nothing is planned any more.", kept="The admins are as they were.")
        return
    base = opened.plan() or admins
    known = {*admins.keys("root"), *base.keys("root")}
    joining = find_admin_cards(add, known) if add else []
    renewed = {number: find_admin_cards([path], known)[0] for number, path in replaced}
    after = planned(base, add=joining, remove=remove, replace=renewed, threshold=threshold)
    changes = admin_changes(admins, after)
    tell(voice, "The next root", changes)
    if dry_run_only:
        dry_run(voice, "this would be planned.", changes=changes)
        return
    for card in (*joining, *renewed.values()):
        compare(voice, card.name, "admin", card.spoken, yes=yes)
    opened.write_plan(after)
    voice.done(
        "The change is planned.",
        kept="Until a root says so, everybody signs as before.",
        todo='run "keys sign request": as many admins as now sign it, and as many of the new ones.',
        changes=changes,
    )


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
    from keys.ceremony.publish import check_stick, plan_signing, sign, write_stick
    from keys.ceremony.words import date_text, newsroom_name

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
@voiced("keys")
def status(voice: Voice, folder: Path) -> None:
    """Who is certified until when, what runs out when, and what is not signed yet."""
    from keys.ceremony.folder import Folder
    from keys.ceremony.status import status_of

    found = status_of(Folder.open(folder), this_day())
    voice.done("\n".join(found.lines), todo=found.todo, **found.data)
