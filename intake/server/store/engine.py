"""Connections: SQLite with WAL and a sync for each commit, or PostgreSQL as its operator set it up."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError

from intake.server.errors import NotInitialisedError
from intake.server.settings import Settings
from intake.server.store.models import REVISION

MIGRATIONS = Path(__file__).resolve().parents[3] / "migrations"
BUSY_MS = 60_000
PAGE_BYTES = 8_192
CHECKPOINT_PAGES = 4_096
IDLE_S = 60
"""A host that died in the middle of a transaction holds its locks no longer: everybody else would wait for them."""
CONNECT_S = 10
DEAD_LINE = {
    "connect_timeout": CONNECT_S,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}
"""libpq's: a PostgreSQL whose host is gone without a word is told from a slow one within a minute, not within hours."""
PRAGMAS = (
    f"PRAGMA page_size = {PAGE_BYTES}",  # of 4, 8 and 16 KiB the quickest for parcels, and close to it for letters
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # in WAL: a sync for each commit, and so for each 201
    "PRAGMA secure_delete = ON",  # what expired is overwritten, not only forgotten
    f"PRAGMA busy_timeout = {BUSY_MS}",
    f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}",
)


def make_engine(settings: Settings, *, writes: bool) -> Engine:
    """An engine for the many readers, or for the one writer, whose transactions take SQLite's lock at their start."""
    if not settings.is_sqlite:
        return _postgresql(settings.url, pool_size=2 if writes else 8)
    # Compaction's temporary file is as sealed as the database, and as large: it belongs beside it.
    os.environ.setdefault("SQLITE_TMPDIR", str(settings.folder))
    engine = create_engine(settings.url, pool_size=2 if writes else 8, max_overflow=8, hide_parameters=True)
    begin = "BEGIN IMMEDIATE" if writes else "BEGIN"

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # we say when a transaction begins
        for pragma in PRAGMAS:
            connection.execute(pragma).close()

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _postgresql(url: str, *, pool_size: int) -> Engine:
    given = make_url(url).query  # what an operator wrote there is meant
    patience = {name: value for name, value in DEAD_LINE.items() if name not in given}
    engine = create_engine(url, pool_size=pool_size, max_overflow=8, pool_pre_ping=True, connect_args=patience)

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute(f"SET idle_in_transaction_session_timeout = '{IDLE_S}s'")
        cursor.close()
        connection.commit()

    return engine


def migrate(settings: Settings) -> None:
    """Bring the database to the present version, from nothing or from any older one."""
    from alembic import command
    from alembic.config import Config

    engine = make_engine(settings, writes=True)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    engine.dispose()


def check_revision(engine: Engine) -> None:
    """Raise NotInitialisedError unless the database is of exactly this version; OperationalError: PostgreSQL is away."""
    try:
        with engine.connect() as connection:
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except DBAPIError as error:
        if isinstance(error, OperationalError) and engine.dialect.name == "postgresql":
            raise
        raise NotInitialisedError from None
    if found != REVISION:
        raise NotInitialisedError
