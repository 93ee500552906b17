"""``keys root``: who the admins are."""

from __future__ import annotations

from pathlib import Path

import click

from intake.voice import Voice, voiced
from keys.ceremony.asking import ADMIN, DRY, FILES, YES, compare, dry_run, passphrases, tell, this_day


@click.group()
def root() -> None:
    """The admins' own keys."""


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
    promise = drafts.texts(promises, languages[0], drafts.PROMISE_LIMIT)
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
