"""What the routes share: the database, the room, the shelf of published files."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app

from intake.server import clock
from intake.server.limits import Room
from intake.server.settings import Settings
from intake.server.shelf import Shelf
from intake.server.store.database import Database

NAME = "asterism"


@dataclass(frozen=True, slots=True)
class Service:
    """The parts of one running server."""

    settings: Settings
    database: Database
    room: Room
    shelf: Shelf

    @property
    def oldest(self) -> int:
        """What arrived before this day is as good as gone, whether upkeep has run or not."""
        return clock.today() - self.settings.keep_days


def service() -> Service:
    """The server that this request speaks to."""
    found = current_app.extensions[NAME]
    assert isinstance(found, Service)  # noqa: S101 - for the types: the factory puts it there
    return found
