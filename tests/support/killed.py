"""Real kills: an action runs in a child process that ends itself with SIGKILL at a chosen call into our code."""

from __future__ import annotations

import os
import signal
import sys
import warnings
from collections.abc import Callable
from types import FrameType
from typing import Any

OURS = ("/keys/", "/intake/")
_ENDED = 0


def run_killed(action: Callable[[], object], at: int) -> bool:
    """Run an action in a child that is killed at the ``at``-th call of a function of ours; whether it came so far.

    The parent must hold nothing open that the action opens. What the action raises fails the test.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of fork beside threads: the child uses none of them
        child = os.fork()
    if child == 0:
        status = 1
        try:
            sys.setprofile(_Counter(at))
            action()
            sys.setprofile(None)
            status = _ENDED
        except BaseException as error:  # noqa: BLE001 - a child of pytest must never return into pytest
            sys.setprofile(None)
            os.write(2, f"{type(error).__name__}: {error}\n".encode())
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == _ENDED, "the action failed by itself"
    return False


def count_calls(action: Callable[[], object]) -> int:
    """How many calls of our functions an action makes, run here."""
    counter = _Counter(0)
    sys.setprofile(counter)
    try:
        action()
    finally:
        sys.setprofile(None)
    return -counter.left


def points(total: int, many: int) -> list[int]:
    """So many kill points over a run of ``total`` calls: the first, the last, and evenly between."""
    return sorted({1 + (total - 1) * at // (many - 1) for at in range(many)})


class _Counter:
    """Counts the calls of our functions down, and ends the process at zero; from zero on it only counts."""

    def __init__(self, at: int) -> None:
        self.left = at

    def __call__(self, frame: FrameType, event: str, _argument: Any) -> None:
        if event == "call" and any(part in frame.f_code.co_filename for part in OURS):
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
