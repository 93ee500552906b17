"""Files on their way: looked at once, sent as looked at, or not at all."""

from __future__ import annotations

import os
import resource
import shutil
import tracemalloc
from pathlib import Path

import pytest

from intake.protocol.errors import TooLongError
from intake.protocol.parcel import PLAIN_SIZE, open_parcel, parse_table
from intake.source import stream as streams
from intake.source.errors import FileChangedError, NotAFileError, UnknownFormatError
from intake.source.stream import Outgoing, attach, check_chosen, text_attachment
from tests.corpus.corpus import ALL, sample


def opened(outgoing: Outgoing) -> tuple[bytes, int]:
    """The stream as a reader gets it, and how many parcels came."""
    parcels = list(outgoing.parcels())
    plain = b"".join(open_parcel(sealed, outgoing.key, index) for index, (_, sealed) in enumerate(parcels))
    return plain, len(parcels)


def test_a_reader_gets_the_files_and_a_table_that_holds(tmp_path: Path) -> None:
    """Bytes in order, then the table that the letter names, with both hashes of every file."""
    photo = tmp_path / "IMG_20240301.jpg"
    shutil.copy(ALL["phone.jpg"], photo)
    strange = tmp_path / "secret name.xyz"
    strange.write_bytes(os.urandom(PLAIN_SIZE + 5))
    empty = tmp_path / "empty.txt"
    empty.touch()
    attachments = [attach(path, at, untouched=False) for at, path in enumerate((photo, strange, empty), 1)]
    outgoing = Outgoing([text_attachment("⁂ text"), *attachments])
    plain, count = opened(outgoing)
    said = outgoing.stream()
    table = parse_table(plain[said.table : said.size], said)
    assert count == outgoing.count
    assert [entry.name for entry in table] == ["message.txt", "photo-1.jpg", "file-2", "file-3.txt"]
    assert [entry.cleaned for entry in table] == [False, True, False, False]
    assert [entry.role for entry in table] == ["text", "file", "file", "file"]
    assert plain[: len("⁂ text".encode())].decode() == "⁂ text"
    start = table[0].size + table[1].size
    assert plain[start : start + table[2].size] == strange.read_bytes()
    assert table[2].sent == table[2].original
    assert table[1].sent != table[1].original
    assert b"secret" not in plain
    assert b"IMG_" not in plain


def written_over(path: Path, *, keep_stamp: bool) -> None:
    """Other bytes of the same size, as an editor leaves them; or as somebody would who hides it."""
    before = path.stat()
    with path.open("r+b") as file:
        file.seek(before.st_size - 1)
        last = file.read(1)
        file.seek(before.st_size - 1)
        file.write(bytes([last[0] ^ 1]))
    if keep_stamp:
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    else:
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + 1))


@pytest.fixture
def big(tmp_path: Path) -> Path:
    """A file of three parcels."""
    path = tmp_path / "big.bin"
    path.write_bytes(os.urandom(3 * PLAIN_SIZE))
    return path


@pytest.mark.parametrize("keep_stamp", [False, True])
def test_a_file_that_changes_before_it_is_sent_is_noticed(big: Path, keep_stamp: bool) -> None:
    """By its date, and where that lies, by its hash: the letter must not go."""
    outgoing = Outgoing([attach(big, 1, untouched=True)])
    written_over(big, keep_stamp=keep_stamp)
    with pytest.raises(FileChangedError):
        list(outgoing.parcels())


@pytest.mark.parametrize("change", ["written", "cut", "grown", "replaced"])
def test_a_file_that_changes_while_it_is_sent_is_noticed(big: Path, change: str) -> None:
    """After the first parcel is sealed, before the last one is."""
    outgoing = Outgoing([attach(big, 1, untouched=True)])
    parcels = outgoing.parcels()
    next(parcels)
    if change == "written":
        written_over(big, keep_stamp=True)
    elif change == "cut":
        os.truncate(big, PLAIN_SIZE)
    elif change == "grown":
        os.truncate(big, 9 * PLAIN_SIZE)
    else:  # the open file stays what it was, so what goes is what was looked at
        other = big.with_name("other")
        other.write_bytes(os.urandom(3 * PLAIN_SIZE))
        other.replace(big)
        assert len(list(parcels)) == outgoing.count - 1
        return
    with pytest.raises(FileChangedError):
        list(parcels)


def test_a_file_that_changes_between_looking_and_hashing_is_noticed(big: Path) -> None:
    """What the cleaner saw is what is hashed, or nothing goes: another photograph has its traces elsewhere."""
    attachment = attach(big, 1, untouched=False)
    written_over(big, keep_stamp=False)
    with pytest.raises(FileChangedError):
        Outgoing([attachment])


def test_a_file_that_is_taken_away_is_noticed(big: Path) -> None:
    """A stick pulled out is told as that."""
    outgoing = Outgoing([attach(big, 1, untouched=True)])
    big.unlink()
    with pytest.raises(FileChangedError, match="file-changed"):
        list(outgoing.parcels())


def test_what_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    """A folder, a pipe that would never end, a device: none is opened."""
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe", Path("/dev/zero")):
        with pytest.raises(NotAFileError):
            attach(path, 1, untouched=True)
    with pytest.raises(FileNotFoundError):
        attach(tmp_path / "none", 1, untouched=True)


def test_a_thousand_files_need_one_descriptor(tmp_path: Path) -> None:
    """However many files are named, one is open at a time."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    used = len(list(Path("/proc/self/fd").iterdir()))
    paths = [tmp_path / f"{at}.txt" for at in range(300)]
    for path in paths:
        path.write_bytes(b"x")
    resource.setrlimit(resource.RLIMIT_NOFILE, (used + 8, hard))
    try:
        outgoing = Outgoing([attach(path, at, untouched=True) for at, path in enumerate(paths, 1)])
        assert len(list(outgoing.parcels())) == outgoing.count
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_more_files_than_a_reader_takes_are_refused_before_anything_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table of more than 4 MiB would make the letter a broken one on the other side."""
    monkeypatch.setattr(streams, "TABLE_LIMIT", 4_096)
    with pytest.raises(TooLongError) as told:
        Outgoing([text_attachment("x")] * 100)
    assert "too many" in told.value.happened


def test_more_bytes_than_a_stream_takes_are_refused_before_anything_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2^20 parcels are the most, 64 GiB and a bit."""
    path = tmp_path / "huge"
    with path.open("wb") as file:
        file.truncate(2**20 * PLAIN_SIZE)

    seen = attach(path, 1, untouched=True)
    monkeypatch.setattr(streams, "_digest", lambda _salt, _chunks: bytes(32))  # reading it would take an hour
    with pytest.raises(TooLongError):
        Outgoing([seen])


def test_an_unclean_file_goes_by_choice_only(tmp_path: Path) -> None:
    """An unknown format and a damaged photograph need --as-is; an untouched one was chosen; an empty one carries nothing."""
    strange, cut, empty = tmp_path / "a.xyz", tmp_path / "b.jpg", tmp_path / "c"
    strange.write_bytes(b"\0strange")
    cut.write_bytes(sample("phone.jpg")[:900])
    empty.touch()
    unknown, broken = attach(strange, 1, untouched=False), attach(cut, 2, untouched=False)
    assert (unknown.problem, broken.problem) == ("unknown", "broken-file")
    for attachment in (unknown, broken):
        with pytest.raises(UnknownFormatError):
            check_chosen([("a", attachment)], as_is=False)
        check_chosen([("a", attachment)], as_is=True)
    chosen = [attach(strange, 1, untouched=True), attach(empty, 2, untouched=False)]
    check_chosen([("a", each) for each in chosen], as_is=False)


def test_a_stream_is_never_in_memory(tmp_path: Path) -> None:
    """64 MiB go through a few hundred kilobytes."""
    path = tmp_path / "film"
    with path.open("wb") as file:
        file.truncate(64 * 1_024 * 1_024)
    tracemalloc.start()
    try:
        for _ in Outgoing([attach(path, 1, untouched=True)]).parcels():
            pass
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2_000_000
