"""How much anybody may send: a share for each origin, without knowing it (forget.py), and the room that there is."""

from __future__ import annotations

import shutil
import threading
import time

from flask import Flask, request
from flask_limiter import Limiter, RateLimitExceeded
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter

from intake.protocol import wire
from intake.server import clock
from intake.server.errors import FullError
from intake.server.forget import CLIENT
from intake.server.settings import Settings
from intake.server.sharedkey import TIMEOUT_S
from intake.server.store import state
from intake.server.store.database import Database

LOOK_S = 1.0
LOOK_BYTES = 4 << 20
COPIES = 2
"""Compacting SQLite writes the database twice before the old one is gone: a temporary file, then the WAL."""


class Counts(Storage):
    """Counts in this process's memory, all forgotten together every ten minutes.

    The library's own starts a thread at almost every request to forget one count at a time: two requests at once can
    start the same thread, which fails one of them.
    """

    STORAGE_SCHEME: list[str] | None = ["asterism"]  # noqa: RUF012 - as the library declares it
    base_exceptions = ValueError

    def __init__(self, uri: str | None = None, **_options: float | str | bool) -> None:
        """``uri`` and the options are the library's; nothing is read from them."""
        super().__init__(uri)
        self._lock = threading.Lock()
        self._counts: dict[str, int] = {}
        self._until = 0.0

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Add to a count; ``expiry`` is in seconds, and the same for all of them."""
        with self._lock:
            now = time.monotonic()
            if now >= self._until:
                self._counts, self._until = {}, now + expiry
            self._counts[key] = count = self._counts.get(key, 0) + amount
            return count

    def get(self, key: str) -> int:
        """A count."""
        with self._lock:
            return self._counts.get(key, 0) if time.monotonic() < self._until else 0

    def get_expiry(self, key: str) -> float:  # noqa: ARG002 - the library's signature
        """When it is forgotten, in seconds since 1970."""
        return time.time() + max(self._until - time.monotonic(), 0.0)

    def check(self) -> bool:
        """Memory is always there."""
        return True

    def reset(self) -> int:
        """Forget all of them; returns how many there were."""
        with self._lock:
            gone, self._counts = len(self._counts), {}
            return gone

    def clear(self, key: str) -> None:
        """Forget one."""
        with self._lock:
            self._counts.pop(key, None)


class Shares(Limiter):
    """Flask-Limiter for routes that are named one by one."""

    def init_app(self, app: Flask) -> None:
        """As the library's, with our own counts for while a shared store is away."""
        super().init_app(app)
        if self._fallback_limiter is not None:
            self._fallback_limiter = FixedWindowRateLimiter(Counts())

    def _check_request_limit(self, callable_name: str | None = None, in_middleware: bool = True) -> None:
        # Before every request it would look for limits of the whole application, of which there are none, and that
        # cost as much as all the rest of it.
        if in_middleware:
            return
        try:
            super()._check_request_limit(callable_name, in_middleware)
        except RateLimitExceeded:
            raise
        except Exception:
            # The first request that finds the shared store dead turns to this process's memory; those that were
            # waiting for it at the same moment would fail.
            if not self._storage_dead:
                raise
            self.context.seen_limits.clear()
            super()._check_request_limit(callable_name, in_middleware)


def limiter_for(settings: Settings) -> Limiter:
    """A limiter that counts by the opaque key alone."""
    in_memory = settings.limiter_storage.startswith("memory")
    # Without them a store that hangs, and does not refuse, would hold every upload for ever.
    patience: dict[str, str | int] = {"socket_timeout": TIMEOUT_S, "socket_connect_timeout": TIMEOUT_S}
    return Shares(
        lambda: str(request.environ[CLIENT]),
        storage_uri="asterism://" if in_memory else settings.limiter_storage,
        storage_options=patience if settings.limiter_storage.startswith("redis") else {},
        strategy="fixed-window",
        in_memory_fallback_enabled=not in_memory,
        headers_enabled=False,
    )


def exchanges(settings: Settings) -> str:
    """One origin's share of exchanges."""
    return f"{settings.exchanges_per_client_ten_minutes} per 10 minutes"


def parcels(settings: Settings) -> str:
    """One origin's share of parcels."""
    return f"{settings.parcels_per_client_ten_minutes} per 10 minutes"


def courier(_settings: Settings) -> str:
    """What even a broken laptop may ask."""
    return "600 per 10 minutes"


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

    def take_for_publishing(self, size: int) -> None:
        """Raise FullError when ``size`` bytes would use more than half of the floor that uploads leave alone.

        So a server that takes no more letters still publishes, and a stolen token does not fill the disk.
        """
        settings = self._database.settings
        free = shutil.disk_usage(settings.folder).free
        if settings.is_sqlite and free - COPIES * size < settings.disk_floor_bytes // 2:  # into the log, then the file
            raise FullError

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
