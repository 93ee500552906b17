"""A copy of the database that tells no more than it: compacted first, sealed data only. PostgreSQL has pg_dump."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

from sqlalchemy import Engine

from intake.server import upkeep
from intake.server.errors import ServerError
from intake.server.settings import DATABASE_NAME, Settings
from intake.server.store.database import Database
from intake.server.store.models import REVISION


class BackupError(ServerError):
    """A backup cannot be made or put back here."""

    code = "backup"
    happened = "This cannot be done here"
    todo = "See docs/operator.md"


def make(database: Database, copy: Path) -> int:
    """Write a compacted copy while the server serves; returns its size in bytes.

    Raises:  BackupError: it is not SQLite, or the file exists.  FullError: no room to compact.
    """
    if not database.settings.is_sqlite:
        raise BackupError("This server's database is PostgreSQL", todo="Use pg_dump, after intake upkeep")
    if copy.exists():
        raise BackupError("There is a file of this name already", todo="Give a name that is free")
    upkeep.compact(database)
    half = copy.with_name(copy.name + ".half")
    half.unlink(missing_ok=True)
    os.close(os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))  # nobody else reads it, from its first byte

    def work(engine: Engine) -> None:
        pooled = engine.raw_connection()
        try:
            pooled.cursor().execute("VACUUM INTO ?", (str(half),))
        finally:
            pooled.close()

    try:
        database.writer.alone(work)
        with half.open("rb") as file:
            os.fsync(file.fileno())
        half.rename(copy)
    finally:
        half.unlink(missing_ok=True)
    return copy.stat().st_size


def put_back(settings: Settings, copy: Path) -> None:
    """Make ``copy`` the database of a folder that has none.

    Raises:  BackupError: there is a database, or the copy is damaged or of another version.
    """
    target = settings.folder / DATABASE_NAME
    if not settings.is_sqlite:
        raise BackupError("This server's database is PostgreSQL", todo="Use pg_restore, then intake init")
    if target.exists():
        raise BackupError(
            "This folder has a database already",
            kept="It is as it was",
            todo="Restore into a new folder, or move it away",
        )
    file = sqlite3.connect(f"{copy.absolute().as_uri()}?mode=ro", uri=True)
    try:
        whole = file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        version = file.execute("SELECT version_num FROM alembic_version").fetchone() if whole else None
    except sqlite3.DatabaseError:
        version = None
    finally:
        file.close()
    if version != (REVISION,):
        raise BackupError("This file is damaged, or no backup of this version", todo="Try an older backup")
    half = target.with_name(target.name + ".half")
    half.unlink(missing_ok=True)
    try:
        os.close(os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        shutil.copyfile(copy, half)
        with half.open("rb") as written:
            os.fsync(written.fileno())
        half.rename(target)
    finally:
        half.unlink(missing_ok=True)
