"""More worlds in which transcripts play: couriers' laptops that are lost, replaced, damaged or copied."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
from nacl.signing import SigningKey

from intake.protocol import wire
from intake.protocol.board import sign_board
from keys.courier import client
from keys.courier.carry import carry
from keys.courier.publish import publish
from keys.courier.pull import pull
from keys.courier.state import CourierFolder
from keys.courier.take import take_newsroom
from keys.reporter.answers import make_outbox, write_outbox
from tests.support.newsroom import CHEAP, PASSPHRASE
from tests.support.served import Served, served
from tests.support.server import run
from tests.support.worlds import KALLIOPE, world


@contextmanager
def after_a_trip(folder: Path) -> Iterator[Served]:
    """A newsroom on a server, two readers, one letter to both in bundle 1; the laptop is in ``courier``."""
    with pytest.MonkeyPatch.context() as patch, served(folder) as made:
        patch.setattr(client, "CUT_PAUSES_SECONDS", ())
        newsroom = made.newsroom
        letters = [newsroom.letter(KALLIOPE, "hello", name) for name in ("Ada", "Ben")]
        requests.post(f"{made.url}/letters", data=newsroom.exchange(*letters), timeout=30).raise_for_status()
        made.trip()
        yield made


def second_laptop(made: Served, name: str = "second") -> CourierFolder:
    """Another courier's folder, its key certified in the place of the first one's."""
    newsroom, key = made.newsroom, SigningKey.generate()
    token = str(run("courier-token", str(made.folder), "--name", "Second")["token"])
    settings = replace(
        made.laptop.settings, name="Second", verify_key=bytes(key.verify_key).hex(), server=made.url, token=token
    )
    laptop = CourierFolder.create(newsroom.folder / name, settings, bytes(key), PASSPHRASE, cost=CHEAP)
    newsroom.sign_root([settings.own_key])
    newsroom.sign_targets(replace(newsroom.listing, couriers=(settings.own_key,)))
    newsroom.write_newsroom()
    return laptop


@world("a laptop that was lost, and another one certified in its place")
def _replaced(folder: Path) -> Iterator[None]:
    with after_a_trip(folder) as made:
        second_laptop(made)
        yield


@world("a stick with bundles of a laptop whose key was taken away, beside the next one's")
def _revoked(folder: Path) -> Iterator[None]:
    with after_a_trip(folder) as made:
        shutil.copytree(folder / "stick", folder / "old")
        laptop = second_laptop(made)
        stick, server, seed = folder / "stick", client.Server(laptop.settings), laptop.seed(PASSPHRASE)
        take_newsroom(laptop, stick)
        publish(laptop, server, seed, datetime.now(UTC))
        pull(laptop, server, seed, made.newsroom.today, lambda _bytes: None)
        carry(laptop, stick, made.newsroom.today, lambda _bytes: None)
        shutil.copytree(folder / "old" / "asterism" / "bundles", stick / "asterism" / "bundles", dirs_exist_ok=True)
        yield


@world("a server on which a thief has published")
def _thief(folder: Path) -> Iterator[None]:
    with after_a_trip(folder) as made:
        board = made.laptop.board()
        assert board is not None
        old = wire.parse_board(board)
        forged = sign_board(replace(old, number=old.number + 1), SigningKey.generate())
        client.Server(made.laptop.settings).publish({"board": forged})
        yield


@world("a bundle that is damaged on the laptop")
def _damaged(folder: Path) -> Iterator[None]:
    with after_a_trip(folder) as made:
        letters = made.laptop.bundle_folder(made.laptop.state.bundle) / "letters"
        letters.write_bytes(os.urandom(len(letters.read_bytes())))
        shutil.rmtree(folder / "stick" / "asterism" / "bundles")
        yield


@world("a courier's folder that was put back from a copy")
def _copied(folder: Path) -> Iterator[None]:
    with after_a_trip(folder) as made:
        shutil.copytree(folder / "courier", folder / "copy")
        made.newsroom.outbox("Ada")
        letter = made.newsroom.letter(KALLIOPE, "more")
        requests.post(f"{made.url}/letters", data=made.newsroom.exchange(letter), timeout=30).raise_for_status()
        made.carry_in()
        made.outboxes()
        shutil.rmtree(folder / "courier")
        (folder / "copy").rename(folder / "courier")
        yield


@world("readers whose outboxes are four weeks old")
def _old_keys(folder: Path) -> Iterator[None]:
    with served(folder, without=("Ada", "Ben")) as made:
        with made.newsroom.machine("Ada") as machine:
            body, _ = make_outbox(machine, made.newsroom.today - 28)
            write_outbox(machine, body, made.newsroom.stick)
        yield
