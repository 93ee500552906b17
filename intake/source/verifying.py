"""``verify``: the one command that strangers run. ``tip`` has it, and ``keys`` shows it too (keys/cli.py)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from intake.protocol.errors import AsterismError
from intake.voice import Voice, count, voiced

DIFFERS_STATUS = 1
NOT_COMPARED_STATUS = 3
"""Told apart from 1, a difference, and from 2, a command line that was not understood: the line was dead, or the like."""


class DiffersError(AsterismError):
    """What a server serves is not what was signed."""

    code = "differs"
    happened = "What this server serves is not what was signed"
    kept = "The memory is as it was, so the next run compares with the same"
    todo = "Send nothing there, and tell the newsroom on another channel; show it these lines"


class OfflineMachineError(AsterismError):
    """This machine has no part that opens a connection."""

    code = "offline-machine"
    happened = "This machine has nothing that opens a connection, and that is right for an admin's machine"
    todo = 'Run "tip verify" on a machine that is online; it needs no key'


def verify_command(program: str) -> click.Command:
    """The command, speaking as ``program``."""

    @click.command("verify")
    @click.argument("address", metavar="URL")
    @click.option("--pin", help="The newsroom's name for ever: SHA-256 (64 hex digits) of its first root.")
    @click.option("--proxy", help="Ask through Tor: socks5h://127.0.0.1:9050.")
    @click.option("--memory", type=click.Path(path_type=Path), help="Remember here what was seen, and compare with it.")
    @click.option("--quiet", is_flag=True, help="Say nothing when all is as signed: for cron.")
    @voiced(program, refused=NOT_COMPARED_STATUS)
    def verify(
        voice: Voice, /, address: str, pin: str | None, proxy: str | None, memory: Path | None, quiet: bool
    ) -> None:
        """Compare every byte that the server at URL serves with what the newsroom's admins have signed.

        Ends with 0: all is as signed; 1: something differs; 2: the command line is wrong; 3: it could not be compared,
        for instance because the server does not answer; 130: stopped.
        """
        try:
            from intake.protocol.wire import from_hex
            from intake.source.errors import MemoryFileError
            from intake.source.sightings import read_sightings, write_sightings
            from intake.source.stranger import Stranger
            from intake.source.verify import as_data
            from intake.source.verify import verify as compare
        except ModuleNotFoundError:
            raise OfflineMachineError from None
        try:
            pinned = from_hex(pin.strip().lower(), 32) if pin else None
        except ValueError:
            raise click.UsageError("--pin takes 64 hex digits") from None
        seen = read_sightings(memory) if memory else None
        if seen and pinned not in (None, seen.root):
            raise MemoryFileError("The --memory file is of another newsroom", kept="Nothing was asked")
        found = compare(Stranger(address, proxy), pinned, datetime.now(UTC), seen)
        told = as_data(found)
        if found.differences:
            if not voice.as_json:
                for difference in found.differences:
                    click.echo(f"{program}: differs: {difference.where}: {difference.told}", err=True)
            error = DiffersError(f"{DiffersError.happened}: {count(len(found.differences), 'difference')}")
            voice.failed(error, **told)
            raise SystemExit(DIFFERS_STATUS)
        if memory:
            write_sightings(memory, found.sightings)
        if quiet and not voice.as_json:
            return
        for note in found.notes:
            voice.say(f"Note: {note}.")
        voice.done(
            f"All is as signed: {count(len(found.compared), 'file')} compared.",
            kept=f"The newsroom's first root is {found.pin.hex()}."
            + (f" What was seen is remembered in {memory}." if memory else ""),
            todo='let others look from elsewhere: a server could show you another face. "--proxy" asks through Tor.',
            **told,
        )

    return verify
