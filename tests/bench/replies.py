"""One exchange beside 5,000 and 100,000 live replies, and the SecureDrop Protocol's way beside it, in one run.

Ours: the board names every live reply by six bytes, and a source fetches two groups whatever it finds. Theirs: for
every entry one operation on ristretto255 at the server and one at the client (libsodium here; @noble/curves in node).
The page's time is that of the page's own modules in node: reading the board, deriving its tags, finding, choosing.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from intake.protocol import wire
from intake.server.clock import today
from tests.support import sealed
from tests.support.http import line
from tests.support.server import init_server, running_server

DAYS = 120
TIMES, TIMES_QUICK = 20, 5
OPERATIONS = 2_000
WEB = Path(__file__).resolve().parents[2] / "intake" / "source" / "web"
_PAGE = """
import { readFileSync } from 'node:fs';
const { parseBoard } = await import(process.argv[2] + '/src/wire.js');
const { findReplies, choosePlaces } = await import(process.argv[2] + '/src/board.js');
const { expectedTags } = await import(process.argv[2] + '/src/reply.js');
const bytes = new Uint8Array(readFileSync(process.argv[3]));
const pairs = [1, 2, 3, 4].map((n) => [new Uint8Array(16).fill(n), new Uint8Array(32).fill(n)]);
const took = [];
for (let turn = 0; turn < 7; turn += 1) {
  const began = performance.now();
  const board = parseBoard(bytes);
  const tags = expectedTags(pairs, Number(process.argv[4]));
  choosePlaces(board, findReplies(board, tags), () => false);
  took.push(performance.now() - began);
}
const { ristretto255 } = await import(process.argv[2] + '/node_modules/@noble/curves/ed25519.js');
const point = ristretto255.Point.BASE.multiply(12345678901234567890n);
const each = [];
for (let n = 0; n < 60; n += 1) {
  const began = performance.now();
  ristretto255.Point.fromBytes(point.toBytes()).multiply(2n ** 251n + BigInt(n)).toBytes();
  each.push(performance.now() - began);
}
const median = (all) => all.sort((a, b) => a - b)[all.length >> 1];
console.log(JSON.stringify({ page: median(took), operation: median(each) }));
"""


def board_of(replies: int) -> tuple[bytes, dict[str, bytes]]:
    """A board that names so many replies, a section a day, and the two groups that will be fetched."""
    day = today()
    groups, more = divmod(replies // wire.REPLIES_A_GROUP, DAYS)
    sections = [sealed.section(n + 1, day - DAYS + n, groups + (n < more)) for n in range(DAYS)]
    fetched = {f"groups/{DAYS}/{n}": os.urandom(wire.GROUP_SIZE) for n in range(2)}
    return sealed.board(1, day, *sections), fetched


def publish(folder: Path, files: dict[str, bytes], version: int) -> None:
    """Straight into the table: 100,000 replies are 400 MB of groups, of which only two are asked for."""
    file = sqlite3.connect(folder / "intake.db")
    file.executemany("INSERT OR REPLACE INTO published (path, body) VALUES (?, ?)", files.items())
    file.execute("INSERT OR REPLACE INTO state (name, number) VALUES ('version', ?)", (version,))
    file.commit()
    file.close()


def exchange_ms(url: str, times: int) -> float:
    """Post an exchange, get the board, get two groups: the median of all that the server takes for it."""
    took = []
    with line(url) as it:
        for _ in range(times):
            body = sealed.exchange(today())
            began = time.perf_counter()
            assert it.ask("POST", "/letters", body).status == 201
            for path in ("/board", f"/groups/{DAYS}/0", f"/groups/{DAYS}/1"):
                assert it.ask("GET", path).status == 200
            took.append(time.perf_counter() - began)
    return statistics.median(took) * 1000


def ristretto_ms() -> float:
    """One multiplication on ristretto255 by libsodium. Raises OSError: apt-get install libsodium23."""
    sodium = ctypes.CDLL(ctypes.util.find_library("sodium") or "libsodium.so.23")
    point, out, scalar = (ctypes.create_string_buffer(32) for _ in range(3))
    sodium.sodium_init()
    sodium.crypto_core_ristretto255_random(point)
    sodium.crypto_core_ristretto255_scalar_random(scalar)
    began = time.perf_counter()
    for _ in range(OPERATIONS):
        assert sodium.crypto_scalarmult_ristretto255(out, scalar, point) == 0
    return (time.perf_counter() - began) / OPERATIONS * 1000


def page(board: Path) -> dict[str, float]:
    """What the page's modules take for the board, and one operation of ristretto255 in JavaScript; milliseconds."""
    command = ["node", "--input-type=module", "-", WEB.as_uri(), str(board), str(today())]
    done = subprocess.run(command, input=_PAGE, text=True, check=True, stdout=subprocess.PIPE)
    return dict(json.loads(done.stdout))


def figures(*, quick: bool, tell: Callable[[str], None] = print) -> dict[str, float]:
    """All figures by name; units are in the names."""
    native = ristretto_ms()
    found = {"ristretto255_libsodium_ms": native}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        init_server(folder)
        with running_server(folder) as server:
            for version, replies in enumerate((5_000, 100_000), 1):
                tell(f"measuring beside {replies:,} live replies …")
                board, groups = board_of(replies)
                publish(folder, {"board": board, **groups}, version)
                (folder / "board").write_bytes(board)
                browser = page(folder / "board")
                found |= {
                    f"board_kib_{replies}": len(board) / 1024,
                    f"wire_kib_{replies}": (len(board) + wire.EXCHANGE_SIZE + 2 * wire.GROUP_SIZE) / 1024,
                    f"exchange_ms_{replies}": exchange_ms(server.url, TIMES_QUICK if quick else TIMES),
                    f"page_ms_{replies}": browser["page"],
                    f"theirs_server_ms_{replies}": native * replies,
                    f"theirs_page_ms_{replies}": browser["operation"] * replies,
                }
    return {name: round(value, 3) for name, value in found.items()}
