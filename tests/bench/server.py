"""The server's figures, beside what the machine can do at best (tests/support/ceilings.py), all in one run.

The real command serves a fresh folder; clients in processes of their own keep many requests under way. A run that is not
quick writes its table and its plots to docs/bench.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from intake.protocol import wire
from tests.support.ceilings import MIB, Figures, bare_sqlite, bare_wsgi, disk, nginx_swallows
from tests.support.chart import bars, table
from tests.support.load import load
from tests.support.server import init_server, running_server

QUICK_S, LONG_S = 1.0, 10.0
DOCS = Path(__file__).resolve().parents[2] / "docs" / "bench"


def service(seconds: float, clients: int, workers: int) -> Figures:
    """The real server: exchanges and parcels a second, the slowest of a hundred answers, memory at its highest."""
    with tempfile.TemporaryDirectory() as folder:
        init_server(
            Path(folder), "exchanges_per_client_ten_minutes = 100000000\nparcels_per_client_ten_minutes = 100000000\n"
        )
        with running_server(Path(folder), workers=workers) as server:
            load(server.url, "exchanges", 0.5, clients)
            exchanges = sorted(load(server.url, "exchanges", seconds, clients))
            parcels = load(server.url, "parcels", seconds, clients)
            peaks = [Path(f"/proc/{pid}/status").read_text().partition("VmHWM:")[2].split()[0] for pid in server.pids]
    return {
        "exchanges_per_s": len(exchanges) / seconds,
        "parcels_mib_per_s": len(parcels) * wire.PARCEL_SIZE / MIB / seconds,
        "p50_ms": exchanges[len(exchanges) // 2] * 1000,
        "p99_ms": exchanges[len(exchanges) * 99 // 100] * 1000,
        "peak_rss_mib": sum(map(int, peaks)) / 1024,
    }


def figures(*, quick: bool, clients: int = 32, tell: Callable[[str], None] = print) -> Figures:
    """All figures of one run, by name; units are in the names. Those without a number of workers are of one."""
    seconds = QUICK_S if quick else LONG_S
    tell("measuring the disk and bare sqlite3 …")
    found = disk(seconds) | bare_sqlite(seconds)
    tell("measuring the bare WSGI server and nginx …")
    found |= bare_wsgi(seconds, clients, 1) | nginx_swallows(seconds, clients, 1)
    tell("measuring the server …")
    found |= service(seconds, clients, 1)
    found |= {f"{name}_two_workers": value for name, value in service(seconds, clients, 2).items()}
    found["exchanges_vs_sqlite_grouped"] = found["exchanges_per_s"] / found["sqlite_grouped_per_s"]
    found["exchanges_vs_sqlite_grouped_two_workers"] = (
        found["exchanges_per_s_two_workers"] / found["sqlite_grouped_per_s"]
    )
    found["exchanges_vs_sqlite_single"] = found["exchanges_per_s"] / found["sqlite_single_per_s"]
    found["parcels_vs_sqlite_grouped"] = found["parcels_mib_per_s"] / found["sqlite_parcels_grouped_mib_per_s"]
    found["parcels_vs_bare_server"] = found["parcels_mib_per_s"] / found["bare_parcels_mib_per_s"]
    found["parcels_vs_nginx"] = found["parcels_mib_per_s"] / found["nginx_parcels_mib_per_s"]
    found["parcels_vs_disk"] = found["parcels_mib_per_s"] / found["disk_append_sync_mib_per_s"]
    found = {name: round(value, 3) for name, value in found.items()}
    if not quick:
        write(found)
    return found


EXCHANGES = {
    "Asterism, one worker": "exchanges_per_s",
    "Asterism, two workers": "exchanges_per_s_two_workers",
    "sqlite3, one by one": "sqlite_single_per_s",
    "sqlite3, in groups of 50": "sqlite_grouped_per_s",
    "granian, forgetting": "bare_exchanges_per_s",
    "nginx, forgetting": "nginx_exchanges_per_s",
}


PARCELS = {
    "Asterism, one worker": "parcels_mib_per_s",
    "Asterism, two workers": "parcels_mib_per_s_two_workers",
    "sqlite3, in groups of 50": "sqlite_parcels_grouped_mib_per_s",
    "the disk: append and sync": "disk_append_sync_mib_per_s",
    "granian, forgetting": "bare_parcels_mib_per_s",
    "nginx, forgetting": "nginx_parcels_mib_per_s",
}


def write(found: Figures) -> None:
    """The table and the plots in docs/bench."""
    DOCS.mkdir(exist_ok=True)
    ours = list(EXCHANGES)[:2]
    for name, title, unit, rows in (
        ("exchanges", "Exchanges of 32 KiB", "a second", EXCHANGES),
        ("parcels", "Parcels of 64 KiB", "MiB a second", PARCELS),
    ):
        svg = bars(title, unit, {label: found[key] for label, key in rows.items()}, ours)
        (DOCS / f"{name}.svg").write_text(svg, encoding="utf-8")
    head = "# The server's speed\n\nWritten by `make bench`, all in one run on one machine"
    head += f" ({os.cpu_count()} cores, shared by clients and server). docs/scale.md says what bounds it.\n\n"
    plots = "![Exchanges](exchanges.svg)\n\n![Parcels](parcels.svg)\n\n"
    lines = [[f"`{name}`", f"{value:,.3g}" if value < 100 else f"{value:,.0f}"] for name, value in found.items()]
    (DOCS / "server.md").write_text(head + plots + table(["figure", "value"], lines), encoding="utf-8")
