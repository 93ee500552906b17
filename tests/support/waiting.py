"""Waiting for a condition instead of for a time: a busy machine takes as long as it needs, a quick one is not held up."""

from __future__ import annotations

import time
from collections.abc import Callable

WAIT_S = 60.0
LOOK_S = 0.02


def until(is_so: Callable[[], object], what: str) -> None:
    """Return as soon as it is so. Raises AssertionError: not within a minute; ``what`` was awaited."""
    end = time.monotonic() + WAIT_S
    while not is_so():
        assert time.monotonic() < end, f"not within {WAIT_S:.0f} s: {what}"
        time.sleep(LOOK_S)
