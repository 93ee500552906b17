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
from pathlib import Path

import pytest
import requests

from intake.protocol.reply import State
from intake.protocol.source import Identity
from keys.courier import client
from keys.courier.state import CourierFolder, Settings
from keys.reporter.answers import queue
from keys.reporter.receive import new_bundles, receive
from tests.support.newsroom import CHEAP, PASSPHRASE, Newsroom, Source, attachment, sealed
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
    newsroom.bundle(
        [newsroom.letter(KALLIOPE, text, outgoing=outgoing), newsroom.letter(KALLIOPE, text, "Ben")], parcels
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
    state = json.dumps({"day": newsroom.today + 3}).encode()
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
