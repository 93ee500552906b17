"""One exchange beside 5,000 and 100,000 live replies, and the SecureDrop Protocol's way beside it, in one run.

Ours: the board names every live reply by six bytes, and a source fetches two groups whatever it finds. Theirs: for
every entry one operation on ristretto255 at the server (libsodium) and one at the client (libsodium's WebAssembly).
Browser times are those of the page's own modules in Debian's Chromium and Firefox: reading the board, deriving its
tags, finding, choosing. The page itself has no WebAssembly: what noble takes for theirs stands beside it.
A run that is not quick writes its table to docs/bench.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import sqlite3
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import sync_playwright

from intake.protocol import wire
from intake.server.clock import today
from tests.support import sealed
from tests.support.browser import BROWSERS, POLICY, launched, served
from tests.support.chart import table
from tests.support.http import line
from tests.support.server import init_server, running_server

DAYS = 120
REPLIES = (5_000, 100_000)
TIMES, TIMES_QUICK = 20, 5
OPERATIONS = 2_000
WEB = Path(__file__).resolve().parents[2] / "intake" / "source" / "web"
DOCS = Path(__file__).resolve().parents[2] / "docs" / "bench"
# The comparison alone needs WebAssembly; the page's own policy does not allow it.
_POLICY = POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
# A browser's clock may be as coarse as a millisecond, so many turns are timed together.
_PAGE = """
import { parseBoard } from './src/wire.js';
import { findReplies, choosePlaces } from './src/board.js';
import { expectedTags } from './src/reply.js';
import { ristretto255 } from '@noble/curves/ed25519.js';
import sodium from 'libsodium-wrappers-sumo';
function each(turns, work) {
  work(0);
  const began = performance.now();
  for (let n = 1; n <= turns; n += 1) work(n);
  return (performance.now() - began) / turns;
}
export async function page(name, day) {
  const bytes = new Uint8Array(await (await fetch(name)).arrayBuffer());
  const pairs = [1, 2, 3, 4].map((n) => [new Uint8Array(16).fill(n), new Uint8Array(32).fill(n)]);
  return each(10, () => {
    const board = parseBoard(bytes);
    choosePlaces(board, findReplies(board, expectedTags(pairs, day)), () => false);
  });
}
export async function operations() {
  await sodium.ready;
  const point = sodium.crypto_core_ristretto255_random();
  const scalar = sodium.crypto_core_ristretto255_scalar_random();
  const noble = ristretto255.Point.BASE.multiply(12345678901234567890n);
  return {
    libsodium: each(300, () => sodium.crypto_scalarmult_ristretto255(scalar, point)),
    noble: each(60, (n) => ristretto255.Point.fromBytes(noble.toBytes()).multiply(2n ** 251n + BigInt(n)).toBytes()),
  };
}
"""
_BUNDLE = """
import { build } from 'esbuild';
await build({
  stdin: { contents: process.argv[3], resolveDir: process.cwd() }, bundle: true, format: 'esm', outfile: process.argv[2],
  target: 'es2022', loader: { '.txt': 'text' }, logLevel: 'error', platform: 'browser',
});
"""
Figures = dict[str, float]


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


def in_browsers(folder: Path) -> dict[str, Figures]:
    """For each browser: what the page takes for the boards in ``folder``, and one operation; milliseconds."""
    command = ["node", "--input-type=module", "-e", _BUNDLE, "-", str(folder / "bench.js"), _PAGE]
    subprocess.run(command, cwd=WEB, check=True)
    (folder / "index.html").write_text('<!doctype html><link rel="icon" href="data:,"><title>-</title>')
    found: dict[str, Figures] = {}
    with sync_playwright() as driver, served(folder, _POLICY) as address:
        for name in BROWSERS:
            with launched(driver, name) as browser:
                page = browser.new_page()
                page.goto(address)
                operations = page.evaluate("async () => (await import('/bench.js')).operations()")
                found[name] = {f"ristretto255_{library}_ms": took for library, took in operations.items()}
                for replies in REPLIES:
                    asked = "async ([name, day]) => (await import('/bench.js')).page(name, day)"
                    found[name][f"page_ms_{replies}"] = page.evaluate(asked, [f"/board-{replies}", today()])
    return found


def figures(*, quick: bool, tell: Callable[[str], None] = print) -> Figures:
    """All figures by name; units are in the names."""
    native = ristretto_ms()
    found = {"ristretto255_libsodium_ms": native}
    with tempfile.TemporaryDirectory() as name:
        folder, pages = Path(name) / "server", Path(name) / "pages"
        pages.mkdir()
        init_server(folder)
        with running_server(folder) as server:
            for version, replies in enumerate(REPLIES, 1):
                tell(f"measuring beside {replies:,} live replies …")
                board, groups = board_of(replies)
                publish(folder, {"board": board, **groups}, version)
                (pages / f"board-{replies}").write_bytes(board)
                found |= {
                    f"board_kib_{replies}": len(board) / 1024,
                    f"wire_kib_{replies}": (len(board) + wire.EXCHANGE_SIZE + 2 * wire.GROUP_SIZE) / 1024,
                    f"exchange_ms_{replies}": exchange_ms(server.url, TIMES_QUICK if quick else TIMES),
                    f"theirs_server_ms_{replies}": native * replies,
                }
        tell("measuring in Chromium and Firefox …")
        for browser, took in in_browsers(pages).items():
            found |= {f"{key}_{browser}": value for key, value in took.items()}
            for replies in REPLIES:
                for library in ("libsodium", "noble"):
                    each = took[f"ristretto255_{library}_ms"]
                    found[f"theirs_page_{library}_ms_{replies}_{browser}"] = each * replies
    found = {name: round(value, 3) for name, value in found.items()}
    if not quick:
        write(found)
    return found


def write(found: Figures) -> None:
    """The table in docs/bench."""
    theirs = ("theirs_page_libsodium_ms", "theirs_page_noble_ms")
    rows = [
        [f"{replies:,}", f"{found[f'wire_kib_{replies}']:,.0f} KiB"]
        + [f"{found[f'{what}_{replies}']:,.0f} ms" for what in ("exchange_ms", "theirs_server_ms")]
        + [f"{found[f'{what}_{replies}_{each}']:,.0f} ms" for each in BROWSERS for what in ("page_ms", *theirs)]
        for replies in REPLIES
    ]
    columns = ["live replies", "on the wire", "server", "theirs, server"]
    for browser in ("Chromium", "Firefox"):
        columns += [f"{browser}: the page", "theirs, libsodium", "theirs, noble"]
    head = "# Live replies\n\nWritten by `make bench`: one exchange beside so many live replies, and the SecureDrop"
    head += " Protocol's way (one ristretto255 operation an entry at both ends) in the same run. docs/scale.md says more.\n\n"
    DOCS.mkdir(exist_ok=True)
    (DOCS / "replies.md").write_text(head + table(columns, rows), encoding="utf-8")
