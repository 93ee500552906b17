"""Receiving: every letter of a bundle opened into the vault first, and only then the days that it closes retired."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from intake.protocol import wire
from intake.protocol.directory import Directory, root_sha256, unpack_bundle
from intake.protocol.errors import BrokenLetterError, ProtocolError, RetiredDayError, RollbackError, UnknownSuiteError
from intake.protocol.letter import Opened, open_letter
from intake.protocol.pseudonym import pseudonym
from intake.protocol.suite import Opener, UnusableKeyError, seal
from keys.reporter.answers import note_published
from keys.reporter.custody import record_received
from keys.reporter.errors import ForeignNewsroomError, NothingNewError
from keys.reporter.forget import settle
from keys.reporter.machine import Machine
from keys.reporter.parcels import collect
from keys.signing import couriers_ever
from keys.stick.bundle import Bundle, bundles_on
from keys.stick.errors import BundleOrderError, StickError

ASK_WHEN_DAYS_AHEAD = 35
ASK_WHEN_DAYS_OFF = 2


@dataclass(slots=True)
class Received:
    """What a sitting brought: counts only, since names are the inbox's.

    again: messages that were here already.  others: letters of other readers, and cover.  retired: of days whose keys are
    gone, so nobody can tell whose; retired_on: how many of which day.  waiting: messages whose files have not all come.
    gone: messages that left the vault.  known: letters that an earlier bundle, perhaps another courier's, brought.  revoked: bundles of couriers whose key the admins took away.
    """

    bundles: list[int] = field(default_factory=list)
    messages: int = 0
    again: int = 0
    others: int = 0
    broken: int = 0
    retired: int = 0
    retired_on: dict[int, int] = field(default_factory=dict)
    files: int = 0
    waiting: int = 0
    days_retired: int = 0
    gone: int = 0
    revoked: int = 0
    known: int = 0


def newsroom_on(stick: Path) -> bytes:
    """SHA-256 of the first root that the stick's bundles start from, for a person to compare.

    Raises:  StickMissingError, ForeignStickError, BrokenBundleError, NothingNewError: no whole bundle.
    """
    for bundle in bundles_on(stick):
        metadata, _ = unpack_bundle(bundle.directory())
        return root_sha256(metadata.get("1.root.json", b""))
    raise NothingNewError("There is no bundle on this stick")


def new_bundles(machine: Machine, stick: Path) -> list[Bundle]:
    """The bundles on the stick that were not received yet: each courier's in order, the earliest closing day first.

    So a letter that only one of two couriers carries is opened before the other's closing day retires its key.

    Raises:  StickMissingError, ForeignStickError, BrokenBundleError; BundleOrderError: one is missing between.
    """
    last: dict[bytes, int] = {
        bytes(courier): number
        for courier, number in machine.rows("SELECT courier, max(number) FROM bundles GROUP BY courier")
    }
    revoked = _revoked(machine)
    closings: dict[bytes, int] = {}
    found = []
    for bundle in bundles_on(stick):
        courier, number = bundle.manifest.courier, bundle.manifest.number
        if number <= last.get(courier, 0):
            continue
        before = last.get(courier, number - 1)  # the first bundle of a courier may bear any number
        missing = next((each for each in range(before + 1, number) if each not in bundle.manifest.lost), None)
        if missing is not None and courier not in revoked:
            raise BundleOrderError(f"Bundle {missing} is missing between the last one received here and {number}")
        last[courier] = number
        closings[courier] = max(bundle.manifest.closing, closings.get(courier, 0))
        found.append((closings[courier], bundle))
    return [bundle for _, bundle in sorted(found, key=lambda each: each[0])]


def questions(machine: Machine, bundles: list[Bundle], today: int) -> list[str]:
    """What a person has to confirm before these bundles may retire days: sentences, none when all is as expected.

    Args:    today: the machine's own day, which decides nothing but may raise a doubt.
    """
    revoked = _revoked(machine)
    closings = [bundle.manifest.closing for bundle in bundles if bundle.manifest.courier not in revoked]
    if not closings:
        return []
    closing, before = max(closings), machine.closing
    asked = []
    if before and closing > before + ASK_WHEN_DAYS_AHEAD:
        asked.append(f"This bundle closes {closing - before} days after the last one received here.")
    if abs(closing - today) > ASK_WHEN_DAYS_OFF:
        asked.append(f"This bundle's closing day and this machine's clock are {abs(closing - today)} days apart.")
    return asked


def _revoked(machine: Machine) -> set[bytes]:
    """The couriers that the admins named once and have taken away, by the newest directory known here."""
    known, body = machine.known_directory(), machine.one("SELECT directory FROM machine")
    return couriers_ever(unpack_bundle(bytes(body))[0]) - set(known.newsroom.couriers) if known else set()


def receive(
    machine: Machine, bundles: list[Bundle], pin: bytes, advance: Callable[[int], None] = lambda _letters: None
) -> Received:
    """Import bundles in order, none is fine too; each is checked whole before anything in it is believed.

    A run that was killed anywhere is just run again.

    Args:    pin: SHA-256 of root version 1, as a person compared it.  advance: told the letters as they are opened.
    Raises:  BrokenBundleError, ForeignNewsroomError, DirectoryError. What was imported before stays imported.
    """
    done = Received()
    _settle(machine, done)  # what a run that was killed may have left to do
    _learn(machine, bundles, pin)
    for bundle in bundles:
        directory, untrusted = _directory(machine, bundle, pin)
        if bundle.manifest.courier in _revoked(machine):
            done.revoked += 1  # whoever has that key now may not close a day; the next courier carries it all again
            continue
        bundle.check(directory.newsroom.couriers)
        _import(machine, bundle, directory, untrusted, done, advance)
        done.bundles.append(bundle.manifest.number)
        _settle(machine, done)
    done.waiting = int(machine.one("SELECT count(*) FROM messages WHERE arrived = 0"))
    return done


def _learn(machine: Machine, bundles: list[Bundle], pin: bytes) -> None:
    """Know the newest directory on the stick before anything is imported: a courier taken away in it closes no day."""
    for bundle in bundles:
        with suppress(ProtocolError, StickError, ForeignNewsroomError):  # told when that bundle's turn comes
            directory, untrusted = _directory(machine, bundle, pin)
            if untrusted is not None:
                machine.keep_directory(untrusted, directory)


def _settle(machine: Machine, done: Received) -> None:
    gone = settle(machine)
    done.days_retired += gone.days
    done.gone += gone.messages


def _directory(machine: Machine, bundle: Bundle, pin: bytes) -> tuple[Directory, bytes | None]:
    """The newest directory known with this bundle, and its bytes when it is the bundle's own.

    A bundle that was made before one received already carries an older directory, which changes nothing here.
    """
    untrusted = bundle.directory()
    metadata, _ = unpack_bundle(untrusted)
    if root_sha256(metadata.get("1.root.json", b"")) != pin:
        raise ForeignNewsroomError
    try:
        return machine.read_directory(untrusted, pin), untrusted
    except RollbackError:
        known = machine.known_directory()
        if known is None:
            raise
        return known, None


def _import(
    machine: Machine,
    bundle: Bundle,
    directory: Directory,
    untrusted: bytes | None,
    done: Received,
    advance: Callable[[int], None],
) -> None:
    manifest = bundle.manifest
    closing = max(manifest.closing, machine.closing)
    with machine.vault.transaction() as database:
        _letters(machine, bundle, closing, done, advance)
        done.files += collect(machine, bundle)
        record_received(machine, closing)
        database.execute(
            "INSERT INTO bundles (courier, number, closing) VALUES (?, ?, ?)",
            (manifest.courier, manifest.number, manifest.closing),
        )
        if untrusted is not None:
            machine.keep_directory(untrusted, directory)
        machine.set(closing=closing)
        note_published(machine, manifest.outboxes)


def _letters(machine: Machine, bundle: Bundle, closing: int, done: Received, advance: Callable[[int], None]) -> None:
    reporter = machine.reporter

    @functools.cache
    def opener(day: int) -> Opener | None:
        seed = machine.vault.day_keys.seed_of(day)
        return None if seed is None else Opener(seed)

    for letter in bundle.letters():
        advance(1)
        found = (wire.object_id(letter), closing)
        machine.vault.database.execute("INSERT OR IGNORE INTO carried (letter, closing) VALUES (?, ?)", found)
        if not machine.vault.database.changes():
            done.known += 1
            continue
        try:
            opened = open_letter(letter, reporter, opener)
        except RetiredDayError:
            if wire.letter_day(letter) <= machine.vault.day_keys.retired:
                done.retired += 1
                day = wire.letter_day(letter)
                done.retired_on[day] = done.retired_on.get(day, 0) + 1
            else:
                done.others += 1  # no key of ours was ever published for this day
        except (BrokenLetterError, UnknownSuiteError):
            done.broken += 1
        else:
            if opened is None:
                done.others += 1
            elif not _answerable(opened.reply_key):
                done.broken += 1
            else:
                _store(machine, opened, wire.letter_day(letter), closing, done)


def _answerable(reply_key: bytes) -> bool:
    """Whether anything can be sealed to this key: found out now, so that no letter can spoil a later outbox."""
    try:
        seal(b"", reply_key, b"")
    except UnusableKeyError:
        return False
    return True


def _store(machine: Machine, opened: Opened, day: int, closing: int, done: Received) -> None:
    contact = _contact_of(machine, opened)
    content = opened.content
    stream = None if content.stream is None else json.dumps(content.stream.as_json())
    if machine.one("SELECT 1 FROM messages WHERE contact = ? AND tip = ?", (contact, opened.tip)):
        done.again += 1
        return
    stated = json.dumps([reporter.hex() for reporter in content.to])
    database = machine.vault.database
    database.execute(
        "INSERT INTO messages (contact, tip, day, received, text, words, stated, stream, arrived)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (contact, opened.tip, day, closing, content.text, len(content.text.split()), stated, stream, stream is None),
    )
    database.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (database.last_insert_rowid(), content.text))
    done.messages += 1


def _contact_of(machine: Machine, opened: Opened) -> int:
    """The contact with this pair key, made when it is new; a known name under a new pair key is marked.

    The name is made of the reply key, so whoever has a known reply key has a known name.
    """
    found = machine.one("SELECT id FROM contacts WHERE pair = ?", (opened.pair,))
    if found is not None:
        return int(found)
    name = pseudonym(opened.reply_key)
    twin = machine.one("SELECT 1 FROM contacts WHERE pseudonym = ?", (name,))
    database = machine.vault.database
    database.execute(
        "INSERT INTO contacts (pair, reply_key, pseudonym, twin) VALUES (?, ?, ?, ?)",
        (opened.pair, opened.reply_key, name, twin is not None),
    )
    return database.last_insert_rowid()
