"""More worlds in which transcripts play: a courier's laptop, its stick and its server."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import requests

from keys.courier import client
from tests.support.newsroom import Newsroom
from tests.support.proxy import line_to
from tests.support.scripted import Says, scripted
from tests.support.server import init_server, running_server
from tests.support.worlds import KALLIOPE, laptop, world


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
