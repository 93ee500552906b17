"""What the machine can do at best with the bytes that a server gets: what bounds the server's figures.

Bare sqlite3 with the same table, pragmas and bytes, one by one and in groups of 50; the bare WSGI server and nginx, which
read the same bodies and forget them; and the disk itself, which takes the same parcels at the end of one file, with a sync
for each group.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.newsroom import free_port
from intake.protocol import wire
from intake.server.settings import Settings
from intake.server.store.engine import PRAGMAS, migrate
from tests.support.lines import answers
from tests.support.load import load
from tests.support.waiting import until

GROUP = 50
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
    port = free_port()
    process = subprocess.Popen([sys.executable, "-c", _BARE, str(port), str(workers)])
    try:
        until(lambda: answers(port), "the WSGI server")
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
            until(lambda: answers(port), "nginx")
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
