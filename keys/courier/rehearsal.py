"""What a trip would do, found out without doing it (``--dry-run``): nothing is written, signed or sent.

The server is asked for what it has published, and for nothing that could change it: the list of letters is not asked for,
because a server that is asked for it may sort what has arrived, three times a day at most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tuf.api.metadata import Metadata

from intake.protocol import wire
from intake.protocol.errors import ExpiredDirectoryError
from keys.courier.carry import check_gap, is_there, leaving, lost_bundle, receipted
from keys.courier.client import Server
from keys.courier.newsroom import Versions
from keys.courier.publish import (
    check_certified,
    check_ready,
    left_over,
    merged_day_files,
    unpublished,
    waiting_outboxes,
)
from keys.courier.published import look
from keys.courier.state import CourierFolder
from keys.stick.bundle import OUTBOXES_LIMIT, Bundle
from keys.stick.errors import ForeignStickError
from keys.stick.layout import BUNDLES, stick_folder


class Rehearsal(CourierFolder):
    """A courier's folder whose changes stay in memory: what a step takes, the next one finds, and the disk keeps nothing."""

    def __init__(self, folder: Path) -> None:
        """Raises NotACourierError, DamagedCourierError."""
        super().__init__(folder)
        self._signed: dict[str, bytes] | None = None
        self._taken: dict[str, bytes] = {}

    def save(self) -> None:
        """Nothing: ``state`` is this object's own."""

    def has_newsroom(self) -> bool:
        """Whether a signed newsroom was taken, or would be."""
        return self._signed is not None or super().has_newsroom()

    def newsroom_files(self) -> dict[str, bytes]:
        """Everything that the admins signed, as it would lie here. Raises NoNewsroomError, DamagedCourierError."""
        return super().newsroom_files() if self._signed is None else self._signed

    def save_newsroom(self, files: dict[str, bytes]) -> None:
        """Keep it in memory."""
        self._signed = files

    def save_outbox(self, name: str, body: bytes) -> None:
        """Keep it in memory."""
        self._taken[name] = body

    def waiting(self) -> list[bytes]:
        """The outboxes that would wait to be published."""
        there = {path.name: path.read_bytes() for path in self.waiting_outboxes()} | self._taken
        return [there[name] for name in sorted(there)]


@dataclass(frozen=True, slots=True)
class Publishing:
    """What a publication would say. ``again``: what an earlier run signed would be sent first.

    outboxes: how many would go.  board, section, snapshot, timestamp: the numbers as they are and as they would be; that
    of the section as it is when no answers go.  days: the days whose file of keys would change.
    """

    again: bool
    outboxes: int
    board: tuple[int, int]
    snapshot: tuple[int, int]
    timestamp: tuple[int, int]
    days: tuple[int, ...]


def publishing(courier: Rehearsal, server: Server, now: datetime) -> Publishing:
    """What :func:`keys.courier.publish.publish` would do. Raises as it does, but for what only the sending shows."""
    today = wire.day_of(now.timestamp())
    check_ready(courier, server, today)
    left = left_over(courier)
    files, noted = left or ({}, {})
    state = courier.state
    before = look(courier, server, today)
    check_certified(courier)
    _check_dates(courier, now)
    waiting = {
        digest: box for digest, box in waiting_outboxes(courier).items() if digest not in noted.get("published", ())
    }
    days = {int(path.removeprefix("keys/")): body for path, body in files.items() if path.startswith("keys/")}
    days |= merged_day_files(before, list(waiting.values()))
    there = courier.day_files()
    first = replace(
        before,
        number=max(before.number, wire.parse_board(files["board"]).number if files else 0),
        snapshot=max(before.snapshot, noted.get("snapshot", 0)),
        timestamp=max(before.timestamp, noted.get("timestamp", 0)),
    )
    state.named = [*state.named, *noted.get("published", ()), *waiting][-OUTBOXES_LIMIT:]  # for the bundle to come
    return Publishing(
        again=left is not None,
        outboxes=len(unpublished(before, waiting.values())),
        board=(before.number, first.number + 1),
        snapshot=(before.snapshot, first.snapshot + 1),
        timestamp=(before.timestamp, first.timestamp + 1),
        days=tuple(
            sorted(day for day, body in days.items() if there.get(day) != body and day >= today - wire.KEY_DAYS_AHEAD)
        ),
    )


def _check_dates(courier: CourierFolder, now: datetime) -> None:
    """Raise ExpiredDirectoryError when what the admins signed has run out: no source would take it."""
    files = courier.newsroom_files()
    newest = Versions.of(files)
    for name in (f"{newest.root}.root.json", f"{newest.targets}.targets.json"):
        signed: Any = Metadata.from_bytes(files[name]).signed
        if signed.is_expired(now.astimezone(UTC)):
            raise ExpiredDirectoryError(f"The newsroom's directory ({name}) has run out on {signed.expires:%Y-%m-%d}")


@dataclass(frozen=True, slots=True)
class Carrying:
    """What would happen to the bundles.

    dropped: numbers that would leave this laptop.  there: those that lie on the stick, whole.  written: those that would
    be written.  removed: names of what would leave the stick.
    """

    dropped: tuple[int, ...]
    there: tuple[int, ...]
    written: tuple[Bundle, ...]
    removed: tuple[str, ...]


def carrying(courier: CourierFolder, stick: Path, today: int) -> Carrying:
    """What :func:`keys.courier.carry.carry` would do. Raises as it does, but for what only the writing shows."""
    last = receipted(courier, today)
    bundles = [bundle for bundle in courier.bundles() if bundle.manifest.number > last]
    try:
        top: Path | None = stick_folder(stick, BUNDLES)
    except ForeignStickError:
        top = None
    check_gap(courier, bundles, last)
    there = [bundle for bundle in bundles if top and is_there(bundle, top / bundle.manifest.folder_name)]
    written = [bundle for bundle in bundles if bundle not in there]
    for bundle in written:
        if not bundle.whole():
            raise lost_bundle(courier, bundle.manifest.number)
    return Carrying(
        dropped=tuple(number for number in courier.bundle_folders() if number <= last),
        there=_numbers(there),
        written=tuple(written),
        removed=tuple(path.name for path in leaving(courier, top, bundles)) if top else (),
    )


def _numbers(bundles: Sequence[Bundle]) -> tuple[int, ...]:
    return tuple(bundle.manifest.number for bundle in bundles)
