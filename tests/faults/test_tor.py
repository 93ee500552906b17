"""The whole way from a source to the server over a real onion service: deploy/torrc, deploy/nginx.conf, the server.

The browser is Firefox with Tor Browser's preferences: Tor Browser itself cannot be had from a package.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Error, Page, Playwright, expect

from intake.protocol import wire
from keys.ceremony.page import built_page, pin_page, read_page
from tests.browser import steps
from tests.corpus.corpus import ALL
from tests.support import sealed
from tests.support.browser import PHONE, Preferences, launched
from tests.support.newsroom import TODAY
from tests.support.nginx import Nginx, running_nginx
from tests.support.served import Served, served
from tests.support.tor import Onion, onion_service

SHARE = 12
SETTINGS = f'client_header = "X-Circuit"\nexchanges_per_client_ten_minutes = {SHARE}\n'
CANARY = "Canary7Q came by the night train"
ANSWER = "Thank you. Which night was it?"

SLOW_MS = 120_000  # an interpreter without JIT, on a busy machine, behind six circuits' hops
TRIES = 5

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
        founded = newsroom.newsroom
        founded.page = pin_page(read_page(built_page()), founded.pin)
        founded.sign_targets()
        founded.write_newsroom()
        newsroom.trip()
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


@contextmanager
def visitor(playwright: Playwright, preferences: Preferences) -> Iterator[Page]:
    """Firefox with an empty profile on a phone's screen, in no hurry."""
    with launched(playwright, "firefox", preferences) as browser:
        page = browser.new_page(viewport=PHONE, locale="en-US")
        page.set_default_timeout(SLOW_MS)
        yield page


def arrive(page: Page, onion: Onion, *screens: str) -> None:
    """Open the page, again when a circuit breaks, as a person would."""
    for attempt in range(1, TRIES + 1):
        try:
            page.goto(onion.address)
            steps.at(page, *screens)
        except Error:
            if attempt == TRIES:
                raise
        else:
            return


def test_a_browser_sends_a_photograph_over_tor_and_comes_back(
    world: World, playwright: Playwright, tmp_path: Path
) -> None:
    """As Tor Browser at "Safer": no JIT, no WebAssembly; the reader gets text and cleaned photograph; the source an answer."""
    with visitor(playwright, world.onion.tor_browser()) as page:
        arrive(page, world.onion, "start")
        assert page.evaluate("isSecureContext && typeof WebAssembly === 'undefined'")
        assert page.evaluate("location.hostname.endsWith('.onion') && location.protocol === 'http:'")
        steps.write(page, CANARY, [ALL["phone.jpg"]])
        expect(page.locator(".chip", has_text="place")).to_be_visible()
        numbers = steps.draw(page)
        name = page.inner_text("h1 .name")
        steps.prove(page, numbers)
        page.click(steps.MAIN)
        steps.at(page, "sent")

    newsroom = world.newsroom
    newsroom.carry_in()
    assert [message.text for message in newsroom.messages("Ada", name)] == [CANARY]
    photograph = next(newsroom.saved("Ada", name, tmp_path / "saved").rglob("photo-1.jpg")).read_bytes()
    assert photograph.startswith(b"\xff\xd8")
    assert b"Canary" not in photograph
    assert b"Canary" in ALL["phone.jpg"].read_bytes()
    newsroom.answer("Ada", name, ANSWER)
    newsroom.carry_out()

    with visitor(playwright, world.onion.tor_browser()) as page:
        arrive(page, world.onion, "start")
        steps.come_back(page, numbers)
        steps.at(page, "confirm")
        assert page.inner_text("h1 .name") == name
        page.click(steps.MAIN)
        steps.at(page, "thread")
        while page.locator(".ours").count() == 0:  # both readers' answers are there, and a look fetches one's
            page.click("main > .actions .main")
            steps.at(page, "thread")
        expect(page.locator(".ours .said")).to_have_text(ANSWER)
        expect(page.locator(".ours .state")).to_have_text("Ada is reading it.")


def test_a_browser_for_which_an_onion_is_no_secure_place_is_told_so(world: World, playwright: Playwright) -> None:
    """Firefox that was only pointed at Tor has no locks on an http onion: it is told where to go, and asked for nothing."""
    with visitor(playwright, world.onion.plain_firefox()) as page:
        arrive(page, world.onion, "trouble")
        assert not page.evaluate("isSecureContext")
        expect(page.locator("h1")).to_have_text("This browser can’t lock letters")
        expect(page.locator("main")).to_contain_text("Tor Browser")
        expect(page.locator("textarea, input")).to_have_count(0)


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
