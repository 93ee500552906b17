"""The service as it runs keeps nothing that tells who came: not in its output, not in a file, not on its disk."""

from __future__ import annotations

import re
import secrets
import time
from contextlib import suppress
from pathlib import Path

from intake.protocol import wire
from tests.support import sealed
from tests.support.http import Line, raw
from tests.support.server import init_server, running_server

AGENT = "canary-agent/1.0"
CANARIES = (b"canary", b"127.0.0.9", b"203.0.113.77")
DAY = wire.day_of(time.time())


def visit(url: str, token: str) -> list[str]:
    """All that a source, a courier and a stranger do, with everything told that a client can tell."""
    headers = {
        "User-Agent": AGENT,
        "Cookie": "canary=cookie",
        "Referer": "https://canary.example/",
        "X-Forwarded-For": "203.0.113.77",
        "Accept-Language": "canary",
        "From": "canary@example.org",
    }
    ids = [secrets.token_hex(16) for _ in range(3)]
    courier = {**headers, "Authorization": f"Bearer {token}"}
    it = Line(url)
    it.ask("POST", "/letters?canary=query", sealed.exchange(DAY), headers)
    it.ask("POST", "/letters", b"canary", headers)
    it.ask("PUT", f"/parcels/{ids[0]}", sealed.parcel(), headers)
    it.ask("PUT", f"/parcels/{ids[0]}", sealed.parcel(), headers)
    it.ask("HEAD", f"/parcels/{ids[1]}", None, headers)
    it.ask("GET", "/canary/path", None, headers)
    it.ask("GET", "/courier/list", None, {**headers, "Authorization": "Bearer canary"})
    it.ask("PUT", "/courier/publication", wire.pack_files({"page/index.html": b"<p>"}), courier)
    it.ask("PUT", "/courier/publication", b"canary", courier)
    it.ask("GET", "/courier/list", None, courier)
    it.ask("GET", "/", None, headers)
    it.ask("GET", "/health", None, headers)
    it.close()
    with raw(url) as line:  # and somebody who speaks no HTTP, and hangs up in the middle
        line.sendall(b"canary\r\n\r\n")
    with raw(url) as line:
        line.sendall(f"PUT /parcels/{ids[2]} HTTP/1.1\r\nHost: canary\r\nContent-Length: 65536\r\n\r\ncanary".encode())
    return ids


def _open_files(pids: list[int]) -> set[str]:
    """What the processes have open; a connection may end while we look."""
    found = set()
    for pid in pids:
        for link in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(FileNotFoundError):
                found.add(str(link.readlink()))
    return found


def test_no_file_and_no_output_holds_anything_about_a_visit(tmp_path: Path) -> None:
    """Canaries in every place where a client can put one: none is in the folder, the output, or an open file."""
    folder = tmp_path / "server"
    token = init_server(folder)
    with running_server(folder, workers=2, env={"TMPDIR": str(tmp_path)}) as server:
        ids = visit(server.url, token)
        targets = _open_files(server.pids)
    everything = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert not [canary for canary in CANARIES if canary in everything]
    assert server.output.read_bytes() == b""
    assert not any(each.encode() in everything for each in ids), "addresses hold ids, so nothing keeps addresses"
    assert {path.name for path in folder.iterdir()} <= {
        "intake.toml",
        "intake.db",
        "intake.db-wal",
        "intake.db-shm",
        "output.txt",
    }
    outside = {target for target in targets if target.startswith("/") and not target.startswith(("/dev/", "/proc/"))}
    assert all(Path(target).is_relative_to(folder) for target in outside)


def test_times_on_the_disk_are_those_of_one_file_only(tmp_path: Path) -> None:
    """A hundred objects make no file each: an inode's time is finer than a day."""
    folder = tmp_path / "server"
    init_server(folder)
    with running_server(folder) as server:
        it = Line(server.url)
        before = {path.name for path in folder.iterdir()}
        for _ in range(30):
            assert it.ask("PUT", f"/parcels/{secrets.token_hex(16)}", sealed.parcel()).status == 201
        assert {path.name for path in folder.iterdir()} <= before | {"intake.db-wal", "intake.db-shm"}
        it.close()


def test_no_process_of_the_service_writes_a_core_dump(tmp_path: Path) -> None:
    """Not even where the machine allows it to everybody: a dump is a file, and holds what is under way."""
    init_server(tmp_path)
    with running_server(tmp_path, prefix=("prlimit", "--core=unlimited:unlimited")) as server:
        for pid in server.pids:
            limits = Path(f"/proc/{pid}/limits").read_text(encoding="utf-8")
            assert re.search(r"(?m)^Max core file size +0 +0 ", limits)
