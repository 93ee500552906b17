"""Copies of what is published, in this process's memory, until the number of the publication changes."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from intake.server.routes.answers import squeeze
from intake.server.store import queries, state
from intake.server.store.database import Database

KEPT_BYTES = 32 << 20
SQUEEZED = ("page/", "directory/")


@dataclass(frozen=True, slots=True)
class Item:
    """A published file's bytes, and the same gzipped where that saves something."""

    body: bytes
    squeezed: bytes | None


class Shelf:
    """Every question costs one look at the publication's number; a body is read once a publication."""

    def __init__(self, database: Database) -> None:
        """Nothing is read before the first question."""
        self._database = database
        self._lock = threading.Lock()
        self._version: int | None = None
        self._items: dict[str, Item] = {}
        self._size = 0

    def find(self, path: str) -> Item | None:
        """The published file at ``path``, which may be anything that a stranger typed."""
        path = path.replace("\0", "?")  # PostgreSQL takes no NUL in a text; no published path has either
        with self._database.read() as connection:
            version = state.get(connection, state.VERSION)
            with self._lock:
                if version != self._version:
                    self._version, self._items, self._size = version, {}, 0
                item = self._items.get(path)
            if item is not None:
                return item
            body = queries.published(connection, path)
        return None if body is None else self._keep(path, body, version)

    def _keep(self, path: str, body: bytes, version: int | None) -> Item:
        if path.startswith("groups/"):  # drawn by chance by everybody: remembering them is remembering all
            return Item(body, None)
        squeezed = squeeze(body) if path.startswith(SQUEEZED) else None
        item = Item(body, squeezed if squeezed and len(squeezed) < len(body) else None)
        with self._lock:
            size = len(body) + len(squeezed or b"")
            if version == self._version and path not in self._items and self._size + size <= KEPT_BYTES:
                self._items[path] = item
                self._size += size
        return item
