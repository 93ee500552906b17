"""The database as the rest of the server sees it: many readers, one writer."""

from __future__ import annotations

import hashlib
from functools import cached_property

from sqlalchemy import Connection, text

from intake.server.settings import Settings
from intake.server.store import queries
from intake.server.store.engine import check_revision, make_engine
from intake.server.store.turn import Turn
from intake.server.store.writer import Writer


class Database:
    """Opened once a process (after it forked). Raises NotInitialisedError on a database of another version."""

    def __init__(self, settings: Settings) -> None:
        """The writer's thread starts with the first write."""
        self.settings = settings
        self.readers = make_engine(settings, writes=False)
        check_revision(self.readers)

    @cached_property
    def writer(self) -> Writer:
        """The process's one writer."""
        return Writer(
            make_engine(self.settings, writes=True),
            Turn(self.settings.folder) if self.settings.is_sqlite else None,
            keep_days=self.settings.keep_days,
            counts=bool(self.settings.quota_a_day_bytes),
        )

    def read(self) -> Connection:
        """A connection for one short look, to be used as a context manager."""
        return self.readers.connect()

    def is_courier(self, untrusted_token: bytes) -> bool:
        """Whether this is a courier's token: its SHA-256 is compared with all that are kept, in constant time."""
        with self.read() as connection:
            return queries.knows_token(connection, hashlib.sha256(untrusted_token).digest())

    def used_bytes(self) -> int:
        """Bytes that the objects occupy, give or take their pages."""
        with self.read() as connection:
            if connection.dialect.name == "sqlite":
                pages, free, size = (
                    connection.execute(text(f"PRAGMA {name}")).scalar_one()
                    for name in ("page_count", "freelist_count", "page_size")
                )
                return int((pages - free) * size)
            tables = "pg_total_relation_size('letters') + pg_total_relation_size('parcels')"
            return int(connection.execute(text(f"SELECT {tables}")).scalar_one())

    def close(self) -> None:
        """End the writer's thread after what it has under way."""
        if "writer" in self.__dict__:
            self.writer.stop()
        self.readers.dispose()
