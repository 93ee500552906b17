"""Transcripts: what a person types and what is said, in a text file that a newcomer can read.

``# scene`` names how things stand; ``$ command (exit N)`` follows, then every line that it says, up to an empty line.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "unit" / "transcripts"
_COMMAND = re.compile(r"\$ (.+?) +\(exit (\d+)\)")
_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b")


@dataclass(frozen=True, slots=True)
class Transcript:
    """One command in one scene, its exit status and its lines."""

    scene: str
    command: str
    status: int
    lines: tuple[str, ...]

    @property
    def words(self) -> list[str]:
        """The command line, split as a shell does."""
        return shlex.split(self.command)

    def __str__(self) -> str:
        """A test's name."""
        return f"{self.scene}: {self.command}"


def read(name: str) -> list[Transcript]:
    """The transcripts of a file of tests/unit/transcripts. Raises ValueError: it has another form."""
    found = []
    blocks = re.split(r"\n{2,}(?=# )", (FOLDER / name).read_text().strip())
    for block in blocks[1:]:  # the first is for the reader
        scene, command, *lines = block.splitlines()
        match = _COMMAND.fullmatch(command)
        if match is None or not scene.startswith("# "):
            raise ValueError(block)
        found.append(Transcript(scene[2:], match[1], int(match[2]), tuple(lines)))
    return found


def masked(output: str, *names: tuple[str, str]) -> tuple[str, ...]:
    """Lines as a transcript has them: each of ``names`` (what was said, what stands for it) and every date replaced."""
    for said, stands in names:
        output = output.replace(said, stands)
    return tuple(line.rstrip() for line in _DATE.sub("DATE", output).strip().splitlines())
