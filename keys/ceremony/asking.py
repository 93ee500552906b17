"""What the commands share: their arguments, the day, and how they ask for passphrases."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from intake.voice import Voice, read_passphrase

_now = time.time


def for_one(context: click.Context, _parameter: click.Parameter, folder: Path) -> Path:
    """A callback for a folder's argument: the folder is this command's alone until it ends. Raises FolderInUseError."""
    from keys.vault.alone import alone

    context.with_resource(alone(folder))
    return folder


ADMIN = click.argument("folder", metavar="ADMIN", type=click.Path(path_type=Path), callback=for_one)
FILES = click.option(
    "--passphrase-file",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file whose first line is a passphrase: once for all keys, or once a key, in the order they are asked for.",
)


YES = click.option("--yes", is_flag=True, help="The words were compared already: do not ask.")
DRY = click.option(
    "--dry-run", "dry_run_only", is_flag=True, help="Say what would happen; sign nothing and write nothing."
)


def dry_run(voice: Voice, would: str, **data: Any) -> None:
    """End a command that was only to say what it would do."""
    voice.done(
        f"Dry run: {would}",
        kept="Nothing was signed and nothing was written.",
        todo='run the command again without "--dry-run".',
        dry_run=True,
        **data,
    )


def compare(voice: Voice, name: str, role: str, spoken: str, *, yes: bool) -> None:
    """Show a card's words and have them confirmed. Raises NotConfirmedError."""
    from keys.ceremony.errors import NotConfirmedError

    voice.say(f"The card of {name} ({role}). Its words, to be compared by voice:")
    voice.say(f"    {spoken}")
    if yes:
        return
    if voice.as_json:
        click.echo(f"{name}: {spoken}", err=True)
    if not click.confirm(f"Did {name} read you exactly these words?", err=True):
        raise NotConfirmedError


def this_day() -> int:
    """Today, UTC, by this machine's clock."""
    from intake.protocol.wire import day_of

    return day_of(_now())


def tell(voice: Voice, what: str, changes: Sequence[str]) -> None:
    """Say what a sitting changes, one line a change."""
    voice.say(f"{what}:" if changes else f"{what}: nothing changes, only the date.")
    for line in changes:
        voice.say(f"  - {line}")


def passphrases(
    files: Sequence[Path], names: Sequence[object], *, more: Sequence[object] = (), new: bool = False
) -> list[str]:
    """A passphrase for each key: from files, or typed.

    Args:    names: what the keys are called (as text): keys to be opened, or, if ``new``, to be made.  more: keys to be made along with them.
    Raises:  PassphraseCountError: neither one file nor one a key.
    """
    from keys.ceremony.errors import PassphraseCountError

    wanted = [(name, new) for name in names] + [(name, True) for name in more]
    if not files:
        return [read_passphrase(None, _asking(name, made), confirm=made) for name, made in wanted]
    if len(files) not in (1, len(wanted)):
        listed = ", ".join(f"{'new ' if made and not new else ''}{name}" for name, made in wanted)
        raise PassphraseCountError(todo=f"Give one file for all keys, or one a key in this order: {listed}")
    spoken = []
    for path in files:
        with path.open(encoding="utf-8", errors="surrogateescape") as file:
            spoken.append(read_passphrase(file, ""))
    return spoken * len(wanted) if len(spoken) == 1 else spoken


def _asking(name: object, made: bool) -> str:
    return f"New passphrase for {name}" if made else f"Passphrase of {name}"
