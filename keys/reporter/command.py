"""What the verbs of ``reporter`` share: the command itself, its arguments, the opened vault, the machine's day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from intake.voice import Program, Voice, read_passphrase

if TYPE_CHECKING:
    from keys.reporter.machine import Machine

VAULT = click.argument("vault", type=click.Path(file_okay=False, path_type=Path))
STICK = click.argument("stick", type=click.Path(file_okay=False, path_type=Path))
NAME = click.argument("name")
PASSPHRASE = click.option(
    "--passphrase-file", type=click.File(), help="Read the passphrase from here, not from a person."
)
YES = click.option("--yes", is_flag=True, help="Confirm what would be asked.")


@click.group(cls=Program)
def reporter() -> None:
    """Receive, read and answer tips on a machine that has no network."""


@contextmanager
def opened(vault: Path, file: IO[str] | None) -> Iterator[Machine]:
    """The machine in a vault, for as long as the block lasts. Raises what :meth:`Machine.open` raises."""
    from keys.reporter.machine import Machine

    with Machine.open(vault, read_passphrase(file, "Passphrase of the vault")) as machine:
        yield machine


def today() -> int:
    """This machine's own day, which decides nothing but may raise a doubt."""
    import time

    from intake.protocol import wire

    return wire.day_of(time.time())


def confirm(voice: Voice, question: str, *, yes: bool) -> None:
    """Go on only when a person says yes, now or by ``--yes``. Raises NotConfirmedError."""
    from keys.reporter.errors import NotConfirmedError

    if yes:
        voice.say(f"{question} Yes.")
    elif voice.as_json or not click.confirm(question, err=True):
        raise NotConfirmedError(
            f"Not confirmed: {question}", todo='Look into it, then run the command again, with "--yes" if it is right'
        )
