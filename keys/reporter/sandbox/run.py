"""One worker: started, fed, listened to, watched, and ended, whatever it does."""

from __future__ import annotations

import fcntl
import os
import select
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Self

from keys.reporter.rendering.stream import MAGIC
from keys.reporter.sandbox import arguments, seccomp
from keys.reporter.sandbox.arguments import RENDERER, WORKER, Limits, Luggage, command, python
from keys.reporter.sandbox.errors import (
    BrokenSandboxError,
    TooHungryError,
    TooSlowError,
    WorkerDiedError,
)

LOOK_SECONDS: Final = 0.2  # between two looks at what a worker takes
PIPE: Final = 1 << 20
_PAGE = os.sysconf("SC_PAGE_SIZE")
_OUT_OF_CPU = 128 + 24  # SIGXCPU, as bwrap passes it on


class Worker:
    """A process in the sandbox. ``read`` gives exactly what is asked for or raises."""

    def __init__(self, process: subprocess.Popen[bytes], limits: Limits) -> None:
        """Not called from outside: see :func:`started`."""
        if process.stdin is None or process.stdout is None:
            raise BrokenSandboxError
        self._process, self._limits = process, limits
        self._in, self._out = process.stdin.fileno(), process.stdout.fileno()
        self._waited, self._looked = 0.0, 0.0
        os.set_blocking(self._in, False)
        fcntl.fcntl(self._out, fcntl.F_SETPIPE_SZ, PIPE)

    def feed(self, pieces: Iterable[bytes]) -> None:
        """Hand over the file, as far as the worker wants it. Raises what ``pieces`` raise; NotShownError."""
        for piece in pieces:
            rest = memoryview(piece)
            while rest:
                readable, writable = self._wait([self._out], [self._in])
                if readable:  # it has seen enough: what it says of it comes now
                    return self._fed()
                if writable:
                    try:
                        rest = rest[os.write(self._in, rest[:PIPE]) :]
                    except BrokenPipeError:
                        return self._fed()
        return self._fed()

    def _fed(self) -> None:
        if self._process.stdin is not None:
            self._process.stdin.close()

    def read(self, size: int) -> bytearray:
        """Exactly so many bytes. Raises NotShownError: they do not come."""
        data = bytearray()
        while len(data) < size:
            piece = self._some(size - len(data))
            if not piece:
                raise self._death()
            data += piece
        return data

    def ended(self) -> bool:
        """Whether nothing more comes; waits for it."""
        return not self._some(1)

    def _some(self, at_most: int) -> bytes:
        self._wait([self._out], [])
        return os.read(self._out, min(at_most, PIPE))

    def _wait(self, reading: list[int], writing: list[int]) -> tuple[list[int], list[int]]:
        """Until one of them is ready; look after the limits meanwhile."""
        while True:
            start = time.monotonic()
            if start - self._looked > LOOK_SECONDS:
                self._looked = start
                self._look()
            readable, writable, _ = select.select(reading, writing, [], LOOK_SECONDS)
            self._waited += time.monotonic() - start
            if self._waited > self._limits.seconds:
                raise TooSlowError
            if readable or writable:
                return readable, writable

    def _look(self) -> None:
        # prlimit bounds each process, and for root not even their number: so what they take together is counted here.
        threads, resident = taken(self._process.pid)
        if threads > self._limits.processes or resident > self._limits.memory:
            raise TooHungryError

    def _death(self) -> Exception:
        try:
            status = self._process.wait(timeout=LOOK_SECONDS * 5)
        except subprocess.TimeoutExpired:  # it has closed its mouth and goes on
            return WorkerDiedError()
        return TooSlowError() if status == _OUT_OF_CPU else WorkerDiedError()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()  # bwrap's end is the end of all that runs inside (--die-with-parent, PID namespace)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.wait()


@contextmanager
def started(
    code: str = WORKER, *words: object, limits: Limits | None = None, luggage: Luggage = RENDERER
) -> Iterator[Worker]:
    """A worker that has come up in the sandbox; it is ended with the block.

    Args:    code: Python: of a worker, or of a test that tries to break out.  luggage: what it finds inside.
    Raises:  NoSandboxError; BrokenSandboxError: bwrap does not work here.
    """
    limits = limits or arguments.STANDARD
    rules = seccomp.program()
    with _descriptor(rules) as descriptor:
        process = subprocess.Popen(
            command(python(code, *words), limits, descriptor, luggage),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=() if descriptor is None else (descriptor,),
            bufsize=0,
            env={},
            cwd="/",
        )
    with Worker(process, limits) as worker:
        try:
            said = worker.read(len(MAGIC))
        except WorkerDiedError:
            raise BrokenSandboxError from None
        if said != MAGIC:
            raise BrokenSandboxError
        yield worker


@contextmanager
def _descriptor(data: bytes | None) -> Iterator[int | None]:
    """A descriptor from which these bytes can be read once."""
    if data is None:
        yield None
        return
    descriptor = os.memfd_create("seccomp")
    try:
        os.write(descriptor, data)
        os.lseek(descriptor, 0, os.SEEK_SET)
        yield descriptor
    finally:
        os.close(descriptor)


def taken(pid: int) -> tuple[int, int]:
    """How many threads a process and all below it have, and how many bytes of memory together."""
    children: dict[int, list[int]] = {}
    sizes: dict[int, tuple[int, int]] = {}
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            try:
                fields = Path(entry.path, "stat").read_bytes().rpartition(b")")[2].split()
            except OSError:  # gone meanwhile
                continue
            number = int(entry.name)
            children.setdefault(int(fields[1]), []).append(number)
            sizes[number] = (int(fields[17]), int(fields[21]) * _PAGE)
    below, threads, resident = [pid], 0, 0
    while below:
        number = below.pop()
        below += children.get(number, [])
        mine = sizes.get(number, (0, 0))
        threads, resident = threads + mine[0], resident + mine[1]
    return threads, resident
