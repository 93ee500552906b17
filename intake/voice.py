"""The voice of the commands: what happened, what is kept, what to do next; or one JSON object.

Every command is wrapped by :func:`voiced`, which adds ``--json``; every group is a :class:`Program`. These two are the
only places that turn errors into text.
"""

from __future__ import annotations

import errno
import functools
import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from typing import IO, TYPE_CHECKING, Any, Concatenate, ParamSpec

import click

from intake.protocol.errors import AsterismError

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

P = ParamSpec("P")

# What could move the cursor, change colours or turn a line around: texts from outside are shown, never obeyed.
_UNSHOWABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


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


class UsageError(AsterismError):
    """The command was not given what it needs."""

    code = "usage"
    happened = "The command was not given what it needs"
    kept = "Nothing was done"
    todo = "Look at --help"


class NotTextError(AsterismError):
    """A passphrase came in another coding than the system's."""

    code = "not-text"
    happened = "The passphrase did not come in the coding that this system is set to, which mostly is UTF-8"
    todo = "Set the terminal to it, or write the file anew in it, then run the command again"


class StoppedError(AsterismError):
    """The person stopped the command, or left its question open."""

    code = "stopped"
    happened = "Stopped before it was done"
    kept = "What was finished before is as it was"
    todo = "Run the command again"


STOPPED_STATUS = 130
"""As a shell says it of what Control-C has ended."""


class Voice:
    """Speaks for one command, in sentences or in JSON."""

    def __init__(self, program: str, *, as_json: bool) -> None:
        """``program`` is the word that error lines start with."""
        self.program = program
        self.as_json = as_json

    def say(self, line: str = "") -> None:
        """One line for a person, made harmless; silent under ``--json``."""
        if not self.as_json:
            click.echo(shown(line))

    def done(self, happened: str, *, kept: str | None = None, todo: str | None = None, **data: Any) -> None:
        """End a command: what happened, what is kept, what to do next; ``data`` is for ``--json`` alone."""
        if self.as_json:
            click.echo(json.dumps({"ok": True, "happened": happened, "kept": kept, "next": todo, **data}, default=str))
            return
        self.say(happened)
        if kept:
            self.say(kept)
        if todo:
            self.say(f"Next: {todo}")

    def failed(self, error: AsterismError, **data: Any) -> None:
        """Tell an error in its three sentences; ``data`` is for ``--json`` alone."""
        if self.as_json:
            told = {"ok": False, "error": error.code, "happened": error.happened, "kept": error.kept}
            click.echo(json.dumps({**told, "next": error.todo, **data}, default=str))
            return
        click.echo(shown(f"{self.program}: error: {error.happened}"), err=True)
        click.echo(shown(f"{self.program}: kept: {error.kept}"), err=True)
        click.echo(shown(f"{self.program}: next: {error.todo}"), err=True)

    @contextmanager
    def progress(self, label: str, total: int | None) -> Iterator[Bar]:
        """Yield one line of progress, a function that advances it by some units; silent when nobody is looking.

        ``total`` is None when nobody knows how much there is.
        """
        if self.as_json or not sys.stderr.isatty():
            yield Bar()
            return
        from rich.console import Console
        from rich.progress import Progress

        with Progress(console=Console(stderr=True), transient=True) as lines:
            yield Bar(lines, lines.add_task(label, total=total))


class Bar:
    """One line of progress; without arguments, one that nobody sees."""

    def __init__(self, lines: Progress | None = None, task: TaskID | None = None) -> None:
        self._lines, self._task = lines, task

    def __call__(self, done: int) -> None:
        """So many units more are done."""
        if self._lines is not None and self._task is not None:
            self._lines.advance(self._task, done)

    def label(self, words: str) -> None:
        """Put other words before the line."""
        if self._lines is not None and self._task is not None:
            self._lines.update(self._task, description=words)


class Program(click.Group):
    """A command with verbs, whose every error, click's own too, is told in three lines or one JSON object."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command line and exit: 0 done, 1 refused, 2 not understood, 130 stopped."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        words = list(sys.argv[1:] if args is None else args)
        voice = Voice(self.name or "", as_json="--json" in words)
        try:
            status = super().main(words, prog_name, complete_var, standalone_mode=False, **extra)
        except click.exceptions.NoArgsIsHelpError as help_page:
            help_page.show()
            sys.exit(help_page.exit_code)
        except click.ClickException as error:
            voice.failed(_told_usage(error))
            sys.exit(error.exit_code)
        except AsterismError as error:  # of an argument's own check, before the command begins
            voice.failed(error)
            sys.exit(1)
        except click.Abort:
            click.echo(err=True)  # past the ^C, or past the question
            voice.failed(StoppedError())
            sys.exit(STOPPED_STATUS)
        sys.exit(status if isinstance(status, int) else 0)


def _told_usage(error: click.ClickException) -> AsterismError:
    context = error.ctx if isinstance(error, click.UsageError) else None
    todo = f'"{context.command_path} --help" says what it takes' if context else None
    return UsageError(error.format_message().rstrip("."), todo=todo)


def voiced(program: str, *, refused: int = 1) -> Callable[[Callable[Concatenate[Voice, P], None]], Callable[P, None]]:
    """Decorate a click command: add ``--json``, pass a :class:`Voice` first, end errors with exit code ``refused``."""

    def decorate(command: Callable[Concatenate[Voice, P], None]) -> Callable[P, None]:
        @click.option("--json", "as_json", is_flag=True, help="Answer with one JSON object.")
        @functools.wraps(command)
        def run(*args: P.args, **kwargs: P.kwargs) -> None:
            voice = Voice(program, as_json=bool(kwargs.pop("as_json")))
            try:
                command(voice, *args, **kwargs)
            except AsterismError as error:
                voice.failed(error)
                raise SystemExit(STOPPED_STATUS if isinstance(error, StoppedError) else refused) from None
            except OSError as error:
                if error.errno == errno.EPIPE:  # whoever read our lines has gone: there is nobody to tell
                    raise SystemExit(1) from None
                voice.failed(told_os_error(error))
                raise SystemExit(refused) from None

        return run

    return decorate


def told_os_error(error: OSError) -> AsterismError:
    """An operating system's refusal, in our sentences; the path is this machine's own, so it may be named."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFullError()
    return CannotReadError(f"{error.strerror or 'The system refused'}: {error.filename or 'no path'}")


def shown(untrusted: str) -> str:
    """A text as a terminal may show it: no control characters but line ends and tabs, no marks that turn a line."""
    return _UNSHOWABLE.sub("\N{REPLACEMENT CHARACTER}", untrusted.replace("\r\n", "\n"))


def count(number: int, one: str, many: str | None = None) -> str:
    """``1 file``, ``2 files``; ``many`` where an s does not do."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def day_text(day: int) -> str:
    """A day as people write it: 2026-11-24."""
    return (date(1970, 1, 1) + timedelta(days=day)).isoformat()


def read_passphrase(file: IO[str] | None, ask: str, *, confirm: bool = False) -> str:
    """The first line of ``file``, or what a person types without it being shown. Raises NotTextError."""
    try:
        if file is not None:
            return file.readline().rstrip("\r\n")
        return str(click.prompt(ask, hide_input=True, confirmation_prompt=confirm, err=True))
    except UnicodeDecodeError:
        raise NotTextError from None
