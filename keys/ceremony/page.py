"""The page's files as they are signed: the built bundle, with the newsroom's first root written into it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from keys.ceremony.errors import PageError

PREFIX = "page/"
INDEX = PREFIX + "index.html"
_META = re.compile(rb'<meta name="newsroom-root" content="([0-9a-f]{64})?">')


def built_page() -> Traversable:
    """The folder of the page that this program came with."""
    return resources.files("intake.source") / "web" / "dist"


def read_page(folder: Traversable | Path) -> dict[str, bytes]:
    """The page's files by target path (``page/app.js``). Raises PageError: not there, or not a built page."""
    if not folder.is_dir():
        raise PageError
    files = dict(_walk(folder, PREFIX))
    if len(_META.findall(files.get(INDEX, b""))) != 1:
        raise PageError("This folder is not the built page: its index.html has no place for the newsroom's first root")
    return files


def pin_page(files: Mapping[str, bytes], pin: bytes) -> dict[str, bytes]:
    """The same files with the SHA-256 (32 bytes) of root version 1 in index.html. Raises PageError: another is there."""
    found = _META.search(files[INDEX])
    if found is None or found[1] not in (None, pin.hex().encode()):
        raise PageError("This page was made for another newsroom", todo='Name the built page with "--page"')
    filled = f'<meta name="newsroom-root" content="{pin.hex()}">'.encode()
    return {**files, INDEX: _META.sub(filled, files[INDEX])}


def _walk(folder: Traversable | Path, prefix: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            found += _walk(entry, f"{prefix}{entry.name}/")
        else:
            found.append((prefix + entry.name, entry.read_bytes()))
    return found
