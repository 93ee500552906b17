"""What is published already, by this courier or another one: fetched, checked, and built upon (docs/protocol.md).

Several laptops may publish by turns, and a new one goes on where a lost one stopped. So nothing of a publication goes by
what this laptop remembers alone: the board's number, the versions and the key records go on from what the server has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Targets

from intake.protocol import wire
from intake.protocol.board import open_board
from intake.protocol.directory import open_directory, unpack_bundle
from intake.protocol.errors import ProtocolError
from intake.protocol.keyrecord import open_day_file
from keys.courier.client import Server
from keys.courier.errors import ForeignNewsroomError, ForeignPublicationError, UnsignedNewsroomError
from keys.courier.newsroom import FIRST_ROOT, TARGETS_FOLDER, Versions, check_newsroom
from keys.courier.state import CourierFolder
from keys.signing import couriers_ever

DIRECTORY = "directory/bundle.json"
FURTHEST = 2**31
"""No honest courier counts so far; a thief who did would leave no number for anybody else."""

_NOT_SIGNED = (
    ProtocolError, UnsignedNewsroomError, ForeignNewsroomError, RepositoryError, KeyError, AttributeError, ValueError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Published:
    """What the next publication goes on from.

    board:   what the server has, None before the first trip.  number, section: the highest ever used, here or there.
    days:    key records by day: those on the server, then those that only this laptop has.
    snapshot, timestamp: the highest versions ever signed, here or there.
    """

    board: wire.Board | None
    number: int
    section: int
    days: Mapping[int, dict[bytes, bytes]]
    snapshot: int
    timestamp: int

    def has(self, tags: set[bytes]) -> bool:
        """Whether all of these tags stand on the board: then the outbox that they are from was published."""
        listed = {tag for section in self.board.sections for tag in section.tags} if self.board else set()
        return bool(tags) and tags <= listed


def look(courier: CourierFolder, server: Server, today: int, *, afresh: bool = False) -> Published:
    """What is published. A newsroom that another courier published, and that is newer, is taken.

    Args:    today: this laptop's day.  afresh: ask even when the board's number is that of our own last one.
    Raises:  ForeignPublicationError: no courier of this newsroom published it, or it leaves no room for a next one.
             NoNewsroomError; ServerUnreachableError, ServerRefusedError.
    """
    state, body = courier.state, courier.board()
    own = None if body is None else wire.parse_board(body)
    days = {day: wire.split_key_records(file) for day, file in courier.day_files().items()}
    board, snapshot, timestamp = own, state.snapshot, state.timestamp
    if afresh or server.state().board != (own.number if own else 0):
        files = server.published()
        if DIRECTORY in files:  # first of all: a newer root may name who signed the rest
            _take_newsroom(courier, server, files[DIRECTORY])
            there = _versions(courier, files[DIRECTORY])
            snapshot, timestamp = max(snapshot, there[0]), max(timestamp, there[1])
        board = _board(courier, files, today)
        days = _merged(_days(courier, files), days)
    both = [each for each in (own, board) if each is not None]
    return Published(
        board=board,
        number=max((each.number for each in both), default=0),
        section=max((section.number for each in both for section in each.sections), default=0),
        days=days,
        snapshot=snapshot,
        timestamp=timestamp,
    )


def _board(courier: CourierFolder, files: Mapping[str, bytes], today: int) -> wire.Board | None:
    """The board on the server. One that a courier signed who is revoked since is built upon, and so signed anew."""
    if "board" not in files:
        return None
    try:
        board = open_board(files["board"], couriers_ever(courier.newsroom_files()))
    except ProtocolError:
        raise ForeignPublicationError from None
    numbers = [board.number, *(section.number for section in board.sections)]
    days = [board.day, *board.closings.values(), *(section.day for section in board.sections)]
    if max(numbers) >= FURTHEST or max(days) > today + 1:
        raise ForeignPublicationError("The list of answers on the server counts further than a courier can")
    return board


def _days(courier: CourierFolder, files: Mapping[str, bytes]) -> dict[int, dict[bytes, bytes]]:
    """The key records on the server by day; they cannot be changed there, so each has to be one that sources take."""
    verify_keys, found = courier.newsroom().verify_keys(), {}
    for path, body in files.items():
        if path.startswith("keys/"):
            try:
                open_day_file(body, verify_keys)
                found[int(path.removeprefix("keys/"))] = wire.split_key_records(body)
            except (ProtocolError, ValueError):
                raise ForeignPublicationError("A key on the server was not signed by its reporter") from None
    return found


def _merged(
    there: Mapping[int, dict[bytes, bytes]], here: Mapping[int, dict[bytes, bytes]]
) -> dict[int, dict[bytes, bytes]]:
    """One a reporter and day, ever, so what is there stays."""
    return {day: here.get(day, {}) | there.get(day, {}) for day in {*here, *there}}


def _versions(courier: CourierFolder, untrusted: bytes) -> tuple[int, int]:
    """Of snapshot and timestamp as published, nought where they say nothing.

    Whoever remembers a thief's forgets it when the thief's key leaves the root (TUF 1.0, 5.3.11).
    """
    try:
        found = open_directory(untrusted, courier.pin(), None).versions
    except ProtocolError:
        return 0, 0
    return (found.snapshot, found.timestamp) if max(found.snapshot, found.timestamp) < FURTHEST else (0, 0)


def _take_newsroom(courier: CourierFolder, server: Server, untrusted: bytes) -> None:
    """Take what the admins signed from the server when another courier brought it there: nothing is taken back."""
    known = courier.newsroom_files()
    try:
        metadata, _ = unpack_bundle(untrusted)
        newest = Versions.of(metadata)
        if not newest.follows(Versions.of(known)):
            return
        targets: Metadata[Targets] = Metadata.from_bytes(metadata[f"{newest.targets}.targets.json"])
        files = {name: body for name, body in metadata.items() if name.endswith((".root.json", ".targets.json"))}
        if files.get(FIRST_ROOT) != known[FIRST_ROOT]:
            raise ForeignPublicationError
        for path, target in targets.signed.targets.items():
            place = PurePosixPath(path)
            hashed = place.with_name(f"{target.hashes['sha256']}.{place.name}")
            files[TARGETS_FOLDER + path] = server.file(f"directory/targets/{hashed}")
        courier.save_newsroom(check_newsroom(files, courier.pin()))
    except _NOT_SIGNED:
        raise ForeignPublicationError from None
