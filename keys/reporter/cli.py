"""The command ``reporter``: everything that is done on the air-gapped machine. It never opens a connection."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from intake.voice import Voice, day_text, read_passphrase, voiced
from keys.reporter.errors import NotConfirmedError, NothingNewError

if TYPE_CHECKING:
    from keys.reporter.machine import Machine

VAULT = click.argument("vault", type=click.Path(file_okay=False, path_type=Path))
STICK = click.argument("stick", type=click.Path(file_okay=False, path_type=Path))
NAME = click.argument("name")
PASSPHRASE = click.option(
    "--passphrase-file", type=click.File(), help="Read the passphrase from here, not from a person."
)
YES = click.option("--yes", is_flag=True, help="Confirm what would be asked.")

STATES = ("being-read", "tell-us-more", "not-for-us", "published")


@click.group()
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
    from keys.stick.layout import CARDS, stick_folder
    from keys.vault.files import write_durably

    with _opened(vault, passphrase_file) as machine:
        made = machine.card()
        path = stick_folder(stick, CARDS, make=True) / made.file_name
        write_durably(path, made.sign(machine.signing_key), 0o644)
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
    from keys.reporter.conversations import expire

    with _opened(vault, passphrase_file) as machine:
        bundles = receiving.new_bundles(machine, stick)
        if not bundles:
            raise NothingNewError
        pin = machine.pin or _compared(voice, receiving.newsroom_on(stick), yes=yes)
        for question in receiving.questions(machine, bundles, _today()):
            _confirm(voice, f"{question} Go on?", yes=yes)
        letters = sum(bundle.letter_count() for bundle in bundles)
        with voice.progress("Opening letters", letters) as advance:
            done = receiving.receive(machine, bundles, pin, advance)
        gone = expire(machine)
        certified = machine.own_entry() is not None
    voice.say(f"{done.messages} new messages, {done.files} files; {done.others} letters were for others or cover.")
    if done.waiting:
        voice.say(f"{done.waiting} messages wait for files that have not all come; they may be in the next bundle.")
    if done.retired:
        voice.say(f"{done.retired} letters are locked to days whose keys are gone: yours or cover, nobody can tell.")
    if done.broken:
        voice.say(f"{done.broken} letters were damaged inside.")
    if gone:
        voice.say(f"{gone} messages were shown 90 days ago and have left the vault.")
    if not certified:
        voice.say("The admins have not certified this machine yet, so nobody can write to it.")
    voice.done(
        f"Bundles {', '.join(map(str, done.bundles))} are in the vault.",
        kept=f"Retired for good: the keys of {done.days_retired} days.",
        todo=f'"reporter inbox {vault}" shows what came; "reporter outbox {vault} {stick}" before the stick goes back.',
        **asdict(done),
        certified=certified,
    )


def _compared(voice: Voice, pin: bytes, *, yes: bool) -> bytes:
    """The newsroom's first root, once a person has compared its words; asked on the first bundle only."""
    from keys.stick.card import fingerprint

    _confirm(voice, f"This newsroom's words are: {fingerprint(pin)}. Did an admin read you the same words?", yes=yes)
    return pin


def _confirm(voice: Voice, question: str, *, yes: bool) -> None:
    if yes:
        voice.say(f"{question} Yes.")
    elif voice.as_json or not click.confirm(question, err=True):
        raise NotConfirmedError(question, todo='Look into it, then run the command again, with "--yes" if it is right')


@reporter.command()
@VAULT
@PASSPHRASE
@voiced("reporter")
def inbox(voice: Voice, vault: Path, passphrase_file: IO[str] | None) -> None:
    """List the conversations: name, state, day, words, files, what is due."""
    from keys.reporter.answers import waiting
    from keys.reporter.conversations import inbox as listed

    with _opened(vault, passphrase_file) as machine:
        lines, unsent = listed(machine), waiting(machine)
    if not voice.as_json:
        from rich import box
        from rich.console import Console
        from rich.table import Table

        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        for title in ("", "Name", "State", "Day", "Words", "Files", "Due"):
            table.add_column(title, justify="right" if title in ("", "Words", "Files") else "left")
        for line in lines:
            name = f"{line.name} (a second one of this name)" if line.twin else line.name
            files = f"{line.files}+" if line.waiting else str(line.files)
            due = "" if line.due is None else f"leaves in {max(line.due, 0)} days"
            table.add_row(str(line.number), name, line.state, day_text(line.day), str(line.words), files, due)
        Console().print(table)
    voice.done(
        f"{len(lines)} conversations, {sum(line.unread > 0 for line in lines)} with something unread; "
        f"{unsent} answers wait for the next outbox.",
        todo=f'"reporter read {vault} NAME" opens one.',
        conversations=[asdict(line) for line in lines],
    )


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
        messages = conversations.messages_of(machine, contact)
        answers = conversations.answers_to(machine, contact)
        conversations.mark_shown(machine, contact)
    if contact.twin:
        voice.say("Careful: somebody who also had a letter from this source, or who happens to have the same name.")
    for message in messages:
        readers = ", ".join(message.readers) or "nobody in particular"
        voice.say(f"\n{contact.pseudonym}, {day_text(message.day)} (says it went to {readers}):")
        voice.say(message.text if message.text is not None else "[has left the vault]")
        for file in message.files:
            how = f"cleaned of: {', '.join(file.removed) or 'nothing'}" if file.cleaned else "untouched"
            voice.say(f"  {file.name}  {file.size:,} bytes, {how}")
        if message.files_state == "waiting":
            voice.say("  Its files have not all come yet.")
        if message.files_state == "broken":
            voice.say("  Its files are damaged; ask for them again.")
    for answer in answers:
        when = "waits for the next outbox" if answer.closing is None else f"sealed after {day_text(answer.closing)}"
        voice.say(f"\nYou, {answer.state} ({when}): {answer.text}")
    voice.say()
    voice.done(
        f"This is all from {contact.pseudonym}.",
        todo=f'"reporter reply {vault} {contact.id}" answers; "reporter save {vault} {contact.id} --to DIR" copies the files.',
        name=contact.pseudonym,
        twin=contact.twin,
        messages=[asdict(message) for message in messages],
        answers=[asdict(answer) for answer in answers],
    )


@reporter.command()
@VAULT
@NAME
@click.option("--to", "folder", required=True, type=click.Path(file_okay=False, path_type=Path), help="A new folder.")
@PASSPHRASE
@voiced("reporter")
def save(voice: Voice, vault: Path, name: str, folder: Path, passphrase_file: IO[str] | None) -> None:
    """Copy NAME's texts and files out of the vault, unencrypted, into a folder."""
    from keys.reporter import conversations

    with _opened(vault, passphrase_file) as machine:
        contact = machine.contact(name)
        written = conversations.save(machine, contact, folder)
        conversations.mark_shown(machine, contact)
    voice.done(
        f"{len(written)} files are in {folder}, outside the vault.",
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

    with _opened(vault, passphrase_file) as machine:
        body, made = answers.make_outbox(machine, _today())
        answers.write_outbox(machine, body, stick)
        unsent = answers.waiting(machine)
    happened = (
        "The outbox is on the stick." if made else "The last outbox is on the stick again: no bundle has named it yet."
    )
    voice.done(
        happened,
        kept=f"{unsent} answers wait for a later trip." if unsent else None,
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
    """Keep NAME's texts and files in the vault beyond 90 days."""
    from keys.reporter import conversations

    with _opened(vault, passphrase_file) as machine:
        contact = machine.contact(name)
        conversations.keep(machine, contact, kept=not let_go)
    voice.done(
        f"{contact.pseudonym}'s messages " + ("leave the vault 90 days after they were shown." if let_go else "stay.")
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
    voice.done(f"{len(numbers)} conversations have these words.", found=numbers)


if __name__ == "__main__":
    reporter()
