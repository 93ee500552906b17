"""What ``tip`` asks for before a visit: the text, the files, the code, the newsroom, its readers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import click

from intake.protocol import wire
from intake.protocol.code import Code, read_code
from intake.protocol.errors import TooLongError
from intake.protocol.newsroom import Reporter
from intake.source.client import Client
from intake.source.errors import MemoryFileError, NobodyReachableError, NotTextError
from intake.source.memory import Memory, remember, remembered
from intake.source.stream import Attachment, attach, check_chosen
from intake.source.visit import Visit
from intake.source.words import STAYS, file_line, unreachable_line
from intake.voice import Voice, count


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """How a newsroom is reached: the options that every visit has."""

    pin: str | None
    proxy: str | None
    memory: Path | None
    date: datetime | None
    patience: float

    @property
    def kept(self) -> str:
        """What is left on this device."""
        return f"Nothing is kept on this device{f' but {self.memory}' if self.memory else ''}."

    def open(self, voice: Voice, address: str) -> Visit:
        """Open a visit; without a pin, say which newsroom the server claims to be, to be compared with what is printed."""
        pin = self._pin()
        known = remembered(self.memory) if self.memory else None
        if known and pin not in (None, known.root_one_sha256):
            raise MemoryFileError("The --memory file is of another newsroom")
        visit = Visit.open(
            Client(address, self.proxy, patience_s=60 * self.patience),
            known.root_one_sha256 if known else pin,
            datetime.now(UTC),
            seen=known.versions if known else None,
            today=wire.day_of(self.date.replace(tzinfo=UTC).timestamp()) if self.date else None,
        )
        self.remember(visit)
        if pin is None and known is None:
            voice.say("No --pin was given, so the server itself says which newsroom this is:")
            voice.say(f"    {visit.directory.root_one_sha256.hex()}\nCompare it with what the newsroom has printed.\n")
        return visit

    def remember(self, visit: Visit) -> None:
        """Write down the versions that were seen, if a file is named for it."""
        if self.memory:
            remember(self.memory, Memory(visit.directory.root_one_sha256, visit.versions))

    def _pin(self) -> bytes | None:
        if self.pin is None:
            return None
        try:
            return wire.from_hex(self.pin.strip().lower(), 32)
        except ValueError:
            raise click.UsageError("--pin takes 64 hex digits") from None


TEXT_LIMIT = 16 * 1_024 * 1_024
_CODE_LIMIT = 4_096


def read_text(file: IO[bytes] | None) -> str:
    """The text to send, as it stands in its file. Raises NotTextError; TooLongError: more than 16 MiB."""
    body = file.read(TEXT_LIMIT + 1) if file else b""
    if len(body) > TEXT_LIMIT:
        raise TooLongError(todo="Send it as a file")
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise NotTextError from None


def look_at_files(
    voice: Voice, files: tuple[Path, ...], untouched: tuple[Path, ...], *, as_is: bool
) -> list[Attachment]:
    """Look at every file, and tell what was found, before anybody is asked anything."""
    attachments = []
    for index, path in enumerate((*files, *untouched), 1):
        attachment = attach(path, index, untouched=index > len(files))
        voice.say(file_line(path.name, attachment, as_is=as_is))
        attachments.append((path.name, attachment))
    check_chosen(attachments, as_is=as_is)
    if any(attachment.cleaned for _, attachment in attachments):
        voice.say(f"{STAYS}\n")
    return [attachment for _, attachment in attachments]


def ask_code(file: IO[bytes] | None) -> Code:
    """The code from a file, or typed without being shown; never from the command line, which others can see."""
    if file is not None:
        return read_code(file.read(_CODE_LIMIT).decode(errors="replace"))
    return read_code(click.prompt("Your three numbers or nine words", hide_input=True, err=True))


def show_code(voice: Voice, name: str, code: Code) -> None:
    """Before anything is sent, so that no letter arrives whose code nobody has seen."""
    voice.say(f"Here you are {name}. These three numbers bring you back; they work in any order:\n")
    for number in code.numbers():
        voice.say(f"    {number[:3]} {number[3:6]} {number[6:]}")
    voice.say("\nor these nine words, in this order:\n")
    voice.say(f"    {' '.join(code.spoken())}\n")
    voice.say("Write them down by hand, now. They are shown this once.\n")


def confirm_name(voice: Voice, name: str, *, typed: bool) -> None:
    """A right code that is somebody else's is seen in the name."""
    if typed:
        click.confirm(f"You are {name}?", abort=True, err=True)
    else:
        voice.say(f"You write as {name}. If that is not your name, the code is another's.\n")


def choose_readers(
    voice: Voice, visit: Visit, desk: int, names: tuple[str, ...]
) -> tuple[list[Reporter], list[Reporter]]:
    """The readers that are meant: who can be reached today, and who cannot, which is told before anything is sent."""
    desks = visit.directory.newsroom.desks
    if not 1 <= desk <= len(desks):
        listed = ", ".join(f"{at} {next(iter(each.names.values()), '')}" for at, each in enumerate(desks, 1))
        raise click.UsageError(f"This newsroom has {count(len(desks), 'desk')}: {listed}")
    readers = visit.readers(desks[desk - 1])
    if set(names) - {reader.name for reader in readers}:
        raise click.UsageError(f"At this desk read: {', '.join(reader.name for reader in readers)}")
    meant = [reader for reader in readers if not names or reader.name in names]
    out = [reader for reader in meant if not visit.can_reach(reader)]
    lines = [unreachable_line(reader, visit.day) for reader in out]
    if len(out) == len(meant):
        raise NobodyReachableError("Nobody can be reached: " + "; ".join(lines))
    for line in lines:
        voice.say(f"{line}. The others get it.")
    return [reader for reader in meant if reader not in out], out
