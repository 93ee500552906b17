"""A gibibyte through the server does not stay in it."""

from __future__ import annotations

import secrets
import threading
import time
from pathlib import Path

import pytest

from intake.protocol import wire
from tests.support.http import line
from tests.support.server import Server, init_server, running_server

CLIENTS = 6
GIB = 1 << 30
GROWTH_MIB = 64


def resident_kib(server: Server, field: str) -> int:
    """Resident memory of all processes of the service: now (VmRSS) or at its highest (VmHWM)."""
    total = 0
    for pid in server.pids:
        for entry in Path(f"/proc/{pid}/status").read_text().splitlines():
            if entry.startswith(field + ":"):
                total += int(entry.split()[1])
    return total


def upload(url: str, count: int, body: bytes) -> None:
    """``count`` parcels, each under an id of its own and with bytes of its own."""
    with line(url) as it:
        for _ in range(count):
            parcel = secrets.token_bytes(16) + body
            assert it.ask("PUT", f"/parcels/{secrets.token_hex(16)}", parcel).status == 201


def through(folder: Path, size: int) -> float:
    """Upload ``size`` bytes by several clients; returns by how many MiB the service's highest mark rose."""
    init_server(folder, "parcels_per_client_ten_minutes = 1000000\n")
    body = secrets.token_bytes(wire.PARCEL_SIZE - 16)
    with running_server(folder) as server:
        upload(server.url, CLIENTS * 4, body)  # every part has been loaded and every buffer has its size
        before = resident_kib(server, "VmRSS")
        count = size // wire.PARCEL_SIZE // CLIENTS
        clients = [threading.Thread(target=upload, args=(server.url, count, body)) for _ in range(CLIENTS)]
        began = time.monotonic()
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        grown = (resident_kib(server, "VmHWM") - before) / 1024
        print(f"{size >> 20} MiB in {time.monotonic() - began:.1f} s: memory grew by {grown:.1f} MiB")
    return grown


def test_memory_does_not_grow_with_what_goes_through(tmp_path: Path) -> None:
    """128 MiB by six clients at once: far less than that stays."""
    assert through(tmp_path, GIB // 8) < GROWTH_MIB


@pytest.mark.long
def test_a_gibibyte_goes_through_in_less_than_64_mib(tmp_path: Path) -> None:
    """The promise of the interface: memory grows by less than 64 MiB over a whole gibibyte."""
    assert through(tmp_path, GIB) < GROWTH_MIB
