"""A folder that appears whole or not at all, and says no time finer than a day."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Final

from intake.voice import StoppedError
from keys.reporter.errors import NotEmptyError

MAKING: Final = ".asterism-part"  # the end of a name that nobody else gives
DAY_SECONDS: Final = 86_400


@contextmanager
def new_folder(folder: Path, day: int) -> Iterator[Path]:
    """Yield an empty folder beside ``folder``, which takes its name when the block ends well; else it is removed.

    Every file in it is dated the beginning of ``day``. What a run that was killed has left beside it is removed first.

    Raises:  NotEmptyError: there is something in ``folder``.  StoppedError: asked to end (SIGTERM, SIGHUP).
    """
    folder = folder.resolve()  # a name that ends in ".." would have no neighbour
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise NotEmptyError
    making = folder.with_name(f".{folder.name}{MAKING}")
    shutil.rmtree(making, ignore_errors=True)
    # Before the folder is there: whoever asks this to end as soon as it appears finds nothing of it left.
    before = [(number, signal.signal(number, _stop)) for number in (signal.SIGTERM, signal.SIGHUP)]
    try:
        making.mkdir(mode=0o700, parents=True)
        yield making
        _date(making, day)
        making.replace(folder)
    except BaseException:
        if making.exists():
            shutil.rmtree(making)
        raise
    finally:
        for number, handler in before:
            signal.signal(number, handler)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise StoppedError


def _date(folder: Path, day: int) -> None:
    seconds = day * DAY_SECONDS
    for parent, _, names in os.walk(folder, topdown=False):
        for path in (*(Path(parent) / name for name in names), Path(parent)):
            path.chmod(0o700 if path.is_dir() else 0o600)
            os.utime(path, (seconds, seconds))
