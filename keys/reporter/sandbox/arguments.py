"""The walls: how bwrap is called, and what little of this machine is inside."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from keys.reporter.sandbox.errors import NoSandboxError

INSIDE: Final = "/app"  # where the worker's code lies, inside
TMP: Final = "/tmp"  # noqa: S108 - the sandbox's own, in memory
WORKER: Final = "from keys.reporter.rendering.worker import main; main()"
NOTARY: Final = "from keys.reporter.notary.worker import main; main()"

_SYSTEM = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
# Loader, fonts, and LibreOffice's own settings. No passwd, no hosts, no machine-id, no time zone.
_ETC = ("/etc/alternatives", "/etc/fonts", "/etc/ld.so.cache", "/etc/libreoffice", "/var/cache/fontconfig")


@dataclass(frozen=True, slots=True)
class Luggage:
    """What lies at :data:`INSIDE`: of this project, of others, and beside those in some of their releases."""

    ours: tuple[str, ...]
    libraries: tuple[str, ...]
    beside: tuple[str, ...] = ()
    missing: str = ""


RENDERER: Final = Luggage(
    ("keys/reporter/rendering",),
    ("PIL", "pi_heif", "_pi_heif", "pypdfium2", "pypdfium2_raw"),
    ("pillow.libs", "pi_heif.libs", "pypdfium2_cfg"),
    "Pillow, pi-heif and pypdfium2, which draw pictures and PDF, are missing here",
)
JUDGES: Final = Luggage(
    ("keys/reporter/rendering", "keys/reporter/notary", "intake/clean", "intake/protocol/errors.py"),
    ("asn1crypto", "c2pa", "cryptography", "_cffi_backend"),
    (),
    "c2pa-python, cryptography and asn1crypto, which check what others have signed, are missing here",
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a worker may take. Bytes and seconds."""

    seconds: float = 180.0  # that we wait for it, by the wall's clock
    cpu_seconds: int = 150  # of each process
    memory: int = 2 << 30  # resident, of all processes together
    address_space: int = 4 << 30  # of each process
    files: int = 1536 << 20  # in its /tmp, which is memory: the file and what is made of it
    processes: int = 128  # threads included
    open_files: int = 256


STANDARD: Final = Limits()


def command(program: Sequence[str], limits: Limits, seccomp: int | None, luggage: Luggage = RENDERER) -> list[str]:
    """How to start a program in the sandbox. ``seccomp``: a descriptor with the filter, inherited.

    Raises:  NoSandboxError: bwrap, prlimit or one of the worker's libraries is not there.
    """
    bwrap, prlimit = shutil.which("bwrap"), shutil.which("prlimit", path="/usr/bin:/bin")
    if bwrap is None:
        raise NoSandboxError
    if prlimit is None:
        raise NoSandboxError("The program prlimit is missing here", todo="Install Debian's package util-linux")
    return [
        bwrap,
        *("--unshare-all", "--unshare-user", "--disable-userns", "--uid", "1000", "--gid", "1000"),
        *("--die-with-parent", "--new-session", "--cap-drop", "ALL", "--hostname", "sandbox"),
        *("--clearenv", "--setenv", "PATH", "/usr/bin:/bin", "--setenv", "HOME", TMP),
        *("--setenv", "LANG", "C.UTF-8", "--setenv", "PYTHONDONTWRITEBYTECODE", "1"),
        *("--ro-bind", "/usr", "/usr", *_system(), *_python(), *_code(luggage)),
        *("--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"),  # LibreOffice does not start without /proc
        *("--perms", "0700", "--size", str(limits.files), "--tmpfs", TMP, "--chdir", TMP),
        *("--remount-ro", "/"),
        *(("--seccomp", str(seccomp)) if seccomp is not None else ()),
        *(
            "--",
            prlimit,
            f"--as={limits.address_space}",
            f"--cpu={limits.cpu_seconds}:{limits.cpu_seconds + 1}",
            "--core=0",
        ),
        *(f"--fsize={limits.files}", f"--nofile={limits.open_files}", f"--nproc={limits.processes}", "--"),
        *program,
    ]


def python(code: str, *arguments: object) -> list[str]:
    """Python inside, without site packages or anything from the environment; ``code`` finds what :data:`INSIDE` has."""
    start = f"import sys; sys.path.append({INSIDE!r})\n{code}"
    return [_interpreter(), "-I", "-S", "-B", "-c", start, *map(str, arguments)]


def _interpreter() -> str:
    """The Python that runs here, not the environment's link to it."""
    return os.path.realpath(sys.executable)


def _python() -> Iterator[str]:
    """Python itself, where it does not lie below /usr."""
    base = os.path.realpath(sys.base_prefix)
    if not base.startswith("/usr"):
        yield from ("--ro-bind", base, base)


def _system() -> Iterator[str]:
    """The folders that are links into /usr on most systems, and what programs look for elsewhere."""
    for name in _SYSTEM:
        path = Path(name)
        if path.is_symlink():
            yield from ("--symlink", str(path.readlink()), name)
        elif path.is_dir():
            yield from ("--ro-bind", name, name)
    for name in _ETC:
        yield from ("--ro-bind-try", name, name)


def _code(luggage: Luggage) -> Iterator[str]:
    """The worker and its libraries; of this project nothing else."""
    top = Path(__file__).parents[3]
    found = {name: top / name for name in luggage.ours}
    for name in luggage.libraries:
        spec = find_spec(name)
        if spec is None or spec.origin is None:
            raise NoSandboxError(
                luggage.missing,
                todo="Install this program with its extra for air-gapped machines (deploy/requirements/airgap.txt)",
            )
        path = Path(spec.origin)
        if spec.submodule_search_locations is None:  # a module of one file
            found[path.name] = path
            continue
        beside = path.parent.parent
        found |= {part: beside / part for part in (name, *luggage.beside) if (beside / part).is_dir()}
    for name, path in found.items():
        yield from ("--ro-bind", str(path), f"{INSIDE}/{name}")
