"""The real server, started over and over: its modules are loaded once, and each start is a fork of that.

Loading them takes two seconds of processor time, which two hundred rounds do not have. From there on everything is the
command ``intake serve`` as it is, in an environment in which it does not start itself a second time.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from intake.server.memory import wiping

END_S = 30.0
_LOADED = """
import json, os, signal, sys
import granian.server, granian.http, psycopg
import intake.server.app, intake.server.cli, intake.server.serve, intake.server.upkeep
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for line in sys.stdin:
    if os.fork() == 0:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        sys.stdin.close()
        print(os.getpid(), flush=True)
        intake.server.cli.intake(json.loads(line), prog_name="intake")
"""


@dataclass(frozen=True, slots=True)
class Started:
    """A server that runs: where it answers, and its watching process."""

    url: str
    pid: int

    def kill(self) -> None:
        """The watching process and its workers, at once, without a word; returns when they are gone."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        pids = [self.pid, *map(int, children)]
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        end = time.monotonic() + END_S
        for pid in pids:
            while _lives(pid) and time.monotonic() < end:
                time.sleep(0.002)


def _lives(pid: int) -> bool:
    """Whether a thread of it still runs; one that is dead may wait for whoever inherits it to take notice."""
    try:
        states = [each.read_text().rpartition(")")[2].split()[0] for each in Path(f"/proc/{pid}/task").glob("*/stat")]
    except OSError:
        return False
    return any(state not in {"Z", "X"} for state in states)


class Starter:
    """Starts servers, one at a time."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        """``process`` has loaded everything and waits for arguments."""
        self._process = process

    def start(self, folder: Path, workers: int) -> Started:
        """Serve a folder at a free port; returns when it answers."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        arguments = ["serve", str(folder), "--port", "0", "--workers", str(workers), "--json"]
        self._process.stdin.write(json.dumps(arguments) + "\n")
        self._process.stdin.flush()
        pid, told = self._process.stdout.readline(), self._process.stdout.readline()
        assert told, "the server did not start"
        return Started(json.loads(told)["url"], int(pid))


@contextmanager
def starter() -> Iterator[Starter]:
    """For as many starts as you like."""
    process = subprocess.Popen(
        [sys.executable, "-c", _LOADED],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=wiping(os.environ),
    )
    try:
        yield Starter(process)
    finally:
        process.kill()
        process.communicate()
