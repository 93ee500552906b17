"""One server in this process, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text

from intake.server import clock
from intake.server.app import create_app
from intake.server.settings import DATABASE_NAME, Settings
from intake.server.store import queries
from intake.server.store.database import Database
from intake.server.store.engine import migrate
from tests.support.newsroom import Newsroom
from tests.support.postgres import running_postgres

DAY = 20_000
TOKEN = secrets.token_bytes(32)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL, migrated, that all tests of one process share."""
    with running_postgres() as url:
        migrate(Settings(folder=Path(), database=url))
        yield url


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy: migrating once a test would take most of the time."""
    folder = tmp_path_factory.mktemp("migrated")
    migrate(Settings(folder=folder))
    return folder / DATABASE_NAME


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """The server's day is 20,000; call it to make it another."""

    def be(day: int) -> None:
        monkeypatch.setattr(clock, "_now", lambda: day * 86_400 + 40_000.0)

    be(DAY)
    return be


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.xdist_group("postgresql"))])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """A fresh installation on either database; what a test changes it changes with ``dataclasses.replace``."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_file"), tmp_path)
        return Settings(folder=tmp_path, disk_floor_bytes=0)
    url = request.getfixturevalue("postgres_url")
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("TRUNCATE letters, parcels, published, tokens, state"))
    engine.dispose()
    return Settings(folder=tmp_path, database=url)


@pytest.fixture
def database(settings: Settings, day: Callable[[int], None]) -> Iterator[Database]:
    """The store alone."""
    database = Database(settings)
    yield database
    database.close()


@pytest.fixture
def client(database: Database) -> FlaskClient:
    """Somebody on the other side of HTTP, without the HTTP."""
    database.writer.transaction(lambda c: queries.write_token(c, sha256(TOKEN).digest(), "courier"))
    return create_app(database.settings, database).test_client()


@pytest.fixture
def courier() -> dict[str, str]:
    """The headers of a courier."""
    return {"Authorization": f"Bearer {TOKEN.hex()}"}


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    """Admins who sign a page, and a courier with a key of their own."""
    return Newsroom(tmp_path / "newsroom", names=("Ada",))
