"""The one file that tip writes when told to: what it has seen of a newsroom."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.protocol.directory import Versions
from intake.source.errors import MemoryFileError
from intake.source.memory import SIZE_LIMIT, Memory, remember, remembered

VERSIONS = st.builds(Versions, *[st.integers(0, 2**53 - 1)] * 5)
MEMORIES = st.builds(Memory, st.binary(min_size=32, max_size=32), VERSIONS)
VALUES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.integers(), max_size=2))


@given(MEMORIES)
def test_what_is_remembered_comes_back(memory: Memory) -> None:
    """Packing and parsing are one another's opposite, and it fits the file's limit."""
    assert Memory.parse(memory.pack()) == memory
    assert len(memory.pack()) < SIZE_LIMIT


@given(st.binary(max_size=200))
def test_any_bytes_give_a_memory_or_our_error(untrusted: bytes) -> None:
    """No foreign error leaves the parser."""
    with suppress(MemoryFileError):
        Memory.parse(untrusted)


@given(MEMORIES, st.sampled_from(["root", "seen_root", "seen_board", "seen_targets"]), VALUES)
def test_any_value_in_a_field_gives_a_memory_or_our_error(memory: Memory, field: str, value: object) -> None:
    """A number that is text, a version below zero, a version that is true: all refused."""
    fields = json.loads(memory.pack())
    fields[field] = value
    try:
        parsed = Memory.parse(json.dumps(fields).encode())
    except MemoryFileError:
        return
    assert json.loads(parsed.pack()) == fields


def test_there_is_one_file_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    """It tells where somebody was, so no one else may read it; and nothing else is left beside it."""
    path = tmp_path / "seen"
    assert remembered(path) is None
    for number in (1, 2):
        memory = Memory(bytes(32), Versions(number))
        remember(path, memory)
        assert remembered(path) == memory
    assert [each.name for each in tmp_path.iterdir()] == ["seen"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_an_endless_file_is_not_read(tmp_path: Path) -> None:
    """Whatever lies at the path, some kilobytes of it are enough to refuse it."""
    path = tmp_path / "seen"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(MemoryFileError):
        remembered(path)
