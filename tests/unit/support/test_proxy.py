"""The bad line is as bad as it says: a test of uploads is worth what its line is worth."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from tests.support.proxy import WINDOW, line_to


@contextmanager
def sink() -> Iterator[int]:
    """A server that takes everything and answers "ok" to each full stop; yields its port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def answer(client: socket.socket) -> None:
        with client, suppress(OSError):
            while piece := client.recv(65536):
                if piece.endswith(b"."):
                    client.sendall(b"ok")

    def take() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=answer, args=(listener.accept()[0],), daemon=True).start()

    thread = threading.Thread(target=take, daemon=True)
    thread.start()
    yield int(listener.getsockname()[1])
    listener.shutdown(socket.SHUT_RDWR)
    thread.join()
    listener.close()


def send(port: int, size: int) -> bytes:
    """Send that many bytes and wait for the answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as client:
        client.sendall(b"-" * (size - 1) + b".")
        return client.recv(2)


def test_a_good_line_carries_everything_both_ways() -> None:
    """What goes up arrives, the answer comes down, and the line has counted."""
    with sink() as port, line_to(port) as line:
        assert send(line.port, 300_000) == b"ok"
        assert (line.up, line.cuts, line.connections) == (300_000, 0, 1)


def test_a_slow_line_takes_its_time() -> None:
    """At 400,000 bytes a second, 160,000 bytes take 0.4 seconds, over one connection or two."""
    took = [seconds_for_160_000_bytes_at(400_000) for _ in range(3)]
    assert min(took) > 0.35
    assert min(took) < 2, "a busy machine may be late once"


def seconds_for_160_000_bytes_at(rate: int) -> float:
    """Over two connections at once."""
    with sink() as port, line_to(port) as line:
        line.rate = rate
        started = time.monotonic()
        other = threading.Thread(target=send, args=(line.port, 80_000))
        other.start()
        assert send(line.port, 80_000) == b"ok"
        other.join()
        return time.monotonic() - started


def test_a_cut_resets_and_the_next_cut_waits_its_turn() -> None:
    """The first connection dies after 100,000 bytes, the second after 50,000 more, the third gets through."""
    with sink() as port, line_to(port) as line:
        line.cuts_after = [100_000, 50_000]
        for arrived in (100_000, 150_000):
            with pytest.raises(ConnectionError):
                send(line.port, 1_000_000)
            assert arrived - 2 * WINDOW <= line.up <= arrived
        assert send(line.port, 1_000_000) == b"ok"
        assert line.cuts == 2


def test_a_dark_line_takes_nobody() -> None:
    """In the dark an open connection dies at its next byte and a new one at once; afterwards all is well."""
    with sink() as port, line_to(port) as line:
        with socket.create_connection(("127.0.0.1", line.port), timeout=60) as client:
            client.sendall(b".")
            assert client.recv(2) == b"ok"
            line.dark = True
            client.sendall(b".")
            with pytest.raises(ConnectionError):
                client.recv(2)
        with pytest.raises(ConnectionError):
            send(line.port, 100_000)
        line.dark = False
        assert send(line.port, 10) == b"ok"


def test_a_line_that_is_cut_every_now_and_then_resets_even_the_idle() -> None:
    """A connection that waits for its answer is reset too, again and again."""
    with sink() as port, line_to(port) as line:
        line.cut_every = 0.1
        for _ in range(2):
            waiting = socket.create_connection(("127.0.0.1", line.port), timeout=60)
            with waiting, pytest.raises(ConnectionResetError):
                waiting.recv(1)
        assert line.cuts >= 2
