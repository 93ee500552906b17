"""One encrypted SQLite database whose deleted text is gone from the file and from its journal.

Pages are ChaCha20-Poly1305 under the raw key (SQLite3 Multiple Ciphers). Who has the passphrase has that key, so what
was deleted must be overwritten, not only encrypted:

- ``secure_delete`` overwrites deleted content in the pages; every full-text table gets FTS5's own ``secure-delete``.
- A rollback journal holds the pages as they were. Measured on a fresh ext4 image, 200 texts written and deleted: their
  words stand 600 times on the disk under DELETE, 600 under PERSIST, 1,200 under TRUNCATE, 99,900 under WAL; 0 under
  MEMORY, which a crash turns into a broken database; 0 under PERSIST when the journal is overwritten with zeros in place
  after each commit, at two thirds more time. So that is what :func:`erase_journal` does.
- The database never shrinks (no auto_vacuum, and never VACUUM): freed blocks of the disk would keep what they held.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from keys.vault.errors import AlreadyThereError, DamagedVaultError, NewerVaultError, NotAVaultError
from keys.vault.files import DISK, Disk, blank

if TYPE_CHECKING:
    import apsw

JOURNAL = "-journal"

_SETTINGS = """
PRAGMA auto_vacuum = NONE;
PRAGMA journal_mode = PERSIST;
PRAGMA synchronous = FULL;
PRAGMA secure_delete = ON;
PRAGMA foreign_keys = ON;
PRAGMA temp_store = MEMORY;
"""


def open_database(path: Path, key: bytes, *, create: bool = False) -> apsw.Connection:
    """Open the database; an interrupted transaction is rolled back and its journal erased.

    Args:    key: 32 bytes.  create: make a new, empty one instead, mode 0600.
    Raises:  NotAVaultError: no file there; AlreadyThereError; DamagedVaultError: damaged, or another key; OSError.
    """
    import apsw

    if create:
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            raise AlreadyThereError from None
    elif not path.exists():
        raise NotAVaultError
    with told(path):
        connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
    try:
        with told(path):
            # First, before anything is read: it keeps SQLite from unlinking, unerased, the journal that a crash left.
            connection.execute("PRAGMA locking_mode = EXCLUSIVE").fetchall()
            connection.execute("PRAGMA cipher = 'chacha20'").fetchall()
            connection.execute(f"PRAGMA key = 'raw:{key.hex()}'", can_cache=False).fetchall()
            connection.execute(_SETTINGS).fetchall()
            if create:
                connection.execute("PRAGMA user_version = 0").fetchall()
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()
        erase_journal(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def migrate(connection: apsw.Connection, steps: Sequence[str]) -> None:
    """Run the steps (SQL scripts) that this database has not seen, each in a transaction of its own.

    Raises:  NewerVaultError: it has seen more steps than there are; DamagedVaultError; OSError.
    """
    seen = int(connection.pragma("user_version"))
    if seen > len(steps):
        raise NewerVaultError
    for number, step in enumerate(steps[seen:], start=seen + 1):
        with transaction(connection):
            connection.execute(step).fetchall()
            connection.execute(f"PRAGMA user_version = {number}").fetchall()
            _forgetful_search(connection)


@contextmanager
def transaction(connection: apsw.Connection) -> Iterator[apsw.Connection]:
    """All or nothing: on the disk when the block ends, and nothing of what it deleted is left; may be nested.

    Raises:  DamagedVaultError; OSError: the disk is full or fails.
    """
    begin, end, undo = "BEGIN IMMEDIATE", "COMMIT", "ROLLBACK"
    if connection.in_transaction:
        begin, end, undo = "SAVEPOINT inner_one", "RELEASE inner_one", "ROLLBACK TO inner_one; RELEASE inner_one"
    with told(Path(connection.filename)):
        connection.execute(begin).fetchall()
        try:
            yield connection
            connection.execute(end).fetchall()
        except BaseException:
            if connection.in_transaction:  # SQLite itself goes back when the disk is full
                connection.execute(undo).fetchall()
            raise
        finally:
            erase_journal(connection)


def erase_journal(connection: apsw.Connection, *, disk: Disk = DISK) -> None:
    """Overwrite the journal with zeros and sync; nothing while it is needed, in or after a transaction."""
    path = Path(connection.filename + JOURNAL)
    if connection.in_transaction or not path.exists():
        return
    with path.open("rb") as journal:
        if any(journal.read(8)):  # a head that is not zero: a commit failed, and the next opening needs the pages
            return
    if path.stat().st_size:
        blank(path, disk=disk)
        os.truncate(path, 0)


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what the database says about the disk into our errors and OSError."""
    import apsw

    try:
        yield
    except (apsw.NotADBError, apsw.CorruptError):
        raise DamagedVaultError from None
    except apsw.FullError:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path)) from None
    except (apsw.IOError, apsw.CantOpenError, apsw.ReadOnlyError, apsw.PermissionsError):
        raise OSError(errno.EIO, os.strerror(errno.EIO), str(path)) from None


def _forgetful_search(connection: apsw.Connection) -> None:
    # Without it a deleted row's words stay in the index until FTS5 happens to merge that part of it.
    tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE%USING fts5%'"
    for (name,) in connection.execute(tables).fetchall():
        quoted = '"' + str(name).replace('"', '""') + '"'  # our own schema's name; SQL has no parameter for it
        connection.execute(f"INSERT INTO {quoted}({quoted}, rank) VALUES ('secure-delete', 1)").fetchall()  # noqa: S608
