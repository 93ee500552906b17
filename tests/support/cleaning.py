"""Cleaning bytes in memory, for tests."""

from __future__ import annotations

from intake.clean import BytesSource, Cleaned, clean, plan_chunks


def cleaned(data: bytes) -> Cleaned:
    """A cleaned file that must be of a format we know."""
    found = clean(BytesSource(data))
    assert found is not None
    return found


def written(data: bytes) -> bytes:
    """The cleaned file's bytes."""
    return b"".join(plan_chunks(BytesSource(data), cleaned(data).plan))
