"""Durable writing, forgetting, encrypted files."""

from __future__ import annotations

import os
import stat
import tempfile
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keys.courier.state import CourierFolder, Settings
from keys.vault.errors import AlreadyThereError, DamagedVaultError, NotAVaultError
from keys.vault.files import CHUNK_SIZE, Disk, EncryptedWriter, blank, destroy, read_encrypted, write_durably
from keys.vault.vault import Vault
from tests.support.newsroom import CHEAP

PIECE = CHUNK_SIZE + 17


def encrypted(path: Path, content: bytes) -> bytes:
    """Write an encrypted file and return its key."""
    with EncryptedWriter(path) as writer:
        writer.write(content)
    return writer.key


class FullDisk(Disk):
    """A disk that fills up in the middle of a write."""

    def write(self, path: Path, data: bytes, mode: int) -> None:
        """Write half, then refuse."""
        super().write(path, data[: len(data) // 2], mode)
        raise OSError(28, "No space left on device")


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    """A write that fails half-way never touches the file before it."""
    path = tmp_path / "state"
    write_durably(path, b"before")
    with pytest.raises(OSError, match="space"):
        write_durably(path, b"after, and longer", disk=FullDisk())
    assert path.read_bytes() == b"before"
    write_durably(path, b"after")
    assert path.read_bytes() == b"after"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_destroying_overwrites_the_bytes_where_they_lie(tmp_path: Path) -> None:
    """A second name of the same bytes reads zeros afterwards; destroying twice does no harm."""
    path, same = tmp_path / "secret", tmp_path / "same"
    path.write_bytes(os.urandom((1 << 20) + 5))
    os.link(path, same)
    destroy(path)
    destroy(path)
    assert not path.exists()
    assert same.read_bytes() == bytes((1 << 20) + 5)


def test_blanking_keeps_the_size(tmp_path: Path) -> None:
    """A blanked file is all zeros and as long as before."""
    path = tmp_path / "journal"
    path.write_bytes(b"text")
    blank(path)
    assert path.read_bytes() == bytes(4)


@pytest.mark.parametrize("size", [0, 1, CHUNK_SIZE - 1, CHUNK_SIZE, CHUNK_SIZE + 1, 2 * CHUNK_SIZE, 200_000])
def test_an_encrypted_file_comes_back_whatever_its_size(tmp_path: Path, size: int) -> None:
    """Content round-trips at and beside the chunk's edges, however it is cut when written."""
    content = os.urandom(size)
    path = tmp_path / "file"
    with EncryptedWriter(path) as writer:
        for at in range(0, size, 50_001):
            writer.write(content[at : at + 50_001])
    assert writer.size == size
    assert b"".join(read_encrypted(path, writer.key)) == content
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_files_with_the_same_content_have_nothing_in_common(tmp_path: Path) -> None:
    """Every file has a key of its own."""
    keys = [encrypted(tmp_path / name, b"same" * 100) for name in "ab"]
    assert keys[0] != keys[1]
    assert (tmp_path / "a").read_bytes() != (tmp_path / "b").read_bytes()


def test_a_cut_file_is_noticed_at_every_edge(tmp_path: Path) -> None:
    """Cut inside a chunk or exactly between two, the end is known to be missing."""
    path = tmp_path / "file"
    key = encrypted(path, os.urandom(2 * CHUNK_SIZE + 10))
    whole = path.read_bytes()
    for size in (0, 23, 24, 40, 24 + PIECE - 1, 24 + PIECE, 24 + 2 * PIECE, len(whole) - 1):
        path.write_bytes(whole[:size])
        with pytest.raises(DamagedVaultError):
            list(read_encrypted(path, key))


def test_a_changed_swapped_or_longer_file_is_noticed(tmp_path: Path) -> None:
    """Changed bytes, exchanged chunks, bytes after the end and another key are all refused."""
    path = tmp_path / "file"
    key = encrypted(path, os.urandom(2 * CHUNK_SIZE + 10))
    whole = path.read_bytes()
    first, second = whole[24 : 24 + PIECE], whole[24 + PIECE : 24 + 2 * PIECE]
    for hostile in (
        whole[:100] + bytes([whole[100] ^ 1]) + whole[101:],
        whole[:24] + second + first + whole[24 + 2 * PIECE :],
        whole + b"\0",
        whole + whole[24:],
    ):
        path.write_bytes(hostile)
        with pytest.raises(DamagedVaultError):
            list(read_encrypted(path, key))
    path.write_bytes(whole)
    with pytest.raises(DamagedVaultError):
        list(read_encrypted(path, bytes(32)))
    full = encrypted(tmp_path / "full", bytes(CHUNK_SIZE))
    with (tmp_path / "full").open("ab") as file:
        file.write(b"\0")
    with pytest.raises(DamagedVaultError):
        list(read_encrypted(tmp_path / "full", full))
    with pytest.raises(NotAVaultError):
        list(read_encrypted(tmp_path / "none", key))


@settings(max_examples=50)
@given(st.binary(max_size=300))
def test_any_bytes_give_damage_or_nothing_else(untrusted: bytes) -> None:
    """No error of the library leaves the reader."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(untrusted)
        with pytest.raises(DamagedVaultError):
            list(read_encrypted(path, bytes(32)))


def test_an_interrupted_file_never_appears(tmp_path: Path) -> None:
    """What was not finished has no name and leaves no temporary file."""

    def interrupted() -> None:
        with EncryptedWriter(tmp_path / "file") as writer:
            writer.write(bytes(3 * CHUNK_SIZE))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list(tmp_path.iterdir()) == []


def test_a_large_file_needs_little_memory(tmp_path: Path) -> None:
    """32 MiB written in one call and read again take less than 1 MiB beside the call's own bytes."""
    content = bytes(32 << 20)
    path = tmp_path / "file"
    tracemalloc.start()
    try:
        key = encrypted(path, content)
        read = sum(len(piece) for piece in read_encrypted(path, key))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert read == len(content)
    assert peak < 1 << 20


def test_the_folder_that_a_command_runs_in_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``new .`` in an empty folder is told what to do: the shell would stay in the folder that went."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    laptop = Settings("Laptop", "http://127.0.0.1:9", "00" * 32, "00" * 32)
    with pytest.raises(AlreadyThereError) as vault:
        Vault.create(Path(), "words", schema=(), cost=CHEAP)
    with pytest.raises(AlreadyThereError):
        CourierFolder.create(Path(), laptop, bytes(32), "words", cost=CHEAP)
    assert "not there yet" in vault.value.todo
    assert [path.name for path in tmp_path.iterdir()] == ["here"]
