"""The command ``reporter``: everything that is done on the air-gapped machine. It never opens a connection."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from intake.voice import Program, Voice, count, day_text, read_passphrase, voiced
from keys.reporter.errors import NotConfirmedError

if TYPE_CHECKING:
    from keys.reporter.conversations import Line, Message
    from keys.reporter.machine import Machine
    from keys.reporter.receive import Received

VAULT = click.argument("vault", type=click.Path(file_okay=False, path_type=Path))
STICK = click.argument("stick", type=click.Path(file_okay=False, path_type=Path))
NAME = click.argument("name")
PASSPHRASE = click.option(
    "--passphrase-file", type=click.File(), help="Read the passphrase from here, not from a person."
)
YES = click.option("--yes", is_flag=True, help="Confirm what would be asked.")

LATE = (
    "The last bundle closed {days} days ago. Ask the courier for a trip: the server deletes letters after 30 days, "
    "and the keys of past days go only when a bundle is received."
)
STATES = ("being-read", "tell-us-more", "not-for-us", "published")


@click.group(cls=Program)
def reporter() -> None:
    """Receive, read and answer tips on a machine that has no network."""


@contextmanager
def _opened(vault: Path, file: IO[str] | None) -> Iterator[Machine]:
    from keys.reporter.machine import Machine

    with Machine.open(vault, read_passphrase(file, "Passphrase of the vault")) as machine:
        yield machine


def _today() -> int:
    import time

    from intake.protocol import wire

    return wire.day_of(time.time())


@reporter.command()
@VAULT
@click.option("--name", required=True, help="How sources read this reporter's name.")
@click.option("--replies", type=click.Choice(["8", "16", "32"]), default="8", help="Replies handed over each trip.")
@PASSPHRASE
@voiced("reporter")
def new(voice: Voice, vault: Path, name: str, replies: str, passphrase_file: IO[str] | None) -> None:
    """Make a VAULT with a new reporter id and key."""
    from keys.reporter.machine import Machine
    from keys.stick.card import plain_name

    name = plain_name(name)
    passphrase = read_passphrase(passphrase_file, "A passphrase for the vault", confirm=True)
    with Machine.create(vault, name, int(replies), passphrase) as machine:
        identity = machine.reporter.hex()
    voice.done(f"{vault} is {name}'s vault now.", todo=f'run "reporter card {vault} STICK".', reporter=identity)


@reporter.command()
@VAULT
@STICK
@PASSPHRASE
@voiced("reporter")
def card(voice: Voice, vault: Path, stick: Path, passphrase_file: IO[str] | None) -> None:
    """Write this machine's card onto STICK, for the admins to certify."""
    from keys.stick.layout import CARDS, stick_folder, write_plain

    folder = stick_folder(stick, CARDS, make=True)
    with _opened(vault, passphrase_file) as machine:
        made = machine.card()
        path = folder / made.file_name
        write_plain(path, made.sign(machine.signing_key))
    voice.done(
        f"The card is on the stick. Its words: {made.spoken}",
        todo="read these words to an admin over another channel, and bring the stick to the admins.",
        words=made.spoken,
        card=str(path),
    )


@reporter.command()
@VAULT
@STICK
@YES
@PASSPHRASE
@voiced("reporter")
def receive(voice: Voice, vault: Path, stick: Path, yes: bool, passphrase_file: IO[str] | None) -> None:
    """Open the bundles on STICK into VAULT, then retire the days that they close."""
    from keys.reporter import receive as receiving
    from keys.reporter.conversations import days_without_a_bundle
    from keys.stick.layout import BUNDLES, stick_folder

    stick_folder(stick, BUNDLES)  # said before anybody types a passphrase
    with _opened(vault, passphrase_file) as machine:
        bundles = receiving.new_bundles(machine, stick)
        pin = machine.pin or _compared(voice, receiving.newsroom_on(stick), yes=yes)
        for question in receiving.questions(machine, bundles, _today()):
            _confirm(voice, f"{question} Go on?", yes=yes)
        letters = sum(bundle.letter_count() for bundle in bundles)
        with voice.progress("Opening letters", letters) as advance:
            done = receiving.receive(machine, bundles, pin, advance)
        late = days_without_a_bundle(machine, _today())
        certified = machine.certified()
    _tell(voice, done)
    if late is not None:
        voice.say(LATE.format(days=late))
    if not certified:
        voice.say("The admins have not certified this machine for today, so nobody can write to it.")
    one = len(done.bundles) == 1
    happened = f"Bundle{'' if one else 's'} {', '.join(map(str, done.bundles))} {'is' if one else 'are'} in the vault."
    voice.done(
        happened if bundles else "Every bundle on this stick was received before.",
        kept=f"Retired for good: the keys of {count(done.days_retired, 'day')}."
        if done.days_retired
        else "No day was due to be retired.",
        todo=f'"reporter inbox {vault}" shows what came; "reporter outbox {vault} {stick}" before the stick goes back.',
        **asdict(done),
        certified=certified,
        days_without_a_bundle=late,
    )


def _tell(voice: Voice, done: Received) -> None:
    """What a sitting brought, a sentence a fact."""
    if done.bundles:
        voice.say(
            f"{count(done.messages, 'new message')}, {count(done.files, 'file')}; "
            f"{count(done.others, 'letter was', 'letters were')} for others or cover."
        )
    facts = (
        (done.again, "message was", "messages were", "sent again, and here already."),
        (
            done.waiting,
            "message waits",
            "messages wait",
            "for files that have not all come; the next bundle may have them.",
        ),
        (done.retired, "letter is", "letters are", "locked to a day whose key is gone: yours or not, nobody can tell."),
        (done.broken, "letter was", "letters were", "damaged inside; nothing else of it is known."),
        (done.gone, "message was", "messages were", "shown 90 days ago, and left the vault."),
    )
    for number, one, many, rest in facts:
        if number:
            voice.say(f"{count(number, one, many)} {rest}")


def _compared(voice: Voice, pin: bytes, *, yes: bool) -> bytes:
    """The newsroom's first root, once a person has compared its words; asked on the first bundle only."""
    from keys.stick.card import spoken

    _confirm(voice, f"This newsroom's words are: {spoken(pin)}. Did an admin read you the same words?", yes=yes)
    return pin


def _confirm(voice: Voice, question: str, *, yes: bool) -> None:
    if yes:
        voice.say(f"{question} Yes.")
    elif voice.as_json or not click.confirm(question, err=True):
        raise NotConfirmedError(
            f"Not confirmed: {question}", todo='Look into it, then run the command again, with "--yes" if it is right'
        )


@reporter.command()
@VAULT
@PASSPHRASE
@voiced("reporter")
def inbox(voice: Voice, vault: Path, passphrase_file: IO[str] | None) -> None:
    """List the conversations: name, state, day, words, files, what is due."""
    from keys.reporter import conversations
    from keys.reporter.answers import waiting

    with _opened(vault, passphrase_file) as machine:
        lines, unsent = conversations.inbox(machine), waiting(machine)
        late = conversations.days_without_a_bundle(machine, _today())
    if lines and not voice.as_json:
        _show_table(lines)
    if late is not None:
        voice.say(LATE.format(days=late))
    voice.done(
        f"{count(len(lines), 'conversation')}, {sum(line.unread > 0 for line in lines)} with something unread; "
        f"{count(unsent, 'answer waits', 'answers wait')} for the next outbox.",
        todo=f'"reporter read {vault} NUMBER" opens one.' if lines else f'"reporter receive {vault} STICK".',
        conversations=[asdict(line) for line in lines],
        waiting=unsent,
        days_without_a_bundle=late,
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
        files = f"{line.files or ''}{'…' if line.waiting else ''}"
        due = "" if line.due is None else f"in {max(line.due, 0)} days"
        row = (str(line.number), name, line.state, day_text(line.day), f"{line.words:,}", files)
        table.add_row(*(Text(cell, style) for cell in row), Text(due))
    Console(highlight=False).print(table)
    click.echo()
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

    with _opened(vault, passphrase_file) as machine:
        contact = machine.contact(name)
        others = machine.namesakes(contact)
        messages = conversations.messages_of(machine, contact)
        answers = conversations.answers_to(machine, contact)
        conversations.mark_shown(machine, contact)
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
        kinds = _one_line(", ".join(file.removed)) or "nothing"
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
    from keys.reporter import conversations
    from keys.reporter.save import save as copy_out

    with _opened(vault, passphrase_file) as machine:
        contact = machine.contact(name)
        written = copy_out(machine, contact, folder)
        conversations.mark_shown(machine, contact)
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

    with _opened(vault, passphrase_file) as machine:
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
@STICK
@PASSPHRASE
@voiced("reporter")
def outbox(voice: Voice, vault: Path, stick: Path, passphrase_file: IO[str] | None) -> None:
    """Seal answers and the keys of the days to come into one file of fixed size on STICK."""
    from keys.reporter import answers
    from keys.stick.layout import OUTBOXES, stick_folder

    stick_folder(stick, OUTBOXES, make=True)
    with _opened(vault, passphrase_file) as machine:
        body, made = answers.make_outbox(machine, _today())
        answers.write_outbox(machine, body, stick)
        unsent = answers.waiting(machine)
    happened = (
        "The outbox is on the stick." if made else "The last outbox is on the stick again: no bundle has named it yet."
    )
    voice.done(
        happened,
        kept=f"{count(unsent, 'answer waits', 'answers wait')} for a later trip." if unsent else None,
        todo="give the stick to the courier.",
        new=made,
        bytes=len(body),
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

    with _opened(vault, passphrase_file) as machine:
        contact = machine.contact(name)
    theirs, yours = (meet_number(contact.pair, _today(), source=side) for side in (True, False))
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

    with _opened(vault, passphrase_file) as machine:
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

    with _opened(vault, passphrase_file) as machine:
        numbers = conversations.find(machine, " ".join(words))
        names = [contact.pseudonym for contact in machine.contacts() if contact.id in numbers]
    for number, name in zip(numbers, names, strict=True):
        voice.say(f"{number:>4}  {name}")
    voice.done(
        f"{count(len(numbers), 'conversation has', 'conversations have')} these words.",
        todo=f'"reporter read {vault} NUMBER" opens one.',
        found=numbers,
    )


if __name__ == "__main__":
    reporter()
