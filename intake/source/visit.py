"""One visit of a source: the directory checked from the root down, then exchanges. Twin of the page's visit.js."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from intake.protocol import wire
from intake.protocol.board import Board, choose_places, open_board
from intake.protocol.directory import Directory, Versions, open_directory, root_sha256, unpack_bundle
from intake.protocol.errors import (
    AsterismError,
    BrokenBoardError,
    ExpiredDirectoryError,
    TooLongError,
    WrongClockError,
)
from intake.protocol.keyrecord import KeyRecord, open_day_file
from intake.protocol.letter import Content, Opened, make_exchange, seal_letter
from intake.protocol.newsroom import Desk, Reporter
from intake.protocol.parcel import PARCELS_LIMIT, PLAIN_SIZE, Stream
from intake.protocol.source import Identity
from intake.source.client import Client
from intake.source.delivery import Progress, deliver
from intake.source.errors import NobodyReachableError
from intake.source.stream import Attachment, Outgoing, text_attachment
from intake.source.thread import Thread

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, repr=False)
class Message:
    """What is about to be sent. ``outgoing``: its files' parcels, None without files."""

    content: Content
    readers: tuple[Reporter, ...]
    outgoing: Outgoing | None

    @property
    def parcels(self) -> int:
        """How many parcels go before the letter."""
        return self.outgoing.count if self.outgoing else 0


@dataclass(slots=True, repr=False)
class Visit:
    """What is known during one visit; nothing of it is kept anywhere.

    keys:     today's key of each reporter that the directory names and that has one.
    day:      the day that letters are dated with.
    board:    the last one seen.
    problem:  what kept the answers away in the last exchange, once its letters had arrived.
    letter_arrived: whether a letter of a message was acknowledged.
    """

    client: Client
    directory: Directory
    keys: dict[bytes, KeyRecord]
    day: int
    identity: Identity | None = None
    thread: Thread | None = None
    board: Board | None = None
    problem: AsterismError | None = None
    letter_arrived: bool = field(default=False)

    @classmethod
    def open(
        cls,
        client: Client,
        pin: bytes | None,
        now: datetime,
        *,
        seen: Versions | None = None,
        today: int | None = None,
    ) -> Visit:
        """Fetch and check the directory and the keys of the day: root → newsroom → reporters → keys.

        Args:    pin: SHA-256 of root version 1, 32 bytes; None takes the server's word for which newsroom this is.
                 now: this device's time, UTC.  seen: versions seen before, if any are remembered.
                 today: the day that the person says it is, where this device's clock is wrong.
        Raises:  DirectoryError and its kinds; BrokenKeyRecordError; WrongClockError: the days differ by over one.
        """
        bundle = client.directory()
        day_file = client.keys_now()
        if pin is None:
            metadata, _ = unpack_bundle(bundle)
            pin = root_sha256(metadata.get("1.root.json", b""))
        here = wire.day_of(now.timestamp()) if today is None else today
        try:
            directory = open_directory(bundle, pin, now if today is None else _EPOCH + timedelta(days=today), seen=seen)
        except ExpiredDirectoryError as error:
            whose = "this device says" if today is None else "you say"
            raise ExpiredDirectoryError(
                f"{error.happened}, and {whose} it is {_date(here)}",
                todo="Look at a calendar. If that date is wrong, give today's with --newsroom-date; if not, try again tomorrow",
            ) from None
        records = open_day_file(day_file, directory.newsroom.verify_keys()) if day_file else {}
        day = next((record.day for record in records.values()), here)
        if abs(day - here) > 1:
            raise _clocks_differ(here, day, chosen=today is not None)
        return cls(client, directory, records, day)

    @property
    def versions(self) -> Versions:
        """What to remember against an older directory or board later."""
        seen = self.directory.versions
        return replace(seen, board=max(seen.board, self.board.number)) if self.board else seen

    def enter(self, identity: Identity) -> None:
        """From here on this visit is of one source."""
        self.identity = identity
        self.thread = Thread(identity, self.directory.newsroom.reporters)

    def readers(self, desk: Desk) -> list[Reporter]:
        """The readers of a desk."""
        listed = [self.directory.newsroom.reporter(reporter) for reporter in desk.reporters]
        return [reader for reader in listed if reader]

    def can_reach(self, reader: Reporter) -> bool:
        """Whether a letter can be sealed to this reader today."""
        return reader.reporter in self.keys and reader.takes_letters(self.day)

    def look(self) -> None:
        """Look for answers, with cover letters only. Raises as the line does; BrokenBoardError; RollbackError."""
        self.exchange()
        if self.problem:
            raise self.problem

    def compose(self, text: str, readers: Iterable[Reporter], attachments: list[Attachment]) -> Message:
        """Make a message ready; a text too long for a letter goes as a file.

        Raises:  NobodyReachableError: one of the readers, or all; TooLongError; FileChangedError; OSError.
        """
        to = tuple(readers)
        if not to or not all(self.can_reach(reader) for reader in to):
            raise NobodyReachableError
        content = Content(text, tuple(reader.reporter for reader in to))
        files = list(attachments)
        if not _fits(content):
            files.insert(0, text_attachment(text))
            content = replace(content, text="")
        outgoing = Outgoing(files) if files else None
        return Message(replace(content, stream=outgoing.stream()) if outgoing else content, to, outgoing)

    def send(self, message: Message, progress: Callable[[Progress], None]) -> None:
        """Send a message of the source that was entered: parcels first, the exchange last, so its letter is whole.

        Args:    progress: told how many parcels are safe (201 or 200), of how many.
        Raises:  FileChangedError; what the line may do.
        """
        if self.identity is None:
            raise ValueError("nobody has entered")
        if message.outgoing:
            deliver(message.outgoing, self.client, progress)
        tip = os.urandom(16)
        letters = []
        for reader in message.readers:
            opened = Opened(self.identity.pair(reader.reporter), self.identity.reply_key, tip, message.content)
            letters.append(seal_letter(opened.pack(), self.day, reader.reporter, self.keys[reader.reporter].public_key))
        self.exchange(letters)

    def exchange(self, letters: Iterable[bytes] = ()) -> None:
        """The one act on the wire: post an exchange, get the board, get two groups; whatever was written or not.

        Trouble with the answers is noted (``problem``), not raised: the letters have arrived.
        """
        sealed = list(letters)
        self.problem = None
        self.client.post_exchange(make_exchange(sealed, self.day))
        self.letter_arrived = self.letter_arrived or bool(sealed)
        try:
            self._collect()
        except AsterismError as error:
            self.problem = error

    def _collect(self) -> None:
        untrusted = self.client.board()
        if untrusted is None:
            if self.directory.board_sha256 is not None:
                raise BrokenBoardError
            return  # before the courier's first trip there is none
        named = self.directory.versions.board
        board = open_board(
            untrusted,
            self.directory.newsroom.couriers,
            at_least=max(named, self.board.number if self.board else 0),
            sha256=self.directory.board_sha256 if self.board is None or self.board.number == named else None,
        )
        self.board = board
        found = self.thread.find(board) if self.thread else []
        for place in choose_places(board, found, self.thread.fetched if self.thread else ()):
            group = self.client.group(place)
            if self.thread:
                self.thread.take(place, group)


SPARE = 96
"""Bytes of a letter left free for a stream's description, which is known only after the parcels."""


def _fits(content: Content) -> bool:
    """Whether a reader can open the content as a letter, with a stream's description beside it."""
    longest = PARCELS_LIMIT * PLAIN_SIZE
    try:
        replace(content, stream=Stream(os.urandom(32), longest, longest - 1, os.urandom(32))).pack(spare=SPARE)
    except TooLongError:
        return False
    return True


def _clocks_differ(here: int, newsroom: int, *, chosen: bool) -> WrongClockError:
    if chosen:
        return WrongClockError(
            f"You say it is {_date(here)}, and the newsroom says {_date(newsroom)}",
            todo="Look at a calendar; if the newsroom is wrong, tell it on another channel",
        )
    return WrongClockError(
        f"This device says it is {_date(here)}, and the newsroom says {_date(newsroom)}",
        todo="Look at a calendar. If this device is wrong, set its date, or give today's with --newsroom-date",
    )


def _date(day: int) -> str:
    return (_EPOCH + timedelta(days=day)).date().isoformat()
