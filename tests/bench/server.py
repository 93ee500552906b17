"""The server's figures, beside what the machine can do at best, all in one run.

``python tests/bench/server.py [--quick] [--json FILE]``. The real command serves a fresh folder; clients in processes
of their own keep many requests under way. Beside it, in the same run: bare sqlite3 with the same table, pragmas and
bytes, one by one and in groups of 50; the bare WSGI server and nginx, which read the same bodies and forget them; and
the disk itself, which takes the same parcels at the end of one file, with a sync for each group.
A run that is not quick writes its table and its plots to docs/bench.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import secrets
import socket
import sqlite3
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from intake.protocol import wire
from intake.server.settings import Settings
from intake.server.store.engine import PRAGMAS, migrate
from tests.support.chart import bars, table
from tests.support.nginx import free_port
from tests.support.server import init_server, running_server

PROCESSES = 2
GROUP = 50
QUICK_S, LONG_S = 1.0, 10.0
DOCS = Path(__file__).resolve().parents[2] / "docs" / "bench"
MIB = 1 << 20
_BARE = """
import sys, logging
from granian.constants import HTTPModes, Interfaces
from granian.server import Server
def load(_):
    def app(environ, start):
        left = int(environ["CONTENT_LENGTH"])
        while left:
            left -= len(environ["wsgi.input"].read(left))
        start("201 Created", [])
        return [b""]
    return app
logging.disable(logging.CRITICAL)
Server("bare", address="127.0.0.1", port=int(sys.argv[1]), interface=Interfaces.WSGI, workers=int(sys.argv[2]),
       blocking_threads=64, http=HTTPModes.http1, websockets=False, log_enabled=False).serve(target_loader=load)
"""

Figures = dict[str, float]


def exchange_request(body: bytearray) -> bytes:
    """One exchange of four letters that nobody has seen before."""
    head = struct.pack(">BI", wire.SUITE, wire.day_of(time.time()))
    for at in range(0, wire.EXCHANGE_SIZE, wire.LETTER_SIZE):
        body[at : at + 21] = head + secrets.token_bytes(16)
    return b"POST /letters HTTP/1.1\r\nHost: x\r\nContent-Length: 32768\r\n\r\n" + bytes(body[: wire.EXCHANGE_SIZE])


def parcel_request(body: bytearray) -> bytes:
    """One parcel under a new id."""
    body[:16] = secrets.token_bytes(16)
    head = f"PUT /parcels/{secrets.token_hex(16)} HTTP/1.1\r\nHost: x\r\nContent-Length: 65536\r\n\r\n"
    return head.encode() + bytes(body)


def _connection(address: tuple[str, int], kind: str, end: float, took: list[float]) -> None:
    make = exchange_request if kind == "exchanges" else parcel_request
    body = bytearray(os.urandom(wire.PARCEL_SIZE))
    with socket.create_connection(address) as line:
        while time.time() < end:
            request = make(body)
            began = time.perf_counter()
            line.sendall(request)
            answer = line.recv(65_536)
            assert answer.startswith(b"HTTP/1.1 201"), answer[:200]
            took.append(time.perf_counter() - began)


def _client(address: tuple[str, int], kind: str, seconds: float, connections: int, results: Any) -> None:
    took: list[float] = []
    end = time.time() + seconds
    lines = [threading.Thread(target=_connection, args=(address, kind, end, took)) for _ in range(connections)]
    for line in lines:
        line.start()
    for line in lines:
        line.join()
    results.put(took)


def load(url: str, kind: str, seconds: float, clients: int) -> list[float]:
    """Keep ``clients`` requests of one kind under way; returns how many seconds each took."""
    parts = urlsplit(url)
    address = (parts.hostname or "", parts.port or 80)
    results: multiprocessing.Queue[list[float]] = multiprocessing.Queue()
    arguments = (address, kind, seconds, clients // PROCESSES, results)
    processes = [multiprocessing.Process(target=_client, args=arguments) for _ in range(PROCESSES)]
    for process in processes:
        process.start()
    took = [each for _ in processes for each in results.get()]
    for process in processes:
        process.join()
    return took


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


def bare_sqlite(seconds: float) -> Figures:
    """The same bytes into the same table under the same pragmas, from a single thread that does nothing else."""
    return {
        "sqlite_single_per_s": _insert(seconds, "letters", 1),
        "sqlite_grouped_per_s": _insert(seconds, "letters", GROUP),
        "sqlite_parcels_grouped_mib_per_s": _insert(seconds, "parcels", GROUP) * wire.PARCEL_SIZE / MIB,
    }


def _insert(seconds: float, table: str, group: int) -> float:
    rows, size = (4, wire.LETTER_SIZE) if table == "letters" else (1, wire.PARCEL_SIZE)
    pool = os.urandom(size)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(folder=Path(folder))
        migrate(settings)
        connection = sqlite3.connect(Path(folder) / "intake.db", isolation_level=None)
        for pragma in PRAGMAS:
            connection.execute(pragma)
        done, end = 0, time.perf_counter() + seconds
        while time.perf_counter() < end:
            new = [
                (secrets.token_bytes(16), 20_000, False, secrets.token_bytes(16) + pool[16:])
                for _ in range(rows * group)
            ]
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(f"INSERT INTO {table} VALUES (?, ?, ?, ?)", new)  # noqa: S608 - one of two names
            connection.execute("COMMIT")
            done += group
        connection.close()
    return done / seconds


@contextmanager
def bare_server(workers: int) -> Iterator[str]:
    """The WSGI server with an application that reads a body and forgets it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-c", _BARE, str(port), str(workers)])
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def bare_wsgi(seconds: float, clients: int, workers: int) -> Figures:
    """What the WSGI server swallows."""
    with bare_server(workers) as url:
        load(url, "exchanges", 0.5, clients)
        return {
            "bare_exchanges_per_s": len(load(url, "exchanges", seconds, clients)) / seconds,
            "bare_parcels_mib_per_s": len(load(url, "parcels", seconds, clients)) * wire.PARCEL_SIZE / MIB / seconds,
        }


_SWALLOW = """
worker_processes {workers};
pid {folder}/pid;
error_log /dev/null crit;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    keepalive_requests 100000000;
    client_body_buffer_size 64k;
    client_body_temp_path {folder}/body;
    server {{ listen 127.0.0.1:{port}; location / {{ return 201; }} }}
}}
"""


def nginx_swallows(seconds: float, clients: int, workers: int) -> Figures:
    """What nginx reads and forgets."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        conf = Path(folder) / "nginx.conf"
        conf.write_text(_SWALLOW.format(folder=folder, port=port, workers=workers))
        process = subprocess.Popen(
            ["nginx", "-p", folder, "-c", str(conf), "-e", "/dev/null", "-g", "daemon off;"], stderr=subprocess.DEVNULL
        )
        try:
            time.sleep(0.5)
            url = f"http://127.0.0.1:{port}"
            parcels = load(url, "parcels", seconds, clients)
            exchanges = load(url, "exchanges", seconds, clients)
        finally:
            process.terminate()
            process.wait(20)
    return {
        "nginx_exchanges_per_s": len(exchanges) / seconds,
        "nginx_parcels_mib_per_s": len(parcels) * wire.PARCEL_SIZE / MIB / seconds,
    }


def disk(seconds: float) -> Figures:
    """The same parcels at the end of one file, a sync for each group: nothing that is durable can be quicker."""
    group = os.urandom(GROUP * wire.PARCEL_SIZE)
    with tempfile.TemporaryFile() as file:
        done, end = 0, time.perf_counter() + seconds
        while time.perf_counter() < end:
            file.write(group)
            file.flush()
            os.fdatasync(file.fileno())
            done += 1
    return {"disk_append_sync_mib_per_s": done * len(group) / MIB / seconds}


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


def main() -> None:
    """Print a table; with ``--json`` also write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--quick", action="store_true", help="a minute at most")
    parser.add_argument("--clients", type=int, default=32, help="requests under way at once")
    asked = parser.parse_args()
    found = figures(quick=asked.quick, clients=asked.clients, tell=lambda line: print(line, file=sys.stderr))
    for name, value in found.items():
        print(f"{name:36} {value:12,.2f}")
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
