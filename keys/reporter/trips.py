"""The verbs around the stick: a new vault, its card, receiving, the outbox."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from intake.voice import Voice, count, day_text, read_passphrase, voiced
from keys.reporter.command import PASSPHRASE, STICK, VAULT, YES, confirm, opened, reporter, today

if TYPE_CHECKING:
    from keys.reporter.receive import Received

_NOTHING_NEW = "Nothing was received."


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
    with opened(vault, passphrase_file) as machine:
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
    from keys.reporter.keydays import days_left, notices
    from keys.stick.layout import BUNDLES, stick_folder

    stick_folder(stick, BUNDLES)  # said before anybody types a passphrase
    with opened(vault, passphrase_file) as machine:
        bundles = receiving.new_bundles(machine, stick)
        pin = machine.pin or _compared(voice, receiving.newsroom_on(stick), yes=yes)
        for question in receiving.questions(machine, bundles, today()):
            confirm(voice, f"{question} Go on?", yes=yes)
        letters = sum(bundle.letter_count() for bundle in bundles)
        with voice.progress("Opening letters", letters) as advance:
            done = receiving.receive(machine, bundles, pin, advance)
        late, left = days_without_a_bundle(machine, today()), days_left(machine, today())
        told = notices(machine, vault, today())
        certified = machine.certified()
    _tell(voice, done)
    for line in told:
        voice.say(line)
    if not certified:
        voice.say("The admins have not certified this machine for today, so nobody can write to it.")
    one = len(done.bundles) == 1
    happened = f"Bundle{'' if one else 's'} {', '.join(map(str, done.bundles))} {'is' if one else 'are'} in the vault."
    voice.done(
        happened if done.bundles else _NOTHING_NEW if bundles else "Every bundle on this stick was received before.",
        kept=f"Retired for good: the keys of {count(done.days_retired, 'day')}."
        if done.days_retired
        else "No day was due to be retired.",
        todo=f'"reporter inbox {vault}" shows what came; "reporter outbox {vault} {stick}" before the stick goes back.',
        **asdict(done),
        certified=certified,
        days_without_a_bundle=late,
        key_days_left=left,
        notices=told,
    )


def _tell(voice: Voice, done: Received) -> None:
    """What a sitting brought, a sentence a fact."""
    if done.bundles:
        voice.say(
            f"{count(done.messages, 'new message')}, {count(done.files, 'file')}; "
            f"{count(done.others, 'letter was', 'letters were')} for others or cover."
        )
    facts = (
        (done.known, "letter was", "letters were", "in an earlier bundle already."),
        (done.again, "message was", "messages were", "sent again, and here already."),
        (
            done.waiting,
            "message waits",
            "messages wait",
            "for files that have not all come; the next bundle may have them.",
        ),
        (done.broken, "letter was", "letters were", "damaged inside; nothing else of it is known."),
        (
            done.revoked,
            "bundle was",
            "bundles were",
            "passed over: the admins took their courier's key away. The next courier carries again what lay on the server.",
        ),
        (done.gone, "message was", "messages were", "shown 90 days ago, and left the vault."),
    )
    for number, one, many, rest in facts:
        if number:
            voice.say(f"{count(number, one, many)} {rest}")
    for day, number in sorted(done.retired_on.items()):
        voice.say(
            f"{count(number, 'letter is', 'letters are')} locked to {day_text(day)}, whose key is gone: nobody can open "
            f"{'it' if number == 1 else 'them'} any more, and nobody can tell whether {'it was' if number == 1 else 'they were'} for you."
        )
    if done.retired_on:
        voice.say(
            'If you wait for a source, ask it to send again: by "reporter reply", which it finds with its code, or as '
            "your newsroom tells sources things in public."
        )


def _compared(voice: Voice, pin: bytes, *, yes: bool) -> bytes:
    """The newsroom's first root, once a person has compared its words; asked on the first bundle only."""
    from keys.stick.card import spoken

    confirm(voice, f"This newsroom's words are: {spoken(pin)}. Did an admin read you the same words?", yes=yes)
    return pin


@reporter.command()
@VAULT
@STICK
@PASSPHRASE
@voiced("reporter")
def outbox(voice: Voice, vault: Path, stick: Path, passphrase_file: IO[str] | None) -> None:
    """Seal answers and the keys of the days to come into one file of fixed size on STICK."""
    from keys.reporter import answers
    from keys.reporter.keydays import LOW_DAYS, days_left, too_few
    from keys.stick.layout import OUTBOXES, stick_folder

    stick_folder(stick, OUTBOXES, make=True)
    with opened(vault, passphrase_file) as machine:
        body, made = answers.make_outbox(machine, today())
        answers.write_outbox(machine, body, stick)
        unsent, left = answers.waiting(machine), days_left(machine, today())
        few = too_few(machine, today()) if left < LOW_DAYS else None
    if few is not None:
        voice.say(few)
    happened = (
        "The outbox is on the stick."
        if made
        else "The last outbox's answers are on the stick again, with today's keys: no bundle has named them yet."
    )
    voice.done(
        happened,
        kept=f"{count(unsent, 'answer waits', 'answers wait')} for a later trip." if unsent else None,
        todo="give the stick to the courier.",
        new=made,
        bytes=len(body),
        key_days_left=left,
        waiting=unsent,
    )
