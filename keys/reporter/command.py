"""What the verbs of ``reporter`` share: the command itself, its arguments, the opened vault, the machine's day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from intake.voice import Program, Voice, read_passphrase

if TYPE_CHECKING:
    from keys.reporter.evidence.proofs import Brought
    from keys.reporter.machine import Machine

VAULT = click.argument("vault", type=click.Path(file_okay=False, path_type=Path))
STICK = click.argument("stick", type=click.Path(file_okay=False, path_type=Path))
NAME = click.argument("name")
PASSPHRASE = click.option(
    "--passphrase-file", type=click.File(), help="Read the passphrase from here, not from a person."
)
DKIM_KEY = click.option(
    "--dkim-key", type=click.File(encoding="ascii", errors="replace"), help="A mail sender's DNS record, as text."
)
C2PA_ROOTS = click.option(
    "--c2pa-roots", type=click.File("rb"), help="Certificates (PEM) of those whose Content Credentials you believe."
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


def brought_along(dkim_key: IO[str] | None, c2pa_roots: IO[bytes] | None) -> Brought:
    """What proofs are held against. Raises BadRootsError."""
    from keys.reporter.evidence.proofs import Brought
    from keys.reporter.notary.answers import MAX_RECORD, MAX_ROOTS

    record = None if dkim_key is None else dkim_key.read(MAX_RECORD)
    return Brought.checked(record, b"" if c2pa_roots is None else c2pa_roots.read(MAX_ROOTS))


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
