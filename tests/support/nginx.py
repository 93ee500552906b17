"""A real nginx for tests, with deploy/nginx.conf as it stands: only its two ports and its folder are other ones."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from deploy.newsroom import free_port
from intake.server.memory import wiping
from tests.support.lines import answers
from tests.support.waiting import until

CONF = Path(__file__).resolve().parents[2] / "deploy" / "nginx.conf"
TIMEOUT_S = 60.0


@dataclass(slots=True)
class Nginx:
    """nginx, running: its port, and the process that has the workers as children."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def pids(self) -> list[int]:
        """The master and its workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [self.process.pid, *map(int, children)]

    @contextmanager
    def circuit(self, address: str) -> Iterator[socket.socket]:
        """A connection as Tor makes one for a circuit: the PROXY line first."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=TIMEOUT_S) as line:
            line.sendall(f"PROXY TCP6 {address} ::1 27 80\r\n".encode())
            yield line


@contextmanager
def running_nginx(folder: Path, url: str, **changed: str) -> Iterator[Nginx]:
    """nginx before the server at ``url``; ``changed``: other values of its directives, e.g. ``client_body_timeout``."""
    port, behind = free_port(), urlsplit(url).netloc
    folder.mkdir(parents=True, exist_ok=True)
    conf = CONF.read_text(encoding="utf-8").replace("127.0.0.1:8081", f"127.0.0.1:{port}")
    conf = conf.replace("127.0.0.1:8080", behind).replace("/run/asterism/", f"{folder}/")
    for name, value in changed.items():
        old = next(line for line in conf.splitlines() if line.strip().startswith(f"{name} "))
        conf = conf.replace(old, f"{name} {value};")
    path = folder / "nginx.conf"
    path.write_text(conf, encoding="utf-8")
    command = ["nginx", "-p", str(folder), "-c", str(path), "-e", "/dev/null", "-g", "daemon off;"]
    with (folder / "output.txt").open("wb") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=wiping(os.environ)
        )
    try:
        until(lambda: process.poll() is not None or answers(port), "nginx")
        assert process.poll() is None, (folder / "output.txt").read_text()
        yield Nginx(port, process)
    finally:
        process.terminate()
        process.wait(TIMEOUT_S)
