"""A vault: one folder, one passphrase.

``vault.key`` (a random key, sealed under the passphrase) · ``vault.db`` · ``wrap`` and ``seeds-<generation>`` (day keys)
· ``files/`` (encrypted files, each under a key that the database keeps) · ``lock``.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from keys.vault.box import KEY_SIZE, sub_key
from keys.vault.database import erase_journal, migrate, open_database, transaction
from keys.vault.daykeys import DayKeys
from keys.vault.errors import DamagedVaultError, NotAVaultError, VaultInUseError
from keys.vault.files import DISK, TEMPORARY, EncryptedWriter, check_free, destroy, read_encrypted, write_durably
from keys.vault.passphrase import REPLACEMENT, STANDARD, Cost, open_secret, read_small, seal_secret

if TYPE_CHECKING:
    import apsw

KEY_FILE = "vault.key"
DATABASE = "vault.db"
FILES = "files"
LOCK = "lock"

KEY_LABEL = b"asterism vault key"
_DATABASE_LABEL = b"asterism vault database"
_DAY_KEYS_LABEL = b"asterism vault day keys"


class Vault:
    """An open vault: ``folder``, ``database``, ``day_keys``, ``files_folder``. Close it, or use it as a block."""

    def __init__(self, folder: Path, key: bytes, schema: Sequence[str]) -> None:
        """Not called from outside: see :meth:`create` and :meth:`open`."""
        self.folder = folder
        self.files_folder = folder / FILES
        with ExitStack() as opened:
            opened.callback(os.close, _locked(folder))
            self.day_keys = DayKeys(folder, sub_key(key, _DAY_KEYS_LABEL))
            destroy(folder / (KEY_FILE + REPLACEMENT + TEMPORARY))  # of a change of passphrase that was cut
            for left in self.files_folder.glob(f"*{TEMPORARY}"):
                destroy(left)
            self.database: apsw.Connection = open_database(folder / DATABASE, sub_key(key, _DATABASE_LABEL))
            opened.callback(self.database.close)
            migrate(self.database, schema)
            opened.callback(erase_journal, self.database)
            self._opened = opened.pop_all()

    @classmethod
    def create(cls, folder: Path, passphrase: str, *, schema: Sequence[str], cost: Cost = STANDARD) -> Vault:
        """Make a vault in a folder that does not exist or is empty, and open it.

        It is made beside its place and moved there when it is whole, so a crash leaves none, not half a one.

        Args:    schema: SQL scripts; each runs once in a database's life, so add at the end and never change one.
        Raises:  AlreadyThereError; EmptyPassphraseError; OSError.
        """
        check_free(folder)
        key = os.urandom(KEY_SIZE)
        sealed = seal_secret(key, passphrase, label=KEY_LABEL, cost=cost)
        making = folder.with_name(folder.name + TEMPORARY)
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(mode=0o700, parents=True)
        (making / FILES).mkdir(mode=0o700)
        DayKeys.create(making, sub_key(key, _DAY_KEYS_LABEL))
        open_database(making / DATABASE, sub_key(key, _DATABASE_LABEL), create=True).close()
        write_durably(making / KEY_FILE, sealed)
        DISK.rename(making, folder)
        DISK.sync(folder.parent)
        return cls(folder, key, schema)

    @classmethod
    def open(cls, folder: Path, passphrase: str, *, schema: Sequence[str]) -> Vault:
        """Open a vault for this process alone; new steps of the schema run.

        Raises:  NotAVaultError, WrongPassphraseError, VaultInUseError, DamagedVaultError, NewerVaultError; OSError.
        """
        key = open_secret(read_small(folder / KEY_FILE), passphrase, label=KEY_LABEL)
        if len(key) != KEY_SIZE:
            raise DamagedVaultError
        return cls(folder, key, schema)

    def transaction(self) -> AbstractContextManager[apsw.Connection]:
        """All or nothing, and what was deleted is gone when it ends: every change goes through one. May be nested."""
        return transaction(self.database)

    def new_file(self) -> EncryptedWriter:
        """A writer for a new encrypted file; keep its ``path.name`` and ``key`` in the database."""
        return EncryptedWriter(self.files_folder / os.urandom(16).hex())

    def read_file(self, name: str, key: bytes) -> Iterator[bytes]:
        """The pieces of a file (see :func:`keys.vault.files.read_encrypted`)."""
        return read_encrypted(self.files_folder / name, key)

    def destroy_file(self, name: str) -> None:
        """Overwrite and remove a file; nothing when it is gone. Take its key out of the database as well."""
        destroy(self.files_folder / name)

    def file_names(self) -> set[str]:
        """The names of all files there are: one that the database does not know was left by a crash."""
        return {path.name for path in self.files_folder.iterdir()}

    def close(self) -> None:
        """Erase the journal, close, and let the next command in. Twice does no harm."""
        self._opened.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _locked(folder: Path) -> int:
    """The descriptor of the lock file, locked for this process; the system lets go of it even after a crash."""
    try:
        descriptor = os.open(folder / LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    except FileNotFoundError:
        raise NotAVaultError from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise VaultInUseError from None
    return descriptor
