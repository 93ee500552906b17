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
LOOK_BYTES = 4 << 20
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
    """Whether there is room for more: looked at once a second, and whenever some MiB have come in since."""

    def __init__(self, database: Database) -> None:
        """Nothing is looked at before the first question."""
        self._database = database
        self._lock = threading.Lock()
        self._looked = -LOOK_S
        self._since = 0
        self._fits = True

    def take(self, size: int) -> None:
        """Raise FullError when the quota, the day's quota or the disk does not allow ``size`` bytes more."""
        if not self.has_some(size):
            raise FullError

    def has_some(self, size: int = 0) -> bool:
        """Whether there is room; ``size`` bytes of it are about to be used."""
        with self._lock:
            now = time.monotonic()
            if now - self._looked >= LOOK_S or self._since >= LOOK_BYTES:
                self._fits, self._looked, self._since = self._look(), now, 0
            self._since += size
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
        return not settings.is_sqlite or free_while_compacting(settings, used) > settings.disk_floor_bytes


def free_while_compacting(settings: Settings, used_bytes: int) -> int:
    """Bytes of disk that stay free while SQLite compacts; negative: it would not fit."""
    return shutil.disk_usage(settings.folder).free - COPIES * used_bytes
