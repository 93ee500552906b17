"""Worlds in which transcripts play: each is a folder, told by the sentence after ``given:``.

The folder has ``airgap-ada`` and ``airgap-ben`` (vaults), ``courier`` (a courier's folder), ``stick``, and what the sentence
says; every passphrase is "the words of the test".
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from intake.protocol.letter import cover_letter
from intake.protocol.reply import State
from intake.protocol.source import Identity
from keys.courier import client
from keys.courier.state import CourierFolder, Settings
from keys.reporter.answers import make_outbox, queue
from keys.reporter.contacts import backup_of, write_backup
from keys.reporter.evidence.export import Wish as EvidenceWish
from keys.reporter.evidence.export import export_evidence
from keys.reporter.machine import Machine
from keys.reporter.receive import new_bundles, receive
from keys.reporter.rendering.stream import MAGIC
from keys.reporter.sandbox import arguments, judgement
from keys.reporter.sandbox.arguments import Limits
from tests.corpus.document.mails import DOMAIN, SELECTOR, published_key
from tests.support import credentials
from tests.support.exhibits import contract, exhibits, photograph, refused
from tests.support.newsroom import CHEAP, OTHER_PASSPHRASE, PASSPHRASE, TODAY, Newsroom, Source, attachment, sealed
from tests.support.proxy import line_to
from tests.support.scripted import Says, scripted
from tests.support.server import init_server, running_server

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


@world("a tip with five files, received")
def _exhibits(folder: Path) -> Iterator[None]:
    newsroom = Newsroom(folder)
    text = (
        "Rahima Akter signed the list at 14:32. Ask RAHIMA, not Rahimabad's mayor. "
        + "The bridge was never looked at. " * 8
    )
    outgoing, parcels = sealed(*exhibits())
    newsroom.bundle([newsroom.letter(KALLIOPE, text, outgoing=outgoing)], parcels)
    newsroom.receive("Ada")
    yield


@world("a tip with files that are refused, received")
def _refused(folder: Path) -> Iterator[None]:
    newsroom = Newsroom(folder)
    outgoing, parcels = sealed(*refused())
    newsroom.bundle([newsroom.letter(KALLIOPE, "look", outgoing=outgoing)], parcels)
    newsroom.receive("Ada")
    yield


@world("evidence, and a copy that somebody changed")
def _evidence(folder: Path) -> Iterator[None]:
    """``evidence``; ``changed``: a bit, an entry of the record, a file added, one renamed; ``kept.jpg``: an original."""
    with WORLDS["a tip with five files, received"](folder):
        with Machine.open(folder / "airgap-ada", PASSPHRASE) as machine:
            contact, untouched = machine.contact("1"), EvidenceWish(untouched=True)
            export_evidence(machine, contact, folder / "evidence", untouched, TODAY)
        changed = shutil.copytree(folder / "evidence", folder / "changed")
        paper = changed / "data" / "untouched" / "3-file-3.pdf"
        paper.write_bytes(paper.read_bytes().replace(b"signed", b"sighed"))
        record = changed / "data" / "custody.jsonl"
        record.write_bytes(record.read_bytes().splitlines(keepends=True)[0])
        (changed / "data" / "new.txt").write_text("new")
        (changed / "data" / "received" / "1-photo-1.jpg").rename(changed / "data" / "received" / "1-photo.jpg")
        shutil.copy(folder / "evidence" / "data" / "untouched" / "2-photo-1.jpg", folder / "kept.jpg")
        (folder / "newer").write_bytes(b"{}")
        yield


@world("a tip with files that others have signed, received")
def _signed(folder: Path) -> Iterator[None]:
    """``record``: the DNS record of the mail's sender; ``roots``: of who signed the photographs; ``nothing``: no roots."""
    newsroom = Newsroom(folder)
    corpus = Path(__file__).parents[1] / "corpus"
    signed = [("document", "signed.eml"), ("document", "changed.eml"), ("pdf", "signed.pdf")]
    files = [attachment((corpus / group / "files" / name).read_bytes(), name) for group, name in signed]
    who = credentials.signatory()
    photo = credentials.signed(photograph(), "image/jpeg", who)
    changed = photo[:-30] + bytes([photo[-30] ^ 1]) + photo[-29:]
    files += [
        attachment(photo, "photo-4.jpg"),
        attachment(changed, "photo-5.jpg"),
        attachment(contract(), "file-6.docx"),
    ]
    outgoing, parcels = sealed(*files)
    newsroom.bundle([newsroom.letter(KALLIOPE, "look", outgoing=outgoing)], parcels)
    newsroom.receive()
    (folder / "roots").write_bytes(who.root)
    (folder / "nothing").write_bytes(b"no certificates")
    (folder / "record").write_bytes(published_key(f"{SELECTOR}._domainkey.{DOMAIN}.".encode()) or b"")
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


def taken_over(does: str) -> Callable[[Path], Iterator[None]]:
    """A tip with a file that has taken over its renderer in the sandbox; there it ``does`` this, in Python."""

    def make(folder: Path) -> Iterator[None]:
        newsroom = Newsroom(folder)
        outgoing, parcels = sealed(attachment(b"hostile", "file-1"))
        newsroom.bundle([newsroom.letter(KALLIOPE, "look", outgoing=outgoing)], parcels)
        newsroom.receive("Ada")
        code = f"import os, sys, time\nout = sys.stdout.buffer; out.write({MAGIC!r}); out.flush()\n{does}"
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(arguments, "WORKER", code)
            patch.setattr(arguments, "STANDARD", Limits(seconds=3, memory=100 << 20))
            yield

    return make


world("a file that talks nonsense out of its sandbox, received")(taken_over("out.write(b'nonsense')"))
world("a file that sleeps in its sandbox, received")(taken_over("time.sleep(60)"))
world("a file that takes memory in its sandbox, received")(taken_over("hog = b'x' * (1 << 28); time.sleep(60)"))
world("a file that kills its renderer, received")(taken_over("os.abort()"))


@world("a tip with a contract, a sound and a large file, on a machine with neither LibreOffice nor ffmpeg, received")
def _few_programs(folder: Path) -> Iterator[None]:
    """Inside the sandbox no program is found; and it has room for two megabytes, where a file of 1 GiB would take long."""
    newsroom = Newsroom(folder)
    files = [
        attachment(contract(), "file-1.docx"),
        attachment(credentials.sound(), "file-2.wav"),
        attachment(bytes(3 << 20), "file-3"),
    ]
    outgoing, parcels = sealed(*files)
    newsroom.bundle([newsroom.letter(KALLIOPE, "look", outgoing=outgoing)], parcels)
    newsroom.receive("Ada")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arguments, "WORKER", f"import os; os.environ['PATH'] = '/nowhere'\n{arguments.WORKER}")
        patch.setattr(arguments, "STANDARD", replace(arguments.STANDARD, files=2 << 20))
        patch.setattr(judgement, "LIMITS", replace(judgement.LIMITS, files=2 << 20))
        yield


@world("a tip with five files, received, and no bwrap here")
def _no_bwrap(folder: Path) -> Iterator[None]:
    with WORLDS["a tip with five files, received"](folder), pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(folder))
        yield


@world("a tip with five files, received, and a bwrap that this system does not let work")
def _weak_bwrap(folder: Path) -> Iterator[None]:
    with WORLDS["a tip with five files, received, and no bwrap here"](folder):
        (folder / "bwrap").write_text("#!/bin/sh\nexit 1\n")
        (folder / "bwrap").chmod(0o700)
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


@world("a courier before the first stick")
def _no_newsroom(folder: Path) -> Iterator[None]:
    laptop(Newsroom(folder))
    yield


@world("a courier whose server is away")
def _away(folder: Path) -> Iterator[None]:
    newsroom = Newsroom(folder)
    newsroom.write_newsroom()
    laptop(newsroom)
    yield


@world("a courier that the admins have not certified")
def _uncertified(folder: Path) -> Iterator[None]:
    newsroom = Newsroom(folder)
    newsroom.write_newsroom()
    newsroom.courier = type(newsroom.courier).generate()
    laptop(newsroom)
    yield


@world("a server whose date is three days ahead")
def _ahead(folder: Path) -> Iterator[None]:
    newsroom = Newsroom(folder)
    newsroom.write_newsroom()
    state = json.dumps({"day": newsroom.today + 3, "board": 0}).encode()
    with scripted([Says(body=state)]) as server:
        laptop(newsroom, server.address)
        yield


@world("a newsroom's server, before the first trip")
def _server(folder: Path) -> Iterator[None]:
    """Beside it couriers' folders ``cut`` (its line is cut once), ``other`` (another token); sticks ``small``, ``foreign``."""
    token = init_server(folder / "server")
    newsroom = Newsroom(folder)
    newsroom.write_newsroom()
    for name in newsroom.names:
        newsroom.outbox(name)
    stranger = Newsroom(folder / "elsewhere", names=("Eve",))
    stranger.outbox("Eve")
    shutil.copytree(stranger.stick, folder / "foreign")
    with ExitStack() as opened:
        server = opened.enter_context(running_server(folder / "server"))
        line = opened.enter_context(line_to(int(server.url.rpartition(":")[2])))
        laptop(newsroom, server.url, token)
        exchange = newsroom.exchange(newsroom.letter(KALLIOPE, "hello"), newsroom.letter(KALLIOPE, "hello", "Ben"))
        requests.post(f"{server.url}/letters", data=exchange, timeout=30).raise_for_status()
        for name, old, new in (("cut", server.url, line.address), ("other", token, "ef" * 32)):
            shutil.copytree(folder / "courier", folder / name)
            path = folder / name / "courier.json"
            path.write_text(path.read_text().replace(old, new))
        line.cuts_after = [2_000]
        opened.enter_context(pytest.MonkeyPatch.context()).setattr(client, "CUT_PAUSES_SECONDS", ())
        if os.geteuid() == 0:
            (folder / "small").mkdir()
            subprocess.run(["mount", "-t", "tmpfs", "-o", "size=30k", "tmpfs", str(folder / "small")], check=True)
            opened.callback(subprocess.run, ["umount", str(folder / "small")], check=True)
        else:
            pytest.skip("only root can mount a small file system")
        yield
