"""A worker that has been taken over: Python of an attacker's choice, run under the very arguments of the real worker."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from deploy.newsroom import can_unshare, without_network
from keys.reporter.rendering.stream import MAGIC
from keys.reporter.sandbox.arguments import Limits, command, python
from keys.reporter.sandbox.errors import (
    BrokenSandboxError,
    NoSandboxError,
    TooHungryError,
    TooSlowError,
)
from keys.reporter.sandbox.run import started
from keys.reporter.sandbox.seccomp import DENIED, program
from tests.support.waiting import until

TOP = Path(__file__).resolve().parents[5]
SIZE = 8_192
PROLOGUE = f"""
import ctypes, json, os, socket, sys, time
sys.stdout.buffer.write({MAGIC!r}); sys.stdout.buffer.flush()
def tell(found):
    sys.stdout.buffer.write(json.dumps(found).encode().ljust({SIZE})); sys.stdout.buffer.flush()
def tried(act, *words):
    try:
        return act(*words) or True
    except OSError as error:
        return error.strerror
"""
SHORT = Limits(seconds=60)


def said(code: str, *arguments: object, limits: Limits = SHORT) -> Any:
    """What a hostile worker finds out and tells."""
    with started(PROLOGUE + code, *arguments, limits=limits) as worker:
        worker.feed([])
        return json.loads(worker.read(SIZE))


def nobody_left(marker: str) -> bool:
    """Whether no process has this word in its command line, once the system has buried those that were killed."""
    until(lambda: not any(marker.encode() in _read(path) for path in Path("/proc").glob("[0-9]*/cmdline")), marker)
    return True


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def test_nothing_of_this_machine_can_be_read(tmp_path: Path) -> None:
    """Accounts, names of hosts, the vault's folder, this project, other processes: none of it is there."""
    (tmp_path / "vault.key").write_text("secret")
    paths = ["/etc/passwd", "/etc/hostname", "/etc/machine-id", "/etc/localtime", "/sys/class", "/var/log", "/tmp"]
    paths += [str(tmp_path / "vault.key"), str(TOP / "pyproject.toml"), f"/proc/{os.getpid()}/environ", "/run", "/mnt"]
    assert sum(Path(path).exists() for path in paths) >= 6, "the search looks for what is there"
    found = said("tell({path: os.path.exists(path) for path in sys.argv[1:]})", *paths)
    assert {path for path, there in found.items() if there} == {"/tmp"}
    home = said(
        "tell([os.environ['HOME'], os.listdir('/tmp'), os.path.isdir(sys.argv[1]) and os.listdir(sys.argv[1])])",
        Path.home(),
    )
    assert home[:2] == ["/tmp", []]
    # Python itself may lie below somebody's home: then its folder, and nothing beside it, is there.
    parts = set(Path(os.path.realpath(sys.base_prefix)).parts)
    assert set(home[2] or []) <= parts


def test_nothing_of_the_environment_or_of_open_files_comes_along(monkeypatch: pytest.MonkeyPatch) -> None:
    """Secrets that a shell exports, and files that the program has open, stay outside."""
    monkeypatch.setenv("ASTERISM_SECRET", "Canary7Q")
    with Path(__file__).open() as opened:
        os.set_inheritable(opened.fileno(), True)
        names, descriptors, links = said(
            "fds = os.listdir('/proc/self/fd'); tell([sorted(os.environ), sorted(fds), [tried(os.readlink, '/proc/self/fd/' + fd) for fd in fds]])"
        )
    assert set(names) <= {"HOME", "LANG", "LC_CTYPE", "PATH", "PWD", "PYTHONDONTWRITEBYTECODE"}
    assert len(descriptors) <= 4, "three, and the one that lists them"
    assert not any("test_walls" in str(link) for link in links)


def test_nothing_can_be_connected_to() -> None:
    """No family of sockets but those inside one machine; and behind that wall a network without any other machine."""
    families = {name: int(getattr(socket, name)) for name in ("AF_INET", "AF_INET6", "AF_NETLINK", "AF_PACKET")}
    code = "tell([tried(lambda: socket.socket(int(family)).close()) for family in sys.argv[1:]])"
    assert said(code, *families.values()) == ["Operation not permitted"] * 4
    assert said("tell([line.split(':')[0].strip() for line in open('/proc/net/dev')][2:])") == ["lo"]
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        connect = "tell(tried(lambda: socket.create_connection(('127.0.0.1', int(sys.argv[1])), 2).close()))"
        socket.create_connection(("127.0.0.1", port), 2).close()
        # The filter taken away: the namespace alone has to hold.
        done = subprocess.run(
            command(python(PROLOGUE + connect, port), SHORT, None), capture_output=True, check=True, env={}, cwd="/"
        )
    assert json.loads(done.stdout[len(MAGIC) :]) == "Connection refused"


def test_nothing_can_be_written_but_its_own_memory(tmp_path: Path) -> None:
    """Every folder is read-only but /tmp, which is not this machine's and has an end."""
    folders = ["/", "/usr", "/usr/bin", "/app", "/app/keys", "/dev", "/proc", "/lib", str(tmp_path), "/tmp"]
    code = "tell([tried(lambda: open(folder + '/asterism-was-here', 'x').close()) for folder in sys.argv[1:]])"
    found = dict(zip(folders, said(code, *folders), strict=True))
    assert {folder for folder, how in found.items() if how is True} == {"/tmp"}
    assert not Path("/tmp/asterism-was-here").exists()
    fill = "f = open('/tmp/f', 'wb')\ntell(tried(lambda: [f.write(bytes(1 << 20)) or f.flush() for _ in range(64)]))"
    assert said(fill, limits=Limits(files=16 << 20)) in ("No space left on device", "File too large")


def test_a_fork_bomb_is_ended_and_leaves_nobody() -> None:
    """For root, whom RLIMIT_NPROC does not bind, those outside count; for others the kernel does, and time ends it."""
    bomb = "while True:\n    if tried(os.fork) is True: time.sleep(60)\n# fork-bomb-marker"
    with pytest.raises((TooHungryError, TooSlowError)):
        said(bomb, limits=Limits(seconds=3, processes=40))
    assert nobody_left("fork-bomb-marker")


COUNT_FORKS = """
made = 0
while made < 500:
    child = tried(os.fork)
    if child is True:
        time.sleep(30)
    if not isinstance(child, int):
        break
    made += 1
tell(made)
"""


def test_an_ordinary_user_needs_nothing_more_and_the_kernel_counts_the_processes() -> None:
    """As the account nobody, with the system's Python; the number of processes is bounded from their first moment."""
    code = (
        "from keys.reporter.sandbox.arguments import Limits\nfrom keys.reporter.sandbox.run import started\n"
        f"code = {PROLOGUE + COUNT_FORKS!r}\n"
        "with started(code, limits=Limits(processes=40)) as worker:\n"
        f"    worker.feed([]); print(worker.read({SIZE}).decode())"
    )
    user: list[str] = []
    if os.geteuid() == 0:
        packages = Path(pytest.__file__).parents[1]
        user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "env", f"PYTHONPATH={TOP}:{packages}"]
        user += ["PYTHONDONTWRITEBYTECODE=1", "/usr/bin/python3"]
        fits = "import sys, keys, pytest; from importlib.util import find_spec; sys.exit(find_spec('_pi_heif') is None)"
        if subprocess.run([*user, "-c", fits], cwd="/", check=False).returncode:
            pytest.skip("the account nobody has no Python here for which this project's libraries are made")
    done = subprocess.run(
        [*(user or [sys.executable]), "-c", code], cwd="/" if user else TOP, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert 20 < json.loads(done.stdout) < 40


def test_eight_gibibytes_are_not_given() -> None:
    """Not to one process, by its address space; and not to several together, because those outside count."""
    assert said("try:\n    bytearray(8 << 30)\nexcept MemoryError:\n    tell('no')") == "no"
    several = """
for _ in range(4):
    if os.fork() == 0:
        kept = [bytearray(os.urandom(1 << 16) * 4) for _ in range(1 << 12)]
        time.sleep(60)
time.sleep(60)
"""
    with pytest.raises(TooHungryError):
        said(several, limits=Limits(seconds=30, memory=256 << 20))


def seconds_until_ended() -> float:
    """How long a worker that sleeps for an hour lives, where it has one second."""
    start = time.monotonic()
    with pytest.raises(TooSlowError):
        said("time.sleep(3600)  # sleeper-marker", limits=Limits(seconds=1))
    return time.monotonic() - start


def test_sleeping_for_ever_and_working_for_ever_are_ended() -> None:
    """By the wall's clock and by the processor's, whoever is first; within the time that was set."""
    assert min(seconds_until_ended() for _ in range(3)) < 5, "a busy machine may be late once"
    with pytest.raises(TooSlowError):
        said("while True: pass  # spinner-marker", limits=Limits(seconds=30, cpu_seconds=1))
    assert nobody_left("sleeper-marker")
    assert nobody_left("spinner-marker")


def test_no_privilege_and_no_way_to_get_one() -> None:
    """No capability, no new one by any program, no new namespace, and no second root."""
    status = said(
        "tell({line.split(':')[0]: line.split()[1] for line in open('/proc/self/status') if line.split()[1:]})"
    )
    assert int(status["CapEff"], 16) == int(status["CapPrm"], 16) == int(status["CapBnd"], 16) == 0
    assert (status["NoNewPrivs"], status["Uid"]) == ("1", "1000")
    assert said("tell(tried(os.open, '/dev/tty', os.O_RDWR))") != True  # noqa: E712 - it may be a sentence
    code = "libc = ctypes.CDLL(None, use_errno=True); made = libc.unshare(0x10000000); tell([made, ctypes.get_errno()])"
    assert said(code) == [-1, 1]


@pytest.mark.skipif(program() is None, reason="no filter for this processor")
def test_the_system_calls_of_the_list_are_refused() -> None:
    """Each by the filter, with EPERM, whatever its arguments; and those of another architecture are none at all."""
    column = {"x86_64": 0, "aarch64": 1}[os.uname().machine]
    numbers = [row[column] for row in DENIED.values() if row[column] is not None]
    code = """
libc = ctypes.CDLL(None, use_errno=True)
found = []
for number in map(int, sys.argv[1:]):
    ctypes.set_errno(0)
    libc.syscall(ctypes.c_long(number), ctypes.c_long(-1), ctypes.c_long(-1), ctypes.c_long(-1), ctypes.c_long(-1))
    found.append(ctypes.get_errno())
tell(found)
"""
    assert said(code, *numbers) == [1] * len(numbers)
    headers = Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"), Path("/usr/include/asm-generic/unistd.h")
    for place, header in enumerate(headers):
        if header.exists():  # the kernel's own list, where it is installed
            known = dict(re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", header.read_text()))
            assert {name: int(known[name]) for name in DENIED if name in known} == {
                name: row[place] for name, row in DENIED.items() if name in known
            }


def test_a_killed_program_takes_its_sandbox_along() -> None:
    """Power off for the outside is power off for the inside."""
    code = f"from keys.reporter.sandbox.run import started\nwith started({PROLOGUE + 'time.sleep(3600) # orphan-marker'!r}):\n    print('up', flush=True)\n    import time; time.sleep(3600)"
    with subprocess.Popen([sys.executable, "-c", code], cwd=TOP, stdout=subprocess.PIPE, text=True) as outside:
        assert outside.stdout is not None
        assert outside.stdout.readline() == "up\n"
        outside.send_signal(signal.SIGKILL)
    assert nobody_left("orphan-marker")


def test_without_a_sandbox_nothing_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """bwrap missing, or not allowed to work: an error that says so, and no other way in."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoSandboxError), started():
        pass
    refused = tmp_path / "bwrap"
    refused.write_text("#!/bin/sh\necho 'setting up uid map: Permission denied' >&2\nexit 1\n")
    refused.chmod(0o700)
    with pytest.raises(BrokenSandboxError), started():
        pass


def test_it_works_where_the_network_was_taken_away_already() -> None:
    """A sandbox in a namespace of its own, as the tests of the air gap run it."""
    if not can_unshare():
        pytest.skip("this user may not take the network away")
    code = "from keys.reporter.sandbox.run import started\nfrom keys.reporter.sandbox.arguments import WORKER\nwith started(WORKER, 1, 0): print('up')"
    done = subprocess.run(
        [*without_network(), sys.executable, "-c", code], cwd=TOP, capture_output=True, text=True, check=False
    )
    assert done.stdout == "up\n", done.stderr
