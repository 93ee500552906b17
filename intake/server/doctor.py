"""Looks an installation over and says what to mend. Nothing is changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select, text

from intake.server import health, upkeep
from intake.server.limits import Room, free_while_compacting
from intake.server.settings import Settings
from intake.server.store.database import Database
from intake.server.store.models import Token

SQLITE = (3, 35)
POSTGRESQL = {
    # 201 means that it is on disk …
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    # … and nothing else keeps the order of arrivals, or their times (docs/operator.md).
    "archive_mode": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "track_commit_timestamp": "off",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_error_statement": "panic",
    "log_connections": "off",
}
SOON_DAYS = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that was looked at; ``mend`` is empty when it is well."""

    what: str
    mend: str = ""


def look(database: Database) -> list[Finding]:
    """All findings, the well ones too."""
    return [*_machine(database.settings), *_database(database), *_service(database)]


def _machine(settings: Settings) -> Iterator[Finding]:
    open_to_others = settings.folder.stat().st_mode & 0o077
    yield Finding("only this user reads the folder", f"chmod 700 {settings.folder}" if open_to_others else "")
    swaps = Path("/proc/swaps").read_text(encoding="utf-8").splitlines()[1:] if Path("/proc/swaps").exists() else []
    yield Finding("no swap", "swapoff, or a swap that is encrypted under a key of each boot" if swaps else "")
    if settings.is_sqlite:
        old = sqlite3.sqlite_version_info < SQLITE
        yield Finding("SQLite is new enough", f"SQLite {SQLITE[0]}.{SQLITE[1]} or later" if old else "")


def _database(database: Database) -> Iterator[Finding]:
    with database.read() as connection:
        if database.settings.is_sqlite:
            whole = connection.execute(text("PRAGMA quick_check")).scalar() == "ok"
            yield Finding("the database is whole", "" if whole else "stop the server, then intake restore a backup")
            room = free_while_compacting(database.settings, database.used_bytes())
            tight = room < database.settings.disk_floor_bytes
            yield Finding("there is room to compact", "a larger disk: uploads are refused now" if tight else "")
        else:
            found = text("SELECT name, setting FROM pg_settings WHERE name = ANY(:names)")
            for name, setting in connection.execute(found, {"names": list(POSTGRESQL)}):
                wanted = POSTGRESQL[name]  # a list of what is logged is empty from PostgreSQL 18 on
                same = setting == wanted or (wanted, setting) == ("off", "")
                yield Finding(f"PostgreSQL's {name} is {wanted}", "" if same else f"{name} = {wanted}, and restart it")
        tokens = connection.execute(select(Token.name)).first()
        yield Finding("a courier has a token", "" if tokens else f"intake courier-token {database.settings.folder}")


def _service(database: Database) -> Iterator[Finding]:
    found = health.look(database, Room(database))
    with database.read() as connection:
        leapt = upkeep.has_leapt(connection)
    look_at_it = (
        "look at the clock; if it is right: intake upkeep FOLDER --clock-is-right, or wait for the courier's trip"
    )
    yield Finding("the clock has not leapt", look_at_it if leapt else "")
    late = "let the server run, or run intake upkeep daily"
    yield Finding("upkeep has run", "" if found.upkeep else late)
    untils = {
        "the day's keys last": found.keys_until,
        "the timestamp lasts": found.timestamp_until,
        "the targets last": found.targets_until,
    }
    published = found.timestamp_until is not None
    yield Finding("the newsroom has published", "" if published else "the courier's first sync does it")
    for what, until in untils.items():
        if published:
            left = -1 if until is None else until - found.day
            soon = SOON_DAYS if "timestamp" not in what else 2
            yield Finding(what, f"{max(left, 0)} days left: call the newsroom" if left < soon else "")
