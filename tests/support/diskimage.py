"""A file system in a file: mounted, taken as it lies, and searched by somebody who has the vault's passphrase.

Who takes a disk has all its blocks, those of deleted files too. :func:`opened` opens whatever in them was ever sealed
under the vault's keys: the key file, wrap keys, day seeds, pages of the database and of its journals, at any place.
"""

from __future__ import annotations

import os
import re
import shutil
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms
from cryptography.hazmat.primitives.poly1305 import Poly1305

from keys.vault import vault as names
from keys.vault.box import BOX_EXTRA, sub_key
from keys.vault.daykeys import Seeds, Wrap
from keys.vault.errors import VaultError
from keys.vault.passphrase import MAGIC, open_secret

BLOCK = 4_096
KEY_FILE_SIZE = 107
MOST_DAYS = 80
MOST_PAGES = 100
_RESERVED = 32  # at a page's end: nonce 16, tag 16 (SQLite3 Multiple Ciphers, chacha20)
_CLEAR_ON_PAGE_ONE = 24


@dataclass(slots=True)
class DiskImage:
    """An image of ``megabytes``, made by a command line of mkfs without the file's name.

    folder: where it is mounted now.
    """

    path: Path
    megabytes: int
    mkfs: tuple[str, ...] = ("mkfs.ext4", "-q", "-F", "-b", str(BLOCK))
    folder: Path | None = None

    def make(self) -> None:
        """Make it, with zeros where nothing was ever written."""
        with self.path.open("wb") as file:
            file.truncate(self.megabytes << 20)
        subprocess.run([*self.mkfs, str(self.path)], check=True, capture_output=True)

    @contextmanager
    def mounted(self, folder: Path, options: str = "loop") -> Iterator[None]:
        """Mount it on a folder for as long as the block lasts."""
        folder.mkdir(exist_ok=True)
        subprocess.run(["mount", "-o", options, str(self.path), str(folder)], check=True)
        self.folder = folder
        try:
            yield
        finally:
            self.folder = None
            subprocess.run(["umount", str(folder)], check=True)

    def taken(self) -> bytes:
        """All its blocks, as the disk has them by now, but for those that are nothing but zeros."""
        if self.folder is not None:
            subprocess.run(["sync", "--file-system", str(self.folder)], check=True)
        with self.path.open("rb") as file:
            return b"".join(block for block in iter(lambda: file.read(BLOCK), b"") if block.strip(b"\0"))


def why_not() -> str:
    """Why no image can be mounted here, in a sentence; empty when it can."""
    if os.geteuid() != 0:
        return "only root can mount an image of a disk"
    missing = [each for each in ("mkfs.ext4", "mount", "losetup") if shutil.which(each) is None]
    if missing:
        return f"{', '.join(missing)} missing: install e2fsprogs and mount"
    if not Path("/dev/loop-control").exists():
        return "this machine has no loop devices (a container without /dev/loop-control?)"
    return ""


@dataclass(slots=True)
class Opened:
    """What passphrase and image give: keys, seeds by day, and every page that opens."""

    wraps: list[Wrap] = field(default_factory=list)
    seeds: dict[int, set[bytes]] = field(default_factory=dict)
    pages: list[bytes] = field(default_factory=list)

    @property
    def everything(self) -> bytes:
        """All of it, to be searched."""
        seeds = (seed for day in self.seeds.values() for seed in day)
        return b"\n".join([*self.pages, *seeds, *(wrap.key for wrap in self.wraps)])


def opened(image: bytes, passphrase: str) -> Opened:
    """Whatever opens, at whatever place of an image it lies: in files, in deleted ones, in the file system's journal."""
    found = Opened()
    for key in _vault_keys(image, passphrase):
        blocks = [image[at : at + BLOCK] for at in range(0, len(image), BLOCK)]
        day_keys, database = sub_key(key, names._DAY_KEYS_LABEL), sub_key(key, names._DATABASE_LABEL)
        found.wraps += [wrap for block in blocks if (wrap := Wrap.parse(block, day_keys))]
        for block in blocks:
            for wrap in found.wraps:
                _seeds(block, wrap, found)
        found.pages += _pages(image, blocks, database)
    return found


def _vault_keys(image: bytes, passphrase: str) -> set[bytes]:
    found = set()
    for match in re.finditer(re.escape(MAGIC), image):
        with suppress(VaultError):
            sealed = image[match.start() : match.start() + KEY_FILE_SIZE]
            found.add(open_secret(sealed, passphrase, label=names.KEY_LABEL))
    return found


def _seeds(block: bytes, wrap: Wrap, found: Opened) -> None:
    for days in range(MOST_DAYS):
        seeds = Seeds.parse(block[: 8 + 36 * days + BOX_EXTRA], wrap)
        if seeds is not None:
            for day, seed in seeds.of.items():
                found.seeds.setdefault(day, set()).add(seed)


def _pages(image: bytes, blocks: list[bytes], key: bytes) -> Iterator[bytes]:
    """Pages in the database's own place are whole blocks of any number; a journal writes the number before each."""
    for block in blocks:
        if len(set(block[:64])) > 16:  # else it is no sealed page
            for number in range(1, MOST_PAGES):
                if (page := _page(block, number, key)) is not None:
                    yield page
                    break
    for match in re.finditer(rb"(?=\0\0\0[\1-\xff])", image):
        (number,) = struct.unpack_from(">I", image, match.start())
        page = _page(image[match.start() + 4 : match.start() + 4 + BLOCK], number, key)
        if page is not None:
            yield page


def _page(sealed: bytes, number: int, key: bytes) -> bytes | None:
    """A page of the database, or None: it is none, or of another number."""
    body = len(sealed) - _RESERVED
    if body < BLOCK - _RESERVED:
        return None
    nonce, tag = sealed[body : body + 16], sealed[body + 16 :]
    counter = struct.unpack("<I", nonce[12:])[0] ^ number
    once = _stream(key, nonce, counter, bytes(64))
    if Poly1305.generate_tag(once[:32], sealed[: body + 16]) != tag:
        return None
    clear = _CLEAR_ON_PAGE_ONE if number == 1 else 0
    return sealed[:clear] + _stream(once[32:], nonce, counter + 1, sealed[clear:body])


def _stream(key: bytes, nonce: bytes, counter: int, data: bytes) -> bytes:
    start = struct.pack("<I", counter & 0xFFFFFFFF) + nonce[:12]
    return Cipher(algorithms.ChaCha20(key, start), mode=None).encryptor().update(data)
