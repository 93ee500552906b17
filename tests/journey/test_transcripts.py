"""What ``make journey`` says when it cannot go (tests/unit/transcripts/journey.txt)."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.newsroom import CommandFailedError, Newsroom
from tests.journey import journey
from tests.support import transcripts
from tests.support.transcripts import Transcript


def _raising(error: BaseException) -> Callable[[Newsroom], None]:
    def found(_newsroom: Newsroom) -> None:
        raise error

    return found


FAILED = {"happened": "There is no room left on the disk", "kept": "All", "next": "Free some space"}
JOURNEY: dict[str, BaseException | None] = {
    "a text": None,
    "a command that fails": CommandFailedError("reporter new", FAILED, ""),
    "a command that is interrupted": KeyboardInterrupt(),
}


@pytest.mark.parametrize("transcript", transcripts.read("journey.txt"), ids=str)
def test_the_journey_says_what_the_transcript_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], transcript: Transcript
) -> None:
    """Before anything is founded, where it can be known; never with a traceback."""
    monkeypatch.chdir(tmp_path)
    Path("text.txt").touch()
    Path("full").mkdir()
    Path("full/file").touch()
    error = JOURNEY[transcript.scene]
    if error is not None:
        monkeypatch.setattr(Newsroom, "found", _raising(error))
    monkeypatch.setattr(sys, "argv", transcript.words)
    assert journey.main() == transcript.status
    said = capsys.readouterr().err.replace(
        "journey: this machine does not let us take the network away; going on with it\n", ""
    )
    assert transcripts.masked(said) == transcript.lines
