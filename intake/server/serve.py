"""Serving with granian: a process that watches, and workers that answer. None of them writes about a request."""

from __future__ import annotations

import logging
import multiprocessing
import os
import resource
import socket
import sys
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from intake.server.errors import PortTakenError
from intake.server.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

BACKLOG = 1024
HEADERS_MS = 30_000
LOOK_S = 0.02
LIFE_S = 86_400
"""A worker is replaced daily: whatever it still holds of a line that died goes with it."""
END_S = 10
AWAY_S = 1.0
"""A worker whose PostgreSQL restarts just when it begins looks again so soon; if it ended, granian would give up."""


def serve(settings: Settings, host: str, port: int, workers: int, ready: Callable[[int], None]) -> None:
    """Serve until SIGTERM or SIGINT. ``ready`` is called once with the port, as soon as requests are answered.

    Raises:  PortTakenError.
    """
    if port and _answers(host, port):
        raise PortTakenError
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.server import Server

    if resource.getrlimit(resource.RLIMIT_CORE) != (0, 0):  # however it was started; its workers take it over
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    multiprocessing.set_start_method("fork", force=True)  # workers share what was loaded before
    waiting, telling = os.pipe()

    def load(_target: str) -> WSGIApplication:
        app = _application(settings)
        os.write(telling, b".")
        return app

    server = Server(
        "intake",
        address=host,
        port=port or _free_port(host),
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=settings.threads,
        backlog=BACKLOG,
        backpressure=BACKLOG,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS_MS),
        websockets=False,
        log_enabled=False,
        log_access=False,
        respawn_failed_workers=True,
        workers_lifetime=LIFE_S,
        workers_kill_timeout=END_S,
    )

    def tell() -> None:
        for _ in range(workers):
            os.read(waiting, 1)
        while not _answers(host, server.bind_port):  # a worker listens a moment after its application is made
            time.sleep(LOOK_S)
        ready(server.bind_port)

    server.on_startup(threading.Thread(target=tell, daemon=True).start)
    logging.disable(logging.CRITICAL)
    server.serve(target_loader=load)


def _application(settings: Settings) -> WSGIApplication:
    """What a worker answers with: made after the fork, so that threads and connections are its own."""
    import atexit
    import gc

    from sqlalchemy.exc import OperationalError
    from sqlalchemy.exc import TimeoutError as PoolTimeoutError

    from intake.server.app import create_app
    from intake.server.routes.answers import tell_place
    from intake.server.routes.context import NAME
    from intake.server.upkeep import Upkeeper

    logging.disable(logging.CRITICAL)
    threading.excepthook = lambda args: tell_place(args.exc_value) if args.exc_value else None
    sys.excepthook = lambda _kind, error, _trace: tell_place(error)
    while True:
        try:
            app = create_app(settings)
            break
        except (OperationalError, PoolTimeoutError):
            time.sleep(AWAY_S)
    database = app.extensions[NAME].database
    upkeeper = Upkeeper(database)
    upkeeper.start()
    atexit.register(database.close)
    atexit.register(upkeeper.stop)
    gc.freeze()  # what is there now stays: looking through it again and again finds no garbage
    return app


def _answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def _free_port(host: str) -> int:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.bind((host, 0))
        name: Any = probe.getsockname()
        return int(name[1])
