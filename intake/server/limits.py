"""How much anybody may send: a share for each origin, without knowing it (forget.py), and the room that there is."""

from __future__ import annotations

import shutil
import threading
import time

from flask import current_app, request
from flask_limiter import Limiter

from intake.protocol import wire
from intake.server import clock
from intake.server.errors import FullError
from intake.server.forget import CLIENT
from intake.server.settings import Settings
from intake.server.store import state
from intake.server.store.database import Database

LOOK_S = 1.0
COPIES = 2
"""Compacting SQLite writes the database twice before the old one is gone: a temporary file, then the WAL."""


def limiter_for(settings: Settings) -> Limiter:
    """A limiter that counts by the opaque key alone."""
    return Limiter(
        lambda: str(request.environ[CLIENT]),
        storage_uri=settings.limiter_storage,
        strategy="fixed-window",
        in_memory_fallback_enabled=not settings.limiter_storage.startswith("memory"),
        headers_enabled=False,
    )


def exchanges() -> str:
    """One origin's share of exchanges."""
    return f"{_settings().exchanges_per_client_ten_minutes} per 10 minutes"


def parcels() -> str:
    """One origin's share of parcels."""
    return f"{_settings().parcels_per_client_ten_minutes} per 10 minutes"


def courier() -> str:
    """What even a broken laptop may ask."""
    return "600 per 10 minutes"


def _settings() -> Settings:
    settings = current_app.config["SETTINGS"]
    assert isinstance(settings, Settings)  # noqa: S101 - for the types: the factory sets it
    return settings


class Room:
    """Whether there is room for more: looked at once a second at most, so what comes in between is a few MiB."""

    def __init__(self, database: Database) -> None:
        """Nothing is looked at before the first question."""
        self._database = database
        self._lock = threading.Lock()
        self._looked = 0.0
        self._fits = True

    def check(self) -> None:
        """Raise FullError when the quota, the day's quota or the disk does not allow more."""
        if not self.has_some():
            raise FullError

    def has_some(self) -> bool:
        """Whether there is room."""
        with self._lock:
            now = time.monotonic()
            if now - self._looked > LOOK_S or not self._looked:
                self._fits = self._look()
                self._looked = now
            return self._fits

    def _look(self) -> bool:
        settings = self._database.settings
        used = self._database.used_bytes()
        if settings.quota_bytes and used + wire.PARCEL_SIZE > settings.quota_bytes:
            return False
        if settings.quota_a_day_bytes:
            with self._database.read() as connection:
                taken = state.get(connection, f"{state.TAKEN}{clock.today()}") or 0
            if taken + wire.PARCEL_SIZE > settings.quota_a_day_bytes:
                return False
        return not settings.is_sqlite or free_after_compaction(settings, used) > 0


def free_after_compaction(settings: Settings, used_bytes: int) -> int:
    """Bytes of disk above the floor that stay free while SQLite compacts; negative: it would not fit."""
    return shutil.disk_usage(settings.folder).free - settings.disk_floor_bytes - COPIES * used_bytes
