"""A plain HTTP client for tests that count requests, cut them or send what no library would."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

TIMEOUT_S = 60.0


@dataclass(frozen=True, slots=True)
class Reply:
    """Status, headers in lower case, body."""

    status: int
    headers: dict[str, str]
    body: bytes


class Line:
    """One kept connection; it reconnects when the server closed it."""

    def __init__(self, url: str) -> None:
        """Nothing is opened before the first request."""
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=TIMEOUT_S)

    def ask(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Reply:
        """One request and its whole answer."""
        self._connection.request(method, path, body, headers or {})
        answer = self._connection.getresponse()
        got = answer.read()
        return Reply(answer.status, {name.lower(): value for name, value in answer.getheaders()}, got)

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


@contextmanager
def line(url: str) -> Iterator[Line]:
    """A connection for a block."""
    it = Line(url)
    try:
        yield it
    finally:
        it.close()


@contextmanager
def raw(url: str) -> Iterator[socket.socket]:
    """A bare socket to the server."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname or "", parts.port or 80), timeout=TIMEOUT_S) as it:
        yield it


def read_all(it: socket.socket) -> bytes:
    """What comes until the other side hangs up."""
    got = b""
    with suppress(ConnectionResetError):
        while piece := it.recv(65_536):
            got += piece
    return got
