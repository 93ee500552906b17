"""``--dry-run`` of every verb of ``courier``, against the real server: it says what the same command then does."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner

from intake.protocol import wire
from keys.courier.cli import courier
from keys.courier.publish import _NOTED, PENDING
from keys.courier.pull import PLAN
from keys.courier.state import CourierFolder
from tests.support.newsroom import PASSPHRASE
from tests.support.served import Served, served


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A newsroom after its first trip, for all tests of this module."""
    with served(tmp_path_factory.mktemp("world")) as made:
        yield made


@pytest.fixture
def world(running: Served) -> Served:
    """The same, its laptop as it is on the disk now."""
    running.laptop = CourierFolder(running.laptop.folder)
    return running


def tree(folder: Path) -> dict[str, str]:
    """The hash of every file, and of every folder the kind and the time at which its names changed last."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        if path.is_file()
        else f"folder {path.stat().st_mtime_ns}"
        for path in sorted(folder.rglob("*"))
    }


def everything(world: Served) -> tuple[dict[str, str], dict[str, str], list[str]]:
    """The laptop, the stick, and every row of the server's database."""
    (database,) = world.folder.glob("*.db")
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as rows:
        return tree(world.laptop.folder), tree(world.newsroom.stick), list(rows.iterdump())


def run(*arguments: object, code: int = 0) -> dict[str, Any]:
    """A command line with ``--json``, without a terminal; what it says."""
    done = CliRunner().invoke(courier, [*map(str, arguments), "--json"])
    assert done.exit_code == code, done.output
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def dry(world: Served, verb: str, *arguments: object, code: int = 0) -> dict[str, Any]:
    """A verb with ``--dry-run``: nothing anywhere is other than before."""
    before = everything(world)
    told = run(verb, *arguments, "--dry-run", code=code)
    assert everything(world) == before
    return told


def news(world: Served) -> None:
    """A letter on the server, and outboxes with an answer on the stick."""
    post(world, "hello")
    world.carry_in()
    world.outboxes()
    post(world, "hello again")


def post(world: Served, text: str) -> None:
    """A source writes to Ada."""
    newsroom = world.newsroom
    exchange = newsroom.exchange(newsroom.letter(newsroom.source(), text))
    assert requests.post(f"{world.url}/letters", data=exchange, timeout=30).status_code == 201


def covered(changed: set[str], said: list[str], passing: tuple[str, ...] = ()) -> bool:
    """Whether each file that changed was said, itself or by its folder; ``passing``: files that come and go."""
    return all(any(path == one or path.startswith(f"{one}/") for one in said) for path in changed) and all(
        one in passing or any(path == one or path.startswith(f"{one}/") for path in changed) for one in said
    )


def test_a_trip_does_what_its_dry_run_says(world: Served, tmp_path: Path) -> None:
    """Files here and on the stick, calls to the server, counters: as said; and the dry run itself changes nothing."""
    news(world)
    laptop, stick = world.laptop.folder, world.newsroom.stick
    told = dry(world, "sync", laptop, stick)
    assert told["dry_run"]
    assert told["outboxes_taken"] == told["outboxes_published"] == 2
    assert told["server"] == ["PUT /courier/publication", "GET /courier/list"]
    world.compact()
    before, files = CourierFolder(laptop), (tree(laptop), tree(stick))
    board = wire.parse_board(before.board() or b"").number
    (tmp_path / "words").write_text(PASSPHRASE)
    done = run("sync", laptop, stick, "--passphrase-file", tmp_path / "words")
    assert done["outboxes_published"] == told["outboxes_published"]
    after = CourierFolder(laptop)
    expected = {
        "snapshot": (before.state.snapshot, after.state.snapshot),
        "timestamp": (before.state.timestamp, after.state.timestamp),
        "bundle, if something is new": (before.state.bundle, after.state.bundle),
        "last bundle that every machine has": (before.state.dropped, after.state.dropped),
    }
    names = {world.newsroom.reporter_id(name).hex(): name for name in ("Ada", "Ben")}
    for machine, name in names.items():
        expected[f"last outbox of {name}"] = (before.state.taken[machine], after.state.taken[machine])
        for what, old, new in (
            (f"last bundle received by {name}", before.state.receipts, after.state.receipts),
            (f"closing day of {name}", before.state.closings, after.state.closings),
        ):
            if old.get(machine, 0) != new[machine]:
                expected[what] = (old.get(machine, 0), new[machine])
    expected["board"] = (board, wire.parse_board(after.board() or b"").number)
    assert {what: tuple(numbers) for what, numbers in told["counters"].items()} == expected
    changed = [
        {
            path
            for path in {*old, *new}
            if old.get(path) != new.get(path) and "folder" not in f"{old.get(path)}{new.get(path)}"
        }
        for old, new in zip(files, (tree(laptop), tree(stick)), strict=True)
    ]
    outboxes = tuple(path for path in told["laptop"] if path.startswith("outboxes/"))
    assert len(outboxes) == 2
    assert covered(changed[0], told["laptop"], (PENDING, *outboxes))
    new_bundle = f"asterism/bundles/{after.settings.verify_key[:16]}-{after.state.bundle:06}"
    assert covered(changed[1], [*told["stick"], new_bundle]), (
        "the new bundle is said in words: who knows if there is one?"
    )


def test_each_step_says_what_it_would_do(world: Served) -> None:
    """By itself each verb goes by what the ones before it have really done."""
    news(world)
    laptop, stick = world.laptop.folder, world.newsroom.stick
    assert dry(world, "take", laptop, stick)["outboxes_taken"] == 2
    assert dry(world, "publish", laptop)["outboxes_published"] == 0, "none is taken yet"
    assert dry(world, "pull", laptop)["server"] == ["GET /courier/list"]
    run("take", laptop, stick)
    assert dry(world, "publish", laptop)["outboxes_published"] == 2
    told = dry(world, "carry", laptop, stick)
    assert told["bundles_dropped"] == list(world.laptop.bundle_folders()), "every receipt has come"
    assert told["stick"], "and they leave the stick"
    assert dry(world, "card", laptop, stick)["stick"] == [
        f"asterism/cards/{world.laptop.settings.verify_key[:16]}.courier"
    ]
    told = dry(world, "new", laptop.with_name("other"), "--name", "Other", "--server", world.url, "--token", "00" * 32)
    assert told["laptop"] == [str(laptop.with_name("other"))]
    said = dry(world, "new", laptop, "--name", "Other", "--server", world.url, "--token", "00" * 32, code=1)
    assert said["error"] == "already-there"


def test_what_stops_a_trip_stops_its_dry_run(world: Served, tmp_path: Path) -> None:
    """A missing stick, a damaged bundle, another server's token: refused as the command itself refuses."""
    post(world, "nobody has received it yet")
    world.trip()
    laptop, last = world.laptop.folder, world.laptop.state.bundle
    assert dry(world, "sync", laptop, tmp_path / "nowhere", code=1)["error"] == "stick-missing"
    assert dry(world, "lost", laptop, last + 1, code=1)["error"] == "no-such-bundle"
    assert last in dry(world, "lost", laptop, last)["lost"]
    copy, other = tmp_path / "copy", tmp_path / "other"
    shutil.copytree(laptop, copy)
    other.mkdir()
    (copy / "bundles" / f"{last:06}" / "letters").write_bytes(b"damaged")
    assert dry(world, "carry", copy, other, code=1)["error"] == "bundle-lost"
    settings = (copy / "courier.json").read_text()
    (copy / "courier.json").write_text(settings.replace(world.token, "11" * 32))
    assert dry(world, "publish", copy, code=1)["error"] == "server-refused"
    assert not any(other.iterdir()), "no folder was made on the stick"


def test_what_an_earlier_run_left_is_said(world: Served, tmp_path: Path) -> None:
    """A publication that was signed and perhaps not sent goes first; a bundle that was begun is finished."""
    laptop = tmp_path / "copy"
    shutil.copytree(world.laptop.folder, laptop)
    files = {"board": world.laptop.board() or b""}
    files[_NOTED] = json.dumps({"snapshot": 70, "timestamp": 80, "published": []}).encode()
    (laptop / PENDING).write_bytes(wire.pack_files(files))
    before = tree(laptop)
    told = dry(world, "publish", laptop)
    assert tree(laptop) == before
    assert told["sends_again"]
    assert told["server"] == ["PUT /courier/publication"] * 2
    assert (told["counters"]["snapshot"][1], told["counters"]["timestamp"][1]) == (71, 81)
    (laptop / PENDING).unlink()
    begun = laptop / "bundles" / f"{world.laptop.state.bundle + 1:06}"
    begun.mkdir()
    plan = {"closing": 1, "letters": ["00" * 16], "parcels": [], "listed": ["00" * 16], "made_of": ""}
    (begun / PLAN).write_text(json.dumps(plan))
    told = dry(world, "pull", laptop)
    assert (told["letters"], told["parcels"], told["server"]) == (1, 0, [])
