"""A newsroom for the page's modules, without screens: real server, signed page, and what its readers would open."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import requests
from nacl.signing import SigningKey
from playwright.sync_api import Page

from intake.protocol import suite, wire
from intake.protocol.board import Board, sign_board
from intake.protocol.keyrecord import KeyRecord
from intake.protocol.letter import Opened, open_letter
from intake.protocol.newsroom import Desk, Newsroom, Reporter
from intake.protocol.parcel import FileEntry, Stream, open_parcel, padded_count, parcel_id, parse_table
from intake.protocol.reply import cover_reply
from intake.protocol.wire import Section
from tests.support.server import init_server
from tests.vectors._makers.newsdesk import COURIER, Office, stamp

NAMES = ("Ada", "Bo", "Cy")  # Cy has no key today


class House:
    """A newsroom with its real server: what its courier and its readers would do, without their machines."""

    def __init__(self, folder: Path, modules: Path, settings: str = "") -> None:
        self.folder = folder
        self.token = init_server(folder, settings)
        self.today = wire.day_of(time.time())
        self.ids = [bytes([number]) * 16 for number in (1, 2, 3)]
        self.signers = [SigningKey.generate() for _ in NAMES]
        self.seeds = [suite.new_seed() for _ in NAMES]
        self.sections: list[Section] = []
        self.number = 0
        self._modules = modules
        self._office = Office()
        reporters = tuple(
            Reporter(ident, name, bytes(key.verify_key), self.today - 9, self.today + 90, 8)
            for ident, name, key in zip(self.ids, NAMES, self.signers, strict=True)
        )
        desks = (
            Desk({"en": "Investigations"}, {"en": "Two people read this."}, ("en",), 2, tuple(self.ids)),
            Desk({"en": "Courts"}, {"en": "Cy reads this."}, ("en",), 7, (self.ids[2],)),
        )
        self.newsroom = Newsroom({"en": "The Lantern"}, desks, reporters, (bytes(COURIER.verify_key),))

    @property
    def pin(self) -> str:
        """SHA-256 of the first root, hex."""
        return self._office.pin.hex()

    def publish(self, url: str, *answers: tuple[bytes, bytes]) -> None:
        """A courier's trip: a section of these replies and cover, the directory, today's keys, the page."""
        replies = sorted([*answers, *(cover_reply() for _ in range(16 - len(answers)))])
        self.number += 1
        self.sections.append(Section(self.number, self.today, tuple(tag for tag, _ in replies)))
        closings = {ident: self.today - 1 - place for place, ident in enumerate(self.ids)}
        signed = sign_board(Board(self.number, self.today, closings, tuple(self.sections)), COURIER)
        groups = {
            f"groups/{self.number}/{group}": b"".join(sealed for _, sealed in replies[8 * group : 8 * group + 8])
            for group in range(2)
        }
        records = [
            KeyRecord(self.today, ident, suite.public_key(seed)).sign(key)
            for ident, seed, key in list(zip(self.ids, self.seeds, self.signers, strict=True))[:2]
        ]
        page = {f"page/{name}": (self._modules / name).read_bytes() for name in ("index.html", "modules.js")}
        files = {
            "directory/bundle.json": self._bundle(signed, page),
            f"keys/{self.today}": b"".join(records),
            "board": signed,
            **page,
            **groups,
        }
        answer = requests.put(
            f"{url}/courier/publication",
            data=wire.pack_files(files),
            headers={"Authorization": f"Bearer {self.token}"},
            timeout=30,
        )
        assert answer.status_code == 200, answer.text

    def _bundle(self, board: bytes, page: dict[str, bytes]) -> bytes:
        office = Office()
        office.newsroom = self.newsroom.pack()
        for path, body in {"newsroom.json": office.newsroom, **page}.items():
            listed = {"length": len(body), "hashes": {"sha256": hashlib.sha256(body).hexdigest()}}
            office.targets["targets"][path] = listed
        for part in (office.targets, office.snapshot, office.timestamp):
            part["expires"] = stamp(datetime.now(UTC) + timedelta(days=7))
        office.timestamp["board"] = {"number": self.number, "sha256": hashlib.sha256(board).hexdigest()}
        return office.bundle()

    def stored(self, table: str) -> dict[bytes, bytes]:
        """All that the server keeps of letters or parcels, by id."""
        with sqlite3.connect(self.folder / "intake.db") as database:
            return dict(database.execute(f"SELECT id, body FROM {table}").fetchall())  # noqa: S608 - our own words

    def opened(self, reader: int) -> list[Opened]:
        """The letters that a reader can open."""
        seeds = {self.today: self.seeds[reader]}
        letters = [open_letter(letter, self.ids[reader], seeds.get) for letter in self.stored("letters").values()]
        return [letter for letter in letters if letter is not None]

    def files(self, stream: Stream) -> list[tuple[FileEntry, bytes]]:
        """A stream's files, from the parcels that are stored."""
        parcels = self.stored("parcels")
        count = padded_count(stream.parcels)
        pieces = [open_parcel(parcels[parcel_id(stream.key, k)], stream.key, k) for k in range(count)]
        assert not any(b"".join(pieces)[stream.size :]), "what is behind the table is zeros"
        body = b"".join(pieces)[: stream.size]
        files, at = [], 0
        for entry in parse_table(body[stream.table :], stream):
            files.append((entry, body[at : at + entry.size]))
            at += entry.size
        return files


def asked_by(page: Page) -> list[str]:
    """What the page asks from now on, as "PUT /parcels"; the list grows."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.method} /{request.url.split('/')[3]}"))
    return asked


def until(page: Page, condition: str) -> None:
    """Wait for a condition in the page; playwright's own way needs `eval`, which the policy forbids."""
    end = time.monotonic() + 60
    while not page.evaluate(f"() => {condition}"):
        assert time.monotonic() < end, condition
        page.wait_for_timeout(20)
