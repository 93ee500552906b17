"""The command ``tip``: send, look for answers, or only clean files. It keeps nothing, unless told to remember."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from intake.source.verifying import verify_command
from intake.voice import Program, Voice, count, day_text, voiced

if TYPE_CHECKING:
    from intake.protocol.newsroom import Reporter
    from intake.source.delivery import Progress
    from intake.source.stream import Attachment
    from intake.source.visit import Visit
    from intake.voice import Bar

FILE = click.Path(path_type=Path)
ADDRESS = click.argument("address")
FILES = click.argument("files", nargs=-1, type=FILE)
PIN = click.option("--pin", help="The newsroom's name for ever: SHA-256 (64 hex digits) of its first root.")
PROXY = click.option("--proxy", help="For an onion address: socks5h://127.0.0.1:9050.")
MEMORY = click.option(
    "--memory",
    type=FILE,
    help="Remember the directory's versions here, against an older one later. It shows that you were here.",
)
CODE = click.option(
    "--code-file",
    type=click.File("rb"),
    help="Read your code from here: three numbers, or nine words; - is standard input.",
)
DATE = click.option(
    "--newsroom-date",
    "date",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Today's date, where this device's is wrong and the newsroom's is right.",
)
PATIENCE = click.option(
    "--patience",
    type=click.FloatRange(min=0),
    default=30,
    show_default=True,
    help="Minutes for which a cut line is tried again.",
)


@click.group(cls=Program)
def tip() -> None:
    """Tell a newsroom something, and look for its answers. No account; the code is all there is."""


tip.add_command(verify_command("tip"))


@tip.command()
@ADDRESS
@FILES
@click.option("--text", "text_file", type=click.File("rb"), help="The text to send; - is standard input.")
@click.option("--desk", type=int, default=1, show_default=True, help="Which desk, where there are several.")
@click.option("--to", "names", multiple=True, help="Only this reader of the desk; may be given again.")
@click.option("--untouched", multiple=True, type=FILE, help="A file to send as it is, as evidence.")
@click.option("--as-is", is_flag=True, help="Send files that cannot be cleaned here as they are.")
@click.option("--again", is_flag=True, help="You have a code already: write under it.")
@CODE
@PIN
@PROXY
@MEMORY
@DATE
@PATIENCE
@voiced("tip")
def send(
    voice: Voice,
    /,
    address: str,
    files: tuple[Path, ...],
    text_file: IO[bytes] | None,
    desk: int,
    names: tuple[str, ...],
    untouched: tuple[Path, ...],
    as_is: bool,
    again: bool,
    code_file: IO[bytes] | None,
    **where: Any,
) -> None:
    """Send a text and FILES, cleaned of their traces, to the newsroom at ADDRESS."""
    from intake.protocol.code import Code
    from intake.protocol.pseudonym import pseudonym
    from intake.protocol.source import Identity
    from intake.source import asking

    text = asking.read_text(text_file)
    if not text.strip() and not files and not untouched:
        raise click.UsageError("There is nothing to send: give --text FILE, or files")
    old = asking.ask_code(code_file) if again or code_file else None
    attachments = asking.look_at_files(voice, files, untouched, as_is=as_is)
    way = asking.Where(**where)
    visit = way.open(voice, address)
    readers, out = asking.choose_readers(voice, visit, desk, names)
    code = old or Code.draw()
    identity = Identity.of(code, visit.directory.root_one_sha256)
    name = pseudonym(identity.reply_key)
    visit.enter(identity)
    if old is None:
        asking.show_code(voice, name, code)
    else:
        asking.confirm_name(voice, name, typed=code_file is None)
    told: dict[str, Any] = {"pseudonym": name}
    if old is None:
        told |= {"numbers": code.numbers(), "words": code.spoken()}
    _send(voice, visit, text, readers, attachments, told)
    what = "your message" if text.strip() else "no text"
    todo = f'in a few days, "tip check {address}" looks for answers; they lie there for 120 days.'
    if visit.thread and visit.thread.replies:
        todo = f'there are answers for you already: "tip check {address}".'
    voice.done(
        f"It has arrived: {what} and {count(len(attachments), 'file')}, for {' and '.join(r.name for r in readers)}.",
        kept=way.kept + (" Nobody can bring the numbers back." if old is None else ""),
        todo=todo,
        **told,
        readers=[reader.name for reader in readers],
        unreachable=[reader.name for reader in out],
        files=[attachment.name for attachment in attachments],
    )


@tip.command()
@ADDRESS
@click.option(
    "--looks",
    type=click.IntRange(1, 20),
    default=1,
    show_default=True,
    help="Look so often, as long as more answers are known to lie there; each look shows on the line.",
)
@CODE
@PIN
@PROXY
@MEMORY
@DATE
@PATIENCE
@voiced("tip")
def check(voice: Voice, /, address: str, looks: int, code_file: IO[bytes] | None, **where: Any) -> None:
    """Look for the newsroom's answers at ADDRESS with your code."""
    from intake.protocol.pseudonym import pseudonym
    from intake.protocol.source import Identity
    from intake.source import asking
    from intake.source.thread import Thread
    from intake.source.words import STATES, held_lines, reply_lines

    code = asking.ask_code(code_file)
    way = asking.Where(**where)
    visit = way.open(voice, address)
    identity = Identity.of(code, visit.directory.root_one_sha256)
    visit.enter(identity)
    thread = visit.thread or Thread(identity, ())
    name = pseudonym(identity.reply_key)
    voice.say(f"You are {name}? If that is not your name, the code is another's: nothing is found under it.\n")
    visit.look()
    for _ in range(looks - 1):
        if thread.more:
            visit.look()
    way.remember(visit)
    replies = thread.replies
    for line in [*(line for reply in replies for line in reply_lines(reply)), *held_lines(replies)]:
        voice.say(line)
    more = f" More lie there: look again with --looks {looks + 1}." if thread.more else ""
    voice.done(
        f"{count(len(replies), 'answer')} found.{more}",
        kept=way.kept,
        todo=f'"tip send {address} --again --text FILE" answers.'
        if replies
        else "look again in a few days; letters are carried by hand.",
        pseudonym=name,
        more=thread.more,
        replies=[
            {
                "reporter": reply.name,
                "day": day_text(reply.day),
                "number": reply.answer.number,
                "state": STATES[reply.answer.state],
                "letters": reply.answer.letters,
                "missing": reply.missing,
                "text": reply.answer.text,
            }
            for reply in replies
        ],
    )


@tip.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--to", "folder", required=True, type=FILE, help="A folder to write into.")
@voiced("tip")
def clean(voice: Voice, files: tuple[Path, ...], folder: Path) -> None:
    """Clean FILES into a folder without sending, and say what was removed."""
    from intake.source.stream import attach
    from intake.source.words import STAYS, file_line

    folder.mkdir(parents=True, exist_ok=True)
    told: list[dict[str, Any]] = []
    for index, path in enumerate(files, 1):
        attachment = attach(path, index, untouched=False)
        voice.say(file_line(path.name, attachment))
        row: dict[str, Any] = {"file": str(path), "problem": attachment.problem, "removed": []}
        if attachment.cleaned:
            row["removed"] = [
                {"kind": finding.kind, "detail": finding.detail} for finding in attachment.cleaned.findings
            ]
            row["cleaned"] = str(folder / attachment.name)
            _write_new(folder / attachment.name, attachment)
        told.append(row)
    done = sum("cleaned" in row for row in told)
    voice.done(
        f"{done} of {count(len(files), 'file')} {'was' if len(files) == 1 else 'were'} cleaned into {folder}.",
        kept="The originals are as they were.",
        todo=f"look at the cleaned files. {STAYS}" if done else "leave them out, or send them as they are.",
        files=told,
    )


def _write_new(path: Path, attachment: Attachment) -> None:
    from intake.source.errors import TakenNameError

    try:
        out = path.open("xb")
    except FileExistsError:
        raise TakenNameError(f"{path} is there already") from None
    try:
        with out:
            out.writelines(attachment.chunks())
    except BaseException:  # half a file is never left, whatever stopped us
        path.unlink()
        raise


def _send(
    voice: Voice,
    visit: Visit,
    text: str,
    readers: list[Reporter],
    attachments: list[Attachment],
    told: dict[str, Any],
) -> None:
    """The early exchange, the parcels, the letter. Whoever reads JSON gets the code even if the end is not known."""
    from intake.protocol.errors import AsterismError
    from intake.source.errors import StoppedSendingError

    try:
        visit.exchange()
        message = visit.compose(text, readers, attachments)
        with voice.progress("Sending", message.parcels + 1) as bar:
            visit.send(message, _advancing(bar))
    except KeyboardInterrupt:
        if not visit.letter_arrived:
            raise StoppedSendingError from None
    except AsterismError as error:
        if not voice.as_json:
            raise
        voice.failed(error, **told)
        raise SystemExit(1) from None


def _advancing(bar: Bar) -> Callable[[Progress], None]:
    """What turns safe parcels into a line; its last step, the letter, is never shown as done before it is."""
    shown = [0]
    labels = {
        "ok": "Sending",
        "cut": "The line was cut. What arrived is safe; it goes on by itself",
        "busy": "The newsroom's machine asks to wait; it goes on by itself",
    }

    def progress(now: Progress) -> None:
        bar(now.safe - shown[0])
        bar.label(labels[now.line])
        shown[0] = now.safe

    return progress


if __name__ == "__main__":
    tip()
