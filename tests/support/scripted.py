"""A server that answers what a test tells it to, one answer a request, and keeps what it was sent."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Says:
    """One answer; ``hang_up``: the connection ends without any."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    hang_up: bool = False


@dataclass(slots=True)
class Scripted:
    """What is still to be answered (the last answer again and again), and what came: method, path, body."""

    address: str
    answers: list[Says]
    came: list[tuple[str, str, bytes]] = field(default_factory=list)

    def next(self) -> Says:
        """The answer to the next request."""
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def scripted(answers: Sequence[Says]) -> Iterator[Scripted]:
    """A server on loopback that gives these answers, as long as the block lasts."""
    script = Scripted("", list(answers))
    lock = threading.Lock()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            with lock:
                script.came.append((self.command, self.path, body))
                says = script.next()
            if says.hang_up:
                self.close_connection = True
                return
            self.send_response_only(says.status)
            for name, value in says.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(says.body)))
            self.end_headers()
            self.wfile.write(says.body)

        do_GET = do_POST = do_PUT = _answer  # noqa: N815 - the base class names them so

        def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - the base class names it so
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    script.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield script
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
