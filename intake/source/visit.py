"""One visit of a source: the directory checked from the root down, then exchanges. Twin of the page's visit.js."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import datetime

from intake.protocol import wire
from intake.protocol.board import Found, Place, choose_places, find_replies, open_board
from intake.protocol.directory import Directory, Versions, open_directory
from intake.protocol.errors import BrokenReplyError, TooLongError, UnknownSuiteError, WrongClockError
from intake.protocol.keyrecord import KeyRecord, open_day_file
from intake.protocol.letter import Content, Opened, make_exchange, seal_letter
from intake.protocol.newsroom import Desk, Reporter
from intake.protocol.parcel import PARCELS_LIMIT, PLAIN_SIZE, Stream
from intake.protocol.reply import Answer, Expected, expected_tags, open_reply
from intake.protocol.source import Identity
from intake.source.client import Client
from intake.source.errors import NobodyReachableError
from intake.source.stream import Attachment, Outgoing, text_attachment

PARCELS_UNDER_WAY = 6


@dataclass(frozen=True, slots=True, repr=False)
class Reply:
    """An answer that a source found: from whom, of which closing day."""

    reporter: bytes
    name: str
    day: int
    answer: Answer


@dataclass(slots=True, repr=False)
class Visit:
    """What is known during one visit; nothing of it is kept anywhere.

    keys:     today's key of each reporter that the directory names and that has one.
    day:      the day that letters are dated with.
    """

    client: Client
    directory: Directory
    keys: dict[bytes, KeyRecord]
    day: int
    identity: Identity | None = None
    replies: list[Reply] = field(default_factory=list)
    more: bool = False
    _fetched: set[Place] = field(default_factory=set)
    _board_number: int = 0

    @classmethod
    def open(
        cls, client: Client, pin: bytes, now: datetime, *, seen: Versions | None = None, today: int | None = None
    ) -> Visit:
        """Fetch and check the directory and the keys of the day: root → newsroom → reporters → keys.

        Args:    pin: SHA-256 of root version 1, 32 bytes.  seen: versions seen before, if any are remembered.
                 today: the day that the person says it is, where this device and the server differ.
        Raises:  DirectoryError and its kinds; BrokenKeyRecordError; WrongClockError: the days differ by over one.
        """
        directory = open_directory(client.directory(), pin, now, seen=seen)
        day_file = client.keys_now()
        records = open_day_file(day_file, directory.newsroom.verify_keys()) if day_file else {}
        device = wire.day_of(now.timestamp())
        day = next((record.day for record in records.values()), device)
        if today is None and abs(day - device) > 1:
            raise WrongClockError
        if today is not None and day != today:
            raise WrongClockError
        return cls(client, directory, records, day, _board_number=directory.versions.board)

    def reachable(self, desk: Desk) -> list[Reporter]:
        """The readers of a desk to whom a letter can be sealed today."""
        readers = [self.directory.newsroom.reporter(reporter) for reporter in desk.reporters]
        return [
            reader for reader in readers if reader and reader.reporter in self.keys and reader.takes_letters(self.day)
        ]

    def exchange(self, letters: Iterable[bytes] = ()) -> None:
        """The one act on the wire: post an exchange, get the board, get two groups; whatever was written or not.

        Raises:  BrokenBoardError, RollbackError, and what the line may do.
        """
        self.client.post_exchange(make_exchange(list(letters), self.day))
        untrusted = self.client.board()
        board = open_board(
            untrusted,
            self.directory.newsroom.couriers,
            at_least=self._board_number,
            sha256=self.directory.board_sha256 if self._board_number == self.directory.versions.board else None,
        )
        self._board_number = board.number
        found = find_replies(board, self._tags())
        for place in choose_places(board, found, self._fetched):
            group = self.client.group(place)
            self._fetched.add(place)
            self._read(group, [hit for hit in found if hit.place == place])
        self.more = any(hit.place not in self._fetched for hit in found)

    def _tags(self) -> dict[bytes, Expected]:
        if self.identity is None:
            return {}
        reporters = [entry.reporter for entry in self.directory.newsroom.reporters]
        return expected_tags([(reporter, self.identity.pair(reporter)) for reporter in reporters], self.day)

    def _read(self, group: bytes, hits: list[Found]) -> None:
        if self.identity is None:
            return
        for hit in hits:
            sealed = group[hit.slot * wire.REPLY_SIZE : (hit.slot + 1) * wire.REPLY_SIZE]
            reporter = hit.expected.reporter
            try:
                answer = open_reply(sealed, self.identity.reply_seed, self.identity.pair(reporter), reporter, hit.tag)
            except (BrokenReplyError, UnknownSuiteError):
                continue  # nobody who has our pair key wrote it
            if answer is not None:
                entry = self.directory.newsroom.reporter(reporter)
                self.replies.append(Reply(reporter, entry.name if entry else "", hit.expected.day, answer))
        self.replies.sort(key=lambda reply: (reply.day, reply.reporter, reply.answer.number))

    def look(self) -> None:
        """Look for answers, with cover letters only."""
        self.exchange()

    def send(
        self,
        identity: Identity,
        text: str,
        readers: list[Reporter],
        attachments: list[Attachment],
        progress: Callable[[int, int], None],
    ) -> None:
        """Send a text and files to readers: parcels first, the exchange last, so that a letter that arrived is whole.

        Args:    progress: told how many parcels are safe (201 or 200), of how many.
        Raises:  NobodyReachableError; TooLongError: more than 2^20 parcels; what the line may do.
        """
        if not readers:
            raise NobodyReachableError
        self.identity = identity
        content = Content(text, tuple(reader.reporter for reader in readers))
        files = list(attachments)
        if not _fits(content):
            files.insert(0, text_attachment(text))
            content = replace(content, text="")
        if files:
            outgoing = Outgoing(files)
            self._upload(outgoing, progress)
            content = replace(content, stream=outgoing.stream())
        tip = os.urandom(16)
        letters = []
        for reader in readers:
            opened = Opened(identity.pair(reader.reporter), identity.reply_key, tip, content)
            key = self.keys[reader.reporter]
            letters.append(seal_letter(opened.pack(), key.day, reader.reporter, key.public_key))
        self.exchange(letters)

    def _upload(self, outgoing: Outgoing, progress: Callable[[int, int], None]) -> None:
        """Several parcels under way at once, each the same bytes until it is safe; no more are sealed than are sent."""
        safe = 0
        progress(safe, outgoing.count)
        with ThreadPoolExecutor(PARCELS_UNDER_WAY) as pool:
            under_way: set[Future[None]] = set()
            for parcel, sealed in outgoing.parcels():
                under_way.add(pool.submit(self.client.put_parcel, parcel, sealed))
                if len(under_way) >= PARCELS_UNDER_WAY:
                    safe += _settle(under_way)
                    progress(safe, outgoing.count)
            while under_way:
                safe += _settle(under_way)
                progress(safe, outgoing.count)


def _fits(content: Content) -> bool:
    """Whether the content fits a letter with a stream's description beside it."""
    longest = PARCELS_LIMIT * PLAIN_SIZE
    try:
        replace(content, stream=Stream(os.urandom(32), longest, longest - 1, os.urandom(32))).pack()
    except TooLongError:
        return False
    return True


def _settle(under_way: set[Future[None]]) -> int:
    """Wait for one parcel or more; how many are safe now. Raises what stopped one."""
    done, _ = wait(under_way, return_when=FIRST_COMPLETED)
    under_way -= done
    for future in done:
        future.result()
    return len(done)
