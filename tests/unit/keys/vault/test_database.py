"""The encrypted database: what was deleted is gone, whatever happens in between."""

from __future__ import annotations

import errno
import stat
import subprocess
import sys
from pathlib import Path

import apsw
import pytest

from keys.vault.database import erase_journal, migrate, open_database, told, transaction
from keys.vault.errors import AlreadyThereError, DamagedVaultError, NewerVaultError, NotAVaultError
from keys.vault.files import Disk

KEY = bytes(range(32))
SCHEMA = (
    "CREATE TABLE message (id INTEGER PRIMARY KEY, text TEXT NOT NULL); CREATE VIRTUAL TABLE found USING fts5(text);",
    "CREATE TABLE note (message INTEGER NOT NULL REFERENCES message, text TEXT)",
)
CANARY = "canary"

# Changes more pages than the cache holds, so that the database file itself is written, then dies without a word.
DIE_IN_A_TRANSACTION = """
import os, sys
from pathlib import Path
from keys.vault.database import open_database
database = open_database(Path(sys.argv[1]), bytes(range(32)))
database.execute("PRAGMA cache_size = 5").fetchall()
database.execute("BEGIN IMMEDIATE").fetchall()
database.execute("UPDATE message SET text = 'changed' || text").fetchall()
os._exit(9)
"""


def canaries(connection: apsw.Connection) -> int:
    """How often the canary stands in the decrypted pages, free ones too."""
    return connection.serialize("main").count(CANARY.encode())


def write_letters(connection: apsw.Connection, count: int = 40) -> None:
    """Messages of some 3 KB with the canary, each in a transaction of its own, also in the search."""
    for number in range(count):
        with transaction(connection):
            text = f"{CANARY}{number} " * 300
            connection.execute("INSERT INTO message VALUES (?, ?)", (number, text)).fetchall()
            connection.execute("INSERT INTO found (rowid, text) VALUES (?, ?)", (number, text)).fetchall()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A new database with both steps of the schema."""
    path = tmp_path / "vault.db"
    connection = open_database(path, KEY, create=True)
    migrate(connection, SCHEMA)
    connection.close()
    return path


def test_a_database_opens_under_its_key_alone(path: Path) -> None:
    """Another key, a missing file and a second creation are told; the file is private."""
    open_database(path, KEY).close()
    with pytest.raises(DamagedVaultError):
        open_database(path, bytes(32))
    with pytest.raises(NotAVaultError):
        open_database(path.with_name("none"), KEY)
    with pytest.raises(AlreadyThereError):
        open_database(path, KEY, create=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_changed_page_is_noticed(path: Path) -> None:
    """Pages are authenticated."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    connection = open_database(path, KEY)
    with pytest.raises(DamagedVaultError), told(path):
        connection.execute("PRAGMA integrity_check").fetchall()
    connection.close()


def test_the_settings_that_forgetting_rests_on_are_on(path: Path) -> None:
    """Deleted content is overwritten, nothing shrinks, nothing temporary reaches the disk, references hold."""
    connection = open_database(path, KEY)
    wanted = {
        "secure_delete": 1,
        "auto_vacuum": 0,
        "journal_mode": "persist",
        "synchronous": 2,
        "temp_store": 2,
        "foreign_keys": 1,
        "locking_mode": "exclusive",
    }
    assert {name: connection.pragma(name) for name in wanted} == wanted
    with pytest.raises(apsw.ConstraintError):
        connection.execute("INSERT INTO note VALUES (1, 'to nobody')").fetchall()
    connection.close()


def test_search_finds_words_in_any_script(path: Path) -> None:
    """Full text search is there, inside the encryption."""
    connection = open_database(path, KEY)
    connection.execute(
        "INSERT INTO found VALUES ('Die Akte über Müller'), ('документы о школе'), ('दस्तावेज़ यहाँ')"
    ).fetchall()
    for word in ("akte", "школе", "यहाँ"):
        assert len(connection.execute("SELECT text FROM found WHERE found MATCH ?", (f'"{word}"',)).fetchall()) == 1
    connection.close()


def test_deleted_text_is_in_no_page_and_in_no_journal(path: Path) -> None:
    """After the deletion the key opens every page, and the text and its words are in none; the journal holds nothing."""
    connection = open_database(path, KEY)
    write_letters(connection)
    assert canaries(connection) > 40
    with transaction(connection):
        connection.execute("DELETE FROM message").fetchall()
        connection.execute("DELETE FROM found").fetchall()
    assert canaries(connection) == 0
    assert (path.parent / "vault.db-journal").read_bytes() == b""
    connection.close()


def test_one_deleted_letter_leaves_the_search_of_the_others(path: Path) -> None:
    """The search forgets a letter's words at once, not when its index happens to be merged."""
    connection = open_database(path, KEY)
    write_letters(connection)
    with transaction(connection):
        connection.execute("DELETE FROM message WHERE id = 17").fetchall()
        connection.execute("DELETE FROM found WHERE rowid = 17").fetchall()
    pages = connection.serialize("main")
    assert b"canary17" not in pages
    assert connection.execute("SELECT rowid FROM found WHERE found MATCH 'canary17 OR canary18'").fetchall() == [(18,)]
    # The index keeps words as they differ from the one before: seen through its own eyes it has the word no more.
    connection.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, found, row)").fetchall()
    assert connection.execute("SELECT term FROM words WHERE term = 'canary17'").fetchall() == []
    connection.close()


class ForgetfulDisk(Disk):
    """The power is cut once a file has been overwritten and synced."""

    def sync(self, path: Path) -> None:
        """Sync, then stop."""
        super().sync(path)
        raise KeyboardInterrupt


def test_a_journal_is_overwritten_where_it_lies(path: Path) -> None:
    """Before its blocks are set free they hold zeros; a crash right then does no harm."""
    connection = open_database(path, KEY)
    write_letters(connection, 3)
    journal = path.with_name("vault.db-journal")
    connection.execute("BEGIN; DELETE FROM message; DELETE FROM found; COMMIT").fetchall()
    held = journal.read_bytes()
    assert len(held) > 4_096
    assert any(held)
    with pytest.raises(KeyboardInterrupt):
        erase_journal(connection, disk=ForgetfulDisk())
    assert journal.read_bytes() == bytes(len(held))
    write_letters(connection, 3)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert journal.read_bytes() == b""
    connection.close()


def test_a_journal_that_the_next_opening_needs_is_left_alone(path: Path) -> None:
    """After a failed commit its head is not zero: the pages in it are the only good ones."""
    connection = open_database(path, KEY)
    journal = path.with_name("vault.db-journal")
    needed = bytes.fromhex("d9d505f920a163d7") + b"pages"
    journal.write_bytes(needed)
    erase_journal(connection)
    assert journal.read_bytes() == needed
    connection.close()


def test_a_crash_in_a_transaction_is_undone_and_its_journal_erased(path: Path) -> None:
    """The process dies with the database half changed: opening gives the state before, and blanks the journal in place."""
    connection = open_database(path, KEY)
    write_letters(connection)
    connection.close()
    before = path.read_bytes()
    died = subprocess.run([sys.executable, "-c", DIE_IN_A_TRANSACTION, str(path)], check=False)
    assert died.returncode == 9
    journal = path.with_name("vault.db-journal")
    assert journal.stat().st_size > 4_096
    assert path.read_bytes() != before, "the test needs a half changed file"
    inode = journal.stat().st_ino
    connection = open_database(path, KEY)
    assert connection.execute("SELECT count(*) FROM message WHERE text LIKE 'canary%'").fetchall() == [(40,)]
    assert journal.stat().st_ino == inode, "the journal must be erased in place, not unlinked"
    assert journal.read_bytes() == b""
    connection.close()


def test_a_failed_block_changes_nothing_and_leaves_nothing(path: Path) -> None:
    """An error inside a transaction takes back all of it, also of the one around it, if it goes on."""
    connection = open_database(path, KEY)

    def nested_and_failing() -> None:
        with transaction(connection):
            connection.execute("INSERT INTO message VALUES (1, 'outer')").fetchall()
            with transaction(connection):
                connection.execute("INSERT INTO message VALUES (2, 'inner')").fetchall()
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        nested_and_failing()
    assert connection.execute("SELECT count(*) FROM message").fetchall() == [(0,)]
    assert path.with_name("vault.db-journal").read_bytes() == b""
    connection.close()


def test_a_transaction_in_a_transaction_keeps_the_journal_until_the_end(path: Path) -> None:
    """The inner one's end does not erase what the outer one may still need to go back."""
    connection = open_database(path, KEY)
    write_letters(connection, 5)

    def inner_then_failing() -> None:
        with transaction(connection):
            connection.execute("PRAGMA cache_size = 5").fetchall()
            with transaction(connection):
                connection.execute("UPDATE message SET text = 'changed' || text").fetchall()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        inner_then_failing()
    assert connection.execute("SELECT count(*) FROM message WHERE text LIKE 'canary%'").fetchall() == [(5,)]
    connection.close()


def test_a_full_disk_is_told_as_one_and_changes_nothing(path: Path) -> None:
    """The database's own error becomes the system's, which every command has words for."""
    connection = open_database(path, KEY)
    pages = int(connection.pragma("page_count"))
    connection.execute(f"PRAGMA max_page_count = {pages}").fetchall()
    with pytest.raises(OSError, match="space") as told:
        write_letters(connection, 100)
    assert told.value.errno == errno.ENOSPC
    connection.close()
    connection = open_database(path, KEY)
    ((whole,),) = connection.execute("SELECT count(*) FROM message").fetchall()
    assert connection.execute("SELECT count(*) FROM found").fetchall() == [(whole,)]
    assert f"{CANARY}{whole} ".encode() not in connection.serialize("main")
    connection.close()


def test_nothing_readable_reaches_the_disk_in_a_transaction(path: Path) -> None:
    """Neither the database nor its journal nor a temporary file holds plain text while pages spill."""
    connection = open_database(path, KEY)
    write_letters(connection, 5)
    with transaction(connection):
        connection.execute("PRAGMA cache_size = 5").fetchall()
        connection.execute("UPDATE message SET text = 'changed' || text").fetchall()
        on_disk = b"".join(file.read_bytes() for file in path.parent.iterdir())
        assert CANARY.encode() not in on_disk
        assert b"SQLite format" not in on_disk
    connection.close()


def test_steps_run_once_and_a_failed_one_is_undone(path: Path) -> None:
    """New steps run on the next opening; a step that fails leaves the ones before it; a newer database is told."""
    connection = open_database(path, KEY)
    migrate(connection, SCHEMA)
    with pytest.raises(apsw.SQLError):
        migrate(connection, (*SCHEMA, "CREATE TABLE half (a); CREATE TABLE message (a)"))
    assert connection.pragma("user_version") == 2
    assert connection.execute("SELECT name FROM sqlite_schema WHERE name = 'half'").fetchall() == []
    migrate(connection, (*SCHEMA, "ALTER TABLE note ADD COLUMN day INTEGER"))
    assert connection.pragma("user_version") == 3
    with pytest.raises(NewerVaultError):
        migrate(connection, SCHEMA)
    connection.close()
