"""Records what a source's program says to a server: a small HTTP proxy on loopback that passes everything on unchanged.

It notes what somebody on the wire could tell apart: method, shape of the path, order, sizes, names of headers.
"""

from __future__ import annotations

import http.client
import http.server
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

_HOP = {"connection", "keep-alive", "transfer-encoding", "server", "date"}


@dataclass(frozen=True, slots=True)
class Exchanged:
    """One request and its answer. ``path`` as it was; ``shape``: with ids and numbers replaced."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    status: int
    answer_size: int

    @property
    def shape(self) -> str:
        """The path as the interface names it: ``/groups/<n>/<n>``, ``/parcels/<id>``."""
        return re.sub(r"/\d+(?=/|$)", "/<n>", re.sub(r"/[0-9a-f]{32}$", "/<id>", self.path))

    @property
    def seen(self) -> tuple[str, str, int, int, int, tuple[tuple[str, str], ...]]:
        """All that may not depend on what the source does; the board grows with time, so its size is compared too."""
        return self.method, self.shape, len(self.body), self.status, self.answer_size, self.headers


@dataclass(slots=True)
class Recorder:
    """What was said, oldest first. ``address``: to be used in the server's place."""

    address: str
    said: list[Exchanged] = field(default_factory=list)

    def of(self, *shapes: str) -> list[Exchanged]:
        """Only requests of these shapes."""
        return [each for each in self.said if each.shape in shapes]

    def take(self) -> list[Exchanged]:
        """What was said since the last time."""
        taken, self.said = self.said, []
        return taken


@contextmanager
def recording(url: str) -> Iterator[Recorder]:
    """A recorder before the server at ``url``, as long as the block lasts."""
    target = urlsplit(url).netloc
    recorder = Recorder("")

    class Handler(_Passing):
        def passed(self, exchanged: Exchanged) -> None:
            recorder.said.append(exchanged)

        def target(self) -> str:
            return target

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    recorder.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield recorder
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Passing(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def passed(self, exchanged: Exchanged) -> None:
        raise NotImplementedError

    def target(self) -> str:
        raise NotImplementedError

    def _pass(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        sent = {name: value for name, value in self.headers.items() if name.lower() not in _HOP | {"host"}}
        connection = http.client.HTTPConnection(self.target(), timeout=60)
        try:
            connection.request(self.command, self.path, body or None, {**sent, "Host": self.target()})
            answer = connection.getresponse()
            got = answer.read()
        finally:
            connection.close()
        said = tuple((name.lower(), value) for name, value in self.headers.items() if name.lower() != "host")
        self.passed(Exchanged(self.command, self.path, said, body, answer.status, len(got)))
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in _HOP | {"content-length"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(got)))
        self.end_headers()
        self.wfile.write(got if self.command != "HEAD" else b"")

    do_GET = do_POST = do_PUT = do_HEAD = _pass  # noqa: N815 - the base class names them so

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - the base class names it so
        """Say nothing."""
