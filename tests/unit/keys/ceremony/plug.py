"""A plug that is pulled: every act that changes the disk fails from the n-th on, the n-th write half done.

Waiting for the disk is no such act: a cut in it leaves what a cut in the next act leaves. So it is not waited for.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from keys.vault.files import DISK


class PulledError(OSError):
    """The plug, pulled."""


@contextmanager
def pulled_after(acts: int) -> Iterator[list[str]]:
    """Let so many acts of the disk pass, cut the next one in the middle, refuse all later ones.

    Yields:  the acts that were asked for; more of them than ``acts`` means that the plug was pulled.
    """
    asked: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DISK, "sync", lambda _path: None)
        for name in ("write", "overwrite", "rename", "unlink"):
            patch.setattr(DISK, name, _failing(name, getattr(DISK, name), asked, acts), raising=False)
        yield asked


def _failing(name: str, act: Any, asked: list[str], acts: int) -> Any:
    def wrapped(path: Path, *rest: Any) -> None:
        asked.append(f"{name} {path.name}")
        if len(asked) <= acts:
            act(path, *rest)
            return
        if len(asked) == acts + 1 and name == "write":
            act(path, rest[0][: len(rest[0]) // 2], *rest[1:])
        if len(asked) == acts + 1 and name == "overwrite":
            act(path, rest[0], rest[1][: len(rest[1]) // 2])
        raise PulledError(5, "Input/output error")

    return wrapped
