"""Transcripts: what a newcomer types and reads, checked against the commands; the guides' examples too.

``given: SENTENCE`` (in a guide ``<!-- given: SENTENCE -->``) makes a world of ``tests/support/worlds.py``. After it come
commands, ``$ courier sync courier stick  (exit 1)``, and all that they print. ``…`` stands for anything, every date for
every other; where a person types a date, 2026-11-24 is today. Passphrases and answers are typed where the transcript has
their questions; a backup's and a new one are other words. ``(wrong)``, ``(other)``, ``(same)`` after a question: so there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

import tests.support.laptops
import tests.support.worlds_of_couriers
import tests.support.worlds_of_files  # noqa: F401 - these register worlds
from tests.support.newsroom import OTHER_PASSPHRASE, PASSPHRASE
from tests.support.worlds import WORLDS

if TYPE_CHECKING:
    import click

HERE = Path(__file__).parent / "transcripts"
GUIDES = [Path(__file__).parents[2] / "docs" / f"{name}.md" for name in ("reporter", "courier")]
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_MARK = re.compile(r" \((wrong|other|same)\)$")
_EXIT = re.compile(r"\s+\(exit (\d+)\)$")


@dataclass(slots=True)
class Step:
    """One command, what it has to print, and the status that it ends with."""

    command: str
    status: int
    output: list[str] = field(default_factory=list)

    def typed(self) -> str:
        """What a person types, from the questions in the output."""
        lines, spoken = [], PASSPHRASE
        for line in self.output:
            if line.startswith(("Passphrase ", "A passphrase ", "Repeat for confirmation")):
                if not line.startswith("Repeat"):
                    another = line.endswith("(other)") or "backup" in line or "the new one" in line
                    spoken = OTHER_PASSPHRASE if another and not line.endswith("(same)") else PASSPHRASE
                lines.append("not " * line.endswith("(wrong)") + spoken)
            elif line.startswith("Type "):
                lines.append(line.partition(": ")[2].replace("2026-11-24", datetime.now(UTC).date().isoformat()))
            elif answer := re.search(r"\[y/N\]: (\w)$", line):
                lines.append(answer[1])
        return "\n".join(lines) + "\n"

    def pattern(self) -> re.Pattern[str]:
        """The output, as a pattern."""
        text = "\n".join(_MARK.sub("", line) for line in self.output)
        return re.compile(".+?".join(map(re.escape, text.split("…"))), re.DOTALL)


@dataclass(slots=True)
class Transcript:
    """A world and the steps in it."""

    name: str
    given: str
    steps: list[Step] = field(default_factory=list)


def parse(path: Path) -> Iterator[Transcript]:
    """The transcripts of a file."""
    found: Transcript | None = None
    inside = path.suffix == ".txt"
    for line in path.read_text(encoding="utf-8").splitlines():
        given = re.fullmatch(r"(?:<!-- )?given: (.+?)(?: -->)?", line)
        if given:
            if found:
                yield found
            found = Transcript(f"{path.stem}: {given[1]}", given[1])
        elif line.startswith("```"):
            inside = line == "```console"
        elif found and inside and line.startswith("$ "):
            status = _EXIT.search(line)
            found.steps.append(Step(_EXIT.sub("", line[2:]), int(status[1]) if status else 0))
        elif found and inside and found.steps and not line.startswith("#"):
            found.steps[-1].output.append(line)
    if found:
        yield found


def programs() -> dict[str, click.Group]:
    """The commands by name."""
    from keys.courier.cli import courier
    from keys.reporter.cli import reporter

    return {"courier": courier, "reporter": reporter}


def plain(text: str) -> str:
    """Dates alike, and no white space at the ends of lines or of the whole."""
    return "\n".join(_DATE.sub("2026-11-24", line).rstrip() for line in text.strip("\n").splitlines())


ALL = [transcript for path in [*sorted(HERE.glob("*.txt")), *GUIDES] for transcript in parse(path)]


@pytest.mark.parametrize("transcript", ALL, ids=[transcript.name for transcript in ALL])
def test_the_commands_say_what_the_transcript_says(
    transcript: Transcript, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every line, every question, every status; so that nobody meets an error that was never read aloud."""
    assert transcript.steps
    with ExitStack() as opened:
        opened.enter_context(WORLDS[transcript.given](tmp_path))
        monkeypatch.chdir(tmp_path)
        for step in transcript.steps:
            program, *words = re.findall(r'(?:[^\s"]|"[^"]*")+', step.command)
            arguments = [word.replace('"', "") for word in words]
            done = CliRunner().invoke(
                programs()[program], arguments, input=step.typed(), prog_name=program, env={"COLUMNS": "80"}
            )
            said = plain(done.output)
            expected = plain("\n".join(step.output))
            step.output = expected.splitlines()
            assert step.pattern().fullmatch(said), f"{step.command}\n--- expected\n{expected}\n--- said\n{said}"
            assert done.exit_code == step.status, said
