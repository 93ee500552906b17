"""One command at a time in a folder whose files go by each other: a courier's, an admin's."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from keys.vault.errors import FolderInUseError


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Lock a folder for as long as the block lasts; the system lets go of it even after a crash, and no file is made.

    A folder that is not there is nobody's.
    Raises:  FolderInUseError: another process has it, or another block of this one.
    """
    with ExitStack() as held:
        with suppress(FileNotFoundError, NotADirectoryError, PermissionError):  # whoever needs it says so
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            held.callback(os.close, descriptor)
            _lock(descriptor)
        yield


def _lock(descriptor: int) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise FolderInUseError from None
    except OSError as error:
        if error.errno not in (errno.ENOLCK, errno.EOPNOTSUPP):  # a file system without locks promises nothing
            raise
