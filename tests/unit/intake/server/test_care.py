"""What an operator does between two alarms: status, doctor, backup, restore."""

from __future__ import annotations

import json
import resource
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from intake.protocol import wire
from intake.server import clock
from intake.server.cli import intake
from intake.server.doctor import look
from intake.server.settings import load
from intake.server.store import queries
from intake.server.store.database import Database
from intake.server.store.models import Letter
from tests.support import sealed


@pytest.fixture
def runner() -> CliRunner:
    """Runs the command in this process."""
    return CliRunner()


@pytest.fixture
def letters() -> list[bytes]:
    """A few letters of today."""
    return [sealed.letter(clock.today()) for _ in range(8)]


@pytest.fixture
def folder(runner: CliRunner, tmp_path: Path, letters: list[bytes]) -> Path:
    """A server with some letters in it."""
    folder = tmp_path / "server"
    assert runner.invoke(intake, ["init", str(folder)]).exit_code == 0
    database = Database(load(folder))
    database.writer.put_letters(tuple(letters))
    database.close()
    return folder


def test_status_counts_by_days(runner: CliRunner, folder: Path) -> None:
    """Counts and days, nothing finer."""
    told = json.loads(runner.invoke(intake, ["status", str(folder), "--json"]).output)
    assert told["counts"] == {"letters": {str(clock.today()): 8}, "parcels": {}}
    said = runner.invoke(intake, ["status", str(folder)]).output.splitlines()
    assert said[:2] == [f"letters  day {clock.today()}: 8", "8 letters and 0 parcels, 0 MiB."]


def test_the_doctor_names_what_to_mend(runner: CliRunner, folder: Path) -> None:
    """A folder that others can read and a server without a courier are told, with the command that mends them."""
    folder.chmod(0o755)
    looked = runner.invoke(intake, ["doctor", str(folder)])
    assert looked.exit_code == 1
    assert f"mend  only this user reads the folder: chmod 700 {folder}" in looked.output
    assert f"mend  a courier has a token: intake courier-token {folder}" in looked.output
    assert "well  the database is whole" in looked.output
    folder.chmod(0o700)
    runner.invoke(intake, ["courier-token", str(folder)])
    runner.invoke(intake, ["upkeep", str(folder)])
    again = runner.invoke(intake, ["doctor", str(folder)]).output
    for well in (
        "only this user reads the folder",
        "a courier has a token",
        "upkeep has run",
        "there is room to compact",
    ):
        assert f"well  {well}" in again


def test_a_backup_put_back_is_the_server(runner: CliRunner, folder: Path, letters: list[bytes], tmp_path: Path) -> None:
    """Made while it could serve, compacted, and nobody else may read it; all letters are there in the new folder."""
    copy, new = tmp_path / "copy.db", tmp_path / "new"
    made = runner.invoke(intake, ["backup", str(folder), str(copy)])
    assert made.exit_code == 0, made.output
    assert copy.stat().st_mode & 0o077 == 0
    assert {path.name for path in tmp_path.iterdir()} == {"server", "copy.db"}
    assert runner.invoke(intake, ["restore", str(new), str(copy)]).exit_code == 0
    database = Database(load(new))
    with database.read() as connection:
        assert queries.ids(connection, Letter, 0) == sorted(map(wire.object_id, letters))
        assert queries.body(connection, Letter, wire.object_id(letters[0])) == letters[0]
    database.close()


def test_what_grew_too_old_in_a_backup_is_gone_when_it_is_put_back(
    runner: CliRunner, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, letters: list[bytes]
) -> None:
    """A backup is no way around expiry."""
    copy, new = tmp_path / "copy.db", tmp_path / "new"
    runner.invoke(intake, ["backup", str(folder), str(copy)])
    later = (clock.today() + 31) * 86_400.0
    monkeypatch.setattr(clock, "_now", lambda: later)
    told = runner.invoke(intake, ["restore", str(new), str(copy)]).output
    assert "8 letters and 0 parcels had grown too old" in told
    raw = b"".join(path.read_bytes() for path in new.iterdir())
    assert not any(letter[100:130] in raw for letter in letters)


@pytest.mark.parametrize("spoil", ["damaged", "version", "empty"])
def test_a_bad_backup_is_not_put_back(runner: CliRunner, folder: Path, tmp_path: Path, spoil: str) -> None:
    """Damaged, of another version, or no database at all: refused before anything is there."""
    copy, new = tmp_path / "copy.db", tmp_path / "new"
    runner.invoke(intake, ["backup", str(folder), str(copy)])
    if spoil == "damaged":
        raw = bytearray(copy.read_bytes())
        raw[8_192:40_000] = bytes(40_000 - 8_192)
        copy.write_bytes(raw)
    elif spoil == "version":
        file = sqlite3.connect(copy)
        file.execute("UPDATE alembic_version SET version_num = '9999'")
        file.commit()
        file.close()
    else:
        copy.write_bytes(b"")
    refused = runner.invoke(intake, ["restore", str(new), str(copy)])
    assert refused.exit_code == 1
    assert "intake: error: This file is damaged, or no backup of this version" in refused.stderr
    assert not (new / "intake.db").exists()


def test_nothing_is_written_over(runner: CliRunner, folder: Path, tmp_path: Path) -> None:
    """Neither an older backup nor a database that is there."""
    copy = tmp_path / "copy.db"
    runner.invoke(intake, ["backup", str(folder), str(copy)])
    assert runner.invoke(intake, ["backup", str(folder), str(copy)]).exit_code == 1
    assert runner.invoke(intake, ["restore", str(folder), str(copy)]).exit_code == 1


def test_a_backup_may_have_any_name(runner: CliRunner, folder: Path, tmp_path: Path) -> None:
    """Signs that mean something in an address mean nothing in a file's name."""
    copy = tmp_path / "copy #1?mode=rwc %41.db"
    runner.invoke(intake, ["backup", str(folder), str(copy)])
    assert runner.invoke(intake, ["restore", str(tmp_path / "new"), str(copy)]).exit_code == 0


@pytest.mark.parametrize("verb", ["init", "status", "upkeep", "backup"])
def test_a_database_that_fails_is_told_in_three_lines(
    runner: CliRunner, folder: Path, tmp_path: Path, verb: str
) -> None:
    """Damaged, and for "init" too small a disk: what happened, what is kept, what to do, and no traceback."""
    files = [str(tmp_path / "copy.db")] if verb == "backup" else []
    if verb == "init":
        (folder / "intake.db").unlink()
        disk = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, disk[1]))
        try:
            told = runner.invoke(intake, [verb, str(folder)])
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, disk)
    else:
        file = sqlite3.connect(folder / "intake.db")
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (root,) = file.execute("SELECT rootpage FROM sqlite_master WHERE name = 'letters'").fetchone()
        file.close()
        with (folder / "intake.db").open("r+b") as raw:
            raw.seek((root - 1) * 8_192)
            raw.write(b"\xff" * 8_192)
        told = runner.invoke(intake, [verb, str(folder), *files])
    assert told.exit_code == 1
    assert [line.split(":")[1] for line in told.stderr.splitlines()] == [" error", " kept", " next"]
    assert not list(tmp_path.glob("copy*"))


@pytest.mark.parametrize(
    "settings", [pytest.param("postgresql", marks=pytest.mark.xdist_group("postgresql"))], indirect=True
)
def test_the_doctor_reads_what_postgresql_keeps_and_promises(database: Database) -> None:
    """A commit that waits for no disk, and a log that keeps the order of arrivals, are told with what mends them."""

    def mends() -> dict[str, str]:
        database.readers.dispose()
        return {finding.what: finding.mend for finding in look(database) if finding.what.startswith("PostgreSQL")}

    found = mends()
    assert found["PostgreSQL's wal_level is minimal"] == "wal_level = minimal, and restart it"
    assert {found[f"PostgreSQL's {name} is on"] for name in ("fsync", "synchronous_commit", "full_page_writes")} == {""}
    with database.writer.engine.begin() as connection:
        connection.execute(text("ALTER DATABASE postgres SET synchronous_commit = off"))
    try:
        assert mends()["PostgreSQL's synchronous_commit is on"]
    finally:
        with database.writer.engine.begin() as connection:
            connection.execute(text("ALTER DATABASE postgres RESET synchronous_commit"))
