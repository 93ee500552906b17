"""The running server against bodies that no well-meaning client sends."""

from __future__ import annotations

import json
import select
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from intake.protocol import wire
from intake.server.routes.answers import HEADERS
from tests.support import sealed
from tests.support.http import line, raw, read_all
from tests.support.lines import until_taken
from tests.support.server import Server, init_server, running_server

DAY = wire.day_of(time.time())


@pytest.fixture(scope="module")
def token_and_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Server]]:
    """One real server for all tests of this file."""
    folder = tmp_path_factory.mktemp("server")
    token = init_server(folder)
    with running_server(folder) as server:
        yield token, server


@pytest.fixture
def server(token_and_server: tuple[str, Server]) -> Server:
    """The server."""
    return token_and_server[1]


def stored(token_and_server: tuple[str, Server]) -> int:
    """How many letters lie in the database."""
    import sqlite3

    file = sqlite3.connect(token_and_server[1].output.parent / "intake.db")
    (count,) = file.execute("SELECT count(*) FROM letters").fetchone()
    file.close()
    return int(count)


CHUNKED = (
    b"POST /letters HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n8000\r\n"
    + bytes(32_768)
    + b"\r\n0\r\n\r\n"
)


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (CHUNKED, 411),
        (b"POST /letters HTTP/1.1\r\nHost: x\r\n\r\n", 411),
        (b"POST /letters HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\nxxxx", 413),
        (b"POST /letters HTTP/1.1\r\nHost: x\r\nContent-Length: 32768\r\nContent-Encoding: gzip\r\n\r\n", 415),
        (b"POST /letters HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400),
        (b"POST /letters HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx", 400),
        (b"GET //board HTTP/1.1\r\nHost: x\r\n\r\n", 404),
        (b"GET /%00%ff/../.. HTTP/1.1\r\nHost: x\r\n\r\n", 404),
        (b"BREW /letters HTTP/1.1\r\nHost: x\r\n\r\n", 404),
        (b"GET http://elsewhere/board HTTP/1.1\r\nHost: x\r\n\r\n", 404),
        (b"nonsense\r\n\r\n", 400),
    ],
    ids=["chunked", "no length", "huge", "compressed", "negative", "two lengths", "two slashes", "odd path", "odd verb",
         "foreign address", "no HTTP"],
)  # fmt: skip
def test_a_strange_request_is_refused_and_stores_nothing(
    token_and_server: tuple[str, Server], request_bytes: bytes, status: int
) -> None:
    """Each gets its answer at once, without its body being waited for, and nothing is stored."""
    before = stored(token_and_server)
    with raw(token_and_server[1].url) as it:
        it.sendall(request_bytes)
        answer = it.recv(65_536)
    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
    assert stored(token_and_server) == before


def test_a_truncated_body_stores_nothing(token_and_server: tuple[str, Server]) -> None:
    """The line breaks one byte before the end: nothing is there, and the server serves on."""
    before = stored(token_and_server)
    with raw(token_and_server[1].url) as it:
        it.sendall(b"POST /letters HTTP/1.1\r\nHost: x\r\nContent-Length: 32768\r\n\r\n" + sealed.exchange(DAY)[:-1])
        until_taken(token_and_server[1].port, 1)
    until_taken(token_and_server[1].port, 0)
    with line(token_and_server[1].url) as it2:
        assert it2.ask("GET", "/health").status == 200
    assert stored(token_and_server) == before


def test_pipelined_requests_are_each_answered(token_and_server: tuple[str, Server]) -> None:
    """Three exchanges behind one another on one connection are three answers, in order, and twelve letters."""
    before = stored(token_and_server)
    head = b"POST /letters HTTP/1.1\r\nHost: x\r\nContent-Length: 32768\r\n"
    with raw(token_and_server[1].url) as it:
        for last in (b"", b"", b"Connection: close\r\n"):
            it.sendall(head + last + b"\r\n" + sealed.exchange(DAY))
        answers = read_all(it)
    assert answers.count(b"HTTP/1.1 201 Created") == 3
    assert stored(token_and_server) == before + 12


def test_clients_that_stall_do_not_keep_others_out(server: Server) -> None:
    """A hundred uploads that stop in the middle: an honest one goes through as before."""
    with ExitStack() as stack:
        stalled = [stack.enter_context(raw(server.url)) for _ in range(100)]
        for it in stalled:
            it.sendall(b"POST /letters HTTP/1.1\r\nHost: x\r\nContent-Length: 32768\r\n\r\n" + bytes(1_000))
        until_taken(server.port, 100)
        with line(server.url) as honest:
            assert honest.ask("POST", "/letters", sealed.exchange(DAY)).status == 201
        assert not select.select(stalled, [], [], 0)[0], "all of them are still held, and none was hung up on"


def test_every_answer_over_the_wire_has_the_guards_and_names_no_software(server: Server) -> None:
    """Headers as the application set them; nothing that tells what runs here."""
    with line(server.url) as it:
        for method, path in (
            ("GET", "/"),
            ("GET", "/health"),
            ("GET", "/nothing"),
            ("OPTIONS", "/"),
            ("PUT", "/letters"),
        ):
            answer = it.ask(method, path)
            got = {name.title(): value for name, value in answer.headers.items()}
            wanted = {name.title(): value for name, value in HEADERS.items()}
            assert wanted.items() <= got.items()
            assert set(got) - set(wanted) <= {"Content-Type", "Content-Length", "Date", "Retry-After"}
            assert json.loads(answer.body)
            assert b"ranian" not in answer.body + repr(answer.headers).encode()
