"""What somebody takes who takes a running machine: memory of processes, and what they write."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.waiting import until

PAGE = 4096


def core_of(pid: int, folder: Path) -> bytes:
    """A process's core dump, by gcore; the process goes on."""
    path = folder / f"core.{pid}"
    subprocess.run(
        ["gcore", "-o", str(folder / "core"), str(pid)], check=True, capture_output=True, stdin=subprocess.DEVNULL
    )
    taken = path.read_bytes()
    path.unlink()
    return taken


def cores_of(pids: Iterable[int], folder: Path) -> bytes:
    """All that can be read in the core dumps of all of them (:func:`legible`)."""
    return b"\n".join(legible(core_of(pid, folder)) for pid in pids)


def until_traced(pids: Iterable[int]) -> None:
    """Wait until every thread of these processes is watched: strace takes one after the other."""
    watched = list(pids)
    until(lambda: all(_traced(task) for pid in watched for task in Path(f"/proc/{pid}/task").iterdir()), "strace")


def _traced(task: Path) -> bool:
    try:
        return "\nTracerPid:\t0\n" not in (task / "status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True  # a thread that has ended meanwhile


@contextmanager
def writes_of(pids: Iterable[int], output: Path) -> Iterator[None]:
    """Have strace note every write of these processes, whole, with the file that it goes to, while the block lasts."""
    calls = "trace=write,pwrite64,writev,pwritev,pwritev2,sendto,sendmsg"
    command = ["strace", "-f", "-y", "-s", "200000", "-e", calls, "-o", str(output)]
    for pid in pids:
        command += ["-p", str(pid)]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until_traced(pids)
    try:
        yield
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)


def legible(taken: bytes) -> bytes:
    """All runs of six or more printable characters, one a line; of UTF-16 too: the same again without the zero bytes.

    Pages of one and the same byte are left out first: most of a core dump is memory that nobody has used.
    """
    pages = (taken[at : at + PAGE] for at in range(0, len(taken), PAGE))
    used = b"".join(page for page in pages if page.count(page[:1]) != len(page))
    return _runs(used) + b"\n" + _runs(used.replace(b"\0", b""))


def _runs(raw: bytes) -> bytes:
    # grep takes a tenth of the time that Python's expressions take.
    command = ["grep", "--text", "--only-matching", "--extended-regexp", "[ -~]{6,}"]
    return subprocess.run(command, input=raw, stdout=subprocess.PIPE, check=True, env={"LC_ALL": "C"}).stdout
