"""A bad line for tests: a TCP proxy that slows, cuts or darkens what goes up, and counts.

The browsers' own "offline" does neither: it lets an upload in progress finish, at full speed.
"""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

#: Small, so that little is under way unseen. A listening socket hands it on to its connections only if it is set
#: before `listen`; otherwise the kernel takes in a mebibyte before the line is felt.
WINDOW = 16 * 1024


class Line:
    """A line to a server on loopback; every property may be changed while it is in use.

    Attributes:
        rate:       bytes a second upwards, over all connections together, or None: as fast as it goes.
        cuts_after: after how many more bytes upwards the connection that carries them is reset, one entry a cut.
        cut_every:  seconds after which every open connection is reset, again and again, or None.
        dark:       True: open connections are reset at their next byte, new ones at once.
        up:         bytes that went up to the server.
        cuts:       connections that were reset.
        connections: connections that were taken.
    """

    def __init__(self, port: int) -> None:
        self.rate: float | None = None
        self.cuts_after: list[int] = []
        self.cut_every: float | None = None
        self.dark = False
        self.up = 0
        self.cuts = 0
        self.connections = 0
        self._target = port
        self._lock = threading.Lock()
        self._free_at = time.monotonic()
        self._listener = socket.socket()
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, WINDOW)
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(64)
        self._open: set[socket.socket] = set()
        self.port = int(self._listener.getsockname()[1])
        self.address = f"http://127.0.0.1:{self.port}"
        self._closed = threading.Event()
        self._threads = [_start(self._take), _start(self._cut_again_and_again)]

    def cut_now(self) -> None:
        """Reset every connection that is open."""
        with self._lock:
            open_now = list(self._open)
        for client in open_now:
            self._reset(client)

    def close(self) -> None:
        """Take nothing more, reset what is open, and wait until no thread is left."""
        self._closed.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # close() alone does not wake a thread in accept()
        self._listener.close()
        for client in list(self._open):
            self._reset(client, count=False)
        for thread in list(self._threads):
            thread.join(timeout=5)

    def _take(self) -> None:
        while not self._closed.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            with self._lock:
                self._open.add(client)
            if self.dark:
                self._reset(client)
            else:
                self._threads.append(_start(self._carry, client))

    def _cut_again_and_again(self) -> None:
        last = time.monotonic()
        while not self._closed.wait(0.02):
            if self.cut_every is None:
                last = time.monotonic()
            elif time.monotonic() - last >= self.cut_every:
                self.cut_now()
                last = time.monotonic()

    def _carry(self, client: socket.socket) -> None:
        """One connection: what comes up here, what goes down in a second thread."""
        with suppress(OSError), socket.create_connection(("127.0.0.1", self._target)) as server:
            down = _start(self._carry_down, server, client)
            try:
                while piece := client.recv(WINDOW):
                    self._wait(len(piece))
                    if self._must_cut(len(piece)):
                        self._reset(client)
                        break
                    with self._lock:  # before it goes: the answer may be there before this thread runs again
                        self.up += len(piece)
                    server.sendall(piece)
            except OSError:
                pass  # reset by the other end, or by a cut
            finally:
                with suppress(OSError):
                    server.shutdown(socket.SHUT_RDWR)  # close() alone does not wake the thread in recv()
                down.join()
        with self._lock:
            self._open.discard(client)
        client.close()

    def _carry_down(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while piece := server.recv(65536):
                client.sendall(piece)
        with self._lock, suppress(OSError):
            if client in self._open:  # a connection that was reset gets no farewell
                client.shutdown(socket.SHUT_WR)

    def _wait(self, size: int) -> None:
        """Take this piece's turn on the line; turns are taken in order, so the rate is that of all connections."""
        if self.rate is None:
            return
        with self._lock:
            self._free_at = max(self._free_at, time.monotonic()) + size / self.rate
            until = self._free_at
        self._closed.wait(max(0.0, until - time.monotonic()))

    def _must_cut(self, size: int) -> bool:
        """Whether the line is cut before this piece gets through."""
        with self._lock:
            if self.cuts_after:
                self.cuts_after[0] -= size
                if self.cuts_after[0] < 0:
                    del self.cuts_after[0]
                    return True
        return self.dark

    def _reset(self, client: socket.socket, *, count: bool = True) -> None:
        """End a connection as a lost line does: with RST, not with a farewell."""
        with self._lock:
            if client not in self._open:
                return
            self._open.discard(client)
            self.cuts += count
        with suppress(OSError):
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            client.shutdown(socket.SHUT_RD)  # wakes the thread in recv(); shutting both ways would say farewell
            client.close()


def _start(work: Callable[..., None], *arguments: socket.socket) -> threading.Thread:
    thread = threading.Thread(target=work, args=arguments, daemon=True)
    thread.start()
    return thread


@contextmanager
def line_to(port: int) -> Iterator[Line]:
    """A line to a port of loopback."""
    line = Line(port)
    try:
        yield line
    finally:
        line.close()
