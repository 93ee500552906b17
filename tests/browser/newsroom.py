"""A newsroom for the page's tests: really signed, on the real server, without the ceremony's slow passphrases."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import requests
from nacl.signing import SigningKey
from tuf.api.metadata import Metadata, MetaFile, Snapshot, Timestamp

from intake.protocol import suite, wire
from intake.protocol.board import open_board, sign_board
from intake.protocol.code import read_numbers
from intake.protocol.directory import pack_bundle
from intake.protocol.keyrecord import KeyRecord
from intake.protocol.newsroom import Desk, Newsroom, Reporter
from intake.protocol.reply import Answer, cover_reply, reply_tag, seal_reply
from intake.protocol.source import Identity
from keys.ceremony.admins import Admin, Admins
from keys.ceremony.page import pin_page, read_page
from keys.ceremony.roles import add_signature, make_root, make_targets
from keys.signing import tuf_signer
from tests.support.server import init_server, running_server

NAMES = {"en": "The Riverside Courier", "ru": "Речной вестник", "hi": "नदी किनारा", "ur": "دریا کنارہ"}
PROMISE = {
    "en": "Two reporters read every letter.",
    "ru": "Каждое письмо читают два репортёра.",
    "hi": "दो पत्रकार हर पत्र पढ़ते हैं।",
    "ur": "دو رپورٹر ہر خط پڑھتے ہیں۔",
}
DESKS = {"en": "Investigations", "ru": "Расследования", "hi": "खोजबीन", "ur": "تفتیش"}
READERS = ("Asha Verma", "Samira Khan")


def _key(seed: bytes) -> bytes:
    return bytes(SigningKey(seed).verify_key)


class PageNewsroom:
    """One desk of two, its day's keys, its board.

    url: of the page.  today: the server's day.  reporters: as the directory lists them.  pin: SHA-256 of root 1.
    """

    def __init__(self, url: str, token: str, page: Path) -> None:
        """Sign everything and publish it; ``page``: the built page's folder."""
        self.url, self._token = url, token
        self.today = wire.day_of(time.time())
        self._root, self._targets, self._courier = os.urandom(32), os.urandom(32), os.urandom(32)
        self._signing = [SigningKey.generate() for _ in READERS]
        self.reporters = tuple(
            Reporter(os.urandom(16), name, bytes(key.verify_key), self.today - 40, self.today + 300, 8)
            for name, key in zip(READERS, self._signing, strict=True)
        )
        admins = Admins(1, (Admin(1, _key(self._root), _key(self._targets)),))
        root = make_root(admins, [_key(self._courier)], 1, self.today)
        add_signature(root, self._root, [root.signed])
        self._first_root = root.to_bytes()
        self.pin = hashlib.sha256(self._first_root).digest()
        ids = tuple(reporter.reporter for reporter in self.reporters)
        desk = Desk(DESKS, PROMISE, ("en", "ru", "hi", "ur"), 2, ids)
        newsroom = Newsroom(NAMES, (desk,), self.reporters, (_key(self._courier),))
        files = {"newsroom.json": newsroom.pack(), **pin_page(read_page(page), self.pin)}
        targets = make_targets(files, 1, self.today)
        add_signature(targets, self._targets, [root.signed])
        self._metadata = {"1.root.json": self._first_root, "1.targets.json": targets.to_bytes()}
        self._files = files
        self._version = 0
        self.day_file = self._keys(range(len(READERS)))
        self._board: bytes | None = None
        self.publish([cover_reply() for _ in range(2 * wire.REPLIES_A_GROUP)], days_ago=1)

    def _keys(self, readers: Sequence[int]) -> bytes:
        records = {
            self.reporters[at].reporter: KeyRecord(
                self.today, self.reporters[at].reporter, suite.public_key(suite.new_seed())
            ).sign(self._signing[at])
            for at in readers
        }
        return b"".join(records[reporter] for reporter in sorted(records))

    def day_file_of(self, reader: int) -> bytes:
        """Today's keys, when only one reader has any."""
        at = [
            record
            for reporter, record in wire.split_key_records(self.day_file).items()
            if reporter == self.reporters[reader].reporter
        ]
        return b"".join(at)

    def publish(self, replies: list[tuple[bytes, bytes]], days_ago: int = 0) -> None:
        """Hand over replies (tags and bodies, eight or a multiple) in a new section, as a courier does."""
        old = wire.Board(0, 0, {}, ()) if self._board is None else open_board(self._board, (_key(self._courier),))
        replies = sorted(replies)
        number = len(old.sections) + 1
        section = wire.Section(number, self.today - days_ago, tuple(tag for tag, _ in replies))
        closings = {reporter.reporter: self.today - 1 for reporter in self.reporters}
        board = wire.Board(old.number + 1, self.today, closings, (*old.sections, section))
        self._board = sign_board(board, SigningKey(self._courier))
        size = wire.REPLIES_A_GROUP
        files = {
            f"groups/{number}/{at // size}": b"".join(body for _, body in replies[at : at + size])
            for at in range(0, len(replies), size)
        }
        files |= self._directory(self._board)
        files |= {"board": self._board, f"keys/{self.today}": self.day_file}
        answer = requests.put(
            f"{self.url}/courier/publication",
            data=wire.pack_files(files),
            headers={"Authorization": f"Bearer {self._token}"},
            timeout=30,
        )
        answer.raise_for_status()

    def _directory(self, board: bytes) -> dict[str, bytes]:
        """The page and the one-file directory, signed anew for a board."""
        self._version += 1
        version, now, signer = self._version, datetime.now(UTC).replace(microsecond=0), tuf_signer(self._courier)
        snapshot = Metadata(Snapshot(version, expires=now + timedelta(days=30)))
        snapshot.signed.meta["targets.json"] = MetaFile.from_data(1, self._metadata["1.targets.json"], ["sha256"])
        snapshot.sign(signer)
        named = {"number": wire.parse_board(board).number, "sha256": hashlib.sha256(board).hexdigest()}
        timestamp = Metadata(
            Timestamp(
                version,
                expires=now + timedelta(days=7),
                snapshot_meta=MetaFile.from_data(version, snapshot.to_bytes(), ["sha256"]),
                unrecognized_fields={"board": named},
            )
        )
        timestamp.sign(signer)
        signed = {f"{version}.snapshot.json": snapshot.to_bytes(), "timestamp.json": timestamp.to_bytes()}
        bundle = pack_bundle(self._metadata | signed, self._files["newsroom.json"])
        page = {path: body for path, body in self._files.items() if path.startswith("page/")}
        return {"directory/bundle.json": bundle, **page}

    def answer(self, numbers: list[str], *answers: tuple[int, int, Answer]) -> None:
        """Publish answers to the source of a code: (reader, days ago, what it says), and cover for the other slots."""
        identity = Identity.of(read_numbers(numbers), self.pin)
        replies: list[tuple[bytes, bytes]] = []
        for reader, days_ago, said in answers:
            reporter = self.reporters[reader].reporter
            pair = identity.pair(reporter)
            tag = reply_tag(pair, self.today - days_ago, len(replies) % 4)
            replies.append((tag, seal_reply(said, pair, identity.reply_key, reporter, tag)))
        while len(replies) % wire.REPLIES_A_GROUP:
            replies.append(cover_reply())
        self.publish(replies)


@contextmanager
def page_newsroom(folder: Path, page: Path) -> Iterator[PageNewsroom]:
    """The newsroom of a built page, served from ``folder`` until the block ends."""
    token = init_server(folder)
    with running_server(folder) as server:
        yield PageNewsroom(server.url, token, page)
