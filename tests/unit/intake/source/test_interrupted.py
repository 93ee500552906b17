"""Control-C at a bad moment: three lines, the right exit status, nothing left, no waiting."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.proxy import line_to
from tests.support.served import Served
from tests.support.waiting import until

TIP = [sys.executable, "-c", "from intake.source.tip import tip; tip(prog_name='tip')"]


def started(*arguments: object) -> subprocess.Popen[str]:
    """``tip`` as a process of its own."""
    return subprocess.Popen(
        [*TIP, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
        # who starts the tests in the background has Control-C ignored, and children inherit that
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - no thread of ours holds a lock
    )


@pytest.mark.parametrize("as_json", [False, True])
def test_a_sending_that_is_stopped_says_what_is_kept(newsroom: Served, tmp_path: Path, as_json: bool) -> None:
    """In the middle of 100 parcels on a slow line: it ends within two seconds and says what became of all."""
    path = tmp_path / "film.bin"
    path.write_bytes(os.urandom(6_500_000))
    with line_to(int(newsroom.url.rsplit(":", 1)[1])) as line:
        line.rate = 400_000
        process = started(
            *("send", line.address, "--pin", newsroom.pin, "--untouched", path), *(["--json"] if as_json else [])
        )
        until(lambda: line.up >= 500_000, "half a megabyte on its way")
        process.send_signal(signal.SIGINT)
        out, errors = process.communicate(timeout=60)
        assert line.up < path.stat().st_size // 2, "it went on sending after it was told to stop"
    assert process.returncode == 130
    if as_json:
        told = json.loads(out)
        assert (told["ok"], told["error"], errors) == (False, "stopped", "")
    else:
        assert errors.splitlines() == [
            "tip: error: Stopped before it was known that the letter has arrived",
            "tip: kept: Nothing is kept on this device. Files without their letter can be opened by nobody",
            'tip: next: Run the command again; or, if it was at the very end, ask with "tip check" and the code whether it arrived',
        ]


def test_a_question_that_is_left_open_is_no_crash(newsroom: Served) -> None:
    """No code is typed because nobody is there to type it."""
    process = started("check", newsroom.url)
    out, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == ""
    assert errors.splitlines()[-3:] == [
        "tip: error: Stopped before it was done",
        "tip: kept: What was finished before is as it was",
        "tip: next: Run the command again",
    ]


def test_a_cleaning_that_is_stopped_leaves_no_half_file(tmp_path: Path) -> None:
    """What was being written is gone; there is never half a file that looks like a whole one."""
    from intake.clean import BytesSource
    from intake.clean.plan import Plan, Range
    from intake.source.stream import Attachment
    from intake.source.tip import _write_new

    class Stopping(BytesSource):
        def read(self, offset: int, length: int) -> bytes:
            if offset:
                raise KeyboardInterrupt
            return super().read(offset, length)

    source = Stopping(bytes(200_000))
    half = Attachment("photo-1.jpg", source, Plan((Range(0, 200_000),), 200_000), None, None)
    with pytest.raises(KeyboardInterrupt):
        _write_new(tmp_path / "photo-1.jpg", half)
    assert list(tmp_path.iterdir()) == []


def test_the_code_is_never_on_a_command_line(newsroom: Served, tmp_path: Path) -> None:
    """Others on the machine can list command lines: no option takes the code itself."""
    from intake.source.tip import tip

    for verb in tip.commands.values():
        for parameter in verb.params:
            assert parameter.name not in ("code", "numbers", "words")
