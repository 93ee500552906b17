"""The real server for tests: its own process, its own folder, a free port on loopback."""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

START_S = 90.0
END_S = 30.0
# Moves the server's one clock (intake/server/clock.py) by whole days, then starts the command as it is.
_SHIFTED = (
    "import sys, time\n"
    "from intake.server import clock\n"
    "shift = 86400 * int(sys.argv.pop(1))\n"
    "clock._now = lambda: time.time() + shift\n"
    "from intake.server.cli import intake\n"
    "intake(prog_name='intake')\n"
)


@dataclass(slots=True)
class Server:
    """A server that runs: where it answers, its process, and the file that took all its output."""

    url: str
    process: subprocess.Popen[bytes]
    output: Path

    @property
    def port(self) -> int:
        """Its port on loopback."""
        return int(self.url.rpartition(":")[2])

    @property
    def pids(self) -> list[int]:
        """The watching process and its workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [self.process.pid, *map(int, children)]

    def kill(self) -> None:
        """As a power cut would, but for what the system has in its own hands: nothing gets to say goodbye."""
        for pid in self.pids:
            os.kill(pid, signal.SIGKILL)
        self.process.wait(END_S)


def command(*arguments: str, day_shift: int = 0) -> list[str]:
    """The command ``intake`` with arguments, its clock moved by whole days."""
    program = ["-c", _SHIFTED, str(day_shift)] if day_shift else ["-m", "intake.server"]
    return [sys.executable, *program, *arguments]


def run(*arguments: str, day_shift: int = 0) -> dict[str, object]:
    """Run a verb of ``intake`` with ``--json`` and return what it said."""
    done = subprocess.run(
        [*command(*arguments, day_shift=day_shift), "--json"], capture_output=True, check=False, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert isinstance(told, dict)
    return told


def init_server(folder: Path, settings: str = "") -> str:
    """Make a server in ``folder``, with lines of TOML added to its settings; returns a courier's token (64 hex)."""
    folder.mkdir(parents=True, exist_ok=True)
    if settings:
        (folder / "intake.toml").write_text(settings, encoding="utf-8")
    run("init", str(folder))
    return str(run("courier-token", str(folder))["token"])


@contextmanager
def running_server(
    folder: Path,
    port: int | None = None,
    *,
    workers: int = 1,
    day_shift: int = 0,
    env: Mapping[str, str] | None = None,
    prefix: Sequence[str] = (),
) -> Iterator[Server]:
    """Serve ``folder`` until the block ends. ``port`` None takes a free one; ``day_shift`` moves the server's clock."""
    output = folder / "output.txt"
    arguments = ["serve", str(folder), "--port", str(port or 0), "--workers", str(workers), "--json"]
    with output.open("ab") as errors:
        process = subprocess.Popen(
            [*prefix, *command(*arguments, day_shift=day_shift)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            env={**os.environ, **(env or {})},
        )
    try:
        line = _first_line(process)
        assert line, f"the server did not start: {output.read_text()}"
        yield Server(json.loads(line)["url"], process, output)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            rest, _ = process.communicate(timeout=END_S)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    assert not rest, "the server says one line and no more"
    assert process.returncode in {0, -signal.SIGKILL}, f"it did not end cleanly: {output.read_text()}"


def _first_line(process: subprocess.Popen[bytes]) -> bytes:
    assert process.stdout is not None
    end = time.monotonic() + START_S
    line = b""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while time.monotonic() < end and not line.endswith(b"\n"):
            if selector.select(0.5):
                piece = os.read(process.stdout.fileno(), 4096)
                if not piece:
                    return b""
                line += piece
    return line
