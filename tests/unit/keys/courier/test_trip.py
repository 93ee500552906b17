"""A courier's trips against the real server: what is published, pulled and carried, and when a bundle may go."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from nacl.signing import SigningKey

from intake.protocol import wire
from intake.protocol.board import open_board
from intake.protocol.directory import open_directory
from intake.protocol.errors import ExpiredDirectoryError
from keys.courier.carry import carry
from keys.courier.client import Now, Server
from keys.courier.errors import CourierClockError, NoNewsroomError, ServerRefusedError, UncertifiedError
from keys.courier.publish import _board_files, last_days, publish
from keys.courier.published import Published
from keys.courier.pull import pull
from keys.courier.state import CourierFolder
from keys.courier.take import take_newsroom
from keys.stick.bundle import Bundle, bundles_on
from keys.stick.errors import StickFullError, StickMissingError
from tests.support.newsroom import CHEAP, PASSPHRASE, Newsroom, sealed
from tests.support.newsroom import attachment as file_of
from tests.support.served import Served, served


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A newsroom after its first trip; the tests of this module make further ones."""
    with served(tmp_path_factory.mktemp("world")) as made:
        yield made


def board(world: Served) -> wire.Board:
    """What the server publishes."""
    return open_board(requests.get(f"{world.url}/board", timeout=30).content, world.newsroom.listing.couriers)


def post(world: Served, text: str = "hello") -> bytes:
    """A source writes to Ada; the exchange."""
    newsroom = world.newsroom
    exchange = newsroom.exchange(newsroom.letter(newsroom.source(), text))
    assert requests.post(f"{world.url}/letters", data=exchange, timeout=30).status_code == 201
    return exchange


def carried(world: Served) -> list[int]:
    """The numbers of the bundles on the stick."""
    return [bundle.manifest.number for bundle in bundles_on(world.newsroom.stick)]


def test_the_first_trip_opens_the_newsroom(world: Served) -> None:
    """The board has a section of both machines' replies, today's keys are there, the directory opens from its pin."""
    sections = board(world).sections
    assert sum(section.groups for section in sections) >= 2
    directory = open_directory(
        requests.get(f"{world.url}/directory/bundle.json", timeout=30).content, world.newsroom.pin, datetime.now(UTC)
    )
    until = directory.timestamp_until
    assert (until.hour, until.minute, until.second) == (0, 0, 0), "the hour of a trip is nobody's business"
    assert timedelta(days=7) <= until - datetime.now(UTC) <= timedelta(days=8)
    keys = wire.split_key_records(requests.get(f"{world.url}/keys/now", timeout=30).content)
    assert set(keys) == {world.newsroom.reporter_id(name) for name in ("Ada", "Ben")}
    last = world.newsroom.today + 35
    assert last_days(world.laptop, world.newsroom.today) == [("Ada", last), ("Ben", last)]


def test_a_trip_with_nothing_new_makes_no_section_and_no_bundle(world: Served) -> None:
    """Two trips a day are as good as one; only the signatures are fresh."""
    world.trip()
    before, numbers = board(world), carried(world)
    world.trip()
    after = board(world)
    assert (after.sections, after.number) == (before.sections, before.number + 1)
    assert carried(world) == numbers


def test_a_bundle_stays_until_every_machine_has_a_receipt_for_it(world: Served) -> None:
    """Then it leaves the laptop and the stick; a receipt stands for all before it."""
    post(world)
    world.trip()
    newest = world.laptop.state.bundle
    world.receive("Ada")
    world.carry_out()
    assert newest in carried(world), "Ben has not received it"
    world.receive("Ben")
    for _ in range(3):  # an outbox stays the same until a bundle names it, which may take a trip
        world.carry_out()
        world.receive("Ada")
        world.receive("Ben")
    assert newest not in carried(world)
    assert newest not in world.laptop.bundle_folders()


def test_a_machine_whose_certificate_ended_long_ago_is_not_waited_for(
    newsroom: Newsroom, courier: CourierFolder
) -> None:
    """A machine that is gone for good does not keep every bundle for ever; one that ended lately is waited for."""
    courier.state.bundle = 1
    shutil.copytree(newsroom.bundle(number=1), courier.bundle_folder(1))
    courier.state.receipts = {newsroom.reporter_id("Ada").hex(): 1}
    ada, ben = newsroom.listing.reporters
    for ended, gone in ((10, False), (31, True)):
        newsroom.sign_targets(replace(newsroom.listing, reporters=(ada, replace(ben, until=newsroom.today - ended))))
        newsroom.write_newsroom()
        take_newsroom(courier, newsroom.stick)
        carry(courier, newsroom.stick, newsroom.today, lambda _bytes: None)
        assert courier.bundle_folder(1).is_dir() is not gone


def test_a_damaged_bundle_on_the_stick_is_written_again(world: Served) -> None:
    """The next carrying looks at every byte, not at the manifest alone."""
    post(world)
    world.trip()
    bundle = bundles_on(world.newsroom.stick)[-1]
    letters = bundle.folder / "letters"
    body = letters.read_bytes()
    letters.write_bytes(body[:-1] + bytes([body[-1] ^ 1]))
    assert not bundle.whole()
    carry(world.laptop, world.newsroom.stick, world.newsroom.today, lambda _bytes: None)
    assert letters.read_bytes() == body


def test_links_in_a_bundles_place_are_replaced_unfollowed(world: Served, tmp_path: Path) -> None:
    """The laptop's own files are neither overwritten nor removed."""
    post(world)
    world.trip()
    bundle = bundles_on(world.newsroom.stick)[-1]
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "letters").write_text("mine")
    shutil.rmtree(bundle.folder)
    bundle.folder.symlink_to(tmp_path / "own")
    (bundle.folder.parent / f"{bundle.folder.name[:16]}-999999").symlink_to(tmp_path / "own")
    carry(world.laptop, world.newsroom.stick, world.newsroom.today, lambda _bytes: None)
    assert (tmp_path / "own" / "letters").read_text() == "mine"
    assert bundles_on(world.newsroom.stick)[-1].whole()


def test_nothing_is_signed_by_a_clock_that_is_wrong(world: Served) -> None:
    """Neither a board nor a timestamp nor a closing day: none of them could be taken back."""
    before, state, seed = board(world), replace(world.laptop.state), bytes(world.newsroom.courier)
    server = Server(world.laptop.settings)
    for days in (-2, 2, 400):
        with pytest.raises(CourierClockError):
            publish(world.laptop, server, seed, datetime.now(UTC) + timedelta(days=days))
    post(world)
    world.compact()
    with pytest.raises(CourierClockError):
        pull(world.laptop, server, seed, world.newsroom.today + 3, lambda _bytes: None)
    assert (board(world), world.laptop.state) == (before, state)


def test_only_what_a_source_would_accept_is_published(world: Served) -> None:
    """Targets that have run out are refused here, and the server keeps what it had."""
    before = board(world)
    from keys.courier import publish as module

    class Late(Server):
        def state(self) -> Now:
            return Now(world.newsroom.today + 200, super().state().board)

    with pytest.raises(ExpiredDirectoryError):
        module.publish(
            world.laptop,
            Late(world.laptop.settings),
            bytes(world.newsroom.courier),
            datetime.now(UTC) + timedelta(days=200),
        )
    assert board(world) == before


def test_a_courier_that_the_newsroom_does_not_name_signs_nothing(world: Served, tmp_path: Path) -> None:
    """It is told to bring its card to the admins; before any newsroom, to bring a stick."""
    key = SigningKey.generate()
    settings = replace(world.laptop.settings, verify_key=bytes(key.verify_key).hex())
    laptop = CourierFolder.create(tmp_path / "courier", settings, bytes(key), PASSPHRASE, cost=CHEAP)
    with pytest.raises(NoNewsroomError):
        publish(laptop, Server(settings), bytes(key), datetime.now(UTC))
    take_newsroom(laptop, world.newsroom.stick)
    with pytest.raises(UncertifiedError):
        publish(laptop, Server(settings), bytes(key), datetime.now(UTC))
    with pytest.raises(NoNewsroomError, match="no-newsroom"):
        pull(laptop, Server(settings), bytes(key), world.newsroom.today, lambda _bytes: None)


def test_another_token_is_told(world: Served) -> None:
    """To a stranger the courier's addresses do not exist."""
    with pytest.raises(ServerRefusedError) as refused:
        Server(replace(world.laptop.settings, token="ef" * 32)).listing()
    assert "token" in refused.value.happened


def test_the_board_never_has_fewer_than_two_groups(newsroom: Newsroom, courier: CourierFolder) -> None:
    """Also when the last section is older than 120 days and nobody has answered: cover fills it up."""
    take_newsroom(courier, newsroom.stick)
    today, numbers = newsroom.today, []
    before = Published(None, 0, 0, {}, 0, 0)
    for day in (today, today, today + 60, today + 121, today + 400):
        files = _board_files(courier, newsroom.courier, day, before, [])
        made = open_board(files["board"], newsroom.listing.couriers)
        before = replace(before, board=made, number=made.number, section=max(each.number for each in made.sections))
        assert sum(section.groups for section in made.sections) >= 2
        groups = {f"groups/{section.number}/{group}" for section in made.sections for group in range(section.groups)}
        assert set(files) - {"board"} <= groups
        numbers.append([section.number for section in made.sections])
    assert numbers == [[1], [1], [1], [2], [3]], "a section's number is never used again"


def test_what_arrives_is_carried_once_with_its_parcels(world: Served) -> None:
    """Letters by id, parcels by id, each in one bundle; what was carried is not fetched again."""
    outgoing, parcels = sealed(file_of(os.urandom(100_000)))
    for found, body in parcels:
        assert requests.put(f"{world.url}/parcels/{found.hex()}", data=body, timeout=30).status_code == 201
    assert outgoing.count == len(parcels)
    exchange = post(world)
    world.trip()
    bundle = bundles_on(world.newsroom.stick)[-1]
    letters = {exchange[at : at + wire.LETTER_SIZE] for at in range(0, len(exchange), wire.LETTER_SIZE)}
    assert letters <= set(bundle.letters())
    assert {found for found, _ in parcels} <= set(bundle.parcel_ids())
    assert list(bundle.parcel_ids()) == sorted(bundle.parcel_ids())
    post(world)
    world.trip()
    later = bundles_on(world.newsroom.stick)[-1]
    assert (later.manifest.number, later.letter_count(), later.parcel_count()) == (bundle.manifest.number + 1, 4, 0)


def test_a_missing_stick_is_told_before_anything_is_removed(world: Served, tmp_path: Path) -> None:
    """The bundles wait on the laptop."""
    before = set(world.laptop.bundle_folders())
    with pytest.raises(StickMissingError):
        carry(world.laptop, tmp_path / "nowhere", world.newsroom.today, lambda _bytes: None)
    assert set(world.laptop.bundle_folders()) == before


@pytest.fixture
def small_stick(tmp_path: Path) -> Iterator[Path]:
    """A stick of 100 kB."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small file system")
    stick = tmp_path / "small"
    stick.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", str(stick)], check=True)
    try:
        yield stick
    finally:
        subprocess.run(["umount", str(stick)], check=True)


def test_a_full_stick_is_told_and_left_without_half_a_bundle(world: Served, small_stick: Path) -> None:
    """The room that half a bundle took is free again, for an outbox; a larger stick takes all."""
    for _ in range(4):
        post(world)
    world.trip()
    with pytest.raises(StickFullError) as full:
        carry(world.laptop, small_stick, world.newsroom.today, lambda _bytes: None)
    assert "needs" in full.value.happened
    on_it = list((small_stick / "asterism" / "bundles").iterdir())
    assert all(Bundle.at(folder) for folder in on_it)
    used = sum(path.stat().st_blocks * 512 for path in small_stick.rglob("*") if path.is_file())
    assert used + shutil.disk_usage(small_stick).free == 100 * 1_024
    carry(world.laptop, world.newsroom.stick, world.newsroom.today, lambda _bytes: None)
    assert {bundle.manifest.number for bundle in world.laptop.bundles()} == set(carried(world))


def test_a_stick_that_holds_no_large_files_is_told_with_what_to_do(world: Served, tmp_path: Path) -> None:
    """FAT32 ends at 4 GB, here the process at 10 kB: more room would not help, another format does."""
    post(world)
    world.trip()
    stick = tmp_path / "stick"
    stick.mkdir()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))
    try:
        with pytest.raises(StickFullError) as full:
            carry(world.laptop, stick, world.newsroom.today, lambda _bytes: None)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert "cannot hold a file as large" in full.value.happened
    assert "exFAT" in full.value.todo
    assert all(Bundle.at(folder) for folder in (stick / "asterism" / "bundles").iterdir()), "no half of one stays"
