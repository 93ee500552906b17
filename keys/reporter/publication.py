"""The export for publication: transcript, copies and report in a new folder, in which nothing leads back to the source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from keys.reporter.conversations import answers_to, mark_shown, messages_of
from keys.reporter.custody import EXPORTED, hashes
from keys.reporter.errors import UnknownFileError
from keys.reporter.filed import files_of
from keys.reporter.machine import Contact, Machine
from keys.reporter.newfolder import new_folder
from keys.reporter.publishing.copies import Copier, Copy
from keys.reporter.publishing.redaction import Box
from keys.reporter.publishing.renaming import Person, Renamer
from keys.reporter.publishing.report import by_eye, report
from keys.reporter.publishing.transcript import Turn, write

TRANSCRIPT = "transcript.txt"
REPORT = "report.txt"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the reporter wants: persons to be renamed, boxes to be blacked out, everything as pixels or not."""

    persons: tuple[Person, ...] = ()
    boxes: tuple[Box, ...] = ()
    pixels: bool = False


@dataclass(frozen=True, slots=True)
class Renamed:
    """One person and the name drawn for them: for the reporter's eyes, in no file."""

    listed: str
    fresh: str
    times: int


@dataclass(frozen=True, slots=True)
class Published:
    """What was exported. ``by_eye``: sentences about what a person has to look at."""

    renamed: tuple[Renamed, ...]
    copies: tuple[Copy, ...]
    by_eye: tuple[str, ...]


def publish(
    machine: Machine,
    contact: Contact,
    folder: Path,
    wish: Wish,
    day: int,
    *,
    advance: Callable[[int], None] = lambda _files: None,
) -> Published:
    """Write the export into a new folder, which appears when it is whole.

    Args:    day: that all files are dated.
    Raises:  NotEmptyError; UnknownFileError, BadBoxError: of a box; NoSandboxError: a file has to be drawn, and cannot
             be; DamagedVaultError; OSError. Nothing stays of an export that did not end well.
    """
    files = files_of(machine, contact)
    if not {box.file for box in wish.boxes} <= {file.name for file in files}:
        raise UnknownFileError
    turns = _turns(machine, contact)
    source = _source(contact)
    persons = (source, *wish.persons)
    renamer = Renamer(persons, [turn.text for turn in turns if turn.text is not None])
    transcript = write(turns, renamer, renamer.fresh[0])
    with new_folder(folder, day) as making:
        secrets = _secrets(contact, wish.persons)
        copier = Copier(machine, making, boxes=wish.boxes, secrets=secrets, pixels=wish.pixels)
        copies = []
        for index, file in enumerate(files, 1):
            copies.append(copier.copy(file, index))
            advance(1)
        places = sum(renamer.times.values())
        _write(making / TRANSCRIPT, transcript.text)
        _write(making / REPORT, report(transcript, len(persons), places, copies))
        left = [file.sent for file, copy in zip(files, copies, strict=True) if copy.names]
        mark_shown(machine, contact, EXPORTED, day, purpose="publication", sent=hashes(left))
    renamed = zip(persons, renamer.fresh, range(len(persons)), strict=True)
    return Published(
        tuple(Renamed(person.listed, fresh, renamer.times[number]) for person, fresh, number in renamed),
        tuple(copies),
        tuple(by_eye(transcript, copies)),
    )


def _turns(machine: Machine, contact: Contact) -> list[Turn]:
    """What both sides have said; an answer that was not sealed yet was never said."""
    theirs = [Turn(message.day, ours=False, text=message.text) for message in messages_of(machine, contact)]
    answers = answers_to(machine, contact)
    return theirs + [
        Turn(answer.closing, ours=True, text=answer.text)
        for answer in answers
        if answer.closing is not None and answer.text != ""
    ]


def _source(contact: Contact) -> Person:
    """The working pseudonym, whole, written together, and its given name alone; its second word is a common one."""
    given, _, word = contact.pseudonym.partition(" ")
    forms = (contact.pseudonym, given, given + word)
    return Person(contact.pseudonym, Person.listed_as(" / ".join(forms)).forms)


def _secrets(contact: Contact, persons: Sequence[Person]) -> list[str]:
    """What the bytes of a cleaned file are searched for."""
    listed = [form.strip() for person in persons for form in person.listed.split("/")]
    return [contact.pseudonym, *listed]


def _write(path: Path, text: str) -> None:
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
