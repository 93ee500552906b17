"""Counting in memory, for many threads at once."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from limits.storage import storage_from_string

from intake.server.limits import Counts

LIFE_S = 600


def test_many_threads_lose_no_count_and_start_no_thread() -> None:
    """The library's own storage starts one whenever none runs, and two requests at once could start the same."""
    counts = storage_from_string("asterism://")
    assert isinstance(counts, Counts)
    before = set(threading.enumerate())
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: counts.incr("origin", LIFE_S), range(2_000)))
    assert counts.get("origin") == 2_000
    assert set(threading.enumerate()) <= before, "those of earlier tests may have ended meanwhile"
    counts.clear("origin")
    assert counts.get("origin") == 0


def test_after_its_time_nothing_is_left_of_any_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not only is it no longer counted: no key stays in memory."""
    counts = Counts()
    for n in range(100):
        counts.incr(f"origin {n}", LIFE_S)
    assert time.time() < counts.get_expiry("origin 7") <= time.time() + LIFE_S
    began = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: began + LIFE_S + 1)
    assert counts.get("origin 7") == 0
    assert counts.incr("another", LIFE_S) == 1
    assert counts.reset() == 1
