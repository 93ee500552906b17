"""What the system knows of the connections to a port: tests wait for that, and not for a time."""

from __future__ import annotations

import socket
from pathlib import Path

from tests.support.waiting import until

# States of a connection in Linux (include/net/tcp_states.h).
_ESTABLISHED, _FIN_WAIT_1, _CLOSE_WAIT = 1, 4, 8


def until_taken(port: int, lines: int) -> None:
    """Wait until the server at ``port`` of 127.0.0.1 has read all that was sent, and so many connections are left.

    Connections that their client has closed count until the server has taken notice and closed them too.
    Raises:  AssertionError: not within a minute.
    """
    until(lambda: _open(port) == [0] * lines, f"{lines} lines on which nothing waits")


def answers(port: int) -> bool:
    """Whether somebody listens at a port of 127.0.0.1."""
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def _open(port: int) -> list[int]:
    """For every connection of the server at a port: how many bytes are under way to it, or lie there unread."""
    found, unsent = [], 0
    for row in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]:
        _, local, remote, state, queues, *_rest = row.split()
        waiting_to_go, unread = (int(each, 16) for each in queues.split(":"))
        if _port(local) == port and int(state, 16) in {_ESTABLISHED, _CLOSE_WAIT}:
            found.append(unread)
        elif _port(remote) == port and int(state, 16) in {_ESTABLISHED, _FIN_WAIT_1}:
            unsent += waiting_to_go
    return found if not unsent else [*found, unsent]


def _port(address: str) -> int:
    return int(address.rpartition(":")[2], 16)
