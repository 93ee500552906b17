"""Two processes, one SQLite file: they take turns, and a dead one holds nobody up."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path

from intake.server.store.turn import Turn

HOLDS = """
import sys, time
from pathlib import Path
from intake.server.store.turn import Turn
with Turn(Path(sys.argv[1])):
    print("mine", flush=True)
    time.sleep(60)
"""


def test_one_waits_for_the_other_and_a_killed_process_is_waited_for_no_longer(tmp_path: Path) -> None:
    """The kernel gives the turn on at the moment in which its holder dies, and the folder shows no trace of it."""
    other = subprocess.Popen([sys.executable, "-c", HOLDS, str(tmp_path)], stdout=subprocess.PIPE)
    assert other.stdout is not None
    assert other.stdout.readline() == b"mine\n"
    turn = Turn(tmp_path)
    got = threading.Event()

    def take() -> None:
        with turn:
            got.set()

    waiting = threading.Thread(target=take)
    waiting.start()
    assert not got.wait(0.3)
    other.send_signal(signal.SIGKILL)
    assert got.wait(60)
    waiting.join()
    with turn:
        assert list(tmp_path.iterdir()) == []
    turn.close()
    other.wait()
    other.stdout.close()
