"""The whole way from a source to the server over a real onion service: deploy/torrc, deploy/nginx.conf, the server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from intake.protocol import wire
from tests.support import sealed
from tests.support.newsroom import TODAY
from tests.support.nginx import Nginx, running_nginx
from tests.support.served import Served, served
from tests.support.tor import Onion, onion_service

SHARE = 6
SETTINGS = f'client_header = "X-Circuit"\nexchanges_per_client_ten_minutes = {SHARE}\n'
CANARY = "Canary7Q came by the night train"

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]


@dataclass(frozen=True, slots=True)
class World:
    """What stands between a source and a reader."""

    newsroom: Served
    nginx: Nginx
    onion: Onion
    folder: Path


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A newsroom that has published, behind nginx, behind Tor."""
    folder = tmp_path_factory.mktemp("onion")
    with (
        served(folder, settings=SETTINGS) as newsroom,
        running_nginx(folder / "nginx", newsroom.url) as nginx,
        onion_service(folder / "tor", nginx.port) as onion,
    ):
        yield World(newsroom, nginx, onion, folder)


def post(onion: Onion, circuit: str) -> int:
    """One exchange through a circuit of this name."""
    address, proxies = f"{onion.address}/letters", {"http": onion.proxy(circuit)}
    return requests.post(address, sealed.exchange(TODAY), proxies=proxies, timeout=60).status_code


def test_tip_writes_through_the_onion_service_and_a_reader_gets_it(world: World) -> None:
    """The real command, its names looked up by Tor; the text arrives whole."""
    text = world.folder / "text"
    text.write_text(CANARY, encoding="utf-8")
    where = [world.onion.address, "--pin", world.newsroom.pin, "--proxy", world.onion.proxy()]
    command = [str(Path(sys.executable).with_name("tip")), "send", *where, "--text", str(text), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    world.newsroom.carry_in()
    messages = world.newsroom.messages("Ada", json.loads(done.stdout)["pseudonym"])
    assert [message.text for message in messages] == [CANARY]


def test_a_circuit_that_floods_slows_only_itself(world: World) -> None:
    """Its share, then 429, while another circuit's first exchange is taken."""
    assert [post(world.onion, "flood") for _ in range(SHARE + 2)] == [201] * SHARE + [429] * 2
    assert post(world.onion, "other") == 201


def test_a_parcel_goes_up_whole(world: World) -> None:
    """64 KiB through Tor, nginx and the server; the same again is there already."""
    proxies = {"http": world.onion.proxy("parcel")}
    address, parcel = f"{world.onion.address}/parcels/{os.urandom(wire.ID_SIZE).hex()}", sealed.parcel()
    answers = [requests.put(address, parcel, proxies=proxies, timeout=60) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]


def test_nothing_was_written_about_anybody(world: World) -> None:
    """The server and nginx said nothing at all; tor names neither paths nor circuits; no file has the text."""
    assert world.newsroom.server.output.read_bytes() == b""
    assert (world.folder / "nginx" / "output.txt").read_bytes() == b""
    log = world.onion.log.read_text(encoding="utf-8")
    assert log
    assert not [word for word in ("fc00", "letters", "parcels", "rendezvous circuit") if word in log]
    for pid in (*world.newsroom.server.pids, *world.nginx.pids):
        peers = subprocess.run(["ss", "-Htnp"], capture_output=True, text=True, check=True).stdout
        mine = [line.split() for line in peers.splitlines() if f"pid={pid}," in line]
        assert all(line[4].startswith(("127.0.0.1:", "[::1]:")) for line in mine)
