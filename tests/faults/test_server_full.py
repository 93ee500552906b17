"""A disk that fills up and a disk that cannot be written: a clear answer, nothing lost, and it mends by itself."""

from __future__ import annotations

import json
import secrets
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from intake.protocol import wire
from tests.support import sealed
from tests.support.http import Line, Reply, line
from tests.support.seized import until_traced
from tests.support.server import Server, init_server, running_server
from tests.support.waiting import until

DISK_MIB = 64


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 MiB of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MIB}m", "tmpfs", str(folder)], check=True)
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(it: Line, parcels: dict[bytes, bytes], at_most: int = 2_000) -> Reply:
    """Upload until it is refused; what was acknowledged goes into ``parcels``."""
    for _ in range(at_most):
        key, parcel = secrets.token_bytes(16), sealed.parcel()
        reply = it.ask("PUT", f"/parcels/{key.hex()}", parcel)
        if reply.status != 201:
            return reply
        parcels[key] = parcel
    raise AssertionError("it was never refused")


def pulled(it: Line, token: str, parcels: dict[bytes, bytes]) -> dict[bytes, bytes]:
    """What a courier gets for these ids."""
    got: dict[bytes, bytes] = {}
    keys, step = sorted(parcels), wire.ID_SIZE + wire.PARCEL_SIZE
    for at in range(0, len(keys), 64):
        asked = wire.join_ids(keys[at : at + 64])
        body = it.ask("POST", "/courier/parcels", asked, {"Authorization": f"Bearer {token}"}).body
        got |= {body[k : k + wire.ID_SIZE]: body[k + wire.ID_SIZE : k + step] for k in range(0, len(body), step)}
    return got


def test_the_server_says_that_it_is_full_while_it_can_still_compact(small_disk: Path) -> None:
    """503 long before the end; pulling and compacting still work, and what was acknowledged is all there."""
    token = init_server(small_disk, f"disk_floor_bytes = {12 << 20}\n")
    parcels: dict[bytes, bytes] = {}
    with running_server(small_disk) as server, line(server.url) as it:
        reply = fill(it, parcels)
        assert reply.status == 503
        assert reply.headers["retry-after"] == "3600"
        assert b'"full"' in reply.body
        assert it.ask("GET", "/health").status == 503
        listed = it.ask("GET", "/courier/list", headers={"Authorization": f"Bearer {token}"})
        assert set(json.loads(listed.body)["parcels"]) == {key.hex() for key in parcels}
        assert pulled(it, token, parcels) == parcels
    assert len(parcels) > 100


def test_a_disk_filled_to_the_last_byte_loses_nothing_and_mends_by_itself(small_disk: Path) -> None:
    """Another program eats all the room under the server's hands; when it is gone the server goes on, unasked."""
    token = init_server(small_disk, "disk_floor_bytes = 0\n")
    hog = small_disk / "hog"
    parcels: dict[bytes, bytes] = {}
    with running_server(small_disk) as server, line(server.url) as it:
        for _ in range(20):
            key, parcel = secrets.token_bytes(16), sealed.parcel()
            assert it.ask("PUT", f"/parcels/{key.hex()}", parcel).status == 201
            parcels[key] = parcel
        with hog.open("wb", buffering=0) as file:
            try:
                while file.write(bytes(65_536)):
                    pass
            except OSError:
                pass
        assert shutil.disk_usage(small_disk).free == 0
        reply = fill(it, parcels)
        assert reply.status == 503
        assert b'"full"' in reply.body or b'"not-stored"' in reply.body
        assert it.ask("GET", "/courier/list", headers={"Authorization": f"Bearer {token}"}).status == 200
        assert pulled(it, token, parcels) == parcels
        hog.unlink()
        key, parcel = secrets.token_bytes(16), sealed.parcel()
        put = f"/parcels/{key.hex()}"
        until(lambda: it.ask("PUT", put, parcel).status == 201, "room again")
        parcels[key] = parcel
        assert pulled(it, token, parcels) == parcels
        assert "canary" not in server.output.read_text()
    database = sqlite3.connect(small_disk / "intake.db")
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()


def test_a_write_that_the_system_refuses_is_never_acknowledged(tmp_path: Path) -> None:
    """No file may grow over 24 MiB, though the disk has room: uploads are refused, what was acknowledged stays."""
    token = init_server(tmp_path)
    parcels: dict[bytes, bytes] = {}
    limited = ("prlimit", f"--fsize={24 << 20}")
    with running_server(tmp_path, prefix=limited) as server, line(server.url) as it:
        reply = fill(it, parcels)
        assert (reply.status, b'"not-stored"' in reply.body) == (503, True)
        assert reply.headers["retry-after"] == "60"
        assert pulled(it, token, parcels) == parcels
    with running_server(tmp_path) as server, line(server.url) as it:
        assert pulled(it, token, parcels) == parcels
        key = secrets.token_bytes(16)
        assert it.ask("PUT", f"/parcels/{key.hex()}", sealed.parcel()).status == 201


@contextmanager
def read_only(server: Server) -> Iterator[None]:
    """Have the system refuse every write of the server's threads as a kernel does that mounted the disk read-only."""
    refused = "inject=pwrite64,pwritev,ftruncate,fsync,fdatasync:error=EROFS"
    command = ["strace", "-f", "-qq", "-e", refused, "-o", "/dev/null"]
    for pid in server.pids:
        command += ["-p", str(pid)]
    tracer = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until_traced(server.pids)
    try:
        yield
    finally:
        tracer.send_signal(signal.SIGINT)
        tracer.wait(30)


def test_a_disk_that_turns_read_only_is_told_and_mends_by_itself(tmp_path: Path) -> None:
    """Uploads get 503, what is there is still given out, and when the disk is back so is the server."""
    token = init_server(tmp_path)
    parcels: dict[bytes, bytes] = {}
    with running_server(tmp_path) as server, line(server.url) as it:

        def put() -> int:
            key, parcel = secrets.token_bytes(16), sealed.parcel()
            status = it.ask("PUT", f"/parcels/{key.hex()}", parcel).status
            if status == 201:
                parcels[key] = parcel
            return status

        assert put() == 201
        with read_only(server):
            assert [put(), put()] == [503, 503]
            assert pulled(it, token, parcels) == parcels
        assert put() == 201
        assert pulled(it, token, parcels) == parcels
    assert len(parcels) == 2
