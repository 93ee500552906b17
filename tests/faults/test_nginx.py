"""The server as it is deployed: behind the nginx of deploy/nginx.conf, and counting in a Redis."""

from __future__ import annotations

import json
import secrets
import select
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from intake.protocol import wire
from tests.support import sealed
from tests.support.http import TIMEOUT_S, line, read_all
from tests.support.lines import until_taken
from tests.support.nginx import Nginx, running_nginx
from tests.support.redis import running_redis
from tests.support.server import Server, init_server, running_server

DAY = wire.day_of(time.time())
SHARE = 5
CIRCUIT = "fc00:dead:beef:4dad::0:1b"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with four threads that gives each circuit a small share."""
    folder = tmp_path_factory.mktemp("proxied")
    settings = f'client_header = "X-Circuit"\nexchanges_per_client_ten_minutes = {SHARE}\nthreads = 4\n'
    init_server(folder, settings)
    with running_server(folder) as running:
        yield running


@pytest.fixture(scope="module")
def proxy(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    """nginx before it, which hangs up on a dead line after two seconds."""
    with running_nginx(tmp_path_factory.mktemp("front"), server.url, client_body_timeout="2s") as nginx:
        yield nginx


def post(it: socket.socket, body: bytes, more: str = "") -> bytes:
    """One exchange over an open connection; its answer."""
    it.sendall(f"POST /letters HTTP/1.1\r\nHost: x\r\n{more}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    return it.recv(65_536)


def test_a_circuit_has_its_share_and_cannot_name_itself_another(proxy: Nginx) -> None:
    """Counted by Tor's PROXY line; a header of that name from outside is nothing."""
    with proxy.circuit(CIRCUIT) as it:
        answers = [post(it, sealed.exchange(DAY), f"X-Circuit: {n}\r\n")[9:12] for n in range(SHARE + 1)]
    assert answers == [b"201"] * SHARE + [b"429"]
    with proxy.circuit("fc00:dead:beef:4dad::0:2c") as it:
        assert post(it, sealed.exchange(DAY))[9:12] == b"201"


def test_a_parcel_goes_through_memory_and_a_larger_body_nowhere(proxy: Nginx) -> None:
    """64 KiB are taken; a byte more is refused with data and guards, not with nginx's markup."""
    head = f"PUT /parcels/{secrets.token_hex(16)} HTTP/1.1\r\nHost: x\r\nContent-Length: "
    with proxy.circuit("fc00::1") as it:
        it.sendall(f"{head}65536\r\n\r\n".encode() + sealed.parcel())
        assert it.recv(65_536)[9:12] == b"201"
    with proxy.circuit("fc00::1") as it:
        it.sendall(f"{head}65537\r\nConnection: close\r\n\r\n".encode())
        answer = read_all(it)
    assert b"<html" not in answer
    assert b"Content-Security-Policy" in answer
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["error"] == "broken-request"


@contextmanager
def dead_lines(port: int) -> Iterator[list[socket.socket]]:
    """Forty uploads that stop in the middle, more than the server has threads, as soon as nginx has all of them."""
    with ExitStack() as stack:
        lines = [
            stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT_S)) for _ in range(40)
        ]
        for n, it in enumerate(lines):
            head = f"PROXY TCP6 fc00::{n:x} ::1 27 80\r\nPOST /letters HTTP/1.1\r\nHost: x\r\nContent-Length: 32768\r\n\r\n"
            it.sendall(head.encode() + bytes(1_000))
        yield lines


def test_slow_lines_hold_the_proxy_and_not_the_server(server: Server, tmp_path: Path) -> None:
    """While nginx waits for all of them, as long as it is deployed to, an honest upload goes through."""
    with running_nginx(tmp_path, server.url) as nginx, dead_lines(nginx.port) as lines:
        until_taken(nginx.port, len(lines))
        with nginx.circuit("fc00:1::1") as it:
            assert post(it, sealed.exchange(DAY))[9:12] == b"201"
        assert not select.select(lines, [], [], 0)[0], "none of them was hung up on yet"


def test_dead_lines_are_hung_up_on(proxy: Nginx) -> None:
    """After two seconds here, a minute where it is deployed; and they are told nothing."""
    with dead_lines(proxy.port) as lines:
        for it in lines:
            with suppress(ConnectionResetError):
                assert it.recv(65_536) == b"", "it was hung up on, and told nothing"


def test_a_server_that_is_away_is_told_as_data(tmp_path: Path) -> None:
    """503 with Retry-After, in three sentences."""
    with running_nginx(tmp_path, "http://127.0.0.1:9") as nginx, nginx.circuit(CIRCUIT) as it:
        answer = post(it, sealed.exchange(DAY), "Connection: close\r\n") + read_all(it)
    assert answer[9:12] == b"503"
    assert b"Retry-After: 60" in answer
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["error"] == "away"


def test_several_processes_count_together_in_a_redis(tmp_path: Path) -> None:
    """Two servers of one newsroom: what a circuit sent to one it cannot send to the other again, and no name is kept."""
    with running_redis(tmp_path) as url:
        settings = f'limiter_storage = "{url}"\nexchanges_per_client_ten_minutes = {SHARE}\n'
        init_server(tmp_path / "server", settings)
        with running_server(tmp_path / "server", workers=2) as server:
            answers = []
            for _ in range(3 * SHARE):
                with line(server.url) as it:  # a connection each, so that both workers answer
                    answers.append(it.ask("POST", "/letters", sealed.exchange(DAY)).status)
            assert answers.count(201) == SHARE
            assert set(answers) == {201, 429}
            with socket.create_connection(("127.0.0.1", int(url.rsplit(":", 1)[1]))) as asked:
                asked.sendall(b"KEYS *\r\nQUIT\r\n")
                keys = read_all(asked)
            assert keys.count(b"LIMITS") >= 1
            assert b"127.0.0.1" not in keys
