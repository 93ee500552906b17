"""``keys backup``, ``keys drill`` and ``keys passphrase``: so that a lost key is survived, and somebody has tried it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from intake.voice import Voice, count, voiced
from keys.ceremony.asking import DRY, FILES, dry_run, for_one, passphrases, this_day

if TYPE_CHECKING:
    from keys.ceremony.held import Held
    from keys.ceremony.paper import Recovered

FOLDER = click.argument("folder", type=click.Path(path_type=Path), callback=for_one)
NUMBER = click.option("--admin", "number", type=int, metavar="N", help="In a newsroom's folder: whose keys.")
ROLE = click.option("--key", "role", type=click.Choice(["root", "targets"]), help="Only this one of the two keys.")
TO = click.option(
    "--to", type=click.Path(file_okay=False, path_type=Path), help="Write sheets to be printed into this folder."
)
WORDS = click.option(
    "--words", multiple=True, type=click.Path(dir_okay=False, path_type=Path), help="A file with a sheet's words."
)
PICTURES = click.option(
    "--picture",
    "pictures",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="A picture of a sheet.",
)
_MOST_TEXT = 4_096
_SECRET = "Whoever finds it has this key: a sealed envelope, in a safe, away from this machine."  # noqa: S105


@click.group()
def backup() -> None:
    """Copies of a key on paper: whole, or in shares; and bringing it back."""


@backup.command("paper")
@FOLDER
@NUMBER
@ROLE
@TO
@FILES
@DRY
@voiced("keys")
def backup_paper(
    voice: Voice,
    folder: Path,
    number: int | None,
    role: str | None,
    to: Path | None,
    files: tuple[Path, ...],
    dry_run_only: bool,
) -> None:
    """Show the 28 words of each key, to be copied by hand; or write sheets with a QR code (--to)."""
    from keys.ceremony.paper import key_words
    from keys.ceremony.recovery import keys_in

    keys = keys_in(folder, number, role)
    if dry_run_only:
        dry_run(voice, f"sheets of {_listing(keys)} would be made.")
        return
    sheets = [
        (_title(folder, held), key_words(held.role, held.seed(spoken)), [_SECRET])
        for held, spoken in zip(keys, passphrases(files, keys), strict=True)
    ]
    _hand_over(voice, to, sheets, f"28 words each; any three letters of a word are enough to read it again. {_SECRET}")


@backup.command("shares")
@FOLDER
@click.option("--need", default=3, show_default=True, help="How many shares bring the key back.")
@click.option("--of", default=5, show_default=True, help="How many shares are made.")
@NUMBER
@click.option("--key", "role", type=click.Choice(["root", "targets"]), default="root", show_default=True)
@TO
@FILES
@DRY
@voiced("keys")
def backup_shares(
    voice: Voice,
    folder: Path,
    need: int,
    of: int,
    number: int | None,
    role: str,
    to: Path | None,
    files: tuple[Path, ...],
    dry_run_only: bool,
) -> None:
    """Split a key into shares of 33 words (SLIP-39), one for each person who keeps one."""
    from keys.ceremony.recovery import keys_in
    from keys.ceremony.shares import make_shares

    held = keys_in(folder, number, role)[0]
    make_shares(bytes(32), need=need, of=of)  # the numbers are refused before a passphrase is asked for
    if dry_run_only:
        dry_run(voice, f"{held} would be split into {of} shares, of which {need} bring it back.")
        return
    (spoken,) = passphrases(files, (held,))
    note = f"It takes {need} of {of} shares. One alone says nothing; keep it where the others are not."
    shares = make_shares(held.seed(spoken), need=need, of=of)
    sheets = [
        (f"{_title(folder, held)}, share {at} of {of}", share, [note]) for at, share in enumerate(shares, start=1)
    ]
    _hand_over(
        voice, to, sheets, f"{need} of these {of} bring the key back; fewer say nothing about it. Keep them apart."
    )


@backup.command("restore")
@FOLDER
@click.option("--name", help="For a new folder of your own: your name, as on your card.")
@WORDS
@PICTURES
@FILES
@DRY
@voiced("keys")
def backup_restore(
    voice: Voice,
    folder: Path,
    name: str | None,
    words: tuple[Path, ...],
    pictures: tuple[Path, ...],
    files: tuple[Path, ...],
    dry_run_only: bool,
) -> None:
    """Bring a key of FOLDER back from paper or shares, under a new passphrase.

    A new folder needs both of your keys: the root key first, then the targets key.
    """
    from keys.ceremony.draft import checked_name
    from keys.ceremony.own import OwnFolder
    from keys.ceremony.recovery import belongs, keys_in, recover
    from keys.vault.passphrase import replace_key_file

    texts = _texts(words, pictures)
    if name is not None:
        shown = checked_name(name)
        OwnFolder(folder).check_new()
        seeds = [_as(recover(texts), role).seed for role in ("root", "targets")]
        asked = ("your root key", "your targets key")
        if dry_run_only:
            dry_run(voice, f"both keys of {shown} came back; a new folder would be made of them.")
            return
        card = OwnFolder.create(folder, shown, seeds, passphrases(files, asked, new=True)).card()
        voice.done(
            f"Your keys are back, {card.name}. Your card's words:\n    {card.spoken}",
            kept="If these are the words of the card that was certified, they are the very same keys.",
            todo='show this machine a stick of the newsroom ("keys sign"), so that it knows what was signed.',
            name=card.name,
            words=card.spoken,
        )
        return
    recovered = recover(texts)
    held = belongs(keys_in(folder), recovered)
    if dry_run_only:
        dry_run(voice, f"it is {held}, and it would be put back.", key=str(held))
        return
    (spoken,) = passphrases(files, (held,), new=True)
    replace_key_file(held.path, recovered.seed, spoken)
    voice.done(
        f"It is {held}: it came back from {recovered.how} and lies under its new passphrase.",
        kept="What lay in its place is overwritten.",
        todo="put the paper back where it was; if somebody else may have read it, make new keys.",
        key=str(held),
        how=recovered.how,
    )


@backup.command("destroy")
@FOLDER
@DRY
@voiced("keys")
def backup_destroy(voice: Voice, folder: Path, dry_run_only: bool) -> None:
    """Overwrite and remove the printed sheets' files in FOLDER."""
    from keys.ceremony.sheets import PREFIX, destroy_sheets

    if dry_run_only:
        dry_run(voice, f"{count(len(list(folder.glob(PREFIX + '*'))), 'sheet')} would be destroyed.")
        return
    voice.done(
        f"{count(destroy_sheets(folder), 'sheet')} destroyed.",
        kept="The disk may keep old blocks, and a printer its last pages: use an encrypted disk and a simple printer.",
        todo="nothing.",
    )


@click.command()
@FOLDER
@WORDS
@PICTURES
@DRY
@voiced("keys")
def drill(voice: Voice, folder: Path, words: tuple[Path, ...], pictures: tuple[Path, ...], dry_run_only: bool) -> None:
    """Rehearse a recovery: bring a key back into a temporary place, sign with it there, and remember the day."""
    from keys.ceremony.recovery import DRILLS, Drill, belongs, keys_in, recover, rehearse, remember_drill

    keys = keys_in(folder)
    recovered = recover(_texts(words, pictures))
    held = belongs(keys, recovered)
    if dry_run_only:
        dry_run(
            voice,
            f"it is {held}, from {recovered.how}; it would be restored into a temporary folder in {folder}, sign there "
            f"once, and be destroyed; {folder / DRILLS} would remember the day.",
            key=str(held),
            how=recovered.how,
            files=[str(folder / DRILLS)],
        )
        return
    rehearse(recovered, held, folder)
    remember_drill(folder, held, Drill(this_day(), recovered.how))
    voice.done(
        f"{held} would come back from {recovered.how}: it was restored beside the real one, and signed.",
        kept="What was restored for it is destroyed; the real key was not touched. The day is remembered.",
        todo="put the paper back where it was.",
        key=str(held),
        how=recovered.how,
    )


@click.command()
@FOLDER
@NUMBER
@ROLE
@FILES
@DRY
@voiced("keys")
def passphrase(
    voice: Voice, folder: Path, number: int | None, role: str | None, files: tuple[Path, ...], dry_run_only: bool
) -> None:
    """Change the passphrase of your keys; what lies under the old one is overwritten in place."""
    from keys.ceremony.recovery import keys_in
    from keys.vault.passphrase import change_passphrase

    keys = keys_in(folder, number, role)
    if dry_run_only:
        dry_run(voice, f"{_listing(keys)} would get new passphrases.")
        return
    if len(files) == 2:
        files = (files[0],) * len(keys) + (files[1],) * len(keys)
    given = passphrases(files, keys, more=keys)
    old, new = given[: len(keys)], given[len(keys) :]
    for held, spoken in zip(keys, old, strict=True):
        held.seed(spoken)  # all of them open before the first one changes
    for held, before, after in zip(keys, old, new, strict=True):
        change_passphrase(held.path, before, after)
    voice.done(
        f"The passphrase of {_listing(keys)} is changed.",
        kept="Copies that were made before still open with the old one: replace them, and the paper stays good.",
        todo="copy the folder anew. If somebody may know the old passphrase and have a copy, make new keys instead.",
        keys=list(map(str, keys)),
    )


def _texts(words: Sequence[Path], pictures: Sequence[Path]) -> Iterator[str]:
    """The words of one sheet or share after the other: from files, from pictures, and else as they are typed."""
    from keys.ceremony.sheets import read_picture

    for path in words:
        yield path.read_text(encoding="utf-8", errors="replace")[:_MOST_TEXT]
    for path in pictures:
        yield from read_picture(path)
    while not words and not pictures:
        yield click.prompt("The words of the sheet, in their order", err=True)


def _as(recovered: Recovered, role: str) -> Recovered:
    from keys.ceremony.errors import WrongBackupError

    if recovered.role not in (None, role):
        raise WrongBackupError(
            "This is the sheet of the other key", todo="Give the root key first, then the targets key"
        )
    return recovered


def _hand_over(
    voice: Voice, to: Path | None, sheets: Sequence[tuple[str, Sequence[str], Sequence[str]]], note: str
) -> None:
    from keys.ceremony.sheets import in_columns, write_sheet

    if to is None:
        for title, words, _ in sheets:
            voice.say(f"{title}:")
            for line in in_columns(words):
                voice.say(line)
        voice.done(
            f"Copy {count(len(sheets), 'sheet')} by hand, each onto a paper of its own.",
            kept=note,
            todo='try them at once with "keys drill".',
            sheets={title: list(words) for title, words, _ in sheets},
        )
        return
    paths = [write_sheet(to, _file_name(title), f"Asterism: {title}", notes, words) for title, words, notes in sheets]
    voice.done(
        f"{count(len(sheets), 'sheet')} to be printed in {to}, with the words and a code for a camera.",
        kept=note,
        todo=f'print them from this machine, then run "keys backup destroy {to}", and try them with "keys drill".',
        sheets=list(map(str, paths)),
    )


def _title(folder: Path, held: Held) -> str:
    """What a sheet is called: whoever finds it in ten years has to know whose it is."""
    from keys.ceremony.folder import ADMINS
    from keys.ceremony.own import OwnFolder

    if (folder / ADMINS).is_file():
        return str(held)
    return f"{OwnFolder(folder).card().name}'s {held.called.removeprefix('your ')}"


def _file_name(title: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in title.replace("'", ""))


def _listing(keys: Sequence[Held]) -> str:
    from keys.ceremony.words import listing

    return listing(list(map(str, keys)))
