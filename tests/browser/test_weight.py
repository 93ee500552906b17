"""How much comes over the line before the first screen stands, and after it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tests.support.browser import WEB

DIST = WEB / "dist"
#: Bytes under brotli. Measured: 94,357 and 91,481; at 50 kbit/s, 1 KB takes 0.16 s.
FIRST_SCREEN, CLEANERS = 100_000, 140_000
_SIZES = """
const { brotliCompressSync } = require('node:zlib');
const { readFileSync } = require('node:fs');
for (const path of process.argv.slice(1)) console.log(brotliCompressSync(readFileSync(path)).length);
"""


def _needed(name: str) -> set[str]:
    """A script and all that it imports before it runs."""
    found, waiting = set[str](), [name]
    while waiting:
        script = waiting.pop()
        found.add(script)
        text = (DIST / script).read_text(encoding="utf-8")
        named = re.findall(r'^(?:import|\} from|import .* from) "\./([\w-]+\.js)";', text, re.MULTILINE)
        waiting += [each for each in named if each not in found]
    return found


def _compressed(names: set[str]) -> int:
    paths: list[Path] = [DIST / name for name in sorted(names)]
    told = subprocess.run(["node", "-e", _SIZES, *map(str, paths)], check=True, capture_output=True, text=True).stdout
    return sum(int(line) for line in told.split())


def test_the_first_screen_is_light() -> None:
    """The page, its style and every script that it waits for; what cleans files is not among them."""
    first = {"index.html", "style.css"} | _needed("app.js")
    assert "families.js" not in first
    assert 50_000 < _compressed(first) < FIRST_SCREEN


def test_what_comes_after_it_is_bounded() -> None:
    """The cleaners of all formats are one file, and it stays small enough for everybody to fetch."""
    after = _needed("families.js") - _needed("app.js")
    assert after == {"families.js"}
    assert 30_000 < _compressed(after) < CLEANERS


def test_only_what_browsers_lack_is_left_for_later() -> None:
    """Besides the cleaners, which everybody fetches, one part is lazy: the curves, for browsers without them."""
    scripts = {path.name for path in DIST.glob("*.js")}
    assert scripts - _needed("app.js") - _needed("families.js") == {"curves.js"}
