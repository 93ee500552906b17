"""A real Redis for tests: nothing on disk, a free port of loopback, gone at the end."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.newsroom import free_port
from tests.support.lines import answers
from tests.support.waiting import until

END_S = 60.0


@contextmanager
def running_redis(folder: Path) -> Iterator[str]:
    """Yield its URL."""
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    process = subprocess.Popen([*command, "--dir", str(folder)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        until(lambda: process.poll() is not None or answers(port), "Redis")
        assert process.poll() is None
        yield f"redis://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(END_S)
