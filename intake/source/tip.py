"""The command ``tip``: send, look for answers, or only clean files. It keeps nothing, unless told to remember."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from intake.voice import Voice, day_text, voiced

if TYPE_CHECKING:
    from intake.protocol.code import Code
    from intake.protocol.directory import Versions
    from intake.protocol.newsroom import Reporter
    from intake.source.stream import Attachment
    from intake.source.visit import Visit

ADDRESS = click.argument("address")
PIN = click.option("--pin", help="The newsroom's name for ever: SHA-256 (64 hex digits) of its first root.")
PROXY = click.option("--proxy", help="For an onion address: socks5h://127.0.0.1:9050.")
MEMORY = click.option(
    "--memory",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Remember the directory's versions here, against an older one later. It shows that you were here.",
)
CODE = click.option("--code-file", type=click.File(), help="Read your code from here: three numbers, or nine words.")
FILES = click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))

STATES = {1: "opened", 2: "being-read", 3: "tell-us-more", 4: "not-for-us", 5: "published"}
STATE_LINES = {
    1: "a machine in the newsroom has opened it",
    2: "a person is reading it",
    3: "they ask you to tell more",
    4: "it is not for this newsroom",
    5: "it was published",
}


@click.group()
def tip() -> None:
    """Tell a newsroom something, and look for its answers. No account; the code is all there is."""


@tip.command()
@ADDRESS
@FILES
@click.option("--text", "text_file", type=click.File(), help="The text to send; - is standard input.")
@click.option("--desk", type=int, default=1, show_default=True, help="Which desk, where there are several.")
@click.option("--to", "names", multiple=True, help="Only this reader of the desk; may be given again.")
@click.option(
    "--untouched", multiple=True, type=click.Path(path_type=Path), help="A file to send as it is, as evidence."
)
@click.option("--as-is", is_flag=True, help="Send files of formats that cannot be cleaned here as they are.")
@click.option("--again", is_flag=True, help="You have a code already: write under it.")
@CODE
@PIN
@PROXY
@MEMORY
@voiced("tip")
def send(
    voice: Voice,
    address: str,
    files: tuple[Path, ...],
    text_file: IO[str] | None,
    desk: int,
    names: tuple[str, ...],
    untouched: tuple[Path, ...],
    as_is: bool,
    again: bool,
    code_file: IO[str] | None,
    pin: str | None,
    proxy: str | None,
    memory: Path | None,
) -> None:
    """Send a text and FILES, cleaned of their traces, to the newsroom at ADDRESS."""
    from intake.protocol.pseudonym import pseudonym
    from intake.protocol.source import Identity
    from intake.source.stream import attach, check_chosen

    text = text_file.read() if text_file else ""
    if not text and not files and not untouched:
        raise click.UsageError("There is nothing to send: give --text FILE, or files.")
    code = _code(code_file) if again or code_file else None
    with ExitStack() as opened:
        attachments = [attach(path, index, opened, untouched=False) for index, path in enumerate(files, 1)]
        attachments += [
            attach(path, index, opened, untouched=True) for index, path in enumerate(untouched, len(files) + 1)
        ]
        check_chosen(attachments, as_is=as_is)
        for path, attachment in zip((*files, *untouched), attachments, strict=True):
            _tell_file(voice, path, attachment)
        visit = _visit(voice, address, pin, proxy, memory)
        readers = _readers(visit, desk, names)
        new = code is None
        if code is None:
            from intake.protocol.code import Code

            code = Code.draw()
        visit.look()
        identity = Identity.of(code, visit.directory.root_one_sha256)
        with voice.progress("Sending", None) as advance:
            told = [0]

            def progress(safe: int, _count: int) -> None:
                advance(safe - told[0])
                told[0] = safe

            visit.send(identity, text, readers, attachments, progress)
    name = pseudonym(identity.reply_key)
    numbers, words = code.numbers(), code.spoken()
    if new:
        voice.say(f"\nHere you are {name}. These three numbers bring you back; they work in any order:\n")
        for number in numbers:
            voice.say(f"    {number[:3]} {number[3:6]} {number[6:]}")
        voice.say("\nor these nine words, in this order:\n")
        voice.say(f"    {' '.join(words)}\n")
    voice.done(
        f"It is safe with the newsroom: your message and {len(attachments)} files, for {', '.join(r.name for r in readers)}.",
        kept="Nothing is kept on this device. Write the numbers down by hand; nobody can bring them back.",
        todo=f'in a few days, "tip check {address}" looks for answers; they lie there for 120 days.',
        pseudonym=name,
        numbers=numbers,
        words=words,
        readers=[reader.name for reader in readers],
        files=[attachment.name for attachment in attachments],
    )


@tip.command()
@ADDRESS
@CODE
@PIN
@PROXY
@MEMORY
@voiced("tip")
def check(
    voice: Voice, address: str, code_file: IO[str] | None, pin: str | None, proxy: str | None, memory: Path | None
) -> None:
    """Look for the newsroom's answers at ADDRESS with your code."""
    from intake.protocol.pseudonym import pseudonym
    from intake.protocol.source import Identity

    code = _code(code_file)
    visit = _visit(voice, address, pin, proxy, memory)
    visit.identity = Identity.of(code, visit.directory.root_one_sha256)
    name = pseudonym(visit.identity.reply_key)
    voice.say(f"You are {name}? If that is not your name, the code is another's: nothing is found under it.\n")
    visit.look()
    for reply in visit.replies:
        voice.say(f"{reply.name}, {day_text(reply.day)}: {STATE_LINES[reply.answer.state]}.")
        if reply.answer.text:
            voice.say(f"    {reply.answer.text}")
    more = " More lie there: look again." if visit.more else ""
    voice.done(
        f"{len(visit.replies)} answers found.{more}",
        todo=f'"tip send {address} --again --text FILE" answers.',
        pseudonym=name,
        more=visit.more,
        replies=[
            {
                "reporter": reply.name,
                "day": day_text(reply.day),
                "number": reply.answer.number,
                "state": STATES[reply.answer.state],
                "letters": reply.answer.letters,
                "text": reply.answer.text,
            }
            for reply in visit.replies
        ],
    )


@tip.command()
@FILES
@click.option("--to", "folder", required=True, type=click.Path(file_okay=False, path_type=Path), help="Where to write.")
@voiced("tip")
def clean(voice: Voice, files: tuple[Path, ...], folder: Path) -> None:
    """Clean FILES into a folder without sending, and say what was removed."""
    from intake.clean import plan_chunks
    from intake.source.stream import attach

    folder.mkdir(parents=True, exist_ok=True)
    told: list[dict[str, Any]] = []
    with ExitStack() as opened:
        for index, path in enumerate(files, 1):
            attachment = attach(path, index, opened, untouched=False)
            _tell_file(voice, path, attachment)
            row: dict[str, Any] = {"file": str(path), "problem": attachment.problem, "removed": []}
            if attachment.cleaned:
                with (folder / attachment.name).open("xb") as out:
                    out.writelines(plan_chunks(attachment.source, attachment.plan))
                row |= {
                    "cleaned": str(folder / attachment.name),
                    "removed": [
                        {"kind": finding.kind, "detail": finding.detail} for finding in attachment.cleaned.findings
                    ],
                }
            told.append(row)
    done = sum("cleaned" in row for row in told)
    voice.done(
        f"{done} of {len(files)} files were cleaned into {folder}.",
        kept="The originals are as they were.",
        todo="look at the cleaned files: faces, screens and words stay in the picture.",
        files=told,
    )


def _tell_file(voice: Voice, path: Path, attachment: Attachment) -> None:
    if attachment.cleaned:
        found = [
            f"{finding.kind} ({finding.detail})" if finding.detail else finding.kind
            for finding in attachment.cleaned.findings
        ]
        voice.say(f"{path.name} → {attachment.name}: removed {', '.join(found) or 'nothing, there was nothing'}.")
    elif attachment.problem:
        voice.say(f"{path.name}: its traces cannot be taken out here.")
    else:
        voice.say(f"{path.name} → {attachment.name}: as it is.")


def _code(file: IO[str] | None) -> Code:
    """The code from a file, or typed without being shown."""
    from intake.protocol.code import read_code

    return read_code(
        file.read() if file else click.prompt("Your three numbers or nine words", hide_input=True, err=True)
    )


def _visit(voice: Voice, address: str, pin: str | None, proxy: str | None, memory: Path | None) -> Visit:
    """Open a visit; without a pin, tell the newsroom's words, which are printed where its address is printed."""
    from datetime import UTC, datetime

    from intake.protocol.directory import root_sha256, unpack_bundle
    from intake.protocol.wire import from_hex
    from intake.source.client import Client
    from intake.source.visit import Visit

    client = Client(address, proxy)
    if pin:
        try:
            root = from_hex(pin, 32)
        except ValueError:
            raise click.UsageError("--pin takes 64 hex digits.") from None
    else:
        metadata, _ = unpack_bundle(client.directory())
        root = root_sha256(metadata.get("1.root.json", b""))
        voice.say(f"No --pin was given, so the server itself says which newsroom this is: {root.hex()}")
        voice.say("Compare it with what the newsroom has printed.\n")
    visit = Visit.open(client, root, datetime.now(UTC), seen=_remembered(memory))
    if memory:
        from dataclasses import asdict

        memory.write_text(json.dumps(asdict(visit.directory.versions)))
    return visit


def _remembered(memory: Path | None) -> Versions | None:
    from intake.protocol.directory import Versions

    if memory is None or not memory.is_file():
        return None
    try:
        return Versions(**json.loads(memory.read_text()))
    except (ValueError, TypeError):
        raise click.UsageError("The --memory file is not one that tip has written.") from None


def _readers(visit: Visit, desk: int, names: tuple[str, ...]) -> list[Reporter]:
    """The readers that are meant and can be reached today."""
    from intake.source.errors import NobodyReachableError

    desks = visit.directory.newsroom.desks
    if not 1 <= desk <= len(desks):
        raise click.UsageError(f"This newsroom has {len(desks)} desks.")
    readers = visit.reachable(desks[desk - 1])
    if names:
        readers = [reader for reader in readers if reader.name in names]
    if not readers:
        raise NobodyReachableError
    return readers


if __name__ == "__main__":
    tip()
