"""The verbs about conversations: the inbox, reading, saving, answering, finding."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from intake.voice import Voice, count, day_text, voiced
from keys.reporter.command import NAME, PASSPHRASE, VAULT, opened, reporter, today

if TYPE_CHECKING:
    from keys.reporter.conversations import Line, Message

KINDS_SHOWN = 12  # there are nine; a stranger's table may name as many as it likes
STATES = ("being-read", "tell-us-more", "not-for-us", "published")


@reporter.command()
@VAULT
@PASSPHRASE
@voiced("reporter")
def inbox(voice: Voice, vault: Path, passphrase_file: IO[str] | None) -> None:
    """List the conversations: name, state, day, words, files, what is due."""
    from keys.reporter import conversations
    from keys.reporter.answers import waiting
    from keys.reporter.keydays import days_left, notices

    with opened(vault, passphrase_file) as machine:
        lines, unsent = conversations.inbox(machine), waiting(machine)
        late, left = conversations.days_without_a_bundle(machine, today()), days_left(machine, today())
        told = notices(machine, vault, today())
    if lines and not voice.as_json:
        _show_table(lines)
    for line in told:
        voice.say(line)
    voice.done(
        f"{count(len(lines), 'conversation')}, {sum(line.unread > 0 for line in lines)} with something unread; "
        f"{count(unsent, 'answer waits', 'answers wait')} for the next outbox.",
        todo=f'"reporter read {vault} NUMBER" opens one.' if lines else f'"reporter receive {vault} STICK".',
        conversations=[asdict(line) for line in lines],
        waiting=unsent,
        days_without_a_bundle=late,
        key_days_left=left,
        notices=told,
    )


def _show_table(lines: list[Line]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for title in ("", "Name", "State", "Day", "Words", "Files", "Leaves"):
        table.add_column(title, justify="right" if title in ("", "Words", "Files") else "left", no_wrap=title != "Name")
    for line in lines:
        style = "bold" if line.unread else ""
        name = f"{line.name} (?)" if line.twin else line.name
        files = f"{line.files or ''}{'!' if line.untouched else ''}{'…' if line.waiting else ''}"
        due = "" if line.due is None else f"in {max(line.due, 0)} days"
        row = (str(line.number), name, line.state, day_text(line.day), f"{line.words:,}", files)
        table.add_row(*(Text(cell, style) for cell in row), Text(due))
    Console(highlight=False).print(table)
    click.echo()
    if any(line.untouched for line in lines):
        click.echo("! Some of its files came untouched, with all their traces, by the source's choice.")
    if any(line.waiting for line in lines):
        click.echo("… Files of it have not all come; they may be in the next bundle.")
    if any(line.twin for line in lines):
        click.echo("(?) Another conversation has this name: see who is who before you trust either.")


@reporter.command()
@VAULT
@NAME
@PASSPHRASE
@voiced("reporter")
def read(voice: Voice, vault: Path, name: str, passphrase_file: IO[str] | None) -> None:
    """Show the conversation with NAME (or its number, or how the name begins)."""
    from keys.reporter import conversations
    from keys.reporter.custody import OPENED

    with opened(vault, passphrase_file) as machine:
        contact = machine.contact(name)
        others = machine.namesakes(contact)
        messages = conversations.messages_of(machine, contact)
        answers = conversations.answers_to(machine, contact)
        conversations.mark_shown(machine, contact, OPENED, today(), messages=len(messages))
    if others:
        numbers = ", ".join(map(str, others))
        voice.say(f"Careful: number {numbers} has this name too. One may be somebody who had a letter from the other.")
        voice.say('"reporter meet" shows the numbers by which this source can prove on another channel who wrote.')
    for message in messages:
        _show_message(voice, contact.pseudonym, message)
    for answer in answers:
        when = "waits for the next outbox" if answer.closing is None else f"sealed after {day_text(answer.closing)}"
        voice.say(f"\nYou: {answer.state} ({when})")
        _show_text(voice, answer.text)
    voice.say()
    voice.done(
        f"This is all from {contact.pseudonym}.",
        kept=None if contact.kept else "What was shown leaves the vault in 90 days, unless you keep it.",
        todo=f'"reporter reply {vault} {contact.id}" answers; "reporter save {vault} {contact.id} --to DIR" copies '
        f'the files; "reporter keep {vault} {contact.id}" keeps.',
        name=contact.pseudonym,
        twin=contact.twin,
        namesakes=others,
        kept_beyond=contact.kept,
        messages=[asdict(message) for message in messages],
        answers=[asdict(answer) for answer in answers],
    )


def _show_message(voice: Voice, name: str, message: Message) -> None:
    readers = [*message.readers, *([f"{message.unlisted} more"] if message.unlisted else [])]
    voice.say(f"\n{name}, {day_text(message.day)}, says it went to {', '.join(readers) or 'nobody in particular'}")
    _show_text(voice, message.text)
    for file in message.files:
        kinds = ", ".join(_one_line(kind) for kind in file.removed[:KINDS_SHOWN]) or "nothing"
        how = f"taken out of it: {kinds}" if file.cleaned else "untouched, with all its traces"
        voice.say(f"  [{file.size:,} bytes, {how}] {_one_line(file.name)}")
    if message.files_state == "waiting":
        voice.say("  Its files have not all come yet; they may be in the next bundle.")
    if message.files_state == "broken":
        voice.say("  Files of it are damaged or never came; ask for them again.")


def _show_text(voice: Voice, text: str | None) -> None:
    """Somebody's words behind a bar, so that nothing in them can pass for a line of this program."""
    if text is None:
        voice.say("  (its text has left the vault)")
        return
    for line in text.replace("\r\n", "\n").split("\n") if text else ():
        voice.say(f"  │ {line}")


def _one_line(untrusted: str) -> str:
    """What a stranger chose, of any length and characters, as part of one line."""
    return "".join(character if character.isprintable() else "�" for character in untrusted)[:60]


@reporter.command()
@VAULT
@NAME
@click.option("--to", "folder", required=True, type=click.Path(file_okay=False, path_type=Path), help="A new folder.")
@PASSPHRASE
@voiced("reporter")
def save(voice: Voice, vault: Path, name: str, folder: Path, passphrase_file: IO[str] | None) -> None:
    """Copy NAME's texts and files out of the vault, unencrypted, into a folder."""
    from keys.reporter.filed import UNTOUCHED
    from keys.reporter.save import save as copy_out

    with opened(vault, passphrase_file) as machine:
        contact = machine.contact(name)
        written = copy_out(machine, contact, folder, today())
    untouched = sum(path.parent.name == UNTOUCHED for path in written)
    if untouched:
        its, lie = ("its", "lies") if untouched == 1 else ("their", "lie")
        voice.say(
            f"{count(untouched, 'file')} came untouched, with all {its} traces, and {lie} apart in {folder / UNTOUCHED}."
        )
    voice.done(
        f"{count(len(written), 'file is', 'files are')} in {folder}, outside the vault.",
        kept="They are unencrypted there, and nothing here removes them.",
        todo="open files from strangers only on a machine that you can lose.",
        files=[str(path) for path in written],
    )


@reporter.command()
@VAULT
@NAME
@click.option("--state", type=click.Choice(STATES), default="being-read", help="What the source is told became of it.")
@click.option("--text", help="The answer; left out, it is read from standard input.")
@PASSPHRASE
@voiced("reporter")
def reply(voice: Voice, vault: Path, name: str, state: str, text: str | None, passphrase_file: IO[str] | None) -> None:
    """Write an answer to NAME; it is sealed when the outbox is made."""
    from keys.reporter import answers, conversations

    with opened(vault, passphrase_file) as machine:
        contact = machine.contact(name)
        if text is None:
            if sys.stdin.isatty():
                click.echo(f"Write to {contact.pseudonym}; Ctrl-D on an empty line ends it.", err=True)
            text = sys.stdin.read().strip()
        meant = next(known for known, word in conversations.STATE_WORDS.items() if word == state)
        answers.queue(machine, contact, meant, text)
        unsent = answers.waiting(machine)
    voice.done(
        f"The answer to {contact.pseudonym} waits in the vault.",
        todo=f'"reporter outbox {vault} STICK" seals it.',
        waiting=unsent,
    )


@reporter.command()
@VAULT
@NAME
@PASSPHRASE
@voiced("reporter")
def meet(voice: Voice, vault: Path, name: str, passphrase_file: IO[str] | None) -> None:
    """Show today's two six-digit numbers with which NAME and you know each other on another channel."""
    from intake.protocol.source import meet_number

    with opened(vault, passphrase_file) as machine:
        contact = machine.contact(name)
    theirs, yours = (meet_number(contact.pair, today(), source=side) for side in (True, False))
    voice.done(
        f"{contact.pseudonym} reads out {theirs}; you read out {yours}. They hold today only.",
        todo="let the other side read its number first.",
        source=theirs,
        reporter=yours,
    )


@reporter.command()
@VAULT
@NAME
@click.option("--no", "let_go", is_flag=True, help="Let it leave the vault again.")
@PASSPHRASE
@voiced("reporter")
def keep(voice: Voice, vault: Path, name: str, let_go: bool, passphrase_file: IO[str] | None) -> None:
    """Keep NAME's texts and files, and your answers, in the vault beyond 90 days."""
    from keys.reporter import conversations

    with opened(vault, passphrase_file) as machine:
        contact = machine.contact(name)
        conversations.keep(machine, contact, kept=not let_go)
    voice.done(
        f"{contact.pseudonym}'s messages "
        + ("leave the vault 90 days after they were shown." if let_go else "stay, those to come too."),
        todo=f'"reporter inbox {vault}" counts down what leaves.',
    )


@reporter.command()
@VAULT
@click.argument("words", nargs=-1, required=True)
@PASSPHRASE
@voiced("reporter")
def find(voice: Voice, vault: Path, words: tuple[str, ...], passphrase_file: IO[str] | None) -> None:
    """List the conversations that have all of these WORDS."""
    from keys.reporter import conversations

    with opened(vault, passphrase_file) as machine:
        numbers = conversations.find(machine, " ".join(words))
        names = [contact.pseudonym for contact in machine.contacts() if contact.id in numbers]
    for number, name in zip(numbers, names, strict=True):
        voice.say(f"{number:>4}  {name}")
    voice.done(
        f"{count(len(numbers), 'conversation has', 'conversations have')} these words.",
        todo=f'"reporter read {vault} NUMBER" opens one.',
        found=numbers,
    )
