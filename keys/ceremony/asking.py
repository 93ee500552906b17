"""What the commands share: their arguments, the day, and how they ask for passphrases."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from intake.voice import Voice, read_passphrase

if TYPE_CHECKING:
    from keys.ceremony.admins import KeyName

ADMIN = click.argument("folder", metavar="ADMIN", type=click.Path(path_type=Path))
FILES = click.option(
    "--passphrase-file",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file whose first line is a passphrase: once for all keys, or once a key, in the order they are asked for.",
)


def this_day() -> int:
    """Today, UTC, by this machine's clock."""
    from intake.protocol.wire import day_of

    return day_of(time.time())


def tell(voice: Voice, what: str, changes: Sequence[str]) -> None:
    """Say what a sitting changes, one line a change."""
    voice.say(f"{what}:" if changes else f"{what}: nothing changes, only the date.")
    for line in changes:
        voice.say(f"  - {line}")


def passphrases(
    files: Sequence[Path], names: Sequence[KeyName], *, more: Sequence[KeyName] = (), new: bool = False
) -> list[str]:
    """A passphrase for each key: from files, or typed.

    Args:    names: keys to be opened, or, if ``new``, to be made.  more: keys to be made along with them.
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


def _asking(name: KeyName, made: bool) -> str:
    return f"New passphrase for {name}" if made else f"Passphrase of {name}"
