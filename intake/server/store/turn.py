"""Whose turn it is to write, where several processes share one SQLite file.

SQLite has a process that finds the file locked sleep and ask again, up to a tenth of a second later; meanwhile the
other one has begun its next transaction. With two workers one answer in a hundred took 0.9 s. Here they wait in the
kernel, which wakes the next one at once and forgets the lock of a process that died.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path


class Turn:
    """A lock on the server's folder, which needs no file of its own. Not for several threads of one process."""

    def __init__(self, folder: Path) -> None:
        """Nothing is locked yet. Raises OSError: there is no such folder."""
        self._folder = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)

    def __enter__(self) -> None:
        """Wait until it is this process's turn."""
        with suppress(OSError):  # a file system without locks: then SQLite's own keeps order, less quickly
            fcntl.flock(self._folder, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        """Let the next one."""
        with suppress(OSError):
            fcntl.flock(self._folder, fcntl.LOCK_UN)

    def close(self) -> None:
        """Give the folder back."""
        os.close(self._folder)
