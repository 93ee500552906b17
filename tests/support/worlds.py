"""Worlds in which transcripts play: each is a folder, told by the sentence after ``given:``.

The folder has ``airgap-ada`` and ``airgap-ben`` (vaults), ``courier`` (a courier's folder), ``stick``, and what the sentence
says; every passphrase is "the words of the test".
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path

from intake.protocol.letter import cover_letter
from intake.protocol.reply import State
from intake.protocol.source import Identity
from keys.courier.state import CourierFolder, Settings
from keys.reporter.answers import make_outbox, queue
from keys.reporter.contacts import backup_of, write_backup
from keys.reporter.machine import Machine
from keys.reporter.receive import new_bundles, receive
from tests.support.newsroom import CHEAP, OTHER_PASSPHRASE, PASSPHRASE, Newsroom, Source, attachment, sealed

World = Callable[[Path], AbstractContextManager[None]]
WORLDS: dict[str, World] = {}
KALLIOPE = Source(Identity(b"\x07" * 32))
"""Always the same source, so that transcripts can say its name."""


def world(sentence: str) -> Callable[[Callable[[Path], Iterator[None]]], World]:
    """Register a world."""

    def register(make: Callable[[Path], Iterator[None]]) -> World:
        WORLDS[sentence] = contextmanager(make)
        return WORLDS[sentence]

    return register


def laptop(newsroom: Newsroom, server: str = "http://127.0.0.1:9", token: str = "00" * 32) -> CourierFolder:
    """The courier's folder of a newsroom."""
    settings = Settings("Laptop", server, token, bytes(newsroom.courier.verify_key).hex())
    return CourierFolder.create(newsroom.folder / "courier", settings, bytes(newsroom.courier), PASSPHRASE, cost=CHEAP)


def tip(newsroom: Newsroom, text: str = "The bridge inspections were never made.\nAsk for the lists.") -> None:
    """A bundle with a text and two files on the stick."""
    outgoing, parcels = sealed(attachment(b"x" * 40_000, "photo-1.jpg"), attachment(b"y" * 900, "list-2.csv"))
    with newsroom.machine("Ada") as machine:
        handed, _ = make_outbox(machine, newsroom.today)
    newsroom.bundle(
        [newsroom.letter(KALLIOPE, text, outgoing=outgoing), newsroom.letter(KALLIOPE, text, "Ben")],
        parcels,
        outboxes=[handed],
    )


@world("an empty stick")
def _empty(folder: Path) -> Iterator[None]:
    Newsroom(folder)
    yield


@world("a stick with a tip")
def _tip(folder: Path) -> Iterator[None]:
    tip(Newsroom(folder))
    yield


@world("a stick with a tip, received")
def _received(folder: Path) -> Iterator[None]:
    newsroom = Newsroom(folder)
    tip(newsroom)
    newsroom.receive("Ada")
    yield


@world("a machine that the newsroom's directory names no more")
def _unlisted(folder: Path) -> Iterator[None]:
    newsroom = Newsroom(folder)
    tip(newsroom)
    newsroom.receive("Ada")
    ben = newsroom.listing.reporters[1]
    desks = tuple(replace(desk, reporters=(ben.reporter,)) for desk in newsroom.listing.desks)
    newsroom.sign_targets(replace(newsroom.listing, desks=desks, reporters=(ben,)))
    newsroom.bundle()
    newsroom.receive("Ada")
    yield


@world("a stick with a bundle missing")
def _gap(folder: Path) -> Iterator[None]:
    newsroom = Newsroom(folder)
    tip(newsroom)
    newsroom.receive("Ada")
    newsroom.bundle(number=3)
    yield


@world("a stick with a damaged bundle")
def _damaged(folder: Path) -> Iterator[None]:
    newsroom = Newsroom(folder)
    tip(newsroom)
    (letters,) = (folder / "stick" / "asterism" / "bundles").glob("*/letters")
    letters.write_bytes(letters.read_bytes()[:-1])
    yield


@world("a stick of another newsroom")
def _other(folder: Path) -> Iterator[None]:
    newsroom = Newsroom(folder)
    tip(newsroom)
    newsroom.receive("Ada")
    newsroom.write_newsroom()
    laptop(newsroom)
    from keys.courier.take import take_newsroom

    take_newsroom(CourierFolder(folder / "courier"), folder / "stick")
    shutil.rmtree(folder / "stick")
    other = Newsroom(folder / "other")
    other.bundle(number=9)
    other.write_newsroom()
    shutil.copytree(folder / "other" / "stick", folder / "stick")
    yield


@world("a stick with a link on it")
def _link(folder: Path) -> Iterator[None]:
    newsroom = Newsroom(folder)
    tip(newsroom)
    (letters,) = (folder / "stick" / "asterism" / "bundles").glob("*/letters")
    letters.unlink()
    letters.symlink_to("/etc/hostname")
    yield


@world("an answer that waits")
def _answered(folder: Path) -> Iterator[None]:
    newsroom = Newsroom(folder)
    tip(newsroom)
    with newsroom.machine("Ada") as machine:
        receive(machine, new_bundles(machine, newsroom.stick), newsroom.pin)
        queue(machine, machine.contact("1"), State.TELL_US_MORE, "Which bridge?")
    yield


@world("a machine that no bundle has reached for 25 days")
def _late(folder: Path) -> Iterator[None]:
    newsroom = Newsroom(folder)
    with newsroom.machine("Ada") as machine:
        machine.vault.day_keys.ensure(range(newsroom.today - 30, newsroom.today + 6))
    newsroom.bundle([newsroom.letter(KALLIOPE, "hello", day=newsroom.today - 25)], closing=newsroom.today - 25)
    newsroom.receive("Ada")
    old = newsroom.letter(KALLIOPE, "too late", day=newsroom.today - 20)
    newsroom.bundle([old, *(cover_letter(newsroom.today - 20) for _ in range(2))], closing=newsroom.today - 1)
    yield


@world("a new machine, and the contacts of the one before")
def _successor(folder: Path) -> Iterator[None]:
    """``backup``: Ada's contacts under "other words of the test"; ``second``: her new machine; Ben's is as it was."""
    newsroom = Newsroom(folder)
    tip(newsroom)
    newsroom.receive("Ada")
    newsroom.receive("Ben")
    with newsroom.machine("Ada") as machine:
        write_backup(folder / "backup", backup_of(machine), OTHER_PASSPHRASE, cost=CHEAP)
    with Machine.create(folder / "second", "Ada", 8, PASSPHRASE, cost=CHEAP) as machine:
        entry = newsroom.entry(machine)
    newsroom.sign_targets(replace(newsroom.listing, reporters=(*newsroom.listing.reporters, entry)))
    newsroom.bundle()
    with Machine.open(folder / "second", PASSPHRASE) as machine:
        receive(machine, new_bundles(machine, newsroom.stick)[-1:], newsroom.pin)
    ended = [
        replace(each, until=newsroom.today - 1) if each.name == "Ada" and each != entry else each
        for each in newsroom.listing.reporters
    ]
    newsroom.sign_targets(replace(newsroom.listing, reporters=tuple(ended)))
    newsroom.bundle()
    Machine.create(folder / "third", "Ada", 8, PASSPHRASE, cost=CHEAP).vault.close()
    (folder / "noise").write_bytes(os.urandom(500))
    yield


@world("a vault that another command has open")
def _open(folder: Path) -> Iterator[None]:
    with Newsroom(folder).machine("Ada"):
        yield
