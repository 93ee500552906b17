"""A real PostgreSQL for tests: its own cluster in a temporary folder, reached by a socket in it, no network."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER = "postgres"


def binaries() -> Path:
    """Where Debian keeps the server's programs. Raises FileNotFoundError: apt-get install postgresql."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if not found:
        raise FileNotFoundError("PostgreSQL is not installed: apt-get install postgresql")
    return found[-1].parent


@contextmanager
def running_postgres() -> Iterator[str]:
    """Yield the SQLAlchemy URL of an empty database; everything is gone afterwards."""
    programs = binaries()
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    shutil.chown(folder, USER)
    data, control = folder / "data", programs / "pg_ctl"

    try:
        _run(folder, programs / "initdb", "-D", data, "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C")
        options = f"-k {folder} -c listen_addresses='' -c max_connections=60 -c shared_buffers=32MB"
        _run(folder, control, "-D", data, "-o", options, "-l", folder / "log", "-w", "start")
        yield f"postgresql+psycopg://{USER}@/postgres?host={folder}"
    finally:
        if data.exists():
            _run(folder, control, "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder)


def stop(url: str) -> None:
    """End the cluster of ``url`` as a crash would; :func:`restart` brings it back."""
    folder = Path(url.rsplit("host=", 1)[1])
    _run(folder, binaries() / "pg_ctl", "-D", folder / "data", "-m", "immediate", "-w", "stop")


def restart(url: str) -> None:
    """End the cluster of ``url`` as a crash would, in the middle of whatever it does, and start it again."""
    folder = Path(url.rsplit("host=", 1)[1])
    _run(folder, binaries() / "pg_ctl", "-D", folder / "data", "-m", "immediate", "-w", "restart")


def _run(folder: Path, *arguments: str | Path) -> None:
    """One of PostgreSQL's programs, as the account that Debian has for it: none of them runs as root."""
    subprocess.run(
        list(map(str, arguments)),
        check=True,
        user=USER,
        group=USER,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
    )
