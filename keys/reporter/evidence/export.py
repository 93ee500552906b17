"""The export: a new folder with what came, the talk, hashes and the custody record, signed by this machine's key."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from keys.reporter.conversations import mark_shown
from keys.reporter.custody import EXPORTED, canonical, chain, date_of, hashes
from keys.reporter.evidence import bag
from keys.reporter.evidence.errors import NotListedError
from keys.reporter.evidence.files import Exhibit, Exhibitor
from keys.reporter.evidence.proofs import NOTHING, Brought
from keys.reporter.evidence.talk import Veil, as_json, as_text, talk_of
from keys.reporter.filed import files_of
from keys.reporter.machine import Contact, Machine
from keys.reporter.newfolder import new_folder
from keys.reporter.sandbox.judgement import ready
from keys.stick.card import spoken

CHAIN_HEAD, CHAIN_LENGTH = "Custody-Head-SHA256", "Custody-Entries"


@dataclass(frozen=True, slots=True)
class Wish:
    """untouched: the source's originals too.  pseudonym: leave the working name in.  brought: to check proofs against."""

    untouched: bool = False
    pseudonym: bool = False
    brought: Brought = NOTHING


@dataclass(frozen=True, slots=True)
class Exported:
    """What is in the folder. taken: codes and pseudonyms that were taken out of texts and names.

    words: of the newsroom's pin, to read aloud.  until: the last day that the certificate holds; over: it is past.
    """

    exhibits: tuple[Exhibit, ...]
    entries: int
    taken: int
    pin: bytes
    words: str
    until: int
    over: bool


def export_evidence(
    machine: Machine,
    contact: Contact,
    folder: Path,
    wish: Wish,
    day: int,
    *,
    advance: Callable[[int], None] = lambda _files: None,
) -> Exported:
    """Write the bag into a new folder, which appears when it is whole.

    The export stands in the custody record before a byte is written, so one that was cut stands there too.

    Args:    day: this machine's own.
    Raises:  NotListedError; NotEmptyError; DamagedVaultError; OSError; NoSandboxError; BrokenSandboxError. Nothing stays of an export that did not end well.
    """
    newsroom, pin, directory = machine.newsroom(), machine.pin, machine.one("SELECT directory FROM machine")
    key = machine.signing_key
    listed = newsroom.reporter(machine.reporter) if newsroom else None
    if listed is None or pin is None or listed.verify_key != bytes(key.verify_key):
        raise NotListedError
    files = files_of(machine, contact)
    if files:
        ready()  # before anything is recorded: without a sandbox no file is opened
    leaving = [file for file in files if file.cleaned or wish.untouched]
    facts = {"purpose": "evidence", "sent": hashes(file.sent for file in leaving), "untouched": wish.untouched}
    veil = Veil(contact.pseudonym, shown=wish.pseudonym)
    with new_folder(folder, day) as making:
        mark_shown(machine, contact, EXPORTED, day, **facts)
        entries = chain(machine, contact.id)
        (making / bag.DATA).mkdir(mode=0o700)
        secrets = [] if wish.pseudonym else [contact.pseudonym]
        exhibitor = Exhibitor(machine, making, veil, secrets, untouched=wish.untouched, brought=wish.brought)
        exhibits = []
        for index, file in enumerate(files, 1):
            exhibits.append(exhibitor.write(file, index))
            advance(1)
        talk = talk_of(machine, contact, veil)
        bag.write_new(making / bag.TALK, as_json(talk.turns))
        bag.write_new(making / bag.TRANSCRIPT, as_text(talk.turns))
        bag.write_new(making / bag.HASHES, canonical([exhibit.as_json() for exhibit in exhibits]) + b"\n")
        bag.write_new(making / bag.CUSTODY, b"".join(entry + b"\n" for entry in entries))
        bag.close_bag(making, about(contact, wish, day, entries), bytes(directory))
        body = bag.signature((making / bag.TAG_MANIFEST).read_bytes(), key, machine.reporter, pin)
        bag.write_new(making / bag.SIGNATURE, body)
    over = not listed.takes_letters(day)
    return Exported(tuple(exhibits), len(entries), veil.taken, pin, spoken(pin), listed.until, over)


def about(contact: Contact, wish: Wish, day: int, entries: list[bytes]) -> dict[str, str]:
    """``bag-info.txt``: no time finer than a day, no name of a machine."""
    fields = {
        "External-Description": "A conversation with a source, kept as evidence (docs/evidence.md)",
        "Bagging-Date": date_of(day),
        CHAIN_LENGTH: str(len(entries)),
        CHAIN_HEAD: hashlib.sha256(entries[-1]).hexdigest(),
    }
    return {**fields, "External-Identifier": contact.pseudonym} if wish.pseudonym else fields
