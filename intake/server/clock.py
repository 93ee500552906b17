"""The server's only clock: whole days. Nothing here keeps or tells a finer time (docs/protocol.md, "Who may learn")."""

from __future__ import annotations

import time

from intake.protocol import wire

_now = time.time


def today() -> int:
    """The number of whole days since 1970-01-01 UTC."""
    return wire.day_of(_now())
