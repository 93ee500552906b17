"""The voice of the commands: what happened, what is kept, what to do next; or one JSON object.

Every command is wrapped by :func:`voiced`, which adds ``--json`` and is the one place that turns errors into text.
"""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import IO, Any, Concatenate, ParamSpec

import click

from intake.protocol.errors import AsterismError

P = ParamSpec("P")


class CannotReadError(AsterismError):
    """A file or folder of this machine cannot be used."""

    code = "file"
    happened = "A file cannot be read or written here"
    todo = "Check the path, the rights and the free space, then run the command again"


class DiskFullError(CannotReadError):
    """The disk has no room."""

    code = "disk-full"
    happened = "There is no room left on the disk"
    kept = "What was there before is as it was"
    todo = "Free some space, then run the command again"


class Voice:
    """Speaks for one command, in sentences or in JSON."""

    def __init__(self, program: str, *, as_json: bool) -> None:
        """``program`` is the word that error lines start with."""
        self.program = program
        self.as_json = as_json

    def say(self, line: str = "") -> None:
        """One line for a person; silent under ``--json``."""
        if not self.as_json:
            click.echo(line)

    def done(self, happened: str, *, kept: str | None = None, todo: str | None = None, **data: Any) -> None:
        """End a command: what happened, what is kept, what to do next; ``data`` is for ``--json`` alone."""
        if self.as_json:
            click.echo(json.dumps({"ok": True, "happened": happened, "kept": kept, "next": todo, **data}, default=str))
            return
        click.echo(happened)
        if kept:
            click.echo(kept)
        if todo:
            click.echo(f"Next: {todo}")

    def failed(self, error: AsterismError) -> None:
        """Tell an error in its three sentences."""
        if self.as_json:
            told = {"ok": False, "error": error.code, "happened": error.happened, "kept": error.kept}
            click.echo(json.dumps({**told, "next": error.todo}))
            return
        click.echo(f"{self.program}: error: {error.happened}", err=True)
        click.echo(f"{self.program}: kept: {error.kept}", err=True)
        click.echo(f"{self.program}: next: {error.todo}", err=True)

    @contextmanager
    def progress(self, label: str, total: int | None) -> Iterator[Callable[[int], None]]:
        """Yield a function that advances one line of progress by some units; silent when nobody is looking.

        ``total`` is None when nobody knows how much there is.
        """
        if self.as_json or not sys.stderr.isatty():
            yield lambda _done: None
            return
        from rich.console import Console
        from rich.progress import Progress

        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(label, total=total)
            yield lambda done: bar.advance(task, done)


def voiced(program: str) -> Callable[[Callable[Concatenate[Voice, P], None]], Callable[P, None]]:
    """Decorate a click command: add ``--json``, pass a :class:`Voice` first, end errors with exit code 1."""

    def decorate(command: Callable[Concatenate[Voice, P], None]) -> Callable[P, None]:
        @click.option("--json", "as_json", is_flag=True, help="Answer with one JSON object.")
        @functools.wraps(command)
        def run(*args: P.args, **kwargs: P.kwargs) -> None:
            voice = Voice(program, as_json=bool(kwargs.pop("as_json")))
            try:
                command(voice, *args, **kwargs)
            except AsterismError as error:
                voice.failed(error)
                raise SystemExit(1) from None
            except OSError as error:
                voice.failed(told_os_error(error))
                raise SystemExit(1) from None

        return run

    return decorate


def told_os_error(error: OSError) -> AsterismError:
    """An operating system's refusal, in our sentences; the path is this machine's own, so it may be named."""
    import errno

    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFullError()
    return CannotReadError(f"{error.strerror or 'The system refused'}: {error.filename or 'no path'}")


def day_text(day: int) -> str:
    """A day as people write it: 2026-11-24."""
    return (date(1970, 1, 1) + timedelta(days=day)).isoformat()


def read_passphrase(file: IO[str] | None, ask: str, *, confirm: bool = False) -> str:
    """The first line of ``file``, or what a person types without it being shown."""
    if file is not None:
        return file.readline().rstrip("\r\n")
    return str(click.prompt(ask, hide_input=True, confirmation_prompt=confirm, err=True))
