"""The command ``keys``: asks, calls one function, says the next step."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from intake.voice import Voice, read_passphrase, voiced

if TYPE_CHECKING:
    from keys.ceremony.admins import KeyName
    from keys.stick.card import Card

_ADMIN = click.argument("folder", metavar="ADMIN", type=click.Path(path_type=Path))
_YES = click.option("--yes", is_flag=True, help="The words were compared already: do not ask.")
_FILES = click.option(
    "--passphrase-file",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file whose first line is a passphrase: once for all keys, or once a key, in the order they are asked for.",
)


@click.group()
def keys() -> None:
    """The admins' offline tool: who reads, who carries, and what the newsroom's directory says.

    ADMIN is the newsroom's folder on this machine, which has no network.
    """


@keys.group()
def root() -> None:
    """The admins' own keys."""


@keys.group()
def reporter() -> None:
    """Who reads."""


@keys.group()
def courier() -> None:
    """Who carries."""


@keys.group()
def targets() -> None:
    """What the newsroom says, signed."""


@root.command("new")
@_ADMIN
@click.option(
    "--name", "names", multiple=True, required=True, help='"The Newsroom"; in another language "ru=Редакция".'
)
@click.option("--threshold", default=2, show_default=True, help="How many admins have to sign.")
@click.option("--admins", default=3, show_default=True, help="How many admins there are.")
@click.option("--desk", "desks", multiple=True, default=("Investigations",), show_default=True, help="A desk's name.")
@click.option("--promise", "promises", multiple=True, help="What the desk promises, in a sentence.")
@click.option("--language", "languages", multiple=True, default=("en",), show_default=True, help="A language it reads.")
@click.option(
    "--every-days", default=3, show_default=True, type=click.IntRange(1, 120), help="How often it is emptied."
)
@_FILES
@voiced("keys")
def root_new(
    voice: Voice,
    folder: Path,
    names: tuple[str, ...],
    threshold: int,
    admins: int,
    desks: tuple[str, ...],
    promises: tuple[str, ...],
    languages: tuple[str, ...],
    every_days: int,
    files: tuple[Path, ...],
) -> None:
    """Begin a newsroom in ADMIN: keys for every admin, and the draft of what it says."""
    from intake.protocol.newsroom import Newsroom
    from keys.ceremony import draft as drafts
    from keys.ceremony.admins import Admins
    from keys.ceremony.folder import Folder
    from keys.ceremony.founding import found, founding_keys

    Admins.check(threshold, admins)
    Folder(folder).check_new()
    promise = drafts.texts(promises, languages[0])
    draft = Newsroom(drafts.texts(names, languages[0]), drafts.desks_of(desks, languages, every_days, promise), (), ())
    passphrases = _passphrases(files, founding_keys(admins), new=True)
    found(folder, draft, threshold=threshold, admins=admins, passphrases=passphrases)
    voice.done(
        f"The keys of {admins} admins are made; {threshold} of them sign.",
        kept="They lie in the folder keys, each under its own passphrase. What the newsroom says is drafted in newsroom.json.",
        todo='Certify a courier ("keys courier certify") and reporters ("keys reporter certify"). '
        "The first root is signed with them, since it must name the courier.",
        keys=[name.file_name for name in founding_keys(admins)],
    )


@root.command("rotate")
@_ADMIN
@click.option("--remove-admin", "remove", multiple=True, type=int, metavar="N", help="This admin leaves.")
@click.option("--add-admin", "add", count=True, help="One more admin joins.")
@click.option("--threshold", type=int, help="How many admins have to sign from now on.")
@click.option("--absent", multiple=True, type=int, metavar="N", help="This admin is not here and keeps the old keys.")
@click.option("--targets", "with_targets", is_flag=True, help="Replace the targets keys as well.")
@_FILES
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
) -> None:
    """Change who signs: new root keys, in a new root that the old keys and the new ones sign."""
    from keys.ceremony.folder import Folder
    from keys.ceremony.rotate import plan_rotation, rotate

    plan = plan_rotation(
        Folder.open(folder), _today(), remove=remove, add=add, threshold=threshold, absent=absent, targets=with_targets
    )
    _tell(voice, "This sitting", plan.changes)
    opening = len(plan.old_keys)
    given = _passphrases(files, plan.old_keys, more=plan.new_keys)
    new = rotate(plan, given[:opening], given[opening:])
    voice.done(
        f"Root version {new.version} is signed.",
        kept="The old root keys are destroyed. The first root stays, so sources' codes and printed addresses stay good.",
        todo='Sign with "keys targets sign": it puts the new root on the stick.',
        root_version=new.version,
        changes=list(plan.changes),
    )


@reporter.command("certify")
@_ADMIN
@click.argument("card", type=click.Path(path_type=Path))
@click.option("--desk", help="The desk, by name or number; needed when there are several.")
@click.option("--days", default=365, show_default=True, type=click.IntRange(1, 1_000), help="How long it holds.")
@click.option("--again", is_flag=True, help="Revive a certificate that was revoked or ran out.")
@_YES
@voiced("keys")
def reporter_certify(
    voice: Voice, folder: Path, card: Path, desk: str | None, days: int, again: bool, yes: bool
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
    changed, entry = certify(draft, found, place, today=_today(), days=days, again=again)
    _compare(voice, found, yes=yes)
    opened.write_draft(changed)
    desks = [desk_name(listed) for listed in changed.desks if entry.reporter in listed.reporters]
    voice.done(
        f"{entry.name} is certified for {' and '.join(desks)} until {date_text(entry.until)}.",
        kept="This is a draft until it is signed.",
        todo='Certify others, or sign with "keys targets sign".',
        reporter=entry.reporter.hex(),
        name=entry.name,
        desks=desks,
        until=date_text(entry.until),
        words=found.spoken,
    )


@reporter.command("revoke")
@_ADMIN
@click.argument("who", metavar="NAME|ID")
@voiced("keys")
def reporter_revoke(voice: Voice, folder: Path, who: str) -> None:
    """End a reporter's certificate: from the next publication on nothing is sealed to it any more."""
    from keys.ceremony.draft import desk_name, find_reporter, revoke
    from keys.ceremony.folder import Folder
    from keys.ceremony.words import date_text

    opened = Folder.open(folder)
    draft, today = opened.draft(), _today()
    entry = find_reporter(draft, who, today)
    changed, emptied = revoke(draft, entry.reporter, today)
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
        todo='Sign with "keys targets sign" today: until the courier publishes it, sources still write to '
        f"{entry.name}.",
        reporter=entry.reporter.hex(),
        name=entry.name,
        desks_without_reader=names,
    )


@courier.command("certify")
@_ADMIN
@click.argument("card", type=click.Path(path_type=Path))
@_YES
@voiced("keys")
def courier_certify(voice: Voice, folder: Path, card: Path, yes: bool) -> None:
    """Let the courier of CARD (a card, or a stick with one new card) carry and publish."""
    from keys.ceremony.cards import find_card
    from keys.ceremony.draft import certify_courier
    from keys.ceremony.folder import Folder

    opened = Folder.open(folder)
    draft = opened.draft()
    found = find_card(card, "courier", set(draft.couriers))
    changed = certify_courier(draft, found)
    _compare(voice, found, yes=yes)
    opened.write_draft(changed)
    why = "a new root will name it" if opened.pin() else "the first root will name it"
    voice.done(
        f"The courier {found.name} is certified.",
        kept=f"This is a draft until it is signed; {why}.",
        todo='Certify reporters, or sign with "keys targets sign".',
        courier=found.verify_key.hex(),
        name=found.name,
        words=found.spoken,
    )


@courier.command("revoke")
@_ADMIN
@click.argument("who", metavar="WORDS|KEY")
@voiced("keys")
def courier_revoke(voice: Voice, folder: Path, who: str) -> None:
    """Take a courier's key away: what it signs is refused once the next root is published."""
    from keys.ceremony.draft import revoke_courier
    from keys.ceremony.folder import Folder

    opened = Folder.open(folder)
    draft = opened.draft()
    changed = revoke_courier(draft, who)
    opened.write_draft(changed)
    (gone,) = set(draft.couriers) - set(changed.couriers)
    voice.done(
        "The courier's key is taken away.",
        kept="This is a draft until it is signed; a new root will leave the key out.",
        todo='Sign with "keys targets sign", publish with another courier, and make a new token on the server.',
        courier=gone.hex(),
    )


@targets.command("sign")
@_ADMIN
@click.argument("stick", type=click.Path(path_type=Path))
@click.option(
    "--page", type=click.Path(path_type=Path), help="The built page; default: the one this program came with."
)
@click.option("--admin", "signers", multiple=True, type=int, metavar="N", help="This admin signs; default: the first.")
@_FILES
@voiced("keys")
def targets_sign(
    voice: Voice, folder: Path, stick: Path, page: Path | None, signers: tuple[int, ...], files: tuple[Path, ...]
) -> None:
    """Sign the draft and the page, and write everything the courier publishes onto STICK."""
    from keys.ceremony.folder import Folder
    from keys.ceremony.page import built_page
    from keys.ceremony.publish import plan_signing, sign, write_stick
    from keys.ceremony.words import date_text, newsroom_name
    from keys.stick.layout import NEWSROOM, stick_folder

    opened = Folder.open(folder)
    stick_folder(stick, NEWSROOM, make=True)
    plan = plan_signing(opened, page or built_page(), _today(), signers)
    _tell(voice, f"Version {plan.version} of what {newsroom_name(plan.newsroom)} says", plan.changes)
    voice.say(f"It is valid until {date_text(plan.until)}.")
    signed = sign(plan, _passphrases(files, plan.keys))
    write_stick(opened, stick, signed)
    voice.done(
        f"Version {signed.targets_version} is signed and lies on the stick, with {len(signed.files) - 1} files of the page.",
        kept=f"The newsroom's first root is {signed.pin.hex()}; it never changes.",
        todo='Hand the stick to the courier, who runs "courier sync".',
        root_sha256=signed.pin.hex(),
        root_version=signed.root_version,
        targets_version=signed.targets_version,
        until=date_text(plan.until),
        changes=list(plan.changes),
        files=sorted(signed.files),
    )


@keys.command()
@_ADMIN
@voiced("keys")
def status(voice: Voice, folder: Path) -> None:
    """Who is certified until when, what runs out when, and what is not signed yet."""
    from keys.ceremony.folder import Folder
    from keys.ceremony.status import status_of

    found = status_of(Folder.open(folder), _today())
    voice.done("\n".join(found.lines), todo=found.todo, **found.data)


def _today() -> int:
    from intake.protocol.wire import day_of

    return day_of(time.time())


def _tell(voice: Voice, what: str, changes: Sequence[str]) -> None:
    voice.say(f"{what}:" if changes else f"{what}: nothing changes, only the date.")
    for line in changes:
        voice.say(f"  - {line}")


def _compare(voice: Voice, card: Card, *, yes: bool) -> None:
    """Show a card's words and have them confirmed. Raises NotConfirmedError."""
    from keys.ceremony.errors import NotConfirmedError

    voice.say(f"The card of {card.name} ({card.role}). Its words, to be compared by voice:")
    voice.say(f"    {card.spoken}")
    if yes:
        return
    if voice.as_json:
        click.echo(f"{card.name}: {card.spoken}", err=True)
    if not click.confirm(f"Did {card.name} read you exactly these words?", err=True):
        raise NotConfirmedError


def _passphrases(
    files: Sequence[Path], names: Sequence[KeyName], *, more: Sequence[KeyName] = (), new: bool = False
) -> list[str]:
    """A passphrase for each key: from files, or typed. ``more`` are keys to be made after ``names`` were opened."""
    from keys.ceremony.errors import PassphraseCountError

    wanted = [(name, new) for name in names] + [(name, True) for name in more]
    if not files:
        return [read_passphrase(None, _asking(name, made), confirm=made) for name, made in wanted]
    if len(files) not in (1, len(wanted)):
        listed = ", ".join(f"{'new ' if made and not new else ''}{name}" for name, made in wanted)
        raise PassphraseCountError(todo=f"Give one file for all keys, or one a key in this order: {listed}")
    spoken = []
    for path in files:
        with path.open(encoding="utf-8") as file:
            spoken.append(read_passphrase(file, ""))
    return spoken * len(wanted) if len(spoken) == 1 else spoken


def _asking(name: KeyName, made: bool) -> str:
    return f"New passphrase for {name}" if made else f"Passphrase of {name}"
