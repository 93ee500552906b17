"""Who recorded the wire, and takes the air-gapped machine's whole disk and its passphrase, opens no retired day's letter.

The disk is an ext4 image on a loop device, the server and the courier's trips are real. The thief's search opens all that
was ever sealed under the vault's keys, in deleted files and in journals too, and is tried first on the disk as it was
before the day retired, where it has to find everything.
"""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from deploy.newsroom import free_port
from intake.protocol import wire
from intake.protocol.letter import open_letter
from intake.protocol.parcel import Stream
from intake.protocol.suite import Opener
from intake.protocol.wire import EXCHANGE_SIZE, LETTER_SIZE
from intake.server import backup
from intake.server.settings import load
from intake.server.store.database import Database
from intake.source.tip import tip
from keys.ceremony.paper import key_words
from keys.ceremony.recovery import recover
from keys.ceremony.shares import make_shares
from keys.courier.carry import carry
from keys.courier.client import Server as Asked
from keys.courier.publish import publish
from keys.courier.pull import pull
from keys.courier.take import take_newsroom, take_outboxes
from keys.reporter import contacts, conversations
from keys.reporter.custody import OPENED
from keys.vault.daykeys import Seeds, Wrap
from tests.support.diskimage import BLOCK, MOST_PAGES, DiskImage, Opened, opened, why_not
from tests.support.newsroom import CHEAP, OTHER_PASSPHRASE, PASSPHRASE, Newsroom
from tests.support.recorder import recording
from tests.support.served import Served
from tests.support.server import init_server, running_server

TEXT = "Canary-text: the minister's brother owns the quarry, нам платят наличными"
FILE_NAME = "canary-file-name.xyz"
ANSWER = "Canary-answer: which month?"
LATER = 100
PIECE = 16

pytestmark = pytest.mark.xdist_group("seizure")


class OnDisk(Newsroom):
    """A newsroom whose one machine has its vault on a disk of its own, mounted at ``disk``."""

    def vault(self, name: str) -> Path:
        """Where the disk is mounted."""
        return self.folder / "disk" / f"airgap-{name.lower()}"


@dataclass(frozen=True, slots=True, repr=False)
class Secrets:
    """What the machine knew on the day of the tip. seeds_file: the file that all of them lay in.

    file: the source's file as the vault kept it, sealed under file_key.  stream_key: what its parcels open with.
    """

    seeds: dict[int, bytes]
    wrap: Wrap
    seeds_file: bytes
    file: bytes
    file_key: bytes
    stream_key: bytes


@dataclass(frozen=True, slots=True, repr=False)
class Taken:
    """What a thief has: all that went over the wire on a day, the disk before and after that day retired, all backups.

    after: unmounted.  unplugged: while it was mounted.  attached: the file that the source sent.  pages: of the database.
    """

    reporter: bytes
    day: int
    letters: list[bytes]
    parcels: list[bytes]
    before: bytes
    after: bytes
    unplugged: bytes
    attached: bytes
    pseudonym: str
    pages: int
    secrets: Secrets
    copies: dict[str, bytes]


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Taken:
    """A tip with a file, carried in, read and answered; a hundred days later the next bundle retires its day."""
    reason = why_not()
    assert not reason or os.geteuid() != 0, f"the air gap's disk has to be taken as an image: {reason}"
    if reason:
        pytest.skip(reason)
    work, port = tmp_path_factory.mktemp("airgap"), free_port()
    image, attached = DiskImage(work / "disk.img", 16), os.urandom(90_000)
    image.make()
    (work / "text.txt").write_text(TEXT)
    (work / FILE_NAME).write_bytes(attached)
    token = init_server(work / "server")
    with image.mounted(work / "disk"), recording(f"http://127.0.0.1:{port}") as wire:
        newsroom = OnDisk(work, ("Ada",))
        with running_server(work / "server", port) as server:
            made = Served(newsroom, replace(server, url=wire.address), work / "server", token)
            pseudonym = _tip(made, work)
            made.carry_in()
            _read_and_answer(made, pseudonym)
            made.carry_out()
            secrets = _secrets(newsroom, work)
            copies = _copies(newsroom, work)
            before = image.taken()
        with running_server(work / "server", port, day_shift=LATER):
            newsroom.today += LATER
            _later_trip(made, newsroom.today)
            made.receive("Ada")
        pages = (newsroom.vault("Ada") / "vault.db").stat().st_size // BLOCK
        unplugged = image.taken()
    exchanges = [each.body for each in wire.of("/letters")]
    return Taken(
        reporter=newsroom.reporter_id("Ada"),
        day=newsroom.today - LATER,
        letters=[body[at : at + LETTER_SIZE] for body in exchanges for at in range(0, EXCHANGE_SIZE, LETTER_SIZE)],
        parcels=[each.body for each in wire.of("/parcels/<id>") if each.method == "PUT"],
        before=before,
        after=image.taken(),
        unplugged=unplugged,
        attached=attached,
        pseudonym=pseudonym,
        pages=pages,
        secrets=secrets,
        copies=copies,
    )


def _tip(made: Served, work: Path) -> str:
    """A tip with a file by the real command, through the recorder; the pseudonym."""
    arguments = [made.url, str(work / FILE_NAME), "--as-is", "--text", str(work / "text.txt"), "--json"]
    sent = CliRunner().invoke(tip, ["send", *arguments])
    assert sent.exit_code == 0, sent.output
    return str(json.loads(sent.stdout)["pseudonym"])


def _read_and_answer(made: Served, pseudonym: str) -> None:
    with made.newsroom.machine("Ada") as machine:
        contact = machine.contact(pseudonym)
        (message,) = conversations.messages_of(machine, contact)
        assert (message.text, message.files_state) == (TEXT, "whole")
        conversations.mark_shown(machine, contact, OPENED, made.newsroom.today)
    made.answer("Ada", pseudonym, ANSWER)


def _secrets(newsroom: Newsroom, _work: Path) -> Secrets:
    with newsroom.machine("Ada") as machine:
        days = machine.vault.day_keys
        ((stored, key),) = machine.rows("SELECT stored, key FROM files")
        ((stream,),) = machine.rows("SELECT stream FROM messages")
        return Secrets(
            seeds={day: seed for day in days.days() if (seed := days.seed_of(day))},
            wrap=days._state().wrap,
            seeds_file=next(machine.vault.folder.glob("seeds-*")).read_bytes(),
            file=(machine.vault.files_folder / stored).read_bytes(),
            file_key=bytes(key),
            stream_key=Stream.from_json(json.loads(stream)).key,
        )


def _copies(newsroom: Newsroom, work: Path) -> dict[str, bytes]:
    """Every backup that the tools make, opened with its passphrase or put together as its keepers would."""
    database = Database(load(work / "server"))
    try:
        backup.make(database, work / "copy")
    finally:
        database.close()
    with newsroom.machine("Ada") as machine:
        contacts.write_backup(work / "contacts", contacts.backup_of(machine), OTHER_PASSPHRASE, cost=CHEAP)
    seeds = [bytes(key) for key in newsroom.admins.values()]
    paper = b"".join(recover(iter([" ".join(key_words("root", seed))])).seed for seed in seeds)
    shares = [recover(" ".join(share) for share in make_shares(seed, need=2, of=3)[1:]).seed for seed in seeds]
    assert paper == b"".join(seeds) == b"".join(shares)
    return {
        "intake backup": (work / "copy").read_bytes(),
        "reporter contacts backup": contacts.read_backup(work / "contacts", OTHER_PASSPHRASE).pack(),
        "the file of it": (work / "contacts").read_bytes(),
        "keys backup paper": paper,
        "keys backup shares": b"".join(shares),
    }


def _later_trip(made: Served, today: int) -> None:
    """What ``courier sync`` does, on a later day."""
    laptop, seed, stick = made.laptop, bytes(made.newsroom.courier), made.newsroom.stick
    take_newsroom(laptop, stick)
    take_outboxes(laptop, stick)
    publish(laptop, Asked(laptop.settings), seed, datetime.now(UTC) + timedelta(days=LATER))
    pull(laptop, Asked(laptop.settings), seed, today, lambda _bytes: None)
    carry(laptop, stick, today, lambda _bytes: None)


def holding(taken: bytes, whole: bytes) -> int:
    """How many pieces of something stand in what was taken; a piece is 16 bytes."""
    return sum(whole[at : at + PIECE] in taken for at in range(0, len(whole) - PIECE, 512))


@pytest.fixture(scope="module")
def found_before(taken: Taken) -> Opened:
    """What the thief opens of the disk as it was before the day retired."""
    return opened(taken.before, PASSPHRASE)


@pytest.fixture(scope="module", params=["after", "unplugged"])
def found(taken: Taken, request: pytest.FixtureRequest) -> tuple[bytes, Opened]:
    """The disk as it was taken later, after unmounting and while it was in use; and what the thief opens of it."""
    image = getattr(taken, request.param)
    return image, opened(image, PASSPHRASE)


def test_the_thiefs_search_finds_everything_before_the_day_retires(taken: Taken, found_before: Opened) -> None:
    """Text, answer, names, keys and seeds; and the recorded letter opens: so the searches below are no empty ones."""
    for canary in (TEXT, ANSWER, taken.pseudonym):
        assert canary.encode() in found_before.everything, canary
    assert {day: {seed} for day, seed in taken.secrets.seeds.items()} == found_before.seeds
    assert taken.secrets.wrap in found_before.wraps
    for key in (taken.secrets.file_key, taken.secrets.stream_key.hex().encode()):
        assert key in found_before.everything
    assert holding(taken.before, taken.secrets.file) > 150
    opener = Opener(next(iter(found_before.seeds[taken.day])))
    contents = [open_letter(letter, taken.reporter, {taken.day: opener}.get) for letter in taken.letters]
    assert [each.content.text for each in contents if each and each.content.text] == [TEXT]
    assert taken.pages < MOST_PAGES, "the search looks for so many pages"
    assert len(taken.parcels) >= 2, "the wire had the file as well"


def test_no_byte_of_the_disk_gives_the_deleted_text_its_file_or_its_keys(
    taken: Taken, found: tuple[bytes, Opened]
) -> None:
    """Not as it lies, and not in anything that the passphrase opens, deleted files and journals included."""
    image, thief = found
    assert taken.pseudonym.encode() in thief.everything, "the contact is still there: the search opens the right pages"
    for canary in (TEXT, "minister", "платят", FILE_NAME, ANSWER):
        assert canary.encode() not in image, canary
        assert canary.encode() not in thief.everything, canary
    for key in (taken.secrets.file_key, taken.secrets.stream_key, taken.secrets.stream_key.hex().encode()):
        assert key not in image
        assert key not in thief.everything
    assert not holding(image, taken.secrets.file), "a piece of the file as the vault kept it"
    assert not holding(image, taken.attached), "a piece of the file itself"


def test_no_retired_seed_and_no_old_wrap_key_is_on_the_disk(taken: Taken, found: tuple[bytes, Opened]) -> None:
    """Of all that opens, one wrap key and the days to come alone; an old seeds file, had a copy stayed, stays closed."""
    image, thief = found
    retired = {day for day in taken.secrets.seeds if day < taken.day + LATER - 15}
    assert taken.day in retired
    assert not retired & set(thief.seeds)
    assert taken.secrets.wrap not in thief.wraps
    for secret in (taken.secrets.wrap.key, *(taken.secrets.seeds[day] for day in retired)):
        assert secret not in image
        assert secret not in thief.everything
    for wrap in thief.wraps:
        old = Wrap(taken.secrets.wrap.generation, wrap.key)
        assert Seeds.parse(taken.secrets.seeds_file, old) is None


def test_the_recorded_letters_stay_closed(taken: Taken, found: tuple[bytes, Opened]) -> None:
    """With every seed on the disk, every other key on it that a page begins a value with, and every backup."""
    _, thief = found
    assert taken.letters
    seeds = {seed for day in thief.seeds.values() for seed in day}
    keys = seeds | {wrap.key for wrap in thief.wraps}
    keys |= {copy[at : at + 32] for copy in taken.copies.values() for at in range(0, min(len(copy), 4_096) - 31, 32)}
    assert closed(taken, keys)


def closed(taken: Taken, keys: set[bytes]) -> bool:
    """Whether none of these keys opens any recorded letter of the day."""
    days = {wire.letter_day(letter) for letter in taken.letters}
    for key in keys:
        openers = dict.fromkeys(days, Opener(key))
        if any(open_letter(letter, taken.reporter, openers.get) is not None for letter in taken.letters):
            return False
    return True


def test_no_backup_holds_a_seed_a_text_or_a_file(taken: Taken) -> None:
    """Of any day, retired or not: the server's copy, the contacts' opened with its passphrase, admins' paper, shares."""
    assert b"contacts" in taken.copies["reporter contacts backup"]
    assert taken.pseudonym.encode() in taken.copies["reporter contacts backup"]
    for name, copy in taken.copies.items():
        for seed in taken.secrets.seeds.values():
            for spelled in (seed, seed.hex().encode(), base64.b64encode(seed)[:40]):
                assert spelled not in copy, name
        for secret in (taken.secrets.wrap.key, taken.secrets.file_key, taken.secrets.stream_key):
            assert secret not in copy, name
            assert secret.hex().encode() not in copy, name
        for canary in (TEXT, "minister", FILE_NAME, ANSWER):
            assert canary.encode() not in copy, name
        assert not holding(copy, taken.attached), name
