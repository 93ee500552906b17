"""What the system knows of the connections to a port: tests wait for that, and not for a time."""

from __future__ import annotations

import time
from pathlib import Path

WAIT_S = 60.0
# States of a connection in Linux (include/net/tcp_states.h).
_ESTABLISHED, _FIN_WAIT_1, _CLOSE_WAIT = 1, 4, 8


def until_taken(port: int, lines: int) -> None:
    """Wait until the server at ``port`` of 127.0.0.1 has read all that was sent, and so many connections are left.

    Connections that their client has closed count until the server has taken notice and closed them too.
    Raises:  AssertionError: not within a minute.
    """
    end = time.monotonic() + WAIT_S
    while (found := _open(port)) != [0] * lines:
        assert time.monotonic() < end, f"{lines} lines were awaited; bytes that wait on each line: {found}"
        time.sleep(0.02)


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
