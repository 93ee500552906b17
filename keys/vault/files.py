"""Files that are whole or not there: durable writing, forgetting, and encrypted files in constant memory.

An encrypted file is libsodium's secretstream (XChaCha20-Poly1305) under a random key of its own: header 24, then chunks
of 65,536 bytes and 17 more each; the last one, shorter or empty, carries the tag FINAL, so that a cut is noticed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from keys.vault.errors import AlreadyThereError, DamagedVaultError, NotAVaultError

CHUNK_SIZE = 65_536
TEMPORARY = ".tmp"  # the end of the name of what is not yet whole

_ZEROS_SIZE = 1 << 20


class Disk:
    """The five acts that change a folder, each whole or raising OSError; tests put a failing one in its place."""

    def write(self, path: Path, data: bytes, mode: int) -> None:
        """Create or empty a file and write it; not yet synced."""
        with open(path, "wb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            file.write(data)

    def overwrite(self, path: Path, offset: int, data: bytes) -> None:
        """Write over bytes of a file where they lie; not yet synced."""
        with path.open("r+b", buffering=0) as file:
            file.seek(offset)
            rest = memoryview(data)
            while rest:
                rest = rest[file.write(rest) :]

    def sync(self, path: Path) -> None:
        """Return once a file, or a folder's list of names, is on the disk."""
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def rename(self, path: Path, to: Path) -> None:
        """Give a file the name of another, which goes."""
        path.replace(to)

    def unlink(self, path: Path) -> None:
        """Take a file's name away."""
        path.unlink()


DISK = Disk()


def check_free(folder: Path) -> None:
    """Raise AlreadyThereError unless a folder can be moved to this place: nothing is there, or an empty folder."""
    if not folder.exists():
        return
    if not folder.is_dir() or any(folder.iterdir()):
        raise AlreadyThereError
    if folder.samefile(Path.cwd()) or folder.name == "..":
        raise AlreadyThereError(
            "This is the folder that the command runs in, and that one cannot be replaced",
            todo="Name a folder that is not there yet",
        )


def write_durably(path: Path, data: bytes, mode: int = 0o600, *, disk: Disk = DISK) -> None:
    """Write a whole file: a crash leaves the one before or this one. Raises OSError."""
    temporary = path.with_name(path.name + TEMPORARY)
    disk.write(temporary, data, mode)
    disk.sync(temporary)
    disk.rename(temporary, path)
    disk.sync(path.parent)


def blank(path: Path, *, disk: Disk = DISK) -> None:
    """Overwrite a file with zeros where it lies, and sync. Raises OSError.

    What it held is gone as far as the disk obeys: flash and copy-on-write file systems may keep the old blocks.
    """
    size = path.stat().st_size
    for offset in range(0, size, _ZEROS_SIZE):
        disk.overwrite(path, offset, bytes(min(_ZEROS_SIZE, size - offset)))
    disk.sync(path)


def destroy(path: Path, *, disk: Disk = DISK) -> None:
    """Blank a file, then take its name away; nothing when it is gone already. Raises OSError."""
    if path.exists():
        blank(path, disk=disk)
        disk.unlink(path)
        disk.sync(path.parent)


class EncryptedWriter:
    """Writes one encrypted file. It appears under its name when the block ends well; else nothing of it stays.

    ``key`` (32 bytes) opens it again; it is nowhere on the disk. ``size`` counts the bytes written so far.
    """

    def __init__(self, path: Path) -> None:
        """``path`` must not exist yet; it is created on entering the block."""
        from nacl import bindings

        self.path = path
        self.key = bindings.crypto_secretstream_xchacha20poly1305_keygen()
        self.size = 0
        self._temporary = path.with_name(path.name + TEMPORARY)
        self._rest = bytearray()

    def __enter__(self) -> Self:
        from nacl import bindings

        self._state = bindings.crypto_secretstream_xchacha20poly1305_state()
        self._file: IO[bytes] = open(self._temporary, "xb", opener=lambda name, flags: os.open(name, flags, 0o600))
        self._file.write(bindings.crypto_secretstream_xchacha20poly1305_init_push(self._state, self.key))
        return self

    def write(self, data: bytes | memoryview) -> None:
        """Append bytes, any number of them. Raises OSError."""
        rest = memoryview(data)
        self.size += len(rest)
        while rest:
            if len(self._rest) == CHUNK_SIZE:
                self._push(final=False)
            room = CHUNK_SIZE - len(self._rest)
            self._rest += rest[:room]
            rest = rest[room:]

    def _push(self, *, final: bool) -> None:
        from nacl import bindings

        tag = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
        if final:
            tag = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
        self._file.write(bindings.crypto_secretstream_xchacha20poly1305_push(self._state, bytes(self._rest), tag=tag))
        self._rest.clear()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            with self._file:
                if kind is None:
                    self._push(final=True)
            if kind is None:
                DISK.sync(self._temporary)
                DISK.rename(self._temporary, self.path)
                DISK.sync(self.path.parent)
        finally:
            self._temporary.unlink(missing_ok=True)


def read_encrypted(path: Path, key: bytes) -> Iterator[bytes]:
    """The pieces of an encrypted file, each authenticated, in order.

    That nothing is missing is known only at the end: throw away what was read when it raises.

    Raises:  NotAVaultError: no file there; DamagedVaultError: changed, cut, longer, or another key; OSError.
    """
    from nacl import bindings
    from nacl.exceptions import CryptoError

    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise NotAVaultError from None
    with file:
        header = file.read(bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES)
        if len(header) != bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES:
            raise DamagedVaultError
        state = bindings.crypto_secretstream_xchacha20poly1305_state()
        bindings.crypto_secretstream_xchacha20poly1305_init_pull(state, header, key)
        tag = None
        while tag != bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL:
            untrusted = file.read(CHUNK_SIZE + bindings.crypto_secretstream_xchacha20poly1305_ABYTES)
            if len(untrusted) < bindings.crypto_secretstream_xchacha20poly1305_ABYTES:
                raise DamagedVaultError
            try:
                piece, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(state, untrusted)
            except CryptoError:
                raise DamagedVaultError from None
            if piece:
                yield piece
        if file.read(1):
            raise DamagedVaultError
